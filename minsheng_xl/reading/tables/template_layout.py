"""Somebody's own template studied: which sheet and columns, where rows begin, what stands below them.

Nothing is guessed silently: a column that is only like a known one, or that two fields fit, is asked about.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from minsheng_xl.errors import InputError
from minsheng_xl.formats.a1 import Area, cell_name, column_letters
from minsheng_xl.place import Grid
from minsheng_xl.reading.tables.column_map import ColumnMap, Head
from minsheng_xl.reading.tables.columns import header_texts
from minsheng_xl.reading.tables.headers import find_header, squeezed
from minsheng_xl.reference import HeaderMatch, Headers

NAMES = ("indicator", "item")
LEAVE = "不填"
"""What is said of a column that is to be left as it is."""

_TOTAL = re.compile(r"^(?:全[县区市])?(?:合计|总计|小计|共计)")
_FOOT = re.compile(
    r"^(?:注|备注|说明|填表|制表|填报|审核|复核|单位负责人|负责人|分管|联系|报送|日期|签)[^：:]{0,8}[：:]"
)
_EXAMPLE = re.compile(r"示例|样例|举例|^例[:：]|[（(]例[）)]|[×ｘ]{2,}|^[.…·。\s]+$")
_COUNTING = re.compile(r"\d+|[甲乙丙丁戊己庚辛壬癸]")


class NamedArea(NamedTuple):
    """A defined name of the template and the cells it stands for."""

    name: str
    sheet: str
    area: Area


@dataclass(slots=True)
class Study:
    """Where rows go in a template. Rows and columns count from 1."""

    sheet: str
    columns: dict[str, int]
    """Column of each field that will be filled."""
    left: int
    right: int
    """First and last column of the table."""
    first: int
    """First row below the header."""
    stop: int = 0
    """First row below that is no row of the table any more (合计, 注 …); 0 where there is none."""
    last: int = 0
    """Last row, where a defined name says so; 0 where it is to be seen."""
    used: list[int] = field(default_factory=list)
    """Rows that hold data already."""
    examples: list[int] = field(default_factory=list)
    """Rows that hold an example or placeholder."""
    across: list[int] = field(default_factory=list)
    """Rows that are one text over several columns: categories."""
    merged: set[str] = field(default_factory=set)
    """Fields whose cells are merged downwards."""
    left_out: dict[int, str] = field(default_factory=dict)
    """Header words of columns that stay as they are, by column."""

    @property
    def name_column(self) -> int:
        return next(self.columns[role] for role in NAMES if role in self.columns)


@dataclass(frozen=True, slots=True)
class Template:
    """Headers of one or two rows with two listed fields or more, best those that have most to fill."""

    headers: Headers
    given: frozenset[str]

    enough = sys.maxsize
    look_on = 0

    def read(self, grid: Grid, row: int) -> Iterator[ColumnMap]:
        for depth in (1, 2) if row < len(grid.rows) else (1,):
            yield self._header(grid, row, row + depth - 1)

    def weight(self, header: ColumnMap) -> int:
        known = header.columns.keys()
        return 1 + len(known & self.given) if len(known) > 1 else 0

    def match(self, head: Head) -> HeaderMatch | None:
        """The field a head names by a listed word."""
        matches = (self.headers.role(text) for text in head.words)
        return next((each for each in matches if each and each.kind != "near"), None)

    def _header(self, grid: Grid, row: int, last: int) -> ColumnMap:
        tall = [area.bottom for area in grid.merges if area.top == row and area.left == area.right]
        heads = []
        for texts in header_texts(grid, row, last):
            words = tuple(map(squeezed, texts))
            head = Head(words[-1] if words else "", words=words)
            match = self.match(head)
            heads.append(replace(head, role=match.role, why="listed") if match else head)
        return ColumnMap(row, min(max(last, *tall, row), row + 2), tuple(heads))


class Student:
    """Studies a template for a source that has some fields to give."""

    def __init__(
        self,
        grids: Sequence[Grid],
        headers: Headers,
        given: Collection[str],
        *,
        year: int = 0,
        answers: Mapping[str, str] | None = None,
    ) -> None:
        """`given` are the fields the source has; `answers` say what a column (by word or letters) holds."""
        self.grids = [grid for grid in grids if grid.visible]
        self.headers, self.given, self.year = headers, given, year
        self._policy = Template(headers, frozenset(given))
        self.answers = {squeezed(key): squeezed(value) for key, value in (answers or {}).items()}

    def study(self, names: Sequence[NamedArea] = (), *, sheet: str = "") -> Study:
        """The template's table. InputError where none is found, or where a column is in doubt."""
        named = self._by_names([each for each in names if not sheet or each.sheet == sheet])
        if named:
            return named
        grid, header = self._header(sheet)
        columns = self._columns(grid, header)
        if not any(role in columns for role in NAMES):
            raise InputError(f"模板〔{grid.sheet}〕里没有可填的名称列", self._needed())
        printed, filled = dict(_printed(header)), set(columns.values())
        left_out = {at: head.text for at, head in printed.items() if at not in filled}
        study = Study(grid.sheet, columns, min(printed), max(printed), header.row + 1, left_out=left_out)
        _classify(study, grid, self.headers)
        return study

    def _needed(self) -> str:
        return "表头里应有“指标名称”或“项目名称”，另有“单位、目标”等至少一列；也可给首行各格起名称"

    def _by_names(self, names: Sequence[NamedArea]) -> Study | None:
        """A table whose cells of the first row (or whole columns) have names that are field words."""
        matches = ((each, self.headers.role(each.name)) for each in names)
        cells = {
            match.role: each
            for each, match in matches
            if match and match.kind != "near" and match.role in self.given
        }
        if len(cells) < 2 or not any(role in cells for role in NAMES):
            return None
        starts = {(each.sheet, each.area.top) for each in cells.values()}
        if len(starts) > 1:
            seen = "、".join(f"“{each.name}”在〔{each.sheet}〕第{each.area.top}行" for each in cells.values())
            raise InputError(f"模板里按字段起的名称不在同一行：{seen}", "请让它们都指向数据首行")
        (sheet, first) = starts.pop()
        grid = next((each for each in self.grids if each.sheet == sheet), None)
        if grid is None:
            return None
        columns = {role: each.area.left for role, each in cells.items()}
        last = max(each.area.bottom for each in cells.values())
        right = max(each.area.right for each in cells.values())
        study = Study(sheet, columns, min(columns.values()), right, first)
        study.last = last if last > first else 0
        _classify(study, grid, self.headers)
        return study

    def _header(self, sheet: str) -> tuple[Grid, ColumnMap]:
        """The best header of the template; of equals on two sheets none."""
        grids = [grid for grid in self.grids if not sheet or grid.sheet == sheet]
        if not grids:
            known = "、".join(grid.sheet for grid in self.grids)
            raise InputError(f"模板里没有工作表〔{sheet}〕", f"现有工作表：{known}")
        found = [(grid, header) for grid in grids if (header := find_header(grid, self._policy))]
        found.sort(key=lambda each: -self._policy.weight(each[1]))
        if not found:
            raise InputError("模板里没有找到表头", self._needed())
        if len(found) > 1 and self._policy.weight(found[0][1]) == self._policy.weight(found[1][1]):
            seen = f"〔{found[0][0].sheet}〕和〔{found[1][0].sheet}〕"
            raise InputError(f"模板里{seen}都像要填的表", "请用 --sheet 指明填哪一张")
        return found[0]

    def _columns(self, grid: Grid, header: ColumnMap) -> dict[str, int]:
        """Field by column, every doubt gathered and asked at once."""
        wanted: dict[str, list[int]] = {}
        doubts: list[str] = []
        for column, head in _printed(header):
            roles = self._roles(column, head)
            if len(roles) > 1:
                either = "”或“".join(map(self.headers.word, roles))
                doubts.append(f"{column_letters(column)}列“{head.text}”可能是“{either}”")
            elif roles:
                wanted.setdefault(roles[0], []).append(column)
        columns: dict[str, int] = {}
        for role, places in wanted.items():
            chosen = self._of_year(header, places)
            if len(chosen) == 1:
                columns[role] = chosen[0]
            else:
                seen = "、".join(f"{column_letters(at)}列“{header.head(at).text}”" for at in places)
                doubts.append(f"{seen}都像“{self.headers.word(role)}”")
        doubts += self._near(header, columns)
        if doubts:
            where = f"模板〔{grid.sheet}〕第{header.row}行表头"
            example = "请用 --column 列=字段 说明，如 --column C=牵头单位；这一列不用填的写 C=不填"
            raise InputError(f"{where}有拿不准的列：{'；'.join(doubts)}", example)
        return columns

    def _roles(self, column: int, head: Head) -> list[str]:
        """Fields of the source a column may hold: none, one, or (where its word is ambiguous) several."""
        answer = self._answer(column, head.words)
        if answer is not None:
            return [answer] if answer else []
        match = self._policy.match(head)
        if match is None:
            return []
        roles = [match.role, *(role for role, *_ in match.candidates if match.ambiguous)]
        return [role for role in dict.fromkeys(roles) if role in self.given]

    def _answer(self, column: int, words: Sequence[str]) -> str | None:
        """The field a person named for a column; empty for one to be left; None where nothing was said."""
        keys = (column_letters(column), *map(squeezed, words))
        said = next((self.answers[key] for key in keys if key in self.answers), None)
        if said is None or said == LEAVE:
            return "" if said else None
        match = self.headers.role(said)
        if match is None or match.kind == "near" or match.role not in self.given:
            known = "、".join(self.headers.word(role) for role in self.given)
            raise InputError(f"“{said}”不是这份来源能填的字段", f"可用：{known}")
        return match.role

    def _of_year(self, header: ColumnMap, places: Sequence[int]) -> list[int]:
        """Of several columns of one field the one whose head names the source's year."""
        matches = ((at, self._policy.match(header.head(at))) for at in places)
        own = [at for at, match in matches if match and match.year == self.year]
        return own if len(places) > 1 and len(own) == 1 else [*places]

    def _near(self, header: ColumnMap, columns: Mapping[str, int]) -> Iterator[str]:
        """Columns whose words are only like those of a field that no other column holds."""
        for column, head in _printed(header):
            if head.role or self._answer(column, head.words) is not None:
                continue
            match = next((found for text in head.words if (found := self.headers.role(text))), None)
            if match and match.role in self.given and match.role not in columns:
                yield f"{column_letters(column)}列“{head.text}”，像“{self.headers.word(match.role)}”"


def _printed(header: ColumnMap) -> Iterator[tuple[int, Head]]:
    """The columns that have a head, with it."""
    return ((column, head) for column, head in enumerate(header.heads, start=1) if head.words)


def _classify(study: Study, grid: Grid, headers: Headers) -> None:
    """Sort the rows below the header: counting row, data, examples, categories, and what ends the table."""
    study.merged = {
        role
        for role, column in study.columns.items()
        for area in grid.merges
        if area.left == area.right == column and study.first <= area.top < area.bottom
    }
    numbers = study.columns.get("no", 0)
    for row in range(study.first, len(grid.rows) + 1):
        texts = _typed(grid, row, study)
        if row == study.first and len(texts) > 2 and all(map(_COUNTING.fullmatch, texts.values())):
            study.first += 1
            continue
        first = squeezed(next(iter(texts.values()), ""))
        if _TOTAL.match(first) or _FOOT.match(first) or _is_head(grid, row, headers):
            study.stop = row
            return
        if not texts or (set(texts) == {numbers} and _COUNTING.fullmatch(first)):
            continue
        if len(texts) == 1 and _spans(grid, row, study):
            study.across.append(row)
        free = any(_EXAMPLE.search(text) for text in texts.values())
        (study.examples if free else study.used).append(row)


def _typed(grid: Grid, row: int, study: Study) -> dict[int, str]:
    """Texts of a row in the table's columns that are no results of formulas."""
    columns = range(study.left, study.right + 1)
    return {
        column: text
        for column in columns
        if not _formula(grid, row, column) and (text := grid.text(row, column))
    }


def _formula(grid: Grid, row: int, column: int) -> bool:
    return (row, column) in grid.formulas


def _spans(grid: Grid, row: int, study: Study) -> bool:
    """Whether the row is one merged text over the table or most of it."""
    return any(
        area.top == area.bottom == row and area.right - area.left >= (study.right - study.left) // 2
        for area in grid.merges
    )


def _is_head(grid: Grid, row: int, headers: Headers) -> bool:
    """Whether a row is the header of another table."""
    matches = (headers.role(text) for c in range(1, grid.width + 1) if (text := squeezed(grid.text(row, c))))
    return len({match.role for match in matches if match and match.kind != "near"}) >= 3


def used_sentence(study: Study) -> str:
    """Which rows of the table hold data, for a message."""
    first, last = study.used[0], study.used[-1]
    where = f"{cell_name(first, study.left)}:{cell_name(last, study.right)}"
    return f"模板〔{study.sheet}〕{where}已有{len(study.used)}行内容"

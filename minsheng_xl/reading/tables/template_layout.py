"""Somebody's own template studied: which sheet and columns, where rows begin, what stands below them.

Nothing is guessed silently: a column that is only like a known one, or that two fields fit, is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from minsheng_xl.errors import InputError
from minsheng_xl.formats.a1 import Area, cell_name, column_letters
from minsheng_xl.place import Grid
from minsheng_xl.reading.tables.columns import header_texts
from minsheng_xl.reading.tables.headers import HEADER_DEPTH, squeezed
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


@dataclass(slots=True)
class _Head:
    """A header of one or two rows: the words over each column, the fullest first."""

    grid: Grid
    top: int
    bottom: int
    words: dict[int, tuple[str, ...]]
    found: dict[int, HeaderMatch]
    """Listed words, by column."""

    @property
    def roles(self) -> set[str]:
        return {match.role for match in self.found.values()}


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
        self.answers = {squeezed(key): squeezed(value) for key, value in (answers or {}).items()}

    def study(self, names: Sequence[NamedArea] = (), *, sheet: str = "") -> Study:
        """The template's table. InputError where none is found, or where a column is in doubt."""
        named = self._by_names([each for each in names if not sheet or each.sheet == sheet])
        if named:
            return named
        head = self._head(sheet)
        columns = self._columns(head)
        if not any(role in columns for role in NAMES):
            raise InputError(f"模板〔{head.grid.sheet}〕里没有可填的名称列", self._needed())
        filled = set(columns.values())
        left_out = {at: words[-1] for at, words in head.words.items() if at not in filled}
        study = Study(
            head.grid.sheet, columns, min(head.words), max(head.words), head.bottom + 1, left_out=left_out
        )
        _classify(study, head.grid, self.headers)
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

    def _head(self, sheet: str) -> _Head:
        """The best header of the template; of equals on two sheets none."""
        grids = [grid for grid in self.grids if not sheet or grid.sheet == sheet]
        if not grids:
            known = "、".join(grid.sheet for grid in self.grids)
            raise InputError(f"模板里没有工作表〔{sheet}〕", f"现有工作表：{known}")
        heads = [head for grid in grids if (head := self._best(grid))]
        heads.sort(key=lambda head: -self._weight(head))
        if not heads:
            raise InputError("模板里没有找到表头", self._needed())
        if len(heads) > 1 and self._weight(heads[0]) == self._weight(heads[1]):
            seen = f"〔{heads[0].grid.sheet}〕和〔{heads[1].grid.sheet}〕"
            raise InputError(f"模板里{seen}都像要填的表", "请用 --sheet 指明填哪一张")
        return heads[0]

    def _weight(self, head: _Head) -> int:
        return len(head.roles & {*self.given})

    def _best(self, grid: Grid) -> _Head | None:
        best: _Head | None = None
        for row in range(1, min(len(grid.rows), HEADER_DEPTH) + 1):
            for depth in (1, 2) if row < len(grid.rows) else (1,):
                head = self._read_head(grid, row, depth)
                if len(head.roles) >= 2 and (best is None or self._weight(head) > self._weight(best)):
                    best = head
        return best

    def _read_head(self, grid: Grid, row: int, depth: int) -> _Head:
        bottom = max(
            [
                row + depth - 1,
                *(area.bottom for area in grid.merges if area.top == row and area.left == area.right),
            ]
        )
        printed = enumerate(header_texts(grid, row, row + depth - 1), start=1)
        words = {column: tuple(map(squeezed, texts)) for column, texts in printed if texts}
        found: dict[int, HeaderMatch] = {}
        for column, texts in words.items():
            matches = (self.headers.role(text) for text in texts)
            match = next((each for each in matches if each and each.kind != "near"), None)
            if match:
                found[column] = match
        return _Head(grid, row, min(bottom, row + 2), words, found)

    def _columns(self, head: _Head) -> dict[str, int]:
        """Field by column, every doubt gathered and asked at once."""
        wanted: dict[str, list[int]] = {}
        doubts: list[str] = []
        for column, words in head.words.items():
            roles = self._roles(column, words, head.found.get(column))
            if len(roles) > 1:
                either = "”或“".join(map(self.headers.word, roles))
                doubts.append(f"{column_letters(column)}列“{words[-1]}”可能是“{either}”")
            elif roles:
                wanted.setdefault(roles[0], []).append(column)
        columns: dict[str, int] = {}
        for role, places in wanted.items():
            chosen = self._of_year(head, places)
            if len(chosen) == 1:
                columns[role] = chosen[0]
            else:
                seen = "、".join(f"{column_letters(at)}列“{head.words[at][-1]}”" for at in places)
                doubts.append(f"{seen}都像“{self.headers.word(role)}”")
        doubts += self._near(head, columns)
        if doubts:
            where = f"模板〔{head.grid.sheet}〕第{head.bottom}行表头"
            example = "请用 --column 列=字段 说明，如 --column C=牵头单位；这一列不用填的写 C=不填"
            raise InputError(f"{where}有拿不准的列：{'；'.join(doubts)}", example)
        return columns

    def _roles(self, column: int, words: Sequence[str], match: HeaderMatch | None) -> list[str]:
        """Fields of the source a column may hold: none, one, or (where its word is ambiguous) several."""
        answer = self._answer(column, words)
        if answer is not None:
            return [answer] if answer else []
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

    def _of_year(self, head: _Head, places: Sequence[int]) -> list[int]:
        """Of several columns of one field the one whose head names the source's year."""
        own = [at for at in places if (match := head.found.get(at)) and match.year == self.year]
        return own if len(places) > 1 and len(own) == 1 else [*places]

    def _near(self, head: _Head, columns: Mapping[str, int]) -> Iterator[str]:
        """Columns whose words are only like those of a field that no other column holds."""
        for column, words in head.words.items():
            if column in head.found or self._answer(column, words) is not None:
                continue
            match = next((found for text in words if (found := self.headers.role(text))), None)
            if match and match.role in self.given and match.role not in columns:
                yield f"{column_letters(column)}列“{words[-1]}”，像“{self.headers.word(match.role)}”"


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

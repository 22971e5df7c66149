"""A table whose tasks are texts -> a plan: one row a task, several rows an item, units in their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from minsheng_xl.model import Assignment, TargetTable
from minsheng_xl.place import Grid, cell_text
from minsheng_xl.reading.notices.building import Builder, Entry, Task
from minsheng_xl.reading.tables.column_map import ColumnMap
from minsheng_xl.reading.tables.headers import squeezed
from minsheng_xl.reading.tables.kinds import is_counting
from minsheng_xl.reading.tables.organs import cell_roles
from minsheng_xl.reading.text.duties import assignments, find_duties
from minsheng_xl.reading.text.facts import Facts
from minsheng_xl.reading.text.figures import find_figures
from minsheng_xl.reading.text.headings import LONGEST_NAME, category_name, title_of
from minsheng_xl.reading.text.numbering import read_mark
from minsheng_xl.reference import Reference

_UNITS = ("lead", "responsible", "cooperator")
_HELD = (*_UNITS, "leader", "assessor", "category", "deadline")
_REMARK = re.compile(r"(?:注|备注|说明|填表说明)\s*\d*\s*[:：]")
_GLUED = re.compile(r"(\d{1,3})\s*[.．、]\s*(\D.*)", re.DOTALL)
_MARK = re.compile(
    r"^\s*(?:\d{1,2}\s*[.．、]|[（(][一二三四五六七八九十\d]{1,2}[)）])\s*(?=[^\d\s])", re.MULTILINE
)
_TOTAL = re.compile(r"[（(]?(?:合\s*计|总\s*计|小\s*计|共\s*计)[）)]?(?:[（(].*[）)])?")
_LONGEST_CATEGORY = 40
_SHORT_NAME = 30
"""An item's cell up to here is its name as a whole; of a longer one the first clause is."""


@dataclass(slots=True)
class _Row:
    """One printed row by role."""

    number: int
    cells: dict[str, str]
    sub_item: str = ""
    begins: bool = False
    """Whether it is a task of its own, though it prints no number and no name."""

    def text(self, role: str) -> str:
        return self.cells.get(role, "")


@dataclass(slots=True)
class ListReader:
    """Reads the rows of one table, below the frame that holds for them."""

    facts: Facts
    ref: Reference
    category: str = ""
    first_leads: bool = False
    """Whether the document says that the first of several 责任单位 leads."""
    entries: list[Entry] = field(default_factory=list)

    def read(self, grid: Grid, frames: Sequence[ColumnMap]) -> TargetTable:
        """The plan below the frames of a grid; group_items may still name its entries, see `table`."""
        category = ("", self.category)
        rows = [row for frame, numbers in _stretches(grid, frames) for row in _rows(grid, frame, numbers)]
        for group in _grouped(rows):
            category = _category_of(group[0]) or category
            if any(row.text("item") or row.text("task") for row in group):
                self._add(grid, group, category)
        return self.table(grid)

    def table(self, grid: Grid) -> TargetTable:
        """The plan with the names and categories its entries hold now."""
        builder = Builder(self.facts, self.ref)
        for entry in self.entries:
            builder.add(entry)
        return builder.table(grid.place(1))

    def _add(self, grid: Grid, group: Sequence[_Row], category: tuple[str, str]) -> None:
        entry = self._entry(grid, group, category)
        self.entries.append(entry)

    def _entry(self, grid: Grid, group: Sequence[_Row], category: tuple[str, str]) -> Entry:
        first = group[0]
        entry = Entry(
            no=first.text("no"),
            name=_name(first),
            place=grid.place(first.number),
            category_no=category[0],
            category=category[1],
            leaders=_people(group, "leader"),
            assessors=_each(group, "assessor"),
            deadline="；".join(_each(group, "deadline")),
        )
        roles = list(self._roles(group))
        entry.roles = _union(roles)
        for row, held in zip(group, roles, strict=True):
            entry.tasks.append(self._task(grid, row, entry, held))
        return entry

    def _task(self, grid: Grid, row: _Row, entry: Entry, roles: Mapping[str, tuple[str, ...]]) -> Task:
        text, place = _MARK.sub("", row.text("task")), grid.place(row.number)
        duties = find_duties(text, self.ref)
        named = row.text("indicator") if row.text("indicator") != text else ""
        figures, left = find_figures(duties.text, self.ref.units, named or row.sub_item or entry.name)
        held = assignments(roles)
        return Task(text, figures, left, row.sub_item, lambda _: place, lambda _: held)

    def _roles(self, group: Sequence[_Row]) -> Iterator[dict[str, tuple[str, ...]]]:
        """Units by role for each row; a blank cell takes what is printed above in its item."""
        held: dict[str, tuple[str, ...]] = {}
        for row in group:
            printed: dict[str, tuple[str, ...]] = {}
            for role in _UNITS:
                for found, names in cell_roles(row.text(role), self.ref.register, role).items():
                    printed[found] = printed.get(found, ()) + names
            duties = find_duties(row.text("task"), self.ref)
            for role in _UNITS:
                if duties.all(role):
                    printed.setdefault(role, duties.all(role))
            if not printed.get("lead") and printed.get("responsible") and not held.get("lead"):
                printed["lead"] = printed.pop("responsible")
            if self.first_leads and not printed.get("responsible") and len(printed.get("lead", ())) > 1:
                printed["lead"], printed["responsible"] = printed["lead"][:1], printed["lead"][1:]
            held = printed or held
            yield held


def _stretches(grid: Grid, frames: Sequence[ColumnMap]) -> Iterator[tuple[ColumnMap, range]]:
    """The rows below each frame, up to the next."""
    stops = [*(frame.top for frame in frames[1:]), len(grid.rows) + 1]
    for frame, stop in zip(frames, stops, strict=True):
        yield frame, range(frame.row + 1, stop)


def _rows(grid: Grid, frame: ColumnMap, numbers: range) -> Iterator[_Row]:
    held, once = "", _is_once(frame)
    for number in numbers:
        row = _row(grid, frame, number)
        if row is None:
            continue
        held = row.text("lead") or ("" if row.text("across") else held)
        if once and held and row.text("task"):
            row.cells["lead"] = held
        yield row


def _is_once(frame: ColumnMap) -> bool:
    """Whether who leads stands left of the tasks: then a blank cell is one with the cell above."""
    tasks = frame.columns_of("no", "item", "indicator", "task_text", "target")
    return 0 < frame.column("lead") < min(tasks, default=0)


def _row(grid: Grid, frame: ColumnMap, number: int) -> _Row | None:
    """A row's cells by role; None for a blank one, a remark or a total."""
    cells = enumerate(map(cell_text, grid.rows[number - 1]), start=1)
    filled = {column: text for column, text in cells if text}
    texts = list(filled.values())
    if not texts or _REMARK.match(texts[0]) or any(_TOTAL.fullmatch(text) for text in texts[:2]):
        return None
    if len(texts) > 2 and all(text.isdigit() for text in texts) and texts == sorted(texts, key=int):
        return None if texts[0] == "1" and texts[1] == "2" else _cells(grid, frame, number, filled)
    if len(set(texts)) == 1:
        text = texts[0]
        mark = read_mark(text)
        headed = mark.kind in ("cn", "cn2") if mark else _covers(grid, frame, number)
        if headed and len(text) <= _LONGEST_CATEGORY and not is_counting(text):
            return _Row(number, {"across": text})
    return _cells(grid, frame, number, filled)


def _cells(grid: Grid, frame: ColumnMap, number: int, filled: Mapping[int, str]) -> _Row:
    cells: dict[str, str] = {}
    for column, role in enumerate(frame.roles, start=1):
        text = filled.get(column, "") or (_merged(grid, number, column) if role in _HELD else "")
        if text and role and role not in cells:
            cells[role] = text
    cells.pop("task", "")
    role = _task_role(frame, cells)
    cells["task"] = cells.get(role, "")
    if cells.get("category") and len(filled) == 1:
        return _Row(number, {"across": cells["category"]})
    if "no" in frame.roles and not is_counting(cells.get("no", "")):
        return _going_on(frame, number, filled, cells)
    if "no" not in frame.roles:
        _number_glued(frame, cells)
    alone = not {"no", "item"} & {*frame.roles}
    return _Row(number, cells, _sub_item(frame, filled), begins=alone and bool(cells["task"]))


def _number_glued(frame: ColumnMap, cells: dict[str, str]) -> None:
    """Number and name of an item that stand in one cell: 1、农村公路; without items a row is one."""
    name = next((role for role in ("item", "indicator", "task") if cells.get(role)), "")
    glued = _GLUED.fullmatch(cells.get(name, ""))
    if glued:
        cells |= {"no": glued[1], "item": glued[2]}
    elif "item" not in frame.roles and name == "indicator":
        cells["item"] = cells[name]


def _task_role(frame: ColumnMap, cells: Mapping[str, str]) -> str:
    """The column a row's targets stand in: the target's, if it says a figure; else what is to be done."""
    held = [role for role in ("target", "task_text", "indicator", "measure", "item") if role in frame.roles]
    figured = (role for role in held if re.search(r"\d", cells.get(role, "")))
    wordy = (role for role in ("task_text", "target", "indicator", "measure", "item") if cells.get(role))
    return next(figured, next(wordy, held[0] if held else ""))


def _merged(grid: Grid, number: int, column: int) -> str:
    """The text of the merged cell a position lies in."""
    position = (number, column)
    return next((grid.text(area.top, area.left) for area in grid.merges if position in area), "")


def _sub_item(frame: ColumnMap, filled: Mapping[int, str]) -> str:
    """What stands in an unnamed column behind the items: the name of a sub-project."""
    if "sub_item" in frame.roles:
        return squeezed(filled.get(frame.column("sub_item"), ""))
    beside = frame.column("item") + 1
    unnamed = 1 < beside <= len(frame.heads) and not frame.head(beside).role
    return squeezed(filled.get(beside, "")) if unnamed or beside > len(frame.heads) else ""


def _covers(grid: Grid, frame: ColumnMap, number: int) -> bool:
    """Whether one merged cell covers a whole row of the table."""
    return any(
        area.top == area.bottom == number and area.left == 1 and area.right >= frame.last
        for area in grid.merges
    )


def _going_on(frame: ColumnMap, number: int, filled: Mapping[int, str], cells: dict[str, str]) -> _Row:
    """A row without number belongs to the item above: its longest cell is the task, one before a name."""
    known = {column for column, role in enumerate(frame.roles, start=1) if role}
    moved = any(column not in known or column == frame.column("no") for column in filled)
    if moved or not cells["task"]:
        texts = [text for column, text in filled.items() if frame.head(column).role != "lead"]
        longest = max(texts or list(filled.values()), key=len)
        before = texts[: texts.index(longest)] if longest in texts else []
        kept = {
            role: text for role, text in cells.items() if role not in ("no", "item", "target", "indicator")
        }
        return _Row(number, {**kept, "task": longest}, squeezed(before[-1]) if before else "")
    named = squeezed(cells.pop("item", "")) if cells.get("item") != cells["task"] else ""
    return _Row(number, {**cells, "item": "", "no": ""}, named or _sub_item(frame, filled))


def _category_of(row: _Row) -> tuple[str, str] | None:
    across = row.text("across") or row.text("category")
    if not across:
        return None
    mark = read_mark(across)
    return (mark.no if mark else "", category_name(across[mark.end :] if mark else squeezed(across)))


def _grouped(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """Rows of one item: those without a number and item of their own belong to the row above."""
    group: list[_Row] = []
    for row in rows:
        starts = bool(row.begins or row.text("no") or row.text("item") or row.text("across"))
        if group and (starts or group[0].text("across")):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _name(row: _Row) -> str:
    """An item's name: its own cell, or the opening of what is to be done."""
    for role in ("item", "indicator"):
        name = squeezed_name(row.text(role))
        if name:
            return name if len(name) <= _SHORT_NAME or not re.search("[，。；,]", name) else _opening(name)
    first, _, rest = row.text("task").partition("\n")
    if rest and len(first) <= _SHORT_NAME and not re.search("[。；;，,]", first):
        return squeezed_name(first)
    return row.sub_item or _opening(squeezed_name(row.text("task")))


def _opening(text: str) -> str:
    whole = text.rstrip("。；; ")
    return (
        whole
        if len(whole) <= _SHORT_NAME and not re.search("[。；]", whole)
        else title_of(text)[:LONGEST_NAME]
    )


def _people(group: Sequence[_Row], role: str) -> tuple[str, ...]:
    """Names, each once; two characters set apart by a blank are one name."""
    parts = (part for row in group for part in re.split("[、，,；;/\n]", row.text(role)))
    return tuple(dict.fromkeys(name for part in parts if (name := squeezed(part))))


def _each(group: Sequence[_Row], role: str) -> tuple[str, ...]:
    texts = (part for row in group for part in re.split("[、，,\n]", row.text(role)))
    return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _union(roles: Sequence[Mapping[str, tuple[str, ...]]]) -> dict[str, Assignment]:
    names: dict[str, dict[str, None]] = {}
    for held in roles:
        for role, found in held.items():
            names.setdefault(role, {}).update(dict.fromkeys(found))
    return assignments({role: tuple(found) for role, found in names.items()})


def squeezed_name(text: str) -> str:
    """A name without the blanks a narrow column put into it."""
    return re.sub(r"(?<=[一-鿿”“]) +(?=[一-鿿”“])", "", " ".join(text.split())).rstrip("。 ")

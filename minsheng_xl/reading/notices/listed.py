"""A table whose tasks are texts -> a plan: one row a task, several rows an item, units in their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from minsheng_xl.model import Allocation, Assignment, TargetTable
from minsheng_xl.place import Grid
from minsheng_xl.reading.notices.building import Builder, Entry, Task
from minsheng_xl.reading.notices.duties import assignments, find_duties
from minsheng_xl.reading.notices.facts import Facts
from minsheng_xl.reading.notices.figures import find_figures
from minsheng_xl.reading.notices.headings import category_name
from minsheng_xl.reading.notices.labels import roles_in
from minsheng_xl.reading.notices.matrices import listed_shares
from minsheng_xl.reading.notices.numbering import read_mark
from minsheng_xl.reading.plans import PLAN_ROLES
from minsheng_xl.reading.tables import Header, read_header, squeezed
from minsheng_xl.reference import Reference

ROLES = PLAN_ROLES | {"task_text", "person", "task"}
TASKS = ("task_text", "indicator", "target", "measure")
NAMES = ("item", "indicator")
_NUMBER = re.compile(r"\d{1,3}")
_REMARK = re.compile(r"(?:注|备注|说明|填表说明)\s*\d*\s*[:：]")
_GLUED = re.compile(r"(\d{1,3})\s*[.．、]\s*(\D.*)", re.DOTALL)
_LONG = 12
"""Characters from which on a cell is a text and no name or number."""


@dataclass(slots=True)
class _Row:
    """One printed row by role."""

    number: int
    cells: dict[str, str]
    sub_item: str = ""

    def text(self, role: str) -> str:
        return self.cells.get(role, "")


class ListReader:
    """Reads the rows of one grid, whose header may be printed again, and differently, on every page."""

    def __init__(self, grid: Grid, facts: Facts, ref: Reference, category: str = "") -> None:
        self.grid, self.facts, self.ref = grid, facts, ref
        self.entries: list[Entry] = []
        self._category = ("", category)
        self._pages: list[Header] = []
        self._rows: list[_Row] = []
        self._read()

    def table(self) -> TargetTable:
        """The plan read, with the names and categories its entries hold now."""
        builder = Builder(self.facts, self.ref)
        for entry in self.entries:
            builder.add(entry)
        table = builder.table(self.grid.place(1))
        return table.model_copy(update={"allocations": tuple(self.shares)})

    def _read(self) -> None:
        header: Header | None = None
        rows: list[_Row] = []
        for number in range(1, len(self.grid.rows) + 1):
            found = list_header(self.grid, number, self.ref)
            if found:
                header = found
            elif header:
                row = self._row(number, header)
                if row:
                    rows.append(row)
        self.shares: list[Allocation] = []
        for group in _grouped(rows):
            self._category = self._category_of(group[0]) or self._category
            if any(row.text("item") or row.text("task") for row in group):
                self.entries.append(self._entry(group))
                self.shares += self._shares(group, self.entries[-1])

    def _shares(self, group: Sequence[_Row], entry: Entry) -> Iterator[Allocation]:
        """What 分解情况 says of each township, inside one cell."""
        for row, task in zip(group, entry.tasks, strict=True):
            figure = next((each for each in task.figures if each.quantity.role == "target"), None)
            name, unit = (figure.name, figure.quantity.unit) if figure else (entry.name, "")
            yield from listed_shares(row.text("task_shares"), name, unit, self.grid.place(row.number))

    def _category_of(self, row: _Row) -> tuple[str, str] | None:
        across = row.text("across") or row.text("category")
        if not across:
            return None
        mark = read_mark(across)
        return (mark.no if mark else "", category_name(across[mark.end :] if mark else across))

    def _row(self, number: int, header: Header) -> _Row | None:
        """A row's cells by role; cells that a page turn moved are told by what they are."""
        filled = {
            column: text
            for column in range(1, len(self.grid.rows[number - 1]) + 1)
            if (text := self.grid.text(number, column))
        }
        if not filled or _REMARK.match(next(iter(filled.values()))):
            return None
        if len(filled) == 1 or len(set(filled.values())) == 1:
            text = next(iter(filled.values()))
            mark = read_mark(text)
            headed = mark.kind in ("cn", "cn2") if mark else self._across(number, header)
            if headed and len(text) <= 40:
                return _Row(number, {"across": text})
        cells = {role: filled[column] for role, column in header.columns.items() if column in filled}
        task = next((role for role in TASKS if role in header.columns), "")
        cells["task_shares"] = cells.pop("task", "")
        cells["task"] = cells.get(task, "")
        if "item" not in cells and task == "indicator" and (glued := _GLUED.fullmatch(cells["task"])):
            cells |= {"no": glued[1], "item": glued[2]}
        if "no" in header.columns and not _NUMBER.fullmatch(cells.get("no", "")):
            return self._going_on(number, header, filled, cells)
        if glued := _GLUED.fullmatch(cells.get("item", "")) if "no" not in cells else None:
            cells |= {"no": glued[1], "item": glued[2]}
        return _Row(number, cells, self._sub_item(header, filled))

    def _sub_item(self, header: Header, filled: Mapping[int, str]) -> str:
        """The name of a sub-project: in a column of its own, or in an unnamed one behind the items."""
        if named := header.columns.get("sub_item"):
            return squeezed(filled.get(named, ""))
        beside = header.columns.get("item", 0) + 1
        return squeezed(filled.get(beside, "")) if beside not in header.columns.values() else ""

    def _across(self, number: int, header: Header) -> bool:
        """Whether one merged cell covers a whole row of the table."""
        last = max(header.columns.values())
        return any(
            area.top == area.bottom == number and area.left == 1 and area.right >= last
            for area in self.grid.merges
        )

    def _going_on(
        self, number: int, header: Header, filled: Mapping[int, str], cells: dict[str, str]
    ) -> _Row:
        """A row without number belongs to the item above: its longest cell is the task, one before a name."""
        known = set(header.columns.values())
        moved = any(column not in known or column == header.columns["no"] for column in filled)
        if moved or not cells["task"]:
            texts = [text for column, text in filled.items() if header.columns.get("lead") != column]
            longest = max(texts, key=len)
            before = texts[: texts.index(longest)]
            cells = {
                role: text
                for role, text in cells.items()
                if role not in ("no", "item", "target", "indicator")
            }
            return _Row(number, {**cells, "task": longest}, squeezed(before[-1]) if before else "")
        named = squeezed(cells.pop("item", ""))
        return _Row(number, {**cells, "no": ""}, named or self._sub_item(header, filled))

    def _entry(self, group: Sequence[_Row]) -> Entry:
        first = group[0]
        name = squeezed_name(first.text("item")) or squeezed_name(first.text("indicator")) or first.sub_item
        entry = Entry(
            no=first.text("no"),
            name=name,
            place=self.grid.place(first.number),
            category_no=self._category[0],
            category=self._category[1],
            leaders=_each(group, "leader"),
            assessors=_each(group, "assessor"),
            deadline="；".join(_each(group, "deadline")),
        )
        roles = list(self._roles(group))
        entry.roles = _union(roles)
        for row, held in zip(group, roles, strict=True):
            entry.tasks.append(self._task(row, entry, held))
        return entry

    def _task(self, row: _Row, entry: Entry, roles: Mapping[str, tuple[str, ...]]) -> Task:
        text, place = row.text("task"), self.grid.place(row.number)
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
            for role in ("lead", "responsible", "cooperator"):
                for found, names in roles_in(row.text(role), self.ref.register, role).items():
                    printed[found] = printed.get(found, ()) + names
            duties = find_duties(row.text("task"), self.ref)
            for role in ("lead", "responsible", "cooperator"):
                if duties.all(role):
                    printed.setdefault(role, duties.all(role))
            if not printed.get("lead") and printed.get("responsible") and not held.get("lead"):
                printed["lead"] = printed.pop("responsible")
            held = printed or held
            yield held


def list_header(grid: Grid, number: int, ref: Reference) -> Header | None:
    """The header a row is, for a list of tasks: a task column and a name or number beside it."""
    line = Grid([grid.rows[number - 1]])
    header = read_header(line, 1, ref.headers, ROLES)
    header.row, columns = number, header.columns
    tasked = any(role in columns for role in TASKS)
    named = any(role in columns for role in ("item", "no", "lead", "responsible"))
    texts = [grid.text(number, column) for column in columns.values()]
    if not tasked or not named or len(columns) < 2 or header.near or any(len(text) > 20 for text in texts):
        return None
    return header


def is_list(grid: Grid, header: Header, ref: Reference) -> bool:
    """Whether the tasks of a table are texts, not a name, a unit and a number in columns of their own."""
    if "unit" in header.columns and "target" in header.columns:
        cells = [grid.text(row, header.columns["unit"]) for row in range(header.row + 1, len(grid.rows) + 1)]
        if ref.unit_column_kind(cells) == "measure":
            return False
    task = next(role for role in TASKS if role in header.columns)
    texts = [grid.text(row, header.columns[task]) for row in range(header.row + 1, len(grid.rows) + 1)]
    texts = [text for text in texts if text]
    return bool(texts)


def _grouped(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """Rows of one item: those without a number and item of their own belong to the row above."""
    group: list[_Row] = []
    for row in rows:
        starts = bool(row.text("no") or row.text("item") or row.text("across") or row.text("category"))
        if group and (starts or group[0].text("across")):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _each(group: Sequence[_Row], role: str) -> tuple[str, ...]:
    texts = (part for row in group for part in re.split("[、，,\n]", row.text(role)))
    return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _union(roles: Sequence[Mapping[str, tuple[str, ...]]]) -> dict[str, Assignment]:
    names = {role: [name for held in roles for name in held.get(role, ())] for held in roles for role in held}
    return assignments({role: tuple(dict.fromkeys(found)) for role, found in names.items()})


def squeezed_name(text: str) -> str:
    """A name without the blanks a narrow column put into it."""
    return re.sub(r"(?<=[一-鿿”“]) +(?=[一-鿿”“])", "", " ".join(text.split())).rstrip("。 ")

"""Rows of a progress table: what stands beside a name as target, done, percentage and state, or in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from minsheng_xl.model import Progress, TargetTable
from minsheng_xl.place import Grid, Place
from minsheng_xl.quantity import LeftOut, Quantity, find_quantities, parse_target, read_number, round_half_up
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reading.notices.building import Builder, Entry, Task
from minsheng_xl.reading.tables.column_map import ColumnMap
from minsheng_xl.reading.tables.headers import find_header, read_header, squeezed
from minsheng_xl.reading.text.facts import Facts
from minsheng_xl.reading.text.figure import Figure
from minsheng_xl.reading.text.paragraph import Paragraph
from minsheng_xl.reading.text.statements import StatementReader
from minsheng_xl.reference import Headers, Reference

DONE = ("cumulative", "current", "progress_note")
NAMES = ("indicator", "item", "task_text", "task")
ROLES = frozenset(
    {*DONE, *NAMES, "no", "category", "unit", "target", "rate", "status", "lead", "responsible", "note"}
)
TEXTS = frozenset(
    {"progress_note", "problem", "next_step", "explanation", "evidence", "case_count", "invest_done"}
    | {"status", "note"}
)
"""Columns whose words a statement keeps."""
_UNIT = re.compile(r"[（(]([^（()）]{1,8})[)）]$")
_FIGURE = re.compile(r"[\d.,，]+")
_SHARE = re.compile(r"(?P<rate>\d+(?:\.\d+)?)[%％](?:[（(](?P<why>[^（()）]*)[)）]?)?")
"""A cell that says how much is done in per cent, and what keeps it back: 75%（城东园滞后）."""
_TOTAL = re.compile(r"(?:合|总|小)\s*计")


def progress_header(grid: Grid, ref: Reference) -> ColumnMap | None:
    """The first row that heads a progress table; None where none does."""
    return find_header(grid, Reported(ref.headers))


@dataclass(frozen=True, slots=True)
class Reported:
    """Headers of one row: a name, and what is done of it as figures, a percentage or words."""

    headers: Headers
    enough: int = 1
    look_on: int = 0

    def read(self, grid: Grid, row: int) -> Iterator[ColumnMap]:
        yield read_header(grid, row, self.headers, ROLES | TEXTS)

    def weight(self, header: ColumnMap) -> int:
        columns = header.columns
        named = any(role in columns for role in NAMES)
        return int(named and len(columns) > 2 and any(role in columns for role in (*DONE, "rate")))


def read_progress_rows(grid: Grid, header: ColumnMap, facts: Facts, ref: Reference) -> TargetTable | None:
    """A progress table whose columns are no plan's; None where it states nothing."""
    builder = Builder(facts, ref)
    no, name, beside = "", "", _beside(grid, header)
    for number in range(header.row + 1, len(grid.rows) + 1):
        cells = {role: grid.text(number, column) for role, column in header.columns.items()}
        finer = grid.text(number, beside) if beside else ""
        cells |= (
            {"indicator": finer, "item": cells.get("item") or cells.get("indicator", "")} if finer else {}
        )
        no, name = cells.get("no") or no, cells.get("item") or cells.get("task_text") or name
        said = tuple(
            with_texts(
                row_statements(cells, name, done_place(grid, header, number), ref), grid, header, number, ref
            )
        )
        if said and not _TOTAL.match(name):
            builder.add(_entry(no, name, grid.place(number), said))
    return builder.table(grid.place(1)) if builder.items else None


def done_place(grid: Grid, header: ColumnMap, number: int) -> Place:
    """Where a row says what is done: the cell, or its line of a text."""
    columns = (header.columns[role] for role in (*DONE, "rate", "status") if role in header.columns)
    return grid.place(number, next((each for each in columns if grid.text(number, each)), 0))


def with_texts(
    said: Iterable[Progress], grid: Grid, header: ColumnMap, number: int, ref: Reference
) -> Iterator[Progress]:
    """Statements of a row with what its columns of words say; 投资 with the unit its head has in brackets."""
    columns = read_header(grid, header.row, ref.headers, TEXTS).columns
    texts = {role: text for role, column in columns.items() if (text := grid.text(number, column))}
    if _FIGURE.fullmatch(texts.get("invest_done", "")):
        match = ref.headers.role(grid.text(header.row, columns["invest_done"]))
        unit = ref.units.read(match.remark).unit if match else None
        texts["invest_done"] += unit.symbol if unit else ""
    return (each.model_copy(update={"texts": texts}) for each in said)


def _beside(grid: Grid, header: ColumnMap) -> int:
    """The column without a head behind the names: what of an item a row is about; 0 where there is none."""
    column = max((header.columns[role] for role in NAMES if role in header.columns), default=0) + 1
    blank = column <= grid.width and not grid.text(header.row, column)
    return column if blank and column not in header.columns.values() else 0


def _entry(no: str, name: str, place: Place, said: tuple[Progress, ...]) -> Entry:
    figures = [
        Figure(Quantity(each.target, f"{each.target:f}", each.unit, 0, 0), each.name)
        for each in said
        if each.target is not None
    ]
    aside = tuple(each for each in said if each.figure is not None)
    left = [left_out_of(each) for each in aside]
    entry = Entry(no, squeezed(name), place, tasks=[Task(name, figures, left, place_at=lambda _: place)])
    entry.progress, entry.aside = tuple(each for each in said if each.figure is None), aside
    return entry


def left_out_of(each: Progress) -> LeftOut:
    """A figure that is neither a target nor done, with why."""
    return LeftOut(f"{each.figure:f}{each.unit}", each.why, 0, 0)


def row_statements(cells: Mapping[str, str], item: str, place: Place, ref: Reference) -> Iterator[Progress]:
    """What one row states, cells by role: a figure in its column, or the sentences of a text."""
    name = next((cells[role] for role in NAMES if cells.get(role)), item)
    done_text = next((cells[role] for role in DONE if cells.get(role)), "")
    if not name or not (done_text or cells.get("rate") or cells.get("status")):
        return
    if share := _SHARE.fullmatch(done_text.strip()):
        cells = {**cells, "rate": share["rate"], "status": cells.get("status") or share["why"] or ""}
        cells, done_text = {role: text for role, text in cells.items() if role not in DONE}, ""
    own = cells.get("unit") or _unit_of(name, ref) or None
    target = parse_target(cells.get("target", ""), ref.units, own, name)
    done = read_number(done_text, ref.units.read(_unit(cells, name, target.unit, ref)).unit, ref.units)
    told = done.value is None and re.search(r"\d", done_text)
    if told and (statements := list(_told(cells, name, done_text, place, ref))):
        yield from statements
        return
    goal = _goal(name, ref) if not share and target.value is None and not cells.get("target") else None
    aim = goal.value if goal else target.value
    unit = _unit(cells, name, goal.unit if goal else target.unit, ref) or _counted_in(done_text, ref)
    yield _statement(cells, name, unit, aim, done.value, place, ref)


def _statement(
    cells: Mapping[str, str],
    name: str,
    unit: str,
    target: Decimal | None,
    done: Decimal | None,
    place: Place,
    ref: Reference,
) -> Progress:
    printed = read_number(cells.get("rate", "").rstrip("%％"), None, ref.units).value
    texts = (cells.get("target", ""), *(cells.get(role, "") for role in DONE), cells.get("rate", ""))
    return Progress(
        name=_UNIT.sub("", name) if _unit_of(name, ref) else name.rstrip("。"),
        unit=fold(unit),
        target=target,
        done=done,
        printed_percent=printed,
        percent=round_half_up(done / target * 100, 2) if done is not None and target else None,
        status=cells.get("status", ""),
        quote="　".join(filter(None, texts)),
        place=place,
    )


def _unit(cells: Mapping[str, str], name: str, printed: str, ref: Reference) -> str:
    """The unit of a row: its own column, in brackets behind its name, or behind its target."""
    return cells.get("unit") or _unit_of(name, ref) or printed


def _unit_of(name: str, ref: Reference) -> str:
    """The unit in brackets behind a name: 城镇新增就业(人)."""
    found = _UNIT.search(name.strip())
    return found[1] if found and ref.units.read(found[1]).unit else ""


def _counted_in(done_text: str, ref: Reference) -> str:
    """The unit printed behind what is done: 完成4所."""
    return next((each.unit for each in find_quantities(done_text, ref.units)), "")


def _goal(name: str, ref: Reference) -> Quantity | None:
    """The target a name states: 新增4000张养老床位."""
    found = (each for each in find_quantities(name, ref.units) if each.role == "target")
    return next((each for each in found if each.kind == "number"), None)


def _told(
    cells: Mapping[str, str], name: str, done_text: str, place: Place, ref: Reference
) -> Iterator[Progress]:
    """The statements of a cell of sentences, held against the target its row prints."""
    reader = StatementReader(ref, told=True)
    aim = cells.get("target") or (
        cells.get("task_text", "") if cells.get("indicator") or cells.get("item") else ""
    )
    if aim or _goal(name, ref):
        reader.read(Paragraph(place.row, f"目标任务：{aim or name}"), bulleted=False)
    aims = reader.goals
    reader.read(Paragraph(place.row, done_text), bulleted=False)
    said = reader.finished()
    for each in said:
        if each.target and each.done is None is each.percent and each.target not in aims:
            each.figure, each.target, each.tense = each.target, None, "planned"
    finished = [each for each in said if each.done is not None or each.percent is not None]
    rate = read_number(cells.get("rate", "").rstrip("%％"), None, ref.units).value
    for each in finished:
        each.name = each.name if len(each.name) > 1 else name
        if each.percent is None and len(finished) == 1:
            each.percent = rate
    for each in (*finished, *(each for each in said if each.figure)):
        stated = each.as_progress(place.file)
        yield stated.model_copy(update={"place": place, "status": cells.get("status") or stated.status})

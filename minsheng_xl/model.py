"""The nouns of the field: the target table with its items and indicators, a period, a returned sheet.

Plans are frozen pydantic models, validated once when they are built. Returned rows come by the
thousand and are slotted dataclasses.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from minsheng_xl.periods import Period as Period
from minsheng_xl.place import Grid, Place
from minsheng_xl.quantity import LeftOut, Target

Measure = Literal["flow", "stock", "ratio", "standard", "qualitative"]
Direction = Literal["up", "down", "range"]
Relation = Literal["item", "item_indicator", "part_of", "ratio_of", "product_of"]
Role = Literal["target", "increment", "baseline", "criterion"]
Scope = Literal["own", "same_item", "previous_item", "none"]
PaceCurve = Literal["even", "year_end", "custom"]
By = Literal["lead", "responsible", "township"]
MatchedBy = Literal["", "code", "number_name", "name_unit_lead", "words", "likeness", "confirmed"]
ReadingState = Literal["likely", "asked", "confirmed"]

MEASURES: dict[Measure, str] = {
    "flow": "累计",
    "stock": "时点",
    "ratio": "比率",
    "standard": "标准",
    "qualitative": "定性",
}
DIRECTIONS: dict[Direction, str] = {"up": "正向", "down": "反向", "range": "区间"}
RELATIONS: dict[Relation, str] = {
    "item_indicator": "指标",
    "part_of": "其中",
    "ratio_of": "占比",
    "product_of": "乘积",
}
"""What a row is to the one above it, in a master's hidden column 指标关系."""
REWORDED = "照改后的任务原文"
"""How a doubt begins where a target was taken from the words of a task that were changed."""
COMPOSED = "拟写"
"""任务来源 of a task whose words were made of its figures and say nothing more."""
WORDED = "定性"
"""Target of an item whose words state no number: what is done of it is told in words."""
PACE_CURVES: dict[PaceCurve, str] = {"even": "均匀", "year_end": "年底", "custom": "自定义"}


class _Frozen(BaseModel):
    """Checked where it is built; how is worked out with the first of its kind: many commands build none."""

    model_config = ConfigDict(
        frozen=True, arbitrary_types_allowed=True, ignored_types=(cached_property,), defer_build=True
    )


class Assignment(_Frozen):
    """The units that stand in one role for one row: as printed there, and as they hold after inheritance."""

    printed: str = ""
    effective: str = ""
    units: tuple[str, ...] = ()
    source_row: int = 0
    """Row number (1-based, of the table) where the text is printed; 0 where nothing holds. With scope none:
    where the text above is printed that was not taken, because others lead there."""
    scope: Scope = "none"


class Indicator(_Frozen):
    """One row that can be filled in. An item whose own row carries a unit or a target has one of its name."""

    code: str
    name: str
    unit: str = ""
    unit_norm: str = ""
    """The agreed unit with what the sentence divides it by, where that is not printed in `unit`."""
    target: Target
    original: Target | None = None
    """The target it was issued with, where 调整台账 has changed it since."""
    role: Role = "target"
    """Only targets are filled in; a rise, the level before and whom a task is for explain one."""
    measure: Measure = "flow"
    measure_reason: str = ""
    direction: Direction = "up"
    relation: Relation = "item_indicator"
    parent: str = ""
    """Code of the indicator this one is a part or a ratio of."""
    sub_item: str = ""
    """Name of the sub-project (子项目) it belongs to, where an item is divided."""
    quote: str = ""
    """The words it was read from, where it was read from a text."""
    doubt: str = ""
    """What a clerk should look at, in Chinese; empty where the reading is sure."""
    lead: Assignment = Assignment()
    responsible: Assignment = Assignment()
    cooperators: Assignment = Assignment()
    pace: PaceCurve = "even"
    allocatable: bool = False
    ranked: bool = True
    weight: Decimal = Decimal(1)
    basis: str = ""
    note: str = ""
    row: int = 0
    """Row number (1-based) in the table as printed, category rows counted, repeated headers not."""
    place: Place = Place()

    def met(self, done: Decimal) -> bool | None:
        """Whether a figure in the row's unit fulfils the target; None where there is nothing to compare."""
        return self.target.met(done, reverse=self.direction == "down")

    @property
    def worded(self) -> bool:
        """Whether it stands for an item whose words state no number."""
        return self.relation == "item" and self.target.raw == WORDED

    @property
    def divided_unit(self) -> str:
        """The unit a row is filled in by: as printed, with 每人每月 of its sentence; nothing is completed."""
        return self.unit if not self.unit_norm or set("/每") & set(self.unit) else self.unit_norm


class Category(_Frozen):
    """A heading row: 一、就业和创业."""

    no: str
    name: str
    row: int = 0
    place: Place = Place()


class Progress(_Frozen):
    """One statement of a progress report, numbers in the printed unit; None where nothing is printed."""

    name: str
    unit: str = ""
    target: Decimal | None = None
    done: Decimal | None = None
    printed_percent: Decimal | None = None
    percent: Decimal | None = None
    """Recomputed from target and done, rounded to two places."""
    figure: Decimal | None = None
    """A printed figure that is neither: what is left to do, only prepared, or not said to be done."""
    why: str = ""
    """Why `figure`, or what is done, is no running total of what is done, in Chinese."""
    status: str = ""
    quote: str = ""
    texts: dict[str, str] = {}
    """What the other columns of its row say in words, by field role."""
    place: Place = Place()


class Item(_Frozen):
    """One livelihood project (项目) with its indicators."""

    code: str
    no: str
    name: str
    category: str = ""
    lead: Assignment = Assignment()
    responsible: Assignment = Assignment()
    cooperators: Assignment = Assignment()
    leaders: tuple[str, ...] = ()
    assessors: tuple[str, ...] = ()
    deadline: str = ""
    indicators: tuple[Indicator, ...] = ()
    progress: tuple[Progress, ...] = ()
    aside: tuple[Progress, ...] = ()
    """What a report states that is neither a target nor done: each with its `figure` and why."""
    text: str = ""
    """The sentences it was read from, where it was read from a text."""
    left_out: tuple[LeftOut, ...] = ()
    """Numbers of the text that are no quantities, each with the reason."""
    doubt: str = ""
    """What a reader should look at, in Chinese: how it was told from the text around it."""
    row: int = 0
    place: Place = Place()

    @property
    def measurable(self) -> bool:
        """Whether a target of its own can be assessed: not only that it is to be done."""
        return any(each.role == "target" and not each.worded for each in self.indicators)

    @property
    def own_indicator(self) -> Indicator | None:
        """The indicator that stands on the item's own row, where there is one."""
        return next((each for each in self.indicators if each.relation == "item"), None)


class Allocation(_Frozen):
    """A township's share of one indicator. `value` None = not allocated; 0 = allocated as nought.

    `indicator` is the indicator's code; for what is no indicator of the plan the name as printed.
    """

    indicator: str
    unit: str = ""
    town: str
    value: Decimal | None = None
    value_text: str = ""
    head: str = ""
    """The column head as printed."""
    place: Place = Place()


class Adjustment(_Frozen):
    """A change to a plan in mid-year, with the document it rests on (调整台账). Texts as written there."""

    no: str
    code: str
    field: str
    old: str
    new: str
    doc_no: str = ""
    reason: str = ""
    applicant: str = ""
    approver: str = ""
    date: str = ""
    effective: str = ""
    role: str = ""
    """Field role that is changed: target, lead, responsible or cooperator."""
    since: Period | None = None
    """First period it holds for; older periods keep what was."""
    target: Target | None = None
    units: tuple[str, ...] = ()
    """The new target, or the new units."""
    problem: str = ""
    """Why it cannot be carried out, in Chinese."""
    place: Place = Place()

    def holds(self, period: Period) -> bool:
        """Whether it is in force in a period: understood, with a document, and begun."""
        return bool(not self.problem and self.doc_no and self.since and self.since <= period)


TableRow = Category | Item | Indicator


class TargetTable(_Frozen):
    """A 目标任务表: categories, items and indicators in printed order."""

    title: str = ""
    place_name: str = ""
    year: int = 0
    doc_no: str = ""
    kind: Literal["plan", "progress"] = "plan"
    layout: str = "a"
    categories: tuple[Category, ...] = ()
    items: tuple[Item, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    allocated_totals: tuple[Allocation, ...] = ()
    """The printed row of totals of a township matrix."""
    adjustments: tuple[Adjustment, ...] = ()
    repeated_headers: tuple[Place, ...] = ()
    place: Place = Place()
    columns: dict[str, int] = {}
    """Column number of each field role on the sheet the table was read from."""
    unseen: tuple[tuple[Place, tuple[str, ...]], ...] = ()
    """Cells of that sheet that had characters nobody sees, and their names."""

    def with_items(self, items: tuple[Item, ...]) -> TargetTable:
        """The same table with other items; nothing that was worked out of the old ones is kept."""
        fields = {name: getattr(self, name) for name in TargetTable.model_fields}
        return TargetTable.model_construct(**fields | {"items": items})

    def cell(self, row: TableRow, role: str) -> Place:
        """Where a field of a row stands: its cell, or the line of a text."""
        where = row.place
        return where if where.line else Place(where.file, where.sheet, where.row, self.columns.get(role, 0))

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every row that can be filled in, in printed order."""
        return tuple(each for item in self.items for each in item.indicators if each.role == "target")

    @cached_property
    def by_code(self) -> dict[str, Indicator]:
        """Indicators by code; of two with one code the first."""
        return {indicator.code: indicator for indicator in reversed(self.indicators)}

    @cached_property
    def item_of(self) -> dict[str, Item]:
        """The item each indicator code belongs to."""
        return {indicator.code: item for item in self.items for indicator in item.indicators}

    @cached_property
    def leads(self) -> tuple[str, ...]:
        """First lead unit of every indicator, in order of appearance, each once."""
        return tuple(dict.fromkeys(each.lead.units[0] for each in self.indicators if each.lead.units))

    def rows(self) -> Iterator[TableRow]:
        """Category, item and indicator rows as a printed table has them."""
        categories = {category.name: category for category in self.categories}
        current = ""
        for item in self.items:
            if item.category != current and item.category in categories:
                yield categories[item.category]
            current = item.category
            yield item
            yield from (each for each in item.indicators if each.relation != "item" and each.role == "target")

    @cached_property
    def digest(self) -> str:
        """Fingerprint of what is issued and locked; forms carry it, returns are held against it."""
        lines = (
            "\t".join(
                (
                    each.code,
                    each.name,
                    each.divided_unit,
                    each.target.raw,
                    each.lead.effective,
                    each.measure,
                )
            )
            for each in self.indicators
        )
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


class Line(NamedTuple):
    """One printed line of a text: its number (1-based) and what stands on it."""

    number: int
    text: str


class Question(NamedTuple):
    """What of a table is not certain: `what` was seen, and what it was taken for or most looks like.

    Of an `asked` one nothing was read; a `likely` one was read so.
    """

    place: Place
    what: str
    guess: str = ""
    state: Literal["likely", "asked"] = "asked"


class Unread(NamedTuple):
    """A number or unit a document prints and nothing was made of: the words around it, and why."""

    place: Place
    quote: str
    why: str
    preface: bool = False
    """Whether it stands before the first item, where documents tell of other things."""
    unit: bool = False
    """Whether it is the name of a unit."""


class Stated(NamedTuple):
    """What a notice lays down of how the county works: a setting of 设置 by key, its value, the words."""

    setting: str
    value: str
    quote: str
    place: Place


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a source: its printed lines and the tables read out of it, in printed order."""

    file: str
    lines: tuple[Line, ...]
    tables: tuple[TargetTable, ...] = ()
    questions: tuple[Question, ...] = ()
    """What its tables left uncertain, in printed order."""
    stated: tuple[Stated, ...] = ()
    """What it lays down for 设置, in printed order."""
    towns: tuple[str, ...] = ()
    """Every township of the county, where it lists them all."""
    unread: tuple[Unread, ...] = ()
    """Every number and unit that ended in nothing that was read of it, in printed order."""

    @property
    def year(self) -> int:
        """The year its tables are for; 0 where none says."""
        return next((table.year for table in self.tables if table.year), 0)

    def place(self, line: int) -> Place:
        """A line of this document."""
        return Place(self.file, line=line)


ADDED_UP = "按上期加本期"
"""Note of a running total that was left blank and read as the period before and this one together."""
CARRIED_ON = "按上期汇总加本期"
"""The same, in a table that does not print what the period before had come to."""
OTHER_SCALE = "按本行单位换算"
"""Note of a unit that is another than the plan's (亿元 for 万元), the row's target being the plan's in it."""
CARRIED_ANEW = "按更正后的上期累计"
"""Note of a figure that was carried on from what the period before has become since the form was issued."""


@dataclass(slots=True)
class Entry:
    """One cell a department filled in: what stands there and what it was read as."""

    printed: str = ""
    value: Decimal | None = None
    row: int = 0
    column: int = 0
    notes: tuple[str, ...] = ()
    problem: str = ""
    as_text: bool = False
    error: str = ""
    computed: bool = False
    """Whether nobody typed it: a formula's result, or added up where the cell was left blank."""
    merged: str = ""
    """The merge it lies in, where that holds one figure for several cells: J5:J6."""

    @property
    def blank(self) -> bool:
        return not self.printed and not self.error


@dataclass(slots=True)
class Row:
    """One row of a returned sheet, by field role; `indicator` is set once it is matched to the plan."""

    number: int
    """Row number on the sheet."""
    cells: dict[str, Entry] = field(default_factory=dict)
    indicator: Indicator | None = None
    matched_by: MatchedBy = ""
    rejected: bool = False
    """An error keeps the row out of the summary; set after the rules have run."""
    instead: str = ""
    """For which version it stands in, where a newer one of its department was refused: 取第1版."""

    def text(self, role: str) -> str:
        entry = self.cells.get(role)
        return entry.printed if entry else ""

    def value(self, role: str) -> Decimal | None:
        entry = self.cells.get(role)
        return entry.value if entry else None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of a report: what kind of text they are, and which of its rows (by number) they are about.

    No rows: they are about the department's work as a whole.
    """

    role: Literal["progress_note", "problem", "next_step"]
    text: str
    rows: tuple[int, ...] = ()


CONFIRMED = "按匹配确认"
"""Why a reading holds that a person has confirmed."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a column or a row of a return was read where it was not beyond doubt.

    `printed` is what stands there, `guess` what it is read as (a head, or code and name), `why` the evidence.
    An `asked` one was not read: a person says what it is.
    """

    kind: Literal["column", "row"]
    state: ReadingState
    printed: str
    guess: str = ""
    why: str = ""
    row: int = 0
    column: int = 0
    vital: bool = True
    """Whether figures depend on it."""


@dataclass(frozen=True, slots=True)
class IssuedForm:
    """What a department received: the plan its form was made from, and its 上期累计 by code (None: blank)."""

    plan: TargetTable
    previous: Mapping[str, Decimal | None]


class NotDone(NamedTuple):
    """A figure of a report as printed that is a target, a plan or left to do, and which of them it is."""

    place: Place
    printed: str
    why: str


@dataclass(slots=True)
class Return:
    """One returned file: who, for which period, what it says. `status` is the outcome of the file."""

    file: str
    sha256: str = ""
    kind: str = "return"
    status: Literal["taken", "partly", "rejected", "skipped"] = "taken"
    reason_code: str = ""
    reason: str = ""
    department: str = ""
    period: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    head: dict[str, Entry] = field(default_factory=dict)
    header_row: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    """Column number of each field role on the sheet."""
    rows: list[Row] = field(default_factory=list)
    grid: Grid | None = None
    other_grids: list[Grid] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    answers: Mapping[str, str] = field(default_factory=dict)
    """What a person confirmed of this department's heads and rows: as printed -> field, code or 不用."""
    received: datetime | None = None
    signed: bool = False
    """Whether the file carries a digital signature."""
    arrived: datetime | None = None
    """When the first version of its department that could be taken came in."""
    passed: str = ""
    """Why a person let it pass (`Version.passed`); empty where nobody did."""
    issued: IssuedForm | None = None
    """What it was issued as; None where nothing is known of that."""
    told: tuple[Document, ...] = ()
    """What it was read from, where it is no form but a report in words or a table of its own (`told`)."""
    excerpts: tuple[Excerpt, ...] = ()
    """The words of such a report, in printed order."""
    places: Mapping[int, Place] = field(default_factory=dict)
    """Where each row stands, for what is no sheet."""
    doubts: Mapping[int, str] = field(default_factory=dict)
    """Why the figure of a row may be no running total of what is done, in Chinese."""
    not_done: tuple[NotDone, ...] = ()
    """Figures of such a report that are said not to be done."""

    @property
    def by(self) -> By:
        """Whose form it is: a lead's county figures, or the share of a responsible unit or a township."""
        by = self.meta.get("by", "")
        return "responsible" if by == "responsible" else "township" if by == "township" else "lead"

    def is_form_of(self, period: Period | None) -> bool:
        """Whether it may be held against a period: False for a form that was handed out for another one."""
        stated = self.meta.get("period", "")
        return period is None or stated in ("", str(period))

    def as_issued(self, indicator: Indicator) -> Indicator:
        """The indicator as it stood on the form the department received; as it is where that is not known."""
        return self.issued.plan.by_code.get(indicator.code, indicator) if self.issued else indicator

    def place(self, row: int = 0, role: str = "") -> Place:
        """Where a row's field stands in this file."""
        if row in self.places:
            return self.places[row]
        sheet = self.grid.sheet if self.grid else ""
        return Place(self.file, sheet, row, self.columns.get(role, 0))

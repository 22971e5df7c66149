"""Forms (填报表): one workbook a department and period, the form template filled in place.

The template is compiled once; a form then costs about as much as the text of its rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from minsheng_xl.cycle import pace_of, pace_percent
from minsheng_xl.errors import InputError
from minsheng_xl.formats.a1 import column_letters
from minsheng_xl.model import MEASURES, By, Indicator, Period, TargetTable
from minsheng_xl.place import CellValue
from minsheng_xl.quantity import completion_rate, round_half_up
from minsheng_xl.reference import Settings
from minsheng_xl.writing import layouts, style
from minsheng_xl.writing.layouts import Layout
from minsheng_xl.writing.meta import META_KEYS, META_SHEET
from minsheng_xl.writing.patch import Formula, Template, Value, Values, save_whole
from minsheng_xl.writing.sheets import row_height
from minsheng_xl.writing.tasks import words_of
from minsheng_xl.writing.templates import (
    GUIDE_CELLS,
    LISTS_SHEET,
    PARAMETERS,
    PROTOTYPES,
    Prototype,
    formulas,
    head_cell,
    template_file,
    wording,
)
from minsheng_xl.writing.values import file_names

ENDINGS: Mapping[By, str] = {"lead": "填报表", "responsible": "责任单位填报表", "township": "乡镇填报表"}
"""End of a form's file name by whom it is for."""
SHARE_LAYOUTS: Mapping[By, str] = {"responsible": "form_share", "township": "form_town"}
LEAD_LAYOUTS = {"a": "form", "b": "form_b", "c": "form_c"}
"""Layouts of forms: of those who fill in a share; of leads, by the layout of the county's table."""
LEAST_HEIGHT = 32.0
"""Points of the lowest row: two lines of what a department writes."""


@dataclass(frozen=True, slots=True)
class FormFile:
    """One form that was written: for whom, where, how many indicators, and its fingerprint."""

    department: str
    path: Path
    rows: int
    sha256: str
    version: str


@dataclass(frozen=True, slots=True)
class _Issue:
    """What the forms of one period have in common."""

    plan: TargetTable
    period: Period
    due: date | None
    contact: str
    by: By = "lead"
    table_layout: str = "a"

    @property
    def layout(self) -> Layout:
        name = SHARE_LAYOUTS.get(self.by) or LEAD_LAYOUTS.get(self.table_layout, "form")
        return layouts.load(name)


@dataclass(frozen=True, slots=True)
class _Share:
    """What one form holds: its rows, the fingerprint of its plan, and figures by indicator code."""

    unit: str
    indicators: Sequence[Indicator]
    digest: str
    previous: Mapping[str, Decimal]
    invest_plan: Mapping[str, Decimal]
    since: Mapping[str, Period] | None = None
    """The period each figure of `previous` is from; None where that is not known."""


def write_forms(
    plan: TargetTable,
    period: Period,
    directory: Path,
    *,
    previous: Mapping[str, Decimal],
    rules: Sequence[tuple[str, ...]] = (),
    departments: Sequence[str] | None = None,
    due: date | None = None,
    contact: str = "",
    invest_plan: Mapping[str, Decimal] | None = None,
    since: Mapping[str, Period] | None = None,
    settings: Settings | None = None,
    layout: str = "a",
) -> list[FormFile]:
    """Write the form of every lead department, or of those named, in the order of the plan.

    `layout` is that of the county's table: b and c show the task in words beside its figure.

    An indicator stands on the form of its first lead; one without a lead stands on none. By indicator code,
    `previous` is the last cumulative figure, `since` the period it is from, and `invest_plan` the year's
    planned investment (万元). `rules` are rows of the 核对规则 sheet: code, name, severity, what it says.
    `contact` is whom to ask.

    InputError for a department that leads nothing; OutputError where a file cannot be written.
    """
    issue = _Issue(plan, period, due, contact, table_layout=layout)
    parts = [
        _Share(lead, rows, plan.digest, previous, invest_plan or {}, since)
        for lead, rows in _by_lead(plan, departments).items()
    ]
    return _write_all(issue, parts, directory, rules, settings or Settings.default())


def write_share_forms(
    plan: TargetTable,
    shares: Mapping[str, TargetTable],
    by: By,
    period: Period,
    directory: Path,
    *,
    previous: Mapping[str, Mapping[str, Decimal]],
    rules: Sequence[tuple[str, ...]] = (),
    due: date | None = None,
    contact: str = "",
    settings: Settings | None = None,
) -> list[FormFile]:
    """Write the forms of responsible units or townships: each fills in its own share only.

    `shares` are their small plans (`minsheng_xl.shares`), `previous` last period's figures by unit and code.
    OutputError where a file cannot be written.
    """
    issue = _Issue(plan, period, due, contact, by)
    parts = [
        _Share(unit, share.indicators, share.digest, previous.get(unit, {}), {})
        for unit, share in shares.items()
    ]
    return _write_all(issue, parts, directory, rules, settings or Settings.default())


def _write_all(
    issue: _Issue,
    parts: Sequence[_Share],
    directory: Path,
    rules: Sequence[tuple[str, ...]],
    settings: Settings,
) -> list[FormFile]:
    needed = list(dict.fromkeys(_prototype(row) for each in parts for row in each.indicators))
    template = _template(issue, needed, rules, settings)
    at = {prototype: row for row, prototype in enumerate(needed, start=issue.layout.header_row + 1)}
    names = file_names((each.unit for each in parts), f"{issue.period}_{ENDINGS[issue.by]}")
    return [_write(template, at, issue, each, directory / names[each.unit]) for each in parts]


def _by_lead(plan: TargetTable, departments: Sequence[str] | None) -> dict[str, list[Indicator]]:
    """Indicators by first lead."""
    shares: dict[str, list[Indicator]] = {}
    for indicator in plan.indicators:
        for lead in indicator.lead.units[:1]:
            shares.setdefault(lead, []).append(indicator)
    if departments is None:
        return shares
    unknown = [each for each in departments if each not in shares]
    if unknown:
        raise InputError(
            f"总表里没有由“{'、'.join(unknown)}”牵头的指标", "请查对单位名称，或先在总表补上牵头单位"
        )
    return {each: shares[each] for each in shares if each in departments}


def _template(
    issue: _Issue, needed: Sequence[Prototype], rules: Sequence[tuple[str, ...]], settings: Settings
) -> Template:
    """The packaged template with everything that is the same on every form of the period.

    Of its prototype rows it keeps those `needed`, in their order: each is compiled again for every issue.
    """
    form, listed = issue.layout, layouts.load("form_rules")
    lights = (pace_percent(issue.period), settings.yellow_points, settings.red_points)
    cells: dict[str, Values] = {
        form.sheet: {
            f"{column_letters(form.shown[0])}1": form.title.format(
                place=issue.plan.place_name, year=issue.plan.year
            ),
            head_cell("period", form): issue.period.label,
        },
        LISTS_SHEET: dict(zip(PARAMETERS.values(), lights, strict=True)),
        layouts.load("guide").sheet: _guide(issue),
        META_SHEET: _meta(issue),
    }
    first, top = listed.header_row + 1, form.header_row + 1
    listing = [(first, {column_letters(n): text for n, text in enumerate(rule, 1)}) for rule in rules]
    kept: list[tuple[int, Values]] = [(top + PROTOTYPES.index(each), {}) for each in needed]
    blocks = {listed.sheet: (first, first), form.sheet: (top, top + len(PROTOTYPES) - 1)}
    heights = {listed.sheet: [row_height(listed, rule) for rule in rules]}
    rows = {form.sheet: kept} | ({listed.sheet: listing} if rules else {})
    filled = Template(template_file(form.name), blocks).fill(cells, rows, heights)
    return Template(filled, {form.sheet: (top, top + len(needed) - 1)})


def _guide(issue: _Issue) -> Values:
    """Until when, and whom to ask."""
    words, due = wording(), issue.due
    until = words["due"].format(due=f"{due.year}年{due.month}月{due.day}日") if due else words["no_due"]
    asked = words["contact"].format(contact=issue.contact) if issue.contact else words["ask"]
    return {GUIDE_CELLS["due"]: until, GUIDE_CELLS["contact"]: asked}


def _meta(issue: _Issue) -> Values:
    plan = issue.plan
    facts = {"place": plan.place_name, "year": plan.year, "period": issue.period, "by": issue.by}
    return {_meta_cell(key): str(value) for key, value in facts.items()}


def _meta_cell(key: str) -> str:
    return f"B{META_KEYS.index(key) + 1}"


def _write(
    template: Template, at: Mapping[Prototype, int], issue: _Issue, share: _Share, path: Path
) -> FormFile:
    """One form; `at` are the template's prototype rows."""
    layout, indicators = issue.layout, share.indicators
    facts = {"department": share.unit, "rows": str(len(indicators)), "digest": share.digest}
    cells: dict[str, Values] = {
        layout.sheet: {head_cell("department", layout): share.unit},
        META_SHEET: {_meta_cell(key): value for key, value in facts.items()},
        layouts.load("guide").sheet: {GUIDE_CELLS["previous"]: _carried(issue, share)},
    }
    known = [_values(issue, share, each) for each in indicators]
    letters = _letters(layout.name)
    rows = [
        (
            at[_prototype(indicator)],
            {letters[role]: value for role, value in values.items() if role in letters},
        )
        for indicator, values in zip(indicators, known, strict=True)
    ]
    heights = [_height(layout.name, values) for values in known]
    data = template.fill(cells, {layout.sheet: rows}, {layout.sheet: heights})
    save_whole(path, data)
    return FormFile(share.unit, path, len(rows), hashlib.sha256(data).hexdigest(), layout.version)


def _carried(issue: _Issue, share: _Share) -> str:
    """From which period the 上期累计 of a form is, and which rows have an older one or none."""
    words, before = wording(), issue.period.previous
    if before is None:
        return str(words["first_period"])
    rows: dict[Period | None, list[str]] = {}
    latest = False
    for number, each in enumerate(share.indicators, start=issue.layout.header_row + 1):
        known = share.since.get(each.code, before) if share.since is not None else before
        since = known if each.code in share.previous else None
        latest = latest or since == before
        if each.measure != "qualitative" and since != before:
            rows.setdefault(since, []).append(str(number))
    older = sorted(period for period in rows if period is not None)
    told = [words["carried"].format(period=before.label)] if latest else []
    told += [words["carried_older"].format(rows="、".join(rows[each]), period=each.label) for each in older]
    none = rows.get(None, [])
    return "".join([*told, *([words["carried_none"].format(rows="、".join(none))] if none else [])])


def _prototype(indicator: Indicator) -> Prototype:
    """The prototype an indicator's row is made from; a target in words says its relation itself."""
    reverse = indicator.direction == "down" and indicator.measure != "qualitative"
    op = indicator.target.op if isinstance(target_cell(indicator), Decimal) else "plain"
    return Prototype(indicator.measure, reverse, op)


@cache
def _letters(layout: str) -> dict[str, str]:
    """Column letters of a layout by role."""
    return {role: column_letters(number) for number, role in enumerate(layouts.load(layout).roles, 1)}


def _values(issue: _Issue, share: _Share, indicator: Indicator) -> dict[str, Value]:
    """What is known of an indicator's row before it is filled in, by role; formulas with their results."""
    item, target = issue.plan.item_of[indicator.code], target_cell(indicator)
    previous = share.previous.get(indicator.code)
    values: dict[str, Value] = {
        "code": indicator.code,
        "no": _number_or_text(item.no),
        "item": item.name,
        "indicator": indicator.name,
        "unit": indicator.unit,
        "target": target,
        "measure": MEASURES[indicator.measure],
        "lead": issue.plan.by_code[indicator.code].lead.effective,
        "responsible": indicator.responsible.effective,
        "previous": previous,
        "invest_plan": share.invest_plan.get(indicator.code),
    }
    if "task_text" in issue.layout.roles:
        values |= {
            "sub_item": indicator.sub_item,
            "task_text": words_of(item, indicator),
            "leader": "、".join(item.leaders),
        }
    results = _results(indicator, target, previous, issue.period)
    values |= {
        role: Formula(None, results.get(role, ""))
        for role in formulas(Prototype(indicator.measure), issue.layout)
    }
    if pace_of(indicator, issue.period) is None and "pace_percent" in values:
        values["pace_percent"] = None
    return values


def _number_or_text(no: str) -> Value:
    """A printed number such as 12 as a number, so that Excel does not mark it; 1.10 and 012 as they are."""
    return int(no) if no.isdecimal() and str(int(no)) == no else no


def target_cell(indicator: Indicator) -> CellValue:
    """A target as its cell holds it: a number in the row's unit as a number, all else as printed."""
    target = indicator.target
    if target.value is not None and target.unit in ("", indicator.unit):
        return target.value
    return target.raw


def _results(
    indicator: Indicator, target: CellValue, previous: Decimal | None, period: Period
) -> dict[str, CellValue]:
    """What the row's formulas come to while nothing is filled in, by role; the others show nothing."""
    results: dict[str, CellValue] = {}
    done = previous if indicator.measure == "flow" else None
    if done is not None:
        results["cumulative"] = done
    if not isinstance(target, Decimal) or target <= 0:
        return results
    pace = pace_of(indicator, period)
    if pace is not None:
        results["pace_percent"] = pace
    if done is not None:
        rate = completion_rate(indicator.target, done, reverse=indicator.direction == "down")
        assert rate is not None  # the target is a number above 0
        results["rate"] = rounded = round_half_up(rate, 2)
        if pace is not None:
            results["gap"] = rounded - pace
    return results


def _height(layout: str, values: Mapping[str, Value]) -> float:
    """Points a row needs for the texts it is issued with."""
    known = ((values.get(role), width) for role, width in _filled_columns(layout))
    return max(
        LEAST_HEIGHT, *(style.text_height(text, width) for text, width in known if isinstance(text, str))
    )


@cache
def _filled_columns(layout: str) -> tuple[tuple[str, float], ...]:
    """Role and width of the shown columns that are filled before a form is issued."""
    columns = layouts.load(layout).columns
    return tuple((each.role, each.width) for each in columns if each.locked and not each.hidden)

"""Forms (填报表): one workbook a department and period, the form template filled in place.

The template is compiled once; a form then costs about as much as the text of its rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

from minsheng_xl.cycle import pace_of, pace_percent
from minsheng_xl.errors import InputError
from minsheng_xl.model import MEASURES, Indicator, Item, Period, TargetTable
from minsheng_xl.place import CellValue, column_letters
from minsheng_xl.quantity import completion_rate, round_half_up
from minsheng_xl.reference import Settings
from minsheng_xl.writing import layouts, style
from minsheng_xl.writing.meta import META_KEYS, META_SHEET
from minsheng_xl.writing.patch import Formula, Template, Value, Values, save_whole
from minsheng_xl.writing.sheets import row_height
from minsheng_xl.writing.templates import (
    FORM_FILE,
    GUIDE_CELLS,
    LISTS_SHEET,
    PARAMETERS,
    PROTOTYPES,
    REVERSE,
    formulas,
    head_cell,
    wording,
)
from minsheng_xl.writing.values import file_names

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
    previous: Mapping[str, Decimal]
    invest_plan: Mapping[str, Decimal]
    due: date | None
    contact: str


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
    settings: Settings | None = None,
) -> list[FormFile]:
    """Write the form of every lead department, or of those named, in the order of the plan.

    An indicator stands on the form of its first lead; one without a lead stands on none. By indicator code,
    `previous` is last period's cumulative and `invest_plan` the year's planned investment (万元). `rules` are
    rows of the 核对规则 sheet: code, name, severity, what it says. `contact` is whom to ask.

    InputError for a department that leads nothing; OutputError where a file cannot be written.
    """
    shares = _shares(plan, departments)
    issue = _Issue(plan, period, previous, invest_plan or {}, due, contact)
    template = _template(issue, rules, settings or Settings.default())
    names = file_names(shares, f"{period}_填报表")
    return [_write(template, issue, each, rows, directory / names[each]) for each, rows in shares.items()]


def _shares(plan: TargetTable, departments: Sequence[str] | None) -> dict[str, list[Indicator]]:
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


def _template(issue: _Issue, rules: Sequence[tuple[str, ...]], settings: Settings) -> Template:
    """The packaged template with everything that is the same on every form of the period."""
    form, listed = layouts.load("form"), layouts.load("form_rules")
    lights = (pace_percent(issue.period), settings.yellow_points, settings.red_points)
    cells: dict[str, Values] = {
        form.sheet: {
            f"{column_letters(form.shown[0])}1": form.title.format(
                place=issue.plan.place_name, year=issue.plan.year
            ),
            head_cell("period"): issue.period.label,
        },
        LISTS_SHEET: dict(zip(PARAMETERS.values(), lights, strict=True)),
        layouts.load("guide").sheet: _guide(issue),
        META_SHEET: _meta(issue),
    }
    first, top = listed.header_row + 1, form.header_row + 1
    rows = [(first, {column_letters(n): text for n, text in enumerate(rule, 1)}) for rule in rules]
    blank = Template(FORM_FILE, {listed.sheet: (first, first)})
    heights = {listed.sheet: [row_height(listed, rule) for rule in rules]}
    filled = blank.fill(cells, {listed.sheet: rows} if rules else None, heights)
    return Template(filled, {form.sheet: (top, top + len(PROTOTYPES) - 1)})


def _guide(issue: _Issue) -> Values:
    """Until when, and whom to ask."""
    words, due = wording(), issue.due
    until = words["due"].format(due=f"{due.year}年{due.month}月{due.day}日") if due else words["no_due"]
    asked = words["contact"].format(contact=issue.contact) if issue.contact else words["ask"]
    return {GUIDE_CELLS["due"]: until, GUIDE_CELLS["contact"]: asked}


def _meta(issue: _Issue) -> Values:
    plan = issue.plan
    facts = {"digest": plan.digest, "place": plan.place_name, "year": plan.year, "period": issue.period}
    return {_meta_cell(key): str(value) for key, value in (facts | {"by": "lead"}).items()}


def _meta_cell(key: str) -> str:
    return f"B{META_KEYS.index(key) + 1}"


def _write(
    template: Template, issue: _Issue, department: str, indicators: Sequence[Indicator], path: Path
) -> FormFile:
    layout = layouts.load("form")
    cells: dict[str, Values] = {
        layout.sheet: {head_cell("department"): department},
        META_SHEET: {_meta_cell("department"): department, _meta_cell("rows"): str(len(indicators))},
    }
    known = [_values(issue, issue.plan.item_of[each.code], each) for each in indicators]
    rows = [
        (_prototype(indicator), {_letters(role): value for role, value in values.items()})
        for indicator, values in zip(indicators, known, strict=True)
    ]
    heights = [_height(values) for values in known]
    data = template.fill(cells, {layout.sheet: rows}, {layout.sheet: heights})
    save_whole(path, data)
    return FormFile(department, path, len(rows), hashlib.sha256(data).hexdigest(), layout.version)


def _prototype(indicator: Indicator) -> int:
    """Row of the template an indicator's row is made from."""
    name: str = indicator.measure
    if indicator.direction == "down" and name + REVERSE in PROTOTYPES:
        name += REVERSE
    return layouts.load("form").header_row + 1 + PROTOTYPES.index(name)


@cache
def _letters(role: str) -> str:
    return column_letters(layouts.load("form").number(role))


def _values(issue: _Issue, item: Item, indicator: Indicator) -> dict[str, Value]:
    """What is known of an indicator's row before it is filled in, by role; formulas with their results."""
    target = target_cell(indicator)
    previous = issue.previous.get(indicator.code)
    values: dict[str, Value] = {
        "code": indicator.code,
        "no": _number_or_text(item.no),
        "item": item.name,
        "indicator": indicator.name,
        "unit": indicator.unit,
        "target": target,
        "measure": MEASURES[indicator.measure],
        "responsible": indicator.responsible.effective,
        "previous": previous,
        "invest_plan": issue.invest_plan.get(indicator.code),
    }
    results = _results(indicator, target, previous, issue.period)
    values |= {role: Formula(None, results.get(role, "")) for role in formulas(indicator.measure)}
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


_text_height = lru_cache(maxsize=8192)(style.text_height)


def _height(values: Mapping[str, Value]) -> float:
    """Points a row needs for the texts it is issued with."""
    known = ((values.get(role), width) for role, width in _filled_columns())
    return max(LEAST_HEIGHT, *(_text_height(text, width) for text, width in known if isinstance(text, str)))


@cache
def _filled_columns() -> tuple[tuple[str, float], ...]:
    """Role and width of the shown columns that are filled before a form is issued."""
    columns = layouts.load("form").columns
    return tuple((each.role, each.width) for each in columns if each.locked and not each.hidden)

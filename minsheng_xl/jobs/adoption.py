"""采纳：opinions the office adopted, carried out on a new master; what cannot be is said with its cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from minsheng_xl.checks.report import Report
from minsheng_xl.errors import InputError, OutputError
from minsheng_xl.jobs.drafts import check_source, rewrite
from minsheng_xl.jobs.plans import Plan, read_source
from minsheng_xl.model import Assignment, Indicator, Item, TargetTable
from minsheng_xl.opinions import FIELDS, Change, Decision, unfit_target, unknown_units
from minsheng_xl.quantity import parse_target
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reference import Reference, split_units

UNITS = {"lead": "lead", "responsible": "responsible", "cooperator": "cooperators"}
"""Attribute of a row by the field role of a list of units."""
ROLES = {word: role for role, word in FIELDS.items()}


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of adopted opinions: each change, made or not; the new master, and what rules say of it.

    `master` is None where no change could be made and nothing was written.
    """

    changes: Sequence[Change]
    master: Path | None = None
    report: Report = field(default_factory=Report)

    @property
    def left(self) -> list[Change]:
        """Changes that could not be made."""
        return [each for each in self.changes if each.problem]


def adopt(plan: Plan, decisions: Sequence[Decision], output: Path, *, as_of: date | None = None) -> Adopted:
    """Write a new master with every adopted opinion in it. InputError where nothing was adopted."""
    wanted = list(_wanted(plan, decisions))
    if not any(each.adopted for each in decisions):
        raise InputError("意见汇总里没有一条采纳的意见，没有写新总表", "请在“处理意见”一栏选“采纳”，再办一次")
    changes = _merged(_checked(wanted, plan))
    made = [each for each in changes if not each.problem]
    if not made:
        return Adopted(changes)
    changed = replace(plan, table=_applied(plan.table, made, plan.ref))
    rewrite(changed, output, as_of=as_of)
    written = _read_back(output, changed.table)
    rows = {each.code: each.place.row for each in written.table.indicators}
    changes = [each if each.problem else replace(each, row=rows[each.code]) for each in changes]
    return Adopted(changes, output, check_source(written, as_of=as_of))


def _wanted(plan: Plan, decisions: Iterable[Decision]) -> Iterator[Change]:
    """What every adopted line asks for; a decision that is no known word is a problem of its own."""
    for each in decisions:
        if not each.adopted and each.understood:
            continue
        indicator = _indicator(plan.table, each)
        role = ROLES.get(each.text["field"].strip(), "")
        change = Change(
            code=indicator.code if indicator else each.text["code"],
            name=indicator.name if indicator else each.text["indicator"],
            field=each.text["field"],
            old=held(indicator, role) if indicator and role else "",
            new=each.text["becomes"],
            departments=(each.text["department"],),
            place=each.cells["decision"],
        )
        yield _questioned(change, each, indicator, role, plan.ref)


def _indicator(table: TargetTable, decision: Decision) -> Indicator | None:
    """The row a line is about: by its code, a line written by hand by its name where one row has it."""
    code, name = decision.text["code"], fold(decision.text["indicator"])
    if code:
        return table.by_code.get(code)
    named = [each for each in table.indicators if fold(each.name) == name]
    return named[0] if len(named) == 1 else None


def held(indicator: Indicator, role: str) -> str:
    """What a field of a plan's row holds, as its cell shows it."""
    if role in UNITS:
        return str(getattr(indicator, UNITS[role]).effective)
    return {"target": indicator.target.raw, "unit": indicator.divided_unit, "indicator": indicator.name}[role]


def _questioned(
    change: Change, line: Decision, indicator: Indicator | None, role: str, ref: Reference
) -> Change:
    """The change with the reason and the cell for which it cannot be made, if there is one."""
    if not line.understood:
        word = line.text["decision"]
        return replace(change, problem=f"处理意见“{word}”认不出，请选采纳、部分采纳或不采纳")
    if indicator is None:
        return replace(change, problem="总表里找不到这个指标", place=line.cells["indicator"])
    if not role:
        said = f"“{change.field}”不是总表上能改的栏" if change.field else "没有写改哪一栏"
        return replace(change, problem=f"{said}，请选{'、'.join(ROLES)}", place=line.cells["field"])
    asked = line.text.get(role, "")
    if asked and role in line.cells and fold(asked) != fold(change.old):
        problem = f"意见是对“{asked}”提的，总表现在是“{change.old}”，请核对"
        return replace(change, problem=problem, place=line.cells[role])
    problem = _unfit(change.new, indicator, role, ref)
    return replace(change, problem=problem, place=line.cells["becomes"]) if problem else change


def _unfit(new: str, indicator: Indicator, role: str, ref: Reference) -> str:
    """Why a text cannot stand in a field; empty where it can."""
    if not new:
        return "没有写改成什么"
    if fold(new) == fold(held(indicator, role)):
        return f"总表上本来就是“{new}”，不用改"
    if role == "target":
        return unfit_target(new, indicator, ref)
    if role == "unit" and ref.units.read(new).unit is None:
        return f"“{new}”不在单位表内，请先在单位表中增加"
    unknown = unknown_units(new, ref) if role in UNITS else ()
    return f"“{'、'.join(unknown)}”不在部门名录，请先在部门名录中增加" if unknown else ""


def _checked(changes: Sequence[Change], plan: Plan) -> Iterator[Change]:
    """Changes that contradict each other, or a unit scaled without its target, are not made."""
    good = [each for each in changes if not each.problem]
    for each in changes:
        rivals = [one for one in good if (one.code, one.field) == (each.code, each.field)]
        other = next((one for one in rivals if fold(one.new) != fold(each.new)), None)
        if each.problem or other is None:
            yield replace(each, problem=each.problem or _rescaled(each, good, plan))
        else:
            who = "、".join(other.departments)
            yield replace(each, problem=f"与{other.place.cell}格采纳的{who}意见“{other.new}”相抵触，请定一个")


def _rescaled(change: Change, changes: Sequence[Change], plan: Plan) -> str:
    """Why a unit cannot change by itself: in another scale the target is another number."""
    if change.field != FIELDS["unit"] or any(
        each.code == change.code and each.field == FIELDS["target"] for each in changes
    ):
        return ""
    indicator = plan.table.by_code[change.code]
    old, new = (plan.ref.units.read(text).unit for text in (change.old, change.new))
    scaled = old and new and old.dimension == new.dimension and old.factor != new.factor
    if not scaled or indicator.target.value is None:
        return ""
    return f"由“{change.old}”改为“{change.new}”，目标{indicator.target.raw}也要跟着改，请另采纳一条改目标的"


def _merged(changes: Iterable[Change]) -> list[Change]:
    """Changes that several units asked for alike, once."""
    merged: dict[tuple[str, str, str, str], Change] = {}
    for each in changes:
        key = each.code, each.field, fold(each.new), each.problem
        held_so_far = merged.get(key)
        departments = (*(held_so_far.departments if held_so_far else ()), *each.departments)
        merged[key] = replace(held_so_far or each, departments=tuple(dict.fromkeys(departments)))
    return list(merged.values())


def _applied(table: TargetTable, changes: Sequence[Change], ref: Reference) -> TargetTable:
    by_code: dict[str, list[Change]] = {}
    for each in changes:
        by_code.setdefault(each.code, []).append(each)
    items = tuple(_item(item, by_code, ref) for item in table.items)
    fields = {name: getattr(table, name) for name in TargetTable.model_fields}
    return TargetTable(**fields | {"items": items})


def _item(item: Item, changes: Mapping[str, Sequence[Change]], ref: Reference) -> Item:
    """An item with its rows changed; its own units follow where all of its rows have the same new ones."""
    mine = [change for each in item.indicators for change in changes.get(each.code, ())]
    if not mine:
        return item
    indicators = item.indicators
    text = item.text
    for change in mine:
        indicators = tuple(_changed(each, change, ref) for each in indicators)
        quote = next(each.quote for each in item.indicators if each.code == change.code)
        text = text.replace(quote, _reworded(quote, change)) if quote else text
    update: dict[str, object] = {"indicators": indicators, "text": text}
    for role in {UNITS[ROLES[change.field]] for change in mine if ROLES[change.field] in UNITS}:
        assigned = {getattr(each, role).effective: getattr(each, role) for each in indicators}
        if len(assigned) == 1:
            update[role] = next(iter(assigned.values()))
    own = item.own_indicator
    renamed = next((each.name for each in indicators if own and each.code == own.code), item.name)
    return item.model_copy(update=update | {"name": renamed})


def _changed(indicator: Indicator, change: Change, ref: Reference) -> Indicator:
    if indicator.code != change.code:
        return indicator
    role, new = ROLES[change.field], change.new
    update: dict[str, object] = {"quote": _reworded(indicator.quote, change)}
    if role == "target":
        update["target"] = parse_target(new, ref.units, indicator.unit, indicator.name)
    elif role == "unit":
        update |= {"unit": new, "unit_norm": ""}
    elif role == "indicator":
        update["name"] = new
    else:
        units = tuple(each.name for each in split_units(new, ref.register))
        own = Assignment(printed=new, effective=new, units=units, source_row=indicator.row, scope="own")
        update[UNITS[role]] = own
    return indicator.model_copy(update=update)


def _reworded(quote: str, change: Change) -> str:
    """The words a figure was read from with the new one, where the old one stands there once."""
    figure = change.field == FIELDS["target"] and quote.count(change.old) == 1
    return quote.replace(change.old, change.new) if figure else quote


def _read_back(output: Path, table: TargetTable) -> Plan:
    """The master as it reads now. OutputError where that is not what was to be written."""
    written = read_source(output)
    for each in table.indicators:
        other = written.table.by_code.get(each.code)
        if other is None or any(held(each, role) != held(other, role) for role in FIELDS):
            raise OutputError(f"新总表“{output.name}”读回来“{each.name}”与要写的不符", "请不要使用这份新总表")
    return written

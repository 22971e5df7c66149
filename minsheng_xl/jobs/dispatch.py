"""下发：the master split into one form a unit, with the dispatch list; the list read back, signed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from minsheng_xl.checks import engine
from minsheng_xl.checks.county_rules import own_rules
from minsheng_xl.checks.report import Report
from minsheng_xl.cycle import due_date
from minsheng_xl.errors import InputError
from minsheng_xl.jobs.confirmed import with_confirmed
from minsheng_xl.jobs.folders import ISSUED
from minsheng_xl.jobs.history import History, history_of, share_figures
from minsheng_xl.jobs.outputs import copy_aside, writable
from minsheng_xl.jobs.plans import Plan, existing, read_source
from minsheng_xl.jobs.records import recording
from minsheng_xl.model import By, Indicator, Period
from minsheng_xl.place import number_text
from minsheng_xl.reading.files.folders import find_files
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.ours.confirmations import SHEET
from minsheng_xl.reading.ours.registers import Receipt, read_receipts
from minsheng_xl.shares import SHARERS, Shares, shares_of

if TYPE_CHECKING:
    from minsheng_xl.writing.dispatch import Signature
    from minsheng_xl.writing.forms import FormFile

REGISTER = "下发清单"
UNASSESSED = ("S16", "V02", "V23", "V24", "V25")
"""Rules that say what has no number to be held against, and what of 调整台账 cannot be carried out."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A row that went out with an older 上期累计 than the last period's, or (None, None) without one."""

    code: str
    name: str
    department: str
    value: Decimal | None
    since: Period | None

    def __str__(self) -> str:
        said = f"{self.department}“{self.name}”"
        if self.since is None or self.value is None:
            return f"{said}以前没有报过数，上期累计空白"
        return f"{said}上期没有报数，上期累计{number_text(self.value)}取自{self.since.label}"


@dataclass(frozen=True, slots=True)
class Issued:
    """What `issue` wrote."""

    forms: list[FormFile]
    unassigned: list[Indicator]
    """Indicators without a lead unit: in no form."""
    dispatch: Path
    unlisted: tuple[str, ...] = ()
    """Collective units whose members are not known: no form went to them."""
    report: Report = field(default_factory=Report)
    """What cannot be assessed, and how a progress report given as last period's figures was read."""
    carried: list[Carried] = field(default_factory=list)
    """Rows whose 上期累计 is from an older period, or blank."""
    notes: list[str] = field(default_factory=list)
    """What the person should know beside that, such as that no ledger could be kept."""

    @property
    def unassigned_line(self) -> str:
        """How many indicators have no lead unit, with the names of the first; empty where all have one."""
        names = [f"“{each.name}”（{each.code}）" for each in self.unassigned[:NAMED]]
        rest = "等" if len(self.unassigned) > NAMED else ""
        told = f"有{len(self.unassigned)}个指标没有牵头单位，未下发：{'、'.join(names)}{rest}"
        return f"{told}；请在总表中补填牵头单位。" if names else ""


NAMED = 5
"""Indicators without a lead unit that are named; the master's 核对问题 lists them all (D01)."""


def issue(
    master: Path,
    period: Period,
    directory: Path,
    *,
    by: By | None = None,
    layout: str = "",
    previous: Path | None = None,
    work: Path | None = None,
) -> Issued:
    """Write one prefilled form a lead department, responsible unit or township, and the dispatch list.

    Leads fill in the county's figures, the others their own share. Without `by` and `layout` (a, b, c,
    towns) the county's choice holds: leads in the layout of their table, or townships where theirs is in
    front. InputError where nobody has a share.
    """
    from minsheng_xl.writing.dispatch import write_dispatch

    source = read_source(master)
    if any(not each.code for each in source.table.indicators):
        remedy = f"请先用 minsheng draft {master.name} -o 新总表.xlsx 给新加的行编上编码，再下发"
        raise InputError(f"“{master.name}”有指标还没有编码", remedy)
    plan = source.in_period(period)
    layout = layout or plan.layout
    by = by or ("township" if layout == "towns" else "lead")
    if plan.table.year and plan.table.year != period.year:
        raise InputError(
            f"“{master.name}”是{plan.table.year}年的总表，报送期却是{period.label}", "请核对总表和报送期"
        )
    work = work or master.parent
    ending = "" if by == "lead" else f"_{SHARERS[by]}"
    copy_aside(directory, f"*_{period}_{'' if by == 'lead' else SHARERS[by]}填报表.xlsx")
    dispatch = writable(directory / f"{period}_{REGISTER}{ending}.xlsx", keep=False)
    shares = Shares() if by == "lead" else _shares(plan, by)
    with recording(work) as recorder:
        past = History()
        if by == "lead":
            plan = with_confirmed(plan, work / f"{SHEET}.xlsx", work)
            past = history_of(plan, period, previous=previous, work=work, records=recorder.records)
            forms = _write_lead_forms(plan, period, directory, layout, past)
        else:
            forms = _write_share_forms(plan, shares, by, period, directory, previous, work)
        due = due_date(period, plan.ref.settings)
        signed = _signatures(dispatch, plan)
        write_dispatch(forms, dispatch, plan=plan.table, period=period, due=due, by=by, signed=signed)
        recorder.send_out(plan, period, by, master, past)
    unassigned = [each for each in plan.table.indicators if not each.lead.units] if by == "lead" else []
    return Issued(
        forms,
        unassigned,
        dispatch,
        shares.unlisted,
        _unassessed(source).merged(past.report),
        _carried(plan, period, past, by),
        [*recorder.notes, *past.notes],
    )


def _unassessed(source: Plan) -> Report:
    """What of the plan goes out and cannot be assessed: no number, one yet to come, a change not in force."""
    inputs = {"table": source.table, "ref": source.ref, "as_of": date.today()}
    return engine.run(inputs, grading=engine.Grading.of(source.ref.settings), codes=UNASSESSED)


def _carried(plan: Plan, period: Period, past: History, by: By) -> list[Carried]:
    """Indicators whose 上期累计 is from before the last period, or blank, where there was a last period."""
    if by != "lead" or period.previous is None:
        return []
    older = past.older(period)
    return [
        Carried(each.code, each.name, each.lead.units[0], past.figures.get(each.code), older.get(each.code))
        for each in plan.table.indicators
        if each.lead.units
        and each.measure != "qualitative"
        and (each.code in older or each.code not in past.figures)
    ]


def _shares(plan: Plan, by: By) -> Shares:
    shares = shares_of(plan.table, plan.ref, by)
    if shares.plans:
        return shares
    if by == "township":
        remedy = "请在总表的“乡镇分解”填任务数，或填好“乡镇名录”并把指标的“是否分解乡镇”改为“是”"
        raise InputError("总表里没有分解到乡镇的指标", remedy)
    remedy = "请在总表填“责任单位”；集体单位请在“部门名录”填成员单位，或填好“乡镇名录”"
    raise InputError("总表里没有可以下发的责任单位", remedy)


def _write_lead_forms(
    plan: Plan, period: Period, directory: Path, layout: str, past: History
) -> list[FormFile]:
    from minsheng_xl.writing.forms import write_forms

    settings, due = plan.ref.settings, due_date(period, plan.ref.settings)
    rules = issued_rules(plan, due)
    return write_forms(
        plan.table,
        period,
        directory,
        previous=past.figures,
        since=past.since,
        rules=rules,
        due=due,
        settings=settings,
        layout=layout,
    )


def _write_share_forms(
    plan: Plan,
    shares: Shares,
    by: By,
    period: Period,
    directory: Path,
    previous: Path | None,
    work: Path,
) -> list[FormFile]:
    from minsheng_xl.writing.forms import write_share_forms

    settings, due = plan.ref.settings, due_date(period, plan.ref.settings)
    return write_share_forms(
        plan.table,
        shares.plans,
        by,
        period,
        directory,
        previous=share_figures(plan, period, previous=previous, work=work),
        rules=issued_rules(plan, due),
        due=due,
        settings=settings,
    )


def issued_rules(plan: Plan, day: date) -> list[tuple[str, str, str, str]]:
    """Rows of the sheet 核对规则: the rules that look at a return on that day, as the county grades them."""
    grading = engine.Grading.of(plan.ref.settings)
    return [
        (rule.code, rule.name, *_graded(rule, grading, day))
        for rule in (*engine.catalogue().values(), *own_rules(plan.ref))
        if {"returns", "standing"} & {*rule.looks_at} and grading.runs(rule, day)
    ]


def _graded(rule: engine.Rule, grading: engine.Grading, day: date) -> tuple[str, str]:
    """A rule's level as a department reads it, and what it looks for."""
    severity, text = grading.severity(rule, day), rule.explanation or rule.message
    if severity is engine.ERROR or not grading.asks(rule.code, day):
        return severity.label, text
    return "须说明", f"{text}没有在“情况说明”写明原因的行不收。"


def _signatures(dispatch: Path, plan: Plan) -> dict[str, Signature]:
    """Signatures of the list that is about to be written anew; where the plan has changed, as a remark."""
    if not dispatch.is_file():
        return {}
    taken = intake.take(dispatch)
    same = taken.meta.get("digest") == plan.table.digest
    kept: dict[str, Signature] = {}
    for each in read_receipts(taken.name, taken.grids) if taken.meta.get("kind") == "dispatch" else ():
        again = f"原签收：{each.signature}，内容有变，请重新签收" if each.signed else ""
        remark = "；".join(filter(None, (each.note, again)))
        kept[each.file] = (each.receiver, each.received, each.note) if same else ("", "", remark)
    return kept


def read_dispatch(path: Path) -> list[Receipt]:
    """The lines of a dispatch list, signatures among them. InputError where it is none or cannot be read."""
    taken = intake.take(existing(path))
    if taken.refusal:
        raise taken.refusal
    return read_receipts(taken.name, taken.grids)


def receipts_of(period: Period, work: Path) -> list[Receipt]:
    """Every line of the period's dispatch lists in the work folder."""
    folder = work / ISSUED / str(period)
    paths = find_files(folder) if folder.is_dir() else []
    taken = (intake.take(path) for path in paths if REGISTER in path.name)
    lists = (each for each in taken if each.meta.get("kind") == "dispatch")
    return [receipt for each in lists for receipt in read_receipts(each.name, each.grids)]

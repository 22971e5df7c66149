"""征求意见：a sheet for comments to every lead unit; what comes back listed, what is adopted carried out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from minsheng_xl.checks import engine
from minsheng_xl.checks.report import FileOutcome, Report
from minsheng_xl.errors import InputError
from minsheng_xl.jobs.adoption import Adopted, adopt
from minsheng_xl.jobs.intake import outcome_of
from minsheng_xl.jobs.outputs import writable
from minsheng_xl.jobs.plans import Plan, read_source
from minsheng_xl.model import Return
from minsheng_xl.opinions import KEY, Decision, Opinion, proposed
from minsheng_xl.reading.files.folders import find_files
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.ours.comments import read_decisions, read_opinions
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reading.returns.match_rows import Matcher
from minsheng_xl.reference import Reference

if TYPE_CHECKING:
    from minsheng_xl.writing.comments import CommentFile, Feedback

COMPARED = ("S08", "S09", "S11", "S18", "U04", "V16", "D12", "R05", "R29")
"""Rules that say what of the locked part was changed, which sheet counts, and what was left blank."""
DECIDED = ("decision", "field", "becomes", "remark")
"""What the office writes behind an opinion in 意见汇总."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What came back on a plan: the opinions, who answered, and what was changed that is locked."""

    opinions: list[Opinion]
    feedback: list[Feedback]
    report: Report
    output: Path
    adopted: Adopted | None = None
    """What became of the adopted opinions, where a new master was asked for."""
    dropped: Sequence[str] = ()
    """Opinions the office had decided on and that do not come back any more, in Chinese."""


def issue_comments(master: Path, directory: Path) -> list[CommentFile]:
    """Write the sheet for comments of every lead unit of a master."""
    from minsheng_xl.writing.comments import write_comments

    plan = read_source(master)
    writable(directory / "征求意见表.xlsx")
    return write_comments(plan.table, directory)


def gather_comments(
    directory: Path, master: Path, output: Path, *, apply: Path | None = None, as_of: date | None = None
) -> Gathered:
    """Read every returned sheet for comments in a folder and write the workbook 意见汇总.

    What the office decided in the 意见汇总 that stands at `output` is kept. With `apply`, what it adopted
    there is carried out in a new master at that path. InputError where there is nothing adopted to apply.
    """
    from minsheng_xl.writing.comments import write_opinions

    plan = read_source(master)
    paths = find_files(directory)
    decided = _decided(output) if output.is_file() else []
    writable(output, sources=[master])
    target = writable(apply, sources=[master, output, *paths]) if apply else None
    files = [intake.take(path, path.relative_to(directory).as_posix()) for path in paths]
    returns, report = judge_comments(plan, files, as_of)
    opinions = {each.file: read_opinions(each, plan.ref) for each in returns}
    given = [each for one in opinions.values() for each in one if each.given]
    rows, dropped = _with_decisions([_opinion_values(each, plan) for each in given], decided)
    feedback = _feedback(plan, returns, opinions)
    write_opinions(output, plan.table, rows, feedback, report.findings)
    adopted = adopt(plan, _decided(output), target, as_of=as_of) if target else None
    if adopted:
        write_opinions(output, plan.table, rows, feedback, report.findings, adopted.changes)
    return Gathered(given, feedback, report, output, adopted, dropped)


def judge_comments(
    plan: Plan, files: Iterable[intake.TakenFile], as_of: date | None = None
) -> tuple[list[Return], Report]:
    """Returned sheets for comments, the newest of each unit, and what was changed in their locked part."""
    matcher = Matcher(plan.table, plan.ref)
    read: list[Return] = []
    outcomes: list[FileOutcome] = []
    for taken in files:
        outcomes.append(_outcome(taken))
        if outcomes[-1].status == "taken":
            each = read_return(taken.name, taken.grids, plan.ref)
            each.received, each.kind = taken.received, "comment"
            each.department = each.meta.get("department", "")
            matcher.match(each)
            read.append(each)
    returns, superseded = _newest(plan, read)
    inputs = {
        "master": plan.table,
        "returns": returns,
        "superseded": superseded,
        "opinions": [read_opinions(each, plan.ref) for each in returns],
        "ref": plan.ref,
        "as_of": as_of or date.today(),
    }
    report = engine.run(inputs, grading=engine.Grading.of(plan.ref.settings), codes=COMPARED)
    return returns, report.with_files(outcomes)


def _outcome(taken: intake.TakenFile) -> FileOutcome:
    if taken.refusal:
        reason = f"{taken.refusal.reason}。{taken.refusal.remedy}"
        status = "skipped" if taken.skipped else "rejected"
        return outcome_of(taken, status, taken.refusal.reason_code, reason)
    if taken.meta.get("kind") != "comment":
        return outcome_of(taken, "skipped", "no_comment", "这不是下发的征求意见表")
    return outcome_of(taken, "taken")


def _feedback(
    plan: Plan, returns: Sequence[Return], opinions: Mapping[str, Sequence[Opinion]]
) -> list[Feedback]:
    """One line a lead unit, in the order of the plan."""
    return [_feedback_of(lead, plan, returns, opinions, plan.ref) for lead in plan.table.leads]


def _feedback_of(
    lead: str,
    plan: Plan,
    returns: Sequence[Return],
    opinions: Mapping[str, Sequence[Opinion]],
    ref: Reference,
) -> Feedback:
    from minsheng_xl.writing.comments import Feedback

    count = sum(each.lead.units[:1] == (lead,) for each in plan.table.indicators)
    own = [each.file for each in returns if ref.register.same(each.department, lead)]
    said = [opinion for file in own for opinion in opinions[file]]
    return Feedback(
        lead,
        count,
        "、".join(own),
        agreed=sum(each.agreed for each in said),
        opinions=sum(each.given for each in said),
        unanswered=sum(not each.agreed and not each.given for each in said),
    )


def _opinion_values(opinion: Opinion, plan: Plan) -> dict[str, str]:
    """A line of 意见汇总, with what the words ask to change for the office to confirm."""
    row, indicator = opinion.row, opinion.row.indicator
    locked = {role: row.text(role) for role in ("item", "indicator", "unit", "target", "lead")}
    field, becomes = proposed(opinion, indicator, plan.ref) if indicator else ("", "")
    return locked | {
        "code": indicator.code if indicator else "",
        "department": opinion.department,
        "opinion": opinion.kind,
        "proposal": opinion.proposal,
        "grounds": opinion.grounds,
        "contact": opinion.contact,
        "phone": opinion.phone,
        "source": f"{opinion.place.file} {opinion.place.cell}",
        "field": field,
        "becomes": becomes,
    }


def _decided(path: Path) -> list[Decision]:
    """The lines of the 意见汇总 at a path. InputError where another workbook stands there."""
    decided = read_decisions(intake.take(path).grids)
    if decided is None:
        raise InputError(f"“{path.name}”不是意见汇总，不能写在它上面", "请换一个文件名")
    return decided


def _with_decisions(
    rows: Sequence[dict[str, str]], decided: Sequence[Decision]
) -> tuple[list[dict[str, str]], list[str]]:
    """The lines with what the office had decided on them, then its own; decisions that find no line.

    A decision on other words than now come back is not kept but told.
    """
    kept: dict[tuple[str, ...], list[Decision]] = {}
    for each in decided:
        kept.setdefault(each.key, []).append(each)
    lines: list[dict[str, str]] = []
    for row in rows:
        before = kept.pop(tuple(row[role] for role in KEY), [])
        lines += [row | _kept(each) for each in before] or [row]
    left = [each for others in kept.values() for each in others if each.by_hand or each.decision]
    own = [dict(each.text) for each in left if each.by_hand]
    dropped = [_told(each) for each in left if not each.by_hand]
    return [*lines, *own], dropped


def _kept(decision: Decision) -> dict[str, str]:
    """What the office wrote behind an opinion; before it has decided, what it left blank is proposed anew."""
    return {role: text for role in DECIDED if (text := decision.text[role]) or decision.decision}


def _told(decision: Decision) -> str:
    text = decision.text
    words = text["proposal"] or text["opinion"]
    return f"{text['department']}对“{text['indicator']}”的意见“{words}”（{text['decision']}）"


def _newest(plan: Plan, returns: Sequence[Return]) -> tuple[list[Return], dict[str, Return]]:
    """Of several sheets of one unit about the same rows the newest; the others by file name.

    The newest is the one received last, of one time the last by name. Sheets whose rows do not overlap
    (one sent in two parts) all count.
    """
    kept: list[Return] = []
    superseded: dict[str, Return] = {}
    held: dict[tuple[str, str], list[Return]] = {}
    for each in sorted(returns, key=_age, reverse=True):
        department = plan.ref.register.standard(each.meta.get("department") or each.department)
        others = held.setdefault((department, each.by), [])
        later = next((other for other in others if not _codes(each).isdisjoint(_codes(other))), None)
        if later is None:
            others.append(each)
            kept.append(each)
        else:
            superseded[each.file] = later
    kept.sort(key=lambda one: one.file)
    return kept, superseded


def _age(returned: Return) -> tuple[datetime, str]:
    return returned.received or datetime.min, returned.file


def _codes(returned: Return) -> set[str]:
    return {row.indicator.code for row in returned.rows if row.indicator}

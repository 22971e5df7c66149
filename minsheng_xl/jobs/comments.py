"""征求意见：a sheet for comments to every lead unit; what comes back compared and listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from minsheng_xl.checks import engine
from minsheng_xl.checks.report import FileOutcome, Report
from minsheng_xl.jobs.intake import newest, outcome_of
from minsheng_xl.jobs.outputs import writable
from minsheng_xl.jobs.plans import Plan, read_source
from minsheng_xl.model import Return
from minsheng_xl.reading import intake
from minsheng_xl.reading.comments import Opinion, read_opinions
from minsheng_xl.reading.matching import Matcher
from minsheng_xl.reading.returns import read_return
from minsheng_xl.reference import Reference

if TYPE_CHECKING:
    from minsheng_xl.writing.comments import CommentFile, Feedback

COMPARED = ("S08", "S09", "S11", "S18", "U04", "V16", "D12")
"""Rules that say what of the locked part was changed."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What came back on a plan: the opinions, who answered, and what was changed that is locked."""

    opinions: list[Opinion]
    feedback: list[Feedback]
    report: Report
    output: Path


def issue_comments(master: Path, directory: Path) -> list[CommentFile]:
    """Write the sheet for comments of every lead unit of a master."""
    from minsheng_xl.writing.comments import write_comments

    plan = read_source(master)
    writable(directory / "征求意见表.xlsx")
    return write_comments(plan.table, directory)


def gather_comments(directory: Path, master: Path, output: Path, *, as_of: date | None = None) -> Gathered:
    """Read every returned sheet for comments in a folder and write the workbook 意见汇总."""
    from minsheng_xl.writing.comments import write_opinions

    plan = read_source(master)
    paths = intake.find_files(directory)
    files = [intake.take(path, path.relative_to(directory).as_posix()) for path in paths]
    returns, report = judge_comments(plan, files, as_of)
    writable(output)
    opinions = {each.file: read_opinions(each, plan.ref) for each in returns}
    feedback = _feedback(plan, returns, opinions)
    given = [each for one in opinions.values() for each in one if each.given]
    rows = [_opinion_values(each) for each in given]
    write_opinions(output, plan.table, rows, feedback, report.findings)
    return Gathered(given, feedback, report, output)


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
    returns, superseded = newest(plan, read)
    inputs = {"master": plan.table, "returns": returns, "superseded": superseded, "ref": plan.ref}
    grading = engine.Grading.of(plan.ref.settings)
    report = engine.run(inputs | {"as_of": as_of or date.today()}, grading=grading, codes=(*COMPARED, "R05"))
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


def _opinion_values(opinion: Opinion) -> dict[str, str]:
    row = opinion.row
    locked = {role: row.text(role) for role in ("item", "indicator", "unit", "target", "lead")}
    return locked | {
        "department": opinion.department,
        "opinion": opinion.kind,
        "proposal": opinion.proposal,
        "grounds": opinion.grounds,
        "contact": opinion.contact,
        "phone": opinion.phone,
        "source": f"{opinion.place.file} {opinion.place.cell}",
    }

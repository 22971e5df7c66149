"""The jobs of the yearly cycle, each from files to files, one module a job.

Orchestration only: what cells mean is read elsewhere, what is wrong is said by rules, what a workbook
looks like is written elsewhere. A job is loaded when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minsheng_xl.faces import late

if TYPE_CHECKING:
    from minsheng_xl.jobs.adoption import Adopted
    from minsheng_xl.jobs.answers import Answered
    from minsheng_xl.jobs.comments import Gathered, gather_comments, issue_comments
    from minsheng_xl.jobs.consolidation import Consolidated, consolidate
    from minsheng_xl.jobs.decisions import decide
    from minsheng_xl.jobs.dispatch import Issued, issue, read_dispatch
    from minsheng_xl.jobs.drafts import Draft, check_source, draft, read_draft, write_draft
    from minsheng_xl.jobs.filling import FilledTemplate, fill
    from minsheng_xl.jobs.folders import ISSUED, RETURNED, SUMMARISED
    from minsheng_xl.jobs.inspection import check
    from minsheng_xl.jobs.overview import board, board_period, look, write_board
    from minsheng_xl.jobs.plans import AS_MASTER, LAYOUTS, Plan, read_source
    from minsheng_xl.jobs.rebuilding import Rebuilt, rebuild
    from minsheng_xl.jobs.repairs import Repaired, repair, repair_all
    from minsheng_xl.jobs.reporting import Status, status
    from minsheng_xl.jobs.verification import verify
    from minsheng_xl.jobs.watching import Landed, watch
    from minsheng_xl.jobs.workbooks import build_workbooks

_HOMES = {
    "AS_MASTER": "plans",
    "ISSUED": "folders",
    "LAYOUTS": "plans",
    "RETURNED": "folders",
    "SUMMARISED": "folders",
    "Adopted": "adoption",
    "Answered": "answers",
    "Consolidated": "consolidation",
    "Draft": "drafts",
    "FilledTemplate": "filling",
    "Gathered": "comments",
    "Issued": "dispatch",
    "Landed": "watching",
    "Plan": "plans",
    "Rebuilt": "rebuilding",
    "Repaired": "repairs",
    "Status": "reporting",
    "board": "overview",
    "board_period": "overview",
    "build_workbooks": "workbooks",
    "check": "inspection",
    "check_source": "drafts",
    "consolidate": "consolidation",
    "decide": "decisions",
    "draft": "drafts",
    "fill": "filling",
    "gather_comments": "comments",
    "issue": "dispatch",
    "issue_comments": "comments",
    "look": "overview",
    "read_dispatch": "dispatch",
    "read_draft": "drafts",
    "read_source": "plans",
    "rebuild": "rebuilding",
    "repair": "repairs",
    "repair_all": "repairs",
    "status": "reporting",
    "verify": "verification",
    "watch": "watching",
    "write_board": "overview",
    "write_draft": "drafts",
}

__all__ = [
    "AS_MASTER",
    "ISSUED",
    "LAYOUTS",
    "RETURNED",
    "SUMMARISED",
    "Adopted",
    "Answered",
    "Consolidated",
    "Draft",
    "FilledTemplate",
    "Gathered",
    "Issued",
    "Landed",
    "Plan",
    "Rebuilt",
    "Repaired",
    "Status",
    "board",
    "board_period",
    "build_workbooks",
    "check",
    "check_source",
    "consolidate",
    "decide",
    "draft",
    "fill",
    "gather_comments",
    "issue",
    "issue_comments",
    "look",
    "read_dispatch",
    "read_draft",
    "read_source",
    "rebuild",
    "repair",
    "repair_all",
    "status",
    "verify",
    "watch",
    "write_board",
    "write_draft",
]

__getattr__, __dir__ = late(__name__, _HOMES)

"""The jobs of the yearly cycle, each from files to files, one module a job.

Orchestration only: what cells mean is read elsewhere, what is wrong is said by rules, what a workbook
looks like is written elsewhere.
"""

from minsheng_xl.jobs.adoption import Adopted
from minsheng_xl.jobs.answers import Answered
from minsheng_xl.jobs.archives import Rebuilt, decide, rebuild, verify
from minsheng_xl.jobs.board import board, board_period, look, write_board
from minsheng_xl.jobs.comments import Gathered, gather_comments, issue_comments
from minsheng_xl.jobs.consolidation import Consolidated, consolidate
from minsheng_xl.jobs.dispatch import Issued, issue, read_dispatch
from minsheng_xl.jobs.drafts import check_source, draft
from minsheng_xl.jobs.filling import FilledTemplate, fill
from minsheng_xl.jobs.inspection import check
from minsheng_xl.jobs.plans import (
    AS_MASTER,
    ISSUED,
    LAYOUTS,
    RETURNED,
    SUMMARISED,
    Plan,
    read_source,
)
from minsheng_xl.jobs.repairs import Repaired, repair, repair_all
from minsheng_xl.jobs.status import Status, status
from minsheng_xl.jobs.watching import Landed, watch
from minsheng_xl.jobs.workbooks import build_workbooks

__all__ = [
    "AS_MASTER",
    "ISSUED",
    "LAYOUTS",
    "RETURNED",
    "SUMMARISED",
    "Adopted",
    "Answered",
    "Consolidated",
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
    "read_source",
    "rebuild",
    "repair",
    "repair_all",
    "status",
    "verify",
    "watch",
    "write_board",
]

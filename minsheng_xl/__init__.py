"""民生实事目标任务表：拟表、下发、核对、汇总。

The public face. Names are loaded when they are first used, so that `import minsheng_xl` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minsheng_xl._version import __version__
from minsheng_xl.faces import late

if TYPE_CHECKING:
    from minsheng_xl.checks.report import Finding, Report, Severity
    from minsheng_xl.errors import MinshengError
    from minsheng_xl.jobs import check, consolidate, draft, fill, issue, repair
    from minsheng_xl.model import Period, TargetTable
    from minsheng_xl.quantity import Target, Unit

_HOMES = {
    "Finding": "checks.report",
    "MinshengError": "errors",
    "Period": "model",
    "Report": "checks.report",
    "Severity": "checks.report",
    "Target": "quantity",
    "TargetTable": "model",
    "Unit": "quantity",
    "check": "jobs",
    "consolidate": "jobs",
    "draft": "jobs",
    "fill": "jobs",
    "issue": "jobs",
    "repair": "jobs",
}

__all__ = [
    "Finding",
    "MinshengError",
    "Period",
    "Report",
    "Severity",
    "Target",
    "TargetTable",
    "Unit",
    "__version__",
    "check",
    "consolidate",
    "draft",
    "fill",
    "issue",
    "repair",
]

__getattr__, __dir__ = late(__name__, _HOMES)

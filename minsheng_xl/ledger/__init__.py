"""The ledger of a work folder (收件台账): what came in, what it said, what was decided, what was issued.

One SQLite file and the kept copies in `.minsheng`; one writer at a time; only ever added to. It is believed
or the run stops: LedgerDamaged. Where it cannot be written (LedgerUnavailable) it is still read.
"""

from minsheng_xl.ledger.basis import Basis, Remembered, Stood, remembered
from minsheng_xl.ledger.book import FILLED, Ledger, Received, Share, figures, open_ledger
from minsheng_xl.ledger.faults import LedgerBusy, LedgerDamaged, LedgerUnavailable
from minsheng_xl.ledger.inspection import Inspection, Shown, verify
from minsheng_xl.ledger.records import (
    LOCKED,
    STATES,
    Figure,
    IssuedForms,
    IssuedSummary,
    Records,
    Version,
    open_records,
)
from minsheng_xl.ledger.trails import Edit, Refused, Trail, edits, refused, trails

__all__ = [
    "FILLED",
    "LOCKED",
    "STATES",
    "Basis",
    "Edit",
    "Figure",
    "Inspection",
    "IssuedForms",
    "IssuedSummary",
    "Ledger",
    "LedgerBusy",
    "LedgerDamaged",
    "LedgerUnavailable",
    "Received",
    "Records",
    "Refused",
    "Remembered",
    "Share",
    "Shown",
    "Stood",
    "Trail",
    "Version",
    "edits",
    "figures",
    "open_ledger",
    "open_records",
    "refused",
    "remembered",
    "trails",
    "verify",
]

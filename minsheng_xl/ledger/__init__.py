"""The ledger of a work folder (收件台账): what came in, what it said, what was decided, what was issued.

One SQLite file and the kept copies in `.minsheng`; one writer at a time; only ever added to.
"""

from minsheng_xl.ledger.book import FILLED, Ledger, LedgerUnavailable, Received, figures, open_ledger
from minsheng_xl.ledger.inspection import Inspection, verify
from minsheng_xl.ledger.lock import LedgerBusy
from minsheng_xl.ledger.records import (
    LOCKED,
    STATES,
    Figure,
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
    "Edit",
    "Figure",
    "Inspection",
    "IssuedSummary",
    "Ledger",
    "LedgerBusy",
    "LedgerUnavailable",
    "Received",
    "Records",
    "Refused",
    "Trail",
    "Version",
    "edits",
    "figures",
    "open_ledger",
    "open_records",
    "refused",
    "trails",
    "verify",
]

"""The ledger of a work folder (收件台账): what came in, what it said, what was decided, what was issued.

One SQLite file and the kept copies in `.minsheng`; one writer at a time; only ever added to. It is believed
or the run stops: LedgerDamaged. Where it cannot be written (LedgerUnavailable) it is still read.
A name is loaded when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minsheng_xl.faces import late

if TYPE_CHECKING:
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
    from minsheng_xl.ledger.tracing import Edit, Refused, Trail, edits, refused, trails

_HOMES = {
    "FILLED": "book",
    "LOCKED": "records",
    "STATES": "records",
    "Basis": "basis",
    "Edit": "tracing",
    "Figure": "records",
    "Inspection": "inspection",
    "IssuedForms": "records",
    "IssuedSummary": "records",
    "Ledger": "book",
    "LedgerBusy": "faults",
    "LedgerDamaged": "faults",
    "LedgerUnavailable": "faults",
    "Received": "book",
    "Records": "records",
    "Refused": "tracing",
    "Remembered": "basis",
    "Share": "book",
    "Shown": "inspection",
    "Stood": "basis",
    "Trail": "tracing",
    "Version": "records",
    "edits": "tracing",
    "figures": "book",
    "open_ledger": "book",
    "open_records": "records",
    "refused": "tracing",
    "remembered": "basis",
    "trails": "tracing",
    "verify": "inspection",
}

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

__getattr__, __dir__ = late(__name__, _HOMES)

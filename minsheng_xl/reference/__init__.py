"""Units, departments, townships, column headers and settings: packaged data and the county's own sheets.

Depends on `quantity`, `place` and `errors`; knows no workbook and no rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minsheng_xl.faces import late

if TYPE_CHECKING:
    from minsheng_xl.reference.bundle import Reference
    from minsheng_xl.reference.headers import HeaderMatch, Headers
    from minsheng_xl.reference.lists import (
        JOINED,
        STANDARD_SEPARATOR,
        ListedUnit,
        join_units,
        odd_marks,
        split_units,
    )
    from minsheng_xl.reference.names import Department, Locality, Rename
    from minsheng_xl.reference.register import Candidate, Match, Register
    from minsheng_xl.reference.settings import Regrade, Settings
    from minsheng_xl.reference.towns import Town, TownMatch, Towns

_HOMES = {
    "JOINED": "lists",
    "STANDARD_SEPARATOR": "lists",
    "Candidate": "register",
    "Department": "names",
    "HeaderMatch": "headers",
    "Headers": "headers",
    "ListedUnit": "lists",
    "Locality": "names",
    "Match": "register",
    "Reference": "bundle",
    "Register": "register",
    "Regrade": "settings",
    "Rename": "names",
    "Settings": "settings",
    "Town": "towns",
    "TownMatch": "towns",
    "Towns": "towns",
    "join_units": "lists",
    "odd_marks": "lists",
    "split_units": "lists",
}

__all__ = [
    "JOINED",
    "STANDARD_SEPARATOR",
    "Candidate",
    "Department",
    "HeaderMatch",
    "Headers",
    "ListedUnit",
    "Locality",
    "Match",
    "Reference",
    "Register",
    "Regrade",
    "Rename",
    "Settings",
    "Town",
    "TownMatch",
    "Towns",
    "join_units",
    "odd_marks",
    "split_units",
]

__getattr__, __dir__ = late(__name__, _HOMES)

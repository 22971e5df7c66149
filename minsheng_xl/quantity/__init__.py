"""Units of measure and the grammar of quantities in Chinese official texts.

`UnitTable` reads printed units, `convert` turns values from one into another or refuses, `read_number` and
`parse_target` read the cells a clerk fills in, `find_numbers` reads running text, `propose_measure` and
`propose_direction` suggest what an indicator is. Everything exact is a Decimal; nothing is guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minsheng_xl.faces import late

if TYPE_CHECKING:
    from minsheng_xl.quantity.conversion import (
        UnitMismatch,
        comparable,
        convert,
        printed_places,
        round_half_up,
        same_quantity,
    )
    from minsheng_xl.quantity.find import find_numbers, find_quantities
    from minsheng_xl.quantity.fulfilment import Target, completion_rate
    from minsheng_xl.quantity.naming import names_average
    from minsheng_xl.quantity.numbers import NumberReading, read_number
    from minsheng_xl.quantity.parts import LeftOut, Quantity
    from minsheng_xl.quantity.propose import propose_direction, propose_measure
    from minsheng_xl.quantity.table import UnitTable
    from minsheng_xl.quantity.targets import parse_target
    from minsheng_xl.quantity.units import Unit, UnitNote, UnitReading, UnitWord
    from minsheng_xl.quantity.words import Op, State, state_of

_HOMES = {
    "LeftOut": "parts",
    "NumberReading": "numbers",
    "Op": "words",
    "Quantity": "parts",
    "State": "words",
    "Target": "fulfilment",
    "Unit": "units",
    "UnitMismatch": "conversion",
    "UnitNote": "units",
    "UnitReading": "units",
    "UnitTable": "table",
    "UnitWord": "units",
    "comparable": "conversion",
    "completion_rate": "fulfilment",
    "convert": "conversion",
    "find_numbers": "find",
    "find_quantities": "find",
    "names_average": "naming",
    "parse_target": "targets",
    "printed_places": "conversion",
    "propose_direction": "propose",
    "propose_measure": "propose",
    "read_number": "numbers",
    "round_half_up": "conversion",
    "same_quantity": "conversion",
    "state_of": "words",
}

__all__ = [
    "LeftOut",
    "NumberReading",
    "Op",
    "Quantity",
    "State",
    "Target",
    "Unit",
    "UnitMismatch",
    "UnitNote",
    "UnitReading",
    "UnitTable",
    "UnitWord",
    "comparable",
    "completion_rate",
    "convert",
    "find_numbers",
    "find_quantities",
    "names_average",
    "parse_target",
    "printed_places",
    "propose_direction",
    "propose_measure",
    "read_number",
    "round_half_up",
    "same_quantity",
    "state_of",
]

__getattr__, __dir__ = late(__name__, _HOMES)

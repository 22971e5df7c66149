"""A fault injector: what goes wrong in real returns and masters, planted at random places by seed.

Written from the rule catalogue and not from the rules, so that it can measure them. `KINDS` lists every
kind of fault with the rule code that should speak first; a kind's docstring says how a vague entry of
the catalogue was read. `fill_clean` fills an issued form as a department would, `plant_many` spoils a
folder of such returns, `score` holds a report against what was planted.

Workbooks are edited with openpyxl, so formulas stand without results afterwards, as they do in files
that programs other than Excel have saved.
"""

from __future__ import annotations

from tests.faults.filling import fill_clean
from tests.faults.kinds import KINDS, Fault, Kind
from tests.faults.planting import plant, plant_many
from tests.faults.scoring import Score, score

__all__ = ["KINDS", "Fault", "Kind", "Score", "fill_clean", "plant", "plant_many", "score"]

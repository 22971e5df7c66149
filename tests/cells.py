"""The tables of cells: what a cell of a target, return, unit, department, direction or function must give.

`lines` gives those of a kind out of the project's own table, and the shared one where that is there.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import SHARED

OWN, GIVEN = Path(__file__).parent / "cells.csv", SHARED / "cases" / "cells.csv"
KINDS = ("tbd", "dash", "actual", "coverage", "placeholder", "range", "qualitative")
ASKED = ("须提出核对", "概数")
_escaped = re.compile(r"\\u([0-9a-fA-F]{4})")


@dataclass(frozen=True)
class Line:
    """A line of a table; value, right_unit and operator may be empty where the cell has to be asked about."""

    kind: str
    unit: str
    input: str
    number_format: str
    value: str
    right_unit: str
    operator: str
    note: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.kind, self.unit, self.input, self.number_format

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of target that are right where no value is: tbd, dash, range …."""
        said = self.note.partition("kind=")[2]
        return tuple(kind for kind in KINDS if kind in said)

    @property
    def must_ask(self) -> bool:
        return self.note.startswith(ASKED)

    @property
    def may_ask(self) -> bool:
        return "提出核对" in self.note


def lines(kind: str) -> tuple[Line, ...]:
    """Every line of a kind. Fails where the shared table is required and missing."""
    if os.environ.get("MINSHENG_REQUIRE_SHARED") and not GIVEN.is_file():
        pytest.fail("the shared table of cells is not beside this checkout")
    return tuple(each for each in _all() if each.kind == kind)


@cache
def _all() -> tuple[Line, ...]:
    return tuple(line for path in (GIVEN, OWN) if path.is_file() for line in _read(path))


def _read(path: Path) -> Iterator[Line]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in list(csv.reader(file))[1:]:
            yield Line(*(_escaped.sub(lambda code: chr(int(code[1], 16)), text) for text in row))

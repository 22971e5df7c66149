"""修复：cells whose writing can be made regular without changing what they say, into a copy, every one listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from minsheng_xl.checks import engine
from minsheng_xl.checks.repairs import Repair, repair_return, repair_table
from minsheng_xl.errors import InputError, OutputError
from minsheng_xl.jobs.intake import OWN_KINDS
from minsheng_xl.jobs.plans import Plan, existing, read_source
from minsheng_xl.reading import intake
from minsheng_xl.reading.matching import Matcher
from minsheng_xl.reading.returns import read_return
from minsheng_xl.reading.workbooks import is_package, read_bytes

if TYPE_CHECKING:
    from minsheng_xl.reading.intake import TakenFile

SUFFIX = "_修复"


@dataclass(frozen=True, slots=True)
class Repaired:
    """What `repair` did with one file; `output` is None where nothing was to be repaired."""

    source: Path
    output: Path | None
    repairs: tuple[Repair, ...]


def repair(
    source: Path, output: Path | None = None, *, plan: Plan | None = None, as_of: date | None = None
) -> Repaired:
    """Repair what is safe in a master, a printed table or (with its plan) a return, into a copy beside it.

    InputError for a notice's text, and for a return without its plan; OutputError where the copy would
    take the place of the file itself. Rules a county has switched off repair nothing.
    """
    taken = intake.take(existing(source))
    if taken.refusal:
        raise taken.refusal
    if not any(grid.sheet or grid.merges or not grid.lines for grid in taken.grids):
        raise InputError(f"“{source.name}”是文字稿，没有可以代改的单元格", "请先用 draft 拟成总表")
    proposed = _proposed(taken, plan, as_of or date.today())
    from minsheng_xl.writing.repairs import write_repairs

    output = output or _beside(source, is_package(source))
    if output.resolve() == source.resolve():
        raise OutputError(f"“{source.name}”是原件，不能覆盖", "请另起一个文件名")
    made = write_repairs(read_bytes(source) if is_package(source) else taken.grids, proposed, output)
    return Repaired(source, output if made else None, tuple(made))


def _beside(source: Path, package: bool) -> Path:
    return source.with_name(f"{source.stem}{SUFFIX}{source.suffix if package else '.xlsx'}")

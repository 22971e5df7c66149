"""应用修复建议：the repairs of the job `repair`, listed first, then made in the open book, each undoable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from minsheng_xl import jobs
from minsheng_xl.checks.cell_repairs import Repair
from minsheng_xl.fronts import undo
from minsheng_xl.fronts.blocks import write_texts
from minsheng_xl.fronts.excel import cannot_paint, quiet, saved_copy
from minsheng_xl.fronts.needs import Done, Options, master_file, results_folder, target_book
from minsheng_xl.fronts.protection import unlocked
from minsheng_xl.fronts.workfolder import making_room
from minsheng_xl.jobs.outputs import writable
from minsheng_xl.place import cell_text
from minsheng_xl.reading.opening import intake

if TYPE_CHECKING:
    import xlwings as xw

FIXED = "应用修复建议"
SHOWN = 15
"""Repairs listed in the question; a longer one does not fit on a small screen."""


def apply_fixes(book: xw.Book | None, options: Options) -> Done:
    """Cells of the open book written regularly where what they say stays the same."""
    book = target_book(book, options)
    with saved_copy(book) as copy:
        form = intake.take(copy).meta.get("kind") == "form"
        plan = jobs.read_source(master_file(options)) if form else None
        repaired = jobs.repair(copy, plan=plan, as_of=options.as_of)
        repairs = repaired.repairs
        if repaired.output is None:
            return Done("没有可以自动修复的格。其余问题请照“核对问题”里的“怎么改”改正。")
        reason = cannot_paint(book, dict.fromkeys(each.place.sheet for each in repairs))
        if reason:
            return _beside(repaired.output, len(repairs), reason, options)
    options.desk.confirm(f"将改正{len(repairs)}个格，意思不变（可以撤销）：\n{_preview(repairs)}\n继续吗？")
    with quiet(book.app):
        _apply(book, repairs)
    return Done(f"已改正{len(repairs)}个格。不满意可以点“撤销上次操作”。")


def _beside(made: Path, count: int, reason: str, options: Options) -> Done:
    """Where the open book may not be changed: the repaired copy itself, as the command line makes it."""
    output = results_folder(options) / made.name
    options.desk.confirm(f"{reason}。将改正{count}个格，另存为：{output}\n继续吗？")
    with making_room(output), writable(output).open("wb") as target:
        target.write(made.read_bytes())
    options.desk.show(output)
    return Done(f"{reason}，没有改动；改正了{count}个格的副本已另外打开。", output=output)


def _preview(repairs: Sequence[Repair]) -> str:
    lines = [f"{each.place.cell}　“{each.old}” → “{cell_text(each.new)}”" for each in repairs[:SHOWN]]
    more = [f"……另有{len(repairs) - SHOWN}处"] if len(repairs) > SHOWN else []
    return "\n".join(lines + more)


def _apply(book: xw.Book, repairs: Sequence[Repair]) -> None:
    """Make the repairs, having kept the cells; wholly or not at all."""
    before = [_look_at(book, each) for each in repairs]
    sheets = dict.fromkeys(each.place.sheet for each in repairs)
    with undo.kept(book, FIXED, "", before), unlocked(book, sheets):
        for each in repairs:
            _write(book.sheets[each.place.sheet].range((each.place.row, each.place.column)), each)


def _look_at(book: xw.Book, repair: Repair) -> undo.Before:
    sheet = book.sheets[repair.place.sheet]
    cell = repair.place.row, repair.place.column
    area = sheet.range(cell)
    formula = str(area.formula)
    typed_as_text = isinstance(area.value, str) and not formula.startswith("=")
    form = area.number_format
    return replace(
        undo.look_at(sheet, cell),
        formula=f"'{formula}" if typed_as_text and form != "@" else formula,
        number_format=form,
        after=cell_text(repair.new),
    )


def _write(area: xw.Range, repair: Repair) -> None:
    if not isinstance(repair.new, Decimal):
        write_texts(area, cell_text(repair.new))
        return
    if area.number_format == "@":
        area.number_format = "General"
    area.value = float(repair.new)

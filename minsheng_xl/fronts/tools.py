"""The buttons of the group 工具: the last change taken back, help, this PC examined."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

from minsheng_xl.errors import InputError
from minsheng_xl.fronts import undo
from minsheng_xl.fronts.excel import cannot_paint, quiet
from minsheng_xl.fronts.needs import Done, Options, target_book

if TYPE_CHECKING:
    import xlwings as xw


def undo_last(book: xw.Book | None, options: Options) -> Done:
    """撤销上次操作：what the last button changed in the open book is put back."""
    book = target_book(book, options)
    label = undo.kept_label(book)
    reason = cannot_paint(book, [each.name for each in book.sheets]) if label else ""
    if reason:
        raise InputError(f"{reason}，不能撤销“{label}”", "请先取消保护，再点一次按钮")
    if label:
        options.desk.confirm(f"将撤销“{label}”对“{book.name}”的改动。继续吗？")
    with quiet(book.app):
        restored = undo.restore(book)
    left = f"后来又改过的格没有动：{'、'.join(restored.changed)}。" if restored.changed else ""
    return Done(f"已撤销“{restored.label}”，恢复了{restored.cells}个格。{left}")


def show_help(book: xw.Book | None, options: Options) -> Done:
    """帮助：what the buttons do and what the rules look at, as a workbook."""
    from minsheng_xl.fronts.guide import write_guide

    output = Path(gettempdir()) / f"民生工程_使用说明_{datetime.now():%H%M%S}.xlsx"
    write_guide(output)
    options.desk.show(output)
    return Done("使用说明已打开。", output=output)


def show_doctor(book: xw.Book | None, options: Options) -> Done:
    """环境检查：what this PC has and what it lacks."""
    from minsheng_xl.addin.doctor import examine

    return Done("\n".join(check.line() for check in examine()))

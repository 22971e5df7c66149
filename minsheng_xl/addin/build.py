"""The three files a person opens: minsheng.xlam (buttons), minsheng_udf.xlam (functions), 民生工程.xlsm.

Built on any system from text sources; the same sources give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from minsheng_xl import data
from minsheng_xl.addin import front_page, package
from minsheng_xl.addin.ribbon import buttons_module, read_module
from minsheng_xl.addin.vba_project import Module, vba_project
from minsheng_xl.addin.wrappers import PROJECT, Wrappers, make_wrappers, xlwings_module
from minsheng_xl.errors import OutputError
from minsheng_xl.writing.style import Book, new_book

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

BUTTONS_ADDIN, FUNCTIONS_ADDIN, FRONT_BOOK = "minsheng.xlam", "minsheng_udf.xlam", "民生工程.xlsm"
FUNCTIONS = "minsheng_xl.fronts.functions"
UDF_CONFIG = {
    "INTERPRETER_WIN": r"%LOCALAPPDATA%\MinshengXL\python\pythonw.exe",
    "ADD_WORKBOOK_TO_PYTHONPATH": "False",
    "UDF MODULES": FUNCTIONS,
}
"""Read by xlwings' VBA from the add-in's own sheet; no code is ever looked for beside a workbook."""

Writer = Callable[["Book", "Worksheet"], None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet and what writes it; `hidden` ones serve the macros."""

    name: str
    write: Writer
    hidden: bool = False


def build_addins(directory: Path) -> list[Path]:
    """Write the add-ins and the front workbook into a folder; their paths.

    The functions add-in is made where the worksheet functions are installed. OutputError where the folder
    cannot be written.
    """
    made = {BUTTONS_ADDIN: buttons_addin(), FRONT_BOOK: front_book()}
    if find_spec(FUNCTIONS):
        made[FUNCTIONS_ADDIN] = functions_addin(make_wrappers(FUNCTIONS))
    try:
        directory.mkdir(parents=True, exist_ok=True)
        return [package.write_whole(directory / name, data) for name, data in made.items()]
    except OSError as error:
        raise OutputError(
            f"加载项写不进文件夹 {directory}", "请关闭表格软件，或另选可以写入的文件夹"
        ) from error


def launcher_modules() -> list[Module]:
    """The macros every file with buttons carries."""
    return [read_module("MsShell"), read_module("MsLaunch"), buttons_module()]


def buttons_addin() -> bytes:
    """minsheng.xlam: the ribbon tab and its launcher."""
    book = _macro_book("Minsheng", [_texts_sheet()], [*launcher_modules(), read_module("MsRibbon")])
    return package.as_addin(package.with_ribbon(book))


def front_book() -> bytes:
    """民生工程.xlsm: the same actions as sheet buttons. No ribbon, or the tab would stand there twice."""
    sheets = [
        Sheet(front_page.FRONT, front_page.write_front),
        Sheet(front_page.SETTINGS, front_page.write_settings),
        Sheet(front_page.BOARD, front_page.write_board),
        _texts_sheet(),
    ]
    return package.with_live_shapes(_macro_book("MinshengFront", sheets, launcher_modules()))


def functions_addin(wrappers: Wrappers) -> bytes:
    """minsheng_udf.xlam: the worksheet functions, apart so that their trouble never touches the buttons."""
    sheets = [
        Sheet(f"{PROJECT}.conf", partial(_write_rows, list(UDF_CONFIG.items())), hidden=True),
        Sheet("_functions", partial(_write_rows, wrappers.descriptions), hidden=True),
    ]
    on_open = (data.beside("macros") / "ThisWorkbook_functions.cls").read_text("ascii")
    modules = [xlwings_module(), read_module("MsDescribe"), wrappers.module]
    return package.as_addin(_macro_book("MinshengUdf", sheets, modules, on_open))


def _texts_sheet() -> Sheet:
    return Sheet(front_page.TEXTS, partial(_write_rows, list(front_page.SENTENCES.items())), hidden=True)


def _write_rows(rows: Sequence[Sequence[str]], _: Book, sheet: Worksheet) -> None:
    front_page.write_texts(sheet, rows)


def _macro_book(project: str, sheets: Sequence[Sheet], modules: Sequence[Module], on_open: str = "") -> bytes:
    """A workbook with those sheets and VBA modules. Code names: ThisWorkbook, Sheet1, Sheet2 …"""
    documents = [Module("ThisWorkbook", on_open, "workbook")]
    documents += [Module(f"Sheet{number}", kind="sheet") for number in range(1, len(sheets) + 1)]
    with TemporaryDirectory() as folder:
        path = Path(folder, "book.xlsm")
        with new_book(path) as book:
            book.workbook.add_vba_project(BytesIO(vba_project(project, [*documents, *modules])), True)
            book.workbook.set_vba_name("ThisWorkbook")
            for number, sheet in enumerate(sheets, 1):
                _add_sheet(book, sheet, f"Sheet{number}", visible_first=number == 1)
        return path.read_bytes()


def _add_sheet(book: Book, sheet: Sheet, code_name: str, visible_first: bool) -> None:
    target = book.workbook.add_worksheet(sheet.name)
    target.set_vba_name(code_name)
    sheet.write(book, target)
    if sheet.hidden and not visible_first:
        target.very_hidden()

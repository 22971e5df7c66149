"""民生工程.xlsm as the buttons see it: the settings by their defined names, and the cycle board."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minsheng_xl.addin.front_page import BOARD, BOARD_COLUMNS, BOARD_FIRST_ROW, SETTING_ROWS
from minsheng_xl.errors import InputError
from minsheng_xl.fronts.desk import local_path
from minsheng_xl.model import Period
from minsheng_xl.place import cell_text

if TYPE_CHECKING:
    import xlwings as xw

    from minsheng_xl.board import BoardPeriod
    from minsheng_xl.place import CellValue

KNOWN_BY = "工作文件夹"
"""A workbook that defines this name is the front book."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What stands on the sheet 设置, as text; empty where nothing does."""

    place: str = ""
    year: str = ""
    period: str = ""
    due_day: str = ""
    work: str = ""
    master: str = ""
    split: str = ""
    layout: str = ""

    @property
    def work_folder(self) -> Path | None:
        """The work folder; None where none is set, InputError where it is not there."""
        if not self.work:
            return None
        folder = local_path(self.work)
        if not folder.is_dir():
            raise InputError(f"“设置”里的工作文件夹“{self.work}”不存在", "请改正，或新建这个文件夹")
        return folder

    @property
    def master_file(self) -> Path | None:
        """The master, which may be named below the work folder; None where none is set."""
        if not self.master:
            return None
        path = (self.work_folder or Path()) / local_path(self.master)
        if not path.is_file():
            raise InputError(f"“设置”里的总表“{self.master}”不存在", "请改正，或清空这一格再选")
        return path


def find_front(app: xw.App) -> xw.Book | None:
    """The front book, where it is open."""
    return next((book for book in app.books if is_front(book)), None)


def is_front(book: xw.Book) -> bool:
    """Whether a book is the front book."""
    return KNOWN_BY in book.names


def read_settings(app: xw.App) -> Settings:
    """The settings of the open front book; all empty where it is not open."""
    front = find_front(app)
    if front is None:
        return Settings()
    texts = [_text(front.names[name].refers_to_range.value) for name, _, _ in SETTING_ROWS]
    return Settings(*texts)


def _text(value: Any) -> str:
    """A cell as text; 2021-08 that was typed and became a date is a month again."""
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, date):
        return str(Period(value.year, value.month))
    found: CellValue = value
    return cell_text(found)


def note_rounds(app: xw.App, rounds: Sequence[BoardPeriod]) -> bool:
    """Put what is known of months on the cycle board; whether there was a board for their year."""
    front, year = find_front(app), read_settings(app).year
    months = [each for each in rounds if each.period.rhythm == "month" and str(each.period.year) == year]
    if front is None or not months:
        return False
    with suppress(KeyError):  # a clerk may have removed the sheet
        sheet = front.sheets[BOARD]
        for each in months:
            _note(sheet, each)
        return True
    return False


def _note(sheet: xw.Sheet, each: BoardPeriod) -> None:
    """The due day, which the county's 日历 may have moved, and the counts of a month that has begun."""
    headers = [header for header, _, _ in BOARD_COLUMNS]
    known: dict[str, object] = {"截止日": datetime.combine(each.due, time())}
    if counts := each.rates:
        known |= {
            "应报（家）": counts.expected,
            "已报（家）": counts.actual,
            "及时（家）": counts.on_time,
            "问题（条）": each.problems,
        }
    for header, value in known.items():
        sheet.range((BOARD_FIRST_ROW + each.period.month, headers.index(header) + 1)).value = value

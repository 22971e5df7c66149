"""Where the person sits: asked, told and shown things. One desk in Excel or WPS, one at a console."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from minsheng_xl.errors import InputError, MinshengError

if TYPE_CHECKING:
    import xlwings as xw

TITLE = "民生工程"
TABLES = "表格,*.xlsx;*.xlsm;*.xls;*.et"
SOURCES = "通知或表格,*.docx;*.txt;*.md;*.htm;*.html;*.csv;*.xlsx;*.xlsm;*.xls;*.et"
NOTICES = "通知,*.docx;*.pdf;*.txt;*.md;*.htm;*.html"
"""Kinds of files a person can pick: a word and its patterns, as Excel's dialog takes them."""
PICK_FOLDER = 4
OK_ONLY, WARNING = 0x0, 0x30


class CancelledError(MinshengError):
    """The person stopped it; nothing was changed."""

    def __init__(self) -> None:
        super().__init__("已取消", "没有改动任何表")


class Desk(Protocol):
    """What a button needs of the screen. Questions raise CancelledError when they are not answered."""

    def tell(self, text: str) -> None: ...
    def confirm(self, text: str) -> None: ...
    def ask(self, text: str, default: str = "") -> str: ...
    def pick_file(self, title: str, kinds: str = TABLES) -> Path: ...
    def pick_folder(self, title: str) -> Path: ...
    def show(self, path: Path) -> None: ...
    def status(self, text: str) -> None: ...


class ExcelDesk:
    """Dialogs of the program itself (they work in Excel and WPS alike), and its status bar."""

    def __init__(self, app: xw.App) -> None:
        self.app = app

    def tell(self, text: str) -> None:
        """A message with one button."""
        self.app.alert(text, title=TITLE)

    def confirm(self, text: str) -> None:
        """Ask before something is done."""
        if self.app.alert(text, title=TITLE, buttons="yes_no") != "yes":
            raise CancelledError

    def ask(self, text: str, default: str = "") -> str:
        """A line of text. Arguments go by position: late-bound WPS knows no others."""
        answer = self.app.api.InputBox(text, TITLE, default)
        if answer is False or not str(answer).strip():
            raise CancelledError
        return str(answer).strip()

    def pick_file(self, title: str, kinds: str = TABLES) -> Path:
        """An existing file."""
        answer = self.app.api.GetOpenFilename(kinds, 1, title)
        if answer is False:
            raise CancelledError
        return local_path(str(answer))

    def pick_folder(self, title: str) -> Path:
        """An existing folder."""
        dialog = self.app.api.FileDialog(PICK_FOLDER)
        dialog.Title = title
        if dialog.Show() != -1:
            raise CancelledError
        return local_path(str(dialog.SelectedItems(1)))

    def show(self, path: Path) -> None:
        """Open a workbook that was written. Excel holds no two of the same name at once."""
        if path.name.casefold() in [book.name.casefold() for book in self.app.books]:
            self.tell(f"已写到 {path}。有同名的工作簿开着，请先关闭它，再打开新的。")
        else:
            self.app.books.open(str(path))

    def status(self, text: str) -> None:
        """A line in the status bar; nothing gives the bar back to the program."""
        self.app.status_bar = text or False


class ConsoleDesk:
    """For files dropped on a batch file: a console window stands open, no workbook does."""

    def tell(self, text: str) -> None:
        print(text)

    def confirm(self, text: str) -> None:
        """Dropping the files was the answer; what is going to happen is still said."""
        print(text)

    def ask(self, text: str, default: str = "") -> str:
        """A line of text; Enter alone takes the default."""
        try:
            answer = input(f"{text}{f'〔{default}〕' if default else ''}：").strip()
        except EOFError:
            answer = ""
        if not answer and not default:
            raise CancelledError
        return answer or default

    def pick_file(self, title: str, kinds: str = TABLES) -> Path:
        """A path, typed or dragged into the window."""
        return local_path(self.ask(f"{title}（把文件拖到这里，再按回车）").strip('" '))

    def pick_folder(self, title: str) -> Path:
        """A path, typed or dragged into the window."""
        return local_path(self.ask(f"{title}（把文件夹拖到这里，再按回车）").strip('" '))

    def show(self, path: Path) -> None:
        """Say where it is, and open it where Windows can."""
        print(f"结果在：{path}")
        if sys.platform == "win32":
            os.startfile(path)

    def status(self, text: str) -> None:
        """Progress on one line."""
        print(f"\r{text:<40}", end="" if text else "\n", flush=True)


def message_box(text: str) -> bool:
    """Tell something where no program could be reached; whether anybody could be told."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(0, text, TITLE, OK_ONLY | WARNING)
        return True
    print(text, file=sys.stderr)
    return sys.stderr is not None


def local_path(text: str) -> Path:
    """A path on this PC or a share; InputError for one on a web server."""
    if "://" in text:
        raise InputError(f"“{text}”在网上", "请先另存到本机或共享文件夹")
    return Path(text)

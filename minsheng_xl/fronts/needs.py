"""What a job needs, found or asked for: the book that is meant, the master, the period, the folders."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from minsheng_xl.checks.report import Report
from minsheng_xl.errors import InputError
from minsheng_xl.fronts.desk import Desk
from minsheng_xl.fronts.excel import saved_copy
from minsheng_xl.fronts.frontbook import Settings, is_front
from minsheng_xl.fronts.workfolder import find_master, period_of, work_of
from minsheng_xl.jobs import RETURNED
from minsheng_xl.model import Period
from minsheng_xl.reading.opening import intake

if TYPE_CHECKING:
    import xlwings as xw

PERSONAL = "PERSONAL."
"""Excel's own hidden workbook of macros."""


NO_SETTINGS = Settings()


@dataclass(frozen=True, slots=True)
class Options:
    """What a button is given besides the open book. `paths` are files or folders dropped on a batch file."""

    desk: Desk
    settings: Settings = NO_SETTINGS
    paths: tuple[Path, ...] = ()
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What a button did: a sentence for the person, what was found, what was written."""

    message: str
    report: Report | None = None
    output: Path | None = None


@dataclass(frozen=True, slots=True)
class Master:
    """A master at hand: a file to read, what people call it, and the work folder around it."""

    path: Path
    name: str
    work: Path | None


def target_book(book: xw.Book | None, options: Options) -> xw.Book:
    """The book a person means. Behind the front page's buttons it is another one than the active."""
    if book is None:
        raise InputError("没有打开的工作簿", "请先打开要检查的表，再点按钮")
    if not is_front(book):
        return book
    others = [each for each in book.app.books if _is_meant(each)]
    if not others:
        raise InputError("除“民生工程”外没有打开的工作簿", "请先打开要检查的表，再点按钮")
    if len(others) == 1:
        return others[0]
    listed = "\n".join(f"{number}　{each.name}" for number, each in enumerate(others, start=1))
    answer = options.desk.ask(f"打开了几个工作簿，要用哪一个？请填序号：\n{listed}", "1")
    if not answer.isdecimal() or not 1 <= int(answer) <= len(others):
        raise InputError(f"没有序号为“{answer}”的工作簿", f"请填 1 到 {len(others)}")
    return others[int(answer) - 1]


def _is_meant(book: xw.Book) -> bool:
    return not book.name.upper().startswith(PERSONAL) and not is_front(book)


@contextmanager
def master_at_hand(book: xw.Book | None, options: Options, near: Path | None = None) -> Iterator[Master]:
    """The master of the job: a copy of the open book if it is one, else a file (see `master_file`)."""
    work = options.settings.work_folder
    if book is not None and not is_front(book):
        with saved_copy(book) as copy:
            if intake.take(copy).meta.get("kind") == "master":
                yield Master(copy, book.name, work)
                return
    path = master_file(options, near)
    yield Master(path, path.name, work or path.parent)


def master_file(options: Options, near: Path | None = None) -> Path:
    """The master as a file: from 设置, in the folder `near` or above it, in the work folder, or picked."""
    path = options.settings.master_file
    for folder in (near, options.settings.work_folder):
        if path is None and folder is not None:
            path = find_master(folder)
    return path or options.desk.pick_file("选择总表")


def period_needed(options: Options) -> Period:
    """The period: of the dropped folder, from 设置, or asked for. InputError for what is none."""
    dropped = period_of(options.paths[0]) if options.paths else None
    if dropped:
        return dropped
    return Period.parse(options.settings.period or options.desk.ask("报送期（年-月），例如 2021-08"))


def folder_needed(master: Master, options: Options, title: str) -> Path:
    """The work folder results go to; asked for where the open master says nothing about one."""
    return master.work or options.desk.pick_folder(title)


def returns_folder(options: Options) -> Path:
    """The folder of returned files: dropped, the work folder's own for the period, or picked."""
    if options.paths:
        return options.paths[0]
    work, period = options.settings.work_folder, options.settings.period
    if work and period and (work / RETURNED / str(Period.parse(period))).is_dir():
        return work / RETURNED / str(Period.parse(period))
    return options.desk.pick_folder("选择装有回收件的文件夹")


def results_folder(options: Options, about: Path | None = None) -> Path:
    """Where results go: the work folder; else near what they are about, else where documents are kept."""
    if options.settings.work_folder:
        return options.settings.work_folder
    if about is not None:
        return work_of(about) if about.is_dir() else about.parent
    documents = Path.home() / "Documents"
    return documents if documents.is_dir() else Path.home()

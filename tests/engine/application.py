# mypy: allow-subclassing-any
"""The program and its open workbooks."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import xlwings
from xlwings import base_classes

from tests.engine.files import save
from tests.engine.meter import METER, Metered, refused
from tests.engine.sheets import Names, Sheets


class Engine:
    """What xlwings calls an engine: its name, its programs, and how values pass."""

    name = "openpyxl"
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps()

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        return value

    @staticmethod
    def clean_value_data(
        data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool
    ) -> Any:
        def clean(value: Any) -> Any:
            if value is None:
                return empty_as
            return number_builder(value) if isinstance(value, float) and number_builder else value

        return [[clean(value) for value in row] for row in data]


class Apps(base_classes.Apps):
    """The running programs."""

    def __init__(self) -> None:
        self._apps: list[App] = []

    def __iter__(self) -> Iterator[App]:
        return iter(self._apps)

    def __len__(self) -> int:
        return len(self._apps)

    def __getitem__(self, pid: int) -> App:
        return next(app for app in self._apps if app.pid == pid)

    def keys(self) -> list[int]:
        return [app.pid for app in self._apps]

    def add(self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: Any = None) -> App:
        self._apps.insert(0, App(self))
        return self._apps[0]


class Answers:
    """What the person at the screen answers, in turn; every question is kept."""

    def __init__(self) -> None:
        self.queue: deque[Any] = deque()
        self.asked: list[str] = []

    def next(self, question: str, otherwise: Any) -> Any:
        """The next answer, or the program's own where none was prepared."""
        self.asked.append(question)
        return self.queue.popleft() if self.queue else otherwise


class FileDialog:
    """Application.FileDialog(4): a folder is picked."""

    def __init__(self, answers: Answers) -> None:
        self.Title = ""
        self._answers = answers
        self._picked: Any = None

    def Show(self) -> int:  # noqa: N802
        self._picked = self._answers.next(self.Title, False)
        return -1 if self._picked else 0

    def SelectedItems(self, number: int) -> str:  # noqa: N802
        assert number == 1
        return str(self._picked)


class AppApi(Metered):
    """The members of Excel's own Application object that xlwings has no name for."""

    def __init__(self, app: App) -> None:
        self._app = app

    @property
    def Ready(self) -> bool:  # noqa: N802
        return True

    def InputBox(self, prompt: str, title: str, default: str) -> Any:  # noqa: N802
        return self._app.answers.next(prompt, default)

    def GetOpenFilename(self, kinds: str, index: int, title: str) -> Any:  # noqa: N802
        return self._app.answers.next(title, False)

    def FileDialog(self, kind: int) -> FileDialog:  # noqa: N802
        return FileDialog(self._app.answers)


class App(Metered, base_classes.App):
    """One running program."""

    def __init__(self, apps: Apps) -> None:
        self.pid = -1 - len(apps)
        self.books = Books(self)
        self.answers = Answers()
        self.alerts: list[str] = []
        self.statuses: list[Any] = []
        self.api = AppApi(self)
        self._apps = apps
        self._screen_updating = True
        self._display_alerts = True

    pid = 0
    books: Any = None
    api: Any = None
    engine: Any = None
    version = "16.0"
    hwnd = 0

    @property
    def screen_updating(self) -> bool:
        return self._screen_updating

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        self._screen_updating = value

    @property
    def display_alerts(self) -> bool:
        return self._display_alerts

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        self._display_alerts = value

    @property
    def status_bar(self) -> Any:
        return self.statuses[-1] if self.statuses else False

    @status_bar.setter
    def status_bar(self, value: Any) -> None:
        self.statuses.append(value)

    def activate(self, steal_focus: bool = False) -> None:
        """There is no window to come to the front."""

    def quit(self) -> None:
        self._apps._apps.remove(self)

    def alert(self, prompt: str, title: str, buttons: str | None, mode: str | None, callback: Any) -> str:
        self.alerts.append(prompt)
        return str(self.answers.next(prompt, "yes")) if buttons == "yes_no" else "ok"


class Books(Metered, base_classes.Books):
    """The open workbooks; the last one is active."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._books: list[Book] = []

    app: Any = None

    @property
    def active(self) -> Book | None:
        return self._books[-1] if self._books else None

    def __len__(self) -> int:
        return len(self._books)

    def __iter__(self) -> Iterator[Book]:
        return iter(list(self._books))

    def __call__(self, key: int | str) -> Book:
        if isinstance(key, int):
            return self._books[key - 1]
        for book in self._books:
            if book.name.lower() == key.lower():
                return book
        raise KeyError(key)

    def add(self) -> Book:
        return self._push(Book(self, openpyxl.Workbook(), None))

    def open(self, fullname: str, *options: Any, **more: Any) -> Book:
        path = Path(fullname)
        if not path.is_file():
            raise refused(f"{path.name} not found")
        macros = path.suffix.lower() in (".xlsm", ".xlam")
        book = Book(self, openpyxl.load_workbook(path, keep_vba=macros), path)
        book.results = openpyxl.load_workbook(path, data_only=True)
        return self._push(book)

    def _push(self, book: Book) -> Book:
        self._books.append(book)
        return book


class BookApi(Metered):
    """The members of Excel's own Workbook object that xlwings has no name for."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.ReadOnly = False

    @property
    def ProtectStructure(self) -> bool:  # noqa: N802
        security = self._book.workbook.security
        return bool(security and security.lockStructure)

    def SaveCopyAs(self, path: str) -> None:  # noqa: N802
        if not Path(path).parent.is_dir():
            raise refused("cannot save there")
        save(self._book.workbook, self._book.results, self._book.written, Path(path))


class Book(Metered, base_classes.Book):
    """One open workbook: what openpyxl read, formula results apart."""

    def __init__(self, books: Books, workbook: openpyxl.Workbook, path: Path | None) -> None:
        self.books, self.workbook, self.path = books, workbook, path
        self.results: openpyxl.Workbook | None = None
        self.written: set[tuple[str, str]] = set()
        self.api = BookApi(self)

    api: Any = None

    @property
    def app(self) -> App:
        app: App = self.books.app
        return app

    @property
    def name(self) -> str:
        return self.path.name if self.path else "工作簿1"

    @property
    def fullname(self) -> str:
        return str(self.path or self.name)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    def activate(self) -> None:
        self.books._books.remove(self)
        self.books._books.append(self)

    def close(self) -> None:
        self.books._books.remove(self)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        if path:
            self.path = Path(path)
        assert self.path is not None
        save(self.workbook, self.results, self.written, self.path)


ENGINE = Engine()
App.engine = property(lambda self: ENGINE)


def open_excel() -> xlwings.App:
    """A program of our own, with no book open; the meter starts at nothing."""
    if ENGINE.name not in [each.name for each in xlwings.engines]:
        xlwings.engines.add(xlwings.Engine(impl=ENGINE))
    xlwings.engines[ENGINE.name].activate()
    METER.reset()
    return xlwings.App(impl=ENGINE.apps.add())

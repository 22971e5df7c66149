# mypy: allow-subclassing-any
"""Sheets and defined names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openpyxl.utils.protection import hash_password
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet
from xlwings import base_classes

from tests.engine.meter import METER, Metered, refused
from tests.engine.ranges import Range


class Sheets(Metered, base_classes.Sheets):
    """The sheets of a book, hidden ones too."""

    def __init__(self, book: Any) -> None:
        self._book = book

    @property
    def active(self) -> Sheet:
        return Sheet(self._book, self._book.workbook.active)

    def __len__(self) -> int:
        return len(self._book.workbook.worksheets)

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self._book, each) for each in self._book.workbook.worksheets)

    def __call__(self, key: int | str) -> Sheet:
        if isinstance(key, int):
            return Sheet(self._book, self._book.workbook.worksheets[key - 1])
        for each in self._book.workbook.worksheets:
            if each.title.casefold() == key.casefold():
                return Sheet(self._book, each)
        raise refused(f"no sheet {key}")

    def add(self, before: Any = None, after: Any = None, name: str | None = None) -> Sheet:
        workbook = self._book.workbook
        if workbook.security and workbook.security.lockStructure:
            raise refused("structure is protected")
        if (
            after
            and workbook.worksheets[-1] is after.worksheet
            and after.worksheet.sheet_state == "veryHidden"
        ):
            raise refused("xlwings would have to move a very hidden sheet")
        at = before.worksheet if before else after.worksheet if after else workbook.active
        made = workbook.create_sheet(name, workbook.index(at) + bool(after))
        workbook.active = workbook.index(made)
        return Sheet(self._book, made)


class SheetApi(Metered):
    """The members of Excel's own Worksheet object that xlwings has no name for."""

    def __init__(self, worksheet: Worksheet) -> None:
        self._worksheet = worksheet

    @property
    def ProtectContents(self) -> bool:  # noqa: N802
        return bool(self._worksheet.protection.sheet)

    @property
    def ProtectDrawingObjects(self) -> bool:  # noqa: N802
        return bool(self._worksheet.protection.objects)

    @property
    def ProtectScenarios(self) -> bool:  # noqa: N802
        return bool(self._worksheet.protection.scenarios)

    @property
    def ProtectionMode(self) -> bool:  # noqa: N802
        return False

    @property
    def Protection(self) -> Protection:  # noqa: N802
        return Protection(self._worksheet)

    def Unprotect(self, password: str) -> None:  # noqa: N802
        protection = self._worksheet.protection
        if protection.password and protection.password != hash_password(password):
            raise refused("wrong password")
        protection.sheet = False

    def Protect(  # noqa: N802
        self, password: str, shapes: bool, contents: bool, scenarios: bool, own_only: bool, *allowed: bool
    ) -> None:
        protection = self._worksheet.protection
        protection.objects, protection.sheet, protection.scenarios = shapes, contents, scenarios
        for name, value in zip(ALLOWED, allowed, strict=True):
            setattr(protection, name, not value)


ALLOWED = {
    "formatCells": "AllowFormattingCells",
    "formatColumns": "AllowFormattingColumns",
    "formatRows": "AllowFormattingRows",
    "insertColumns": "AllowInsertingColumns",
    "insertRows": "AllowInsertingRows",
    "insertHyperlinks": "AllowInsertingHyperlinks",
    "deleteColumns": "AllowDeletingColumns",
    "deleteRows": "AllowDeletingRows",
    "sort": "AllowSorting",
    "autoFilter": "AllowFiltering",
    "pivotTables": "AllowUsingPivotTables",
}
"""openpyxl's word for what is forbidden, Excel's for what is allowed, in the order of the Protect method."""


class Protection:
    """What a protected sheet still allows."""

    def __init__(self, worksheet: Worksheet) -> None:
        self._worksheet = worksheet

    def __getattr__(self, name: str) -> bool:
        forbidden = next(key for key, allowed in ALLOWED.items() if allowed == name)
        read = METER.measured(lambda: not getattr(self._worksheet.protection, forbidden))
        return bool(read())


class Sheet(Metered, base_classes.Sheet):
    """One sheet."""

    def __init__(self, book: Any, worksheet: Worksheet) -> None:
        self.book, self.worksheet = book, worksheet
        self.api = SheetApi(worksheet)

    book: Any = None
    api: Any = None

    @property
    def name(self) -> str:
        return str(self.worksheet.title)

    @name.setter
    def name(self, value: str) -> None:
        if any(each.title == value for each in self.book.workbook.worksheets):
            raise refused(f"name {value} is taken")
        old = self.worksheet.title
        self.worksheet.title = value
        self.book.written |= {(value, cell) for name, cell in self.book.written if name == old}

    @property
    def index(self) -> int:
        return int(self.book.workbook.index(self.worksheet)) + 1

    @property
    def visible(self) -> bool:
        return bool(self.worksheet.sheet_state == "visible")

    @visible.setter
    def visible(self, value: bool) -> None:
        others = [each for each in self.book.workbook.worksheets if each.sheet_state == "visible"]
        if not value and others == [self.worksheet]:
            raise refused("one sheet must stay visible")
        self.worksheet.sheet_state = "visible" if value else "hidden"
        if not value and self.book.workbook.active is self.worksheet:
            self.book.workbook.active = self.book.workbook.index(
                next(x for x in others if x is not self.worksheet)
            )

    def range(self, start: Any, end: Any = None) -> Range:
        return Range.of(self, start, end)

    @property
    def used_range(self) -> Range:
        sheet = self.worksheet
        return Range(self, [(1, 1, sheet.max_row, sheet.max_column)])

    def activate(self) -> None:
        if self.worksheet.sheet_state != "visible":
            raise refused("hidden sheet")
        self.book.workbook.active = self.book.workbook.index(self.worksheet)

    select = activate

    def delete(self) -> None:
        others = [each for each in self.book.workbook.worksheets if each is not self.worksheet]
        active = self.book.workbook.active
        if active is self.worksheet:
            active = next(each for each in others if each.sheet_state == "visible")
        self.book.workbook.remove(self.worksheet)
        self.book.workbook.active = self.book.workbook.index(active)

    def autofit(self, axis: str | None = None) -> None:
        self.used_range.autofit(axis)


class Names(Metered, base_classes.Names):
    """Names defined in a book."""

    def __init__(self, book: Any) -> None:
        self._book = book

    @property
    def api(self) -> Any:
        return self

    def __len__(self) -> int:
        return len(self._book.workbook.defined_names)

    def __call__(self, key: int | str) -> Name:
        names = list(self._book.workbook.defined_names)
        return Name(
            self._book, self._book.workbook.defined_names[names[key - 1] if isinstance(key, int) else key]
        )

    def contains(self, key: str) -> bool:
        return key in self._book.workbook.defined_names


class Name(Metered, base_classes.Name):
    """One defined name."""

    def __init__(self, book: Any, name: DefinedName) -> None:
        self._book, self._name = book, name

    @property
    def refers_to_range(self) -> Range:
        sheet, cells = next(self._name.destinations)
        return Range.of(Sheet(self._book, self._book.workbook[sheet]), cells.replace("$", ""))

"""An existing workbook changed in place: parts that nothing touched are written back byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from minsheng_xl.errors import InputError, OutputError
from minsheng_xl.writing.patch import reports, stale
from minsheng_xl.writing.patch.cells import stored_text
from minsheng_xl.writing.patch.markup import Element, attributes, escape, local, set_attribute, start_tag
from minsheng_xl.writing.patch.names import ORDER, DefinedNames
from minsheng_xl.writing.patch.package import Package
from minsheng_xl.writing.patch.reports import Face, Line, Styled
from minsheng_xl.writing.patch.rows import Tags
from minsheng_xl.writing.patch.sheet import Sheet
from minsheng_xl.writing.patch.styles import Styles

_NOT_A_WORKBOOK: Final = "请确认文件是 Excel 或 WPS 保存的 xlsx、xlsm"


class Workbook:
    """A workbook package. Open, change cells, save; see `Sheet` for what can be changed."""

    def __init__(self, source: Path | bytes) -> None:
        self.package = Package(source)
        self.part = next(iter(self.package.related("", "officeDocument")), "")
        if not self.part:
            raise InputError("压缩包里没有工作簿", _NOT_A_WORKBOOK)
        self.root = Element.parse(self.package.text(self.part))
        if local(self.root.name) != "workbook":
            raise InputError("文件不是 xlsx 工作簿", _NOT_A_WORKBOOK)
        self._parts = self._sheet_parts()
        self._open: dict[str, Sheet] = {}
        self._styles: Styles | None = None
        self._strings: list[str] | None = None
        self._formulas_changed = False

    @classmethod
    def open(cls, source: Path | bytes) -> Workbook:
        """A workbook from a file or its bytes. InputError if it is damaged, encrypted or none at all."""
        return cls(source)

    def _sheet_parts(self) -> dict[str, str]:
        targets = {relation.id: relation.target for relation in self.package.relations(self.part)}
        parts = {}
        for tag in map(attributes, self._list("sheets")):
            key = next((value for name, value in tag.items() if name.endswith(":id")), "")
            if targets.get(key, "") not in self.package:
                raise InputError(
                    f"工作簿已损坏：找不到工作表〔{tag.get('name')}〕", "请用 Excel 或 WPS 打开后另存再试"
                )
            parts[tag.get("name", "")] = targets[key]
        return parts

    def _list(self, name: str) -> list[str]:
        index = self.root.find(name)
        if index < 0:
            return []
        return [child for child in Element.parse(self.root.children[index]).children if child[0] == "<"]

    @property
    def sheets(self) -> list[str]:
        """Sheet names in order, hidden ones too."""
        return list(self._parts)

    def sheet(self, name: str) -> Sheet:
        """A sheet by name. InputError if there is none, or it has no cells."""
        if name not in self._parts:
            raise InputError(f"工作簿里没有工作表〔{name}〕", f"现有工作表：{'、'.join(self._parts)}")
        if name not in self._open:
            self._open[name] = Sheet(self, name, self._parts[name])
        return self._open[name]

    @property
    def opened(self) -> list[str]:
        """Sheets asked for so far."""
        return list(self._open)

    def has_formulas(self, name: str) -> bool:
        """Whether a sheet has cells with formulas."""
        if name in self._open:
            return True
        text = self.package.text(self._parts[name])
        return "sheetData" in text and re.search(r"<(?:[\w.-]+:)?f[\s/>]", text) is not None

    def mentions(self, name: str, sheets: Iterable[str]) -> bool:
        """Whether something on a sheet may refer to one of these sheets."""
        if name in self._open:
            return True
        text = self.package.text(self._parts[name])
        return "sheetData" in text and any(escape(sheet.replace("'", "''")) in text for sheet in sheets)

    def sheet_part(self, name: str) -> str:
        """Part name of a sheet."""
        return self._parts[name]

    @property
    def date1904(self) -> bool:
        """Whether days count from 1904."""
        index = self.root.find("workbookPr")
        tag = attributes(start_tag(self.root.children[index])) if index >= 0 else {}
        return tag.get("date1904") in ("1", "true")

    @property
    def namespace(self) -> str:
        """Namespace of the workbook's own elements."""
        prefix = self.root.prefix.removesuffix(":")
        return attributes(self.root.head)[f"xmlns:{prefix}" if prefix else "xmlns"]

    def add_sheet(
        self,
        name: str,
        rows: Iterable[Line] = (),
        *,
        widths: Sequence[float] = (),
        frozen_rows: int = 0,
        state: str = "visible",
        replace: bool = False,
    ) -> Sheet:
        """Add a sheet after the others; with `replace`, one of that name is emptied and used again.

        Cells are values, or `Styled` values; column widths are in characters; `state` is visible, hidden or
        veryHidden. OutputError if Excel does not take the name, or it is taken.
        """
        face = Face(widths, frozen_rows, state)
        if replace and name in self._parts:
            reports.empty(self, self._parts[name], face)
            self._open.pop(name, None)
            return self._filled(name, rows)
        self._parts[name] = reports.add_sheet(self, name, face)
        sheet = self._filled(name, rows)
        sheet.rows.settle()
        return sheet

    def _filled(self, name: str, rows: Iterable[Line]) -> Sheet:
        sheet = self.sheet(name)
        for number, line in enumerate(rows, start=1):
            for column, cell in enumerate(line, start=1):
                value, style = cell if isinstance(cell, Styled) else (cell, None)
                sheet.set((number, column), value, style=style)
        return sheet

    def activate(self, name: str) -> None:
        """Let the workbook open on this sheet."""
        reports.activate(self, name)

    @property
    def styles(self) -> Styles:
        """Cell formats."""
        if self._styles is None:
            self._styles = Styles(self.package.text(self._styles_part()))
        return self._styles

    def _styles_part(self) -> str:
        parts = self.package.related(self.part, "styles")
        if not parts:
            raise InputError("工作簿里没有样式部件", _NOT_A_WORKBOOK)
        return parts[0]

    @property
    def defined_names(self) -> DefinedNames:
        """Names such as print areas, readable and settable."""
        return DefinedNames(self.root, self.sheets)

    def shared_string(self, index: int) -> str:
        """Text of a shared string, rich text as plain."""
        if self._strings is None:
            self._strings = self._read_strings()
        if index >= len(self._strings):
            raise InputError("工作簿已损坏：文字表缺项", "请用 Excel 或 WPS 打开后另存再试")
        return self._strings[index]

    def _read_strings(self) -> list[str]:
        parts = self.package.related(self.part, "sharedStrings")
        if not parts:
            return []
        table = Element.parse(self.package.text(parts[0]))
        tags = Tags(table.prefix)
        return [stored_text(tags.plain(item)) for item in table.all("si")]

    def formulas_changed(self) -> None:
        """Formula cells came, went or moved: the calculation chain is no longer true."""
        self._formulas_changed = True

    def recalculate_on_open(self) -> None:
        """Ask whoever opens the workbook to work everything out anew."""
        index = self.root.find("calcPr")
        tag = self.root.children[index] if index >= 0 else f"<{self.root.prefix}calcPr/>"
        self.root.put("calcPr", set_attribute(tag, "fullCalcOnLoad", "1"), ORDER)

    def flush(self) -> None:
        """Put every change into the package."""
        if stale.drop_results(self) or self._formulas_changed:
            self.recalculate_on_open()
        if self._formulas_changed:
            for part in self.package.related(self.part, "calcChain"):
                self.package.unrelate(self.part, part)
                self.package.remove(part)
        for sheet in self._open.values():
            self.package.put(sheet.part, sheet.text)
        if self._styles and self._styles.changed:
            self.package.put(self._styles_part(), self._styles.text)
        self.package.put(self.part, self.root.text)
        self.package.drop_signatures()

    def to_bytes(self) -> bytes:
        """The changed workbook."""
        self.flush()
        return self.package.to_bytes()

    def save(self, path: Path) -> None:
        """Write the workbook whole or not at all. OutputError if it cannot be written."""
        save_whole(path, self.to_bytes())


def save_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: beside its final name, then renamed. OutputError if it cannot be."""
    draft = path.with_name(f"~{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(data)
        draft.replace(path)
    except OSError as error:
        remedy = "请关闭已打开的同名文件，或另选可以写入的文件夹"
        raise OutputError(f"“{path.name}”写不进文件夹 {path.parent}", remedy) from error
    finally:
        with suppress(OSError):
            draft.unlink()

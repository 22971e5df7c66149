"""A workbook taken apart: its package, its own part, and the sheets opened so far."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from minsheng_xl.errors import InputError
from minsheng_xl.formats.xml import escape, local
from minsheng_xl.formats.xml_text import Element, attributes, start_tag
from minsheng_xl.writing.patch.cell_formats import Styles
from minsheng_xl.writing.patch.cell_xml import stored_text
from minsheng_xl.writing.patch.defined_names import DefinedNames
from minsheng_xl.writing.patch.office_package import Package
from minsheng_xl.writing.patch.open_sheet import OpenSheet
from minsheng_xl.writing.patch.sheet_rows import Tags

_NOT_A_WORKBOOK: Final = "请确认文件是 Excel 或 WPS 保存的 xlsx、xlsm"


class OpenBook:
    """What a workbook holds. Who changes it leaves the rest exactly as it was."""

    def __init__(self, source: Path | bytes) -> None:
        self.package = Package(source)
        self.part = next(iter(self.package.related("", "officeDocument")), "")
        if not self.part:
            raise InputError("压缩包里没有工作簿", _NOT_A_WORKBOOK)
        self.root = Element.parse(self.package.text(self.part))
        if local(self.root.name) != "workbook":
            raise InputError("文件不是 xlsx 工作簿", _NOT_A_WORKBOOK)
        self.parts = self._sheet_parts()
        """Part of each sheet by its name, in the order of tabs."""
        self.opened: dict[str, OpenSheet] = {}
        """Sheets asked for so far."""
        self.formulas_changed = False
        """Whether formula cells came, went or moved, so that the calculation chain is no longer true."""
        self._styles: Styles | None = None
        self._strings: list[str] | None = None

    def _sheet_parts(self) -> dict[str, str]:
        targets = {relation.id: relation.part for relation in self.package.relations(self.part)}
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
        return list(self.parts)

    def sheet(self, name: str) -> OpenSheet:
        """A sheet by name. InputError if there is none, or it has no cells."""
        if name not in self.parts:
            raise InputError(f"工作簿里没有工作表〔{name}〕", f"现有工作表：{'、'.join(self.parts)}")
        if name not in self.opened:
            part = self.parts[name]
            self.opened[name] = OpenSheet(name, part, self.package.text(part), date1904=self.date1904)
        return self.opened[name]

    def has_formulas(self, name: str) -> bool:
        """Whether a sheet has cells with formulas."""
        if name in self.opened:
            return True
        text = self.package.text(self.parts[name])
        return "sheetData" in text and re.search(r"<(?:[\w.-]+:)?f[\s/>]", text) is not None

    def mentions(self, name: str, sheets: Iterable[str]) -> bool:
        """Whether something on a sheet may refer to one of these sheets."""
        if name in self.opened:
            return True
        text = self.package.text(self.parts[name])
        return "sheetData" in text and any(escape(sheet.replace("'", "''")) in text for sheet in sheets)

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

    @property
    def defined_names(self) -> DefinedNames:
        """Names such as print areas, readable and settable."""
        return DefinedNames(self.root, self.sheets)

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

    def put_parts(self) -> None:
        """Put what was changed into the package."""
        for sheet in self.opened.values():
            self.package.put(sheet.part, sheet.text)
        if self._styles and self._styles.changed:
            self.package.put(self._styles_part(), self._styles.text)
        self.package.put(self.part, self.root.text)

"""Defined names: print areas, print titles, lists, marked cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from minsheng_xl.formats.xml import escape, quoted, unescape
from minsheng_xl.formats.xml_text import Element, attributes, child_name, inner

ORDER: Final = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches",
    "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip
"""Children of the workbook element, in the order the schema wants."""
PRINT_AREA: Final = "_xlnm.Print_Area"
PRINT_TITLES: Final = "_xlnm.Print_Titles"


class DefinedName(NamedTuple):
    """A name, what it stands for, and the sheet it belongs to (None: the whole workbook)."""

    name: str
    text: str
    sheet: str | None
    hidden: bool


class DefinedNames:
    """The defined names of a workbook part, read and set."""

    def __init__(self, root: Element, sheets: list[str]) -> None:
        self._root, self._sheets = root, sheets

    def __iter__(self) -> Iterator[DefinedName]:
        index = self._root.find("definedNames")
        if index >= 0:
            for child in Element.parse(self._root.children[index]).all("definedName"):
                yield self._read(child)

    def _read(self, child: str) -> DefinedName:
        tag = attributes(child[: child.index(">")])
        number = tag.get("localSheetId")
        sheet = self._sheets[int(number)] if number and int(number) < len(self._sheets) else None
        return DefinedName(
            tag.get("name", ""), unescape(inner(child)), sheet, tag.get("hidden") in ("1", "true")
        )

    def get(self, name: str, sheet: str | None = None) -> str | None:
        """What a name stands for: of this sheet, or (None) of the workbook."""
        return next((one.text for one in self if _same(one, name, sheet)), None)

    def set(self, name: str, text: str, sheet: str | None = None, *, hidden: bool = False) -> None:
        """Define a name, or give it another meaning; `PRINT_AREA` and `PRINT_TITLES` are names too."""
        index = self._root.find("definedNames")
        p = self._root.prefix
        group = Element.parse(self._root.children[index] if index >= 0 else f"<{p}definedNames/>")
        local = "" if sheet is None else f' localSheetId="{self._sheets.index(sheet)}"'
        shown = ' hidden="1"' if hidden else ""
        tag = f"<{p}definedName name={quoted(name)}{local}{shown}>"
        new = f"{tag}{escape(text.removeprefix('='))}</{p}definedName>"
        for place, child in enumerate(group.children):
            if child_name(child) == "definedName" and _same(self._read(child), name, sheet):
                group.children[place] = new
                break
        else:
            group.children.append(new)
        self._root.put("definedNames", group.text, ORDER)


def _same(one: DefinedName, name: str, sheet: str | None) -> bool:
    return one.name.casefold() == name.casefold() and one.sheet == sheet

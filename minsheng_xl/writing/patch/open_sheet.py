"""One sheet part taken apart: its rows, and the elements beside them."""

from __future__ import annotations

from collections.abc import Callable

from minsheng_xl.errors import InputError
from minsheng_xl.formats.a1 import Area
from minsheng_xl.formats.xml_text import Element, child_name, inner
from minsheng_xl.writing.patch.areas import parse_area
from minsheng_xl.writing.patch.cell_xml import Encoder
from minsheng_xl.writing.patch.sheet_rows import Rows


class OpenSheet:
    """What a sheet holds. Who changes it leaves the rest exactly as it was."""

    def __init__(self, name: str, part: str, text: str, *, date1904: bool) -> None:
        self.name, self.part = name, part
        self.root = Element.parse(text)
        index = self.root.find("sheetData")
        if index < 0:
            raise InputError(f"〔{name}〕不是普通工作表，没有单元格", "图表页等不能填写，请换一张表")
        self.rows = Rows(inner(self.root.children[index]), self.root.prefix)
        self.encoder = Encoder(self.root.prefix, date1904)
        self._arrays: list[Area] | None = None

    @property
    def arrays(self) -> list[Area]:
        """Areas of array formulas."""
        if self._arrays is None:
            tags = (self.rows.formula_tag(cell) for _, _, cell, _ in self.rows.with_formulas())
            self._arrays = [
                parse_area(tag["ref"])
                for tag in tags
                if tag.get("t") in ("array", "dataTable") and "ref" in tag
            ]
        return self._arrays

    def rewrite(self, how: Callable[[str], str]) -> None:
        """Change the elements beside the cells."""
        self._arrays = None
        children = (child if child_name(child) == "sheetData" else how(child) for child in self.root.children)
        self.root.children = [child for child in children if child]

    @property
    def text(self) -> str:
        """The sheet part as XML."""
        if not self.rows.changed:
            return self.root.text
        children = [
            self._data(child) if name == "sheetData" else child
            for child in self.root.children
            if (name := child_name(child)) != "dimension"  # it may be stale, and no reader needs it
        ]
        return "".join((self.root.before, self.root.head, *children, self.root.foot))

    def _data(self, child: str) -> str:
        data = Element.parse(child)
        return f"{data.head}{self.rows.text()}{data.foot}"

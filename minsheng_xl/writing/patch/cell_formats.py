"""Cell formats added to styles.xml; those that are there keep their numbers."""

from __future__ import annotations

from typing import Final, NamedTuple

from minsheng_xl.formats.xml import quoted
from minsheng_xl.formats.xml_text import (
    Element,
    attribute,
    child_name,
    replace_start,
    set_attribute,
    start_tag,
)

_BUILTIN: Final = {
    "General": 0, "0": 1, "0.00": 2, "#,##0": 3, "#,##0.00": 4, "0%": 9, "0.00%": 10, "@": 49,
}  # fmt: skip
_FIRST_CUSTOM: Final = 164
_FONT_ORDER: Final = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name",
    "family", "charset", "scheme",
)  # fmt: skip


class Look(NamedTuple):
    """What a derived format changes; None leaves it as it is. Colours are RRGGBB."""

    fill: str | None = None
    font_color: str | None = None
    bold: bool | None = None
    size: int | None = None
    number_format: str | None = None
    locked: bool | None = None
    wrap: bool | None = None
    horizontal: str | None = None
    vertical: str | None = None
    border: str | None = None


class Styles:
    """The styles part, opened; `text` is the part again."""

    def __init__(self, text: str) -> None:
        self._root = Element.parse(text)
        self._p = self._root.prefix
        self._made: dict[tuple[int, Look], int] = {}
        self.changed = False

    @property
    def text(self) -> str:
        """The styles part as XML."""
        return self._root.text

    def count(self) -> int:
        """How many cell formats there are."""
        return len(self._list("cellXfs").all("xf"))

    def number_format(self, style: int) -> str:
        """Number format code of a cell format; built-in ones without a known code come as their number."""
        number = attribute(start_tag(self._xf(style)), "numFmtId") or "0"
        codes = {attribute(tag, "numFmtId"): attribute(tag, "formatCode") for tag in self._formats()}
        builtin = {str(known): code for code, known in _BUILTIN.items()}
        return codes.get(number) or builtin.get(number, number)

    def wraps(self, style: int) -> bool:
        """Whether texts in cells of this format run over several lines."""
        parts = Element.parse(self._xf(style)).children if "wrapText" in self._xf(style) else []
        return any(attribute(start_tag(part), "wrapText") in ("1", "true") for part in parts)

    def derive(
        self,
        base: int = 0,
        *,
        fill: str | None = None,
        font_color: str | None = None,
        bold: bool | None = None,
        size: int | None = None,
        number_format: str | None = None,
        locked: bool | None = None,
        wrap: bool | None = None,
        horizontal: str | None = None,
        vertical: str | None = None,
        border: str | None = None,
    ) -> int:
        """A format like `base` but for what is named; the same wish gets the same number.

        `border` is a line style (`thin`) for all four sides.
        """
        look = Look(fill, font_color, bold, size, number_format, locked, wrap, horizontal, vertical, border)
        if (base, look) not in self._made:
            self._made[base, look] = self._append("cellXfs", self._derived(self._xf(base), look))
        return self._made[base, look]

    def _xf(self, style: int) -> str:
        formats = self._list("cellXfs").all("xf")
        return formats[style] if style < len(formats) else formats[0]

    def _derived(self, xf: str, look: Look) -> str:
        tag = start_tag(xf)
        if look.fill is not None:
            tag = _refer(tag, "fillId", self._append("fills", self._fill(look.fill)), "applyFill")
        if (look.font_color, look.bold, look.size) != (None, None, None):
            base = int(attribute(tag, "fontId") or 0)
            tag = _refer(tag, "fontId", self._append("fonts", self._font(base, look)), "applyFont")
        if look.number_format is not None:
            tag = _refer(tag, "numFmtId", self._format(look.number_format), "applyNumberFormat")
        if look.border is not None:
            tag = _refer(tag, "borderId", self._append("borders", self._border(look.border)), "applyBorder")
        return self._with_parts(replace_start(xf, tag), look)

    def _with_parts(self, xf: str, look: Look) -> str:
        aligned = {
            "wrapText": None if look.wrap is None else str(int(look.wrap)),
            "horizontal": look.horizontal,
            "vertical": look.vertical,
        }
        protected = {"locked": None if look.locked is None else str(int(look.locked))}
        for place, name, apply, values in (
            (0, "alignment", "applyAlignment", aligned),
            (1, "protection", "applyProtection", protected),
        ):
            if any(value is not None for value in values.values()):
                xf = self._with_part(xf, place, name, values)
                xf = replace_start(xf, set_attribute(start_tag(xf), apply, "1"))
        return xf

    def _with_part(self, xf: str, place: int, name: str, values: dict[str, str | None]) -> str:
        element = Element.parse(xf)
        index = element.find(name)
        if index < 0:
            index = min(place, len(element.children))
            element.children.insert(index, f"<{self._p}{name}/>")
        tag = start_tag(element.children[index])
        for attribute_name, value in values.items():
            if value is not None:
                tag = set_attribute(tag, attribute_name, value)
        element.children[index] = replace_start(element.children[index], tag)
        return element.text

    def _fill(self, color: str) -> str:
        p = self._p
        return (
            f'<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="FF{color}"/>'
            f'<{p}bgColor indexed="64"/></{p}patternFill></{p}fill>'
        )

    def _border(self, line: str) -> str:
        p = self._p
        sides = "".join(
            f'<{p}{side} style="{line}"><{p}color auto="1"/></{p}{side}>'
            for side in ("left", "right", "top", "bottom")
        )
        return f"<{p}border>{sides}<{p}diagonal/></{p}border>"

    def _font(self, base: int, look: Look) -> str:
        fonts = self._list("fonts").all("font")
        p = self._p
        font = Element.parse(fonts[base] if base < len(fonts) else f"<{p}font/>")
        changes: dict[str, str | None] = {}
        if look.bold is not None:
            changes["b"] = f"<{p}b/>" if look.bold else None
        if look.size is not None:
            changes["sz"] = f'<{p}sz val="{look.size}"/>'
        if look.font_color is not None:
            changes["color"] = f'<{p}color rgb="FF{look.font_color}"/>'
        kept = [child for child in font.children if child_name(child) not in changes]
        new = [change for change in changes.values() if change]
        font.children = sorted([*kept, *new], key=_font_rank)
        return font.text

    def _format(self, code: str) -> int:
        if code in _BUILTIN:
            return _BUILTIN[code]
        known = {
            attribute(tag, "formatCode"): int(attribute(tag, "numFmtId") or 0) for tag in self._formats()
        }
        if code in known:
            return known[code]
        number = max([_FIRST_CUSTOM - 1, *known.values()]) + 1
        self._append("numFmts", f'<{self._p}numFmt numFmtId="{number}" formatCode={quoted(code)}/>')
        return number

    def _formats(self) -> list[str]:
        return self._list("numFmts").all("numFmt") if self._root.find("numFmts") >= 0 else []

    def _list(self, name: str) -> Element:
        index = self._root.find(name)
        if index < 0:
            return Element("", f"<{self._p}{name}>", [], f"</{self._p}{name}>")
        return Element.parse(self._root.children[index])

    def _append(self, name: str, item: str) -> int:
        """Add an item to one of the lists, or find it there; its index."""
        group = self._list(name)
        items = [child for child in group.children if child.startswith("<")]
        if name != "cellXfs" and item in items:
            return items.index(item)
        group.children.append(item)
        group.head = set_attribute(group.head, "count", str(len(items) + 1))
        index = self._root.find(name)
        if index < 0:
            self._root.children.insert(0, group.text)  # only numFmts may be missing, and it comes first
        else:
            self._root.children[index] = group.text
        self.changed = True
        return len(items)


def _refer(tag: str, name: str, index: int, apply: str) -> str:
    return set_attribute(set_attribute(tag, name, str(index)), apply, "1")


def _font_rank(child: str) -> int:
    name = child_name(child)
    return _FONT_ORDER.index(name) if name in _FONT_ORDER else len(_FONT_ORDER)

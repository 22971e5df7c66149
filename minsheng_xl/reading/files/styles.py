"""The styles part of a workbook: number formats, fonts, fills, and what each cell format tells by them.

Elements: ECMA-376 part 1, 18.8. Colours by theme keep their name; its first two are white and black.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple
from xml.parsers import expat

from minsheng_xl.formats.xml import Attributes, local, parse
from minsheng_xl.reading.files.looks import BLACK, WHITE, Font, Look, look_of
from minsheng_xl.reading.files.number_formats import BUILT_IN

INDEXED = {0: BLACK, 1: WHITE, 8: BLACK, 9: WHITE, 64: BLACK, 65: WHITE}
"""Of the old palette, and the system's colours of text and ground; the others keep their number as a name."""
THEME = (WHITE, BLACK)
"""What the first two colours of nearly every theme are."""


class Format(NamedTuple):
    """A cell format by the numbers of its parts."""

    code: int = 0
    font: int = 0
    fill: int = 0


class Styles(NamedTuple):
    """What cell formats are, by their index."""

    formats: tuple[Format, ...] = ()
    codes: dict[int, str] = {}  # noqa: RUF012 - never written to
    looks: dict[int, Look] = {}  # noqa: RUF012

    @property
    def ids(self) -> list[int]:
        """The number of each cell format's number format."""
        return [each.code for each in self.formats]


@lru_cache(maxsize=8)
def read_styles(xml: bytes, part: str) -> Styles:
    """The styles of a part; a month's forms share theirs. Raises `Rejected`."""
    reader, parser = _Reader(), expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parse(xml, part, parser)
    return styles_of(reader.formats, reader.codes, reader.fonts, reader.fills)


def styles_of(
    formats: Sequence[Format], codes: dict[int, str], fonts: Sequence[Font], fills: Sequence[str]
) -> Styles:
    """Styles with the looks of those cell formats that tell something."""
    known = BUILT_IN | codes
    looks = {}
    for index, each in enumerate(formats):
        font = fonts[each.font] if each.font < len(fonts) else Font()
        fill = fills[each.fill] if each.fill < len(fills) else WHITE
        if look := look_of(known.get(each.code, ""), font, fill):
            looks[index] = look
    return Styles(tuple(formats), codes, looks)


def by_number(index: int) -> str:
    """A colour of the palette."""
    return INDEXED.get(index, f"palette {index}")


def by_theme(index: int, tint: float = 0) -> str:
    """A colour of the theme, made lighter (above 0) or darker; white and black become greys."""
    if index < len(THEME) and -1 <= tint <= 1:
        level = int(THEME[index][:2], 16)
        level = round(level * (1 + tint) if tint < 0 else level + (255 - level) * tint)
        return f"{level:02X}" * 3
    return f"theme {index} {tint:.3f}"


class _Reader:
    """Follows the elements; fonts and fills of conditional formats are no part of a cell format."""

    def __init__(self) -> None:
        self.formats: list[Format] = []
        self.codes: dict[int, str] = {}
        self.fonts: list[Font] = []
        self.fills: list[str] = []
        self._within = ""

    def start(self, full: str, attributes: Attributes) -> None:
        name = local(full)
        if name in ("fonts", "fills", "cellXfs", "dxfs"):
            self._within = name
            return
        match self._within, name:
            case _, "numFmt" if attributes.get("numFmtId", "").isdecimal():
                self.codes.setdefault(int(attributes["numFmtId"]), attributes.get("formatCode", ""))
            case "cellXfs", "xf":
                keys = ("numFmtId", "fontId", "fillId")
                self.formats.append(Format(*(_number(attributes.get(key, "")) for key in keys)))
            case "fonts", "font":
                self.fonts.append(Font())
            case "fonts", "strike" | "sz" | "color" if self.fonts:
                self.fonts[-1] = _with(self.fonts[-1], name, attributes)
            case "fills", "fill":
                self.fills.append(WHITE)
            case "fills", "patternFill" if attributes.get("patternType", "none") not in ("none", "solid"):
                self.fills[-1:] = [attributes["patternType"]]
            case "fills", "fgColor" if self.fills and self.fills[-1] == WHITE:
                self.fills[-1] = _colour(attributes)

    def end(self, full: str) -> None:
        if local(full) == self._within:
            self._within = ""


def _with(font: Font, name: str, attributes: Attributes) -> Font:
    written = attributes.get("val", "")
    match name:
        case "strike":
            return font._replace(struck=written not in ("0", "false"))
        case "sz":
            return font._replace(points=float(written) if written.replace(".", "", 1).isdecimal() else 11)
        case _:
            return font._replace(colour=_colour(attributes))


def _colour(attributes: Attributes) -> str:
    if rgb := attributes.get("rgb"):
        return rgb[-6:].upper()
    if (theme := attributes.get("theme", "")).isdecimal():
        return by_theme(int(theme), _tint(attributes.get("tint", "0")))
    indexed = attributes.get("indexed", "")
    return by_number(int(indexed)) if indexed.isdecimal() else BLACK


def _tint(written: str) -> float:
    try:
        return float(written)
    except ValueError:
        return 0


def _number(written: str) -> int:
    return int(written) if written.isdecimal() else 0

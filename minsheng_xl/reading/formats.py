"""What a number's format adds to it for the eye: the % of a 0.985 shown as 98.5%, the 万 of 15万.

Format codes: ECMA-376 part 1, 18.8.30 and 18.8.31.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from xml.parsers import expat

from minsheng_xl.reading.dates import code_kind
from minsheng_xl.reading.markup import Attributes, elements, local, parse

PERCENT = "%"
_PERCENT_IDS = (9, 10)
_TELLING = re.compile(rb"""numFmtId=["'](?:9|10)["']|formatCode=["'][^>]*?(?:%|&#|[\x80-\xff])""")
_LONGEST_CODE = 255
_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|_.|\*.|\[[^\]]*\]|(?P<digit>[0#?]|General)|(?P<plain>.)',
    re.IGNORECASE | re.DOTALL,
)


def number_formats(xml: bytes, part: str) -> tuple[list[int], dict[int, str]]:
    """The number of each cell format's number format, in their order, and the codes a styles part defines."""
    codes = {
        int(each["numFmtId"]): each.get("formatCode", "")
        for each in elements(xml, part, "numFmt")
        if each.get("numFmtId", "").isdecimal()
    }
    ids: list[int] = []
    within: list[str] = []

    def start(full: str, attributes: Attributes) -> None:
        name = local(full)
        if name == "cellXfs":
            within.append(name)
        elif name == "xf" and within:
            written = attributes.get("numFmtId", "0")
            ids.append(int(written) if written.isdecimal() else 0)

    def end(full: str) -> None:
        if local(full) == "cellXfs":
            within.clear()

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parse(xml, part, parser)
    return ids, codes


def telling_formats(xml: bytes, part: str) -> dict[int, str]:
    """What the cell formats of a styles part put behind numbers, by index; those without are left out."""
    return shown_behind(*number_formats(xml, part)) if _TELLING.search(xml) else {}


def shown_behind(ids: Sequence[int], codes: Mapping[int, str]) -> dict[int, str]:
    """For each cell format, by the number of its number format, what it puts behind a number."""
    behind = (
        suffix_of(codes[each]) if each in codes else PERCENT if each in _PERCENT_IDS else "" for each in ids
    )
    return {index: text for index, text in enumerate(behind) if text}


@lru_cache(maxsize=1 << 12)
def suffix_of(code: str) -> str:
    """What a format code puts behind a number: `0.0%` a %, `0"万"` 万; nothing where it shows another number.

    `0!.0,` shows thousands or tenths: what stands there is the number meant, not the one shown.
    """
    if code_kind(code):
        return ""
    behind, counted, scaled, percent = "", False, False, False
    for piece in _PIECE.finditer(code[:_LONGEST_CODE]):
        plain = piece["plain"] or ""
        if plain == ";":
            break
        if piece["digit"]:
            if behind:
                return ""
            counted, scaled = True, False
        elif counted:
            scaled = scaled or plain == ","
            percent = percent or plain == PERCENT
            behind += piece["quoted"] or piece["escaped"] or plain.strip(",. ")
    if scaled or (behind.startswith(PERCENT) and not percent):
        return ""
    return PERCENT if percent else behind.strip()

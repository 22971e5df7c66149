"""XML parts by expat, in UTF-8 whatever they were; and text as XML writes it.

Every DOCTYPE is refused, in any encoding: no part of a workbook needs one, and entities live there.
"""

from __future__ import annotations

import codecs
import re
from typing import Final
from xml.parsers import expat

from minsheng_xl.formats.faults import DamagedError, DoctypeError, EncodingError

Attributes = dict[str, str]

DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DECLARATION: Final = re.compile(r"\s*<\?xml[^>]*\?>\s*")
_ENCODING: Final = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)""")
_UTF8: Final = ("", "utf-8", "utf8", "us-ascii", "ascii")
_CHINESE: Final = ("gb2312", "gbk", "gb_2312-80", "cp936")
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ENTITY: Final = re.compile(r"&(?:#x([0-9A-Fa-f]{1,20})|#([0-9]{1,20})|(\w+));")
_NAMED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def refuse_doctype(head: bytes, part: str) -> None:
    """Raise `DoctypeError` when the beginning of a part declares a DOCTYPE, whatever its encoding."""
    if b"!" in head and b"<!DOCTYPE" in head.replace(b"\x00", b"").upper():
        raise DoctypeError(part)


def parse(xml: bytes, part: str, parser: expat.XMLParserType) -> None:
    """Run a parser over a whole part. Raises `DoctypeError`, `DamagedError`."""

    def declared(*_: object) -> None:
        raise DoctypeError(part)

    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as problem:
        raise DamagedError(part) from problem


def elements(xml: bytes, part: str, name: str) -> list[Attributes]:
    """Attributes of every element of that local name, in document order; keys without their prefix."""
    found: list[Attributes] = []
    prefixed = f":{name}"

    def start(full: str, attributes: Attributes) -> None:
        if full == name or full.endswith(prefixed):
            found.append({local(key): value for key, value in attributes.items()})

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parse(xml, part, parser)
    return found


def declared_encoding(xml: bytes) -> str:
    """The encoding that a part's declaration names, in small letters; empty where it names none."""
    match = _ENCODING.search(xml[:200])
    return match[1].decode().lower() if match else ""


def in_utf8(xml: bytes, part: str) -> bytes:
    """A part in UTF-8: the very bytes where they are; what is valid UTF-8 is, whatever it declares."""
    declared = declared_encoding(xml)
    if declared in _UTF8 and b"\x00" not in xml[:4]:
        return xml
    try:
        text = xml.decode(_encoding(xml, declared))
    except (LookupError, UnicodeDecodeError) as problem:
        raise EncodingError(part) from problem
    return _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1).encode("utf-8", "surrogatepass")


def _encoding(xml: bytes, declared: str) -> str:
    if xml.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x00" in xml[:4]:
        return "utf-16-be" if xml.startswith(b"\x00") else "utf-16-le"
    try:
        xml.decode()
    except UnicodeDecodeError:
        return "gb18030" if declared in _CHINESE else declared
    return "utf-8"


def split_declaration(text: str) -> tuple[str, str]:
    """The XML declaration a part begins with, and the rest."""
    declared = _DECLARATION.match(text)
    return (declared[0], text[declared.end() :]) if declared else ("", text)


def local(name: str) -> str:
    """A name without its prefix: x:row -> row."""
    return name.rpartition(":")[2]


def escape(text: str) -> str:
    """Text content, without the characters XML cannot carry."""
    if _NO_XML.search(text):
        text = _NO_XML.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(text: str) -> str:
    """An attribute value in its quotes."""
    return '"' + escape(text).replace('"', "&quot;").replace("\n", "&#10;") + '"'


def unescape(text: str) -> str:
    """What escaped text says; what is no reference to a character stays."""
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED.get(match[3], match[0])
    code = int(match[1], 16) if match[1] else int(match[2])
    return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else match[0]

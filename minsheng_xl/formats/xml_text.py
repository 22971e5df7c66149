"""XML changed as text: a tag is found and replaced, every other character stays as it was.

Parts come from many programs, with `x:` prefixes, odd quotes or UTF-16. `decode` proves a part well-formed
(expat) and brings it to plain tags; after that a few regular expressions are exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final
from xml.parsers import expat

from minsheng_xl.formats.xml import (
    DECLARATION,
    declared_encoding,
    escape,
    in_utf8,
    local,
    parse,
    quoted,
    split_declaration,
    unescape,
)

TAG: Final = re.compile(r"<(/?)([^\s/>]+)([^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*)>")
_ATTRIBUTE: Final = re.compile(r"([^\s=<]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_REMARKS: Final = re.compile(r"<!--.*?-->|<\?(?!xml[\s?]).*?\?>", re.DOTALL)
_CDATA: Final = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)


def decode(data: bytes, part: str) -> str:
    """Text of a part without comments or CDATA. Raises `DoctypeError`, `DamagedError`."""
    xml = in_utf8(data, part)
    parse(xml, part, expat.ParserCreate())
    text = xml.decode("utf-8-sig")
    if xml is not data or declared_encoding(data) not in ("", "utf-8", "utf8"):
        text = DECLARATION + split_declaration(text)[1]
    return _CDATA.sub(lambda found: escape(found[1]), _REMARKS.sub("", text)) if "<!" in text else text


def attributes(tag: str) -> dict[str, str]:
    """Attributes of a start tag (or of its attribute text), unescaped, as named in the file."""
    return {name: unescape(double or single) for name, double, single in _ATTRIBUTE.findall(tag)}


def attribute(tag: str, name: str) -> str | None:
    """One attribute of a start tag; a name without prefix is that attribute and no other."""
    return attributes(tag).get(name)


def set_attribute(tag: str, name: str, value: str | None) -> str:
    """The start tag with one attribute set, added at the end or (None) removed."""
    old = re.search(rf"\s+{re.escape(name)}\s*=\s*(?:\"[^\"]*\"|'[^']*')", tag)
    new = "" if value is None else f" {name}={quoted(value)}"
    if old:
        return tag[: old.start()] + new + tag[old.end() :]
    end = len(tag) - (2 if tag.endswith("/>") else 1)
    return tag[:end].rstrip() + new + tag[end:]


def start_tag(element: str) -> str:
    """The start tag (or self-closing tag) an element begins with."""
    found = TAG.match(element)
    return found[0] if found else ""


def inner(element: str) -> str:
    """What stands between the start and end tag of an element."""
    head = start_tag(element)
    return "" if head.endswith("/>") else element[len(head) : element.rindex("</")]


def replace_start(element: str, tag: str) -> str:
    """The element with another start tag."""
    return tag + element[len(start_tag(element)) :]


def nodes(text: str) -> Iterator[str]:
    """The child elements in a piece of XML and the text between them, in order and complete."""
    position = 0
    while position < len(text):
        tag = TAG.match(text, position)
        if tag is None:
            end = text.find("<", position + 1)
            end = len(text) if end < 0 else end
        else:
            end = element_end(text, tag)
        yield text[position:end]
        position = end


def element_end(text: str, tag: re.Match[str]) -> int:
    """Where the element that begins with `tag` ends."""
    if tag[0].endswith("/>"):
        return tag.end()
    depth, position = 1, tag.end()
    same = re.compile(rf"<(/?){re.escape(tag[2])}(?=[\s/>])")
    while depth:
        found = same.search(text, position)
        assert found is not None
        position = text.index(">", found.end()) + 1 if found[1] else _tag_end(text, found.start())
        depth += -1 if found[1] else text[position - 2] != "/"
    return position


def _tag_end(text: str, start: int) -> int:
    found = TAG.match(text, start)
    return found.end() if found else len(text)


class Element:
    """One element opened up: start tag, children as text, end tag; `text` puts it together again."""

    __slots__ = ("before", "children", "foot", "head")

    def __init__(self, before: str, head: str, children: list[str], foot: str) -> None:
        self.before, self.head, self.children, self.foot = before, head, children, foot

    @classmethod
    def parse(cls, text: str) -> Element:
        """From a whole part (declaration included) or one element."""
        declared, rest = split_declaration(text)
        start = len(declared) + rest.index("<")
        head = start_tag(text[start:])
        if head.endswith("/>"):
            name = TAG.match(head)
            return cls(text[:start], head[:-2].rstrip() + ">", [], f"</{name[2] if name else ''}>")
        end = text.rindex("</")
        return cls(text[:start], head, list(nodes(text[start + len(head) : end])), text[end:])

    @property
    def name(self) -> str:
        """Name as in the file, with its prefix."""
        return self.foot.strip()[2:-1].strip()

    @property
    def prefix(self) -> str:
        """Prefix of the element and its own children, with its colon: `x:` or nothing."""
        head, colon, _ = self.name.rpartition(":")
        return head + colon

    def find(self, name: str) -> int:
        """Index of the first child with this local name, -1 if there is none."""
        return next((i for i, child in enumerate(self.children) if child_name(child) == name), -1)

    def put(self, name: str, child: str, order: Sequence[str]) -> None:
        """Set the child of this name, or put it where the schema's order of names wants it."""
        index = self.find(name)
        if index >= 0:
            self.children[index] = child
            return
        later = set(order[order.index(name) + 1 :])
        ahead = (i for i, one in enumerate(self.children) if later & _known_as(one))
        self.children.insert(next(ahead, len(self.children)), child)

    def all(self, name: str) -> list[str]:
        """Children with this local name."""
        return [child for child in self.children if child_name(child) == name]

    @property
    def text(self) -> str:
        """The element as XML."""
        return "".join((self.before, self.head, *self.children, self.foot))


def _known_as(child: str) -> set[str]:
    """Names a child counts under: its own, or those offered by alternative content."""
    name = child_name(child)
    return (
        {local(found) for found in re.findall(r"<([\w.:-]+)", child)}
        if name == "AlternateContent"
        else {name}
    )


def child_name(child: str) -> str:
    """Local name of a child element; nothing for text between elements."""
    found = TAG.match(child)
    return local(found[2]) if found else ""

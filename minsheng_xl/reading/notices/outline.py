"""Numbered prose as a tree: 一、 （一） 1. （1） —— in whatever order a document nests them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from minsheng_xl.quantity.numerals import parse_numeral
from minsheng_xl.reading.notices.blocks import Paragraph

_CN = "[一二三四五六七八九十百]{1,4}"
_KINDS = (
    ("part", rf"第({_CN}|\d{{1,3}})[篇部章](?:分)?\s*[:：、\s]\s*"),
    ("deed", rf"(?:民生)?实事(?:项目)?[（(]?({_CN}|\d{{1,3}})[）)]?\s*[:：、.．]\s*"),
    ("cn", rf"({_CN})\s*[、.．]\s*"),
    ("cn2", rf"[（(]\s*({_CN})\s*[）)]\s*[、.．]?\s*"),
    ("item", rf"第({_CN}|\d{{1,3}})[项件条]\s*[:：、.．]?\s*"),
    ("num", r"(\d{1,3})\s*[.．、]\s*(?!\d)"),
    ("num", r"(\d{1,3})\s*[.．、](?=20\d\d\s*年|\d{1,2}\s*月)"),
    ("num2", r"[（(]\s*(\d{1,3})\s*[）)]\s*[、.．]?\s*|(\d{1,3})\s*[）)]\s*[、.．]?\s*"),
    ("circle", r"([①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳])\s*"),
    ("dash", r"(?:——|--|—)()\s*"),
    ("dash", r"[●■◆▪•★]()\s*"),
)
_MARKS = tuple((kind, re.compile(text)) for kind, text in _KINDS)
_INSIDE = re.compile(
    rf"(?<=[。；;）)])\s*(?=\d{{1,3}}[.．、]\s*[^\d\s])|(?<=[。，；])(?=实事(?:{_CN}|\d{{1,3}})[:：])|(?<=。)(?=——)"
)
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


class Mark(NamedTuple):
    """What a paragraph begins with: the kind of numbering, the number as printed and its value."""

    kind: str
    no: str
    number: int
    end: int


@dataclass(slots=True)
class Node:
    """A numbered paragraph with the unnumbered ones below it, and the nodes that belong to it."""

    mark: Mark
    paragraphs: list[Paragraph] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    parent: Node | None = None

    @property
    def line(self) -> int:
        return self.paragraphs[0].line if self.paragraphs else 0

    @property
    def heading(self) -> str:
        """The first paragraph without its number."""
        return self.paragraphs[0].text if self.paragraphs else ""

    def own_and_below(self) -> Iterator[Paragraph]:
        """Its paragraphs and those of everything below it, in printed order."""
        yield from self.paragraphs
        for child in self.children:
            yield from child.own_and_below()

    def ancestors(self) -> Iterator[Node]:
        """The nodes above, the nearest first, without the root."""
        node = self.parent
        while node is not None and node.parent is not None:
            yield node
            node = node.parent


def read_mark(text: str) -> Mark | None:
    """The numbering a line begins with; None where it has none."""
    for kind, wanted in _MARKS:
        found = wanted.match(text)
        if found:
            no = next((group for group in found.groups() if group), "")
            return Mark(kind, no, _number(no), found.end())
    return None


def read_outline(paragraphs: Iterable[Paragraph]) -> Node:
    """The tree of numbered paragraphs. The root holds what is printed before the first number."""
    root = Node(Mark("", "", 0, 0))
    stack = [root]
    for paragraph in _parted(paragraphs):
        mark = read_mark(paragraph.text)
        if mark is None or _is_step(mark, stack):
            stack[-1].paragraphs.append(paragraph)
            continue
        while any(node.mark.kind == mark.kind for node in stack[1:]):
            stack.pop()
        rest = Paragraph(paragraph.line, paragraph.text[mark.end :].strip())
        node = Node(mark, [rest], parent=stack[-1])
        stack[-1].children.append(node)
        stack.append(node)
    return root


def _is_step(mark: Mark, stack: list[Node]) -> bool:
    """Whether a number only looks like one of the outline's: the second half of a wrapped line."""
    before = stack[-1].paragraphs
    cut = bool(before) and bool(before[-1].text) and before[-1].text[-1] in "、，,（(“"
    return cut and mark.kind in ("num", "num2")


def _parted(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """Paragraphs with two numbers in one line parted; one number must follow on the other."""
    for paragraph in paragraphs:
        start = 0
        first = read_mark(paragraph.text)
        last = first.number if first else 0
        for cut in _INSIDE.finditer(paragraph.text):
            mark = read_mark(paragraph.text[cut.end() :])
            if mark and (mark.kind != "num" or (first and first.kind == "num" and mark.number == last + 1)):
                yield Paragraph(paragraph.line, paragraph.text[start : cut.start()])
                start, last = cut.end(), mark.number
        yield Paragraph(paragraph.line, paragraph.text[start:])


def _number(no: str) -> int:
    if no in _CIRCLES:
        return _CIRCLES.index(no) + 1 if no else 0
    value = parse_numeral(no)
    return int(value) if value is not None else 0

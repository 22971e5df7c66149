"""Numbered prose as a tree: 一、 （一） 1. （1） —— in whatever order a document nests them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from minsheng_xl.reading.text.numbering import Mark, numbered
from minsheng_xl.reading.text.paragraph import Paragraph


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


def read_outline(paragraphs: Iterable[Paragraph]) -> Node:
    """The tree of numbered paragraphs. The root holds what is printed before the first number."""
    root = Node(Mark("", "", 0, 0))
    stack = [root]
    lines = list(numbered(list(paragraphs)))
    for at, (paragraph, mark) in enumerate(lines):
        if mark is None or _is_step(mark, stack):
            stack[-1].paragraphs.append(paragraph)
            continue
        ended = {mark.kind, _headed(lines[at + 1 :])} if mark.kind == "head" else {mark.kind}
        while any(node.mark.kind in ended for node in stack[1:]):
            stack.pop()
        rest = paragraph._replace(text=paragraph.text[mark.end :].strip(" 　】"))
        node = Node(mark, [rest], parent=stack[-1])
        stack[-1].children.append(node)
        stack.append(node)
    return root


def _headed(lines: Sequence[tuple[Paragraph, Mark | None]]) -> str:
    """The kind of number a heading without number stands over."""
    return next((mark.kind for _, mark in lines if mark), "")


def _is_step(mark: Mark, stack: list[Node]) -> bool:
    """Whether a number only looks like one of the outline's: the second half of a wrapped line."""
    before = stack[-1].paragraphs
    cut = bool(before) and bool(before[-1].text) and before[-1].text[-1] in "、，,（(“"
    return cut and mark.kind in ("num", "num2")

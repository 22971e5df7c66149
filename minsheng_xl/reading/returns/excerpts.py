"""The words of a report in printed order: what each passage is, and which of its statements it is about.

A passage is about the statements it holds; without any, about those of its numbered item; else about the
department's work as a whole. Rows of tables are told by their columns and are no passages.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from minsheng_xl.model import Document, Excerpt, Progress
from minsheng_xl.reading.text.numbering import numbered, read_mark
from minsheng_xl.reading.text.outline import Node, read_outline
from minsheng_xl.reading.text.paragraph import Paragraph
from minsheng_xl.reading.text.words import pattern
from minsheng_xl.reference import Reference

Kind = Literal["progress_note", "problem", "next_step"]
_SENTENCES = re.compile(r"[^。；;！!？?]*[。；;！!？?]*")
_HEADING = 20
"""Characters of a line that can be a heading alone."""


class Part(NamedTuple):
    """What a line says of one kind: all of it, or sentences that stand together."""

    line: int
    node: Node
    """The numbered item it stands in."""
    kind: Kind
    text: str

    def holds(self, stated: Progress) -> bool:
        """Whether a statement stands in it."""
        return stated.place.line == self.line and stated.quote in self.text


def parts_of(document: Document, without: Collection[int] = ()) -> list[Part]:
    """Every line of a document that is no row of a table, in printed order; but the lines `without`."""
    lines = [each for each in document.lines if "\t" not in each.text and each.number not in without]
    paragraphs = [Paragraph(each.number, each.text) for each in lines]
    printed = iter([paragraph.text for paragraph, _ in numbered(paragraphs)])
    return list(_read(read_outline(paragraphs), "progress_note", printed))


def is_planned(stated: Progress, parts: Sequence[Part]) -> bool:
    """Whether a figure is what will be done next, not what has been done."""
    holding = [each for each in parts if each.holds(stated)]
    return bool(holding) and all(each.kind == "next_step" for each in holding)


def excerpts_of(parts: Sequence[Part], stated: Mapping[int, Progress]) -> list[Excerpt]:
    """The parts with the rows they are about; `stated` has a document's statements by row number."""
    return [Excerpt(each.kind, each.text, _rows(each, stated)) for each in parts]


def rows_of(document: Document, stated: Mapping[int, Progress], ref: Reference) -> Iterator[Excerpt]:
    """Rows of a document's tables below their heads, the cells in a line; of sheets those that say how far.

    The words of the rows themselves are told by their columns.
    """
    for line in document.lines:
        cells = [cell for cell in line.text.split("\t") if cell.strip()]
        if "\t" in line.text and not _is_head(cells, ref):
            here = tuple(number for number, each in stated.items() if each.place.line == line.number)
            yield Excerpt("progress_note", "　".join(cells), here)
    for number, each in stated.items():
        if not each.place.line:
            words = dict.fromkeys(filter(None, (each.name, each.quote, *each.texts.values())))
            yield Excerpt("progress_note", "　".join(words), (number,))


def _is_head(cells: Sequence[str], ref: Reference) -> bool:
    """Whether most of a row's cells are listed heads."""
    matches = [ref.headers.role(cell) for cell in cells]
    return sum(each is not None and each.kind != "near" for each in matches) * 2 > len(cells)


def by_kind(text: str) -> dict[str, str]:
    """A text's sentences by kind."""
    found: dict[str, str] = {}
    for kind, part in _by_kind(text, "progress_note"):
        found[kind] = found.get(kind, "") + part
    return found


def texts_of(excerpts: Sequence[Excerpt]) -> dict[int, dict[str, str]]:
    """The texts of each row by field role, a line each."""
    found: dict[int, dict[str, str]] = {}
    for each in excerpts:
        for number in each.rows:
            own = found.setdefault(number, {})
            own[each.role] = f"{own[each.role]}\n{each.text}" if each.role in own else each.text
    return found


def _read(node: Node, kind: Kind, printed: Iterator[str]) -> Iterator[Part]:
    """The parts of a numbered item; a heading's kind holds for what stands below it in the item."""
    below = kind
    for paragraph in node.paragraphs:
        text = next(printed)
        if _is_heading(text):
            below = _opened(text) or (kind if text.endswith(("：", ":")) else below)
        for one, part in _by_kind(text, below):
            yield Part(paragraph.line, node, one, part)
    for child in node.children:
        yield from _read(child, below if node.parent else "progress_note", printed)


def _opened(sentence: str) -> Kind | None:
    """What a sentence or a heading opens; None where it goes on with what was said before."""
    mark = read_mark(sentence)
    words = sentence[mark.end if mark else 0 :].lstrip(" 　（(【")
    if pattern("told", "problems").match(words):
        return "problem"
    return "next_step" if pattern("told", "plans").match(words) else None


def _is_heading(text: str) -> bool:
    """Whether a line only says what the next ones are about: 二、存在的问题, 下一步打算：."""
    return len(text) <= _HEADING and not re.search("[。；;，,]|[：:].", text)


def _by_kind(text: str, kind: Kind) -> Iterator[tuple[Kind, str]]:
    """A line's sentences, those of one kind together."""
    named: list[tuple[Kind, str]] = []
    for sentence in filter(None, _SENTENCES.findall(text)):
        kind = _opened(sentence.strip()) or kind
        named.append((kind, sentence))
    for one, sentences in groupby(named, key=lambda each: each[0]):
        if whole := "".join(sentence for _, sentence in sentences).strip(" \t　"):
            yield one, whole


def _rows(part: Part, stated: Mapping[int, Progress]) -> tuple[int, ...]:
    """Numbers of the rows a part is about; none where it is about the whole."""
    here = [number for number, each in stated.items() if each.place.line == part.line]
    if here:
        return tuple(number for number in here if part.holds(stated[number])) or tuple(here)
    found: list[int] = []
    node: Node | None = part.node
    while not found and node and node.parent:
        lines = {paragraph.line for paragraph in node.own_and_below()}
        found = [number for number, each in stated.items() if each.place.line in lines]
        node = node.parent
    if len(stated) == 1 and part.kind != "progress_note":
        return tuple(stated)
    return tuple(found) if len(found) < len(stated) or len(stated) == 1 else ()

"""Categories and full names of listed items, taken from the sections of the body that name them.

新增3项民生工程：（一）农村改厕…　继续实施“四带一自”产业扶贫、党建引领扶贫……等25项民生工程
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from minsheng_xl.reading.notices.building import Entry
from minsheng_xl.reading.tables.headers import squeezed
from minsheng_xl.reading.text.headings import category_name
from minsheng_xl.reading.text.outline import Node, read_outline
from minsheng_xl.reading.text.paragraph import Paragraph

_LISTED = re.compile(r"等\s*\d+\s*[项件个]")
_REMARK = re.compile("[（(][^（()）]*[)）]")
_NEAR = 3
"""Lines above a table that may print what holds for all of it."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the body that names items of a list."""

    no: str
    category: str
    names: tuple[str, ...]


class Sections:
    """What a document's paragraphs say of its tables, each thing found once when first asked for."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._paragraphs = paragraphs

    @cached_property
    def found(self) -> list[Section]:
        """The sections that name items, in printed order."""
        return list(_sections(read_outline(self._paragraphs)))

    @cached_property
    def by_name(self) -> dict[str, Section]:
        """The first section that names an item, by its name without blanks."""
        return {squeezed(name): section for section in reversed(self.found) for name in section.names}

    def above(self, line: int) -> list[str]:
        """The paragraphs on the three lines above one, in printed order."""
        return [text for at in range(line - _NEAR, line) for text in self._by_line.get(at, ())]

    @cached_property
    def _by_line(self) -> dict[int, list[str]]:
        texts: dict[int, list[str]] = {}
        for paragraph in self._paragraphs:
            texts.setdefault(paragraph.line, []).append(paragraph.text)
        return texts


def group_items(entries: Sequence[Entry], body: Sections) -> None:
    """Give entries without category the one whose section names them, and a name where none is printed."""
    if not entries or any(entry.category_no for entry in entries):
        return
    if any(len(entry.tasks) > 1 for entry in entries):
        _complete_names(entries, [name for section in body.found for name in section.names])
    found = [body.by_name.get(squeezed(entry.name)) for entry in entries]
    if sum(section is not None for section in found) * 2 < len(entries):
        return
    for entry, section in zip(entries, found, strict=True):
        if section:
            entry.category_no, entry.category = section.no, section.category


def _sections(root: Node) -> Iterator[Section]:
    for node in root.children:
        category = category_name(node.heading)
        if not category or node.mark.kind != "cn":
            continue
        names = [re.split("[。，,：:]", child.heading)[0] for child in node.children]
        if not names:
            names = list(_enumerated("".join(paragraph.text for paragraph in node.paragraphs[1:])))
        if len(names) > 1:
            yield Section(node.mark.no, category, tuple(names))


def _enumerated(text: str) -> Iterator[str]:
    """The names of 继续实施A、B、C等25项."""
    found = _LISTED.search(text)
    if not found:
        return
    listed = _REMARK.sub("", text[: found.start()])
    first, *rest = listed.split("、")
    yield re.sub("^(?:继续|新增|完善|调整|实施|开展|推进)+", "", first)
    yield from (name.strip() for name in rest)


def _complete_names(entries: Sequence[Entry], listed: Sequence[str]) -> None:
    """An item printed as its sub-projects only has the listed name that stands at its place."""
    known, named = {squeezed(entry.name) for entry in entries}, {squeezed(name) for name in listed}
    missing = [name for name in listed if squeezed(name) not in known]
    for entry in entries:
        subs = [task.sub_item for task in entry.tasks]
        if len(subs) < 2 or squeezed(entry.name) in named:
            continue
        joined = [
            name for name in missing if name.startswith(entry.name) and all(sub in name for sub in subs[1:])
        ]
        whole = joined or _between(entry, entries, listed, missing)
        if len(whole) == 1:
            if not entry.tasks[0].sub_item and not joined:
                entry.tasks[0].sub_item = entry.name
            entry.name = whole[0]


def _between(
    entry: Entry, entries: Sequence[Entry], listed: Sequence[str], missing: Sequence[str]
) -> list[str]:
    """Names of no other item that the body lists between the items printed before and behind this one."""
    at = list(entries).index(entry)
    order = [squeezed(name) for name in listed]
    before = [order.index(squeezed(each.name)) for each in entries[:at] if squeezed(each.name) in order]
    behind = [order.index(squeezed(each.name)) for each in entries[at + 1 :] if squeezed(each.name) in order]
    low, high = (
        max(before, default=-1),
        min((each for each in behind if each > max(before, default=-1)), default=len(order)),
    )
    return [name for name in missing if low < order.index(squeezed(name)) < high]

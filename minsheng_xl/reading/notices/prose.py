"""Numbered prose -> a plan: which numbered paragraphs are projects, their names, categories and texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from minsheng_xl.model import Assignment, TargetTable
from minsheng_xl.place import Place
from minsheng_xl.reading.notices.blocks import Paragraph
from minsheng_xl.reading.notices.building import Builder, Entry, Task
from minsheng_xl.reading.notices.duties import (
    Duties,
    assignments,
    find_duties,
    is_label,
)
from minsheng_xl.reading.notices.facts import Facts
from minsheng_xl.reading.notices.figures import find_figures
from minsheng_xl.reading.notices.outline import Node, read_outline
from minsheng_xl.reading.notices.passages import Passage
from minsheng_xl.reading.notices.repeats import doubted
from minsheng_xl.reading.notices.unnumbered import under_labels, unnumbered
from minsheng_xl.reading.notices.words import pattern
from minsheng_xl.reference import Reference

LONGEST_NAME = 60
NO_NUMBER = "原文没有编号，按印刷顺序编号"
_SHORT = 12
_LIST = 4
_STOPS = tuple("。；;！!）)】")
_ENOUGH = 0.25
"""The share of a group's paragraphs that must state a figure for the group to be projects."""
_COUNTED = re.compile(r"^(.{1,10}?)\s*(?:的\s*)?\d+\s*[项件个类]\s*(?:民生|实事|工程|项目|重点)")
_YEAR = re.compile(r"^(?:20\d\d|二[〇○零0][一二三四五六七八九〇]{2})\s*年度?\s*")
_DUTY = re.compile(r"[（(【\[〔][^（(）)]*(?:单位|部门|牵头|局|委|办|厅).*$", re.DOTALL)
_SENTENCE = re.compile("[。；;\n]|[：:](?!\\d)")


@dataclass(slots=True)
class Candidate:
    """A numbered paragraph that may be a project, with what it says."""

    node: Node
    passage: Passage
    duties: Duties


def read_prose(
    paragraphs: Sequence[Paragraph], facts: Facts, file: str, ref: Reference, *, first_leads: bool = False
) -> TargetTable | None:
    """The plan in numbered prose; None where no numbered paragraphs are projects.

    `first_leads`: the document states that the first of several responsible units leads.
    """
    root = read_outline(paragraphs)
    builder = Builder(facts, ref)
    candidates = list(_projects(root, facts.title, ref, first_leads))
    if not candidates and _speaks_of_tasks(facts.title, paragraphs):
        nodes = unnumbered(
            root.paragraphs, lambda text: _has_target(text, ref), lambda text: is_label(text, ref)
        )
        candidates = [_candidate(node, ref, first_leads) for node in nodes]
    for candidate in sorted(candidates, key=lambda each: each.node.line):
        builder.add(_entry(candidate, file, ref))
    first = next((paragraph.line for paragraph in paragraphs if paragraph.text), 1)
    return builder.table(Place(file, line=first)) if builder.items else None


def _stands_alone(candidate: Candidate, ref: Reference) -> bool:
    """Whether a paragraph among headings is a project: units stand by it, or it is an item with a figure."""
    with_units = any(duty.units for duty in candidate.duties.found)
    return with_units or (candidate.node.mark.kind == "num" and _has_target(candidate.duties.text, ref))


def _speaks_of_tasks(title: str, paragraphs: Iterable[Paragraph]) -> bool:
    """Whether a document is about tasks at all, before lines without numbers are taken for projects."""
    return any(
        pattern("sections", "about").search(text) for text in (title, *(each.text for each in paragraphs))
    )


def _projects(root: Node, title: str, ref: Reference, first_leads: bool) -> Iterator[Candidate]:
    """The paragraphs that are projects, group by group.

    The few that stand among headings are projects where units stand by them, or items that state figures.
    """
    for parent, nodes, few in _groups(root):
        _cut_tail(nodes)
        nodes = [each for node in nodes for each in _spread(node, ref)]
        group = [_candidate(node, ref, first_leads) for node in nodes]
        if few:
            yield from (each for each in group if _stands_alone(each, ref))
        elif _are_projects(group, parent, title, ref):
            yield from group


def _spread(node: Node, ref: Reference) -> list[Node]:
    """A heading over projects without numbers, each with its labels below it, as those projects."""
    heading, body = node.heading, node.paragraphs[1:]
    if node.children or len(heading) > LONGEST_NAME or re.search("[。；]", heading):
        return [node]
    return under_labels(body, lambda text: is_label(text, ref), node) or [node]


def _groups(node: Node) -> Iterator[tuple[Node, list[Node], bool]]:
    """Numbered paragraphs side by side that head nothing; sections of requirements are left out.

    The last says whether they are few among headings.
    """
    containers = [child for child in node.children if _is_container(child)]
    leaves = [child for child in node.children if child not in containers and not _is_remark(child)]
    if leaves:
        yield node, leaves, 0 < len(containers) >= len(leaves)
    for child in containers:
        if not is_requirement(child):
            yield from _groups(child)


def _cut_tail(nodes: Sequence[Node]) -> None:
    """Take off what is printed behind a list: lines the last project has beyond any other's."""
    if len(nodes) < _LIST or any(node.children for node in nodes):
        return
    begun = [_begun(node) for node in nodes]
    most = max(map(len, begun[:-1]))
    if len(begun[-1]) > most:
        del nodes[-1].paragraphs[begun[-1][most] :]


def _begun(node: Node) -> list[int]:
    """Where the lines of a project begin that do not go on with the one before."""
    lines = [paragraph.text for paragraph in node.paragraphs]
    return [0, *(at for at in range(1, len(lines)) if lines[at] and lines[at - 1].endswith(_STOPS))]


def _is_container(node: Node) -> bool:
    """Whether a paragraph is a heading over others, not a project with steps."""
    if not node.children or node.mark.kind in ("deed", "item"):
        return False
    if node.mark.kind in ("num", "num2", "circle", "dash"):
        return False
    body = [paragraph.text for paragraph in node.paragraphs if paragraph.text]
    if node.children[0].mark.kind in ("dash", "circle", "nth"):
        return False
    short = sum(map(len, body)) <= LONGEST_NAME and not re.search("[。；]", body[0][:-1] if body else "")
    return short or len(node.children) > 1


def _is_remark(node: Node) -> bool:
    """Whether a section without parts of its own only states requirements: 二、工作要求."""
    return node.mark.kind == "cn" and len(node.heading) <= _SHORT and is_requirement(node)


def is_requirement(node: Node) -> bool:
    return bool(pattern("sections", "requirements").search(node.heading.rstrip("。：: ")[:30]))


def _candidate(node: Node, ref: Reference, first_leads: bool) -> Candidate:
    passage = Passage.of(node.own_and_below())
    return Candidate(node, passage, find_duties(passage.text, ref, first_leads=first_leads))


def _are_projects(group: Sequence[Candidate], parent: Node, title: str, ref: Reference) -> bool:
    """Whether a group lists projects: units stand by them, or figures, or its heading says so."""
    with_units = sum(any(duty.units for duty in each.duties.found) for each in group)
    if with_units * 2 >= len(group):
        return True
    measures = sum(
        bool(pattern("sections", "measures").search(title_of(each.passage.text))) for each in group
    )
    if measures * 2 >= len(group):
        return False
    figures = sum(_has_target(each.duties.text, ref) for each in group)
    heads = [node.heading for node in (parent, *parent.ancestors()) if node.parent]
    named = any(pattern("sections", "tasks").search(head) for head in heads or [title])
    if any(is_requirement(node) for node in (parent, *parent.ancestors()) if node.parent):
        return False
    return named or figures >= len(group) * _ENOUGH


def _has_target(text: str, ref: Reference) -> bool:
    figures, _ = find_figures(text, ref.units)
    return any(figure.quantity.role == "target" for figure in figures)


def _entry(candidate: Candidate, file: str, ref: Reference) -> Entry:
    node, passage, duties = candidate.node, candidate.passage, candidate.duties
    category_no, category = category_of(node)
    name = title_of(duties.text) or title_of(passage.text)
    figures, left = find_figures(duties.text, ref.units, name)
    figures = list(doubted(figures, _heading_end(passage.text)))
    task = Task(passage.text, figures, left, "", _places(passage, file), _duty_at(duties))
    return Entry(
        no=node.mark.no,
        name=name,
        place=Place(file, line=node.line),
        category=category,
        category_no=category_no,
        tasks=[task],
        roles=assignments({role: duties.all(role) for role in ("lead", "responsible", "cooperator")}),
        leaders=duties.all("leader"),
        assessors=duties.all("assessor"),
        deadline="；".join(duties.all("deadline")),
        doubt=NO_NUMBER if node.mark.kind == "line" else "",
    )


def _heading_end(text: str) -> int:
    """Where the heading of a project ends: its first sentence; 0 where nothing follows it."""
    cut = _SENTENCE.search(text)
    return cut.start() if cut and _says_more(text[cut.end() :]) else 0


def _places(passage: Passage, file: str) -> Callable[[int], Place]:
    return lambda position: Place(file, line=passage.line_at(position))


def _duty_at(duties: Duties) -> Callable[[int], Mapping[str, Assignment]]:
    def at(position: int) -> Mapping[str, Assignment]:
        duty = duties.at(position)
        return assignments(duty.roles) if duty else {}

    return at


def title_of(text: str) -> str:
    """The name of a project: its first sentence, or the first clause where it has but one."""
    cut = _SENTENCE.search(text)
    name = text[: cut.start()] if cut else text
    rest = text[cut.end() :].strip() if cut else ""
    name = _DUTY.sub("", name).strip()
    if not _says_more(rest) or len(name) > LONGEST_NAME:
        name = re.split("[，,]", name)[0]
    return name.strip(" ，,")[:LONGEST_NAME]


def _says_more(rest: str) -> bool:
    """Whether text behind the first sentence says what is to be done, not only who does it."""
    return bool(_DUTY.sub("", rest).strip())


def category_of(node: Node) -> tuple[str, str]:
    """Number and name of the nearest heading above that names a category; empty where there is none."""
    for each in node.ancestors():
        name = category_name(each.heading)
        if name:
            return each.mark.no, name
    return "", ""


def category_name(heading: str) -> str:
    """A heading as a category: 新增3项民生工程 is 新增; 主要任务 is none."""
    name = _YEAR.sub("", re.split("[。；;]", heading)[0], count=1).strip(" ：:，,")
    counted = _COUNTED.match(name)
    name = counted[1] if counted else re.sub(r"[（(]\s*(?:共\s*)?\d+\s*[项件个]\s*[）)]$", "", name)
    return "" if pattern("sections", "generic").fullmatch(name) else name

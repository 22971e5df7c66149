"""Which paragraphs are projects: numbered ones that state units or figures, and lists without numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress

from minsheng_xl.reading.notices.unnumbered import under_labels, unnumbered
from minsheng_xl.reading.text.duties import Duties, Duty, find_duties, prints_units_in_brackets
from minsheng_xl.reading.text.figures import find_figures, states_target
from minsheng_xl.reading.text.headings import LONGEST_NAME, asks, category_name, is_requirement, title_of
from minsheng_xl.reading.text.labels import ROLES, is_label, units_named
from minsheng_xl.reading.text.outline import Node
from minsheng_xl.reading.text.paragraph import Paragraph
from minsheng_xl.reading.text.passages import Passage
from minsheng_xl.reading.text.words import pattern
from minsheng_xl.reference import Reference

NO_NUMBER = "原文没有编号，按印刷顺序编号"
FROM_HEADING = "责任单位印在上级标题，按其下各项都由它负责"
FROM_BELOW = "责任单位印在后面，说的是以上各项"
_HEADINGS = ("cn", "cn2", "part", "head", "nth")
_FEWEST = 2
"""Numbers below a number for it to be a heading."""
_SHORT = 12
_OPENS = re.compile("(?P<name>[^，。；\\d]{2,20})[。？?](?=.|$)")
"""The name a project opens with: 饮水安全。全年解决6万人饮水困难。"""
_LIST = 4
_DATE = re.compile(r"(?:20\d\d|二[〇○零OＯ0]{1,2}[〇○零一二三四五六七八九十]{1,2})\s?年.{1,4}月.{1,4}日")
_SIGNER = re.compile("[^，。；：、\\d]{4,30}")
_STOPS = tuple("。；;！!）)】")
_ENOUGH = 0.25
"""The share of a group's paragraphs that must state a figure for the group to be projects."""


@dataclass(slots=True)
class Candidate:
    """A paragraph that may be a project, with what it says."""

    node: Node
    passage: Passage
    duties: Duties
    doubt: str = ""


class ProjectFinder:
    """Finds the projects of one part of a document.

    `first_leads`: the document states that the first of several responsible units leads.
    """

    def __init__(
        self, title: str, ref: Reference, paragraphs: Sequence[Paragraph], *, first_leads: bool = False
    ) -> None:
        self.title, self.ref, self.first_leads, self.paragraphs = title, ref, first_leads, paragraphs
        texts = (paragraph.text for paragraph in paragraphs)
        self.in_brackets = prints_units_in_brackets(texts, ref.register)

    def find(self, root: Node) -> list[Candidate]:
        """Every project in printed order; lists without numbers only where no number tells projects."""
        found = list(self._numbered(root))
        if not found and _speaks_of_tasks(self.title, self.paragraphs):
            nodes = unnumbered(root.paragraphs, self._has_target, self._is_label)
            found = [replace(self._candidate(node), doubt=NO_NUMBER) for node in nodes]
        return self._shared_out_apart(_reached_back(sorted(found, key=lambda each: each.node.line)))

    def _shared_out_apart(self, found: list[Candidate]) -> list[Candidate]:
        """The projects, each with its own of the units a sentence names in turn: 分别由甲局、乙局牵头."""
        for at, candidate in enumerate(found):
            said = next((each for each in candidate.duties.found if each.apart and each.units), None)
            if said is None:
                continue
            figures = find_figures(candidate.duties.text, self.ref.units)[0]
            own = sum(figure.quantity.role == "target" for figure in figures)
            units = [(role, name) for role in ROLES for name in said.roles.get(role, ())]
            stop = at + bool(own)
            first = stop - len(units)
            if first < 0 or own == len(units) or any(_names_units(each.duties) for each in found[first:at]):
                continue
            for before, (role, name) in zip(range(first, stop), units, strict=True):
                others = tuple(each for each in found[before].duties.found if each is not said)
                held = replace(found[before], duties=Duties(others, found[before].duties.text))
                found[before] = _with_duty(held, {role: (name,)}, FROM_BELOW)
            return [*found[:stop], *found[at + 1 :]]
        return found

    def _numbered(self, root: Node) -> Iterator[Candidate]:
        """Group by group; the few among headings are projects where units stand by them, or figures."""
        for parent, nodes, few in self._groups(root):
            _cut_tail(nodes)
            group = [self._candidate(each) for node in nodes for each in self._spread(node)]
            if few:
                yield from (each for each in group if self._stands_alone(each))
            elif self._are_projects(group, parent):
                yield from map(self._inheriting, self._closed(group, parent))

    def _groups(self, node: Node) -> Iterator[tuple[Node, list[Node], bool]]:
        """Numbered paragraphs side by side that head nothing; sections of requirements are left out.

        The last says whether they are few among headings.
        """
        heads = [self._is_container(child) for child in node.children]
        containers = list(compress(node.children, heads))
        leaves = [
            child
            for child, head in zip(node.children, heads, strict=True)
            if not head and not _is_remark(child)
        ]
        if self._stand_beside(leaves, containers):
            listed = [child for child in node.children if not _is_remark(child) and not is_requirement(child)]
            yield node, listed, False
            containers = [child for child in containers if is_requirement(child)]
        elif leaves:
            yield node, leaves, 0 < len(containers) >= len(leaves)
        for child in containers:
            if not is_requirement(child) or self._assigns_goals(child):
                yield from self._groups(child)

    def _stand_beside(self, leaves: Sequence[Node], containers: Sequence[Node]) -> bool:
        """Whether what has parts and what has none are projects alike: 一、饮水。6万人。 二、食品。（一）….

        So where those without parts are as many, state figures, and no part of the others has its own units.
        """
        above = [node for node in containers if not is_requirement(node)]
        beside = [node for node in leaves if self._has_target(Passage.of(node.own_and_below()).text)]
        kinds = {node.mark.kind for node in (*above, *beside)}
        if not above or len(beside) < len(above) or len(kinds) > 1 or not all(map(_names_item, beside)):
            return False
        parts = (part for node in above for part in node.children)
        return not any(_names_units(self._duties(part.own_and_below())) for part in parts)

    def _is_container(self, node: Node) -> bool:
        """Whether a paragraph is a heading over others, not a project with steps."""
        if not node.children:
            return False
        if node.mark.kind not in _HEADINGS:
            return self._shares_out(node)
        first = node.children[0]
        below = first.mark.kind == "dash" and first.children
        if (first.mark.kind in ("dash", "circle", "nth") and not below) or self._has_steps(node):
            return False
        body = [paragraph.text for paragraph in node.paragraphs if paragraph.text]
        short = sum(map(len, body)) <= LONGEST_NAME and not re.search("[。；]", body[0][:-1] if body else "")
        return short or len(node.children) > 1

    def _shares_out(self, node: Node) -> bool:
        """Whether a numbered line or dash only heads projects: it states nothing, each below its units."""
        own = self._duties(node.paragraphs)
        few = node.mark.kind != "dash" and len(node.children) < _FEWEST
        if few or _names_units(own) or self._has_target(own.text):
            return False
        return all(_names_units(self._duties(child.own_and_below())) for child in node.children)

    def _has_steps(self, node: Node) -> bool:
        """Whether a paragraph states its own units and figures, and what is below it only how: 推进措施."""
        own = self._duties(node.paragraphs)
        if not _names_units(own) or not self._has_target(own.text):
            return False
        below = [paragraph for child in node.children for paragraph in child.own_and_below()]
        return not _names_units(self._duties(below))

    def _assigns_goals(self, node: Node) -> bool:
        """Whether a section of requirements and goals says who reaches them: 总体要求和主要预期目标."""
        below = [paragraph for child in node.children for paragraph in child.own_and_below()]
        return "目标" in node.heading and _names_units(self._duties(below))

    def _spread(self, node: Node) -> list[Node]:
        """A heading over projects without numbers, each with its labels below it, as those projects."""
        heading, body = node.heading, node.paragraphs[1:]
        if node.children or len(heading) > LONGEST_NAME or re.search("[。；]", heading):
            return [node]
        return under_labels(body, self._is_label, node) or [node]

    def _are_projects(self, group: Sequence[Candidate], parent: Node) -> bool:
        """Whether a group lists projects: units stand by them, or figures, or its heading says so."""
        with_units = sum(_names_units(each.duties) for each in group)
        if with_units * 2 >= len(group):
            return True
        titles = (title_of(each.passage.text) for each in group)
        if sum(bool(pattern("sections", "measures").search(title)) for title in titles) * 2 >= len(group):
            return False
        above = [node for node in (parent, *parent.ancestors()) if node.parent]
        if any(map(is_requirement, above)):
            return False
        heads = [node.heading for node in above] or [self.title, _intro(parent)]
        named = any(pattern("sections", "tasks").search(head) for head in heads)
        figures = sum(self._has_target(each.duties.text) for each in group)
        return named or figures >= len(group) * _ENOUGH

    def _stands_alone(self, candidate: Candidate) -> bool:
        """Whether a paragraph among headings is a project: it names units, or is an item with a figure."""
        item = candidate.node.mark.kind == "num" or _names_item(candidate.node)
        return (item and self._has_target(candidate.duties.text)) or _names_units(candidate.duties)

    def _closed(self, group: list[Candidate], parent: Node) -> list[Candidate]:
        """The projects of a heading with the units printed once on a line of their own below the last."""
        *others, last = group
        lines = [paragraph.text for paragraph in last.node.paragraphs]
        labelled = len(lines) > 1 and self._is_label(lines[-1]) and not self._is_label(lines[0])
        if not others or not labelled or parent.parent is None:
            return group
        if any(_names_units(each.duties) for each in others):
            return group
        roles = {role: names for role in (*ROLES, "leader") if (names := last.duties.all(role))}
        return [*(_with_duty(each, roles, FROM_BELOW) for each in others), last]

    def _inheriting(self, candidate: Candidate) -> Candidate:
        """A project that names no units with those that stand in a heading above it."""
        if _names_units(candidate.duties):
            return candidate
        for node in candidate.node.ancestors():
            above = self._duties(node.paragraphs)
            roles = {role: names for role in (*ROLES, "leader") if (names := above.all(role))}
            if not _names_units(above):
                roles |= self._units_of(node)
            if any(roles.get(role) for role in ROLES):
                return _with_duty(candidate, roles, FROM_HEADING)
        return candidate

    def _units_of(self, node: Node) -> dict[str, tuple[str, ...]]:
        """The units a heading consists of: 一、县教育局（3项）."""
        units = units_named(category_name(node.heading), self.ref.register)
        return {"lead": units} if units else {}

    def _candidate(self, node: Node) -> Candidate:
        passage = Passage.of(node.own_and_below())
        return Candidate(node, passage, self._duties_in(passage.text))

    def _duties(self, paragraphs: Iterable[Paragraph]) -> Duties:
        return self._duties_in(Passage.of(paragraphs).text)

    def _duties_in(self, text: str) -> Duties:
        return find_duties(text, self.ref, first_leads=self.first_leads, in_brackets=self.in_brackets)

    def _has_target(self, text: str) -> bool:
        return states_target(text, self.ref.units)

    def _is_label(self, text: str) -> bool:
        return is_label(text, self.ref)


def _intro(root: Node) -> str:
    """The line that leads up to a list: 以下项目为2022年度民生实事项目：."""
    last = next((paragraph.text for paragraph in reversed(root.paragraphs) if paragraph.text), "")
    return last if last.endswith(("：", ":", "——")) else ""


def _with_duty(candidate: Candidate, roles: Mapping[str, tuple[str, ...]], why: str) -> Candidate:
    """A project with units that are printed elsewhere, and where."""
    duties = Duties((Duty(0, 0, roles), *candidate.duties.found), candidate.duties.text)
    return replace(candidate, duties=duties, doubt=why)


def _reached_back(candidates: list[Candidate]) -> list[Candidate]:
    """The projects, those without units with the ones a later sentence names for them: 以上2项由…负责."""
    for at in range(len(candidates) - 1, -1, -1):
        said = next((each for each in candidates[at].duties.found if each.back), None)
        if said is None or said.apart or len(candidates[at].node.children) >= said.back:
            continue
        for before in range(at - 1, max(at - said.back, -1), -1):
            own = candidates[before].duties
            if _names_units(own):
                break
            candidates[before] = _with_duty(candidates[before], said.roles, FROM_BELOW)
    return candidates


def _names_units(duties: Duties) -> bool:
    return any(duty.units for duty in duties.found)


def _speaks_of_tasks(title: str, paragraphs: Sequence[Paragraph]) -> bool:
    """Whether a document is about tasks at all, before lines without numbers are taken for projects."""
    if any(asks(paragraph.text) for paragraph in paragraphs):
        return True
    return any(
        pattern("sections", "about").search(text) for text in (title, *(each.text for each in paragraphs))
    )


def _cut_tail(nodes: Sequence[Node]) -> None:
    """Take off what is printed behind a list: a signature, lines the last project has beyond any other's."""
    _cut_signature(nodes[-1].paragraphs)
    if len(nodes) < _LIST or any(node.children for node in nodes):
        return
    begun = [_begun(node) for node in nodes]
    most = max(map(len, begun[:-1]))
    if len(begun[-1]) > most:
        del nodes[-1].paragraphs[begun[-1][most] :]


def _cut_signature(lines: list[Paragraph]) -> None:
    """Take off who issued the document and when, with all that follows: …人民政府办公室 / 2023年3月1日."""
    dated = next((at for at in range(1, len(lines)) if _DATE.fullmatch(lines[at].text)), 0)
    if dated:
        signed = dated > 1 and _SIGNER.fullmatch(lines[dated - 1].text)
        del lines[dated - 1 if signed else dated :]


def _begun(node: Node) -> list[int]:
    """Where the lines of a project begin that do not go on with the one before."""
    lines = [paragraph.text for paragraph in node.paragraphs]
    return [0, *(at for at in range(1, len(lines)) if lines[at] and lines[at - 1].endswith(_STOPS))]


def _names_item(node: Node) -> bool:
    """Whether a paragraph opens with a name as projects do, not with what sections are about: 饮水安全。……"""
    named = _OPENS.match(node.heading)
    name = named["name"] if named else ""
    section = is_requirement(node) or pattern("sections", "measures").search(name)
    return bool(name) and not section and not pattern("sections", "generic").fullmatch(name)


def _is_remark(node: Node) -> bool:
    """Whether a paragraph without parts of its own asks, or only states requirements: 二、工作要求."""
    if node.heading.endswith(("？", "?")) and not any(paragraph.text for paragraph in node.paragraphs[1:]):
        return True
    return node.mark.kind == "cn" and len(node.heading) <= _SHORT and is_requirement(node)

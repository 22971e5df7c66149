"""Numbered prose -> a plan: its projects with names, categories, units and figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from minsheng_xl.model import Assignment, TargetTable
from minsheng_xl.place import Place
from minsheng_xl.reading.notices.building import Builder, Entry, Task
from minsheng_xl.reading.notices.projects import Candidate, ProjectFinder
from minsheng_xl.reading.text.duties import Duties, assignments
from minsheng_xl.reading.text.facts import Facts
from minsheng_xl.reading.text.figures import find_figures
from minsheng_xl.reading.text.goals import without_means
from minsheng_xl.reading.text.headings import category_of, heading_end, title_of
from minsheng_xl.reading.text.labels import ROLES, units_named
from minsheng_xl.reading.text.numbering import without_marks
from minsheng_xl.reading.text.outline import read_outline
from minsheng_xl.reading.text.paragraph import Paragraph
from minsheng_xl.reading.text.passages import Passage
from minsheng_xl.reading.text.repeats import doubted
from minsheng_xl.reading.text.words import pattern
from minsheng_xl.reference import Reference


def read_prose(
    paragraphs: Sequence[Paragraph], facts: Facts, file: str, ref: Reference, *, first_leads: bool = False
) -> TargetTable | None:
    """The plan in numbered prose; None where no paragraphs are projects.

    `first_leads`: the document states that the first of several responsible units leads.
    """
    paragraphs = [each for each in paragraphs if not pattern("sections", "page").fullmatch(_plain(each.text))]
    finder = ProjectFinder(facts.title, ref, paragraphs, first_leads=first_leads)
    builder = Builder(facts, ref)
    for candidate in finder.find(read_outline(paragraphs)):
        builder.add(_entry(candidate, file, ref))
    first = next((paragraph.line for paragraph in paragraphs if paragraph.text), 1)
    return builder.table(Place(file, line=first)) if builder.items else None


def _plain(text: str) -> str:
    """A line without its bullet, up to its colon where it has one; what no colon follows is no label."""
    label, colon, _ = text.lstrip("•●·【■◆ 　\t-").partition("：" if "：" in text else ":")
    return label.strip() if colon else ""


def _entry(candidate: Candidate, file: str, ref: Reference) -> Entry:
    node, passage, duties = candidate.node, candidate.passage, candidate.duties
    category_no, category = category_of(node)
    if units_named(category, ref.register):
        category_no, category = "", ""
    name = title_of(duties.text) or title_of(passage.text)
    text, means = without_means(without_marks(duties.text), ref.units)
    figures, left = find_figures(text, ref.units, name)
    left = sorted([*left, *means], key=lambda each: each.start)
    figures = list(doubted(figures, heading_end(passage.text)))
    task = Task(passage.text, figures, left, "", _places(passage, file), _duty_at(duties))
    return Entry(
        no=node.mark.no,
        name=name,
        place=Place(file, line=node.line),
        category=category,
        category_no=category_no,
        tasks=[task],
        roles=assignments({role: duties.all(role) for role in ROLES}),
        leaders=duties.all("leader"),
        assessors=duties.all("assessor"),
        deadline="；".join(duties.all("deadline")),
        doubt=candidate.doubt,
    )


def _places(passage: Passage, file: str) -> Callable[[int], Place]:
    return lambda position: Place(file, line=passage.line_at(position))


def _duty_at(duties: Duties) -> Callable[[int], Mapping[str, Assignment]]:
    def at(position: int) -> Mapping[str, Assignment]:
        duty = duties.at(position)
        return assignments(duty.roles) if duty else {}

    return at

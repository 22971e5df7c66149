"""Progress prose: what was to be done, what has been done, and the percentage printed.

新建幼儿园82所。完工70所，占任务的85.4%　　计划投资208.51亿元，完成投资111.2亿元
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from minsheng_xl.model import TargetTable
from minsheng_xl.place import Place
from minsheng_xl.quantity import Quantity
from minsheng_xl.reading.notices.building import Builder, Entry, Task
from minsheng_xl.reading.text.duties import assignments, find_duties
from minsheng_xl.reading.text.facts import Facts
from minsheng_xl.reading.text.figure import Figure
from minsheng_xl.reading.text.headings import category_name, title_of
from minsheng_xl.reading.text.mentions import spots
from minsheng_xl.reading.text.numbering import read_mark
from minsheng_xl.reading.text.outline import Node, read_outline
from minsheng_xl.reading.text.paragraph import Paragraph
from minsheng_xl.reading.text.statement import Statement
from minsheng_xl.reading.text.statements import StatementReader
from minsheng_xl.reading.text.tenses import is_dated, says_done
from minsheng_xl.reading.text.words import pattern
from minsheng_xl.reference import Reference

_HEADS = ("part", "cn", "cn2")
_ENOUGH = 3
_A_PLAN_S_SHARE = 10
"""Of so many figures of a plan at most one is of what has been done before."""
_LABELLED = 2
"""Projects that have their 完成情况：, with figures, are a report's."""
_TITLE = 30
_LABEL = re.compile("^[^：:]{1,6}[:：]")
"""What stands before the name of a project that has its 完成情况： below: 事项：口袋公园."""
_PROJECTS = frozenset(("", "项", "件", "个", "类"))
"""What projects are counted in."""


def is_progress(paragraphs: Sequence[Paragraph], facts: Facts, ref: Reference) -> bool:
    """Whether a document reports what has been done: its title says so, its headings, or its sentences."""
    if pattern("progress", "plan_titles").search(facts.title):
        return False
    if pattern("progress", "titles").search(facts.title):
        return True
    text = "".join(paragraph.text for paragraph in paragraphs)
    labelled = (each.text for each in paragraphs if pattern("progress", "reports").match(each.text))
    if sum(bool(re.search(r"\d", each)) for each in labelled) >= _LABELLED:
        return True
    marked = [(read_mark(paragraph.text), paragraph.text) for paragraph in paragraphs]
    heads = [text for mark, text in marked if mark and mark.kind in ("cn", "cn2") and len(text) <= 40]
    named = not facts.title and any(pattern("progress", "titles").search(head) for head in heads)
    reported = len(pattern("progress", "reported").findall(text)) >= _ENOUGH
    return (named and reported) or _tells_done(paragraphs, text, ref)


def _tells_done(paragraphs: Sequence[Paragraph], text: str, ref: Reference) -> bool:
    """Whether sentences say outright that things are done, or what share of a task: often, and more often
    than units are named for tasks. A plan may tell some of what the year before has come to.
    """
    if sum(len(pattern("tenses", kind).findall(text)) for kind in ("done", "held")) < _ENOUGH:
        return False
    listed = [spot for paragraph in paragraphs for spot in spots(paragraph.text, ref)]
    told = sum(says_done(spot.openers, spot.own, spot.after) for spot in listed)
    units = len(pattern("progress", "duties").findall(text))
    return told >= max(_ENOUGH, len(listed) / _A_PLAN_S_SHARE, units)


def read_progress(
    paragraphs: Sequence[Paragraph], facts: Facts, file: str, ref: Reference
) -> TargetTable | None:
    """The statements of a report by project; None where it states none."""
    builder = Builder(facts, ref)
    root = read_outline(paragraphs)
    dated = any(
        is_dated(paragraph.text) for paragraph in root.paragraphs if paragraph.text not in facts.title
    )
    for entry in (*_unnumbered(root, facts, file, ref), *_entries(root, file, ref, dated=dated)):
        builder.add(entry)
    first = next((paragraph.line for paragraph in paragraphs if paragraph.text), 1)
    table = builder.table(Place(file, line=first))
    return table.model_copy(update={"kind": "progress"}) if table.items else None


def _unnumbered(root: Node, facts: Facts, file: str, ref: Reference) -> Iterator[Entry]:
    """Paragraphs before the first number that report something, each a project of its own.

    Where numbered ones follow, what only counts projects (共30项，已完成12项) opens the report.
    """
    above = Paragraph(0, "")
    for paragraph in root.paragraphs:
        before, above = above, paragraph
        told = pattern("progress", "told").search(paragraph.text) or not root.children
        if not told or paragraph.text in facts.title:
            continue
        labelled = pattern("progress", "reports").match(paragraph.text) and 0 < len(before.text) <= _TITLE
        name = _LABEL.sub("", before.text) if labelled else ""
        entry = _entry(Node(root.mark, [paragraph]), [paragraph], file, ref, overview=True, name=name)
        said = (*entry.progress, *entry.aside)
        if any(not root.children or each.unit not in _PROJECTS for each in said):
            yield entry


def _entries(node: Node, file: str, ref: Reference, *, dated: bool) -> Iterator[Entry]:
    """Projects with their statements: a numbered paragraph with its steps, or a heading's own text."""
    for child in node.children:
        if pattern("sections", "requirements").search(title_of(child.heading)[:_TITLE]):
            continue
        own = any(re.search(r"\d", paragraph.text) for paragraph in child.paragraphs[1:])
        over = bool(child.children) and child.children[0].mark.kind in (*_HEADS, "deed")
        heads = bool(child.children) and child.mark.kind in _HEADS and not own
        if over or not heads:
            entry = _entry(
                child, [*child.paragraphs] if over else [*child.own_and_below()], file, ref, dated=dated
            )
            if entry.progress or entry.aside:
                yield entry
        if over or heads:
            yield from _entries(child, file, ref, dated=dated)


def _entry(
    node: Node,
    paragraphs: Sequence[Paragraph],
    file: str,
    ref: Reference,
    *,
    dated: bool = False,
    overview: bool = False,
    name: str = "",
) -> Entry:
    """A project with its statements; its `name` where that stands above it."""
    name = name or title_of(node.heading)
    heads = [each.heading for each in (node, *node.ancestors()) if each.parent]
    headed = any(pattern("progress", "told_heads").search(each) for each in heads if len(each) <= _TITLE)
    reader = StatementReader(ref, told=headed, dated=dated, overview=overview)
    bullets = {id(child.paragraphs[0]) for child in node.children if child.mark.kind == "dash"}
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    duties = find_duties(text, ref)
    labels = [at for at, each in enumerate(paragraphs) if pattern("progress", "reports").search(each.text)]
    told, plan = next(iter(labels), 0), False
    for index, paragraph in enumerate(paragraphs):
        heading = index == 0 and (bool(bullets) or _is_heading(paragraph.text, node))
        planned = index < told and bool(re.search(r"\d", paragraph.text))
        if paragraph.text and (planned or not heading):
            blank = find_duties(paragraph.text, ref).text
            bulleted = id(paragraph) in bullets or not bullets
            plan = _opens_plan(paragraph.text, plan)
            reader.told = headed or (bool(labels) and index >= told)
            reader.read(Paragraph(paragraph.line, blank), bulleted=bulleted, task=index < told, plan=plan)
    statements = reader.finished()
    for statement in statements:
        statement.name = statement.name if len(statement.name) > 1 else name
        statement.name += "开工" * (
            statement.begun and not pattern("progress", "starts").search(statement.name)
        )
    category = next((said for each in node.ancestors() if (said := category_name(each.heading))), "")
    aims = (_aim(each, each.target, file) for each in statements if each.target is not None)
    return Entry(
        no=node.mark.no,
        name=name,
        place=Place(file, line=node.line),
        category=category,
        tasks=[Task(text, (), [each.left_out for each in statements if each.figure]), *aims],
        roles=assignments({role: duties.all(role) for role in ("lead", "responsible", "cooperator")}),
        progress=tuple(each.as_progress(file) for each in statements if not each.figure),
        aside=tuple(each.as_progress(file) for each in statements if each.figure),
    )


def _opens_plan(text: str, plan: bool) -> bool:
    """Whether a line is told under what is to be done next: 下一步打算：; its own words may end that."""
    mark = read_mark(text)
    words = text[mark.end if mark else 0 :].lstrip(" 　（(【")
    if len(words) > _TITLE:
        return plan
    return bool(pattern("told", "plans").match(words)) or (
        plan and not pattern("progress", "reports").search(text)
    )


def _aim(statement: Statement, target: Quantity, file: str) -> Task:
    """What a report says was to be done, with the line it stands on."""
    place = Place(file, line=statement.line)
    return Task("", [Figure(target, statement.name)], place_at=lambda _: place)


def _is_heading(text: str, node: Node) -> bool:
    """Whether a node's first line only names it: 政策性农业保险, 18件民生实事完成情况."""
    return (
        len(text) <= 40
        and len(list(node.own_and_below())) > 1
        and not re.search("[。；，,]", text.rstrip("。"))
    )

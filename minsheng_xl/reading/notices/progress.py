"""Progress prose: what was to be done, what has been done, and the percentage printed.

新建幼儿园82所。完工70所，占任务的85.4%　　计划投资208.51亿元，完成投资111.2亿元
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from minsheng_xl.model import Progress, TargetTable
from minsheng_xl.place import Place
from minsheng_xl.quantity import Quantity, find_numbers, round_half_up
from minsheng_xl.quantity.numerals import parse_numeral
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reading.notices.blocks import Paragraph
from minsheng_xl.reading.notices.building import Builder, Entry, Task
from minsheng_xl.reading.notices.duties import assignments, find_duties
from minsheng_xl.reading.notices.facts import Facts
from minsheng_xl.reading.notices.figures import Figure
from minsheng_xl.reading.notices.naming import name_of
from minsheng_xl.reading.notices.outline import Node, read_mark, read_outline
from minsheng_xl.reading.notices.prose import category_name, is_requirement, title_of
from minsheng_xl.reading.notices.words import pattern
from minsheng_xl.reference import Reference

_HEADS = ("part", "cn", "cn2")
_RATES = frozenset("%‰")
_ENOUGH = 3
_PARTS = re.compile(r"(?<=[一-鿿㎡%])[（(][^（()）]*\d[^（()）]*[)）]")
_AFTER_FIGURE = re.compile(r"\d\s*(?:万|亿)?[一-鿿㎡%]{1,3}$")
_SENTENCE = re.compile("[。；;\n]")
_CLAUSE = re.compile("[，,。；;：:\n]")
_TASK_LABEL = re.compile("^(?:目标任务|年度目标|工作目标|目标|任务|计划)[:：]")
_OTHER_UNIT = re.compile("[（(]([^（()）0-9]{1,3})[)）]")
_COUNT = re.compile(
    "(?:共计|共有|合计|现有|共)(?P<count>[一二三四五六七八九十百]{1,4})(?P<unit>[家个所处座项名人户台])"
)
_PLACES = Decimal("0.01")


@dataclass(slots=True)
class Statement:
    """One statement while its sentence is read."""

    name: str
    unit: str
    line: int
    quote: str
    other_unit: str = ""
    """A second unit printed in brackets behind it: 15066户（套）."""
    target: Quantity | None = None
    done: Decimal | None = None
    done_text: str = ""
    base: Decimal | None = None
    """What the percentage is held against where it is not the target: an adjusted one."""
    percent: Decimal | None = None
    status: str = ""

    @property
    def of(self) -> Decimal | None:
        """The printed target."""
        return self.target.value if self.target else None

    def as_progress(self, file: str) -> Progress:
        """The finished statement; the percentage recomputed."""
        base = self.base or self.of
        counted = self.done is not None and base and self.unit not in _RATES
        percent = (
            round_half_up(self.done / base * 100, 2) if counted and self.done is not None and base else None
        )
        return Progress(
            name=self.name,
            unit=self.unit,
            target=self.of,
            done=self.done,
            printed_percent=self.percent,
            percent=percent,
            status=self.status or _status(percent, self.done),
            quote=self.quote,
            place=Place(file, line=self.line),
        )


def is_progress(paragraphs: Sequence[Paragraph], facts: Facts) -> bool:
    """Whether a document reports what has been done: its title says so, or its headings and sentences."""
    if facts.title:
        return bool(pattern("progress", "titles").search(facts.title)) and not re.search(
            "实施方案|安排|计划", facts.title
        )
    marked = [(read_mark(paragraph.text), paragraph.text) for paragraph in paragraphs]
    heads = [text for mark, text in marked if mark and mark.kind in ("cn", "cn2") and len(text) <= 40]
    named = any(pattern("progress", "titles").search(head) for head in heads)
    text = "".join(paragraph.text for paragraph in paragraphs)
    return named and len(pattern("progress", "reported").findall(text)) >= _ENOUGH


def read_progress(
    paragraphs: Sequence[Paragraph], facts: Facts, file: str, ref: Reference
) -> TargetTable | None:
    """The statements of a report by project; None where it states none."""
    builder = Builder(facts, ref)
    for entry in _entries(read_outline(paragraphs), file, ref):
        builder.add(entry)
    first = next((paragraph.line for paragraph in paragraphs if paragraph.text), 1)
    table = builder.table(Place(file, line=first))
    return table.model_copy(update={"kind": "progress"}) if table.items else None


def _entries(node: Node, file: str, ref: Reference) -> Iterator[Entry]:
    """Projects with their statements: a numbered paragraph with its steps, or a heading's own text."""
    for child in node.children:
        if is_requirement(child):
            continue
        own = any(re.search(r"\d", paragraph.text) for paragraph in child.paragraphs[1:])
        over = bool(child.children) and child.children[0].mark.kind in (*_HEADS, "deed")
        heads = bool(child.children) and child.mark.kind in _HEADS and not own
        if over or not heads:
            entry = _entry(child, [*child.paragraphs] if over else [*child.own_and_below()], file, ref)
            if entry.progress:
                yield entry
        if over or heads:
            yield from _entries(child, file, ref)


def _entry(node: Node, paragraphs: Sequence[Paragraph], file: str, ref: Reference) -> Entry:
    reader = _Reader(ref)
    bullets = {id(child.paragraphs[0]) for child in node.children if child.mark.kind == "dash"}
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    duties = find_duties(text, ref)
    for index, paragraph in enumerate(paragraphs):
        heading = index == 0 and (bool(bullets) or _is_heading(paragraph.text, node))
        if paragraph.text and not heading:
            blank = find_duties(paragraph.text, ref).text
            bulleted = id(paragraph) in bullets or index == 0
            reader.read(Paragraph(paragraph.line, blank), bulleted=bulleted)
    statements = reader.finished()
    for statement in statements:
        statement.name = statement.name if len(statement.name) > 1 else title_of(node.heading)
    category = next((name for each in node.ancestors() if (name := category_name(each.heading))), "")
    figures = [Figure(each.target, each.name) for each in statements if each.target is not None]
    return Entry(
        no=node.mark.no,
        name=title_of(node.heading),
        place=Place(file, line=node.line),
        category=category,
        tasks=[Task(text, figures)],
        roles=assignments({role: duties.all(role) for role in ("lead", "responsible", "cooperator")}),
        progress=tuple(statement.as_progress(file) for statement in statements),
    )


def _is_heading(text: str, node: Node) -> bool:
    """Whether a node's first line only names it: 政策性农业保险, 18件民生实事完成情况."""
    return (
        len(text) <= 40
        and len(list(node.own_and_below())) > 1
        and not re.search("[。；，,]", text.rstrip("。"))
    )


class _Reader:
    """Reads the paragraphs of one project in order; targets hold for the paragraphs that follow."""

    def __init__(self, ref: Reference) -> None:
        self.ref = ref
        self.statements: list[Statement] = []
        self._targets: list[Statement] = []
        self._passed = 0

    def read(self, paragraph: Paragraph, *, bulleted: bool) -> None:
        """One paragraph's statements."""
        text, self._passed = _without_parts(paragraph.text), 0
        quantities = [
            each
            for each in find_numbers(text, self.ref.units, bare=True)[0]
            if each.kind == "number" and each.role != "criterion" and _counts(each, text)
        ]
        quantities = sorted([*quantities, *_counted(text)], key=lambda each: each.start)
        until = self._target_end(text, quantities, bulleted)
        seen: list[Statement] = []
        part_of = -1
        for index, each in enumerate(quantities):
            floor = quantities[index - 1].end if index else 0
            ceiling = quantities[index + 1].start if index + 1 < len(quantities) else len(text)
            between = text[floor : each.start]
            if "其中" in between:
                part_of = index
            elif _SENTENCE.search(between):
                part_of = -1
            if part_of >= 0 and each.unit == quantities[part_of - 1].unit:
                continue
            self._read(each, text, floor, ceiling, until, seen, paragraph.line)
        for said in _said_to_go_on(text, paragraph.line):
            if said.name or not self._targets:
                self.statements.append(said)
            else:
                self._targets[-1].status = said.status

    def finished(self) -> list[Statement]:
        """All statements in printed order; a target nothing was said of stands alone."""
        alone = [each for each in self._targets if each.done is None and each not in self.statements]
        return sorted([*self.statements, *alone], key=lambda each: each.line)

    def _target_end(self, text: str, quantities: Sequence[Quantity], bulleted: bool) -> int:
        """The position up to which figures are targets: the sentence that opens a bullet, or 目标任务：…."""
        if _TASK_LABEL.match(text):
            return len(text)
        cut = _SENTENCE.search(text)
        if not bulleted or not cut:
            return 0
        rest = text[cut.end() :]
        done = re.search("完成|完工|竣工|建成|开工|投用|占", rest) and re.search(r"\d", rest)
        reports = done or pattern("progress", "status").search(rest)
        return cut.start() if reports and not re.search("已|完成投资|完成率", text[: cut.start()]) else 0

    def _read(
        self,
        each: Quantity,
        text: str,
        floor: int,
        ceiling: int,
        until: int,
        seen: list[Statement],
        line: int,
    ) -> None:
        before = re.split("[（(]", _CLAUSE.split(text[floor : each.start])[-1])[-1].rstrip()
        behind = _CLAUSE.split(text[each.end : ceiling])[0]
        name = name_of(each, text, floor, ceiling)
        other = _OTHER_UNIT.match(text, each.end)
        statement = Statement(name, fold(each.unit), line, _clause(text, each), other[1] if other else "")
        if pattern("progress", "skipped").search(before) or self._goes_on(text, each):
            return
        if pattern("progress", "adjusted").search(before):
            self._adjust(each)
        elif each.start < until:
            statement.target = each
            self._targets.append(statement)
        elif pattern("progress", "targets_behind").match(behind):
            self._hold_against(each, seen)
        elif each.unit in _RATES:
            self._read_rate(each, before, statement, seen)
        elif (
            pattern("progress", "targets").search(before)
            and "完成投资" not in before
            and not behind.startswith("已")
        ):
            statement.target = each
            self._targets.append(statement)
        elif self._targets and pattern("progress", "stages").search(before + behind):
            self._passed = each.end
        elif behind.startswith(("已完成计划", "已完成任务", "完成计划")):
            self._add(statement, each, seen)
        else:
            self._done(each, statement, seen)

    def _goes_on(self, text: str, each: Quantity) -> bool:
        """Whether a figure speaks of a stage left out before it: 其余17座平均形象进度48%."""
        return 0 < self._passed <= each.start and not _CLAUSE.search(text, self._passed, each.start)

    def _adjust(self, each: Quantity) -> None:
        for target in reversed(self._targets):
            if target.unit == fold(each.unit):
                target.base = each.value
                return

    def _hold_against(self, each: Quantity, seen: Sequence[Statement]) -> None:
        """已完成756头的年初目标任务数: the target of what was said done before in the same unit."""
        for statement in reversed(seen):
            if statement.unit == fold(each.unit) and statement.done is not None:
                for target in self._targets:
                    target.done = None if target.target is statement.target else target.done
                statement.target = each
                return

    def _read_rate(self, each: Quantity, before: str, statement: Statement, seen: list[Statement]) -> None:
        """A percentage: of the figure before it, or (城镇登记失业率4.4%) a figure of its own."""
        last = next((done for done in reversed(seen) if done.done is not None and done.percent is None), None)
        if pattern("progress", "levels").search(before):
            statement.target = each._replace(value=Decimal(100), value_text="100")
            self._add(statement, each, seen)
        elif last and (pattern("progress", "shares").search(before) or _named_after(before, last)):
            last.percent = each.value
        elif before.rstrip("为达到均是").endswith("率") and (pair := _explained(seen, each.value)):
            whole, part = pair
            part.target = Quantity(whole.done, whole.done_text, part.unit, 0, 0)
            part.percent = each.value
            self.statements.remove(whole)
            seen.remove(whole)
        else:
            self._add(statement, each, seen)

    def _done(self, each: Quantity, statement: Statement, seen: list[Statement]) -> None:
        target = self._target_for(statement)
        if target and target.target:
            statement.target, statement.base = target.target, target.base
            statement.name = target.name
            target.done = each.value
        elif target:
            return
        self._add(statement, each, seen)

    def _add(self, statement: Statement, each: Quantity, seen: list[Statement]) -> None:
        statement.done, statement.done_text = each.value, each.value_text
        self.statements.append(statement)
        seen.append(statement)

    def _target_for(self, statement: Statement) -> Statement | None:
        """The open target a figure fulfils: the one named alike, else the last in the same unit."""
        units = {statement.unit, statement.other_unit, *re.split("[()/]", statement.unit)}
        same = [each for each in self._targets if each.done is None and each.unit in units]
        alike = [each for each in same if _alike(each.name, statement.name)]
        return next(iter((*alike, *same[-1:])), None)


def _said_to_go_on(text: str, line: int) -> Iterator[Statement]:
    """Sentences without a figure that say how far something is: 改造工程正在建设中."""
    for sentence in _SENTENCE.split(re.sub("[（(][^（()）]*[)）]", "", text)):
        found = pattern("progress", "status").search(sentence)
        if found and not re.search(r"\d", sentence[: found.end()]):
            name = re.sub("(?:工程|项目|工作)$", "", re.split("[：，]", sentence[: found.start()])[-1])
            yield Statement(name[-40:], "", line, sentence[:60], status=found.group())


def _without_parts(text: str) -> str:
    """The text with shares in brackets behind a figure blanked: 水稻1.09万亩（灰河乡1740亩、…）."""

    def blank(found: re.Match[str]) -> str:
        return " " * len(found.group()) if _AFTER_FIGURE.search(text[: found.start()]) else found.group()

    return _PARTS.sub(blank, text)


def _counts(quantity: Quantity, text: str) -> bool:
    """Whether a number is a figure: it has a unit, or ends its clause behind words."""
    if quantity.unit:
        return quantity.unit not in ("年", "月", "天", "个月", "档")
    behind = text[quantity.end : quantity.end + 1]
    opening = text[max(0, quantity.start - 2) : quantity.start]
    return (
        (not behind or behind in "，,。；;、\n")
        and len(opening) == 2
        and not re.search(r"[\s\d第前.、]", opening)
    )


def _counted(text: str) -> Iterator[Quantity]:
    """Counts spelled out: 共计七家网点."""
    for found in _COUNT.finditer(text):
        value = parse_numeral(found["count"])
        if value is not None:
            yield Quantity(value, found["count"], found["unit"], found.start("count"), found.end())


def _clause(text: str, each: Quantity) -> str:
    start = max((cut.end() for cut in _SENTENCE.finditer(text, 0, each.start)), default=0)
    return text[start : each.end].strip()


def _named_after(before: str, last: Statement) -> bool:
    """Whether a rate is of the figure before it: 竣工37503户，竣工率63.30%."""
    bare = before.rstrip("为达到")
    return bare.endswith("率") and len(bare) <= 8 and bare[:-1][-2:] in last.quote


def _explained(seen: Sequence[Statement], percent: Decimal | None) -> tuple[Statement, Statement] | None:
    """Two figures of one unit whose quotient is the rate printed behind: 销售714台…已补贴714台…100%."""
    for at in range(len(seen) - 1, 0, -1):
        part = seen[at]
        for whole in seen[:at]:
            alike = whole.unit == part.unit and whole.target is None and part.target is None
            done = part.done if alike else None
            if whole.done and done is not None and round_half_up(done / whole.done * 100, 2) == percent:
                return whole, part
    return None


def _alike(name: str, other: str) -> bool:
    """Whether two names share a pair of characters."""
    pairs = {name[at : at + 2] for at in range(len(name) - 1)}
    return any(other[at : at + 2] in pairs for at in range(len(other) - 1))


def _status(percent: Decimal | None, done: Decimal | None) -> str:
    if percent is None:
        return "" if done is None else "已报"
    return "超额完成" if percent > 100 else "完成" if percent == 100 else "在建"

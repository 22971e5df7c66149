"""The statements of a report's paragraphs: what was to be done, what has been done, its percentage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from minsheng_xl.model import Progress
from minsheng_xl.place import Place
from minsheng_xl.quantity import Quantity, find_numbers, round_half_up
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reading.notices.blocks import Paragraph
from minsheng_xl.reading.notices.clauses import CLAUSE, SENTENCE, clause_of, counted, counts, without_parts
from minsheng_xl.reading.notices.naming import name_of
from minsheng_xl.reading.notices.words import pattern
from minsheng_xl.reference import Reference

_RATES = frozenset("%‰")
_TASK_LABEL = re.compile("^(?:目标任务|年度目标|工作目标|目标|任务|计划)[:：]")
_OTHER_UNIT = re.compile("[（(]([^（()）0-9]{1,3})[)）]")


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


class StatementReader:
    """Reads the paragraphs of one project in order; targets hold for the paragraphs that follow."""

    def __init__(self, ref: Reference) -> None:
        self.ref = ref
        self.statements: list[Statement] = []
        self._targets: list[Statement] = []
        self._passed = 0

    def read(self, paragraph: Paragraph, *, bulleted: bool) -> None:
        """One paragraph's statements."""
        text, self._passed = without_parts(paragraph.text), 0
        quantities = [
            each
            for each in find_numbers(text, self.ref.units, bare=True)[0]
            if each.kind == "number" and each.role != "criterion" and counts(each, text)
        ]
        quantities = sorted([*quantities, *counted(text)], key=lambda each: each.start)
        until = self._target_end(text, quantities, bulleted)
        seen: list[Statement] = []
        part_of = -1
        for index, each in enumerate(quantities):
            floor = quantities[index - 1].end if index else 0
            ceiling = quantities[index + 1].start if index + 1 < len(quantities) else len(text)
            between = text[floor : each.start]
            if "其中" in between:
                part_of = index
            elif SENTENCE.search(between):
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
        cut = SENTENCE.search(text)
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
        before = re.split("[（(]", CLAUSE.split(text[floor : each.start])[-1])[-1].rstrip()
        behind = CLAUSE.split(text[each.end : ceiling])[0]
        name = name_of(each, text, floor, ceiling)
        other = _OTHER_UNIT.match(text, each.end)
        statement = Statement(name, fold(each.unit), line, clause_of(text, each), other[1] if other else "")
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
        return 0 < self._passed <= each.start and not CLAUSE.search(text, self._passed, each.start)

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
    for sentence in SENTENCE.split(re.sub("[（(][^（()）]*[)）]", "", text)):
        found = pattern("progress", "status").search(sentence)
        if found and not re.search(r"\d", sentence[: found.end()]):
            name = re.sub("(?:工程|项目|工作)$", "", re.split("[：，]", sentence[: found.start()])[-1])
            yield Statement(name[-40:], "", line, sentence[:60], status=found.group())


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

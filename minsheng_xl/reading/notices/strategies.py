"""Ways to read a stretch of a document: each says how well it fits and why, and what it makes of it.

A stretch is the running text of a part, or one table. The best fit reads it. Where it uses fewer of the
stretch's numbers than it leaves, the others try as well: of those that are likely the one that uses more is
taken, and a stretch that none reads half of is asked about with the two best.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple, Protocol

from minsheng_xl.model import Document, Question, TargetTable
from minsheng_xl.place import Grid, Place
from minsheng_xl.reading.documents.parts import Part
from minsheng_xl.reading.notices.accounting import Number, account
from minsheng_xl.reading.notices.grids import read_grid
from minsheng_xl.reading.notices.groups import Sections
from minsheng_xl.reading.notices.matrices import Matrix, read_matrix
from minsheng_xl.reading.notices.progress import is_progress, read_progress
from minsheng_xl.reading.notices.progress_rows import progress_header, read_progress_rows
from minsheng_xl.reading.notices.prose import read_prose
from minsheng_xl.reading.notices.sheets import matrix_table
from minsheng_xl.reading.text.paragraph import Block, Paragraph
from minsheng_xl.reference import Reference

_LIKELY = 0.5
"""A way that fits less is never taken, only told beside one that left most numbers unused."""
_FEWEST = 3
"""Numbers a stretch must leave unused to be asked about: fewer are told one by one."""


class Fit(NamedTuple):
    """How well a way of reading fits a stretch, 0 to 1, and why, in Chinese."""

    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part's running text, or one of its tables."""

    part: Part
    blocks: tuple[Block, ...]
    file: str
    ref: Reference
    sections: Sections
    first_leads: bool = False
    """Whether the document states that the first of several responsible units leads."""
    category: str = ""
    """The category its title names, where a document has several tables."""
    report: bool = False
    """Whether somebody sent it as what has been done."""
    lost: tuple[Question, ...] = ()
    """What is said of tables in its text whose cells cannot be told apart."""

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [block for block in self.blocks if isinstance(block, Paragraph)]

    @property
    def grid(self) -> Grid | None:
        return next((block for block in self.blocks if isinstance(block, Grid)), None)

    @property
    def lines(self) -> Iterable[int]:
        """The printed lines it takes; the cells of one row may have had lines of their own."""
        if self.grid is None:
            return [each.line for each in self.paragraphs]
        between = max((after - before for before, after in pairwise(self.grid.lines)), default=1)
        return range(self.grid.lines[0], self.grid.lines[-1] + between) if self.grid.lines else ()

    @property
    def place(self) -> Place:
        """Where it begins."""
        if self.grid is not None:
            return self.grid.place(1)
        return Place(self.file, line=next((each.line for each in self.paragraphs if each.text), 1))


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of a stretch: a table, or a matrix whose shares belong to the plan beside it."""

    table: TargetTable | None = None
    matrix: Matrix | None = None
    questions: tuple[Question, ...] = ()

    def __bool__(self) -> bool:
        return self.table is not None or self.matrix is not None

    @property
    def refused(self) -> bool:
        """Whether it is known for what it is, and cannot be put together."""
        return self.matrix is not None and not self.matrix.columns


class Strategy(Protocol):
    """One way to read: `name` is what people call it."""

    name: str
    beside: bool
    """Whether it reads what another may have read already: what a table reports stands beside its tasks."""

    def fit(self, stretch: Stretch) -> Fit: ...

    def read(self, stretch: Stretch) -> Made: ...


class TaskProse:
    """Tasks in running text, numbered or not."""

    name = "文字写的任务"
    beside = False

    def fit(self, stretch: Stretch) -> Fit:
        if stretch.grid is not None or stretch.report:
            return Fit(0, "是表格" if stretch.grid is not None else "是报来的材料")
        reports = is_progress(stretch.part.paragraphs, stretch.part.facts, stretch.ref)
        return Fit(0.3, "说的是完成了多少") if reports else Fit(0.7, "没有说完成了多少")

    def read(self, stretch: Stretch) -> Made:
        facts, lead = stretch.part.facts, stretch.first_leads
        return Made(read_prose(stretch.paragraphs, facts, stretch.file, stretch.ref, first_leads=lead))


class ProgressProse:
    """What has been done, told in running text."""

    name = "文字写的进展"
    beside = False

    def fit(self, stretch: Stretch) -> Fit:
        if stretch.grid is not None:
            return Fit(0, "是表格")
        if stretch.report or is_progress(stretch.part.paragraphs, stretch.part.facts, stretch.ref):
            return Fit(1, "标题或正文说的是完成了多少")
        return Fit(0.3, "标题和正文没有说是进展")

    def read(self, stretch: Stretch) -> Made:
        return Made(read_progress(stretch.paragraphs, stretch.part.facts, stretch.file, stretch.ref))


class TownshipMatrix:
    """Regions down, indicators across."""

    name = "乡镇分解表"
    beside = False

    def fit(self, stretch: Stretch) -> Fit:
        return Fit(1, "每行一个乡镇") if stretch.grid is not None else Fit(0, "不是表格")

    def read(self, stretch: Stretch) -> Made:
        asked: list[Question] = []
        assert stretch.grid is not None
        matrix = read_matrix(stretch.grid, stretch.part.facts.title, stretch.ref, asked)
        return Made(None, matrix, tuple(asked))


class TaskTable:
    """A row a task, or a row an indicator with its unit and target in columns of their own."""

    name = "任务表"
    beside = False

    def fit(self, stretch: Stretch) -> Fit:
        return Fit(0.8, "每行一项任务") if stretch.grid is not None else Fit(0, "不是表格")

    def read(self, stretch: Stretch) -> Made:
        asked: list[Question] = []
        assert stretch.grid is not None
        table = read_grid(
            stretch.grid,
            stretch.part.facts,
            stretch.ref,
            sections=stretch.sections,
            category=stretch.category,
            first_leads=stretch.first_leads,
            asked=asked,
        )
        return Made(table, None, tuple(asked))


class ProgressTable:
    """Rows that say in words or columns what has been done."""

    name = "进展表"
    beside = True

    def fit(self, stretch: Stretch) -> Fit:
        if stretch.grid is None:
            return Fit(0, "不是表格")
        header = progress_header(stretch.grid, stretch.ref)
        return Fit(0.6, "有完成情况的列") if header else Fit(0, "没有完成情况的列")

    def read(self, stretch: Stretch) -> Made:
        grid, ref = stretch.grid, stretch.ref
        header = progress_header(grid, ref) if grid is not None else None
        if grid is None or header is None:
            return Made()
        return Made(read_progress_rows(grid, header, stretch.part.facts, ref))


STRATEGIES: tuple[Strategy, ...] = (
    TownshipMatrix(),
    ProgressProse(),
    TaskProse(),
    TaskTable(),
    ProgressTable(),
)


@dataclass(frozen=True, slots=True)
class Bid:
    """A way of reading a stretch with what it made of it."""

    stretch: Stretch
    strategy: Strategy | None
    fit: Fit
    made: Made
    questions: tuple[Question, ...] = ()
    """What this and the ways tried beside it asked."""

    def said(self, use: Use) -> str:
        """What it would be read as, how much of it, and why, in Chinese."""
        name = self.strategy.name if self.strategy else ""
        return f"按“{name}”读了{use.used}个（{self.fit.why}）"

    def outdoes(self, best: Bid) -> bool:
        """Whether what a table reports is to be taken for it: not where it says who does what."""
        planned = best.made.matrix is not None or _assigned(best.made.table)
        return not planned and _statements(self.made.table) > _statements(best.made.table)


class Use(NamedTuple):
    """How many numbers a stretch has, dates and other references aside, and how many a reading used."""

    numbers: int
    used: int

    @classmethod
    def of(cls, numbers: Iterable[Number]) -> Use:
        counted = [each for each in numbers if each.account != "reference"]
        return cls(len(counted), sum(each.account != "unread" for each in counted))

    @property
    def whole(self) -> bool:
        """Whether at least as many were used as were left, or too few were left to ask about."""
        return self.used * 2 >= self.numbers or self.numbers - self.used < _FEWEST


def best_bid(stretch: Stretch) -> Bid:
    """What the likely way of reading that fits best makes of a stretch; of a table also what it reports."""
    best: Bid | None = None
    questions: tuple[Question, ...] = ()
    for strategy, fit in _by_fit(stretch):
        if fit.score < _LIKELY or (best is not None and not strategy.beside):
            continue
        made = strategy.read(stretch)
        bid, questions = Bid(stretch, strategy, fit, made), questions + made.questions
        if made and (best is None or bid.outdoes(best)):
            best = bid
        if made.refused:
            break
    return replace(best or Bid(stretch, None, Fit(0, ""), Made()), questions=questions)


def reconsidered(best: Bid, numbers: Iterable[Number]) -> Bid:
    """The bid, or a likely one that uses more of the stretch's `numbers`, where it left most of them unused.

    Where none uses most, it is asked about with the two best.
    """
    use = Use.of(numbers)
    if best.strategy is None or best.made.refused or use.whole:
        return best
    others = [
        _told(best.stretch, each, fit) for each, fit in _by_fit(best.stretch) if each is not best.strategy
    ]
    tried = sorted((pair for pair in others if pair[0].made), key=lambda pair: -pair[1].used)
    for other, told in tried:
        if other.fit.score >= _LIKELY and told.whole and told.used > use.used:
            return replace(other, questions=other.made.questions)
    said = "；".join(each.said(told) for each, told in ((best, use), *tried[:1]))
    what = f"这一段有{use.numbers}个数，{said}"
    question = Question(best.stretch.place, what, "大半没有用上，可能认错了是什么样的材料")
    return replace(best, questions=(*best.questions, question))


def _told(stretch: Stretch, strategy: Strategy, fit: Fit) -> tuple[Bid, Use]:
    """Another way of reading, and how many numbers it uses."""
    made = strategy.read(stretch)
    table = made.table
    if made.matrix is not None and stretch.grid is not None:
        table = matrix_table(made.matrix, stretch.grid, stretch.part.facts, stretch.ref)
    document = Document(stretch.file, (), (table,) if table else ())
    return Bid(stretch, strategy, fit, made), Use.of(account(document, stretch.blocks, stretch.ref.units))


def _by_fit(stretch: Stretch) -> list[tuple[Strategy, Fit]]:
    fits = [(each, each.fit(stretch)) for each in STRATEGIES]
    return sorted((pair for pair in fits if pair[1].score > 0), key=lambda pair: -pair[1].score)


def _statements(table: TargetTable | None) -> int:
    """How many statements of progress a table holds."""
    return sum(len(item.progress) for item in table.items) if table else 0


def _assigned(table: TargetTable | None) -> bool:
    """Whether a table says what is to be done and who does it."""
    return table is not None and bool(table.indicators) and any(item.lead.units for item in table.items)

"""Ways to read a stretch of a document: each says how well it fits and why, and what it makes of it.

A stretch is the running text of a part, or one table. The best fit reads it. Where it uses fewer of the
stretch's numbers than it leaves, the others try as well: of those that are likely the one that uses more is
taken, and a stretch that none reads half of is asked about with the two best.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from minsheng_xl.model import Document, Question, TargetTable
from minsheng_xl.place import Grid, Place
from minsheng_xl.reading.documents.parts import Part
from minsheng_xl.reading.notices.accounting import account
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

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [block for block in self.blocks if isinstance(block, Paragraph)]

    @property
    def grid(self) -> Grid | None:
        return next((block for block in self.blocks if isinstance(block, Grid)), None)

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
        reports = is_progress(stretch.part.paragraphs, stretch.part.facts)
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
        if stretch.report or is_progress(stretch.part.paragraphs, stretch.part.facts):
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
    """A way of reading with what it made, and how many of the stretch's numbers it used."""

    strategy: Strategy
    fit: Fit
    made: Made
    numbers: int
    used: int

    @property
    def whole(self) -> bool:
        """Whether it used at least as many numbers as it left, or left too few to ask about."""
        return self.used * 2 >= self.numbers or self.numbers - self.used < _FEWEST

    @property
    def told(self) -> str:
        return f"按“{self.strategy.name}”读了{self.used}个（{self.fit.why}）"

    def outdoes(self, best: Bid) -> bool:
        """Whether it is to be taken instead: it uses more where the other leaves most, or reports more.

        A table that says who does what is a plan, whatever is reported beside.
        """
        planned = best.made.matrix is not None or _assigned(best.made.table)
        if self.strategy.beside and not planned:
            return _statements(self.made.table) > _statements(best.made.table)
        return not best.whole and self.whole and self.used > best.used


def read_stretch(stretch: Stretch) -> Made:
    """What the way of reading that fits best makes of a stretch, with what is to be asked about it."""
    best: Bid | None = None
    beaten: Bid | None = None
    questions: tuple[Question, ...] = ()
    for strategy, fit in _by_fit(stretch):
        if best is not None and best.whole and not strategy.beside:
            continue
        if best is None and fit.score < _LIKELY:
            continue
        made = strategy.read(stretch)
        questions += made.questions
        if made.refused:
            return made
        if not made:
            continue
        bid = Bid(strategy, fit, made, *_used(stretch, made))
        if best is None or (fit.score >= _LIKELY and bid.outdoes(best)):
            best, bid = bid, best or bid
        beaten = bid if bid is not best and (beaten is None or bid.used > beaten.used) else beaten
    if best is None:
        return Made(questions=questions)
    asked = () if best.whole else (_question(stretch, best, beaten),)
    return Made(best.made.table, best.made.matrix, (*questions, *asked))


def _by_fit(stretch: Stretch) -> list[tuple[Strategy, Fit]]:
    fits = [(each, each.fit(stretch)) for each in STRATEGIES]
    return sorted((pair for pair in fits if pair[1].score > 0), key=lambda pair: -pair[1].score)


def _used(stretch: Stretch, made: Made) -> tuple[int, int]:
    """How many numbers a stretch has, dates and other references aside, and how many of them were used."""
    table = made.table
    if made.matrix is not None and stretch.grid is not None:
        table = matrix_table(made.matrix, stretch.grid, stretch.part.facts, stretch.ref)
    document = Document(stretch.file, (), (table,) if table else ())
    numbers = account(document, stretch.blocks, stretch.ref.units)
    counted = [each for each in numbers if each.account != "reference"]
    return len(counted), sum(each.account != "unread" for each in counted)


def _question(stretch: Stretch, best: Bid, beaten: Bid | None) -> Question:
    what = f"这一段有{best.numbers}个数，{best.told}" + (f"；{beaten.told}" if beaten else "")
    return Question(stretch.place, what, "大半没有用上，可能认错了是什么样的材料")


def _statements(table: TargetTable | None) -> int:
    """How many statements of progress a table holds."""
    return sum(len(item.progress) for item in table.items) if table else 0


def _assigned(table: TargetTable | None) -> bool:
    """Whether a table says what is to be done and who does it."""
    return table is not None and bool(table.indicators) and any(item.lead.units for item in table.items)

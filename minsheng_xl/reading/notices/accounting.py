"""Every number and unit a document prints accounted for, as a bookkeeper does: by what came out of it.

A run of digits, or a numeral in words, is in one of these: a value that was read, the name or number of
something read, a quantity left out with its reason, a figure said a second time, a reference (date, document
number, step, telephone …), or it is unread. What is read is claimed where it stands: on its own line first,
then on those of its item.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate, dropwhile
from typing import Literal, NamedTuple

from minsheng_xl.model import Document, Indicator, Item, TargetTable, Unread
from minsheng_xl.place import Grid, Place, number_text
from minsheng_xl.quantity import LeftOut, Quantity, UnitTable, find_numbers
from minsheng_xl.quantity.grammar import ARABIC, grammar
from minsheng_xl.quantity.numerals import FIRST
from minsheng_xl.quantity.reasons import NO_UNIT
from minsheng_xl.quantity.typography import flatten
from minsheng_xl.reading.text.numbering import read_mark
from minsheng_xl.reading.text.paragraph import Block, Paragraph
from minsheng_xl.reading.text.words import pattern
from minsheng_xl.reference import Register

Account = Literal["value", "name", "left_out", "repeated", "reference", "unread"]
_RUN = re.compile(ARABIC)
_DIGIT = re.compile("[0-9０-９]")
_FIRST = re.compile(FIRST)
_LONGEST_MARK = 8
"""Where a line's own number has begun, if it has one."""
_CLAUSE = re.compile(r"[，,。；;！!？?\n\t]")
_TASKS = ("项", "件", "个")
"""What tasks are counted in: 33项民生工程, 一、就业（2项）."""
_QUOTE = 40
"""Characters of a clause that are shown around a number."""
_OUTSIDE = "在第一个项目之前"
_INSIDE = "没有读作目标、进展或不计的数"
_UNITLESS = "没有单位，看不出数的是什么"
_NO_ROLE = "写了这个单位，没有读作牵头、责任或配合单位"
_ROLES = ("lead", "responsible", "cooperators")
_NAME = re.compile(
    r"(?<![一-鿿])(?:[一-鿿]*由|[一-鿿]*(?:单位|部门)(?:均|都|全部|分别)?[为是])?(?P<name>[一-鿿]{2,14}(?:[局办厅]|(?<![省市县区])委))(?![一-鿿])"
)
"""A name that stands by itself, between marks, as in a list of units."""
_SENT_TO = re.compile("(?:抄送|主送|分送|报送?|印发)[:：]")


class Number(NamedTuple):
    """One number as printed: where, its figure without separators, the unit behind it, and its account."""

    place: Place
    start: int
    end: int
    figure: str
    unit: str
    account: Account
    why: str = ""
    """Why it counts as unread, and the clause it stands in."""
    quote: str = ""


@dataclass(slots=True)
class _Run:
    """A number while the books are open."""

    start: int
    end: int
    figure: str
    account: Account = "unread"
    unit: str = ""
    part: str = ""
    """The quantity or left-out number it stands in, as printed."""

    @property
    def free(self) -> bool:
        """Whether nothing that was read has claimed it."""
        return self.account in ("unread", "reference")


class _Line:
    """A printed line, or a row of a sheet, with its numbers.

    What a number is by its own words is only looked up where it matters: where several on the line are alike,
    or nothing that was read claims it.
    """

    def __init__(self, place: Place, text: str, units: UnitTable) -> None:
        self.place, self.text, self.units = place, text, units
        self.flat = flatten(text)
        self.runs = [_Run(*each.span(), _figure(each.group())) for each in _RUN.finditer(self.flat)]
        self._looked_up = False
        self._cuts: list[int] = []
        mark = read_mark(text) if self.runs and self.runs[0].start < _LONGEST_MARK else None
        for run in self.runs if mark else ():
            run.account = "reference" if mark and run.start < mark.end else "unread"
        alike = len({run.figure for run in self.runs}) < len(self.runs)
        if alike or (_FIRST.search(self.flat) and grammar(units).spelled.search(self.flat)):
            self.look_up()

    def look_up(self) -> None:
        """Tell dates, steps and names from quantities, and add numerals in words."""
        if self._looked_up:
            return
        self._looked_up = True
        quantities, left = find_numbers(self.text, self.units, bare=True)
        starts, spelled = [run.start for run in self.runs], list[_Run]()
        parts: list[Quantity | LeftOut] = [*quantities, *left]
        for part in parts:
            unit, printed = part.unit if isinstance(part, Quantity) else "", self.text[part.start : part.end]
            own = self.runs[bisect_left(starts, part.start) : bisect_left(starts, part.end)]
            refers = _refers(part, self.flat)
            for run in own:
                run.unit, run.part = unit, printed
                run.account = "reference" if refers and run.account == "unread" else run.account
            if not own and isinstance(part, Quantity) and part.value is not None:
                figure = number_text(part.value)
                spelled.append(_Run(part.start, part.end, figure, "unread", unit, printed))
        if spelled:
            self.runs = sorted([*self.runs, *spelled], key=lambda run: run.start)

    def clause(self, start: int, end: int) -> str:
        """The clause that a number stands in."""
        if not self._cuts:
            self._cuts = [0, *(cut.end() for cut in _CLAUSE.finditer(self.text)), len(self.text) + 1]
        begin = self._cuts[bisect_right(self._cuts, start) - 1]
        stop = self._cuts[bisect_right(self._cuts, end)] - 1
        return self.text[max(begin, start - _QUOTE) : min(stop, end + _QUOTE)].strip()


def with_unread(
    document: Document, blocks: Sequence[Block], numbers: Iterable[Number], register: Register
) -> Document:
    """The document with what of its `numbers` and units nothing was made of.

    `blocks` are its own, as printed. A unit is told once, and only from the first item on.
    """
    order = {place: at for at, (place, _) in enumerate(_printed(blocks, document.file))}
    found = [
        Unread(each.place, each.quote, each.why, each.why == _OUTSIDE)
        for each in numbers
        if each.account == "unread"
    ]
    found += _units_unread(_printed(blocks, document.file), document, register)
    return replace(document, unread=tuple(sorted(found, key=lambda each: order[each.place])))


def _units_unread(
    lines: Iterable[tuple[Place, str]], document: Document, register: Register
) -> Iterator[Unread]:
    """Units that stand by themselves, as in lists, below the first item, and have no part in any."""
    begun = {item.place for table in document.tables for item in table.items}
    rows = [row for table in document.tables for item in table.items for row in (item, *item.indicators)]
    known = {unit for row in rows for role in _ROLES for unit in getattr(row, role).units}
    known |= {unit for table in document.tables for item in table.items for unit in item.assessors}
    told = {register.standard(unit) for unit in known}
    for place, text in dropwhile(lambda line: line[0] not in begun, lines):
        for found in _NAME.finditer(text) if not _SENT_TO.match(text) else ():
            name = found["name"]
            if register.knows(name) and (standard := register.standard(name)) not in told:
                told.add(standard)
                yield Unread(place, name, _NO_ROLE, unit=True)


def account(document: Document, blocks: Iterable[Block], units: UnitTable) -> list[Number]:
    """Every number of a document in printed order with its account."""
    lines = [_Line(place, text, units) for place, text in _printed(blocks, document.file)]
    books = _Books(lines, document)
    books.settle()
    return [books.number(at, run) for at, line in enumerate(lines) for run in line.runs]


def _printed(blocks: Iterable[Block], file: str) -> Iterator[tuple[Place, str]]:
    """Paragraphs and rows of tables in printed order, the cells of a row parted by tabs."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield Place(file, line=block.line), block.text
            continue
        for number, row in enumerate(block.rows, start=1):
            text = "\t".join(block.text(number, at + 1) for at in range(len(row)))
            yield _place(block, number, file), text


def _place(grid: Grid, row: int, file: str) -> Place:
    line = grid.lines[row - 1] if row <= len(grid.lines) else 0
    return Place(file, line=line) if line else Place(file, grid.sheet, row)


def _refers(part: Quantity | LeftOut, flat: str) -> bool:
    """Whether a number is a date, step or name by its own words, or says how many tasks there are."""
    if isinstance(part, LeftOut):
        return part.reason != NO_UNIT
    if part.unit not in _TASKS:
        return False
    closed = flat.endswith(("（", "("), 0, part.start) and flat.startswith(("）", ")"), part.end)
    behind = part.end + len(flat[part.end : part.end + 3]) - len(flat[part.end : part.end + 3].lstrip())
    told = (pattern("accounting", key).match(flat, behind) for key in ("counted", "deeds"))
    return closed or any(told)


def _figure(printed: str) -> str:
    """The figure of a run of digits: 1,800 and 1800.0 as 1800."""
    plain = printed.isdigit() and not printed.startswith("0")
    return printed if plain else number_text(Decimal(printed.replace(",", "")))


class _Pool:
    """Numbers alike, in printed order; those that are taken are stepped over at once."""

    def __init__(self) -> None:
        self.places: list[int] = []
        self._next: list[int] = []

    def add(self, place: int) -> None:
        self.places.append(place)
        self._next.append(len(self._next))

    def take(self, within: range, runs: Sequence[_Run]) -> _Run | None:
        """The first that is still free in a stretch of the document."""
        at = self._free(bisect_left(self.places, within.start))
        while at < len(self.places) and self.places[at] < within.stop:
            run, self._next[at] = runs[self.places[at]], at + 1
            if run.free:
                return run
            at = self._free(at)
        return None

    def _free(self, at: int) -> int:
        """The first not stepped over from a position on."""
        end = at
        while end < len(self._next) and self._next[end] != end:
            end = self._next[end]
        while at < len(self._next) and self._next[at] != end and at != end:
            at, self._next[at] = self._next[at], end
        return end


class _Books:
    """The lines of a document while what was read of it is claimed on them."""

    def __init__(self, lines: Sequence[_Line], document: Document) -> None:
        self.lines, self.document = lines, document
        self._at = {line.place: at for at, line in enumerate(lines)}
        begun = {self._line(item.place) for table in document.tables for item in table.items}
        self._items = sorted(each for each in begun if each is not None)
        self._runs = [run for line in lines for run in line.runs]
        self._starts = [0, *accumulate(len(line.runs) for line in lines)]
        self._pools: defaultdict[tuple[str, str], _Pool] = defaultdict(_Pool)
        for place, run in enumerate(self._runs):
            self._pools[run.figure, run.account].add(place)
            if run.part:
                self._pools[run.figure, run.part].add(place)
        self._alone: defaultdict[str, list[int]] = defaultdict(list)
        for at, line in enumerate(lines):
            if len(line.runs) == 1 and line.text.strip().isdigit():
                self._alone[line.runs[0].figure].append(at)

    def settle(self) -> None:
        """Claim what was read, then what is left out with its reason, then what only repeats a value."""
        for table in self.document.tables:
            self._claim_table(table)
        for table in self.document.tables:
            for item in table.items:
                for left in item.left_out:
                    self._claim(item.place, _figures(left.text), "left_out", part=left.text)
        for stated in self.document.stated:
            self._claim(stated.place, _figures(stated.quote), "value")
        for line in self.lines:
            if any(run.account == "unread" for run in line.runs):
                line.look_up()
        self._claim_repeated()

    def number(self, at: int, run: _Run) -> Number:
        """A number of a line with its account; an unread one with why it counts so."""
        line, why, quote = self.lines[at], "", ""
        if run.account == "unread":
            quote = line.clause(run.start, run.end)
            before = self._items and at < self._items[0]
            why = _OUTSIDE if before else _INSIDE if run.unit else _UNITLESS
        return Number(line.place, run.start, run.end, run.figure, run.unit, run.account, why, quote)

    def _claim_table(self, table: TargetTable) -> None:
        for item in table.items:
            for indicator in item.indicators:
                self._claim(indicator.place, _values(indicator), "value", within=item)
            for said in (*item.progress, *item.aside):
                numbers = (said.target, said.done, said.figure, said.printed_percent)
                figures = [number_text(each) for each in numbers if each is not None]
                self._claim(said.place, figures, "value", within=item)
        for share in (*table.allocations, *table.allocated_totals):
            self._claim(share.place, _figures(share.value_text), "value")
            self._claim(share.place, _figures(share.head), "name")
        for item in table.items:
            self._claim_number(item)
            said_of = [item.name, item.category, item.deadline, *item.leaders]
            said_of += [text for each in item.indicators for text in (each.name, each.sub_item)]
            said_of += [each.name for each in item.progress]
            said_of += [text for each in item.progress for text in (each.status, *each.texts.values())]
            for text in dict.fromkeys(said_of):
                self._claim(item.place, _figures(text), "name")

    def _claim_number(self, item: Item) -> None:
        """An item's number stands on its own line or, printed alone, shortly before it."""
        home = self._line(item.place)
        if home is None or not item.no.isdigit():
            return
        before = bisect_left(self._items, home)
        first, figure = self._items[before - 1] if before else 0, _figure(item.no)
        above = self._alone[figure][
            bisect_left(self._alone[figure], first) : bisect_left(self._alone[figure], home)
        ]
        for at in (home, *above[-1:]):
            if self._take(figure, ("reference", "unread"), self._span(at, at + 1), "name"):
                return

    def _claim(
        self,
        place: Place,
        figures: Iterable[str],
        account: Account,
        *,
        within: Item | None = None,
        part: str = "",
    ) -> None:
        """Take figures off the line where they stand, else off those of their item.

        Of several alike a value takes the first that is still unread, a name or what is left out rather one
        that is a reference by its own words.
        """
        at = self._line(place)
        home = at if at is not None else self._line(within.place) if within else None
        if home is None:
            return
        extent = self._extent(home)
        for figure in figures:
            order = ("unread", "reference") if account == "value" else ("reference", "unread")
            if part and self._take(figure, (part,), self._span(extent.start, extent.stop), account):
                continue
            for span in (self._span(home, home + 1), self._span(extent.start, extent.stop)):
                if self._take(figure, order, span, account):
                    break

    def _take(self, figure: str, kinds: Iterable[str], within: range, account: Account) -> bool:
        """Claim the first free number of a figure in a stretch, by the order of the kinds."""
        for kind in kinds:
            if (figure, kind) in self._pools and (run := self._pools[figure, kind].take(within, self._runs)):
                run.account = account
                return True
        return False

    def _span(self, first: int, stop: int) -> range:
        """The numbers of some lines."""
        return range(self._starts[first], self._starts[stop])

    def _claim_repeated(self) -> None:
        """A figure with its unit that was read elsewhere in the same item is said twice."""
        for home in self._items:
            runs = [run for at in self._extent(home) for run in self.lines[at].runs]
            read = {(run.figure, run.unit) for run in runs if run.account == "value"}
            for run in runs:
                if run.account == "unread" and run.unit and (run.figure, run.unit) in read:
                    run.account = "repeated"

    def _extent(self, at: int) -> range:
        """The lines of the item a line belongs to: up to where the next one begins."""
        found = bisect_right(self._items, at)
        first = self._items[found - 1] if found else 0
        last = self._items[found] if found < len(self._items) else len(self.lines)
        return range(first, last)

    def _line(self, place: Place) -> int | None:
        file = self.document.file
        return self._at.get(
            Place(file, line=place.line) if place.line else Place(file, place.sheet, place.row)
        )


def _figures(text: str) -> list[str]:
    """The figures a text prints."""
    return [_figure(found.group()) for found in _RUN.finditer(flatten(text))] if _DIGIT.search(text) else []


def _values(indicator: Indicator) -> list[str]:
    """The figures of a target: those it prints, and the one its words come to."""
    target = indicator.target
    printed = _figures(target.raw)
    return printed or ([number_text(target.value)] if target.value is not None else [])

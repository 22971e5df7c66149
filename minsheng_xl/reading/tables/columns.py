"""Which column of a returned sheet holds what: certain, likely (and said so), or asked.

A head is certain by its listed word. A word only like a listed one is taken where the difference cannot turn
its meaning; a strange or erased one where formulas or sums of its cells prove it. All else is asked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from minsheng_xl.formats.a1 import column_letters
from minsheng_xl.model import CONFIRMED, Reading, ReadingState
from minsheng_xl.place import Grid, cell_text
from minsheng_xl.reading.tables.column_map import ColumnMap, Head, Why
from minsheng_xl.reading.tables.headers import FEWEST_KNOWN, FULL_HEADER, TASK, find_header, how, squeezed
from minsheng_xl.reading.tables.months import Month, dated_role, month_above
from minsheng_xl.reference import Reference
from minsheng_xl.reference.headers import HeaderMatch

ALLOTTED = "allotted"
FORM_ORDER = (
    *("code", "no", "item", "sub_item", "task_text", "indicator", "unit", "target", "measure"),
    *("leader", "responsible"),
    *("previous", "current", "cumulative", "rate", "pace_percent", "gap", "status"),
    *("invest_plan", "invest_done", "invest_rate", "progress_note", "problem", "next_step"),
    *("explanation", "evidence", "case_count", "note"),
)
"""Fields in the order of the issued form, which a strange head's neighbours are held against."""
FORM_ROLES = frozenset(FORM_ORDER) | {"lead", ALLOTTED}
WORDS = frozenset({"sub_item", "task_text", "leader"})
"""Fields that only the forms of tasks in words have: no strange head is taken for one."""
FIGURES = frozenset({"previous", "current", "cumulative", "invest_plan", "invest_done"})
VITAL = frozenset({"indicator", "unit", "target"}) | FIGURES
IGNORED = "不用"
"""What a person answers for a column or row that is not to be read."""

_TURNING = frozenset("上本去前后末同未剩余差率比计划实增减欠累年月季旬期单位率%％其中已总")
"""Characters that change what a head means: 上月 is not 本月, 去年累计 not 累计."""
_OTHER_TIME = re.compile("去年|上年|往年|同期|历年|以前年度|全市|全省|剩余|未完成|尚欠|环比|同比")
_WHY = {2: "写法相近", 3: "表头的月份与报送期相符"}
"""Why a head that is no listed word is taken, by its rank."""
_KNOWN_BY: tuple[Why, ...] = ("listed", "listed", "near", "month")
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?[0-9]+")

Answers = Mapping[str, str]
"""What a person said of heads or rows of a department: what is printed -> field or code, or IGNORED."""


class Rival(NamedTuple):
    """One candidate for a field: rank 0 standard word, 1 other listed word; 2 and 3 as `_WHY` says."""

    rank: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The header of a returned sheet, and what of its columns was not certain."""

    header: ColumnMap
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Returned:
    """Headers of one row with at least three fields of our forms by words that are listed or like them."""

    ref: Reference
    enough: int = FULL_HEADER
    look_on: int = 2

    def read(self, grid: Grid, row: int) -> Iterator[ColumnMap]:
        heads = []
        for texts in header_texts(grid, row, row):
            text, match = _best(texts, self.ref) or ("".join(texts), None)
            role = match.role if match and match.role in FORM_ROLES else ""
            heads.append(Head(text, role, how(match) if role else ""))
        yield ColumnMap(row, row, tuple(heads))

    def weight(self, header: ColumnMap) -> int:
        known = len(header.columns)
        return known if known >= FEWEST_KNOWN else 0


def find_columns(grid: Grid, ref: Reference, year: int = 0, answers: Answers | None = None) -> Columns | None:
    """The header of a returned sheet; None where no row has three known heads."""
    found = find_header(grid, Returned(ref))
    if found is None:
        return None
    at = found.row
    pairs = [(top, top + 1) for top in (at - 1, at) if 0 < top < len(grid.rows)]
    known, top, row = max(((_listed_over(grid, *pair, ref), *pair) for pair in pairs), default=(0, 0, 0))
    if known <= len(found.columns):
        top = row = at
    return _Mapper(grid, ref, year, answers or {}).columns(top, row)


def columns_at(grid: Grid, row: int, ref: Reference, year: int = 0) -> Columns:
    """The columns that a row known to be a header names."""
    return _Mapper(grid, ref, year, {}).columns(row, row)


def listed_roles(grid: Grid, row: int, ref: Reference) -> dict[str, int]:
    """Fields that the cells of a row name by listed words, with their columns; empty for no header."""
    found: dict[str, int] = {}
    for column, value in enumerate(grid.rows[row - 1], start=1):
        match = ref.headers.role(cell_text(value)) if isinstance(value, str) else None
        if match and match.kind != "near" and match.role in FORM_ROLES:
            found.setdefault(match.role, column)
    return found if len(found) >= 3 else {}


def header_texts(grid: Grid, top: int, row: int) -> list[list[str]]:
    """For each column the words its head may be, the fullest first; merged heads reach over their columns."""
    own = [cell_text(value) for value in grid.rows[row - 1]]
    if top == row:
        return [[text] if text else [] for text in own]
    above, carried = [], ""
    for column in range(1, max(len(own), len(grid.rows[top - 1])) + 1):
        text = grid.text(top, column)
        carried = text or (carried if grid.text(row, column) else "")
        above.append(carried)
    own += [""] * (len(above) - len(own))
    return [
        list(dict.fromkeys(filter(None, (up + low if up != low else low, low or up))))
        for up, low in zip(above, own, strict=True)
    ]


def _listed_over(grid: Grid, top: int, row: int, ref: Reference) -> int:
    """How many fields heads in two rows name by listed words."""
    listed = (
        next(filter(None, map(ref.headers.listed, texts)), None) for texts in header_texts(grid, top, row)
    )
    return len({match.role for match in listed if match and match.role in FORM_ROLES})


def _best(texts: list[str], ref: Reference) -> tuple[str, HeaderMatch] | None:
    matches = [(text, match) for text in texts if (match := ref.headers.role(text))]
    return next((each for each in matches if each[1].kind != "near"), matches[0] if matches else None)


@dataclass(slots=True)
class _Draft:
    """The columns of a returned sheet while they are being told apart."""

    top: int
    row: int
    month: Month
    """The month the table is for."""
    roles: dict[str, int] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    """Heads no field was found for, by column."""
    readings: list[Reading] = field(default_factory=list)
    doubted: dict[int, str] = field(default_factory=dict)
    """Field that a head may be meant to name, where its difference could turn the meaning."""
    whys: dict[int, Why] = field(default_factory=dict)

    def take(self, role: str, column: int, why: Why) -> None:
        self.roles[role], self.whys[column] = column, why

    def note(self, state: ReadingState, column: int, text: str, role: str, why: str, guess: str) -> None:
        read = Reading("column", state, shown(text, column), guess, why, self.row, column, role in VITAL)
        self.readings.append(read)

    def finished(self, texts: Sequence[Sequence[str]]) -> Columns:
        """The columns as they were found; `texts` are the words over each."""
        roles = {column: role for role, column in self.roles.items()}
        heads = (
            Head(words[0] if words else "", roles.get(at, ""), self.whys.get(at, ""))
            for at, words in enumerate(texts, start=1)
        )
        return Columns(ColumnMap(self.top, self.row, tuple(heads)), tuple(self.readings))


class _Mapper:
    """Gives every field its column, and says what was not certain."""

    def __init__(self, grid: Grid, ref: Reference, year: int, answers: Answers) -> None:
        self.grid, self.ref, self.year, self.answers = grid, ref, year, answers

    def columns(self, top: int, row: int) -> Columns:
        found = _Draft(top, row, month_above(self.grid, top))
        heads: dict[str, list[Rival]] = defaultdict(list)
        printed = header_texts(self.grid, top, row)
        for column, texts in enumerate(printed, start=1):
            text = texts[0] if texts else ""
            if self.answers and squeezed(shown(text, column)) in self.answers:
                self._answered(found, column, text)
                continue
            self._sort(found, heads, column, texts)
        for role in (TASK, ALLOTTED):
            _tell_apart(found, heads, role, self.ref)
        for role, each in heads.items():
            if role not in found.roles:
                self._choose(found, role, sorted(each))
        self._ask(found)
        self._tell(found)
        return found.finished(printed)

    def _answered(self, found: _Draft, column: int, text: str) -> None:
        answer = self.answers[squeezed(shown(text, column))]
        if answer in FORM_ROLES and answer not in found.roles:
            found.take(answer, column, "answered")
            found.note("confirmed", column, text, answer, CONFIRMED, self.ref.headers.word(answer))
        else:
            found.note("confirmed", column, text, "", CONFIRMED, IGNORED)

    def _sort(self, found: _Draft, heads: dict[str, list[Rival]], column: int, texts: list[str]) -> None:
        text = texts[0] if texts else ""
        dated = dated_role(text, found.month) if text else None
        if dated is not None:
            if dated:
                heads[dated].append(Rival(3, column, text))
            else:
                found.unknown[column] = text
            return
        best = _best(texts, self.ref)
        if best is None or best[1].role not in FORM_ROLES:
            if text or self._filled(found.row, column):
                found.unknown[column] = text
            return
        word, match = best
        role = self._role_by_cells(match, column, found.row)
        strange = _OTHER_TIME.search(text) or _OTHER_TIME.search(match.remark)
        other_year = match.year and self.year and match.year != self.year
        turned = match.kind == "near" and _turns(squeezed(word), match)
        if strange or other_year or turned:
            found.unknown[column] = text
            found.doubted[column] = role
        elif role:
            rank = {"exact": 0, "alias": 1, "near": 2}[match.kind]
            heads[role].append(Rival(rank, column, text))

    def _role_by_cells(self, match: HeaderMatch, column: int, row: int) -> str:
        """A head 单位 over names of organisations is no unit, 本月完成情况 over words no figure."""
        if match.role in FIGURES and match.word.endswith("情况") and not self._is_figures(row, column):
            return "progress_note"
        if match.role != "unit" or not match.ambiguous:
            return match.role
        cells = (self.grid.text(number, column) for number in range(row + 1, len(self.grid.rows) + 1))
        return "" if self.ref.unit_column_kind(cells) == "organisation" else match.role

    def _choose(self, found: _Draft, role: str, heads: list[Rival]) -> None:
        """The best head of a field; of two as good the one whose cells prove it."""
        best = [each for each in heads if each.rank == heads[0].rank]
        if len(best) > 1 and role in FIGURES:
            best = [each for each in best if self._is_figures(found.row, each.column)] or best
        if len(best) > 1:
            best = self._proven(found, role, best)
        if len(best) > 1 and role in VITAL:
            for head in best:
                found.unknown[head.column], found.doubted[head.column] = head.text, role
            return
        chosen = best[0]
        found.take(role, chosen.column, _KNOWN_BY[chosen.rank])
        word = self.ref.headers.word(role)
        if chosen.rank in _WHY:
            found.note("likely", chosen.column, chosen.text, role, _WHY[chosen.rank], word)
        elif len(heads) > len(best) or len(best) > 1:
            found.note("likely", chosen.column, chosen.text, role, "另有相近的列，取这一列", word)
        for head in heads:
            if head is not chosen:
                found.unknown[head.column] = head.text

    def _proven(self, found: _Draft, role: str, heads: list[Rival]) -> list[Rival]:
        if role not in ("previous", "current", "cumulative"):
            return heads
        proven = [each for each in heads if self._evidence(found, role, each.column)]
        return proven if len(proven) == 1 else heads

    def _ask(self, found: _Draft) -> None:
        """Fields still missing, and the strange columns they may be."""
        guesses = {column: self._guesses(found, column) for column in found.unknown}
        together = {each[0]: column for column, each in guesses.items() if each}
        for column, roles in guesses.items():
            roles = [role for role in roles if role not in found.roles]
            if not roles:
                continue
            text = found.unknown[column]
            proven = ((role, self._evidence(found, role, column, together)) for role in roles)
            role, why = next((each for each in proven if each[1]), (roles[0], ""))
            word = self.ref.headers.word(role)
            if why and not _OTHER_TIME.search(text) and dated_role(text, found.month) != "":
                found.take(role, column, "cells")
                found.note("likely", column, text, role, why, word)
            elif self._filled(found.row, column):
                found.note("asked", column, text, role, "表头认不准", word)
            else:
                continue
            del found.unknown[column]

    def _guesses(self, found: _Draft, column: int) -> list[str]:
        """Fields a strange column may be, the likeliest first: what its head is like, what fits between."""
        between = self._between(found, column)
        doubted = found.doubted.get(column, "")
        first = [doubted] if doubted and doubted not in found.roles else []
        if _OTHER_TIME.search(found.unknown[column]) and not first:
            return []
        vital = [role for role in between if role in VITAL]
        return list(dict.fromkeys(first + (between if len(between) == 1 else vital)))

    def _between(self, found: _Draft, column: int) -> list[str]:
        """Fields of the issued order that are missing and fit between the known columns on both sides."""
        known = {at: role for role, at in found.roles.items() if role in FORM_ORDER}
        left = next((known[at] for at in range(column - 1, 0, -1) if at in known), "")
        right = next((known[at] for at in range(column + 1, self.grid.width + 1) if at in known), "")
        start = FORM_ORDER.index(left) + 1 if left else 0
        end = FORM_ORDER.index(right) if right else len(FORM_ORDER)
        missing = [role for role in FORM_ORDER[start:end] if role not in found.roles and role not in WORDS]
        strangers = sorted(at for at in found.unknown if self._same_gap(known, column, at))
        if len(missing) == len(strangers):
            return [missing[strangers.index(column)]]
        return missing

    def _same_gap(self, known: Mapping[int, str], one: int, other: int) -> bool:
        return not any(at in known for at in range(min(one, other), max(one, other)))

    def _evidence(
        self, found: _Draft, role: str, column: int, others: Mapping[str, int] | None = None
    ) -> str:
        """What its cells prove of a column, in words; empty where they prove nothing.

        `others` are columns tried for the fields that are missing as well.
        """
        trial = replace(found, roles={**(others or {}), **found.roles, role: column})
        if role == "code" and self._share(found.row, column, r"\d{4}-\d+-\d+-\d+") == 1:
            return "内容是指标编码"
        if role == "unit" and self._kind_of(found.row, column) == "measure":
            return "内容是计量单位"
        if role in ("indicator", "target") and self._coded(found):
            figures = self._is_figures(found.row, column)
            if figures == (role == "target"):
                return f"每行都有指标编码，内容是{'数' if figures else '文字'}"
        if role in ("previous", "current", "cumulative"):
            if self._summed(trial):
                return "表内公式是“上期累计＋本期完成”"
            if self._adds_up(trial):
                return "逐行符合“上期累计＋本期完成＝累计完成”"
        return ""

    def _summed(self, trial: _Draft) -> bool:
        """Whether formulas in the running total's column look at the two others and at nothing else."""
        three = [trial.roles.get(role) for role in ("previous", "current", "cumulative")]
        if None in three or not self.grid.formulas:
            return False
        previous, current, cumulative = (column_letters(each or 0) for each in three)
        looked = [
            set(_CELL.findall(formula))
            for (row, column), formula in self.grid.formulas.items()
            if column == three[2] and row > trial.row
        ]
        return bool(looked) and all(each == {previous, current} for each in looked) and cumulative != current

    def _adds_up(self, trial: _Draft) -> bool:
        three = [trial.roles.get(role) for role in ("previous", "current", "cumulative")]
        if None in three:
            return False
        sums = []
        for row in range(trial.row + 1, len(self.grid.rows) + 1):
            before, now, total = (_figure(self.grid.text(row, column or 0)) for column in three)
            if now and before and total is not None:
                sums.append(before + now == total)
        return len(sums) >= 3 and sum(sums) * 10 >= len(sums) * 9

    def _tell(self, found: _Draft) -> None:
        for column, text in found.unknown.items():
            if text and self._filled(found.row, column):
                found.note("likely", column, text, "", "下发的表没有这一列", IGNORED)

    def _cells(self, row: int, column: int) -> Iterator[str]:
        for number in range(row + 1, len(self.grid.rows) + 1):
            if text := self.grid.text(number, column):
                yield text

    def _filled(self, row: int, column: int) -> bool:
        return any(self._cells(row, column))

    def _is_figures(self, row: int, column: int) -> bool:
        texts = list(self._cells(row, column))
        return not texts or sum(_figure(text) is not None for text in texts) * 2 >= len(texts)

    def _coded(self, found: _Draft) -> bool:
        """Whether a column of codes tells what every row is about."""
        column = found.roles.get("code", 0)
        return column > 0 and self._share(found.row, column, r"\d{4}-\d+-\d+-\d+") == 1

    def _share(self, row: int, column: int, pattern: str) -> float:
        texts = list(self._cells(row, column))
        return sum(bool(re.fullmatch(pattern, text)) for text in texts) / len(texts) if texts else 0

    def _kind_of(self, row: int, column: int) -> str:
        return self.ref.unit_column_kind(self._cells(row, column))


def _tell_apart(found: _Draft, heads: Mapping[str, list[Rival]], role: str, ref: Reference) -> None:
    """Of two heads of one field the one that may name another role does.

    目标任务 beside 年度目标 is the task in words, 资金拨付 beside 完成投资 what was paid out.
    """
    for each in heads.values():
        others = [head for head in each if role in ref.headers.roles_of(head.text)]
        if len(each) > len(others) == 1 and role not in {*heads, *found.roles}:
            found.take(role, others[0].column, _KNOWN_BY[others[0].rank])
            each.remove(others[0])


def shown(text: str, column: int) -> str:
    """What a head is called when it is asked about: on one line; one without words by its column."""
    return "".join(text.splitlines()) or f"（{column_letters(column)}列无表头）"


def _turns(text: str, match: HeaderMatch) -> bool:
    """Whether what a head has more or less than the listed word could change its meaning, or two fit."""
    first, *others = match.candidates
    rival = any(role != first[0] and score >= first[2] - 4 for role, _, score in others)
    return rival or match.ambiguous or bool((set(text) ^ set(match.word)) & _TURNING)


def _figure(text: str) -> Decimal | None:
    plain = text.replace(",", "").replace("，", "")
    return Decimal(plain) if re.fullmatch(r"-?\d+(?:\.\d+)?", plain, re.ASCII) else None

"""Which rows stand: of each indicator of each department the newest version that was judged good."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from minsheng_xl.filling import Filling, filling_of
from minsheng_xl.jobs.versions import Duty, Part
from minsheng_xl.model import Return, Row

Key = tuple[Duty, str]
"""What a figure is of: whose report it belongs to, and the indicator's code."""
Spot = tuple[str, int]
"""A row: its file and its number."""
_FIGURES = ("current", "cumulative", "rate")
WORDS_ONLY = "只取文字"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that may stand for its indicator."""

    part: Part
    row: Row
    filling: Filling

    @property
    def spot(self) -> Spot:
        return self.part.returned.file, self.row.number

    @property
    def good(self) -> bool:
        return self.part.counts and not self.row.rejected

    @property
    def preference(self) -> tuple[Filling, bool, float]:
        """A figure before words, the department's own before another's, the newer before the older."""
        return self.filling, self.part.own, self.part.rank

    @property
    def content(self) -> tuple[object, ...]:
        """What it says, for telling whether two rows say the same."""
        roles = ("current", "cumulative", "status")
        return tuple((self.row.value(role), self.row.text(role)) for role in roles)

    def older_than(self, other: Candidate) -> bool:
        """Whether its sender has sent the other one since."""
        return self.part.sender == other.part.sender and self.part.rank < other.part.rank


class Standing(NamedTuple):
    """A row that stands, of which version, and how: 取第1版 for a newer one, or for its words only."""

    part: Part
    row: Row
    how: str = ""


@dataclass(frozen=True, slots=True)
class Stand:
    """The rows that stand, and what became of the others."""

    rows: Sequence[Standing]
    """The rows that stand, and the words of newer ones and of those that were refused."""
    returns: Sequence[Return]
    """The returns with the rows that stand."""
    used: Sequence[Part]
    """Versions that count."""
    superseded: Mapping[str, Return]
    """By file the newer version of what nothing stands of any more."""
    outdated: frozenset[Spot]
    """Rows that do not stand since their sender has sent newer ones."""
    undecided: Sequence[tuple[Return, Row, str]]
    """Rows of which nothing tells which is the newer, with the other one's file."""
    held: frozenset[Key]
    """What such rows are of: no other row stands for it."""
    kept: Mapping[str, int]
    """By file how many rows stand of a version that newer ones have taken others from."""
    found_late: Mapping[str, int]
    """By file the number of a version the ledger meets now, though by its time an older one than it knows."""

    def settle(self, returned: Return) -> None:
        """The outcome of a return of which newer versions have taken something over."""
        newer = self.superseded.get(returned.file)
        if newer:
            returned.status, returned.reason_code = "skipped", "superseded"
            returned.reason = f"{newer.department}本期另有更新的一份“{newer.file}”，取那一份"
            if number := self.found_late.get(returned.file):
                returned.reason += (
                    f"；这一份后放进来，文件时间却更早，如果它才是新的，请定第{number}版通过"
                    f"（minsheng decide {newer.department} 通过 --version {number}）"
                )
        elif returned.file in self.kept and returned.status == "taken":
            returned.status, returned.reason_code = "partly", "older_rows"
            returned.reason = f"另有更新的报送，这一份只取{self.kept[returned.file]}行"


def stand(parts: Sequence[Part], *, held: frozenset[Key] = frozenset()) -> Stand:
    """Choose the row that stands for each indicator. `held` are those of which none may."""
    rows: dict[Key, list[Candidate]] = defaultdict(list)
    for part in parts:
        for row in part.rows if part.barred is None else ():
            if row.indicator:
                filling = filling_of(row)
                rows[part.duty, row.indicator.code].append(Candidate(part, row, filling))
    duties: dict[Duty, list[Part]] = defaultdict(list)
    for part in parts:
        duties[part.duty].append(part)
    chosen: dict[Key, Candidate] = {}
    rivals: dict[Key, tuple[Candidate, Candidate]] = {}
    for key, own in rows.items():
        best = _best(own)
        rival = next((each for each in own if best and _rivals(best, each)), None)
        if best and rival:
            rivals[key] = best, rival
        elif best and key not in held:
            chosen[key] = best
            best.row.instead = _instead(best, own, duties[best.part.duty])
    return _stand(duties, rows, chosen, rivals, held)


def _best(own: Iterable[Candidate]) -> Candidate | None:
    good = (each for each in own if each.good)
    return max(good, key=lambda each: (*each.preference, each.spot), default=None)


def _rivals(best: Candidate, other: Candidate) -> bool:
    """Whether two rows say different things and nothing tells which is the newer."""
    level = other.good and other.preference == best.preference
    return level and other.part is not best.part and other.content != best.content


def _instead(best: Candidate, own: Sequence[Candidate], parts: Sequence[Part]) -> str:
    """The version a row is of, where its department has sent newer ones that were refused."""
    refused = any(
        best.older_than(each) and each.filling is Filling.FIGURE and not each.good for each in own
    ) or any(
        part.returned.status == "rejected"
        for part in parts
        if part.own and part.barred is None and part.rank > best.part.rank
    )
    return f"取第{best.part.number}版" if refused else ""


def _stand(
    duties: Mapping[Duty, Sequence[Part]],
    rows: Mapping[Key, Sequence[Candidate]],
    chosen: Mapping[Key, Candidate],
    rivals: Mapping[Key, tuple[Candidate, Candidate]],
    held: frozenset[Key],
) -> Stand:
    standing = {each.spot for each in chosen.values()}
    filled = {each.spot for own in rows.values() for each in own if each.filling}
    outdated = frozenset(
        each.spot
        for own in rows.values()
        for each in own
        if each.spot not in standing and any(_takes_over(other, each) for other in own)
    )
    superseded = dict(_superseded(duties, filled, standing, outdated))
    parts = [part for own in duties.values() for part in own]
    pairs = [pair for a, b in rivals.values() for pair in ((a, b), (b, a))]
    rows_standing = list(_standing(rows, chosen))
    return Stand(
        rows_standing,
        reduced((each.part.returned, each.row) for each in chosen.values()),
        [part for part in parts if _is_used(part, standing, superseded)],
        superseded,
        outdated,
        [(one.part.returned, one.row, other.part.returned.file) for one, other in pairs],
        held | rivals.keys(),
        _kept(parts, standing, outdated & filled),
        dict(_found_late(duties)),
    )


def _takes_over(newer: Candidate, older: Candidate) -> bool:
    """Whether a version says anew what an older one of the same sender said; a refused file says nothing."""
    return newer.part.counts and older.older_than(newer) and newer.filling >= older.filling


def _superseded(
    duties: Mapping[Duty, Sequence[Part]],
    filled: set[Spot],
    standing: set[Spot],
    outdated: frozenset[Spot],
) -> Iterator[tuple[str, Return]]:
    """Files of which nothing is left: every row is in newer ones, or they were refused before those came."""
    for parts in duties.values():
        newest = max((one for one in parts if one.counts and one.own), key=lambda one: one.rank, default=None)
        for part in parts:
            spots = filled & {(part.returned.file, row.number) for row in part.returned.rows}
            older = newest and part.own and part.barred is None and part.rank < newest.rank
            left = standing.intersection(spots) or not outdated.issuperset(spots)
            if newest and older and (part.returned.status == "rejected" or not left):
                yield part.returned.file, newest.returned


def _is_used(part: Part, standing: set[Spot], superseded: Mapping[str, Return]) -> bool:
    """Whether a version counts; of a row in another's file only where it stands."""
    if not part.counts or part.returned.file in superseded:
        return False
    return part.own or any((part.returned.file, row.number) in standing for row in part.rows)


def _found_late(duties: Mapping[Duty, Sequence[Part]]) -> Iterator[tuple[str, int]]:
    for parts in duties.values():
        known = max((part.rank for part in parts if part.version), default=-1)
        for part in parts:
            if part.version is None and part.rank < known:
                yield part.returned.file, part.number


def _kept(parts: Sequence[Part], standing: set[Spot], taken_over: frozenset[Spot]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in parts:
        spots = {(part.returned.file, row.number) for row in part.rows}
        if part.own and spots & taken_over and spots & standing:
            found[part.returned.file] = len(spots & standing)
    return found


def _standing(rows: Mapping[Key, Sequence[Candidate]], chosen: Mapping[Key, Candidate]) -> Iterator[Standing]:
    """Those chosen, and of newer versions, refused rows among them, the words."""
    for key, own in rows.items():
        best = chosen.get(key)
        if best:
            yield Standing(best.part, best.row, best.row.instead)
        for each in own:
            newest = best.older_than(each) if best else not any(each.older_than(other) for other in own)
            if newest and each.part.counts and each.filling:
                yield Standing(each.part, words_of(each.row), WORDS_ONLY)


def words_of(row: Row) -> Row:
    """A row that only adds words, without what its form computes."""
    cells = {role: entry for role, entry in row.cells.items() if role not in _FIGURES}
    return replace(row, cells=cells, rejected=False, instead="")


def reduced(rows: Iterable[tuple[Return, Row]]) -> list[Return]:
    """The returns with these rows only, by file name."""
    kept: dict[str, tuple[Return, list[Row]]] = {}
    for returned, row in rows:
        kept.setdefault(returned.file, (returned, []))[1].append(row)
    made = (
        replace(returned, rows=sorted(own, key=lambda row: row.number)) for returned, own in kept.values()
    )
    return sorted(made, key=lambda each: each.file)

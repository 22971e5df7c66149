"""What the ledger tells over several versions: problems found and mended, cells changed, files refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.ledger.records import FAULTY, SENT_BACK, Records, Version

Key = tuple[str, str]
"""What makes two findings the same problem: rule and indicator."""


@dataclass(frozen=True, slots=True)
class Trail:
    """A problem of one department in a period, from the version that has it first to the one without it."""

    department: str
    code: str
    name: str
    severity: str
    indicator: str
    message: str
    cell: str
    first: Version
    last: Version
    """The last version that has it."""
    mended: Version | None
    """问题 → 整改 → 复核: the first judged version after it; None while the problem stands."""
    sent_back: str
    """When the first version was sent back, and by whom where a person did; empty where it was not."""
    explanation: str
    """What the department wrote in 情况说明 of that row."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A cell that a version changed against the one before it."""

    version: Version
    code: str
    role: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that never became a version: it could not be opened, or is no return."""

    name: str
    sha256: str
    received: datetime | None
    reason_code: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Found:
    severity: str
    name: str
    message: str
    cell: str
    explanation: str


def trails(records: Records, period: str, *, left_out: frozenset[str] = frozenset()) -> Iterator[Trail]:
    """Every error and warning of a period's lead returns, by department and in the order they were found.

    `left_out` are rules that no later version can mend.
    """
    found, sent = _findings(records, period), _sent_back(records, period)
    for department, versions in _by_department(records.versions(period)).items():
        judged = [each for each in versions if each.id in found or each.status != "skipped"]
        seen: dict[Key, list[Version]] = {}
        for version in judged:
            for key in found.get(version.id, {}):
                if key[0] not in left_out:
                    seen.setdefault(key, []).append(version)
        for key, having in seen.items():
            first, last = having[0], having[-1]
            later = [each for each in judged if each.number > last.number]
            told, now = found[first.id][key], found[last.id][key]
            yield Trail(
                department,
                key[0],
                told.name,
                now.severity,
                key[1],
                told.message,
                told.cell,
                first,
                last,
                later[0] if later else None,
                sent.get(first.id, ""),
                now.explanation,
            )


def edits(records: Records, period: str) -> Iterator[Edit]:
    """Every cell that a lead's later version changed, by department, version after version as they came in.

    A running total that changed with its 本期完成 is not said beside it; a version of which the program took
    nothing is not compared with.
    """
    filled: dict[int, dict[Key, str]] = defaultdict(dict)
    rows = records.query(
        """SELECT r.version, v.code, v.role, v.printed FROM value v JOIN reading r ON r.id = v.reading
           WHERE v.role <> 'previous' AND r.id IN (SELECT MAX(id) FROM reading GROUP BY version)
           ORDER BY v.entry, v.rowid"""
    )
    for version, code, role, printed in rows:
        filled[version][code, role] = printed
    for versions in _by_department(records.versions(period)).values():
        told = [each for each in versions if each.refused or not each.fruitless]
        for before, after in pairwise(sorted(told, key=lambda one: one.received or datetime.min)):
            old, new = filled[before.id], filled[after.id]
            changed = [key for key in dict.fromkeys((*old, *new)) if old.get(key, "") != new.get(key, "")]
            for code, role in changed:
                if role != "cumulative" or (code, "current") not in changed:
                    was, now = old.get((code, role), ""), new.get((code, role), "")
                    yield Edit(after, code, role, was, now)


def refused(records: Records, period: str) -> list[Refused]:
    """Files of a period that were turned away before anything could be read from them, oldest first."""
    rows = records.query(
        """SELECT f.name, f.sha256, f.received, f.reason_code, f.reason FROM file f
           JOIN entry e ON e.seq = f.entry
           WHERE f.status = 'rejected' AND e.subject = ?
             AND NOT EXISTS (SELECT 1 FROM version v WHERE v.sha256 = f.sha256) ORDER BY f.entry, f.rowid""",
        period,
    )
    return [
        Refused(name, sha256, datetime.fromisoformat(day) if day else None, code, reason)
        for name, sha256, day, code, reason in rows
    ]


def _by_department(versions: Sequence[Version]) -> Mapping[str, list[Version]]:
    """Lead returns by department, by number."""
    groups: dict[str, list[Version]] = defaultdict(list)
    for each in sorted(versions, key=lambda one: one.number):
        if each.by == "lead":
            groups[each.department].append(each)
    return groups


def _findings(records: Records, period: str) -> Mapping[int, dict[Key, _Found]]:
    """Errors and warnings by version, as it was judged last while it counted."""
    rows = records.query(
        """SELECT r.version, f.code, f.indicator, f.severity, f.name, f.message, f."row", f."column",
                  COALESCE((SELECT printed FROM value x WHERE x.reading = r.id AND x.code = f.indicator
                            AND x.role = 'explanation'), '')
           FROM finding f JOIN reading r ON r.id = f.reading JOIN version v ON v.id = r.version
           WHERE v.period = ? AND f.severity <> 'information'
             AND r.id IN (SELECT MAX(id) FROM reading WHERE status <> 'skipped' GROUP BY version)
           ORDER BY f.entry, f.rowid""",
        period,
    )
    found: dict[int, dict[Key, _Found]] = defaultdict(dict)
    for version, code, indicator, severity, name, message, row, column, explanation in rows:
        cell = cell_name(row, column) if row and column else ""
        found[version].setdefault((code, indicator), _Found(severity, name, message, cell, explanation))
    return found


def _sent_back(records: Records, period: str) -> Mapping[int, str]:
    """By version: the day it was first found faulty or sent back, and who did where a person did."""
    rows = records.query(
        """SELECT s.version, e.at, e.who, s.why FROM state s JOIN entry e ON e.seq = s.entry
           JOIN version v ON v.id = s.version WHERE v.period = ? AND s.state IN (?, ?)
           ORDER BY s.entry, s.rowid""",
        *(period, FAULTY, SENT_BACK),
    )
    told: dict[int, str] = {}
    for version, at, who, why in rows:
        told.setdefault(version, f"{at[:10]}（{who}：{why}）" if why else at[:10])
    return told

"""Whether a ledger is as it was written: the chain, every row, every kept copy, and the end of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from minsheng_xl.errors import InputError
from minsheng_xl.ledger import faults, store
from minsheng_xl.ledger.faults import LedgerDamaged
from minsheng_xl.ledger.kept import copies_in, fingerprint
from minsheng_xl.ledger.opening import believed, open_to_read, stated_head, there
from minsheng_xl.ledger.records import folder_of
from minsheng_xl.ledger.schemas import CURRENT, LABELS, Schema


class Shown(NamedTuple):
    """A summary that lies among those handed out: its name, its bytes, the ledger's end it carries."""

    name: str
    sha256: str
    head: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was looked at, and in words every fault found and what else should be known."""

    entries: int
    files: int
    faults: tuple[str, ...]
    notes: tuple[str, ...] = ()


def verify(work: Path, shown: Sequence[Shown] = ()) -> Inspection:
    """Hold a work folder's ledger against itself and against the summaries that lie there.

    Looks only, at an earlier program's ledger too. InputError where there is no ledger and never was.
    """
    folder = folder_of(work)
    try:
        if there(folder):
            return _looked_at(folder, shown)
    except LedgerDamaged as fault:
        return Inspection(0, 0, (fault.message,))
    except (TypeError, ValueError) as fault:
        return Inspection(0, 0, (f"收件台账“{folder}”里有本程序写不出的内容（{fault}）",))
    issued = "、".join(f"“{each.name}”" for each in shown if each.head)
    if issued:
        return Inspection(0, 0, (f"工作文件夹“{work}”的收件台账不见了，汇总表{issued}是记了台账发出的",))
    raise InputError(f"“{work}”里没有收件台账", "请用 --work 指明工作文件夹；台账在第一次汇总时建立")


def _looked_at(folder: Path, shown: Sequence[Shown]) -> Inspection:
    lying = [*copies_in(folder / store.FILES)]
    with faults.reading(folder), closing(open_to_read(folder)) as connection:
        schema = believed(connection, folder)
        chain = store.entries(connection)
        found = [*_chain(chain), *_rows(connection, chain, schema), *_end(connection, folder, chain, schema)]
        copies = store.copies(connection, schema.tables)
        last = _last_summaries(connection)
    writing = (folder / store.LOCK).exists()
    found += _changed_copies(folder / store.FILES, copies)
    found += () if writing else _unnamed(lying, copies)
    found += _without(shown, {entry.hash for entry in chain})
    notes = _not_lying_there(last, {each.sha256 for each in shown})
    if writing:
        notes.append(f"有程序正在写台账（{store.LOCK}），这次没有查多出来的留底")
    return Inspection(len(chain), len(copies), tuple(found), tuple(notes))


def _chain(chain: Sequence[store.Entry]) -> Iterator[str]:
    before = ""
    for number, entry in enumerate(chain, start=1):
        if entry.seq != number:
            yield f"第{number}条记录缺失"
            return
        if entry.before != before:
            yield f"{entry.label}与前一条接不上"
        if entry.hash != entry.seal:
            yield f"{entry.label}本身被改动"
        before = entry.hash


def _rows(connection: sqlite3.Connection, chain: Sequence[store.Entry], schema: Schema) -> Iterator[str]:
    upgrades = {entry.seq: old.tables for entry in chain if (old := entry.upgraded)}
    sealed = {entry.seq: entry.sealed for entry in chain}
    labels = {entry.seq: entry.label for entry in chain}
    for table, names in schema.tables.items():
        name = LABELS[table]
        if store.moved(connection, table):
            yield f"“{name}”的记录被挪动、删去或插入过"
        found = dict(store.contents(connection, table, names, upgrades))
        for seq in sorted(found.keys() - sealed.keys()):
            yield f"“{name}”里有不知来历的记录（第{seq}条不在台账里）"
        for seq, contents in sealed.items():
            if contents.get(table) != found.get(seq):
                yield f"{labels[seq]}的“{name}”被改动"
    for seq in upgrades:
        if sealed[seq].get("whole") != store.whole(connection, schema.tables, seq):
            yield f"{labels[seq]}之前的内容被改动"


def _end(
    connection: sqlite3.Connection, folder: Path, chain: Sequence[store.Entry], schema: Schema
) -> Iterator[str]:
    """The last entries taken away leave a whole chain behind; the number counter and the head file tell."""
    highest = store.highest(connection)
    if highest != len(chain):
        yield f"最后的记录被删去：曾写到第{highest}条，现只有{len(chain)}条"
    stated = stated_head(folder)
    if not stated:
        if chain:
            yield f"台账的末端校验文件 {store.HEAD} 不见了或读不出来"
        return
    known = [f"{entry.seq} {entry.hash}" for entry in chain]
    if stated[-1] not in known:
        yield f"台账的末端与校验文件 {store.HEAD} 不符：最后的记录被删改"
    elif schema is CURRENT and not _follow(chain, known, stated):
        yield f"台账与校验文件 {store.HEAD} 逐条对不上：其中一个被改写"


def _follow(chain: Sequence[store.Entry], known: Sequence[str], stated: Sequence[str]) -> bool:
    """Whether the file names the chain, but for the one entry after which a run was cut off."""
    before_upgrade = chain[-1].upgraded and stated == known[-2:-1]
    return bool(before_upgrade) or stated in (known, known[:-1])


def _changed_copies(files: Path, copies: Mapping[str, str]) -> Iterator[str]:
    for name, sha256 in copies.items():
        try:
            if fingerprint(files / name) != sha256:
                yield f"留存的文件 {store.FILES}/{name} 被改动"
        except (OSError, ValueError):
            yield f"留存的文件 {store.FILES}/{name} 不见了或读不出来"


def _unnamed(lying: Iterable[str], copies: Mapping[str, str]) -> Iterator[str]:
    """Copies without an entry: an older ledger does not know what came after it."""
    for name in lying:
        if name not in copies:
            yield (
                f"留存的文件 {store.FILES}/{name} 不在台账里：台账可能被换成了旧的，"
                "也可能是上次汇总写到一半断了（再汇总一次即补上）"
            )


def _without(shown: Iterable[Shown], known: Set[str]) -> Iterator[str]:
    for each in shown:
        if each.head and each.head not in known:
            yield f"汇总表“{each.name}”所载的台账校验码不在台账里：它发出后，台账有记录被删改"


def _last_summaries(connection: sqlite3.Connection) -> list[tuple[str, str, str, str]]:
    """Period, name, SHA-256 and kept copy of every period's last summary."""
    rows = connection.execute("SELECT period, name, sha256, kept FROM summary ORDER BY id")
    return [*{row[0]: row for row in rows}.values()]


def _not_lying_there(last: Iterable[tuple[str, str, str, str]], lying: Set[str]) -> list[str]:
    return [
        f"{period}最后一次的汇总表“{name}”原件不在“汇总”里（移走、另存或改过）；留底是 {store.FILES}/{kept}"
        for period, name, sha256, kept in last
        if sha256 not in lying
    ]

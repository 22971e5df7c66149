"""Whether a ledger is as it was written: the chain, every row, every kept copy, and the end of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from minsheng_xl.errors import InputError
from minsheng_xl.ledger import store
from minsheng_xl.ledger.kept import fingerprint
from minsheng_xl.ledger.records import folder_of


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was looked at, and every fault found, in words."""

    entries: int
    files: int
    faults: tuple[str, ...]


def verify(work: Path, heads: Iterable[tuple[str, str]] = ()) -> Inspection:
    """Hold a work folder's ledger against itself and against the heads that issued summaries carry.

    `heads` are pairs of a summary's file name and its `ledger_head`. InputError where there is no ledger.
    """
    folder = folder_of(work)
    if not (folder / store.DATABASE).is_file():
        raise InputError(f"“{work}”里没有收件台账", "请用 --work 指明工作文件夹；台账在第一次汇总时建立")
    try:
        with closing(store.connect_to_read(folder)) as connection:
            store.check_pages(connection)
            chain = store.entries(connection)
            faults = [*_chain(chain), *_rows(connection, chain), *_end(connection, folder, chain)]
            copies = _copies(connection)
    except sqlite3.Error as fault:
        return Inspection(0, 0, (f"台账文件已损坏，读不出来（{fault}）",))
    faults += _changed_copies(folder / store.FILES, copies)
    known = {entry.hash for entry in chain}
    faults += [
        f"汇总表“{name}”所载的台账校验码不在台账里：它发出后，台账有记录被删改"
        for name, head in heads
        if head and head not in known
    ]
    return Inspection(len(chain), len(copies), tuple(faults))


def _chain(chain: list[store.Entry]) -> Iterator[str]:
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


def _rows(connection: sqlite3.Connection, chain: list[store.Entry]) -> Iterator[str]:
    sealed = {entry.seq: store.sealed(entry) for entry in chain}
    labels = {entry.seq: entry.label for entry in chain}
    for table, name in store.LABELS.items():
        found = dict(store.contents(connection, table))
        for seq in sorted(found.keys() - sealed.keys()):
            yield f"“{name}”里有不知来历的记录（第{seq}条不在台账里）"
        for seq, contents in sealed.items():
            if contents.get(table) != found.get(seq):
                yield f"{labels[seq]}的“{name}”被改动"


def _end(connection: sqlite3.Connection, folder: Path, chain: list[store.Entry]) -> Iterator[str]:
    """The last entries taken away leave a whole chain behind; the number counter and the head file tell."""
    if store.highest(connection) != len(chain):
        yield f"最后的记录被删去：曾写到第{store.highest(connection)}条，现只有{len(chain)}条"
    try:
        stated = (folder / store.HEAD).read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError):
        if chain:
            yield "台账的末端校验文件 head 不见了或读不出来"
        return
    if len(stated) != 2 or stated[1] not in {entry.hash for entry in chain}:
        yield "台账的末端与校验文件 head 不符：最后的记录被删改"


def _copies(connection: sqlite3.Connection) -> dict[str, str]:
    """Name below `files` and SHA-256 of every kept copy, with what to call it."""
    copies = dict(connection.execute("SELECT kept, sha256 FROM file WHERE kept <> ''"))
    copies |= dict(connection.execute("SELECT kept, sha256 FROM summary WHERE kept <> ''"))
    masters = connection.execute("SELECT DISTINCT master FROM summary WHERE master <> ''")
    return copies | {name: Path(name).name.partition(".")[0] for (name,) in masters}


def _changed_copies(files: Path, copies: dict[str, str]) -> Iterator[str]:
    for name, sha256 in copies.items():
        try:
            if fingerprint(files / name) != sha256:
                yield f"留存的文件 {store.FILES}/{name} 被改动"
        except OSError:
            yield f"留存的文件 {store.FILES}/{name} 不见了"

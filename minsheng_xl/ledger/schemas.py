"""The ledger's tables as they are, and as earlier programs made them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

Tables = Mapping[str, Sequence[str]]
"""Columns of each table; each has one more, `entry`, the audit entry its row came with."""

ENTRY = ("seq", "at", "who", "action", "subject", "content", "before", "hash")

_BEGUN: Tables = {
    "file": ("sha256", "name", "size", "kept", "received", "status", "reason_code", "reason"),
    "version": ("id", "department", "period", "number", "sha256", "name", "received"),
    "reading": (
        "id", "version", "unit", "sheet", "status", "reason_code", "reason", "errors", "warnings",
        "fingerprint",
    ),
    "value": ("reading", "code", "role", "printed", "value", "row", "column", "held"),
    "finding": (
        "reading", "code", "name", "severity", "sheet", "row", "column", "indicator", "message", "suggestion",
        "printed", "expected",
    ),
    "state": ("version", "state", "why"),
    "adjustment": ("no", "code", "field", "old", "new", "doc_no", "reason", "effective"),
    "summary": ("id", "period", "name", "sha256", "kept", "master", "head"),
    "used": ("summary", "reading"),
    "figure": ("summary", "code", "target", "adjusted", "cumulative", "previous", "rate", "light", "status"),
}  # fmt: skip
_WITH_BY: Tables = {
    **_BEGUN,
    "version": ("id", "department", "by", "period", "number", "sha256", "name", "received"),
}
TABLES: Tables = {
    **_WITH_BY,
    "value": ("reading", "code", "role", "printed", "value", "row", "column", "held", "note", "at"),
    "figure": (
        "summary", "code", "target", "adjusted", "cumulative", "previous", "rate", "light", "status", "unit",
    ),
    "issue": ("id", "period", "by", "digest", "master"),
    "carried": ("issue", "code", "previous", "period"),
    "stood": ("summary", "reading", "code", "how", "file"),
    "outcome": (
        "summary", "path", "status", "sha256", "reason_code", "reason", "kind", "department", "period",
    ),
    "said": (
        "summary", "code", "name", "severity", "file", "sheet", "row", "column", "line", "department",
        "indicator", "message", "suggestion", "printed", "expected",
    ),
    "duty": ("summary", "department", "due", "indicators", "files", "received", "signed"),
    "contact": ("summary", "department", "filler", "phone", "head", "filled"),
    "remark": (
        "summary", "department", "progress_note", "problem", "next_step", "explanation", "evidence", "status",
        "invest_done", "case_count", "note", "rest",
    ),
}  # fmt: skip

LABELS: Mapping[str, str] = {
    "file": "收到的文件",
    "version": "各单位的报送",
    "reading": "核对情况",
    "value": "填报的数",
    "finding": "核对问题",
    "state": "审核状态",
    "adjustment": "目标调整",
    "summary": "汇总表",
    "used": "汇总所用的报送",
    "figure": "汇总的数",
    "issue": "下发的填报表",
    "carried": "下发的上期累计",
    "stood": "汇总取用的行",
    "outcome": "汇总时各文件的结果",
    "said": "汇总时的核对问题",
    "duty": "汇总时的收件情况",
    "contact": "汇总时的填报人",
    "remark": "汇总时的其他文字",
}
_INDEXES = {
    "version": "period",
    "reading": "version",
    "value": "reading",
    "finding": "reading",
    "state": "version",
    "carried": "issue",
    "stood": "summary",
    "outcome": "summary",
    "said": "summary",
    "duty": "summary",
    "contact": "summary",
    "remark": "summary",
}
_ADDED = {("version", "by"): "lead", ("value", "note"): "", ("value", "at"): "", ("figure", "unit"): ""}
"""What a column added later says of the rows that were there: their forms were all the leads'."""


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables of one program; `number` is the database's own (user_version), `name` tells two of one."""

    name: str
    number: int
    tables: Tables


SCHEMAS = (Schema("1", 1, _BEGUN), Schema("1.1", 1, _WITH_BY), Schema("2", 2, TABLES))
CURRENT = SCHEMAS[-1]
BY_NAME: Mapping[str, Schema] = {each.name: each for each in SCHEMAS}


def new() -> Iterator[str]:
    """Statements that make the tables of today."""
    chain = ", ".join(f"{name} TEXT NOT NULL" for name in ENTRY[1:])
    yield f"CREATE TABLE entry (seq INTEGER PRIMARY KEY AUTOINCREMENT, {chain})"
    yield from _closed("entry")
    for table in TABLES:
        yield from _made(table)
    yield f"PRAGMA user_version = {CURRENT.number}"


def upgrade(old: Schema) -> Iterator[str]:
    """Statements that make the tables of today out of an earlier program's; no row is touched."""
    for table, names in TABLES.items():
        if table not in old.tables:
            yield from _made(table)
            continue
        for name in names:
            if name not in old.tables[table]:
                yield f"""ALTER TABLE "{table}" ADD COLUMN "{name}" DEFAULT '{_ADDED[table, name]}'"""
    yield f"PRAGMA user_version = {CURRENT.number}"


def _made(table: str) -> Iterator[str]:
    """Columns have no type, so that a value is read back as it was sealed."""
    columns = ", ".join(f'"{name}"' for name in TABLES[table])
    yield f'CREATE TABLE "{table}" ({columns}, entry INTEGER NOT NULL REFERENCES entry (seq))'
    if table in _INDEXES:
        yield f'CREATE INDEX "{table}_{_INDEXES[table]}" ON "{table}" ("{_INDEXES[table]}")'
    yield from _closed(table)


def _closed(table: str) -> Iterator[str]:
    for act in ("UPDATE", "DELETE"):
        yield (
            f'CREATE TRIGGER "{table}_no_{act.lower()}" BEFORE {act} ON "{table}" '
            "BEGIN SELECT RAISE (ABORT, 'the ledger is only ever added to'); END"
        )

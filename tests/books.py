"""Ledgers of two departments made without workbooks: texts stand for the files that came in."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

from minsheng_xl import ledger
from minsheng_xl.checks.report import FileOutcome, Finding, Report, Severity
from minsheng_xl.ledger import store
from minsheng_xl.model import Adjustment, Entry, Return, Row
from minsheng_xl.place import WORK_FOLDER, Place

Status = Literal["taken", "rejected", "skipped"]
PERIOD = "2021-08"
CODE = "2021-2-1-01"
EDUCATION, WATER = "县教育局", "县水利局"
LEDGERS = Path(__file__).parent / "ledgers"
"""Ledgers of earlier programs as SQL, named by the last commit that wrote such tables; see `old_ledger`."""
TEXTS = {
    "县教育局.csv": "县教育局,9\n",
    "县水利局.csv": "县水利局,20\n",
    "县汇总表_2021-08.csv": "县汇总表,9,20\n",
    "总表.csv": "总表\n",
}


def came(
    work: Path,
    department: str,
    number: int,
    *,
    day: str = "2021-08-18T09:30:15",
    refused: str = "",
    name: str = "",
    by: str = "lead",
    superseded: bool = False,
) -> ledger.Received:
    """A file of one figure as a run took it."""
    path = work / (name or f"{department}.csv")
    path.write_text(f"{department},{number}\n", encoding="utf-8")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    status: Status = "skipped" if superseded else "rejected" if refused else "taken"
    reason = ("R03", refused) if refused else ("", "")
    indicator: Any = SimpleNamespace(code=CODE)
    row = Row(6, indicator=indicator)
    row.cells["current"] = Entry(str(number), Decimal(number), 6, 10)
    share = Return(path.name, sha256, "return", status, *reason, department, PERIOD, {"by": by})
    share.rows = [row]
    where = Place(path.name, "填报表", 6, 10)
    finding = Finding(
        "R06", "没有变化", Severity.INFORMATION, where, "与上期相同", "请核实", department, CODE
    )
    outcome = FileOutcome(path.name, status, sha256, *reason)
    return ledger.Received(
        path, outcome, datetime.fromisoformat(day), {department: ledger.Share(share, [finding])}
    )


def summarise(book: ledger.Ledger, work: Path, text: str = TEXTS["县汇总表_2021-08.csv"]) -> Path:
    """Issue a summary of everything the ledger has."""
    path, master = work / "县汇总表_2021-08.csv", work / "总表.csv"
    path.write_text(text, encoding="utf-8")
    master.write_text(TEXTS["总表.csv"], encoding="utf-8")
    line = SimpleNamespace(
        indicator=SimpleNamespace(code=CODE, unit="所"),
        target="12",
        adjusted="10",
        cumulative=Decimal(9),
        previous=None,
        rate=Decimal("0.9"),
        light="green",
        status="进行中",
    )
    summary: Any = SimpleNamespace(period=PERIOD, lines=[line], expected=[], texts=[])
    book.issue(summary, path, master, ledger.Basis(book.versions(PERIOD), [], Report(), {}, {}))
    return path


def new_ledger(work: Path) -> Path:
    """Two returns, an adjustment, a summary, forms sent out, a return sent back; the ledger's folder."""
    work.mkdir(parents=True)
    adjustment = Adjustment(
        no="1",
        code=CODE,
        field="target",
        old="12",
        new="10",
        doc_no="县府办〔2021〕8号",
        reason="调减",
        effective=PERIOD,
    )
    with ledger.open_ledger(work, who="张三@办公室") as book:
        files = [came(work, EDUCATION, 9), came(work, WATER, 20, day="2021-08-19T10:00:00")]
        book.take_in(PERIOD, files, [adjustment])
        summarise(book, work)
        book.send_out("2021-09", "lead", "摘要", work / "总表.csv", {CODE: ("9", PERIOD)})
        book.decide(EDUCATION, PERIOD, "已退回", "数不实")
    return work / WORK_FOLDER


def old_ledger(work: Path, commit: str) -> Path:
    """The ledger that the program of a commit wrote of the same texts; its folder.

    The SQL is what `sqlite3.Connection.iterdump` gave of it, after its `head` and its user_version.
    """
    folder = work / WORK_FOLDER
    sql = (LEDGERS / f"{commit}.sql").read_text(encoding="utf-8")
    (folder / store.FILES).mkdir(parents=True)
    head = sql.partition("\n")[0].removeprefix("-- head: ")
    (folder / store.HEAD).write_text(f"{head}\n", encoding="utf-8")
    connection = sqlite3.connect(folder / store.DATABASE)
    connection.executescript(sql)
    connection.close()
    for name, text in TEXTS.items():
        data = text.encode()
        sha256 = hashlib.sha256(data).hexdigest()
        copy = folder / store.FILES / sha256[:2] / f"{sha256}{Path(name).suffix}"
        copy.parent.mkdir()
        copy.write_bytes(data)
        (work / name).write_bytes(data)
    return folder


def states(work: Path) -> Mapping[str, tuple[str, str]]:
    """State and reason of every department's newest version, as a reader sees them."""
    with ledger.open_records(work) as records:
        assert records is not None
        return {each.department: (each.state, each.why) for each in records.versions(PERIOD)}


def bytes_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, but for the copies SQLite makes for itself."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def behind_its_back(folder: Path, *statements: str) -> None:
    """Change the database without the program."""
    connection = sqlite3.connect(folder / store.DATABASE, isolation_level=None)
    connection.execute("BEGIN")
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    for statement in statements:
        connection.execute(statement)
    connection.execute("COMMIT")
    connection.close()

"""须说明: a row a rule speaks of is taken only with a reason, the department's or the clerk's."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from minsheng_xl import jobs, ledger
from minsheng_xl.checks.report import Finding, Severity
from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.jobs.dispatch import issued_rules
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reference import Reference
from minsheng_xl.writing.patch import Workbook
from tests.worked import AUGUST, arrive, consolidate, fill, make_work

FAR = {"城镇新增就业": 8000, "职业技能培训": 300}
"""160 % of the target: P06 warns."""
REASON = "含上年结转的3000人，县里已同意"


def made(folder: Path, *rows: tuple[str, ...]) -> Path:
    """A county whose 设置 has these rows besides its own."""
    master = make_work(folder / "县")
    book = openpyxl.load_workbook(master)
    for row in rows:
        book["设置"].append(list(row))
    book.save(master)
    return master


def returned(master: Path, reason: str = "", received: str = "2021-08-18") -> Path:
    """The return of 县人社局 with a figure far over its target, its 情况说明 filled in."""
    path = fill(master, "县人社局", FAR, received=received)
    read = read_return(path.name, intake.take(path).grids, Reference.default())
    book = Workbook.open(path)
    assert read.grid is not None
    row = next(each for each in read.rows if each.text("indicator") == "城镇新增就业")
    book.sheet(read.grid.sheet).set(cell_name(row.number, read.columns["explanation"]), reason)
    book.save(path)
    arrive(path, received)
    return path


def told(done: jobs.Consolidated) -> Finding:
    (found,) = (each for each in done.report.findings if each.code == "P06")
    return found


def figure(done: jobs.Consolidated) -> Decimal | None:
    return next(line.cumulative for line in done.summary.lines if line.indicator.name == "城镇新增就业")


def status(done: jobs.Consolidated) -> str:
    return next(each.status for each in done.report.files if "县人社局" in each.path)


@pytest.mark.parametrize("reason", ["", "无", "——"])
def test_without_a_reason_the_row_is_held_back(tmp_path: Path, reason: str) -> None:
    master = made(tmp_path, ("P06", "须说明"))
    returned(master, reason)
    done = consolidate(master)
    assert (status(done), figure(done)) == ("partly", None)
    assert told(done).severity is Severity.ERROR
    assert "请在“情况说明”写明原因" in told(done).suggestion
    training = next(line for line in done.summary.lines if line.indicator.name == "职业技能培训")
    assert training.cumulative == 300


def test_with_a_reason_the_row_is_taken_and_the_reason_kept(tmp_path: Path) -> None:
    master = made(tmp_path, ("P06", "须说明"))
    returned(master, REASON)
    done = consolidate(master)
    assert (status(done), figure(done)) == ("taken", Decimal(8000))
    assert told(done).severity is Severity.WARNING
    assert REASON in told(done).message
    problems = openpyxl.load_workbook(done.output)["核对问题"]
    assert any(REASON in str(cell.value) for row in problems.iter_rows() for cell in row)
    with ledger.open_records(master.parent) as records:
        assert records is not None
        ((message,),) = records.query("SELECT message FROM finding WHERE code = 'P06'")
    assert REASON in message


@pytest.mark.parametrize("rows", [(), (("P06", "须说明", "2021-09-01"),)])
def test_without_the_setting_or_before_its_day_a_warning_is_a_warning(
    tmp_path: Path, rows: tuple[tuple[str, ...], ...]
) -> None:
    master = made(tmp_path, *rows)
    returned(master)
    done = consolidate(master)
    assert (status(done), figure(done)) == ("taken", Decimal(8000))
    assert told(done).severity is Severity.WARNING
    assert "情况说明：" not in told(done).message


def test_what_the_clerk_lets_pass_is_taken_for_good(tmp_path: Path) -> None:
    master = made(tmp_path, ("P06", "须说明"))
    returned(master)
    assert status(consolidate(master)) == "partly"
    jobs.decide(master.parent, "县人社局", AUGUST, "通过", "电话核实，数属实", who="王主任")
    for _ in range(2):
        done = consolidate(master)
        assert (status(done), figure(done)) == ("taken", Decimal(8000))
        assert told(done).severity is Severity.WARNING
        assert "经办人准予通过：电话核实，数属实" in told(done).message
    with ledger.open_records(master.parent) as records:
        assert records is not None
        (version,) = records.versions(str(AUGUST))
        decided = records.query(
            "SELECT e.who, s.why FROM state s JOIN entry e ON e.seq = s.entry WHERE s.state = '通过'"
        )
    assert (version.passed, version.state) == (True, "通过")
    assert decided == [("王主任", "电话核实，数属实")]


def test_a_reason_that_comes_with_the_next_version_settles_the_problem(tmp_path: Path) -> None:
    master = made(tmp_path, ("P06", "须说明"))
    returned(master)
    consolidate(master)
    returned(master, REASON, received="2021-08-20")
    assert figure(consolidate(master)) == 8000
    with ledger.open_records(master.parent) as records:
        assert records is not None
        (trail,) = (each for each in ledger.trails(records, str(AUGUST)) if each.code == "P06")
    assert (trail.severity, trail.explanation, trail.last.number) == ("warning", REASON, 2)


def test_the_form_says_which_rules_ask_for_a_reason(tmp_path: Path) -> None:
    plan = jobs.read_source(made(tmp_path, ("P06", "须说明")))
    rules = {code: (level, text) for code, _, level, text in issued_rules(plan, date(2021, 8, 20))}
    assert rules["P06"][0] == "须说明"
    assert "情况说明" in rules["P06"][1]
    assert rules["P08"][0] == "警告"

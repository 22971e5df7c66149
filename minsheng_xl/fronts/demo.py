"""The worked county, played from the printed table to two months' summaries, offline."""

from __future__ import annotations

import csv
import os
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

from minsheng_xl import data, jobs
from minsheng_xl.errors import OutputError
from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.model import Period, Return, Row
from minsheng_xl.reading.files.folders import find_files
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reference import Reference
from minsheng_xl.writing.patch import Workbook

COUNTY = data.beside("workbooks") / "ningdu2021"
PERIODS = (Period(2021, 7), Period(2021, 8))
Say = Callable[[str], None]
Typed = Callable[[Row], Mapping[str, Decimal | str]]
"""What a department types into a row, by role."""


def run_demo(directory: Path, say: Say) -> int:
    """Build the work folder, run both months, say what to open. Always 0: what it finds was planted."""
    notice, master = start(directory)
    plan, report = jobs.draft(notice, master)
    table = plan.table
    counts = f"{len(table.items)}项、{len(table.indicators)}个可填指标，核对问题{len(report.findings)}条"
    say(f"一、拟表：{table.title}，{counts} → {master.name}")
    done = []
    for step, period in zip("二三", PERIODS, strict=True):
        done.append(_month(directory, master, period))
        _tell(step, period, done[-1], say)
    output = done[-1].output.relative_to(directory)
    say("")
    say("请打开看看：")
    say(f"  {master.name}　总表：核对单位、牵头和责任单位、计量方式")
    say(f"  下发/{PERIODS[-1]}　各单位填报表和下发清单")
    say(f"  回收/{PERIODS[-1]}　各单位交回的表，有几份是故意填坏的")
    say(f"  退回/{PERIODS[-1]}　标了色、加了批注的退回件，和给各单位的退回说明")
    say(f"  {output}　县汇总表：看“收件台账”“核对问题”“数据来源”各表")
    return 0


def start(directory: Path) -> tuple[Path, Path]:
    """A new work folder with the county's printed table; that, and where its master is to stand."""
    if directory.exists() and any(directory.iterdir()):
        raise OutputError(f"文件夹“{directory}”里已经有东西", "请换一个新文件夹，如 minsheng demo 民生示例2")
    directory.mkdir(parents=True, exist_ok=True)
    notice = directory / "目标任务表.txt"
    notice.write_bytes((COUNTY / "目标任务表.txt").read_bytes())
    return notice, directory / "总表.xlsx"


def _month(directory: Path, master: Path, period: Period) -> jobs.Consolidated:
    """Issue a month's forms, let the departments return them, and consolidate."""
    issued = jobs.issue(master, period, directory / jobs.ISSUED / str(period))
    returned = directory / jobs.RETURNED / str(period)
    returned.mkdir(parents=True)
    for form in issued.forms:
        _play_back(form.path, returned / form.path.name, period)
    for spoil in _spoils(period):
        _spoil(returned, spoil)
    due = date(period.year, period.month, 20)
    for path in find_files(returned):
        stamp(path, due - timedelta(days=2))
    output = directory / jobs.SUMMARISED / str(period) / f"县汇总表_{period}.xlsx"
    marked = directory / "退回" / str(period)
    return jobs.consolidate(returned, master, period, output, marked=marked, as_of=due + timedelta(days=5))


def _tell(step: str, period: Period, done: jobs.Consolidated, say: Say) -> None:
    statuses = [file.status for file in done.report.files]
    taken, partly, rejected = (statuses.count(each) for each in ("taken", "partly", "rejected"))
    forms = len(done.summary.expected)
    say(f"{step}、{period.label}：下发{forms}份，已收{taken}份，部分收取{partly}份，未收{rejected}份")
    for file in done.report.files:
        if file.status == "rejected":
            say(f"    未收　{file.path}　{file.reason}")
    for line in done.report.lines():
        if not line.startswith("提示"):
            say(f"    {line}")


def _figures() -> dict[str, dict[str, str]]:
    text = (COUNTY / "报送.tsv").read_text(encoding="utf-8")
    return {row["指标编码"]: row for row in csv.DictReader(StringIO(text), delimiter="\t")}


def _spoils(period: Period) -> list[dict[str, Any]]:
    text = (COUNTY / "填坏.toml").read_text(encoding="utf-8")
    return [each for each in tomllib.loads(text)["spoil"] if each["period"] == str(period)]


def _play_back(form: Path, target: Path, period: Period) -> None:
    """Fill a form in as its department would."""
    figures = _figures()
    fill_form(
        form,
        target,
        f"{period}-18",
        lambda row: _cells(figures[row.text("code")], row.text("measure"), period),
    )


def fill_form(form: Path, target: Path, day: str, typed: Typed) -> None:
    """Type into a form's rows, and sign it on a day."""
    returned = read_form(form)
    book = Workbook.open(form)
    assert returned.grid is not None
    sheet = book.sheet(returned.grid.sheet)
    for entry, text in zip(
        (returned.head[role] for role in ("filler", "phone", "head", "fill_date")),
        ("张晓梅", "07976812345", "李建国", day),
        strict=True,
    ):
        sheet.set(cell_name(entry.row, entry.column), text)
    for row in returned.rows:
        for role, value in typed(row).items():
            entry = row.cells[role]
            sheet.set(cell_name(entry.row, entry.column), value)
    book.save(target)


def _cells(figures: Mapping[str, str], measure: str, period: Period) -> dict[str, Decimal | str]:
    """What is typed into one row: this month's figure for a running total, else the level reached."""
    now = figures[f"{period.month}月累计"]
    texts: dict[str, Decimal | str] = {"status": figures["状态"]}
    if now and measure == "累计":
        before = figures.get(f"{period.month - 1}月累计")
        texts["current"] = Decimal(now) - Decimal(before or 0)
    elif now:
        texts["cumulative"] = Decimal(now)
    if period == PERIODS[-1]:
        pairs = (("progress_note", "进展说明"), ("problem", "存在问题"), ("next_step", "下步措施"))
        texts |= {role: figures[name] for role, name in pairs if figures[name]}
    return texts


def _spoil(folder: Path, spoil: Mapping[str, Any]) -> None:
    """Spoil one return as the data file says: a cell, a row, or the whole file."""
    path = next(each for each in find_files(folder) if each.name.startswith(f"{spoil['department']}_"))
    if spoil["what"] == "missing":
        path.unlink()
        return
    if spoil["what"] == "truncated":
        path.write_bytes(path.read_bytes()[:4000])
        return
    if spoil["what"] == "delete_row":
        returned = read_form(path)
        row = next(each for each in returned.rows if each.text("code") == spoil["code"])
        book = Workbook.open(path)
        assert returned.grid is not None
        book.sheet(returned.grid.sheet).delete_rows(row.number)
        book.save(path)
    else:
        retype(path, spoil["code"], spoil["role"], spoil["value"])


def retype(path: Path, code: str, role: str, value: Decimal | str) -> None:
    """Type something else into one cell of a form."""
    returned = read_form(path)
    row = next(each for each in returned.rows if each.text("code") == code)
    book, entry = Workbook.open(path), row.cells[role]
    assert returned.grid is not None
    book.sheet(returned.grid.sheet).set(cell_name(entry.row, entry.column), value)
    book.save(path)


def stamp(path: Path, day: date) -> None:
    """Set the day a file came in."""
    moment = datetime.combine(day, datetime.min.time()).timestamp()
    os.utime(path, (moment, moment))


def read_form(path: Path) -> Return:
    """A form as it is read when it comes back."""
    taken = intake.take(path)
    return read_return(path.name, taken.grids, Reference.default())

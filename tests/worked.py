"""A small worked month for tests of the cycle: a plan of three departments, its forms, and filled returns."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from minsheng_xl import jobs
from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.model import Period
from minsheng_xl.reading.files.folders import find_files
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reference import Reference
from minsheng_xl.writing.patch import Workbook

AUGUST = Period(2021, 8)
NOTICE = """测试县2021年民生工程目标任务及责任分工表

指标构成\t单位\t2021年目标\t牵头单位\t责任单位
一、就业
1. 进一步扩大就业\t\t\t县人社局\t县财政局
城镇新增就业\t人\t5000\t\t
职业技能培训\t人次\t600\t\t
二、教育
1. 改善办学条件\t\t\t县教育局\t县住建局
新建幼儿园\t所\t12\t\t
三、水利
1. 农村饮水\t\t\t县水利局\t县财政局
新建供水工程\t处\t40\t\t
"""
LEADS = ("县人社局", "县教育局", "县水利局")


def make_work(folder: Path, period: Period = AUGUST, notice: str = NOTICE) -> Path:
    """A work folder with a master and a period's forms; the master."""
    folder.mkdir(parents=True, exist_ok=True)
    text, master = folder / "目标任务表.txt", folder / "总表.xlsx"
    text.write_text(notice, encoding="utf-8")
    jobs.draft(text, master)
    jobs.issue(master, period, folder / "下发" / str(period))
    (folder / "回收" / str(period)).mkdir(parents=True)
    return master


def fill(
    master: Path,
    lead: str,
    figures: Mapping[str, int | str],
    *,
    period: Period = AUGUST,
    received: str = "2021-08-18",
    name: str = "",
) -> Path:
    """A department's form filled in (本期完成 by indicator name) and put among the returns."""
    work = master.parent
    forms = find_files(work / "下发" / str(period))
    form = next(each for each in forms if each.name.startswith(f"{lead}_"))
    read = read_return(form.name, intake.take(form).grids, Reference.default())
    book = Workbook.open(form)
    assert read.grid is not None
    sheet = book.sheet(read.grid.sheet)
    head = {"filler": "张三", "phone": "13812345678", "head": "李四", "fill_date": received}
    for role, text in head.items():
        sheet.set(cell_name(read.head[role].row, read.head[role].column), text)
    for row in read.rows:
        value = figures.get(row.text("indicator"))
        if value is None:
            continue
        cells = row.cells
        typed = Decimal(value) if isinstance(value, int) else value
        sheet.set(cell_name(cells["current"].row, cells["current"].column), typed)
        sheet.set(cell_name(cells["status"].row, cells["status"].column), "进行中")
    target = work / "回收" / str(period) / (name or form.name)
    book.save(target)
    arrive(target, received)
    return target


def arrive(path: Path, day: str) -> None:
    """Set when a file came in."""
    stamp = datetime.fromisoformat(day).timestamp()
    os.utime(path, (stamp, stamp))


def consolidate(master: Path, *, period: Period = AUGUST, as_of: str = "2021-08-25") -> jobs.Consolidated:
    """The period's returns combined into the county summary of the work folder."""
    work = master.parent
    return jobs.consolidate(
        work / "回收" / str(period),
        master,
        period,
        work / "汇总" / str(period) / f"县汇总表_{period}.xlsx",
        as_of=datetime.fromisoformat(as_of).date(),
    )

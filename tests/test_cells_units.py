"""The table of cells: what cells of 单位 and 责任单位 hold, against what each must be read as.

Every line stands in a printed 目标任务表 of 宁都县 and goes through the real readers and rules; names of one
department are issued as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from minsheng_xl import jobs
from minsheng_xl.checks.engine import run
from minsheng_xl.checks.report import Finding, Severity
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.jobs.sharing import SharedPlan
from minsheng_xl.model import Indicator, Period
from minsheng_xl.reference import Reference
from tests.cells import Line, lines
from tests.examples import plan_of, return_of

TITLE = "宁都县2024年民生实事目标任务分解表"
YEAR, PLACE = 2024, "宁都县"
FIRST_ROW = 3
NOT_READ = ("U01", "U02", "U12")
"""Rules that say a unit of measure could not be read."""
NO_NAME = ("D04",)
ROLE = re.compile("(牵头|配合|其余)：")
EQUAL = " = "


@dataclass(frozen=True)
class Read:
    """The row of a line as it was read, and what was found there."""

    row: Indicator
    findings: tuple[Finding, ...]
    plan: Plan

    @property
    def asked(self) -> bool:
        return any(each.severity >= Severity.WARNING for each in self.findings)

    def said(self, codes: Sequence[str]) -> list[str]:
        return [each.code for each in self.findings if each.code in codes]

    @property
    def units(self) -> tuple[str, ...]:
        return self.row.lead.units + self.row.responsible.units + self.row.cooperators.units


def drafted(rows: Sequence[Sequence[Any]], path: Path, heads: Sequence[str] = ("责任单位",)) -> list[Read]:
    """Rows of 单位 and what stands under the heads, drafted from a printed table."""
    book = Workbook()
    sheet: Any = book.active
    sheet.append([TITLE])
    sheet.append(["序号", "项目", "指标名称", "单位", "目标", *heads])
    for number, (unit, *names) in enumerate(rows, start=1):
        sheet.append([number, f"项目{number}号", f"新建事项{number}号", unit, 12, *names])
    book.save(path)
    plan, report = jobs.draft(path, year=YEAR)
    at = {each.place.row: each for each in plan.table.indicators}
    return [
        Read(at[row], tuple(each for each in report.findings if each.place.row == row), plan)
        for row in range(FIRST_ROW, FIRST_ROW + len(rows))
    ]


def test_every_unit_of_the_table_is_read_as_it_is_meant(tmp_path: Path) -> None:
    some = lines("unit")
    wrong = []
    for line, read in zip(
        some, drafted([(each.input, "县教育局") for each in some], tmp_path / "表.xlsx"), strict=True
    ):
        table = read.plan.ref.units
        meant = table.meaning(line.input) == table.meaning(line.right_unit) if line.right_unit else False
        right = read.asked if line.must_ask else meant and not read.said(NOT_READ)
        if not right:
            wrong.append(
                (line.input, table.read(line.input).canonical, [str(each) for each in read.findings])
            )
    assert not wrong


def test_every_department_of_the_table_is_read_as_it_is_meant(tmp_path: Path) -> None:
    some = [each for each in lines("department") if EQUAL not in each.input]
    read = drafted([("座", each.input) for each in some], tmp_path / "表.xlsx")
    wrong = [
        (line.input, each.units, [str(finding) for finding in each.findings])
        for line, each in zip(some, read, strict=True)
        if not _right(line, each)
    ]
    assert not wrong


def _right(line: Line, read: Read) -> bool:
    if line.must_ask:
        guesses = re.findall("“([^”]+)”", line.note)[-1:]
        near = "".join(each.expected for each in read.findings if each.code in NO_NAME)
        return read.asked and all(any(name in near for name in each.split("/")) for each in guesses)
    if line.may_ask and read.asked:
        return True
    if "旧名" in line.note and not read.said(("D06",)):
        return False
    return _names(line, read) and not read.said(NO_NAME)


def _names(line: Line, read: Read) -> bool:
    """Whether the units are those of the line, each in its role."""
    parts = ROLE.split(line.value)
    if len(parts) == 1:
        return _same(read.units, parts[0], read)
    wanted = dict(zip(parts[1::2], parts[2::2], strict=True))
    found = {"牵头": read.row.lead, "其余": read.row.responsible, "配合": read.row.cooperators}
    return all(_same(found[role].units, names.rstrip("；"), read) for role, names in wanted.items())


def _same(units: Sequence[str], names: str, read: Read) -> bool:
    register = read.plan.ref.register.extended((), place=PLACE)

    def levelled(name: str) -> str:
        return register.standard(register.name_in(name, YEAR))

    return [*map(levelled, units)] == [*map(levelled, names.split("、"))]


@pytest.mark.parametrize("line", [each for each in lines("department") if EQUAL in each.input], ids=str)
def test_one_department_under_two_names_gets_one_form(line: Line, tmp_path: Path) -> None:
    assert len(forms(line.input.split(EQUAL), tmp_path)) == 1


@pytest.mark.parametrize(
    ("one", "other", "form"),
    [
        ("县残联", "县残疾人联合会", "县残联"),
        ("县人力资源和社会保障局", "县人社局", "县人力资源和社会保障局"),
        ("县住房和城乡建设局", "宁都县住建局", "县住房和城乡建设局"),
        ("县卫健委", "县卫生健康委员会", "县卫健委"),
        ("商务局", "县商务局", "县商务局"),
        ("县文旅局", "县文化广电和旅游局", "县文旅局"),
        ("中国联合网络通信有限公司宁都县分公司", "县联通公司", "县联通公司"),
    ],
)
def test_the_form_goes_to_a_name_with_a_level(one: str, other: str, form: str, tmp_path: Path) -> None:
    assert forms((one, other), tmp_path) == [f"{form}_2024-05_填报表.xlsx"]


def test_two_departments_stay_two(tmp_path: Path) -> None:
    assert len(forms(("县卫健委", "市卫健委", "县医保局"), tmp_path)) == 3


def forms(leads: Sequence[str], folder: Path) -> list[str]:
    """The names of the forms issued for a plan with one row for each lead."""
    source, master = folder / "目标任务表.xlsx", folder / "总表.xlsx"
    drafted([("座", lead) for lead in leads], source, ("牵头单位",))
    jobs.draft(source, master, year=YEAR)
    issued = jobs.issue(master, Period(YEAR, 5), folder / "下发")
    return sorted(each.path.name for each in issued.forms)


@pytest.mark.parametrize(
    ("cell", "lead", "responsible", "cooperators"),
    [
        ("县教育局牵头县财政局配合", "县教育局", "", "县财政局"),
        ("牵头：县教育局；配合：县财政局、县人社局", "县教育局", "", "县财政局、县人社局"),
        (
            "县教育局（牵头单位）、县财政局（责任单位）、县人社局（配合单位）",
            "县教育局",
            "县财政局",
            "县人社局",
        ),
        ("县教育局（负责）", "县教育局", "", ""),
        ("县教育局负责，县财政局、各乡镇配合", "县教育局", "", "县财政局、各乡镇"),
        ("县自然资源局牵头，各乡镇配合", "县自然资源局", "", "各乡镇"),
        ("①县教育局②县财政局", "县教育局、县财政局", "", ""),
        ("1、县教育局；2、县财政局", "县教育局、县财政局", "", ""),
        ("一、县教育局 二、县财政局", "县教育局、县财政局", "", ""),
        ("（1）县教育局（2）县财政局等部门", "县教育局、县财政局", "", ""),
        ("县教育局县财政局县人社局", "县教育局、县财政局、县人社局", "", ""),
        ("县公安局交警大队", "县公安局交警大队", "", ""),
        ("县教育局和县财政局", "县教育局、县财政局", "", ""),
        ("县政协办", "县政协办", "", ""),
        ("县老协办", "县老协办", "", ""),
        ("县市场监管局城关所", "县市场监管局城关所", "", ""),
    ],
)
def test_a_lone_column_says_who_leads_and_who_helps(
    cell: str, lead: str, responsible: str, cooperators: str, tmp_path: Path
) -> None:
    row = drafted([("座", cell)], tmp_path / "表.xlsx")[0].row
    assert [
        "、".join(each.units) for each in (row.lead, row.responsible, row.cooperators)
    ] == [lead, responsible, cooperators]  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "near"),
    [
        ("县工信剧", "县工信局"),
        ("县卫建局", "县卫健局"),
        ("县卫建委", "县卫健委"),
        ("县民正局", "县民政局"),
        ("县水力局", "县水利局"),
        ("县财攻局", "县财政局"),
        ("县交通运输居", "县交通运输局"),
    ],
)
def test_the_first_guess_sounds_or_looks_like_what_is_printed(
    printed: str, near: str, tmp_path: Path
) -> None:
    read = drafted([("座", printed)], tmp_path / "表.xlsx")[0]
    assert [each.expected.partition("”")[0] for each in read.findings if each.code == "D04"] == [near]


@pytest.mark.parametrize(
    "name",
    [
        "县人大常委会办公室",
        "县政协办公室",
        "县外办",
        "县委教育工委",
        "县直各有关单位",
        "县级各有关部门",
        "街道办事处",
        "24个乡镇",
        "中国邮政集团宁都县分公司",
        "中国电信股份有限公司宁都分公司",
        "中国移动通信集团江西有限公司宁都县分公司",
        "国网江西省电力有限公司宁都县供电公司",
        "人民银行宁都支行",
        "中国人寿宁都支公司",
        "县城投公司",
        "经开区管委会",
        "县交管大队",
        "县爱卫办",
        "县河长办",
        "梅江镇",
    ],
)
def test_an_everyday_name_is_known(name: str, tmp_path: Path) -> None:
    read = drafted([("座", "县教育局", name)], tmp_path / "表.xlsx", ("牵头单位", "责任单位"))[0]
    assert (read.row.responsible.units, read.asked) == ((name,), False)


def test_an_office_that_was_closed_is_named_as_it_is_now(tmp_path: Path) -> None:
    read = drafted([("座", "县银监办")], tmp_path / "表.xlsx")[0]
    assert [each.expected for each in read.findings if each.code == "D06"] == [
        "国家金融监督管理总局宁都监管支局"
    ]


def test_a_second_name_in_brackets_is_not_dropped(tmp_path: Path) -> None:
    read = drafted([("座", "县司法局（县商务局）")], tmp_path / "表.xlsx")[0]
    assert [each.message for each in read.findings if each.code == "D05"] == [
        "“县司法局（县商务局）”可能指“县司法局”或“县商务局”"
    ]


def test_a_blank_cell_takes_nothing_from_beside_another_lead(tmp_path: Path) -> None:
    rows = [
        ("座", "县教育局", "县财政局"),
        ("座", "县教育局", ""),
        ("座", "县残联", ""),
        ("座", "县残联", "—"),
    ]
    read = drafted(rows, tmp_path / "表.xlsx", ("牵头单位", "责任单位"))
    assert [each.row.responsible.effective for each in read] == ["县财政局", "县财政局", "", ""]
    assert [each.asked for each in read] == [False, False, True, False]
    assert [str(each.message) for each in read[2].findings if each.code == "D02"] == [
        "“项目3号”没有责任单位，第1行的是别的牵头单位的，没有沿用"
    ]


def test_a_merge_left_blank_takes_nothing_from_beside_another_lead(tmp_path: Path) -> None:
    book = Workbook()
    sheet: Any = book.active
    for row in (
        [TITLE],
        ["序号", "项目", "指标名称", "单位", "目标", "牵头单位", "责任单位"],
        [1, "甲项", "新建甲", "座", 1, "县教育局", "县财政局"],
        [2, "乙项", "新建乙", "座", 1, "县民政局", None],
        [None, None, "新建丙", "座", 1, None, None],
    ):
        sheet.append(row)
    sheet.merge_cells("G4:G5")
    book.save(tmp_path / "表.xlsx")
    plan, _ = jobs.draft(tmp_path / "表.xlsx", year=YEAR)
    assert [each.responsible.units for each in plan.table.indicators] == [("县财政局",), (), ()]


HEAD = """
| 指标构成 | 单位 | 2021年目标 | 牵头单位 | 责任单位 |
| 1. 办实事 |  |  | 县教育局 | 县财政局、各乡镇人民政府 |
| 新增学位 | 人 | 300 |  |  |
"""
RETURN = """
填报单位（盖章）：{head}　报送期：2021-08
| 指标编码 | 项目 | 指标名称 | 单位 | 年度目标 | 责任单位 | 上期累计 | 本期完成 | 累计完成 |
| 2021-0-01-01 | 办实事 | 新增学位 | {unit} | 300 | {responsible} | 0 | 50 | 50 |
"""


@pytest.mark.parametrize(
    ("head", "unit", "responsible", "codes"),
    [
        ("县教育局", "人", "县财政局、各乡镇人民政府", []),
        ("教育局", "人", "县财政局、各乡镇人民政府", []),
        ("宁都县教育局", "名", "财政局、各乡（镇）人民政府", []),
        ("县教育局", "位", "各乡（镇、街道）人民政府，宁都县财政局", []),
        ("县教育局", "人次", "县财政局、各乡镇人民政府", ["U04"]),
        ("市教育局", "人", "县财政局、各乡镇人民政府", ["R07"]),
        ("县教育局", "人", "县财政局、各乡镇财政所", ["D12"]),
        ("县教育局", "人", "市财政局、各乡镇人民政府", ["D12"]),
    ],
)
def test_what_means_the_same_costs_no_row_and_no_file(
    head: str, unit: str, responsible: str, codes: list[str]
) -> None:
    ref = Reference.default().with_sheets(settings=[{"项目": "本县全称", "取值": "江西省赣州市宁都县"}])
    plan = Plan(plan_of(HEAD, ref), ref, Path("总表.xlsx"))
    text = RETURN.format(head=head, unit=unit, responsible=responsible)
    returned = return_of(text, "县.xlsx", ref)
    SharedPlan(plan).match(returned)
    report = run({"ref": ref, "master": plan.table, "returns": [returned], "period": Period(2021, 8)})
    assert [each.code for each in report.findings if each.code in ("U04", "D12", "R07")] == codes

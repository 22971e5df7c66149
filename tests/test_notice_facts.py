"""What a notice lays down beside its tasks: the reporting day, the office, the townships, names in full."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from minsheng_xl import jobs
from minsheng_xl.checks.report import Report
from minsheng_xl.cycle import due_date
from minsheng_xl.errors import ReferenceDataError
from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.jobs.plans import Plan, read_source
from minsheng_xl.model import Line, Period
from minsheng_xl.reading.notices.ordained import read_stated, read_towns
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reference import Reference, Settings
from minsheng_xl.writing.patch import Workbook
from tests.worked import consolidate, fill, make_work

HEAD = "云溪县2024年民生实事实施方案\n\n一、民生实事\n"
ITEMS = """1.农村改厕。改造户厕360户。（牵头单位：县农业农村局，责任单位：各乡镇人民政府）
2.文化惠民。送戏下乡120场。（牵头单位：县文旅局）
3.文化阵地。改造文化站5个。（牵头单位：县文化广电和旅游局）
"""
OFFICE = "县民生工程领导小组办公室"
MONTHLY = f"二、工作要求\n各牵头单位每月25日前将进展情况报{OFFICE}。\n"
MATRIX = """附件1
2024年各乡镇民生实事任务分解表
乡镇\t改造户厕360户
城关镇\t60
石桥镇\t180
东山乡\t120
合计\t360
"""
LISTED = "全县4个乡镇（城关镇、石桥镇、东山乡和河西街道）要落实属地责任。\n"


def draft(text: str, folder: Path) -> tuple[Path, Report, Plan]:
    """The master of a notice, what the draft found, and the master read back."""
    folder.mkdir(exist_ok=True)
    source, master = folder / "通知.txt", folder / "总表.xlsx"
    source.write_text(text, encoding="utf-8")
    report = jobs.draft(source, master)[1]
    return master, report, read_source(master)


def sheet(master: Path, name: str) -> list[tuple[object, ...]]:
    return list(load_workbook(master)[name].iter_rows(min_row=2, values_only=True))


def told(report: Report, code: str) -> list[tuple[str, str]]:
    return [(each.severity.key, each.message) for each in report.findings if each.code == code]


@pytest.mark.parametrize(
    ("text", "day", "month", "office"),
    [
        (f"各责任单位每月25日前将工作进展情况报{OFFICE}", "25", "当月", OFFICE),
        ("各牵头单位于每月底前向县民生办报送进展情况", "月底", "当月", "县民生办"),
        ("请每月二十日前将进度报表报县政府督查室汇总", "20", "当月", "县政府督查室"),
        ("次月5日前将完成情况报县实事办", "5", "次月", "县实事办"),
        ("每月5日前将上月完成情况报送县实事办", "5", "次月", "县实事办"),
        ("每月30日前报县民生办", "30日", "当月", "县民生办"),
        ("实行月报制度，各单位每月18日前报送工作进展", "18", "当月", ""),
    ],
)
def test_a_monthly_report_to_the_office_is_read(text: str, day: str, month: str, office: str) -> None:
    said = {each.setting: each.value for each in read_stated([Line(7, f"一是开会。{text}。")], "通知.txt")}
    assert said == {"due_day": day, "due_month": month} | ({"office": office} if office else {})


@pytest.mark.parametrize(
    "text",
    [
        "每月10日前将补贴发放到户",
        "每月25日前将用工情况报县统计局",
        "每月25日前将台账报送分管领导",
        "县民生办每月通报一次进度",
        "12月25日前将总结报县民生办",
        "每季度末25日前将进展情况报县民生办",
    ],
)
def test_any_other_duty_is_not(text: str) -> None:
    assert read_stated([Line(1, text)], "通知.txt") == ()


def test_the_day_and_the_office_stand_in_the_settings_with_the_words(tmp_path: Path) -> None:
    master, report, plan = draft(HEAD + ITEMS + MONTHLY, tmp_path)
    rows = {row[0]: row for row in sheet(master, "设置")}
    quote = f"通知：“各牵头单位每月25日前将进展情况报{OFFICE}”"
    assert (str(rows["报送截止日"][1]), str(rows["报送截止日"][3]).endswith(quote)) == ("25", True)
    assert (rows["办公室名称"][1], str(rows["办公室名称"][3]).endswith(quote)) == (OFFICE, True)
    assert rows["报送截止月"][1] == "当月"
    assert due_date(Period(2024, 3), plan.ref.settings) == date(2024, 3, 25)
    assert told(report, "S26") == [
        ("information", f"通知说“{quote[4:-1]}”，“报送截止日”填作25"),
        ("information", f"通知说“{quote[4:-1]}”，“办公室名称”填作{OFFICE}"),
    ]


def test_days_that_differ_are_asked_and_not_set(tmp_path: Path) -> None:
    other = "各责任单位次月5日前将完成情况报县民生办。\n"
    _, report, plan = draft(HEAD + ITEMS + MONTHLY + other, tmp_path)
    settings = plan.ref.settings
    assert (settings.due_day, settings.due_month, settings.office) == (20, "当月", "民生办")
    assert [message.partition("”，")[2] for _, message in told(report, "S26")] == [
        "“报送截止日”有25、5，没有填入",
        "“报送截止月”有当月、次月，没有填入",
        f"“办公室名称”有{OFFICE}、县民生办，没有填入",
    ]
    assert {severity for severity, _ in told(report, "S26")} == {"warning"}


def test_a_day_not_every_month_has_is_asked(tmp_path: Path) -> None:
    _, report, plan = draft(HEAD + ITEMS + MONTHLY.replace("25", "30"), tmp_path)
    assert plan.ref.settings.due_day == 20
    assert told(report, "S26")[0][1].endswith("“报送截止日”有30日，没有填入")


def test_townships_are_filled_in_from_the_table(tmp_path: Path) -> None:
    master, report, plan = draft(HEAD + ITEMS + MATRIX, tmp_path)
    assert [row[:2] for row in sheet(master, "乡镇名录")] == [
        ("城关镇", "镇"),
        ("石桥镇", "镇"),
        ("东山乡", "乡"),
    ]
    assert told(report, "D11") == [("information", "“各乡镇人民政府”是集体单位，按名录展开为3个")]
    assert [town.name for town in plan.ref.towns] == ["城关镇", "石桥镇", "东山乡"]


def test_townships_listed_in_full_go_before_a_table_that_lacks_one(tmp_path: Path) -> None:
    master = draft(HEAD + ITEMS + LISTED + MATRIX, tmp_path)[0]
    assert [row[0] for row in sheet(master, "乡镇名录")] == ["城关镇", "石桥镇", "东山乡", "河西街道"]


@pytest.mark.parametrize(
    "text",
    [
        "在3个乡镇（城关镇、石桥镇、东山乡）改造户厕",
        "全县8个乡镇（城关镇、石桥镇、东山乡等）",
        "责任单位：各乡镇（城关镇、石桥镇、东山乡）",
    ],
)
def test_some_townships_are_not_all(text: str) -> None:
    assert read_towns([Line(1, text)], ()) == ()


def test_a_table_of_fewer_townships_than_there_are_is_not_the_list(tmp_path: Path) -> None:
    master = draft(HEAD + ITEMS + "全县8个乡镇要落实责任。\n" + MATRIX, tmp_path)[0]
    assert sheet(master, "乡镇名录") == []


def test_a_full_name_in_the_text_goes_before_an_invented_one(tmp_path: Path) -> None:
    master, report, plan = draft(HEAD + ITEMS, tmp_path)
    rows = [row for row in sheet(master, "部门名录") if "文" in str(row[0])]
    assert [row[:2] for row in rows] == [("县文旅局", "县文化广电和旅游局")]
    assert plan.ref.register.same("县文旅局", "县文化广电和旅游局")
    spelled = "“县文旅局”与“县文化广电和旅游局”是同一单位的两种写法"
    assert told(report, "D17") == [("information", spelled)]


def test_the_short_name_is_known_whichever_is_printed_first(tmp_path: Path) -> None:
    lines = ITEMS.splitlines(keepends=True)
    turned = lines[0] + lines[2].replace("3.", "2.") + lines[1].replace("2.", "3.")
    master, _, plan = draft(HEAD + turned, tmp_path)
    assert [row[:2] for row in sheet(master, "部门名录") if "文" in str(row[0])] == [
        ("县文化广电和旅游局", "县文化广电和旅游局")
    ]
    assert plan.ref.register.standard("县文旅局") == "县文化广电和旅游局"


def test_a_unit_of_another_field_is_no_full_name() -> None:
    register = Reference.default().register
    assert register.spelled_out("县文旅局", "县文化广电和旅游局") == "县文化广电和旅游局"
    assert register.spelled_out("县文旅局", "县文化和旅游局、县文化广电和旅游局") == ""
    assert register.spelled_out("县文旅局", "县文物旅游保护局") == ""
    assert register.spelled_out("县文旅局", "") == ""
    assert register.spelled_out("县卫健局", "县卫生健康综合监督执法局") == ""


def test_the_office_of_the_county_signs_letters_and_stands_in_remedies(tmp_path: Path) -> None:
    master = make_work(tmp_path / "县")
    path = fill(master, "县教育局", {"新建幼儿园": 9})
    book = Workbook.open(master)
    settings = load_workbook(master)["设置"]
    row = next(cell.row for cell in settings["A"] if cell.value == "办公室名称")
    book.sheet("设置").set(f"B{row}", "县政府督查室")
    book.save(master)
    read = read_return(path.name, intake.take(path).grids, Reference.default())
    target = read.rows[0].cells["target"]
    book = Workbook.open(path)
    book.sheet("填报表").set(cell_name(target.row, target.column), "13")
    book.save(path)
    report = consolidate(master).report
    (found,) = (each for each in report.findings if each.code == "V16")
    assert found.suggestion == "请改回“12”；确需调整的，凭文号报县政府督查室记入调整台账"
    assert "民生办" not in "".join(each.suggestion for each in report.findings)


def test_a_name_of_an_office_is_one_name() -> None:
    row = {"项目": "办公室名称", "取值": "县民生办 县督查室"}
    with pytest.raises(ReferenceDataError, match="应为40个字以内的一个名称"):
        Settings.from_rows([row])

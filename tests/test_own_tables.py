"""A department's own table instead of the form: whose it is, what it goes on from, in which unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from minsheng_xl import jobs
from minsheng_xl.checks.report import Finding, Severity
from minsheng_xl.jobs import Consolidated
from minsheng_xl.model import Period
from minsheng_xl.summary import Line
from tests.worked import arrive

WATER, FUNDS, RATE = "新建供水工程", "水库除险加固完成投资", "农村集中供水率"
NOTICE = (
    "岚水县2024年民生实事目标任务及责任分工表\n指标构成\t单位\t2024年目标\t牵头单位\t责任单位\n"
    "一、乡村振兴\t\t\t\t\n1.农村供水\t\t\t县水利局\t县财政局\n"
    f"{WATER}\t处\t24\t县水利局\t县财政局\n{FUNDS}\t万元\t6000\t县水利局\t县财政局\n"
    f"{RATE}\t%\t92\t县水利局\t县财政局\n"
    "2.农村改厕\t\t\t县农业农村局\t县财政局\n农村户厕改造\t户\t1200\t县农业农村局\t县财政局\n"
)
TITLE = "县水利局2024年{month}月民生实事进展情况表"
HEADS = ["序号", "指标名称", "计量单位", "年度目标", "累计完成", "进展情况", "存在的问题"]
JANUARY = [[1, WATER, "处", 24, 1], [2, FUNDS, "万元", 6000, 410.5], [3, RATE, "%", 92, 88.1]]
FEBRUARY = [[1, WATER, "处", 24, 3], [2, FUNDS, "万元", 6000, 931], [3, RATE, "%", 92, 88.4]]
Rows = Sequence[Sequence[object]]


@pytest.fixture
def master(tmp_path: Path) -> Path:
    notice, path = tmp_path / "通知.txt", tmp_path / "总表.xlsx"
    notice.write_text(NOTICE, "utf-8")
    jobs.draft(notice, path)
    return path


def consolidated(
    master: Path, rows: Rows, heads: Sequence[str] = HEADS, month: int = 2, title: str = TITLE, name: str = ""
) -> Consolidated:
    period = Period(2024, month)
    folder = master.parent / jobs.RETURNED / str(period)
    folder.mkdir(parents=True, exist_ok=True)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ([title.format(month=month)], heads, *rows):
        sheet.append([*row])
    path = folder / (name or f"县水利局2024年{month}月进展.xlsx")
    book.save(path)
    arrive(path, f"2024-0{month}-16")
    output = master.parent / jobs.SUMMARISED / str(period) / "县汇总表.xlsx"
    return jobs.consolidate(folder, master, period, output, as_of=date(2024, month, 19))


def monthly(current: Sequence[object], cumulative: Sequence[object]) -> list[list[object]]:
    """February's rows with 本月完成 before 累计完成."""
    return [[*row[:4], now, total] for row, now, total in zip(FEBRUARY, current, cumulative, strict=True)]


MONTHLY = [*HEADS[:4], "本月完成", *HEADS[4:]]


def line(done: Consolidated, name: str) -> Line:
    return next(each for each in done.summary.lines if each.indicator.name == name)


def figures(done: Consolidated) -> list[Decimal | None]:
    return [line(done, name).cumulative for name in (WATER, FUNDS, RATE)]


def found(done: Consolidated, code: str) -> list[Finding]:
    return [each for each in done.report.findings if each.code == code]


def sheet_rows(done: Consolidated, sheet: str) -> list[dict[str, object]]:
    heads, *rows = load_workbook(done.output)[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def test_a_table_without_the_period_before_is_checked_against_what_was_accepted(master: Path) -> None:
    consolidated(master, JANUARY, month=1)
    done = consolidated(master, monthly((2, 520.5, None), (3, 931, 88.4)), MONTHLY)
    assert figures(done) == [Decimal(3), Decimal(931), Decimal("88.4")]
    assert found(done, "P05") == []


def test_a_total_that_does_not_follow_from_what_was_accepted_is_refused_at_its_cell(master: Path) -> None:
    consolidated(master, JANUARY, month=1)
    done = consolidated(master, monthly((2, 520.5, None), (4, 931, 88.4)), MONTHLY)
    (refused,) = found(done, "P05")
    assert (refused.place.cell, refused.message) == ("F3", f"“{WATER}”累计4，而上期1加本期2是3")
    assert figures(done) == [None, Decimal(931), Decimal("88.4")]


def test_a_total_left_blank_goes_on_from_what_was_accepted(master: Path) -> None:
    consolidated(master, JANUARY, month=1)
    done = consolidated(master, monthly((2, 520.5, None), (None, None, 88.4)), MONTHLY)
    assert figures(done) == [Decimal(3), Decimal(931), Decimal("88.4")]
    (source,) = line(done, WATER).sources
    assert (source.place.cell, source.printed, source.previous) == ("E3", "2", "1（表里没有，按上期汇总）")
    assert [each.message for each in found(done, "R24")] == [
        f"“{WATER}”累计完成空着，已按上期1加本期2读作3",
        f"“{FUNDS}”累计完成空着，已按上期410.5加本期520.5读作931",
    ]
    again = jobs.rebuild(master.parent, Period(2024, 2), master.parent / "重出.xlsx")
    assert again.differences == ()


def test_a_total_left_blank_is_asked_for_where_nothing_was_accepted_before(master: Path) -> None:
    done = consolidated(master, monthly((2, 520.5, None), (None, 931, 88.4)), MONTHLY)
    assert figures(done) == [None, Decimal(931), Decimal("88.4")]
    (asked,) = found(done, "R24")
    assert (asked.severity, asked.place.cell) == (Severity.ERROR, "F3")
    assert "以前各期也没有收下的数" in asked.message
    assert found(done, "P05") == []


def test_in_the_first_period_a_month_is_the_running_total(master: Path) -> None:
    rows = [[*row[:4], now, None] for row, now in zip(JANUARY, (1, 410.5, None), strict=True)]
    rows[2][5] = 88.1
    done = consolidated(master, rows, MONTHLY, month=1)
    assert figures(done) == [Decimal(1), Decimal("410.5"), Decimal("88.1")]


@pytest.mark.parametrize(
    ("row", "heads"),
    [
        ([2, FUNDS, "亿元", 0.6, 0.0931], HEADS),
        ([2, FUNDS, "万元", 6000, 0.0931], [*HEADS[:4], "累计完成（亿元）", *HEADS[5:]]),
    ],
    ids=["unit", "head"],
)
def test_a_figure_in_another_scale_is_converted_and_traced_as_printed(
    master: Path, row: list[object], heads: list[str]
) -> None:
    done = consolidated(master, [row], heads)
    assert line(done, FUNDS).cumulative == Decimal(931)
    (source,) = line(done, FUNDS).sources
    assert (source.place.cell, source.printed) == ("E3", "0.0931")
    assert not [
        each
        for each in done.report.findings
        if each.code in ("U04", "V16") and each.severity is Severity.ERROR
    ]


def test_a_unit_that_its_target_contradicts_is_not_converted(master: Path) -> None:
    done = consolidated(master, [[2, FUNDS, "亿元", 6000, 0.0931]])
    assert line(done, FUNDS).cumulative is None


@pytest.mark.parametrize(
    ("title", "name"),
    [(TITLE, "进展.xlsx"), ("2024年{month}月民生实事进展情况表", "县水利局2月.xlsx")],
    ids=["title", "file name"],
)
def test_a_table_is_whose_its_title_or_its_file_name_says(master: Path, title: str, name: str) -> None:
    rows = [[*row, "进展标记", "问题标记"] for row in FEBRUARY]
    done = consolidated(master, rows, title=title, name=name)
    assert [each.department for each in done.report.files] == ["县水利局"]
    assert {each["单位"] for each in sheet_rows(done, "部门填报文字")} == {"县水利局"}
    received = next(each for each in sheet_rows(done, "收件台账") if str(each["取用文件"]).endswith(".xlsx"))
    assert (received["单位"], received["取用文件"]) == ("县水利局", name)


@pytest.mark.parametrize(
    "foot",
    [
        ["填报人：诸葛填", None, None, "联系电话：13912345678", None, "单位负责人：皇甫责"],
        ["填报人", "诸葛填", None, "联系电话", "13912345678", "单位负责人", "皇甫责"],
        ["填报人：诸葛填    联系电话：13912345678    单位负责人：皇甫责    填报日期：2024年2月16日"],
    ],
    ids=["cells", "labels and cells", "line"],
)
def test_contacts_below_the_table_are_contacts_and_no_row(master: Path, foot: list[object]) -> None:
    done = consolidated(master, [*FEBRUARY, foot])
    assert figures(done) == [Decimal(3), Decimal(931), Decimal("88.4")]
    received = next(each for each in sheet_rows(done, "收件台账") if each["单位"] == "县水利局")
    contacts = [str(received[each]) for each in ("联系人", "电话", "单位负责人")]
    assert contacts == ["诸葛填", "13912345678", "皇甫责"]
    assert [each.code for each in done.report.findings if each.code in ("S09", "R16")] == []


def test_what_was_paid_out_arrives_beside_what_was_invested(master: Path) -> None:
    rows = [[*row, 0.25, 4321.7] for row in FEBRUARY[:1]]
    done = consolidated(master, rows, [*HEADS[:5], "完成投资（亿元）", "资金拨付（万元）"])
    assert line(done, WATER).investment == Decimal(2500)
    (words,) = sheet_rows(done, "部门填报文字")
    assert (words["指标"], words["其他"]) == (WATER, "资金拨付（万元）：4321.7")


def test_what_was_paid_out_alone_still_counts_as_invested(master: Path) -> None:
    done = consolidated(master, [[*FEBRUARY[0], 4321.7]], [*HEADS[:5], "资金拨付（万元）"])
    assert line(done, WATER).investment == Decimal("4321.7")


def test_a_mobile_number_in_words_goes_out_starred_and_is_said(master: Path) -> None:
    rows = [
        [*FEBRUARY[0], "联系人李四13712349876，缺管材", 13712349876],
        [*FEBRUARY[1], "投资13712349876元", "身份证号11010519491231002Y"],
        [*FEBRUARY[2], "身份证110105194912310021", "无"],
    ]
    done = consolidated(master, rows)
    texts = {str(each["指标"]): each for each in sheet_rows(done, "部门填报文字")}
    assert [texts[WATER][each] for each in ("进展说明", "存在问题")] == [
        "联系人李四137****9876，缺管材",
        "137****9876",
    ]
    assert texts[FUNDS]["进展说明"] == "投资13712349876元"
    assert texts[RATE]["进展说明"] == "身份证110105********0021"
    assert [each.place.cell for each in found(done, "R16")] == ["F3", "G3", "F5"]


def test_a_contact_left_blank_above_the_table_is_the_one_below(master: Path) -> None:
    foot: list[object] = ["填报人：诸葛填", None, None, "联系电话：13912345678"]
    done = consolidated(master, [HEADS, *FEBRUARY, foot], ["填报人：", "", "联系电话："])
    received = next(each for each in sheet_rows(done, "收件台账") if each["单位"] == "县水利局")
    assert [str(received[each]) for each in ("联系人", "电话")] == ["诸葛填", "13912345678"]

"""What a notice asks for without a number: 待定 and qualitative items are issued, returned and said aloud."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from minsheng_xl import jobs
from minsheng_xl.checks.report import Report
from minsheng_xl.jobs.duties import duties_of
from minsheng_xl.jobs.plans import read_source
from minsheng_xl.model import Indicator, Period
from minsheng_xl.quantity import UnitTable, parse_target
from minsheng_xl.reading.text.figures import find_figures
from minsheng_xl.writing import layouts

NOTICE = Path(__file__).parent / "notices" / "undecided.txt"
MARCH = Period(2024, 3)
UNITS = UnitTable.default()
CULTURE = "县文化广电和旅游局"


@pytest.fixture(scope="module", params=["a", "b", "c"])
def drafted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    master = tmp_path_factory.mktemp("县") / "总表.xlsx"
    return master, jobs.draft(NOTICE, master, layout=request.param)[1]


@pytest.fixture
def indicators(drafted: tuple[Path, Report]) -> dict[str, Indicator]:
    """Indicators by name, as the master that was written says them."""
    return {each.name: each for each in read_source(drafted[0]).table.indicators}


@pytest.mark.parametrize(
    ("text", "name", "raw"),
    [
        ("农村户厕改造任务数待定。", "农村户厕改造", "待定"),
        ("农村改厕（待定）", "农村改厕", "待定"),
        ("完成高标准农田建设，任务数以上级下达为准。", "高标准农田建设", "以上级下达为准"),
        ("新增城镇就业人数另行下达。", "新增城镇就业人数", "另行下达"),
        ("农村户厕改造，任务待省厅下达后另行通知。", "农村户厕改造", "待省厅下达后另行通知"),
        ("城乡居民医保参保率以省定目标为准。", "城乡居民医保参保率", "以省定目标为准"),
    ],
)
def test_a_number_yet_to_come_is_an_indicator(text: str, name: str, raw: str) -> None:
    (figure,) = find_figures(text, UNITS)[0]
    assert (figure.name, figure.target.kind, figure.target.raw) == (name, "tbd", raw)
    assert figure.doubt == "目标待定，请补计量单位"
    assert parse_target(raw, UNITS).kind == "tbd", "总表里的格也照样读"


UNDECIDED = "待定 待明确 待下达 待分解 未定 另行下达 另行明确 暂未下达 未下达 尚未下达"


@pytest.mark.parametrize("words", UNDECIDED.split())
def test_words_for_a_number_yet_to_come(words: str) -> None:
    (figure,) = find_figures(f"农村户厕改造任务数{words}。", UNITS)[0]
    assert (figure.name, figure.target.kind, figure.target.raw) == ("农村户厕改造", "tbd", words)


@pytest.mark.parametrize(
    "text",
    [
        "选址待定，资金待上级下达。",
        "实施方案另行下达。",
        "项目资金计划另行下达。",
        "补助标准以上级文件为准。",
        "各乡镇任务数另行下达。",
    ],
)
def test_what_is_no_number_makes_no_indicator(text: str) -> None:
    assert find_figures(text, UNITS) == ([], [])


def test_a_number_that_may_still_change_stays_and_is_doubted() -> None:
    (figure,) = find_figures("改造户厕1000户（最终任务数以上级下达为准）。", UNITS)[0]
    assert (figure.name, figure.target.value) == ("改造户厕", Decimal(1000))
    assert figure.doubt == "原文又说“以上级下达为准”，请核对这个数是否已定"


def test_measures_and_directions_follow_units_and_words(indicators: dict[str, Indicator]) -> None:
    read = {name: (each.target.kind, each.measure, each.direction) for name, each in indicators.items()}
    assert read == {
        "农村户厕改造": ("tbd", "flow", "up"),
        "建设高标准农田": ("tbd", "flow", "up"),
        "残疾人家庭无障碍改造": ("number", "flow", "up"),
        "残疾儿童康复人数": ("tbd", "flow", "up"),
        "提升公共文化服务": ("qualitative", "qualitative", "up"),
        "管护户厕": ("number", "flow", "up"),
        "道路亮化": ("qualitative", "qualitative", "up"),
        "PM2.5平均浓度": ("number", "ratio", "down"),
        "优良天数比例": ("number", "ratio", "up"),
        "环境空气质量综合指数": ("number", "ratio", "down"),
    }


def test_a_draft_says_what_cannot_be_assessed(drafted: tuple[Path, Report]) -> None:
    findings = drafted[1].findings
    told = [(each.severity.key, each.message) for each in findings if each.code == "S16"]
    assert told == [
        ("information", "项目“提升公共文化服务”没有可考核的数量，按定性项目下发，只报进展和状态"),
        ("warning", "项目“道路亮化”没有可考核的数量，“80”没有取，请核对是不是目标"),
    ]
    undecided = [each.message for each in findings if each.code == "V02"]
    assert undecided == [
        "“农村户厕改造”的目标仍是“待定”",
        "“建设高标准农田”的目标仍是“以市下达的任务数为准”",
        "“残疾儿童康复人数”的目标仍是“另行下达”",
    ]
    rows = load_workbook(drafted[0])["读取核对"].iter_rows(min_row=2, values_only=True)
    doubts = {str(row[2]): str(row[-1]) for row in rows if row[2] in ("提升公共文化服务", "道路亮化")}
    assert doubts == {
        "提升公共文化服务": "没有读出数字目标，按定性项目处理",
        "道路亮化": "没有读出数字目标，按定性项目处理；“80”没有取，请核对是不是目标",
    }


def test_the_lead_of_a_qualitative_item_gets_a_form_and_is_expected(drafted: tuple[Path, Report]) -> None:
    master = drafted[0]
    issued = jobs.issue(master, MARCH, master.parent / "下发", layout="a")
    forms = {form.department: form for form in issued.forms}
    assert (CULTURE in forms, forms[CULTURE].rows, issued.unassigned) == (True, 1, [])
    expected = duties_of(read_source(master), MARCH)
    assert CULTURE in [each.department for each in expected]
    layout = layouts.load("form")
    sheet = load_workbook(forms[CULTURE].path)[layout.sheet]
    first = layout.header_row + 1
    shown = [sheet.cell(first, layout.number(role)).value for role in ("indicator", "target", "measure")]
    assert shown == ["提升公共文化服务", "定性", "定性"]
    assert not sheet.cell(first, layout.number("status")).protection.locked

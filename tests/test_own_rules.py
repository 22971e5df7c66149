"""A county's own comparison rules as data: read, run beside the built-in ones, refused where senseless."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from minsheng_xl import jobs
from minsheng_xl.checks import engine
from minsheng_xl.checks.county_rules import own_rules
from minsheng_xl.checks.evidence.amounts import Figures
from minsheng_xl.checks.report import Finding
from minsheng_xl.errors import ReferenceDataError
from minsheng_xl.model import Period, TargetTable
from minsheng_xl.reading.returns.match_rows import Matcher
from minsheng_xl.reference import Reference
from minsheng_xl.reference.expressions import Figure, Number, Operation, parse_expression
from minsheng_xl.reference.own_rules import read_own_rules
from minsheng_xl.reference.sheets import own_rule_records
from minsheng_xl.writing.master import write_master
from tests.examples import plan_of, return_of

PLAN = """
| 指标构成 | 单位 | 2021年目标 | 牵头单位 | 责任单位 |
| 一、住房 |
| 1. 改造 |  |  | 县住建局 | 县财政局 |
| 全县改造住房 | 万户 | 0.02 |  |  |
| 城市改造 | 户 | 150 |  |  |
| 农村改造 | 户 | 50 |  |  |
| 培训工匠 | 人次 | 80 |  |  |
| 补助资金 | 万元 | 400 |  |  |
"""
RETURN = """
填报单位（盖章）：县住建局　报送期：2021-08
| 指标编码 | 序号 | 项目 | 指标名称 | 单位 | 年度目标 | 责任单位 | 上期累计 | 本期完成 | 累计完成 |
| 2021-1-01-01 | 1 | 改造 | 全县改造住房 | 万户 | 0.02 | 县财政局 | 0.01 | 0.002 | 0.012 |
| 2021-1-01-02 | 1 | 改造 | 城市改造 | 户 | 150 | 县财政局 | 70 | 20 | 90 |
| 2021-1-01-03 | 1 | 改造 | 农村改造 | 户 | 50 | 县财政局 | 25 | 5 | 30 |
| 2021-1-01-04 | 1 | 改造 | 培训工匠 | 人次 | 80 | 县财政局 | 20 | 10 | 30 |
| 2021-1-01-05 | 1 | 改造 | 补助资金 | 万元 | 400 | 县财政局 | 200 | 40 | 240 |
"""
ALL, CITY, VILLAGE = "[2021-1-01-01]", "[2021-1-01-02]", "[2021-1-01-03]"


def record(left: str, relation: str, right: str, **more: str) -> dict[str, str]:
    row = {"编码": "C01", "名称": "本县规则", "级别": "错误", "左边": left, "关系": relation, "右边": right}
    return row | more


def found(
    *records: Mapping[str, str], returned: str = RETURN, settings: Mapping[str, str] | None = None
) -> list[Finding]:
    """Findings of the county's own rules on the plan and one return of it."""
    rows = [{"项目": key, "取值": value} for key, value in (settings or {}).items()]
    ref = Reference.default().with_sheets(rules=records, settings=rows)
    table = plan_of(PLAN, ref)
    each = return_of(returned, "回收.xlsx", ref)
    Matcher(table, ref).match(each)
    inputs = {"table": table, "master": table, "standing": [each], "history": {}, "ref": ref}
    inputs["as_of"] = date(2021, 8, 25)
    report = engine.run(inputs, grading=engine.Grading.of(ref.settings), only="C", own=own_rules(ref))
    assert not report.rules_broken
    return list(report.findings)


@pytest.mark.parametrize(
    ("left", "relation", "right"),
    [
        (f"{ALL}.累计", "=", f"{CITY}.累计 + {VILLAGE}.累计"),
        (f"{ALL}.累计", "=", "Σ[2021-1-01-02..03].累计"),
        (f"{ALL}.累计", "=", "Σ[2021-1-01-02、农村改造].累计"),
        (f"{CITY}.累计", "≤", f"{CITY}.目标"),
        ("[城市改造].累计", "＞", "[农村改造].累计 × 2"),
        (f"{CITY}.完成率", "=", "60"),
        (f"{CITY}.累计 ÷ {ALL}.累计", "=", "0.75"),
        ("[2021-1-01-05].累计 ÷ 3 × 3", "=", "[2021-1-01-05].累计"),
        ("[2021-1-01-05].累计 / [2021-1-01-01].累计", "=", "20000"),
        (f"{CITY}.累计 − (10 + 20)", "等于", "60"),
        ("[累计]", "≥", "[上期]"),
        ("-1", "<", f"{CITY}.累计"),
    ],
)
def test_what_holds_is_silent(left: str, relation: str, right: str) -> None:
    assert found(record(left, relation, right)) == []


def test_what_does_not_hold_is_a_finding_like_any_other() -> None:
    (finding,) = found(record(f"{CITY}.累计", "≤", f"{VILLAGE}.累计 × 2", 说明="请核对城乡比例"))
    assert str(finding) == (
        "回收.xlsx〔填报表〕J4 本县规则：[2021-1-01-02].累计 为 90户，应 ≤ [2021-1-01-03].累计 × 2（60户），"
        "请核对城乡比例。（C01）"
    )
    assert (finding.severity.key, finding.department, finding.indicator) == (
        "error",
        "县住建局",
        "2021-1-01-02",
    )


def test_units_are_converted_and_shown() -> None:
    (finding,) = found(record(f"{ALL}.累计", "=", f"{CITY}.累计"))
    assert (finding.printed, finding.expected) == ("0.012万户", "0.009万户")


def test_a_rule_for_every_row_names_the_rows() -> None:
    falling = RETURN.replace("| 25 | 5 | 30 |", "| 35 | -5 | 30 |")
    (finding,) = found(record("[累计]", "≥", "[上期]"), returned=falling)
    assert finding.message.startswith("“农村改造”本县规则：")
    assert finding.place.cell == "J5"


def test_a_rule_of_targets_looks_at_the_plan() -> None:
    (finding,) = found(record(f"{CITY}.目标", "<", "100"))
    assert (finding.place.sheet, finding.place.cell) == ("目标任务表", "C5")


@pytest.mark.parametrize(("missing", "count"), [("跳过", 0), ("按零", 1), ("报错", 1)])
def test_a_missing_figure_is_dealt_with_as_the_row_says(missing: str, count: int) -> None:
    without = "\n".join(line for line in RETURN.splitlines() if "农村改造" not in line)
    findings = found(
        record(f"{ALL}.累计", "=", f"{CITY}.累计 + {VILLAGE}.累计", 缺数时=missing), returned=without
    )
    assert len(findings) == count
    if missing == "报错":
        assert "“农村改造”没有这个数，所以没有核对“" in findings[0].message


@pytest.mark.parametrize(
    ("left", "problem"),
    [
        ("[2021-1-01-04].累计", "不得换算或相加"),
        ("[2021-9-09-09].累计", "没有叫“2021-9-09-09”的指标"),
        ("Σ[2021-9-01-01..03].累计", "没有编码从2021-9-01-01到2021-9-01-03的指标"),
    ],
)
def test_a_rule_that_makes_no_sense_here_is_said_on_its_own_sheet(left: str, problem: str) -> None:
    (finding,) = found(record(left, "=", f"{CITY}.累计"))
    assert finding.message.startswith("自定规则C01没有核对：")
    assert problem in finding.message
    assert (finding.place.file, finding.place.sheet) == ("例.xlsx", "自定规则")
    assert finding.severity.key == "warning"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"编码": "U02"}, "编码不合规定"),
        ({"级别": "严重"}, "级别“严重”认不出"),
        ({"关系": "约等于"}, "关系“约等于”认不出"),
        ({"缺数时": "忽略"}, "缺数时“忽略”认不出"),
        ({"启用日期": "明天"}, "生效日期“明天”无法识别"),
        ({"左边": ""}, "不完整"),
        ({"左边": "[甲].累计 +"}, "不完整"),
        ({"左边": "([甲].累计"}, "缺右括号"),
        ({"左边": "[甲].累计)"}, "多了“)”"),
        ({"左边": "甲.累计"}, "认不出"),
        ({"左边": "[甲].备注"}, "不是能比较的列"),
        ({"左边": "[甲、乙].累计"}, "求和请在前面写Σ"),
        ({"左边": "Σ[累计]"}, "Σ后面要写指标"),
        ({"左边": "(" * 30 + "1" + ")" * 30}, "括号太多"),
        ({"左边": "1", "右边": "2"}, "两边都没有指标的数"),
        ({"左边": "__import__('os')"}, "认不出"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_number(row: Mapping[str, str], problem: str) -> None:
    good = record("[甲].累计", "=", "1", 编码="C09")
    with pytest.raises(ReferenceDataError, match="自定规则第2条") as refused:
        read_own_rules([good, {**record("[甲].累计", "=", "1"), **row}])
    assert problem in str(refused.value)


def test_a_side_may_hold_two_hundred_figures_and_all_are_counted() -> None:
    (finding,) = found(record("+".join([f"{CITY}.累计"] * 200), "=", "1"))
    assert finding.printed == "18000户"


@pytest.mark.parametrize("side", ["左边", "右边"])
@pytest.mark.parametrize("terms", [201, 1000, 1700])
def test_a_longer_side_is_refused_at_its_cell(master: Path, side: str, terms: int) -> None:
    column = {"左边": "D", "右边": "F"}[side]
    long = record("[城市改造].累计", "≥", "[农村改造].累计") | {side: "+".join(["[甲].累计"] * terms)}
    _write(master, [record("[甲].累计", "≥", "0", 编码="C09"), long], {})
    with pytest.raises(ReferenceDataError) as refused:
        jobs.check([master])
    assert refused.value.message == (
        f"自定规则{column}3“C01”的算式“{long[side][:60]}…”有{terms}个数，最多200个"
    )
    assert refused.value.remedy == "相加的请写成 Σ[2021-1-01-01..03].累计，或分成几条规则"


def test_a_code_is_used_once() -> None:
    twice = record("[甲].累计", "=", "1")
    with pytest.raises(ReferenceDataError, match="编码重复"):
        read_own_rules([twice, twice])


def test_an_expression_is_read_by_the_rules_of_arithmetic() -> None:
    assert parse_expression("1 + [甲].累计 × 2") == Operation(
        "+", Number(Decimal(1)), Operation("*", Figure("cumulative", ("甲",)), Number(Decimal(2)))
    )


numbers = st.decimals(min_value=0, max_value=10**6, places=3)


@given(numbers, numbers, numbers, st.sampled_from("+-×÷"), st.sampled_from("+-×÷"))
def test_arithmetic_is_exact(a: Decimal, b: Decimal, c: Decimal, first: str, second: str) -> None:
    python = {"+": "+", "-": "-", "×": "*", "÷": "/"}
    text = f"{a:f}{first}{b:f}{second}{c:f}"
    names = {"a": Fraction(a), "b": Fraction(b), "c": Fraction(c)}
    figures = Figures(TargetTable(), Reference.default(), {}, {}, "跳过")
    try:
        expected = eval(f"a{python[first]}b{python[second]}c", {"__builtins__": {}}, names)
    except ZeroDivisionError:
        return
    assert figures.amount(parse_expression(text)).value == expected


# through the master and the county's settings


@pytest.fixture
def master(tmp_path: Path) -> Path:
    path = tmp_path / "总表.xlsx"
    _write(path, [record(f"{CITY}.目标", "<", "100")], {})
    return path


def _write(path: Path, rules: list[dict[str, str]], settings: Mapping[str, tuple[str, str]]) -> None:
    rows = [{"项目": key, "取值": value, "生效日期": since} for key, (value, since) in settings.items()]
    write_master(plan_of(PLAN, Reference.default()), path, rules=rules, settings=rows)


def _codes(path: Path, day: date) -> dict[str, str]:
    return {each.code: each.severity.key for each in jobs.check([path], as_of=day).findings}


def test_rules_travel_in_the_master_and_into_the_forms(master: Path) -> None:
    assert _codes(master, date(2021, 8, 1))["C01"] == "error"
    form = jobs.issue(master, Period(2021, 8), master.parent / "下发").forms[0]
    listed = {str(row[0]): row for row in load_workbook(form.path)["核对规则"].iter_rows(values_only=True)}
    assert "C01" not in listed, "只看目标的规则不核对回收件"
    _write(master, [record("[累计]", "≥", "[上期]", 说明="累计不能倒退")], {})
    form = jobs.issue(master, Period(2021, 8), master.parent / "下发").forms[0]
    listed = {str(row[0]): row for row in load_workbook(form.path)["核对规则"].iter_rows(values_only=True)}
    assert listed["C01"][1:] == ("本县规则", "错误", "[累计] ≥ [上期]。累计不能倒退")


def test_the_examples_in_a_new_master_are_switched_off_and_can_be_read() -> None:
    rules = read_own_rules(own_rule_records())
    assert rules
    assert not any(rule.on for rule in rules)


def test_a_rule_begins_on_its_day(master: Path) -> None:
    _write(master, [record(f"{CITY}.目标", "<", "100", 启用日期="2021-08-01")], {})
    assert "C01" not in _codes(master, date(2021, 7, 31))
    assert "C01" in _codes(master, date(2021, 8, 1))


@pytest.mark.parametrize("code", ["C01", "D02"])
def test_rules_are_re_graded_and_switched_off_from_a_day_on(master: Path, code: str) -> None:
    own = [record(f"{CITY}.目标", "<", "100", 级别="提示")]
    plan = plan_of(PLAN.replace("县财政局", ""), Reference.default())
    before, after = date(2021, 7, 31), date(2021, 8, 1)
    for value, key in (("警告", "warning"), ("停用", None)):
        rows = [{"项目": code, "取值": value, "生效日期": "2021-08-01"}]
        write_master(plan, master, rules=own, settings=rows)
        assert _codes(master, before)[code] == "information"
        assert _codes(master, after).get(code) == key


def test_an_error_of_an_own_rule_keeps_its_row_out(master: Path) -> None:
    found_in = found(
        record("[累计]", "<", "[目标]", 级别="错误"), returned=RETURN.replace("| 90 |", "| 190 |")
    )
    assert [each.place.cell for each in found_in] == ["J4"]

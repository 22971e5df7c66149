"""What every rule says with real values in it, read as a clerk reads it.

The whole catalogue is run over its own examples, over the same with long names, and over plans and returns
that hold every kind of unit, target and entry; every sentence must be one a person would write.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from minsheng_xl.checks import engine
from minsheng_xl.checks.engine import Example
from minsheng_xl.checks.examples import PLAN, RETURN
from minsheng_xl.checks.report import Finding
from minsheng_xl.checks.sentences import more_or_less, sentence
from minsheng_xl.jobs.dispatch import NAMED, Issued
from tests.examples import inputs_of

LONGEST = 160
"""Characters of a message beside what it quotes."""
_QUOTED = re.compile("“[^”]*”")
LONG_NAME = "支持符合条件的农村转移劳动力参加“雨露计划＋”职业技能（含创业）培训"
UNITS = (
    "人", "名", "人次", "万人", "户", "套", "个", "座", "公里", "亩", "万亩", "平方米", "万元", "亿元",
    "元/人·月", "元/人·年", "%", "‰", "分", "微克/立方米", "",
)  # fmt: skip
TARGETS = (
    "536", "0", "2021", "1234567890", "0.00001", "1.2万", "1.2万{unit}", "约261756", "不少于60", "约85",
    "95%以上", "≥95", "10—20", "由650提高到600", "提高78达到995", "待定", "—", "据实", "全覆盖", "/",
    "基本建成", "约三四百", "536{unit}", "-5", "50%", "",
)  # fmt: skip
OWN_FORMULA = '=?IF(AND(COUNT(G3:H3)=2,A3<>""),G3+H3,"")'
ENTRIES = (
    ("300", "50", "350"), ("300", "-350", "-50"), ("300", "500000", "500300"), ("300", "", ""),
    ("300", "0.333333333333333", "300.333333333333333"), ("300", "14", "350"),
    ("300", "约三千", "350"), ("300", "1O.47", "350"), ("300", "50人次", "350人次"), ("", "50", ""),
    ("300", "1E+25", "350"), ("300", "123456789012345", "350"), ("300", "#REF!", "#DIV/0!"),
    ("300", "=?VLOOKUP(A3,Z:Z,2,0)", OWN_FORMULA), ("360", "0.00001", "350"),
    ("300", "详见附件", OWN_FORMULA), ("300", "50%", "95%"),
    ("300", "1.2万", "12000.5"), ("290", "50", "350"),
)  # fmt: skip
WORDS = (
    ("已完成", "截至8月底累计培训450{unit}，占年度目标的72%", ""),
    ("未启动", "已全部完成", "因“双减”政策调整"),
    ("差不多", "截至6月，计划于2020年“启动", ""),
    ("", "", ""),
)
COLUMNS = (
    "指标编码 | 序号 | 项目 | 指标名称 | 单位 | 年度目标 | 上期累计 | 本期完成 | 累计完成 | 完成率 | 状态"
    " | 进展说明 | 情况说明"
)
HEAD = """
| 指标构成 | 单位 | 2021年目标 | 牵头单位 | 责任单位 |
| 一、民生 |
| 1. 办实事 |  |  | 县人社局 | 县财政局、县财攻局 |
"""

_BAD: Mapping[str, re.Pattern[str]] = {
    "a stop or a comma twice": re.compile("[。，、；：]{2}|[。，、；]$|^[。，、；：]"),
    "an empty quotation": re.compile("“”|‘’|“空”"),
    "a value of the program": re.compile(r"\bNone\b|\bTrue\b|\bFalse\b|\bnan\b|Decimal\(|\{|\}"),
    "a formula": re.compile(r"=[A-Z]+\(|\b(?:IF|COUNT|VLOOKUP|SUM)\("),
    "a number in powers of ten": re.compile(r"\d[eE][+-]?\d"),
    "a number nobody reads": re.compile(r"\d{20}|\.\d{16}"),
    "a sign for too little": re.compile("差-"),
    "a unit twice": re.compile(
        r"(人次|万人|公里|平方米|万元|元/人·[月年]|[人名户套座亩%‰])\1(?!次)|人次人(?!次)"
    ),
}
_ENGLISH = re.compile(r"[A-Za-z]{3,}")
_KNOWN_ENGLISH = {
    "minsheng", "check", "fix", "decide", "version", "previous", "Excel", "WPS", "Word", "xlsx", "REF", "DIV",
    "VALUE", "NAME", "and",
}  # fmt: skip
"""Programs, commands, error values, and what an example's own text holds."""


def faults(text: str, given: str = "") -> list[str]:
    """What is wrong with a sentence; what the cells held (`given`) may stand in it as it was."""
    wrong = [what for what, pattern in _BAD.items() if _found(pattern, text, given)]
    english = {each for each in _ENGLISH.findall(text) if each not in given} - _KNOWN_ENGLISH
    if english:
        wrong.append(f"English: {english}")
    if not _paired(text):
        wrong.append("quotation marks without partners")
    return wrong


def _found(pattern: re.Pattern[str], text: str, given: str) -> bool:
    return any(each.group() not in given for each in pattern.finditer(text))


def _paired(text: str) -> bool:
    depth: list[str] = []
    for char in text:
        if char in "“‘":
            depth.append("”" if char == "“" else "’")
        elif char in "”’" and (not depth or depth.pop() != char):
            return False
    return not depth


def findings_of(example: Example, only: str = "") -> tuple[Finding, ...]:
    rules = [each for code, each in engine.catalogue().items() if only in ("", code)]
    grading = engine.Grading(on={each.code: None for each in rules})
    codes = [only] if only else []
    report = engine.run(engine.prepared(inputs_of(example), rules), grading=grading, codes=codes)
    assert not report.rules_broken
    return report.findings


def check(findings: tuple[Finding, ...], given: str = "") -> None:
    for each in findings:
        assert not faults(each.message, given), (each.code, each.message, faults(each.message, given))
        assert not faults(each.suggestion, given), (
            each.code,
            each.suggestion,
            faults(each.suggestion, given),
        )
        assert each.suggestion
        assert each.suggestion not in each.message, str(each)
        assert len(_QUOTED.sub("", each.message)) <= LONGEST, str(each)
        assert each.place.file or each.place.sheet or each.department, str(each)


@pytest.mark.parametrize("code", engine.catalogue())
def test_every_rule_says_its_own_bad_example_as_a_person_would(code: str) -> None:
    check(findings_of(engine.catalogue()[code].bad, code))


def _renamed(example: Example) -> Example:
    def new(text: str) -> str:
        return text.replace("培训养老护理员", LONG_NAME).replace("城镇新增就业", LONG_NAME)

    return replace(
        example,
        table=new(example.table),
        text=new(example.text),
        master=new(example.master),
        issued=new(example.issued),
        superior=new(example.superior),
        returns=tuple(map(new, example.returns)),
        opinions=tuple(map(new, example.opinions)),
    )


@pytest.mark.parametrize("code", engine.catalogue())
def test_every_rule_quotes_a_long_name_with_quotes_of_its_own(code: str) -> None:
    check(findings_of(_renamed(engine.catalogue()[code].bad)), LONG_NAME)


def _names() -> Iterator[str]:
    for number in itertools.count(1):
        yield f"第{number}类“惠民”工程" if number % 5 else f"{LONG_NAME}第{number}批"


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    """Name, unit and target: every kind of target in turn under every unit."""
    kinds = itertools.cycle(TARGETS)
    pairs = ((unit, next(kinds)) for unit in UNITS for _ in range(9))
    return tuple(
        (name, unit, target.format(unit=unit)) for name, (unit, target) in zip(_names(), pairs, strict=False)
    )


def _plan(rows: tuple[tuple[str, str, str], ...]) -> str:
    return HEAD + "".join(f"| {name} | {unit} | {target} |  |  |\n" for name, unit, target in rows)


def _return(rows: tuple[tuple[str, str, str], ...], shift: int, *, changed: bool = False) -> str:
    lines = []
    for number, (name, unit, target) in enumerate(rows):
        before, now, total = ENTRIES[(number + shift) % len(ENTRIES)]
        status, note, why = WORDS[(number // 3 + shift) % len(WORDS)]
        if changed and number % 4 == 1:
            unit, target, name = ("", target, name) if number % 8 == 1 else (unit, "", f"{name}等")
        rate = ("", "65.3", "120")[number % 3]
        line = (
            f"2021-1-01-{number + 1:02d}", "1", "办实事", name, unit, target, before, now, total, rate,
            status, note.format(unit=unit), why,
        )  # fmt: skip
        lines.append(f"| {' | '.join(line)} |")
    return f"填报单位：县人社局　报送期：2021-08\n| {COLUMNS} |\n" + "\n".join(lines) + "\n"


def test_a_plan_of_every_unit_and_every_target_is_spoken_of_in_plain_words() -> None:
    rows = _rows()
    check(findings_of(Example(table=_plan(rows), year=2021)), _plan(rows))


@pytest.mark.parametrize("shift", range(len(ENTRIES)))
def test_returns_of_every_entry_under_every_unit_are_spoken_of_in_plain_words(shift: int) -> None:
    rows = _rows()[shift * 9 : shift * 9 + 40] or _rows()[:40]
    text = _return(rows, shift, changed=shift % 2 == 1)
    history = {f"2021-1-01-{number:02d}": "300" for number in range(1, len(rows) + 1, 2)}
    example = Example(master=_plan(rows), returns=(text,), history=history, period="2021-08")
    found = findings_of(example)
    assert found
    check(found, "“1E+25”")


@pytest.mark.parametrize(
    ("template", "words", "said"),
    [
        ("“{name}”没有", {"name": "“四好农村路”建设"}, "“‘四好农村路’建设”没有"),
        ("“{name}”没有", {"name": "发展“四好"}, "“发展四好”没有"),
        ("“{name}”没有", {"name": "好农村路”建设"}, "“好农村路建设”没有"),
        ("由“{expected}”改成了“{printed}”", {"expected": "套", "printed": ""}, "由“套”改成了空白"),
        ("{what}", {"what": "写的是“甲“乙”丙”。"}, "写的是“甲‘乙’丙”"),
        ("{what}", {"what": "甲\n  乙；"}, "甲 乙"),
        ("通常用“{expected}”", {"expected": "所”或“个"}, "通常用“所”或“个”"),
    ],
)
def test_a_sentence_quotes_as_a_printed_one_does(template: str, words: dict[str, str], said: str) -> None:
    assert sentence(template, words) == said


@pytest.mark.parametrize(
    ("printed", "expected", "said"),
    [("10", "991", "少981"), ("210", "200", "多10"), ("1.5", "1.25", "多0.25")],
)
def test_a_gap_says_its_direction(printed: str, expected: str, said: str) -> None:
    assert more_or_less(Decimal(printed), Decimal(expected)) == said


def _said(code: str, example: Example) -> str:
    """What one rule says of an example, message and remedy."""
    (finding,) = [each for each in findings_of(example) if each.code == code]
    return f"{finding.place.cell} {finding.message}，{finding.suggestion}"


def _rated(target: str) -> Example:
    plan = PLAN.replace("| 人次 | 536 |", f"| 人次 | {target} |")
    returned = RETURN.replace("| 状态 |", "| 完成率 | 状态 |").replace("| 350 |", "| 350 | 70.2 |")
    returned = returned.replace("| 30 |", "| 30 | 54.55 |").replace("| 536 |", f"| {target} |")
    return Example(master=plan, returns=(returned,))


def _typed(now: str, total: str) -> Example:
    return Example(master=PLAN, returns=(RETURN.replace("| 50 | 350 |", f"| {now} | {total} |"),))


@pytest.mark.parametrize(
    ("code", "example", "said"),
    [
        (
            "P01",
            _rated("约536"),
            "K3 “培训养老护理员”完成率填的是70.2%，按350÷536应为65.3%，请改正，或恢复表内公式",
        ),
        (
            "V11",
            Example(table=PLAN.replace("| 人次 | 536 |", "| 人 | 1.25人 |")),
            "C4 “培训养老护理员”1.25人，换成“人”不是整数，请核对小数点",
        ),
        (
            "V11",
            Example(table=PLAN.replace("| 人次 | 536 |", "| 人 | 1.23456万人 |")),
            "C4 “培训养老护理员”1.23456万人，换成“人”不是整数，请核对小数点",
        ),
        (
            "U04",
            Example(master=PLAN, returns=(RETURN.replace("| 人次 |", "|  |"),)),
            "E3 “培训养老护理员”的单位由“人次”改成了空白，请改回“人次”；确需改动的，报民生办调整总表",
        ),
        (
            "R11",
            _typed("５０", "350"),
            "I3 “５０”是文本，已读作50，请把单元格设为常规格式，只填数字，不带单位、逗号或空格",
        ),
        (
            "R17",
            _typed("50", OWN_FORMULA.replace("G3:H3", "Z3:AA3").replace("G3+H3", "VLOOKUP(A3,Z:Z,2,0)")),
            "J3 “培训养老护理员”这一格是公式，文件里没有它的结果，也算不出来，"
            "请用 Excel 或 WPS 打开、保存后重报，或直接填数",
        ),
        (
            "R03",
            Example(master=PLAN, returns=(RETURN.replace("2021-08", "2021年7月"),), period="2021-08"),
            "B1 表头写的报送期是“2021年7月”，应为“2021年8月”，请用本期下发的填报表重报",
        ),
        (
            "S08",
            Example(master=PLAN, returns=("\n".join(RETURN.splitlines()[:-1]),)),
            " 缺少下发的指标“培训残疾人”（2021-1-01-02），原在第3行下面，"
            "请补报这个指标的数，不要删除下发的行",
        ),
        (
            "P10",
            Example(
                master=PLAN.replace("| 人次 | 536 |", "| % | 95 |"),
                returns=(
                    RETURN.replace("人次 | 536", "% | 95").replace("| 300 | 50 | 350 |", "| 90 |  |  |"),
                ),
            ),
            "J3 “培训养老护理员”没有填截至本期的数，请填在“累计完成”，或在情况说明中写明原因",
        ),
        (
            "V22",
            Example(table=PLAN.replace("| 536 |", "| 约三四百 |")),
            "C4 “培训养老护理员”的目标“约三四百”认不出是多少：读不出目标值，"
            "请写成数字，如“300”“不少于300”“300左右”，"
            "没有下达数的写待定、—、据实、全覆盖等",
        ),
    ],
)  # fmt: skip
def test_what_a_rule_says(code: str, example: Example, said: str) -> None:
    assert _said(code, example) == said


def test_a_formula_that_only_refers_to_an_unreadable_cell_is_not_told_again() -> None:
    codes = [
        each.code for each in findings_of(_typed("详见附件", "=?IF(COUNT(H3:I3)=2,H3+I3,VLOOKUP(I3,Z:Z,1))"))
    ]
    assert "R15" in codes
    assert "R17" not in codes


def test_a_file_issued_to_another_department_is_not_said_to_hold_its_own_indicators() -> None:
    inputs = inputs_of(Example(master=PLAN, returns=(RETURN,)))
    inputs["returns"][0].meta["department"] = "县残联"
    (finding,) = engine.run(inputs, codes=["R07"]).findings
    assert finding.message == "填报单位是“县人社局”，文件却是下发给“县残联”的"


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, ""),
        (1, "有1个指标没有牵头单位，未下发：“培训养老护理员”（2021-1-01-01）；请在总表中补填牵头单位。"),
        (149, "有149个指标没有牵头单位，未下发："),
    ],
)
def test_indicators_without_a_lead_are_named_and_not_listed_by_the_hundred(count: int, said: str) -> None:
    indicator = inputs_of(Example(master=PLAN))["master"].indicators[0]
    line = Issued([], [indicator] * count, Path("下发清单.xlsx")).unassigned_line
    assert line.startswith(said)
    assert line.count("2021-1-01-01") == min(count, NAMED)
    assert ("）等；" in line) == (count > NAMED)

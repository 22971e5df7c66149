"""V 目标值：有没有、认不认得、定没定、有没有被改。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from minsheng_xl.checks.engine import ERROR, INFORMATION, WARNING, Example, Hit, Hits, also, hit, rule
from minsheng_xl.checks.evidence.target_cells import target_hit
from minsheng_xl.checks.examples import PLAN, RETURN
from minsheng_xl.model import OTHER_SCALE, Document, Entry, Indicator, Return, TargetTable
from minsheng_xl.place import number_text
from minsheng_xl.quantity import Target, parse_target
from minsheng_xl.quantity.spelling import details
from minsheng_xl.reference import Reference

_document = re.compile(r"[〔\[（(]\s*20\d{2}\s*[〕\]）)]\s*第?\s*\d+\s*号")

_left_open = re.compile("[国省市]定目标|[国省市]下达|上级(?:确定|下达|规定)")
_adjusted = re.compile(
    r"(?:任务|目标|计划)数?[一-鿿]{0,2}?调整(?:为|到|至)\s*(\d[\d.]*\s*[万亿]?[一-鿿]{1,4}?)(?=[，。；、]|$)"
)


def _kind(table: TargetTable, kind: str) -> Iterator[Hit]:
    for each in table.indicators:
        if each.target.kind == kind:
            yield target_hit(table, each)


@rule(
    "V01",
    "目标空白",
    ERROR,
    "“{name}”的目标是空白",
    "请填写；没有下达的写“待定”或“—”",
    bad=Example(table=PLAN.replace("| 人次 | 536 |", "| 人次 |  |")),
    good=Example(table=PLAN.replace("| 人次 | 536 |", "| 人次 | 0 |")),
)
def blank_target(table: TargetTable) -> Hits:
    """指标行目标为空；0、待定、— 都不是空白。"""
    yield from _kind(table, "blank")


@rule(
    "V02",
    "目标待定",
    WARNING,
    "“{name}”的目标仍是“{printed}”",
    "上级下达后请补填，凭文号记入调整台账",
    bad=Example(table=PLAN.replace("| 人次 | 536 |", "| 人次 | 待定 |")),
    good=Example(table=PLAN),
)
def undecided_target(table: TargetTable) -> Hits:
    """待定的目标不计完成率、不排名，须在上级分解下达后补上；“省定目标”“另行明确”也是待定。

    调整台账已凭文号定下目标的，不再提。
    """
    settled = {each.code for each in table.adjustments if each.target and each.doc_no and not each.problem}
    for each in table.indicators:
        target = each.target
        left_open = target.kind == "qualitative" and _left_open.search(target.raw)
        if (target.kind == "tbd" or left_open) and each.code not in settled:
            yield target_hit(table, each)


@rule(
    "V03",
    "不下达目标",
    INFORMATION,
    "“{name}”为“—”，不计完成率、不排名",
    "不必处理",
    bad=Example(table=PLAN.replace("| 人次 | 536 |", "| 人次 | －－ |")),
    good=Example(table=PLAN),
)
def no_target_set(table: TargetTable) -> Hits:
    """破折号的各种写法都归一为“—”，表示本级不下达目标。"""
    yield from _kind(table, "dash")


@rule(
    "V05",
    "占位无任务",
    INFORMATION,
    "“{name}”的目标是“{printed}”，按本县无任务处理",
    "不必处理",
    bad=Example(table=PLAN.replace("| 人次 | 536 |", "| 人次 | /名 |")),
    good=Example(table=PLAN),
)
def no_task(table: TargetTable) -> Hits:
    """“/名”“/座”“无任务”表示本县没有这项任务，与空白、0 不同。"""
    yield from _kind(table, "placeholder")


@rule(
    "V10",
    "目标为零",
    INFORMATION,
    "“{name}”的目标为0，不计完成率",
    "不必处理",
    bad=Example(table=PLAN.replace("| 人次 | 536 |", "| 人次 | 0 |")),
    good=Example(table=PLAN),
)
def nought_target(table: TargetTable) -> Hits:
    """0 是合法的目标（本年没有任务量），与空白、“—”不同。"""
    for each in table.indicators:
        if each.target.value == 0:
            yield target_hit(table, each)


@rule(
    "V14",
    "提高方向倒置",
    ERROR,
    "“{name}”由{baseline}提高到{printed}，并没有提高",
    "请核对前后两个数",
    bad=Example(table=PLAN.replace("| 名 | 55 |", "| 元/人·月 | 从650提高到600 |")),
    good=Example(table=PLAN.replace("| 名 | 55 |", "| 元/人·月 | 从600提高到650 |")),
)
def no_increase(table: TargetTable) -> Hits:
    """“由A提高到B”而 B 不大于 A；“由A降到B”不算。"""
    for each in table.indicators:
        target = each.target
        if each.direction == "down" or target.baseline is None or target.value is None:
            continue
        if target.value <= target.baseline:
            printed, baseline = number_text(target.value), number_text(target.baseline)
            yield target_hit(table, each, printed=printed, baseline=baseline)


@rule(
    "V16",
    "目标被改",
    ERROR,
    "“{name}”的年度目标由“{expected}”改成了“{printed}”",
    "请改回“{expected}”；确需调整的，凭文号报{office}记入调整台账",
    bad=Example(master=PLAN, returns=(RETURN.replace("| 536 |", "| 563 |"),)),
    good=Example(master=PLAN, returns=(RETURN.replace("| 536 |", "| 536.0 |"),)),
)
def changed_target(returns: Sequence[Return], ref: Reference) -> Hits:
    """与下发时的目标比，值或状态不同；待定、—、据实、空白、0 互不相同。

    查不到下发记录的，与本期按调整台账的目标比。

    情况说明里写了文号而台账上还没有的，或仍是调整前的目标的，降为警告，照本期的目标计算。
    报告里说“任务调整为……”而没有文号的，也降为警告。
    """
    for each in returns:
        for row in each.rows:
            converted = OTHER_SCALE in row.cells.get("unit", Entry()).notes
            if row.indicator is None or "target" not in row.cells or converted:
                continue
            sent = each.as_issued(row.indicator)
            issued, printed = sent.target, row.text("target")
            added = set(details(printed)) - set(details(issued.raw))
            if printed != issued.raw and (added or not _as_issued(issued, _read(printed, sent, ref))):
                former = sent.original
                excused = _document.search(row.text("explanation")) or (former and printed == former.raw)
                yield hit(
                    each.place(row.number, "target"),
                    department=each.department,
                    indicator=row.indicator.code,
                    printed=printed,
                    expected=issued.raw,
                    severity=WARNING if excused else None,
                    name=row.indicator.name,
                    office=ref.settings.office,
                )


@also("V16")
def target_said_to_be_adjusted(document: Document, ref: Reference) -> Hits:
    for line in document.lines:
        moved = _adjusted.search(line.text)
        if moved and not _document.search(line.text):
            yield hit(
                document.place(line.number),
                printed=moved[1],
                expected="原目标",
                severity=WARNING,
                name=line.text.strip("— ")[:16],
                office=ref.settings.office,
            )


def _read(printed: str, sent: Indicator, ref: Reference) -> Target:
    """A return's target as the plan's own is read."""
    return parse_target(printed, ref.units, sent.unit, sent.name)


def _as_issued(issued: Target, printed: Target) -> bool:
    """Whether a form's target is the plan's; a form has the figure of 不低于650 alone."""
    bare = printed.kind == issued.kind == "number" and printed.op == "plain"
    return _same(issued, printed) or (bare and printed.value == issued.value)


def _same(a: Target, b: Target) -> bool:
    return (a.kind, a.op, a.value, a.low, a.high) == (b.kind, b.op, b.value, b.low, b.high)


@rule(
    "V22",
    "目标无法解析",
    ERROR,
    "“{name}”的目标“{printed}”认不出是多少：{problem}",
    "没有下达数的写待定、—、据实、全覆盖等",
    bad=Example(table=PLAN.replace("| 536 |", "| 约三四百 |")),
    good=Example(table=PLAN.replace("| 536 |", "| 不少于3 |")),
)
def unreadable_target(table: TargetTable) -> Hits:
    """目标格的写法不在目标值文法之内，不知道按多少考核。"""
    for each in table.indicators:
        if each.target.problem:
            problem = each.target.problem.removeprefix(f"“{each.target.raw}”")
            yield target_hit(table, each, problem=problem)

"""R 报送（续）：重报改了哪些格、一份表里混了几家、典型材料附了没有、日历里的单位对不对。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from minsheng_xl.checks.engine import INFORMATION, WARNING, Example, Hits, hit, rule
from minsheng_xl.checks.progress import matched, row_hit
from minsheng_xl.checks.structure import PLAN, RETURN
from minsheng_xl.model import Entry, Period, Return, Row, TargetTable
from minsheng_xl.reference import Reference

FILLED_NAMES = {
    "current": "本期完成",
    "cumulative": "累计完成",
    "status": "状态",
    "invest_done": "完成投资",
    "progress_note": "进展说明",
    "problem": "存在问题",
    "next_step": "下步措施",
    "explanation": "情况说明",
    "evidence": "佐证材料",
    "case_count": "典型材料篇数",
}
"""Columns a department fills in, by role."""
GRACE = "2021-08-25 截止 {} 2021-08"
TWO_LEADS = PLAN.replace("| 培训残疾人 | 名 | 55 |  |  |", "| 培训残疾人 | 名 | 55 | 县残联 |  |")
WITH_CASES = """
填报单位（盖章）：县人社局　报送期：2021-08
| 指标编码 | 指标名称 | 单位 | 年度目标 | 累计完成 | 典型材料篇数 |
| 2021-1-01-01 | 培训养老护理员 | 人次 | 536 | 350 | 1 |
| 2021-1-01-02 | 培训残疾人 | 名 | 55 | 30 |  |
"""


@rule(
    "R13",
    "缺典型材料",
    INFORMATION,
    "{department}{period}没有附典型经验材料",
    "请补报1篇以上",
    on=False,
    bad=Example(master=PLAN, returns=(WITH_CASES.replace("| 350 | 1 |", "| 350 |  |"),), period="2021-08"),
    good=Example(master=PLAN, returns=(WITH_CASES,), period="2021-08"),
)
def no_cases(returns: Sequence[Return], period: Period) -> Hits:
    """有的县要求每期同时报1篇以上典型经验材料；整份表“典型材料篇数”合计为0的列出。"""
    for each in returns:
        counts = [row.value("case_count") or 0 for row in each.rows]
        if "case_count" in each.columns and not sum(counts):
            yield hit(each.place(), department=each.department, period=period.label)


@rule(
    "R18",
    "重报有改动",
    INFORMATION,
    "“{name}”的{column}上一份（{before}）是{expected}，这一份是{printed}",
    "请核对改动是否属实",
    bad=Example(
        master=PLAN,
        returns=(
            "收到：2021-08-18\n" + RETURN,
            "收到：2021-08-19\n" + RETURN.replace("| 50 | 350 |", "| 51 | 351 |"),
        ),
    ),
    good=Example(master=PLAN, returns=("收到：2021-08-18\n" + RETURN, "收到：2021-08-19\n" + RETURN)),
)
def changed_since(returns: Sequence[Return], earlier: Mapping[str, Return]) -> Hits:
    """同一单位本期重报，逐格与上一份比对；取用的是最新的一份，旧的留底。累计随本期变的只列本期。"""
    for each, row, indicator in matched(returns):
        old = earlier.get(each.file)
        if old is None:
            continue
        before = next((one for one in old.rows if one.indicator == indicator), None)
        if before is None:
            continue
        roles = [role for role in FILLED_NAMES if role in each.columns and not _same(before, row, role)]
        if indicator.measure == "flow" and "current" in roles and "cumulative" in roles:
            roles.remove("cumulative")
        for role in roles:
            yield row_hit(
                each,
                row,
                role,
                printed=row.text(role) or "空白",
                expected=before.text(role) or "空白",
                column=FILLED_NAMES[role],
                before=old.file,
            )


def _same(before: Row, now: Row, role: str) -> bool:
    one, other = before.cells.get(role, Entry()), now.cells.get(role, Entry())
    if one.value is not None and other.value is not None:
        return one.value == other.value
    return one.printed == other.printed


@rule(
    "R19",
    "一份表里混有几家",
    WARNING,
    "表里混有{expected}的指标{count}行，已按单位分开收取",
    "请各单位用下发给本单位的填报表分开报送",
    bad=Example(master=TWO_LEADS, returns=(RETURN,)),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def mixed(returns: Sequence[Return], master: TargetTable, ref: Reference) -> Hits:
    """填报单位牵头的指标之外，还填了别的单位牵头的；数照收，各算各的单位报送。"""
    for each in returns:
        leads = Counter(_leads(each, ref))
        own = ref.register.standard(each.head.get("department", Entry()).printed or each.department)
        for department, count in leads.items():
            if own in leads and department != own:
                yield hit(each.place(), department=each.department, expected=department, count=count)


def _leads(returned: Return, ref: Reference) -> Iterator[str]:
    for row in returned.rows:
        if row.indicator and row.indicator.lead.units:
            yield ref.register.standard(row.indicator.lead.units[0])


@rule(
    "R20",
    "日历里的单位对不上",
    WARNING,
    "日历给“{printed}”另定了日子，总表里没有这个牵头单位，这一行不起作用",
    "请照总表“牵头单位”的写法改，或删去这一行",
    bad=Example(table=PLAN, calendar=GRACE.format("县气象局")),
    good=Example(table=PLAN, calendar=GRACE.format("县人力资源和社会保障局")),
)
def calendar_of_strangers(
    ref: Reference, table: TargetTable | None = None, master: TargetTable | None = None
) -> Hits:
    """日历里给某个单位另定的截止日、锁定日，按单位名认；认不到总表的牵头单位上，就管不到谁。"""
    for plan in filter(None, (table, master)):
        leads = {ref.register.standard(lead) for lead in plan.leads}
        for each in ref.settings.calendar.lines:
            if each.department and each.department not in leads:
                yield hit(each.place, department=each.printed, printed=each.printed)

"""R 报送（续）：重报改了哪些格、一份表里混了几家、典型材料附了没有、日历里的单位对不对。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from minsheng_xl.checks.engine import ERROR, INFORMATION, WARNING, Example, Hits, hit, rule
from minsheng_xl.checks.evidence.returned_rows import matched, row_hit
from minsheng_xl.checks.examples import PLAN, RETURN, TWO_LEADS
from minsheng_xl.model import CARRIED_ANEW, Entry, Period, Return, Row, TargetTable
from minsheng_xl.place import number_text
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
ANSWERS = {"flow": "current", "qualitative": "status"}
"""The field that answers for an indicator, by measure; 累计完成 for the others."""
LISTED = 12
"""Indicators named one by one in a finding about many: about three lines of a letter."""
GRACE = "2021-08-25 截止 {} 2021-08"
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
    """同一单位本期重报，逐格与上一份比对，旧的留底。累计随本期变的只列本期；没有填数的行，空着的格不算改动。"""
    for each, row, indicator in matched(returns):
        old = earlier.get(each.file)
        if old is None:
            continue
        before = next((one for one in old.rows if one.indicator == indicator), None)
        if before is None:
            continue
        unanswered = row.cells.get(ANSWERS.get(indicator.measure, "cumulative"), Entry()).blank
        roles = [
            role
            for role in FILLED_NAMES
            if role in each.columns
            and not _same(before, row, role)
            and not (unanswered and row.cells.get(role, Entry()).blank)
        ]
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
    "R25",
    "沿用前版",
    WARNING,
    "“{name}”这一版未收，本期仍取前面一版“{other}”的{expected}",
    "请改正这一行后重报；前面一版的数本来就对的，请报{office}按前一版通过",
    bad=Example(
        master=PLAN,
        returns=(
            "收到：2021-08-18\n" + RETURN,
            "收到：2021-08-19\n" + RETURN.replace("| 50 | 350 |", "| 50 | 360 |"),
        ),
    ),
    good=Example(master=PLAN, returns=("收到：2021-08-18\n" + RETURN, "收到：2021-08-19\n" + RETURN)),
)
def older_stands_in(returns: Sequence[Return], standing: Sequence[Return], ref: Reference) -> Hits:
    """重报的一行有错误未收，而同一单位前面一版的这一行是好的：取前面一版，并说明。"""
    older = {indicator.code: (each, row) for each, row, indicator in matched(standing) if row.instead}
    for each, row, indicator in matched(one for one in returns if one.status != "rejected"):
        other = older.get(indicator.code)
        if other and row.rejected and each.department == other[0].department:
            role = "status" if indicator.measure == "qualitative" else "cumulative"
            shown, office = other[1].text(role), ref.settings.office
            yield row_hit(each, row, role, other=other[0].file, expected=shown, office=office)


@rule(
    "R26",
    "分不出先后",
    ERROR,
    "“{name}”在两份报送里不一样，两份是同一时间收到的，分不出哪一份新（另一份“{other}”）",
    "请报{office}定哪一份作数（minsheng decide 单位 通过 --version 版次），或重报一份",
    bad=Example(master=PLAN, returns=(RETURN, RETURN.replace("| 50 | 350 |", "| 51 | 351 |"))),
    good=Example(master=PLAN, returns=(RETURN, RETURN)),
)
def same_moment(undecided: Sequence[tuple[Return, Row, str]], ref: Reference) -> Hits:
    """同一单位两份报送收到的时间精确到秒都一样，同一指标的数却不同；哪一份也不取，请人来定。"""
    for each, row, other in undecided:
        printed, office = row.text("cumulative"), ref.settings.office
        yield row_hit(each, row, "cumulative", printed=printed, other=other, office=office)


@rule(
    "R27",
    "上期累计有更正",
    INFORMATION,
    "下发后有{count}个指标的上期累计变了：{what}；本期累计已按变后的数接着算",
    "不必请单位改表；请核对前几期的更正属实",
    bad=Example(
        master=PLAN,
        returns=(RETURN,),
        carried={"2021-1-01-01": "300", "2021-1-01-02": "20"},
        history={"2021-1-01-01": "310", "2021-1-01-02": "20"},
    ),
    good=Example(
        master=PLAN,
        returns=(RETURN,),
        carried={"2021-1-01-01": "300", "2021-1-01-02": "20"},
        history={"2021-1-01-01": "300", "2021-1-01-02": "20"},
    ),
)
def carried_anew(standing: Sequence[Return], master: TargetTable) -> Hits:
    """前几期的数在本期下发之后更正、补报的，单位表上的上期累计仍是下发时的；累计按更正后的算，只告诉汇总的人。"""
    changed = {
        indicator.code: (indicator, row.cells["previous"])
        for _, row, indicator in matched(standing)
        if CARRIED_ANEW in row.cells.get("previous", Entry()).notes
    }
    if changed:
        indicator = next(iter(changed.values()))[0]
        told = [
            f"“{one.name}”由{entry.printed or '空白'}变为{number_text(entry.value or Decimal())}"
            for one, entry in changed.values()
        ]
        yield hit(
            master.cell(indicator, "indicator"),
            indicator=indicator.code,
            what=_listed(told),
            count=len(changed),
        )


def _listed(told: Sequence[str]) -> str:
    """So many as a person reads, and that there are more."""
    return "、".join(told[:LISTED]) + ("等" if len(told) > LISTED else "")


@rule(
    "R28",
    "下发后总表有调整",
    INFORMATION,
    "下发后总表有{count}处调整，收回的表仍是下发时的：{what}；按现在的总表计算",
    "不必请单位改表；增加的指标请补发",
    bad=Example(
        master=PLAN, returns=(RETURN.replace("| 536 |", "| 500 |"),), issued=PLAN.replace("536", "500")
    ),
    good=Example(master=PLAN, returns=(RETURN,), issued=PLAN),
)
def adjusted_since(returns: Sequence[Return], master: TargetTable) -> Hits:
    """填报表下发之后，总表上的目标改了，指标增加或取消了；单位没有改动什么，只告诉汇总的人。"""
    changes: dict[str, tuple[str, str]] = {}
    for each in returns:
        changes |= _changes(each, master) if each.issued else {}
    if changes:
        code = next(iter(changes))
        place = master.cell(master.by_code[code], "target") if code in master.by_code else master.place
        told = [f"“{name}”{what}" for name, what in changes.values()]
        yield hit(place, indicator=code, what=_listed(told), count=len(changes))


def _changes(returned: Return, master: TargetTable) -> dict[str, tuple[str, str]]:
    """What of a form's rows is otherwise in the plan now, by code: the name and what has become of it."""
    assert returned.issued is not None
    then, changes = returned.issued.plan.by_code, dict[str, tuple[str, str]]()
    for row in returned.rows:
        code = row.indicator.code if row.indicator else row.text("code")
        if code not in then:
            continue
        before, now = then[code], master.by_code.get(code)
        if now is None:
            changes[code] = before.name, "已经取消"
        elif now.target.raw != before.target.raw:
            changes[code] = now.name, f"的目标由{before.target.raw or '空白'}改为{now.target.raw or '空白'}"
    for code, indicator in master.by_code.items():
        if code not in then and indicator.lead.units[:1] == (returned.department,):
            changes[code] = indicator.name, "是新增的"
    return changes


@rule(
    "R19",
    "一份表里混有几家",
    WARNING,
    "表里混有{expected}的指标{count}行，已按单位分开收取",
    "请各单位用下发给本单位的填报表分开报送",
    bad=Example(master=TWO_LEADS, returns=(RETURN,)),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def mixed(standing: Sequence[Return], ref: Reference) -> Hits:
    """填报单位牵头的指标之外，还填了别的单位牵头的，那一家自己没有报；数照收，各算各的单位报送。"""
    for each in standing:
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

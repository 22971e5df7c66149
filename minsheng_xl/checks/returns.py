"""R 报送：报没报、报得是不是这一期、是不是这个单位、填的是不是数。"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from minsheng_xl.checks.engine import ERROR, WARNING, Example, Hits, hit, rule
from minsheng_xl.checks.structure import PLAN, RETURN
from minsheng_xl.cycle import Expected
from minsheng_xl.errors import InputError
from minsheng_xl.model import Entry, Period, Return, TargetTable
from minsheng_xl.place import Place
from minsheng_xl.reference import Reference

NUMBER_ROLES = ("current", "cumulative", "previous", "invest_done")
_period_in_name = re.compile(r"(20\d{2})[-年.]?(\d{1,2})(?=月|\D|$)")


@rule(
    "R01",
    "未报送",
    ERROR,
    "{department}{period}未报送（截止{due}）",
    "请催报",
    bad=Example(master=PLAN, returns=(), period="2021-08", as_of="2021-08-25"),
    good=Example(master=PLAN, returns=(RETURN,), period="2021-08", as_of="2021-08-25"),
)
def not_returned(expected: Sequence[Expected], period: Period, as_of: date) -> Hits:
    """截止日之后，应报单位还没有一份可收的报送。"""
    for each in expected:
        if not each.returned and as_of > each.due:
            yield hit(Place(), department=each.department, period=period.label, due=each.due)


@rule(
    "R03",
    "期别不符",
    ERROR,
    "{where}写的报送期是“{printed}”，应为“{expected}”",
    "请用本期下发的填报表重报",
    rejects_file=True,
    bad=Example(master=PLAN, returns=(RETURN.replace("2021-08", "2021-07"),), period="2021-08"),
    good=Example(master=PLAN, returns=(RETURN.replace("2021-08", "2021年8月"),), period="2021-08"),
)
def wrong_period(returns: list[Return], period: Period) -> Hits:
    """文件里带的期别、表头的报送期、文件名里的年月，都应是当前期；写了而不一致的整份退回。"""
    for each in returns:
        head = each.head.get("period", Entry())
        named = _period_in_name.search(each.file.rsplit("/", 1)[-1])
        stated = (
            ("表头", head.printed, head),
            ("文件", each.meta.get("period", ""), head),
            ("文件名", "-".join(named.groups()) if named else "", Entry()),
        )
        for where, text, entry in stated:
            if text and _read(text) != period:
                place = each.place(entry.row)
                yield hit(place, department=each.department, printed=text, expected=period, where=where)
                break


def _read(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except InputError:
        return None


@rule(
    "R07",
    "单位与表不符",
    ERROR,
    "填报单位是“{printed}”，表中却是{expected}的指标",
    "请用下发给本单位的填报表重报",
    rejects_file=True,
    bad=Example(
        master=PLAN, returns=(RETURN.replace("填报单位（盖章）：县人社局", "填报单位（盖章）：县残联"),)
    ),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def wrong_department(returns: list[Return], master: TargetTable, ref: Reference) -> Hits:
    """表头的填报单位、文件里带的单位和所含指标的牵头单位应是同一个。"""
    for each in returns:
        leads = {
            ref.register.standard(row.indicator.lead.units[0])
            for row in each.rows
            if row.indicator and row.indicator.lead.units
        }
        head = each.head.get("department", Entry())
        stated = ref.register.standard(head.printed or each.meta.get("department", ""))
        carried = ref.register.standard(each.meta.get("department", "")) or stated
        if stated and leads and (stated not in leads or carried != stated):
            own = carried if carried in leads else "、".join(sorted(leads))
            place = each.place(head.row)
            yield hit(place, department=each.department, printed=head.printed or stated, expected=own)


@rule(
    "R11",
    "数字存为文本",
    WARNING,
    "“{printed}”是文本，已读作{expected}",
    "请直接填数字，不要带单位、逗号或空格",
    bad=Example(master=PLAN, returns=(RETURN.replace("| 50 | 350 |", "| 50人次 | 350 |"),)),
    good=Example(master=PLAN, returns=(RETURN.replace("| 50 | 350 |", "| `50` | `350` |"),)),
)
def number_as_text(returns: list[Return]) -> Hits:
    """应填数字的格里是文本（千分位、全角、带“万”或单位），能读的照读并指出读成了多少。"""
    for each in returns:
        for row in each.rows:
            for role in NUMBER_ROLES:
                entry = row.cells.get(role)
                if entry and entry.as_text and entry.value is not None:
                    yield hit(
                        each.place(row.number, role),
                        department=each.department,
                        indicator=row.indicator.code if row.indicator else "",
                        printed=entry.printed,
                        expected=f"{entry.value:f}",
                    )


@rule(
    "R14",
    "错误值/外链",
    ERROR,
    "{what}",
    "请改成数值后重报",
    bad=Example(master=PLAN, returns=(RETURN.replace("| 50 | 350 |", "| #REF! | 350 |"),)),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def error_value(returns: list[Return]) -> Hits:
    """单元格是 #REF!、#DIV/0! 等错误值，或公式引用了别的文件。"""
    for each in returns:
        if each.grid is None:
            continue
        for (row, column), text in sorted(each.grid.errors.items()):
            place = each.grid.place(row, column)
            yield hit(place, department=each.department, printed=text, what=f"单元格是错误值{text}")
        for (row, column), formula in sorted(each.grid.formulas.items()):
            if "[" in formula and "]" in formula and "!" in formula:
                place = each.grid.place(row, column)
                yield hit(place, department=each.department, printed=formula, what="公式引用了别的文件")


@rule(
    "R15",
    "填报数无法识别",
    ERROR,
    "“{printed}”认不出是多少：{problem}",
    "请填一个数字，文字写到进展说明或情况说明里",
    bad=Example(master=PLAN, returns=(RETURN.replace("| 50 | 350 |", "| 详见附件 | 350 |"),)),
    good=Example(master=PLAN, returns=(RETURN.replace("| 50 | 350 |", "| ５０ | 350 |"),)),
)
def unreadable_number(returns: list[Return]) -> Hits:
    """应填数字的格里是文字或说不定的数；不当作 0，也不猜，该行不收。"""
    for each in returns:
        for row in each.rows:
            for role in NUMBER_ROLES:
                entry = row.cells.get(role)
                if entry and entry.problem:
                    yield hit(
                        each.place(row.number, role),
                        department=each.department,
                        indicator=row.indicator.code if row.indicator else "",
                        printed=entry.printed,
                        problem=entry.problem,
                    )

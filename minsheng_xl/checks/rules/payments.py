"""P 进度：报告里的款项与数量、与形象进度对不对得上。"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from minsheng_xl.checks.engine import INFORMATION, WARNING, Example, Hits, rule
from minsheng_xl.checks.evidence.report_statements import Statement
from minsheng_xl.checks.examples import REPORT
from minsheng_xl.model import Item, TargetTable
from minsheng_xl.place import number_text
from minsheng_xl.quantity import round_half_up

_REGULAR = 3
"""Decimal places a rate per head, mu or unit has at most."""
_FAR_APART = 30
"""Percentage points between money spent and work done that call for a look."""


@rule(
    "P15",
    "单价不稳定",
    WARNING,
    "“{name}”{printed}，折合每{unit}{rate}元，不是整齐的费率，同类的是每{other_unit}{expected}元",
    "请核对数量和金额",
    bad=Example(
        text=REPORT.replace(
            "能繁母猪投保700头，完成目标任务。",
            "能繁母猪投保700头，已完成750头的年初目标任务数，区财政应承担的配套款1301.70元已拨付。",
        ).replace(
            "小麦投保1500亩，",
            "小麦投保1500亩，已完成1800亩的年初目标任务数，区财政应承担的配套款1248.00元已拨付。",
        )
    ),
    good=Example(
        text=REPORT.replace(
            "能繁母猪投保700头，完成目标任务。",
            "能繁母猪投保700头，已完成750头的年初目标任务数，区财政应承担的配套款1260.00元已拨付。",
        ).replace(
            "小麦投保1500亩，",
            "小麦投保1500亩，已完成1800亩的年初目标任务数，区财政应承担的配套款1248.00元已拨付。",
        )
    ),
)
def odd_rate(table: TargetTable) -> Hits:
    """同一项目里同名的款项都是费率乘数量；别处除得出三位小数以内的费率，而这一处除不出。"""
    for item in table.items:
        paid = list(_paid(item))
        regular = [
            (money, rate) for money, rate in ((each, _rate(*each)) for each in paid) if rate is not None
        ]
        for money, amount in paid:
            like = next((each for each in regular if each[0][0].stated.name == money.stated.name), None)
            done = amount.stated.done
            if like is None or _rate(money, amount) is not None or not done or money.stated.done is None:
                continue
            yield amount.hit(
                printed=f"{number_text(money.stated.done)}元、{number_text(done)}{amount.stated.unit}",
                unit=amount.stated.unit,
                rate=number_text(round_half_up(money.stated.done / done, 4)),
                other_unit=like[0][1].stated.unit,
                expected=number_text(like[1]),
            )


def _paid(item: Item) -> Iterator[tuple[Statement, Statement]]:
    """Money stated behind a quantity on the same line, with that quantity."""
    last: Statement | None = None
    for said in item.progress:
        each = Statement(item, said)
        if said.unit == "元" and last is not None and last.stated.place == said.place:
            yield each, last
        elif said.target is not None and said.done is not None:
            last = each


def _rate(money: Statement, amount: Statement) -> Decimal | None:
    """The rate of few decimals that gives the money to the fen; None where there is none."""
    paid, done = money.stated.done, amount.stated.done
    if paid is None or not done:
        return None
    rate = round_half_up(paid / done, _REGULAR)
    return rate if round_half_up(rate * done, 2) == round_half_up(paid, 2) else None


@rule(
    "P16",
    "投资与形象进度背离",
    INFORMATION,
    "投资完成{printed}%，而“{name}”完成{expected}%，相差{gap}个百分点",
    "请核对投资数，或说明资金拨付的情况",
    bad=Example(text=REPORT.replace("截止8月，完工70所", "截止8月，完成投资2亿元，占计划的20%，完工70所")),
    good=Example(text=REPORT.replace("截止8月，完工70所", "截止8月，完成投资8亿元，占计划的80%，完工70所")),
)
def money_and_work_apart(table: TargetTable) -> Hits:
    """同一项的投资完成率与其后所报的形象进度（完成率）相差30个百分点以上。"""
    for item in table.items:
        every = [Statement(item, said) for said in item.progress]
        for at, money in enumerate(every):
            if "投资" not in money.stated.name or money.percent is None:
                continue
            gaps = [
                (abs(each.percent - money.percent), each.percent, each)
                for each in every[at + 1 :]
                if each.stated.place == money.stated.place and each.percent is not None
            ]
            gap, percent, widest = max(
                gaps, key=lambda found: found[0], default=(Decimal(), Decimal(), money)
            )
            if gap >= _FAR_APART:
                yield widest.hit(
                    printed=number_text(money.percent), expected=number_text(percent), gap=number_text(gap)
                )

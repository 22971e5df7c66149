"""T 乡镇分解：各乡镇之和对不对，列头、乡镇齐不齐。"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from minsheng_xl.checks.engine import ERROR, INFORMATION, WARNING, Example, Hits, hit, rule
from minsheng_xl.checks.evidence.printed_cells import cell_place, head_place, tables_of
from minsheng_xl.checks.sentences import more_or_less
from minsheng_xl.model import Allocation, Document, Indicator, TargetTable
from minsheng_xl.place import Place, number_text
from minsheng_xl.quantity import UnitMismatch, convert
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reference import Reference

_FIGURE = re.compile(r"\d[\d.,]*\s*[万亿]?[一-鿿%·/]{0,3}$")
_LEADING = re.compile(
    r"^(?:完成|实现|开展|实施|推进)?\s*\d[\d.,]*\s*[万亿]?(?:个|户|人|所|座|处|名|套|亩|公里)"
)
_VERB = re.compile("^(?:完成|实现|开展|实施|推进)")
_TOWNS = re.compile(r"(\d{1,3})\s*个\s*(?:乡\s*[(（]?\s*镇|镇\s*[(（]?\s*乡|镇街|乡镇)")
_TOWN = re.compile("(?:镇|乡|街道|街道办事处)$")

MATRIX = """
某县2022年民生实事项目实施方案

一、民生实事
1.促进就业。城镇新增就业1000人。（牵头单位：县人社局）
2.农村改厕。完成农村改厕360户。（牵头单位：县农业农村局）

附件1
2022年各乡镇民生实事任务分解表
乡镇\t城镇新增就业1000人\t农村改厕360户
城关镇\t600\t60
石桥镇\t250\t180
东山乡\t150\t120
合计\t1000\t360
"""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a township table: its indicator (where the plan has it), shares and printed total."""

    table: TargetTable
    document: Document | None
    head: str
    allotted: str
    """Code or name of the indicator, as the shares have it."""
    shares: tuple[Allocation, ...]
    total: Allocation | None

    @property
    def indicator(self) -> Indicator | None:
        """What it allocates."""
        own = (each for each in self.table.indicators if self.allotted in (each.code, each.name))
        return next(own, None)

    @property
    def name(self) -> str:
        """Name of what it allocates."""
        return self.indicator.name if self.indicator else self.allotted

    @property
    def added(self) -> Decimal:
        """Sum of the shares; a blank is no share."""
        return sum((each.value for each in self.shares if each.value is not None), Decimal())

    @property
    def head_place(self) -> Place:
        """Where its head is printed, or its first row."""
        return head_place(self.document, self.head, self.shares[0].place)

    @property
    def total_place(self) -> Place:
        """Where its total is printed; its head where none is."""
        if self.total is None:
            return self.head_place
        return cell_place(self.document, self.total.place, self.total.value_text)


def columns(table: TargetTable | None, document: Document | None) -> Iterator[Column]:
    """The columns of every township table."""
    for each, around in tables_of(table, document):
        by_head: dict[str, list[Allocation]] = {}
        for share in each.allocations:
            by_head.setdefault(share.head or share.indicator, []).append(share)
        totals = {total.head or total.indicator: total for total in each.allocated_totals}
        for head, shares in by_head.items():
            yield Column(each, around, head, shares[0].indicator, tuple(shares), totals.get(head))


@rule(
    "T01",
    "列合计≠印出合计",
    ERROR,
    "“{name}”各乡镇之和是{expected}，合计印{printed}，合计{gap}",
    "请核对各乡镇的数和合计数",
    bad=Example(text=MATRIX.replace("合计\t1000\t360", "合计\t1000\t350")),
    good=Example(text=MATRIX),
)
def total_does_not_add_up(table: TargetTable | None = None, document: Document | None = None) -> Hits:
    """逐列相加（精确到印出的小数），与合计行印出的数不等。"""
    for each in columns(table, document):
        printed = each.total.value if each.total else None
        if printed is not None and printed != each.added:
            yield hit(
                each.total_place,
                printed=number_text(printed),
                expected=number_text(each.added),
                gap=more_or_less(printed, each.added),
                name=each.name,
            )


@rule(
    "T02",
    "合计≠县目标",
    ERROR,
    "“{name}”各乡镇之和是{printed}，县任务是{expected}",
    "请核对分解数，使各乡镇之和等于县任务",
    bad=Example(text=MATRIX.replace("石桥镇\t250\t180", "石桥镇\t250\t170")),
    good=Example(text=MATRIX),
)
def shares_are_not_the_target(
    ref: Reference, table: TargetTable | None = None, document: Document | None = None
) -> Hits:
    """分解到乡镇的指标，各乡镇之和（换成县任务的单位后）应等于县任务。"""
    for each in columns(table, document):
        indicator = each.indicator
        target = indicator.target.value if indicator else None
        if indicator is None or target is None or not any(share.value for share in each.shares):
            continue
        added = _in_unit(each.added, each.shares[0].unit or indicator.unit, indicator.unit, ref)
        if added is not None and added != target:
            yield hit(
                each.total_place,
                indicator=indicator.code,
                printed=number_text(added),
                expected=indicator.target.raw,
                name=indicator.name,
            )


def _in_unit(value: Decimal, unit: str, wanted: str, ref: Reference) -> Decimal | None:
    own, other = ref.units.read(unit).unit, ref.units.read(wanted).unit
    if own is None or other is None:
        return value if unit == wanted else None
    try:
        return convert(value, own, other)
    except UnitMismatch:
        return None


@rule(
    "T03",
    "列头与任务名不符",
    WARNING,
    "列头“{printed}”与任务名“{expected}”不同",
    "请统一名称",
    bad=Example(text=MATRIX.replace("乡镇\t城镇新增就业1000人\t", "乡镇\t全县城镇新增就业人员1000人\t")),
    good=Example(text=MATRIX),
)
def head_differs(table: TargetTable | None = None, document: Document | None = None) -> Hits:
    """列头去掉数值、单位和“完成”一类动词后，与所分解的任务名不同。"""
    for each in columns(table, document):
        indicator = each.indicator
        if indicator is None:
            continue
        head, name = _bare(each.head), _bare(indicator.name)
        if each.shares[0].head and head and head != name and head not in name:
            yield hit(each.head_place, indicator=indicator.code, printed=each.head, expected=indicator.name)


def _bare(name: str) -> str:
    """A name without figure, unit, verb and the unit in brackets."""
    name = re.sub(r"[（(][^（()）]{1,6}[）)]$", "", fold(name))
    return _VERB.sub("", _FIGURE.sub("", _LEADING.sub("", name)))


@rule(
    "T04",
    "乡镇数不符",
    WARNING,
    "正文说{expected}个乡镇，分解表列了{printed}个{others}",
    "请核对；片区、管委会不是乡镇的，在表下注明",
    bad=Example(text=MATRIX.replace("完成农村改厕360户", "在全县4个乡镇完成农村改厕360户")),
    good=Example(text=MATRIX.replace("完成农村改厕360户", "在全县3个乡镇完成农村改厕360户")),
)
def towns_are_not_as_many(document: Document) -> Hits:
    """分解表的行数与正文说的乡镇数不等；只多出片区、管委会这类不叫乡镇的，降为提示。"""
    towns = {share.town for table in document.tables for share in table.allocations}
    others = sorted(town for town in towns if not _TOWN.search(town))
    for line in document.lines if towns else ():
        claimed = _TOWNS.search(line.text)
        if claimed and int(claimed.group(1)) != len(towns):
            explained = int(claimed.group(1)) == len(towns) - len(others)
            yield hit(
                document.place(line.number),
                printed=len(towns),
                expected=claimed.group(1),
                severity=INFORMATION if explained else None,
                others=f"（含{'、'.join(others)}）" if others else "",
            )
            return


@rule(
    "T05",
    "乡镇缺行/重行",
    ERROR,
    "“{printed}”在分解表里{state}",
    "请每个乡镇只列一行，没有任务的留空",
    bad=Example(text=MATRIX.replace("东山乡\t150\t120", "城关镇\t150\t120")),
    good=Example(text=MATRIX),
)
def town_listed_twice(
    ref: Reference, table: TargetTable | None = None, document: Document | None = None
) -> Hits:
    """一个乡镇列了两行；乡镇名录里填了名单的，名录有而表里没有的也报。"""
    for each, _ in tables_of(table, document):
        counts = Counter((share.head or share.indicator, share.town) for share in each.allocations)
        told: set[str] = set()
        for share in each.allocations:
            rows = counts[share.head or share.indicator, share.town]
            if rows > 1 and share.town not in told:
                told.add(share.town)
                yield hit(share.place, printed=share.town, state=f"列了{rows}行")
        first = next(iter(each.allocations), None)
        for known in ref.towns if first else ():
            if known.name not in {town for _, town in counts} and first:
                yield hit(first.place, printed=known.name, state="没有行")


@rule(
    "T06",
    "空白非零",
    INFORMATION,
    "“{name}”有{n}个乡镇空白（{towns}），按没有任务处理",
    "确有任务为零的请填0",
    bad=Example(text=MATRIX.replace("石桥镇\t250\t180", "石桥镇\t250\t").replace("360", "180")),
    good=Example(text=MATRIX),
)
def blank_share(table: TargetTable | None = None, document: Document | None = None) -> Hits:
    """空白是没有分解，0 是分解为零，二者分开存；每列提示一次。"""
    for each in columns(table, document):
        blank = [share.town for share in each.shares if share.value is None and not share.value_text]
        if blank:
            names = "、".join(blank[:5]) + ("等" if len(blank) > 5 else "")
            yield hit(each.head_place, name=each.name, n=len(blank), towns=names)


@rule(
    "T08",
    "合计行无名",
    INFORMATION,
    "这一行没有行名，各列正是（或近于）上面各乡镇之和，当作合计行",
    "请写上“合计”",
    bad=Example(text=MATRIX.replace("合计\t1000", "\t1000")),
    good=Example(text=MATRIX),
)
def nameless_total(table: TargetTable | None = None, document: Document | None = None) -> Hits:
    """分解表末一行行名空白而各列都有数。"""
    for each, _ in tables_of(table, document):
        nameless = next((total for total in each.allocated_totals if not total.town.strip()), None)
        if nameless is not None:
            yield hit(nameless.place)


@rule(
    "T09",
    "未分解到乡镇",
    INFORMATION,
    "{n}个指标没有分解到乡镇：{names}",
    "要由乡镇完成的请补列；不用分解的不必处理",
    bad=Example(
        text=MATRIX.replace(
            "2.农村改厕", "2.培训农民。培训农民500人次。（牵头单位：县农业农村局）\n3.农村改厕"
        )
    ),
    good=Example(text=MATRIX),
)
def not_allocated(table: TargetTable | None = None, document: Document | None = None) -> Hits:
    """有乡镇分解表的方案里，累计型、有数的指标没有分解列；只提示一次。"""
    for each, around in tables_of(table, document):
        given = {share.indicator for share in each.allocations}
        left = [
            one.name
            for one in each.indicators
            if one.measure == "flow" and one.target.value and not given.intersection((one.name, one.code))
        ]
        first = next(columns(None, around) if around else columns(each, None), None)
        if given and left and first:
            names = "、".join(left[:5]) + ("等" if len(left) > 5 else "")
            yield hit(first.head_place, n=len(left), names=names)

"""S 结构：件数、序号、名称，正文与附件说的是不是一回事。"""

from __future__ import annotations

import re
from collections.abc import Sequence

from minsheng_xl.checks.engine import ERROR, INFORMATION, WARNING, Example, Hits, hit, rule
from minsheng_xl.checks.evidence.claimed_counts import CHINESE, CLAIM, by_category, number_claimed
from minsheng_xl.checks.evidence.report_statements import read_statements
from minsheng_xl.checks.examples import NOTICE
from minsheng_xl.checks.sentences import target_text
from minsheng_xl.model import Document, Indicator, Item, TargetTable
from minsheng_xl.quantity.numerals import parse_numeral
from minsheng_xl.quantity.typography import fold

_DEED = re.compile(rf"(?:^|(?<=[。；;，,\s]))实事({CHINESE}|\d{{1,2}})[：:]")
_CITED = re.compile("《[^《》]*》|根据[^，。]*|按照[^，。]*|(?:前期|去年|上年|往年)[^，。]*")


@rule(
    "S01",
    "类别/实事序号不连续",
    ERROR,
    "序号是“{printed}”，应为“{expected}”",
    "请核对是缺了几项还是编错了号",
    bad=Example(
        text="某县民生实事进展情况汇报\n实事一：新建幼儿园80所。\n——新建幼儿园80所。完工70所。\n实事五：新建停车位2000个。\n——新建停车位2000个。建成停车位1800个。"
    ),
    good=Example(
        text="某县民生实事进展情况汇报\n实事一：新建幼儿园80所。\n——新建幼儿园80所。完工70所。\n实事二：新建停车位2000个。\n——新建停车位2000个。建成停车位1800个。"
    ),
)
def category_out_of_order(document: Document) -> Hits:
    """“实事一、实事二……”和类别“一、二……”按出现次序逐一递增，缺号、重号都报。"""
    deeds = [(line.number, found[1]) for line in document.lines for found in _DEED.finditer(line.text)]
    yield from _breaks(document, deeds)
    for table in document.tables:
        headed = [(each.place.line, each.no) for each in table.categories if re.fullmatch(CHINESE, each.no)]
        if table.kind == "plan" and headed and headed[0][1] == "一":
            yield from _breaks(document, headed)


def _breaks(document: Document, numbered: Sequence[tuple[int, str]]) -> Hits:
    """Hits where a numbering does not go on by one; a numbering that begins anew is another one."""
    before = 0
    for line, printed in numbered:
        number = int(printed) if printed.isdigit() else int(parse_numeral(printed) or 0)
        if before and number not in (before + 1, 1):
            yield hit(document.place(line), printed=printed, expected=_like(before + 1, printed))
        before = number


def _like(number: int, printed: str) -> str:
    """A number written as the printed one is: 二 or 2."""
    names = "〇一二三四五六七八九十"
    return str(number) if printed.isdigit() or number > 10 else names[number]


@rule(
    "S02",
    "项目序号不连续",
    ERROR,
    "项目序号是{printed}，应为{expected}",
    "请核对是缺了项目还是编错了号",
    bad=Example(text=NOTICE.replace("3.帮助", "5.帮助")),
    good=Example(text=NOTICE),
)
def item_out_of_order(document: Document) -> Hits:
    """先看全表是连续编号还是每类另起，再逐一递增；缺号、重号都报。

    分项（15.下的（1）（2））之后回到上一层的编号（16.），接上一层。
    """
    for table in document.tables:
        items = [item for item in table.items if item.no.isdigit()]
        if table.kind != "plan" or len(items) < len(table.items):
            continue
        last: Item | None = None
        highest: dict[str, int] = {"": 1}
        for item in items:
            before = highest.get(item.category, 0)
            highest[item.category] = int(item.no)
            if last and item.category != last.category and 0 < before < int(item.no):
                last = item
                continue
            if last is None or (item.no == "1" and item.category != last.category):
                expected = 1
            else:
                expected = int(last.no) + 1
            if int(item.no) != expected and not (last is None and int(item.no) > 1):
                yield hit(table.cell(item, "no"), printed=item.no, expected=expected)
            last = item


@rule(
    "S03",
    "件数与声称不符",
    ERROR,
    "说有{printed}，实列{expected}项",
    "请核对件数",
    bad=Example(text=NOTICE.replace("\n一、就业和创业", "\n2024年集中办好5件民生实事。\n一、就业和创业")),
    good=Example(text=NOTICE.replace("\n一、就业和创业", "\n2024年集中办好3件民生实事。\n一、就业和创业")),
)
def not_as_many(document: Document) -> Hits:
    """标题、导语、小标题说的项目数与实列的不等；根据上级文件转述的件数不同，降为提示。"""
    yield from _claimed_by_headings(document)
    plans = [table for table in document.tables if table.kind == "plan"]
    if not plans:
        return
    counts = {len(table.items) for table in plans} | {sum(len(table.items) for table in plans)}
    counts |= {
        sum(item.category == each.name for item in table.items)
        for table in plans
        for each in table.categories
    }
    first = min(item.place.line for table in plans for item in table.items)
    for line in document.lines:
        if line.number >= first:
            break
        cited = [found.span() for found in _CITED.finditer(line.text)]
        for claim in CLAIM.finditer(line.text):
            number = number_claimed(claim[1])
            if number > 3 and number not in counts:
                quoted = any(start <= claim.start() < end for start, end in cited)
                yield hit(
                    document.place(line.number),
                    printed=f"{claim[1]}项",
                    expected=max(len(table.items) for table in plans),
                    severity=INFORMATION if quoted else None,
                )


def _claimed_by_headings(document: Document) -> Hits:
    for table in document.tables:
        for item in table.items:
            claim = CLAIM.match(item.name)
            if claim and table.kind == "progress" and 3 <= len(item.progress) < number_claimed(claim[1]):
                yield hit(item.place, printed=f"{claim[1]}项", expected=len(item.progress))
        for category, items in by_category(table):
            claim = CLAIM.match(category)
            if claim and len(items) < number_claimed(claim[1]):
                yield hit(items[0].place, printed=f"{claim[1]}项", expected=len(items))


@rule(
    "S16",
    "项目无可考核指标",
    INFORMATION,
    "项目“{name}”没有可考核的数量，{what}",
    "{remedy}",
    bad=Example(text=NOTICE.replace("培训残疾人40名", "做好残疾人就业工作")),
    good=Example(text=NOTICE),
)
def nothing_to_measure(table: TargetTable) -> Hits:
    """通知里没有数量的项目按定性下发，牵头单位只报进展和状态；有数字没有取的、表里连目标也没写的（不会下发）升为警告。"""
    for item in table.items if table.kind == "plan" else ():
        if not item.name or item.measurable:
            continue
        own = item.own_indicator
        what = (own.doubt or "按定性项目下发，只报进展和状态") if own else "不会下发填报表"
        remedy = "请补上数量，或写明佐证材料" if own else "请补上目标；没有数量的写“定性”"
        severity = WARNING if own is None or own.doubt else None
        yield hit(table.cell(item, "item"), severity=severity, name=item.name, what=what, remedy=remedy)


@rule(
    "S17",
    "重复指标",
    WARNING,
    "“{name}”与第{row}行“{other}”是同一个指标（{printed}）",
    "请只留一处，汇总计一次",
    bad=Example(text=NOTICE.replace("城镇新增就业5000人", "城镇新增就业人员5000人，城镇新增就业5000人")),
    good=Example(text=NOTICE),
)
def listed_again(table: TargetTable) -> Hits:
    """同一份表里名称相同（或一个是另一个的结尾）、单位和数值都相同；对象不同、其中数不算。"""
    seen: dict[tuple[object, str], list[tuple[str, Indicator]]] = {}
    for each in table.indicators if table.kind == "plan" else ():
        if each.relation in ("part_of", "ratio_of") or each.target.value is None or each.measure == "ratio":
            continue
        alike, core = seen.setdefault((each.target.value, each.unit), []), _core(each.name)
        twin = next((other for known, other in alike if _same_name(core, known)), None)
        if twin is not None:
            row = twin.place.line or twin.place.row
            yield hit(
                table.cell(each, "indicator"),
                indicator=each.code,
                printed=target_text(each),
                name=each.name,
                other=twin.name,
                row=row,
            )
        alike.append((core, each))
    told: dict[tuple[str, str, object], int] = {}
    for said in (each for each in read_statements(table) if each.stated.done is not None):
        key = (fold(said.stated.name), said.stated.unit, said.stated.done)
        line = told.setdefault(key, said.stated.place.line)
        if line != said.stated.place.line:
            yield said.hit(printed=f"{said.stated.done}{said.stated.unit}", other=said.stated.name, row=line)


def _core(name: str) -> str:
    return fold(name).removesuffix("人员").removesuffix("数")


def _same_name(one: str, two: str) -> bool:
    return one == two or (min(len(one), len(two)) >= 2 and (one.endswith(two) or two.endswith(one)))

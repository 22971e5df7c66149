"""S 结构：正文与附件、印出的行与项目，说的是不是一回事。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from minsheng_xl.checks.engine import ERROR, WARNING, Example, Hits, hit, rule
from minsheng_xl.checks.evidence.annex_items import headless, twins
from minsheng_xl.model import Document, Item
from minsheng_xl.quantity.typography import fold

_LISTED = re.compile(r"^(?:附\s*件)?\s*[:：]?\s*\d{1,2}\s*[.．、]\s*(\S.{4,60}(?:表|清单|明细|目录))$")
_TITLE_END = re.compile("(?:表|清单|明细|目录)$")
_TITLE = 80
"""Characters a line can have that is a title."""

ANNEX = """
某县2024年民生实事项目实施方案

一、民生实事
1.扩大城镇就业规模。城镇新增就业5000人。（牵头单位：县人社局）
2.提升养老服务水平。完成困难老人家庭改造656户。（牵头单位：县民政局）

附件1
2024年民生实事项目任务分解表
序号\t项目名称\t目标任务\t牵头单位
1\t扩大城镇就业规模\t城镇新增就业5000人\t县人社局
2\t提升养老服务水平\t完成困难老人家庭改造656户\t县民政局
"""


@rule(
    "S12",
    "正文与附件名称不一致",
    WARNING,
    "正文“{expected}”，附件“{printed}”",
    "请统一名称",
    bad=Example(text=ANNEX.replace("2\t提升养老服务水平", "2\t提升养老服务质量")),
    good=Example(text=ANNEX),
)
def names_differ(document: Document) -> Hits:
    """同序号的项目在正文和附件里名称不同；附件印的名称比正文短一截的也报；附件目录与附件标题逐字比对。"""
    for body, item in twins(document):
        if fold(body.name) != fold(item.name) and not headless(body.name, item.name):
            yield hit(item.place, printed=item.name, expected=body.name)
    for item, printed in _renamed_rows(document):
        if fold(item.name).startswith(printed):
            yield hit(item.place, printed=printed, expected=item.name)
    yield from _titles(document)


def _renamed_rows(document: Document) -> Iterator[tuple[Item, str]]:
    """Items of a printed table whose own row does not print their name, with what it prints instead."""
    lines = {line.number: line.text for line in document.lines}
    for table in document.tables:
        for item in table.items:
            text = lines.get(item.place.line, "")
            cells = [fold(cell) for cell in text.split("\t")]
            if len(cells) > 2 and cells[0] == item.no and cells[1] and fold(item.name) not in fold(text):
                yield item, cells[1]


def _titles(document: Document) -> Hits:
    listed = [
        (line.number, found[1].strip()) for line in document.lines if (found := _LISTED.match(line.text))
    ]
    for line in document.lines if listed else ():
        text = line.text.strip()
        if (
            not 6 <= len(text) <= _TITLE
            or not _TITLE_END.search(text)
            or _LISTED.match(line.text)
            or line.number <= listed[0][0]
        ):
            continue
        name = max((name for _, name in listed), key=lambda name: SequenceMatcher(None, name, text).ratio())
        if text != name and SequenceMatcher(None, name, text).ratio() > 0.8:
            yield hit(document.place(line.number), printed=text, expected=name)


@rule(
    "S13",
    "项目名称缺失",
    ERROR,
    "第{no}项没有印项目名称，名称栏里是子项目“{printed}”",
    "请补上项目名称“{expected}”",
    bad=Example(
        text="""
某县2024年民生工程的通知

一、继续实施 3 项民生工程
继续实施水环境生态补偿、困难人员救助、棚户区改造等 3 项民生工程。

附件
某县2024年3项民生工程目标任务
序号\t项目\t目标任务
1\t水环境生态补偿\t完成断面补偿3个
2\t农村居民最低生活保障\t保障农村低保5309人
\t特困人员供养\t保障特困供养对象737人
3\t棚户区改造\t新开工2900套
"""
    ),
    good=Example(text=ANNEX),
)
def name_not_printed(document: Document) -> Hits:
    """名称栏印的是第一个子项目的名称，项目名称要从正文才看得出来。"""
    for item, printed in _renamed_rows(document):
        subs = {fold(each.sub_item) for each in item.indicators if each.sub_item}
        if not fold(item.name).startswith(printed) and (printed in subs or not subs):
            yield hit(item.place, no=item.no, printed=printed, expected=item.name)

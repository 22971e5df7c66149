"""W 文字：残缺、替换痕迹、占位、前后年份，只看印出的文字。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any

from minsheng_xl import data
from minsheng_xl.checks.engine import INFORMATION, WARNING, Example, Hits, also, hit, rule
from minsheng_xl.checks.evidence.annex_items import headless_names
from minsheng_xl.checks.evidence.note_words import notes_of, placeholders
from minsheng_xl.checks.evidence.returned_rows import matched, row_hit
from minsheng_xl.checks.examples import NOTICE, REPORT
from minsheng_xl.model import Document, Line, Return, TargetTable
from minsheng_xl.reference import Reference

_YEARS = re.compile(r"(20\d\d)\s*年?\s*[-—–~～至]\s*(20\d\d)\s*年")
_BASE_DAY = re.compile(r"(20\d\d)年12月31日(?:前|以前|之前)已")
_BARE_YEAR = re.compile(
    r"(?<![\d〔\[（(.\-—~～至年])20\d\d(?=[一-鿿])(?!年|届|级|版|号|学|名|个|人|户|公里|米|元|亩|座|所|套|台|处|项|件|条|家|场|次|头|万|亿|至|到|全)"
)
_DONE_YEAR = re.compile(r"为[^，。；]{0,6}(?:做好|抓好|推进|搞好)(20\d\d)年")
_ITEM = re.compile(r"^\s*(\d{1,3})[.．、](?!\d)")
_ITEM_INSIDE = re.compile(r"(?<=[。；;）)])\s*(\d{1,3})[.．、](?=[^\d\s])")
_DASHES = re.compile(r"(?<=[。；;])\s*——")
_ATTACHED = re.compile(r"[《〈“\"][^《》〈〉“”\"]{0,80}[》〉”\"]")
_CLAUSE = re.compile("[，,。；;：:]")
_SENTENCE = re.compile("[。；;]")
_FROM = re.compile(r"从[^，。；]{0,20}?\d[^，。；]{0,12}?(?:提高|增加|降低)?[到至]")
_VALUE = re.compile(
    r"(?<![\d.])\d{1,12}(?:\.\d{1,6})?(?=\s*(?:万|亿)?(?:元|人|名|户|个|座|所|套|公里|亩|%|、))"
)
_REACH = 120
"""Characters before and behind 分别 that belong to it."""
_LABEL = re.compile("(牵头单位|牵头部门|主办单位|责任单位|责任部门|配合单位|协办单位|配合部门)[：:]")


@cache
def traces() -> dict[str, Any]:
    """Data of traces.toml."""
    return data.load("traces.toml")


def _found(document: Document, pattern: str | re.Pattern[str]) -> Iterator[tuple[Line, re.Match[str]]]:
    """The first match on each line."""
    compiled = re.compile(pattern)
    for line in document.lines:
        match = compiled.search(line.text)
        if match:
            yield line, match


def _around(line: Line, match: re.Match[str], reach: int = 8) -> str:
    """The words about a match."""
    return line.text[max(match.start() - reach, 0) : match.end() + reach].strip()


@rule(
    "S14",
    "文字残缺",
    WARNING,
    "疑缺字：“{printed}”（{why}）",
    "请对照原文件补全",
    bad=Example(text=NOTICE.replace("城镇新增就业5000人", "优先实万亩圩堤加固")),
    good=Example(text=NOTICE.replace("城镇新增就业5000人", "优先实施12万亩圩堤加固")),
)
def broken_text(document: Document) -> Hits:
    """“万亩”前没有数字、两个数连在一起没有名称、一句没完就另起一项等。"""
    for item, body in headless_names(document):
        yield hit(item.place, printed=item.name, why=f"正文是“{body.name}”")
    for why, pattern in traces()["broken"].items():
        for line, match in _found(document, pattern):
            yield hit(document.place(line.number), printed=_around(line, match), why=why)


@rule(
    "S15",
    "一格两条",
    WARNING,
    "这一段里有两条：“{printed}”另起了一条",
    "请分行",
    bad=Example(text=NOTICE.replace("\n2.加强培训", "2.加强培训")),
    good=Example(text=NOTICE),
)
def two_in_one(document: Document) -> Hits:
    """一段里出现第二个项目序号（比段首的多一），或第二个破折号条目。"""
    for line in document.lines:
        own = _ITEM.match(line.text)
        inner = next(
            (each for each in _ITEM_INSIDE.finditer(line.text) if own and int(each[1]) == int(own[1]) + 1),
            None,
        )
        if inner is None and line.text.lstrip().startswith("——"):
            inner = _DASHES.search(line.text, 2)
        if inner is not None:
            printed = line.text[inner.start() : inner.end() + 12].strip()
            yield hit(document.place(line.number), printed=printed)


@rule(
    "V09",
    "年份/基准日异常",
    WARNING,
    "“{printed}”{why}",
    "请核对年份",
    bad=Example(text=NOTICE.replace("城镇新增就业5000人", "2024-2024年，用两年时间新增就业5000人")),
    good=Example(text=NOTICE.replace("城镇新增就业5000人", "2023-2024年，用两年时间新增就业5000人")),
)
def odd_year(document: Document) -> Hits:
    """起止年份相同、倒置；“12月31日前已”的基准日晚于计划年初；年份后面缺“年”字。"""
    for line, match in _found(document, _YEARS):
        if int(match[1]) >= int(match[2]):
            yield hit(document.place(line.number), printed=match.group(), why="起止年份相同或倒置")
    for line, match in _found(document, _BASE_DAY):
        if document.year and int(match[1]) >= document.year:
            why = f"是{document.year}年文件，基准日通常是上一年末"
            yield hit(document.place(line.number), printed=match.group(), why=why)
    for line, match in _found(document, _BARE_YEAR):
        yield hit(document.place(line.number), printed=_around(line, match), why="年份后缺“年”字")


@rule(
    "V06",
    "目标不可量化",
    WARNING,
    "“{name}”写的是“{printed}”，不能考核",
    "请写明数量；确实不能量化的，写明佐证材料",
    bad=Example(text=NOTICE.replace("培训残疾人40名", "新培养一批残疾人能手")),
    good=Example(text=NOTICE),
)
def soft_target(document: Document) -> Hits:
    """一批、力争、基本实现、逐步提高等说法，或写的是上级（每个省辖市）的任务；项目里另有数的降为提示。

    表上有计量单位而目标只有文字的也报。
    """
    words = traces()["soft"]
    for table in document.tables:
        for item in table.items if table.kind == "plan" else ():
            soft = re.search("|".join(words["words"]), item.text)
            other = re.search("|".join(words["elsewhere"]), item.text)
            counted = any(each.target.value is not None for each in item.indicators if each.role == "target")
            if said := other or soft:
                severity = INFORMATION if counted and not other else None
                yield hit(item.place, printed=said.group(), name=item.name, severity=severity)
        yield from _words_for_figures(table)


def _words_for_figures(table: TargetTable) -> Hits:
    """Rows with a unit of measure whose target is words: 批次 | 一批."""
    for each in table.indicators:
        target = each.target
        if each.unit and target.kind == "qualitative" and not target.problem:
            place = table.cell(each, "target")
            yield hit(place, indicator=each.code, printed=target.raw, name=each.name)


@rule(
    "V15",
    "“分别”个数不等",
    WARNING,
    "“{printed}”前面列了{m}个对象，后面有{n}个数",
    "请逐一写明",
    bad=Example(text=NOTICE.replace("城镇新增就业5000人", "生活补贴和护理补贴标准分别从75元提高到80元")),
    good=Example(text=NOTICE.replace("城镇新增就业5000人", "生活补贴和护理补贴标准分别提高到80元、90元")),
)
def not_one_each(document: Document) -> Hits:
    """“分别”前面并列的对象数与后面的数值个数应相等；“从甲到乙”算一个。"""
    for line in document.lines:
        text = _ATTACHED.sub("", line.text) if "分别" in line.text else ""
        for found in re.finditer("分别", text):
            before = _CLAUSE.split(text[max(found.start() - _REACH, 0) : found.start()])[-1]
            before = _ITEM.sub("", before)
            behind = _SENTENCE.split(text[found.end() : found.end() + _REACH])[0]
            objects = len([part for part in re.split("、|和|与|以及", before) if part])
            values = len(_VALUE.findall(_FROM.sub("", behind)))
            if 1 < objects != values > 0:
                printed = f"{before}分别{behind}"[:40]
                yield hit(document.place(line.number), printed=printed, m=objects, n=values)


@rule(
    "D13",
    "角色标签不一",
    INFORMATION,
    "“{printed}”与全文的“{expected}”不同",
    "请统一标签",
    bad=Example(text=NOTICE.replace("县残联，配合单位", "县残联，责任单位")),
    good=Example(text=NOTICE),
)
def odd_labels(document: Document) -> Hits:
    """一项里有两种以上单位标签的，其组合与全文多数不同。"""
    lines = [(line, "+".join(dict.fromkeys(_LABEL.findall(line.text)))) for line in document.lines]
    pairs = [(line, labels) for line, labels in lines if "+" in labels]
    every = [labels for _, labels in pairs]
    main = max(dict.fromkeys(every), key=every.count, default="")
    for line, labels in pairs:
        if labels != main and every.count(main) > 1:
            yield hit(document.place(line.number), printed=labels, expected=main)


@rule(
    "R12",
    "报送年份矛盾",
    WARNING,
    "报告的是{expected}年，又说“{printed}”，应是下一年",
    "请改正年份",
    bad=Example(text=REPORT + "\n三、下一步打算\n为认真做好2024年民生工程实施工作，我县将加强衔接。"),
    good=Example(text=REPORT + "\n三、下一步打算\n为认真做好2025年民生工程实施工作，我县将加强衔接。"),
)
def same_year_again(document: Document) -> Hits:
    """一年已经完成、正在总结，结尾说的下一年却印成了同一年。"""
    if not any(table.kind == "progress" for table in document.tables):
        return
    for line, match in _found(document, _DONE_YEAR):
        if int(match[1]) == document.year:
            yield hit(document.place(line.number), printed=match.group(), expected=document.year)


@rule(
    "W01",
    "批量替换痕迹",
    WARNING,
    "“{printed}”疑由“{expected}”成批替换而来",
    "请对照原文件改正",
    bad=Example(text=NOTICE.replace("城镇新增就业5000人", "新建便民超区3个")),
    good=Example(text=NOTICE.replace("城镇新增就业5000人", "新建便民超市3个")),
)
def replaced_by_batch(document: Document) -> Hits:
    """把“市”成批换成区、县、镇时误伤的词：超区（超市）、城区低保（城市低保）。"""
    for word in traces()["replaced"]["words"]:
        damaged = word.replace("市", f"[{traces()['replaced']['levels']}]") + "(?!域)"
        for line, match in _found(document, damaged):
            yield hit(document.place(line.number), printed=match.group(), expected=word)


@rule(
    "W02",
    "疑错别字",
    INFORMATION,
    "“{printed}”疑有误（{why}）",
    "请对照原文件核对",
    on=False,
    bad=Example(text=NOTICE.replace("城镇新增就业5000人", "贯彻思想 and 精神，城镇新增就业5000人")),
    good=Example(text=NOTICE),
)
def slip_of_the_pen(document: Document) -> Hits:
    """易错的写法；各地文件不同，默认不开，可在设置里打开。"""
    for why, pattern in traces()["slips"].items():
        for line, match in _found(document, pattern):
            yield hit(document.place(line.number), printed=_around(line, match, 4), why=why)


@rule(
    "W03",
    "占位未替换",
    WARNING,
    "“{printed}”里还有没填的占位",
    "请填上正式的名称、文号或数字",
    bad=Example(text=NOTICE.replace("城镇新增就业5000人", "按照X人社发〔2024〕X号文件，城镇新增就业5000人")),
    good=Example(
        text=NOTICE.replace("城镇新增就业5000人", "按照县人社发〔2024〕8号文件，城镇新增就业5000人")
    ),
)
def left_blank(document: Document) -> Hits:
    """X、XX、**、下划线等占位符还在文件里；填报表的说明里该写数的地方还是占位。"""
    for line, match in _found(document, traces()["placeholders"]["pattern"]):
        yield hit(document.place(line.number), printed=_around(line, match, 6))


@also("W03")
def left_blank_in_a_note(returns: Sequence[Return], ref: Reference) -> Hits:
    for each, row, _ in matched(returns):
        for role, text in notes_of(row):
            for printed in islice(placeholders(text, ref.units), 1):
                yield row_hit(each, row, role, printed=printed)

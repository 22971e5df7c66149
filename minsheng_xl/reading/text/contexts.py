"""Names that say too little by themselves, given what their sentence says before them; names told apart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from minsheng_xl.quantity import Quantity, UnitTable
from minsheng_xl.reading.text import phrases
from minsheng_xl.reading.text.figure import Figure
from minsheng_xl.reading.text.indicator_names import headed_by_verb
from minsheng_xl.reading.text.phrases import bare, tidied
from minsheng_xl.reading.text.words import words

_BACK = 80
"""Characters before a number in which its context is looked for."""
_LONG = 2000
"""Characters of a bracket with a list of standards."""
_LONGEST = 16
"""Characters of a topic that goes before a name."""
_FIGURE = re.compile("[\\d一二三四五六七八九十]\\s?[万亿]?[一-鿿]{1,3}$")
_NO_NAME = re.compile("^(?:含|其中|包括|即|不|约|共|占|以)")
_SENTENCE = re.compile("[。\n]")
_CLAUSE = re.compile("[，,。；;：:\n]")
_MONEY = re.compile("[一-鿿“”（）、]{0,24}(?:标准|补贴|补助|津贴|养老金|抚恤金|救助金|护理费|生活费)")
_STAGED = re.compile("(?:基本|主体|已|新增|全部)?(?:建成|开工|完成|完工|竣工|投用|改造)")
_STAGE = re.compile("^(?:新?开工(?:建设)?|新建|启动|完成)|(?:基本|新)?(?:建成|开工|完成|完工|竣工|新增)$")
_PAID = re.compile("(?:补贴|补助|标准)$")
"""What is paid for a thing, whatever is done to it: 开发公益岗位640个，每人每月补贴500元."""
_SPENDING = re.compile("(?:总|计划|预计)?(?:投入|投资|筹集|筹措|安排)")
_SPENT = re.compile("(?:资金)?(?:用于|主要用于|为|对|给|支持)(?P<what>[^，,。；;（(\n]{3,30})")
_COUNTED_OF = re.compile(r"^\d[\d.,]*\s?[万亿]?(?:余|多)?[个名人户所座家处]?")
_BODY = re.compile("(?:[省市县区][^，、]{1,10}[局委办厅])(?:比例)?$")
_COUNTED = {"人数": "人数", "户数": "户数", "金额": "金额", "长度": "里程", "人次": "人次", "户次": "户次"}


def in_context(
    name: str, quantity: Quantity, text: str, floor: int, sentence: int, topic: str, last: str
) -> str:
    """A name with the thing it belongs to, where it says only which group or what of it.

    `floor` is where the number before ends, `sentence` where the sentence begins, `topic` what its first
    figure is called, `last` the one before.
    """
    if quantity.role == "criterion" or not name:
        return name
    host = _host(text, quantity.start, sentence)
    if host and not _NO_NAME.match(name) and host not in name:
        return f"{host}（{name}）"
    if "人" in quantity.per or "/人" in quantity.unit_norm:
        name = _with_money(name, text, quantity.start)
    if phrases.is_attribute(name):
        clause = _clause_between(text, quantity.start, max(floor, sentence))
        said = _STAGE.sub("", last or topic) if _STAGED.fullmatch(name) else topic
        said = said if clause is None else clause
        return phrases.merged(headed_by_verb(said)[1] or said if _PAID.search(name) else said, name)
    return f"{topic}（{stem_of(name)}）" if topic and _BODY.search(name) and topic not in name else name


def what_for(spent: str, quantity: Quantity, text: str) -> str:
    """Money spent on what is said behind it: 投入1500万元为群众买保险 is 群众买保险投入; else empty."""
    found = _SPENT.match(text, quantity.end) if _SPENDING.fullmatch(spent) else None
    what = tidied(bare(_COUNTED_OF.sub("", found["what"]))) if found else ""
    return phrases.merged(what, spent) if 2 < len(what) <= _LONGEST else ""


def topic_of(title: str) -> str:
    """The name of a project as a topic; empty where it is long or states a figure."""
    name = tidied(bare(title))
    return name if 2 < len(name) <= _LONGEST and not re.search(r"\d", name) else ""


def stem_of(name: str) -> str:
    """What a share is a share of: 县乡公路大中修里程 of 县乡公路大中修里程比例."""
    return re.sub("(?:完成)?比例$", "", name) or name


def _host(text: str, position: int, sentence: int) -> str:
    """What stands before the bracket a number stands in: 残疾军人 of 残疾军人（因战一级每人每月8080.8元."""
    start = max(sentence, position - _LONG)
    opened = max(text.rfind("（", start, position), text.rfind("(", start, position))
    if opened <= max(text.rfind("）", start, position), text.rfind(")", start, position)):
        return ""
    before = text[max(start, opened - _BACK) : opened]
    if _FIGURE.search(before):
        return ""
    host = tidied(bare(re.split("[，,。；;：:\n、）)]", before)[-1]))
    return host if 2 <= len(host) <= _LONGEST else ""


def _with_money(name: str, text: str, position: int) -> str:
    """The standard a group gets, called by the last word for money: 散居孤儿 -> 散居孤儿保障标准."""
    if _money_word().search(name):
        return name
    said = _MONEY.findall(text[max(0, position - _BACK) : position])
    return phrases.merged(name, phrases.attribute_of(said[-1])) if said else name


def _clause_between(text: str, position: int, floor: int) -> str | None:
    """The subject of the last whole clause between two numbers, empty where it is long; None without one."""
    clauses = _CLAUSE.split(text[max(floor, position - _BACK) : position])[:-1]
    whole = [each for each in clauses[bool(floor and text[floor - 1] not in "。\n") :] if each]
    if not whole:
        return None
    subject = tidied(bare(whole[-1]))
    return subject if 2 < len(subject) <= _LONGEST and not re.search(r"\d", subject) else ""


def told_apart(figures: Sequence[Figure], text: str, table: UnitTable) -> list[Figure]:
    """Figures whose names differ where they count different things: 小区改造个数, 小区改造户数."""
    groups: dict[str, list[int]] = defaultdict(list)
    for at, figure in enumerate(figures):
        if figure.quantity.role in ("target", "increment") and figure.quantity.unit:
            groups[figure.name].append(at)
    named, topics = list(figures), _sentence_topics(figures, text)
    for members in groups.values():
        units = {figures[at].quantity.unit_norm or figures[at].quantity.unit for at in members}
        if len(units) == len(members) > 1:
            names = [_counted(figures[at].name, figures[at].quantity.unit, table) for at in members]
        else:
            names = _qualified([figures[at].name for at in members], [topics[at] for at in members])
        for at, name in zip(members, names, strict=True):
            named[at] = replace(named[at], name=name)
    return named


def _qualified(names: Sequence[str], topics: Sequence[str]) -> list[str]:
    """One name for several sentences, with the word in which what these sentences speak of differs."""
    if len(set(topics)) < len(names) or not all(topics) or len(names) == 1:
        return list(names)
    turned = zip(*map(reversed, topics), strict=False)
    shared = next((at for at, letters in enumerate(turned) if len(set(letters)) > 1), 0)
    words = [topic[: len(topic) - shared] for topic in topics]
    if all(0 < len(word) <= 6 for word in words):
        return [word + name for word, name in zip(words, names, strict=True)]
    return [f"{name}（{topic}）" for name, topic in zip(names, topics, strict=True)]


def _sentence_topics(figures: Sequence[Figure], text: str) -> list[str]:
    """For each figure what the first one of its sentence is called; empty where it is that one."""
    topics: list[str] = []
    first, passed = "", 0
    for figure in figures:
        start = figure.quantity.start
        if not topics or _SENTENCE.search(text, passed, start):
            first = figure.name.removesuffix("提高额").removesuffix("（基数）")
        topics.append("" if figure.name.startswith(first) else first)
        passed = max(passed, start)
    return topics


def _counted(name: str, unit: str, table: UnitTable) -> str:
    """A name with what it is counted in: 老旧小区改造户数, 老旧小区改造栋数."""
    read = table.read(unit).unit
    if not read:
        return name
    noun = _COUNTED.get(read.dimension, "面积" if read.dimension.startswith("面积") else "")
    word = read.word or read.symbol
    noun = noun or (f"{word}数" if read.integral and len(word) == 1 else f"（{unit}）")
    return phrases.merged(name, noun)


@cache
def _money_word() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(words()["names"]["money"]) + ")")

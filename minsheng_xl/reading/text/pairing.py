"""分别, 均 and 各: values paired with the objects that were named before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from minsheng_xl.quantity.numerals import parse_numeral
from minsheng_xl.reading.text.figure import Figure, with_role
from minsheng_xl.reading.text.indicator_names import headed_by_verb, subject_before
from minsheng_xl.reading.text.phrases import (
    amount_of,
    attribute_of,
    bare,
    change_of,
    is_built,
    merged,
    qualifier_of,
    shared_tail,
)

_EACH = re.compile(
    r"(?P<subject>[^，,。；;：:\n0-9]{2,60}?)(?P<word>分别|均)(?![一-鿿]{0,2}开)(?P<how>[^，,。；;0-9]{0,14})$"
)
_APIECE = re.compile(
    "(?P<subject>[^，,。；;：:\n0-9]{2,60}?)各(?:自)?(?:新建|建设|建成|建|完成|达到?|设置?|有|配备?|种植|开展|举办|组织)?(?:不少于|至少|约)?\\s?$"
)
"""各 before a number: 建设水稻、油菜、茶叶示范基地各8万亩."""
_SOME = re.compile(
    "^(?P<before>[^，。；]*?)(?P<count>[两二三四五六七八九])(?P<kind>[项类种个])(?P<thing>[一-鿿]{2,12})$"
)
"""Things that are counted and not named: 两项筛查."""
_AGAIN = re.compile(r"^[^，,。；;]{0,2}[，,]\s?分别[^，,。；;0-9]{0,8}$")
"""Between a number and values for objects named before it: A、B标准提高250元，分别达到1600元、1200元."""
_PARTS = re.compile("[、和与及]|以及")
_SHARED = 2
"""Characters of what a list's things share, at least."""
_WHOLE_NOUN = re.compile("(?:率|比例|比重|数量|人数)$")
_LISTED = re.compile(r"\s?[、和及与,，]\s?")
_BOTH_OF = {"城乡": ("城市", "农村"), "男女": ("男性", "女性")}
_BOTH = re.compile("|".join(_BOTH_OF))


def paired(figures: Iterator[Figure], text: str) -> Iterator[Figure]:
    """分别, 均, 各: values paired with the objects named before; one value for several holds for each."""
    listed = list(figures)
    at = 0
    while at < len(listed):
        run = _run(listed, at, text)
        start, before = listed[at].quantity.start, listed[at - 1].quantity if at else None
        window = text[max(0, start - 80) : start]
        each = _EACH.search(window) if "分别" in window or "均" in window else None
        if each:
            spread = _spread(listed[at:run], each["word"], each["subject"], listed[:at])
            yield from (_changing(figure, each["how"]) for figure in spread)
        elif run == at + 1 and (apiece := _APIECE.search(window)) and "各" in window[-12:]:
            yield from _each(listed[at], apiece["subject"])
        elif before and _AGAIN.match(text[before.end : start]):
            yield from _spread(listed[at:run], "分别", subject_before(text, before.start, 0), ())
        else:
            yield from listed[at:run]
        at = run


def _run(figures: Sequence[Figure], start: int, text: str) -> int:
    """Behind the last figure of a list that begins at `start`: 1600元、1200元, and 从75元提高到80元."""
    at = start + 1
    while at < len(figures):
        before, each = figures[at - 1].quantity, figures[at].quantity
        between = text[before.end : each.start]
        listed = _LISTED.fullmatch(between) and before.unit.lstrip("万亿") == each.unit.lstrip("万亿")
        if not listed and not (before.role == "baseline" and len(between) < 12):
            break
        at += 1
    return at


def _spread(run: Sequence[Figure], word: str, subject: str, before: Sequence[Figure]) -> Iterator[Figure]:
    objects = listed_objects(subject, len(run)) or [""]
    if len(objects) == 1 < len(run):
        objects = _groups_before(before, objects[0], len(run)) or objects
    if word == "均" and not _split_equally(run, subject):
        yield from run
        return
    roles = list(dict.fromkeys(figure.quantity.role for figure in run))
    for role in roles:
        values = [figure for figure in run if figure.quantity.role == role]
        if len(values) == len(objects):
            yield from (
                replace(value, name=with_role(name, value.quantity))
                for value, name in zip(values, objects, strict=True)
            )
        elif len(values) == 1 and len(objects) > 1:
            doubt = f"“{word}”前有{len(objects)}个对象，只有1个数值" if word == "分别" else ""
            yield from (
                replace(values[0], name=with_role(name, values[0].quantity), doubt=doubt or values[0].doubt)
                for name in objects
            )
        else:
            doubt = f"“分别”前有{len(objects)}个对象，后有{len(values)}个数值"
            yield from (replace(value, doubt=doubt) for value in values)


def _changing(figure: Figure, how: str) -> Figure:
    """A figure whose verb behind 分别 says which way it goes: 排放量分别削减300吨、450吨."""
    change = change_of(how)
    named = not change or change in figure.name or figure.quantity.role == "increment"
    return figure if named else replace(figure, name=figure.name + change)


def _each(figure: Figure, subject: str) -> Iterator[Figure]:
    """A value for each of a list's things; of things that are not named as many, all doubted."""
    some = _SOME.match(bare(subject))
    number = int(parse_numeral(some["count"].replace("两", "二")) or 1) if some else 1
    if some and number > 1:
        doubt = f"原文是“{some['count']}{some['kind']}{some['thing']}各”，没有印出各是什么，请补全名称"
        for at in range(1, number + 1):
            yield replace(
                figure, name=f"{some['before']}{some['thing']}（第{at}{some['kind']}）", doubt=doubt
            )
        return
    verb, named = headed_by_verb(bare(subject))
    things = listed_objects(named, 1)
    if len(things) < 2:
        yield figure
        return
    things, sure = with_shared_tail(things)
    doubt = "" if sure else "“各”前面的几样按顿号拆开，请核对名称"
    yield from (replace(figure, name=verb + thing, doubt=figure.doubt or doubt) for thing in things)


def with_shared_tail(things: Sequence[str]) -> tuple[list[str], bool]:
    """水稻, 油菜, 茶叶示范基地: each with the 示范基地 printed once, and whether that is sure.

    Things that are built (小学, 幼儿园) stand by themselves; a last one longer than the others, which are all
    of one length, may share its end: 城市, 农村低保对象.
    """
    *first, last = things
    tail = shared_tail(last)
    if all(is_built(each) for each in first):
        return list(things), True
    if tail and not any(each.endswith(tail) for each in first):
        return [*(each + tail for each in first), last], True
    length = len(first[0])
    if len(last) < length + _SHARED or any(len(each) != length for each in first):
        return list(things), len(last) <= max(map(len, first)) + 1
    return [*(each + last[length:] for each in first), last], False


def _groups_before(before: Sequence[Figure], what: str, count: int) -> list[str]:
    """The groups named just before by figures of one unit: 一级100名，二级200名，标准分别为800元、400元."""
    groups = [each for each in before if each.quantity.role == "target"][-count:]
    alike = len(groups) == count and len({each.quantity.unit for each in groups}) == 1
    return [merged(each.name, what) for each in groups] if alike and what else []


def _split_equally(run: Sequence[Figure], subject: str) -> bool:
    """Whether 均 speaks of several whole indicators: 学校覆盖率和学生覆盖率均为100%."""
    parts = _PARTS.split(subject)
    first = run[0].quantity
    return first.role == "target" and len(parts) > 1 and all(_WHOLE_NOUN.search(part) for part in parts)


def listed_objects(subject: str, count: int = 0) -> list[str]:
    """The objects of a list with what is printed once behind the last: 生活补贴和护理补贴标准."""
    parts = [part.strip() for part in _PARTS.split(bare(subject) or subject)]
    parts = [part for part in parts if part]
    if len(parts) == 1 and count == 2 and (both := _BOTH.search(parts[0])):
        return [parts[0].replace(both.group(), each, 1) for each in _BOTH_OF[both.group()]]
    if len(parts) < 2:
        return parts
    if "在" in parts[0][2:]:
        head, _, first = parts[0].partition("在")
        return [f"{head}（{part}）" for part in (first, *parts[1:])]
    tail, stem = parts[-1], parts[0]
    for length in range(min(len(stem), len(tail) - 1), 1, -1):
        at = tail.find(stem[-length:])
        if at >= 0 and at + length < len(tail):
            rest = tail[at + length :]
            return [*(part + rest for part in parts[:-1]), tail]
    opened = qualifier_of(tail)
    if opened and len(tail) > len(opened) + 1 and all(qualifier_of(part) == part for part in parts[:-1]):
        return [*(part + tail[len(opened) :] for part in parts[:-1]), tail]
    attribute = attribute_of(tail) or amount_of(tail)
    shared = attribute if attribute and all(not attribute_of(part) for part in parts[:-1]) else ""
    return [*(part + shared for part in parts[:-1]), tail]

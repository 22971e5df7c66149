"""A phrase cut down to what names a thing: no scope, year, empty verb, nothing that leads up to a number."""

from __future__ import annotations

import re
from functools import cache

from minsheng_xl.quantity.words import any_of
from minsheng_xl.reading.text.words import words

LONGEST = 40
"""Characters of a name at most."""
COMFORTABLE = 20
"""A longer name is shortened where that loses no sense."""
_AMOUNT = re.compile("(?:排放|使用|消耗|施用|消费|用水|用能|处理|供应|储备|建设|保有)量$|浓度$")
_CHANGE = re.compile(
    "(?:比|较)?(?:20\\d\\d年|上年|去年)?(?P<change>降低|下降|减少|削减|压减|压降|减轻|增长|增加)(?:了|约|不少于|至少)?"
)
_LEAST = 2
"""Characters that name a thing, at least."""
_YEAR = re.compile(r"^到?20\d\d\s?(?:年(?:度|底前?|内|末)?)?|20\d\d\s?年度?$")
_BRACKETED = re.compile(r"[（(][^（()）]*[)）]")
_LIST = re.compile("^[^，。；]*、[^，。；]*等(?=[一-鿿“]{4})")
_BLANK = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_AGED = re.compile("(岁(?:及?以[上下])?(?:之间)?)的")
_PER_END = re.compile("^(.{3,}?)(每[座户亩头只场所家株套人个间])$")
"""补助资金每座 is 每座补助资金."""
_FREE = re.compile("^[为对给向](?:[全我][省市县区])?(?=.*免费)")
_MARK = re.compile("[“”（）()《》【】「」]")
_MARKS = (("“", "”"), ("（", "）"), ("(", ")"), ("《", "》"), ("【", "】"), ("「", "」"))


def bare(clause: str) -> str:
    """A clause without scope words (全县), years, and what leads up to a number (达到, 分别)."""
    name = balanced(clause.strip(" \t—"))
    trimmed = _stripped(name)
    while trimmed != name:
        name, trimmed = trimmed, _stripped(trimmed)
    return name


def _stripped(name: str) -> str:
    return _tails().sub("", _heads().sub("", _YEAR.sub("", name))).strip()


def balanced(name: str) -> str:
    """A text without quotation marks and brackets whose other half is missing."""
    for opening, closing in _MARKS if _MARK.search(name) else ():
        if name.count(opening) != name.count(closing):
            name = name.strip(opening + closing)
            if name.count(opening) != name.count(closing):
                name = name.replace(opening, "").replace(closing, "")
    return name


def tidied(name: str) -> str:
    """A name without links at its ends, empty verbs before it and conditions that only limit it."""
    name = _BLANK.sub("", balanced(name))
    name = _FREE.sub("", _conditions().sub("", name))
    if _given_to().search(name):
        name = _given_to().sub(r"\1", re.sub("^[为给向对]", "", name))
    name = _PER_END.sub(r"\2\1", name)
    name = _AGED.sub(r"\1", name) if len(name) <= COMFORTABLE + 4 else name
    name = _unlinked(name)
    head = _light().match(name)
    if head and len(name) - head.end() >= 4 and not name[head.end() :].startswith(("率", "投资", "情况")):
        name = name[head.end() :]
    return shortened(_endings().sub("", name))


def _unlinked(name: str) -> str:
    """Without 的, 之间的 and 和 where nothing stands on their other side."""
    name = re.sub("^(?:之间|以[上下]|左右|以内)?的|^[和与及或、，,：:；;]+", "", name)
    return name.rstrip("的和与及或并、，,：:；; \t\u3000—-")


def shortened(name: str) -> str:
    """A name of a length a person reads at a glance; one that cannot be shortened stays."""
    for shorter in _SHORTER:
        if len(name) <= COMFORTABLE:
            return name
        name = shorter(name)
    return name if len(name) <= LONGEST else _last_piece(name)


def _without_brackets(name: str) -> str:
    return _BRACKETED.sub("", name) or name


def _without_list(name: str) -> str:
    """登记、查询、备案等经办服务 -> 经办服务."""
    return _LIST.sub("", name)


def _behind_list(name: str) -> str:
    """被评定为一级、二级的重度残疾人护理补贴 -> 重度残疾人护理补贴."""
    before, _, rest = name.rpartition("的")
    return rest if "、" in before and len(rest) >= 4 else name


def _behind_verb(name: str) -> str:
    """困难重度失能残疾人提供照护和托养服务 -> 照护和托养服务."""
    found = list(_giving().finditer(name))
    rest = name[found[-1].end() :] if found else ""
    return rest if len(rest) >= 4 else name


def _first_and_attribute(name: str) -> str:
    """甲中心、乙中心、丙站覆盖面 -> 甲中心等覆盖面."""
    items = name.split("、")
    attribute = attribute_of(items[-1])
    return f"{items[0]}等{attribute}" if len(items) > 1 and attribute else name


def _behind_of(name: str) -> str:
    """家庭经济困难的普通高中学生 -> 普通高中学生."""
    rest = name.rpartition("的")[2]
    return rest if 4 <= len(rest) < len(name) else name


_SHORTER = (
    _without_brackets,
    _without_list,
    _behind_list,
    _behind_verb,
    _first_and_attribute,
    _behind_of,
)


def _last_piece(name: str) -> str:
    pieces = [piece for piece in re.split("[，、]", name) if len(piece) >= 4]
    return (pieces[-1] if pieces else name)[-LONGEST:]


def attribute_of(name: str) -> str:
    """What of a thing is meant: 覆盖率 of 公共服务覆盖率, 保障标准 of 生活保障标准; empty where none is."""
    found = _attribute().search(name)
    return found.group() if found else ""


def amount_of(name: str) -> str:
    """How much of a thing there is: 排放量 of 氮氧化物排放量; empty where none is said."""
    found = _AMOUNT.search(name)
    return found.group() if found and found.start() >= _LEAST else ""


def change_of(phrase: str) -> str:
    """Which way a phrase before a number goes: 削减, 下降; empty where it names the level that is reached."""
    found = _CHANGE.fullmatch(phrase.strip())
    return found["change"] if found else ""


def qualifier_of(name: str) -> str:
    """The word a name begins with that only parts one kind into several: 城市, 农村; empty for none."""
    found = _qualifier().match(name)
    return found.group() if found else ""


def is_built(name: str) -> bool:
    """Whether a name ends in a thing that stands by itself: 小学, 文化站, 停车场."""
    return bool(_built().search(name))


def shared_tail(name: str) -> str:
    """What a list prints once behind its last thing: 示范基地 of 茶叶示范基地; empty for none."""
    found = _shared().search(name)
    return found.group() if found and found.start() >= _LEAST else ""


def is_attribute(name: str) -> bool:
    """Whether a name says only what of a thing is meant, not of which: 补助标准, 总投资, 涉及住户."""
    return bool(_alone().fullmatch(name))


def merged(topic: str, name: str) -> str:
    """A name behind its topic, what both say once: 企业职工培训 + 培训合格率 is 企业职工培训合格率."""
    for length in range(min(len(topic), len(name)), 1, -1):
        if topic.endswith(name[:length]):
            return topic + name[length:]
    return name if topic in name else topic + name


@cache
def _heads() -> re.Pattern[str]:
    listed = words()["names"]
    guarded = "|".join(listed["guarded_scopes"])
    return re.compile(f"^(?:{any_of(listed['scopes'])}|{guarded}|[和与及且并]|[，,、\\s])+")


@cache
def _tails() -> re.Pattern[str]:
    listed = words()["names"]
    return re.compile(f"(?:{any_of(listed['tails'])}|{'|'.join(listed['guarded_tails'])}|\\s)$")


@cache
def _endings() -> re.Pattern[str]:
    return re.compile(f"{any_of(words()['names']['endings'])}$")


@cache
def _light() -> re.Pattern[str]:
    return re.compile(f"(?:{any_of(words()['names']['light'])})+")


@cache
def _giving() -> re.Pattern[str]:
    return re.compile(any_of(words()["names"]["giving"]))


@cache
def _given_to() -> re.Pattern[str]:
    """Somebody and the empty verb of what is given: 困难职工提供 in 困难职工提供救助."""
    people, giving = "|".join(words()["names"]["people"]), any_of(words()["names"]["giving"])
    return re.compile(f"({people}){giving}(?=[^，。；]{{2}})")


@cache
def _conditions() -> re.Pattern[str]:
    return re.compile("|".join(words()["names"]["conditions"]))


@cache
def _attribute() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(words()['names']['attributes'])})$")


@cache
def _qualifier() -> re.Pattern[str]:
    return re.compile(any_of(words()["names"]["qualifiers"]))


@cache
def _built() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(words()['names']['built'])})$")


@cache
def _shared() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(words()['names']['shared'])})$")


@cache
def _alone() -> re.Pattern[str]:
    return re.compile("|".join(words()["names"]["dependent"]))

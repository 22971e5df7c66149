"""A short indicator name from the words around a number, such as a clerk would write.

全省城镇新增就业38万人 -> 城镇新增就业；完成656户困难老年人居家适老化改造 -> 困难老年人居家适老化改造
为60名残疾儿童提供康复训练 -> 残疾儿童康复训练；完成年度投资计划的80% -> 年度投资计划完成比例
"""

from __future__ import annotations

import re
from functools import cache

from minsheng_xl.quantity import Quantity
from minsheng_xl.quantity.words import any_of
from minsheng_xl.reading.text import phrases
from minsheng_xl.reading.text.particulars import (
    ITEM_MARK,
    condition_name,
    priced_name,
    ratio_name,
    share_of_those,
    without_giving,
)
from minsheng_xl.reading.text.phrases import COMFORTABLE, LONGEST, bare, tidied
from minsheng_xl.reading.text.words import words

RATES = ("%", "‰")
_CLAUSE = re.compile("[，,。；;：:\n]|(?<=[一-鿿])\\s+(?=[一-鿿]{4})")
_AFTER = re.compile("[^，,。；;：:\n（()）]*(?:[（(][^（()）]{1,16}[)）][^，,。；;：:\n（()）]*)?")
_ITEM = "(?<![一二三四五六七八九十])、|(?:以及|和|与|及|并)\\s*$"
_LABEL = re.compile("([^，,。；;：:、\n（()）]{1,12})[：:]\\s*$")
_BRACKET = re.compile("^.*[（(](?=[^（()）]*$)")
_GLUED = re.compile("\\s*\\d[\\d.,]*\\s*[个所户名人处家栋座套]")
_LINKED = re.compile("[一-鿿”）)](?:、|以及|和|与|及)\\s*$")
_THEN = re.compile("(?<=.{4})并(?![网轨购])")
_TASK = 6
"""Characters behind a number that say what is done: 校园安全：72所学校完成护学岗建设."""
_PLACES = frozenset(("村", "乡", "镇", "县", "社区", "乡镇", "行政村", "街道"))
"""What is counted, where the words before say what is done there: 整村推进20个村."""
_SHORT, _ITEM_LENGTH = 12, 10
_MEASURED = re.compile("[元里米亩吨顷天月年次]|^[万亿]?$")


def name_of(quantity: Quantity, text: str, floor: int, ceiling: int) -> str:
    """The name of a quantity that stands between its neighbours at `floor` and `ceiling`; may be empty."""
    lead = _lead(text, quantity.start, floor)
    if quantity.role == "criterion":
        return condition_name(quantity, lead, text[quantity.end : quantity.end + LONGEST])
    trail = _trail(text, quantity.end, ceiling)
    if len(trail) >= _TASK and text[: quantity.start].rstrip().endswith(("：", ":")):
        lead = ""
    those = quantity.unit in RATES and not lead.strip() and text.startswith("的", quantity.end)
    if those and (share := share_of_those(trail)):
        return share
    if quantity.unit in (*RATES, "倍") and quantity.role == "target":
        return tidied(ratio_name(lead, trail, quantity.unit))
    return tidied(_composed(lead, trail, quantity, text, floor, ceiling))


def is_verb(name: str) -> bool:
    """Whether a name is a verb and nothing else: 培训."""
    return bool(_starts().fullmatch(name))


def headed_by_verb(phrase: str) -> tuple[str, str]:
    """A phrase parted behind the verbs that head it: 建设, 水稻、油菜、茶叶示范基地."""
    found = _starts().match(phrase)
    return (found.group(), phrase[found.end() :]) if found else ("", phrase)


def subject_before(text: str, position: int, floor: int) -> str:
    """The subject a number belongs to: the clause before it without scope words and what leads up to it."""
    return bare(_lead(text, position, floor))


def _lead(text: str, position: int, floor: int) -> str:
    """The clause before a number; behind another number of the same clause, the last item of its list."""
    window = text[max(floor, position - 3 * LONGEST) : position]
    clauses = _CLAUSE.split(window)
    if window.rstrip().endswith(("：", ":")) and (label := _LABEL.search(window)):
        return label[1]
    if len(clauses) > 1 or not floor or text[floor - 1] in "。\n":
        return "" if _LINKED.search(clauses[-1]) else _BRACKET.sub("", clauses[-1])
    return _BRACKET.sub("", _items().split(clauses[-1])[-1])


def _trail(text: str, position: int, ceiling: int) -> str:
    """The clause behind a number, up to the next number or what is done next."""
    glued = _GLUED.match(text, position) if position == ceiling else None
    position, ceiling = (glued.end(), len(text)) if glued else (position, ceiling)
    found = _AFTER.match(text, position, min(ceiling, position + 2 * LONGEST))
    trail = found.group().strip() if found else ""
    if ITEM_MARK.match(trail):
        return ""
    if position + len(trail) == ceiling < len(text):
        trail = _next_item().split(trail)[0] if _next_item().search(trail) else _cut_lead(trail)
    return phrases.balanced(_THEN.split(_next_task().split(trail)[0])[0].strip(" 的"))


def _cut_lead(trail: str) -> str:
    """Words between two numbers without what leads up to the second one."""
    return "" if trail.endswith(("按", "按照", "由", "从", "每")) else bare(trail)


def _composed(lead: str, trail: str, quantity: Quantity, text: str, floor: int, ceiling: int) -> str:
    """The name from the clause's words on both sides of a count or an amount."""
    if priced := priced_name(lead, trail):
        return priced
    opened = _opening().search(lead)
    if trail and opened and not phrases.attribute_of(lead[: opened.start()]):
        return _for_whom(opened["word"], trail)
    subject = _before_level(bare(lead), quantity)
    if not subject:
        return _behind_nothing(lead, trail, quantity, text, floor)
    if len(subject) <= _SHORT and _verbs().fullmatch(subject):
        return _behind_verb(subject, trail, text[floor : quantity.start] if floor else "") or (
            "" if trail else clause_before(text, quantity.start, floor) or _stage(subject)
        )
    if trail in _PLACES and len(subject) > len(trail) + 1:
        return subject
    if trail and (name := _with_object(subject, trail)):
        return name
    if trail and quantity.end + len(trail) < ceiling and not _MEASURED.search(quantity.unit):
        return _around(subject, trail)
    return _in_list(subject, text, quantity.start, floor)


def _behind_nothing(lead: str, trail: str, quantity: Quantity, text: str, floor: int) -> str:
    """The name where the clause says nothing before its number: 、30个助餐点, and 每人每月45元."""
    if trail:
        return (_listed_verb(text, quantity.start) if floor and len(trail) <= _ITEM_LENGTH else "") + trail
    spoken = lead.strip() or quantity.kind == "coverage"
    return clause_before(text, quantity.start, floor) if spoken else ""


def _behind_verb(verb: str, trail: str, behind: str) -> str:
    """The name where only a verb stands before the number; `behind` is the text since the number before."""
    if trail:
        return trail if _dropped().fullmatch(verb) else verb + trail
    noun = bare(_items().split(behind)[0])
    return verb + noun if noun != verb and 0 < len(noun) <= COMFORTABLE and not _CLAUSE.search(noun) else ""


def _stage(verb: str) -> str:
    return verb if phrases.is_attribute(verb) else ""


def _before_level(subject: str, quantity: Quantity) -> str:
    """最低标准由家庭年收入2650元提高到 -> 最低标准."""
    before = re.split("由|从", subject)[0] if quantity.role == "baseline" else ""
    return before if len(before) >= 4 else subject


def _around(subject: str, trail: str) -> str:
    """A phrase that the number stands in the midst of: 某小区336户居民供暖改造, 对辖区80条街巷进行维修."""
    whom = re.sub("^(?:[^，]{0,3}资金)?[对为给向]", "", subject)
    return subject + trail if whom == subject else without_giving(whom + trail)


def _with_object(subject: str, trail: str) -> str:
    """A clause whose verb stands before the number and its object behind it; empty for any other."""
    if len(subject) <= 2:
        return subject + trail
    verb = _ends_in_verb().search(subject)
    if verb:
        before = subject[: verb.start()]
        return (before if len(before) <= 2 else "") + verb.group() + trail
    return ""


def _for_whom(word: str, trail: str) -> str:
    """为60名残疾儿童提供康复训练 -> 残疾儿童康复训练；为10万户老人加装报警器 -> 为老人加装报警器."""
    given = without_giving(trail)
    if _ends_in_people().search(given):
        return given
    return word + trail if word == "为" and given == trail and len(trail) > 6 else given


def clause_before(text: str, position: int, floor: int) -> str:
    """The subject of the clause before the one a number stands in: 建设扶贫园区，共建设73个."""
    clauses = _CLAUSE.split(text[max(floor, position - 3 * LONGEST) : position])
    return bare(clauses[-2]) if len(clauses) > 1 and not clauses[-2].startswith("的") else ""


def _in_list(subject: str, text: str, position: int, floor: int) -> str:
    """An item of a list with the verb that heads it: 新增学位1350个、园位570个 -> 新增园位."""
    behind = _CLAUSE.split(text[floor:position])
    if phrases.is_attribute(subject):
        return subject
    listed = floor and len(behind) == 1 and len(subject) <= 8 and _items().search(behind[0])
    return _listed_verb(text, position) + subject if listed and not _starts().match(subject) else subject


def _listed_verb(text: str, position: int) -> str:
    """The verb at the head of the clause a list stands in; empty where it says nothing."""
    clause = _CLAUSE.split(text[max(0, position - 3 * LONGEST) : position])[-1]
    found = _starts().match(bare(clause) or clause)
    return found.group() if found and not _dropped().fullmatch(found.group()[:_SHORT]) else ""


def _verb() -> str:
    return any_of(words()["names"]["verbs"])


@cache
def _verbs() -> re.Pattern[str]:
    """Verbs and nothing else: 新建、改扩建."""
    return re.compile(f"(?:{_verb()}(?:[、和或及与]|以及)?)+")


@cache
def _ends_in_people() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(words()['names']['people'])})$")


@cache
def _starts() -> re.Pattern[str]:
    return re.compile(f"(?:{any_of(words()['names']['transitive'])})+")


@cache
def _dropped() -> re.Pattern[str]:
    return re.compile(f"(?:{any_of(words()['names']['dropped'])})+")


@cache
def _ends_in_verb() -> re.Pattern[str]:
    return re.compile(f"{any_of(words()['names']['transitive'])}$")


@cache
def _items() -> re.Pattern[str]:
    return re.compile(f"{_ITEM}|(?:以及|和|与|及|并)(?={_verb()})")


@cache
def _next_item() -> re.Pattern[str]:
    """What parts a number's noun from the next number of a list."""
    return re.compile(f"、[^、]{{0,24}}$|(?:以及|和|与|及|并)(?:{_verb()})?\\s*$")


@cache
def _next_task() -> re.Pattern[str]:
    return re.compile(f"、(?={_verb()})")


@cache
def _opening() -> re.Pattern[str]:
    """What stands before a number whose noun follows: 为880名残疾人, 已开工建设的16座设施."""
    bounds = any_of(words()["names"]["bounds"])
    return re.compile(f"(?P<word>为|对|将|把|给|向|让|使|的)\\s?(?:{bounds}|\\s)*$")

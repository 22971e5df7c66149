"""Names of what is no plain count: a share of something, a price for somebody, a condition."""

from __future__ import annotations

import re
from functools import cache

from minsheng_xl.quantity import Quantity
from minsheng_xl.quantity.words import any_of
from minsheng_xl.reading.text import phrases
from minsheng_xl.reading.text.phrases import COMFORTABLE, bare, tidied
from minsheng_xl.reading.text.words import words

ITEM_MARK = re.compile("[、和与及并]|以及")
"""What parts the items of a list."""
_PRICED = re.compile("^(?P<who>.*?)(?:按照?|以)(?:平均)?(?:每.*)?$")
_AT_PRICE = re.compile("^的?标准的?(?:为其|为|向|给(?!予)|对)?")
_DONE = re.compile("^(?:[^，。；]{0,8})?完成(?P<what>(?!率)[^，。；]{2,20}?)的?$")
_THOSE = re.compile(
    "(?P<who>[一-鿿]{2,8}?)(?P<what>(?:建成|完成|达到|实现|建立|设立|配备|开展|开通|创建|通|用上).{2,16})"
)
_PER = re.compile("按照?[^，。；]{0,14}$")
_SHARE = re.compile(
    "^(?P<part>.*?)(?:不低于|不少于|不超过|达到|提高?[到至]|增加?[到至]|占到?(?!比)|为|按照?)(?P<whole>[^，。；]{2,24}?)(?P<of>的)?$"
)


def ratio_name(lead: str, trail: str, unit: str) -> str:
    """The name of a share: of what a part is measured against, or what is done of it."""
    if done := _DONE.match(lead):
        return f"{tidied(bare(done['what']))}完成比例"
    plain = _at_least().sub("", lead)
    share = _SHARE.match(plain)
    if share and (share["of"] or "占" in plain):
        part, whole = tidied(bare(share["part"])), tidied(bare(share["whole"]))
        if _is_rate(part):
            return part
        if part and whole.endswith(("比重", "比例")):
            return f"{part}占{whole}"
        of = {"倍": ("与", "之比" if part else "倍数")}.get(unit, ("占", "比例"))
        return f"{part}{of[0] if part else ''}{whole}{of[1]}"
    subject = bare(_PER.sub("", lead)) or bare(lead)
    if not subject or _is_rate(subject) or unit == "倍":
        return subject
    said = "" if len(trail) > 8 or trail.startswith("比例") else trail
    return f"{subject}{said}比例"


def share_of_those(trail: str) -> str:
    """50%以上的行政村建成便民服务站 -> 建成便民服务站的行政村比例: the share of those that do; else empty."""
    found = _THOSE.fullmatch(trail)
    return f"{found['what']}的{found['who']}比例" if found else ""


def _is_rate(name: str) -> bool:
    return bool(_rates().search(name))


@cache
def _rates() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})$" for each in words()["names"]["rates"]))


@cache
def _at_least() -> re.Pattern[str]:
    return re.compile(f"(?:{any_of(words()['names']['bounds'])}|达到?|\\s)+$")


def without_giving(phrase: str) -> str:
    """残疾儿童提供康复训练 -> 残疾儿童康复训练: what is given to somebody without the empty verb."""
    return _given().sub(r"\g<whom>\g<what>", phrase)


def priced_name(lead: str, trail: str) -> str:
    """按每人每月1200元标准为残疾孤弃儿童发放护理补贴 -> 残疾孤弃儿童护理补贴标准; empty for any other."""
    priced = _PRICED.match(lead) if _AT_PRICE.match(trail) else None
    if not priced:
        return ""
    who = bare(priced["who"])
    what = without_giving(_AT_PRICE.sub("", trail))
    what = re.sub(f"^{any_of(words()['names']['giving'])}", "", what)
    who = "" if who.startswith("由") else re.sub("^[对为向给]", "", who)
    name = phrases.merged(who, what) if len(what) <= 6 else what
    return name if name.endswith("标准") or not name else f"{name}标准"


def condition_name(quantity: Quantity, lead: str, behind: str) -> str:
    """Whom or what a condition holds for: 60周岁以上参保人员 -> 参保人员年龄."""
    noun = re.split("[，,。；;：:\n]", behind)[0]
    noun = "" if ITEM_MARK.match(noun) else noun
    found = _people().search(noun)
    said = "" if found else bare(re.split(r"[\d、]", noun.strip("的"))[0])[:8]
    whom = re.split("[、的]", noun[max(0, found.start() - 8) : found.end()])[-1] if found else said
    whom = whom or re.sub("^[对为给]|(?:[年不]?满|在)$", "", bare(lead[-COMFORTABLE:]))
    return tidied(whom) + ("年龄" if quantity.unit.endswith("岁") else "（条件）")


@cache
def _people() -> re.Pattern[str]:
    return re.compile("|".join(words()["names"]["people"]))


@cache
def _given() -> re.Pattern[str]:
    return re.compile(f"^(?P<whom>.{{2,}}?){any_of(words()['names']['giving'])}(?P<what>.{{2,}})$")

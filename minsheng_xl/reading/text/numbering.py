"""What a line is numbered with: 一、 （一） 1. （1） 一是 第一件 实事1：, and numbers only their run tells.

Some numbers are marks only among their like: 01 新建…, 礼包1：…, 2.50个小区…, several in one paragraph.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from minsheng_xl.quantity.numerals import parse_numeral
from minsheng_xl.reading.text.paragraph import Paragraph
from minsheng_xl.reading.text.words import is_unit_like

_CN = "[一二三四五六七八九十百]{1,4}"
_KINDS = (
    ("part", rf"第({_CN}|\d{{1,3}})[篇部章](?:分)?\s*[:：、\s]\s*"),
    ("head", r"【()(?=[^【】:：]{2,15}】\s*$)"),
    ("deed", rf"(?:民生)?实事(?:项目)?[（(]?({_CN}|\d{{1,3}})[）)]?\s*[:：、.．]\s*"),
    ("nth", rf"({_CN})是\s*(?!否)"),
    ("cn", rf"({_CN})\s*[、.．]\s*"),
    ("cn2", rf"[（(]\s*({_CN})\s*[）)]\s*[、.．]?\s*|([㈠-㈩])[、.．]?\s*"),
    (
        "item",
        rf"第({_CN}|\d{{1,3}})[项件条](?:(?:民生)?(?:实事|工程|项目)(?=[:：是]))?\s*(?:[:：、.．]|是)?\s*",
    ),
    ("num", r"(\d{1,3})\s*[.．、。]\s*(?!\d)"),
    ("num", r"(\d{1,3})\s*[.．、](?=20\d\d\s*年|\d{1,2}\s*月)"),
    ("num", r"([⒈-⒛])\s*"),
    ("num2", r"([⑴-⒇])[、.．]?\s*|[（(]\s*(\d{1,3})\s*[）)]\s*[、.．]?\s*|(\d{1,3})\s*[）)]\s*[、.．]?\s*"),
    ("circle", r"([①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳])\s*"),
    ("dash", r"(?:——|--|—)()\s*(?![^—]{1,8}—\s*$)"),
    ("dash", r"(?:[●■◆▪•★▲△◎◇□☆➢▶]|○(?![一二三四五六七八九〇○]))()\s*"),
)
_MARK = re.compile("|".join(f"(?P<{kind}_{at}>{text})" for at, (kind, text) in enumerate(_KINDS)))
"""All kinds at once, the first that fits wins: a mark is looked for at every line, several times."""
_INSIDE = re.compile(
    rf"(?<=[。；;）)])\s*(?=\d{{1,3}}[.．、]\s*[^\d\s])|(?<=[。，；])(?=实事(?:{_CN}|\d{{1,3}})[:：])|(?<=。)(?=——)"
    rf"|(?<=[。）)])\s*(?=[（(]{_CN}[）)])"
)
_ANYWHERE = re.compile(
    rf"(?:(?<=[。；;：:）)])\s*|\s+)(?=(?:\d{{1,2}}[.．、]\s*|[（(](?:\d{{1,2}}|{_CN})[）)])[^\d\s]|{_CN}(?:、|是))"
    rf"|(?<=[，,])\s*(?={_CN}是)"
)
_STEPS = re.compile(r"(?:(?<=[。；;：:\n])|^)\s*(?:\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[)）]|[①-⑳⑴-⒛])")
_BARE = re.compile(r"(?P<word>)(?P<no>\d{1,2})\s*(?=[一-鿿“《])")
_ALONE = re.compile(r"(?P<word>)(?P<no>0\d|[1-9]\d)")
"""A number on a line of its own above its project; without the leading 0 a page number looks the same."""
_NAMED = re.compile(rf"(?P<word>(?!附|[图表注]|备注)[一-鿿]{{1,6}}?)\s*(?P<no>\d{{1,2}}|{_CN})\s*[:：]\s*")
_GLUED = re.compile(r"(?P<no>\d{1,2})[.．](?=\d)")
_COUNTED = frozenset("个所家条座名户人万亿公平米项次场套处台辆张件支部年月日%天岁元类种栋间亩吨周小")
_HEAD = re.compile("[“”一-鿿]{2,15}")
_SENTENCE_ENDS = "。；;：:！!？?"
_ENDS = tuple("。；;！!）)")
_ITEMS = ("num", "num2", "item", "deed", "cn")
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_FEWEST = 3
"""Numbers in one paragraph that must follow on one another to be marks."""
_LINE = 120
_FLAT = 400
"""A paragraph of so many characters may be a whole document that lost its line ends."""


class Mark(NamedTuple):
    """What a paragraph begins with: the kind of numbering, the number as printed and its value."""

    kind: str
    no: str
    number: int
    end: int


def read_mark(text: str) -> Mark | None:
    """The numbering a line begins with; None where it has none."""
    return _line_mark(text) if len(text) <= _LINE else _mark(text)


@lru_cache(maxsize=4096)
def _line_mark(text: str) -> Mark | None:
    """The mark of a line of usual length, which every reader asks for anew."""
    return _mark(text)


def _mark(text: str) -> Mark | None:
    found = _MARK.match(text)
    if found is None or found.lastgroup is None or found.lastindex is None:
        return None
    kind, _, _ = found.lastgroup.partition("_")
    no = next(filter(None, found.groups()[found.lastindex :]), "")
    return Mark(kind, _printed(no), _number(no), found.end())


@cache
def _printed(no: str) -> str:
    """A number without the dot or brackets that are one character with it: ⒈ is 1, ㈠ is 一; ① stays."""
    return no if no in _CIRCLES else unicodedata.normalize("NFKC", no).strip("().")


def without_marks(text: str) -> str:
    """A text whose numbers of steps (1.…；2.…) are blanked; every other position stays."""
    return _STEPS.sub(lambda found: " " * len(found.group()), text)


def numbered(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, Mark | None]]:
    """Every paragraph with its mark; one that holds several numbers is parted."""
    parted = list(_parted(paragraphs))
    runs = _runs(parted)
    last, before = 0, ""
    runs |= _heads(parted, runs)
    for at, paragraph in enumerate(parted):
        mark = _glued(paragraph.text, last, before) or read_mark(paragraph.text) or runs.get(at)
        if mark and mark.kind == "num":
            last = mark.number
        yield paragraph, mark
        before = paragraph.text or before


def _glued(text: str, last: int, before: str) -> Mark | None:
    """A number whose text begins with another: 2.50个小区 behind item 1."""
    found = _GLUED.match(text)
    follows = (
        found and last and int(found["no"]) == last + 1 and before.endswith(("。", "；", ";", "）", ")"))
    )
    return Mark("num", found["no"], last + 1, found.end()) if found and follows else None


def _runs(paragraphs: Sequence[Paragraph]) -> dict[int, Mark]:
    """Marks by position that count only because 1, 2, 3 … follow on one another: 01 …, 礼包1：…."""
    found: dict[int, Mark] = {}
    chains: dict[str, list[tuple[int, re.Match[str]]]] = {}
    for at, (_, text, _) in enumerate(paragraphs):
        if read_mark(text):
            continue
        match = _NAMED.match(text) or _BARE.match(text) or _ALONE.fullmatch(text)
        if match is None or _counts(match, text):
            continue
        chain = chains.setdefault(match["word"], [])
        if _number(match["no"]) == len(chain) + 1:
            chain.append((at, match))
    for word, chain in chains.items():
        if len(chain) > 1:
            kind = "deed" if word else "num"
            found |= {at: Mark(kind, m["no"], _number(m["no"]), m.end()) for at, m in chain}
    return found


def _counts(match: re.Match[str], text: str) -> bool:
    """Whether a number before words counts them: 5个小区."""
    following = text[match.end() : match.end() + 1]
    return not match["word"] and following in _COUNTED and not match["no"].startswith("0")


def _heads(paragraphs: Sequence[Paragraph], runs: Mapping[int, Mark]) -> dict[int, Mark]:
    """Short lines above numbers that are the categories of what follows: 教育, 医疗卫生."""
    filled = [at for at, paragraph in enumerate(paragraphs) if paragraph.text]
    marks = {at: runs.get(at) or read_mark(paragraphs[at].text) for at in filled}
    items = sum(mark is not None and mark.kind in _ITEMS for mark in marks.values())
    heads: list[int] = []
    numbers = False
    for before, at, following in zip([-1, *filled], filled, filled[1:], strict=False):
        text = paragraphs[at].text
        numbers = numbers or (before >= 0 and marks[before] is not None)
        ended = not numbers or paragraphs[before].text.endswith(_ENDS) or marks[before] is not None
        next_mark = marks[following]
        over = next_mark is not None and next_mark.kind in _ITEMS
        if marks[at] is None and ended and over and _HEAD.fullmatch(text) and not is_unit_like(text):
            heads.append(at)
    return {at: Mark("head", "", 0, 0) for at in heads} if 1 < len(heads) <= items * 2 // 3 else {}


def _parted(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Paragraphs with several numbers in one line parted; one number must follow on the other."""
    last: Mark | None = None
    for at, paragraph in enumerate(paragraphs):
        text, start = paragraph.text, 0
        below = (paragraphs[each].text for each in range(at + 1, len(paragraphs)))
        following = next(filter(None, below), "") if text else ""
        for cut, end in _cuts(text, last, read_mark(following)):
            if text[start:cut].strip():
                yield Paragraph(paragraph.line, text[start:cut].strip())
            start = end
        broken = bool(start and following) and text[-1] not in _SENTENCE_ENDS and read_mark(following) is None
        yield Paragraph(paragraph.line, text[start:], broken)
        last = read_mark(text[start:]) or last


def _cuts(text: str, last: Mark | None, following: Mark | None) -> list[tuple[int, int]]:
    """Where a paragraph is parted: end of one part, start of the next."""
    first = read_mark(text)
    spoken = first is not None and first.kind == "nth"
    if first is None or spoken or len(text) > _FLAT:
        before = first if spoken else last
        chained = _chained(text, before, following, spaced=first is not None and not spoken)
        if chained:
            return chained
    cuts: list[tuple[int, int]] = []
    number = first.number if first else 0
    for cut in _INSIDE.finditer(text):
        mark = read_mark(text[cut.end() :])
        if mark and (mark.kind not in ("num", "cn2") or (first and _follows(mark, first.kind, number))):
            cuts.append(cut.span())
            number = mark.number
    return cuts


def _follows(mark: Mark, kind: str, number: int) -> bool:
    """Whether a mark is the next of its kind."""
    return mark.kind == kind and mark.number == number + 1


def _chained(text: str, last: Mark | None, following: Mark | None, *, spaced: bool) -> list[tuple[int, int]]:
    """Cuts before numbers that follow on one another: 分别是：一是…；二是…；三是….

    A chain may go on from the paragraph before or into the next. `spaced`: only behind a blank.
    """
    kinds: dict[str, list[tuple[int, int]]] = {}
    numbers: dict[str, int] = {last.kind: last.number} if last else {}
    for cut in _ANYWHERE.finditer(text):
        mark = read_mark(text[cut.end() :])
        if mark is None or (spaced and not cut.group()):
            continue
        number = numbers.get(mark.kind, 0)
        skipped = mark.kind == "nth" and mark.number > number > 0
        if mark.number == number + 1 or skipped or (mark.number == 1 and not kinds.get(mark.kind)):
            numbers[mark.kind] = mark.number
            kinds.setdefault(mark.kind, []).append(cut.span())
    whole = {kind: chain for kind, chain in kinds.items() if _holds(numbers[kind], kind, chain, following)}
    if not whole:
        return []
    if spaced:
        return sorted(cut for chain in kinds.values() for cut in chain)
    return max(whole.values(), key=len)


def _holds(last: int, kind: str, chain: Sequence[tuple[int, int]], following: Mark | None) -> bool:
    """Whether a chain that ends with the number `last` is one: long enough, or the next line goes on."""
    goes_on = following is not None and (following.kind, following.number) == (kind, last + 1)
    return last >= _FEWEST or len(chain) >= _FEWEST or goes_on


@cache
def _number(no: str) -> int:
    if no and no in _CIRCLES:
        return _CIRCLES.index(no) + 1
    plain = unicodedata.normalize("NFKC", no).strip("().")
    value = int(plain) if plain.isdigit() else parse_numeral(plain)
    return int(value) if value is not None else 0

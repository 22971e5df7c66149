"""What a notice lays down of how the county works: until when to report, to which office, its townships."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from minsheng_xl.model import Line, Stated, TargetTable
from minsheng_xl.place import Place
from minsheng_xl.quantity.numerals import parse_numeral
from minsheng_xl.reading.text.words import pattern
from minsheng_xl.reference.settings import AT_END, NEXT_MONTH
from minsheng_xl.reference.towns import kind_of

_MONTHLY = re.compile("每个?月|逐月|次月|下个?月")
"""What the patterns below look for, found fast."""
_SENTENCE = re.compile("[^。；;\n]+")
_DUE = re.compile(
    "(?P<month>每个?月|逐月|次月|下个?月)(?:的|月)?"
    "(?:(?P<day>[0-9]{1,2}|[一二三四五六七八九十]{1,3})[日号]|(?P<end>[底末]))(?:之?前|以前|内)"
)
_LAST_MONTH = re.compile("上个?月|前一?个?月")
_REPORT = re.compile(
    "报送|上报|填报|报告|反馈|报备|(?<![汇填申])报(?=[至到给送]|[省市县区州旗]|[^，。]{2,24}(?:办|室))"
)
_OBJECT = re.compile("进展|进度|完成情况|月报|报表|填报表|推进情况")
_TOLD = re.compile("[报馈告至到给送向](?=(?P<unit>[一-鿿]{1,30}))")
"""What stands right before the unit that is reported to."""
_ALL = re.compile(
    "(?:全[市县区旗]|[我本][市县区旗]|辖)[^，,。；;（(]{0,6}?"
    "(?:(?P<count>[0-9]{1,3}|[一二三四五六七八九十]{1,3})个|各)(?:乡镇|镇乡|镇街|乡镇街道|乡镇（街道）|乡|镇|街道)"
    "(?:[（(：:](?P<names>[^（()）：:。；;\n]{5,400}))?"
)
"""全县8个乡镇, with their names where they are listed."""
_MANY = re.compile("个乡|个镇|个街|各乡|各镇")
_TOWN = re.compile("[一-鿿]{1,8}(?:镇|乡|街道|街道办事处)")
_LATEST, _FEWEST = 28, 3
"""The last day every month has; fewer names are no county's townships."""


def read_stated(lines: Iterable[Line], file: str) -> tuple[Stated, ...]:
    """The reporting day and the office of a text, each wherever it is plainly said."""
    return tuple(
        said
        for line in lines
        if _MONTHLY.search(line.text)
        for sentence in _SENTENCE.finditer(line.text)
        for said in _reporting(sentence.group().strip(), Place(file, line=line.number))
    )


def _reporting(sentence: str, place: Place) -> Iterator[Stated]:
    """What a sentence says of the monthly report to the office; nothing of any other monthly duty."""
    due = _DUE.search(sentence)
    rest = sentence[due.end() :] if due else ""
    if due is None or not _REPORT.search(rest):
        return
    named = [found["unit"] for found in _TOLD.finditer(rest)]
    office = min(filter(None, map(_office, named)), key=len, default="")
    if not office and (any(map(_other_unit, named)) or not _OBJECT.search(rest)):
        return
    yield Stated("due_day", _day(due), sentence, place)
    after = due["month"] not in ("每月", "每个月", "逐月") or _LAST_MONTH.search(rest)
    yield Stated("due_month", NEXT_MONTH if after else "当月", sentence, place)
    if office:
        yield Stated("office", office, sentence, place)


def _day(due: re.Match[str]) -> str:
    """The day as 设置 has it: 25, 月底; as printed where no month has to have it (30日)."""
    if due["end"]:
        return AT_END
    number = _number(due["day"])
    return str(number) if 1 <= number <= _LATEST else f"{due['day']}日"


def _number(text: str | None) -> int:
    """A number in digits or spelled out; 0 where there is none."""
    return int(text) if text and text.isdigit() else int(parse_numeral(text or "") or 0)


def _office(words: str) -> str:
    """The office that collects the returns, where words begin with it: 县民生工程领导小组办公室汇总."""
    found = pattern("offices", "collect").match(words)
    return found.group() if found else ""


def _other_unit(words: str) -> bool:
    return pattern("offices", "others").match(words) is not None


def read_towns(lines: Iterable[Line], tables: Sequence[TargetTable]) -> tuple[str, ...]:
    """The county's townships: those listed for 全县8个乡镇, else the rows of a township table.

    None where as many are said to be and not as many are named.
    """
    told = [each for line in lines if _MANY.search(line.text) for each in _ALL.finditer(line.text)]
    counts = {count for each in told if (count := _number(each["count"]))}
    for each in told:
        names = tuple(dict.fromkeys(_TOWN.findall((each["names"] or "").replace("和", "、"))))
        if len(names) >= _FEWEST and counts <= {len(names)}:
            return names
    rows = tuple(dict.fromkeys(share.town for table in tables for share in table.allocations))
    proper = [town for town in rows if kind_of(town) in ("镇", "乡", "街道")]
    whole = counts <= {len(rows), len(proper)} and len(proper) * 2 > len(rows)
    return rows if len(proper) >= _FEWEST and whole else ()

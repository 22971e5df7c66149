"""The quantities of one item's text as indicators: role, relation, paired lists, name, what is doubtful."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from minsheng_xl.model import Relation
from minsheng_xl.place import number_text
from minsheng_xl.quantity import LeftOut, Quantity, Target, UnitTable, comparable, convert, find_numbers
from minsheng_xl.quantity.words import Op
from minsheng_xl.reading.notices.naming import bare, name_of, subject_before

NO_UNIT = "无单位"
_SENTENCE_END = re.compile("[。\n]")
_EACH = re.compile(
    r"(?P<subject>[^，,。；;：:\n0-9]{2,60}?)(?P<word>分别|均)(?![一-鿿]{0,2}开)[^，,。；;0-9]{0,14}$"
)
_PARTS = re.compile("[、和与及]|以及")
_WHOLE_NOUN = re.compile("(?:率|比例|比重|数量|人数)$")
_LISTED = re.compile(r"\s?[、和及与,，]\s?")
_SUMMED_UP = re.compile(r"等\s?$")
_KINDS = frozenset("类种项")
_RECKONING = re.compile("[^，。；\n]{0,6}按[^，。；\n]{0,10}计算")
_SPANS = frozenset({"个月", "月", "年", "天"})
_BARE_END = re.compile(r"\s*(?=[，,。；;、\n]|$)")
_BARE_START = re.compile("[一-鿿”）)](?<![第前])\\s?$")
_GIVEN = re.compile(
    "(?P<subject>[^，,。；;\n]{2,50}?)(?P<each>均|分别|都)?(?P<reach>达到|完成)(?P<what>[国省市县区]定目标|[国省市]下达(?:的)?(?:目标)?任务)"
)
_BOTH_OF = {"城乡": ("城市", "农村"), "男女": ("男性", "女性")}
_BOTH = re.compile("|".join(_BOTH_OF))
_VAGUE = re.compile("(?P<verb>[^，,。；;\n]{2,20})(?P<what>一批|若干)(?P<noun>[^，,。；;\n]{2,20})")

_SIGNS: dict[Op, str] = {
    "reach": "达到",
    "ge": "不低于",
    "gt": "超过",
    "le": "不超过",
    "lt": "低于",
    "approx": "约",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator to be: its quantity, its name, and how it belongs to the ones before it."""

    quantity: Quantity
    name: str
    relation: Relation = "item_indicator"
    parent: int = -1
    """Index of the figure this one is a part or a ratio of."""
    doubt: str = ""
    words: str = ""
    """The words of a target that is no number: 省定目标, 一批."""

    @property
    def target(self) -> Target:
        """The target as a cell of a table would have it."""
        each = self.quantity
        if self.words:
            return Target(self.words, "qualitative", each.op)
        raw = printed_target(each)
        return Target(raw, each.kind, each.op, each.value, each.low, each.high, soft=each.soft)


def printed_target(quantity: Quantity) -> str:
    """A quantity as a target cell has it: 不低于650, 约598, 全覆盖, /名."""
    if quantity.kind == "coverage":
        return quantity.value_text
    if quantity.kind == "placeholder":
        return f"/{quantity.unit}"
    spelled = quantity.value is not None and not re.search(r"\d", quantity.value_text)
    number = number_text(quantity.value) if spelled and quantity.value is not None else quantity.value_text
    return _SIGNS.get(quantity.op, "") + number


def find_figures(text: str, table: UnitTable, name: str = "") -> tuple[list[Figure], list[LeftOut]]:
    """Indicators of a text in printed order, and the numbers that are none.

    `name` is what a number without words of its own is called, as in a target cell that says 5000人.
    """
    quantities, left = _numbers(text, table)
    figures = list(_paired(_named(text, quantities, name), text))
    figures = _related(figures, text, table)
    return [*figures, *_worded(text, figures)], left


def _numbers(text: str, table: UnitTable) -> tuple[list[Quantity], list[LeftOut]]:
    """Quantities and left-out numbers; a bare number that ends a clause is a quantity that lacks its unit."""
    quantities, left = find_numbers(text, table)
    bare = {each.start for each in left if _lacks_unit(each, text)}
    if bare:
        quantities = [
            each
            for each in find_numbers(text, table, bare=True)[0]
            if each.unit or each.kind != "number" or each.start in bare
        ]
    kept = [each for each in quantities if not (why := _no_target(each, text))]
    none = [
        LeftOut(text[each.start : each.end], why, each.start, each.end)
        for each in quantities
        if (why := _no_target(each, text))
    ]
    left = sorted([*(each for each in left if each.start not in bare), *none], key=lambda each: each.start)
    return kept, left


def _lacks_unit(number: LeftOut, text: str) -> bool:
    """Whether a bare number is a figure whose unit was forgotten: 城镇新增就业5000, 超过30."""
    opening = text[max(0, number.start - 3) : number.start]
    return (
        number.reason == NO_UNIT
        and bool(_BARE_END.match(text, number.end))
        and bool(_BARE_START.search(opening))
    )


def _no_target(quantity: Quantity, text: str) -> str:
    """Why a quantity says nothing of a task: it sums up a list (等4类对象) or states how to reckon."""
    if quantity.unit in _KINDS and _SUMMED_UP.search(text, max(0, quantity.start - 3), quantity.start):
        return "列举数"
    if quantity.unit in _SPANS and _RECKONING.match(text, quantity.end):
        return "计算规则"
    return ""


def _named(text: str, quantities: Sequence[Quantity], given: str) -> Iterator[Figure]:
    """Each quantity with its name; one without words of its own takes the name of the one before."""
    last, sentence = "", 0
    for index, each in enumerate(quantities):
        floor = quantities[index - 1].end if index else 0
        ceiling = quantities[index + 1].start if index + 1 < len(quantities) else len(text)
        ends = [cut.end() for cut in _SENTENCE_END.finditer(text, floor, each.start)]
        if ends:
            last, sentence = "", ends[-1]
        name = name_of(each, text, max(floor, sentence), ceiling) or last or given
        name = name or _sentence_subject(text, each, sentence)
        yield Figure(each, _with_role(name, each), doubt=_doubt(each, table_prefix=True))
        last = name


def _sentence_subject(text: str, quantity: Quantity, sentence: int) -> str:
    return subject_before(text, quantity.start, sentence) or text[sentence : quantity.end].strip(" \n")[:20]


def _with_role(name: str, quantity: Quantity) -> str:
    if quantity.role == "increment":
        return f"{name}提高额"
    return f"{name}（基数）" if quantity.role == "baseline" else name


def _doubt(quantity: Quantity, *, table_prefix: bool) -> str:
    if quantity.kind not in ("number", "range"):
        return ""
    if not quantity.unit:
        return "缺计量单位"
    if "/" in quantity.unit_norm and not quantity.per and not set("/每") & set(quantity.unit):
        return f"只印“{quantity.unit}”，按上下文作“{quantity.unit_norm}”"
    return f"只有数级“{quantity.unit}”，缺计量单位" if table_prefix and quantity.unit in ("万", "亿") else ""


def _paired(figures: Iterator[Figure], text: str) -> Iterator[Figure]:
    """分别 and 均: values paired with the objects named before; one value for several holds for each."""
    listed = list(figures)
    at = 0
    while at < len(listed):
        run = _run(listed, at, text)
        each = _EACH.search(text, max(0, listed[at].quantity.start - 80), listed[at].quantity.start)
        yield from _spread(listed[at:run], each, text) if each else listed[at:run]
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


def _spread(run: Sequence[Figure], each: re.Match[str], text: str) -> Iterator[Figure]:
    objects = _objects(each["subject"], len(run))
    if each["word"] == "均" and not _split_equally(run, each["subject"]):
        yield from run
        return
    roles = list(dict.fromkeys(figure.quantity.role for figure in run))
    for role in roles:
        values = [figure for figure in run if figure.quantity.role == role]
        if len(values) == len(objects):
            yield from (
                replace(value, name=_with_role(name, value.quantity))
                for value, name in zip(values, objects, strict=True)
            )
        elif len(values) == 1 and len(objects) > 1:
            doubt = f"“{each['word']}”前有{len(objects)}个对象，只有1个数值" if each["word"] == "分别" else ""
            yield from (
                replace(values[0], name=_with_role(name, values[0].quantity), doubt=doubt or values[0].doubt)
                for name in objects
            )
        else:
            doubt = f"“分别”前有{len(objects)}个对象，后有{len(values)}个数值"
            yield from (replace(value, doubt=doubt) for value in values)


def _split_equally(run: Sequence[Figure], subject: str) -> bool:
    """Whether 均 speaks of several whole indicators: 学校覆盖率和学生覆盖率均为100%."""
    parts = _PARTS.split(subject)
    first = run[0].quantity
    return first.role == "target" and len(parts) > 1 and all(_WHOLE_NOUN.search(part) for part in parts)


def _objects(subject: str, count: int = 0) -> list[str]:
    """The objects of a list with what is printed once behind the last: 生活补贴和护理补贴标准."""
    parts = [part.strip() for part in _PARTS.split(bare(subject) or subject)]
    parts = [part for part in parts if part]
    if len(parts) == 1 and count == 2 and (both := _BOTH.search(parts[0])):
        return [parts[0].replace(both.group(), each, 1) for each in _BOTH_OF[both.group()]]
    if len(parts) < 2:
        return parts
    tail = parts[-1]
    stem = parts[0]
    for length in range(min(len(stem), len(tail) - 1), 1, -1):
        at = tail.find(stem[-length:])
        if at >= 0 and at + length < len(tail):
            rest = tail[at + length :]
            return [*(part + rest for part in parts[:-1]), tail]
    return parts


def _related(figures: Sequence[Figure], text: str, table: UnitTable) -> list[Figure]:
    """其中 parts and ratios, and parts in the bracket behind a figure."""
    found: list[Figure] = []
    whole, left, until = -1, Decimal(0), 0
    for figure in figures:
        each = figure.quantity
        opened = _opening(found, each, text)
        if opened is not None:
            whole, until = opened
            left = found[whole].quantity.value or Decimal(0)
        relation = _relation(found, whole, figure, left, until, opened is not None, table)
        if relation == "part_of":
            left -= _in_unit_of(found[whole].quantity, each, table) or 0
        if relation == "item_indicator":
            found.append(figure)
            continue
        name = f"其中：{figure.name}"
        if text[max(0, each.start - 8) : each.start].rfind("：") >= 0 and relation == "part_of":
            name = f"其中：{found[whole].name}（{figure.name}）"
        found.append(replace(figure, relation=relation, parent=whole, name=name))
    return found


def _opening(found: Sequence[Figure], each: Quantity, text: str) -> tuple[int, int] | None:
    """The figure whose parts begin here, and where they end at the latest."""
    if not found:
        return None
    last = found[-1].quantity
    between = text[last.end : each.start]
    if "其中" in between and not _SENTENCE_END.search(between):
        end = _SENTENCE_END.search(text, each.end)
        return len(found) - 1, end.start() if end else len(text)
    if re.match(r"\s?[（(][^（）()]{0,8}[:：]?\s?$", between):
        close = re.compile("[）)]").search(text, each.end)
        return len(found) - 1, close.start() if close else len(text)
    return None


def _relation(
    found: Sequence[Figure],
    whole: int,
    figure: Figure,
    left: Decimal,
    until: int,
    first: bool,
    table: UnitTable,
) -> Relation:
    each = figure.quantity
    if whole < 0 or each.start >= until or each.role != "target":
        return "item_indicator"
    of = found[whole].quantity
    part = _in_unit_of(of, each, table)
    if part is not None and "/" not in each.unit_norm and each.kind in ("number", "placeholder"):
        return "part_of" if of.value is not None and part <= left else "item_indicator"
    read, base = table.read(each.unit).unit, table.read(of.unit).unit
    ratio = read is not None and read.dimension == "比率" and base is not None and base.dimension != "比率"
    return "ratio_of" if first and ratio else "item_indicator"


def _in_unit_of(whole: Quantity, part: Quantity, table: UnitTable) -> Decimal | None:
    """A part's value in the unit of the whole; None where the units measure different things."""
    if part.unit == whole.unit:
        return part.value or Decimal(0)
    unit, base = table.read(part.unit).unit, table.read(whole.unit).unit
    if unit is None or base is None or not comparable(unit, base):
        return None
    return convert(part.value or Decimal(0), unit, base)


def _worded(text: str, figures: Sequence[Figure]) -> Iterator[Figure]:
    """Targets in words: 达到省定目标; and, where a text has no other, 一批."""
    for given in _GIVEN.finditer(text):
        op: Op = "reach"
        names = _objects(given["subject"]) if given["each"] else [bare(given["subject"])]
        for name in names:
            quantity = Quantity(None, given["what"], "", given.start(), given.end(), op)
            yield Figure(quantity, name, words=given["what"])
    if figures:
        return
    for vague in _VAGUE.finditer(text):
        quantity = Quantity(None, vague["what"], "", vague.start(), vague.end())
        name = bare(vague["verb"]) + vague["noun"]
        yield Figure(quantity, name, doubt="目标不可量化", words=vague["what"])

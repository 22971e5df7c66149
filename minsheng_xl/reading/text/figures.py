"""The quantities of one item's text as indicators: role, relation, paired lists, name, what is doubtful."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from minsheng_xl.quantity import LeftOut, Quantity, UnitTable, find_numbers
from minsheng_xl.reading.text.contexts import in_context, stem_of, told_apart, topic_of, what_for
from minsheng_xl.reading.text.figure import Figure, with_role
from minsheng_xl.reading.text.indicator_names import clause_before, is_verb, name_of, subject_before
from minsheng_xl.reading.text.pairing import paired
from minsheng_xl.reading.text.phrases import is_attribute
from minsheng_xl.reading.text.relations import SENTENCE_END, related
from minsheng_xl.reading.text.worded import in_words, without_undecided
from minsheng_xl.reading.text.words import pattern

NO_UNIT = "无单位"
APIECE = "说的是每一处的数，不是全部的，请核对任务数"
MEANS = "说的是花多少钱去办，请核对是不是要考核的目标"
_PLACE = 24
"""Characters before a number in which 每个乡镇 is looked for."""
_ONLY_PLACE = re.compile("每.{1,5}")
_STRETCH = 1000
"""Characters that are searched at a time where one target is enough."""
_SUMMED_UP = re.compile(r"等\s?$")
_POLICY = re.compile("(?:落实|贯彻|执行|兑现)[^，。；\\d]{0,14}$")
_KINDS = frozenset("类种项")
_DEEDS = frozenset("项件个类")
_MODEL = re.compile("制(?![作造订定度种药氧冷剂])|[款式型](?![一-鿿]?[号项])")
"""Behind a number with its unit these say which kind of a thing it is: 5人制足球场, 7座型客车."""
_RECKONING = re.compile("[^，。；\n]{0,6}按[^，。；\n]{0,10}计算")
_SPANS = frozenset({"个月", "月", "年", "天"})
_SCALES = ("万", "亿")
_PEOPLE = re.compile(
    "(?!元)[^，。；、\\d]{0,6}?(?:群众|居民|农民|学生|老人|老年人|儿童|妇女|职工|人员|劳动力|人口|村民|对象|患者|毕业生)"
)
_WORTH = re.compile("(?:投资|概算|估算|造价|产值)(?:约|近|为|达)?$")
_LENGTHS = frozenset(("米", "公里", "千米"))
_WITHIN = re.compile("[^，。；、\\d]{0,4}(?:覆盖率|半径|范围|生活圈|服务圈)")
"""Behind a distance these say how near, not how much is built: 公交站点500米覆盖率100%."""
_OF_THING = re.compile("的[^，。；、\\d]{2}")
_EACH_PLACE = re.compile(
    "每(?:个|所|家|座)[一-鿿]{2,12}(?:配备|建设|新建|建成|至少|不少于|设置|设立|开展|举办|各)[^，,。；;0-9]{0,4}$"
    "|每(?:个|所|座)?(?:乡镇|乡|镇|街道|办事处|行政村|村|社区|学校|县|区|县区|中心校)(?![民庄道医卫级])[^，,。；;0-9]{0,12}$"
)
"""A number for each of several places, not for all of them: 每个乡镇不少于2件."""
_PARTED = re.compile("[；;]")
"""What parts things of a sentence: 养护40公里，投资500万元；加固6座，投资300万元."""
_BARE_END = re.compile(r"\s*(?=[，,。；;、\n]|$)")
_BARE_START = re.compile("[一-鿿”）)](?<![第前])\\s?$")


def find_figures(text: str, table: UnitTable, name: str = "") -> tuple[list[Figure], list[LeftOut]]:
    """Indicators of a text in printed order, and the numbers that are none.

    `name` is what a number without words of its own is called, as in a target cell that says 5000人.
    """
    quantities, left = _numbers(text, table)
    figures = list(paired(_named(without_undecided(text), quantities, name), text))
    figures = told_apart(related(figures, text, table), text, table)
    return in_words(text, figures, name), left


def states_target(text: str, table: UnitTable) -> bool:
    """Whether a text states a target, in a figure or in words."""
    stretches = (text[start : start + _STRETCH] for start in range(0, len(text), _STRETCH))
    wanted = any(each.role == "target" for stretch in stretches for each in _numbers(stretch, table)[0])
    return wanted or bool(in_words(text, (), ""))


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
    quantities = [_of_people(each, text) for each in _narrowed(quantities, text)]
    kept = [each for each in quantities if not _no_target(each, text)]
    none = [
        LeftOut(text[each.start : each.end], why, each.start, each.end)
        for each in quantities
        if (why := _no_target(each, text))
    ]
    left = sorted([*(each for each in left if each.start not in bare), *none], key=lambda each: each.start)
    return kept, left


def _narrowed(quantities: Sequence[Quantity], text: str) -> Iterator[Quantity]:
    """Quantities with what only says which things are meant as conditions: 230个50户以上村寨.

    So is what a thing costs in all: 总投资7.58亿元的医院迁建项目.
    """
    end = -1
    for each in quantities:
        bound = each.start == end and each.role == "target" and each.op in ("ge", "le", "gt", "lt")
        worth = _WORTH.search(text, max(0, each.start - 8), each.start) and _OF_THING.match(text, each.end)
        within = each.unit in _LENGTHS and _WITHIN.match(text, each.end)
        yield each._replace(role="criterion") if bound or worth or within else each
        end = each.end


def _of_people(quantity: Quantity, text: str) -> Quantity:
    """A number of people that prints no 人: 20万群众."""
    people = quantity.unit in _SCALES and not quantity.unit_norm and _PEOPLE.match(text, quantity.end)
    return quantity._replace(unit_norm=f"{quantity.unit}人") if people else quantity


def _lacks_unit(number: LeftOut, text: str) -> bool:
    """Whether a bare number is a figure whose unit was forgotten: 城镇新增就业5000, 超过30."""
    opening = text[max(0, number.start - 3) : number.start]
    return (
        number.reason == NO_UNIT
        and bool(_BARE_END.match(text, number.end))
        and bool(_BARE_START.search(opening))
    )


def _no_target(quantity: Quantity, text: str) -> str:
    """Why a quantity says nothing of a task: it sums up a list (等4类对象), counts deeds, names a kind."""
    if quantity.unit in _KINDS and _SUMMED_UP.search(text, max(0, quantity.start - 3), quantity.start):
        return "列举数"
    if quantity.unit == "条" and _POLICY.search(text, max(0, quantity.start - 16), quantity.start):
        return "政策名称"
    if quantity.unit in _DEEDS and pattern("accounting", "deeds").match(text, quantity.end):
        return "项目个数"
    if _MODEL.match(text, quantity.end):
        return "规格"
    if quantity.unit in _SPANS and _RECKONING.match(text, quantity.end):
        return "计算规则"
    return ""


def _named(text: str, quantities: Sequence[Quantity], given: str) -> Iterator[Figure]:
    """Each quantity with its name; one without words of its own takes the name of the one before."""
    title = topic = topic_of(given) if quantities else ""
    last, sentence, passed, before = "", 0, 0, 0
    thing, taken = "", set[str]()
    for each, floor, ceiling in _neighbours(quantities, len(text)):
        ends = [cut.end() for cut in SENTENCE_END.finditer(text, passed, each.start)]
        passed = max(passed, each.start)
        if ends:
            last, sentence = "", ends[-1]
        own = name_of(each, text, max(floor, sentence), ceiling)
        name = in_context(own, each, text, floor, sentence, topic, last)
        if is_attribute(own) and thing and (name in taken or own in taken):
            name = in_context(own, each, text, floor, sentence, thing, last)
        meant = what_for(subject_before(text, each.start, max(floor, sentence)), each, text)
        name = meant or name
        name = title if is_verb(name) and title.endswith(name) else name
        taken.add(name)
        name = name or (title if each.kind == "coverage" else "") or last or topic or given
        name = name or _sentence_subject(text, each, sentence)
        place = _EACH_PLACE.search(text, max(sentence, each.start - _PLACE), each.start)
        if place and _ONLY_PLACE.fullmatch(name):
            name = clause_before(text, each.start, max(floor, sentence)) or last or name
        doubt = _doubt(each, table_prefix=True) or (MEANS if meant else APIECE if place else "")
        yield Figure(each, with_role(name, each), doubt=doubt)
        if each.role != "criterion":
            parted = not last or _PARTED.search(text, before, each.start)
            topic = stem_of(name) if own and parted and not is_attribute(own) else topic
            last, before = stem_of(name), each.end
            thing = thing if is_attribute(own) else last


def _neighbours(quantities: Sequence[Quantity], length: int) -> Iterator[tuple[Quantity, int, int]]:
    """Each quantity with the end of the one before and the start of the one behind it.

    A condition (60周岁以上) parts no names: it belongs to the words around a target.
    """
    floor, at = 0, 0
    parting = [each for each in quantities if each.role != "criterion"]
    for each in quantities:
        while at < len(parting) and parting[at].start <= each.start:
            at += 1
        yield each, floor, parting[at].start if at < len(parting) else length
        if each.role != "criterion":
            floor = each.end


def _sentence_subject(text: str, quantity: Quantity, sentence: int) -> str:
    return subject_before(text, quantity.start, sentence) or text[sentence : quantity.end].strip(" \n")[:20]


def _doubt(quantity: Quantity, *, table_prefix: bool) -> str:
    if quantity.kind not in ("number", "range"):
        return ""
    if not quantity.unit:
        return "缺计量单位"
    if "/" in quantity.unit_norm and not quantity.per and not set("/每") & set(quantity.unit):
        return f"只印“{quantity.unit}”，按上下文作“{quantity.unit_norm}”"
    if quantity.unit in _SCALES and quantity.unit_norm:
        return f"只印“{quantity.unit}”，数的是人，作“{quantity.unit_norm}”"
    if not quantity.unit_norm and quantity.unit not in _SCALES:
        return f"“{quantity.unit}”不在单位表内，请核对是不是计量单位"
    return f"只有数级“{quantity.unit}”，缺计量单位" if table_prefix and quantity.unit in _SCALES else ""

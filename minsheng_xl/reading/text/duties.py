"""Who does it: units in closing brackets, on labelled lines and inside sentences, with their roles.

（牵头单位：县人社局；配合单位：县财政局）   (县教育局牵头)   责任单位：县住建局   由县民政局牵头，县残联配合
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate
from typing import NamedTuple

from minsheng_xl.model import Assignment
from minsheng_xl.quantity.numerals import parse_numeral
from minsheng_xl.reading.text.clauses import begin_of
from minsheng_xl.reading.text.labels import ROLES, find_labels, is_label, named_by, roles_in, units_named
from minsheng_xl.reading.text.words import is_unit_like, words
from minsheng_xl.reference import Reference, Register, join_units, split_units

_OPEN, _CLOSE = "（(〔[【", "）)〕]】"
_LINE_END = re.compile("[。\n]")
_LEVELS = "省市州盟县区旗乡镇"
_LINE = re.compile("[^\n]+")
_IN_FRONT = re.compile("(?P<units>[^：:，。；]{3,40})[：:]")
_ALONE = re.compile("[ \u3000]*(?P<units>[^：:。；]{3,60})[。]?")
_DATE = re.compile(
    r"\s*(?:20\d\d|二[〇○零0][一二三四五六七八九〇]{2})\s?年\s?[\d一二三四五六七八九十]{1,3}\s?月"
)
"""The date below a signature, which is no list of units."""
_PIECE = re.compile("[，,。；;\n]")
_CARRIED = frozenset("，,")
_SHORTEST = 2
"""The shortest name of a unit, 残联, which counts only at the end of a sentence: 街道（乡镇）中心 is none."""
_LONGEST = 400
"""A longer bracket is an explanation, no list of units."""
_WHEN = re.compile(
    r"[，,；;。\s]+(?P<when>(?:20\d\d年)?(?:\d{1,2}月(?:\d{1,2}日|底)?|年底|年内|全年|长期|持续)[^，,；;。、]{0,12})$"
)
"""By when, at the end of a bracket of units: （市教育局负责，12月底前完成）."""
_CLOSING = re.compile(r"\s*(?:[。；;\n]|$)")
_GAP = re.compile(r"[\s，,。；;、]*")
_TASKS = "(?:民生|实事|目标|任务|工作|项目|指标|内容|事项|工程)*"
_SAID_OF = re.compile(
    rf"(?<![^。；;，,\s（(])(?:(?:以上|上述|前述)(?:各|所有)?(?P<count>\d{{1,2}}|[一二三四五六七八九十]{{1,3}}|两)?[项个件条]?|(?P<this>该|此|本)项?)"
    rf"{_TASKS}的?[，,]?(?:分别)?$"
)
"""What stands before units that hold for items before: 以上2项, 上述各项任务, 该目标."""
_APART = re.compile("分别(?:由|为|是)")
_LABEL = 10
"""Characters of a label in which 分别 stands: 责任单位分别为."""
ALL_BEFORE = 99
"""以上各项: all items before that name no units of their own."""
_AGAIN = 2
"""Brackets with known units that show where a document prints its units."""
_NOBODY = Assignment()


class Duty(NamedTuple):
    """A stretch of text that names units or people: what stands in which role, in printed order."""

    start: int
    end: int
    roles: Mapping[str, tuple[str, ...]]
    labels: frozenset[str] = frozenset()
    back: int = 0
    """How many items, its own the last, it is said of: 以上2项责任单位均为…; 0 for its own alone."""
    apart: bool = False
    """Its units do one item each: 分别由县教育局、县水利局负责."""

    @property
    def units(self) -> bool:
        """Whether it says who does it (a deadline alone does not)."""
        return any(self.roles.get(role) for role in ROLES)


@dataclass(frozen=True)
class Duties:
    """All duties of a passage by position, and the text with them blanked out (positions kept)."""

    found: tuple[Duty, ...]
    text: str

    def at(self, position: int) -> Duty | None:
        """The duty that holds for a position: the next one behind it, where a passage has several."""
        if len(self._with_units) < 2:
            return None
        behind = bisect_right(self._with_units, position, key=_start)
        return self._with_units[behind] if behind < len(self._with_units) else None

    @cached_property
    def _with_units(self) -> list[Duty]:
        return [duty for duty in self.found if duty.units]

    def all(self, role: str) -> tuple[str, ...]:
        """Everything named in a role, each once, in printed order."""
        if not self.found:
            return ()
        return tuple(dict.fromkeys(name for duty in self.found for name in duty.roles.get(role, ())))


def find_duties(text: str, ref: Reference, *, first_leads: bool = False, in_brackets: bool = False) -> Duties:
    """The duties of a text. `first_leads`: the first of several 责任单位 leads, as the document states.

    `in_brackets`: the document prints units in brackets behind its tasks, so a bracket in that place that
    only looks like a unit is one (县帮扶中心); a text that does so itself need not be told.
    """
    spans = [*_bracketed(text, ref, in_brackets=in_brackets)]
    spans += _labelled(text, ref, spans)
    spans += _spoken(text, ref.register, spans)
    spans += _unlabelled(text, ref.register, spans)
    spans = [_reaching_back(each, text) for each in spans]
    joined = tuple(_settled(each, first_leads) for each in _joined(sorted(spans, key=_start), text))
    return Duties(joined, _blanked(text, joined))


def assignments(roles: Mapping[str, Iterable[str]]) -> dict[str, Assignment]:
    """The model's fields for lead, responsible and cooperators."""
    return {
        "lead": assigned(roles.get("lead", ())),
        "responsible": assigned(roles.get("responsible", ())),
        "cooperators": assigned(roles.get("cooperator", ())),
    }


def assigned(names: Iterable[str]) -> Assignment:
    """Units that are printed for a row itself."""
    units = tuple(names)
    text = join_units(units)
    return Assignment(printed=text, effective=text, units=units, scope="own") if units else _NOBODY


def _start(duty: Duty) -> int:
    return duty.start


def prints_units_in_brackets(texts: Iterable[str], register: Register) -> bool:
    """Whether brackets behind tasks name known units again and again: 12个（县水利局）；3所（县教育局）。"""
    closing = (inside for text in texts for _, _, inside in _closing_brackets(text))
    return sum(_unit_roles(inside, register, closing=True) is not None for inside in closing) >= _AGAIN


def _closing_brackets(text: str) -> Iterator[tuple[int, int, str]]:
    """Brackets that close their sentence, with what they hold."""
    for start, end in _brackets(text):
        if _CLOSING.match(text, end):
            yield start, end, text[start + 1 : end - (text[end - 1] in _CLOSE)]


def _bracketed(text: str, ref: Reference, *, in_brackets: bool) -> Iterator[Duty]:
    """Outermost brackets whose content names units; one cut off at the end of a text counts too."""
    unknown: list[tuple[int, int, str]] = []
    for start, end in _brackets(text):
        inside = text[start + 1 : end - (text[end - 1] in _CLOSE)]
        if is_label(inside, ref):
            yield from _by_label(inside, start, end, ref)
            continue
        closing = bool(_CLOSING.match(text, end))
        roles = _unit_roles(inside, ref.register, closing=closing)
        if roles is not None:
            in_brackets = in_brackets or closing
            yield Duty(start, end, roles)
        elif closing:
            unknown.append((start, end, inside))
    for start, end, inside in unknown if in_brackets else ():
        units = split_units(inside, ref.register)
        if units and all(unit.name[0] in _LEVELS and is_unit_like(unit.name) for unit in units):
            yield Duty(start, end, roles_in(inside, ref.register, "responsible"))


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    depth, start = 0, 0
    for position, sign in enumerate(text):
        if sign in _OPEN:
            start = start if depth else position
            depth += 1
        elif sign in _CLOSE and depth:
            depth -= 1
            if not depth:
                yield start, position + 1
    if depth:
        yield start, len(text)


def _by_label(inside: str, start: int, end: int, ref: Reference) -> Iterator[Duty]:
    """A bracket of labels: 牵头单位：…；配合单位：…；完成时限：…."""
    roles: dict[str, tuple[str, ...]] = {}
    labels = []
    for label in find_labels(inside, ref.headers):
        labels.append(label.role)
        for role, names in named_by(label, inside[label.end : label.stop], ref.register).items():
            roles[role] = roles.get(role, ()) + names
    yield Duty(start, end, roles, frozenset(labels))


def _unit_roles(inside: str, register: Register, *, closing: bool) -> dict[str, tuple[str, ...]] | None:
    """Roles in a bracket without label, where verbs or known names show that it lists units.

    A bracket that closes its sentence may have names that only look like units among the known ones.
    """
    when = _WHEN.search(inside)
    if when and when.start():
        roles = _unit_roles(inside[: when.start()], register, closing=closing)
        return roles and roles | {"deadline": (when["when"],)}
    if not (_SHORTEST if closing else _SHORTEST + 1) <= len(inside) <= _LONGEST or re.search("[0-9]", inside):
        return None
    units = split_units(inside, register)
    said = [unit for unit in units if unit.role]
    if said and all(register.knows(each.name) or is_unit_like(each.name) for each in units):
        return roles_in(inside, register)
    known = sum(register.knows(unit.name) for unit in units)
    alike = all(register.knows(unit.name) or is_unit_like(unit.name) for unit in units)
    of_here = all(unit.name[:1] in _LEVELS for unit in units)
    enough = known * 2 > len(units) or (of_here and known * 2 == len(units))
    listed = known == len(units) or (alike and enough and closing)
    return roles_in(inside, register, "responsible") if units and listed else None


def _labelled(text: str, ref: Reference, taken: Sequence[Duty]) -> Iterator[Duty]:
    """Labels outside brackets: each value ends with its line, its sentence or the next label."""
    inside = _inside(taken)
    for label in find_labels(text, ref.headers):
        if inside(label.start):
            continue
        end = _LINE_END.search(text, label.end, label.stop)
        stop = end.start() if end else label.stop
        roles = named_by(label, text[label.end : stop], ref.register)
        if label.said and not _all_units(roles, ref.register):
            continue
        yield Duty(label.start, stop, roles, frozenset({label.role}))


def _all_units(roles: Mapping[str, tuple[str, ...]], register: Register) -> bool:
    """Whether what a sentence names as units are units, every one."""
    named = [name for role in ROLES for name in roles.get(role, ())]
    return bool(named) and all(register.knows(name) or is_unit_like(name) for name in named)


def _unlabelled(text: str, register: Register, taken: Sequence[Duty]) -> Iterator[Duty]:
    """Units in front of a task (县教育局：新建…) and on a line of their own below it."""
    for line in _LINE.finditer(text):
        if any(duty.start < line.end() and line.start() < duty.end for duty in taken):
            continue
        signed = _DATE.match(text, line.end())
        found = _IN_FRONT.match(line.group()) if not line.start() else _ALONE.fullmatch(line.group())
        if found and not signed and units_named(found["units"], register):
            roles = roles_in(found["units"], register, "responsible")
            yield Duty(line.start(), line.start() + found.end(), roles)


def _inside(taken: Iterable[Duty]) -> Callable[[int], bool]:
    """Tells whether a position lies in one of the stretches."""
    ordered = sorted(taken, key=_start)
    starts = [duty.start for duty in ordered]
    reach = list(accumulate((duty.end for duty in ordered), max))

    def inside(position: int) -> bool:
        before = bisect_right(starts, position)
        return before > 0 and position < reach[before - 1]

    return inside


def _spoken(text: str, register: Register, taken: Sequence[Duty]) -> Iterator[Duty]:
    """Units inside a sentence: 由县教育局牵头，县财政局配合; 由县财政局、县人社局，各乡镇政府落实."""
    verbs, inside = _verbs(register), _inside(taken)
    start = 0
    for cut in [*_PIECE.finditer(text), None]:
        end = cut.start() if cut else len(text)
        piece = text[start:end]
        found = verbs.search(piece)
        if found is None and cut and cut.group() in _CARRIED and _lists_units(piece, register):
            continue
        if found and not inside(start):
            by = piece.rfind("由", 0, found.start()) + 1
            named = piece[by : found.end("verb")]
            units = split_units(named, register)
            if units and all(unit.role and _is_unit(unit.name, register, by > 0) for unit in units):
                yield Duty(start + max(by - 1, 0), end, roles_in(named, register))
        start = cut.end() if cut else end


def _lists_units(piece: str, register: Register) -> bool:
    """Whether behind 由 in a clause without verb stand nothing but units: the verb is still to come."""
    _, by, named = piece.rpartition("由")
    units = split_units(named, register) if by and named else ()
    return bool(units) and all(_is_unit(unit.name, register, True) for unit in units)


def _is_unit(name: str, register: Register, named: bool) -> bool:
    """Whether a name in a sentence is a unit's; behind 由 one that prints its level and looks like one is."""
    return register.knows(name) or (named and name[0] in _LEVELS and is_unit_like(name))


@cache
def _verbs(register: Register) -> re.Pattern[str]:
    listed = [verb for kinds in register.lexicon.roles.values() for verb in kinds["verbs"]]
    named = "|".join(sorted(listed, key=len, reverse=True))
    return re.compile(rf"(?P<verb>{named})(?:{'|'.join(words()['units']['endings'])})?$")


def _reaching_back(duty: Duty, text: str) -> Duty:
    """A duty with what it says it holds for: 以上2项（责任单位均为…）, 该目标（责任单位为…）."""
    found = _SAID_OF.search(text, begin_of(text, duty.start, "。；;\n"), duty.start)
    apart = bool(_APART.search(text, max(0, duty.start - 2), min(duty.end, duty.start + _LABEL)))
    if not found:
        return duty._replace(apart=apart)
    count = found["count"] or ""
    number = int(count) if count.isdigit() else int(parse_numeral(count) or 0) if count else ALL_BEFORE
    back = 0 if found["this"] else number
    return duty._replace(start=found.start(), back=back, apart=apart)


def _joined(duties: Iterable[Duty], text: str) -> Iterator[Duty]:
    """Duties that stand directly behind one another are one: 牵头单位：…\\n配合单位：…."""
    last: Duty | None = None
    for duty in duties:
        if (
            last
            and last.end <= duty.start
            and _GAP.fullmatch(text, last.end, duty.start)
            and _adds(last, duty)
        ):
            roles = dict(last.roles)
            for role, names in duty.roles.items():
                roles[role] = roles.get(role, ()) + names
            last = Duty(
                last.start,
                duty.end,
                roles,
                last.labels | duty.labels,
                max(last.back, duty.back),
                last.apart or duty.apart,
            )
            continue
        if last:
            yield last
        last = duty
    if last:
        yield last


def _adds(last: Duty, duty: Duty) -> bool:
    """Whether a duty goes on with the one before: it names other roles."""
    return not (last.roles.keys() & duty.roles.keys() & {"lead"})


def _settled(duty: Duty, first_leads: bool) -> Duty:
    """责任单位 alone are the leads; where the document says so, only the first of them."""
    roles = dict(duty.roles)
    if not roles.get("lead") and roles.get("responsible"):
        units = roles.pop("responsible")
        roles["lead"] = units[:1] if first_leads else units
        if first_leads and units[1:]:
            roles["responsible"] = units[1:]
    return duty._replace(roles=roles)


def _blanked(text: str, duties: Iterable[Duty]) -> str:
    for duty in duties:
        text = text[: duty.start] + re.sub("[^\n]", " ", text[duty.start : duty.end]) + text[duty.end :]
    return text


def states_first_leads(text: str) -> bool:
    """Whether a document says that the first unit of a list leads."""
    return bool(re.search(words()["units"]["first_leads"], text))

"""Opinions on a plan before it is issued (征求意见): what a unit says to a row, and what was made of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from minsheng_xl.model import Indicator, Row
from minsheng_xl.place import Place, number_text
from minsheng_xl.quantity import parse_target, read_number
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reference import Reference, split_units

AGREED = "无意见"
UNNAMED = "（未选类型）"
FIELDS = {
    "target": "目标",
    "unit": "单位",
    "lead": "牵头单位",
    "responsible": "责任单位",
    "cooperator": "配合单位",
    "indicator": "指标名称",
}
"""What of a plan's row an adopted opinion can change, by field role."""
ADOPTED = ("采纳", "部分采纳")
DECISIONS = (*ADOPTED, "不采纳")
"""What the office says to an opinion (处理意见)."""

KEY = ("code", "indicator", "department", "opinion", "proposal", "grounds")
"""Fields of an opinion that tell it from the others."""

_ABOUT = "(?:任何|不同|修改|补充|反馈|其他|其它)?(?:意见和建议|意见建议|意见|异议|建议)"
_agreement = re.compile(rf"(?:(?:同意|认可|赞成|(?:无|没有|没){_ABOUT}|无)[,，、;；。.!！]*)+")
_becomes = re.compile(
    r"(?:改为|改成|调整为|调整到|调为|调至|调到|降为|降至|增至|增加到|减至|应为)\s*[:：]?(.+)$"
)
_subject = re.compile(r"^(?:建议)?(?:将)?(目标|计量单位|牵头单位|责任单位|配合单位|指标名称)")
_end = "。.；; "


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a unit says to one row; `kind` is empty where it says nothing."""

    row: Row
    place: Place
    kind: str = ""
    proposal: str = ""
    grounds: str = ""
    department: str = ""
    contact: str = ""
    phone: str = ""

    @property
    def agreed(self) -> bool:
        """Whether it says that there is nothing to change, in whichever words."""
        said = [text for text in (self.kind.replace(UNNAMED, ""), self.proposal) if text]
        return all(map(agrees, said or [self.grounds]))

    @property
    def given(self) -> bool:
        """Whether there is something to answer."""
        return bool(self.kind) and not self.agreed


def agrees(text: str) -> bool:
    """Whether words mean 无意见: 同意, 没有修改意见。"""
    return _agreement.fullmatch("".join(fold(text).split())) is not None


def answered(opinions: Iterable[Opinion]) -> bool:
    """Whether a sheet says anything at all."""
    return any(each.kind for each in opinions)


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of 意见汇总 as the office left it: what stands in it by field role, and in which cells.

    `field` and `becomes` say which field (`FIELDS`) of the row is to hold what, should it be adopted.
    """

    text: Mapping[str, str]
    cells: Mapping[str, Place]

    @property
    def key(self) -> tuple[str, ...]:
        """What makes it the same opinion when the sheets are gathered again."""
        return tuple(self.text[role] for role in KEY)

    @property
    def decision(self) -> str:
        return fold(self.text["decision"]).strip(_end)

    @property
    def by_hand(self) -> bool:
        """Whether the office has written the line itself: it comes from no sheet."""
        return not self.text["source"]

    @property
    def adopted(self) -> bool:
        return self.decision in ADOPTED

    @property
    def understood(self) -> bool:
        return not self.decision or self.decision in DECISIONS


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a plan that an adopted opinion changes; `problem` says why it was left as it was."""

    code: str
    name: str
    field: str
    old: str
    new: str
    departments: tuple[str, ...]
    place: Place
    problem: str = ""
    row: int = 0
    """The row on the new master's sheet, where it was changed."""


def proposed(opinion: Opinion, indicator: Indicator, ref: Reference) -> tuple[str, str]:
    """The field an opinion asks to change and what it is to hold; empty where the words leave it open."""
    text = opinion.proposal.strip(_end)
    found, subject = _becomes.search(text), _subject.match(text)
    named = subject[1].removeprefix("计量") if subject else ""
    new = (found[1] if found else text.removeprefix(subject[1] if subject else "")).strip(_end)
    if named in ("", "目标") and opinion.kind in ("改目标", UNNAMED):
        value = _figure(new, indicator, ref)
        return (FIELDS["target"], value) if value else ("", "")
    if named in ("", "单位") and opinion.kind == "改单位":
        return (FIELDS["unit"], new) if ref.units.read(new).unit else ("", "")
    if named in (FIELDS["lead"], FIELDS["responsible"], FIELDS["cooperator"]) and found:
        return (named, new) if not unknown_units(new, ref) else ("", "")
    return "", ""


def _figure(text: str, indicator: Indicator, ref: Reference) -> str:
    """A number as its target cell holds it, in the row's unit: 350, 350户, 2万; empty for anything else."""
    target = parse_target(text, ref.units, indicator.unit, indicator.name)
    unit = ref.units.read(indicator.unit).unit
    reading = read_number(text, unit, ref.units)
    foreign = unit is None and reading.unit is not None
    if target.kind != "number" or target.op != "plain" or reading.value != target.value or foreign:
        return ""
    return number_text(reading.value) if reading.value is not None else ""


def unknown_units(text: str, ref: Reference) -> tuple[str, ...]:
    """Those of the units a cell lists that the register does not know; the text itself if it lists none."""
    names = tuple(each.name for each in split_units(text, ref.register))
    return tuple(name for name in names if not ref.register.knows(name)) if names else (text,)


def unfit_target(text: str, indicator: Indicator, ref: Reference) -> str:
    """Why a text cannot stand as the target of a row; empty where it can."""
    new = parse_target(text, ref.units, indicator.unit, indicator.name)
    if new.problem:
        return new.problem
    if parse_target(text, ref.units).unit:
        return f"“{text}”带着单位，目标一栏只写数"
    if new.kind == "qualitative" and indicator.target.kind != "qualitative":
        return f"“{text}”不是目标值"
    return ""

"""A county's own 部门名录: its rows read into departments that win over the packaged register."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from minsheng_xl.errors import ReferenceDataError
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reference.lexicon import Resolved
from minsheng_xl.reference.names import Department, DepartmentKind, Rename
from minsheng_xl.reference.rows import pick, split_names, where

Resolve = Callable[[str], Resolved | None]
SHEET = "部门名录"
FULL = ("全称", "单位名称", "名称")
"""Heads of the full name."""


@dataclass(frozen=True, slots=True)
class OwnName:
    """A name of the county's own list and the unit it means."""

    department: Department
    kind: Literal["full", "short", "alias"]


def read_department_rows(rows: Iterable[Mapping[str, str]], resolve: Resolve) -> dict[str, OwnName]:
    """Names (levelled) from records with 简称, 全称, 级别, 性质, 系统, 别名, 曾用名, 更名年份, 成员单位.

    What a row leaves empty is taken from the packaged register through `resolve`. Raises ReferenceDataError.
    """
    stated: dict[str, OwnName] = {}
    implied: dict[str, OwnName] = {}
    spots: dict[str, str] = {}
    for number, row in enumerate(rows, start=1):
        base = _base(row, resolve, number)
        department = _department(row, base, number)
        for name in (base.full, base.short):
            implied.setdefault(fold(name), OwnName(department, "alias"))
        for name, head, own in _names(row, department, number):
            spot = where(SHEET, row, number, head)
            _state(stated, name, own, spot, spots.setdefault(fold(name), spot))
    return implied | stated


def _names(row: Mapping[str, str], department: Department, number: int) -> Iterator[tuple[str, str, OwnName]]:
    """Every name a row gives, and the head it stands under."""
    for former in _former(row, department, number):
        yield former.short, "曾用名", OwnName(former, "short")
    for alias in split_names(pick(row, "别名")):
        yield alias, "别名", OwnName(department, "alias")
    full = next((head for head in FULL if pick(row, head)), "简称")
    yield department.full, full, OwnName(department, "full")
    if fold(department.short) != fold(department.full):
        yield department.short, "简称" if pick(row, "简称") else full, OwnName(department, "short")


def _state(stated: dict[str, OwnName], name: str, own: OwnName, spot: str, first: str) -> None:
    """Note a name, which stands at `spot`; one that means another unit since `first` is a contradiction."""
    held = stated.setdefault(fold(name), own)
    if held.department is not own.department:
        raise ReferenceDataError(
            f"{spot}“{name}”与{first}重复", "一个名称只能指一个单位，请删去其中一行或改名"
        )


def _base(row: Mapping[str, str], resolve: Resolve, number: int) -> Department:
    """What the packaged register knows of the row's unit; a bare one where it knows nothing."""
    short, full = pick(row, "简称"), pick(row, *FULL)
    if not short and not full:
        spot = where(SHEET, row, number, "简称")
        raise ReferenceDataError(f"{spot}没有简称和全称", "请至少填写一个名称或删除该行")
    for name in filter(None, (short, full)):
        found = resolve(fold(name))
        if found:
            return found.department
    return Department(short or full, full or short)


def _department(row: Mapping[str, str], base: Department, number: int) -> Department:
    """The row's unit: what is filled in wins, the rest is packaged knowledge.

    A packaged rename is believed unless the row gives the unit a history or a full name of its own.
    """
    short, full = pick(row, "简称"), pick(row, *FULL)
    kind = _kind(row, number) or base.kind
    members = split_names(pick(row, "成员单位"))
    restated = bool(pick(row, "曾用名")) or (full not in ("", base.full))
    return replace(
        base,
        short=short or (base.short if base.full == full else full),
        full=full or base.full,
        level=pick(row, "级别") or base.level,
        kind="集体单位" if members else kind,
        system=pick(row, "系统") or base.system,
        aliases=tuple(dict.fromkeys((*base.aliases, *split_names(pick(row, "别名"))))),
        renamed_to=None if restated else base.renamed_to,
        valid_to=None if restated else base.valid_to,
        members=members,
    )


def _kind(row: Mapping[str, str], number: int) -> DepartmentKind | None:
    """The kind a row states; None where it states none."""
    kinds: tuple[DepartmentKind, ...] = get_args(DepartmentKind)
    text = pick(row, "性质")
    if text and text not in kinds:
        spot = where(SHEET, row, number, "性质")
        raise ReferenceDataError(f"{spot}性质“{text}”无法识别", f"请填写：{'、'.join(kinds)}")
    return next((kind for kind in kinds if kind == text), None)


def _former(row: Mapping[str, str], department: Department, number: int) -> list[Department]:
    """Earlier names of the row's unit, each renamed to it in the year given."""
    names, year = split_names(pick(row, "曾用名")), pick(row, "更名年份").removesuffix("年")
    if not names and not year:
        return []
    if not names or not (year.isdigit() and len(year) == 4):
        spot = where(SHEET, row, number, "更名年份" if names else "曾用名")
        raise ReferenceDataError(f"{spot}的曾用名与更名年份须同时填写", "更名年份写四位年份，如 2023")
    renamed = Rename(department.short, int(year))
    return [
        replace(department, short=name, full=name, aliases=(), renamed_to=renamed, valid_to=int(year) - 1)
        for name in names
    ]

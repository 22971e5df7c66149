"""Plans and last period's figures found for a job: what is given by path, what lies in the work folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from minsheng_xl.cycle import plan_in
from minsheng_xl.errors import InputError, ReferenceDataError
from minsheng_xl.model import Assignment, Document, Item, Period, TargetTable
from minsheng_xl.reading.files.file_names import plain_name
from minsheng_xl.reading.files.rejected import Rejected
from minsheng_xl.reading.opening.workbooks import read_bytes
from minsheng_xl.reading.sources import read_source_documents
from minsheng_xl.reference import Reference, Register

AS_MASTER = "随总表"
LAYOUTS = {"A": "a", "B": "b", "C": "c", "乡镇": "towns"}
"""Layouts of masters and forms by what 设置 calls them; AS_MASTER is whatever the master has."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan with the reference data that holds for it and where it was read."""

    table: TargetTable
    ref: Reference
    path: Path
    confirmed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What a person said of heads and rows that were asked about, by department."""
    sources: tuple[Document, ...] = ()
    """The documents of the source with their printed lines, `table` in one of them."""
    county_sheets: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    """Rows of a master's own sheets (单位表, 部门名录, 设置 ...) by sheet."""

    @property
    def documents(self) -> tuple[TargetTable, ...]:
        """Every table the source holds: plans, attachments, progress reports."""
        return tuple(table for document in self.sources for table in document.tables)

    @property
    def layout(self) -> str:
        """The layout of its masters and forms: the county's choice in 设置, else that of the master."""
        return LAYOUTS.get(self.ref.settings.layout, self.table.layout)

    def in_period(self, period: Period | None) -> Plan:
        """The plan as it holds in a period, with the adjustments begun by then; None: as it was issued."""
        if period is None:
            return self
        return replace(self, table=_each_by_one_name(plan_in(self.table, period), self.ref.register))


def _each_by_one_name(table: TargetTable, register: Register) -> TargetTable:
    """The table with every department that leads under one name: one form, one that owes it.

    县残联 and 县残疾人联合会, 商务局 and 县商务局 are one; what is printed in the cells stays.
    """
    leads = [each for item in table.items for each in (item.lead, *(row.lead for row in item.indicators))]
    printed = dict.fromkeys(unit for lead in leads for unit in lead.units)
    around = "\n".join(printed)
    meant: dict[str, list[str]] = {}
    for unit in printed:
        meant.setdefault(register.standard(register.spelled_out(unit, around) or unit), []).append(unit)
    if len(meant) == len(printed):
        return table
    names = {unit: _levelled(units, register) for units in meant.values() for unit in units}
    items = tuple(_item_by_one_name(item, names) for item in table.items)
    return table.with_items(items)


def _levelled(names: Sequence[str], register: Register) -> str:
    """The first of a department's names that prints a level, else the first: 县商务局 before 商务局."""
    return next((name for name in names if register.prints_level(name)), names[0])


def _item_by_one_name(item: Item, names: Mapping[str, str]) -> Item:
    rows = tuple(each.model_copy(update={"lead": _by_one_name(each.lead, names)}) for each in item.indicators)
    return item.model_copy(update={"lead": _by_one_name(item.lead, names), "indicators": rows})


def _by_one_name(lead: Assignment, names: Mapping[str, str]) -> Assignment:
    return lead.model_copy(update={"units": tuple(dict.fromkeys(names[unit] for unit in lead.units))})


def read_source(path: Path, *, place: str = "", year: int = 0, document: int = 0) -> Plan:
    """A plan from a notice of any format or from a workbook, master or printed.

    Of several documents `document` (from 1) is taken; without it the plan with most items, the first of
    equals. InputError where there is none, ReferenceDataError where 设置 names a rule that does not exist.
    """
    name = plain_name(path.name)
    try:
        data = read_bytes(existing(path))
        source = read_source_documents(data, name, Reference.default(), year=year, place=place)
    except Rejected as refusal:
        raise refusal.of_notice(name) from refusal
    _refuse_unknown_rules(source.ref)
    tables = [table for each in source.documents for table in each.tables]
    table = _chosen(tables, document, path.name)
    ref = replace(source.ref, register=source.ref.register.at_level_of(table.leads))
    return Plan(table, ref, path, sources=tuple(source.documents), county_sheets=source.county_sheets)


def _refuse_unknown_rules(ref: Reference) -> None:
    if not ref.settings.named:
        return
    from minsheng_xl.checks import engine  # brings every rule: few counties name one in 设置

    known = engine.catalogue().keys() | {each.code for each in ref.rules}
    for code, place in ref.settings.named.items():
        if code not in known:
            raise ReferenceDataError(
                f"{place}：没有这条规则", "请核对规则码（minsheng rules 列出全部），或先写进“自定规则”"
            )


def _chosen(documents: Sequence[TargetTable], document: int, name: str) -> TargetTable:
    if document > len(documents):
        raise InputError(f"“{name}”里只有{len(documents)}份文件，没有第{document}份", "请核对 --document")
    if document:
        return documents[document - 1]
    plans = [table for table in documents if table.kind == "plan"]
    return max(plans or documents, key=lambda table: len(table.items))


def existing(path: Path) -> Path:
    """The path of a file. InputError for a folder and for what is not there."""
    if path.is_dir():
        raise InputError(f"“{path}”是文件夹", "请选里面的文件")
    if not path.exists():
        raise InputError(f"找不到文件“{path}”", "请核对路径和文件名")
    return path

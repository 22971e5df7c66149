"""Plans and last period's figures found for a job: what is given by path, what lies in the work folder."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from minsheng_xl.cycle import plan_in
from minsheng_xl.errors import InputError, OutputError
from minsheng_xl.model import Period, TargetTable
from minsheng_xl.reading import intake
from minsheng_xl.reading.masters import own_reference, read_cumulative, read_plan
from minsheng_xl.reading.notices import read_notice
from minsheng_xl.reading.sniff import Format, sniff
from minsheng_xl.reading.texts import decode
from minsheng_xl.reading.workbooks import read_bytes, read_workbook
from minsheng_xl.reference import Reference

ISSUED, RETURNED, SUMMARISED = "下发", "回收", "汇总"
"""Folders of a work folder, each with one folder a period."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan with the reference data that holds for it and where it was read."""

    table: TargetTable
    ref: Reference
    path: Path

    def in_period(self, period: Period | None) -> Plan:
        """The plan as it holds in a period, with the adjustments begun by then; None: as it was issued."""
        return replace(self, table=plan_in(self.table, period)) if period else self


def read_source(path: Path, *, place: str = "", year: int = 0) -> Plan:
    """A plan from a notice's text or from a workbook, master or printed. InputError where there is none."""
    data = read_bytes(existing(path))
    ref = Reference.default()
    if sniff(data, path.name).format in (Format.TEXT, Format.TSV):
        notice = read_notice(decode(data)[0], path.name)
        return Plan(
            read_plan(path.name, notice.tables, ref, notice=notice, year=year, place=place), ref, path
        )
    grids = read_workbook(data, path.name)
    ref = own_reference(grids, ref)
    return Plan(read_plan(path.name, grids, ref, year=year, place=place), ref, path)


def existing(path: Path) -> Path:
    if not path.is_file():
        raise InputError(f"找不到文件“{path}”", "请核对路径和文件名")
    return path


def last_cumulative(
    plan: Plan, period: Period, *, previous: Path | None = None, work: Path | None = None
) -> dict[str, Decimal]:
    """Last period's cumulative values, from the summary given or the one in the work folder; else empty."""
    if previous is not None:
        return _cumulative(existing(previous), plan.ref)
    before = period.previous
    if before is None or work is None:
        return {}
    folder = work / SUMMARISED / str(before)
    for path in intake.find_files(folder) if folder.is_dir() else []:
        taken = intake.take(path)
        if taken.meta.get("kind") == "summary":
            return read_cumulative(path.name, taken.grids, plan.ref)
    return {}


def _cumulative(path: Path, ref: Reference) -> dict[str, Decimal]:
    taken = intake.take(path)
    if taken.refusal:
        raise taken.refusal
    return read_cumulative(path.name, taken.grids, ref)


def writable(path: Path) -> Path:
    """The path, its folder made; OutputError where nothing can be written there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        probe = path.parent / f".{path.name}.tmp"
        probe.touch()
        probe.unlink()
    except OSError as fault:
        raise OutputError(
            f"文件夹“{path.parent}”写不进去（{fault.strerror}）", "请换一个文件夹或检查权限"
        ) from fault
    return path

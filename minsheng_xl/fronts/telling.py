"""How a period's returns stand, in lines a clerk reads at the console."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minsheng_xl.board import Standing
    from minsheng_xl.jobs import Status


def status_lines(found: Status) -> Iterator[str]:
    """The rates, then a line for each department."""
    counts = found.rates
    lock = f"，{found.locked}起锁定" if found.locked else ""
    yield (
        f"{found.period.label}：截止{found.due}{lock}，应报{counts.expected}家、已报{counts.actual}家"
        f"（报送率{counts.rate}%）、及时{counts.on_time}家（及时率{counts.on_time_rate}%）。"
    )
    for each in found.departments:
        facts = (_state(each), _came(each), _instead(each), _faults(each), _changed(each), _aside(each))
        yield "　".join(filter(None, (f"  {each.department}", *facts)))


def _state(each: Standing) -> str:
    number = f"（第{each.version}版）" if each.version > 1 else ""
    return f"{'已交但打不开' if each.unreadable else each.state}{number}"


def _came(each: Standing) -> str:
    if each.received is None:
        return f"“{each.file}”" if each.file else ""
    return f"{each.received:%m-%d}收到{'，迟报' if each.late else ''}"


def _faults(each: Standing) -> str:
    counts = (("错误", each.errors), ("警告", each.warnings))
    return "、".join(f"{word}{count}" for word, count in counts if count)


def _changed(each: Standing) -> str:
    return f"比上一版改了{each.changes}格" if each.changes else ""


def _instead(each: Standing) -> str:
    return f"更新的未收，{each.instead}" if each.instead else ""


def _aside(each: Standing) -> str:
    return f"锁定后又收到“{'”“'.join(each.aside)}”，只留底" if each.aside else ""

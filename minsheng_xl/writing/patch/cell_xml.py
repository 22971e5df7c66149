"""Values as cell XML and back. Text from outside is always text: never a formula, never a number."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from minsheng_xl.errors import OutputError
from minsheng_xl.formats.xml import escape
from minsheng_xl.place import CellValue, number_text

_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # _x0041_ would be read as A
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SPECIAL: Final = re.compile("[&<>_\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LONGEST: Final = 32_767
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and, where it is known, its result; `text` None keeps the formula that stands there."""

    text: str | None
    cached: CellValue = None


Value = CellValue | int | Formula
"""What can be written into a cell."""


class Encoder:
    """Writes values the way one workbook needs them: its prefix, its date system."""

    def __init__(self, prefix: str, date1904: bool) -> None:
        self.prefix = prefix
        self.epoch = datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 30)
        self._v, self._end_v, self._end = f"<{prefix}v>", f"</{prefix}v>", f"</{prefix}c>"
        self._t = f'<{prefix}is><{prefix}t xml:space="preserve">'
        self._end_t = f"</{prefix}t></{prefix}is>"
        self._ways: dict[type[Any], Callable[[Any], tuple[str, str]]] = {
            str: self._text,
            Decimal: self._number,
            int: self._integer,
            type(None): lambda _: ("", ""),
            bool: self._truth,
            datetime: self._moment,
            date: self._moment,
            time: self._moment,
            timedelta: self._moment,
            Formula: self._formula,
        }

    def parts(self, value: Value) -> tuple[str, str]:
        """Type and content XML of a cell with this value."""
        way = self._ways.get(type(value))
        if way is None:
            known = next((known for known in type(value).__mro__ if known in self._ways), None)
            if known is None:
                raise TypeError(f"not a cell value: {value!r}")
            way = self._ways[type(value)] = self._ways[known]
        return way(value)

    def ending(self, value: Value) -> str:
        """All of a cell's XML after its position and style."""
        return self.close(*self.parts(value))

    def close(self, kind: str, content: str) -> str:
        """The ending of a cell of this type and content."""
        if kind:
            return f' t="{kind}">{content}{self._end}'
        return f">{content}{self._end}" if content else "/>"

    def _text(self, value: str) -> tuple[str, str]:
        text = cell_text(value)
        return ("inlineStr", f"{self._t}{text}{self._end_t}") if text else ("", "")

    def _number(self, value: Decimal) -> tuple[str, str]:
        return "", f"{self._v}{_digits(value)}{self._end_v}"

    def _integer(self, value: int) -> tuple[str, str]:
        return "", f"{self._v}{value}{self._end_v}"

    def _truth(self, value: bool) -> tuple[str, str]:
        return "b", f"{self._v}{int(value)}{self._end_v}"

    def _moment(self, value: date | datetime | time | timedelta) -> tuple[str, str]:
        return self._number(self.serial(value))

    def _formula(self, value: Formula) -> tuple[str, str]:
        text = escape((value.text or "").removeprefix("="))
        return self.with_result(f"<{self.prefix}f>{text}</{self.prefix}f>", value.cached)

    def with_result(self, formula: str, cached: CellValue) -> tuple[str, str]:
        """Type and content of a cell with this formula element and the result given (None: unknown)."""
        if cached is None:
            return "", formula
        if isinstance(cached, str):
            return "str", f"{formula}{self._v}{cell_text(cached)}{self._end_v}"
        kind, result = self.parts(cached)
        return kind, formula + result

    def serial(self, value: date | datetime | time | timedelta) -> Decimal:
        """Days since the workbook's day 0, exact to the microsecond."""
        if isinstance(value, timedelta):
            passed = value
        elif isinstance(value, time):
            passed = datetime.combine(self.epoch, value.replace(tzinfo=None)) - self.epoch
        elif isinstance(value, datetime):
            passed = value.replace(tzinfo=None) - self.epoch
        else:
            passed = datetime(value.year, value.month, value.day) - self.epoch
        seconds = Decimal(passed.seconds) + Decimal(passed.microseconds) / 1_000_000
        return passed.days + seconds / 86_400


def _digits(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"no cell can hold {value}")
    return number_text(value) if -20 < value.adjusted() < 20 else f"{value:E}"


def cell_text(value: str) -> str:
    """Text as it stands in a cell's XML. Raises OutputError where a cell cannot hold so much."""
    if len(value) <= _LONGEST and _SPECIAL.search(value) is None:
        return value
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    if _CONTROL.search(value):
        value = _CONTROL.sub("", value)
    if len(value) > _LONGEST:
        raise OutputError(f"一个单元格最多写 {_LONGEST} 个字，这里有 {len(value)} 个", "请分成几格或另附文档")
    if "_x" in value:
        value = _ESCAPED.sub("_x005F_", value)
    return escape(value)


_STORED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


def stored_text(text: str) -> str:
    """Text of a cell with its `_x000D_` escapes resolved."""
    return _STORED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text

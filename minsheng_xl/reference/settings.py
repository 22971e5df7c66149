"""What a county may set for itself in the sheet 设置. Source of names and defaults: `data/settings.toml`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from minsheng_xl import data
from minsheng_xl.errors import ReferenceDataError
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reference.calendar import Calendar
from minsheng_xl.reference.names import Locality
from minsheng_xl.reference.rows import pick, where

MONTH_END, AT_END = 31, "月底"
"""The last day of whatever month, and how the sheet calls it."""
NEXT_MONTH = "次月"
_LONGEST_NAME = 40
_CODE = re.compile("[A-Z][0-9]{2}")
_DATE = re.compile("([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")


@dataclass(frozen=True, slots=True)
class Regrade:
    """A severity (错误, 警告, 提示) that a county gives a rule, from a day on."""

    severity: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """A county's settings; points and percentages are Decimal. `since` None holds from the beginning."""

    place: str
    office: str
    """Who collects the returns, as letters and findings call it."""
    period_type: str
    due_day: int
    """1–28, or MONTH_END."""
    due_month: str
    cutoff: str
    due_roll: str
    lock_days: int
    correction_days: int
    yellow_points: Decimal
    red_points: Decimal
    rate_cap: Decimal
    approx_tolerance: Decimal
    layout: str
    """表式 as the sheet names it."""
    severities: Mapping[str, Regrade] = field(default_factory=dict)
    """Re-graded rules by code."""
    off: Mapping[str, date | None] = field(default_factory=dict)
    """Rules switched off, with the first day they are silent."""
    on: Mapping[str, date | None] = field(default_factory=dict)
    """Rules switched on that are off by default."""
    reasons: Mapping[str, date | None] = field(default_factory=dict)
    """Rules whose warnings hold a returned row back until a reason is given, with the day it begins."""
    named: Mapping[str, str] = field(default_factory=dict)
    """Every rule code of the sheet, and the cell it stands in, as told to a person."""
    calendar: Calendar = field(default_factory=Calendar)
    """The county's own days; departments by their standing names."""

    @staticmethod
    @cache
    def default() -> Settings:
        """The packaged settings."""
        return Settings.from_rows(())

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, str]]) -> Settings:
        """Read the sheet 设置 (项目, 取值, 生效日期); what it does not name keeps its default.

        Raises ReferenceDataError for an unknown name, a value out of range, or a light out of reach.
        """
        book = data.load("settings.toml")
        values = {key: _value(entry, str(entry["value"])) for key, entry in book["settings"].items()}
        keys = {entry["name"]: key for key, entry in book["settings"].items()}
        rules = _RuleRows(book["rule_values"])
        for number, row in enumerate(rows, start=1):
            name, text = fold(pick(row, "项目", "设置项")), pick(row, "取值", "值")
            with_row = f"{where('设置', row, number, '取值')}“{name}”"
            if not name:
                continue
            if _CODE.fullmatch(name):
                rules.named[name] = f"{where('设置', row, number, '项目')}“{name}”"
                rules.add(name, text, read_day(pick(row, "生效日期"), with_row), with_row)
            elif name not in keys:
                known = "、".join(keys)
                raise ReferenceDataError(f"{with_row}不是设置项", f"请使用规则码或：{known}")
            elif text:
                values[keys[name]] = _checked(book["settings"][keys[name]], text, with_row)
        if values["yellow_points"] > values["red_points"]:
            raise ReferenceDataError("设置里黄灯起点大于红灯起点", "黄灯起点应不大于红灯起点")
        return cls(
            **values,
            severities=rules.severities,
            off=rules.off,
            on=rules.on,
            reasons=rules.reasons,
            named=rules.named,
        )


class _RuleRows:
    """The rows of the sheet that are about rules, gathered."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._words = words
        self.severities: dict[str, Regrade] = {}
        self.off: dict[str, date | None] = {}
        self.on: dict[str, date | None] = {}
        self.reasons: dict[str, date | None] = {}
        self.named: dict[str, str] = {}

    def add(self, code: str, text: str, since: date | None, with_row: str) -> None:
        """Take one row; ReferenceDataError for a value that is none of the known words."""
        if text in self._words["severities"]:
            self.severities[code] = Regrade(text, since)
        elif text == self._words["off"]:
            self.off[code] = since
        elif text == self._words["on"]:
            self.on[code] = since
        elif text == self._words["reason"]:
            self.reasons[code] = since
        else:
            allowed = "、".join(
                (*self._words["severities"], *(self._words[each] for each in ("off", "on", "reason")))
            )
            raise ReferenceDataError(f"{with_row}的取值“{text}”无法识别", f"请填写：{allowed}")


def _checked(entry: Mapping[str, Any], text: str, with_row: str) -> Any:
    try:
        return _value(entry, text)
    except (ValueError, InvalidOperation) as error:
        raise ReferenceDataError(
            f"{with_row}的取值“{text}”不能用", f"应为{_RANGES[entry['kind']](entry)}"
        ) from error


def _value(entry: Mapping[str, Any], text: str) -> Any:
    """A setting's value of its kind. ValueError or InvalidOperation for what is not one."""
    kind = entry["kind"]
    if kind == "place":
        if text and Locality.parse(text) == Locality():
            raise ValueError(text)
        return text
    if kind == "choice":
        if text not in entry["choices"]:
            raise ValueError(text)
        return text
    if kind == "text":
        if len(text) > _LONGEST_NAME or len(text.split()) > 1:
            raise ValueError(text)
        return text
    if kind == "day" and fold(text) == AT_END:
        return MONTH_END
    number = Decimal(fold(text).rstrip("日%个百分点"))
    low, high = _LIMITS[kind]
    if not low <= number <= high or (kind in _WHOLE and number != int(number)):
        raise ValueError(text)
    return int(number) if kind in _WHOLE else number


_WHOLE = frozenset({"day", "count"})
_LIMITS = {"day": (1, 28), "count": (0, 366), "points": (0, 100), "percent": (0, 1000)}
_RANGES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "place": lambda entry: "省市县地名，如 湖南省益阳市安化县",
    "choice": lambda entry: "、".join(entry["choices"]) + "之一",
    "text": lambda entry: f"{_LONGEST_NAME}个字以内的一个名称",
    "day": lambda entry: f"1—28 之间的整数，或“{AT_END}”",
    "count": lambda entry: "0—366 之间的整数",
    "points": lambda entry: "0—100 之间的百分点数",
    "percent": lambda entry: "0—1000 之间的百分数",
}


def read_day(text: str, with_row: str) -> date | None:
    """A date as a clerk writes it; None for an empty cell, ReferenceDataError for anything else."""
    if not text:
        return None
    found = _DATE.fullmatch(fold(text))
    try:
        return date(*map(int, found.groups())) if found else date.fromisoformat(text[:10])
    except ValueError as error:
        raise ReferenceDataError(
            f"{with_row}的生效日期“{text}”无法识别", "请写成 2024-06-01 的样子"
        ) from error

"""How a worksheet function is declared: once, for Excel's function wizard, the docs and the help workbook.

A function's docstring is one sentence, and below it one example: 例：=MS_UNIT("万人/次") 得 万人次。
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import xlwings as xw

from minsheng_xl.fronts.shown import ShownValues

CATEGORY = "民生工程"
_EXAMPLE = re.compile(r"(?P<sentence>.+。)例：(?P<formula>=MS_\w+\(.*\)) 得 (?P<answer>.+)。")
Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class FunctionHelp:
    """What is said of a function: what it does, each argument, and an example with what it comes to."""

    name: str
    sentence: str
    arguments: Mapping[str, str]
    optional: frozenset[str]
    formula: str
    answer: str

    @property
    def usage(self) -> str:
        """As it is typed, arguments that may be left out in brackets: MS_RATE(done, targets, [reverse])."""
        names = (f"[{name}]" if name in self.optional else name for name in self.arguments)
        return f"{self.name}({', '.join(names)})"


DECLARED: dict[str, FunctionHelp] = {}
"""Every worksheet function, in the order they are declared."""


def worksheet_function(**arguments: str) -> Callable[[Function], Function]:
    """Declare a worksheet function; `arguments` says in Chinese what each of its arguments is."""

    def declare(function: Function) -> Function:
        DECLARED[function.__name__] = _help(function, arguments)
        declared: Any = function
        for name, doc in arguments.items():
            declared = xw.arg(name, ShownValues, doc=doc)(declared)
        registered: Function = xw.func(category=CATEGORY)(declared)
        return registered

    return declare


def _help(function: Callable[..., Any], arguments: Mapping[str, str]) -> FunctionHelp:
    """The help of a function. ValueError where it lacks a sentence, an example or an argument's text."""
    name, parameters = function.__name__, inspect.signature(function).parameters
    found = _EXAMPLE.fullmatch("".join(line.strip() for line in (function.__doc__ or "").splitlines()))
    if found is None or list(parameters) != list(arguments):
        raise ValueError(f"{name}: one sentence, one example, one text for each argument")
    optional = frozenset(
        key for key, each in parameters.items() if each.default is not inspect.Parameter.empty
    )
    return FunctionHelp(name, found["sentence"], arguments, optional, found["formula"], found["answer"])

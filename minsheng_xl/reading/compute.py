"""Formulas that were saved without a result: simple ones are computed, all others stay unknown.

Arithmetic on cells of the same sheet, and the functions of the issued form. Numbers are Decimal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal, DecimalException

from minsheng_xl.place import Grid, column_number

Value = Decimal | str | bool | None
Argument = Value | list[Value]

_TOKENS = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d+)?|\.\d+)
    | (?P<text>"(?:[^"]|"")*")
    | (?P<range>\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}\$?\d+)
    | (?P<name>[A-Z][A-Z.]*)(?=\()
    | (?P<cell>\$?[A-Z]{1,3}\$?\d+)(?![\w(!])
    | (?P<sign><>|<=|>=|[-+*/=<>(),%&])
    )""",
    re.VERBOSE | re.ASCII,
)
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)")
_DEEPEST = 12
_LARGEST_RANGE = 10_000


class _Unknown(Exception):  # noqa: N818 - it is no error, only a formula beyond this page
    """The formula holds something that is not computed here."""


def compute_missing(grid: Grid) -> None:
    """Put results into the cells of a sheet whose formulas have none; `uncached` keeps those left unknown."""
    for row, column in sorted(grid.uncached):
        try:
            value = _Sheet(grid).cell(row, column, 0)
        except (_Unknown, DecimalException, RecursionError):
            continue
        _put(grid, row, column, value)
        grid.uncached.discard((row, column))


def _put(grid: Grid, row: int, column: int, value: Value) -> None:
    while len(grid.rows) < row:
        grid.rows.append([])
    cells = grid.rows[row - 1]
    cells.extend([None] * (column - len(cells)))
    cells[column - 1] = None if value == "" else value


class _Sheet:
    """Values of cells, computed where a formula has no result."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid

    def cell(self, row: int, column: int, depth: int) -> Value:
        if (row, column) in self.grid.uncached:
            if depth > _DEEPEST:
                raise _Unknown
            return _Formula(self.grid.formulas[row, column].lstrip("="), self, depth + 1).result()
        if (row, column) in self.grid.errors:
            raise _Unknown
        value = self.grid.value(row, column)
        if value is None or isinstance(value, str | bool | Decimal):
            return value
        raise _Unknown

    def area(self, text: str, depth: int) -> list[Value]:
        (left, top), (right, bottom) = _CELL.findall(text)
        rows = range(int(top), int(bottom) + 1)
        columns = range(column_number(left), column_number(right) + 1)
        if len(rows) * len(columns) > _LARGEST_RANGE:
            raise _Unknown
        return [self.cell(row, column, depth) for row in rows for column in columns]


class _Formula:
    """Recursive descent over one formula: comparison, sum, product, sign, per cent."""

    def __init__(self, text: str, sheet: _Sheet, depth: int) -> None:
        self.tokens = list(_tokens(text))
        self.sheet, self.depth, self.at = sheet, depth, 0

    def result(self) -> Value:
        value = self._comparison()
        if self.at != len(self.tokens):
            raise _Unknown
        return value

    def _next(self, *signs: str) -> str:
        """Take the next token if it is one of these signs."""
        if self.at < len(self.tokens) and self.tokens[self.at] in [("sign", sign) for sign in signs]:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return ""

    def _comparison(self) -> Value:
        left = self._sum()
        while sign := self._next("=", "<>", "<=", ">=", "<", ">"):
            left = _compare(left, sign, self._sum())
        return left

    def _sum(self) -> Value:
        left = self._product()
        while sign := self._next("+", "-"):
            right = self._product()
            if left is None and right is None:
                continue  # a total of nothing is nothing, not nought
            left = _number(left) + (_number(right) if sign == "+" else -_number(right))
        return left

    def _product(self) -> Value:
        left = self._signed()
        while sign := self._next("*", "/"):
            factor = _number(self._signed())
            left = _number(left) * factor if sign == "*" else _number(left) / factor
        return left

    def _signed(self) -> Value:
        if sign := self._next("-", "+"):
            number = _number(self._signed())
            return -number if sign == "-" else number
        value = self._single()
        while self._next("%"):
            value = _number(value) / 100
        return value

    def _single(self) -> Value:
        if self._next("("):
            value = self._comparison()
            self._close()
            return value
        kind, text = self._take()
        match kind:
            case "number":
                return Decimal(text)
            case "text":
                return text[1:-1].replace('""', '"')
            case "cell":
                ((letters, row),) = _CELL.findall(text)
                return self.sheet.cell(int(row), column_number(letters), self.depth)
            case "name":
                return self._call(text)
        raise _Unknown

    def _take(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise _Unknown
        self.at += 1
        return self.tokens[self.at - 1]

    def _close(self) -> None:
        if not self._next(")"):
            raise _Unknown

    def _call(self, name: str) -> Value:
        self._take()
        if name == "IF":
            return self._branch()
        if name not in _FUNCTIONS:
            raise _Unknown
        arguments: list[Argument] = []
        while not self._next(")"):
            if arguments and not self._next(","):
                raise _Unknown
            arguments.append(self._argument())
        return _FUNCTIONS[name](arguments)

    def _argument(self) -> Argument:
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "range":
            return self.sheet.area(self._take()[1], self.depth)
        return self._comparison()

    def _branch(self) -> Value:
        """Only the branch that is taken is computed: the other may divide by nothing."""
        yes = bool(self._comparison())
        if not self._next(","):
            raise _Unknown
        value: Value = False
        if yes:
            value = self._comparison()
        else:
            self._skip()
        if self._next(","):
            if yes:
                self._skip()
            else:
                value = self._comparison()
        self._close()
        return value

    def _skip(self) -> None:
        level = 0
        while self.at < len(self.tokens):
            kind, text = self.tokens[self.at]
            token = text if kind == "sign" else ""
            if level == 0 and token in (",", ")"):
                return
            level += (token == "(") - (token == ")")
            self.at += 1


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text.rstrip()):
        match = _TOKENS.match(text, at)
        if match is None or match.lastgroup is None:
            raise _Unknown
        yield match.lastgroup, match[match.lastgroup]
        at = match.end()


def _number(value: Value) -> Decimal:
    """A value in arithmetic, as Excel takes it: blank is 0; words are beyond this page."""
    if value is None:
        return Decimal()
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, Decimal):
        return value
    raise _Unknown


def _compare(left: Value, sign: str, right: Value) -> bool:
    if left is None or right is None:
        filler: Value = "" if isinstance(left, str) or isinstance(right, str) else Decimal()
        left, right = (filler if each is None else each for each in (left, right))
    if isinstance(left, str) != isinstance(right, str):
        return (sign == "<>") if sign in ("=", "<>") else isinstance(right, str) == (sign in ("<", "<="))
    one, other = (left, right) if isinstance(left, str) else (_number(left), _number(right))
    less, same = one < other, one == other  # type: ignore[operator]
    return {"=": same, "<>": not same, "<": less, "<=": less or same, ">": not (less or same)}.get(
        sign, not less
    )


def _flat(arguments: Sequence[Argument]) -> Iterator[Value]:
    for each in arguments:
        if isinstance(each, list):
            yield from each
        else:
            yield each


def _numbers(arguments: Sequence[Argument]) -> list[Decimal]:
    return [each for each in _flat(arguments) if isinstance(each, Decimal)]


def _round(arguments: Sequence[Argument]) -> Decimal:
    value, digits = (_number(each) for each in _flat(arguments))
    return value.quantize(Decimal(1).scaleb(-int(digits)), rounding=ROUND_HALF_UP)


def _plain(arguments: Sequence[Argument]) -> Decimal:
    first = next(_flat(arguments), None)
    return first if isinstance(first, Decimal) else Decimal(int(first is True))


_FUNCTIONS: dict[str, Callable[[Sequence[Argument]], Value]] = {
    "SUM": lambda each: sum(found, Decimal()) if (found := _numbers(each)) else None,
    "COUNT": lambda each: Decimal(len(_numbers(each))),
    "COUNTA": lambda each: Decimal(sum(value is not None for value in _flat(each))),
    "ROUND": _round,
    "N": _plain,
    "AND": lambda each: all(_flat(each)),
    "OR": lambda each: any(_flat(each)),
    "ISNUMBER": lambda each: isinstance(next(_flat(each), None), Decimal),
    "MIN": lambda each: min(_numbers(each), default=Decimal()),
    "MAX": lambda each: max(_numbers(each), default=Decimal()),
    "ABS": lambda each: abs(_number(next(_flat(each), None))),
}
"""What each function makes of its arguments; IF is read apart."""

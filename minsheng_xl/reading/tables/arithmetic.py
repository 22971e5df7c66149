"""Formulas as far as they are computed here: arithmetic, comparisons and the functions of the issued form.

A formula is read once for all the cells that have it: its references are written `[rows,columns]`, counted
from the cell it stands in, or fixed with `$`. Numbers are Decimal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple, Protocol, TypeVar

Value = Decimal | str | bool | None
Argument = Value | list[Value]

_TOKENS = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d+)?|\.\d+)
    | (?P<text>"(?:[^"]|"")*")
    | (?P<range>\[[-$\d]+,[-$\d]+\]:\[[-$\d]+,[-$\d]+\])
    | (?P<cell>\[[-$\d]+,[-$\d]+\])
    | (?P<name>[A-Z][A-Z.]*)(?=\()
    | (?P<sign><>|<=|>=|[-+*/=<>(),%])
    )""",
    re.VERBOSE | re.ASCII,
)


class Unknown(Exception):  # noqa: N818 - it is no error, only a formula beyond this page
    """The formula holds something that is not computed here."""


class Reference(NamedTuple):
    """A cell as a formula names it: so far from the formula's own, or fixed."""

    row: int
    column: int
    row_fixed: bool
    column_fixed: bool

    @classmethod
    def parse(cls, text: str) -> Reference:
        row, column = text[1:-1].split(",")
        return cls(int(row.lstrip("$")), int(column.lstrip("$")), row[0] == "$", column[0] == "$")


class Cells(Protocol):
    """What a formula looks at from the cell it stands in."""

    def value(self, reference: Reference) -> Value:
        """What a cell holds. Raises `Unknown`."""

    def area(self, first: Reference, last: Reference) -> list[Value]:
        """What the cells of a rectangle hold. Raises `Unknown`."""


Computed = Callable[[Cells], Value]
"""A formula or a part of one, ready to be computed where it stands."""
Given = Callable[[Cells], Argument]
"""An argument of a function: one value, or those of an area."""
Join = Callable[[Value, str, Value], Value]
Each = TypeVar("Each", bound=Given)


@lru_cache(1024)
def compiled(formula: str) -> Computed:
    """A formula ready to be computed. Raises `Unknown`, also when it is computed."""
    return _Formula(formula).whole()


class _Formula:
    """Recursive descent over one formula: comparison, sum, product, sign, per cent."""

    def __init__(self, text: str) -> None:
        self.tokens, self.at = list(_tokens(text)), 0

    def whole(self) -> Computed:
        value = self._comparison()
        if self.at != len(self.tokens):
            raise Unknown
        return value

    def _next(self, *signs: str) -> str:
        """Take the next token if it is one of these signs."""
        if self.at < len(self.tokens):
            kind, text = self.tokens[self.at]
            if kind == "sign" and text in signs:
                self.at += 1
                return text
        return ""

    def _comparison(self) -> Computed:
        return self._chain(self._sum, ("=", "<>", "<=", ">=", "<", ">"), _compare)

    def _sum(self) -> Computed:
        return self._chain(self._product, ("+", "-"), _add)

    def _product(self) -> Computed:
        return self._chain(self._signed, ("*", "/"), _multiply)

    def _chain(self, part: Callable[[], Computed], signs: Sequence[str], join: Join) -> Computed:
        """Parts joined by signs, from left to right."""
        first, rest = part(), list[tuple[str, Computed]]()
        while sign := self._next(*signs):
            rest.append((sign, part()))
        if not rest:
            return first

        def joined(at: Cells) -> Value:
            value = first(at)
            for sign, each in rest:
                value = join(value, sign, each(at))
            return value

        return joined

    def _signed(self) -> Computed:
        if sign := self._next("-", "+"):
            signed = self._signed()
            return lambda at: -_number(signed(at)) if sign == "-" else _number(signed(at))
        value = self._single()
        while self._next("%"):
            value = _percent(value)
        return value

    def _single(self) -> Computed:
        if self._next("("):
            value = self._comparison()
            self._close()
            return value
        kind, text = self._take()
        match kind:
            case "number":
                number = Decimal(text)
                return lambda at: number
            case "text":
                words = text[1:-1].replace('""', '"')
                return lambda at: words
            case "cell":
                reference = Reference.parse(text)
                return lambda at: at.value(reference)
            case "range":
                return _unknown
            case "name":
                return self._call(text)
        raise Unknown

    def _take(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise Unknown
        self.at += 1
        return self.tokens[self.at - 1]

    def _close(self) -> None:
        if not self._next(")"):
            raise Unknown

    def _call(self, name: str) -> Computed:
        self._take()
        if name == "IF":
            return _branching(self._list(self._comparison))
        return _calling(name, self._list(self._argument))

    def _list(self, read: Callable[[], Each]) -> list[Each]:
        """The arguments up to the closing bracket."""
        given: list[Each] = []
        while not self._next(")"):
            if given and not self._next(","):
                raise Unknown
            given.append(read())
        return given

    def _argument(self) -> Given:
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "range":
            first, last = map(Reference.parse, self._take()[1].split(":"))
            return lambda at: at.area(first, last)
        return self._comparison()


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text.rstrip()):
        match = _TOKENS.match(text, at)
        if match is None or match.lastgroup is None:
            raise Unknown
        yield match.lastgroup, match[match.lastgroup]
        at = match.end()


def _unknown(at: Cells) -> Value:
    """An area where one value is wanted; it matters only where it is computed."""
    raise Unknown


def _percent(value: Computed) -> Computed:
    return lambda at: _number(value(at)) / 100


def _branching(given: Sequence[Computed]) -> Computed:
    """Only the branch that is taken is computed: the other may divide by nothing."""
    if len(given) not in (2, 3):
        raise Unknown

    def branch(at: Cells) -> Value:
        taken = 1 if given[0](at) else 2
        return given[taken](at) if taken < len(given) else False

    return branch


def _calling(name: str, given: Sequence[Given]) -> Computed:
    function = _FUNCTIONS.get(name)
    return (lambda at: function([each(at) for each in given])) if function else _unknown


def _number(value: Value) -> Decimal:
    """A value in arithmetic, as Excel takes it: blank is 0; words are beyond this page."""
    if value is None:
        return Decimal()
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, Decimal):
        return value
    raise Unknown


def _add(left: Value, sign: str, right: Value) -> Value:
    if left is None and right is None:
        return None  # a total of nothing is nothing, not nought
    return _number(left) + (_number(right) if sign == "+" else -_number(right))


def _multiply(left: Value, sign: str, right: Value) -> Value:
    return _number(left) * _number(right) if sign == "*" else _number(left) / _number(right)


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
    given = [_number(each) for each in _flat(arguments)]
    if len(given) != 2:
        raise Unknown
    value, digits = given
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

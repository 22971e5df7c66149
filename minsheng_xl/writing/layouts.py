"""Layouts: which columns a sheet has, how they look, what may be filled in. They themselves are TOML."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from minsheng_xl import data
from minsheng_xl.errors import ReferenceDataError

Align = Literal["left", "center", "right"]
Kind = Literal["text", "number", "formula"]
Guard = Literal["stop", "warn", "hint"]


@dataclass(frozen=True, slots=True)
class Page:
    """How a sheet prints. Paper is Excel's number (9 = A4), margins are in centimetres."""

    orientation: Literal["portrait", "landscape"] = "landscape"
    paper: int = 9
    fit_width: bool = True
    margins: tuple[float, float, float, float] = (1.3, 1.3, 1.6, 1.6)
    """Left, right, top, bottom."""
    header: str = ""
    footer: str = "&C第 &P 页 共 &N 页"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet. Widths are Excel's; `format` is an Excel number format."""

    role: str
    header: str
    width: float = 10
    align: Align = "left"
    kind: Kind = "text"
    format: str = ""
    hidden: bool = False
    optional: bool = False
    """Hidden where no row fills it."""
    locked: bool = True
    wrap: bool = True
    prompt: str = ""
    list: str = ""
    """Name of the defined name a drop-down takes its words from."""
    guard: Guard = "stop"
    """What the drop-down does with other words: refuse, ask, or only offer its own."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One sheet: its columns in order, its title and how it prints."""

    name: str
    sheet: str
    columns: tuple[Column, ...]
    version: str = "1"
    title: str = ""
    header_row: int = 1
    freeze: str = ""
    """Role of the last column that stays in view when scrolling sideways."""
    printed: str = ""
    """Role of the last column that prints; those behind it are for the program's use. Empty: all print."""
    page: Page = Page()
    guide: tuple[tuple[str, str], ...] = ()
    """Topic and text of each instruction for the person who fills it in."""

    roles: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", tuple(column.role for column in self.columns))

    def number(self, role: str) -> int:
        """1-based column number of a role; KeyError where the layout has none."""
        if role not in self.roles:
            raise KeyError(role)
        return self.roles.index(role) + 1

    def column(self, role: str) -> Column:
        return self.columns[self.number(role) - 1]

    def headers(self, **words: object) -> tuple[str, ...]:
        """Header texts, with words such as {year} filled in."""
        return tuple(column.header.format_map(words) for column in self.columns)

    @property
    def shown(self) -> tuple[int, int]:
        """1-based numbers of the first and the last column that is not hidden."""
        numbers = [number for number, column in enumerate(self.columns, 1) if not column.hidden]
        return numbers[0], numbers[-1]

    @property
    def across(self) -> tuple[int, int]:
        """1-based numbers of the first and the last column that prints."""
        first, last = self.shown
        return first, self.number(self.printed) if self.printed else last


@lru_cache
def load(name: str) -> Layout:
    """The packaged layout of that name (data/layouts/NAME.toml); ReferenceDataError where there is none."""
    try:
        return _layout(_fields(name))
    except FileNotFoundError:
        raise ReferenceDataError(f"没有名为“{name}”的版式", "请查对版式名称") from None


def _fields(name: str) -> dict[str, Any]:
    """A layout's data; one with a `base` has its columns, in its own `order`, with its own `changes`."""
    fields = data.load(f"layouts/{name}.toml")
    if "base" not in fields:
        return fields
    base, changes = _fields(fields.pop("base")), fields.pop("changes", {})
    known = {column["role"]: column for column in base["columns"]}
    order = fields.pop("order", known)
    columns = [{"role": role} | known.get(role, {}) | changes.get(role, {}) for role in order]
    return base | fields | {"columns": columns}


def _layout(fields: dict[str, Any]) -> Layout:
    page = fields.pop("page", {})
    if "margins" in page:
        page["margins"] = tuple(page["margins"])
    columns = tuple(Column(**column) for column in fields.pop("columns"))
    guide = tuple((each["topic"], each["text"]) for each in fields.pop("guide", ()))
    return Layout(columns=columns, page=Page(**page), guide=guide, **fields)

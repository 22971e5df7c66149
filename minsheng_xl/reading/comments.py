"""A returned sheet for comments (征求意见表) -> its opinions, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from minsheng_xl.model import Return, Row
from minsheng_xl.place import Grid, Place
from minsheng_xl.reading.tables import find_header
from minsheng_xl.reference import Reference

CALLED = ("department", "filler", "phone")
"""Who answers for a row, and how to reach them."""
COMMENT_ROLES = ("code", "indicator", "target", "opinion", "proposal", "grounds", *CALLED)
AGREED = "无意见"
UNNAMED = "（未选类型）"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a unit says to one row; `kind` empty where it says nothing, 无意见 where it agrees."""

    row: Row
    place: Place
    kind: str = ""
    proposal: str = ""
    grounds: str = ""
    department: str = ""
    contact: str = ""
    phone: str = ""

    @property
    def agreed(self) -> bool:
        return self.kind == AGREED and not self.proposal

    @property
    def given(self) -> bool:
        """Whether there is something to answer."""
        return bool(self.kind or self.proposal or self.grounds) and not self.agreed


def read_opinions(returned: Return, ref: Reference) -> list[Opinion]:
    """The opinion on every row of a returned sheet; who to call stands on its first row or on each."""
    grid = returned.grid
    header = find_header(grid, ref.headers, COMMENT_ROLES) if grid else None
    if grid is None or header is None:
        return []
    return list(_opinions(returned, grid, header.columns))


def _opinions(returned: Return, grid: Grid, columns: Mapping[str, int]) -> Iterator[Opinion]:
    called = dict.fromkeys(CALLED, "")
    called["department"] = returned.meta.get("department") or returned.department
    for row in returned.rows:
        text = {role: grid.text(row.number, column) for role, column in columns.items()}
        called = {role: text.get(role) or before for role, before in called.items()}
        kind, proposal, grounds = (text.get(role, "") for role in ("opinion", "proposal", "grounds"))
        place = grid.place(row.number, columns.get("opinion", 0))
        said = kind or (UNNAMED if proposal or grounds else "")
        yield Opinion(row, place, said, proposal, grounds, *called.values())

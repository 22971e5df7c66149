# mypy: allow-subclassing-any
"""What hangs on cells: notes, lines and fonts. `home` is the range they belong to."""

from __future__ import annotations

from copy import copy
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Border, Side
from xlwings import base_classes

from tests.engine.meter import Metered


class Note(Metered, base_classes.Note):
    """A cell's note."""

    def __init__(self, home: Any) -> None:
        self._home = home

    def _cell(self) -> Cell:
        cell: Cell = next(self._home._cells())
        return cell

    @property
    def text(self) -> str:
        comment = self._cell().comment
        assert comment is not None
        return str(comment.text)

    @text.setter
    def text(self, value: str) -> None:
        self._home._refuse_format()
        self._cell().comment = Comment(value, "")

    def delete(self) -> None:
        self._home._refuse_format()
        self._cell().comment = None


class Borders(Metered, base_classes.Borders):
    """All lines around and between the cells of a range."""

    def __init__(self, home: Any) -> None:
        self._home = home

    def set(
        self, which: Any = None, *, line_style: Any = None, weight: Any = None, color: Any = None
    ) -> None:
        assert line_style == "continuous"
        side = Side("thin", color="{:02X}{:02X}{:02X}".format(*color))
        self._home._style(lambda cell: setattr(cell, "border", Border(side, side, side, side)))


class Font(Metered, base_classes.Font):
    """The font of all cells of a range."""

    def __init__(self, home: Any) -> None:
        self._home = home

    def _change(self, name: str, value: Any) -> None:
        def change(cell: Cell) -> None:
            font: Any = copy(cell.font)
            setattr(font, name, value)
            cell.font = font

        self._home._style(change)

    @property
    def bold(self) -> Any:
        return self._home._common(lambda cell: bool(cell.font.bold))

    @bold.setter
    def bold(self, value: bool) -> None:
        self._change("bold", value)

    @property
    def color(self) -> Any:
        return self._home._common(lambda cell: cell.font.color)

    @color.setter
    def color(self, value: str) -> None:
        self._change("color", value.lstrip("#"))

    @property
    def name(self) -> Any:
        return self._home._common(lambda cell: cell.font.name)

    @name.setter
    def name(self, value: str) -> None:
        self._change("name", value)

    @property
    def size(self) -> Any:
        return self._home._common(lambda cell: cell.font.size)

    @size.setter
    def size(self, value: float) -> None:
        self._change("size", value)

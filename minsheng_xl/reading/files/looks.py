"""How cells look, where that tells more than their values: formats, and what is there but cannot be seen.

A reader finds the look of its cells by their styles; `see` notes on the grid what it means for each value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from minsheng_xl.place import Doubt, Grid, Shown
from minsheng_xl.reading.files.number_formats import PLAIN, hides_text, is_telling, shown_as

WHITE, BLACK = "FFFFFF", "000000"
_READABLE = 2
"""Points; a figure of one, the smallest Excel has, is a dot on any screen."""
_ALIKE = 1.25
"""Contrast (WCAG 2) nobody reads by: white has up to 1.22 on the lightest tints of Office, 1.41 on D9D9D9."""


class Look(NamedTuple):
    """The look of a cell: the code of its number format, and why it does not show what it holds."""

    code: str = ""
    doubt: Doubt | None = None


class Font(NamedTuple):
    """A font as far as it may hide: colours are six hex digits, or any other name of one."""

    struck: bool = False
    colour: str = BLACK
    points: float = 11


def look_of(code: str, font: Font, fill: str) -> Look | None:
    """What a format, a font and the colour behind it tell; None for nothing."""
    code = code if is_telling(code) else ""
    doubt = doubt_of(font, fill)
    return Look(code, doubt) if code or doubt else None


def doubt_of(font: Font, fill: str) -> Doubt | None:
    """Why figures in a font on a ground cannot be taken as they stand."""
    if font.struck:
        return "struck"
    if font.points < _READABLE:
        return "tiny"
    return "colour" if is_alike(font.colour, fill) else None


def has_doubtful_runs(text: str, runs: Sequence[tuple[int, Font, bool]]) -> bool:
    """Whether runs of a text do not hold; each is where it begins, its font, and whether it is raised.

    One struck out or unseen does not, nor do digits raised behind a digit: they are a footnote's.
    """
    ends = [*(start for start, *_ in runs), len(text)][1:]
    for (start, font, raised), end in zip(runs, ends, strict=True):
        run = text[start:end].strip()
        footnote = raised and run.isdecimal() and text[:start][-1:].isdecimal()
        if run and (footnote or doubt_of(font, WHITE)):
            return True
    return False


def is_alike(one: str, other: str) -> bool:
    """Whether a colour cannot be told from another; those without known digits only by their names."""
    if one == other:
        return True
    try:
        dark, light = sorted((_luminance(bytes.fromhex(one)), _luminance(bytes.fromhex(other))))
    except ValueError:
        return False
    return (light + 0.05) / (dark + 0.05) < _ALIKE


def _luminance(rgb: bytes) -> float:
    """Relative luminance of three levels of 256 (WCAG 2)."""
    linear = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4
        for each in (level / 255 for level in rgb)
    )
    return sum(part * each for part, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def see(grid: Grid, looks: Iterable[tuple[tuple[int, int], Look]]) -> None:
    """Note how the numbers of filled cells are shown, and which cells do not show what they hold."""
    for at, look in looks:
        value = grid.value(*at)
        if value is None and at not in grid.formulas:
            continue
        if look.doubt:
            grid.doubts.setdefault(at, look.doubt)
        elif isinstance(value, Decimal) and look.code:
            note_shown(grid, at, value, shown_as(look.code, value))
        elif isinstance(value, str) and look.code and hides_text(look.code):
            grid.doubts.setdefault(at, "format")


def note_shown(grid: Grid, at: tuple[int, int], value: Decimal, shown: Shown | None) -> None:
    """Note how a number is shown; that a formula's nought is hidden does not matter: nobody typed it."""
    if shown is None:
        if value or at not in grid.formulas:
            grid.doubts.setdefault(at, "format")
    elif shown.power and not shown.behind:
        grid.doubts.setdefault(at, "scaled")
    elif shown != PLAIN:
        grid.formats[at] = shown


def see_styles(grid: Grid, styles: Iterable[tuple[tuple[int, int], int]], looks: Mapping[int, Look]) -> None:
    """`see` by the number of each cell's style."""
    see(grid, ((at, looks[style]) for at, style in styles if style in looks))

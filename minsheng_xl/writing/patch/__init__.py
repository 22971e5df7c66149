"""Cells, styles, notes and rows of an existing workbook changed in place; every other part byte for byte."""

from minsheng_xl.writing.patch.added_sheets import Line, Styled
from minsheng_xl.writing.patch.cell_xml import Formula, Value
from minsheng_xl.writing.patch.defined_names import PRINT_AREA, PRINT_TITLES
from minsheng_xl.writing.patch.prototypes import Values
from minsheng_xl.writing.patch.sheet import Sheet
from minsheng_xl.writing.patch.template import Template
from minsheng_xl.writing.patch.workbook import Workbook, save_whole

__all__ = [
    "PRINT_AREA",
    "PRINT_TITLES",
    "Formula",
    "Line",
    "Sheet",
    "Styled",
    "Template",
    "Value",
    "Values",
    "Workbook",
    "save_whole",
]

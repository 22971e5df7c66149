"""What a sheet has besides cells: merges, row heights, links, parts it refers to."""

from __future__ import annotations

import re
from typing import Final

from minsheng_xl.errors import OutputError
from minsheng_xl.formats.a1 import Area, area_name, cell_name
from minsheng_xl.formats.formula_refs import quote
from minsheng_xl.formats.xml import local, quoted
from minsheng_xl.formats.xml_text import Element, attribute, attributes, child_name, set_attribute, start_tag
from minsheng_xl.writing.patch.areas import parse_area
from minsheng_xl.writing.patch.office_package import Package
from minsheng_xl.writing.patch.open_sheet import OpenSheet
from minsheng_xl.writing.patch.sheet_rows import Row

ORDER: Final = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate",
    "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks",
    "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties",
    "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF",
    "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
"""Children of the worksheet element, in the order the schema wants."""
_CHARACTER, _PADDING = 7, 5  # pixels of a digit of the standard font, and of a column's edges
_WIDTH, _HEIGHT = 8.43, 15.0  # of a column and a row of which nothing is said


def merges(sheet: OpenSheet) -> list[Area]:
    """Merged areas."""
    group = _group(sheet, "mergeCells")
    return [parse_area(attribute(tag, "ref") or "") for tag in group.all("mergeCell")]


def merge(sheet: OpenSheet, area: Area) -> None:
    """Merge an area; merges inside it give way."""
    for other in merges(sheet):
        inside = (other.top, other.left) in area and (other.bottom, other.right) in area
        apart = (
            other.bottom < area.top
            or other.top > area.bottom
            or other.right < area.left
            or other.left > area.right
        )
        if not (inside or apart):
            names = f"{area_name(area)} 与已合并的 {area_name(other)}"
            raise OutputError(f"〔{sheet.name}〕{names} 部分重叠，不能合并", "请先取消原来的合并")
    unmerge(sheet, area)
    group = _group(sheet, "mergeCells")
    group.children.append(f'<{group.prefix}mergeCell ref="{area_name(area)}"/>')
    _put(sheet, "mergeCells", group, "mergeCell")


def unmerge(sheet: OpenSheet, area: Area) -> None:
    """Take apart every merge inside an area."""
    group = _group(sheet, "mergeCells")
    kept = [child for child in group.children if not _inside(child, area)]
    if len(kept) < len(group.children):
        group.children = kept
        _put(sheet, "mergeCells", group, "mergeCell")


def _inside(child: str, area: Area) -> bool:
    ref = attribute(child, "ref")
    if child_name(child) != "mergeCell" or not ref:
        return False
    merged = parse_area(ref)
    return (merged.top, merged.left) in area and (merged.bottom, merged.right) in area


def link(sheet: OpenSheet, cell: tuple[int, int], target_sheet: str, target_cell: str) -> None:
    """Make a cell lead to a cell of this workbook; an older link of it gives way."""
    group, place = _group(sheet, "hyperlinks"), cell_name(*cell)
    group.children = [child for child in group.children if attribute(child, "ref") != place]
    location = quoted(f"{quote(target_sheet)}!{target_cell}")
    group.children.append(f'<{group.prefix}hyperlink ref="{place}" location={location}/>')
    _put(sheet, "hyperlinks", group, "hyperlink")


def set_row_height(sheet: OpenSheet, row: int, points: float | None, *, fixed: bool = True) -> None:
    """Give a row a height in points, `fixed` or free to grow; None lets the program find it."""
    found = sheet.rows.open(row)
    tag = f"<row{found.attributes}>"
    tag = set_attribute(tag, "ht", None if points is None else f"{points:g}")
    tag = set_attribute(tag, "customHeight", "1" if fixed and points is not None else None)
    found.attributes = tag[len("<row") : -1]


def row_pixels(sheet: OpenSheet, row: int) -> int:
    """Height of a row on the screen."""
    found = sheet.rows.by_number.get(row) or Row(row)
    height = attribute(found.attributes, "ht")
    index = sheet.root.find("sheetFormatPr")
    default = attribute(sheet.root.children[index], "defaultRowHeight") if index >= 0 else None
    return round(float(height or default or _HEIGHT) * 4 / 3)


def column_pixels(sheet: OpenSheet, column: int) -> int:
    """Width of a column on the screen."""
    tag = column_tag(sheet, column)
    if tag.get("hidden") in ("1", "true"):
        return 0
    return round(float(tag.get("width", _WIDTH)) * _CHARACTER) + _PADDING


def column_tag(sheet: OpenSheet, column: int) -> dict[str, str]:
    """What is said of a column: width, style, hidden."""
    tags = map(attributes, _group(sheet, "cols").all("col"))
    return next((tag for tag in tags if int(tag["min"]) <= column <= int(tag["max"])), {})


def related_part(package: Package, sheet: OpenSheet, name: str) -> str | None:
    """The part that a child element such as `drawing` or `legacyDrawing` refers to."""
    index = sheet.root.find(name)
    tag = attributes(sheet.root.children[index]) if index >= 0 else {}
    key = next((value for attribute_name, value in tag.items() if local(attribute_name) == "id"), None)
    found = (one for one in package.relations(sheet.part) if one.id == key)
    return next((one.part for one in found if one.part in package), None)


def relate_part(package: Package, sheet: OpenSheet, name: str, kind: str, part: str) -> None:
    """Relate a part to the sheet through a child element of that name."""
    namespace = package.relation_namespace
    bound = re.search(rf"xmlns:([\w.-]+)\s*=\s*[\"']{re.escape(namespace)}[\"']", sheet.root.head)
    prefix = bound[1] if bound else "r"
    if not bound:
        sheet.root.head = set_attribute(sheet.root.head, "xmlns:r", namespace)
    key = package.relate(sheet.part, kind, part)
    sheet.root.put(name, f'<{sheet.root.prefix}{name} {prefix}:id="{key}"/>', ORDER)


def _group(sheet: OpenSheet, name: str) -> Element:
    index = sheet.root.find(name)
    p = sheet.root.prefix
    return Element.parse(sheet.root.children[index] if index >= 0 else f"<{p}{name}/>")


def _put(sheet: OpenSheet, name: str, group: Element, item: str) -> None:
    """Put a list back, with its count right; an empty one goes."""
    count = len(group.all(item))
    if count:
        if attribute(start_tag(group.head), "count") or name == "mergeCells":
            group.head = set_attribute(group.head, "count", str(count))
        sheet.root.put(name, group.text, ORDER)
    elif (index := sheet.root.find(name)) >= 0:
        del sheet.root.children[index]

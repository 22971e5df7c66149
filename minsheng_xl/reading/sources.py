"""A notice, plan or report in any format -> its documents as target tables.

Texts, Word documents, web pages, PDF with a text layer and workbooks; a master of ours keeps its own codes.
"""

from __future__ import annotations

from collections.abc import Sequence

from minsheng_xl.errors import InputError
from minsheng_xl.model import Document
from minsheng_xl.place import Grid
from minsheng_xl.reading.masters import has_plan, own_reference, read_plan
from minsheng_xl.reading.notices import Block, read_block_documents, read_blocks
from minsheng_xl.reading.package import Package
from minsheng_xl.reading.rejected import LIMITS, Rejected
from minsheng_xl.reading.sniff import Format, sniff
from minsheng_xl.reading.tables import read_meta
from minsheng_xl.reading.texts import decode
from minsheng_xl.reading.workbooks import read_workbook
from minsheng_xl.reference import Reference

PRINTED = "printed"
NO_PLANS = {
    "form": "填报表",
    "summary": "县汇总表",
    "dispatch": "下发清单",
    "report": "核对结果",
    "comment": "征求意见表",
    "opinions": "意见汇总",
    "reminders": "催报清单",
}
"""Workbooks of ours that hold a plan's rows but are no plan, by the kind in their `_meta`."""
"""Kind of a printed layout of ours; one of tasks in words is read like anybody else's."""
_PAGES = (Format.HTML, Format.WEB_PAGE)
_TEXTS = (Format.TEXT, Format.TSV)
_SHOWN, _DEPTH, _LONGEST = 3, 5, 80
"""Tables whose heads a refusal names, rows searched for them, and characters shown."""
_WORD = (Format.DOC, Format.ODF, Format.MHTML)


def read_source_documents(
    data: bytes, name: str, ref: Reference, *, year: int = 0, place: str = ""
) -> tuple[list[Document], Reference]:
    """The documents of a file, and the reference data that holds for them (a master brings its own).

    `year` and `place` stand in where a document does not name them. Raises InputError (`Rejected` for a file
    that cannot be opened) where nothing is found.
    """
    kind = sniff(data, name)
    blocks = _blocks(data, name, kind.format)
    if blocks is None:
        grids = read_workbook(data, name)
        ref = own_reference(grids, ref)
        kind_of_ours = read_meta(grids).get("kind", PRINTED)
        if kind_of_ours in NO_PLANS:
            raise InputError(f"“{name}”是{NO_PLANS[kind_of_ours]}，不是总表", "请选总表、目标任务表或通知")
        if kind_of_ours != PRINTED or has_plan(grids, ref):
            return [Document(name, (), (read_plan(name, grids, ref, year=year, place=place),))], ref
        blocks = _sheet_blocks(grids)
    documents = read_block_documents(blocks, name, ref, year=year, place=place)
    found = any(document.tables for document in documents)
    if not found and kind.format is Format.CSV:  # running text with half-width commas looks like a csv
        blocks = read_blocks(decode(data)[0], name)
        documents = read_block_documents(blocks, name, ref, year=year, place=place)
    if not any(document.tables for document in documents):
        raise InputError(f"“{name}”里没有找到民生实事项目", _what_to_do(blocks))
    return documents, ref


def _blocks(data: bytes, name: str, form: Format) -> list[Block] | None:
    """Paragraphs and tables of a running document; None for a workbook."""
    if form in _TEXTS:
        return read_blocks(decode(data)[0], name)
    if form in _PAGES:
        from minsheng_xl.reading.notices.pages import read_page

        return read_page(decode(data)[0], name)
    if form is Format.DOCX:
        from minsheng_xl.reading.notices.word import read_word

        return read_word(Package(data, LIMITS), name)
    if form is Format.PDF:
        from minsheng_xl.reading.notices.pdf import read_pdf

        return read_blocks(read_pdf(data, name), name)
    if form in _WORD:
        raise Rejected("save_as_docx", name, what=form)
    return None


def _sheet_blocks(grids: Sequence[Grid]) -> list[Block]:
    return [grid for grid in grids if grid.visible and grid.rows]


def _what_to_do(blocks: Sequence[Block]) -> str:
    """What was seen, and what a document needs."""
    grids = [block for block in blocks if isinstance(block, Grid)]
    texts = sum(bool(block.text.strip()) for block in blocks if not isinstance(block, Grid))
    seen = f"见到{len(grids)}张表、{texts}段文字；" if grids or texts else "文件里没有文字；"
    for grid in grids[:_SHOWN]:
        row = max(
            range(1, min(len(grid.rows), _DEPTH) + 1),
            key=lambda each: len(set(filter(None, grid.rows[each - 1]))),
        )
        heads = "、".join(text for column in range(1, grid.width + 1) if (text := grid.text(row, column)))
        seen += f"表的各列像是“{heads[:_LONGEST]}”；"
    return f"{seen}项目应有编号（一、1.）或列在表里，表头写明“项目名称、目标任务、责任单位”"

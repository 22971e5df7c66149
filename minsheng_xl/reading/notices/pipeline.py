"""The text of a notice, plan or report -> its documents as target tables.

`read_documents` is the one face: layouts are told apart here, each is read by its own module.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from minsheng_xl.model import Allocation, Document, Line, Question, TargetTable
from minsheng_xl.place import Grid
from minsheng_xl.reading.documents.blocks import read_blocks
from minsheng_xl.reading.documents.glued_tables import unglued
from minsheng_xl.reading.documents.lost_tables import lost_tables, told_lost
from minsheng_xl.reading.documents.page_info import is_page_info
from minsheng_xl.reading.documents.parts import Part, read_parts
from minsheng_xl.reading.documents.stacked_tables import unstack
from minsheng_xl.reading.notices.accounting import Number, account, with_unread
from minsheng_xl.reading.notices.building import with_worded
from minsheng_xl.reading.notices.groups import Sections
from minsheng_xl.reading.notices.matrices import Matrix
from minsheng_xl.reading.notices.ordained import read_stated, read_towns
from minsheng_xl.reading.notices.sheets import matrix_table
from minsheng_xl.reading.notices.strategies import Bid, Stretch, best_bid, reconsidered
from minsheng_xl.reading.text.duties import states_first_leads
from minsheng_xl.reading.text.headings import category_name
from minsheng_xl.reading.text.numbering import read_mark
from minsheng_xl.reading.text.paragraph import Block, Paragraph
from minsheng_xl.reference import Reference

_table_name = re.compile("[^。；，,]{2,50}(?:表|清单|台账|一览)(?:[（(][^（()）]{1,20}[)）])?")
_remark = re.compile(r"(?:注|备注|填表说明)\s*\d*\s*[:：]")
_sentence = re.compile("[。；，]")
_LONGEST_HEADING = 40
_named = re.compile("项目|工程|类")
_list_title = re.compile(
    "(.+?)(?:乡镇)?(?:指标|目标|工作|重点)?(?:任务|责任)?(?:分解|分工|明细|一览|清单|目标)?(?:任务)?(?:表|清单)"
)


def read_documents(text: str, file: str, ref: Reference) -> list[TargetTable]:
    """Every plan and progress report of a text, in printed order; a notice's attachments stand apart."""
    return [table for document in read_texts(text, file, ref) for table in document.tables]


def read_texts(text: str, file: str, ref: Reference, *, report: bool = False) -> list[Document]:
    """The documents of a text, each with its printed lines and its tables; see `read_block_documents`."""
    return read_block_documents(read_blocks(text, file), file, ref, report=report)


def read_block_documents(
    blocks: Sequence[Block],
    file: str,
    ref: Reference,
    *,
    year: int = 0,
    place: str = "",
    report: bool = False,
) -> list[Document]:
    """The same for paragraphs and tables of a file of any format; `year`, `place` win over printed ones.

    With `report` prose is read as what has been done, whatever its title says.
    """
    printed = _lines(blocks)
    parts = read_parts(unstack(blocks, ref))
    for part in parts:
        part.facts = replace(
            part.facts, year=year or part.facts.year, place_name=place or part.facts.place_name
        )
    bodies = [list(own) for _, own in groupby(parts, key=attrgetter("document"))]
    stops = _stops(bodies)
    documents: list[Document] = []
    at = 0
    for own, stop, share in zip(bodies, stops, _shared_out(blocks, bodies, stops), strict=True):
        start = at
        while at < len(printed) and (not stop or printed[at].number < stop):
            at += 1
        bids = [best_bid(each) for each in _stretches(own, file, ref, report=report)]
        documents.append(_document(bids, tuple(printed[start:at]), share, file, ref))
    return documents


def _document(
    bids: list[Bid], lines: tuple[Line, ...], share: Sequence[Block], file: str, ref: Reference
) -> Document:
    """The document as the bids read it; those that leave most of their numbers are reconsidered once."""
    document = _assembled(bids, lines, file, ref)
    numbers = account(document, share, ref.units)
    again = [reconsidered(bid, own) for bid, own in zip(bids, _numbers_of(bids, numbers), strict=True)]
    if any(one is not other for one, other in zip(bids, again, strict=True)):
        document = _assembled(again, lines, file, ref)
        numbers = account(document, share, ref.units)
    return with_unread(document, share, numbers, ref.register)


def _shared_out(
    blocks: Sequence[Block], bodies: Sequence[Sequence[Part]], stops: Sequence[int]
) -> list[list[Block]]:
    """The blocks as printed of each document: by their lines, sheets (which have none) by their names."""
    shares: list[list[Block]] = [[] for _ in bodies]
    sheets = {
        block.sheet: at
        for at, own in enumerate(bodies)
        for part in own
        for block in part.blocks
        if isinstance(block, Grid)
    }
    at = 0
    for block in blocks:
        line = block.line if isinstance(block, Paragraph) else next(iter(block.lines), 0)
        while line and stops[at] and line >= stops[at]:
            at += 1
        shares[at if line or isinstance(block, Paragraph) else sheets.get(block.sheet, at)].append(block)
    return shares


def _stops(bodies: Sequence[Sequence[Part]]) -> list[int]:
    """For each document the first printed line of those behind it; 0 where none is known."""
    stops, first = [0] * len(bodies), 0
    for at in range(len(bodies) - 1, 0, -1):
        lines = [line for part in bodies[at] if (line := _first_line(part))]
        first = min([*lines, first] if first else lines, default=0)
        stops[at - 1] = first
    return stops


def _lines(blocks: Sequence[Block]) -> list[Line]:
    """The printed lines of a text; the cells of a row are parted by tabs."""
    lines: list[Line] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(Line(block.line, block.text))
        else:
            rows = zip(block.lines, block.rows, strict=False)
            lines += (Line(at, "\t".join(str(cell or "") for cell in row)) for at, row in rows)
    return lines


def _first_line(part: Part) -> int:
    """The first printed line of a part; 0 where its blocks know none."""
    block = part.blocks[0] if part.blocks else None
    if isinstance(block, Paragraph):
        return block.line
    return block.lines[0] if block and block.lines else 0


def _explains(table: TargetTable, around: Sequence[TargetTable]) -> bool:
    """Whether prose only explains a longer plan of its document: no item of it says who does it."""
    longer = any(each.kind == "plan" and len(each.items) > len(table.items) for each in around)
    return longer and not any(item.lead.units or item.responsible.units for item in table.items)


def _coded(table: TargetTable) -> TargetTable:
    """The table with its shares naming indicators by code; what is none of the plan keeps its name."""
    codes = {each.name: each.code for each in reversed(table.indicators)}

    def shares(listed: Sequence[Allocation]) -> tuple[Allocation, ...]:
        return tuple(
            each.model_copy(update={"indicator": codes.get(each.indicator, each.indicator)})
            for each in listed
        )

    update = {
        "allocations": shares(table.allocations),
        "allocated_totals": shares(table.allocated_totals),
    }
    return table.model_copy(update=update) if table.allocations or table.allocated_totals else table


def _numbers_of(bids: Iterable[Bid], numbers: Iterable[Number]) -> Iterator[list[Number]]:
    """The numbers of each bid's stretch, by their lines or by their sheet."""
    found: defaultdict[int | str, list[Number]] = defaultdict(list)
    for each in numbers:
        found[each.place.line or each.place.sheet].append(each)
    for bid in bids:
        grid = bid.stretch.grid
        own: Iterable[int | str] = bid.stretch.lines if grid is None or grid.lines else (grid.sheet,)
        yield [each for key in own if key in found for each in found[key]]


def _assembled(bids: Iterable[Bid], lines: tuple[Line, ...], file: str, ref: Reference) -> Document:
    """A document of what was read of its stretches; a matrix belongs to the plan that it allocates."""
    found: list[TargetTable] = []
    questions: list[Question] = []
    matrices: list[tuple[Matrix, Grid, Part]] = []
    for bid in bids:
        stretch, made = bid.stretch, bid.made
        questions += stretch.lost
        questions += bid.questions
        found += [made.table] if made.table else []
        if made.matrix and made.matrix.columns and stretch.grid:
            matrices.append((made.matrix, stretch.grid, stretch.part))
    found = list(_with_matrices(found, matrices, ref))
    tables = tuple(_coded(each if _explains(each, found) else with_worded(each)) for each in found)
    stated, towns = read_stated(lines, file), read_towns(lines, tables)
    return Document(file, lines, tables, tuple(questions), stated, towns)


def _stretches(parts: Sequence[Part], file: str, ref: Reference, *, report: bool) -> Iterator[Stretch]:
    """The running text of every part, and its tables one by one."""
    paragraphs = [paragraph for part in parts for paragraph in part.paragraphs]
    sections, leads = Sections(paragraphs), any(states_first_leads(each.text) for each in paragraphs)
    several = sum(any(isinstance(block, Grid) for block in each.blocks) for each in parts) > 1
    tabled = any(isinstance(block, Grid) for part in parts for block in part.blocks)
    for part in parts:
        over = dict(_headings(part.blocks))
        running, lost = _running(part.paragraphs, set(over.values()), file, ref, tabled=tabled)
        yield Stretch(part, running, file, ref, sections, leads, report=report, lost=lost)
        category = _title_category(part) if several else ""
        for at, grid in enumerate(part.blocks):
            if isinstance(grid, Grid):
                grid.file = file
                own = category_name(_unmarked(over[at].text)) if at in over else category
                yield Stretch(part, (grid,), file, ref, sections, leads, own, report)


def _running(
    paragraphs: Sequence[Paragraph],
    headings: Collection[Paragraph],
    file: str,
    ref: Reference,
    *,
    tabled: bool,
) -> tuple[tuple[Paragraph, ...], tuple[Question, ...]]:
    """What of a part is running text, and what is said of tables in it that lost their cells."""
    tables = list(lost_tables(paragraphs))
    printed, asked = unglued(paragraphs, file, ref.headers)
    taken = {line.line for table in tables for line in table}
    kept = (each for each in printed if each.line not in taken and each not in headings)
    running = tuple(each for each in kept if not _is_beside(each.text, tabled=tabled))
    return running, (*(told_lost(each, file) for each in tables), *asked)


def _headings(blocks: Sequence[Block]) -> Iterator[tuple[int, Paragraph]]:
    """The category right above a table, by the table's index: 一、民生保障（2项）."""
    above: Paragraph | None = None
    for at, block in enumerate(blocks):
        if isinstance(block, Grid):
            if above is not None:
                yield at, above
            above = None
        elif block.text:
            mark = read_mark(block.text)
            heads = mark is not None and mark.kind == "cn" and not _sentence.search(block.text)
            above = block if heads and len(block.text) <= _LONGEST_HEADING else None


def _unmarked(text: str) -> str:
    mark = read_mark(text)
    return text[mark.end :] if mark else text


def _is_beside(text: str, *, tabled: bool) -> bool:
    """Whether a paragraph only stands beside: page information, an annex listed, a title, a remark."""
    mark = read_mark(text) if tabled else None
    titled = mark is not None and bool(_table_name.fullmatch(text, mark.end))
    return titled or bool(_remark.match(text)) or is_page_info(text)


def _title_category(part: Part) -> str:
    """The category the title of one of several lists names: 重点监测民生项目任务分解表."""
    name = re.sub(
        r"^(?:附件\d*|20\d\d\s*年?|全[省市县区]|" + re.escape(part.facts.place_name or "全县") + r"|\s)+",
        "",
        part.facts.title,
    )
    found = _list_title.fullmatch(name)
    named = found is not None and _named.search(found[1])
    return category_name(found[1]) if found and named else ""


def _with_matrices(
    tables: Sequence[TargetTable], matrices: Sequence[tuple[Matrix, Grid, Part]], ref: Reference
) -> Iterator[TargetTable]:
    """The tables with the shares of their indicators; a matrix no table knows is a table of its own."""
    alone: list[TargetTable] = []
    given: dict[int, list[Matrix]] = {}
    for matrix, grid, part in matrices:
        best = max(range(len(tables)), key=lambda at: matrix.matches(tables[at]), default=None)
        if best is not None and matrix.matches(tables[best]):
            given.setdefault(best, []).append(matrix.named_as(tables[best]))
        else:
            alone.append(matrix_table(matrix, grid, part.facts, ref))
    for at, table in enumerate(tables):
        shares = tuple(share for matrix in given.get(at, ()) for share in matrix.shares)
        totals = tuple(share for matrix in given.get(at, ()) for share in matrix.totals)
        update = {"allocations": (*table.allocations, *shares), "allocated_totals": totals}
        yield table.model_copy(update=update) if shares else table
    yield from alone

"""Small notices of every layout and trap, each beside a dump of what is read out of it.

`pytest tests/test_notices.py --remake-goldens` writes the dumps anew, for a person to review.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from minsheng_xl.model import Indicator, Item, TargetTable
from minsheng_xl.place import number_text
from minsheng_xl.reading.notices.pipeline import read_documents
from minsheng_xl.reference import Reference

NOTICES = Path(__file__).parent / "notices"


@pytest.mark.parametrize("path", sorted(NOTICES.glob("*.txt")), ids=lambda path: path.stem)
def test_notice_is_read_as_reviewed(path: Path, request: pytest.FixtureRequest) -> None:
    tables = read_documents(path.read_text("utf-8"), path.name, Reference.default())
    dump = "\n".join(line for table in tables for line in _table(table)) + "\n"
    golden = path.with_suffix(".read")
    if request.config.getoption("--remake-goldens"):
        golden.write_text(dump, "utf-8")
    assert dump == golden.read_text("utf-8")


def _table(table: TargetTable) -> Iterator[str]:
    yield f"# {table.kind} {table.title}｜{table.place_name}｜{table.year}｜{table.doc_no}"
    for item in table.items:
        yield from _item(item)
    names = {code: each.name for code, each in table.by_code.items()}
    for share in table.allocations:
        value = "空" if share.value is None else number_text(share.value)
        yield f"  分解 {share.town} {names.get(share.indicator, share.indicator)} {value}{share.unit}"
    for share in table.allocated_totals:
        yield f"  合计 {names.get(share.indicator, share.indicator)} {share.value_text}{share.unit}"


def _item(item: Item) -> Iterator[str]:
    yield f"{item.no}. {item.name}" + (f"〔{item.category}〕" if item.category else "")
    for label, names in (
        ("牵头", item.lead.units),
        ("责任", item.responsible.units),
        ("配合", item.cooperators.units),
        ("领导", item.leaders),
        ("认定", item.assessors),
    ):
        if names:
            yield f"  {label} {'、'.join(names)}"
    if item.deadline:
        yield f"  时限 {item.deadline}"
    yield from (_indicator(item, each) for each in item.indicators)
    for said in item.progress:
        numbers = (said.target, said.done, said.printed_percent)
        texts = ("空" if each is None else number_text(each) for each in numbers)
        yield f"  进展 {said.name} {said.unit} 目标/完成/% {' '.join(texts)} {said.status}"
    if item.left_out:
        yield "  未取 " + "；".join(f"{each.text}（{each.reason}）" for each in item.left_out)


def _indicator(item: Item, each: Indicator) -> str:
    marks = [each.role, each.relation] if (each.role, each.relation) != ("target", "item_indicator") else []
    own = f" 牵头{'、'.join(each.lead.units)}" if each.lead.units != item.lead.units else ""
    doubt = f" 请核对：{each.doubt}" if each.doubt else ""
    target = each.target
    read = f"{target.raw}（{target.op} {target.kind}）{each.divided_unit}"
    return f"  - {each.name} {read} {' '.join(marks)}{own}{doubt}"

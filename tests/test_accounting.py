"""Every number a document prints is accounted for, whatever the text."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng_xl.model import Document
from minsheng_xl.quantity.typography import flatten
from minsheng_xl.reading.documents.blocks import read_blocks
from minsheng_xl.reading.notices.accounting import Number, account
from minsheng_xl.reading.notices.pipeline import read_block_documents
from minsheng_xl.reading.text.paragraph import Block, Paragraph
from minsheng_xl.reference import Reference
from tests.test_notices import NOTICES

REF = Reference.default()
HEAD = "某县2024年民生实事实施方案\n"
PIECES = [
    "一、", "（二）", "3.", "①", "新建", "改造", "公园", "水厂", "12", "３００", "1,250", "2.5",
    "三千", "个", "公里", "万元", "%", "，", "。", "；", "\n", "\t", "|", "（牵头单位：县水利局）",
    "责任单位：县教育局", "2024年", "5月底前", "〔2024〕7号", "已完成", "占任务的", "其中", "不少于",
    "至", "-", ".", "件民生实事", "项目", "目标", "合计", "甲镇", "乙乡", "0838-1234567", "第9条",
]  # fmt: skip


def documents_of(text: str) -> list[tuple[Document, list[Block]]]:
    blocks = read_blocks(text, "文")
    documents = read_block_documents(blocks, "文", REF)
    shares: list[list[Block]] = [[] for _ in documents]
    known = [{line.number for line in each.lines} for each in documents]
    for block in blocks:
        line = block.line if isinstance(block, Paragraph) else next(iter(block.lines), 0)
        if line:
            shares[next(at for at, lines in enumerate(known) if line in lines)].append(block)
    return list(zip(documents, shares, strict=True))


def digits(text: str) -> Counter[str]:
    return Counter(re.findall("[0-9]", flatten(text)))


def assert_whole(document: Document, blocks: list[Block]) -> None:
    """Every digit of every line stands in one number and no other, and in the list of unread if it is."""
    numbers = account(document, blocks, REF.units)
    texts = {line.number: line.text for line in document.lines}
    by_line: dict[int, list[Number]] = {}
    for each in numbers:
        by_line.setdefault(each.place.line, []).append(each)
    for line, text in texts.items():
        own = sorted(by_line.get(line, []), key=lambda each: each.start)
        assert all(one.end <= other.start for one, other in pairwise(own))
        assert sum((digits(text[each.start : each.end]) for each in own), Counter()) == digits(text)
    unread = [each.place for each in numbers if each.account == "unread"]
    assert [each.place for each in document.unread if not each.unit] == unread
    assert all(each.why for each in document.unread)


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=60).map("".join))
def test_every_digit_of_any_text_is_in_one_account(text: str) -> None:
    for document, blocks in documents_of("某县2024年民生实事\n1.修路。修路3公里。\n" + text):
        assert_whole(document, blocks)


@pytest.mark.parametrize("path", sorted(NOTICES.glob("*.txt")), ids=lambda path: path.stem)
def test_every_digit_of_the_notices_is_in_one_account(path: Path) -> None:
    for document, blocks in documents_of(path.read_text("utf-8")):
        assert_whole(document, blocks)


def test_every_digit_of_the_seeds_is_in_one_account(shared: Path) -> None:
    for path in sorted((shared / "seeds").glob("*.txt")):
        for document, blocks in documents_of(path.read_text("utf-8")):
            assert_whole(document, blocks)


ACCOUNTS = [
    ("1.修路。修路3公里。", "3", "value"),
    ("1.修路。修路3公里，其中沥青路2公里。", "2", "value"),
    ("1.修路。修路3公里，4月底前完工。", "4", "left_out"),
    ("1.修路。修路3公里，比上年多5公里，共修路3公里。", "3", "value"),
    ("1.建5G基站。建5G基站30个。", "5", "name"),
    ("1.修路。修路3公里。按照县府办〔2024〕8号文件办理。", "8", "left_out"),
    ("二、资金安排\n统筹3200万元。", "3200", "unread"),
    ("一、交通（2项）\n1.修路。修路3公里。", "2", "reference"),
    ("县里要办好10件民生实事。\n1.修路。修路3公里。", "10", "reference"),
    ("财政民生支出22亿元。\n1.修路。修路3公里。", "22", "unread"),
]


@pytest.mark.parametrize(("text", "figure", "expected"), ACCOUNTS)
def test_what_a_number_is_accounted_as(text: str, figure: str, expected: str) -> None:
    body = text if "1." in text else f"一、任务\n1.建站。建站6个。（牵头单位：县住建局）\n{text}"
    [(document, blocks)] = documents_of(HEAD + body)
    found = [each.account for each in account(document, blocks, REF.units) if each.figure == figure]
    assert found[0] == expected


def test_an_unread_number_is_quoted_with_its_clause_and_why() -> None:
    text = (
        HEAD
        + "全县民生支出22亿元，增长3%。\n一、任务\n1.修路。修路3公里。（牵头单位：县交通局）\n"
        + "二、资金安排\n统筹3200万元。"
    )
    [(document, _)] = documents_of(text)
    assert [(each.place.line, each.quote, each.why, each.preface) for each in document.unread] == [
        (2, "全县民生支出22亿元", "在第一个项目之前", True),
        (2, "增长3%", "在第一个项目之前", True),
        (6, "统筹3200万元", "没有读作目标、进展或不计的数", False),
    ]


UNITS = [
    ("1.修路。修路3公里（县交通局）。\n备注：县林业局、县水利局配合验收。", ["县林业局"]),
    ("项目\t目标任务\t备注\n修路\t修路3公里\t县林业局\n改厕\t改厕9户\t县水利局", ["县林业局", "县水利局"]),
    ("1.修路。修路3公里。（牵头单位：县交通局）\n抄送：县委办、县林业局。", []),
    ("1.修路。修路3公里。（牵头单位：县交通局）\n各单位每月向县委报告。", []),
    ("县林业局、县水利局：\n1.修路。修路3公里。（牵头单位：县交通局）", []),
]


@pytest.mark.parametrize(("text", "expected"), UNITS)
def test_a_unit_that_stands_in_a_list_and_has_no_part_is_told_once(text: str, expected: list[str]) -> None:
    [(document, _)] = documents_of(HEAD + text)
    assert [each.quote for each in document.unread if each.unit] == expected

"""Tables of notices that are not certain: what is asked, what is told, and what is never moved in silence."""

from __future__ import annotations

import io

import docx
import pytest

from minsheng_xl.errors import InputError
from minsheng_xl.model import Document
from minsheng_xl.reading.documents.pdf_tables import table_lines
from minsheng_xl.reading.notices.pipeline import read_texts
from minsheng_xl.reading.sources import read_source_documents
from minsheng_xl.reading.tables.aligning import Cell, align, stack
from minsheng_xl.reading.tables.heads import head_role
from minsheng_xl.reading.tables.kinds import kind_of
from minsheng_xl.reading.tables.organs import cell_roles
from minsheng_xl.reference import Headers, Reference

REF = Reference.default()


def read(text: str) -> Document:
    return read_texts(text, "通知.txt", REF)[0]


def test_a_table_without_known_heads_asks_with_its_columns_and_a_guess() -> None:
    text = "2023年有关情况\n甲\t乙\t丙\t丁\n1\t市场改造\t7\t区商务局\n2\t绿道建设\t18\t区城管局\n"
    with pytest.raises(InputError) as refused:
        read_source_documents(text.encode(), "通知.txt", REF)
    for word in ("甲、乙、丙、丁", "乙＝项目", "丁＝牵头单位"):
        assert word in str(refused.value)


def test_a_strange_head_over_tasks_is_taken_and_told() -> None:
    rows = (
        "序号\t项目\t怎么干\t牵头单位",
        "1\t住房\t改造小区12个\t县住建局",
        "2\t教育\t新增学位900个\t县教育局",
    )
    text = "\n".join(("2023年民生实事表", *rows))
    document = read(text)
    values = [each.target.value for each in document.tables[0].indicators]
    assert values == [12, 900]
    (question,) = document.questions
    assert question.state == "likely"
    assert "怎么干" in question.what


def test_a_strange_head_beside_known_tasks_is_told_and_not_read() -> None:
    text = (
        "2023年民生实事表\n序号\t项目\t目标任务\t三年设想\t牵头单位\n"
        "1\t住房\t改造小区12个\t改造小区40个\t县住建局\n2\t教育\t新增学位900个\t新增学位3000个\t县教育局\n"
    )
    document = read(text)
    assert [each.target.value for each in document.tables[0].indicators] == [12, 900]
    assert [each.state for each in document.questions] == ["asked"]


VANISHED = "2022年乡镇任务分解表\n\n乡镇\n\n改厕（户）\n\n修路（公里）\n\n建站（个）\n\n"
ROWS = (("东村镇", "10", "20", "3"), ("西村镇", "12", "5"), ("南村镇", "8", "15", "2"))


def test_a_matrix_row_that_lost_blank_cells_is_flagged_and_not_shifted() -> None:
    document = read(VANISHED + "\n\n".join(cell for row in ROWS for cell in row))
    (table,) = document.tables
    assert {share.town for share in table.allocations} == {"东村镇", "南村镇"}
    (question,) = document.questions
    assert "西村镇" in question.what
    assert "没有读取" in question.what


def test_rows_whose_cells_were_put_back_are_told() -> None:
    text = (
        "2023年民生实事任务分解表\n序号 | 项目 | 目标任务 | 牵头单位 |\n"
        "1 | 优质教育 | 新建学校3所 | 县教育局 |\n新增学位2400个 | |||\n"
    )
    document = read(text)
    assert [each.target.value for each in document.tables[0].items[0].indicators] == [3, 2400]
    assert [each.state for each in document.questions] == ["likely"]


@pytest.mark.parametrize(
    ("head", "role"),
    [
        ("重点工作目标任务", "target"),
        ("具体工作任务和要求", "task_text"),
        ("分 管 县领导", "leader"),
        ("牵头单位及主要负责人", "lead"),
        ("2022年计划投资（万元）", "invest_plan"),
        ("一季度目标", "schedule"),
        ("2023年民生实事任务清单", ""),
        ("牵头单位：县卫健局", ""),
    ],
)
def test_heads_are_read_by_the_way_they_are_put_together(head: str, role: str) -> None:
    assert head_role(head, Headers.default()) == role


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("12月底前", "date"),
        ("县水务局\n县住建局", "organ"),
        ("市民政局 伍泽国", "organ"),
        ("王 嵘\n方 勇", "person"),
        ("平安建设", "text"),
        ("建成县残疾人服务中心。", "text"),
        ("不低于85%", "figure"),
        ("1,200", "number"),
        ("万人", "unit"),
    ],
)
def test_a_cell_is_told_by_its_look(text: str, kind: str) -> None:
    assert kind_of(text, REF) == kind


@pytest.mark.parametrize(
    ("text", "lead", "others"),
    [
        ("★县教育局、县财政局", ("县教育局",), ("县财政局",)),
        ("县财政局、★县卫健局", ("县卫健局",), ("县财政局",)),
        ("县城管局（牵头）、县公安局", ("县城管局",), ("县公安局",)),
        ("县水务局\n县住建局", ("县水务局", "县住建局"), ()),
        ("区科委", ("区科委",), ()),
        ("万东镇", ("万东镇",), ()),
    ],
)
def test_units_of_a_cell_by_role(text: str, lead: tuple[str, ...], others: tuple[str, ...]) -> None:
    roles = cell_roles(text, REF.register, "lead")
    assert roles.get("lead", ()) == lead
    assert roles.get("responsible", ()) == others


def test_cells_are_aligned_by_kind() -> None:
    roles = ("no", "item", "task_text", "leader", "lead", "cooperator")
    assert align(("long", "organ"), roles) == [3, 5]
    assert align(("long", "person", "organ", "organ"), roles) == [3, 4, 5, 6]


def test_two_units_on_lines_of_their_own_are_one_cell() -> None:
    cells = [Cell("no", counts=True), Cell("long"), Cell("organ"), Cell("organ"), Cell("date")]
    columns = [column for column, _ in stack(cells, ("no", "task_text", "lead", "deadline"))]
    assert columns == [1, 2, 3, 3, 4]


MERGED = (
    ("序号", "项目名称", "主要内容", "牵头单位", "责任单位"),
    ("1", "学位扩容", "新增学位2700个。", "县教育局", "县财政局\n县自然资源局"),
    ("", "", "改造食堂15个。", "", ""),
    ("2", "基层医疗", "培训乡村医生不少于320人次。", "县卫健局", "县财政局"),
)


def _word() -> bytes:
    document = docx.Document()
    document.add_paragraph("2023年青溪县民生实事任务分解表")
    table = document.add_table(rows=len(MERGED), cols=len(MERGED[0]))
    for row, cells in enumerate(MERGED):
        for column, text in enumerate(cells):
            if not text:
                table.cell(row - 1, column).merge(table.cell(row, column))
            else:
                first, *rest = text.split("\n")
                table.cell(row, column).text = first
                for line in rest:
                    table.cell(row, column).add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _page() -> bytes:
    rows = [
        "".join(
            f"<td rowspan='{2 if row == 1 and column != 2 else 1}'>{text.replace(chr(10), '<br>')}</td>"
            for column, text in enumerate(cells)
            if text
        )
        for row, cells in enumerate(MERGED)
    ]
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<html><body><p>2023年青溪县民生实事任务分解表</p><table>{table}</table></body></html>".encode()


@pytest.mark.parametrize(("data", "name"), [(_word(), "表.docx"), (_page(), "表.html")])
def test_units_on_lines_of_a_merged_cell_stay_apart_in_word_and_web_pages(data: bytes, name: str) -> None:
    (document,) = read_source_documents(data, name, REF).documents
    first, second = document.tables[0].items
    assert first.responsible.units == ("县财政局", "县自然资源局")
    assert [each.target.value for each in first.indicators] == [2700, 15]
    assert second.lead.units == ("县卫健局",)
    assert len({each.place.line for each in first.indicators}) == 2


LAID_OUT = """2023年民生实事目标任务分解表
序号     项目名称    指标         目标任务            责任分工
                          单位      数量      牵头      配合
1      农村公路    新改建农       公里      96      县交通局    县财政局
               村公路
               安保工程       公里      40
2      养老服务    新建敬老院      所       2       县民政局    县住建局
以上任务请认真落实。"""


def test_a_table_laid_out_on_a_page_is_put_into_columns() -> None:
    lines = table_lines(LAID_OUT.splitlines())
    assert lines is not None
    (document,) = read_texts("\n".join(lines), "表.pdf", REF)
    first, second = document.tables[0].items
    assert [each.name for each in first.indicators] == ["新改建农村公路", "安保工程"]
    assert [each.target.value for each in first.indicators] == [96, 40]
    assert second.lead.units == ("县民政局",)


def test_running_text_is_no_table() -> None:
    assert table_lines(["一、总体要求", "到2023年底，新建幼儿园3所。"]) is None


def test_figures_on_lines_of_their_own_that_make_no_table_are_said() -> None:
    figures = "\n".join(str(number * 37) for number in range(3, 15))
    prose = "一、教育工作\n1.新建学校3所。\n2.改造食堂5个。\n"
    text = f"2023年民生工程完成情况表\n各地\n目标\n进度\n{figures}\n{prose}"
    assert any("只印着数字" in each.what for each in read(text).questions)

"""A department's report in words, or a table of its own, returned instead of the form."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from minsheng_xl import jobs
from minsheng_xl.jobs import Consolidated
from minsheng_xl.model import Period
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.ours.confirmations import SHEET

NOTICE = """清溪县2023年民生实事目标任务

1.促进就业创业。新增城镇就业3000人，开展职业技能培训1200人次。（牵头单位：县人社局）
2.提升教育水平。新建公办幼儿园4所，新增学位1080个。（牵头单位：县教育局）
3.关爱特殊群体。适老化改造困难老年人家庭260户，发放困难残疾人生活补贴850万元。（牵头单位：县民政局）
"""
COUNTY = """清溪县2023年民生实事6月份进展情况通报

截至6月底，全县民生实事总体进展顺利。

1.促进就业创业。目标新增城镇就业3000人，已完成1820人，完成率60.67%；开展职业技能培训756人次，占年度任务的63%。
2.提升教育水平。4所公办幼儿园已全部开工；新增学位540个。
3.关爱特殊群体。完成困难老年人家庭适老化改造171户；累计发放困难残疾人生活补贴0.0425亿元，占目标的50%。
"""
OWN = """县民政局关于2023年7月民生实事进展情况的报告

县民生办：
截至7月底，困难老年人家庭适老化改造完成198户；累计发放困难残疾人生活补贴496万元，完成率58.35%。

县民政局
2023年7月30日
"""
JUNE, JULY = Period(2023, 6), Period(2023, 7)
DONE = {
    "新增城镇就业": Decimal(1820),
    "开展职业技能培训": Decimal(756),
    "新增学位": Decimal(540),
    "适老化改造困难老年人家庭": Decimal(171),
    "发放困难残疾人生活补贴": Decimal(425),
}


@pytest.fixture
def master(tmp_path: Path) -> Path:
    notice, path = tmp_path / "通知.txt", tmp_path / "总表.xlsx"
    notice.write_text(NOTICE, "utf-8")
    jobs.draft(notice, path)
    return path


def returned(master: Path, period: Period, **texts: str) -> Path:
    folder = master.parent / jobs.RETURNED / str(period)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


def gather(master: Path, period: Period) -> Consolidated:
    output = master.parent / jobs.SUMMARISED / str(period) / "县汇总表.xlsx"
    folder = master.parent / jobs.RETURNED / str(period)
    return jobs.consolidate(folder, master, period, output, as_of=date(2023, 7, 31))


def figures(done: Consolidated) -> dict[str, Decimal]:
    return {
        line.indicator.target.raw and _name(line.indicator.name): line.cumulative
        for line in done.summary.lines
        if line.cumulative is not None
    }


def _name(name: str) -> str:
    """The name of DONE that an indicator's own begins or ends with."""
    return next(each for each in DONE if each in name or name in each)


def test_a_county_report_is_consolidated_and_becomes_next_month_s_history(master: Path) -> None:
    returned(master, JUNE, 进展通报=COUNTY)
    done = gather(master, JUNE)
    assert figures(done) == DONE
    source = next(line for line in done.summary.lines if line.cumulative == 425).sources[0]
    assert (source.place.file, source.place.line, source.printed) == ("进展通报.txt", 7, "0.0425亿元")
    written = next(grid for grid in intake.take(done.output).grids if grid.sheet == "数据来源")
    assert "第7行" in {written.text(row, 7) for row in range(1, len(written.rows) + 1)}
    codes = {each.code for each in done.report.findings}
    assert "R23" in codes
    assert not [each for each in done.report.findings if each.code in ("S18", "V16", "U04", "R09")]
    missing = [each for each in done.report.findings if each.code == "S08"]
    assert len(missing) == 1
    assert "幼儿园" in missing[0].message

    returned(master, JULY, 县民政局报告=OWN)
    july = gather(master, JULY)
    assert {line.previous for line in july.summary.lines if line.previous} == set(DONE.values())
    assert {line.cumulative for line in july.summary.lines if line.cumulative} == {Decimal(198), Decimal(496)}
    assert [each.department for each in july.summary.expected if each.returned] == ["县民政局"]


def test_a_doubtful_statement_is_asked_about_and_the_answer_obeyed(master: Path) -> None:
    from openpyxl import load_workbook

    returned(master, JULY, 县民政局报告=OWN.replace("完成198户", "计划300户，完成198户"))
    done = gather(master, JULY)
    asked = [each for each in done.report.findings if each.code == "S21"]
    assert len(asked) == 1
    assert "300" in asked[0].message
    assert Decimal(198) not in {line.cumulative for line in done.summary.lines}
    book = load_workbook(done.output)
    sheet = book[SHEET]
    heads = {cell.value: cell.column for row in sheet.iter_rows(max_row=3) for cell in row if cell.value}
    for row in range(1, sheet.max_row + 1):
        if sheet.cell(row, heads["处理"]).value == "待确认":
            sheet.cell(row, heads["确认"]).value = "是"
    book.save(done.output)
    again = gather(master, JULY)
    assert Decimal(198) in {line.cumulative for line in again.summary.lines}


def test_a_word_document_is_read_like_the_text(master: Path) -> None:
    from docx import Document

    folder = returned(master, JULY)
    document = Document()
    for line in OWN.splitlines():
        document.add_paragraph(line)
    document.save(str(folder / "县民政局.docx"))
    done = gather(master, JULY)
    assert {line.cumulative for line in done.summary.lines if line.cumulative} == {Decimal(198), Decimal(496)}


def test_a_report_of_another_month_is_refused(master: Path) -> None:
    returned(master, JULY, 进展通报=COUNTY)
    (file,) = gather(master, JULY).report.files
    assert (file.status, file.reason_code) == ("rejected", "R03")
    assert file.reason == "材料写的报送期是“2023年6月”，应为“2023年7月”"


def test_a_letter_that_states_nothing_is_refused_as_before(master: Path) -> None:
    folder = returned(master, JULY, 来函="县民政局：本月因人员调整，报表稍后补报，请谅解。\n")
    done = gather(master, JULY)
    assert [each.status for each in done.report.files] == ["rejected"]
    assert (folder / "来函.txt").is_file()

"""In a report's sentences what was to be reached is the target, what is said done is the figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from minsheng_xl import jobs
from minsheng_xl.jobs import Consolidated
from minsheng_xl.model import Period
from minsheng_xl.reading.text.paragraph import Paragraph
from minsheng_xl.reading.text.statements import StatementReader
from minsheng_xl.reference import Reference

FEBRUARY = Period(2024, 2)
PLAN = (
    "岚水县2024年民生实事目标任务及责任分工表\n指标构成\t单位\t2024年目标\t牵头单位\t责任单位\n"
    "一、社会保障\t\t\t\t\n1.医疗保障\t\t\t县医保局\t县财政局\n"
    "基本医疗保险参保率\t%\t95\t县医保局\t县财政局\n"
    "2.农村供水\t\t\t县水利局\t县财政局\n新建供水工程\t处\t24\t县水利局\t县财政局\n"
)
RATES = [
    ("年度目标95%，截至2月底，参保率达到95.7%。", 95, "95.7"),
    ("参保率目标95%，实际95.7%。", 95, "95.7"),
    ("参保率目标为95%，目前已达95.7%。", 95, "95.7"),
    ("年度任务95%以上，截至2月底参保率95.7%。", 95, "95.7"),
    ("参保率全年目标值≥95%，已达到95.7%。", 95, "95.7"),
    ("参保率年度目标：95%，实际完成：95.7%。", 95, "95.7"),
    ("参保率由95%提高到95.7%（目标96%）。", None, "95.7"),
    ("参保率达到95.7%，高于年度目标95%。", 95, "95.7"),
    ("参保率95.7%，年度目标95%。", 95, "95.7"),
    ("要求参保率不低于95%，目前为95.7%。", 95, "95.7"),
    ("按照95%的目标要求，参保率已达95.7%。", 95, "95.7"),
    ("优良天数占比95.7%，年度目标占比95%。", 95, "95.7"),
    ("年度目标占比达到95%，目前优良天数占比95.7%。", 95, "95.7"),
    ("参保率95.7%，未达到96%的年度目标。", 96, "95.7"),
    ("参保率95.7%，已达到95%以上的目标要求。", 95, "95.7"),
    ("参保率达到95.7%，距96%的年度目标还差0.3个百分点。", 96, "95.7"),
]


def stated(text: str) -> list[tuple[Decimal | None, str]]:
    """Target and done figure of every figure that is said done."""
    reader = StatementReader(Reference.default())
    reader.read(Paragraph(1, text), bulleted=True)
    return [(each.of, str(each.done)) for each in reader.finished() if each.done is not None]


@pytest.mark.parametrize(("text", "target", "done"), RATES, ids=lambda each: str(each)[:30])
def test_a_percentage_called_a_target_is_never_the_figure_done(
    text: str, target: int | None, done: str
) -> None:
    assert stated(text) == [(target if target is None else Decimal(target), done)]


@pytest.mark.parametrize(
    "text",
    [
        "年度目标：24处，截至2月底累计完成3处。",
        "年度目标24处，本月完成2处，累计完成3处。",
        "累计完成3处，年度目标24处。",
    ],
)
def test_a_count_called_a_target_or_a_month_s_is_never_the_running_total(text: str) -> None:
    assert stated(text) == [(Decimal(24), "3")]


@pytest.mark.parametrize("text", ["完成年度目标任务的95%。", "完成95%的年度任务。", "完成目标任务95%。"])
def test_a_share_of_a_task_is_no_figure_of_its_own(text: str) -> None:
    assert stated(text) == []


def consolidated(folder: Path, text: str) -> Consolidated:
    notice, master = folder / "通知.txt", folder / "总表.xlsx"
    notice.write_text(PLAN, "utf-8")
    jobs.draft(notice, master)
    returned = folder / jobs.RETURNED / str(FEBRUARY)
    returned.mkdir(parents=True)
    (returned / "县医保局2024年2月进展情况报告.txt").write_text(
        f"县医保局2024年2月民生实事进展情况报告\n一、进展情况\n1.基本医疗保险参保率。{text}\n", "utf-8"
    )
    output = folder / jobs.SUMMARISED / str(FEBRUARY) / "县汇总表.xlsx"
    return jobs.consolidate(returned, master, FEBRUARY, output, as_of=date(2024, 2, 19))


@pytest.mark.parametrize(("text", "target"), [each[:2] for each in RATES if "优良" not in each[0]])
def test_the_county_figure_is_the_one_said_done_unless_its_target_is_another(
    tmp_path: Path, text: str, target: int | None
) -> None:
    done = consolidated(tmp_path, text.replace("参保率", "基本医疗保险参保率"))
    line = next(each for each in done.summary.lines if "参保率" in each.indicator.name)
    asked = [each for each in done.report.findings if each.code == "S21"]
    if target == 96:
        assert line.cumulative is None
        assert "目标不同" in asked[0].message
    else:
        assert (line.cumulative, asked) == (Decimal("95.7"), [])


def test_of_two_figures_said_done_neither_is_taken_and_both_are_named(tmp_path: Path) -> None:
    done = consolidated(tmp_path, "截至2月底，基本医疗保险参保率达到95.7%；基本医疗保险参保率达到96.1%。")
    line = next(each for each in done.summary.lines if "参保率" in each.indicator.name)
    assert line.cumulative is None
    asked = [each.message for each in done.report.findings if each.code == "S21"]
    assert len(asked) == 2
    assert all("95.7" in each and "96.1" in each for each in asked)

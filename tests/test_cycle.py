"""Periods, due days and their exceptions, rates of a year, and what each department is told."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng_xl import jobs
from minsheng_xl.checks.report import Report
from minsheng_xl.cycle import (
    LIGHTS,
    STAGES,
    Stage,
    correction_due,
    due_date,
    is_settled,
    light_of,
    lock_date,
    pace_of,
    pace_percent,
    rates,
    span,
    stage,
)
from minsheng_xl.errors import InputError, ReferenceDataError
from minsheng_xl.fronts.cli import main
from minsheng_xl.jobs.arrivals import expected_of
from minsheng_xl.jobs.judging import Judged
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.jobs.versions import parts_of
from minsheng_xl.model import Indicator, Return
from minsheng_xl.periods import MONTHS, Period, Rhythm
from minsheng_xl.place import Grid
from minsheng_xl.reading.ours.masters import read_plan
from minsheng_xl.reference import Reference
from tests.worked import AUGUST, arrive, consolidate, fill, make_work

REF = Reference.default()


@pytest.mark.parametrize(
    ("text", "printed", "label"),
    [
        ("2021-08", "2021-08", "2021年8月"),
        ("202108", "2021-08", "2021年8月"),
        ("2021年8月", "2021-08", "2021年8月"),
        ("2021-08-上旬", "2021-08-上旬", "2021年8月上旬"),
        ("2021年8月下旬", "2021-08-下旬", "2021年8月下旬"),
        ("2021-Q3", "2021-Q3", "2021年第三季度"),
        ("2021年三季度", "2021-Q3", "2021年第三季度"),
        ("2021年第4季度", "2021-Q4", "2021年第四季度"),
        ("2021-H1", "2021-H1", "2021年上半年"),
        ("2021年下半年", "2021-H2", "2021年下半年"),
        ("2021", "2021", "2021年"),
        ("2021年度", "2021", "2021年"),
    ],
)
def test_periods_are_read_and_printed(text: str, printed: str, label: str) -> None:
    period = Period.parse(text)
    assert (str(period), period.label) == (printed, label)


@pytest.mark.parametrize(
    "text", ["", "8月", "2021-13", "2021-00", "2021-Q5", "2021-H3", "2021-13-上旬", "二〇二一"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="2021-08 的样子"):
        Period.parse(text)


rhythms = st.sampled_from([*MONTHS])


@st.composite
def periods(draw: st.DrawFn) -> Period:
    rhythm: Rhythm = draw(rhythms)
    months = MONTHS[rhythm]
    month = months * draw(st.integers(1, 12 // months))
    part = draw(st.integers(1, 3)) if rhythm == "ten_days" else 3
    return Period(draw(st.integers(2000, 2100)), month, rhythm, part)


@given(period=periods())
def test_a_period_reads_back_and_follows_the_one_before(period: Period) -> None:
    assert Period.parse(str(period)) == period
    assert Period.parse(period.label) == period
    start, end = span(period, REF.settings)
    assert start <= end
    before = period.previous
    if before:
        assert before < period
        assert span(before, REF.settings)[1] + timedelta(days=1) == start
        assert pace_percent(before) < pace_percent(period)
    else:
        assert (start.month, start.day) == (1, 1)


def test_every_rhythm_ends_the_year_at_a_hundred() -> None:
    for text in ("2021-12", "2021-12-下旬", "2021-Q4", "2021-H2", "2021"):
        assert pace_percent(Period.parse(text)) == 100
    assert pace_percent(AUGUST) == Decimal("66.67")


def county(settings: dict[str, str] | None = None, calendar: str = "") -> Reference:
    """A county with rows of 设置 and lines of 日历: `2021-10-01 休息 单位 报送期`."""
    names = ("日期", "安排", "单位", "报送期")
    rows = [dict(zip(names, line.split(), strict=False)) for line in calendar.strip().splitlines()]
    told = [{"项目": key, "取值": value} for key, value in (settings or {}).items()]
    return REF.with_sheets(settings=told, calendar=rows)


def test_due_days_are_the_twentieth_and_do_not_roll() -> None:
    assert [due_date(Period(2021, month), REF.settings).day for month in range(1, 13)] == [20] * 12
    tens = [due_date(Period(2021, 2, "ten_days", part), REF.settings).day for part in (1, 2, 3)]
    assert tens == [10, 20, 28]
    assert due_date(Period.parse("2021-Q3"), REF.settings) == date(2021, 9, 20)
    assert due_date(Period.parse("2021-H1"), REF.settings) == date(2021, 6, 20)
    assert due_date(Period.parse("2021"), REF.settings) == date(2021, 12, 20)


@pytest.mark.parametrize(
    ("settings", "period", "due", "first"),
    [
        ({"报送截止日": "月底"}, "2021-02", date(2021, 2, 28), date(2021, 2, 1)),
        ({"报送截止日": "月底"}, "2024-02", date(2024, 2, 29), date(2024, 2, 1)),
        ({"报送截止日": "月底"}, "2021-Q3", date(2021, 9, 30), date(2021, 9, 1)),
        ({"报送截止日": "5", "报送截止月": "次月"}, "2021-08", date(2021, 9, 5), date(2021, 8, 6)),
        ({"报送截止日": "5", "报送截止月": "次月"}, "2021-12", date(2022, 1, 5), date(2021, 12, 6)),
        ({"报送截止日": "月底", "报送截止月": "次月"}, "2021-01", date(2021, 2, 28), date(2021, 2, 1)),
    ],
)
def test_due_days_at_the_end_of_the_month_and_in_the_next(
    settings: dict[str, str], period: str, due: date, first: date
) -> None:
    asked = Period.parse(period)
    assert due_date(asked, county(settings).settings) == due
    if asked.rhythm == "month":
        assert span(asked, county({"统计口径": "截止日", **settings}).settings) == (first, due)


def test_due_days_roll_where_the_county_says_so() -> None:
    september = Period(2021, 9)  # 20 and 21 September 2021 were the Mid-Autumn rest, 18 a working Saturday
    days = "2021-09-20 休息\n2021-09-21 休息\n2021-09-18 上班"
    assert due_date(september, county(calendar=days).settings) == date(2021, 9, 20)
    assert due_date(september, county({"截止日遇休息日": "顺延"}, days).settings) == date(2021, 9, 22)
    assert due_date(september, county({"截止日遇休息日": "提前"}, days).settings) == date(2021, 9, 18)
    assert due_date(Period(2021, 6), county({"截止日遇休息日": "顺延"}).settings) == date(2021, 6, 21)


def test_the_rest_days_of_the_county_count_for_corrections_too() -> None:
    assert correction_due(date(2021, 9, 17), county().settings) == date(2021, 9, 21)
    days = "2021-09-20 休息\n2021-09-21 休息\n2021-09-18 上班"
    assert correction_due(date(2021, 9, 17), county(calendar=days).settings) == date(2021, 9, 22)


def test_a_county_may_cut_off_at_the_due_day() -> None:
    settings = county({"统计口径": "截止日"}).settings
    assert span(AUGUST, settings) == (date(2021, 7, 21), date(2021, 8, 20))
    assert span(Period(2021, 1), settings) == (date(2020, 12, 21), date(2021, 1, 20))
    assert span(Period.parse("2021-Q3"), settings) == (date(2021, 6, 21), date(2021, 9, 20))


def test_lock_days_and_their_exceptions() -> None:
    assert lock_date(AUGUST, REF.settings) is None
    told = county({"锁定天数": "5"}, "2021-08-31 锁定 县教育局 2021-08\n2021-08-25 截止 县水利局")
    assert lock_date(AUGUST, told.settings) == date(2021, 8, 25)
    assert lock_date(AUGUST, told.settings, told.register.standard("县教育局")) == date(2021, 8, 31)
    assert lock_date(AUGUST, told.settings, told.register.standard("县水利局")) == date(2021, 8, 30)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2021-13-01 休息", "日期“2021-13-01”无法识别"),
        ("国庆 休息", "日期“国庆”无法识别"),
        ("2021-10-01 放假", "请填写：休息、上班、截止、锁定"),
        ("2021-10-01 截止 县教育局 八月", "报送期“八月”无法识别"),
    ],
)
def test_a_calendar_that_cannot_be_read_is_said(line: str, said: str) -> None:
    with pytest.raises(ReferenceDataError, match=said):
        county(calendar=line)


DEPARTMENTS = [f"测试{chr(0x4E00 + number)}局" for number in range(30)]
YEAR = """
1  ..............................
2  ---LL.........................
3  .-.L.-.L......................
4  ..............................
5  LLLLLLLLLL....................
6  ----------....................
7  .....................L-L-L-L-L
8  ..............................
9  -............................L
10 L............................-
11 ------------------------------
12 LLLLLLLLLLLLLLLLLLLLLLLLLLLLLL
"""
"""Twelve months of thirty departments: on time (.), late (L), missing (-)."""
RATES = """
1  30 30 100    100
2  27 25 90     83.33
3  28 26 93.33  86.67
4  30 30 100    100
5  30 20 100    66.67
6  20 20 66.67  66.67
7  26 21 86.67  70
8  30 30 100    100
9  29 28 96.67  93.33
10 29 28 96.67  93.33
11 0  0  0      0
12 30 0  100    0
"""
"""Counted by hand: returned, on time, and both of thirty in percent."""


def plan_of_thirty(ref: Reference) -> Plan:
    rows = [f"| {n}.项目{n} | 个 | {n} | {name} | 县财政局 |" for n, name in enumerate(DEPARTMENTS, start=1)]
    text = "\n".join(
        ["| 指标构成 | 单位 | 2021年目标 | 牵头单位 | 责任单位 |", "|---|---|---|---|---|", *rows]
    )
    table = read_plan("例.xlsx", [Grid.from_markdown(text, file="例.xlsx", sheet="表")], ref, year=2021)
    return Plan(table, ref, Path("例.xlsx"))


def year_of(ref: Reference) -> dict[int, list[tuple[str, bool, bool, date]]]:
    """Department, returned, late and due day, month by month, of the year above."""
    plan, year = plan_of_thirty(ref), {}
    for line in YEAR.strip().splitlines():
        number, marks = line.split()
        period = Period(2021, int(number))
        returns = []
        for name, mark in zip(DEPARTMENTS, marks, strict=True):
            day = 20 if mark == "." else 23
            if mark != "-":
                when = datetime(2021, period.month, day, 23, 59)
                returns.append(Return(f"{name}.xlsx", department=name, received=when))
        parts = [part for each in returns for part in parts_of(plan, each)]
        came = {part.duty: part.returned.received for part in parts if part.returned.received}
        expected = expected_of(plan, period, Judged([], [], Report(), parts, came))
        year[period.month] = [(each.department, each.returned, each.late, each.due) for each in expected]
        counted = rates(expected)
        told = next(row.split()[1:] for row in RATES.strip().splitlines() if row.split()[0] == number)
        if ref is REF:
            figures = (Decimal(counted.actual), Decimal(counted.on_time), counted.rate, counted.on_time_rate)
            assert counted.expected == 30
            assert figures == tuple(Decimal(text) for text in told), number
    return year


def test_the_rates_of_a_year_are_those_counted_by_hand() -> None:
    assert len(year_of(REF)) == 12


def test_the_exception_of_one_department_changes_its_row_only() -> None:
    usual = year_of(REF)
    excused = year_of(county(calendar=f"2021-05-25 截止 {DEPARTMENTS[3]} 2021-05"))
    changed = [
        (month, before, after)
        for month in usual
        for before, after in zip(usual[month], excused[month], strict=True)
        if before != after
    ]
    assert changed == [
        (
            5,
            (DEPARTMENTS[3], True, True, date(2021, 5, 20)),
            (DEPARTMENTS[3], True, False, date(2021, 5, 25)),
        )
    ]


def indicator_of(measure: str, unit: str, target: str, direction: str = "正向") -> Indicator:
    """One indicator as a master has it."""
    heads = "| 指标构成 | 单位 | 2021年目标 | 计量方式 | 方向 | 牵头单位 | 责任单位 |"
    row = f"| 1.甲项 | {unit} | {target} | {measure} | {direction} | 县教育局 | 县财政局 |"
    grid = Grid.from_markdown(f"{heads}\n|---|---|---|---|---|---|---|\n{row}", file="例.xlsx", sheet="表")
    return read_plan("例.xlsx", [grid], REF, year=2021).indicators[0]


@pytest.mark.parametrize(
    ("indicator", "lights"),
    [
        (("比率", "微克/立方米", "不超过33", "反向"), "30绿 33绿 33.1黄 36黄 47黄 47.2红"),
        (("比率", "%", "不低于86.5"), "90绿 86.5绿 86.4黄 60.6黄 60.5红"),
        (("比率", "%", "4.5", "反向"), "4.5绿 4.6黄 6.42黄 6.43红"),
        (("标准", "元/人·月", "700"), "700绿 699黄 490黄 489红"),
        (("时点", "人", "1000"), "1001绿 999黄 700黄 699红"),
        (("累计", "起", "不超过10", "反向"), "0绿 10绿 11黄 14黄 15红"),
        (("比率", "%", "不超过0", "反向"), "0绿 0.1红"),
        (("比率", "%", "待定"), "50"),
        (("比率", "%", "全覆盖"), "50"),
    ],
)
def test_a_level_is_held_against_its_target_in_every_period(indicator: tuple[str, ...], lights: str) -> None:
    one = indicator_of(*indicator)
    assert pace_of(one, AUGUST) is None
    for told in lights.split():
        done, wanted = told.rstrip("绿黄红"), told[-1] if told[-1] in "绿黄红" else ""
        assert LIGHTS[light_of(one, Decimal(done), None, REF.settings)] == wanted, told


def test_the_light_of_a_sum_is_that_of_its_gap() -> None:
    one = indicator_of("累计", "个", "100")
    assert pace_of(one, AUGUST) == Decimal("66.67")
    gaps = {"green": "-9.99", "yellow": "-30", "red": "-30.01"}
    assert [light_of(one, Decimal(40), Decimal(gap), REF.settings) for gap in gaps.values()] == [*gaps]
    assert light_of(one, Decimal(40), None, REF.settings) == ""


def test_what_can_fall_again_is_settled_in_the_last_period_only() -> None:
    march, december, last_quarter = (Period.parse(text) for text in ("2021-03", "2021-12", "2021-Q4"))
    added = indicator_of("累计", "个", "100")
    assert is_settled(added, Decimal(100), march)
    assert not is_settled(added, Decimal(99), december)
    for level, done in (
        (indicator_of("比率", "%", "不低于86.5"), "90"),
        (indicator_of("标准", "元/人·月", "700"), "700"),
        (indicator_of("时点", "人", "1000"), "1000"),
        (indicator_of("累计", "起", "不超过10", "反向"), "2"),
    ):
        settled = [is_settled(level, Decimal(done), each) for each in (march, december, last_quarter)]
        assert settled == [False, True, True]


def test_stages_from_set_up_to_struck_off() -> None:
    def at(
        *,
        assigned: bool = True,
        issued: bool = True,
        returned: bool = True,
        overdue: bool = False,
        problems: int = 0,
        done: bool = False,
    ) -> Stage:
        return stage(
            assigned=assigned,
            issued=issued,
            returned=returned,
            overdue=overdue,
            problems=problems,
            done=done,
        )

    steps = [
        at(assigned=False),
        at(issued=False, returned=False),
        at(returned=False),
        at(),
        at(returned=False, overdue=True),
        at(problems=2, done=True),
        at(done=True),
    ]
    assert tuple(steps) == STAGES


@pytest.fixture
def master(tmp_path: Path) -> Path:
    made = make_work(tmp_path / "县")
    fill(made, "县人社局", {"城镇新增就业": 3000, "职业技能培训": 300})
    fill(made, "县教育局", {"新建幼儿园": "详见附件"}, received="2021-08-23")
    return made


def told(master: Path, day: str, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert main(["status", "--master", str(master), "--period", "2021-08", "--as-of", day, "--json"]) == 0
    document: dict[str, object] = json.loads(capsys.readouterr().out)
    return document


def test_status_says_who_returned_who_was_late_who_is_missing(
    master: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = told(master, "2021-08-25", capsys)
    assert found | {"departments": [], "reminder": ""} == {
        "schema": "minsheng.status/1",
        "period": "2021-08",
        "due": "2021-08-20",
        "locked": None,
        "expected": 3,
        "actual": 2,
        "on_time": 1,
        "rate": 66.67,
        "on_time_rate": 33.33,
        "departments": [],
        "reminder": "",
        "output": None,
    }
    rows = {each["name"]: each for each in found["departments"]}  # type: ignore[attr-defined]
    states = {name: (each["state"], each["late"], each["received_at"]) for name, each in rows.items()}
    assert states == {
        "县人社局": ("已收", False, "2021-08-18T00:00:00"),
        "县教育局": ("有问题", True, "2021-08-23T00:00:00"),
        "县水利局": ("未报", False, None),
    }
    assert rows["县人社局"]["reminder"] == ""
    assert "有1处错误" in rows["县教育局"]["reminder"]
    assert "应于8月20日（星期五）报送，至今未收到，已超期5天" in rows["县水利局"]["reminder"]
    assert str(found["reminder"]).count("\n") == 1


def test_reminders_before_and_on_the_due_day(master: Path) -> None:
    def say(day: date) -> str:
        return jobs.status(master, AUGUST, as_of=day).reminders["县水利局"]

    assert "请于8月20日（星期五）前报送，报送截止还有2天" in say(date(2021, 8, 18))
    assert "今天是报送截止日" in say(date(2021, 8, 20))


def test_status_changes_nothing_and_remembers_what_came_first(master: Path) -> None:
    entries = jobs.verify(master.parent).entries  # the forms that went out
    jobs.status(master, AUGUST, as_of=date(2021, 8, 25))
    assert jobs.verify(master.parent).entries == entries
    consolidate(master)
    jobs.decide(master.parent, "县人社局", AUGUST, "通过", "已核实")
    again = fill(master, "县人社局", {"城镇新增就业": 3001, "职业技能培训": 300})
    arrive(again, "2021-08-24")
    found = {each.department: each for each in jobs.status(master, AUGUST).departments}
    assert found["县人社局"].state == "重报"
    assert not found["县人社局"].late
    for path in (master.parent / "回收").rglob("*.xlsx"):
        path.unlink()
    found = {each.department: each for each in jobs.status(master, AUGUST).departments}
    assert (found["县人社局"].state, found["县教育局"].state) == ("通过", "有问题")


def test_a_return_that_misses_an_issued_row_is_faulty_until_it_is_put_back(tmp_path: Path) -> None:
    master = make_work(tmp_path / "县")
    figures: dict[str, int | str] = {"城镇新增就业": 3000, "职业技能培训": 300}
    path = fill(master, "县人社局", figures)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    row = next(cell.row for line in sheet.iter_rows() for cell in line if cell.value == "职业技能培训")
    assert row is not None
    sheet.delete_rows(row)
    book.save(path)
    arrive(path, "2021-08-18")
    done = consolidate(master)
    (outcome,) = (each for each in done.report.files if each.department)
    assert (outcome.status, outcome.reason_code) == ("partly", "errors")
    assert outcome.reason == "缺少下发的指标“职业技能培训”（2021-1-01-02），原在第5行下面"
    found = jobs.status(master, AUGUST, as_of=date(2021, 8, 22)).departments[0]
    assert (found.state, found.errors, found.returned) == ("有问题", 1, True)
    fill(master, "县人社局", figures, received="2021-08-21")
    consolidate(master)
    found = jobs.status(master, AUGUST, as_of=date(2021, 8, 22)).departments[0]
    assert (found.state, found.errors, found.late) == ("已汇总", 0, False)

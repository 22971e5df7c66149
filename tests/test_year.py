"""A year of a small county: every figure of every month is the hand-kept one, in any order of arrival."""

from __future__ import annotations

import random
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from minsheng_xl import jobs, ledger
from minsheng_xl.jobs.watching import Landed
from minsheng_xl.model import Period
from tests.played_year import (
    MONTHS,
    NAMES,
    YEAR,
    County,
    as_it_happened,
    everything,
    in_another_order,
    places_of,
    shuffled,
)

DONE = """
月 就业 培训 安置 幼儿 食堂     供水 管网 低保 儿童 护理 档案  筛查  手算
1  90   40   95   1    启动     2    4.2  760  1    18   42000 210   累计从0加起
2  190  90   96   1    启动     5    9.5  760  3    40   43100 470   教育局的副本、人社局的另存都不多算
3  300  135  97   3    启动     —    —    780  4    60   42800 710   水利局没有报
4  395  —    97.5 4    过半     13   18.2 780  6    79   44500 965   培训不是数，不收；供水5+8、管网9.5+8.7
5  500  240  98   5    过半     16   23.7 780  7    100  45200 1225  培训135+105；筛查补报260代250，档案第1版
6  600  290  98   6    过半     20   28.5 800  8    123  46000 1475  护理7月10日更正：100+23，不是100+20
7  698  342  99   7    过半     23   33.7 800  10   143  46500 1725  教育局锁定第1版，文件删了也算；护理123+20
8  800  390  99   8    基本完成 27   38.7 800  11   163  —     —     水利局退回重报：管网33.7+5；卫健委没有报
9  900  440  99.5 9    基本完成 30   43.7 800  12   183  —     —     民政局误交8月的表不算；卫健委又没有报
10 1000 490  99.5 10   基本完成 34   49.2 800  13   203  48800 2475  筛查1725+750；水利局误交教育局的表不算
11 1100 545  100  11   完成     37   54.6 800  14   229  49500 2737  护理取15日的：203+26；12日的后到，不算
12 1200 600  100  12   完成     40   60   800  15   249  50200 3000  教育局幼儿改成“若干”不收，取第1版11+1
"""
RATE = """
月 就业  培训  安置 幼儿  食堂 供水 管网  低保 儿童 护理   档案  筛查  手算：累计÷目标，四舍五入留两位
1  7.5   6.67  95   8.33  —    5    6.94  95   —    7.5    84    7     儿童的目标待定，没有完成率
2  15.83 15    96   8.33  —    12.5 15.7  95   —    16.67  86.2  15.67
3  25    22.5  97   25    —    —    —     97.5 —    25     85.6  23.67
4  32.92 —     97.5 33.33 —    32.5 30.08 97.5 —    32.92  89    32.17
5  41.67 40    98   41.67 —    40   39.17 97.5 —    41.67  90.4  40.83
6  50    48.33 98   50    —    50   47.11 100  40   51.25  92    49.17 儿童6月起目标20：8÷20
7  58.17 57    99   58.33 —    57.5 55.7  100  50   59.58  93    57.5
8  66.67 65    99   66.67 —    67.5 63.97 100  55   67.92  —     —
9  75    73.33 99.5 75    —    75   72.23 100  60   76.25  —     —
10 83.33 81.67 99.5 83.33 —    85   81.32 100  65   84.58  97.6  75    筛查9月起目标3300：2475÷3300
11 91.67 90.83 100  91.67 —    92.5 90.25 100  70   95.42  99    82.94
12 100   100   100  100   —    100  99.17 100  75   103.75 100.4 90.91 管网60÷60.5；护理249÷240
"""
TARGETS = dict.fromkeys(MONTHS, "1200 600 100 12 完成标准化建设 40 60.5 800 待定 240 达到50000 3000")
TARGETS |= dict.fromkeys(range(6, 9), "1200 600 100 12 完成标准化建设 40 60.5 800 20 240 达到50000 3000")
TARGETS |= dict.fromkeys(range(9, 13), "1200 600 100 12 完成标准化建设 40 60.5 800 20 240 达到50000 3300")
CARRIED = """
月 就业 培训 安置 幼儿 供水 管网 低保 儿童 护理 档案  筛查  下发的表上印的上期累计
1  —    —    —    —    —    —    —    —    —    —     —
2  90   40   95   1    2    4.2  760  1    18   42000 210
3  190  90   96   1    5    9.5  760  3    40   43100 470
4  300  135  97   3    5    9.5  780  4    60   42800 710   水利局是2月的
5  395  135  97.5 4    13   18.2 780  6    79   44500 965   培训是3月的
6  500  240  98   5    16   23.7 780  7    100  45200 1225
7  600  290  98   6    20   28.5 800  8    120  46000 1475  护理还没有更正
8  698  342  99   7    23   33.7 800  10   143  46500 1725
9  800  390  99   8    27   38.7 800  11   163  46500 1725  卫健委是7月的
10 900  440  99.5 9    30   43.7 800  12   183  46500 1725  卫健委是7月的
11 1000 490  99.5 10   34   49.2 800  13   203  48800 2475
12 1100 545  100  11   37   54.6 800  14   229  49500 2737
"""
Table = dict[int, dict[str, str]]


def table(text: str) -> Table:
    """A hand-kept table by month and indicator."""
    head, *lines = (line.split() for line in text.strip().splitlines())
    keys = [each for each in head[1:] if each in NAMES]
    return {int(line[0]): dict(zip(keys, line[1:], strict=False)) for line in lines}


def figures_of(county: County) -> tuple[Table, Table, Table]:
    """What the twelve summaries say: figures (of a matter without number its state), rates, targets."""
    printed, done = county.printed(), Table()
    for month, lines in printed.items():
        states = {each.indicator.name: each.status for each in county.last(month).summary.lines}
        done[month] = {key: one.done for key, one in lines.items()} | {"食堂": states[NAMES["食堂"]]}
    rates = {month: {key: one.rate for key, one in lines.items()} for month, lines in printed.items()}
    targets = {month: {key: one.target for key, one in lines.items()} for month, lines in printed.items()}
    return done, rates, targets


def assert_hand_kept(county: County) -> None:
    done, rates, targets = figures_of(county)
    assert done == table(DONE)
    assert rates == table(RATE)
    assert targets == {month: dict(zip(NAMES, line.split(), strict=True)) for month, line in TARGETS.items()}


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A work folder with the master only."""
    county = County(tmp_path_factory.mktemp("年") / "云川县")
    county.draft()
    return county.work


@pytest.fixture(scope="module")
def year(drafted: Path, tmp_path_factory: pytest.TempPathFactory) -> County:
    """The year as it happened."""
    county = County(shutil.copytree(drafted, tmp_path_factory.mktemp("实") / "云川县"))
    as_it_happened(county)
    return county


def test_every_figure_of_every_month_is_the_hand_kept_one(year: County) -> None:
    assert_hand_kept(year)


def test_what_was_carried_into_each_month_s_forms_is_the_hand_kept_one(year: County) -> None:
    found = Table()
    for month in MONTHS:
        found[month] = {}
        for form in (year.work / "下发" / f"{YEAR}-{month:02d}").glob("*填报表.xlsx"):
            sheet = openpyxl.load_workbook(form)["填报表"]
            for key, cell in places_of(form.name.split("_")[0], form).items():
                name, _, head = key.partition(" ")
                if head == "上期累计" and name != "食堂":
                    value = sheet[cell].value
                    found[month][name] = "—" if value is None else f"{value:g}"
    assert found == table(CARRIED)


def test_errors_are_about_those_who_made_them(year: County) -> None:
    """Nobody is blamed for what others corrected: errors are missing ones, refused rows, wrong files."""
    found = {
        (month, each.code, each.department)
        for month in MONTHS
        for each in year.last(month).report.findings
        if each.severity.key == "error"
    }
    assert found == {
        (3, "R01", "县水利局"),
        (4, "R15", "县人社局"),
        (8, "R01", "县卫健委"),
        (9, "R01", "县卫健委"),
        (9, "R03", "县民政局"),
        (9, "R03", "县教育局"),
        (10, "R07", "县水利局"),
        (10, "U05", "县水利局"),
        (12, "R15", "县教育局"),
    }


def test_a_file_of_another_period_is_no_version_to_compare_with(year: County) -> None:
    """The files of August among September's: no cell is said to be changed by them or since them."""
    about = [each for each in year.last(9).report.findings if each.code in ("R09", "R18")]
    assert about == []


OUTCOMES = """
2  收到的.xlsx            skipped  same_file
4  县人社局4.xlsx         partly   row_errors
5  县卫健委5.xlsx         partly   older_rows
6  县民政局6.xlsx         skipped  superseded
7  县教育局7#锁后.xlsx    skipped  locked
8  县水利局8.xlsx         rejected sent_back
9  上月的表.xlsx          rejected R03
9  县教育局新.xlsx        rejected R03
10 别家的表.xlsx          rejected R07
10 县水利局新.xlsx        skipped  same_file
11 县民政局11.xlsx        skipped  superseded
12 县教育局.jpg           rejected not_a_table
12 县教育局12#改坏.xlsx   partly   row_errors
12 县教育局12.xlsx        partly   older_rows
12 县教育局没传完.xlsx    rejected truncated
12 县教育局空白.xlsx      rejected blank_form
"""


def test_every_file_that_was_not_simply_taken_says_why(year: County) -> None:
    found = [
        [str(month), each.path, each.status, each.reason_code]
        for month in MONTHS
        for each in year.last(month).report.files
        if each.status != "taken"
    ]
    assert sorted(found) == sorted(line.split() for line in OUTCOMES.strip().splitlines())


CHANGES = """
5  县卫健委 2 档案 累计完成 45200    空白
5  县卫健委 2 筛查 本期完成 250      260
6  县民政局 2 护理 本期完成 20       23
7  县教育局 2 幼儿 本期完成 1        3
7  县教育局 2 食堂 状态     过半     完成
7  县教育局 2 食堂 进展说明 食堂改造过半 食堂改造完成
8  县水利局 2 管网 本期完成 15       5
11 县民政局 1 护理 本期完成 20       26
12 县教育局 2 幼儿 本期完成 1        若干
"""


def test_the_board_lists_what_was_changed_and_when(year: County) -> None:
    """In the order in which versions came in; nothing of files that were another month's or unit's."""
    board = jobs.board(year.master, Period(YEAR, 12), as_of=date(YEAR, 12, 31))
    keys = {name: key for key, name in NAMES.items()}
    found = [
        [
            *(each.period.removeprefix("2021年").removesuffix("月"), each.department, str(each.version)),
            *(keys[each.indicator], each.column, each.before, each.after or "空白"),
        ]
        for each in board.changes
    ]
    assert found == [line.split() for line in CHANGES.strip().splitlines()]


def test_every_summary_of_the_year_can_be_made_again_cell_by_cell(year: County, tmp_path: Path) -> None:
    with ledger.open_records(year.work) as records:
        assert records is not None
        issued = [each.period for each in records.summaries()]
    assert {*issued} == {f"{YEAR}-{month:02d}" for month in MONTHS}
    for period in (Period(YEAR, month) for month in MONTHS):
        for number in range(1, issued.count(str(period)) + 1):
            again = jobs.rebuild(year.work, period, tmp_path / f"{period}.xlsx", number=number)
            assert again.differences == (), (period, number)


def test_the_ledger_of_the_year_is_as_it_was_written(year: County) -> None:
    found = jobs.verify(year.work)
    assert found.faults == ()
    assert found.entries > len(year.summaries)


@pytest.mark.parametrize("month", MONTHS)
def test_all_who_look_at_the_files_say_the_same_of_each(year: County, month: int) -> None:
    period, folder = Period(YEAR, month), year.box(month)
    day = date(YEAR, month, 25)
    checked = jobs.check([folder], master=year.master, period=period, as_of=day)
    landed: list[Landed] = list(jobs.watch(folder, year.master, period, once=True, settle=0.0, as_of=day))
    status = jobs.status(year.master, period, as_of=day)
    board = jobs.board_period(year.master, period, as_of=day)
    done = jobs.consolidate(folder, year.master, period, year.work / "另汇.xlsx", as_of=day)
    assert checked.files == landed[-1].whole.files == done.report.files
    assert checked.findings == landed[-1].whole.findings == done.report.findings
    assert list(board.standings.values()) == list(status.departments)
    returned = {each.department for each in done.summary.expected if each.returned}
    assert {each.department for each in status.departments if each.returned} == returned
    assert set(landed[-1].returned) == returned
    outcomes = {each.path: each for each in done.report.files}
    for each in status.departments:
        if each.returned:
            assert outcomes[each.file].status in ("taken", "partly")


@pytest.mark.parametrize("seed", range(8))
def test_in_any_order_of_arrival_the_figures_are_the_same(seed: int, drafted: Path, tmp_path: Path) -> None:
    """Files come up to half a year late, consolidations lie between; every other time under other names."""
    rng = random.Random(seed)

    def rename(name: str) -> str:
        return f"{rng.choice(('报表', '民生', '最终版', 'scan'))}{rng.getrandbits(32):x}{Path(name).suffix}"

    county = County(shutil.copytree(drafted, tmp_path / "县"), rename if seed % 2 else str)
    in_another_order(county, rng)
    assert_hand_kept(county)
    assert jobs.verify(county.work).faults == ()


@settings(
    max_examples=2,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_in_any_drawn_order_the_figures_are_the_same(
    drafted: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    steps = everything()
    delays = data.draw(st.lists(st.integers(0, 250), min_size=len(steps), max_size=len(steps)))
    order = shuffled(steps, iter(delays).__next__)
    county = County(shutil.copytree(drafted, tmp_path_factory.mktemp("序") / "县"))
    in_another_order(county, random.Random(data.draw(st.integers(0, 999))), order)
    assert_hand_kept(county)

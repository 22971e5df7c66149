"""The cycle board: three months lived by hand, and what every sheet of it must then say."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from minsheng_xl import jobs
from minsheng_xl.board import Board, Standing, mark
from minsheng_xl.fronts.cli import main
from minsheng_xl.ledger import open_records
from minsheng_xl.model import Period
from minsheng_xl.place import WORK_FOLDER
from tests.worked import arrive, consolidate, fill, make_work

JUNE, JULY, AUGUST = Period(2021, 6), Period(2021, 7), Period(2021, 8)
TODAY = date(2021, 8, 22)
NOTICE = """测试县2021年民生工程目标任务及责任分工表

指标构成\t单位\t2021年目标\t牵头单位\t责任单位
一、就业
1. 扩大就业\t\t\t县人社局\t县财政局
城镇新增就业\t人\t5000\t\t
二、教育
1. 改善办学条件\t\t\t县教育局\t县住建局
新建幼儿园\t所\t12\t\t
三、水利
1. 农村饮水\t\t\t县水利局\t县财政局
新建供水工程\t处\t40\t\t
四、民政
1. 养老服务\t\t\t县民政局\t县财政局
新建敬老院\t所\t3\t\t
五、卫健
1. 村卫生室\t\t\t县卫健委\t县财政局
改造村卫生室\t个\t20\t\t
"""
NAMES = {
    "县人社局": "城镇新增就业",
    "县教育局": "新建幼儿园",
    "县水利局": "新建供水工程",
    "县民政局": "新建敬老院",
    "县卫健委": "改造村卫生室",
}


def send(master: Path, lead: str, value: int | str, period: Period, day: int, name: str = "") -> Path:
    """A department's only figure returned on a day of the period."""
    return fill(master, lead, {NAMES[lead]: value}, period=period, received=f"{period}-{day:02}", name=name)


def live_three_months(work: Path) -> Path:
    """June: one locked, one mended, one late, one missing. July: one late, one damaged. August: one empty."""
    master = make_work(work, JUNE, NOTICE)
    send(master, "县人社局", 1000, JUNE, 18)
    send(master, "县教育局", "详见附件", JUNE, 19)
    send(master, "县水利局", 10, JUNE, 23)
    send(master, "县民政局", 1, JUNE, 20)
    consolidate(master, period=JUNE, as_of="2021-06-23")
    send(master, "县教育局", 5, JUNE, 24)
    consolidate(master, period=JUNE, as_of="2021-06-25")
    jobs.decide(work, "县人社局", JUNE, "锁定", "已通报", who="王主任")
    send(master, "县人社局", 1500, JUNE, 28, name="县人社局 更正.xlsx")
    consolidate(master, period=JUNE, as_of="2021-06-28")
    _open(master, JULY)
    send(master, "县人社局", 800, JULY, 18)
    send(master, "县教育局", 3, JULY, 21)
    send(master, "县水利局", 31, JULY, 15)
    send(master, "县卫健委", 11, JULY, 15)
    whole = next((work / "下发" / str(JULY)).glob("县民政局*")).read_bytes()
    _put(work / "回收" / str(JULY) / "民政局7月报表.xlsx", whole[: len(whole) // 2], "2021-07-19")
    consolidate(master, period=JULY, as_of="2021-07-25")
    _open(master, AUGUST)
    send(master, "县人社局", 1500, AUGUST, 18)
    send(master, "县卫健委", "5个", AUGUST, 19)
    send(master, "县水利局", "详见附件", AUGUST, 19)
    _put(work / "回收" / str(AUGUST) / "县教育局" / "8月.xlsx", b"", "2021-08-19")
    consolidate(master, period=AUGUST, as_of="2021-08-22")
    return master


def _open(master: Path, period: Period) -> None:
    jobs.issue(master, period, master.parent / "下发" / str(period))
    (master.parent / "回收" / str(period)).mkdir(parents=True)


def _put(path: Path, data: bytes, day: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    arrive(path, day)


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return live_three_months(tmp_path_factory.mktemp("看板") / "县")


@pytest.fixture(scope="module")
def board(master: Path) -> Board:
    return jobs.board(master, AUGUST, as_of=TODAY)


@pytest.fixture(scope="module")
def book(master: Path, board: Board, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("写") / "周期看板.xlsx"
    jobs.write_board(board, path)
    return openpyxl.load_workbook(path)


def rows_of(book: openpyxl.Workbook, sheet: str, header: int = 2) -> list[dict[str, object]]:
    lines = book[sheet].iter_rows(min_row=header, values_only=True)
    heads = [str(each).replace("\n", "") for each in next(lines)]
    return [dict(zip(heads, line, strict=True)) for line in lines]


BY_HAND = """
县人社局  已报·锁定  已报    已报
县教育局  已报       迟报    打不开
县水利局  迟报       已报    已报·错1
县民政局  已报       打不开  未报
县卫健委  未报       已报    已报
"""


def test_every_department_stands_in_every_period_as_counted_by_hand(book: openpyxl.Workbook) -> None:
    lines = rows_of(book, "周期看板", 3)
    shown = {str(line["单位"]): [line[month] for month in ("6月", "7月", "8月")] for line in lines[2:7]}
    assert shown == {name: marks for name, *marks in (line.split() for line in BY_HAND.split("\n")[1:-1])}
    assert {line[month] for line in lines[2:7] for month in ("1月", "5月", "9月", "12月")} == {None}
    assert lines[0]["8月"] == "8-20"


def test_rates_stand_below_each_period_and_beside_each_department(book: openpyxl.Workbook) -> None:
    lines = {str(line["单位"]): line for line in rows_of(book, "周期看板", 3) if line["单位"]}
    months = ("6月", "7月", "8月")
    assert [lines["应报（家）"][month] for month in months] == [5, 5, 5]
    assert [lines["已报（家）"][month] for month in months] == [4, 4, 3]
    assert [lines["及时（家）"][month] for month in months] == [3, 3, 3]
    assert [lines["报送率（%）"][month] for month in months] == [80, 80, 60]
    assert [lines["及时率（%）"][month] for month in months] == [60, 60, 60]
    own = lines["县水利局"]
    assert [own[f"{word}（期）"] for word in ("应报", "已报", "及时")] == [3, 3, 2]
    assert (own["报送率（%）"], own["及时率（%）"]) == (100, 66.67)
    assert lines["应报（家）"]["1月"] is None


def test_reminders_have_other_words_for_a_file_nobody_can_open(book: openpyxl.Workbook, board: Board) -> None:
    told = {str(line["单位"]): (line["状态"], str(line["催报的话"])) for line in rows_of(book, "催报清单")}
    assert {name: state for name, (state, _) in told.items()} == {
        "县教育局": "已交但打不开",
        "县水利局": "有问题",
        "县民政局": "未报",
    }
    assert "“县教育局/8月.xlsx”已收到，但打不开：空文件" in told["县教育局"][1]
    assert "有1处错误" in told["县水利局"][1]
    assert "至今未收到，已超期2天" in told["县民政局"][1]
    assert {name: text for name, (_, text) in told.items()} == dict(board.reminders)


def test_every_indicator_stands_at_one_stage(book: openpyxl.Workbook) -> None:
    lines = {str(line["指标名称"]): line for line in rows_of(book, "环节")}
    assert {name: line["现在"] for name, line in lines.items()} == {
        "城镇新增就业": "报送",
        "新建幼儿园": "催办",
        "新建供水工程": "整改",
        "新建敬老院": "催办",
        "改造村卫生室": "报送",
    }
    assert [lines["新建供水工程"][each] for each in ("立项", "下发", "报送", "整改", "销号")] == [
        "√", "√", "√", "●", None,
    ]  # fmt: skip
    counts = {str(line["牵头单位"]): line for line in rows_of(book, "单位环节")}
    assert (counts["县水利局"]["指标数"], counts["县水利局"]["整改"]) == (1, 1)


def test_a_task_that_is_done_is_struck_off(master: Path) -> None:
    found = jobs.board(master, JULY, as_of=date(2021, 7, 25))
    stages = {each.indicator: each.stage for each in found.steps}
    assert (stages["新建供水工程"], stages["新建幼儿园"]) == ("销号", "报送")


def test_a_form_not_yet_issued_is_only_handed_out_on_paper(master: Path) -> None:
    found = jobs.board(master, Period(2021, 9), as_of=date(2021, 9, 1))
    assert {each.stage for each in found.steps} == {"分解"}
    assert {each.stage for each in jobs.board(master, AUGUST, as_of=date(2021, 8, 20)).steps} >= {"下发"}


def test_a_problem_is_followed_from_the_version_that_has_it_to_the_one_that_has_not(
    book: openpyxl.Workbook,
) -> None:
    lines = [line for line in rows_of(book, "问题台账") if line["级别"] == "错误"]
    told = {(line["报送期"], line["单位"]): line for line in lines}
    june = told["2021年6月", "县教育局"]
    assert (june["规则码"], june["指标名称"], june["查出"], june["整改"], june["状态"]) == (
        "R15", "新建幼儿园", "第1版 2021-06-19", "第2版 2021-06-24", "已整改",
    )  # fmt: skip
    assert june["退回"] == str(date.today())
    assert (told["2021年8月", "县水利局"]["整改"], told["2021年8月", "县水利局"]["状态"]) == (None, "待整改")
    assert told["2021年7月", "县民政局"]["状态"] == "待重报"
    assert "民政局7月报表.xlsx" in str(told["2021年7月", "县民政局"]["问题"])
    assert len(lines) == 4


def test_what_a_later_version_changed_is_listed_cell_by_cell(book: openpyxl.Workbook) -> None:
    changed = [
        [line[name] for name in ("报送期", "单位", "指标名称", "列", "原来", "改为", "第几版", "文件")]
        for line in rows_of(book, "重报改动")
        if line["列"] == "本期完成"
    ]
    form = "县教育局_2021-06_填报表.xlsx"
    assert changed == [
        ["2021年6月", "县人社局", "城镇新增就业", "本期完成", "1000", "1500", "第2版", "县人社局 更正.xlsx"],
        ["2021年6月", "县教育局", "新建幼儿园", "本期完成", "详见附件", "5", "第2版", form],
    ]


def test_a_return_after_the_lock_is_a_version_that_is_seen_and_may_be_let_in(tmp_path: Path) -> None:
    master = live_three_months(tmp_path / "县")
    with open_records(master.parent) as records:
        assert records is not None
        own = [(each.number, each.status, each.state) for each in records.versions("2021-06")[:1]]
        numbers = [each.number for each in records.versions("2021-06") if "人力" in each.department]
    assert own == [(1, "taken", "锁定")]
    assert numbers == [1, 2]
    found = jobs.status(master, JUNE, as_of=date(2021, 6, 30)).departments[0]
    assert (found.version, found.held, found.aside) == (1, True, ("县人社局 更正.xlsx",))
    jobs.decide(master.parent, "县人社局", JUNE, "通过", "主任同意更正", number=2)
    lines = consolidate(master, period=JUNE, as_of="2021-06-30").summary.lines
    assert lines[0].cumulative == 1500
    found = jobs.status(master, JUNE, as_of=date(2021, 6, 30)).departments[0]
    assert (found.version, found.held, found.aside, found.late) == (2, False, (), False)


def test_status_writes_the_board_and_says_where(
    master: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = master.parent / WORK_FOLDER / "ledger.sqlite"
    before, output = ledger.read_bytes(), tmp_path / "周期看板.xlsx"
    arguments = ["status", "--master", str(master), "--period", "2021-08", "--as-of", str(TODAY)]
    assert main([*arguments, "-o", str(output), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["output"] == str(output)
    assert ledger.read_bytes() == before
    rows = {each["name"]: each for each in document["departments"]}
    assert rows["县教育局"]["unreadable"]
    assert (rows["县教育局"]["state"], rows["县教育局"]["reason_code"]) == ("已退回", "empty")
    main([*arguments, "-o", str(output)])
    said = capsys.readouterr().err
    assert "已交但打不开　“县教育局/8月.xlsx”" in said
    assert "报送率60.00%）、及时3家（及时率60.00%）" in said
    assert jobs.check([output]).files[0].reason_code == "own_output"


@pytest.mark.parametrize(
    ("name", "lead"),
    [
        ("县教育局8月.xlsx", "县教育局"),
        ("教育局.xlsx", "县教育局"),
        ("测试县教育局报表.xlsx", "县教育局"),
        ("人力资源和社会保障局/八月.xlsx", "县人社局"),
        ("县水利局.zip", "县水利局"),
        ("县民政局/县教育局.xlsx", "县教育局"),
        ("县民政局和县教育局.xlsx", None),
        ("8月.xlsx", None),
    ],
)
def test_a_damaged_file_belongs_to_the_department_its_name_or_folder_says(
    master: Path, tmp_path: Path, name: str, lead: str | None
) -> None:
    work = tmp_path / "县"
    path = work / "回收" / "2021-10" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"PK\x03\x04 cut off")
    found = jobs.status(master, Period(2021, 10), work=work, as_of=date(2021, 10, 10))
    assert [each.department for each in found.departments if each.unreadable] == ([lead] if lead else [])
    assert found.rates.actual == 0


def test_words_alone_tell_every_mark_from_the_others() -> None:
    due, day = date(2021, 8, 20), date(2021, 8, 25)
    came = {"received": TODAY, "file": "甲.xlsx"}
    standings = [
        Standing("甲", "未报", due),
        Standing("甲", "已收", due, **came),  # type: ignore[arg-type]
        Standing("甲", "已收", due, late=True, **came),  # type: ignore[arg-type]
        Standing("甲", "锁定", due, held=True, **came),  # type: ignore[arg-type]
        Standing("甲", "有问题", due, errors=2, **came),  # type: ignore[arg-type]
        Standing("甲", "已退回", due, reason="缺列", file="甲.xlsx"),
        Standing("甲", "已退回", due, reason="空文件", unreadable=True, file="甲.xlsx"),
        Standing("甲", "已退回", due, reason="缺列", **came),  # type: ignore[arg-type]
    ]
    words = [mark(each, day).words for each in standings]
    assert words == ["未报", "已报", "迟报", "已报·锁定", "已报·错2", "退回", "打不开", "已报·退回"]
    assert mark(standings[0], due).words == "待报"


@pytest.mark.parametrize(
    ("period", "heads"),
    [
        ("2021-Q3", ["第一季度", "第二季度", "第三季度", "第四季度"]),
        ("2021-H2", ["上半年", "下半年"]),
        ("2021", ["全年"]),
        ("2021-08-中旬", ["4月下旬", "8月中旬"]),
    ],
)
def test_the_board_has_a_column_for_every_period_of_the_rhythm(
    master: Path, tmp_path: Path, period: str, heads: list[str]
) -> None:
    jobs.write_board(jobs.board(master, Period.parse(period), as_of=TODAY), tmp_path / "板.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "板.xlsx")["周期看板"]
    shown = [str(cell.value) for cell in sheet[3][3:-5]]
    assert len(shown) == (12 if "旬" in period else len(heads))
    assert [shown[0], shown[-1]] == [heads[0], heads[-1]]


def test_the_summary_lists_a_damaged_file_with_its_department(master: Path) -> None:
    book = openpyxl.load_workbook(next((master.parent / "汇总" / str(JULY)).glob("*.xlsx")))
    heads, *lines = book["收件台账"].iter_rows(values_only=True)
    (own,) = (line for line in lines if line[1] == "县民政局")
    row = dict(zip(heads, own, strict=True))
    assert (row["份数"], row["状态"]) == (1, "未收")
    assert "文件不完整" in str(row["说明"])
    assert "（未识别）" not in {line[1] for line in lines}

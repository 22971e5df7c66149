"""Adopted opinions carried out on a new master: what was changed, what was not and why; the old one stays."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from minsheng_xl import jobs
from minsheng_xl.errors import InputError, OutputError
from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.fronts.cli import main
from minsheng_xl.model import Period
from minsheng_xl.writing import layouts
from minsheng_xl.writing.patch import Workbook

NOTICE = """清河县2024年民生实事目标任务及责任分工表

指标构成\t单位\t2024年目标\t牵头单位\t责任单位
一、就业
1. 扩大就业\t\t\t县人社局\t县财政局
城镇新增就业\t人\t5200\t\t
职业技能培训\t人次\t1800\t\t
二、卫生健康
2. 免费婚检\t对\t1500\t县卫生健康局\t县民政局
3. 高龄补贴\t人\t待定\t县民政局\t县财政局
三、基础设施
4. 农村公路\t公里\t60\t县交通运输局\t县财政局
5. 农村改厕\t户\t1200\t县农业农村局\t县财政局
"""
OPINIONS = layouts.load("opinions")
COMMENT = layouts.load("comment")
Typed = str | int | None
Said = dict[str, dict[str, str]]
"""What is said to an indicator, by field role."""


class Office:
    """A work folder in which opinions come back and are decided on."""

    def __init__(self, work: Path, notice: str = NOTICE, layout: str = "a") -> None:
        self.master, self.new = work / "总表.xlsx", work / "新总表.xlsx"
        self.opinions, self.folder = work / "意见汇总.xlsx", work / "征求意见"
        (work / "目标任务表.txt").write_text(notice, encoding="utf-8")
        jobs.draft(work / "目标任务表.txt", self.master, layout=layout)
        jobs.issue_comments(self.master, self.folder)

    def say(self, said: Said) -> None:
        """Opinions typed into the sheets, by name of the indicator."""
        for path in self.folder.glob("*.xlsx"):
            names = _rows(path, COMMENT.sheet, COMMENT.number("indicator"))
            book = Workbook.open(path)
            for name in names.keys() & said.keys():
                for role, text in said[name].items():
                    book.sheet(COMMENT.sheet).set(cell_name(names[name], COMMENT.number(role)), text)
            book.save(path)

    def gather(self) -> jobs.Gathered:
        return jobs.gather_comments(self.folder, self.master, self.opinions)

    def decide(self, name: str, **values: Typed) -> int:
        """What the office writes behind an opinion; the row."""
        row = _rows(self.opinions, OPINIONS.sheet, OPINIONS.number("indicator"))[name]
        self.write(row, **values)
        return row

    def write(self, row: int, **values: Typed) -> None:
        book = openpyxl.load_workbook(self.opinions)
        for role, value in values.items():
            book[OPINIONS.sheet].cell(row, OPINIONS.number(role)).value = value
        book.save(self.opinions)

    def apply(self) -> jobs.Adopted:
        done = jobs.gather_comments(self.folder, self.master, self.opinions, apply=self.new)
        assert done.adopted is not None
        return done.adopted

    def cell(self, row: int, role: str) -> object:
        sheet = openpyxl.load_workbook(self.opinions)[OPINIONS.sheet]
        return sheet.cell(row, OPINIONS.number(role)).value


def _rows(path: Path, sheet: str, column: int) -> dict[str, int]:
    cells = openpyxl.load_workbook(path)[sheet].iter_rows(min_col=column, max_col=column)
    return {str(cell.value): cell.row for (cell,) in cells if cell.value}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def figures(path: Path) -> dict[str, tuple[str, str, str, str]]:
    return {
        each.name: (each.target.raw, each.unit, each.lead.effective, each.responsible.effective)
        for each in jobs.read_source(path).table.indicators
    }


SAID: Said = {
    "城镇新增就业": {"opinion": "改目标", "proposal": "目标改为4800"},
    "免费婚检": {"opinion": "改责任", "proposal": "牵头单位改为县民政局。"},
    "高龄补贴": {"opinion": "改目标", "proposal": "待定改为3000人"},
    "农村公路": {"opinion": "改目标", "proposal": "适当下调"},
    "农村改厕": {"opinion": "改单位", "proposal": "改为万户"},
}


def test_what_the_words_ask_for_is_proposed(office: Office) -> None:
    office.say(SAID)
    office.gather()
    rows = _rows(office.opinions, OPINIONS.sheet, OPINIONS.number("indicator"))
    proposed = {name: (office.cell(row, "field"), office.cell(row, "becomes")) for name, row in rows.items()}
    assert {name: proposed[name] for name in SAID} == {
        "城镇新增就业": ("目标", 4800),
        "免费婚检": ("牵头单位", "县民政局"),
        "高龄补贴": ("目标", 3000),
        "农村公路": (None, None),
        "农村改厕": ("单位", "万户"),
    }
    assert all(office.cell(row, "decision") is None for name, row in rows.items() if name in SAID)


def test_only_what_was_adopted_is_changed_and_the_old_master_stays(office: Office) -> None:
    office.say(SAID)
    office.gather()
    before, old = office.master.read_bytes(), figures(office.master)
    with pytest.raises(InputError, match="没有一条采纳"):
        office.apply()
    assert not office.new.exists()
    office.decide("城镇新增就业", decision="采纳")
    office.decide("高龄补贴", decision="部分采纳", becomes=2800)
    office.decide("免费婚检", decision="不采纳")
    adopted = office.apply()
    told = [
        (each.name, each.field, each.old, each.new, each.departments, each.row) for each in adopted.changes
    ]
    assert told == [
        ("城镇新增就业", "目标", "5200", "4800", ("县人社局",), 6),
        ("高龄补贴", "目标", "待定", "2800", ("县民政局",), 10),
    ]
    assert figures(office.new) == old | {
        "城镇新增就业": ("4800", *old["城镇新增就业"][1:]),
        "高龄补贴": ("2800", *old["高龄补贴"][1:]),
    }
    assert office.master.read_bytes() == before
    assert not adopted.left
    assert not [each.code for each in jobs.check([office.new]).findings]
    codes = [
        [each.code for each in jobs.read_source(path).table.indicators]
        for path in (office.master, office.new)
    ]
    assert codes[0] == codes[1]
    assert [each.rows for each in jobs.issue(office.new, Period(2024, 4), office.new.parent / "下发").forms]


def test_units_change_in_the_row_and_forms_go_to_the_new_lead(office: Office) -> None:
    office.say(SAID)
    office.gather()
    office.decide("免费婚检", decision="采纳")
    office.apply()
    table = jobs.read_source(office.new).table
    changed = next(each for each in table.indicators if each.name == "免费婚检")
    assert (changed.lead.units, table.item_of[changed.code].lead.units) == (("县民政局",), ("县民政局",))
    assert "县卫生健康局" not in table.leads


@pytest.mark.parametrize(
    ("name", "values", "role", "why"),
    [
        ("农村公路", {"decision": "采纳"}, "field", "没有写改哪一栏"),
        ("农村公路", {"decision": "采纳", "field": "目标"}, "becomes", "没有写改成什么"),
        ("农村公路", {"decision": "采纳", "field": "目标", "becomes": "适当下调"}, "becomes", "不是目标值"),
        ("农村公路", {"decision": "采纳", "field": "目标", "becomes": "50公里"}, "becomes", "目标一栏只写数"),
        ("农村公路", {"decision": "采纳", "field": "目标", "becomes": 60}, "becomes", "本来就是“60”"),
        (
            "农村公路",
            {"decision": "采纳", "field": "责任单位", "becomes": "县某某中心"},
            "becomes",
            "不在部门名录",
        ),
        ("农村公路", {"decision": "采纳", "field": "单位", "becomes": "里程碑"}, "becomes", "不在单位表内"),
        ("农村改厕", {"decision": "采纳"}, "decision", "目标1200也要跟着改"),
        ("城镇新增就业", {"decision": "拟同意"}, "decision", "处理意见“拟同意”认不出"),
        ("城镇新增就业", {"decision": "采纳", "code": "2024-9-01-01"}, "indicator", "总表里找不到这个指标"),
    ],
)
def test_what_cannot_be_changed_is_said_with_its_cell(
    office: Office, name: str, values: dict[str, Typed], role: str, why: str
) -> None:
    office.say(SAID)
    office.gather()
    row = office.decide(name, **values)
    if values["decision"] == "拟同意":
        office.decide("高龄补贴", decision="采纳")
    if role == "indicator":  # what a sheet says is gathered anew: only a line by hand keeps what is typed
        office.write(row, source=None)
    adopted = office.apply()
    [left] = adopted.left
    assert why in left.problem
    assert left.place.cell.rstrip("0123456789") == cell_name(1, OPINIONS.number(role)).rstrip("1")
    assert (adopted.master is None) == (values["decision"] != "拟同意")
    assert office.new.exists() == (adopted.master is not None)


def test_an_opinion_on_an_older_target_is_not_carried_out(office: Office) -> None:
    office.say(SAID)
    office.say({"城镇新增就业": {"target": "5000"}})
    office.gather()
    row = office.decide("城镇新增就业", decision="采纳")
    adopted = office.apply()
    assert adopted.master is None
    assert [(each.place.cell, each.problem) for each in adopted.left] == [
        (f"F{row}", "意见是对“5000”提的，总表现在是“5200”，请核对")
    ]


def test_two_adopted_opinions_that_contradict_are_both_left(office: Office) -> None:
    office.say(SAID)
    office.gather()
    row, last = office.decide("城镇新增就业", decision="采纳"), 3 + len(SAID)
    hand = {"department": "县财政局", "indicator": "城镇新增就业", "decision": "采纳", "field": "目标"}
    office.write(last, **hand, becomes=5000)
    assert [each.problem for each in office.apply().left] == [
        f"与N{last}格采纳的县财政局意见“5000”相抵触，请定一个",
        f"与N{row}格采纳的县人社局意见“4800”相抵触，请定一个",
    ]
    office.write(last, becomes=4800)
    [change] = office.apply().changes
    assert (change.departments, change.new, change.problem) == (("县人社局", "县财政局"), "4800", "")


def test_decisions_outlive_gathering_again_and_those_on_other_words_are_told(office: Office) -> None:
    office.say(SAID)
    office.gather()
    office.decide("城镇新增就业", decision="采纳", becomes=4900, remark="按省里下达数")
    office.decide("免费婚检", decision="采纳")
    office.say({"免费婚检": {"opinion": "改责任", "proposal": "牵头单位改为县医疗保障局"}})
    done = office.gather()
    rows = _rows(office.opinions, OPINIONS.sheet, OPINIONS.number("indicator"))
    kept = [office.cell(rows["城镇新增就业"], role) for role in ("decision", "becomes", "remark")]
    assert kept == ["采纳", 4900, "按省里下达数"]
    assert office.cell(rows["免费婚检"], "decision") is None
    assert done.dropped == ["县卫生健康局对“免费婚检”的意见“牵头单位改为县民政局。”（采纳）"]


def test_nothing_is_written_over_what_is_read(office: Office) -> None:
    office.say(SAID)
    office.gather()
    office.decide("城镇新增就业", decision="采纳")
    with pytest.raises(OutputError, match="那是这次要读的文件"):
        jobs.gather_comments(office.folder, office.master, office.opinions, apply=office.master)
    with pytest.raises(InputError, match="不是意见汇总"):
        jobs.gather_comments(office.folder, office.master, office.folder / "县人社局_征求意见表.xlsx")


@pytest.mark.parametrize("layout", ["b", "c"])
def test_a_task_in_words_says_the_new_figure(tmp_path: Path, layout: str) -> None:
    office = Office(tmp_path, layout=layout)
    office.say(SAID)
    office.gather()
    office.decide("城镇新增就业", decision="采纳")
    assert not office.apply().left
    table = jobs.read_source(office.new).table
    changed = next(each for each in table.indicators if each.name == "城镇新增就业")
    assert (changed.target.value, changed.doubt, table.layout) == (Decimal(4800), "", layout)


def test_from_the_command_line(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.say(SAID)
    office.gather()
    office.decide("城镇新增就业", decision="采纳")
    row = office.decide("农村公路", decision="采纳")
    gather = ["comment", str(office.master), "--returned", str(office.folder), "-o", str(office.opinions)]
    assert main([*gather, "--apply", str(office.new)]) == 1
    told = capsys.readouterr().err
    assert "已改　第6行“城镇新增就业”目标：5200 → 4800（县人社局）" in told
    assert f"未改　意见汇总O{row}" in told
    assert "采纳的意见改了1处、未改1处。" in told
    assert main([*gather, "--apply", str(office.new), "--json"]) == 1
    changes = json.loads(capsys.readouterr().out)["adopted"]["changes"]
    assert [(each["indicator"], each["new"], each["cell"], bool(each["problem"])) for each in changes] == [
        ("2024-3-01-00", "", f"O{row}", True),
        ("2024-1-01-01", "4800", "N4", False),
    ]
    sheet = openpyxl.load_workbook(office.opinions)["采纳落实"]
    states = {row[1]: (row[0], row[6]) for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert states == {"农村公路": (None, "未改"), "城镇新增就业": (6, "已改")}
    assert main(["comment", str(office.master), "-o", str(office.folder), "--apply", str(office.new)]) == 2

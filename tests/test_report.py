"""Findings as people read them: gravest first, the same told once, every cell named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from minsheng_xl.checks.report import FileOutcome, Finding, Report, Severity, as_one, grouped
from minsheng_xl.place import Place


def finding(row: int, message: str, severity: Severity = Severity.WARNING, code: str = "V02") -> Finding:
    return Finding(code, "目标待定", severity, Place("总表.xlsx", "目标任务表", row, 7), message, "请补填")


def test_one_finding_says_where_what_and_what_to_do() -> None:
    report = Report(findings=(finding(6, "“甲”的目标仍是“待定”"),))
    assert report.lines() == ["警告　总表.xlsx〔目标任务表〕G6 “甲”的目标仍是“待定”，请补填。（V02）"]


def test_the_same_sentence_is_told_once_with_its_cells() -> None:
    report = Report(findings=tuple(finding(row, "目标仍是“待定”") for row in (6, 7, 7)))
    assert report.lines() == ["警告　总表.xlsx〔目标任务表〕G6、G7 目标仍是“待定”，请补填。（V02）"]


def test_many_of_one_rule_are_one_line_naming_every_cell() -> None:
    report = Report(findings=tuple(finding(row, f"“第{row}行”待定") for row in range(1, 7)))
    (line,) = report.lines()
    assert line == ("警告　总表.xlsx〔目标任务表〕G1—G6 共6处“目标待定”，如“第1行”待定，请补填。（V02）")


def test_a_list_for_people_tells_many_notices_of_one_cause_in_one_row() -> None:
    notices = [finding(row, f"“第{row}行”为“—”", Severity.INFORMATION, "V03") for row in (1, 2, 3, 7, 9)]
    (group,) = grouped(notices)
    told = as_one(group)
    assert told.message == "共5处（G1—G3、G7、G9）“目标待定”，如“第1行”为“—”"
    assert (told.place, told.severity, told.code) == (notices[0].place, Severity.INFORMATION, "V03")
    assert len(Report(findings=tuple(notices)).as_json()["findings"]) == 5


def test_one_unknown_name_on_many_rows_is_one_row_and_two_names_are_two() -> None:
    names = [finding(row, f"“{name}”不在部门名录", code="D04") for name in "甲乙" for row in range(1, 151)]
    assert [as_one(group).message for group in grouped(names)] == [
        "共150处（G1—G150）“甲”不在部门名录",
        "共150处（G1—G150）“乙”不在部门名录",
    ]


def test_one_word_in_many_targets_is_one_row_and_one_figure_is_not() -> None:
    open_ = [replace(finding(row, f"“第{row}行”的目标仍是“待定”"), printed="待定") for row in range(1, 31)]
    (group,) = grouped(open_)
    assert as_one(group).message == "共30处（G1—G30）“目标待定”，如“第1行”的目标仍是“待定”"
    behind = [replace(finding(row, f"“第{row}行”完成0%"), printed="0") for row in range(1, 31)]
    assert len(grouped(behind)) == 30


@pytest.mark.parametrize(
    ("severity", "messages"),
    [
        (Severity.ERROR, ["单元格是错误值#REF!"] * 6),
        (Severity.WARNING, [f"“{number}”完成{number}%" for number in range(6)]),
        (Severity.INFORMATION, ["为“—”"] * 4),
    ],
)
def test_errors_different_warnings_and_few_notices_keep_a_row_each(
    severity: Severity, messages: list[str]
) -> None:
    found = [finding(row, message, severity) for row, message in enumerate(messages, start=1)]
    assert [as_one(group) for group in grouped(found)] == found


def test_the_gravest_come_first() -> None:
    report = Report(
        findings=(finding(1, "轻", Severity.INFORMATION), finding(2, "重", Severity.ERROR, "U01"))
    )
    assert [line[:2] for line in report.lines()] == ["错误", "提示"]


def test_merging_keeps_every_file_and_a_rule_that_ran_has_run() -> None:
    one = Report((FileOutcome("甲", "taken"),), (), ("U01",), ("R01",))
    other = Report((FileOutcome("乙", "rejected"),), (), ("R01",), ("U01", "T01"))
    both = one.merged(other)
    assert [file.path for file in both.files] == ["甲", "乙"]
    assert (both.rules_run, both.rules_skipped) == (("U01", "R01"), ("T01",))
    assert not both.clean

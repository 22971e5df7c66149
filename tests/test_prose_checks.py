"""Rules over prose: what a careful clerk would not call a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from minsheng_xl import jobs

NOTICE = """云岭省人民政府关于2010年民生目标任务责任分工的通知
15.实施农村实事工程。
(1)农民就业工程。新增转移农村劳动力2500人。（责任部门：省农业厅、卫生厅、财政厅）
(2)为农服务工程。新建改建农村公路40公里。（责任部门：省交通运输厅、财政厅）
16.深化农村改革。新增适度规模经营面积3万亩。（责任部门：省农业厅、财政厅）
{more}"""


def _codes(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "通知.txt"
    file.write_text(text, encoding="utf-8")
    return [finding.code for finding in jobs.check_source(jobs.read_source(file)).findings]


def test_a_list_that_writes_its_level_once_is_of_that_level(tmp_path: Path) -> None:
    assert "D07" not in _codes(tmp_path, NOTICE.format(more=""))


def test_a_unit_without_level_among_units_with_one_is_told(tmp_path: Path) -> None:
    more = "17.新建幼儿园5所。（责任部门：省教育厅、财政厅、省审计厅）\n"
    assert _codes(tmp_path, NOTICE.format(more=more)).count("D07") == 1


@pytest.mark.parametrize(
    ("more", "told"), [("", False), ("18.新建幼儿园5所。（责任部门：省教育厅）\n", True)]
)
def test_numbers_go_on_behind_sub_projects(tmp_path: Path, more: str, told: bool) -> None:
    assert ("S02" in _codes(tmp_path, NOTICE.format(more=more))) is told

"""Whose file it is that cannot be read: by the file's name, else by the folders it lies in."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from minsheng_xl import jobs
from minsheng_xl.checks.report import FileOutcome
from minsheng_xl.fronts.cli import main
from minsheng_xl.jobs.plans import Plan, read_source
from minsheng_xl.jobs.senders import lead_named, sender_of
from tests.worked import AUGUST, fill, make_work

NOTICE = """测试县2021年民生工程目标任务及责任分工表

指标构成\t单位\t2021年目标\t牵头单位\t责任单位
一、社会事业
1. 新建幼儿园\t所\t12\t县教育局\t县住建局
2. 免费婚检\t对\t1500\t县卫生健康局\t县民政局
3. 城镇新增就业\t人\t5000\t县人力资源和社会保障局\t县财政局
4. 康复救助\t人\t40\t县残联\t县财政局
5. 新建停车位\t个\t300\t县城投公司\t县财政局
"""
PHOTO = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + bytes(300) + bytes.fromhex("ffd9")
SCAN = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return jobs.read_source(make_work(tmp_path_factory.mktemp("work"), notice=NOTICE))


@pytest.mark.parametrize(
    ("path", "lead"),
    [
        ("县教育局8月报表.jpg", "县教育局"),
        ("教育局（盖章）.png", "县教育局"),
        ("卫健局照片.jpg", "县卫生健康局"),
        ("8月-县卫健局扫描件.pdf", "县卫生健康局"),
        ("人社局.xlsx", "县人力资源和社会保障局"),
        ("县人社局_2021-08_填报表.xlsx", "县人力资源和社会保障局"),
        ("县残联进度.jpg", "县残联"),
        ("城投公司停车位.jpg", "县城投公司"),
        ("县教育局/IMG_0001.jpg", "县教育局"),
        ("教育局.zip!/照片/IMG_0001.jpg", "县教育局"),
        ("县教育局/县卫健局代报.jpg", "县卫生健康局"),
        ("市教育局通知.jpg", ""),
        ("县财政局.jpg", ""),
        ("县教育局、县卫健局合报.jpg", ""),
        ("IMG_0001.jpg", ""),
    ],
)
def test_a_file_is_its_senders_by_the_names_around_it(plan: Plan, path: str, lead: str) -> None:
    assert sender_of(plan, FileOutcome(path, "rejected")) == lead


def test_files_nobody_can_read_are_named_with_reason_and_sender(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    master = make_work(tmp_path, notice=NOTICE)
    whole = fill(master, "县教育局", {"新建幼儿园": 3})
    folder = whole.parent
    whole.write_bytes(whole.read_bytes()[:3000])
    (folder / "卫健局照片.jpg").write_bytes(PHOTO)
    (folder / "县残联扫描件.pdf").write_bytes(SCAN)
    with zipfile.ZipFile(folder / "县城投公司.zip", "w") as archive:
        archive.writestr("1.png", b"\x89PNG\r\n\x1a\n" + bytes(300))
    run = ["consolidate", str(folder), "--master", str(master), "--period", str(AUGUST)]
    assert main([*run, "-o", str(tmp_path / "汇总.xlsx"), "--marked", str(tmp_path / "退回")]) == 1
    told = capsys.readouterr().err
    for name, reason in (
        (whole.name, "文件不完整，没有复制或下载完"),
        ("卫健局照片.jpg（县卫生健康局）", "不是电子表格：这是图片"),
        ("县残联扫描件.pdf", "不是电子表格：这是PDF 文件"),
        ("县城投公司.zip!/1.png", "不是电子表格：这是图片"),
    ):
        assert f"{name}　未收：{reason}" in told
    letters = sorted(path.name for path in (tmp_path / "退回").iterdir())
    units = ("县卫生健康局", "县城投公司", "县教育局", "县残联")
    assert letters == [f"{unit}_退回说明.txt" for unit in units]


@pytest.mark.parametrize(
    ("title", "lead"),
    [
        ("县水利局2024年2月民生实事进展情况表", "县水利局"),
        ("县水利局、县农业农村局2024年2月进展情况表", ""),
        ("2024年2月民生实事进展情况表", ""),
        ("水利局２月报表", "县水利局"),
    ],
)
def test_a_title_names_one_lead_or_nobody(tmp_path: Path, title: str, lead: str) -> None:
    notice, master = tmp_path / "通知.txt", tmp_path / "总表.xlsx"
    notice.write_text(
        "岚水县2024年民生实事目标任务及责任分工表\n指标构成\t单位\t2024年目标\t牵头单位\n"
        "1.供水\t\t\t县水利局\n新建供水工程\t处\t24\t县水利局\n2.改厕\t\t\t县农业农村局\n户厕\t户\t9\t县农业农村局\n",
        "utf-8",
    )
    jobs.draft(notice, master)
    assert lead_named(title, read_source(master)) == lead

"""A small hand-made cycle: two issued forms and their master, for tests that rest on no writer of ours."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Protection
from openpyxl.worksheet.worksheet import Worksheet

from minsheng_xl.formats.a1 import column_letters
from minsheng_xl.place import Grid

PERIOD = "2021-08"
FORM_HEADERS = [
    "指标编码",
    "序号",
    "项目",
    "指标名称",
    "单位",
    "年度目标",
    "计量方式",
    "责任单位",
    "上期累计",
    "本期完成",
    "累计完成",
    "完成率",
    "序时进度",
    "与序时差",
    "状态",
    "进展说明",
    "存在问题",
    "下步措施",
    "情况说明",
    "佐证材料",
    "备注",
]
MASTER_HEADERS = [
    "指标编码",
    "序号",
    "类别",
    "项目",
    "指标名称",
    "单位",
    "2021年目标",
    "牵头单位",
    "责任单位",
    "计量方式",
]
HEAD_FIELDS = {
    "填报单位（盖章）": "B2",
    "报送期": "H2",
    "填报人": "B3",
    "联系电话": "D3",
    "单位负责人": "H3",
    "填报日期": "K3",
}

PLAN = """
| 指标编码 | 类别 | 项目 | 指标名称 | 单位 | 目标 | 牵头单位 | 责任单位 | 计量 | 上期 |
| - | - | - | - | - | - | - | - | - | - |
| 2021-1-01-01 | 就业 | 技能 | 培训养老护理员 | 人次 | 536 | 县人社局 | 县残联、县财政局 | 累计 | 200 |
| 2021-1-01-02 | 就业 | 技能 | 创业培训 | 万人次 | 1.25 | 县人社局 | 县残联、县财政局 | 累计 | 0.6 |
| 2021-1-02-01 | 就业 | 贷款 | 到期贷款回收率 | % | 待定 | 县人社局 | 县财政局 | 比率 |  |
| 2021-1-02-02 | 就业 | 贷款 | 增加安排担保基金 | 万元 | 300 | 县人社局 | 县财政局 | 累计 | 100 |
| 2021-1-03-01 | 就业 | 参保 | 城乡居民参保人数 | 万人 | 37 | 县人社局 | 县财政局 | 时点 | 36 |
| 2021-2-01-01 | 救助 | 低保 | 城市低保保障标准 | 元/人·月 | 765 | 县民政局 | 县财政局 | 标准 | 765 |
| 2021-2-01-02 | 救助 | 低保 | 重度残疾人护理补贴 | 元/人·月 | 据实 | 县民政局 | 县财政局、县残联 | 标准 |  |
| 2021-2-02-01 | 救助 | 养老 | 民办养老机构奖补 | 元/所·年 | — | 县民政局 | 县财政局 | 标准 |  |
| 2021-2-02-02 | 救助 | 养老 | 改造老年人家庭 | 户 | 820 | 县民政局 | 县住建局、县财政局 | 累计 | 410 |
| 2021-3-01-01 | 住房 | 安居 | 完成棚户区改造 | 套 | 210 | 县民政局 | 县财政局 | 累计 | 90 |
| 2021-3-01-02 | 住房 | 安居 | 其中：城市棚户区改造 | 套 | 200 | 县民政局 | 县财政局 | 累计 | 86 |
| 2021-3-01-03 | 住房 | 安居 | 垦区危房改造 | 套 | 10 | 县民政局 | 县财政局 | 累计 | 4 |
| 2021-3-02-01 | 住房 | 公路 | 新改建农村公路 | 公里 | 80 | 县民政局 | 各乡镇人民政府 | 累计 | 33 |
| 2021-3-02-02 | 住房 | 公路 | 改造农村公路危桥 | 座 | 17 | 县民政局 | 各乡镇人民政府 | 累计 | 5 |
"""


def plan_rows() -> list[dict[str, str]]:
    """The plan by header word."""
    grid = Grid.from_markdown(PLAN)
    headers = [grid.text(1, column) for column in range(1, grid.width + 1)]
    rows = range(2, len(grid.rows) + 1)
    return [{header: grid.text(row, column) for column, header in enumerate(headers, 1)} for row in rows]


def write_forms(directory: Path) -> dict[str, Path]:
    """An issued form for every lead of the plan, by department."""
    plan = plan_rows()
    leads = dict.fromkeys(row["牵头单位"] for row in plan)
    return {lead: _form(directory, lead, [row for row in plan if row["牵头单位"] == lead]) for lead in leads}


def write_master(directory: Path) -> Path:
    """The master, category rows across, an item row before each item's indicators."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "目标任务表"
    sheet["A1"] = "宁都县2021年民生工程目标任务总表"
    _fill(sheet, 3, MASTER_HEADERS)
    row, category, item = 3, "", ""
    for number, each in enumerate(plan_rows(), start=1):
        if each["类别"] != category:
            category, row = each["类别"], row + 1
            sheet.cell(row, 2, category)
            sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=len(MASTER_HEADERS))
        if each["项目"] != item:
            item, row = each["项目"], row + 1
            _fill(
                sheet, row, ("", str(number), category, item, "", "", "", each["牵头单位"], each["责任单位"])
            )
        row += 1
        names = ("指标编码", "", "类别", "项目", "指标名称", "单位", "目标", "牵头单位", "责任单位", "计量")
        _fill(sheet, row, [each.get(name, "") for name in names])
    _meta(book, {"kind": "master", "version": "1", "year": "2021", "sheet": "目标任务表", "header_row": "3"})
    path = directory / "总表.xlsx"
    book.save(path)
    return path


def _form(directory: Path, department: str, rows: list[dict[str, str]]) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "填报表"
    sheet["A1"] = "2021年民生工程目标任务进度填报表"
    for label, cell in HEAD_FIELDS.items():
        sheet[cell] = label
    sheet["C2"], sheet["I2"] = department, "2021年8月"
    _fill(sheet, 4, FORM_HEADERS)
    for number, each in enumerate(rows, start=5):
        _form_row(sheet, number, each)
    sheet.protection.sheet = True
    facts = {"kind": "form", "template": "form", "version": "1", "department": department, "period": PERIOD}
    _meta(book, facts)
    path = directory / f"{department}.xlsx"
    book.save(path)
    return path


def _form_row(sheet: Worksheet, row: int, plan: dict[str, str]) -> None:
    names = ("指标编码", "", "项目", "指标名称", "单位", "目标", "计量", "责任单位", "上期")
    _fill(sheet, row, [plan.get(name, "") for name in names])
    if plan["计量"] == "累计":
        sheet.cell(row, 11, f"=I{row}+J{row}")
    sheet.cell(row, 12, f'=IF(N(F{row})>0,ROUND(K{row}/F{row},4),"")').number_format = "0.00%"
    sheet.cell(row, 13, f'=IF(N(F{row})>0,0.6667,"")')
    sheet.cell(row, 14, f'=IF(N(F{row})>0,(L{row}-M{row})*100,"")')
    closed = {"J"} if plan["计量"] != "累计" else {"K"}
    for letters in {column_letters(number) for number in (10, 11, *range(15, 22))} - closed:
        sheet[f"{letters}{row}"].protection = Protection(locked=False)


def _fill(sheet: Worksheet, row: int, texts: list[str] | tuple[str, ...]) -> None:
    for column, text in enumerate(texts, start=1):
        number = text.replace(".", "", 1).isdigit() and column > 2
        sheet.cell(row, column, float(text) if number else text or None)


def _meta(book: Workbook, facts: dict[str, str]) -> None:
    sheet = book.create_sheet("_meta")
    for pair in facts.items():
        sheet.append(pair)
    sheet.sheet_state = "veryHidden"

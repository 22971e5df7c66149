"""Templates as counties draw them up themselves: one with merged heads and blocks, one plain."""

from __future__ import annotations

import io

from xlsxwriter import Workbook

SHEET = "附件1"


def merged_template() -> bytes:
    """Title over the table, head in two rows, blocks merged downwards, a category row, totals, signatures."""
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet(SHEET)
        text = {"font_name": "仿宋", "font_size": 11, "border": 1, "text_wrap": True, "valign": "vcenter"}
        cell, middle = book.add_format(text), book.add_format(text | {"align": "center"})
        head = book.add_format(text | {"bold": True, "align": "center", "bg_color": "#E2EFDA"})
        title = book.add_format({"font_name": "方正小标宋简体", "font_size": 18, "align": "center"})
        category = book.add_format(text | {"bold": True, "bg_color": "#FFF2CC"})
        number = book.add_format(text | {"align": "center", "num_format": "#,##0"})
        percent = book.add_format(text | {"align": "center", "num_format": "0.0%"})
        sheet.merge_range("A1:I1", "某县十大重点民生实事项目指标任务分解表", title)
        sheet.merge_range("A2:D2", "填报单位：县实事办", book.add_format({"font_name": "仿宋"}))
        for area, words in (("A3:A4", "序号"), ("B3:B4", "实事项目名称"), ("C3:C4", "指标任务")):
            sheet.merge_range(area, words, head)
        sheet.merge_range("D3:F3", "年度目标任务", head)
        sheet.write_row("D4", ["计量单位", "目标值", "完成数"], head)
        for area, words in (("G3:G4", "完成比例"), ("H3:H4", "牵头单位"), ("I3:I4", "责任单位")):
            sheet.merge_range(area, words, head)
        sheet.merge_range("A5:I5", "一、××类（示例）", category)
        for row in range(6, 12):
            for column, look in enumerate(
                (middle, cell, cell, middle, number, number, percent, middle, cell)
            ):
                sheet.write_blank(row - 1, column, None, look)
            sheet.write_formula(row - 1, 6, f'=IF(N(E{row})=0,"",F{row}/E{row})', percent, "")
        for letter in "ABHI":
            sheet.merge_range(f"{letter}6:{letter}8", "", middle)
        sheet.merge_range("A12:D12", "合计", head)
        for letter in "EF":
            sheet.write_formula(f"{letter}12", f"=SUM({letter}6:{letter}11)", number, 0)
        sheet.write_formula("G12", '=IF(E12=0,"",F12/E12)', percent, "")
        sheet.write_row("H12", ["", ""], cell)
        sheet.merge_range("A13:I13", "注：完成数截至当月20日。", book.add_format({"font_name": "仿宋"}))
        sheet.write("B14", "填表人：")
        sheet.write("H14", "审核人：")
        sheet.set_column("A:A", 6)
        sheet.set_column("B:C", 26)
        sheet.set_column("D:G", 11)
        sheet.set_column("H:I", 16)
        sheet.print_area("A1:I14")
        sheet.repeat_rows(2, 3)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return target.getvalue()


def plain_template() -> bytes:
    """One head row, one empty row with borders, nothing below."""
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Sheet1")
        head = book.add_format({"bold": True, "border": 1, "align": "center"})
        cell = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
        words = ["指标名称", "单位", "2021年目标", "牵头部门", "责任部门", "联系人", "备 注"]
        sheet.write_row("A1", words, head)
        for column in range(len(words)):
            sheet.write_blank(1, column, None, cell)
        sheet.set_column("A:A", 40)
        sheet.set_column("B:G", 14)
        sheet.fit_to_pages(1, 0)
    return target.getvalue()

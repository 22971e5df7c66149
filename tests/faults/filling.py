"""An issued form filled in plausibly and without fault, as a careful department would."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random

from tests.faults.workbook import Sheet, Sum, decimals, open_sheet

DUE_DAY = 20
SURNAMES, GIVEN = "刘李王曾黄廖温赖邱谢", ("建国", "晓燕", "志强", "丽华", "春生", "小平", "海英")
STAGES = ((Decimal(1), "完成"), (Decimal("0.85"), "基本完成"), (Decimal("0.5"), "过半"))
"""Words of the status list by the share of the target that is reached."""


def fill_clean(form: Path, out: Path, rng: Random, *, filled: date | None = None) -> None:
    """Fill every open cell of an issued form and save it as `out`, received on the day it is filled.

    Numeric targets are reached by 40 to 95 percent, standards exactly; typed states get a figure where
    one makes sense, else a reason. Without `filled` the form is two days early.
    """
    sheet = open_sheet(form)
    day = filled or due_date(sheet) - timedelta(days=2)
    for row in sheet.rows():
        _fill_row(sheet, row, rng)
    for each in sheet.sums():
        _add_up(sheet, each)
    for row in sheet.rows():
        _describe(sheet, row)
    _fill_head(sheet, day, rng)
    sheet.receive(day)
    sheet.save(out)


def due_date(sheet: Sheet) -> date:
    """The day a return is due: the 20th of its period, as 每月20日前 has it."""
    year, month = sheet.meta("period").split("-")
    return date(int(year), int(month), DUE_DAY)


def rounded(value: Decimal, unit: str) -> Decimal:
    """A figure with the decimals its unit can have."""
    return value.quantize(Decimal(1).scaleb(-decimals(unit)), ROUND_HALF_UP)


def _fill_row(sheet: Sheet, row: int, rng: Random) -> None:
    entry = sheet.entry(row)
    if not entry or not sheet.may_fill(row, entry):
        return
    goal = _goal(sheet, row, rng)
    if goal is not None:
        sheet.type_cumulative(row, goal)


def _goal(sheet: Sheet, row: int, rng: Random) -> Decimal | None:
    target, unit = sheet.number(row, "target"), sheet.text(row, "unit")
    before = sheet.number(row, "previous") or Decimal(0)
    if target is None:
        worth = unit and sheet.text(row, "target") in ("据实", "待定") and rng.random() < 0.7
        if not worth:
            return None
        if not before or sheet.text(row, "measure") != "累计":
            return _unplanned(unit, rng)
        return before + rounded(before / rng.randint(4, 9), unit)
    if sheet.text(row, "measure") == "标准":
        return target
    share = Decimal(rng.randint(40, 95)) / 100
    goal = rounded(target * share, unit)
    return goal if goal >= before else rounded(before + max(target - before, Decimal(0)) * share, unit)


def _unplanned(unit: str, rng: Random) -> Decimal:
    """A modest figure for a row whose target is not a number."""
    if unit in ("%", "％"):
        return Decimal(rng.randint(600, 990)) / 10
    if unit.startswith(("万", "亿")):
        return Decimal(rng.randint(5, 300)) / 100
    return Decimal(rng.randint(10, 300))


def _add_up(sheet: Sheet, each: Sum) -> None:
    parts = [sheet.cumulative(row) or Decimal(0) for row in each.parts]
    total = sheet.cumulative(each.total) or Decimal(0)
    sheet.type_cumulative(each.total, sum(parts, Decimal(0)) if each.complete else max(total, *parts))


def _describe(sheet: Sheet, row: int) -> None:
    target, reached = sheet.number(row, "target"), sheet.cumulative(row)
    if reached is None or target is None:
        words = _untargeted(sheet.text(row, "target"), reached)
    elif target == 0:
        words = {"status": "完成", "progress_note": "本年度没有任务。"}
    else:
        words = _stage(reached / target)
    for role, text in words.items():
        if sheet.may_fill(row, role):
            sheet.put(row, role, text)


def _stage(share: Decimal) -> dict[str, str]:
    status = next((word for least, word in STAGES if share >= least), "启动" if share else "未启动")
    if status == "完成":
        return {"status": status, "progress_note": "已完成全年目标任务。"}
    behind = {"problem": "部分点位开工较晚。", "next_step": "倒排工期，每周调度。"}
    note = {"status": status, "progress_note": "按计划组织实施。"}
    return note if share >= Decimal("0.75") else note | behind


def _untargeted(target: str, reached: Decimal | None) -> dict[str, str]:
    if target == "待定" and reached is None:
        reason = "上级任务数尚未下达，本期没有数据。"
        return {"status": "待下达", "progress_note": "正在做前期准备。", "explanation": reason}
    if target in ("—", "-", "/", ""):
        reason = "本级没有下达任务，不计完成数。"
        return {"status": "待下达", "progress_note": "按上级部署做好日常工作。", "explanation": reason}
    words = {"status": "过半", "progress_note": "按政策落实，符合条件的对象都已纳入。"}
    return words | {"evidence": "工作台账", "explanation": "没有年度目标数，按实际情况填报。"}


def _fill_head(sheet: Sheet, day: date, rng: Random) -> None:
    fields: dict[str, object] = {
        "填报人": rng.choice(SURNAMES) + rng.choice(GIVEN),
        "联系电话": f"0797-68{rng.randrange(10**5):05d}",
        "单位负责人": rng.choice(SURNAMES) + rng.choice(GIVEN),
        "填报日期": day,
    }
    for label, value in fields.items():
        cell = sheet.head(label)
        if cell is not None:
            cell.value = value  # type: ignore[assignment]

"""An issued form filled in plausibly and without fault, as a careful department would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random

from tests.faults.lines import Line, line_of
from tests.faults.sentences import Sentences
from tests.faults.workbook import Sheet, Sum, decimals, open_sheet

DUE_DAY = 20
SURNAMES, GIVEN = "刘李王曾黄廖温赖邱谢", ("建国", "晓燕", "志强", "丽华", "春生", "小平", "海英")
STAGES = ((Decimal(1), "完成"), (Decimal("0.85"), "基本完成"), (Decimal("0.5"), "过半"))
"""Words of the status list by the share of the target that is reached."""


def fill_clean(
    form: Path,
    out: Path,
    rng: Random,
    *,
    filled: date | None = None,
    words: Sentences | None = None,
    relations: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Fill every open cell of an issued form and save it as `out`, received on the day it is filled.

    Running totals stand at 50 to 63 percent of a numeric target, and each later month adds 5 to 11; states
    are all but reached, shares a little above, standards exactly. Typed states get a figure where one makes
    sense, else a reason. Without `filled` the form is two days early. `words`: sentences of many hands for
    进展说明, else the same few. `relations`: codes of parts by that of their total, where names do not tell.
    """
    sheet = open_sheet(form, relations=relations)
    day = filled or due_date(sheet) - timedelta(days=2)
    for row in sheet.rows():
        _fill_row(sheet, row, rng)
    for each in sheet.sums():
        _add_up(sheet, each)
    for row in sheet.rows():
        _describe(sheet, row)
    if words:
        reword(sheet, words, rng)
    _fill_head(sheet, day, rng)
    sheet.receive(day)
    sheet.save(out)


def reword(sheet: Sheet, words: Sentences, rng: Random) -> None:
    """A sentence of some hand for every row where one is true of it, in place of what stands there."""
    for row in sheet.rows():
        text = words.choose(line_of(sheet, row), rng)
        if text and sheet.may_fill(row, "progress_note"):
            sheet.put(row, "progress_note", text)


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
    line = line_of(sheet, row)
    if line.measure == "标准":
        return line.target and _within(line, rng)
    if line.target is None:
        return _unplanned(line, rng)
    return {"时点": _state, "比率": _ratio}.get(line.measure, _running)(line, rng)


def _within(line: Line, rng: Random) -> Decimal:
    """A standard as it was set; one not to be exceeded stays well below."""
    return rounded(line.aim * Decimal("0.62"), line.unit) if line.operator == "less" else line.aim


def _running(line: Line, rng: Random) -> Decimal:
    """A running total: half done before, a tenth more each month; the few are done one by one."""
    finest = Decimal(1) if line.count else Decimal("0.01")
    if line.before is None:
        return _step(line, line.aim * _percent(rng, 50, 63), Decimal(0)).quantize(finest)
    if line.past >= line.aim or (line.count and line.aim <= 3):
        return line.past
    if line.count and line.aim <= 12:
        return min(line.past + 1, line.aim)
    return min(line.past + _step(line, line.aim * _percent(rng, 5, 11), finest), line.aim)


def _step(line: Line, value: Decimal, least: Decimal) -> Decimal:
    return max(rounded(value, line.unit), least)


def _state(line: Line, rng: Random) -> Decimal:
    """A state: nearly the target, a hundredth more each month."""
    wanted = line.aim * _percent(rng, 95, 97) if line.before is None else line.past * Decimal("1.011")
    finest = Decimal(1) if line.count else Decimal("0.001")
    return min(wanted, max(line.aim, line.past)).quantize(finest, ROUND_HALF_UP)


def _ratio(line: Line, rng: Random) -> Decimal:
    """A share: a little above the target, a progress in percent on its way, each month a bit more."""
    if line.before is not None:
        return min(line.past + Decimal("0.3"), max(line.past, Decimal(100)))
    if line.aim >= 100:
        return line.aim if rng.random() < 0.6 else line.aim - Decimal("1.8")
    if "比例" in line.name:
        return (line.aim * Decimal("0.63")).quantize(Decimal("0.1"))
    return min(line.aim + Decimal(rng.randint(2, 9)) / 10, Decimal(100))


def _percent(rng: Random, low: int, high: int) -> Decimal:
    return Decimal(rng.randint(low * 10, high * 10)) / 1000


def _unplanned(line: Line, rng: Random) -> Decimal | None:
    """A modest figure for a row whose target is not a number; of some rows none."""
    if line.measure == "比率" and not line.unit:
        return Decimal(100) if line.typed_target.startswith(("全", "应")) else None
    if not line.unit or line.typed_target not in ("据实", "待定"):
        return None
    if line.before is not None and line.past:
        grown = rounded(line.past / rng.randint(6, 9), line.unit)
        return line.past + (grown if line.measure == "累计" else Decimal(0))
    if line.before is not None or Random(line.code).random() >= 0.7:
        return None
    if line.unit in ("%", "％"):
        return Decimal(rng.randint(600, 990)) / 10
    return Decimal(rng.randint(5, 300)) / 100 if line.unit.startswith(("万", "亿")) else _few(rng)


def _few(rng: Random) -> Decimal:
    return Decimal(rng.randint(10, 300))


def _add_up(sheet: Sheet, each: Sum) -> None:
    parts = [sheet.cumulative(row) or Decimal(0) for row in each.parts]
    total = sheet.cumulative(each.total) or Decimal(0)
    sheet.type_cumulative(each.total, sum(parts, Decimal(0)) if each.complete else max(total, *parts))


def _describe(sheet: Sheet, row: int) -> None:
    line = line_of(sheet, row)
    if line.total is None or line.target is None:
        words = _untargeted(line.typed_target, line.total)
        if line.covered:
            words = {"status": "完成", "progress_note": "已实现全覆盖。"}
    elif line.operator == "less":
        words = {"status": "启动", "progress_note": "工作正常开展。"}
    else:
        words = _stage(line.share / 100)
    if line.measure == "累计" and line.total is not None and line.typed_target == "0":
        words = {"status": "完成", "progress_note": "本年度没有任务。"}
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

"""CPU of reading plain returns (84 rows, about 18 KB) against the bare calamine read of the same bytes.

    python benchmarks/reading.py [files] [rounds]

Both read every worksheet of every file; the two take turns and the median of the ratios is printed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import BytesIO
from random import Random
from statistics import median
from time import process_time

from python_calamine import load_workbook
from xlsxwriter import Workbook

from minsheng_xl.reading.opening.workbooks import read_workbook

ROWS = 84
HEADS = "序号 项目 目标任务 单位 年度目标 本月完成 累计完成 完成率 牵头单位 说明 问题 措施 填报人 备注"
GOAL = 1.7


def make_return(number: int) -> bytes:
    """A filled form: title, styled cells, a formula column, a list; a sheet of notes and a hidden one."""
    target, chance = BytesIO(), Random(number)
    book = Workbook(target, {"in_memory": True})
    form, notes, meta = (book.add_worksheet(name) for name in ("填报表", "填报说明", "_meta"))
    plain = book.add_format({"border": 1, "text_wrap": True, "font_name": "仿宋_GB2312", "font_size": 11})
    percent = book.add_format({"num_format": "0.0%", "border": 1})
    form.merge_range(0, 0, 0, 13, "民生实事目标任务进展情况填报表", plain)
    form.write_row(2, 0, HEADS.split(), plain)
    for row in range(3, 3 + ROWS):
        target_value, done = chance.randint(1, 900), chance.randint(1, 90) / 4
        form.set_row(row, 32)
        form.write_row(row, 0, [row - 2, _sentence(chance, 9), _sentence(chance, 12), "公里"], plain)
        form.write_row(row, 4, [target_value, done, done * 3], plain)
        form.write_formula(row, 7, f"=G{row + 1}/E{row + 1}", percent, done * 3 / target_value)
        form.write_row(row, 8, ["县交通运输局", _sentence(chance, 14), "无", _sentence(chance, 8)], plain)
        form.write_blank(row, 12, None, plain)
        form.write_blank(row, 13, None, plain)
    form.data_validation(3, 3, 2 + ROWS, 3, {"validate": "list", "source": ["公里", "座", "人"]})
    notes.write_column(0, 0, [_sentence(chance, 30) for _ in range(25)])
    meta.very_hidden()
    meta.write_column(0, 0, ["template", "digest", "department", "period"])
    book.close()
    return target.getvalue()


def _sentence(chance: Random, length: int) -> str:
    return "".join(
        chance.choices("路基面桥梁村道完成开工建设已正在推进验收资金拨付手续办理万元平方米", k=length)
    )


def bare(files: list[bytes]) -> None:
    """calamine alone: every sheet to lists."""
    for data in files:
        book = load_workbook(BytesIO(data))
        for index in range(len(book.sheet_names)):
            book.get_sheet_by_index(index).to_python(skip_empty_area=False)


def ours(files: list[bytes]) -> None:
    """Everything `read_workbook` does: what it is, limits, the byte scan, values."""
    for data in files:
        read_workbook(data, "return.xlsx")


def cpu(job: Callable[[list[bytes]], None], files: list[bytes]) -> float:
    """Milliseconds of CPU per file."""
    start = process_time()
    job(files)
    return (process_time() - start) * 1000 / len(files)


def main() -> int:
    """Print both costs and their ratio; 1 when the goal is missed."""
    given = [int(text) for text in sys.argv[1:]]
    count, rounds = (given + [100, 9][len(given) :])[:2]
    files = [make_return(number) for number in range(count)]
    pairs = [(cpu(bare, files), cpu(ours, files)) for _ in range(rounds)]
    ratio = median(mine / base for base, mine in pairs)
    print(f"{len(files[0])} bytes a file; calamine {median(base for base, _ in pairs):.2f} ms, ", end="")
    print(f"read_workbook {median(mine for _, mine in pairs):.2f} ms, ratio {ratio:.2f} (goal {GOAL})")
    return int(ratio > GOAL)


if __name__ == "__main__":
    sys.exit(main())

"""标准工作簿：the workbooks that come with the library, made from its data; same data, same bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from minsheng_xl import data
from minsheng_xl.jobs.drafts import draft
from minsheng_xl.jobs.outputs import writable
from minsheng_xl.jobs.plans import read_source
from minsheng_xl.model import TargetTable
from minsheng_xl.reference import Reference
from minsheng_xl.reference.sheets import county_records, own_rule_records, setting_records, unit_records

COUNTY = "ningdu2021"
"""The worked county's folder below `workbooks`."""
BLANK_TITLE = "×××县（市、区）××××年民生工程目标任务及责任分工表"
BLANK_TASKS = "×××县（市、区）××××年民生实事项目{}"
BLANK_GUIDE = (
    (
        "从哪里填起",
        "先把标题里的县名和年份改好，再从第4行起一行填一个指标：类别（如 一、就业和创业）、项目、指标名称、"
        "单位、目标、牵头单位、责任单位。项目的第一行填序号。牵头、责任单位每行都要填，不靠合并单元格。",
    ),
    (
        "填好以后",
        "用“新建目标任务表”（minsheng draft）读一遍，另存为总表：给每个指标编码，提出计量方式，列出核对问题。"
        "单位表、部门名录、乡镇名录、设置随时可以增改。",
    ),
)


BLANK_TASK_GUIDE = (
    (
        "从哪里填起",
        "先把标题里的县名和年份改好，再从第4行起填：序号、项目名称、任务原文（一段一格），有分管领导、牵头单位的填上。"
        "右边各列可以先空着。",
    ),
    (
        "填好以后",
        "用“新建目标任务表”（minsheng draft）读一遍，另存为总表：从任务原文里读出指标、单位、目标，填在右边，"
        "给每个指标编码，列出核对问题。",
    ),
)
BLANK_TOWN_GUIDE = (
    (
        "从哪里填起",
        "先在“乡镇任务明细表”把标题里的县名和年份改好，列头写指标名称和单位（单位写在括号里），左边写乡镇名称，"
        "中间填任务数，“县任务”一行填全县的目标。",
    ),
    (
        "填好以后",
        "用“新建目标任务表”（minsheng draft）读一遍，另存为总表：由列头和县任务拟出指标，给每个指标编码；"
        "再在“目标任务表”补上牵头单位。各乡镇之和与县任务不相等的，列为核对问题。",
    ),
)
Guide = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Standard:
    """One workbook that comes with the library: where it stands below its home, and how it is made."""

    name: str
    build: Callable[[Path], None]
    home: str = "workbooks"


def build_workbooks(directory: Path | None = None) -> list[Path]:
    """Make every standard workbook below `directory`, or each at its home in the package. OutputError."""
    built = []
    for each in STANDARDS:
        path = directory / each.name if directory else home_of(each) / each.name
        each.build(writable(path, keep=False))
        built.append(path)
    return built


def home_of(standard: Standard) -> Path:
    """The folder a standard workbook's name is below."""
    return data.beside("workbooks") if standard.home == "workbooks" else Path(data.__file__).parent


def _form(path: Path) -> None:
    """The template of the layout that the file is named after."""
    from minsheng_xl.writing.templates import build_form

    build_form(path, path.stem)


def _blank_master(layout: str, title: str, rows: int, guide: Guide) -> Callable[[Path], None]:
    """How a blank master of a layout is made."""

    def build(path: Path) -> None:
        from minsheng_xl.writing.master import write_master

        ref = Reference.default()
        write_master(
            TargetTable(title=title),
            path,
            units=unit_records(ref.units, [word.symbol for word in ref.units.words]),
            departments=county_records(ref),
            settings=setting_records(""),
            rules=own_rule_records(),
            guide=guide,
            layout=layout,
            blank_rows=rows,
        )

    return build


def _blank_comments(path: Path) -> None:
    from minsheng_xl.writing.comments import write_comment_sheet

    plan = TargetTable(place_name="×××县（市、区）××××")
    write_comment_sheet(path, plan, (), blank_rows=20)


def _blank_adjustments(path: Path) -> None:
    from minsheng_xl.writing.adjustments import write_adjustment_book

    write_adjustment_book(path)


def _county_master(path: Path) -> None:
    draft(_notice(), path)


def _county_printed(path: Path) -> None:
    from minsheng_xl.writing.printed import write_printed

    write_printed(read_source(_notice()).table, path)


def _notice() -> Path:
    return data.beside("workbooks") / COUNTY / "目标任务表.txt"


STANDARDS = (
    Standard("templates/form.xlsx", _form, home="data"),
    Standard("templates/form_b.xlsx", _form, home="data"),
    Standard("templates/form_c.xlsx", _form, home="data"),
    Standard("templates/form_share.xlsx", _form, home="data"),
    Standard("templates/form_town.xlsx", _form, home="data"),
    Standard("空白总表.xlsx", _blank_master("a", BLANK_TITLE, 60, BLANK_GUIDE)),
    Standard(
        "指标任务分解表.xlsx", _blank_master("b", BLANK_TASKS.format("指标任务分解表"), 24, BLANK_TASK_GUIDE)
    ),
    Standard("目标任务表.xlsx", _blank_master("c", BLANK_TASKS.format("目标任务"), 22, BLANK_TASK_GUIDE)),
    Standard("乡镇任务明细表.xlsx", _blank_master("towns", BLANK_TITLE, 30, BLANK_TOWN_GUIDE)),
    Standard("征求意见表.xlsx", _blank_comments),
    Standard("调整台账.xlsx", _blank_adjustments),
    Standard(f"{COUNTY}/总表.xlsx", _county_master),
    Standard(f"{COUNTY}/目标任务及责任分工表.xlsx", _county_printed),
)
"""What is made, in order. The templates of forms are used where they stand; the others are for people."""

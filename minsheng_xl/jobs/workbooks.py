"""标准工作簿：the workbooks that come with the library, made from its data; same data, same bytes."""

from __future__ import annotations

from collections.abc import Callable
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
BLANK_ROWS = 60
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


def _blank_master(path: Path) -> None:
    from minsheng_xl.writing.master import write_master

    ref = Reference.default()
    write_master(
        TargetTable(title=BLANK_TITLE),
        path,
        units=unit_records(ref.units, [word.symbol for word in ref.units.words]),
        departments=county_records(ref),
        settings=setting_records(""),
        rules=own_rule_records(),
        guide=BLANK_GUIDE,
        blank_rows=BLANK_ROWS,
    )


def _blank_printed(layout: str, title: str, rows: int) -> Callable[[Path], None]:
    """How a blank printed layout is made."""

    def build(path: Path) -> None:
        from minsheng_xl.writing.printed import write_printed

        write_printed(TargetTable(title=title), path, layout=layout, blank_rows=rows)

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
    Standard("templates/form_share.xlsx", _form, home="data"),
    Standard("templates/form_town.xlsx", _form, home="data"),
    Standard("空白总表.xlsx", _blank_master),
    Standard("指标任务分解表.xlsx", _blank_printed("b", BLANK_TASKS.format("指标任务分解表"), 24)),
    Standard("目标任务表.xlsx", _blank_printed("c", BLANK_TASKS.format("目标任务"), 22)),
    Standard("乡镇任务明细表.xlsx", _blank_printed("towns", "", 24)),
    Standard("征求意见表.xlsx", _blank_comments),
    Standard("调整台账.xlsx", _blank_adjustments),
    Standard(f"{COUNTY}/总表.xlsx", _county_master),
    Standard(f"{COUNTY}/目标任务及责任分工表.xlsx", _county_printed),
)
"""What is made, in order. The templates of forms are used where they stand; the others are for people."""

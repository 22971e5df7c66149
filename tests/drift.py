"""What happens to a form on its way through offices: changes to heads, columns, rows, sheets and values.

Every change keeps what was typed; only where and how it stands differs. `truth` is what a reader must find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, cast

from openpyxl import Workbook, load_workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from minsheng_xl.formats.a1 import column_letters
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reading.returns.match_rows import Matcher
from minsheng_xl.reference import Reference
from tests.faults.moving import delete_row, insert_row, swap_rows

TOP = 4
"""The form's header row."""
Change = Callable[["Form"], None]
CHANGES: dict[str, Change] = {}
ASKED: set[str] = set()
"""Changes that leave something open, so that a person must be asked."""

ONLY_XLSX = frozenset({"numbers_as_text_beside_formulas"})
"""Changes whose totals stand in formulas alone: other formats keep the empty result."""
BEYOND_CSV = frozenset({"other_sheets_before_it", "hidden_sheet_of_last_month"})
"""Changes of workbooks with several sheets: a csv file keeps one."""


@dataclass(slots=True)
class Form:
    """A filled form in openpyxl, its columns by field, and what was typed by indicator code."""

    book: Workbook
    columns: dict[str, int]
    codes: list[str]
    truth: dict[str, float] = field(default_factory=dict)

    @property
    def sheet(self) -> Worksheet:
        return cast(Worksheet, self.book.worksheets[0])

    def head(self, role: str, text: str | None) -> None:
        self.sheet.cell(TOP, self.columns[role]).value = text

    def rows(self) -> range:
        return range(TOP + 1, TOP + 1 + len(self.codes))

    def each(self, role: str, change: Callable[[Any], Any]) -> None:
        for row in self.rows():
            cell = self.sheet.cell(row, self.columns[role])
            if cell.value is not None:
                cell.value = change(cell.value)

    def pasted(self) -> None:
        """Formulas replaced by their results, as 选择性粘贴 does; fields in the order they are computed."""
        for row, code in zip(self.rows(), self.codes, strict=True):
            self.sheet.cell(row, self.columns["cumulative"]).value = self.truth[code]
            for role in ("rate", "pace_percent", "gap", "invest_rate"):
                self.sheet.cell(row, self.columns[role]).value = None


def change(*, asked: bool = False) -> Callable[[Change], Change]:
    def enter(function: Change) -> Change:
        CHANGES[function.__name__] = function
        if asked:
            ASKED.add(function.__name__)
        return function

    return enter


def filled(form: Path) -> Form:
    """A form with a figure of its own in every row, previous figures and words beside them."""
    returned = read_return(form.name, intake.take(form).grids, Reference.default())
    made = Form(load_workbook(form), dict(returned.columns), [row.text("code") for row in returned.rows])
    for head, text in {
        "filler": "张三",
        "phone": "0797-1234567",
        "head": "李四",
        "fill_date": "2021-08-18",
    }.items():
        entry = returned.head[head]
        made.sheet.cell(entry.row, entry.column).value = text
    for number, row in enumerate(returned.rows, start=1):
        flow = row.text("measure") == "累计"
        values: dict[str, Any] = {"progress_note": f"正在推进{number}", "status": "进行中"}
        if flow:
            values |= {"previous": 100 + number, "current": 7 * number}
        else:
            values["cumulative"] = 1000 + number
        for role, value in values.items():
            made.sheet.cell(row.number, made.columns[role]).value = value
        made.truth[row.text("code")] = 100 + 8 * number if flow else 1000 + number
    return made


@dataclass(slots=True)
class Verdict:
    """What the reader made of a changed form."""

    wrong: list[str]
    """Codes with another figure than was typed: silent mis-mappings."""
    missing: list[str]
    guesses: dict[str, str]
    """What was asked, with the best guess."""
    likely: int

    def as_expected(self, name: str) -> bool:
        """Nothing wrong; all there and nothing asked, or one thing asked where something was left open."""
        if self.wrong:
            return False
        return len(self.guesses) == 1 if name in ASKED else not self.missing and not self.guesses


def judge(path: Path, form: Form, matcher: Matcher, ref: Reference) -> Verdict:
    taken = intake.take(path)
    assert taken.refusal is None, taken.refusal
    returned = read_return(path.name, taken.grids, ref)
    matcher.match(returned)
    found = {
        row.indicator.code: row.value("cumulative")
        for row in returned.rows
        if row.indicator and row.value("cumulative") is not None
    }
    wrong = [code for code, value in found.items() if float(value or 0) != form.truth.get(code)]
    missing = [code for code in form.truth if code not in found]
    asked = {each.printed: each.guess for each in returned.readings if each.state == "asked"}
    return Verdict(wrong, missing, asked, sum(each.state == "likely" for each in returned.readings))


HEADS: dict[str, tuple[str, ...]] = {
    "cumulative": (
        "累计完成数",
        "累 计 完 成",
        "累计\n完成",
        "截至目前完成",
        "完成数",
        "累计完成（1-8月）",
        "2021年累计完成",
        "累计完成数量",
    ),
    "current": ("本月完成", "当月完成", "本期完成数", "本月完成数：", "本期完成量"),
    "previous": ("上月累计", "上期累计完成", "上月末累计"),
    "target": ("2021年目标", "2021年度目标任务", "目标值", "年度任务数", "全年任务"),
    "indicator": ("指标", "指标内容", "考核指标", "指 标 名 称"),
    "unit": ("计量单位", "单 位", "单位："),
    "progress_note": ("工作进展", "进展情况", "推进情况"),
}


def _renaming(role: str, text: str) -> Change:
    def rename(form: Form) -> None:
        form.head(role, text)

    return rename


for _role, _texts in HEADS.items():
    for _number, _text in enumerate(_texts, start=1):
        CHANGES[f"head_{_role}_{_number}"] = _renaming(_role, _text)


@change()
def several_heads_renamed(form: Form) -> None:
    for role, texts in HEADS.items():
        form.head(role, texts[0])


@change()
def head_of_current_strange_but_formulas_prove_it(form: Form) -> None:
    form.head("current", "8月份新增")


@change()
def head_of_previous_strange_but_formulas_prove_it(form: Form) -> None:
    form.head("previous", "1-7月")


@change()
def head_of_current_erased_but_formulas_prove_it(form: Form) -> None:
    form.head("current", None)


@change(asked=True)
def head_of_cumulative_is_of_last_year(form: Form) -> None:
    form.pasted()
    form.head("cumulative", "去年累计完成")


@change(asked=True)
def head_of_cumulative_strange_and_nothing_proves_it(form: Form) -> None:
    form.pasted()
    for row in form.rows():
        form.sheet.cell(row, form.columns["previous"]).value = None
    form.head("cumulative", "数量")


@change(asked=True)
def head_of_target_strange(form: Form) -> None:
    form.head("target", "数额")


@change()
def title_rows_added(form: Form) -> None:
    form.pasted()
    _without_merges(form)
    form.sheet.insert_rows(1, 3)
    form.sheet.cell(1, 2).value = "关于报送进展情况的通知"


@change()
def title_rows_deleted(form: Form) -> None:
    form.pasted()
    form.sheet.unmerge_cells("B1:Y1")
    form.sheet.delete_rows(1)


@change()
def heads_in_two_rows(form: Form) -> None:
    """A head 完成情况 merged over 上期累计, 本期完成 and 累计完成, the others merged downwards."""
    form.pasted()
    _move_down(form, TOP)
    first, last = form.columns["previous"], form.columns["cumulative"]
    for column in form.columns.values():
        if first <= column <= last:
            form.sheet.cell(TOP + 1, column).value = form.sheet.cell(TOP, column).value
            form.sheet.cell(TOP, column).value = None
        else:
            form.sheet.merge_cells(start_row=TOP, end_row=TOP + 1, start_column=column, end_column=column)
    form.sheet.cell(TOP, first).value = "完成情况"
    form.sheet.merge_cells(start_row=TOP, end_row=TOP, start_column=first, end_column=last)


@change()
def heads_in_two_rows_with_short_words(form: Form) -> None:
    heads_in_two_rows(form)
    for role, text in {"previous": "上期累计", "current": "本月", "cumulative": "累计"}.items():
        form.sheet.cell(TOP + 1, form.columns[role]).value = text


@change()
def header_repeated_on_a_new_page(form: Form) -> None:
    row = TOP + 3
    insert_row(form.sheet, row)
    for column in form.columns.values():
        form.sheet.cell(row, column).value = form.sheet.cell(TOP, column).value


@change()
def blank_rows(form: Form) -> None:
    for row in (TOP + 2, TOP + 5, TOP + 5):
        insert_row(form.sheet, row)


@change()
def blank_row_below_the_header(form: Form) -> None:
    insert_row(form.sheet, TOP + 1)


@change()
def subtotal_rows(form: Form) -> None:
    row = TOP + 4
    insert_row(form.sheet, row)
    form.sheet.cell(row, form.columns["no"]).value = "小计"
    form.sheet.cell(row, form.columns["cumulative"]).value = 999999


@change()
def total_in_the_name_column(form: Form) -> None:
    row = form.rows()[-1] + 1
    insert_row(form.sheet, row)
    form.sheet.cell(row, form.columns["indicator"]).value = "合 计"
    form.sheet.cell(row, form.columns["cumulative"]).value = 999999


@change()
def category_rows_across(form: Form) -> None:
    insert_row(form.sheet, TOP + 1)
    form.sheet.cell(TOP + 1, form.columns["no"]).value = "一、就业和创业"


@change()
def notes_below(form: Form) -> None:
    row = form.sheet.max_row + 2
    form.sheet.cell(row, 2).value = "注：以上为快报数。"
    form.sheet.cell(row + 1, 2).value = "填报说明：数据截至本月15日"


@change()
def rows_reversed(form: Form) -> None:
    rows = list(form.rows())
    for one, other in zip(rows, reversed(rows), strict=True):
        if one >= other:
            break
        swap_rows(form.sheet, one, other)


@change()
def item_cells_merged(form: Form) -> None:
    column = form.columns["item"]
    start = TOP + 1
    for row in [*form.rows(), form.rows()[-1] + 1]:
        if form.sheet.cell(row, column).value != form.sheet.cell(start, column).value:
            if row - start > 1:
                form.sheet.merge_cells(
                    start_row=start, end_row=row - 1, start_column=column, end_column=column
                )
            start = row


@change()
def item_cells_blank_below_the_first(form: Form) -> None:
    seen = None
    for row in form.rows():
        for role in ("item", "no"):
            cell = form.sheet.cell(row, form.columns[role])
            if role == "item":
                seen, same = cell.value, cell.value == seen
                cell.value = None if same else cell.value


@change()
def codes_erased(form: Form) -> None:
    form.each("code", lambda value: None)


@change()
def code_column_deleted(form: Form) -> None:
    form.pasted()
    _delete_columns(form, ["code"])


@change()
def codes_out_of_step_with_their_rows(form: Form) -> None:
    """The visible columns sorted, the hidden code column left behind."""
    cells = [form.sheet.cell(row, form.columns["code"]) for row in form.rows()]
    for cell, code in zip(cells, form.codes[1:] + form.codes[:1], strict=True):
        cell.value = code


@change()
def names_spaced_and_bracketed(form: Form) -> None:
    form.each("indicator", lambda value: f" {value[:2]} {value[2:]} ")


@change()
def names_changed_a_little_codes_kept(form: Form) -> None:
    form.each("indicator", lambda value: f"{value}情况")


@change()
def names_changed_a_little_without_codes(form: Form) -> None:
    codes_erased(form)
    row = form.rows()[0]
    cell = form.sheet.cell(row, form.columns["indicator"])
    cell.value = f"{cell.value}数"


@change(asked=True)
def name_changed_much_without_code(form: Form) -> None:
    codes_erased(form)
    cell = form.sheet.cell(form.rows()[0], form.columns["indicator"])
    cell.value = str(cell.value)[: len(str(cell.value)) // 2 + 1]


@change()
def columns_swapped(form: Form) -> None:
    form.pasted()
    _swap_columns(form, "previous", "cumulative")


@change()
def text_columns_swapped(form: Form) -> None:
    _swap_columns(form, "progress_note", "next_step")


@change()
def name_and_unit_swapped(form: Form) -> None:
    form.pasted()
    _swap_columns(form, "indicator", "unit")


@change()
def column_inserted_before_figures(form: Form) -> None:
    form.pasted()
    _insert_column(form, form.columns["previous"], "联系人", "张三")


@change()
def column_of_last_year_inserted(form: Form) -> None:
    form.pasted()
    _insert_column(form, form.columns["cumulative"], "去年同期累计完成", 5)


@change()
def column_of_last_years_target_inserted(form: Form) -> None:
    form.pasted()
    _insert_column(form, form.columns["target"], "2020年目标", 5)


@change()
def column_of_organisations_headed_unit_inserted(form: Form) -> None:
    form.pasted()
    form.head("unit", "计量单位")
    _insert_column(form, form.columns["indicator"], "单位", "县民政局")


@change()
def first_column_inserted(form: Form) -> None:
    form.pasted()
    _insert_column(form, 1, "行号", 1)


@change()
def optional_columns_deleted(form: Form) -> None:
    form.pasted()
    _delete_columns(form, ["case_count", "evidence", "responsible", "measure"])


@change()
def computed_columns_deleted(form: Form) -> None:
    form.pasted()
    _delete_columns(form, ["invest_rate", "gap", "pace_percent", "rate"])


@change()
def columns_hidden(form: Form) -> None:
    for role in ("previous", "unit", "responsible"):
        form.sheet.column_dimensions[column_letters(form.columns[role])].hidden = True


@change()
def rows_hidden_and_filtered(form: Form) -> None:
    form.sheet.auto_filter.ref = f"A{TOP}:Y{form.rows()[-1]}"
    for row in list(form.rows())[::2]:
        form.sheet.row_dimensions[row].hidden = True


@change()
def sheet_renamed(form: Form) -> None:
    form.sheet.title = "Sheet1"


@change()
def other_sheets_before_it(form: Form) -> None:
    notes = form.book.create_sheet("情况汇报", 0)
    notes.append(["我局高度重视，积极推进"])
    form.book.move_sheet(notes, len(form.book.worksheets))


@change()
def hidden_sheet_of_last_month(form: Form) -> None:
    old = form.book.copy_worksheet(form.sheet)
    old.title, old.sheet_state = "7月", "hidden"
    old.cell(TOP + 1, form.columns["current"]).value = 424242


@change()
def only_the_data_sheet_left(form: Form) -> None:
    form.pasted()
    for name in form.book.sheetnames[1:]:
        del form.book[name]


@change()
def values_pasted(form: Form) -> None:
    form.pasted()


@change()
def numbers_as_text_beside_formulas(form: Form) -> None:
    for role in ("previous", "current"):
        form.each(role, lambda value: str(value))


@change()
def numbers_as_text(form: Form) -> None:
    form.pasted()
    for role in ("previous", "current", "cumulative"):
        form.each(role, lambda value: str(value))


@change()
def numbers_with_commas_and_wide_digits(form: Form) -> None:
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    form.pasted()
    form.each("cumulative", lambda value: f"{value:,}")
    form.each("current", lambda value: str(value).translate(wide))


@change()
def dates_in_other_habits(form: Form) -> None:
    sheet = form.sheet
    for row in sheet.iter_rows(min_row=2, max_row=3):
        for cell in row:
            if cell.value == "2021年8月":
                cell.value = date(2021, 8, 1)
            elif cell.value == "2021-08-18":
                cell.value = "8月18日"


@change()
def coloured_and_noted(form: Form) -> None:
    for row in form.rows():
        form.sheet.cell(row, form.columns["current"]).fill = PatternFill("solid", fgColor="FFFF00")


@change()
def second_table_beside_the_point_below(form: Form) -> None:
    row = form.sheet.max_row + 3
    form.sheet.cell(row - 1, 2).value = "附表：资金情况"
    heads = ("序号", "项目", "指标名称", "单位", "完成投资")
    for column, text in enumerate(heads, start=2):
        form.sheet.cell(row, column).value = text
    for column, value in enumerate((1, "道路", "新改建道路", "公里", 5), start=2):
        form.sheet.cell(row + 1, column).value = cast(Any, value)


def _moved_below(form: Form, heads: dict[str, str], count: int = 2) -> None:
    """The last rows taken out and put under a header of their own, its columns in another order."""
    form.pasted()
    _without_merges(form)
    moved = [
        {role: form.sheet.cell(row, form.columns[role]).value for role in heads}
        for row in list(form.rows())[-count:]
    ]
    form.sheet.delete_rows(form.rows()[-1] + 1 - count, count)
    top = form.sheet.max_row + 3
    for column, (role, word) in enumerate(heads.items(), start=2):
        form.sheet.cell(top, column).value = word
        for row, values in enumerate(moved, start=top + 1):
            form.sheet.cell(row, column).value = values[role]


@change()
def second_table_with_a_certain_header(form: Form) -> None:
    """Its columns in another order: the unit before the name, the running total before the target."""
    _moved_below(
        form,
        {
            "no": "序号",
            "unit": "单位",
            "indicator": "指标名称",
            "cumulative": "累计完成",
            "target": "年度目标",
        },
    )


@change()
def second_table_whose_header_starts_with_another_word(form: Form) -> None:
    _moved_below(
        form, {"indicator": "指标", "cumulative": "累计完成数", "unit": "计量单位", "target": "目标值"}
    )


@change(asked=True)
def second_table_with_an_uncertain_header(form: Form) -> None:
    """Nothing says of when its figures are: asked about, and none of its rows is read."""
    _moved_below(
        form,
        {
            "no": "序号",
            "indicator": "指标名称",
            "unit": "单位",
            "target": "年度目标",
            "cumulative": "去年累计完成",
        },
    )
    for code in form.codes[-2:]:
        del form.truth[code]


@change()
def two_totals_columns_under_groups(form: Form) -> None:
    """Heads 数量 over the figures and 投资 over the money, each with 计划 and 累计完成 below it."""
    heads_in_two_rows(form)
    for role, text in {"invest_plan": "计划投资", "invest_done": "完成投资"}.items():
        form.sheet.unmerge_cells(
            start_row=TOP, end_row=TOP + 1, start_column=form.columns[role], end_column=form.columns[role]
        )
        form.sheet.cell(TOP, form.columns[role]).value = None
        form.sheet.cell(TOP + 1, form.columns[role]).value = text
    form.sheet.cell(TOP, form.columns["invest_plan"]).value = "资金情况"


@change()
def extra_row_of_their_own(form: Form) -> None:
    row = form.rows()[-1] + 1
    insert_row(form.sheet, row)
    values: dict[str, Any] = {"indicator": "自选动作", "unit": "次", "cumulative": 3}
    for role, value in values.items():
        form.sheet.cell(row, form.columns[role]).value = value


@change()
def row_deleted(form: Form) -> None:
    delete_row(form.sheet, form.rows()[1])
    del form.truth[form.codes[1]]


def _move_down(form: Form, first: int) -> None:
    merges = [each for each in form.sheet.merged_cells.ranges if each.min_row >= first]
    form.sheet.insert_rows(first + 1 if first == TOP else first)
    for each in merges:
        if not (first == TOP and each.min_row == TOP):
            each.shift(row_shift=1)


def _insert_column(form: Form, column: int, head: str, value: Any) -> None:
    _without_merges(form)
    form.sheet.insert_cols(column)
    form.sheet.cell(TOP, column).value = head
    for row in form.rows():
        form.sheet.cell(row, column).value = cast(Any, value)


def _delete_columns(form: Form, roles: Iterable[str]) -> None:
    _without_merges(form)
    for role in sorted(roles, key=lambda role: -form.columns[role]):
        form.sheet.delete_cols(form.columns[role])


def _swap_columns(form: Form, one: str, other: str) -> None:
    for row in (TOP, *form.rows()):
        first, second = (form.sheet.cell(row, form.columns[role]) for role in (one, other))
        first.value, second.value = second.value, first.value


def _without_merges(form: Form) -> None:
    for each in list(form.sheet.merged_cells.ranges):
        form.sheet.unmerge_cells(str(each))


@change()
def column_numbers_below_the_header(form: Form) -> None:
    form.pasted()
    _without_merges(form)
    form.sheet.insert_rows(TOP + 1)
    for number, column in enumerate(sorted(form.columns.values()), start=1):
        form.sheet.cell(TOP + 1, column).value = number


@change()
def moved_down_and_to_the_right(form: Form) -> None:
    form.pasted()
    _without_merges(form)
    form.sheet.insert_cols(1, 3)
    form.sheet.insert_rows(1, 20)


@change()
def columns_in_reverse(form: Form) -> None:
    form.pasted()
    columns = sorted(form.columns.values())
    for row in (TOP, *form.rows()):
        values = [form.sheet.cell(row, column).value for column in columns]
        for column, value in zip(columns, reversed(values), strict=True):
            form.sheet.cell(row, column).value = value


@change()
def column_of_the_whole_citys_figures_inserted(form: Form) -> None:
    form.pasted()
    _insert_column(form, form.columns["cumulative"] + 1, "全市累计完成", 77777)


@change()
def column_of_what_is_planned_inserted(form: Form) -> None:
    form.pasted()
    _insert_column(form, form.columns["current"], "本月计划", 6)


@change()
def heads_numbered_and_starred(form: Form) -> None:
    for number, role in enumerate(("indicator", "unit", "target", "previous", "current", "cumulative"), 1):
        cell = form.sheet.cell(TOP, form.columns[role])
        cell.value = f"{number}.{cell.value}" if number % 2 else f"*{cell.value}（必填）"


@change()
def units_and_quotes_typed_with_the_figures(form: Form) -> None:
    form.pasted()
    for number, row in enumerate(form.rows()):
        cell = form.sheet.cell(row, form.columns["cumulative"])
        unit = form.sheet.cell(row, form.columns["unit"]).value
        if cell.value is not None:
            cell.value = f"{cell.value}{unit}" if number % 2 and unit not in (None, "%") else f"'{cell.value}"


@change()
def names_numbered_without_codes(form: Form) -> None:
    codes_erased(form)
    for number, row in enumerate(form.rows(), start=1):
        cell = form.sheet.cell(row, form.columns["indicator"])
        cell.value = f"{number}.{cell.value}"


@change()
def header_again_and_page_numbers_between(form: Form) -> None:
    for row in reversed(list(form.rows())[3::3]):
        insert_row(form.sheet, row)
        insert_row(form.sheet, row)
        form.sheet.cell(row, form.columns["indicator"]).value = "—第 2 页—"
        for column in form.columns.values():
            form.sheet.cell(row + 1, column).value = form.sheet.cell(TOP, column).value


@change()
def part_of_a_figure_in_a_row_below(form: Form) -> None:
    row = form.rows()[0] + 1
    insert_row(form.sheet, row)
    values: dict[str, Any] = {"indicator": "其中：女性", "unit": "人", "cumulative": 5}
    for role, value in values.items():
        form.sheet.cell(row, form.columns[role]).value = value

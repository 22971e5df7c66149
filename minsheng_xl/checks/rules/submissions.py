"""R 报送：报没报、是不是这一期这个单位、要素齐不齐、版本对不对。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial

from minsheng_xl.checks.engine import ERROR, INFORMATION, WARNING, Example, Hits, hit, rule
from minsheng_xl.checks.examples import PLAN, RETURN
from minsheng_xl.cycle import Expected, due_date, span
from minsheng_xl.errors import InputError
from minsheng_xl.model import Entry, Period, Return, TargetTable
from minsheng_xl.place import Place
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reference import Reference

HEAD_FIELDS = {"filler": "填报人", "phone": "联系电话", "head": "单位负责人", "fill_date": "填报日期"}
FORM_VERSION = "1"
"""Version of the form template whose columns these rules know."""
HEAD = (
    "填报单位（盖章）：县人社局　报送期：2021-08　填报人：张三　"
    "联系电话：13812345678　单位负责人：李四　填报日期：2021-08-18"
)
SIGNED = RETURN.replace("填报单位（盖章）：县人社局　报送期：2021-08", HEAD)
_period_in_name = re.compile(r"(20\d{2})[-年.]?(\d{1,2})(?=月|\D|$)")
_written_day = re.compile(r"(20\d{2})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?")
_year_in_title = re.compile(r"(20\d{2})\s*年")
_phone = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}(?:-\d{1,5})?")


@rule(
    "R01",
    "未报送",
    ERROR,
    "{department}{period}未报送（截止{due}）",
    "请催报",
    bad=Example(master=PLAN, returns=(), period="2021-08", as_of="2021-08-25"),
    good=Example(master=PLAN, returns=(RETURN,), period="2021-08", as_of="2021-08-25"),
)
def not_returned(expected: Sequence[Expected], period: Period, as_of: date) -> Hits:
    """截止日之后，应报单位还没有一份可收的报送。"""
    for each in expected:
        if not each.returned and as_of > each.due:
            yield hit(Place(), department=each.department, period=period.label, due=each.due)


@rule(
    "R02",
    "迟报",
    WARNING,
    "{department}{printed}报送，截止{expected}",
    "请按时报送；有特殊原因的说明",
    bad=Example(master=PLAN, returns=("收到：2021-08-23\n" + RETURN,), period="2021-08", as_of="2021-08-25"),
    good=Example(master=PLAN, returns=("收到：2021-08-20\n" + RETURN,), period="2021-08", as_of="2021-08-25"),
)
def late(
    standing: Sequence[Return], returns: Sequence[Return], period: Period, ref: Reference, as_of: date
) -> Hits:
    """一个单位第一份能收的报送，收到的日期晚于截止日（默认每月20日，当天不算迟）；以后更正重报不算迟。

    文件日期晚于核对日的是拷贝时改了日期，不作数。
    """
    told: set[tuple[str, str]] = set()
    first = partial(sorted, key=lambda one: one.received or datetime.max)
    for each in [*first(standing), *first(returns)]:
        department = ref.register.standard(each.department)
        due, came = due_date(period, ref.settings, department), each.arrived or each.received
        if came and due < came.date() <= as_of and (department, each.by) not in told:
            yield hit(each.place(), department=each.department, printed=came.date(), expected=due)
        told.add((department, each.by))


@rule(
    "R03",
    "期别不符",
    ERROR,
    "{where}写的报送期是“{printed}”，应为“{expected}”",
    "请用本期下发的填报表重报",
    rejects_file=True,
    bad=Example(master=PLAN, returns=(RETURN.replace("2021-08", "2021-07"),), period="2021-08"),
    good=Example(master=PLAN, returns=(RETURN.replace("2021-08", "2021年8月"),), period="2021-08"),
)
def wrong_period(returns: Sequence[Return], period: Period) -> Hits:
    """文件里带的期别、表头的报送期、文字材料所说的截至时间，都应是当前期；写了而不一致的整份退回。

    文件里都没有写的，看文件名里的年月。
    """
    for each in returns:
        head = each.head.get("period", Entry())
        inside = head.printed or each.meta.get("period", "")
        named = None if inside else _period_in_name.search(each.file.rsplit("/", 1)[-1])
        stated = (
            ("表头", head.printed, head),
            ("文件", each.meta.get("period", ""), head),
            ("文件名", "-".join(named.groups()) if named else "", Entry()),
            ("材料", each.period if each.told else "", Entry()),
        )
        for where, text, entry in stated:
            if text and not _is(text, period, told=bool(each.told)):
                place = Place(each.file, each.place().sheet, entry.row, entry.column)
                said, asked = _label(text), period.label
                yield hit(place, department=each.department, printed=said, expected=asked, where=where)
                break


def _label(text: str) -> str:
    """A stated period as titles have it; what is no period stays as it is written."""
    try:
        return Period.parse(text).label
    except InputError:
        return text


def _is(text: str, period: Period, *, told: bool) -> bool:
    """Whether a stated period is the one asked for; a report in words may name but the last month of it."""
    try:
        stated = Period.parse(text)
    except InputError:
        return False
    return stated == period or (told and (stated.year, stated.month) == (period.year, period.month))


@rule(
    "R04",
    "模板版本不符",
    WARNING,
    "用的不是本期总表下发的填报表（{what}）",
    "请用最新下发的填报表；数已按编码对上的照收",
    bad=Example(master=PLAN, returns=("模板指纹：0000\n" + RETURN,)),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def other_template(returns: Sequence[Return], master: TargetTable) -> Hits:
    """文件里带的模板版本或总表指纹既不是现行的，本期也没有下发过：用了往期、往年的模板。"""
    for each in returns:
        version, digest = each.meta.get("version", ""), each.meta.get("digest", "")
        if digest and digest != master.digest and not each.issued:
            yield hit(each.place(), department=each.department, what="总表指纹不同", printed=digest)
        elif version and version != FORM_VERSION:
            what = f"模板版本{version}，现行{FORM_VERSION}"
            yield hit(each.place(), department=each.department, what=what, printed=version)


@rule(
    "R05",
    "重复报送",
    WARNING,
    "{department}本期不止一份，取最新的“{expected}”，本份未用",
    "请核对哪一份作数；要取本份的，请用 minsheng decide 把这一版定为“通过”",
    bad=Example(
        master=PLAN,
        returns=(
            "收到：2021-08-18\n" + RETURN,
            "收到：2021-08-19\n" + RETURN.replace("| 50 | 350 |", "| 51 | 351 |"),
        ),
    ),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def returned_twice(superseded: Mapping[str, Return], returns: Sequence[Return]) -> Hits:
    """同一单位同一期不止一份；每个指标取最新的能收的一行，一行也没有取到的列出。

    收到时间以台账第一次见到时为准，以后拷贝、改名、另存不改先后。
    """
    for old, newest in superseded.items():
        yield hit(Place(old), department=newest.department, expected=newest.file)


@rule(
    "R06",
    "缺填报要素",
    INFORMATION,
    "{what}",
    "请补填",
    bad=Example(master=PLAN, returns=(SIGNED.replace("联系电话：13812345678", "联系电话：1381234"),)),
    good=Example(master=PLAN, returns=(SIGNED,)),
)
def head_incomplete(returns: Sequence[Return]) -> Hits:
    """填报人、联系电话、单位负责人、填报日期必填；电话是11位手机号或带区号的座机。"""
    for each in returns:
        for role, name in HEAD_FIELDS.items():
            entry = each.head.get(role)
            if entry is None:
                continue
            place = Place(each.file, each.place().sheet, entry.row, entry.column)
            if entry.blank:
                yield hit(place, department=each.department, what=f"没有填“{name}”")
            elif role == "phone" and not _phone.fullmatch(fold(entry.printed)):
                what = f"联系电话“{entry.printed}”不像电话号码"
                yield hit(place, department=each.department, printed=entry.printed, what=what)


@rule(
    "R32",
    "填报日期或标题年份不对",
    WARNING,
    "{what}",
    "请核对是不是拿以前的表改的，并改成本期的",
    bad=Example(
        master=PLAN, returns=(SIGNED.replace("08-18", "07-18"),), period="2021-08", as_of="2021-08-25"
    ),
    good=Example(master=PLAN, returns=(SIGNED,), period="2021-08", as_of="2021-08-25"),
)
def filled_at_another_time(returns: Sequence[Return], period: Period, ref: Reference, as_of: date) -> Hits:
    """填报日期早于本期开始，或晚于核对的日子和下一期结束（更正也该报完了）；标题写着别的年份。

    认不出的日期、没有写年份的标题不报；错拿了别期的表（R03）的，不比。
    """
    first, last = span(period, ref.settings)
    latest = max(as_of, last + (last - first))
    for each in (one for one in returns if one.is_form_of(period) and not one.told):
        entry = each.head.get("fill_date", Entry())
        day = _day(entry.printed)
        if day and not first <= day <= latest:
            what = f"填报日期是“{entry.printed}”，而这是{period.label}的表"
            place = Place(each.file, each.place().sheet, entry.row, entry.column)
            yield hit(place, department=each.department, printed=entry.printed, expected=period, what=what)
        for place, title, year in _titles(each):
            if year != period.year:
                what = f"标题“{title}”写的是{year}年，而这是{period.label}的表"
                yield hit(place, department=each.department, printed=title, expected=period.year, what=what)


def _day(text: str) -> date | None:
    """A day as clerks write it: 2021-8-20, 2021年8月20日, 2021.08.20; None for anything else."""
    found = _written_day.search(fold(text))
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _titles(returned: Return) -> Iterator[tuple[Place, str, int]]:
    """Titles above the head of a form that name one year, with the year."""
    grid = returned.grid
    fields = {(each.row, each.column) for each in returned.head.values()}
    for row in range(1, returned.header_row if grid else 1):
        for column in range(1, grid.width + 1 if grid else 1):
            text = grid.text(row, column) if grid and (row, column) not in fields else ""
            years = set(_year_in_title.findall(text))
            if len(years) == 1 and grid and "报送期" not in text:
                yield grid.place(row, column), text, int(years.pop())


@rule(
    "R07",
    "单位与表不符",
    ERROR,
    "填报单位是“{printed}”，{other}",
    "请用下发给本单位的填报表重报",
    rejects_file=True,
    bad=Example(
        master=PLAN, returns=(RETURN.replace("填报单位（盖章）：县人社局", "填报单位（盖章）：县残联"),)
    ),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def wrong_department(returns: Sequence[Return], master: TargetTable, ref: Reference) -> Hits:
    """表头的填报单位、文件里带的单位和所含指标的牵头单位应是同一个。"""
    for each in returns:
        printed = [
            row.indicator.lead.units[0] for row in each.rows if row.indicator and row.indicator.lead.units
        ]
        leads = {ref.register.standard(name): name for name in printed}
        head = each.head.get("department", Entry())
        stated = ref.register.standard(head.printed or each.meta.get("department", ""))
        carried = ref.register.standard(each.meta.get("department", "")) or stated
        if stated and leads and (stated not in leads or carried != stated):
            own = leads[carried] if carried in leads else "、".join(leads.values())
            foreign = f"文件却是下发给“{each.meta.get('department', '')}”的"
            other = foreign if stated in leads else f"表中却是{own}的指标"
            place = Place(each.file, each.place().sheet, head.row, head.column)
            said = head.printed or stated
            yield hit(place, department=each.department, printed=said, expected=own, other=other)

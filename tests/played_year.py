"""A small county's year played by script: what each department sent and when, and what people did.

The script is text. It can be played as it happened, or with its steps in another order of arrival, under
other file names, with consolidations at any moment between them.
"""

from __future__ import annotations

import heapq
import os
import random
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from minsheng_xl import jobs, ledger
from minsheng_xl.ledger.kept import fingerprint
from minsheng_xl.model import Period
from minsheng_xl.writing.patch import Workbook

YEAR = 2021
MONTHS = range(1, 13)
NOTICE = """云川县2021年民生工程目标任务及责任分工表

指标构成\t单位\t2021年目标\t牵头单位\t责任单位
一、就业
1. 扩大就业\t\t\t县人社局\t县财政局
城镇新增就业\t人\t1200\t\t
职业技能培训\t人次\t600\t\t
零就业家庭安置率\t%\t100\t\t
二、教育
1. 办好学校\t\t\t县教育局\t县住建局
新建幼儿园\t所\t12\t\t
推进食堂标准化建设\t\t完成标准化建设\t\t
三、水利
1. 农村饮水\t\t\t县水利局\t县财政局
新建供水工程\t处\t40\t\t
改造供水管网\t公里\t60.5\t\t
四、民政
1. 兜底保障\t\t\t县民政局\t县财政局
城市低保标准\t元/人·月\t800\t\t
建设儿童之家\t个\t待定\t\t
养老护理员培训\t人次\t240\t\t
五、卫生
1. 卫生服务\t\t\t县卫健委\t县财政局
居民电子健康档案在管人数\t人\t达到50000\t\t
适龄妇女免费筛查\t人\t3000\t\t
"""
NAMES = {
    "就业": "城镇新增就业",
    "培训": "职业技能培训",
    "安置": "零就业家庭安置率",
    "幼儿": "新建幼儿园",
    "食堂": "推进食堂标准化建设",
    "供水": "新建供水工程",
    "管网": "改造供水管网",
    "低保": "城市低保标准",
    "儿童": "建设儿童之家",
    "护理": "养老护理员培训",
    "档案": "居民电子健康档案在管人数",
    "筛查": "适龄妇女免费筛查",
}
MEASURES = {"安置": "比率", "食堂": "定性", "低保": "标准", "档案": "时点"}
"""计量方式 of the others is 累计."""

SENT = """
月 单位     收到   填了什么（累计的填本期完成，其余填到期末的数）
1  县人社局 01-15  就业 90 培训 40 安置 95
1  县教育局 01-15  幼儿 1 食堂 启动
1  县水利局 01-16  供水 2 管网 4.2
1  县民政局 01-16  低保 760 儿童 1 护理 18
1  县卫健委 01-18  档案 42000 筛查 210
2  县人社局 02-15  就业 100 培训 50 安置 96
2  县教育局 02-15  幼儿 0 食堂 启动
2  县水利局 02-16  供水 3 管网 5.3
2  县民政局 02-16  低保 760 儿童 2 护理 22
2  县卫健委 02-18  档案 43100 筛查 260
3  县人社局 03-15  就业 110 培训 45 安置 97
3  县教育局 03-15  幼儿 2 食堂 启动
3  县民政局 03-16  低保 780 儿童 1 护理 20
3  县卫健委 03-18  档案 42800 筛查 240
4  县人社局 04-15  就业 95 培训 详见附件 安置 97.5
4  县教育局 04-15  幼儿 1 食堂 过半
4  县水利局 04-16  供水 8 管网 8.7
4  县民政局 04-16  低保 780 儿童 2 护理 19
4  县卫健委 04-18  档案 44500 筛查 255
5  县人社局 05-15  就业 105 培训 105 安置 98
5  县教育局 05-15  幼儿 1 食堂 过半
5  县水利局 05-16  供水 3 管网 5.5
5  县民政局 05-16  低保 780 儿童 1 护理 21
5  县卫健委 05-17  档案 45200 筛查 250
5  县卫健委#补报 05-19  筛查 260
6  县人社局 06-15  就业 100 培训 50 安置 98
6  县教育局 06-15  幼儿 1 食堂 过半
6  县水利局 06-16  供水 4 管网 4.8
6  县民政局 06-16  低保 800 儿童 1 护理 20
6  县民政局#更正 07-10  低保 800 儿童 1 护理 23
6  县卫健委 06-18  档案 46000 筛查 250
7  县人社局 07-15  就业 98 培训 52 安置 99
7  县教育局 07-15  幼儿 1 食堂 过半
7  县教育局#锁后 07-23  幼儿 3 食堂 完成
7  县水利局 07-16  供水 3 管网 5.2
7  县民政局 07-16  低保 800 儿童 2 护理 20
7  县卫健委 07-18  档案 46500 筛查 250
8  县人社局 08-15  就业 102 培训 48 安置 99
8  县教育局 08-15  幼儿 1 食堂 基本完成
8  县水利局 08-16  供水 4 管网 15.0
8  县水利局#重报 08-21  供水 4 管网 5.0
8  县民政局 08-16  低保 800 儿童 1 护理 20
9  县人社局 09-15  就业 100 培训 50 安置 99.5
9  县教育局 09-15  幼儿 1 食堂 基本完成
9  县水利局 09-16  供水 3 管网 5.0
9  县民政局 09-16  低保 800 儿童 1 护理 20
10 县人社局 10-15  就业 100 培训 50 安置 99.5
10 县教育局 10-15  幼儿 1 食堂 基本完成
10 县水利局 10-16  供水 4 管网 5.5
10 县民政局 10-16  低保 800 儿童 1 护理 20
10 县卫健委 10-18  档案 48800 筛查 750
11 县人社局 11-15  就业 100 培训 55 安置 100
11 县教育局 11-15  幼儿 1 食堂 完成
11 县水利局 11-16  供水 3 管网 5.4
11 县民政局 11-12  低保 800 儿童 1 护理 20
11 县民政局#后报 11-15  低保 800 儿童 1 护理 26
11 县卫健委 11-18  档案 49500 筛查 262
12 县人社局 12-15  就业 100 培训 55 安置 100
12 县教育局 12-15  幼儿 1 食堂 完成
12 县教育局#改坏 12-18  幼儿 若干 食堂 完成
12 县水利局 12-16  供水 3 管网 5.4
12 县民政局 12-16  低保 800 儿童 1 护理 20
12 县卫健委 12-18  档案 50200 筛查 263
"""
"""县水利局 sent nothing for March, 县卫健委 nothing for August and September."""


@dataclass(frozen=True)
class Sending:
    """One file a department sent."""

    month: int
    department: str
    received: datetime
    typed: Mapping[str, str]
    key: str
    """`县卫健委5#补报`."""


def sendings() -> list[Sending]:
    """The lines of SENT."""
    found = []
    for line in SENT.strip().splitlines()[1:]:
        month, who, day, *typed = line.split()
        department, _, version = who.partition("#")
        key = f"{department}{month}" + (f"#{version}" if version else "")
        received = datetime.fromisoformat(f"{YEAR}-{day}T09:00:00")
        found.append(
            Sending(int(month), department, received, dict(zip(typed[::2], typed[1::2], strict=True)), key)
        )
    return found


@dataclass
class County:
    """A work folder in which the year is played."""

    work: Path
    rename: Callable[[str], str] = str
    """What a file is called that would be called so."""
    paths: dict[str, Path] = field(default_factory=dict)
    """Where the files of the script lie, by key."""
    stale: set[int] = field(default_factory=set)
    """Months of which something has changed since they were last consolidated."""
    summaries: list[jobs.Consolidated] = field(default_factory=list)

    @property
    def master(self) -> Path:
        return self.work / "总表.xlsx"

    def draft(self) -> None:
        self.work.mkdir(parents=True)
        notice = self.work / "通知.txt"
        notice.write_text(NOTICE, encoding="utf-8")
        jobs.draft(notice, self.master)
        book = openpyxl.load_workbook(self.master)
        sheet = book["目标任务表"]
        heads = heads_of(sheet)
        for row in range(heads["行"] + 1, sheet.max_row + 1):
            key = _key_of(sheet.cell(row, heads["指标名称"]).value)
            if key:
                sheet.cell(row, heads["计量方式"]).value = MEASURES.get(key, "累计")
        book.save(self.master)

    def adjust(self, key: str, old: str, new: str, doc_no: str, since: int) -> None:
        """A line of 调整台账."""
        book = openpyxl.load_workbook(self.master)
        plan, sheet = book["目标任务表"], book["调整台账"]
        columns, heads = heads_of(plan), heads_of(sheet)
        code = next(
            plan.cell(row, columns["指标编码"]).value
            for row in range(1, plan.max_row + 1)
            if plan.cell(row, columns["指标名称"]).value == NAMES[key]
        )
        row = next(each for each in range(2, 20) if not sheet.cell(each, heads["指标编码"]).value)
        line = {
            "编号": row - 1,
            "指标编码": code,
            "字段": "目标",
            "原值": old,
            "新值": new,
            "依据文号": doc_no,
            "生效期": f"{YEAR}-{since:02d}",
        }
        for head, value in line.items():
            sheet.cell(row, heads[head]).value = value
        book.save(self.master)
        self.stale |= set(range(since, 13)) & {each.summary.period.month for each in self.summaries}

    def issue(self, month: int) -> None:
        period = Period(YEAR, month)
        jobs.issue(self.master, period, self.work / "下发" / str(period))
        self.box(month).mkdir(parents=True, exist_ok=True)

    def box(self, month: int) -> Path:
        return self.work / "回收" / f"{YEAR}-{month:02d}"

    def form(self, month: int, department: str) -> Path:
        (found,) = (self.work / "下发" / f"{YEAR}-{month:02d}").glob(f"{department}_*.xlsx")
        return found

    def put(self, each: Sending, folder: int = 0, head: str = "") -> None:
        """A filled form among the returns; of another month's `folder`, or with another unit in its head."""
        form = self.form(each.month, each.department)
        places, book = places_of(each.department, form), Workbook.open(form)
        sheet = book.sheet("填报表")
        signed = {
            "填报人": "张三",
            "联系电话": "13812345678",
            "单位负责人": "李四",
            "填报日期": f"{each.received:%Y-%m-%d}",
        }
        for label, text in (signed | ({"填报单位（盖章）": head} if head else {})).items():
            sheet.set(places[label], text)
        for key, text in each.typed.items():
            for column, typed in _typed(key, text).items():
                sheet.set(places[f"{key} {column}"], typed)
        target = self._new(folder or each.month, f"{each.key}.xlsx", each.key)
        book.save(target)
        stamp(target, each.received)

    def copy(self, key: str, month: int, name: str, received: datetime) -> None:
        """The bytes of a file once more, under another name."""
        target = self._new(month, name, name)
        shutil.copyfile(self.paths[key], target)
        stamp(target, received)

    def drop(self, month: int, name: str, content: bytes, received: datetime) -> None:
        """A file that is no form of ours."""
        target = self._new(month, name, name)
        target.write_bytes(content)
        stamp(target, received)

    def _new(self, month: int, name: str, key: str) -> Path:
        path = self.box(month) / self.rename(name)
        self.paths[key] = path
        self.stale.add(month)
        return path

    def seen(self, key: str, month: int) -> None:
        """The ledger has met a file."""
        if self.version(key, month) is None:
            self.consolidate(month)

    def version(self, key: str, month: int) -> ledger.Version | None:
        """What the ledger knows of a file."""
        with ledger.open_records(self.work) as records:
            known = records.versions(f"{YEAR}-{month:02d}") if records else []
        sha256 = fingerprint(self.paths[key])
        return next((each for each in known if each.sha256 == sha256), None)

    def decide(self, key: str, month: int, state: str, why: str) -> None:
        """A person's word on a file, whichever version it is."""
        self.seen(key, month)
        version = self.version(key, month)
        assert version is not None
        number = version.number
        jobs.decide(self.work, version.department, Period(YEAR, month), state, why, who="王", number=number)
        self.stale.add(month)

    def consolidate(self, month: int, *, refresh: bool = False, day: date | None = None) -> jobs.Consolidated:
        period = Period(YEAR, month)
        done = jobs.consolidate(
            self.box(month),
            self.master,
            period,
            self.work / "汇总" / str(period) / "县汇总表.xlsx",
            as_of=day or date(YEAR, month, 25),
            refresh=refresh,
        )
        self.summaries += [done, *done.refreshed]
        self.stale |= {each.month for each in done.later}
        self.stale -= {month, *(each.summary.period.month for each in done.refreshed)}
        return done

    def settle(self) -> None:
        """What a clerk does at last: months with anything new are consolidated, later ones after them."""
        while self.stale:
            self.consolidate(min(self.stale), refresh=True)

    def printed(self) -> dict[int, dict[str, Printed]]:
        """Every figure of every month as its summary workbook prints it."""
        return {month: self._printed(month) for month in MONTHS}

    def _printed(self, month: int) -> dict[str, Printed]:
        path = self.work / "汇总" / f"{YEAR}-{month:02d}" / "县汇总表.xlsx"
        with closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
            lines = list(book["县汇总表"].iter_rows(values_only=True))
        start = next(number for number, line in enumerate(lines) if "指标名称" in line)
        heads = {str(head).replace("\n", ""): column for column, head in enumerate(lines[start]) if head}
        found: dict[str, Printed] = {}
        for line in lines[start + 1 :]:
            if key := _key_of(line[heads["指标名称"]]):
                target = line[heads["调整后目标"]] or line[heads["年度目标"]]
                done, rate = line[heads["累计完成"]], line[heads["完成率（%）"]]
                found[key] = Printed(_text(target), _text(done), _text(rate))
        return found

    def last(self, month: int) -> jobs.Consolidated:
        """The last consolidation of a month."""
        return next(each for each in reversed(self.summaries) if each.summary.period.month == month)


def heads_of(sheet: Worksheet) -> dict[str, int]:
    """Columns by head, and the head's row as 行."""
    for number, line in enumerate(sheet.iter_rows(), start=1):
        heads = {
            str(cell.value).replace("\n", ""): number for number, cell in enumerate(line, 1) if cell.value
        }
        if "指标编码" in heads:
            return heads | {"行": number}
    raise AssertionError(sheet.title)


@dataclass(frozen=True, order=True)
class Printed:
    """Target, 累计完成 and 完成率 as a summary prints them; — for an empty cell."""

    target: str
    done: str
    rate: str


def _text(value: object) -> str:
    return "—" if value in (None, "") else f"{value:g}" if isinstance(value, float) else str(value)


def _key_of(name: object) -> str:
    return next((key for key, each in NAMES.items() if each == name), "")


_PLACES: dict[str, dict[str, str]] = {}


def places_of(department: str, form: Path) -> dict[str, str]:
    """Where a department types: `填报人`, `就业 本期完成`; the same in the form of every month."""
    if department not in _PLACES:
        _PLACES[department] = dict(_places(openpyxl.load_workbook(form)["填报表"]))
    return _PLACES[department]


def _places(sheet: Worksheet) -> Iterator[tuple[str, str]]:
    heads = heads_of(sheet)
    for line in sheet.iter_rows(max_row=heads["行"] - 1):
        for cell in line:
            if cell.value:
                yield str(cell.value), sheet.cell(cell.row, cell.column + 1).coordinate
    for row in range(heads["行"] + 1, sheet.max_row + 1):
        if key := _key_of(sheet.cell(row, heads["指标名称"]).value):
            for head, column in heads.items():
                yield f"{key} {head}", sheet.cell(row, column).coordinate


def _typed(key: str, text: str) -> dict[str, str | Decimal]:
    """What is typed into a row, by column head."""
    if key == "食堂":
        return {"状态": text, "进展说明": f"食堂改造{text}", "佐证材料": "照片3张"}
    figure = text.replace(".", "", 1).isdigit()
    return {"累计完成" if key in MEASURES else "本期完成": Decimal(text) if figure else text}


def stamp(path: Path, moment: datetime) -> None:
    """Set when a file came in."""
    os.utime(path, (moment.timestamp(), moment.timestamp()))


Act = Callable[[County], object]


@dataclass(frozen=True)
class Step:
    """Something that happens on a day, `after` others."""

    key: str
    day: date
    act: Act
    after: tuple[str, ...] = ()


def issues() -> list[Step]:
    """The forms of each month go out on its second day."""

    def issue(month: int) -> Act:
        return lambda county: county.issue(month)

    return [Step(f"下发{month}", date(YEAR, month, 2), issue(month)) for month in MONTHS]


def arrivals() -> list[Step]:
    """Each file of SENT arrives on its day; the first of 县民政局's two for November after the second."""

    def put(each: Sending) -> Act:
        return lambda county: county.put(each)

    late = {"县民政局11": date(YEAR, 11, 27)}
    return [
        Step(each.key, late.get(each.key, each.received.date()), put(each), (f"下发{each.month}",))
        for each in sendings()
    ]


def _on(month: int, day: int) -> datetime:
    return datetime(YEAR, month, day, 9)


def _foreign(county: County) -> None:
    """县教育局's form of October once more, as if 县水利局 sent it, with another figure."""
    sent = Sending(10, "县教育局", _on(10, 19), {"幼儿": "9", "食堂": "完成"}, "别家的表")
    county.put(sent, head="县水利局")


def _last_months(county: County) -> None:
    """县民政局's form of August, filled in for September."""
    sent = Sending(8, "县民政局", _on(9, 19), {"低保": "800", "儿童": "7", "护理": "70"}, "上月的表")
    county.put(sent, folder=9)


def _touch(county: County) -> None:
    county.seen("县人社局2", 2)
    stamp(county.paths["县人社局2"], _on(2, 24))
    county.stale.add(2)


def _rename(county: County) -> None:
    county.seen("县人社局9", 9)
    path = county.paths["县人社局9"]
    county.paths["县人社局9"] = path.rename(path.with_name(county.rename("县人社局（终稿）.xlsx")))
    county.stale.add(9)


def _delete(county: County) -> None:
    county.paths["县教育局7"].unlink()
    county.stale.add(7)


def _half(county: County) -> None:
    whole = county.paths["县教育局12"].read_bytes()
    county.drop(12, "县教育局没传完.xlsx", whole[: len(whole) // 2], _on(12, 19))


def _blank(county: County) -> None:
    whole = county.form(12, "县教育局").read_bytes()
    county.drop(12, "县教育局空白.xlsx", whole, _on(12, 20))


def _copied(key: str, month: int, name: str, received: datetime) -> Act:
    return lambda county: county.copy(key, month, name, received)


def _decided(key: str, month: int, state: str, why: str) -> Act:
    return lambda county: county.decide(key, month, state, why)


def _adjusted(key: str, old: str, new: str, doc_no: str, since: int) -> Act:
    return lambda county: county.adjust(key, old, new, doc_no, since)


def _photo(county: County) -> None:
    county.drop(12, "县教育局.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(2000), _on(12, 21))


def _at(month: int, day: int, key: str, act: Act, *after: str) -> Step:
    return Step(key, date(YEAR, month, day), act, after)


DONE = (
    _at(2, 19, "副本", _copied("县教育局2", 2, "收到的.xlsx", _on(2, 19)), "县教育局2"),
    _at(2, 24, "另存", _touch, "县人社局2"),
    _at(6, 5, "待定下达", _adjusted("儿童", "待定", "20", "云府办字〔2021〕16号", 6)),
    _at(7, 21, "锁定", _decided("县教育局7", 7, "锁定", "已通报"), "县教育局7"),
    _at(7, 22, "删去", _delete, "锁定"),
    _at(8, 20, "退回", _decided("县水利局8", 8, "已退回", "管网多填"), "县水利局8"),
    _at(9, 10, "目标调增", _adjusted("筛查", "3000", "3300", "云府办字〔2021〕33号", 9)),
    _at(9, 18, "上月原件", _copied("县教育局8", 9, "县教育局新.xlsx", _on(9, 18)), "县教育局8", "下发9"),
    _at(9, 19, "上月的表", _last_months, "下发8", "下发9"),
    _at(9, 28, "改名", _rename, "县人社局9"),
    _at(10, 18, "别家原件", _copied("县教育局10", 10, "县水利局新.xlsx", _on(10, 18)), "县教育局10"),
    _at(10, 19, "别家的表", _foreign, "下发10"),
    _at(12, 19, "没传完", _half, "县教育局12"),
    _at(12, 20, "空白", _blank, "下发12"),
    _at(12, 21, "照片", _photo, "下发12"),
)
"""What else happened in the year."""


def as_it_happened(county: County) -> None:
    """The year day by day: each month is consolidated on the 25th, what came later is consolidated again."""
    steps = sorted(everything(), key=lambda step: step.day)
    for month in MONTHS:
        last = date(YEAR, month, 25)
        while steps and steps[0].day <= last:
            steps.pop(0).act(county)
        county.settle()
    for step in steps:
        step.act(county)
    county.settle()


def in_another_order(county: County, rng: random.Random, order: Sequence[Step] = ()) -> None:
    """The same year with its steps in another order, and consolidations at any moment between them."""
    spread = rng.choice((20, 60, 200))
    for step in order or shuffled(everything(), lambda: rng.randrange(spread)):
        step.act(county)
        begun = [month for month in MONTHS if county.box(month).is_dir()]
        if begun and rng.random() < 0.06:
            county.consolidate(rng.choice(begun), refresh=rng.random() < 0.5)
    county.settle()


def everything() -> list[Step]:
    """All that happens in the year."""
    return [*issues(), *arrivals(), *DONE]


def shuffled(steps: Iterable[Step], delay: Callable[[], int]) -> list[Step]:
    """The steps put off by some days, each still behind those it comes after."""
    waiting = {step.key: step for step in steps}
    due = {key: (step.day + timedelta(delay()), key) for key, step in sorted(waiting.items())}
    ready = [due[key] for key, step in waiting.items() if not step.after]
    heapq.heapify(ready)
    done: list[Step] = []
    while ready:
        _, key = heapq.heappop(ready)
        done.append(waiting.pop(key))
        before = {step.key for step in done}
        for step in waiting.values():
            if key in step.after and before.issuperset(step.after):
                heapq.heappush(ready, due[step.key])
    assert not waiting
    return done

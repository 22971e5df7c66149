"""The worked county's whole year, offline: figures from curves and what happened from a list, both data."""

from __future__ import annotations

import csv
import struct
import tomllib
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from io import StringIO
from pathlib import Path
from typing import Any

from minsheng_xl import jobs
from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.fronts.demo import COUNTY, Say, fill_form, retype, stamp, start
from minsheng_xl.model import Period, Row
from minsheng_xl.writing import layouts
from minsheng_xl.writing.patch import Workbook

YEAR = 2021
MONTHS = [Period(YEAR, month) for month in range(1, 13)]
RETURN_DAY, SUMMARY_DAY = 18, 25
STATES = ((100, "完成"), (80, "基本完成"), (50, "过半"), (1, "启动"), (0, "未启动"))
"""From how many percent of its way on an indicator is in which state."""
Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PlayedYear:
    """A year that was played: its master, each month's last summary in order, and the board of December."""

    master: Path
    months: Sequence[jobs.Consolidated]
    board: Path


@dataclass(frozen=True, slots=True)
class Course:
    """How an indicator goes through the year."""

    shares: Sequence[int]
    """Percent of its way by month; none where nothing has been asked for yet."""
    start: Decimal | None
    end: Decimal | None
    places: int
    invested: Decimal | None
    """By the end of the year, in 万元."""

    def figure(self, month: int) -> Decimal | None:
        """Where it stands at the end of a month."""
        if self.start is None or self.end is None:
            return None
        reached = self.start + (self.end - self.start) * self.shares[month - 1] / 100
        return _rounded(reached, self.places)

    def investment(self, month: int) -> Decimal | None:
        """What has been invested by the end of a month, in 万元."""
        return _rounded(self.invested * self.shares[month - 1] / 100, 1) if self.invested else None

    def state(self, month: int, target: Decimal | None) -> str:
        """状态 at the end of a month: done is what has reached its target."""
        if not self.shares:
            return "待下达"
        done = self.figure(month)
        short = target is not None and done is not None and done < target
        return next(state for least, state in STATES[short:] if self.shares[month - 1] >= least)


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Script:
    """The year's data: courses by code, words by code, what happened, and how it is said."""

    courses: Mapping[str, Course]
    words: Mapping[str, Sequence[Mapping[str, str]]]
    events: Sequence[Event]
    adjustments: Sequence[Event]
    say: Mapping[str, str]

    def of(self, period: Period) -> list[Event]:
        """What happened in a month, in order."""
        return [each for each in self.events if each["period"] == str(period)]

    def told(self, event: Event) -> str:
        """An event in words."""
        return str(event.get("say") or self.say[event["what"]]).format_map(event)


def read_script() -> Script:
    """The year as it stands beside the county's other data."""
    script = tomllib.loads((COUNTY / "全年.toml").read_text(encoding="utf-8"))
    words: dict[str, list[Mapping[str, str]]] = {}
    for line in _lines("全年文字.tsv"):
        words.setdefault(line["指标编码"], []).append(line)
    courses = {line["指标编码"]: _course(line, script["curves"]) for line in _lines("全年指标.tsv")}
    return Script(courses, words, script["event"], script["adjust"], script["say"])


def _lines(name: str) -> list[dict[str, str]]:
    text = (COUNTY / name).read_text(encoding="utf-8")
    return list(csv.DictReader(StringIO(text), delimiter="\t"))


def _course(line: Mapping[str, str], curves: Mapping[str, Sequence[int]]) -> Course:
    begin, end, invested = (
        Decimal(line[name]) if line[name] else None for name in ("年初", "年末", "计划投资")
    )
    return Course(curves[line["曲线"]], begin, end, int(line["小数位"] or 0), invested)


def run_year(directory: Path, say: Say) -> int:
    """Play the year, say what happened and what to open. Always 0: what it finds was planted."""
    played = play_year(directory, say)
    output = played.months[-1].output.relative_to(directory)
    say("")
    say("请打开看看：")
    say(f"  {played.board.name}　全年每个单位哪期报了、迟了、没报，问题台账和重报改动")
    say(f"  {output}　十二月的县汇总表；“汇总”里每月一份")
    say(f"  {played.master.name}　总表：“调整台账”里有两次目标调整和文号")
    say("  回收　各单位十二个月交回的表，迟的、错的、补的、更正的都在里面")
    say(f"再试试：minsheng rebuild --period {YEAR}-06 -o 重出.xlsx --work {directory}")
    return 0


def play_year(directory: Path, say: Say = lambda text: None) -> PlayedYear:
    """Twelve months in a new work folder, from the printed table to the board. OutputError."""
    notice, master = start(directory)
    jobs.draft(notice, master)
    year = _Year(directory, master, read_script())
    for period in MONTHS:
        say(year.play(period))
    board = directory / "周期看板.xlsx"
    found = jobs.board(master, MONTHS[-1], as_of=date(YEAR, 12, 31))
    jobs.write_board(found, board, master=master)
    return PlayedYear(master, [year.last[period] for period in MONTHS], board)


@dataclass(slots=True)
class _Year:
    """The work folder while the year is played."""

    directory: Path
    master: Path
    script: Script
    last: dict[Period, jobs.Consolidated] = field(default_factory=dict)

    def play(self, period: Period) -> str:
        """A month: what changes in the plan, the forms, the returns, the summary; the month in one line."""
        changes = [each for each in self.script.adjustments if each["period"] == str(period)]
        for each in changes:
            self._adjust(each)
        jobs.issue(self.master, period, self._folder(jobs.ISSUED, period))
        self._folder(jobs.RETURNED, period).mkdir(parents=True)
        for form in self._forms(period):
            self._return(period, form.name.partition("_")[0])
        events = self.script.of(period)
        for each in events:
            if each["what"] in _FILES:
                _FILES[each["what"]](self, period, each)
        self._consolidate(period, SUMMARY_DAY)
        for each in events:
            if each["what"] in _AFTERWARDS:
                _AFTERWARDS[each["what"]](self, period, each)
        said = [self.script.say["adjust"].format_map(each) for each in changes]
        return "；".join([self._counted(period), *said, *map(self.script.told, events)])

    def _counted(self, period: Period) -> str:
        summary = self.last[period].summary
        lights = [line.light for line in summary.lines]
        came = sum(each.returned for each in summary.expected)
        return (
            f"{period.label}：应报{len(summary.expected)}，已报{came}；"
            f"绿灯{lights.count('green')}、黄灯{lights.count('yellow')}、红灯{lights.count('red')}"
        )

    def _adjust(self, change: Event) -> None:
        layout, book = layouts.load("adjustments"), Workbook.open(self.master)
        sheet = book.sheet(layout.sheet)
        number = self.script.adjustments.index(change) + 1
        line = {role: str(change[role]) for role in layout.roles if role in change}
        line |= {"no": str(number), "field": "目标", "effective": change["period"]}
        for role, text in line.items():
            sheet.set(cell_name(layout.header_row + number, layout.number(role)), text)
        book.save(self.master)

    def _folder(self, kind: str, period: Period) -> Path:
        return self.directory / kind / str(period)

    def _forms(self, period: Period) -> list[Path]:
        return sorted(self._folder(jobs.ISSUED, period).glob("*_填报表.xlsx"))

    def returned(self, period: Period, department: str, mark: str = "") -> Path:
        """Where a department's return for a month lies; `mark` tells a second one."""
        return self._folder(jobs.RETURNED, period) / f"{department}_{period}_填报表{mark}.xlsx"

    def form(self, period: Period, department: str) -> Path:
        """The form a department was sent for a month."""
        return self._folder(jobs.ISSUED, period) / self.returned(period, department).name

    def _return(
        self,
        period: Period,
        department: str,
        mark: str = "",
        *,
        came: date | None = None,
        codes: Sequence[str] = (),
    ) -> None:
        """A department fills its form in, all of it or some rows, and sends it."""
        day = came or date(period.year, period.month, RETURN_DAY)
        target = self.returned(period, department, mark)

        def typed(row: Row) -> Mapping[str, Decimal | str]:
            return {} if codes and row.text("code") not in codes else self._typed(row, period)

        fill_form(self.form(period, department), target, day.isoformat(), typed)
        stamp(target, day)

    def _typed(self, row: Row, period: Period) -> Mapping[str, Decimal | str]:
        """What is typed into a row: for a running total what was done since its 上期累计."""
        code, month = row.text("code"), period.month
        course = self.script.courses[code]
        done, cells = course.figure(month), dict[str, Decimal | str]()
        cells["status"] = course.state(month, row.value("target"))
        current = done
        if done is not None and row.text("measure") == "累计":
            current = cells["current"] = done - self._before(row, period)
        elif done is not None:
            cells["cumulative"] = done
        if (invested := course.investment(month)) is not None:
            assert course.invested is not None
            cells |= {"invest_plan": course.invested, "invest_done": invested}
        return cells | self._words(code, month, {"累计": done, "本期": current})

    def _before(self, row: Row, period: Period) -> Decimal:
        """The 上期累计 a department goes on from: as printed, or as it has just corrected it itself."""
        code, before = row.text("code"), period.previous
        wrong = {
            each["code"]
            for event in self.script.of(period)
            if event["what"] == "correction" and before
            for each in self.script.of(before)
            if each["what"] == "cell" and each["department"] == event["department"]
        }
        known = self.script.courses[code].figure(period.month - 1) if code in wrong else row.value("previous")
        return known or Decimal()

    def _words(self, code: str, month: int, figures: Mapping[str, object]) -> dict[str, Decimal | str]:
        """What is written of an indicator in a month: the last words that begin by then."""
        said = [each for each in self.script.words.get(code, ()) if int(each["起月"]) <= month]
        pairs = {
            "progress_note": "进展说明",
            "problem": "存在问题",
            "next_step": "下步措施",
            "explanation": "情况说明",
        }
        return {
            role: said[-1][name].format_map(figures)
            for role, name in pairs.items()
            if said and said[-1][name]
        }

    def _consolidate(self, period: Period, day: int) -> None:
        output = self._folder(jobs.SUMMARISED, period) / f"县汇总表_{period}.xlsx"
        folder, as_of = self._folder(jobs.RETURNED, period), date(period.year, period.month, day)
        done = jobs.consolidate(folder, self.master, period, output, as_of=as_of, refresh=True)
        self.last |= {each.summary.period: each for each in (done, *done.refreshed)}

    def missing(self, period: Period, event: Event) -> None:
        self.returned(period, event["department"]).unlink()

    def late(self, period: Period, event: Event) -> None:
        stamp(self.returned(period, event["department"]), _day(period, event))

    def cell(self, period: Period, event: Event) -> None:
        path, value = self.returned(period, event["department"]), event["value"]
        retype(path, event["code"], event["role"], value if isinstance(value, str) else Decimal(value))
        stamp(path, date(period.year, period.month, RETURN_DAY))

    def partial(self, period: Period, event: Event) -> None:
        self._return(period, event["department"], "（补报）", came=_day(period, event), codes=event["codes"])

    def again(self, period: Period, event: Event) -> None:
        self._return(period, event["department"], "（重报）", came=_day(period, event))
        self._consolidate(period, event["day"])

    def correction(self, period: Period, event: Event) -> None:
        earlier, day = Period.parse(event["of"]), _day(period, event)
        self._return(earlier, event["department"], "（更正）", came=day)
        self._consolidate(earlier, SUMMARY_DAY)

    def last_month(self, period: Period, event: Event) -> None:
        assert period.previous is not None
        before = self.returned(period.previous, event["department"])
        self._lay(period, event, before.read_bytes())

    def other_unit(self, period: Period, event: Event) -> None:
        self._lay(period, event, self.returned(period, event["other"]).read_bytes())

    def blank(self, period: Period, event: Event) -> None:
        self._lay(period, event, self.form(period, event["department"]).read_bytes())

    def truncated(self, period: Period, event: Event) -> None:
        whole = self.returned(period, event["department"]).read_bytes()
        self._lay(period, event, whole[: len(whole) // 2])

    def picture(self, period: Period, event: Event) -> None:
        self._lay(period, event, _picture(), f"{event['department']}截图.png")

    def decide(self, period: Period, event: Event) -> None:
        jobs.decide(self.directory, event["department"], period, event["state"], event["why"], who="民生办")
        self._consolidate(period, SUMMARY_DAY)

    def _lay(self, period: Period, event: Event, content: bytes, name: str = "") -> None:
        """Put a file that is no good beside the department's return."""
        path = self._folder(jobs.RETURNED, period) / (name or f"{event['department']}_另一份.xlsx")
        path.write_bytes(content)
        stamp(path, _day(period, event))


_Happen = Callable[[_Year, Period, Event], None]
_FILES: Mapping[str, _Happen] = {
    each.__name__: each
    for each in (
        _Year.missing,
        _Year.late,
        _Year.cell,
        _Year.partial,
        _Year.last_month,
        _Year.other_unit,
        _Year.blank,
        _Year.truncated,
        _Year.picture,
    )
}
"""What happens before a month is consolidated, by what the script calls it."""
_AFTERWARDS: Mapping[str, _Happen] = {
    each.__name__: each for each in (_Year.decide, _Year.again, _Year.correction)
}


def _day(period: Period, event: Event) -> date:
    return date(period.year, period.month, event["day"])


def _picture() -> bytes:
    """A grey picture, 64 by 48."""
    rows = b"".join(b"\0" + b"\xc8" * 64 for _ in range(48))
    parts = (
        (b"IHDR", struct.pack(">2I5B", 64, 48, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)

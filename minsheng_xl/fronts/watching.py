"""`minsheng watch` at the console: a line for each file that lands, then how the period stands."""

from __future__ import annotations

import gc
import signal
from argparse import Namespace
from collections.abc import Callable, Iterator
from datetime import datetime

from minsheng_xl import jobs
from minsheng_xl.checks.report import FileOutcome, Report, Severity
from minsheng_xl.errors import InputError, MinshengError
from minsheng_xl.model import Period


def run_watch(options: Namespace, say: Callable[[str], None]) -> Report:
    """Watch until Ctrl-C (with --once until what lies there is checked); what is known of the folder then."""
    if options.output:
        _refuse_other_folder(options)
    gc.enable()  # a watch goes on for days
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script in the background has it ignored
    report, first = Report(), True
    landings = jobs.watch(
        options.directory,
        options.master,
        Period.parse(options.period),
        work=options.work,
        marked=options.marked,
        as_of=options.as_of,
        once=options.once,
    )
    if not options.once:
        say(f"正在看守“{options.directory}”，新来的表随到随查；按 Ctrl-C 结束。")
    try:
        for landed in landings:
            report = landed.whole
            for line in _lines(landed):
                say(line)
            if options.output:
                _write_board(options, say, keep=first)
                first = False
    except KeyboardInterrupt:
        say("已停止看守。")
    if options.once and not report.files:
        say(f"“{options.directory}”里没有要查的表。")
    return report


def _refuse_other_folder(options: Namespace) -> None:
    """The board shows what lies in the work folder: nothing else can be watched with it."""
    own = (options.work or options.master.parent) / jobs.RETURNED / str(Period.parse(options.period))
    if options.directory.resolve() != own.resolve():
        raise InputError(f"周期看板只看“{own}”里的表", "请看守这个文件夹，或去掉 -o")


def _write_board(options: Namespace, say: Callable[[str], None], *, keep: bool) -> None:
    """The board as things stand now; where it is open in Excel, the next landing tries again."""
    try:
        found = jobs.look(
            options.master, Period.parse(options.period), work=options.work, as_of=options.as_of
        )[1]
        jobs.write_board(found, options.output, master=options.master, keep=keep)
    except MinshengError as fault:
        say(f"周期看板没有写成：{fault}")


def _lines(landed: jobs.Landed) -> Iterator[str]:
    for file in landed.report.files:
        yield f"{datetime.now():%H:%M:%S}　{_result(landed.report, file)}"
        own = [each for each in landed.report.findings if each.place.file == file.path]
        yield from (f"  {line}" for line in Report(findings=tuple(own)).lines())
    if landed.answers:
        names = dict.fromkeys(
            path.name for each in landed.answers for path in (each.marked, each.letter) if path
        )
        yield f"已写退回件：{'、'.join(names)}。"
    if landed.trouble:
        yield f"退回件没有写全：{landed.trouble}"
    left = f"，还差{len(landed.missing)}家：{'、'.join(landed.missing)}" if landed.missing else "，已收齐"
    yield f"已收{len(landed.returned)}家{left}。"


def _result(report: Report, file: FileOutcome) -> str:
    """县教育局_填报表.xlsx　部分收取：有2行存在错误，未收（错误2，警告1）."""
    own = Report(findings=tuple(each for each in report.findings if each.place.file == file.path))
    counts = "，".join(f"{each.label}{own.count(each)}" for each in reversed(Severity) if own.count(each))
    reason = f"：{file.reason.rstrip('。')}" if file.reason else ""
    return f"{file.path}　{file.label}{reason}{f'（{counts}）' if counts else ''}。"

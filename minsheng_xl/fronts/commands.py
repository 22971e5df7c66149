"""One function a command: options in, a job run, what came of it said in Chinese or as JSON."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path

from minsheng_xl import jobs, reference
from minsheng_xl.checks.report import Report
from minsheng_xl.errors import InputError
from minsheng_xl.fronts import program, shapes
from minsheng_xl.fronts.output import CLEAN, FOUND, exit_code, print_json, progress_bar, say, show, show_files
from minsheng_xl.periods import Period
from minsheng_xl.place import number_text


def draft(options: Namespace) -> int:
    """`minsheng draft`."""
    if options.output and len(options.source) > 1:
        raise InputError("一次只能由一份来源拟一个总表", "请分几次拟，或去掉 -o 只看读到了什么")
    read = [
        jobs.draft(
            source,
            options.output,
            place=options.place,
            year=options.year,
            document=options.document,
            superior=options.superior,
            layout=options.layout,
            as_of=options.as_of,
        )
        for source in options.source
    ]
    report = Report()
    for _, each in read:
        report = report.merged(each)
    if options.json:
        print_json(shapes.draft([each for plan, _ in read for each in plan.sources], report))
    else:
        for plan, _ in read:
            for line in _read_lines(plan, written=bool(options.output)):
                say(options, line)
        if options.output:
            say(options, f"{'印发表' if options.layout == 'print' else '总表'}已写出：{options.output}")
        show(options, report)
    return exit_code(report)


def _read_lines(plan: jobs.Plan, *, written: bool) -> list[str]:
    """What was read of a source, a line a document; which of several the master was made from."""
    lines = [
        f"{table.title or '（没有标题）'}：{len(table.items)}项，{len(table.indicators)}个指标，"
        f"{len(table.leads)}个牵头单位。"
        for table in plan.documents
    ]
    if len(lines) < 2:
        return lines
    lines = [f"{number}．{line}" for number, line in enumerate(lines, start=1)]
    chosen = next(number for number, table in enumerate(plan.documents, start=1) if table is plan.table)
    return [*lines, f"总表按第{chosen}份拟出；要用别的一份请加 --document。"] if written else lines


def fill(options: Namespace) -> int:
    """`minsheng fill`."""
    columns = dict(each.partition("=")[::2] for each in options.column)
    done = jobs.fill(
        options.template,
        options.source,
        options.output,
        sheet=options.sheet,
        columns=columns,
        replace=options.replace,
    )
    if options.json:
        print_json(shapes.filled(done))
    else:
        say(options, f"已填〔{done.sheet}〕{done.rows}行，其中新加{done.added}行：{done.output}")
        if done.left_out:
            say(options, f"没有对应内容、保持原样的列：{'、'.join(done.left_out)}。")
        if done.computed:
            words = reference.Headers.default().word
            say(options, f"由模板公式计算的列：{'、'.join(map(words, done.computed))}。")
    return CLEAN


def issue(options: Namespace) -> int:
    """`minsheng issue`."""
    period = Period.parse(options.period)
    issued = jobs.issue(
        options.master,
        period,
        options.output,
        by=options.by,
        layout=options.layout,
        previous=options.previous,
        work=options.work,
    )
    if options.json:
        print_json(shapes.issued(issued))
    else:
        forms = f"{period.label}填报表{len(issued.forms)}份，已写到 {options.output}"
        say(options, f"{forms}，下发清单：{issued.dispatch.name}。")
        show(options, issued.report)
        for line in _carried_lines(issued):
            say(options, line)
        for note in issued.notes:
            say(options, note)
        if issued.unassigned:
            say(options, issued.unassigned_line)
        if issued.unlisted:
            names = "”“".join(issued.unlisted)
            say(options, f"“{names}”是集体单位，名录里没有成员，未下发；请在总表的名录里填上。")
    return FOUND if issued.unassigned or issued.unlisted else CLEAN


def _carried_lines(issued: jobs.Issued) -> Iterator[str]:
    """Which rows went out with an older 上期累计, by the period it is from, and which without one."""
    for since in sorted({each.since for each in issued.carried if each.since}):
        rows = "、".join(
            f"{each.name}{number_text(each.value)}"
            for each in issued.carried
            if each.since == since and each.value is not None
        )
        yield f"上期没有报数，上期累计取自{since.label}：{rows}。"
    none = [each.name for each in issued.carried if each.since is None]
    if none:
        yield f"以前没有报过数，上期累计空白：{'、'.join(none)}。"


def comment(options: Namespace) -> int:
    """`minsheng comment`: issue the sheets, or with --returned gather them."""
    if options.returned is None and options.apply:
        raise InputError("--apply 要与 --returned 同用", "请指明收回的征求意见表在哪个文件夹")
    if options.returned is None:
        sheets = jobs.issue_comments(options.master, options.output)
        if options.json:
            print_json(shapes.comments_issued(sheets))
        else:
            say(options, f"征求意见表{len(sheets)}份，已写到 {options.output}。")
        return CLEAN
    gathered = jobs.gather_comments(
        options.returned, options.master, options.output, apply=options.apply, as_of=options.as_of
    )
    if options.json:
        print_json(shapes.comments_gathered(gathered))
    else:
        show_files(options, gathered.report)
        show(options, gathered.report)
        for line in _feedback_lines(gathered):
            say(options, line)
    adopted = gathered.adopted
    failed = adopted and (adopted.left or not adopted.report.clean)
    return FOUND if failed else exit_code(gathered.report)


def _feedback_lines(gathered: jobs.Gathered) -> Iterator[str]:
    """Who has not answered, what was adopted, what of it stands in the new master and what does not."""
    silent = [
        f"{each.department}（交回的表没有填）" if each.file else each.department
        for each in gathered.feedback
        if not each.answered
    ]
    if silent:
        yield f"未反馈{len(silent)}个单位：{'、'.join(silent)}。"
    yield f"意见{len(gathered.opinions)}条，已写出：{gathered.output}"
    for each in gathered.dropped:
        yield f"原来处理过、现在收回的表里没有的：{each}。"
    if gathered.adopted is None:
        return
    for change in gathered.adopted.changes:
        what = (
            f"“{change.name}”{change.field}：{change.old} → {change.new}（{'、'.join(change.departments)}）"
        )
        spot = f"{change.place.sheet}{change.place.cell}"
        if change.problem:
            yield f"未改　{spot}　{what}　{change.problem}。"
        else:
            yield f"已改　第{change.row}行{what}"
    made = len(gathered.adopted.changes) - len(gathered.adopted.left)
    if gathered.adopted.master is None:
        yield "没有一条采纳的意见能照办，没有写新总表。"
        return
    yield from gathered.adopted.report.lines()
    yield f"采纳的意见改了{made}处、未改{len(gathered.adopted.left)}处。"
    yield f"新总表已写出：{gathered.adopted.master}"


def check(options: Namespace) -> int:
    """`minsheng check`."""
    period = Period.parse(options.period) if options.period else None
    report = jobs.check(
        options.path,
        master=options.master,
        period=period,
        previous=options.previous,
        superior=options.superior,
        as_of=options.as_of,
    )
    repaired = _repair(options) if options.fix else []
    if options.report:
        from minsheng_xl.jobs.outputs import writable
        from minsheng_xl.writing.report import write_report

        write_report(report, writable(options.report, sources=options.path))
        say(options, f"核对结果已写出：{options.report}")
    if options.json:
        print_json(report.as_json() | (shapes.repaired(repaired) if options.fix else {}))
    else:
        show_files(options, report)
        show(options, report)
    return exit_code(report)


def _repair(options: Namespace) -> list[jobs.Repaired]:
    done = jobs.repair_all(options.path, options.output, master=options.master, as_of=options.as_of)
    for each in done:
        for repair in each.repairs:
            say(options, f"已改　{repair}")
        if each.output:
            say(options, f"修复{len(each.repairs)}处，副本：{each.output}")
    if not any(each.output for each in done):
        say(options, "没有可以放心代改的地方，没有写副本。")
    return done


def consolidate(options: Namespace) -> int:
    """`minsheng consolidate`."""
    done = jobs.consolidate(
        options.directory,
        options.master,
        Period.parse(options.period),
        options.output,
        previous=options.previous,
        work=options.work,
        as_of=options.as_of,
        marked=options.marked,
        workers=options.workers,
        refresh=options.refresh,
        progress=None if options.quiet or not sys.stderr.isatty() else progress_bar,
    )
    if options.json:
        print_json(shapes.consolidated(done))
    else:
        show_files(options, done.report)
        show(options, done.report)
        missing = [each.department for each in done.summary.expected if not each.returned]
        if missing:
            say(options, f"未收到{len(missing)}个单位的报送：{'、'.join(missing)}。")
        say(options, f"县汇总表已写出：{done.output}")
        for note in done.notes:
            say(options, note)
        for each in done.refreshed:
            say(options, f"{each.summary.period.label}已接着重做：{each.output}")
        if done.answers:
            letters = {each.letter for each in done.answers}
            say(options, f"退回、核实说明{len(letters)}份，连同标注件已写到：{options.marked}")
    return exit_code(done.report)


def watch(options: Namespace) -> int:
    """`minsheng watch`: ended by hand it has done its work, whatever it found."""
    from minsheng_xl.fronts.watching import run_watch

    report = run_watch(options, lambda text: say(options, text))
    if options.json:
        print_json(report.as_json())
    return exit_code(report) if options.once else CLEAN


def status(options: Namespace) -> int:
    """`minsheng status`."""
    from minsheng_xl.fronts.telling import status_lines

    where = {"work": options.work, "as_of": options.as_of}
    if options.output:
        found, board = jobs.look(options.master, Period.parse(options.period), **where)
        jobs.write_board(board, options.output, master=options.master)
    else:
        found = jobs.status(options.master, Period.parse(options.period), **where)
    if options.json:
        print_json(shapes.status(found, options.output))
        return CLEAN
    for line in status_lines(found):
        say(options, line)
    if options.output:
        say(options, f"周期看板已写出：{options.output}")
    if found.reminders:
        print("\n".join(found.reminders.values()))
    return CLEAN


def verify(options: Namespace) -> int:
    """`minsheng verify`."""
    found = jobs.verify(_work(options))
    if options.json:
        print_json(shapes.verified(found))
    else:
        for told in (*found.faults, *found.notes):
            say(options, f"{told}。")
        verdict = f"发现{len(found.faults)}处问题" if found.faults else "完好"
        say(options, f"台账{found.entries}条记录、留存文件{found.files}份：{verdict}。")
    return FOUND if found.faults else CLEAN


def rebuild(options: Namespace) -> int:
    """`minsheng rebuild`."""
    made = jobs.rebuild(_work(options), Period.parse(options.period), options.output, number=options.number)
    if options.json:
        print_json(shapes.rebuilt(made))
    else:
        for each in made.differences:
            say(options, f"{each}。")
        same = f"有{len(made.differences)}格与当时不同" if made.differences else "与当时的每一格都相同"
        say(options, f"已重出：{made.output}，{same}。")
        say(options, f"当时发出的原件：{made.original}")
    return FOUND if made.differences else CLEAN


def decide(options: Namespace) -> int:
    """`minsheng decide`."""
    period = Period.parse(options.period)
    version = jobs.decide(
        _work(options),
        options.department,
        period,
        options.state,
        options.why,
        who=options.who,
        number=options.number,
    )
    if options.json:
        print_json(shapes.decided(version, options.state, options.why))
    else:
        told = f"{version.department}{period.label}第{version.number}版（{version.name}）：{options.state}"
        say(options, f"{told}，理由：{options.why}。")
    return CLEAN


COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "draft": draft,
    "fill": fill,
    "issue": issue,
    "comment": comment,
    "check": check,
    "consolidate": consolidate,
    "watch": watch,
    "status": status,
    "verify": verify,
    "rebuild": rebuild,
    "decide": decide,
    "rules": program.rules,
    "explain": program.explain,
    "workbooks": program.workbooks,
    "addin": program.addin,
    "doctor": program.doctor,
    "demo": program.demo,
}


def _work(options: Namespace) -> Path:
    return options.work or Path()

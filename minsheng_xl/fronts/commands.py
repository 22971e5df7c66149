"""One function a command: options in, a job run, what came of it said in Chinese or as JSON."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from minsheng_xl import jobs
from minsheng_xl.checks import engine
from minsheng_xl.checks.report import Report, Severity
from minsheng_xl.errors import InputError
from minsheng_xl.fronts import shapes
from minsheng_xl.jobs.outputs import writable
from minsheng_xl.model import Period
from minsheng_xl.reference import Headers

CLEAN, FOUND = 0, 1
SHOWN_FINDINGS = 40


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
        _print_json(shapes.draft([table for plan, _ in read for table in plan.documents], report))
    else:
        for plan, _ in read:
            for line in _read_lines(plan, written=bool(options.output)):
                _say(options, line)
        if options.output:
            _say(options, f"{'印发表' if options.layout == 'print' else '总表'}已写出：{options.output}")
        _show(options, report)
    return _code(report)


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
        _print_json(shapes.filled(done))
    else:
        _say(options, f"已填〔{done.sheet}〕{done.rows}行，其中新加{done.added}行：{done.output}")
        if done.left_out:
            _say(options, f"没有对应内容、保持原样的列：{'、'.join(done.left_out)}。")
        if done.computed:
            words = Headers.default().word
            _say(options, f"由模板公式计算的列：{'、'.join(map(words, done.computed))}。")
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
        _print_json(shapes.issued(issued))
    else:
        forms = f"{period.label}填报表{len(issued.forms)}份，已写到 {options.output}"
        _say(options, f"{forms}，下发清单：{issued.dispatch.name}。")
        _show(options, issued.report)
        if issued.unassigned:
            codes = "、".join(issued.unassigned)
            _say(options, f"有{len(issued.unassigned)}个指标没有牵头单位，未下发：{codes}。")
        if issued.unlisted:
            names = "”“".join(issued.unlisted)
            _say(options, f"“{names}”是集体单位，名录里没有成员，未下发；请在总表的名录里填上。")
    return FOUND if issued.unassigned or issued.unlisted else CLEAN


def comment(options: Namespace) -> int:
    """`minsheng comment`: issue the sheets, or with --returned gather them."""
    if options.returned is None:
        sheets = jobs.issue_comments(options.master, options.output)
        if options.json:
            _print_json(shapes.comments_issued(sheets))
        else:
            _say(options, f"征求意见表{len(sheets)}份，已写到 {options.output}。")
        return CLEAN
    gathered = jobs.gather_comments(options.returned, options.master, options.output, as_of=options.as_of)
    if options.json:
        _print_json(shapes.comments_gathered(gathered))
    else:
        _show_files(options, gathered.report)
        _show(options, gathered.report)
        silent = [each.department for each in gathered.feedback if not each.file]
        if silent:
            _say(options, f"未反馈{len(silent)}个单位：{'、'.join(silent)}。")
        _say(options, f"意见{len(gathered.opinions)}条，已写出：{gathered.output}")
    return _code(gathered.report)


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
        from minsheng_xl.writing.report import write_report

        write_report(report, writable(options.report, sources=options.path))
        _say(options, f"核对结果已写出：{options.report}")
    if options.json:
        _print_json(report.as_json() | (shapes.repaired(repaired) if options.fix else {}))
    else:
        _show_files(options, report)
        _show(options, report)
    return _code(report)


def _repair(options: Namespace) -> list[jobs.Repaired]:
    done = jobs.repair_all(options.path, options.output, master=options.master, as_of=options.as_of)
    for each in done:
        for repair in each.repairs:
            _say(options, f"已改　{repair}")
        if each.output:
            _say(options, f"修复{len(each.repairs)}处，副本：{each.output}")
    if not any(each.output for each in done):
        _say(options, "没有可以放心代改的地方，没有写副本。")
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
        progress=None if options.quiet or not sys.stderr.isatty() else _progress,
    )
    if options.json:
        _print_json(shapes.consolidated(done))
    else:
        _show_files(options, done.report)
        _show(options, done.report)
        missing = [each.department for each in done.summary.expected if not each.returned]
        if missing:
            _say(options, f"未收到{len(missing)}个单位的报送：{'、'.join(missing)}。")
        _say(options, f"县汇总表已写出：{done.output}")
        for note in done.notes:
            _say(options, note)
        if done.answers:
            letters = {each.letter for each in done.answers}
            _say(options, f"退回说明{len(letters)}份，连同标注件已写到：{options.marked}")
    return _code(done.report)


def watch(options: Namespace) -> int:
    """`minsheng watch`: ended by hand it has done its work, whatever it found."""
    from minsheng_xl.fronts.watching import run_watch

    report = run_watch(options, lambda text: _say(options, text))
    if options.json:
        _print_json(report.as_json())
    return _code(report) if options.once else CLEAN


def status(options: Namespace) -> int:
    """`minsheng status`."""
    from minsheng_xl.fronts.telling import status_lines

    where = {"work": options.work, "as_of": options.as_of}
    if options.output:
        found, board = jobs.look(options.master, Period.parse(options.period), **where)
        jobs.write_board(board, options.output)
    else:
        found = jobs.status(options.master, Period.parse(options.period), **where)
    if options.json:
        _print_json(shapes.status(found, options.output))
        return CLEAN
    for line in status_lines(found):
        _say(options, line)
    if options.output:
        _say(options, f"周期看板已写出：{options.output}")
    if found.reminders:
        print("\n".join(found.reminders.values()))
    return CLEAN


def verify(options: Namespace) -> int:
    """`minsheng verify`."""
    found = jobs.verify(_work(options))
    if options.json:
        _print_json(shapes.verified(found))
    else:
        for fault in found.faults:
            _say(options, f"{fault}。")
        verdict = f"发现{len(found.faults)}处问题" if found.faults else "完好"
        _say(options, f"台账{found.entries}条记录、留存文件{found.files}份：{verdict}。")
    return FOUND if found.faults else CLEAN


def rebuild(options: Namespace) -> int:
    """`minsheng rebuild`."""
    made = jobs.rebuild(_work(options), Period.parse(options.period), options.output, number=options.number)
    if options.json:
        _print_json(shapes.rebuilt(made))
    else:
        for each in made.differences:
            _say(options, f"{each}。")
        same = f"有{len(made.differences)}个指标与当时不同" if made.differences else "与当时的数完全相同"
        _say(options, f"已重出：{made.output}，{same}。")
        _say(options, f"当时发出的原件：{made.original}")
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
        _print_json(shapes.decided(version, options.state, options.why))
    else:
        told = f"{version.department}{period.label}第{version.number}版（{version.name}）：{options.state}"
        _say(options, f"{told}，理由：{options.why}。")
    return CLEAN


def rules(options: Namespace) -> int:
    """`minsheng rules`."""
    catalogue = engine.catalogue().values()
    if options.json:
        _print_json(shapes.rules(catalogue))
    else:
        for rule in catalogue:
            print(f"{rule.code}　{rule.severity.label}　{rule.name}{'' if rule.on else '（默认不查）'}")
    return CLEAN


def explain(options: Namespace) -> int:
    """`minsheng explain`."""
    rule = engine.catalogue().get(options.code.upper())
    if rule is None:
        raise InputError(f"没有编号为“{options.code}”的规则", "全部规则见 minsheng rules")
    if options.json:
        _print_json(shapes.rule(rule))
    else:
        print(shapes.rule_text(rule))
    return CLEAN


def workbooks(options: Namespace) -> int:
    """`minsheng workbooks`."""
    for path in jobs.build_workbooks(options.output):
        _say(options, f"已生成 {path}")
    return CLEAN


def demo(options: Namespace) -> int:
    """`minsheng demo`."""
    from minsheng_xl.fronts.demo import run_demo

    return run_demo(options.directory, lambda text: _say(options, text))


def addin(options: Namespace) -> int:
    """`minsheng addin build` and `minsheng addin kit`."""
    from minsheng_xl.addin.build import build_addins
    from minsheng_xl.addin.kit import build_kit

    if options.what == "build":
        files = build_addins(options.output)
    else:
        kit = build_kit(options.python, options.sha256, options.wheels, options.output)
        files = sorted(path for path in kit.iterdir() if path.is_file())
    if options.json:
        _print_json(shapes.addin(files))
    for path in files:
        _say(options, f"已生成 {path}")
    return CLEAN


def doctor(options: Namespace) -> int:
    """`minsheng doctor`: 1 where something that is needed is missing."""
    from minsheng_xl.addin.doctor import examine

    checks = examine()
    if options.json:
        _print_json(shapes.examined(checks))
    else:
        for check in checks:
            print(check.line())
    return FOUND if any(check.state == "fail" for check in checks) else CLEAN


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
    "rules": rules,
    "explain": explain,
    "workbooks": workbooks,
    "addin": addin,
    "doctor": doctor,
    "demo": demo,
}


def _work(options: Namespace) -> Path:
    return options.work or Path()


def _code(report: Report) -> int:
    return CLEAN if report.clean else FOUND


def _print_json(document: dict[str, Any]) -> None:
    json.dump(document, sys.stdout, ensure_ascii=False, indent=1)
    print()


def _say(options: Namespace, text: str) -> None:
    if not options.quiet:
        print(text, file=sys.stderr)


def _show_files(options: Namespace, report: Report) -> None:
    counts = {
        label: sum(file.label == label for file in report.files)
        for label in ("已收", "部分收取", "未收", "跳过")
    }
    _say(options, "，".join(f"{label}{count}份" for label, count in counts.items() if count) + "。")
    for file in report.files:
        if file.reason:
            _say(options, f"  {file.path}　{file.label}：{file.reason}")


def _show(options: Namespace, report: Report) -> None:
    lines = report.lines()
    for line in lines[:SHOWN_FINDINGS]:
        _say(options, line)
    if len(lines) > SHOWN_FINDINGS:
        _say(
            options,
            f"……另有{len(lines) - SHOWN_FINDINGS}条，全部见“核对问题”表（check 加 --report）或 --json。",
        )
    for broken in report.rules_broken:
        _say(options, f"规则未能执行（程序问题）：{broken}")
    counts = "，".join(f"{each.label}{report.count(each)}" for each in reversed(Severity))
    _say(options, f"核对结果：{counts}。")


def _progress(files: Iterable[Path], total: int) -> Iterable[Path]:
    from tqdm import tqdm

    yield from tqdm(files, total=total, unit="份", desc="读取回收件", file=sys.stderr, mininterval=0.3)

"""What a command says: sentences on stderr, one JSON document on stdout, the exit code."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from minsheng_xl.checks.report import Report, Severity

CLEAN, FOUND = 0, 1
SHOWN_FINDINGS = 40


def exit_code(report: Report) -> int:
    """Whether there is an error or a file that was not taken."""
    return CLEAN if report.clean else FOUND


def print_json(document: dict[str, Any]) -> None:
    """The one document of a run, on stdout."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=1)
    print()


def say(options: Namespace, text: str) -> None:
    """A sentence for people, on stderr."""
    if not options.quiet:
        print(text, file=sys.stderr)


def show_files(options: Namespace, report: Report) -> None:
    """How many files were taken, and why the others were not."""
    counts = {
        label: sum(file.label == label for file in report.files)
        for label in ("已收", "部分收取", "未收", "跳过")
    }
    say(options, "，".join(f"{label}{count}份" for label, count in counts.items() if count) + "。")
    for file in report.files:
        if file.reason:
            sender = "" if file.department in file.path else f"（{file.department}）"
            say(options, f"  {file.path}{sender}　{file.label}：{file.reason}")


def show(options: Namespace, report: Report) -> None:
    """The findings, the first of very many, and their number."""
    lines = report.lines()
    for line in lines[:SHOWN_FINDINGS]:
        say(options, line)
    if len(lines) > SHOWN_FINDINGS:
        say(
            options,
            f"……另有{len(lines) - SHOWN_FINDINGS}条，全部见“核对问题”表（check 加 --report）或 --json。",
        )
    for broken in report.rules_broken:
        say(options, f"规则未能执行（程序问题）：{broken}")
    counts = "，".join(f"{each.label}{report.count(each)}" for each in reversed(Severity))
    say(options, f"核对结果：{counts}。")


def progress_bar(files: Iterable[Path], total: int) -> Iterable[Path]:
    """The files one after the other, with a bar on stderr."""
    from tqdm import tqdm

    yield from tqdm(files, total=total, unit="份", desc="读取回收件", file=sys.stderr, mininterval=0.3)

"""Commands about the program itself: its rules, its workbooks, the demo, the add-in, what is installed.

No two of them need the same, so each loads its own.
"""

from __future__ import annotations

from argparse import Namespace

from minsheng_xl import jobs
from minsheng_xl.errors import InputError
from minsheng_xl.fronts import shapes
from minsheng_xl.fronts.output import CLEAN, FOUND, print_json, say


def rules(options: Namespace) -> int:
    """`minsheng rules`."""
    from minsheng_xl.checks import engine

    catalogue = engine.catalogue().values()
    if options.json:
        print_json(shapes.rules(catalogue))
    else:
        for rule in catalogue:
            print(f"{rule.code}　{rule.severity.label}　{rule.name}{'' if rule.on else '（默认不查）'}")
    return CLEAN


def explain(options: Namespace) -> int:
    """`minsheng explain`."""
    from minsheng_xl.checks import engine

    rule = engine.catalogue().get(options.code.upper())
    if rule is None:
        raise InputError(f"没有编号为“{options.code}”的规则", "全部规则见 minsheng rules")
    if options.json:
        print_json(shapes.rule(rule))
    else:
        print(shapes.rule_text(rule))
    return CLEAN


def workbooks(options: Namespace) -> int:
    """`minsheng workbooks`."""
    for path in jobs.build_workbooks(options.output):
        say(options, f"已生成 {path}")
    return CLEAN


def demo(options: Namespace) -> int:
    """`minsheng demo`, two months or with --year twelve."""
    from minsheng_xl.fronts.demo import run_demo
    from minsheng_xl.fronts.demo_year import run_year

    run = run_year if options.year else run_demo
    return run(options.directory, lambda text: say(options, text))


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
        print_json(shapes.addin(files))
    for path in files:
        say(options, f"已生成 {path}")
    return CLEAN


def doctor(options: Namespace) -> int:
    """`minsheng doctor`: 1 where something that is needed is missing."""
    from minsheng_xl.addin.doctor import examine

    checks = examine()
    if options.json:
        print_json(shapes.examined(checks))
    else:
        for check in checks:
            print(check.line())
    return FOUND if any(check.state == "fail" for check in checks) else CLEAN

"""The workbook behind the button 帮助: what buttons and worksheet functions do, what rules look at."""

from __future__ import annotations

from pathlib import Path

from minsheng_xl.actions import ACTIONS
from minsheng_xl.checks import engine
from minsheng_xl.fronts.formulas import calculate, shown
from minsheng_xl.fronts.function_help import DECLARED
from minsheng_xl.writing import layouts
from minsheng_xl.writing.sheets import write_list
from minsheng_xl.writing.style import new_book


def write_guide(path: Path) -> None:
    """Write the guide; OutputError where the file cannot be written."""
    buttons = (
        {
            "group": f"{action.group.label}（{action.group.when}）",
            "label": action.label,
            "help": action.help,
            "command": action.command,
        }
        for action in ACTIONS
    )
    functions = (
        {
            "usage": each.usage,
            "sentence": each.sentence,
            "arguments": "\n".join(f"{name}：{said}" for name, said in each.arguments.items()),
            "formula": each.formula,
            "answer": shown(calculate(each.formula)),
        }
        for each in DECLARED.values()
    )
    rules = (
        {
            "code": rule.code,
            "name": rule.name,
            "severity": rule.severity.label if rule.on else "默认不查",
            "explanation": rule.explanation or rule.message,
            "remedy": rule.remedy,
        }
        for rule in engine.catalogue().values()
    )
    with new_book(path) as book:
        write_list(book, layouts.load("help_buttons"), buttons, filtered=False)
        write_list(book, layouts.load("help_functions"), functions, filtered=False)
        write_list(book, layouts.load("help_rules"), rules)

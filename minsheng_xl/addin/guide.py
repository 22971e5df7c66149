"""The workbook behind the button 帮助: what each button does, and what each rule looks at."""

from __future__ import annotations

from pathlib import Path

from minsheng_xl.actions import ACTIONS
from minsheng_xl.checks import engine
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
        write_list(book, layouts.load("help_rules"), rules)

"""Make the generated pages: docs/rules.md from the rules, docs/commands.md from the command line.

python docs/build.py            write them
python docs/build.py --check    exit 1 where one is not current
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, _SubParsersAction
from pathlib import Path

from minsheng_xl.checks.engine import FAMILIES, INPUTS, Example, Rule, catalogue
from minsheng_xl.fronts.cli import build_parser

HERE = Path(__file__).parent


def rules_page() -> str:
    """Every rule as a clerk reads it, family by family."""
    lines = [
        "# 核对规则",
        "",
        "由规则自身生成（`python docs/build.py`），不要手改。**错误**必须改正，该行不进汇总；"
        "**警告**照收，请在“情况说明”里写明原因；**提示**供留意。级别可在总表“设置”里按日期调整；"
        "设为“须说明”的规则，没有在“情况说明”写明原因的行不收。",
        "",
    ]
    rules = catalogue().values()
    for letter, family in FAMILIES.items():
        members = [rule for rule in rules if rule.family == letter]
        if members:
            lines += [f"## {letter}　{family}", ""]
            for rule in members:
                lines += _rule(rule)
    return "\n".join(lines).rstrip() + "\n"


def _rule(rule: Rule) -> list[str]:
    off = "　（默认不查，可在“设置”中打开）" if not rule.on else ""
    return [
        f"### {rule.code}　{rule.name}　{rule.severity.label}{off}",
        "",
        rule.explanation,
        "",
        f"- 提示语：{rule.message}",
        f"- 怎么改：{rule.remedy}",
        f"- 核对时需要：{'、'.join(INPUTS[name] for name in rule.looks_at)}",
        "",
        *_example("应报", rule.bad),
        *_example("不应报", rule.good),
    ]


def _example(label: str, example: Example) -> list[str]:
    parts = [example.table, example.master if not example.returns else "", *example.returns]
    parts += [*example.opinions, example.superior]
    text = "\n\n".join(part.strip() for part in parts if part.strip())
    facts = [f"上期累计 {code}：{value}" for code, value in example.history.items()]
    facts += [f"核对日期：{example.as_of}"] if example.as_of else []
    facts += [f"报送期：{example.period}"] if example.period else []
    body = "\n".join([*facts, text]).strip() or "（没有收到文件）"
    return ["<details>", f"<summary>{label}例</summary>", "", "```text", body, "```", "", "</details>", ""]


def commands_page() -> str:
    """`--help` of the command and of each of its sub-commands."""
    parser = build_parser()
    lines = ["# 命令", "", "由命令行自身生成（`python docs/build.py`），不要手改。", "", *_help(parser)]
    actions = (action for action in parser._actions if isinstance(action, _SubParsersAction))
    for name, sub in next(actions).choices.items():
        lines += [f"## minsheng {name}", "", *_help(sub)]
    return "\n".join(lines).rstrip() + "\n"


def _help(parser: ArgumentParser) -> list[str]:
    return ["```text", parser.format_help().rstrip(), "```", ""]


PAGES = {"rules.md": rules_page, "commands.md": commands_page}


def main() -> int:
    stale = []
    for name, page in PAGES.items():
        path, text = HERE / name, page()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        print(f"not current, run python docs/build.py: {', '.join(stale)}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

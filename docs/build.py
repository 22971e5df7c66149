"""Make the generated pages: docs/rules.md from the rules, docs/commands.md from the command line,
docs/functions.md from the worksheet functions with their examples calculated.

python docs/build.py            write them
python docs/build.py --check    exit 1 where one is not current
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, _SubParsersAction
from pathlib import Path

from minsheng_xl.checks.engine import FAMILIES, INPUTS, Example, Rule, catalogue
from minsheng_xl.fronts.cli import build_parser
from minsheng_xl.fronts.formulas import calculate, shown
from minsheng_xl.fronts.function_help import DECLARED, FunctionHelp

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


FUNCTIONS_HEAD = """# 工作表函数

由各函数自身生成（`python docs/build.py`），例子的结果是当场算出来的，不要手改。

装好加载项 `minsheng_udf.xlam` 后，在任何工作簿里输入 `=MS_` 就能用；帮助按钮打开的工作簿里也有这张清单。

- **答不出的说明原因**：以 ※ 开头，说格里是什么、为什么不能用、请怎么写。空格的答案是空白。
- **一格、一列、一块都可以**：几处选同样大的，或其中一处只选一格；不一样大的不猜。
- **照格里看到的读**：`1.2万人`、`1,200`、`约300人`（约数要问）、百分比格式的 95.5% 都与填报表、总表读法相同；
  一个没有单位的数，照另一处写的单位读，像是差了 100 倍、一万倍的要问。
- **用县里自己的单位表、部门名录、乡镇名录、设置、日历**：公式所在的工作簿是总表就用它的，
  否则用同一文件夹（往上两层）里的总表，再没有用“民生工程.xlsm”设置的总表，都没有的用自带的。
  以总表保存后的内容为准；一个文件夹里有几份总表的要问。
"""


def functions_page() -> str:
    """Every worksheet function with its arguments and a calculated example."""
    lines = [FUNCTIONS_HEAD, "| 函数 | 作用 |", "| --- | --- |"]
    lines += [f"| [{each.name}](#{each.name.lower()}) | {each.sentence} |" for each in DECLARED.values()]
    lines.append("")
    for each in DECLARED.values():
        lines += _function(each)
    return "\n".join(lines).rstrip() + "\n"


def _function(each: FunctionHelp) -> list[str]:
    optional = dict.fromkeys(each.optional, "，可不填")
    return [
        f"## {each.name}",
        "",
        each.sentence,
        "",
        f"    ={each.usage}",
        "",
        *(f"- `{name}`{optional.get(name, '')}：{said}" for name, said in each.arguments.items()),
        "",
        "| 例子 | 得到 |",
        "| --- | --- |",
        f"| `{each.formula}` | {shown(calculate(each.formula))} |",
        "",
    ]


PAGES = {"rules.md": rules_page, "commands.md": commands_page, "functions.md": functions_page}


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

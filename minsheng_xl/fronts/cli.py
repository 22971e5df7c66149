"""The command `minsheng`: arguments, exit codes, and the border where every failure becomes a sentence.

Exit codes: 0 clean, 1 findings of severity error or files rejected, 2 could not run.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from minsheng_xl._version import __version__
from minsheng_xl.errors import MinshengError
from minsheng_xl.reading.opening.passwords import VARIABLE as PASSWORDS

CLEAN, FOUND, FAILED = 0, 1, 2
LAYOUTS = ("a", "b", "c", "towns")


class _Parser(argparse.ArgumentParser):
    """argparse with its own sentences in Chinese."""

    def error(self, message: str) -> NoReturn:
        for english, chinese in _PHRASES:
            message = message.replace(english, chinese)
        self.exit(FAILED, f"参数有误：{message}。用法见 {self.prog} --help\n")

    def format_help(self) -> str:
        text = super().format_help()
        for english, chinese in _HEADINGS:
            text = text.replace(english, chinese, 1)
        return text


_PHRASES = (
    ("the following arguments are required: ", "缺少 "),
    ("unrecognized arguments: ", "不认识的参数 "),
    ("expected one argument", "后面要跟一个值"),
    ("expected at least one argument", "后面至少要跟一个值"),
    ("invalid choice: ", "没有这个选项 "),
    ("choose from", "可选"),
    ("argument ", "参数 "),
    ("invalid _day value: ", "日期应写成 2021-08-20 的样子，而不是 "),
    ("invalid int value: ", "应是整数，而不是 "),
)
_HEADINGS = (
    ("usage: ", "用法："),
    ("positional arguments:", "要给出的："),
    ("options:", "可选的："),
    ("show this help message and exit", "显示这段说明"),
    ("show program's version number and exit", "显示版本号"),
)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def build_parser() -> argparse.ArgumentParser:
    """The whole command line, one sub-command a job."""
    parser = _Parser(
        prog="minsheng",
        description="民生实事目标任务表：拟表、下发、核对、汇总。",
        epilog="退出码：0 没有问题；1 有错误或有文件未收；2 没有办成。各命令的用法见 minsheng 命令 --help。",
    )
    parser.add_argument("--version", action="version", version=f"minsheng {__version__}")
    commands = parser.add_subparsers(
        dest="command", metavar="命令", title="命令", required=True, parser_class=_Parser
    )

    common = _Parser(add_help=False)
    common.add_argument("--json", action="store_true", help="标准输出只给一个 JSON 文档")
    common.add_argument("-q", "--quiet", action="store_true", help="不显示进度和说明")
    common.add_argument("--as-of", type=_day, metavar="日期", help="以这一天为今天，如 2021-08-25")
    common.add_argument("--work", type=Path, metavar="文件夹", help="工作文件夹（默认是总表所在的文件夹）")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, parents=[common], help=text, description=text)

    draft = command("draft", "从通知或目标任务表拟出总表")
    draft.add_argument(
        "source",
        nargs="+",
        type=Path,
        metavar="来源",
        help="通知或目标任务表（txt、md、docx、html、pdf、csv、xlsx、xls）",
    )
    draft.add_argument("-o", "--output", type=Path, metavar="总表.xlsx", help="写出的总表；不给则只读不写")
    draft.add_argument("--place", default="", metavar="县名", help="县（市、区）名，默认从标题中认")
    which = "来源里有几份文件时用第几份拟总表，默认用项目最多的计划"
    draft.add_argument("--document", type=int, default=0, metavar="第几份", help=which)
    ways = (
        "总表的样子：a 一行一个指标（默认），b 指标任务分解表，c 目标任务（文字），towns 先是乡镇任务明细表；"
        "print 不写总表，写印发的目标任务及责任分工表"
    )
    draft.add_argument("--layout", choices=(*LAYOUTS, "print"), default="", help=ways)
    draft.add_argument("--year", type=int, default=0, metavar="年份", help="年份，默认从标题中认")
    above = "上级的通知或目标任务表：比对牵头单位、目标、标准、计量单位"
    draft.add_argument("--superior", type=Path, metavar="上级文件", help=above)

    fill = command("fill", "把目标任务表或县汇总表填进自己的模板，模板的其余部分保持原样")
    fill.add_argument("template", type=Path, metavar="模板.xlsx", help="自己的模板，按表头或名称找位置")
    fill.add_argument("source", type=Path, metavar="来源", help="总表、目标任务表、通知，或县汇总表")
    fill.add_argument("-o", "--output", required=True, type=Path, metavar="结果.xlsx")
    fill.add_argument("--sheet", default="", metavar="工作表", help="填哪一张；默认自己找")
    fill.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="列=字段",
        help="说明拿不准的列，如 C=牵头单位、D=不填",
    )
    fill.add_argument("--replace", action="store_true", help="模板里已有的数据行用新内容替换")

    issue = command("issue", "把总表拆成各单位的填报表")
    issue.add_argument("master", type=Path, metavar="总表.xlsx")
    issue.add_argument("--period", required=True, metavar="报送期", help="如 2021-08")
    issue.add_argument("-o", "--output", required=True, type=Path, metavar="文件夹")
    issue.add_argument("--previous", type=Path, metavar="上期汇总表或进展通报", help="上期累计从这里取")
    ways = "lead 牵头单位（填全县数，默认）；responsible 责任单位、township 乡镇（各填各的份额）"
    issue.add_argument("--by", choices=("lead", "responsible", "township"), help=ways)
    ways = "填报表的样子：a 指标，b 指标任务，c 目标任务，towns 乡镇填报表；默认照总表和它的“设置”"
    issue.add_argument("--layout", choices=LAYOUTS, default="", help=ways)

    comment = command("comment", "印发前征求意见：给各牵头单位出征求意见表，收回后汇总意见")
    comment.add_argument("master", type=Path, metavar="总表.xlsx")
    back = "收回的征求意见表；给了就汇总，不给就下发"
    comment.add_argument("--returned", type=Path, metavar="文件夹", help=back)
    where = "下发写到这个文件夹；汇总写成这一本（已填的处理意见照留）"
    comment.add_argument("-o", "--output", required=True, type=Path, metavar="文件夹或文件", help=where)
    carry = "照意见汇总里“处理意见”填了采纳的，改出一份新总表（与 --returned 同用）；原总表不动"
    comment.add_argument("--apply", type=Path, metavar="新总表.xlsx", help=carry)

    check = command("check", "核对总表、通知、回收件或整个文件夹")
    check.add_argument("path", nargs="+", type=Path, metavar="文件或文件夹")
    check.add_argument("--master", type=Path, metavar="总表.xlsx", help="核对回收件时与它比对")
    check.add_argument("--period", metavar="报送期", help="如 2021-08")
    check.add_argument("--previous", type=Path, metavar="上期汇总表或进展通报")
    check.add_argument("--superior", type=Path, metavar="上级文件", help=above)
    check.add_argument("--report", type=Path, metavar="核对结果.xlsx", help="把核对结果写成工作簿")
    fix = "把能放心代改的（单位写法、分隔号、全角数字、文本数字）改在副本里，逐条列出"
    check.add_argument("--fix", action="store_true", help=fix)
    copy = "修复后的副本；默认在原件旁，名为“原名_修复”"
    check.add_argument("-o", "--output", type=Path, metavar="副本", help=copy)

    gather = command("consolidate", "汇总各单位回收件，写出县汇总表")
    gather.add_argument("directory", type=Path, metavar="回收文件夹")
    gather.add_argument("--master", required=True, type=Path, metavar="总表.xlsx")
    gather.add_argument("--period", required=True, metavar="报送期", help="如 2021-08")
    gather.add_argument("-o", "--output", required=True, type=Path, metavar="县汇总表.xlsx")
    gather.add_argument("--previous", type=Path, metavar="上期汇总表或进展通报")
    marked = "把有问题的回收件标注后写到这里，另写给各单位的退回说明"
    gather.add_argument("--marked", type=Path, metavar="文件夹", help=marked)

    look = command("watch", "看守回收文件夹，新来的表随到随查；按 Ctrl-C 结束")
    look.add_argument("directory", type=Path, metavar="回收文件夹")
    look.add_argument("--master", required=True, type=Path, metavar="总表.xlsx")
    look.add_argument("--period", required=True, metavar="报送期", help="如 2021-08")
    look.add_argument("--marked", type=Path, metavar="文件夹", help=marked)
    board = "有表来了就重写周期看板"
    look.add_argument("-o", "--output", type=Path, metavar="周期看板.xlsx", help=board)
    look.add_argument("--once", action="store_true", help="只查现有的文件，查完就结束")

    for each in (check, gather, look):
        each.add_argument(
            "--password", action="append", metavar="口令", help="打开有密码的文件时试用，可写多次"
        )
    gather.add_argument("--workers", type=int, default=1, metavar="个数", help="用几个进程读文件，默认1个")
    redo = "本期的数变了，接着它汇总过的以后各期按次序重做"
    gather.add_argument("--refresh", action="store_true", help=redo)

    standing = command("status", "哪些单位报了、迟了、没报，附催报的话")
    standing.add_argument("--master", required=True, type=Path, metavar="总表.xlsx")
    standing.add_argument("--period", required=True, metavar="报送期", help="如 2021-08")
    sheets = "另写出周期看板：单位×报送期、催报清单、报送率、各项目环节、问题台账、重报改动"
    standing.add_argument("-o", "--output", type=Path, metavar="周期看板.xlsx", help=sheets)

    command("verify", "查收件台账和留存的文件有没有被改动")

    again = command("rebuild", "按台账重出一期的县汇总表，并与当时的比对")
    again.add_argument("--period", required=True, metavar="报送期", help="如 2021-08")
    again.add_argument("-o", "--output", required=True, type=Path, metavar="县汇总表.xlsx")
    again.add_argument("--number", type=int, default=0, metavar="第几次", help="该期第几次出的，默认最近一次")

    decide = command("decide", "在台账里定一个单位本期报送的审核状态")
    decide.add_argument("department", metavar="单位")
    decide.add_argument("state", metavar="状态", help="通过、已退回、锁定 等")
    decide.add_argument("--period", required=True, metavar="报送期", help="如 2021-08")
    decide.add_argument("--why", required=True, metavar="理由", help="写进台账的理由")
    decide.add_argument("--who", default="", metavar="经办人", help="默认是本机的用户名")
    which = "定该单位本期的第几版，默认最新一版"
    decide.add_argument("--version", dest="number", type=int, default=0, metavar="第几版", help=which)

    command("rules", "列出全部核对规则")
    explain = command("explain", "说明一条核对规则")
    explain.add_argument("code", metavar="规则码", help="如 U02")

    build = command("workbooks", "由数据生成标准工作簿和填报表模板")
    build.add_argument("-o", "--output", type=Path, metavar="文件夹", help="默认是包内的位置")

    what = command("addin", "生成 Excel 加载项和离线安装包").add_subparsers(
        dest="what", metavar="做什么", title="做什么", required=True
    )
    text = "由源文件生成 minsheng.xlam、minsheng_udf.xlam 和 民生工程.xlsm"
    addins = what.add_parser("build", parents=[common], help=text, description=text)
    text = "生成离线安装包：Python、程序、加载项、安装和拖放批处理"
    kit = what.add_parser("kit", parents=[common], help=text, description=text)
    kit.add_argument("--python", required=True, type=Path, metavar="ZIP", help="官方的 embeddable 压缩文件")
    kit.add_argument("--sha256", required=True, metavar="校验值", help="该文件公布的 SHA-256")
    kit.add_argument(
        "--wheels", required=True, type=Path, metavar="文件夹", help="Windows 的轮子文件（.whl）"
    )
    for each in (addins, kit):
        each.add_argument("-o", "--output", required=True, type=Path, metavar="文件夹")

    command("doctor", "检查本机：程序、加载项、表格软件、字体、文件夹权限")

    demo = command("demo", "在示例县上把一次月度循环从头走到尾")
    demo.add_argument("directory", nargs="?", type=Path, default=Path("民生示例"), metavar="文件夹")
    whole = "走完全年十二个月：漏报、迟报、补报、更正、退回、目标调整都有，写出全年的周期看板"
    demo.add_argument("--year", action="store_true", help=whole)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; never raises for what the user gave."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = build_parser().parse_args(arguments)
    if given := getattr(options, "password", None):
        os.environ[PASSWORDS] = "\n".join(given)
    from minsheng_xl.fronts import commands

    try:
        return commands.COMMANDS[options.command](options)
    except MinshengError as fault:
        print(fault, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("已停止，没有写出新文件。", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        return FAILED
    except Exception:  # a fault of ours: the user gets a number and a log, never a traceback
        from minsheng_xl.fronts.faults import write_log

        number, path = write_log()
        print(f"程序出错，出错编号 {number}。您的文件没有改动，请把日志发给管理员：{path}", file=sys.stderr)
        return FAILED


def run() -> NoReturn:
    """Entry point of the installed command.

    Memory is given back when the process ends: searching it for cycles took a fifth of a consolidation.
    """
    gc.disable()
    sys.exit(main())

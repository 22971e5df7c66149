"""What can be clicked: the one list that ribbon, macros, sheet buttons, documentation and tests come from.

An action joins the list when its job exists; nothing here runs anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from minsheng_xl.errors import InputError


@dataclass(frozen=True, slots=True)
class Group:
    """A stage of the yearly cycle: a group on the ribbon, a row on the front page."""

    id: str
    label: str
    when: str


@dataclass(frozen=True, slots=True)
class Action:
    """A button.

    `handler` is a function in `minsheng_xl.fronts.buttons`; `command` is the command-line twin, empty where
    the command line needs none; `icon` is one of Office's own pictures (imageMso).
    """

    id: str
    group: Group
    label: str
    tip: str
    help: str
    icon: str
    handler: str
    command: str = ""

    @property
    def macro(self) -> str:
        """The VBA procedure behind the sheet button."""
        return f"MS_{self.id}"


PLAN = Group("plan", "拟表", "年初")
ISSUE = Group("issue", "下发", "每期开始")
CHECK = Group("check", "核对", "收表时")
CHASE = Group("chase", "催办", "截止前后")
COMBINE = Group("combine", "汇总", "收齐后")
TOOLS = Group("tools", "工具", "随时")
GROUPS = (PLAN, ISSUE, CHECK, CHASE, COMBINE, TOOLS)

ACTIONS: tuple[Action, ...] = (
    Action(
        id="draft",
        group=PLAN,
        label="新建目标任务表",
        tip="把通知或表格变成标准总表",
        help="选一份通知（Word、网页、文本）或表格，读出项目、指标、单位、目标和责任单位，写成标准总表。"
        "认不准的地方列在“核对问题”里，不猜。总表的样子（A、B、C、乡镇）在“设置”的“表式”里选。",
        icon="FileNew",
        handler="draft",
        command="minsheng draft",
    ),
    Action(
        id="read_notice",
        group=PLAN,
        label="读取通知",
        tip="由印发的通知拟出总表",
        help="选一份印发的通知或方案（Word、网页、PDF、文本），逐条读出项目和指标，拟成总表并打开。"
        "认不准的地方列在“核对问题”里。",
        icon="GetExternalDataFromText",
        handler="read_notice",
        command="minsheng draft",
    ),
    Action(
        id="fill",
        group=PLAN,
        label="填充模板",
        tip="把总表或汇总填进自己的模板",
        help="选一个现成的模板，按表头和名称找到位置，只填该填的格，模板的其余部分保持原样。",
        icon="FillDown",
        handler="fill",
        command="minsheng fill",
    ),
    Action(
        id="issue",
        group=ISSUE,
        label="下发填报表",
        tip="按单位分出填报表和下发清单",
        help="按牵头单位、责任单位或乡镇把总表分成一家一本，目标和单位已锁定，上期累计已填好，并附下发清单。"
        "填报表的样子照总表，也可以在“设置”的“表式”里选。",
        icon="FileSendAsAttachment",
        handler="issue",
        command="minsheng issue",
    ),
    Action(
        id="check_sheet",
        group=CHECK,
        label="检查本表",
        tip="检查当前打开的表",
        help="逐格核对当前工作簿，问题用颜色和批注标在格上，并列入“核对问题”工作表，点一行就跳到那一格。",
        icon="ReviewAcceptChange",
        handler="check_sheet",
        command="minsheng check",
    ),
    Action(
        id="check_folder",
        group=CHECK,
        label="检查文件夹",
        tip="检查整个文件夹里的回收件",
        help="选一个文件夹，逐份核对里面的表，列出每份的状态和问题。原件不作任何改动。",
        icon="FileOpen",
        handler="check_folder",
        command="minsheng check",
    ),
    Action(
        id="fix",
        group=CHECK,
        label="应用修复建议",
        tip="按核对问题里的建议改正当前表",
        help="先列出要改的格、原值和新值，确认后才改；改错了可以“撤销上次操作”。",
        icon="FormatPainter",
        handler="apply_fixes",
        command="minsheng check --fix",
    ),
    Action(
        id="remind",
        group=CHASE,
        label="催报清单",
        tip="列出还欠着的单位和催报的话",
        help="按截止日、回收文件夹和收件台账，列出未报、退回和有错待改的单位，每家一段写好的话，可以直接复制发出。",
        icon="EnvelopesAndLabelsDialog",
        handler="remind",
        command="minsheng status",
    ),
    Action(
        id="board",
        group=CHASE,
        label="周期看板",
        tip="全年各单位各期报送一览",
        help="写出全年看板：单位×报送期的已报、迟报、未报、退回、锁定，报送率和及时率，催报的话，"
        "各项目走到哪一步，问题由哪一版查出、哪一版改好；首页工作簿的“周期看板”一并填上。",
        icon="FormatAsTableGallery",
        handler="show_board",
        command="minsheng status -o",
    ),
    Action(
        id="consolidate",
        group=COMBINE,
        label="汇总回收表",
        tip="把回收的填报表汇成县汇总表",
        help="读取文件夹里的全部填报表，换算单位后汇总，写出县汇总表、核对问题和批注退回件。"
        "每个数都能追到来源文件和单元格。",
        icon="AutoSum",
        handler="consolidate",
        command="minsheng consolidate",
    ),
    Action(
        id="undo",
        group=TOOLS,
        label="撤销上次操作",
        tip="恢复上一个按钮改动过的格",
        help="把上一次操作改过的单元格恢复成原来的内容和颜色。",
        icon="Undo",
        handler="undo",
    ),
    Action(
        id="help",
        group=TOOLS,
        label="帮助",
        tip="打开使用说明",
        help="打开使用说明、工作表函数的例子和全部核对规则的解释。",
        icon="Help",
        handler="show_help",
        command="minsheng --help",
    ),
    Action(
        id="doctor",
        group=TOOLS,
        label="环境检查",
        tip="检查本机能不能正常使用",
        help="检查程序、加载项、表格软件、字体和文件夹权限，缺什么说什么，并写明怎么办。",
        icon="ControlsGalleryClassic",
        handler="show_doctor",
        command="minsheng doctor",
    ),
)


def find_action(id_: str) -> Action:
    """The action a button named; InputError where there is none: add-in and program do not match."""
    for action in ACTIONS:
        if action.id == id_:
            return action
    raise InputError(f"没有名为“{id_}”的操作", "加载项与程序的版本不一致，请重新运行 安装.bat")


def actions_of(group: Group) -> tuple[Action, ...]:
    """The buttons of a group, in their order."""
    return tuple(action for action in ACTIONS if action.group == group)


def buttons_page() -> str:
    """The documentation page of the buttons, in Markdown."""
    lines = ["# Excel 按钮", "", "| 环节 | 按钮 | 作用 | 命令行 |", "|---|---|---|---|"]
    for action in ACTIONS:
        command = f"`{action.command}`" if action.command else "—"
        lines.append(
            f"| {action.group.label}（{action.group.when}） | {action.label} | {action.help} | {command} |"
        )
    return "\n".join(lines) + "\n"

"""From the list of actions: ribbon XML and the VBA macros of the sheet buttons."""

from __future__ import annotations

from dataclasses import dataclass
from string import Template
from xml.sax.saxutils import quoteattr

from minsheng_xl import data
from minsheng_xl.actions import ACTIONS, GROUPS, TOOLS, Action, Group, actions_of
from minsheng_xl.addin.vba_project import Module

CALLBACK = "MsRibbon.MS_OnAction"
BUTTONS_MODULE = "MsButtons"


@dataclass(frozen=True, slots=True)
class RibbonPart:
    """One of the two parts in which Office looks for a ribbon: 2007's and that of 2010 and later."""

    path: str
    namespace: str
    relationship: str


PARTS = (
    RibbonPart(
        "customUI/customUI.xml",
        "http://schemas.microsoft.com/office/2006/01/customui",
        "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility",
    ),
    RibbonPart(
        "customUI/customUI14.xml",
        "http://schemas.microsoft.com/office/2009/07/customui",
        "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility",
    ),
)


def read_module(name: str) -> Module:
    """A standard module from `macros/NAME.bas`."""
    return parse_module((data.beside("macros") / f"{name}.bas").read_text("ascii"))


def parse_module(text: str) -> Module:
    """A standard module from exported text, whose first line names it."""
    head, _, code = text.partition("\n")
    return Module(head.split('"')[1], code)


def ribbon_xml(part: RibbonPart) -> bytes:
    """The ribbon tab in that part's namespace: a group for each stage, a button for each action."""
    template = Template((data.beside("macros") / "ribbon.xml").read_text("utf-8"))
    groups = "\n".join(_group(group) for group in GROUPS)
    return template.substitute(namespace=part.namespace, groups=groups).encode()


def _group(group: Group) -> str:
    buttons = "\n".join(_button(action) for action in actions_of(group))
    head = f'<group id="group_{group.id}" label={quoteattr(group.label)}>'
    return f"        {head}\n{buttons}\n        </group>"


def _button(action: Action) -> str:
    attributes = {
        "id": action.id,
        "label": action.label,
        "size": "normal" if action.group is TOOLS else "large",
        "imageMso": action.icon,
        "onAction": CALLBACK,
        "screentip": action.tip,
        "supertip": action.help,
    }
    written = " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items())
    return f"          <button {written}/>"


def buttons_module() -> Module:
    """One macro for each sheet button."""
    head = "Option Explicit\n\n' Made from the list of actions: the macros behind the sheet buttons.\n"
    macros = (f'\nPublic Sub {action.macro}()\n    MS_Launch "{action.id}"\nEnd Sub\n' for action in ACTIONS)
    return Module(BUTTONS_MODULE, head + "".join(macros))

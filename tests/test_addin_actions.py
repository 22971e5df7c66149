"""The one list of actions: well formed, documented, and the documentation current."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from minsheng_xl.actions import ACTIONS, GROUPS, Action, actions_of, buttons_page, find_action
from minsheng_xl.errors import InputError

PAGE = Path(__file__).parents[1] / "docs" / "buttons.md"


def test_ids_labels_handlers_and_macros_are_unique() -> None:
    for field in ("id", "label", "handler", "macro"):
        values = [getattr(action, field) for action in ACTIONS]
        assert len(set(values)) == len(values), field


def test_every_action_stands_in_a_group_and_every_group_has_actions() -> None:
    assert [action for group in GROUPS for action in actions_of(group)] == list(ACTIONS)
    assert all(actions_of(group) for group in GROUPS)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_an_action_says_what_it_does(action: Action) -> None:
    assert re.fullmatch(r"[a-z_]+", action.id)
    assert re.fullmatch(r"[A-Z][A-Za-z]+", action.icon)
    assert 4 <= len(action.tip) <= 16
    assert action.help.endswith("。")
    assert not action.command or action.command.startswith("minsheng ")


def test_find_action_names_the_mismatch() -> None:
    assert find_action("check_sheet").label == "检查本表"
    with pytest.raises(InputError, match=r"没有名为“nothing”的操作.*安装\.bat"):
        find_action("nothing")


def test_the_buttons_page_is_current(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--remake-goldens"):
        PAGE.write_text(buttons_page(), "utf-8")
    assert PAGE.read_text("utf-8") == buttons_page()

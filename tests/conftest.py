"""Shared truth beside the repository, where it exists, and the flag that remakes readable goldens."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

SHARED = Path(__file__).parents[2] / "shared"


settings.register_profile("steady", derandomize=True, database=None, deadline=None)
settings.register_profile("explore", max_examples=1_000, deadline=None, print_blob=True)
settings.load_profile("steady")
"""A change is judged by the same examples twice; `--hypothesis-profile explore` looks for new ones."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--remake-goldens", action="store_true", help="write golden text dumps anew for review")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with seeds/ and gold/; in CI its absence is a failure, elsewhere a skip."""
    if not (SHARED / "gold").is_dir():
        reason = "the shared seeds and gold data are not beside this checkout"
        if os.environ.get("MINSHENG_REQUIRE_SHARED"):
            pytest.fail(reason)
        pytest.skip(reason)
    return SHARED

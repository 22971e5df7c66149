"""Shared truth beside the repository, where it exists, and the flag that remakes readable goldens."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"


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

"""What calls into Excel cost and how they fail: counted, timed, and stopped where a test says so."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from time import process_time
from typing import Any

CALL_REJECTED, EXCEPTION, SERVER_GONE = -2147418111, -2147352567, -2147023174


class ComError(Exception):
    """Looks like pywintypes.com_error: the code is in `hresult`."""

    def __init__(self, hresult: int, text: str) -> None:
        super().__init__(hresult, text, None, None)
        self.hresult = hresult


def busy() -> ComError:
    """A cell is being edited: Excel rejects every call."""
    return ComError(CALL_REJECTED, "Call was rejected by callee.")


def closed() -> ComError:
    """Excel's process is no longer there."""
    return ComError(SERVER_GONE, "The RPC server is unavailable.")


def refused(text: str) -> ComError:
    """Excel answered, and said no."""
    return ComError(EXCEPTION, text)


@dataclass
class Meter:
    """Calls from outside into the engine since `reset`; calls it makes to itself do not count."""

    calls: int = 0
    seconds: float = 0.0
    fails: Callable[[], ComError] | None = None
    after: int = 0
    until: int = 10**9
    _inside: bool = False

    def reset(self) -> None:
        """Begin to count; nothing fails."""
        self.calls, self.seconds, self.fails = 0, 0.0, None

    def fail(self, error: Callable[[], ComError], after: int = 0, until: int = 10**9) -> None:
        """From call `after` on up to `until`, every call fails with that error."""
        self.reset()
        self.fails, self.after, self.until = error, after, until

    def measured(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function as a call into Excel."""

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            if self._inside:
                return function(*args, **kwargs)
            self.calls += 1
            if self.fails and self.after < self.calls <= self.until:
                raise self.fails()
            self._inside, start = True, process_time()
            try:
                return function(*args, **kwargs)
            finally:
                self._inside = False
                self.seconds += process_time() - start

        return call


METER = Meter()


class Metered:
    """Public methods and properties of a subclass are calls into Excel."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for name, member in list(vars(cls).items()):
            if isinstance(member, property) and not name.startswith("_"):
                get, change = (METER.measured(each) if each else None for each in (member.fget, member.fset))
                setattr(cls, name, property(get, change))
            elif callable(member) and (not name.startswith("_") or name in ("__call__", "__len__")):
                setattr(cls, name, METER.measured(member))

"""What the program itself reports when a call fails, by COM's numbers, turned into sentences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from minsheng_xl.errors import InputError

BUSY = frozenset({-2147418111, -2147417846, -2146777998})
"""RPC_E_CALL_REJECTED, RPC_E_SERVERCALL_RETRYLATER, VBA_E_IGNORE: a cell is edited, a dialog open."""
GONE = frozenset({-2147023174, -2147023170, -2147417848, -2147417836})
"""RPC_S_SERVER_UNAVAILABLE, RPC_S_CALL_FAILED, RPC_E_DISCONNECTED, RPC_E_SERVER_DIED_DNE."""


def code_of(error: Exception) -> int | None:
    """COM's number of a failed call; None for any other error."""
    code: int | None = getattr(error, "hresult", None)
    return code


class BusyError(InputError):
    """The program takes no orders now."""

    def __init__(self) -> None:
        super().__init__(
            "表格软件正忙，可能正在编辑单元格或开着对话框", "请按回车或 Esc 结束编辑，再点一次按钮"
        )


class GoneError(InputError):
    """The program was closed while it was needed."""

    def __init__(self) -> None:
        super().__init__("表格软件已经关闭，操作没有完成", "磁盘上的表没有改动，请重新打开后再点一次按钮")


@contextmanager
def spoken_to() -> Iterator[None]:
    """Turn what the program itself reports into a sentence: BusyError, GoneError, or InputError."""
    try:
        yield
    except Exception as error:
        code = code_of(error)
        if code in BUSY or type(error).__name__ == "ExcelBusyError":
            raise BusyError from error
        if code in GONE:
            raise GoneError from error
        if code is not None:
            raise InputError(
                f"表格软件没有照办（{code & 0xFFFFFFFF:08X}）", "请保存后关闭其他对话框，再点一次按钮"
            ) from error
        raise

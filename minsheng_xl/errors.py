"""What can stop a job, said in Chinese with a remedy.

    MinshengError          不能继续；命令行退出码 2
    ├── InputError         输入有问题：文件打不开、缺列、期别写错
    ├── OutputError        写不出去：文件夹不可写、文件被占用
    └── ReferenceDataError 基础资料有问题：单位表、部门名录、设置

Wrong *data* is never an exception: it is a `Finding`, collected with all the others.
"""

from __future__ import annotations

import errno

_FAULTS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "已经不在了",
    errno.EBUSY: "正被其他程序使用",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ENOSPC: "磁盘满了",
    errno.EROFS: "磁盘只能读",
    errno.EIO: "磁盘或网络出错",
}
_SHARING = 32
"""What Windows says of a file that another program holds (ERROR_SHARING_VIOLATION)."""


class MinshengError(Exception):
    """A job cannot go on. `message` says what is wrong, `remedy` what to do about it."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}。{self.remedy}。" if self.remedy else f"{self.message}。"


class InputError(MinshengError):
    """Something given to the job cannot be used."""


class OutputError(MinshengError):
    """A result cannot be written where it was asked for."""


class ReferenceDataError(MinshengError):
    """Units, departments, townships or settings cannot be used as they stand."""


def fault_text(fault: OSError) -> str:
    """Why the system could not open or write something, in a few words."""
    if getattr(fault, "winerror", 0) == _SHARING:
        return _FAULTS[errno.EBUSY]
    return _FAULTS.get(fault.errno or 0, f"系统错误{fault.errno or ''}")

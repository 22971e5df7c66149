"""Workbooks with an opening password: opened with Excel's built-in one and those the user gave.

Needs the optional msoffcrypto-tool; without it such a file stays refused. Excel itself opens files whose
password is `VelvetSweatshop` without asking ([MS-OFFCRYPTO] 2.4.2.3 note).
"""

from __future__ import annotations

import os
from io import BytesIO

BUILT_IN = "VelvetSweatshop"
VARIABLE = "MINSHENG_PASSWORDS"
"""Passwords to try, one a line; worker processes see it as well."""


def decrypted(data: bytes) -> bytes | None:
    """The workbook inside; None where no password fits or nothing is there to open it with."""
    try:
        import msoffcrypto  # type: ignore[import-untyped,import-not-found,unused-ignore]
    except ImportError:
        return None
    for password in (BUILT_IN, *filter(None, os.environ.get(VARIABLE, "").splitlines())):
        target = BytesIO()
        try:
            office = msoffcrypto.OfficeFile(BytesIO(data))
            office.load_key(password=password)
            office.decrypt(target)
        except Exception:  # it fails with whatever a broken file makes of it
            continue
        if target.getvalue():
            return target.getvalue()
    return None

"""Excel as the buttons meet it, without Excel: an xlwings engine over openpyxl.

It derives from xlwings' BSD-licensed base classes, so handlers run through xlwings' public API on real
workbooks. What is not imitated raises NotImplementedError in the base class: a test fails loudly. It bites
where Excel bites: text is read as if typed, numbers come back as float, protected sheets refuse, a cell being
edited makes every call fail, and every call is counted.
"""

from __future__ import annotations

from tests.engine.application import open_excel
from tests.engine.meter import METER, ComError, busy, closed

__all__ = ["METER", "ComError", "busy", "closed", "open_excel"]

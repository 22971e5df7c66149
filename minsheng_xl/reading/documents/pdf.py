"""The text layer of a PDF. Needs the optional package pypdf (`pip install minsheng-xl[pdf]`)."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

from minsheng_xl.errors import InputError
from minsheng_xl.reading.documents.pdf_tables import table_lines

if TYPE_CHECKING:
    from pypdf import PageObject

_FEWEST = 20
"""A document with fewer characters is a scan."""


_MALFORMED = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What pypdf lets through of a file that breaks the rules of the format."""


def read_pdf(data: bytes, name: str) -> str:
    """The text of all pages. InputError: pypdf is missing, the file is locked or damaged, or it is a scan."""
    try:
        from pypdf import PdfReader
        from pypdf.errors import DependencyError, PyPdfError
    except ImportError as fault:
        raise InputError(
            f"“{name}”是 PDF，本机没有安装读 PDF 的组件", "请另存为 .docx 再试，或安装 minsheng-xl[pdf]"
        ) from fault
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(f"“{name}”设了打开密码", "请去掉密码，或另存为 .docx 再试")
        text = "\n".join(_page_text(page) for page in reader.pages)
    except DependencyError as fault:
        raise InputError(f"“{name}”加了密，读不了", "请去掉密码，或另存为 .docx 再试") from fault
    except (PyPdfError, *_MALFORMED) as fault:
        raise InputError(f"“{name}”已损坏，打不开", "请重新取得这份文件，或另存为 .docx 再试") from fault
    if len("".join(text.split())) < _FEWEST:
        raise InputError(f"“{name}”是扫描件，没有文字层", "请用文字识别软件转成 .docx，核对后再试")
    return text


def _page_text(page: PageObject) -> str:
    """A page's text, its tables as rows of cells where the layout tells them."""
    tabled = table_lines(page.extract_text(extraction_mode="layout").splitlines())
    return page.extract_text() if tabled is None else "\n".join(tabled)

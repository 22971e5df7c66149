"""The text layer of a PDF. Needs the optional package pypdf (`pip install minsheng-xl[pdf]`)."""

from __future__ import annotations

import io

from minsheng_xl.errors import InputError

_FEWEST = 20
"""A document with fewer characters is a scan."""


def read_pdf(data: bytes, name: str) -> str:
    """The text of all pages. InputError: pypdf is not installed, the file is locked, or it is a scan."""
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError as fault:
        raise InputError(
            f"“{name}”是 PDF，本机没有安装读 PDF 的组件", "请另存为 .docx 再试，或安装 minsheng-xl[pdf]"
        ) from fault
    try:
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    except PyPdfError as fault:
        raise InputError(f"“{name}”打不开（{fault}）", "请确认文件没有加密，或另存为 .docx 再试") from fault
    if len("".join(text.split())) < _FEWEST:
        raise InputError(f"“{name}”是扫描件，没有文字层", "请用文字识别软件转成 .docx，核对后再试")
    return text

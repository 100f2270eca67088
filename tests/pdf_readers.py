"""The words of a PDF as programs find them that people use, not as a checker of PDFs does.

Chromium's own engine (PDFium) is a package. pdftotext (Poppler) is not: where it is installed, it reads too.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable

import pypdf
import pypdfium2

# Signs that only turn the direction, or only let a line break.
SIGNS = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def read_as_chromium(pdf: bytes) -> str:
    """What is copied of all its pages in Chromium's viewer."""
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def read_in_order(pdf: bytes) -> str:
    """What is written in the file, in its order, which is what a screen reader and Firefox go by."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def _call_pdftotext(*options: str) -> Callable[[bytes], str]:
    def read(pdf: bytes) -> str:
        return subprocess.run(
            ["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True
        ).stdout.decode()

    return read


_HAS_PDFTOTEXT = shutil.which("pdftotext") is not None
# By where a word is on the page.
BY_PLACE = {"chromium": read_as_chromium} | (
    {"pdftotext": _call_pdftotext(), "pdftotext -layout": _call_pdftotext("-layout")}
    if _HAS_PDFTOTEXT
    else {}
)
# By where it is in the file.
BY_ORDER = {"file": read_in_order} | ({"pdftotext -raw": _call_pdftotext("-raw")} if _HAS_PDFTOTEXT else {})


def bare(text: str) -> str:
    """The same letters without signs that are not seen."""
    return unicodedata.normalize("NFC", SIGNS.sub("", text))


def list_words(text: str) -> list[str]:
    """Its words, without what stands around them: pdftotext parts two runs by a sign alone."""
    apart = re.sub(r"[()]", " ", SIGNS.sub(lambda sign: "" if sign[0] == "\u200b" else " ", text))
    return [word for token in bare(apart).split() if (word := token.strip('“”"‘’.,:;،؛؟۔।!?()[]–·'))]

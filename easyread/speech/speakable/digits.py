"""Every decimal digit of Unicode as one of ASCII, since a voice is silent for those of another script."""

from __future__ import annotations

import re
import unicodedata

# What stands in numbers beside digits: full-width signs, Arabic marks of a thousand and a decimal, circles.
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_MARKS = {0x066A: "%", 0x066B: ".", 0x066C: ",", 0x2010: "-", 0x2011: "-", 0x2212: "-", 0x2116: "No. "}
_CIRCLED = {
    code: str(int(unicodedata.numeric(chr(code))))
    for first, last in ((0x2460, 0x2473), (0x2776, 0x2793))
    for code in range(first, last + 1)
}
_FOLDS = _WIDE | _MARKS | _CIRCLED
_FOREIGN, _DIGIT = re.compile("[\u0080-\U0010ffff]"), re.compile(r"(?![0-9])\d")
_KEYCAP = re.compile("([0-9#*])\ufe0f?\u20e3|\U0001f51f")


def fold_digits(text: str) -> str:
    """``text`` with the digits, and the marks of numbers, of ASCII."""
    if not _FOREIGN.search(text):
        return text
    text = _KEYCAP.sub(lambda key: key[1] or "10", text.translate(_FOLDS))
    return _DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)

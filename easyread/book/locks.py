"""What opens a book, as people give it: pictures, a PIN, nothing, or the recovery code."""

from __future__ import annotations

import base64
import secrets
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, assert_never

LockKind = Literal["pictures", "pin", "none"]
Weakness = Literal["too-short", "too-long", "easy-to-guess"]

CODE_BYTES = 15  # 120 bits: 24 base32 signs without padding
_SIGNS = 24
_GROUP = 4
_LONGEST = 200  # signs looked at, before the rest of a pasted text is ignored
_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_MISREAD = str.maketrans("018", "OIB")  # base32 has no 0, 1 or 8: they can only be these letters
_COLUMNS = frozenset({"2580", "0852"})  # down or up the middle of a key pad


def _ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in text)


def clean_secret(kind: LockKind, secret: str) -> str:
    """The one spelling that is stretched into a key: digits of any script become ASCII, spaces go."""
    match kind:
        case "pin":
            return _ascii_digits("".join(secret.split()))
        case "pictures":
            return " ".join(secret.split())
        case "none":
            return ""
        case _:
            assert_never(kind)


def make_code() -> str:
    """A new recovery code, as people read it."""
    return write_code(secrets.token_bytes(CODE_BYTES))


def write_code(secret: bytes) -> str:
    """15 random bytes as six groups of four signs, ``"ABCD-EFGH-..."``."""
    signs = base64.b32encode(secret).decode("ascii")
    return "-".join(signs[start : start + _GROUP] for start in range(0, _SIGNS, _GROUP))


def read_code(text: str) -> bytes | None:
    """The 15 bytes of a typed code, forgiving of case, spaces, dashes and scripts; None if it is no code."""
    folded = _ascii_digits(unicodedata.normalize("NFKC", text[:_LONGEST])).upper()
    signs = "".join(sign for sign in folded if sign.isalnum()).translate(_MISREAD)
    return base64.b32decode(signs) if len(signs) == _SIGNS and _ALPHABET.issuperset(signs) else None


def weakness(kind: LockKind, secret: str, ordered: Sequence[str] = ()) -> Weakness | None:
    """Why a new lock should be another one, or None.

    ``secret`` is 3 to 5 picture names joined by a space, or a PIN of 4 to 8 digits of any script.
    ``ordered`` is the pictures' order on the page: neighbours in a row are guessed first.
    """
    cleaned = clean_secret(kind, secret)
    match kind:
        case "pictures":
            return _judge_pictures(cleaned.split(), ordered)
        case "pin":
            return _judge_pin(cleaned)
        case "none":
            return None
        case _:
            assert_never(kind)


def _judge_pictures(names: Sequence[str], ordered: Sequence[str]) -> Weakness | None:
    if not 3 <= len(names) <= 5:
        return "too-short" if len(names) < 3 else "too-long"
    return "easy-to-guess" if _is_row(names, ordered) or _repeats(names) else None


def _judge_pin(pin: str) -> Weakness | None:
    if len(pin) < 4 or not (pin.isascii() and pin.isdecimal()):
        return "too-short"
    if len(pin) > 8:
        return "too-long"
    return "easy-to-guess" if _is_first_guess(pin) or _repeats(pin) else None


def _repeats(parts: Sequence[str]) -> bool:
    """0000, 1212, 123123; home home home, home sun home sun."""
    return any(
        list(parts) == list(parts[:period]) * (len(parts) // period)
        for period in range(1, len(parts) // 2 + 1)
        if len(parts) % period == 0
    )


def _is_row(names: Sequence[str], ordered: Sequence[str]) -> bool:
    places = {name: place for place, name in enumerate(ordered)}
    steps = {places.get(after, -9) - places.get(before, -99) for before, after in pairwise(names)}
    return steps in ({1}, {-1})


def _is_first_guess(pin: str) -> bool:
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    doubled = len(pin) % 2 == 0 and pin[::2] == pin[1::2]  # 1122, 337755
    return len(steps) == 1 or doubled or pin in _COLUMNS or _is_year(pin) or _is_birthday(pin)


def _is_year(pin: str) -> bool:
    return len(pin) == 4 and pin[:2] in {"19", "20"}


def _is_birthday(pin: str) -> bool:
    """Day and month in either order, alone or with a year before or behind them."""
    if len(pin) == 8:
        pairs = [pin[:4]] * _is_year(pin[4:]) + [pin[4:]] * _is_year(pin[:4])
    else:
        pairs = {4: [pin], 6: [pin[:4], pin[2:]]}.get(len(pin), [])
    return any(
        1 <= int(day) <= 31 and 1 <= int(month) <= 12
        for pair in pairs
        for day, month in ((pair[:2], pair[2:]), (pair[2:], pair[:2]))
    )

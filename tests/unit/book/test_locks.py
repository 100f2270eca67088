"""Locks and codes as people give them."""

from __future__ import annotations

import secrets
from typing import cast

import pytest

from easyread.book.locks import LockKind, clean_secret, read_code, weakness, write_code

ORDER = ("home", "keys", "star", "heart", "sun", "boat")


@pytest.mark.parametrize(
    "pin", ["4829", "48291", "730284", "90417263", "٤٨٢٩١٥", "۷۳۰۲۸۴", "73 02 84", "4862"]
)
def test_a_good_pin_has_no_weakness(pin: str) -> None:
    assert weakness("pin", pin) is None


@pytest.mark.parametrize(
    "pin",
    [
        "1234", "4321", "0000", "12345678", "7890", "2468", "1212", "123123", "7777777", "1122", "337755",
        "1984", "2007", "2580", "2512", "1225", "251284", "842512", "25121984", "19841225", "۱۲۳۴",
    ],
)  # fmt: skip
def test_a_pin_that_is_guessed_first_is_refused(pin: str) -> None:
    assert weakness("pin", pin) == "easy-to-guess"


@pytest.mark.parametrize(("pin", "why"), [("", "too-short"), ("482", "too-short"), ("482915736", "too-long")])
def test_a_pin_has_four_to_eight_digits(pin: str, why: str) -> None:
    assert weakness("pin", pin) == why


def test_letters_are_no_pin() -> None:
    assert weakness("pin", "48a29b") == "too-short"


@pytest.mark.parametrize("names", ["home star keys", "sun home boat keys", "star star heart", "a b c d e"])
def test_a_good_row_of_pictures_has_no_weakness(names: str) -> None:
    assert weakness("pictures", names, ORDER) is None


@pytest.mark.parametrize(
    "names", ["home keys star heart", "star heart sun", "boat sun heart", "sun sun sun", "sun boat sun boat"]
)
def test_pictures_that_are_guessed_first_are_refused(names: str) -> None:
    assert weakness("pictures", names, ORDER) == "easy-to-guess"


@pytest.mark.parametrize(
    ("names", "why"), [("sun boat", "too-short"), ("sun boat home keys sun star", "too-long")]
)
def test_a_lock_has_three_to_five_pictures(names: str, why: str) -> None:
    assert weakness("pictures", names, ORDER) == why


def test_no_lock_has_no_weakness() -> None:
    assert weakness("none", "") is None


def test_digits_of_any_script_are_the_same_pin() -> None:
    assert {clean_secret("pin", pin) for pin in ("482915", "٤٨٢٩١٥", "۴۸۲۹۱۵", " 482 915 ", "482915")} == {
        "482915"
    }


def test_spaces_between_pictures_do_not_matter() -> None:
    assert clean_secret("pictures", " sun  boat home ") == "sun boat home"


def test_a_kind_of_lock_that_nobody_has_thought_of_is_a_fault_and_never_no_lock() -> None:
    unknown = cast("LockKind", "gesture")
    for read in (clean_secret, weakness):
        with pytest.raises(AssertionError):
            read(unknown, "482915")


def test_a_code_is_six_groups_of_four() -> None:
    code = write_code(bytes(15))
    assert code == "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA"


def test_every_code_is_read_back() -> None:
    for _ in range(200):
        secret = secrets.token_bytes(15)
        assert read_code(write_code(secret)) == secret


def test_a_code_is_forgiving_of_case_spaces_dashes_and_misread_signs() -> None:
    secret = bytes.fromhex("7021c8b4d3f5a9e0170b42d8c96e35")
    code = write_code(secret)
    spoken = code.lower().replace("-", " – ")
    misread = code.replace("O", "0").replace("I", "1").replace("B", "8")
    assert misread != code
    assert {
        read_code(spoken),
        read_code(misread),
        read_code(f"  {code}\n"),
        read_code(code.replace("-", "")),
    } == {secret}


@pytest.mark.parametrize("text", ["", "AAAA", "A" * 25, "9" * 24, "é" * 24, "A" * 100_000, "ؤ" * 24])
def test_what_is_no_code_is_not_read(text: str) -> None:
    assert read_code(text) is None

from __future__ import annotations

import time

import pytest

from easyread.digit_groups import find_numbers

ROWS = [
    ("Ring 07700 900123 07700 900456 not my son", ["07700 900123", "07700 900456"]),
    ("+44 (0)7700 900123", ["+44 (0)7700 900123"]),
    ("+44 7700 900 012 07700 900 123", ["+44 7700 900 012", "07700 900 123"]),
    ("601 234 567 602 345 678", ["601 234 567", "602 345 678"]),
    ("+48 601 234 567 +48 602 345 678", ["+48 601 234 567", "+48 602 345 678"]),
    ("0044 20 7946 0018", ["0044 20 7946 0018"]),
    ("(020) 7946 0000 020 7946 0001", ["(020) 7946 0000", "020 7946 0001"]),
    ("06 12 34 56 78 06 12 34 56 79", ["06 12 34 56 78", "06 12 34 56 79"]),
    ("2026 07700 900123 999", ["07700 900123"]),
    ("116 123 0808 2000 247", ["116 123", "0808 2000 247"]),
    ("943 476 5919", ["943 476 5919"]),
    ("1234 5678 9012 3456", ["1234 5678 9012 3456"]),
    ("۰۷۷۰۰ ۹۰۰۱۲۳ ۰۷۷۰۰ ۹۰۰۴۵۶", ["۰۷۷۰۰ ۹۰۰۱۲۳", "۰۷۷۰۰ ۹۰۰۴۵۶"]),
    ("٠٧٧٠٠ ٩٠٠١٢٣", ["٠٧٧٠٠ ٩٠٠١٢٣"]),
    ("०७७०० ९००१२३", ["०७७०० ९००१२३"]),
    ("20 30 40 50 60", []),
    ("24 7", []),
    ("12 March 2026", []),
    ("SW1A 1AA", []),
]


@pytest.mark.parametrize(("words", "numbers"), ROWS)
def test_a_number_is_whole_and_a_row_of_numbers_is_not_one(words: str, numbers: list[str]) -> None:
    assert [words[start:end] for start, end in find_numbers(words)] == numbers


@pytest.mark.parametrize(
    "words", ["1 " * 10_000, "1" * 20_000, "1(-" * 7_000, "+(" * 10_000, "07700 900123 " * 1_500]
)
def test_no_words_take_long(words: str) -> None:
    start = time.process_time()
    list(find_numbers(words))
    assert time.process_time() - start < 2

"""Spoken forms change what is heard, never what is shown, and never which words light up."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from easyread.checks.spoken import check_numbers, check_spoken
from easyread.languages import LANGUAGES
from easyread.settings import Paths
from easyread.speech import tokens
from easyread.speech.pronunciation import Spoken, align

SHIPPED = Paths(Path()).content / "spoken"
FORMS = """
words:
  "999": "nine nine nine"
  Jo: "Joe"
lines:
  "Care Act 2014": "Care Act twenty fourteen"
"""
POT = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Care Act 2014"\nmsgstr ""\n'


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    paths = Paths(tmp_path / "instance", content=tmp_path / "content", translations=tmp_path / "translations")
    paths.translations.mkdir()
    (paths.translations / "messages.pot").write_text(POT, "utf-8")
    return write(paths, FORMS)


def write(paths: Paths, forms: str, language: str = "en-GB") -> Paths:
    file = paths.content / "spoken" / f"{language}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(forms, "utf-8")
    return paths


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("Care Act 2014", ["Care ", "Act ", "twenty fourteen"]),
        ("The Care Act 2014", ["The ", "Care ", "Act ", "2014"]),  # another line
        ("Call 999.", ["Call ", "nine nine nine."]),
        ("(999) 9999", ["(nine nine nine) ", "9999"]),
    ],
)
def test_spoken_form_is_heard_in_place_of_the_written_one(paths: Paths, text: str, heard: list[str]) -> None:
    assert Spoken(paths.content / "spoken").hear(text, "en-GB") == heard


def test_other_language_has_its_own_forms(paths: Paths) -> None:
    assert Spoken(paths.content / "spoken").hear("Call Jo", "pl") == ["Call ", "Jo"]


@pytest.mark.parametrize("broken", ["", "[1]", "lines: [", "lines: {999: x}", "other: {}", "words: x"])
def test_broken_file_is_told_by_the_check_and_the_written_form_is_heard(paths: Paths, broken: str) -> None:
    write(paths, broken)
    assert Spoken(paths.content / "spoken").hear("Call Jo", "en-GB") == ["Call ", "Jo"]
    assert bool(check_spoken(paths)) == bool(broken)


def test_right_file_passes_the_check(paths: Paths) -> None:
    assert check_spoken(paths) == []


@pytest.mark.parametrize(
    ("forms", "line", "complaint"),
    [
        ('lines:\n  "Care Act 2015": "x"', 2, "is no line of ours"),
        ('lines:\n  "Care Act 2014": " "', 2, "has nothing to say"),
        ('words:\n  "9": "nine"\n  "two words": "x"', 3, "is not one bare word"),
        ('words:\n  "end.": "x"', 2, "is not one bare word"),
    ],
)
def test_form_that_cannot_be_used_is_told_with_its_line(
    paths: Paths, forms: str, line: int, complaint: str
) -> None:
    [mistake] = check_spoken(write(paths, forms))
    assert (mistake.file, mistake.line) == ("content/spoken/en-GB.yaml", line)
    assert complaint in mistake.message


def test_language_that_comes_without_words_for_numbers_is_told_which(paths: Paths) -> None:
    for language in LANGUAGES:
        shutil.copy(SHIPPED / f"{language.code}.yaml", paths.content / "spoken")
    assert check_numbers(paths) == []
    write(paths, (SHIPPED / "pl.yaml").read_text("utf-8").replace('  out_of: "{part} z {whole}"\n', ""), "pl")
    [mistake] = check_numbers(paths)
    assert (mistake.file, "'out_of'" in mistake.message) == ("content/spoken/pl.yaml", True)
    write(paths, (SHIPPED / "pl.yaml").read_text("utf-8").replace("północą, ", ""), "pl")
    [mistake] = check_numbers(paths)
    assert "24 words" in mistake.message
    (paths.content / "spoken" / "pl.yaml").unlink()
    assert len(check_numbers(paths)) > 10


def test_file_of_no_language_is_told(paths: Paths) -> None:
    [mistake] = check_spoken(write(paths, FORMS, "xx"))
    assert "no language of this app" in mistake.message


@pytest.mark.parametrize(
    ("written", "said", "pieces"),
    [
        ("Dr. Jan is here", "Doctor Jan is here", ["Doctor ", "Jan ", "is ", "here"]),
        ("Call 999 now", "Call nine nine nine now", ["Call ", "nine nine nine ", "now"]),
        ("9 10 x", "nine ten eleven twelve x", ["nine ten ", "eleven twelve ", "x"]),
        ("one (two) three", "one three", ["one ", "", "three"]),
        ("one two", "so one two", ["so one ", "two"]),
        ("one two", "one two three", ["one ", "two three"]),
        ("a b c", "x", ["", "", "x"]),
        ("a", "x y", ["x y"]),
    ],
)
def test_each_written_word_gets_its_share_of_what_is_said(written: str, said: str, pieces: list[str]) -> None:
    assert align(tokens.split(written), tokens.split(said)) == pieces


def test_word_left_out_lights_up_with_the_one_before() -> None:
    assert tokens.snap(["one ", "", "three"], [(0, 3, 10), (4, 5, 300)]) == [10, 10, 300]

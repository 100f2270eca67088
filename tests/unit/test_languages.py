"""One line in one language, honest about who has checked it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from easyread.languages import LANGUAGES, Languages, Said, line_id, text_mark

HOME, LEAVE, GUESS, BARE = "Home", "Exit now", "Do not tell", "Next"


def write_po(folder: Path, entries: list[tuple[str, str]], code: str = "pl") -> Path:
    """A small catalogue of (all lines up to the msgid, msgstr). Gives the place of its ledger."""
    target = folder / code / "LC_MESSAGES"
    target.mkdir(parents=True, exist_ok=True)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    body = "\n".join(f'{before}\nmsgstr "{text}"\n' for before, text in entries)
    (target / "messages.po").write_text(head + body, "utf-8")
    return target / "checked.json"


def message(english: str, before: str = "") -> str:
    return f'{before}msgid "{english}"'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    entries = [
        (message(HOME), "Dom"),
        (message(LEAVE), "Wyjdź teraz"),
        (message(GUESS, "#, fuzzy\n"), "Powiedz"),
        (message(BARE), ""),
        (message("May", 'msgctxt "month"\n'), "maj"),
        (message("May", 'msgctxt "verb"\n'), "może"),
        ('#~ msgid "Old"\n#~ msgstr "Stary"\n\n' + message("Now"), "Teraz"),
    ]
    ledger = write_po(tmp_path, entries)
    ledger.write_text(json.dumps({line_id(HOME): {"text": text_mark("Dom")}}), "utf-8")
    template = "\n".join(f'msgid "{text}"\nmsgstr ""\n' for text in (HOME, LEAVE, "Now"))
    (tmp_path / "messages.pot").write_text('msgid ""\nmsgstr ""\n\n' + template, "utf-8")
    return tmp_path


def said(folder: Path, text: str, context: str | None = None, *, critical: bool = False) -> Said:
    return Languages(folder).say("pl", text, context, critical=critical)


def test_english_is_the_source(folder: Path) -> None:
    assert Languages(folder).say("en-GB", HOME) == Said(HOME, "en-GB", "ltr", "source")


def test_a_line_that_the_ledger_knows_is_checked(folder: Path) -> None:
    assert said(folder, HOME) == Said("Dom", "pl", "ltr", "checked")


def test_a_line_that_nobody_checked_is_a_draft(folder: Path) -> None:
    assert said(folder, LEAVE) == Said("Wyjdź teraz", "pl", "ltr", "draft")


@pytest.mark.parametrize("text", [GUESS, BARE, "Old", "never heard of"])
def test_a_guess_an_old_line_and_no_line_fall_back_to_english(folder: Path, text: str) -> None:
    assert said(folder, text) == Said(text, "en-GB", "ltr", "english")


def test_a_critical_line_is_never_a_draft(folder: Path) -> None:
    assert said(folder, LEAVE, critical=True) == Said(LEAVE, "en-GB", "ltr", "english")
    assert said(folder, HOME, critical=True) == Said("Dom", "pl", "ltr", "checked")


def test_context_tells_two_lines_apart(folder: Path) -> None:
    assert said(folder, "May", "month").text == "maj"
    assert said(folder, "May", "verb").text == "może"
    assert said(folder, "May").status == "english"
    assert line_id("May", "month") != line_id("May", "verb") != line_id("May")


def test_a_new_translation_drops_to_draft(folder: Path) -> None:
    po = folder / "pl" / "LC_MESSAGES" / "messages.po"
    po.write_text(po.read_text("utf-8").replace('"Dom"', '"Domek"'), "utf-8")
    assert said(folder, HOME) == Said("Domek", "pl", "ltr", "draft")


def test_new_english_drops_to_draft(folder: Path) -> None:
    po = folder / "pl" / "LC_MESSAGES" / "messages.po"
    po.write_text(po.read_text("utf-8").replace(f'"{HOME}"', '"My home"'), "utf-8")
    assert said(folder, "My home") == Said("Dom", "pl", "ltr", "draft")
    assert said(folder, HOME).status == "english"


@pytest.mark.parametrize("code", ["xx", "", "../pl", "en", "PL"])
def test_an_unknown_code_gives_english(folder: Path, code: str) -> None:
    assert Languages(folder).say(code, HOME) == Said(HOME, "en-GB", "ltr", "english")


def test_a_language_without_a_catalogue_gives_english_and_is_not_checked(folder: Path) -> None:
    languages = Languages(folder)
    assert languages.say("ur", HOME).status == "english"
    assert not languages.is_checked("ur")
    assert not Languages(folder / "nothing").is_checked("pl")


def test_urdu_is_right_to_left(folder: Path) -> None:
    write_po(folder, [(message(HOME), "گھر")], "ur")
    assert Languages(folder).say("ur", HOME) == Said("گھر", "ur", "rtl", "draft")


def test_fixed_lines_are_found_by_id_and_nothing_else_is(folder: Path) -> None:
    languages = Languages(folder)
    assert languages.fixed_line(line_id(HOME)) == HOME
    for wanted in (line_id("secret words"), "", "0" * 16, line_id("")):
        assert languages.fixed_line(wanted) is None
    assert Languages(folder / "nothing").fixed_line(line_id(HOME)) is None


def test_a_language_is_checked_when_every_fixed_line_is(folder: Path) -> None:
    ledger = folder / "pl" / "LC_MESSAGES" / "checked.json"
    assert Languages(folder).is_checked("en-GB")
    assert not Languages(folder).is_checked("pl")
    lines = {HOME: "Dom", LEAVE: "Wyjdź teraz", "Now": "Teraz"}
    marks = {line_id(text): {"text": text_mark(polish)} for text, polish in lines.items()}
    ledger.write_text(json.dumps(marks), "utf-8")
    assert Languages(folder).is_checked("pl")
    del marks[line_id("Now")]  # a line more in the catalogue must not make up for one that is missing
    ledger.write_text(json.dumps(marks), "utf-8")
    assert not Languages(folder).is_checked("pl")


def test_a_service_offers_the_languages_it_wants_and_always_english(folder: Path) -> None:
    assert list(Languages(folder).all) == [language.code for language in LANGUAGES]
    assert list(Languages(folder, ("ur",)).all) == ["en-GB", "ur"]
    assert list(Languages(folder, drafts=False).all) == ["en-GB"]
    assert Languages(folder, ("ur",)).say("pl", HOME).status == "english"


def test_a_catalogue_is_read_once(folder: Path) -> None:
    languages = Languages(folder)
    assert languages.say("pl", HOME).text == "Dom"
    (folder / "pl" / "LC_MESSAGES" / "messages.po").unlink()
    assert languages.say("pl", HOME).text == "Dom"
    assert not languages.is_checked("pl")


@pytest.mark.parametrize(
    ("code", "text"), [("en-GB", "21 November 2026"), ("pl", "21 listopada 2026"), ("xx", "21 November 2026")]
)
def test_a_date_is_written_in_full(folder: Path, code: str, text: str) -> None:
    assert Languages(folder).format_date(code, date(2026, 11, 21)) == text

"""The strings: gathered freshly, translated in full as drafts, and checked for what can go wrong."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from easyread.checks.strings import check_translations
from easyread.languages import ENGLISH, LANGUAGES, Languages
from easyread.settings import Paths

ROOT = Path(__file__).parents[3]
OTHERS = [language.code for language in LANGUAGES if language.code != ENGLISH]


def _read_ids(file: Path) -> set[str]:
    with file.open("rb") as stream:
        return {str(message.id) for message in read_po(stream) if message.id}


def test_messages_pot_holds_every_line_of_content_and_templates_and_no_other(tmp_path: Path) -> None:
    fresh = tmp_path / "messages.pot"
    words = [f"-k{word}" for word in ("line", "word", "plain", "N_", "_")]
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "pyproject.toml"]
    subprocess.run([*command, *words, "-o", str(fresh), "."], cwd=ROOT, check=True, timeout=60)
    assert _read_ids(fresh) == _read_ids(ROOT / "translations" / "messages.pot"), "run make strings"


@pytest.mark.parametrize("code", OTHERS)
def test_every_line_has_a_draft(code: str) -> None:
    languages = Languages(ROOT / "translations")
    english = _read_ids(ROOT / "translations" / "messages.pot")
    missing = [line for line in english if languages.say(code, line).status == "english"]
    assert missing == []


@pytest.mark.parametrize("code", OTHERS)
def test_drafts_say_that_they_are_drafts(code: str) -> None:
    assert not Languages(ROOT / "translations").is_checked(code)


@pytest.mark.parametrize(
    ("added", "complaint"),
    [
        ('msgid "Back"\nmsgstr "Wstecz {name}"\n', "other {placeholders}"),
        ('msgid "A line that nobody says"\nmsgstr "x"\n', "no line of ours"),
        ('#, fuzzy\nmsgid "Back"\nmsgstr "Wstecz"\n', "guess"),
    ],
)
def test_what_can_go_wrong_in_a_catalogue_is_told_with_its_file(
    tmp_path: Path, added: str, complaint: str
) -> None:
    shutil.copytree(ROOT / "translations", tmp_path / "translations")
    catalogue = tmp_path / "translations" / "pl" / "LC_MESSAGES" / "messages.po"
    catalogue.write_text(f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n{added}')
    mistakes = check_translations(Paths(tmp_path, translations=tmp_path / "translations"))
    assert len(mistakes) == 1
    assert complaint in str(mistakes[0])
    assert "translations/pl/LC_MESSAGES/messages.po:" in str(mistakes[0])

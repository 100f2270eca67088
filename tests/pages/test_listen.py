"""Listen, as a browser asks for it: fixed lines by address, own words by post and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from easyread.languages import line_id
from easyread.settings import Paths, Settings
from easyread.speech import Pace, Speech, SpeechDown, Unspeakable
from easyread.speech.client import Client, Take
from easyread.web.shown_words import seal_shown
from tests.books import make_statement
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.sharing_book import fields_of

LINE = "What helps you feel safe?"
ONLY_ENGLISH = "Who can help you?"
POLISH = "Co pomaga ci czuć się bezpiecznie?"
MARKER = "zanzibarmarker"
PAGE = "/p/e5cc7579"  # of "safe-means"
NAVIGATION = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

CATALOGUE = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "{line}"
msgstr "{said}"

msgid "{other}"
msgstr ""
"""


@pytest.fixture
def paths(paths: Paths, tmp_path: Path) -> Paths:
    """With translations of its own: one line in Polish, one in no language but English."""
    folder = tmp_path / "translations"
    polish = folder / "pl" / "LC_MESSAGES" / "messages.po"
    polish.parent.mkdir(parents=True)
    (folder / "messages.pot").write_text(CATALOGUE.format(line=LINE, said="", other=ONLY_ENGLISH), "utf-8")
    polish.write_text(CATALOGUE.format(line=LINE, said=POLISH, other=ONLY_ENGLISH), "utf-8")
    return Paths(paths.instance, translations=folder)


def address(line: str = LINE, language: str = "en-GB") -> str:
    return f"/listen/{language}/{line_id(line)}"


def ask(client: PageClient, accept: str = "audio/*", said_in: str = "en-GB", **fields: Any) -> TestResponse:
    """Post the fields of a page to Listen, with the form token that a page carries."""
    token = client.get("/break").get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"csrf_token": token, "here": PAGE, **fields}
    return client.post(f"/listen/mine?language={said_in}", data=sent, headers={"Accept": accept})


def sounds(paths: Paths) -> list[Path]:
    return [file for file in paths.sounds.rglob("*") if file.is_file()]


def down(*_: object, **__: object) -> None:
    raise SpeechDown(42)


def unspeakable(*_: object, **__: object) -> None:
    raise Unspeakable


def note_said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that the voice is given from now on."""
    said: list[str] = []
    speak = Client.speak

    def note(self: Client, text: str, voice: str, rate: int) -> Take:
        said.append(text)
        return speak(self, text, voice, rate)

    monkeypatch.setattr(Client, "speak", note)
    return said


# --- fixed lines --------------------------------------------------------------


def test_fixed_line_is_a_sound_that_only_this_browser_may_keep(client: PageClient) -> None:
    answer = client.get(address())
    assert (answer.status_code, answer.mimetype) == (200, "audio/mpeg")
    assert answer.headers["Cache-Control"] == "private, max-age=86400"
    assert answer.data[:2] == b"\xff\xf3"


def test_sound_that_the_browser_has_is_not_sent_again(client: PageClient) -> None:
    known = client.get(address()).headers["ETag"]
    assert client.get(address(), headers={"If-None-Match": known}).status_code == 304


def test_part_of_a_sound_can_be_asked_for(client: PageClient) -> None:
    whole = client.get(address()).data
    part = client.get(address(), headers={"Range": "bytes=0-1"})
    assert (part.status_code, part.data) == (206, whole[:2])
    assert part.headers["Content-Range"] == f"bytes 0-1/{len(whole)}"


def test_line_is_spoken_in_its_own_language(client: PageClient, paths: Paths) -> None:
    english, polish = client.get(address()), client.get(address(language="pl"))
    assert polish.status_code == 200
    assert english.data != polish.data
    assert len(sounds(paths)) == 2


def test_line_without_a_translation_is_spoken_in_english(client: PageClient, paths: Paths) -> None:
    english = client.get(address(ONLY_ENGLISH))
    for language in ("pl", "ur"):
        assert client.get(address(ONLY_ENGLISH, language)).data == english.data
    assert len(sounds(paths)) == 1


@pytest.mark.parametrize(
    "path",
    [
        address("Not a line of ours"),
        address(language="so"),
        address(language="xx"),
        "/listen/en-GB/../../etc",
    ],
)
def test_unknown_line_or_language_is_not_here(client: PageClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_fixed_line_when_the_voice_is_down_says_when_to_try_again(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Speech, "say_fixed", down)
    answer = client.get(address())
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "42")
    assert "The voice is not working now." in answer.get_data(as_text=True)
    assert "no-store" in answer.headers["Cache-Control"]


def test_every_number_of_the_help_page_can_be_heard_with_the_rest(client: PageClient) -> None:
    page = client.get("/help").get_data(as_text=True)
    place = client.application.extensions["easyread"].library.places["england"]
    numbers = [contact for contact in place.contacts if contact.number]
    assert len(numbers) > 3
    for contact in numbers:
        path = f"/listen/en-GB/number/{contact.id}"
        assert f'data-listen href="{path}"' in page
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (200, "audio/mpeg")
        assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["en-GB/number/council", "en-GB/number/none", "xx/number/police"])
def test_a_number_that_is_not_there_is_not_heard(client: PageClient, path: str) -> None:
    assert client.get(f"/listen/{path}").status_code == 404


@pytest.mark.parametrize("language", ["en-GB", "pl", "ur"])
def test_emergency_number_is_said_digit_by_digit(
    client: PageClient, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    said = note_said(monkeypatch)
    client.get(f"/listen/{language}/number/emergency")
    client.get(f"/listen/{language}/number/bsl-999")
    assert said[0] == "9 9 9"
    assert said[1].startswith("9 9 9 ")


class TestWithoutVoice:
    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(voice=False)

    def test_no_line_can_be_heard(self, client: PageClient) -> None:
        assert client.get(address()).status_code == 404


# --- own words ----------------------------------------------------------------


def test_half_written_words_are_heard_and_kept_nowhere(open_client: PageClient, paths: Paths) -> None:
    answer = ask(open_client, field="words", words=f"I told them {MARKER}.")
    assert (answer.status_code, answer.mimetype) == (200, "audio/mpeg")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data[:2] == b"\xff\xf3"
    assert sounds(paths) == []
    assert not any(
        MARKER.encode() in file.read_bytes() for file in paths.instance.rglob("*") if file.is_file()
    )


def test_kept_words_are_heard_in_their_own_language(
    open_client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[str, str]] = []
    real = Speech.say_private

    def listen_in(speech: Speech, text: str, language: str, pace: Pace) -> object:
        said.append((text, language))
        return real(speech, text, language, pace)

    monkeypatch.setattr(Speech, "say_private", listen_in)
    book.be_with(open_client, "nobody")
    with open_client.application.extensions["easyread"].vault.open_store(open_client.opened) as store:
        kept = store.keep(make_statement(words="Chcę zostać w domu.", language="pl"))
    answer = ask(open_client, statement=kept.id)
    assert (answer.status_code, answer.mimetype) == (200, "audio/mpeg")
    assert said == [("Chcę zostać w domu.", "pl")]


def test_statement_that_is_not_in_this_book_is_not_here(open_client: PageClient) -> None:
    assert ask(open_client, statement="0" * 32).status_code == 404


def test_language_of_the_words_can_be_given(open_client: PageClient) -> None:
    assert ask(open_client, field="english", english="Hello", said_in="ur").status_code == 200
    assert ask(open_client, field="english", english="Hello", said_in="so").status_code == 404


@pytest.mark.parametrize("words", ["", "  \n"])
def test_no_words_yet_leave_the_browser_where_it_is(open_client: PageClient, words: str) -> None:
    assert ask(open_client, field="words", words=words).status_code == 204


def test_words_that_are_too_long_to_read_are_answered_plainly(open_client: PageClient) -> None:
    answer = ask(open_client, field="words", words=MARKER * 2_000)
    assert answer.status_code == 413
    assert "too long to read" in answer.get_data(as_text=True)
    assert MARKER not in answer.get_data(as_text=True)


def test_long_words_come_in_pieces_and_every_word_is_marked(open_client: PageClient) -> None:
    words = (Path(__file__).parents[1] / "cases" / "over-2000.txt").read_text("utf-8")
    place, marked = 0, list[str]()
    while place < len(words):
        answer = ask(open_client, said_in=f"en-GB&from={place}", field="words", words=words)
        assert (answer.status_code, answer.mimetype) == (200, "audio/mpeg")
        told = json.loads(answer.headers["X-Words"])
        marked += [words[start:end] for _, start, end in told["words"]]
        place = told.get("next", len(words))
    assert marked == words.split()


def test_own_words_when_the_voice_is_down(open_client: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Speech, "say_private", down)
    answer = ask(open_client, field="words", words=MARKER)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "42")


def test_words_that_end_the_voice_are_heard_and_everybody_else_hears_on(open_client: PageClient) -> None:
    words = (Path(__file__).parents[1] / "cases" / "voice-crash.txt").read_text("utf-8")
    for _ in range(4):
        assert ask(open_client, field="words", words=words).status_code == 200
        assert open_client.get(address()).status_code == 200


def test_words_that_the_voice_cannot_say_are_answered_plainly(
    open_client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Speech, "say_private", unspeakable)
    answer = ask(open_client, field="words", words=MARKER)
    assert answer.status_code == 422
    assert "You can ask someone to read it." in answer.get_data(as_text=True)
    assert MARKER not in answer.get_data(as_text=True)


def test_nothing_is_spoken_while_the_book_is_locked(client: PageClient) -> None:
    assert ask(client, field="words", words="Hello").status_code == 403


# --- what a page shows and no catalogue has ---------------------------------------


def carry(client: PageClient, text: str, language: str = "en-GB") -> str:
    """The words as a page of this program carries them."""
    with client.application.app_context():
        return seal_shown(text, language)


def hear_shown(client: PageClient, sealed: str, accept: str = "audio/*") -> TestResponse:
    (token,) = fields_of(client.get("/help"))["csrf_token"]
    return client.post(
        "/listen/shown", data={"csrf_token": token, "aloud": sealed}, headers={"Accept": accept}
    )


def test_a_number_is_heard_without_an_open_book_and_kept_nowhere(
    client: PageClient, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = note_said(monkeypatch)
    answer = hear_shown(client, carry(client, "3 / 14"))
    assert (answer.status_code, answer.mimetype) == (200, "audio/mpeg")
    assert answer.headers["Cache-Control"] == "no-store"
    assert said == ["3 out of 14"]
    assert sounds(paths) == []


def test_nobody_has_other_words_spoken_than_those_a_page_carried(client: PageClient) -> None:
    mark, _, words = carry(client, "12 June 2026").partition(" ")
    for sent in (
        "",
        words,
        f"{mark} {words}1",
        f"{mark} en-GB {MARKER}",
        f"{'0' * 32} {words}",
        f"ż {words}",
    ):
        assert hear_shown(client, sent).status_code == 403


def test_without_the_script_the_browser_stays_where_it_is(client: PageClient) -> None:
    assert hear_shown(client, carry(client, "3 / 14"), NAVIGATION).status_code == 204


def test_post_without_the_form_token_is_refused(open_client: PageClient) -> None:
    answer = open_client.post("/listen/mine", data={"field": "words", "words": "Hello"})
    assert answer.status_code >= 400
    assert answer.mimetype == "text/html"


# --- without the script ---------------------------------------------------------


def test_half_written_words_can_be_heard_without_the_script_and_are_kept(
    open_client: PageClient, paths: Paths
) -> None:
    sent_on = ask(open_client, NAVIGATION, field="words", words=f"I said {MARKER}.")
    assert sent_on.status_code == 303
    assert MARKER not in sent_on.headers["Location"]
    answer = open_client.get(sent_on.headers["Location"])
    assert (answer.status_code, answer.mimetype) == (200, "audio/mpeg")
    assert answer.headers["Cache-Control"] == "no-store"
    assert sounds(paths) == []
    with open_client.application.extensions["easyread"].vault.open_store(open_client.opened) as store:
        assert store.draft(PAGE).fields == {"words": [f"I said {MARKER}."]}


def test_kept_words_can_be_heard_without_the_script(open_client: PageClient) -> None:
    book.be_with(open_client, "nobody")
    with open_client.application.extensions["easyread"].vault.open_store(open_client.opened) as store:
        kept = store.keep(make_statement())
    sent_on = ask(open_client, NAVIGATION, statement=kept.id)
    part = open_client.get(sent_on.headers["Location"], headers={"Range": "bytes=0-1"})
    assert (part.status_code, part.data) == (206, b"\xff\xf3")
    assert part.headers["Cache-Control"] == "no-store"


def test_long_words_are_heard_to_their_end_without_the_script(open_client: PageClient) -> None:
    sent_on = ask(open_client, NAVIGATION, field="words", words="I want to stay. " * 300)
    answer = open_client.get(sent_on.headers["Location"])
    assert (answer.status_code, answer.mimetype) == (200, "audio/mpeg")
    assert "no-store" in answer.headers["Cache-Control"]
    assert len(answer.data) > 4_000 * 300  # a second for each sentence, at 32 kilobits


def test_failure_without_the_script_leads_back_to_the_words(open_client: PageClient) -> None:
    sent_on = ask(open_client, NAVIGATION, field="words", words=MARKER * 2_000)
    answer = open_client.get(sent_on.headers["Location"])
    assert answer.status_code == 413
    assert f'value="{PAGE}"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", [f"/listen/draft?page={PAGE}&field=words", "/listen/mine/" + "0" * 32])
def test_no_address_of_own_words_works_while_the_book_is_locked(client: PageClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


@pytest.mark.parametrize("path", ["/listen/draft", f"/listen/draft?page={PAGE}&field=words"])
def test_page_without_words_has_nothing_to_hear(open_client: PageClient, path: str) -> None:
    assert open_client.get(path).status_code == 204


def test_words_that_come_after_the_lock_are_not_spoken_but_held(open_client: PageClient) -> None:
    (reference,) = fields_of(open_client.get("/break"))["reference"]
    open_client.application.extensions["easyread"].open_books.lock_all()
    told = ask(open_client, NAVIGATION, field="words", words=MARKER, reference=reference)
    assert (told.status_code, MARKER in told.get_data(as_text=True)) == (202, False)
    held = open_client.application.extensions["easyread"].open_books.waiting.read_late(open_client.opened)
    assert [one.fields for one in held.values()] == [{"words": [MARKER]}]

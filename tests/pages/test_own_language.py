"""Own words are in the language of their letters, wherever they are kept and shown; one tap corrects it."""

from __future__ import annotations

import json
import re
import secrets
from contextlib import closing
from pathlib import Path

import pytest

from easyread.book import cipher, schema
from easyread.book.store import Store
from easyread.model import LateWords, Rendering, Statement
from easyread.speech import Clip, Pace, Speech
from tests.books import AT, KEY, keep_as_before, make_statement
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import NAME, SAFE, WHO_NOT, fill, page_of, said_on, text_of
from tests.pages.test_attachments_shown import say_with
from tests.pages.test_my_book import give_lock
from tests.pages.test_recordings import add_file, make_wav

CASE = (Path(__file__).parents[1] / "cases" / "urdu-on-english-page.txt").read_text().strip()
PANJABI, ARABIC = "ਮੈਂ ਘਰ ਰਹਿਣਾ ਚਾਹੁੰਦਾ ਹਾਂ", "أريد أن أبقى في بيتي"
NOT_YET = "Not in English yet. Ask an interpreter. Do not guess."
TYPED = [  # (words, language of the page, language and direction that they get)
    (CASE, "en-GB", "ur", "rtl"),
    (CASE, "pl", "ur", "rtl"),
    (PANJABI, "en-GB", "pa", "ltr"),
    ("אני רוצה להישאר בבית", "pl", "he", "rtl"),
    ("আমি বাড়িতে থাকতে চাই", "en-GB", "bn", "ltr"),
    ("Я хочу остаться дома", "ur", "ru", "ltr"),
    ("我想留在家里", "en-GB", "zh", "ltr"),
    ("I want to stay at home", "ur", "en-GB", "ltr"),
    ("Chcę zostać w domu", "pl", "pl", "ltr"),
    ("I want عائشہ to come with me", "en-GB", "en-GB", "ltr"),
    ("07700 900123", "ur", "ur", "ltr"),
]


def read_in(client: PageClient, language: str) -> None:
    client.send("/l", language=language, two="no")


def write(client: PageClient, words: str, step: str = SAFE, language: str = "en-GB") -> Statement:
    """Keep own words on a step's page in that language; gives what the book has then."""
    read_in(client, language)
    client.send(page_of(client, step), words=words)
    said = said_on(client, step)
    assert said
    assert said.words == words
    read_in(client, "en-GB")
    return said


def open_tag(page: str, words: str) -> str:
    """The tag that stands before the words on a page."""
    found = re.search(rf"<([^<>]*)>[“]?{re.escape(words)}", page)
    assert found
    return found[1]


def name_it(client: PageClient, said: Statement, language: str) -> Statement:
    """Tap the language on the page that asks; gives what the book has then."""
    answer = client.send(f"/w/{said.id}/language", language=language)
    assert (answer.status_code, answer.location) == (303, f"/w#s-{said.id}")
    with book.book_of(client) as store:
        again = store.statement(said.id)
    assert again
    return again


@pytest.mark.parametrize(("words", "page", "language", "direction"), TYPED)
def test_typed_words_are_kept_and_shown_in_the_language_of_their_letters(
    alone: PageClient, words: str, page: str, language: str, direction: str
) -> None:
    said = write(alone, words, language=page)
    assert (said.language, said.direction, said.number) == (language, direction, 1)
    shown = text_of(alone.get("/w"))
    assert f'lang="{language}" dir="{direction}"' in open_tag(shown, words)
    english = language == "en-GB"
    assert (f"/w/{said.id}/english" in shown) is not english
    assert alone.get(f"/w/{said.id}/english").status_code == (404 if english else 200)


def test_it_is_so_beside_a_choice_and_on_the_page_that_reads_it_back(alone: PageClient) -> None:
    alone.send(page_of(alone, WHO_NOT), words=CASE, choice=[])
    said = said_on(alone, WHO_NOT)
    assert said
    assert (said.language, said.direction) == ("ur", "rtl")
    write(alone, CASE, step=NAME)
    shown = text_of(alone.get(page_of(alone, NAME) + "/back"))
    assert 'lang="ur" dir="rtl"' in open_tag(shown, CASE)


def test_half_written_and_late_words_are_too(alone: PageClient) -> None:
    alone.post("/draft", data=fill(alone, SAFE, words=CASE))
    with book.book_of(alone) as store:
        assert [draft.language for draft in store.drafts()] == ["ur"]
    assert ' dir="auto"' in text_of(alone.get(page_of(alone, SAFE)))
    late = LateWords(
        id="a" * 32, page=page_of(alone, SAFE), fields={"words": [PANJABI]}, language="pl", at=AT
    )
    with book.book_of(alone) as store:
        store.keep_late(late)
    assert 'lang="pa" dir="ltr"' in open_tag(text_of(alone.get("/a")), PANJABI)


def test_what_is_in_the_box_for_english_but_is_not_english_is_never_told_as_english(
    person: PageClient,
) -> None:
    said = write(person, "Chcę zostać w domu.", step=book.WANT, language="pl")
    person.send(f"/w/{said.id}/english", english=CASE)
    with book.book_of(person) as store:
        assert [one.language for one in store.renderings()] == ["ur"]
    shown = text_of(person.get("/w"))
    assert 'lang="ur" dir="rtl"' in open_tag(shown, CASE)
    assert "In English:" not in shown
    assert "In another language:" in shown
    assert "Put it into English" in shown
    book.allow(person, said)
    assert CASE in text_of(person.get(book.ask_page(book.WANT)))  # it would be on a card in Urdu
    card = book.make_card(person, said)
    for form in ("text", "data", "pdf"):
        for text in book.read_file(person, card, form):
            assert NOT_YET in re.sub(r"\s+", " ", text)
    person.send(f"/w/{said.id}/english", english="I want to stay at home.")
    shown = text_of(person.get("/w"))
    assert "In English:" in shown
    assert CASE in shown  # what was written first is not lost


def test_a_voice_written_down_is_in_the_language_of_its_letters(open_client: PageClient) -> None:
    book.be_with(open_client, "advocate")
    add_file(open_client, make_wav(2))
    open_client.send(page_of(open_client, SAFE))
    said = said_on(open_client, SAFE)
    assert said
    open_client.send(f"/w/{said.id}/said", words=PANJABI, who="me", script="en-GB")
    with book.book_of(open_client) as store:
        assert [one.language for one in store.renderings()] == ["pa"]
    assert 'lang="pa" dir="ltr"' in open_tag(text_of(open_client.get("/w")), PANJABI)
    assert "ਪੰਜਾਬੀ" in text_of(open_client.get("/w"))


def test_words_about_a_picture_are_too(person: PageClient) -> None:
    said = say_about(person)
    shown = text_of(person.get("/w"))
    assert 'lang="ur" dir="rtl"' in open_tag(shown, CASE)
    book.allow(person, said)
    data = json.loads(book.read_file(person, book.make_card(person, said), "data")[0])
    [line] = [line for part in data["sections"] for line in part["lines"] if line.get("attached")]
    own = line["attached"]["words"][0]
    assert (own["words"], own["language"], own["direction"]) == (CASE, "ur", "rtl")
    assert line["missing"]


def say_about(client: PageClient) -> Statement:
    """A drawing with Urdu about it, in an answer on an English page."""
    said = say_with(client, SAFE, "drawing")
    with book.book_of(client) as store:
        store.describe_attachment(said.attached[0], CASE)
    return said


def test_names_of_people_carry_their_language(alone: PageClient) -> None:
    alone.send(page_of(alone, "who-helps"), choice=["friend"])
    alone.send(page_of(alone, "who-helps") + "/names", **{"name-friend": "عائشہ"})
    assert '<bdi lang="ur" dir="rtl">عائشہ</bdi>' in text_of(alone.get("/w"))


# --- one tap corrects it


def test_one_tap_corrects_it_beside_the_words_and_all_follows(person: PageClient) -> None:
    said = write(person, ARABIC, step=book.WANT)
    assert said.language == "ur"  # the likeliest of ours in these letters
    assert f"/w/{said.id}/language" in text_of(person.get("/w"))
    page = text_of(person.get(f"/w/{said.id}/language"))
    assert re.findall(r'name="language" value="([^"]*)"', page)[:2] == ["ur", "ar"]
    named = name_it(person, said, "ar")
    assert (named.language, named.direction, named.number) == ("ar", "rtl", 1)
    with book.book_of(person) as store:
        assert len(store.versions(said.step)) == 1
        [kept] = store.named_languages()
    assert (kept.about, kept.language, kept.was, kept.presence) == (said.id, "ar", "ur", ("nobody",))
    shown = text_of(person.get("/w"))
    assert 'lang="ar" dir="rtl"' in open_tag(shown, ARABIC)
    for line in ("I said which language it is:", "Before, it was kept as:", "العربية", "اردو"):
        assert line in shown
    again = name_it(person, said, "ar")  # a double tap
    assert again == named
    with book.book_of(person) as store:
        assert len(store.named_languages()) == 1


def test_in_other_letters_than_usual_a_language_keeps_the_direction_of_the_letters(
    person: PageClient,
) -> None:
    said = write(person, "mujhe ghar jana hai", step=book.WANT)
    book.allow(person, said)
    card = book.make_card(person, said)
    assert NOT_YET not in book.read_file(person, card, "text")[0]
    named = name_it(person, said, "ur")
    assert (named.language, named.direction) == ("ur-Latn", "ltr")
    assert f"/w/{said.id}/english" in text_of(person.get("/w"))
    for text in book.texts_of(person, card):
        assert NOT_YET in re.sub(r"\s+", " ", text)


def test_what_was_said_of_it_stays_when_a_slip_in_the_words_is_corrected(alone: PageClient) -> None:
    said = name_it(alone, write(alone, "Waxaan rabaa inaan guriga joogo"), "so")
    assert said.language == "so"
    changed = write(alone, "Waxaan rabaa inaan guriga joogo, fadlan", step=SAFE)
    assert (changed.language, changed.number) == ("so", 2)
    changed = write(alone, "Waxan rabaa inaan guriga joogo", step=SAFE)
    assert (changed.language, changed.number) == ("so", 3)
    same = write(alone, "Waxan rabaa inaan guriga joogo", step=SAFE)
    assert same.number == 3
    assert write(alone, "I want my key", step=SAFE).language == "en-GB"


def test_another_language_is_an_answer_too(alone: PageClient) -> None:
    said = name_it(alone, write(alone, "Waxaan rabaa"), "und")
    shown = text_of(alone.get("/w"))
    assert 'lang="und" dir="ltr"' in open_tag(shown, said.words)
    assert "Another language" in shown
    assert f"/w/{said.id}/english" in shown


@pytest.mark.parametrize("words", ["Waxaan rabaa", ARABIC])
def test_another_language_is_told_as_no_language_that_it_is_not(alone: PageClient, words: str) -> None:
    said = name_it(alone, write(alone, words, step=NAME), "und")
    back = text_of(alone.get(page_of(alone, NAME) + "/back"))
    asked = back[back.index("Which language is this?") :]
    assert "Another language" in asked[: asked.index("</button>")]
    offered = re.findall(r'name="language" value="([^"]*)"', text_of(alone.get(f"/w/{said.id}/language")))
    assert [one for one in offered if one.startswith("und")] == ["und"]  # its own tile, and no other
    assert ("ar" if words == ARABIC else "en-GB") in offered


def test_a_double_tap_on_words_that_are_not_english_keeps_them_once(person: PageClient) -> None:
    said = write(person, "Chcę zostać w domu.", step=book.WANT, language="pl")
    page = f"/w/{said.id}/english"
    form = {**book.fields_of(person.get(page)), "english": CASE}
    for _ in range(2):
        person.post(page, data=form)
    with book.book_of(person) as store:
        assert [one.words for one in store.renderings()] == [CASE]


@pytest.mark.parametrize("sent", ["", "xx", "en", "../", "he"])
def test_what_the_page_does_not_offer_changes_nothing(alone: PageClient, sent: str) -> None:
    said = write(alone, CASE)
    assert alone.send(f"/w/{said.id}/language", language=sent).status_code == 404
    with book.book_of(alone) as store:
        assert store.named_languages() == []


def test_it_is_asked_of_no_words_that_may_not_be_seen_now(alone: PageClient) -> None:
    said = book.say(alone, "worried-about", words=CASE, private=True)
    assert alone.get(f"/w/{said.id}/language").status_code == 200
    book.be_with(alone, "family")
    for wanted in (said.id, "0" * 32):
        assert alone.get(f"/w/{wanted}/language").status_code == 404
    chosen = book.say(alone, "who-helps", words="", choices=("friend",))
    assert alone.get(f"/w/{chosen.id}/language").status_code == 404


def test_from_the_page_that_reads_back_it_leads_there_again(alone: PageClient) -> None:
    said, back = write(alone, ARABIC, step=NAME), page_of(alone, NAME) + "/back"
    there = f"/w/{said.id}/language?again=1"
    assert there in text_of(alone.get(back))
    answer = alone.send(there, f"/w/{said.id}/language", language="ar")
    assert (answer.status_code, answer.location) == (303, back)
    assert 'lang="ar" dir="rtl"' in open_tag(text_of(alone.get(back)), ARABIC)


# --- on a card


@pytest.mark.parametrize("languages", [("en-GB",), ("ur", "en-GB"), ("pl", "en-GB"), ("ur",)])
@pytest.mark.parametrize(
    ("words", "language", "direction"), [(CASE, "ur", "rtl"), (PANJABI, "pa", "ltr"), (ARABIC, "ar", "rtl")]
)
def test_a_card_says_the_language_and_that_there_is_no_english_yet(
    person: PageClient, words: str, language: str, direction: str, languages: tuple[str, ...]
) -> None:
    said = write(person, words, step=book.WANT)
    if said.language != language:
        name_it(person, said, language)
    book.allow(person, said)
    card = book.make_card(person, said, languages=languages)
    data = json.loads(book.read_file(person, card, "data")[0])
    [line] = [one for part in data["sections"] for one in part["lines"] if one["statement"] == said.id]
    texts = [line["original"], *line["texts"]] if line["original"] else line["texts"]
    own = next(text for text in texts if text["origin"] == "own")
    assert (own["words"], own["language"], own["direction"]) == (words, language, direction)
    assert line["missing"]
    assert any(words in text for text in book.read_file(person, card, "text"))
    texts_shown = book.texts_of(person, card)
    for page in texts_shown[-2:]:
        assert f'lang="{language}" dir="{direction}"' in open_tag(page, words)
    if "en-GB" in languages:
        for text in texts_shown:
            assert NOT_YET in re.sub(r"\s+", " ", text)


# --- heard


@pytest.fixture
def voices(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The voice and the words of each piece that is spoken."""
    asked: list[tuple[str, str]] = []
    real = Speech._take  # noqa: SLF001

    def listen_in(speech: Speech, heard: list[str], voice: object, pace: Pace) -> object:
        asked.append((voice.language, "".join(heard)))  # type: ignore[attr-defined]
        return real(speech, heard, voice, pace)  # type: ignore[arg-type]

    monkeypatch.setattr(Speech, "_take", listen_in)
    return asked


def hear(client: PageClient, **fields: str) -> int:
    data = {**book.fields_of(client.get("/w")), **fields}
    return client.post("/listen/mine", data=data, headers={"Accept": "audio/*"}).status_code


def test_words_are_heard_in_a_voice_that_can_read_them(
    alone: PageClient, voices: list[tuple[str, str]]
) -> None:
    assert hear(alone, field="words", words=CASE) == 200
    assert voices.pop() == ("ur", CASE)
    assert hear(alone, statement=write(alone, CASE).id) == 200
    assert voices.pop() == ("ur", CASE)
    assert hear(alone, field="words", words="Ask عائشہ now") == 200
    assert voices == [("en-GB", "Ask "), ("ur", "عائشہ "), ("en-GB", "now")]


def test_the_words_of_the_case_are_not_spelled_letter_by_letter(alone: PageClient) -> None:
    speech: Speech = alone.application.extensions["easyread"].speech
    clips: list[Clip] = [speech.say_private(CASE, language) for language in ("en-GB", "ur")]
    spelled, read = (len(clip.data) * 8 / 32_000 for clip in clips)  # seconds, at 32 kbit
    assert spelled == pytest.approx(read, abs=0.2)
    assert read < 4


def test_where_no_voice_can_read_them_it_is_said_plainly_and_nothing_is_spoken(
    alone: PageClient, voices: list[tuple[str, str]]
) -> None:
    maldivian = "ބޭނުންވަނީ ގޭގައި"
    assert hear(alone, field="words", words=maldivian) == 404
    assert hear(alone, field="words", words=f"I say {maldivian}") == 404
    said = name_it(alone, write(alone, "Waxaan rabaa"), "so")
    assert hear(alone, statement=said.id) == 404
    assert voices == []
    assert '<p class="meta no-voice">' in text_of(alone.get("/w"))


# --- a book from before


def make_older(db: cipher.Database, statements: list[Statement], renderings: list[Rendering]) -> None:
    """A book as the version before wrote it."""
    earlier = 9  # steps, before the one that named languages
    schema.create_tables(db, schema.MIGRATIONS[:earlier])
    for one in statements:
        keep_as_before(db, "statement", one)
    for each in renderings:
        keep_as_before(db, "rendering", each, read_back=0)


def test_a_book_from_before_shows_its_words_in_the_language_of_their_letters(tmp_path: Path) -> None:
    urdu = make_statement(step="a", words=CASE)
    english = make_statement(step="b", words="I want my key back.")
    on_urdu_page = make_statement(step="c", words="I want my key back.", language="ur", direction="rtl")
    roman = make_statement(step="d", words="mujhe ghar jana hai", language="ur", direction="rtl")
    phone = make_statement(step="e", words="07700 900123", language="ur", direction="rtl")
    put = Rendering(id=secrets.token_hex(16), statement=roman.id, words="I have to go", role="x", at=AT)
    wrong = Rendering(id=secrets.token_hex(16), statement=urdu.id, words=CASE, role="x", at=AT)
    with closing(cipher.create_file(tmp_path / "book.db", KEY)) as db:
        make_older(db, [urdu, english, on_urdu_page, roman, phone], [put, wrong])
        schema.bring_up_to_date(db)
        store = Store(db)
        assert {one.step: (one.language, one.direction) for one in store.statements()} == {
            "a": ("ur", "rtl"),
            "b": ("en-GB", "ltr"),
            "c": ("en-GB", "ltr"),
            "d": ("ur-Latn", "ltr"),  # somebody put it into English, so it is none
            "e": ("ur", "ltr"),
        }
        assert [one.language for one in store.renderings()] == ["en-GB", "ur"]
        assert [one.words for one in store.statements()] == [
            one.words for one in (urdu, english, on_urdu_page, roman, phone)
        ]
        named = {one.about: one for one in store.named_languages()}
        assert {one.from_letters for one in named.values()} == {True}
        assert (named[urdu.id].was, named[roman.id].was) == ("en-GB", "ur")
        assert english.id not in named
        row = db.execute("select language, direction from statement where id = ?", [urdu.id]).fetchone()
        assert tuple(row) == ("en-GB", "ltr")  # its own row is as it was


def test_pages_and_a_card_of_words_from_before_follow_too(person: PageClient) -> None:
    said = book.say(person, book.WANT, words=CASE)  # as a page in English kept it before
    book.allow(person, said)
    card = book.make_card(person, said)
    name_it(person, said, "ur")
    assert f"/w/{said.id}/english" in text_of(person.get("/w"))
    assert 'lang="ur" dir="rtl"' in open_tag(text_of(person.get("/w")), CASE)
    texts = book.texts_of(person, card)
    for page in texts[-2:]:
        assert 'lang="ur" dir="rtl"' in open_tag(page, CASE)
    for text in texts:
        assert NOT_YET in re.sub(r"\s+", " ", text)


def test_all_my_words_as_a_file_have_the_language_and_what_it_was_before(alone: PageClient) -> None:
    said = name_it(alone, write(alone, ARABIC), "ar")
    assert give_lock(alone, "w").status_code == 303
    everything = json.loads(alone.get("/k/w/json").get_data())
    [kept] = [one for one in everything["Statement"] if one["id"] == said.id]
    assert (kept["language"], kept["direction"]) == ("ar", "rtl")
    [named] = everything["NamedLanguage"]
    assert (named["about"], named["was"], named["language"]) == (said.id, "ur", "ar")
    page = text_of(alone.get("/k/w/html"))
    assert 'lang="ar" dir="rtl"' in open_tag(page, ARABIC)

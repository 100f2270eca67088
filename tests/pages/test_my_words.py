"""My words: everything said so far, exactly as said; older words stay; nothing that is held back is there."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from easyread.book.vault import NotKept
from easyread.model import Interpreter, Person, ReadBack, Rendering, Visit
from easyread.visit.situation import today
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import without_token

# Right to left, a bidi control, emoji, combining marks, markup, and spaces at both ends.
EXACT = "  میں گھر رہنا چاہتی ہوں۔ \u202eabc\u202c 👩🏽‍🦽 e\u0301\u0323 <b>&amp;</b>\n\nJa.  "
PAGES = ("old", "back", "english", "language")


def words_page(client: PageClient) -> str:
    return client.get("/w").get_data(as_text=True)


def about(page: str, statement: str) -> str:
    """The part of My words that is about one statement."""
    found = re.search(rf'<article[^>]* id="s-{statement}">.*?</article>', page, re.DOTALL)
    assert found
    return found[0]


def stamps_of(part: str) -> list[str]:
    """The stamps as they are seen."""
    seen = re.sub(r'<(a|button)[^>]* class="aloud".*?</\1>', "", part)
    return [re.sub("<[^>]*>", "", stamp) for stamp in re.findall(r"<li>(.*?)</li>", seen)]


def test_an_empty_book_gives_a_kind_sentence_and_a_way_to_start(open_client: PageClient) -> None:
    page = words_page(open_client)
    assert "There are no words here now." in page
    start = re.search(r'<button type="submit" class="to"[^>]* value="(/p/[0-9a-f]{8})"', page)
    assert start
    assert open_client.get(start[1]).status_code == 200
    assert "Make my card" not in page


def test_own_words_stand_exactly_as_said_in_their_language(alone: PageClient) -> None:
    said = book.say(alone, book.WANT, words=EXACT, language="ur", direction="rtl")
    part = re.sub("</?bdi[^>]*>", "", about(words_page(alone), said.id))
    assert (
        '<blockquote lang="ur" dir="rtl">'
        + EXACT.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        + "</blockquote>"
        in part
    )


def test_it_is_grouped_by_chapter_in_the_order_of_the_journey(alone: PageClient) -> None:
    book.say(alone, book.WANT)
    book.say(alone, book.SAFE)
    page = words_page(alone)
    titles = [chapter.title for chapter in book.library_of(alone).chapters]
    shown = re.findall(r"<h2><img[^>]*><span><span>(.*?)</span></span></h2>", page)
    assert shown == [title for title in titles if title in shown]
    assert len(shown) == 2


def test_it_tells_how_it_was_said(alone: PageClient) -> None:
    who = Interpreter(
        id=secrets.token_hex(16),
        kind="family-friend",
        language="Farsi",
        dialect="Dari",
        ok="no",
        at=datetime.now(UTC),
    )
    with book.book_of(alone) as store:
        store.keep_interpreter(who)
    said = book.say(
        alone,
        "take-part",
        choices=("with-me",),
        language="pl",
        presence=("advocate", "interpreter"),
        helping=("typing",),
        interpreter=who.id,
        at=datetime(2026, 3, 4, 12, tzinfo=UTC),
    )
    part = about(words_page(alone), said.id)
    for text in (
        "I chose a picture.",
        "I want someone to help me speak there.",
        "I said it in my own words:",
        "Polski",
        "<span>Advocate</span>",
        "They typed my words.",
        "Family or friend",
        "Farsi",
        "Dari",
        "Family and friends are not trained interpreters.",
        "4 March 2026",
    ):
        assert text in part
    assert "OK" not in part  # the quiet answer about the interpreter is for nobody else


def test_a_scale_and_a_sorted_answer_show_picture_and_point(alone: PageClient) -> None:
    scale = book.say(alone, "safe-today", choices=("unsafe",), words="")
    sort = book.say(alone, "going-well", sorted={"money": "not-well"}, words="")
    page, steps = words_page(alone), book.library_of(alone).steps
    point = next(one for one in steps["safe-today"].points if one.id == "unsafe")
    assert point.card in about(page, scale.id)
    assert f"/{point.picture}.svg" in about(page, scale.id)
    money = next(one for one in steps["going-well"].choices if one.id == "money")
    place = next(one for one in steps["going-well"].points if one.id == "not-well")
    for text in (money.text, place.card or place.text, f"/{money.picture}.svg", f"/{place.picture}.svg"):
        assert text in about(page, sort.id)


@pytest.mark.parametrize(
    ("skip", "text"), [("unsure", "I do not know"), ("rather-not", "I do not want to say")]
)
def test_a_way_to_skip_is_an_answer(alone: PageClient, skip: str, text: str) -> None:
    said = book.say(alone, book.WANT, words="", skip=skip)
    part = about(words_page(alone), said.id)
    assert text in part
    assert f"/s/{said.id}" not in part  # there is nothing to share


def test_names_stand_with_the_people(alone: PageClient) -> None:
    said = book.say(alone, "who-helps", choices=("advocate",), words="")
    with book.book_of(alone) as store:
        store.keep_people([Person(id="1" * 32, role="advocate", name="Farah", at=datetime.now(UTC))])
    assert "<bdi>Farah</bdi>" in about(words_page(alone), said.id)


def test_it_tells_who_can_see_it(alone: PageClient) -> None:
    said = book.say(alone, book.WANT)
    assert "Nobody else can see this yet." in about(words_page(alone), said.id)
    book.allow(alone, said)
    book.allow(alone, said, reader="police", answer="ask")
    stamps = stamps_of(about(words_page(alone), said.id))
    assert "They can see this: Social worker" in stamps
    assert "They must ask me first: Police" in stamps
    book.allow(alone, said, until=today() - timedelta(days=1))
    assert "They can see this:" not in about(words_page(alone), said.id)


def test_private_words_say_so(alone: PageClient) -> None:
    said = book.say(alone, book.NOT_THEM, private=True)
    assert "Only I can see this." in about(words_page(alone), said.id)


def test_every_button_leads_to_a_page(alone: PageClient) -> None:
    book.say(alone, book.WANT, words="one", language="pl")
    said = book.say(alone, book.WANT, words="two", language="pl")
    book.explain(alone)
    ways = set(re.findall(r' value="(/[^"]*)"', about(words_page(alone), said.id)))
    code = book.library_of(alone).steps[book.WANT].code
    assert {f"/p/{code}", f"/s/{said.id}", *(f"/w/{said.id}/{page}" for page in PAGES)} == ways
    assert [alone.get(way).status_code for way in sorted(ways)] == [200] * 6


def test_older_words_stay_oldest_first(alone: PageClient) -> None:
    book.say(alone, book.WANT, words="I want to move.", at=datetime(2026, 3, 4, 12, tzinfo=UTC))
    said = book.say(alone, book.WANT, words="I want to stay.")
    assert "I want to move." not in words_page(alone)
    old = alone.get(f"/w/{said.id}/old").get_data(as_text=True)
    assert old.index("I want to move.") < old.index("I want to stay.")
    assert "4 March 2026" in old


def test_taking_back_is_asked_first_and_leaves_the_list(alone: PageClient) -> None:
    said = book.say(alone, book.WANT)
    page = f"/w/{said.id}/back"
    assert "Do you want to take this back?" in alone.get(page).get_data(as_text=True)
    assert book.WORDS in words_page(alone)
    assert alone.send(page).location == "/w"
    after = words_page(alone)
    assert "You took it back." in after
    assert book.WORDS not in after
    assert alone.get(page).status_code == 404


def test_a_second_tap_on_take_it_back_is_no_problem(alone: PageClient) -> None:
    said = book.say(alone, book.WANT)
    sent = book.fields_of(alone.get(f"/w/{said.id}/back"))
    assert [alone.post(f"/w/{said.id}/back", data=sent).location for _ in range(2)] == ["/w", "/w"]


def test_what_was_taken_back_stays_among_the_older_words(alone: PageClient) -> None:
    first = book.say(alone, book.WANT, words="I want to move.")
    alone.send(f"/w/{first.id}/back")
    said = book.say(alone, book.WANT, words="I want to stay.")
    old = alone.get(f"/w/{said.id}/old").get_data(as_text=True)
    assert "I want to move." in old
    assert "I took this back:" in old


def test_taking_back_words_that_were_changed_since_takes_nothing(alone: PageClient) -> None:
    first = book.say(alone, book.WANT, words="I want to move.")
    sent = book.fields_of(alone.get(f"/w/{first.id}/back"))
    book.say(alone, book.WANT, words="I want to stay.")
    assert alone.post(f"/w/{first.id}/back", data=sent).status_code == 404
    assert "I want to stay." in words_page(alone)


def test_held_back_words_are_not_there_while_a_partner_is_here(alone: PageClient) -> None:
    book.say(alone, book.NOT_THEM, words="old", private=True, language="pl")
    said = book.say(alone, book.NOT_THEM, private=True, language="pl")
    open_words = book.say(alone, book.WANT, words="I want to stay.", presence=("partner",))
    assert book.WORDS in words_page(alone)
    book.be_with(alone, "partner")
    page = words_page(alone)
    assert open_words.id in page
    step = book.library_of(alone).steps[book.NOT_THEM]
    for trace in (book.WORDS, said.id, step.code, step.question, step.card_title or step.question):
        assert trace not in page
    assert [alone.get(f"/w/{said.id}/{name}").status_code for name in PAGES] == [404] * 4
    assert alone.send("/w", f"/w/{said.id}/back").status_code == 404
    book.be_with(alone, "nobody")
    assert book.WORDS in words_page(alone)


def test_a_book_with_only_held_back_words_looks_like_an_empty_one(alone: PageClient) -> None:
    book.be_with(alone, "partner")
    empty = without_token(words_page(alone))
    book.be_with(alone, "nobody")
    book.say(alone, book.NOT_THEM)
    book.be_with(alone, "partner")
    assert without_token(words_page(alone)) == empty


def test_held_back_another_book_and_unknown_give_the_same_page(alone: PageClient, app: Flask) -> None:
    held = book.say(alone, book.NOT_THEM, language="pl")
    vault = app.extensions["easyread"].vault
    made = vault.make_book("heart", "none", "")
    mine = book.say(alone, book.WANT, language="pl", presence=("partner",))
    other = app.test_client()
    assert isinstance(other, PageClient)
    other.open_book(made)
    book.be_with(other, "nobody")
    theirs = book.say(other, book.WANT, words="Theirs.", language="pl")
    book.be_with(alone, "partner")
    for name in PAGES:
        pages = [alone.get(f"/w/{wanted}/{name}") for wanted in ("0" * 32, held.id, theirs.id)]
        assert [page.status_code for page in pages] == [404] * 3
        shown = {without_token(page.get_data(as_text=True)).replace(page.request.path, "") for page in pages}
        assert len(shown) == 1
        assert alone.get(f"/w/{mine.id}/{name}").status_code == 200


def test_words_to_a_question_that_is_gone_are_there_only_alone(alone: PageClient) -> None:
    said = book.say(alone, book.WANT)
    with book.book_of(alone) as store:
        gone = type(said)(
            id="5" * 32,
            step="gone",
            question_version="0",
            kind="words",
            words="From before.",
            language="en-GB",
            at=said.at,
        )
        store.keep(gone)
    assert "From before." in words_page(alone)
    assert alone.get(f"/w/{gone.id}/old").status_code == 200
    book.be_with(alone, "family")
    assert "From before." not in words_page(alone)
    assert alone.get(f"/w/{gone.id}/back").status_code == 404


def test_the_english_stands_beside_the_words_with_its_stamp(alone: PageClient) -> None:
    said = book.say(alone, book.WANT, words="Chcę zostać w domu.", language="pl")
    made: dict[str, Any] = {"statement": said.id, "words": "I want to stay at home.", "role": "registered"}
    at = datetime(2026, 3, 4, 12, tzinfo=UTC)
    with book.book_of(alone) as store:
        store.keep_rendering(Rendering(id="6" * 32, at=at, note="Dom: house or home.", **made))
    part = about(words_page(alone), said.id)
    for text in (
        "Chcę zostać w domu.",
        '<p class="in-english" lang="en-GB" dir="ltr">I want to stay at home.</p>',
        "Registered interpreter",
        "4 March 2026",
        "Nobody has read this back to me.",
        "Dom: house or home.",
    ):
        assert text in part
    with book.book_of(alone) as store:
        store.keep_read_back(ReadBack(id="7" * 32, rendering="6" * 32, agrees=True, at=at))
    assert "Read back to me, and I agreed:" in about(words_page(alone), said.id)


def test_a_book_that_is_locked_shows_the_doors(client: PageClient) -> None:
    assert client.get("/w").location == "/"
    assert client.get(f"/w/{'0' * 32}/old").location == "/"


def test_a_full_disk_takes_nothing_back_and_says_so(
    alone: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = book.say(alone, book.WANT)
    sent = book.fields_of(alone.get(f"/w/{said.id}/back"))

    def refuse(*_: object) -> None:
        raise NotKept

    monkeypatch.setattr("easyread.book.store.Store.take_back", refuse)
    answer = alone.post(f"/w/{said.id}/back", data=sent)
    assert answer.status_code == 507
    assert "You took it back." not in answer.get_data(as_text=True)
    assert book.WORDS in words_page(alone)


def test_who_was_here_counts_at_the_time_it_was_said(alone: PageClient) -> None:
    with book.book_of(alone) as store:
        store.keep_visit(Visit(id="9" * 32, at=datetime.now(UTC)))
    said = book.say(alone, book.WANT, presence=None)
    assert "I did not say who was here." in about(words_page(alone), said.id)


def test_the_buttons_of_the_first_words_are_read_with_the_page_and_all_as_they_are_touched(
    alone: PageClient,
) -> None:
    first, second = book.say(alone, book.SAFE), book.say(alone, book.WANT)
    page = words_page(alone)
    for said, read in ((first, True), (second, False)):
        for button in ("Change it", "Who can see it", "More"):
            [sound] = re.findall(
                rf'<a class="aloud"[^>]*><span class="visually-hidden"><span>{button}<', about(page, said.id)
            )
            assert (" hidden>" not in sound.partition("<span")[0]) is read, button

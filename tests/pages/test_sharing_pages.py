"""Nothing is shared until the person says so; what they say can be seen, changed and stopped."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from easyread.book.store import Store
from easyread.book.vault import NotKept
from easyread.sharing import may_see
from easyread.visit.sharing_terms import code, last_day
from easyread.visit.situation import today
from easyread.visit.telling import keep_not_told
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import text_of, without_token


def test_the_first_time_it_explains_when_people_may_tell(open_client: PageClient) -> None:
    book.say(open_client, book.WANT)
    assert open_client.get("/s").location == "/s/first"
    assert open_client.get(book.ask_page(book.WANT)).location == "/s/first"
    assert open_client.send("/s/first").location == "/s"
    assert open_client.get("/s").status_code == 200
    with book.book_of(open_client) as store:
        assert len(store.explained()) == 1


def test_for_whom_what_for_and_how_long_lead_to_the_words(person: PageClient) -> None:
    book.say(person, book.WANT)
    who = f"/s/{code(book.READER)}"
    assert who in person.get("/s").get_data(as_text=True)
    assert who + code(book.PURPOSE) in person.get(who).get_data(as_text=True)
    lengths = person.get(who + code(book.PURPOSE)).get_data(as_text=True)
    assert who + code(book.PURPOSE) + code("today") in lengths
    languages = who + code(book.PURPOSE) + code("stop")
    assert person.get(languages).location == book.ask_page(book.WANT)
    assert book.WORDS in person.get(book.ask_page(book.WANT)).get_data(as_text=True)


def test_no_address_says_who_it_is_about(person: PageClient) -> None:
    book.say(person, book.WANT)
    pictures = f"{person.application.static_url_path}/pictures/openmoji/"
    for page in ("/s", f"/s/{code(book.READER)}", "/s/all", book.ask_page(book.WANT)):
        text = person.get(page).get_data(as_text=True)
        for name in (book.READER, book.PURPOSE, book.WANT):
            assert f"/{name}" not in text.replace(pictures, "")


def test_nothing_is_ticked_and_next_alone_shares_nothing(person: PageClient) -> None:
    book.say(person, book.WANT)
    page = book.ask_page(book.WANT)
    assert "answer" not in book.fields_of(person.get(page))
    assert person.send(page).location == book.summary_page()
    with book.book_of(person) as store:
        assert store.grants() == []


@pytest.mark.parametrize("answer", ["yes", "ask", "no"])
def test_only_yes_lets_the_reader_see_it(person: PageClient, answer: str) -> None:
    said = book.say(person, book.WANT)
    person.send(book.ask_page(book.WANT), answer=answer)
    with book.book_of(person) as store:
        grants = store.grants()
    assert may_see(said, grants, book.READER, book.PURPOSE, today(), frozenset()) == (answer == "yes")
    assert not may_see(said, grants, "police", book.PURPOSE, today(), frozenset())
    assert not may_see(said, grants, book.READER, "health", today(), frozenset())


def test_next_asks_about_the_next_words_and_not_about_decided_ones(person: PageClient) -> None:
    book.say(person, book.SAFE)
    book.say(person, book.WORRY, choices=("hurts",), private=True)
    book.allow(person, book.say(person, "safe-when"), answer="no")
    book.say(person, book.WANT)
    following = book.answer(person, book.ask_page(book.SAFE), "yes")
    assert following == book.ask_page(book.WANT)
    assert book.answer(person, following, "no") == book.ask_page(book.WORRY)  # private: last
    assert book.answer(person, book.ask_page(book.WORRY), "no") == book.summary_page()


def test_the_counter_and_back_count_the_pages_that_there_are(person: PageClient) -> None:
    said = [book.SAFE, "safe-when", book.WORRY, book.WANT]
    for step in said:
        book.say(person, step, private=step == book.WORRY, presence=("nobody",))
    shown = [*(step for step in said if step != book.WORRY), book.WORRY]
    for place, step in enumerate(shown):
        page = text_of(person.get(book.ask_page(step)))
        assert re.findall(r": (\d+) / (\d+)\"", page) == [(str(place + 1), "4")]
        before = book.ask_page(shown[place - 1]) if place else "/s"
        assert f'value="{before}"' in page


def test_a_double_tap_keeps_one_answer(person: PageClient) -> None:
    said = book.say(person, book.WANT)
    page = book.ask_page(book.WANT)
    person.send(page, answer="yes")
    with book.book_of(person) as store:
        first = store.grants()
    person.send(page, answer="yes")
    with book.book_of(person) as store:
        assert store.grants() == first
    assert first[0].said == said.id


def test_an_answer_that_is_not_offered_is_refused(person: PageClient) -> None:
    book.say(person, book.WANT)
    page = book.ask_page(book.WANT)
    assert person.send(page, answer="always").status_code == 404
    for place in range(4, len(page), 8):
        unknown = page[:place] + "0" * 8 + page[place + 8 :]
        sent = person.post(unknown, data={**book.fields_of(person.get(page)), "answer": "yes"})
        assert sent.status_code == (303 if place == 4 else 404)
    with book.book_of(person) as store:
        assert store.grants() == []


def test_yes_to_old_words_is_no_yes_to_new_words(person: PageClient) -> None:
    old = book.say(person, book.WANT)
    page = book.ask_page(book.WANT)
    fields = book.fields_of(person.get(page))
    book.say(person, book.WANT, words="I changed my mind.")
    again = person.post(page, data={**fields, "answer": "yes"}, follow_redirects=True)
    assert "These words are new." in again.get_data(as_text=True)
    assert "I changed my mind." in again.get_data(as_text=True)
    with book.book_of(person) as store:
        assert store.grants() == []
    assert fields["statement"] == [old.id]


def test_stop_sharing_is_one_tap_and_says_what_it_cannot_do(person: PageClient) -> None:
    said = book.say(person, book.WANT)
    book.allow(person, said)
    assert "Stop sharing" in person.get(f"/s/{said.id}").get_data(as_text=True)
    stopped = person.send(f"/s/{said.id}", "/s/stop", stop=f"{said.id} {code(book.READER)}")
    told = person.get(stopped.location).get_data(as_text=True)
    assert "Cards you gave away stay with the people who have them." in told
    assert "Stop sharing" not in told
    with book.book_of(person) as store:
        assert not may_see(said, store.grants(), book.READER, book.PURPOSE, today(), frozenset())


def test_private_words_are_only_asked_about_after_the_person_opens_them(person: PageClient) -> None:
    said = book.say(person, book.WORRY, choices=("hurts",), private=True)
    page = book.ask_page(book.WORRY)
    with book.book_of(person) as store:
        keep_not_told(store, said, "never")
    assert person.get(page).location == book.summary_page()
    only_me = person.get(f"/s/{said.id}").get_data(as_text=True)
    assert "This is only for you." in only_me
    fields = book.fields_of(person.get(f"/s/{said.id}"))
    person.post(page, data={**fields, "statement": said.id, "answer": "yes"})
    with book.book_of(person) as store:
        assert store.grants() == []
    opened = person.send(f"/s/{said.id}", open="yes").location
    assert "Nobody can see this yet." in person.get(opened).get_data(as_text=True)
    with book.book_of(person) as store:
        (now,) = store.statements()
    assert (now.private, now.words, now.number, now.replaces) == (False, said.words, 2, said.id)
    assert person.get(page).status_code == 200


def test_the_grid_shows_each_answer_and_leads_to_its_page(person: PageClient) -> None:
    want, safe = book.say(person, book.WANT), book.say(person, book.SAFE)
    book.say(person, book.WORRY, choices=("hurts",), private=True)
    book.allow(person, want)
    book.allow(person, safe, reader="police", answer="no")
    text = person.get("/s/all").get_data(as_text=True)
    head = text[text.index("<thead") : text.index("</thead")]
    assert "Social worker" in head
    assert "Police" in head
    assert "Advocate" not in head
    rows = {row.split("</th>")[0]: row for row in text.split("<tr")[2:]}
    want_row = next(row for title, row in rows.items() if want.id in title)
    assert want_row.count('class="cell is-yes"') == 1
    assert want_row.count('class="cell is-undecided"') == 1
    assert book.ask_page(book.WANT) in want_row
    safe_row = next(row for title, row in rows.items() if safe.id in title)
    assert safe_row.count('class="cell is-no"') == 1
    assert text.count('class="cell is-private"') == 1


def test_an_answer_whose_time_is_over_can_be_asked_again(person: PageClient) -> None:
    book.allow(person, book.say(person, book.WANT), until=today() - timedelta(days=1))
    assert 'class="cell is-yes"' not in person.get("/s/all").get_data(as_text=True)
    assert "You said this before." not in person.get(book.ask_page(book.WANT)).get_data(as_text=True)


def test_words_that_are_held_back_are_not_there_at_all(person: PageClient) -> None:
    said = book.say(person, book.NOT_THEM, choices=("partner",))
    book.allow(person, said)
    book.allow(person, book.say(person, book.WANT, presence=("partner",)))
    assert said.id in person.get("/s/all").get_data(as_text=True)
    book.be_with(person, "partner")
    assert said.id not in person.get("/s/all").get_data(as_text=True)
    assert person.get(f"/s/{said.id}").status_code == 404
    assert person.get(book.ask_page(book.NOT_THEM)).location == book.summary_page()
    assert "1 / 1" in person.get(book.ask_page(book.WANT)).get_data(as_text=True)


def test_held_back_unknown_and_foreign_addresses_get_the_same_page(person: PageClient) -> None:
    held = book.say(person, book.NOT_THEM, choices=("partner",))
    book.be_with(person, "partner")
    wanted = (held.id, "0" * 32, "f" * 32)
    answers = [person.get(f"/s/{one}") for one in wanted]
    assert {answer.status_code for answer in answers} == {404}
    texts = {re.sub(r'value="[^"]*"', "", without_token(text_of(answer))) for answer in answers}
    assert len(texts) == 1
    refused = person.send("/s", "/s/stop", stop=f"{held.id} {code(book.READER)}")
    assert refused.status_code == 404


def test_without_an_open_book_there_are_only_the_doors(person: PageClient) -> None:
    said = book.say(person, book.WANT)
    page = book.ask_page(book.WANT)
    person.send("/", "/lock")
    for address in ("/s", "/s/all", "/s/first", f"/s/{said.id}", page):
        assert person.get(address).location == "/"


def test_an_answer_that_could_not_be_kept_is_not_claimed(
    person: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.say(person, book.WANT)
    page = book.ask_page(book.WANT)

    def refuse(*_: object) -> None:
        raise NotKept

    monkeypatch.setattr(Store, "keep_grant", refuse)
    answer = person.send(page, answer="yes")
    assert answer.status_code == 507
    assert "Your words are not kept yet." in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("until", "on", "last"),
    [
        ("today", date(2026, 1, 31), date(2026, 1, 31)),
        ("month", date(2026, 1, 31), date(2026, 2, 28)),
        ("three-months", date(2026, 11, 30), date(2027, 2, 28)),
        ("stop", date(2026, 1, 31), None),
        ("a-length-of-a-service", date(2026, 1, 31), date(2026, 1, 31)),
    ],
)
def test_an_ok_lasts_as_long_as_was_said(until: str, on: date, last: date | None) -> None:
    assert last_day(until, on) == last

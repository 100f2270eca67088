"""After a private answer, alone: "Do you want to tell someone?". In company nothing of it is anywhere."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from easyread.languages import line_id
from easyread.model import Statement
from easyread.pages.telling import LINES
from easyread.settings import Paths
from easyread.sharing import list_private_open
from easyread.visit.sharing_terms import code
from easyread.visit.situation import today
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import MARKER, WHO, page_of, said_on, text_of, words_on

TOLD_WHAT, WHY_NOT, WORRIES = "told-what-to-say", "why-not", "worried-about"
SENTENCE = "Someone often tells me what to say."
OFFER, ASK = "Would one of these help you now?", "Do you want to tell someone?"
WHOM = f"{code(book.READER)}{code(book.PURPOSE)}"


def page(client: PageClient, step: str = TOLD_WHAT, end: str = "then") -> str:
    return f"{page_of(client, step)}/{end}"


def answer(client: PageClient, step: str = TOLD_WHAT, choice: str = "often", **fields: str) -> TestResponse:
    """Answer as a browser does: with the ticks that the page came with."""
    shown = book.fields_of(client.get(page_of(client, step)))
    return client.post(page_of(client, step), data={**shown, "choice": choice, **fields})


def tell(client: PageClient, step: str = TOLD_WHAT, whom: str = WHOM, until: str = "month") -> TestResponse:
    return client.send(page(client, step, f"then/{whom}"), until=code(until))


def now_said(client: PageClient, step: str = TOLD_WHAT) -> Statement:
    said = said_on(client, step)
    assert said
    return said


def make_card(client: PageClient, *lines: Statement) -> str:
    return book.make_card(client, *lines)


def everything_seen(client: PageClient) -> str:
    """All pages that show what was said or what is shared, and that count it."""
    pages = ("/", "/w", "/s", "/s/all", "/c", "/c/made", f"/c/{code(book.READER)}", f"/c/{WHOM}")
    return "\n".join(text_of(client.get(one)) for one in pages)


def test_an_answer_that_shows_pressure_leads_to_a_kind_page_and_then_to_who_is_told(
    person: PageClient,
) -> None:
    assert answer(person).location == page(person, end="more")
    kind = text_of(person.get(page(person, end="more")))
    ways = re.findall(r'name="to" value="(/[^"]*)"', kind.partition('<form id="page"')[2])
    assert OFFER in kind
    assert ways[:4] == [
        page_of(person, "time-alone"), page_of(person, "advocate"), "/help", page(person),
    ]  # fmt: skip
    assert ASK in text_of(person.get(page(person)))


@pytest.mark.parametrize(
    ("step", "choice", "pressure"),
    [
        (TOLD_WHAT, "never", False), (TOLD_WHAT, "sometimes", True), (WORRIES, "hurts", False),
        (WORRIES, "controls", True), (WORRIES, "made-to", True), ("worry-from", "partner", False),
        (WHY_NOT, "take-over", True), ("who-not", "partner", False),
    ],
)  # fmt: skip
def test_every_private_answer_leads_there_alone(
    person: PageClient, step: str, choice: str, pressure: bool
) -> None:
    assert answer(person, step, choice).location == page(person, step, "more" if pressure else "then")


@pytest.mark.parametrize(("choice", "end"), [("no", "more"), ("not-sure", "more"), ("yes", "then")])
def test_the_question_about_those_who_were_here_does_too(person: PageClient, choice: str, end: str) -> None:
    book.be_with(person, "partner")
    book.be_with(person, "nobody")
    assert answer(person, "ok-with-people", choice).location == page(person, "ok-with-people", end)


def test_the_way_goes_on_afterwards_and_an_answer_is_asked_about_once(person: PageClient) -> None:
    answer(person, WORRIES, "hurts")
    following = person.send(page(person, WORRIES), answer="not-now").location
    assert following == page_of(person, "worry-from")
    assert (
        person.post(
            page_of(person, WORRIES), data=book.fields_of(person.get(page_of(person, WORRIES)))
        ).location
        == following
    )
    quick = person.send(f"{page(person, WORRIES)}?q=1", answer="not-now").location
    assert quick.endswith("?q=1")


def test_told_to_one_person_it_is_on_their_card_and_on_nobody_elses(person: PageClient) -> None:
    answer(person)
    assert tell(person).location == page(person, end=f"done/{WHOM}")
    done = text_of(person.get(page(person, end=f"done/{WHOM}")))
    assert "They will see this on a card." in done
    assert "Social worker" in done
    said = now_said(person)
    assert said.private
    with book.book_of(person) as store:
        (grant,) = store.grants()
    assert (grant.said, grant.reader, grant.purpose, grant.answer) == (
        said.id, book.READER, book.PURPOSE, "yes",
    )  # fmt: skip
    assert grant.until is not None
    assert timedelta(27) < grant.until - today() < timedelta(32)
    for reader in book.library_of(person).sharing.readers:
        on_card = book.fields_of(person.get(book.summary_page(reader=reader.id))).get("line", [])
        assert (said.id in on_card) is (reader.id == book.READER), reader.id
    assert all(SENTENCE in text for text in book.texts_of(person, make_card(person, said)))


def test_who_was_told_stands_beside_it_and_never_that_only_i_see_it(person: PageClient) -> None:
    answer(person)
    assert "Only I can see this." in text_of(person.get("/w"))
    tell(person)
    said = now_said(person)
    for place in ("/w", page(person), f"/s/{said.id}"):
        text = text_of(person.get(place))
        assert "Only for me and:" in text
        assert "Social worker" in text
        assert "Only I can see this." not in text
        assert "This is only for you." not in text
    grid = text_of(person.get("/s/all"))
    assert "Only for me and:" in grid
    assert ">Only me<" not in grid
    person.send(f"/s/{said.id}", "/s/stop", stop=f"{said.id} {code(book.READER)}")
    assert "Only I can see this." in text_of(person.get("/w"))
    assert "line" not in book.fields_of(person.get(book.summary_page()))


@pytest.mark.parametrize("who", ["partner", "family", "support-worker", "social-worker"])
def test_in_company_nothing_of_it_is_anywhere(person: PageClient, who: str) -> None:
    book.say(person, book.WANT, words="I want my key.")
    book.be_with(person, who)
    before = everything_seen(person)
    book.be_with(person, "nobody")
    answer(person)
    tell(person)
    said = now_said(person)
    addresses = [page(person), page(person, end="more"), page(person, end=f"done/{WHOM}"), f"/s/{said.id}"]
    assert all(person.get(one).status_code == 200 for one in addresses)
    book.be_with(person, who)
    seen = everything_seen(person)
    assert without_ids(seen) == without_ids(before)
    assert all(person.get(one).status_code == 404 for one in addresses)
    assert SENTENCE not in seen


def test_a_card_that_it_stands_on_loses_it_and_counts_without_it_in_company(person: PageClient) -> None:
    answer(person)
    tell(person)
    open_one = book.say(person, book.WANT, words="I want my key.", presence=("partner",))
    book.allow(person, open_one)
    card = book.make_card(person, now_said(person), open_one, presence=("partner",))
    book.be_with(person, "partner")
    texts = book.texts_of(person, card)
    assert all("I want my key." in text for text in texts)
    assert not any(SENTENCE in text or "tell me what to say" in text for text in texts)


def without_ids(text: str) -> str:
    """Pages without what is different each time: tokens, seconds, how often somebody said who is here."""
    return re.sub(
        r'name="(csrf_token|life|given)" value="[^"]*"|content="[0-9]+;|data-company="[0-9]+"', "", text
    )


def test_what_was_private_beside_somebody_does_not_tell_them_that_it_was_told(person: PageClient) -> None:
    book.be_with(person, "partner")
    said = book.say(person, book.WANT, words=MARKER, private=True, presence=("partner",))
    before = everything_seen(person)
    assert MARKER in before
    assert "Tell someone" not in before
    book.be_with(person, "nobody")
    assert "Tell someone" in text_of(person.get("/w"))
    tell(person, book.WANT)
    make_card(person, said)
    assert "Only for me and:" in text_of(person.get("/w"))
    book.be_with(person, "partner")
    seen = everything_seen(person)
    for line in ("Only for me and:", "Tell someone", "Only I can see this.", "You said yes to some words"):
        assert line not in seen
    assert person.get(f"/s/{said.id}").status_code == 404


def test_private_in_company_the_way_goes_on_as_after_any_answer(person: PageClient) -> None:
    book.be_with(person, "partner")
    open_one = answer(person, "interpreter-needed", "no").location
    with book.book_of(person) as store:
        store.take_back(now_said(person, "interpreter-needed").id, now_said(person, "interpreter-needed").at)
    hidden = answer(person, "interpreter-needed", "no", private="yes").location
    assert hidden == open_one
    assert now_said(person, "interpreter-needed").private
    book.be_with(person, "nobody")
    again = answer(person, "interpreter-needed", "no")
    assert again.location == page(person, "interpreter-needed")


def test_not_now_is_asked_once_more_and_never_is_not(person: PageClient) -> None:
    answer(person)
    said = now_said(person)

    def kept() -> list[str]:
        with book.book_of(person) as store:
            return [one.answer for one in store.not_told()]

    fields = {**book.fields_of(person.get(page(person))), "answer": "not-now"}
    for _ in range(2):  # a double tap
        person.post(page(person), data=fields)
    assert kept() == ["not-now"]
    assert is_open(person, said)
    person.send(page(person), answer="never")
    assert kept() == ["not-now", "never"]
    assert not is_open(person, said)
    assert "Tell someone" in text_of(person.get("/w"))  # whoever changes their mind finds the way


def is_open(client: PageClient, said: Statement) -> bool:
    with book.book_of(client) as store:
        return list_private_open([said], store.not_told(), store.grants(), book.READER, book.PURPOSE) == [
            said
        ]


def test_new_words_are_private_again_and_asked_about_again(person: PageClient) -> None:
    answer(person)
    tell(person)
    answer(person, choice="sometimes")
    assert "Only I can see this." in text_of(person.get("/w"))
    assert "line" not in book.fields_of(person.get(book.summary_page()))
    answer(person, choice="never")
    assert answer(person, choice="never").location == page(person)


def test_a_yes_counts_only_for_what_its_page_showed(person: PageClient) -> None:
    answer(person)
    old = {**book.fields_of(person.get(page(person, end=f"then/{WHOM}"))), "until": code("stop")}
    never = {**book.fields_of(person.get(page(person))), "answer": "never"}
    answer(person, choice="sometimes")
    for place, fields in ((page(person, end=f"then/{WHOM}"), old), (page(person), never)):
        assert person.post(place, data=fields).location == place
        assert "These words are new. Please look at them again." in text_of(person.get(place))
    with book.book_of(person) as store:
        assert store.grants() == []
        assert store.not_told() == []


def test_when_people_may_tell_is_explained_before_the_first_yes(alone: PageClient) -> None:
    answer(alone)
    limits = page(alone, end="then/first")
    assert limits in text_of(alone.get(page(alone)))
    assert tell(alone).location == limits
    with book.book_of(alone) as store:
        assert store.grants() == []
    assert alone.send(limits).location == page(alone, end="then/one")
    assert limits not in text_of(alone.get(page(alone)))
    assert tell(alone).location == page(alone, end=f"done/{WHOM}")


def test_only_me_is_nobody_to_tell_and_nothing_unknown_is_kept(person: PageClient) -> None:
    answer(person)
    assert code("me") not in text_of(person.get(page(person, end="then/one")))
    fields = book.fields_of(person.get(page(person, end=f"then/{WHOM}")))
    for whom, until in ((f"{code('me')}{code(book.PURPOSE)}", "month"), (WHOM, "for ever")):
        kept = person.post(page(person, end=f"then/{whom}"), data={**fields, "until": code(until)})
        assert kept.status_code == 404
    assert person.post(page(person), data={**fields, "answer": "yes"}).status_code == 404
    assert person.get(page(person, end=f"done/{WHOM}")).location == page(person)


def test_an_answer_that_is_not_private_asks_nothing_and_can_be_shared(person: PageClient) -> None:
    fields = book.fields_of(person.get(page_of(person, WORRIES)))
    del fields["private"]
    following = person.post(page_of(person, WORRIES), data={**fields, "choice": "hurts"}).location
    assert following == page_of(person, "worry-from")
    assert not now_said(person, WORRIES).private
    assert person.get(page(person, WORRIES)).status_code == 404
    assert person.get(book.ask_page(WORRIES)).status_code == 200


def test_own_words_are_told_with_the_answer(person: PageClient) -> None:
    answer(person, words=MARKER)
    assert MARKER in text_of(person.get(page(person, end=f"then/{WHOM}")))
    tell(person)
    assert all(MARKER in text for text in book.texts_of(person, make_card(person, now_said(person))))


def test_the_tick_is_set_before_anybody_taps_it_and_says_what_it_does(person: PageClient) -> None:
    text = text_of(person.get(page_of(person, WORRIES)))
    [box] = re.findall(r'<input [^>]*name="private"[^>]*>\s*<label[^>]*>.*?</label>', text, re.DOTALL)
    assert " checked" in box
    assert "Only I see this" in box


def test_what_was_told_of_those_who_were_here_is_on_the_card_of_a_later_day_too(person: PageClient) -> None:
    step = "ok-with-people"
    book.be_with(person, "partner")
    book.be_with(person, "nobody")
    answer(person, step, "no")
    tell(person, step)
    card = make_card(person, now_said(person, step))
    for _ in range(3):  # nobody has been here since
        person.open_book(person.opened)
        book.be_with(person, "nobody")
    line = "I was not OK with the people who were with me."
    assert line in text_of(person.get("/w"))
    assert all(line in text for text in book.texts_of(person, card))


def test_own_words_that_are_private_are_read_back_and_then_asked_about(person: PageClient) -> None:
    said = book.say(person, book.WANT, words=MARKER, private=True)
    fields = {**book.fields_of(person.get(page_of(person, book.WANT))), "words": MARKER}
    assert person.post(page_of(person, book.WANT), data=fields).location == page(person, book.WANT, "back")
    assert person.send(page(person, book.WANT, "back"), agree="yes").location == page(person, book.WANT)
    assert now_said(person, book.WANT).id == said.id


def test_every_private_question_has_words_for_a_card(person: PageClient) -> None:
    for step in book.library_of(person).steps.values():
        if step.private:
            assert step.card, step.id
            assert all(choice.card for choice in step.choices), step.id


def test_a_company_that_came_in_sees_who_is_here_and_no_page_of_telling(person: PageClient) -> None:
    answer(person)
    half = {**book.fields_of(person.get(page(person, end=f"then/{WHOM}"))), "until": code("stop")}
    book.be_with(person, "partner")
    assert person.post(page(person, end=f"then/{WHOM}"), data=half).status_code == 404
    assert words_on(person.get(page_of(person, WHO))) is None
    with book.book_of(person) as store:
        assert store.grants() == []


def test_of_these_pages_no_sound_stays_that_tells_it_was_heard(person: PageClient, paths: Paths) -> None:
    answer(person)
    ends = ["more", "then", "then/one", f"then/{code(book.READER)}", f"then/{WHOM}"]
    headings = [
        re.search(r"<h1>(?:<[^>]*>)*([^<]*)<", text_of(person.get(page(person, end=end)))) for end in ends
    ]
    lines = {found[1] for found in headings if found} - {"What is it for?"}  # it is asked of open answers too
    assert lines < LINES
    assert len(lines) == len(ends) - 1
    for line in LINES:
        heard = person.get(f"/listen/en-GB/{line_id(line)}")
        assert (heard.status_code, heard.headers["Cache-Control"]) == (200, "no-store"), line
    assert not paths.sounds.exists()

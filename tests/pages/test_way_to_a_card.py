"""From my page to a card: each line once, one tap each; chosen once, and carried over to the next time."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from easyread.model import Statement
from easyread.sharing import may_see
from easyread.visit.sharing_terms import code
from easyread.visit.situation import today
from easyread.visit.telling import keep_not_told
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import page_of, text_of
from tests.pages.tab import Tab

LINES = 14
CHOSEN = (book.READER, book.PURPOSE, "stop")
MADE = "Your card as you can give it now."
CHANGED = "You changed this. So we ask again."
ONLY_ME = "This is only for you now."


class Taps(Tab):
    """A person on their way, and how often they tapped."""

    def __init__(self, client: PageClient) -> None:
        super().__init__(client, "/")
        self.count = 0

    def go(self, to: str) -> None:
        """Tap the way to a page that stands on this one."""
        assert f'value="{to}"' in self.text, to
        self.count += 1
        self.tap("/go", to=to)

    def answer(self, answer: str) -> None:
        """Tap an answer on the page of a line, or Next."""
        assert not answer or f'name="answer" value="{answer}"' in self.text
        self.count += 1
        self.tap(**({"answer": answer} if answer else {}))

    def choose(self, *chosen: str) -> None:
        """From my page: for whom, what for, for how long."""
        self.go("/s")
        for place in range(len(chosen)):
            self.go("/s/" + "".join(code(one) for one in chosen[: place + 1]))

    @property
    def is_asked(self) -> bool:
        return 'name="answer"' in self.text

    def make_card(self) -> None:
        self.count += 1
        self.tap()
        assert MADE in self.text


@pytest.fixture
def lines(person: PageClient) -> list[Statement]:
    """Words on as many steps as the issue counted taps for."""
    steps = [one.id for one in book.library_of(person).steps.values() if one.card and not one.private]
    return [book.say(person, step, words=f"Line {step}.") for step in steps[:LINES]]


def read_steps(text: str) -> list[str]:
    """The own words on the page of a line."""
    return re.findall(r">(Line [a-z-]+\.)</blockquote>", text)


def test_a_card_of_14_lines_costs_one_tap_a_line_and_five_more(
    person: PageClient, lines: list[Statement]
) -> None:
    """It was 52 before: each line was shared, ticked, agreed to and looked over again."""
    way, seen = Taps(person), list[str]()
    way.choose(*CHOSEN)
    while way.is_asked:
        seen += read_steps(way.text)
        way.answer("yes")
    way.make_card()
    assert seen == [said.words for said in lines]  # each line once
    assert way.count == LINES + 5
    assert all(said.words in way.text for said in lines)
    with book.book_of(person) as store:
        assert all(said.read_back for said in store.statements())
        assert [set(card.lines) for card in store.cards()] == [{said.id for said in lines}]


def test_the_next_card_for_them_costs_five_taps_and_asks_nothing_again(
    person: PageClient, lines: list[Statement]
) -> None:
    for said in lines:
        book.allow(person, said)
    way = Taps(person)
    way.choose(*CHOSEN)
    assert not way.is_asked
    way.make_card()
    assert way.count == 5


def test_what_was_chosen_last_stands_first_and_nothing_is_ticked(person: PageClient) -> None:
    book.answer(person, book.ask_page(said_now(person), reader="police", until="month"), "yes")
    pages = ["/s", f"/s/{code('police')}", f"/s/{code('police')}{code(book.PURPOSE)}"]
    for path, last in zip(pages, ("police", book.PURPOSE, "month"), strict=True):
        page = text_of(person.get(path))
        first = page.split('<ul class="choices">')[1].split("</li>")[0]
        assert f'{code(last)}"' in first
        assert "Last time" in first
        assert (page.count('class="state'), " checked" in page) == (1, False)


def said_now(person: PageClient) -> str:
    return book.say(person, book.WANT).step


def test_of_what_is_held_back_no_page_says_for_whom_it_was_last(person: PageClient) -> None:
    book.allow(person, book.say(person, book.NOT_THEM, choices=("partner",)), reader="police")
    book.say(person, book.WANT)
    assert "Last time" in text_of(person.get("/s"))
    book.be_with(person, "partner")
    assert "Last time" not in text_of(person.get("/s"))


def test_who_was_told_of_private_words_is_nothing_for_those_who_heard_them(person: PageClient) -> None:
    beside = ("partner",)
    private = book.say(person, book.WANT, private=True, presence=beside)
    book.allow(person, private, reader="police")
    book.say(person, book.WANT, words="I want my key.", presence=beside)
    pages = ("/s", "/s/all", "/w", book.summary_page(reader="police"))
    alone = [text_of(person.get(page)) for page in pages]
    assert "Last time" in alone[0]
    assert "Changed" in alone[3]
    book.be_with(person, *beside)
    for page in pages:
        text = text_of(person.get(page))
        assert not [line for line in ("Last time", "You changed this", "Changed") if line in text], page
    assert "I want my key." in text_of(person.get("/w"))
    assert "Police" not in text_of(person.get("/s/all"))


def test_another_purpose_for_the_same_reader_asks_for_that_purpose(person: PageClient) -> None:
    said = book.say(person, book.WANT)
    book.allow(person, said)
    way = Taps(person)
    way.choose(book.READER, "health", "stop")
    assert way.is_asked
    assert book.WORDS in way.text
    way.answer("yes")
    way.make_card()


def test_going_on_without_an_answer_keeps_nothing_and_the_summary_says_so(person: PageClient) -> None:
    book.say(person, book.WANT)
    book.say(person, book.SAFE)
    way = Taps(person)
    way.choose(*CHOSEN)
    way.answer("")
    way.answer("")
    assert "There is nothing for this card yet." in way.text
    assert way.text.count('class="state"') == 2
    assert "Make my card" not in way.text
    with book.book_of(person) as store:
        assert store.grants() == []


def test_a_line_that_was_changed_says_so_and_comes_back_to_its_place(person: PageClient) -> None:
    for step in (book.SAFE, "safe-when", book.WANT):
        book.say(person, step, words=f"Line {step}.")
    way = Taps(person)
    way.choose(*CHOSEN)
    way.answer("yes")
    way.answer("yes")
    assert read_steps(way.text) == ["Line want."]
    way.load(book.ask_page(book.SAFE))
    way.answer("change")
    assert way.action == page_of(person, book.SAFE)
    way.write("words", "Line other.").tap()
    assert read_steps(way.text) == ["Line other."]
    assert CHANGED in way.text
    way.answer("yes")
    assert read_steps(way.text) == ["Line want."]  # what was decided meanwhile is not asked again
    assert CHANGED not in way.text


@pytest.mark.parametrize("way_on", [{}, {"skip": "later"}, {"skip": "unsure"}])
def test_every_way_on_from_the_change_comes_back(person: PageClient, way_on: dict[str, str]) -> None:
    book.say(person, book.WANT, words="Line want.")
    tab = Tab(person, book.ask_page(book.WANT)).tap(answer="change")
    assert f'value="{book.ask_page(book.WANT)}"' in tab.text  # Back
    tab.tap(**way_on)
    gone = "unsure" in way_on.values()  # then there is nothing to ask about: the summary
    assert ("There is nothing for this card yet." in tab.text, read_steps(tab.text)) == (
        (True, []) if gone else (False, ["Line want."])
    )


def test_words_changed_elsewhere_lead_on_as_ever(person: PageClient) -> None:
    book.say(person, book.WANT)
    Tab(person, book.ask_page(book.WANT)).tap(answer="change")
    person.get("/")
    assert person.send(page_of(person, book.WANT), words="Other.").location.startswith("/p/")


def change_nothing(person: PageClient) -> None:
    """The same words again."""


def change_words(person: PageClient) -> None:
    book.say(person, book.WANT, words="Other words.")


@pytest.mark.parametrize(("change", "told"), [(change_nothing, False), (change_words, True)])
def test_sharing_never_drops_to_undecided_without_a_word(
    person: PageClient, change: Callable[[PageClient], None], told: bool
) -> None:
    book.allow(person, book.say(person, book.WANT))
    change(person)
    with book.book_of(person) as store:
        now = store.statements()[0]
    pages = ("/w", f"/s/{now.id}", "/s/all", book.summary_page(), book.ask_page(book.WANT))
    said = {page: "hanged" in text_of(person.get(page)) for page in pages}
    assert said == dict.fromkeys(pages, told)


def test_after_a_stop_nothing_says_that_it_was_changed(person: PageClient) -> None:
    old = book.say(person, book.WANT)
    book.allow(person, old)
    with book.book_of(person) as store:
        store.withdraw(old.id, book.READER, old.at)
    now = book.say(person, book.WANT, words="Other words.")
    for page in ("/w", f"/s/{now.id}", "/s/all", book.ask_page(book.WANT)):
        assert "hanged" not in text_of(person.get(page))


def test_the_summary_counts_for_the_person_what_no_form_of_the_card_tells(person: PageClient) -> None:
    shared = book.say(person, book.WANT)
    book.allow(person, shared)
    for step, answer in ((book.SAFE, "no"), ("safe-when", "ask")):
        book.allow(person, book.say(person, step, words="Other."), answer=answer)  # type: ignore[arg-type]
    book.say(person, book.WORRY, choices=("hurts",), words="", private=True)
    way = Tab(person, book.summary_page())
    assert re.search(r"Left off this card:.*?<bdi>3</bdi>", way.text, re.DOTALL)
    for decided in ("Ask me first", ">No<", "Only me"):
        assert decided in way.text
    assert way.text.count('class="state"') == 3
    way.tap()
    (card,) = re.findall(r"/c/[0-9a-f]{32}(?=/show)", way.text)[:1]
    title = {one.id: str(one.card_title) for one in book.library_of(person).steps.values()}
    for text in book.texts_of(person, card):
        assert book.WORDS in text
        for word in ("Left off this card", title[book.SAFE], title[book.WORRY], "Only me"):
            assert word not in text


def test_who_said_ask_me_first_is_asked_each_time(person: PageClient) -> None:
    book.allow(person, book.say(person, book.WANT))
    book.allow(person, book.say(person, book.SAFE, words="Other."), answer="ask")
    begin = "/s/" + "".join(map(code, (book.READER, book.PURPOSE, "stop")))
    for _ in range(2):
        assert person.get(begin).location == book.ask_page(book.SAFE)
        assert book.answer(person, book.ask_page(book.SAFE), "ask") == book.summary_page()
    assert book.answer(person, book.ask_page(book.SAFE), "yes") == book.summary_page()
    assert person.get(begin).location == book.summary_page()


def test_each_line_of_the_summary_opens_and_comes_back_changed(person: PageClient) -> None:
    book.allow(person, book.say(person, book.WANT))
    book.allow(person, book.say(person, book.SAFE), answer="no")
    way = Taps(person)
    way.load(book.summary_page())
    way.go(f"{book.ask_page(book.WANT)}?one=card")
    assert "You said this before." in way.text
    way.answer("no")
    assert "There is nothing for this card yet." in way.text
    assert "Cards you gave away stay with the people who have them." in way.text
    way.go(f"{book.ask_page(book.SAFE)}?one=card")
    way.answer("yes")
    assert "This goes on your card." in way.text


def test_languages_are_asked_only_where_there_is_more_than_one(person: PageClient) -> None:
    length = f"/s/{code(book.READER)}{code(book.PURPOSE)}{code('stop')}"
    said = book.say(person, book.WANT)
    assert person.get(length).location == book.ask_page(said.step)
    assert "Which languages" in text_of(person.get(f"{length}?all=yes"))
    book.say(person, book.SAFE, words="Mój klucz.", language="pl")
    assert "Which languages" in text_of(person.get(length))


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_an_answer_on_a_page_that_another_tab_has_overtaken(person: PageClient, answer: str) -> None:
    """A yes is asked again; less than that is taken, and told."""
    said = book.say(person, book.WANT)
    first, second = (Tab(person, book.ask_page(book.WANT)) for _ in range(2))
    first.tap(answer="ask")
    second.tap(answer=answer)
    with book.book_of(person) as store:
        (last,) = store.grants()
        seen = may_see(said, [last], book.READER, book.PURPOSE, today(), frozenset())
    assert (last.answer, seen) == ("ask" if answer == "yes" else "no", False)
    told = "You changed this on another page." if answer == "yes" else "You answered here on two pages."
    assert told in second.text
    second.load(book.ask_page(book.WANT))
    second.tap(answer="yes")
    with book.book_of(person) as store:
        assert store.grants()[0].answer == "yes"


def test_the_page_of_a_line_says_its_sentences_in_the_languages_of_the_card(person: PageClient) -> None:
    step = book.library_of(person).steps["how-i-tell"]
    book.say(person, step.id, choices=(step.choices[0].id,), words="")
    say = person.application.extensions["easyread"].languages.say
    urdu = say("ur", step.choices[0].card).text
    assert urdu in text_of(person.get(book.ask_page(step.id, "ur en-GB")))
    assert urdu not in text_of(person.get(book.ask_page(step.id)))


@pytest.fixture
def private(person: PageClient) -> Statement:
    """A worry that is only for the person, and words that are not."""
    book.say(person, "safe-when", words="Line safe-when.")
    said = book.say(person, book.WORRY, choices=("hurts",), words="Line worry.", private=True)
    book.say(person, book.WANT, words="Line want.")
    return said


def go_to_the_end(person: PageClient) -> Taps:
    """A yes to all that is not private."""
    way = Taps(person)
    way.choose(*CHOSEN)
    for _ in range(2):
        assert ONLY_ME not in way.text
        way.answer("yes")
    return way


def test_what_is_private_is_asked_about_once_more_and_last(person: PageClient, private: Statement) -> None:
    way = go_to_the_end(person)
    assert read_steps(way.text) == [private.words]
    assert ONLY_ME in way.text
    assert "3 / 3" in way.text
    way.answer("yes")
    way.make_card()
    assert private.words in way.text
    with book.book_of(person) as store:
        assert next(one for one in store.statements() if one.id == private.id).private
        assert not may_see(private, store.grants(), "police", book.PURPOSE, today(), frozenset())


@pytest.mark.parametrize("answer", ["", "no", "ask"])
def test_without_a_yes_it_stays_only_for_me_and_is_not_asked_again(
    person: PageClient, private: Statement, answer: str
) -> None:
    with book.book_of(person) as store:  # after the answer itself, it was asked for the first time
        keep_not_told(store, private, "not-now")
    way = go_to_the_end(person)
    assert read_steps(way.text) == [private.words]
    way.answer(answer)
    assert "Only me" in way.text
    with book.book_of(person) as store:
        assert not may_see(private, store.grants(), book.READER, book.PURPOSE, today(), frozenset())
    again = Taps(person)
    again.choose(*CHOSEN)
    assert not again.is_asked
    again.make_card()
    assert private.words not in again.text


def test_after_never_it_is_not_asked(person: PageClient, private: Statement) -> None:
    with book.book_of(person) as store:
        keep_not_told(store, private, "never")
    assert not go_to_the_end(person).is_asked


def test_in_company_the_way_has_nothing_of_what_is_private(person: PageClient, private: Statement) -> None:
    page = book.ask_page(book.WORRY)
    book.allow(person, private, reader="police")
    fields = book.fields_of(person.get(page))
    book.be_with(person, "partner")
    pages = ("/s", "/s/all", book.summary_page(), book.summary_page(reader="police"))
    for shown in pages:
        text = text_of(person.get(shown))
        assert not [one for one in (private.words, private.id, "Last time", ONLY_ME) if one in text]
    assert person.get(page).location == book.summary_page()
    assert person.post(page, data={**fields, "answer": "yes"}).location == book.summary_page()
    with book.book_of(person) as store:
        assert [one.reader for one in store.grants()] == ["police"]

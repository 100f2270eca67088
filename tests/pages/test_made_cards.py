"""A card that was made: what was on it then, for the person alone; and what of it can be given now."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from msgspec import convert, to_builtins
from msgspec.structs import replace

from easyread.book import cipher, schema
from easyread.book.rows import to_row
from easyread.book.store import Store
from easyread.card import Card
from easyread.exports.forms import FORMS
from easyread.model import Attachment, CardMade, Person, Rendering, Statement
from easyread.visit.situation import now, today
from tests.books import AT
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import SAFE, page_of, text_of
from tests.unit.card.media import make_png

THEN, NOW = "Your card as it was then.", "Your card as you can give it now."
WHOLE = "This is what was on it when you made it."
NOT_KEPT = "We did not keep what was on this card then."
FIRST_PRINT = Path(__file__).with_name("first_print.json")


def read(client: PageClient, page: str) -> str:
    """The words of a page, each run of spaces as one."""
    answer = client.get(page)
    assert answer.status_code == 200
    return _plain(text_of(answer))


def _plain(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def list_marked(client: PageClient, card: str) -> dict[str, tuple[str, str]]:
    """What stands beside the lines of then: the words of a line -> the mark's words, and its picture."""
    found = {}
    for line in parse(text_of(client.get(f"{card}/then"))).iter("li"):
        for mark in line.findall("div[@class='paper-mark']"):
            (picture,) = (image.get("src", "").rpartition("/")[2] for image in mark.iter("img"))
            line.remove(mark)
            found[see(line)] = (see(mark), picture.partition(".")[0])
    return found


def parse(page: str) -> Element:
    root: Element = html5lib.parse(page, namespaceHTMLElements=False)
    return root


def see(element: Element, *without: str) -> str:
    """The words of a part of a page that are there for the eye; less what has one of these classes."""
    if {"aloud", *without}.intersection(element.get("class", "").split()):
        return ""
    parts = [element.text or "", *(see(one, *without) + " " + (one.tail or "") for one in element)]
    return " ".join(" ".join(parts).split())


def day(when: datetime) -> str:
    return f"{when.astimezone():%-d %B %Y}"


# --- what was on it then -----------------------------------------------------------


def take_back(client: PageClient, said: Statement) -> None:
    client.send(f"/w/{said.id}/back")


def say_anew(client: PageClient, said: Statement) -> None:
    book.say(client, said.step, words="Other words.")


def make_private(client: PageClient, said: Statement) -> None:
    book.say(client, said.step, private=True)


def withdraw(client: PageClient, said: Statement) -> None:
    with book.book_of(client) as store:
        store.withdraw(said.id, book.READER, now())


def say_no(client: PageClient, said: Statement) -> None:
    book.allow(client, said, answer="no")


def let_run_out(client: PageClient, said: Statement) -> None:
    book.allow(client, said, until=today() - timedelta(days=1))


CHANGES: list[tuple[Callable[[PageClient, Statement], None], str, str]] = [
    (take_back, "I took this back: {today}", "delete"),
    (say_anew, "I changed this: {today}", "change-my-mind"),
    (make_private, "I keep this for myself now: {today}", "private"),
    (withdraw, "I stopped sharing this: {today}", "dont-share"),
    (say_no, "I stopped sharing this: {today}", "dont-share"),
    (let_run_out, "My OK was until: {yesterday}", "clock"),
]


@pytest.mark.parametrize(("change", "says", "picture"), CHANGES, ids=[one[0].__name__ for one in CHANGES])
def test_what_was_on_it_then_stays_to_be_seen_and_says_what_is_not_so_any_more(
    person: PageClient, change: Callable[[PageClient, Statement], None], says: str, picture: str
) -> None:
    want, safe = book.say(person, book.WANT), book.say(person, SAFE, words="I stay here.")
    for said in (want, safe):
        book.allow(person, said)
    card = book.make_card(person, want, safe)
    before = text_of(person.get(f"{card}/then"))
    assert "paper-mark" not in before
    assert book.WORDS in before
    change(person, want)
    days = {"today": day(now()), "yesterday": day(now() - timedelta(days=1))}
    marked = list_marked(person, card)
    assert [mark for words, mark in marked.items() if book.WORDS in words] == [(says.format(**days), picture)]
    assert not any("I stay here." in words for words in marked)
    assert "I stay here." in read(person, f"{card}/then")
    for text in book.texts_of(person, card):
        assert book.WORDS not in text
        assert "I stay here." in text


def test_what_stood_beside_the_words_is_as_it_was_printed(person: PageClient) -> None:
    """A name has no older version, and English is followed by other English: both stay as they were given."""
    helps = book.say(person, "who-helps", words="", choices=("friend",))
    want = book.say(person, book.WANT, words="Chcę do domu.", language="pl")
    english = Rendering(id="1" * 32, statement=want.id, words="I want home.", role="phone", at=now())
    friend = Person(id="2" * 32, role="friend", name="Basia", at=now())
    with book.book_of(person) as store:
        store.keep_rendering(english)
        store.keep_people([friend])
    for said in (helps, want):
        book.allow(person, said)
    card = book.make_card(person, helps, want)
    with book.book_of(person) as store:
        store.keep_rendering(replace(english, id="3" * 32, words="I do not.", replaces=english.id))
        store.keep_people([replace(friend, name="")])
    marked = list_marked(person, card)
    for words in ("I want home.", "Basia"):
        assert [mark for said, mark in marked.items() if words in said] == [
            ("This is different now.", "change-my-mind")
        ]
    then, given = read(person, f"{card}/then"), read(person, card)
    assert "I do not." not in then
    for words in ("I want home.", "Basia"):
        assert words in then
        assert words not in given


def test_a_name_that_was_taken_back_is_marked_where_it_stands(person: PageClient) -> None:
    name, want = book.say(person, "name", words="Ania Q."), book.say(person, book.WANT)
    for said in (name, want):
        book.allow(person, said)
    card = book.make_card(person, name, want)
    take_back(person, name)
    head = text_of(person.get(f"{card}/then")).split('<dl class="paper-facts">')[0]
    assert "Ania Q." in head
    assert "I took this back:" in head
    assert "Ania Q." not in read(person, card)


def test_who_was_here_is_as_it_was_printed(person: PageClient) -> None:
    want = book.say(person, book.WANT, presence=("advocate",))
    book.allow(person, want)
    card = book.make_card(person, want)
    take_back(person, want)
    here = next(one.text for one in book.library_of(person).who_is_here.choices if one.id == "advocate")
    assert f"Who was here {here}" in read(person, f"{card}/then")
    assert here not in read(person, card)


# --- which of the two is it? ------------------------------------------------------------


def test_each_of_the_two_says_which_it_is_and_leads_to_the_other(person: PageClient) -> None:
    want = book.say(person, book.WANT)
    book.allow(person, want)
    card = book.make_card(person, want)
    for page, title, other in ((card, NOW, f"{card}/then"), (f"{card}/then", THEN, card)):
        answer = text_of(person.get(page))
        assert [see(one) for one in parse(answer).iter("h1")] == [title]
        assert f'value="{other}"' in answer
    assert f'value="{card}"' in text_of(person.get("/c/made"))


def test_nothing_can_be_done_with_what_was_on_it_then(person: PageClient) -> None:
    """No way to hand it over, to print it or to keep it: all of it is left out of print too."""
    want = book.say(person, book.WANT)
    book.allow(person, want)
    card = book.make_card(person, want)
    take_back(person, want)
    page = text_of(person.get(f"{card}/then"))
    assert not re.search(rf"{card}/(show|keep|{'|'.join(FORMS)})|data-print|download", page)
    assert book.WORDS in see(parse(page))
    assert book.WORDS not in see(parse(page), "no-print")
    for form in ("show", "keep", *FORMS):
        assert person.get(f"{card}/then/{form}").status_code == 404


def test_a_card_in_somebodys_hands_never_shows_what_was_on_it_then(person: PageClient) -> None:
    want, safe = book.say(person, book.WANT), book.say(person, SAFE, words="I stay here.")
    for said in (want, safe):
        book.allow(person, said)
    card = book.make_card(person, want, safe)
    take_back(person, want)
    person.get(f"{card}/show")
    answer = person.get(f"{card}/then")
    assert (answer.status_code, answer.location) == (303, f"{card}/show")


# --- a new copy -------------------------------------------------------------------------


def copy_lines(text: str) -> list[str]:
    """A card as text, without what says which card and which copy it is."""
    which = ("Made on", "This copy", "Card number")
    return [line for line in text.splitlines() if not line.startswith(which)]


def test_a_copy_says_when_it_is_from_in_every_form(person: PageClient) -> None:
    want = book.say(person, book.WANT)
    book.allow(person, want)
    made = datetime.now(UTC) - timedelta(days=7)
    card = book.make_card(person, want, at=made)
    begun = now().astimezone()
    texts = [_plain(text) for text in book.texts_of(person, card)]
    times = {f"{begun + timedelta(minutes=late):%H:%M}" for late in (0, 1)}
    for text in texts:
        assert day(made) in text
        assert any(f"{day(begun)}, {time}" in text for time in times), text


def test_a_copy_tells_its_reader_nothing_of_what_is_not_on_it(person: PageClient) -> None:
    """It is the same as one of a card that never had the line."""
    want, safe = book.say(person, book.WANT), book.say(person, SAFE, words="I stay here.")
    for said in (want, safe):
        book.allow(person, said)
    more, less = book.make_card(person, want, safe), book.make_card(person, safe)
    take_back(person, want)
    one, other = (book.read_file(person, card, "text")[0] for card in (more, less))
    assert copy_lines(one) == copy_lines(other)


# --- with others here -------------------------------------------------------------------


PARTNER = ("partner",)  # they were here when what they may see was said


def hide_one(client: PageClient) -> Statement:
    return book.say(client, book.NOT_THEM, choices=("partner",), words="HIDDENMARK")


def say_one(client: PageClient) -> Statement:
    """With all that is worked out of it: who was here, that somebody put it into English, until when."""
    said = book.say(client, "safe-when", words="HIDDENMARK", language="pl", presence=("advocate",))
    with book.book_of(client) as store:
        store.keep_rendering(
            Rendering(id="1" * 32, statement=said.id, words="HIDDENMARK", role="phone", at=now())
        )
    return said


def say_name(client: PageClient) -> Statement:
    return book.say(client, "name", words="HIDDENMARK")


HIDDEN: list[tuple[Callable[[PageClient], Statement], Callable[[PageClient, Statement], None]]] = [
    (hide_one, lambda *_: None),
    (say_one, take_back),
    (say_one, make_private),
    (say_one, say_anew),
    (say_name, take_back),
]


@pytest.mark.parametrize(
    ("say", "change"), HIDDEN, ids=["held", "taken back", "only me", "said anew", "name"]
)
def test_with_others_here_neither_view_shows_or_counts_what_is_not_for_them(
    person: PageClient,
    say: Callable[[PageClient], Statement],
    change: Callable[[PageClient, Statement], None],
) -> None:
    """Both pages are, to the letter, those of a card that never had that line."""
    hidden, seen = say(person), book.say(person, SAFE, words="I stay here.", presence=PARTNER)
    book.allow(person, hidden, until=today() + timedelta(days=30))
    book.allow(person, seen)
    made = datetime.now(UTC)
    put = ((seen,), (hidden, seen), (seen,))
    _, more, less = (book.make_card(person, *lines, at=made, presence=PARTNER) for lines in put)
    change(person, hidden)
    assert "HIDDENMARK" in read(person, f"{more}/then")
    assert WHOLE in read(person, f"{more}/then")
    book.be_with(person, "partner")
    for card in (more, less):
        assert WHOLE not in read(person, f"{card}/then")
        assert "Card number" not in read(person, f"{card}/then")
    for page in ("", "/then"):
        one, other = (read(person, card + page) for card in (more, less))
        assert "HIDDENMARK" not in one
        assert "I stay here." in one
        assert strip(one) == strip(other)


def strip(words: str) -> str:
    """Without which card of this reader it is, and the minute of the copy."""
    return re.sub(r"\b\d\. Last one", "N. Last one", re.sub(r"\b\d\d:\d\d\b", "HH:MM", words))


def test_two_cards_of_one_day_are_told_apart_by_their_time(person: PageClient) -> None:
    said = book.say(person, book.WANT)
    book.allow(person, said)
    card = book.make_card(person, said).rpartition("/")[2]
    morning = now().astimezone().replace(hour=9, minute=5)
    with book.book_of(person) as store:
        made = next(one for one in store.cards() if one.id == card)
        store.keep_card(replace(made, id="0" * 32, at=morning))
        store.keep_card(replace(made, id="1" * 32, at=morning.replace(hour=15, minute=40)))
    listed = see(parse(text_of(person.get("/c/made"))))
    assert f"{day(morning)} 09:05" in listed
    assert f"{day(morning)} 15:40" in listed


def test_with_others_here_a_card_of_which_nothing_may_be_seen_is_not_there(person: PageClient) -> None:
    hidden, seen = hide_one(person), book.say(person, SAFE, words="I stay here.", presence=PARTNER)
    for said in (hidden, seen):
        book.allow(person, said)
    gone, there = (book.make_card(person, said, presence=PARTNER) for said in (hidden, seen))
    listed = text_of(person.get("/c/made"))
    assert gone in listed
    book.be_with(person, "partner")
    listed = text_of(person.get("/c/made"))
    assert there in listed
    assert gone not in listed
    for page in ("", "/then", "/show", "/keep", *(f"/{form}" for form in FORMS)):
        assert person.get(gone + page).status_code == 404


# --- books from before ------------------------------------------------------------------


def test_of_a_card_from_before_what_is_known_is_shown_and_no_more(person: PageClient) -> None:
    want = book.say(person, book.WANT, words="Chcę do domu.", language="pl")
    drawing = Attachment(
        id="2" * 32, page=page_of(person, SAFE), kind="drawing", type="image/png", whole=True, at=now()
    )
    safe = book.say(person, SAFE, words="I stay here.", attached=(drawing.id,))
    with book.book_of(person) as store:
        store.keep_rendering(
            Rendering(id="1" * 32, statement=want.id, words="I want home.", role="phone", at=now())
        )
        store.begin_attachment(replace(drawing, about="My house."), make_png(8))
    for said in (want, safe):
        book.allow(person, said)
    card = book.make_card(person, want, safe, older=True)
    take_back(person, want)
    then = read(person, f"{card}/then")
    assert NOT_KEPT in then
    assert "We do not know what else was on it." in then
    assert "Chcę do domu." in then
    assert "I want home." not in then  # nobody knows whether it stood there
    assert "My house." not in then
    assert f"/m/{drawing.id}" in text_of(person.get(f"{card}/then"))
    assert then.index("Chcę do domu.") < then.index("I took this back:") < then.index("I stay here.")
    assert then.count("I took this back:") == read_marks(person, card)


def read_marks(client: PageClient, card: str) -> int:
    """How often the mark is said on the page of an older card: once to see, and once to hear."""
    return text_of(client.get(f"{card}/then")).count("I took this back:")


def test_a_book_from_before_prints_were_kept_opens_with_its_cards(tmp_path: Path) -> None:
    key = bytes(range(32))
    earlier = schema.MIGRATIONS.index(schema._add_prints_of_cards)  # noqa: SLF001
    made = CardMade(
        id="c", reader="nurse", purpose="plan", languages=("pl",), lines=("s",), presence=("sister",), at=AT
    )
    with closing(cipher.create_file(tmp_path / "book.db", key)) as db:
        schema.create_tables(db, schema.MIGRATIONS[:earlier])
        with cipher.writing(db):
            row = to_row(made)
            db.table("card").insert(
                {name: row[name] for name in db.table("card").columns_dict if name in row}
            )
        schema.bring_up_to_date(db)
        store = Store(db)
        assert store.cards() == [made]
        store.keep_card(replace(made, id="d", printed={"number": 2}))
        assert [one.printed for one in store.cards()] == [None, {"number": 2}]


def test_a_print_that_the_first_version_kept_is_still_read_whole() -> None:
    """A field of a card that gets another name or goes needs a migration of what books hold of it."""
    kept = json.loads(FIRST_PRINT.read_text(encoding="utf-8"))
    assert list(find_missing(kept, to_builtins(convert(kept, Card)))) == []


def find_missing(kept: object, now_read: object) -> list[object]:
    """What was kept and does not come back."""
    if isinstance(kept, dict):
        assert isinstance(now_read, dict)
        return [one for name in kept for one in find_missing(kept[name], now_read.get(name))]
    if isinstance(kept, list):
        assert isinstance(now_read, list | tuple)
        assert len(now_read) == len(kept)
        return [one for pair in zip(kept, now_read, strict=True) for one in find_missing(*pair)]
    return [] if kept == now_read else [kept]


def test_a_kept_print_that_was_changed_by_something_else_is_damage(person: PageClient) -> None:
    want = book.say(person, book.WANT)
    book.allow(person, want)
    made = CardMade(
        id="f" * 32, reader=book.READER, purpose=book.PURPOSE, languages=("en-GB",), lines=(want.id,),
        printed={"name": 7, "words": "QXSECRET"}, at=now(),
    )  # fmt: skip
    with book.book_of(person) as store:
        store.keep_card(made)
    answer = person.get(f"/c/{made.id}/then")
    assert answer.status_code >= 400
    assert "QXSECRET" not in text_of(answer)

"""Cards of random books, looked at again after random changes.

No page for others and no file has more than is allowed now. The person sees all that was on the card then;
with others here, only what My words shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from easyread.exports.forms import FORMS
from easyread.model import Person, Rendering, Statement
from easyread.visit.situation import new_id, now, today
from tests.card_forms import SLOW
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import text_of

HELPS, HELD = "who-helps", book.NOT_THEM  # with a partner here, both are held back
STEPS = (book.WANT, book.SAFE, "safe-when", HELPS, HELD)
EVENTS = (
    "take back", "say anew", "only me", "withdraw", "no", "yes", "run out", "english", "dispute", "name",
)  # fmt: skip

events = st.lists(st.tuples(st.sampled_from(EVENTS), st.sampled_from(STEPS)), max_size=8)
_numbers = count()
RANDOM: dict[str, Any] = {
    "deadline": None,
    "database": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.generate],
}


@dataclass
class Told:
    """What was said on one step and put on the card, and what has become of it by the rules in words."""

    said: Statement
    own: str
    here: tuple[str, ...]  # beside whom all of it is said
    there: set[str] = field(default_factory=set)  # markers that stand beside it now
    covered: set[str] = field(default_factory=set)  # those that stood there at the last yes
    still: bool = True  # is it what the person says now?
    yes: bool = True

    def list_allowed(self) -> set[str]:
        return {self.own, *(self.covered & self.there)} if self.still and self.yes else set()


def mark(what: str) -> str:
    """A word that stands nowhere else, without digits: those are heard by rules of their own."""
    return what + "".join(chr(ord("a") + int(digit)) for digit in f"{next(_numbers):05}") + "z"


def tell(client: PageClient, step: str, here: tuple[str, ...]) -> Told:
    marker = mark("Own")
    chosen = {HELPS: ("friend",), HELD: ("partner",)}.get(step, ())
    said = book.say(client, step, words=marker, language="pl", choices=chosen, presence=here)
    told = Told(said, marker, here)
    write_beside(client, told)
    allow(client, told)
    return told


def write_beside(client: PageClient, told: Told) -> None:
    """English of it, or a name in it: in the place of what stood there."""
    marker = mark("Beside")
    with book.book_of(client) as store:
        if told.said.step == HELPS:
            store.keep_people([Person(id=new_id(), role="friend", name=marker, at=now())])
        else:
            last = [one.id for one in store.renderings() if one.statement == told.said.id]
            store.keep_rendering(
                Rendering(
                    id=new_id(), statement=told.said.id, words=marker, role="phone", at=now(),
                    replaces=last[-1] if last else None, presence=told.here,
                )
            )  # fmt: skip
    told.there = {marker}


def allow(client: PageClient, told: Told) -> None:
    book.allow(client, told.said)
    told.yes, told.covered = True, set(told.there)


def change(client: PageClient, told: Told, event: str) -> None:
    if event == "take back":
        with book.book_of(client) as store:
            store.take_back(told.said.id, now())
        told.still = False
    elif event in ("say anew", "only me"):
        private = event == "only me"
        book.say(client, told.said.step, words=mark("Newer"), private=private, presence=told.here)
        told.still = False
    elif event == "withdraw":
        with book.book_of(client) as store:
            store.withdraw(told.said.id, book.READER, now())
        told.yes = False
    elif event == "no":
        book.allow(client, told.said, answer="no")
        told.yes = False
    elif event == "run out":
        book.allow(client, told.said, until=today() - timedelta(days=1))
        told.yes = False
    elif event == "yes":
        allow(client, told)
    elif event == "name" and told.said.step == HELPS:
        with book.book_of(client) as store:
            store.keep_people([replace(one, name="") for one in store.people()])
        told.there = set()
    else:
        write_beside(client, told)


def list_given(client: PageClient, card: str, forms: set[str]) -> Iterator[str]:
    """All that others can get of it; the page for their hands comes last, and the book is opened again."""
    yield from (text for form in forms for text in book.read_file(client, card, form))
    for page in (card, f"{card}/show"):
        yield text_of(client.get(page))
    client.send(f"{card}/show", "/lock")
    client.open_book(client.opened)


def find(markers: set[str], text: str) -> set[str]:
    return {marker for marker in markers if marker in text}


def check(client: PageClient, drawn: list[tuple[str, str]], *, company: bool, forms: set[str]) -> None:
    book.be_with(client, "nobody")
    here = ("partner",) if company else ("nobody",)  # what is said alone is never seen beside others
    told = {step: tell(client, step, here) for step in STEPS}
    card = book.make_card(client, *(one.said for one in told.values()), presence=here)
    printed = {one.own: one for one in told.values()} | {
        marker: one for one in told.values() for marker in one.there
    }
    for event, step in drawn:
        change(client, told[step], event)
    if company:
        book.be_with(client, "partner")
    held = {HELPS, HELD} if company else set()
    allowed = {marker for step, one in told.items() if step not in held for marker in one.list_allowed()}
    seen = {
        marker for marker, one in printed.items() if not company or (one.still and one.said.step not in held)
    }
    markers = printed.keys() | {marker for one in told.values() for marker in one.there}
    then = client.get(f"{card}/then")
    if not seen:
        assert then.status_code == client.get(card).status_code == 404
        return
    assert find(markers, text_of(then)) == seen
    for text in list_given(client, card, forms):
        assert find(markers, text) == allowed


@settings(max_examples=30, **RANDOM)
@given(drawn=events, company=st.booleans())
def test_others_get_what_is_allowed_now_and_the_person_sees_what_was_on_it(
    person: PageClient, drawn: list[tuple[str, str]], company: bool
) -> None:
    check(person, drawn, company=company, forms=set(FORMS) - SLOW)


@settings(max_examples=2, **RANDOM)
@given(drawn=events, company=st.booleans())
def test_the_pages_to_print_have_no_more_either(
    person: PageClient, drawn: list[tuple[str, str]], company: bool
) -> None:
    check(person, drawn, company=company, forms=SLOW)

"""Random visits, interpreters, edits and read-backs: nothing claims what was not recorded for that rendering.

Each history runs through the real book and the real calls; a second memory beside it holds what really was.
Every page's stamps and every form of a card are compared with that memory, not with the book.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from easyread import additions
from easyread.additions import Additions, list_fingerprints
from easyread.book import cipher, schema
from easyread.book.store import Store
from easyread.card import Card, make_card, phrases
from easyread.content import Library, load_library
from easyread.exports.data import write_data
from easyread.exports.text import write_text
from easyread.journey import find_worries
from easyread.languages import ENGLISH
from easyread.model import Interpreter, Mode, Rendering, Statement, Visit
from easyread.pages import provenance
from easyread.pictures import Pictures
from easyread.settings import Paths
from easyread.visit import renderings
from easyread.visit.kept import read_kept
from easyread.visit.renderings import SentRendering, keep_read_back, keep_rendering
from easyread.visit.situation import Situation
from tests.unit.card.samples import PURPOSE, WORKER, format_date, grant, languages, say

KINDS = ("registered", "family-friend", "bsl")
COMPANIES = (None, ("nobody",), ("advocate", "interpreter"), ("family",))
MODES: tuple[Mode | str, ...] = ("", "written", "spoken", "signed")

visits = st.tuples(st.just("visit"), st.sampled_from(COMPANIES))
interpreters = st.tuples(st.just("interpreter"), st.sampled_from(KINDS))
words = st.tuples(st.just("say"), st.just(None))
english = st.tuples(
    st.just("english"),
    st.sampled_from(["interpreter", "me", "advocate", "family", ""]),
    st.sampled_from(MODES),
    st.booleans(),  # with a note?
)
left = st.tuples(st.just("left"), st.just(None))  # the page of English is kept as it came
edits = st.tuples(st.just("edit"), st.sampled_from(["", "interpreter", "me"]))  # and with a word more
reads = st.tuples(st.just("read"), st.integers(0, 9), st.sampled_from([True, True, False]))
histories = st.lists(
    st.one_of(
        visits, interpreters, interpreters, words, english, english, english, left, edits, reads, reads
    ),
    min_size=4,
    max_size=14,
)


class Undo(Exception):
    """Ends a history: nothing of it stays in the book."""


@dataclass
class Truth:
    """What really was, of one rendering."""

    author: str  # what a card calls them; empty: nobody said
    mode: str
    note: str
    statement: str
    presence: tuple[str, ...] | None
    agreed: bool | None = None
    older: bool = False
    by: object = None  # who it is: the person, this interpreter; of all others nobody knows


@dataclass
class History:
    """A person, and who sits beside them; ``truths`` by the words of each rendering, which are its own."""

    store: Store
    library: Library
    visit: Visit
    interpreter: Interpreter | None = None
    said: Statement | None = None
    truths: dict[str, Truth] = field(default_factory=dict)
    count: int = 0

    @property
    def situation(self) -> Situation:
        said = (self.said,) if self.said else ()
        who = self.interpreter
        nothing, worries = frozenset[str](), find_worries(self.visit, who)
        return Situation(self.library, self.visit, who, who, nothing, nothing, worries, said)

    def mark(self, name: str) -> str:
        self.count += 1
        return f"{name}{self.count}q"


def new_visit(presence: tuple[str, ...] | None = None, interpreter: str | None = None) -> Visit:
    return Visit(
        id=secrets.token_hex(8), at=datetime.now(UTC), presence=presence, helping=(), interpreter=interpreter
    )


def live(history: History, event: tuple[Any, ...]) -> None:
    kind, *more = event
    if kind == "visit":
        history.visit, history.interpreter = new_visit(more[0]), None
    elif kind == "interpreter":
        who = Interpreter(id=secrets.token_hex(8), kind=more[0], language="", at=datetime.now(UTC))
        history.interpreter = who
        history.visit = Visit(
            id=history.visit.id, at=history.visit.at, presence=history.visit.presence, interpreter=who.id
        )
    elif kind == "say":
        say_anew(history)
    elif history.said:
        ways: dict[str, Callable[..., None]] = {"english": put, "left": leave, "edit": edit, "read": read}
        ways[kind](history, *more)


def say_anew(history: History) -> None:
    history.said = history.store.keep(
        Statement(
            id=secrets.token_hex(16),
            step="want",
            question_version="1",
            kind="words",
            words=history.mark("Slowa"),
            language="pl",
            presence=history.visit.presence,
            interpreter=history.visit.interpreter,
            at=datetime.now(UTC),
        )
    )


def name_author(history: History, who: str) -> str:
    """What a card calls who wrote it: only if they can have."""
    if who == "interpreter":
        return _text(history.library, history.interpreter.kind) if history.interpreter else ""
    if who == "me":
        return "Me"
    return _text(history.library, who) if who in (history.visit.presence or ()) else ""


def put(history: History, who: str, mode: str, with_note: bool) -> None:
    note = history.mark("Doubt") if with_note else ""
    send(history, SentRendering(history.mark("English"), who, ENGLISH, note, mode))


def send(history: History, sent: SentRendering) -> None:
    assert history.said
    keep_rendering(history.store, history.situation, history.said, sent)
    author = name_author(history, sent.who)
    truth = Truth(author, sent.mode, sent.note, history.said.id, history.visit.presence)
    if sent.who == "me":
        truth.by = "me"
    elif sent.who == "interpreter" and history.interpreter:
        truth.by = history.interpreter.id
    else:
        truth.by = object()
    for other in history.truths.values():
        other.older = other.older or (other.statement, other.by) == (truth.statement, truth.by)
    history.truths[sent.words] = truth


def page_of(history: History) -> dict[str, str]:
    """The page of English as it comes: what stands in its boxes, and what is ticked."""
    assert history.said
    kept = read_kept(history.store, history.situation, f"/w/{history.said.id}/english")
    return {name: "".join(values) for name, values in kept.fields.items()}


def leave(history: History, _: None) -> None:
    """Nothing was changed: the words stay whose they are."""
    given_back = page_of(history)
    if given_back.get("english"):
        assert history.interpreter
        assert history.truths[given_back["english"]].author == _text(
            history.library, history.interpreter.kind
        )
        keep_rendering(history.store, history.situation, *_sent(history, given_back))


def edit(history: History, who: str) -> None:
    """The page as it came, with a word more."""
    given_back = page_of(history)
    note, mode = given_back.get("note", ""), given_back.get("mode", "")
    author = who or given_back.get("who", "")
    send(history, SentRendering(history.mark("English"), author, ENGLISH, note, mode))


def _sent(history: History, given_back: dict[str, str]) -> tuple[Statement, SentRendering]:
    assert history.said
    english_, who, note, mode = (given_back.get(name, "") for name in ("english", "who", "note", "mode"))
    return history.said, SentRendering(english_, who, ENGLISH, note, mode)


def read(history: History, which: int, agrees: bool) -> None:
    there = history.store.renderings()
    if there:
        one = there[which % len(there)]
        keep_read_back(history.store, history.situation, one, agrees=agrees)
        history.truths[one.words].agreed = agrees


def _text(library: Library, id_: str) -> str:
    found = [
        choice.text
        for step in library.steps.values()
        if step.kind == "interpreter" or step.id == "who-is-here"
        for choice in step.choices
        if choice.id == id_
    ]
    return found[0] if found else ""


# --- what is claimed ---


def check_stamps(history: History) -> None:
    """The stamps of each rendering on a page say what really was, no more and no less."""
    beside = Additions((), history.store.renderings(), (), history.store.read_backs())
    for one in beside.renderings:
        truth = history.truths[one.words]
        stamps = provenance.stamp_rendering(one, beside.find_read_back(one), history.library)
        texts = [stamp.text for stamp in stamps]
        authors = [stamp.values for stamp in stamps if stamp.text == provenance.PUT_BY]
        assert authors == ([(truth.author,)] if truth.author else [])
        assert (provenance.PUT_BY_NOT_SAID in texts) is not bool(truth.author)
        assert (provenance.CHECKED in texts) is (truth.agreed is True)
        assert (provenance.DISPUTED in texts) is (truth.agreed is False)
        assert (provenance.NOT_CHECKED in texts) is (truth.agreed is None)
        assert [mode for mode, text in provenance.PUT_FROM.items() if text in texts] == (
            [truth.mode] if truth.mode else []
        )
        assert (provenance.COMPANY_NOT_SAID in texts) is (truth.presence is None)
        here = [stamp.values for stamp in stamps if stamp.text == provenance.WITH_ME]
        names = tuple(
            choice.card or choice.text
            for choice in history.library.who_is_here.choices
            if choice.id in (truth.presence or ())
        )
        assert here == ([names] if names else [])
        assert one.note == truth.note


def draw_card(history: History) -> Card:
    assert history.said
    beside = Additions((), history.store.renderings(), (), history.store.read_backs())
    return make_card(
        said=[history.said],
        grants=[grant(history.said, covers=list_fingerprints(history.said, beside))],
        additions=beside,
        steps=history.library.steps,
        say=say,
        format_date=format_date,
        reader=WORKER,
        purpose=PURPOSE,
        languages=languages("pl", ENGLISH),
        on=datetime.now(UTC).date(),
        held=frozenset(),
        emergency="999",
    )


def check_card(history: History) -> None:
    """In the card, its text and its data, each rendering stands with its own stamp, or not at all."""
    assert history.said
    card = draw_card(history)
    text, data = write_text(card), write_data(card).decode()
    [line] = [line for line in card.lines if line.id.endswith(".words")]
    cell = line.texts[1]
    shown = [one for one in (cell, *cell.under) if one.origin == "rendering"]
    current = {
        marker: truth
        for marker, truth in history.truths.items()
        if truth.statement == history.said.id and not truth.older
    }
    standing = {marker for marker, truth in current.items() if truth.agreed is not False}
    assert {one.words for one in shown} == standing
    for marker, truth in history.truths.items():
        for form in (text, data):
            assert (f"{marker}" in form) is (marker in standing)
            if truth.note and marker not in standing:
                others = [other.note for name, other in current.items() if name in standing]
                assert truth.note in others or truth.note not in form
    for one in shown:
        check_note(one.note, current[one.words])
        assert f"‘{one.words}’\n  [{one.note}]" in text
    only_disputed = bool(current) and not standing
    assert (cell.words == phrases.DISPUTED) is only_disputed
    [here] = [fact.value[1].words for fact in card.facts if fact.id == "here"]
    company = history.said.presence
    assert here == (", ".join(_text(history.library, one) for one in company) if company else "not said")


def check_note(note: str, truth: Truth) -> None:
    author = truth.author or "not said"
    assert (phrases.UNTRAINED in note) is (truth.author == "Family or friend")
    assert note.startswith(f"English by: {author}. ")
    assert (phrases.READ_BACK in note) is (truth.agreed is True)
    assert (phrases.NOT_READ_BACK in note) is (truth.agreed is None)
    assert [mode for mode, text in phrases.PUT_FROM.items() if text in note] == (
        [truth.mode] if truth.mode else []
    )


# --- the test ---


@contextmanager
def open_store(folder: Path) -> Iterator[Store]:
    key = bytes(range(32))
    schema.make_file(folder / "book.db", key)
    with closing(cipher.open_file(folder / "book.db", key)) as db:
        yield Store(db)


def run(store: Store, library: Library, events: list[tuple[Any, ...]]) -> History:
    """One history, checked at its end, and undone."""
    history = History(store, library, new_visit())
    try:
        with store.together():
            say_anew(history)
            for event in events:
                live(history, event)
            check_stamps(history)
            check_card(history)
            raise Undo
    except Undo:
        return history


def try_histories(folder: Path, count: int) -> dict[str, int]:
    """So many random histories; how much of each kind was in them."""
    seen = dict.fromkeys(("renderings", "not said", "agreed", "disputed", "rivals", "notes"), 0)
    paths = Paths(folder)
    library = load_library(paths, Pictures(paths.static))
    with open_store(folder) as store:

        @settings(
            max_examples=count,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
            report_multiple_bugs=False,
        )
        @given(histories)
        def hold(events: list[tuple[Any, ...]]) -> None:
            truths = run(store, library, events).truths.values()
            seen["renderings"] += len(truths)
            seen["not said"] += sum(not one.author for one in truths)
            seen["agreed"] += sum(one.agreed is True for one in truths)
            seen["disputed"] += sum(one.agreed is False for one in truths)
            seen["rivals"] += sum(not one.older for one in truths) > 1
            seen["notes"] += sum(bool(one.note) for one in truths)

        hold()
    return seen


def test_nothing_claims_an_author_a_company_or_a_read_back_that_was_not(tmp_path: Path) -> None:
    seen = try_histories(tmp_path, 600)
    assert min(seen.values()) >= 40, seen


def lie_about_prefilling(patch: pytest.MonkeyPatch) -> None:
    """The page comes filled with the last English, whoever wrote it."""

    def find_last(_: Situation, there: list[Rendering]) -> Rendering | None:
        return there[-1] if there else None

    patch.setattr("easyread.visit.kept.find_own", find_last)


def lie_about_who(patch: pytest.MonkeyPatch) -> None:
    """Where nobody said who wrote it, the interpreter of the visit did."""
    real = renderings._make

    def make(situation: Situation, said: Statement, sent: SentRendering) -> Rendering:
        return real(situation, said, sent._replace(who=sent.who or "interpreter"))

    patch.setattr(renderings, "_make", make)


def lie_about_reading(patch: pytest.MonkeyPatch) -> None:
    """What was said of the words before counts for the changed ones."""

    def find(self: Additions, rendering: Rendering) -> Any:
        ids = {rendering.id, rendering.replaces}
        return next((one for one in reversed(self.read_backs) if one.rendering in ids), None)

    patch.setattr(Additions, "find_read_back", find)


def lie_about_no(patch: pytest.MonkeyPatch) -> None:
    """A no counts like a yes."""
    real = Additions.find_read_back

    def find(self: Additions, rendering: Rendering) -> Any:
        found = real(self, rendering)
        return found and type(found)(id=found.id, rendering=found.rendering, agrees=True, at=found.at)

    patch.setattr(Additions, "find_read_back", find)


def lie_about_company(patch: pytest.MonkeyPatch) -> None:
    """Who is here now was here then."""
    real = renderings._make

    def make(situation: Situation, said: Statement, sent: SentRendering) -> Rendering:
        made = real(situation, said, sent)
        return type(made)(**{name: getattr(made, name) for name in made.__struct_fields__} | {"presence": ()})

    patch.setattr(renderings, "_make", make)


def lie_about_authors(patch: pytest.MonkeyPatch) -> None:
    """The newest English stands for all others."""
    real = additions.list_renderings

    def list_newest(said: Statement, there: Additions, *, older: bool = False) -> list[Rendering]:
        return real(said, there, older=older)[-1:]

    patch.setattr("easyread.card.renderings.list_renderings", list_newest)


def lie_about_mode(patch: pytest.MonkeyPatch) -> None:
    """How it was put is told, also where nobody said it."""
    real = renderings._make

    def make(situation: Situation, said: Statement, sent: SentRendering) -> Rendering:
        return real(situation, said, sent._replace(mode=sent.mode or "spoken"))

    patch.setattr(renderings, "_make", make)


LIES = (
    lie_about_prefilling, lie_about_who, lie_about_reading, lie_about_no, lie_about_company,
    lie_about_authors, lie_about_mode,
)  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_each_lie_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lie: Callable[[pytest.MonkeyPatch], None]
) -> None:
    lie(monkeypatch)
    with pytest.raises(AssertionError):
        try_histories(tmp_path, 400)

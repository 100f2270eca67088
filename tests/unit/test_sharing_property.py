"""Over 2,000 random books: what is not shared is in no card, in no format; what is shared is in all.

Each answer carries marker words of its own, in the own words, the ready sentences, the English, what was
written down of a voice, the words about a picture and the names. Lines of a plan are drawn beside answers:
another kind of thing said, under the same rule. A book grows: between the OKs and after them such words are
added, changed and taken away, and some of it is asked about again. What may be seen is worked out here a
second time, from the raw draws and in another way than ``easyread.sharing`` does it: what stood there at the
last yes, and still does. What is private is seen by a reader with a live yes to exactly it, and by nobody
else. Slow forms (PDF) are read for 25 books.
"""

import base64
import html
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from easyread.additions import Additions, list_fingerprints
from easyread.card import Card, Media, make_card, making
from easyread.exports.data import write_data
from easyread.exports.forms import FORMS
from easyread.languages import ENGLISH
from easyread.model import (
    AnythingSaid,
    AttachmentKind,
    Choice,
    Grant,
    Person,
    ReadBack,
    Rendering,
    Section,
    Skip,
    Statement,
    Step,
)
from easyread.sharing import decision, find_told, may_see, shareable
from tests.card_forms import READ, SLOW
from tests.unit.card.media import make_media, widths_in
from tests.unit.card.samples import NOW, TODAY, SomePictures, format_date, languages, say
from tests.unit.card.test_html import render

READERS = ("social-worker", "police", "friend")
PURPOSES = ("keep-me-safe", "my-health")
SECTIONS: tuple[Section | None, ...] = (*(one for one in get_args(Section) if one != "share"), None)
KINDS: tuple[AttachmentKind, ...] = ("voice", "drawing", "photo")


def make_step(place: int, section: Section | None) -> Step:
    choices = tuple(Choice(id=f"c{n}", picture="heart", text=f"Ready{place}x{n}y.") for n in range(2))
    if section == "people":
        return Step(
            id="who-helps", kind="people", picture="friend", question="Who?", card="people", choices=choices
        )
    return Step(
        id=f"step{place}", kind="many", picture="heart", question="What?", card=section, choices=choices
    )


STEPS = tuple(make_step(place, section) for place, section in enumerate(SECTIONS))
BY_ID = {step.id: step for step in STEPS}


class PlanLine(AnythingSaid, frozen=True, kw_only=True):
    """Something else than a statement that can be said, many times on one step: the rule is the same."""

    line: str

    @property
    def series(self) -> str:
        return self.line


Key = tuple[str, int, str]  # what is added, to which answer (or role), in which language


@dataclass
class Said:
    """One drawn answer, or one line of a plan, its own marker, and what it says without writing."""

    said: Statement | PlanLine
    step: int
    series: tuple[int, int | None]  # step, and which line of the plan there
    number: int
    media: Media | None = None


@dataclass
class Book:
    """A book that grows. ``now`` holds the marker of all that stands beside the answers at this moment."""

    told: list[Said]
    now: dict[Key, tuple[str, str]] = field(default_factory=dict)  # and what the person said of it
    markers: set[str] = field(default_factory=set)  # every one there ever was
    ids: dict[Key, str] = field(default_factory=dict)  # the newest rendering of each author and language
    people: dict[int, Person] = field(default_factory=dict)
    renderings: list[Rendering] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    last: dict[tuple[int, str, str], tuple[Any, ...]] = field(default_factory=dict)
    read_backs: list[ReadBack] = field(default_factory=list)
    # ``now``, when asked
    then: dict[tuple[int, str, str], dict[Key, tuple[str, str]]] = field(default_factory=dict)

    def additions(self) -> Additions:
        media = [said.media.attachment for said in self.told if said.media]
        return Additions(list(self.people.values()), list(self.renderings), media, list(self.read_backs))

    def put(self, key: Key, marker: str) -> None:
        self.now[key] = (marker, "")
        self.markers.add(marker)


answers = st.tuples(
    st.sampled_from([*range(len(STEPS)), *[SECTIONS.index("people")] * 3]),
    st.sampled_from([*["open"] * 6, *["private"] * 3, "taken back", "skipped"]),
    st.booleans(),  # own words?
    st.sets(st.integers(0, 1)),  # choices
    st.sampled_from([ENGLISH, "ur"]),
    st.sampled_from([None, None, *KINDS]),  # said without writing?
    st.sampled_from([None, None, 0, 1]),  # which line of a plan is it? None: it is a statement
)
grants = st.tuples(
    st.just("grant"),
    st.integers(0, 4),  # which answer, counted from the newest
    st.sampled_from([*[READERS[0]] * 6, *READERS[1:]]),
    st.sampled_from([*[PURPOSES[0]] * 5, PURPOSES[1]]),
    st.sampled_from([*["yes"] * 9, "ask", "no", "undecided"]),
    st.sampled_from([None, None, None, -1, 0, 1]),  # its last day, counted from today
    st.sampled_from([*[False] * 5, True]),  # withdrawn?
    st.sampled_from([False, False, False, True]),  # from before it was kept what stood beside the words?
)
names = st.tuples(st.just("name"), st.integers(0, 1), st.sampled_from([None, 0, 1]))  # None: taken away
authors = st.sampled_from(["x", "x", "y"])
english = st.tuples(st.just("english"), st.integers(0, 4), st.sampled_from([ENGLISH, "en-US"]), authors)
heard = st.tuples(st.just("heard"), st.integers(0, 4), st.sampled_from([ENGLISH, "pl"]), authors)
read = st.tuples(st.just("read"), st.integers(0, 4), st.booleans())  # the newest one; no: not what I mean
abouts = st.tuples(st.just("about"), st.integers(0, 4), st.booleans())  # no: taken away
books = st.tuples(
    st.lists(answers, min_size=1, max_size=10),
    st.booleans(),  # do names, English, transcripts and captions stand there from the beginning?
    st.lists(
        st.one_of(grants, grants, grants, names, english, heard, read, abouts), min_size=12, max_size=24
    ),
    st.sets(st.integers(0, len(STEPS) - 1), max_size=2),  # steps held back now
    st.sampled_from([(ENGLISH,), ("ur", ENGLISH), ("pl",)]),
)


def tell(drawn: list[tuple[Any, ...]]) -> list[Said]:
    told: list[Said] = []
    versions: Counter[tuple[int, int | None]] = Counter()
    for place, (at, state, own, chosen, language, kind, line) in enumerate(drawn):
        media = make_media(kind, "", place) if kind else None
        versions[at, line] += 1
        common: dict[str, Any] = dict(  # noqa: C408  as it would be written for a record
            id=f"{place:032x}",
            step=STEPS[at].id,
            choices=tuple(f"c{n}" for n in sorted(chosen)),
            words=f"Own{place}words <&>" if own else "",
            attached=(media.attachment.id,) if media else (),
            language=language,
            direction="rtl" if language == "ur" else "ltr",
            private=state == "private",
            taken_back=NOW if state == "taken back" else None,
            number=versions[at, line],
            at=NOW + timedelta(minutes=place),
        )
        said = make_statement(at, state, common) if line is None else make_plan_line(at, line, common)
        told.append(Said(said, at, (at, line), versions[at, line], media))
    return told


def make_statement(at: int, state: str, common: dict[str, Any]) -> Statement:
    skip: Skip | None = "unsure" if state == "skipped" else None
    return Statement(question_version="1", kind=STEPS[at].kind, skip=skip, **common)


def make_plan_line(at: int, line: int, common: dict[str, Any]) -> PlanLine:
    """The first one has the name that the step's statement has: they must not be taken for one another."""
    return PlanLine(line=f"{STEPS[at].id}-plan" if line else STEPS[at].id, **common)


def add(book: Book, event: tuple[Any, ...], count: int) -> None:
    """Something is added, changed or taken away, or the person is asked."""
    kind, at, *more = event
    if kind == "name":
        add_name(book, at, more[0])
        return
    if not book.told:
        return
    at = len(book.told) - 1 - at % len(book.told)  # the newer answers of a step are those that count
    if kind == "grant":
        ask(book, at, more, count)
    elif kind == "about":
        add_about(book, at, count if more[0] else None)
    elif kind == "read":
        add_read_back(book, at, more[0], count)
    else:
        add_rendering(book, kind, at, more[0], more[1], count)


def add_name(book: Book, role: int, value: int | None) -> None:
    book.now.pop(("name", role, ""), None)
    book.people.pop(role, None)
    if value is not None:
        name = f"Name{role}v{value}less"
        book.people[role] = Person(id=f"p{role}", role=f"c{role}", name=name, at=NOW)
        book.put(("name", role, ""), name)


def add_about(book: Book, at: int, count: int | None) -> None:
    media = book.told[at].media
    if media is None or media.attachment.kind == "voice":
        return
    about = "" if count is None else f"About{at}n{count}drawn"
    book.told[at].media = media._replace(attachment=msgspec.structs.replace(media.attachment, about=about))
    book.now.pop(("about", at, ""), None)
    if about:
        book.put(("about", at, ""), about)


def add_rendering(  # noqa: PLR0917 - one event, and when
    book: Book, kind: str, at: int, language: str, author: str, count: int
) -> None:
    said = book.told[at]
    voice = said.media.attachment if said.media and said.media.attachment.kind == "voice" else None
    if kind == "heard" and voice is None:
        return
    words, note = f"{kind.title()}{at}n{count}of", f"{kind.title()}Note{at}n{count}of"
    key = (kind, at, f"{language if kind == 'heard' else ''}{author}")
    last = book.ids.get(key)
    book.ids[key] = f"r{count}"
    book.renderings.append(
        Rendering(
            id=f"r{count}", statement=said.said.id, language=language, words=words, role=author,
            voice=voice.id if voice and kind == "heard" else None, note=note, replaces=last,
            at=NOW - timedelta(minutes=count),  # a clock that was set back: what was kept later is the newer
        )
    )  # fmt: skip
    book.put(key, words)
    book.put((f"{kind}-note", *key[1:]), note)


def add_read_back(book: Book, at: int, agrees: bool, count: int) -> None:
    """The person says of the newest rendering beside it whether it is what they mean."""
    there = [one for one in book.renderings if one.statement == book.told[at].said.id]
    if not there:
        return
    book.read_backs.append(ReadBack(id=f"b{count}", rendering=there[-1].id, agrees=agrees, at=NOW))
    for (kind, place, author), id_ in book.ids.items():
        if id_ == there[-1].id:
            for key in ((kind, place, author), (f"{kind}-note", place, author)):
                book.now[key] = (book.now[key][0], "agreed" if agrees else "disputed")


def ask(book: Book, at: int, drawn: list[Any], count: int) -> None:
    reader, purpose, answer, last_day, withdrawn, old = drawn
    said = book.told[at].said
    book.grants.append(
        Grant(
            id=f"g{count}",
            said=said.id,
            reader=reader,
            purpose=purpose,
            answer=answer,
            covers=() if old else list_fingerprints(said, book.additions()),
            until=None if last_day is None else TODAY + timedelta(days=last_day),
            at=NOW + timedelta(minutes=count),
            withdrawn=NOW if withdrawn else None,
        )
    )
    book.last[at, reader, purpose] = (answer, last_day, withdrawn)
    book.then[at, reader, purpose] = {} if old else dict(book.now)


def grow(drawn: list[tuple[Any, ...]], full: bool, events: list[tuple[Any, ...]]) -> Book:
    book = Book(tell(drawn))
    places = range(len(drawn))
    first: list[tuple[Any, ...]] = [
        (kind, at, ENGLISH, "x") for at in places for kind in ("english", "heard")
    ]
    first += [("about", at, True) for at in places]
    begun = [*first, ("name", 0, 0), ("name", 1, 0)] if full else []
    for count, event in enumerate([*begun, *events]):
        add(book, event, count)
    book.markers |= {f"Ready{step}x{n}y" for step in range(len(STEPS)) for n in range(2)}
    book.markers |= {f"Own{at}words" for at, said in enumerate(book.told) if said.said.words}
    return book


def find_allowed(book: Book, held: set[int]) -> set[int]:
    """Places of the answers that the social worker may see to keep the person safe, by the rules in words."""
    allowed = set()
    for place, said in enumerate(book.told):
        newer = any(other.series == said.series and other.number > said.number for other in book.told)
        answer, last_day, withdrawn = book.last.get((place, READERS[0], PURPOSES[0]), ("no", None, False))
        if newer or said.step in held or said.said.taken_back:
            continue
        if answer == "yes" and not withdrawn and (last_day is None or last_day >= 0):
            allowed.add(place)
    return allowed


def keys_of(book: Book, place: int) -> list[Key]:
    """What can stand beside this answer."""
    said = book.told[place].said
    named = said.choices if said.step == "who-helps" else ()
    return [
        *((kind, place, author) for kind in ("english", "english-note") for author in "xy"),
        *(
            (kind, place, language + author)
            for kind in ("heard", "heard-note")
            for language in (ENGLISH, "pl")
            for author in "xy"
        ),
        ("about", place, ""),
        *(("name", int(chosen[1]), "") for chosen in named),
    ]


def list_there(book: Book, place: int) -> set[str]:
    """The markers that stand beside an answer now."""
    return {book.now[key][0] for key in keys_of(book, place) if key in book.now}


def find_covered(book: Book, place: int) -> set[str]:
    """The markers beside an answer that stood there when the person said yes, and stand there now."""
    then = book.then[place, READERS[0], PURPOSES[0]]
    both = {key for key in keys_of(book, place) if key in book.now and book.now[key] == then.get(key)}
    return {marker for marker, state in map(book.now.__getitem__, both) if state != "disputed"}


def make_book(drawn: tuple[Any, ...]) -> tuple[Card, Book, set[int]]:
    """A card from a random book, and the places of the answers that make a line on it."""
    drawn_answers, full, events, held, codes = drawn
    book = grow(drawn_answers, full, events)
    made = make_card(
        said=[one.said for one in book.told],
        grants=book.grants,
        additions=book.additions(),
        media=[said.media for said in book.told if said.media],
        steps=BY_ID,
        say=say,
        format_date=format_date,
        reader=Choice(id=READERS[0], picture="social-worker", text="Social worker"),
        purpose=Choice(id=PURPOSES[0], picture="safe", text="Keep me safe"),
        languages=languages(*codes),
        on=TODAY,
        held=frozenset(STEPS[at].id for at in held),
        emergency="999",
    )
    allowed = find_allowed(book, held)
    assert set(made.said) <= {book.told[place].said.id for place in allowed}
    for place in allowed:
        check_decision(book, place)
    lines = {
        place
        for place in allowed
        if not is_skipped(book.told[place].said) and STEPS[book.told[place].step].card is not None
    }
    for alone in (True, False):
        check_asked(book, held, alone)
    check_private(book)
    return made, book, lines


def is_skipped(said: AnythingSaid) -> bool:
    return isinstance(said, Statement) and said.skip is not None


def check_asked(book: Book, held: set[int], alone: bool) -> None:
    """The sharing pages ask about what counts now, is not held back and says something, whatever it is.

    Private ones are there only alone.
    """
    everything = [one.said for one in book.told]
    asked = shareable(everything, BY_ID, frozenset(STEPS[at].id for at in held), alone)
    assert {said.id for said in asked} == {
        one.said.id
        for one in book.told
        if not any(other.series == one.series and other.number > one.number for other in book.told)
        if one.said.taken_back is None and one.step not in held and STEPS[one.step].card is not None
        if not is_skipped(one.said) and (one.said.words or one.said.choices or one.said.attached)
        if alone or not one.said.private
    }


def check_private(book: Book) -> None:
    """A private one stands as private beside each reader who has no live yes to exactly it."""
    for place, said in enumerate(book.told):
        told = set()
        for reader, purpose in product(READERS, PURPOSES):
            answer, last_day, withdrawn = book.last.get((place, reader, purpose), ("no", None, False))
            if answer == "yes" and not withdrawn and (last_day is None or last_day >= 0):
                told.add((reader, purpose))
            found = decision(said.said, book.grants, reader, purpose, TODAY, book.additions())
            assert (found in {"yes", "new"}) is ((reader, purpose) in told)
            assert (found == "private") is (said.said.private and (reader, purpose) not in told)
        assert find_told(said.said, book.grants, TODAY, book.additions()) == told


def check_decision(book: Book, place: int) -> None:
    """Where something stands beside the answer that did not at the last yes, it is asked about again."""
    said = decision(book.told[place].said, book.grants, READERS[0], PURPOSES[0], TODAY, book.additions())
    then = book.then[place, READERS[0], PURPOSES[0]]
    newer = [key for key in keys_of(book, place) if key in book.now and book.now[key] != then.get(key)]
    assert said == ("new" if newer else "yes")


def expect(made: Card, book: Book, places: set[int]) -> set[str]:
    """The markers that must be on the card: those of the answers that make a line."""
    wanted: set[str] = set()
    for place in places:
        said = book.told[place]
        beside = find_covered(book, place)
        own = bool(said.said.words)
        wanted |= {f"Own{place}words"} if own else set()
        wanted |= {f"Ready{said.step}x{chosen[1]}y" for chosen in said.said.choices}
        if not own or said.said.language != "ur" or said.said.id == made.named_in:
            # (these words are the person's name: the title, in its own script)
            beside = {marker for marker in beside if not marker.startswith("English")}
        wanted |= beside
    return wanted


def check_media(made: Card, book: Book, places: set[int]) -> None:
    """Pictures that were shared are in the data and on the page; all others, and every voice, are not."""
    data, page = write_data(made), render(made)
    for place, said in enumerate(book.told):
        if one := said.media:
            in_data = place in places and one.attachment.kind != "voice"
            assert (base64.b64encode(one.data) in data) is in_data
            assert (f'src="/m/{one.attachment.id}"' in page) is (place in places)


def check(written: str, book: Book, wanted: set[str], needed: set[str]) -> None:
    found = {marker for marker in book.markers if marker in written}
    assert found <= wanted, "something that was not shared, or not asked about, or is out of date"
    assert needed <= found, "something that was shared is missing"


def check_file(form: str, made: Card, book: Book, wanted: set[str], needed: set[str]) -> bytes:
    """The words that can be read in a file, and its bytes as they lie on a disk. Gives the file."""
    written = FORMS[form].write(made, SomePictures())
    for text in READ[form](written):
        check(text, book, wanted, needed)
    check(written.decode("latin-1"), book, wanted, set())
    return written


def without_english(wanted: set[str]) -> set[str]:
    """Renderings of own words are English: a card without English has no place for them."""
    return {marker for marker in wanted if not marker.startswith("English")}


def test_the_random_books_hold_shared_words_with_additions_from_before_the_yes_and_since() -> None:
    """Without these the two tests below would show nothing."""
    lines = plans = covered = newer = private = 0

    @settings(max_examples=600, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(books)
    def count(drawn: tuple[Any, ...]) -> None:
        nonlocal lines, plans, covered, newer, private
        _, book, places = make_book(drawn)
        lines += len(places)
        private += sum(book.told[place].said.private for place in places)
        plans += sum(isinstance(book.told[place].said, PlanLine) for place in places)
        covered += sum(len(find_covered(book, place)) for place in places)
        newer += sum(len(list_there(book, place) - find_covered(book, place)) for place in places)

    count()
    assert min(lines, plans, covered, newer, private) >= 20


Rule = Callable[..., bool]


def lie_about_version(real: Rule) -> Rule:
    """A yes to an older version counts for what is private now."""

    def see(said: AnythingSaid, grants: Sequence[Grant], *may: Any) -> bool:
        older = [msgspec.structs.replace(grant, said=said.id) for grant in grants if said.number > 1]
        return real(said, grants, *may) or (said.private and real(said, older, *may))

    return see


def lie_about_reader(real: Rule) -> Rule:
    """Who was told tells the next one."""

    def see(said: AnythingSaid, grants: Sequence[Grant], reader: str, *may: Any) -> bool:
        return any(
            real(said, grants, one, *may) for one in ((reader, *READERS) if said.private else (reader,))
        )

    return see


def lie_about_purpose(real: Rule) -> Rule:
    """What it was told for does not matter."""

    def see(said: AnythingSaid, grants: Sequence[Grant], reader: str, purpose: str, *may: Any) -> bool:
        purposes = PURPOSES if said.private else (purpose,)
        return any(real(said, grants, reader, one, *may) for one in purposes)

    return see


def lie_about_end(real: Rule) -> Rule:
    """Once told is told for ever."""

    def see(said: AnythingSaid, grants: Sequence[Grant], *may: Any) -> bool:
        endless = [msgspec.structs.replace(one, until=None, withdrawn=None) for one in grants]
        return real(said, endless if said.private else grants, *may)

    return see


def lie_about_yes(real: Rule) -> Rule:
    """What is private reaches nobody, whatever the person says."""
    return lambda said, *may: not said.private and real(said, *may)


LIES = (lie_about_version, lie_about_reader, lie_about_purpose, lie_about_end, lie_about_yes)


@pytest.mark.parametrize("lie", LIES)
def test_each_lie_about_what_is_private_is_found(
    monkeypatch: pytest.MonkeyPatch, lie: Callable[[Rule], Rule]
) -> None:
    monkeypatch.setattr(making, "may_see", lie(may_see))

    @settings(max_examples=2000, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck), derandomize=True)  # fmt: skip
    @given(books)
    def look(drawn: tuple[Any, ...]) -> None:
        made, book, places = make_book(drawn)
        wanted = expect(made, book, places)
        check(html.unescape(render(made)), book, wanted, without_english(wanted))

    with pytest.raises(AssertionError):
        look()


@settings(max_examples=2000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(books)
def test_nothing_unshared_is_in_the_page_or_a_file(drawn: tuple[Any, ...]) -> None:
    made, book, places = make_book(drawn)
    wanted = expect(made, book, places)
    needed = wanted if ENGLISH in made.languages else without_english(wanted)
    check(html.unescape(render(made)), book, wanted, needed)
    for form in FORMS.keys() - SLOW:
        check_file(form, made, book, wanted, needed)
    check_media(made, book, places)


@settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(books)
def test_nothing_unshared_is_in_the_pdf_or_what_travels_inside_it(drawn: tuple[Any, ...]) -> None:
    made, book, places = make_book(drawn)
    wanted = expect(made, book, places)
    needed = wanted if ENGLISH in made.languages else without_english(wanted)
    written = {form: check_file(form, made, book, wanted, needed) for form in SLOW}
    pictures = [one for place in places if (one := book.told[place].media) and one.attachment.kind != "voice"]
    assert widths_in(written["pdf"]) == {1000 + int(one.attachment.id, 16) for one in pictures}

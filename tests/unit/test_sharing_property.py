"""Over 2,000 random books: what is not shared is in no card, in no format; what is shared is in all.

Each answer carries marker words of its own, in the own words, the ready sentences, the rendering and the
names. What may be seen is worked out here a second time, from the raw draws and in another way than
``easyread.sharing`` does it. PDFs are slow, so their words and attachment are read for 25 random books.
"""

import base64
import html
import io
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pypdf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from easyread.card import Card, Media, make_card
from easyread.cards.data import write_data
from easyread.cards.pdf import write_pdf
from easyread.cards.text import write_text
from easyread.languages import ENGLISH
from easyread.model import AttachmentKind, Choice, Grant, Person, Rendering, Section, Statement, Step
from tests.unit.card_media import make_media, widths_in
from tests.unit.card_samples import NOW, TODAY, SomePictures, format_date, languages, say
from tests.unit.test_card_html import render

READERS = ("social-worker", "police", "friend")
PURPOSES = ("keep-me-safe", "my-health")
SECTIONS: tuple[Section | None, ...] = (
    "me",
    "talk",
    "want",
    "not",
    "people",
    "safe",
    "working",
    "worry",
    None,
)


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


@dataclass
class Said:
    """One drawn answer: the statement, and each marker that would give it away."""

    statement: Statement
    step: int
    number: int
    markers: set[str] = field(default_factory=set)
    media: Media | None = None


answers = st.tuples(
    st.integers(0, len(STEPS) - 1),
    st.sampled_from(["open", "open", "open", "private", "taken back", "skipped"]),
    st.booleans(),  # own words?
    st.sets(st.integers(0, 1)),  # choices
    st.sampled_from([ENGLISH, "ur"]),
    st.sampled_from([None, None, *KINDS]),  # said without writing?
)
grants = st.tuples(
    st.integers(0, 11),  # which answer
    st.sampled_from([READERS[0], READERS[0], *READERS[1:]]),
    st.sampled_from([PURPOSES[0], PURPOSES[0], PURPOSES[1]]),
    st.sampled_from(["yes", "yes", "yes", "ask", "no", "undecided"]),
    st.sampled_from([None, None, -1, 0, 1]),  # its last day, counted from today
    st.sampled_from([False, False, True]),  # withdrawn?
)
books = st.tuples(
    st.lists(answers, max_size=12),
    st.lists(grants, max_size=20),
    st.sets(st.integers(0, len(STEPS) - 1), max_size=3),  # steps held back now
    st.sampled_from([(ENGLISH,), ("ur", ENGLISH), ("pl",)]),
)


def tell(drawn: list[tuple[Any, ...]]) -> list[Said]:
    told: list[Said] = []
    versions = dict.fromkeys(range(len(STEPS)), 0)
    for place, (at, state, own, chosen, language, kind) in enumerate(drawn):
        media = make_media(kind, f"About{place}drawn" if kind != "voice" else "", place) if kind else None
        versions[at] += 1
        statement = Statement(
            id=f"{place:032x}",
            step=STEPS[at].id,
            question_version="1",
            kind=STEPS[at].kind,
            choices=tuple(f"c{n}" for n in sorted(chosen)),
            words=f"Own{place}words <&>" if own else "",
            attached=(media.attachment.id,) if media else (),
            language=language,
            direction="rtl" if language == "ur" else "ltr",
            skip="unsure" if state == "skipped" else None,
            private=state == "private",
            taken_back=NOW if state == "taken back" else None,
            number=versions[at],
            at=NOW + timedelta(minutes=place),
        )
        markers = {f"Own{place}words"} if own else set()
        told.append(Said(statement, at, versions[at], markers, media))
    return told


def find_allowed(told: list[Said], drawn: list[tuple[Any, ...]], held: set[int]) -> set[int]:
    """Places of the answers that the social worker may see to keep the person safe, by the rules in words."""
    allowed = set()
    for place, said in enumerate(told):
        newer = any(other.step == said.step and other.number > said.number for other in told)
        mine = [g for g in drawn if g[0] == place and (g[1], g[2]) == (READERS[0], PURPOSES[0])]
        if newer or said.step in held or said.statement.private or said.statement.taken_back or not mine:
            continue
        *_, (_, _, _, answer, last_day, withdrawn) = mine
        if answer == "yes" and not withdrawn and (last_day is None or last_day >= 0):
            allowed.add(place)
    return allowed


def make_book(book: tuple[Any, ...]) -> tuple[Card, list[Said], set[int]]:
    drawn_answers, drawn_grants, held, codes = book
    told = tell(drawn_answers)
    ids = [said.statement.id for said in told]
    kept = [
        Grant(
            id=f"g{place}",
            statement=ids[at],
            reader=reader,
            purpose=purpose,
            answer=answer,
            until=None if last_day is None else TODAY + timedelta(days=last_day),
            at=NOW + timedelta(minutes=place),
            withdrawn=NOW if withdrawn else None,
        )
        for place, (at, reader, purpose, answer, last_day, withdrawn) in enumerate(drawn_grants)
        if at < len(ids)
    ]
    made = make_card(
        statements=[said.statement for said in told],
        grants=kept,
        renderings=[
            Rendering(
                id="r", statement=one, words=f"English{place}of", role="x", note=f"Note{place}of", at=NOW
            )
            for place, one in enumerate(ids)
        ]
        + [
            Rendering(
                id="v", statement=one.statement.id, words=f"Heard{place}of", role="x", at=NOW,
                voice=one.media.attachment.id, note=f"Note{place}of",
            )
            for place, one in enumerate(told)
            if one.media
        ],
        media=[one.media for one in told if one.media],
        people=[Person(id=f"p{n}", role=f"c{n}", name=f"Name{n}less", at=NOW) for n in range(2)],
        steps=BY_ID,
        say=say,
        format_date=format_date,
        reader=Choice(id=READERS[0], picture="social-worker", text="Social worker"),
        purpose=Choice(id=PURPOSES[0], picture="safe", text="Keep me safe"),
        languages=languages(*codes),
        on=TODAY,
        held=frozenset(STEPS[at].id for at in held),
    )
    return made, told, find_allowed(told, [g for g in drawn_grants if g[0] < len(told)], held)


def expect(told: list[Said], allowed: set[int]) -> set[str]:
    """The markers that must be on the card: those of the allowed answers that make a line."""
    wanted: set[str] = set()
    for place in allowed:
        said = told[place]
        if said.statement.skip is not None or STEPS[said.step].card is None:
            continue
        wanted |= said.markers | markers_of(said, place)
        if said.markers and said.statement.language == "ur" and STEPS[said.step].card != "me":
            # (words of the section "me" are the person's name here: the title, in its own script)
            wanted.add(f"English{place}of")
        for chosen in said.statement.choices:
            named = STEPS[said.step].id == "who-helps"
            wanted |= {f"Ready{said.step}x{chosen[1]}y"} | ({f"Name{chosen[1]}less"} if named else set())
    return wanted


def markers_of(said: Said, place: int) -> set[str]:
    """The words beside what was said without writing; for its bytes see ``list_media``."""
    if said.media is None:
        return set()
    return {f"Heard{place}of" if said.media.attachment.kind == "voice" else f"About{place}drawn"}


def list_media(told: list[Said], wanted: set[str]) -> tuple[list[Media], list[Media]]:
    """What was said without writing: that whose words are to be on the card, and the rest."""
    media = [(said.media, bool(markers_of(said, place) & wanted)) for place, said in enumerate(told)]
    return [one for one, yes in media if one and yes], [one for one, yes in media if one and not yes]


def check_media(made: Card, told: list[Said], wanted: set[str]) -> None:
    """Pictures that were shared are in the data and on the page; all others, and every voice, are not."""
    data, page = write_data(made), render(made)
    shared, kept = list_media(told, wanted)
    for one in (*shared, *kept):
        in_data = one in shared and one.attachment.kind != "voice"
        assert (base64.b64encode(one.data) in data) is in_data
        assert (f'src="/m/{one.attachment.id}"' in page) is (one in shared)


def list_markers(told: list[Said]) -> set[str]:
    """Every marker there is, whoever may see it; interpreters' notes are never on a card."""
    ready = {f"Ready{step}x{n}y" for step in range(len(STEPS)) for n in range(2)}
    names = {f"Name{n}less" for n in range(2)}
    by_answer = {f"{kind}of".replace("#", str(n)) for n in range(len(told)) for kind in ("English#", "Note#")}
    media = {marker for place, said in enumerate(told) for marker in markers_of(said, place)}
    return ready | names | by_answer | media | {marker for said in told for marker in said.markers}


def check(written: str, told: list[Said], wanted: set[str], needed: set[str]) -> None:
    found = {marker for marker in list_markers(told) if marker in written}
    assert found <= wanted, "something that was not shared"
    assert needed <= found, "something that was shared is missing"


def without_english(wanted: set[str]) -> set[str]:
    """Renderings are English: a card without English has no place for them."""
    return {marker for marker in wanted if not marker.startswith("English")}


@settings(max_examples=2000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(books)
def test_nothing_unshared_is_in_the_text_the_json_or_the_page(book: tuple[Any, ...]) -> None:
    made, told, allowed = make_book(book)
    wanted = expect(told, allowed)
    needed = wanted if ENGLISH in made.languages else without_english(wanted)
    assert set(made.statements) <= {told[place].statement.id for place in allowed}
    for written in (write_text(made), write_data(made).decode(), html.unescape(render(made))):
        check(written, told, wanted, needed)
    check_media(made, told, wanted)


@settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(books)
def test_nothing_unshared_is_in_the_pdf_or_what_travels_inside_it(book: tuple[Any, ...]) -> None:
    made, told, allowed = make_book(book)
    wanted = expect(told, allowed)
    needed = wanted if ENGLISH in made.languages else without_english(wanted)
    written = write_pdf(made, SomePictures())
    reader = pypdf.PdfReader(io.BytesIO(written))
    check("\n".join(page.extract_text() for page in reader.pages), told, wanted, needed)
    [attached] = reader.attachments["words.txt"]
    check(attached.decode(), told, wanted, needed)
    check(written.decode("latin-1"), told, wanted, set())
    shared, _ = list_media(told, wanted)
    pictures = [one for one in shared if one.attachment.kind != "voice"]
    assert widths_in(written) == {1000 + int(one.attachment.id, 16) for one in pictures}

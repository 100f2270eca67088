"""The field's own things, as frozen records: what is asked, what was said, who may see it.

Content records (Chapter, Step, Choice) are read from ``content/`` by :mod:`easyread.content`.
Book records (Statement, Rendering, Grant, ...) are kept by :mod:`easyread.book.store`.
Everything here is plain data: no Flask, no files, no SQL.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec

Id = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]

STEP_PAGE = "/p/([0-9a-f]{8})"  # the form of Step.page, as a pattern for the whole of an address

Section = Literal["me", "talk", "want", "not", "people", "safe", "working", "worry"]


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every record: frozen, named fields only, unknown fields refused."""


# --- content -----------------------------------------------------------------


class Choice(Record, frozen=True, kw_only=True):
    """One thing to tap. ``id`` is what is stored; ``text`` is only ever shown."""

    id: Id
    picture: Id
    text: Line
    card: str = ""  # the choice as a whole sentence in the person's voice, for the card
    no: bool = False  # a refusal: its picture carries a red cross
    alone: bool = False  # cannot be chosen together with others ("Nobody, just me")
    true: bool = True  # "remember" steps: is this one of the things to remember?
    to: Id | None = None  # a page to offer after this choice ("help", "pressure")
    note: str = ""  # for translators, never shown


class Colour(Record, frozen=True, kw_only=True):
    """One colour of the pen, by its name."""

    id: Id
    value: Annotated[str, msgspec.Meta(pattern=r"^#[0-9a-f]{6}$")]
    text: Line


class Step(Record, frozen=True, kw_only=True):
    """One page of the journey: one question, its picture, its help lines and ways to answer."""

    id: Id
    kind: str  # one of easyread.kinds.KINDS: checked when content is read
    picture: Id
    question: Line
    help: tuple[Line, ...] = ()
    hint: Line | None = None  # small, for the person alongside
    choices: tuple[Choice, ...] = ()
    points: tuple[Choice, ...] = ()  # "scale" and "sort": the points, in order
    own: bool = True  # own words are offered
    quick: bool = False  # on the five-minute path
    before: bool = False  # shown before there is a book, and keeps nothing
    each_time: bool = False  # asked again at each opening of the book
    private: bool = False  # private unless the person says otherwise
    held: bool = False  # held back while somebody is here who may be the worry
    after: Literal["company", "interpreter"] | None = None  # asked only when they were here and have gone
    critical: bool = False  # a draft translation never stands without its English
    card: Section | None = None  # the card section that the answer lands in
    card_title: Line | None = None  # what the answer is called in My words and on the card
    note: str = ""

    @property
    def code(self) -> str:
        """The step's neutral name in addresses: it tells an onlooker nothing."""
        return hashlib.sha256(self.id.encode()).hexdigest()[:8]

    @property
    def page(self) -> str:
        """The address path of its page: what is kept of the page carries it, where no request can say it."""
        return f"/p/{self.code}"

    @property
    def version(self) -> str:
        """Changes when what is asked changes, so that an answer can be read with its question."""
        asked = "\x1f".join((self.question, *(choice.text for choice in self.choices)))
        return hashlib.sha256(asked.encode()).hexdigest()[:8]


class Chapter(Record, frozen=True, kw_only=True):
    """A group of steps, done in any order."""

    id: Id
    title: Line
    picture: Id
    steps: tuple[Step, ...]

    @property
    def code(self) -> str:
        return hashlib.sha256(self.id.encode()).hexdigest()[:8]


EMERGENCY = "emergency"  # the contact of each place for danger now


class Contact(Record, frozen=True, kw_only=True):
    """A number to call in one place, and when somebody last checked it."""

    id: Id
    picture: Id
    text: Line
    number: str
    checked_on: date | None = None  # None: nobody has checked it, and the page says so
    source: str = ""  # for whoever checks it, never shown


class Place(Record, frozen=True, kw_only=True):
    """A service's numbers and law words."""

    id: Id
    title: Line
    contacts: tuple[Contact, ...]  # one of them is for danger now
    words: dict[str, str] = {}  # law words: advocate, board, law -> the local term
    note: str = ""

    @property
    def emergency(self) -> Contact:
        """The one for danger now: its number stands on a card."""
        return next(one for one in self.contacts if one.id == EMERGENCY)


# --- what was sent, and the book ------------------------------------------------

Skip = Literal["unsure", "rather-not"]  # the two ways to skip that are answers
Consent = Literal["yes", "ask", "no", "undecided"]


class SubmittedAnswer(Record, frozen=True, kw_only=True):
    """What a person sent from one page, checked against its step. What is kept of it is not decided yet."""

    choices: tuple[str, ...] = ()
    sorted: dict[str, str] = {}  # "sort": choice id -> point id
    words: str = ""
    attached: tuple[str, ...] = ()  # ids as sent: the book says which of them there are
    about: dict[str, str] = {}  # what stands under a picture: id of what is attached -> words
    skip: Skip | None = None
    later: bool = False  # asked again another day: the way on without an answer
    private: bool = False
    by: str = ""  # who wrote the words: "signed" (the interpreter, from signs), "me"; empty: not said
    english: str = ""  # an interpreter's rendering, given while writing
    note: str = ""
    tongue: str = ""  # the language that an interpreter speaks, as it was written
    dialect: str = ""
    was: str = ""  # Statement.id that the page showed; Interpreter.id that it asked about
    once: str = ""  # the page's own token: a double tap sends it again
    quick: bool = False  # on the five-minute path
    # The fields in which somebody changed something; the others say what is kept.
    changed: tuple[str, ...] = ()

    @property
    def says_something(self) -> bool:
        return bool(self.choices or self.sorted or self.words.strip() or self.attached or self.skip)


class Visit(Record, frozen=True, kw_only=True):
    """One opening of the book: who is here now, and how they help. Unknown presence is ``None``."""

    id: str
    at: datetime
    presence: tuple[str, ...] | None = None  # choice ids of the step "who-is-here"
    helping: tuple[str, ...] | None = None  # choice ids of the step "how-helping"; None: not asked yet
    interpreter: str | None = None  # Interpreter.id
    met: tuple[str, ...] = ()  # all who were here at some time in it, as "presence"; never "nobody"


InterpreterOk = Literal["yes", "unsure", "no", "rather-not", ""]  # empty: not asked


class Reading(Record, frozen=True, kw_only=True):
    """How somebody reads the pages, each as a book's settings keep it. Empty: nobody chose."""

    languages: str = ""  # one or two codes, the own one first: "ur en-GB"
    other: str = ""  # the code of the language before: one tap goes back to it
    hearing: str = ""  # how it is read aloud, as easyread.web.hearing writes it


class Interpreter(Record, frozen=True, kw_only=True):
    """Who interprets, as they named themselves once. No home details.

    ``ok`` is the person's last quiet answer about them, asked when they have gone; never printed. It is all
    that ever changes: what is known of the interpreter's English stays with their id.
    """

    id: str
    kind: str  # choice id of the step "interpreter"
    language: str  # free text as the person or interpreter says it, or a language code
    dialect: str = ""
    ok: InterpreterOk = ""
    at: datetime


class AnythingSaid(Record, frozen=True, kw_only=True):
    """Anything the person said that can be shared, in one version. Never changed, only followed.

    It is all that :mod:`easyread.sharing` and a card need to know: what else is said one day (a line of a
    plan, a reply) is a record of its own on this base, and is granted by the same rule.
    """

    id: str  # 32 hex digits
    step: str  # the step that it was said on, and is held back with
    choices: tuple[str, ...] = ()  # choice ids, in the order of the step
    words: str = ""  # exactly as said
    # Who wrote the words, where a sign language interpreter was here: their kind, for what was signed; "me";
    # "not-said". Empty: nobody but the person could be meant.
    written_by: str = ""
    attached: tuple[str, ...] = ()  # Attachment.id: a voice, a drawing, a photo
    language: str  # of the own words
    direction: Literal["ltr", "rtl"] = "ltr"
    private: bool = False
    presence: tuple[str, ...] | None = None  # who was here; None: nobody had said
    helping: tuple[str, ...] = ()
    interpreter: str | None = None
    visit: str = ""  # Visit.id; empty in a book from before this was kept
    # Said where the answer that there was could not be seen: it stands beside that one, never in its place.
    aside: bool = False
    replaces: str | None = None  # the version before this one
    number: int = 1  # version number, from 1
    at: datetime
    taken_back: datetime | None = None
    read_back: datetime | None = None  # when it was heard or read again and agreed

    @property
    def is_exact(self) -> bool:
        """Are the words the person's own, as far as anybody knows? What was signed is another's English."""
        return self.written_by in {"", "me"}

    @property
    def series(self) -> str:
        """What this is a version of: only the last version of a series is ever shared."""
        raise NotImplementedError

    @property
    def says_something(self) -> bool:
        """Is there anything to show?"""
        return bool(self.choices or self.words or self.attached)


# When none of these differs, the person said the same again.
_SAID = ("step", "choices", "sorted", "words", "written_by", "attached", "skip", "private", "language")


class Statement(AnythingSaid, frozen=True, kw_only=True):
    """One answer to one step, in one version."""

    question_version: str
    kind: str  # of the step, then; a book may have one that is no more
    sorted: dict[str, str] = {}  # "sort": choice id -> point id
    skip: Skip | None = None

    def repeats(self, other: Statement) -> bool:
        """Is it the same again, said to the same step? Then there is no new version."""
        return all(getattr(self, name) == getattr(other, name) for name in _SAID)

    @property
    def series(self) -> str:
        return self.step

    @property
    def says_something(self) -> bool:
        """ "I do not know" and "I do not want to say" are answers, but there is nothing to show."""
        return self.skip is None and bool(self.sorted or super().says_something)


AttachmentKind = Literal["voice", "drawing", "photo"]


class Attachment(Record, frozen=True, kw_only=True):
    """Something said without writing. Its bytes lie beside it in the book, in parts."""

    id: str  # 32 hex digits
    page: str  # the address path of the page that it was given on
    kind: AttachmentKind
    type: str  # the media type, found from the content
    whole: bool  # no: a voice whose recording has not been ended
    about: str = ""  # what somebody wrote about it, in their words: what a drawing shows
    at: datetime


Mode = Literal["written", "spoken", "signed"]  # how the original was given that somebody put into words


class Rendering(Record, frozen=True, kw_only=True):
    """Somebody's English of own words, or a voice written down: beside the original, never instead.

    It has one author and is never changed: other words are another rendering, which nobody has read back.
    """

    id: str
    statement: str
    language: str = "en-GB"
    source: str = ""  # the language that it was put from; empty: not said
    words: str
    role: str  # who put it so: kind of interpreter, who is here, by choice id; "me"; "not-said"
    interpreter: str | None = None  # Interpreter.id, where it is the interpreter of this visit who put it so
    mode: Mode | Literal[""] = ""  # what it was put from; empty: not said
    voice: str | None = None  # Attachment.id of the voice that this is; None: it is of the own words
    note: str = ""  # the interpreter's doubt or cultural note; never printed as the person's words
    visit: str = ""  # Visit.id; empty in a book from before this was kept
    presence: tuple[str, ...] | None = None  # who was here; None: nobody had said
    replaces: str | None = None  # the one before it by the same author, which stays to be seen
    at: datetime


class ReadBack(Record, frozen=True, kw_only=True):
    """What the person said when one rendering was read back to them. It is of no other one."""

    id: str
    rendering: str
    agrees: bool | None  # no: "that is not what I mean"; None: "I do not know"
    interpreter: str | None = None  # who interpreted then; None: nobody had said
    presence: tuple[str, ...] | None = None  # who was here then; None: nobody had said
    visit: str = ""  # Visit.id; empty in a book from before this was kept
    at: datetime


class NamedLanguage(Record, frozen=True, kw_only=True):
    """In which language words are, as it was said later: beside the words, never a new version of them."""

    id: str
    about: str  # AnythingSaid.id or Rendering.id
    language: str
    direction: Literal["ltr", "rtl"]
    was: str  # the language that the words had before
    from_letters: bool = False  # nobody said it: the words of an older book showed it by their letters
    presence: tuple[str, ...] | None = None  # who was here when it was said; None: nobody had said
    at: datetime


class Person(Record, frozen=True, kw_only=True):
    """Somebody the person wants involved: a role, and a first name or initials if wanted."""

    id: str
    role: str  # choice id of the step "who-helps"
    name: str = ""
    at: datetime


class Grant(Record, frozen=True, kw_only=True):
    """The person's OK (or not) for one version of what they said, one reader and one purpose.

    ``covers``: fingerprints of what stood beside it when they were asked (:mod:`easyread.additions`). Empty
    in answers from before these were kept: they cover only what was said.
    """

    id: str
    said: str  # AnythingSaid.id
    reader: str
    purpose: str
    answer: Consent
    covers: tuple[str, ...] = ()
    until: date | None = None  # the last day it holds; None: until I say stop
    at: datetime
    withdrawn: datetime | None = None
    over: date | None = None  # the first day after its last one that this book saw


ToldNo = Literal["not-now", "never"]


class NotTold(Record, frozen=True, kw_only=True):
    """The person was asked if they want to tell someone of a private answer, and said not now, or never.

    It is about one version, as a grant is. A yes is a :class:`Grant`.
    """

    id: str
    said: str  # AnythingSaid.id
    answer: ToldNo
    at: datetime


class CardMade(Record, frozen=True, kw_only=True):
    """A card that was made: which lines, for whom, why, when; and what was printed of it then."""

    id: str
    reader: str
    purpose: str
    languages: tuple[str, ...]
    lines: tuple[str, ...]  # AnythingSaid.id
    presence: tuple[str, ...] | None = None
    visit: str = ""  # Visit.id; empty in a book from before this was kept
    # The whole :class:`easyread.card.Card` as plain data, without the bytes of its pictures. None: not kept.
    printed: dict[str, Any] | None = None
    at: datetime


class Explained(Record, frozen=True, kw_only=True):
    """The situations in which people may have to tell were explained; what the person remembered."""

    id: str
    at: datetime
    language: str
    remembered: tuple[str, ...] = ()
    presence: tuple[str, ...] | None = None


Fields = dict[str, list[str]]  # what a page's form sent: field name -> values


class LateWords(Record, frozen=True, kw_only=True):
    """What a page sent after its book was locked. It stands beside the person's draft, never instead."""

    id: str
    page: str  # the address path that it was written on
    fields: Fields
    language: str
    told: bool = False  # my page has said that it came
    at: datetime


class Draft(Record, frozen=True, kw_only=True):
    """A half-given answer, kept so that a lock, an exit or a language switch loses nothing.

    There is one for each load of a page: another tab cannot write over it, nor who may not see it.
    """

    page: str  # the address path it belongs to
    company: str = ""  # who was here, as choice ids; not said: the id of the visit; not known: empty
    # Which load of the page: 32 hex digits; empty: the page has one draft, or it is an older one.
    life: str = ""
    fields: Fields
    given: Fields = {}  # field name -> marks of what was kept when it was begun: :mod:`easyread.web.given`
    language: str
    replaces: str | None = None  # Draft.key of the one that its page had shown
    at: datetime

    @property
    def key(self) -> str:
        """Its name on its page."""
        return f"{self.company}.{self.life}"

    @property
    def place(self) -> tuple[str, str]:
        """What there is one draft for."""
        return self.page, self.key

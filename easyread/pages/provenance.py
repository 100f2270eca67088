"""How something was said: who was here, who helped, in which language, when, who put it into English.

Everything becomes a list of :class:`Stamp`: fixed lines that stand by themselves, so that no sentence is
put together from translated pieces. What they show and why: field study, 2.1 and 6.1.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from easyread.additions import Additions
from easyread.card.phrases import UNTRAINED as FAMILY_OR_FRIEND
from easyread.card.phrases import WORDS_NOT_SAID
from easyread.content import Library
from easyread.content.needed import HOW_HELPING, MYSELF
from easyread.kinds.interpreter import UNTRAINED
from easyread.model import (
    AnythingSaid,
    AttachmentKind,
    Choice,
    Grant,
    Interpreter,
    Mode,
    NamedLanguage,
    ReadBack,
    Rendering,
    Statement,
    Step,
)
from easyread.sharing import decision
from easyread.web.i18n import N_

CHOSE_ONE = N_("I chose a picture.")
CHOSE_MORE = N_("I chose pictures.")
OWN_WORDS = N_("I said it in my own words:")
SIGNED = N_("I signed it. The words are by:")
WITHOUT_WORDS: dict[AttachmentKind, str] = {
    "voice": N_("I said it with my voice."),
    "drawing": N_("I drew it."),
    "photo": N_("I took a photo."),
}
LANGUAGE_SAID = N_("I said which language it is:")
LANGUAGE_BY_LETTERS = N_("The letters showed which language it is:")
LANGUAGE_WAS = N_("Before, it was kept as:")
WITH_ME = N_("With me:")
COMPANY_NOT_SAID = N_("I did not say who was here.")
HELPED = N_("How I was helped:")
INTERPRETER = N_("Interpreter:")
WHEN = N_("When:")
AGREED = N_("I heard it again, and it is right:")
TAKEN_BACK = N_("I took this back:")

PUT_BY = N_("Put into other words by:")
PUT_BY_NOT_SAID = N_("Nobody said who put it into other words.")
PUT_FROM: dict[Mode, str] = {
    "written": N_("From my words in writing:"),
    "spoken": N_("From my words aloud:"),
    "signed": N_("From my words in signs:"),
}
FROM_WRITTEN, FROM_SAID, FROM_SIGNED = N_("My words in writing"), N_("My words aloud"), N_("My signs")
CHECKED = N_("Read back to me, and I agreed:")
DISPUTED = N_("I said: That is not what I mean.")
UNSURE = N_("I said: I do not know if I mean this.")
_READ = {True: CHECKED, False: DISPUTED, None: UNSURE}
NOT_CHECKED = N_("Nobody has read this back to me.")

WRITTEN_BY = N_("Written down by:")
WRITTEN_IN = N_("The writing is in:")
WRITTEN_BY_NOT_SAID = N_("Nobody said who wrote it down.")
I_WROTE = N_("Me")

ONLY_ME = N_("Only I can see this.")
ONLY_ME_AND = N_("Only for me and:")
NOBODY_YET = N_("Nobody else can see this yet.")
THEY_SEE = N_("They can see this:")
THEY_ASK = N_("They must ask me first:")
CHANGED = N_("You changed this. They do not see it now:")
SOMETHING_NEW = N_("There is something new in this one.")


class Stamp(NamedTuple):
    """One fixed line, and what belongs to it. ``text`` and ``values`` are English fixed lines."""

    text: str
    values: tuple[str, ...] = ()
    own: tuple[str, ...] = ()  # as somebody wrote it; never translated
    language: str = ""  # a language code, shown by the language's own name
    day: date | None = None
    picture: str = ""


def stamp_statement(
    statement: Statement,
    interpreters: Mapping[str, Interpreter],
    library: Library,
    kinds: Sequence[AttachmentKind] = (),
) -> list[Stamp]:
    """How one statement was said. The person's quiet answer about the interpreter is never among it.

    ``kinds``: what it holds beside words.
    """
    wordless = [Stamp(WITHOUT_WORDS[kind]) for kind in kinds]
    stamps = [*_how(statement, library), *wordless, *_company(statement.presence, library)]
    if statement.presence is not None:
        helped = _texts(library.steps[HOW_HELPING], statement.helping)
        stamps += [Stamp(HELPED, helped)] * bool(helped)
    if interpreter := interpreters.get(statement.interpreter or ""):
        kind = find_kind(library, interpreter.kind)
        own = tuple(each for each in (interpreter.language, interpreter.dialect) if each)
        stamps.append(Stamp(INTERPRETER, (kind.text,) if kind else (), own))
        stamps += [Stamp(FAMILY_OR_FRIEND)] * (interpreter.kind == UNTRAINED)
    stamps.append(Stamp(WHEN, day=statement.at))
    stamps += [Stamp(AGREED, day=statement.read_back)] * (statement.read_back is not None)
    stamps += [Stamp(TAKEN_BACK, day=statement.taken_back)] * (statement.taken_back is not None)
    return stamps


def stamp_language(named: NamedLanguage | None) -> list[Stamp]:
    """Who said later in which language the words are, and what they were filed as before."""
    if named is None or named.language == named.was:  # only the direction was another one
        return []
    return [
        Stamp(LANGUAGE_BY_LETTERS if named.from_letters else LANGUAGE_SAID, day=named.at),
        Stamp(LANGUAGE_WAS, language=named.was),
    ]


def stamp_rendering(rendering: Rendering, read: ReadBack | None, library: Library) -> list[Stamp]:
    """Who put it so, from what, when, who was here; and what the person said of it: ``read``.

    Only what was kept with exactly this rendering: who interprets today, or did before, says nothing of it.
    """
    author = find_writer(library, rendering.role)
    by, not_said = (WRITTEN_BY, WRITTEN_BY_NOT_SAID) if rendering.voice else (PUT_BY, PUT_BY_NOT_SAID)
    stamps = [Stamp(by, (author.text,)) if author else Stamp(not_said)]
    stamps += [Stamp(FAMILY_OR_FRIEND)] * (rendering.role == UNTRAINED)
    # Nobody has said which language was spoken: only the writing has one that is known.
    stamps += [Stamp(WRITTEN_IN, language=rendering.language)] * (rendering.voice is not None)
    if rendering.mode:
        stamps.append(Stamp(PUT_FROM[rendering.mode], language=rendering.source))
    stamps += _company(rendering.presence, library) if rendering.visit else []
    stamps.append(Stamp(WHEN, day=rendering.at))
    if read is None:
        return [*stamps, Stamp(NOT_CHECKED)]
    return [*stamps, Stamp(_READ[read.agrees], day=read.at)]


def stamp_changed(
    lost: Collection[tuple[str, str]], readers: Sequence[Stamp], library: Library
) -> list[Stamp]:
    """Who saw older words and does not see these. ``lost``: pairs of reader and purpose.

    ``readers``: who sees these, as :func:`stamp_readers` says it.
    """
    seeing = {name for stamp in readers if stamp.text == THEY_SEE for name in stamp.values}
    ids = {reader for reader, _ in lost} - {MYSELF}
    names = tuple(one.text for one in library.sharing.readers if one.id in ids and one.text not in seeing)
    return [Stamp(CHANGED, names, picture="change-my-mind")] * bool(names)


def stamp_readers(
    said: AnythingSaid, grants: Sequence[Grant], additions: Additions, library: Library, on: date
) -> list[Stamp]:
    """Who can see it on that day. ``grants`` are the last ones for each reader and purpose."""
    mine = [grant for grant in grants if grant.said == said.id and grant.reader != MYSELF]
    answers = {
        (grant.reader, decision(said, mine, grant.reader, grant.purpose, on, additions)) for grant in mine
    }
    readers = library.sharing.readers
    newer = {reader for reader, answer in answers if answer == "new"}
    seeing = tuple(reader.text for reader in readers if reader.id in newer or (reader.id, "yes") in answers)
    asking = tuple(
        reader.text for reader in readers if (reader.id, "ask") in answers and reader.text not in seeing
    )
    they_see = ONLY_ME_AND if said.private else THEY_SEE
    found = [Stamp(they_see, seeing, picture="private" if said.private else "share")] * bool(seeing)
    found += [Stamp(THEY_ASK, asking, picture="ask-me-first")] * bool(asking)
    found += [Stamp(SOMETHING_NEW, picture="point-at-picture")] * bool(newer)
    return found or [Stamp(ONLY_ME if said.private else NOBODY_YET, picture="private")]


def find_kind(library: Library, kind: str) -> Choice | None:
    """The kind of interpreter that an id names."""
    step = library.find_only("interpreter")
    return next((choice for choice in step.choices if choice.id == kind), None) if step else None


def find_writer(library: Library, role: str) -> Choice | None:
    """Who put it so: the person, somebody who was here, a kind of interpreter. ``None``: nobody said who."""
    if role == MYSELF:
        return Choice(id=MYSELF, picture="me", text=I_WROTE)
    found = (choice for choice in library.who_is_here.choices if choice.id == role)
    return next(found, None) or find_kind(library, role)


def _how(statement: Statement, library: Library) -> list[Stamp]:
    stamps = []
    if chosen := len(statement.choices) + len(statement.sorted):
        stamps.append(Stamp(CHOSE_ONE if chosen == 1 else CHOSE_MORE))
    if not statement.words:
        return stamps
    if statement.is_exact:
        return [*stamps, Stamp(OWN_WORDS, language=statement.language)]
    writer = find_kind(library, statement.written_by)
    return [*stamps, Stamp(SIGNED, (writer.text,)) if writer else Stamp(WORDS_NOT_SAID)]


def _company(presence: tuple[str, ...] | None, library: Library) -> list[Stamp]:
    if presence is None:
        return [Stamp(COMPANY_NOT_SAID)]
    here = _texts(library.who_is_here, presence)
    return [Stamp(WITH_ME, here)] * bool(here)


def _texts(step: Step | None, chosen: Collection[str]) -> tuple[str, ...]:
    """The fixed lines of choices: the whole sentence where there is one."""
    choices: tuple[Choice, ...] = step.choices if step else ()
    return tuple(choice.card or choice.text for choice in choices if choice.id in chosen)

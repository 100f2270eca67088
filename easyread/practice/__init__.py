"""A practice book: a made-up person who has answered already, for training and trying out.

Ania is made up. She says some things in Polish; a registered interpreter put them into English. One thing she
also drew, and one she also said with a voice.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from easyread.additions import list_fingerprints
from easyread.book.store import Store
from easyread.book.vault import BookHandle, LockTaken, Made, weakness
from easyread.content import Library
from easyread.model import (
    CardMade,
    Explained,
    Grant,
    Interpreter,
    Person,
    ReadBack,
    Rendering,
    Statement,
    Step,
    Visit,
)
from easyread.pages.card_request import add_print
from easyread.pages.here import Here
from easyread.pages.statement import read_additions
from easyread.practice.attached import keep_drawing, keep_voice
from easyread.visit.situation import new_id, read_situation
from easyread.web.services import Services

READER, PURPOSE = "social-worker", "say-what-i-want"

# Step id -> choices, or (for "sort") choice -> point.
CHOICES: dict[str, tuple[str, ...]] = {
    "time-alone": ("later-today",),
    "how-i-tell": ("talking", "pictures"),
    "interpreter-needed": ("spoken",),
    "contact-safely": ("text", "some-times", "no-home-phone"),
    "safe-today": ("between",),
    "help-now": ("no",),
    "worried-about": ("money-things", "left-alone"),
    "take-part": ("some-meetings", "with-me", "before-after"),
    "who-helps": ("advocate", "social-worker", "friend"),
    "advocate": ("have-one",),
    "want-these": ("stay-home", "see-them-safely", "money-back"),
    "do-not-want": ("lose-touch", "tell-everyone"),
    "notice": ("sleep", "go-out", "money-there"),
}
SORTED = {
    "going-well": {
        "home": "well",
        "support": "well",
        "visits": "sometimes",
        "money": "not-well",
        "going-out": "sometimes",
        "privacy": "not-well",
    }
}
# Step id -> her words, and the interpreter's English.
WORDS = {
    "name": ("Ania", ""),
    "safe-means": (
        "Dla mnie być bezpieczną to znaczy mieć swój klucz i wiedzieć, kto przyjdzie.",
        "For me, being safe means having my own key and knowing who will come.",
    ),
    "safe-when": (
        "Czuję się bezpiecznie, kiedy w niedzielę jest u mnie siostra.",
        "I feel safe when my sister is here on Sunday.",
    ),
    "want": (
        "Chcę, żeby mój brat przychodził, ale tylko z kimś. Chcę z powrotem swoją kartę do banku.",
        "I want my brother to visit, but only with somebody there. I want my bank card back.",
    ),
}
DREW, SPOKE = "safe-means", "safe-when"
NAMES = {"advocate": "Farah", "friend": "Basia"}


def make_practice_book(services: Services) -> str:
    """Make the book and say how to open it, within the context of its app.

    Raises what the vault raises (disk full, too many tries).
    """
    door, pin, made = _make_book(services)
    with services.vault.open_store(BookHandle(made.book, made.key)) as store:
        _fill(store, services)
    shown = next(choice.text for choice in services.library.doors if choice.id == door)
    return f"A practice book is ready.\nDoor: {shown}\nPIN: {pin}\nRecovery code: {made.recovery_code}"


def _make_book(services: Services) -> tuple[str, str, Made]:
    doors = [choice.id for choice in services.library.doors]
    while True:
        door, pin = secrets.choice(doors), f"{secrets.randbelow(10**6):06}"
        if weakness("pin", pin) is None:
            try:
                return door, pin, services.vault.make_book(door, "pin", pin)
            except LockTaken:
                continue


def _fill(store: Store, services: Services) -> None:
    now = datetime.now(UTC)
    interpreter = Interpreter(id=new_id(), kind="registered", language="Polski", ok="yes", at=now)
    visit = Visit(
        id=new_id(),
        at=now,
        presence=("advocate", "interpreter"),
        helping=("reading", "typing"),
        interpreter=interpreter.id,
    )
    store.keep_interpreter(interpreter)
    store.keep_visit(visit)
    store.set_setting("languages", "pl en-GB")
    store.set_setting("other", "en-GB")
    steps = services.library.steps
    attached = _attach(store, services, now)
    kept = [store.keep(statement) for statement in _say_all(steps, visit, attached, now)]
    for statement in kept:
        if english := WORDS.get(statement.step, ("", ""))[1]:
            store.keep_rendering(
                Rendering(
                    id=new_id(),
                    statement=statement.id,
                    words=english,
                    source="pl",
                    role=interpreter.kind,
                    interpreter=interpreter.id,
                    visit=visit.id,
                    presence=visit.presence,
                    at=now,
                )
            )
    for one in store.renderings():
        store.keep_read_back(
            ReadBack(
                id=new_id(),
                rendering=one.id,
                agrees=True,
                interpreter=interpreter.id,
                presence=visit.presence,
                at=now,
            )
        )
    roles = CHOICES["who-helps"]
    store.keep_people([Person(id=new_id(), role=role, name=NAMES.get(role, ""), at=now) for role in roles])
    _explain(store, steps, visit, now)
    _share(store, services.library, kept, visit, now)


def _attach(store: Store, services: Services, now: datetime) -> dict[str, tuple[str, ...]]:
    """Step id -> what she gave there without writing."""
    steps = services.library.steps
    voice = keep_voice(store, services.speech, steps[SPOKE], WORDS[SPOKE][0], now)
    return {DREW: (keep_drawing(store, steps[DREW], now),), SPOKE: (voice,) if voice else ()}


def _say_all(
    steps: Mapping[str, Step], visit: Visit, attached: Mapping[str, tuple[str, ...]], now: datetime
) -> Iterator[Statement]:
    for step in steps.values():
        if step.id in CHOICES or step.id in SORTED or step.id in WORDS:
            yield Statement(
                id=new_id(),
                step=step.id,
                question_version=step.version,
                kind=step.kind,
                choices=CHOICES.get(step.id, ()),
                sorted=SORTED.get(step.id, {}),
                words=WORDS.get(step.id, ("", ""))[0],
                attached=attached.get(step.id, ()),
                language="pl",
                private=step.private,
                presence=visit.presence,
                helping=visit.helping or (),
                interpreter=visit.interpreter,
                at=now,
            )


def _explain(store: Store, steps: Mapping[str, Step], visit: Visit, now: datetime) -> None:
    """The information pages were seen, and she said back when people may have to tell."""
    for step in steps.values():
        if step.kind in ("information", "remember"):
            store.mark(step.id, "seen", now)
    true = tuple(choice.id for choice in steps["remember"].choices if choice.true)
    store.keep_explained(
        Explained(id=new_id(), at=now, language="pl", remembered=true, presence=visit.presence)
    )


def _share(store: Store, library: Library, kept: list[Statement], visit: Visit, now: datetime) -> None:
    """Her social worker may see all but what is private and how she likes to take part."""
    steps = library.steps
    shared = [
        said for said in kept if steps[said.step].card and not said.private and said.step != "take-part"
    ]
    additions = read_additions(store)
    for said in shared:
        store.mark_read_back(said.id, now)
        store.keep_grant(
            Grant(
                id=new_id(),
                said=said.id,
                reader=READER,
                purpose=PURPOSE,
                answer="yes",
                covers=list_fingerprints(said, additions),
                at=now,
            )
        )
    made = CardMade(
        id=new_id(),
        reader=READER,
        purpose=PURPOSE,
        languages=("pl", "en-GB"),
        lines=tuple(said.id for said in shared),
        presence=visit.presence,
        at=now,
    )
    store.keep_card(add_print(Here(store, read_situation(store, library, visit)), made))

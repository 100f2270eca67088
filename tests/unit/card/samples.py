"""Small steps, answers and OKs, for the tests and measures of cards."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from easyread import exports
from easyread.additions import Additions, list_fingerprints
from easyread.card import Card, make_card
from easyread.languages import BY_CODE, ENGLISH, Language, Said
from easyread.model import Choice, Grant, Section, Statement, Step
from tests.unit.card.words import POLISH, URDU

STATIC = Path(__file__).parents[3] / "static"
SCHEMA_FILE = Path(exports.__file__).with_name("schema.json")
NOW = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
WORKER = Choice(id="social-worker", picture="social-worker", text="Social worker")
PURPOSE = Choice(id="keep-me-safe", picture="safe", text="Keep me safe")


class SomePictures:
    """The committed pictures, by name."""

    def file(self, name: str) -> Path:
        return STATIC / "pictures" / "openmoji" / f"{name}.svg"


def choice(text: str, picture: str, **more: Any) -> Choice:
    name = "".join(sign for sign in text.lower().replace(" ", "-") if sign.isalnum() or sign == "-")
    return Choice(id=name[:40].strip("-"), picture=picture, text=text, **more)


def step(name: str, section: Section | None, kind: str = "many", *choices: Choice, **more: Any) -> Step:
    more.setdefault("picture", "heart")
    return Step(id=name, kind=kind, question="What do you say?", card=section, choices=choices, **more)


def statement(at: Step, *chosen: str, **more: Any) -> Statement:
    """An answer to ``at``: choices by their text, and whatever else it should hold."""
    ids = tuple(one.id for one in (*at.choices, *at.points) if one.text in chosen)
    more.setdefault("language", ENGLISH)
    more.setdefault("id", f"{at.id}-{more.get('number', 1)}".encode().hex()[:32].ljust(32, "0"))
    return Statement(step=at.id, question_version="1", kind=at.kind, choices=ids, at=NOW, **more)


def grant(of: Statement, **more: Any) -> Grant:
    given: dict[str, Any] = {"reader": WORKER.id, "purpose": PURPOSE.id, "answer": "yes", "at": NOW} | more
    return Grant(id=f"g{of.id}", said=of.id, **given)


def say(code: str, text: str, context: str | None = None, *, critical: bool = False) -> Said:
    """Urdu drafts and Polish checked lines for the samples; English where there are none."""
    found = {"ur": URDU, "pl": POLISH}.get(code, {}).get(text)
    if code == ENGLISH:
        return Said(text, ENGLISH, "ltr", "source")
    if found is None or (critical and code == "ur"):
        return Said(text, ENGLISH, "ltr", "english")
    return Said(found, code, BY_CODE[code].direction, "draft" if code == "ur" else "checked")


def format_date(code: str, day: date) -> str:
    return f"{day.day} {'نومبر' if code == 'ur' else 'November'} {day.year}"


def card(answers: list[tuple[Step, Statement]], *codes: str, **more: Any) -> Card:
    """A card of all these answers, each shared with the social worker to keep the person safe.

    With them, what stands beside them: the person was shown all of it.
    """
    attachments = [one.attachment for one in more.get("media", ())]
    beside = Additions(
        more.pop("people", ()), more.pop("renderings", ()), attachments, more.pop("read_backs", ())
    )
    given: dict[str, Any] = {
        "said": [answer for _, answer in answers],
        "grants": [grant(answer, covers=list_fingerprints(answer, beside)) for _, answer in answers],
        "additions": beside,
        "steps": {at.id: at for at, _ in answers}
        | {HERE.id: HERE, HELPING.id: HELPING, INTERPRETER.id: INTERPRETER},
        "say": say,
        "format_date": format_date,
        "reader": WORKER,
        "purpose": PURPOSE,
        "languages": languages(*(codes or (ENGLISH,))),
        "on": TODAY,
        "held": frozenset(),
        "emergency": "999",
        "credit": "Pictures: OpenMoji, changed, CC BY-SA 4.0.",
    }
    return make_card(**(given | more))


def languages(*codes: str) -> tuple[Language, ...]:
    return tuple(BY_CODE[code] for code in codes)


HERE = step(
    "who-is-here",
    None,
    "many",
    choice("Nobody, just me", "me"),
    choice("Advocate", "advocate"),
    choice("Interpreter", "interpreter"),
)
HELPING = step(
    "how-helping", None, "many", choice("Typing my words", "type"), choice("Reading to me", "read-aloud")
)
INTERPRETER = step("interpreter", None, "interpreter", choice("Registered interpreter", "interpreter"))
NAME = step("name", "me", "words", card_title="My name")

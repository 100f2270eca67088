"""What a form sent -> an answer.

Every answer is optional. What a browser sends is checked against the step: a choice that the step
does not have is refused, and nothing is kept. Own words are kept exactly; only NUL and other
control characters are dropped (a browser's carriage returns among them).
"""

from __future__ import annotations

import re
import unicodedata

from werkzeug.datastructures import MultiDict

from easyread.kinds import kind_of
from easyread.model import Skip, Step, SubmittedAnswer

LONGEST_WORDS = 20_000  # characters; about 40 pages
LONGEST_NAME = 60
ABOUT = "about-"  # with the id of a picture: the field for what somebody writes about it
_ID = re.compile(r"[0-9a-f]{32}")
_SKIPS: tuple[Skip, ...] = ("unsure", "rather-not")


class Refused(Exception):
    """The browser sent what this step does not offer. Nothing is kept."""


class TooLong(Exception):
    """The words are longer than :data:`LONGEST_WORDS`. They stay on the page."""


class Unclear(Exception):
    """A choice such as "Nobody, just me" came together with another: only the person knows what is meant."""


def clean_words(text: str) -> str:
    """Own words, exactly, without NUL and control characters (tabs and line ends stay)."""
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))


def read_answer(step: Step, sent: MultiDict[str, str]) -> SubmittedAnswer:
    """The answer that a browser sent for ``step``.

    Raises :class:`Refused` for a choice or point that the step does not have, :class:`TooLong` for more
    than :data:`LONGEST_WORDS` characters, and :class:`Unclear` for a choice that cannot stand beside others.
    """
    words = clean_words(sent.get("words", "")) if kind_of(step).takes_words(step) else ""
    english = clean_words(sent.get("english", ""))
    note = clean_words(sent.get("note", ""))
    if max(len(words), len(english), len(note)) > LONGEST_WORDS:
        raise TooLong
    choices = _read_choices(step, sent.getlist("choice"))
    alone = {one.id for one in step.choices if one.alone}
    if "skip" not in sent and len(choices) > 1 and alone.intersection(choices):
        raise Unclear
    attached = _read_attached(step, sent.getlist("attached"))
    return SubmittedAnswer(
        choices=choices,
        sorted=_read_sorted(step, sent),
        words=words if words.strip() else "",
        attached=attached,
        about={one: clean_words(sent[ABOUT + one]) for one in attached if ABOUT + one in sent},
        skip=next((skip for skip in _SKIPS if skip == sent.get("skip")), None),
        later=sent.get("skip") == "later",
        private="private" in sent,
        by=sent.get("by", ""),
        english=english.strip() and english,
        note=note,
        tongue=clean_words(sent.get("tongue", ""))[:LONGEST_NAME],
        dialect=clean_words(sent.get("dialect", ""))[:LONGEST_NAME],
        was=sent.get("was", ""),
        once=sent.get("once", ""),
        quick="quick" in sent,
    )


def _read_choices(step: Step, sent: list[str]) -> tuple[str, ...]:
    kind = kind_of(step)
    offered = [choice.id for choice in kind.offer(step)]
    if not set(sent) <= set(offered):
        raise Refused
    if not kind.many:
        sent = sent[:1]
    return tuple(choice for choice in offered if choice in sent)


def _read_attached(step: Step, sent: list[str]) -> tuple[str, ...]:
    """Ids of what was recorded, drawn or photographed: one of each kind at most."""
    if not kind_of(step).takes_words(step):
        return ()
    return tuple(dict.fromkeys(id_ for id_ in sent if _ID.fullmatch(id_)))[:3]


def _read_sorted(step: Step, sent: MultiDict[str, str]) -> dict[str, str]:
    if not kind_of(step).sorts:
        return {}
    points = {point.id for point in step.points}
    found = {choice.id: sent.get(f"sort-{choice.id}", "") for choice in step.choices}
    placed = {choice: point for choice, point in found.items() if point}
    if not points.issuperset(placed.values()):
        raise Refused
    return placed

"""Statements and grants -> what one reader may see, for one purpose, on one day.

The default is no. An OK is for one statement in one version, with what stood beside it when the person was
asked: new words, a new name or new English need a new OK, because the person said yes to the old ones (field
study, chapter 9). Nothing here knows a page or a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

import msgspec

from easyread.additions import Addition, Additions, fingerprint, list_current
from easyread.model import Grant, Person, Rendering, Statement, Step

Decision = Literal["yes", "new", "ask", "no", "undecided", "private"]


def live_grant(
    grants: Iterable[Grant], statement_id: str, reader: str, purpose: str, on: date
) -> Grant | None:
    """The person's last answer for exactly this statement version, reader and purpose.

    ``None`` when there is none, when it was withdrawn or when its last day (``until``) is over. An
    older answer never comes back to life behind a newer one.
    """
    last = _last_grant(grants, statement_id, reader, purpose)
    if last is None or last.withdrawn is not None or (last.until is not None and last.until < on):
        return None
    return last


def may_see(  # noqa: PLR0913, PLR0917 - the rule of sharing has six parts, and each decides
    statement: Statement,
    grants: Iterable[Grant],
    reader: str,
    purpose: str,
    on: date,
    held: frozenset[str],
) -> bool:
    """May ``reader`` see this statement for ``purpose`` on that day? Only after a clear and live yes.

    What may stand beside it: see :func:`cover`.
    ``held`` are the ids of the steps held back now, because of who is here.
    """
    if statement.taken_back is not None or statement.private or statement.step in held:
        return False
    grant = live_grant(grants, statement.id, reader, purpose, on)
    return grant is not None and grant.answer == "yes"


def cover(  # noqa: PLR0913, PLR0917 - as for ``may_see``
    additions: Additions,
    statements: Iterable[Statement],
    grants: Sequence[Grant],
    reader: str,
    purpose: str,
    on: date,
) -> Additions:
    """What may stand beside these statements: what is there now and was there when the person said yes.

    What was replaced since is gone, and what is newer waits until it was asked about. Of a picture only the
    words about it wait: the picture itself is part of its statement.
    """
    kept: list[Addition] = []
    attached: set[str] = set()
    for statement in statements:
        grant = live_grant(grants, statement.id, reader, purpose, on)
        if grant is not None and grant.answer == "yes":
            newer = list_newer(statement, grant, additions)
            kept += [one for one in list_current(statement, additions) if one not in newer]
            attached |= set(statement.attached)
    return Additions(
        [one for one in kept if isinstance(one, Person)],
        [one for one in kept if isinstance(one, Rendering)],
        [
            one if one in kept else msgspec.structs.replace(one, about="")
            for one in additions.attachments
            if one.id in attached
        ],
    )


def list_newer(statement: Statement, grant: Grant, additions: Additions) -> list[Addition]:
    """What stands beside a statement now, but did not when this answer was given."""
    return [one for one in list_current(statement, additions) if fingerprint(one) not in grant.covers]


def decision(  # noqa: PLR0913, PLR0917 - as for ``may_see``
    statement: Statement,
    grants: Iterable[Grant],
    reader: str,
    purpose: str,
    on: date,
    additions: Additions,
) -> Decision:
    """One cell of the picture grid "who can see what".

    A withdrawn OK is a no. One whose time is over is undecided: it can be asked again. A yes with something
    newer beside the statement is "new": the yes holds for what it was given for, and is asked about again.
    """
    if statement.private:
        return "private"
    last = _last_grant(grants, statement.id, reader, purpose)
    if last is None:
        return "undecided"
    if last.withdrawn is not None:
        return "no"
    if last.until is not None and last.until < on:
        return "undecided"
    if last.answer == "yes" and list_newer(statement, last, additions):
        return "new"
    return last.answer


def newest(statements: Iterable[Statement]) -> list[Statement]:
    """The last version of each step's answer, in the order given; none where that one was taken back.

    Taking back the newest words never brings older words to a reader.
    """
    last: dict[str, Statement] = {}
    for statement in statements:
        seen = last.get(statement.step)
        if seen is None or statement.number >= seen.number:
            last[statement.step] = statement
    return [statement for statement in last.values() if statement.taken_back is None]


def shareable(
    statements: Iterable[Statement], steps: Mapping[str, Step], held: frozenset[str]
) -> list[Statement]:
    """The statements that the sharing pages ask about, in the order of the steps.

    Those that say something a card can carry and are not held back now. Private ones are among them:
    the page shows them as "only me" (see :func:`decision`).
    """
    order = {step_id: place for place, step_id in enumerate(steps)}
    asked = [
        statement
        for statement in newest(statements)
        if statement.step in steps
        and steps[statement.step].card is not None
        and statement.step not in held
        and says_something(statement)
    ]
    return sorted(asked, key=lambda statement: order[statement.step])


def says_something(statement: Statement) -> bool:
    """Is there an answer to show? "I do not know" and "I do not want to say" make no line."""
    said = statement.words or statement.choices or statement.sorted or statement.attached
    return statement.skip is None and bool(said)


def _last_grant(grants: Iterable[Grant], statement_id: str, reader: str, purpose: str) -> Grant | None:
    last: Grant | None = None
    for grant in grants:
        if (grant.statement, grant.reader, grant.purpose) != (statement_id, reader, purpose):
            continue
        if last is None or grant.at >= last.at:  # the same moment: the one kept later counts
            last = grant
    return last

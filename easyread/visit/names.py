"""A first name or letters for each person chosen.

Names have no versions: what two tabs wrote for one person stands side by side.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from easyread.book.store import Store
from easyread.model import Draft, Person
from easyread.visit.drafts import Told, drop_sent, keep_draft, merge
from easyread.visit.kept import read_kept
from easyread.visit.situation import Situation, new_id, now
from easyread.web.forms import LONGEST_NAME

_FIELD = "name-"  # with the id of a choice


def keep_names(store: Store, situation: Situation, sent: Draft, roles: Sequence[str]) -> Told:
    """Keep the people of these roles and their names, all at once or nothing.

    A name for nobody who is chosen now stays half written; without roles all do, and the people of another
    step stay.
    """
    merged = merge(store, situation, sent)
    left = [name for name in merged.changed if name.removeprefix(_FIELD) not in roles]
    with store.together():
        if roles:
            _keep_replaced(store, situation, sent, merged.replaced)
            store.keep_people(list(_make_people(store, merged.fields, roles)))
            drop_sent(store, sent)
        if left:
            fields = {name: sent.fields.get(name, []) for name in left}
            given = {name: sent.given.get(name, []) for name in left}
            keep_draft(store, situation.library, replace(sent, fields=fields, given=given))
    return merged.told if roles else ""


def _make_people(store: Store, fields: dict[str, list[str]], roles: Sequence[str]) -> list[Person]:
    known = {person.role: person for person in store.people()}
    people = []
    for role in roles:
        before = known.get(role) or Person(id=new_id(), role=role, at=now())
        name = "".join(fields.get(_FIELD + role, []))[:LONGEST_NAME]
        people.append(replace(before, name=name))
    return people


def _keep_replaced(store: Store, situation: Situation, sent: Draft, names: Sequence[str]) -> None:
    """What another tab wrote in the place of these, as half written there: it stands beside them."""
    there = read_kept(store, situation, sent.page).fields
    if fields := {name: there[name] for name in names if name in there}:
        life = new_id()
        store.keep_draft(
            replace(sent, life=life, fields=fields, given={name: [] for name in fields}, replaces=None)
        )

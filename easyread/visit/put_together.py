"""An answer that a page sent, put together with what other tabs kept since the page was loaded."""

from __future__ import annotations

from msgspec.structs import replace

from easyread.book.store import Store
from easyread.kinds import kind_of
from easyread.model import Step, SubmittedAnswer
from easyread.visit.drafts import Merged
from easyread.web.forms import ABOUT, LONGEST_NAME


def put_together(store: Store, step: Step, answer: SubmittedAnswer, merged: Merged) -> SubmittedAnswer:
    """The answer as it is now: of the fields that nobody changed on its page, what is kept.

    English and its note stay as they were sent: no page shows what is kept of them.
    """
    fields = merged.fields
    about = {one: text for one, text in answer.about.items() if ABOUT + one in merged.changed}
    chosen = [choice.id for choice in kind_of(step).offer(step) if choice.id in fields.get("choice", [])]
    sorted_ = {choice.id: fields.get(f"sort-{choice.id}", [""])[:1] for choice in step.choices}
    own = kind_of(step).takes_words(step)
    words = "".join(fields.get("words", [])[:1]) if own else ""
    return replace(
        answer,
        choices=tuple(chosen if kind_of(step).many else chosen[:1]),
        sorted={choice: point for choice, points in sorted_.items() for point in points if point},
        words=words if words.strip() else "",
        attached=_find_attached(store, fields.get("attached", []), list(about)) if own else (),
        about=about,
        private="yes" in fields.get("private", []),
        by="".join(fields.get("by", [])[:1]),
        tongue="".join(fields.get("tongue", []))[:LONGEST_NAME],
        dialect="".join(fields.get("dialect", []))[:LONGEST_NAME],
        changed=tuple(merged.changed),
    )


def _find_attached(store: Store, ids: list[str], described: list[str]) -> tuple[str, ...]:
    """Of each kind the one that this page says something about, else the newest."""
    kinds = {one.kind for one in store.attachments(described)} if described else set()
    others = [one.id for one in store.attachments(ids) if one.kind not in kinds] if ids else []
    return (*others, *described)

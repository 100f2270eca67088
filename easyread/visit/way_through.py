"""The way through the pages of an open book: which pages there are now, and which one comes next."""

from __future__ import annotations

from easyread.book.store import Store
from easyread.content.needed import WHO_IS_HERE
from easyread.journey import find_next, list_pages
from easyread.model import Step
from easyread.visit.situation import Situation, find_answered


def list_path(step: Step, situation: Situation, quick: bool) -> tuple[Step, ...]:
    """The pages that this page stands among: its chapter, or the five-minute path."""
    library = situation.library
    steps = (
        [one for one in library.steps.values() if one.quick] if quick else library.chapter_of(step.id).steps
    )
    return list_pages(steps, situation.held)


def find_following(step: Step, store: Store, situation: Situation, quick: bool) -> Step | None:
    """The step to show after this one; after the last, who is here (if unknown), else ``None``: my page."""
    following = find_next(list_path(step, situation, quick), step.id, find_answered(store, situation))
    if following is None and situation.visit.presence is None and step.id != WHO_IS_HERE:
        return situation.library.who_is_here
    return following

"""The mat: things that are put under places, one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from easyread.model import Choice, Step


class Lying(NamedTuple):
    """A thing that lies on the mat. ``number``: which of the step's choices it is, from 0."""

    number: int
    thing: Choice


class Mat(NamedTuple):
    """``now``: the thing that is asked about; ``None``: all were put. ``another``: which could be instead."""

    now: Lying | None
    another: int | None
    lying: dict[str, list[Lying]]  # place -> what was put there, in the order of the choices


def lay_out(step: Step, given: Mapping[str, str], asked: int | None = None) -> Mat:
    """The mat of a step that sorts. ``given``: its fields; ``asked``: the number of the thing to show."""
    things = [Lying(number, choice) for number, choice in enumerate(step.choices)]
    placed = {one.number: given.get(f"sort-{one.thing.id}", "") for one in things}
    lying = {point.id: [one for one in things if placed[one.number] == point.id] for point in step.points}
    left = [one for one in things if not any(one in there for there in lying.values())]
    now = next((one for one in things if one.number == asked), left[0] if left else None)
    others = [one.number for one in left if one != now]
    later = [number for number in others if now and number > now.number]
    return Mat(now, next(iter(later or others), None), lying)

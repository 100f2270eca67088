"""The mat: which thing comes next, what lies where, and how many places there can be."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from easyread.content import load_library
from easyread.kinds import kind_of
from easyread.model import Step
from easyread.pages.mat import lay_out
from easyread.pictures import Pictures
from easyread.settings import Paths


@pytest.fixture
def step(paths: Paths) -> Step:
    return load_library(paths, Pictures(paths.static, "openmoji")).steps["going-well"]


def test_things_come_in_their_order_and_one_can_be_left_for_later(step: Step) -> None:
    first, second, *_, last = step.choices
    mat = lay_out(step, {})
    assert mat.now is not None
    assert (mat.now.thing, mat.another) == (first, 1)
    mat = lay_out(step, {f"sort-{first.id}": "well"}, asked=len(step.choices) - 1)
    assert mat.now is not None
    assert (mat.now.thing, mat.another) == (last, 1)  # after the last one, what was left comes again
    assert [one.thing for one in mat.lying["well"]] == [first]
    assert second not in [one.thing for there in mat.lying.values() for one in there]


def test_when_all_were_put_nothing_is_asked(step: Step) -> None:
    mat = lay_out(step, {f"sort-{choice.id}": "not-well" for choice in step.choices})
    assert (mat.now, mat.another) == (None, None)
    assert [one.thing for one in mat.lying["not-well"]] == [*step.choices]


@pytest.mark.parametrize("asked", [-1, 99])
def test_a_thing_that_there_is_not_is_not_asked_about(step: Step, asked: int) -> None:
    assert lay_out(step, {}, asked) == lay_out(step, {})


def test_what_lies_at_no_place_of_the_step_is_asked_again(step: Step) -> None:
    assert lay_out(step, {f"sort-{step.choices[0].id}": "moon"}) == lay_out(step, {})


@pytest.mark.parametrize(("places", "found"), [(1, 1), (2, 0), (5, 0), (6, 1)])
def test_a_mat_has_two_to_five_places(step: Step, places: int, found: int) -> None:
    points = tuple(replace(step.points[0], id=f"place-{number}") for number in range(places))
    assert len(list(kind_of(step).find_problems(replace(step, points=points)))) == found

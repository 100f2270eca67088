"""What is asked, what is held back while somebody is here, and what comes next."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from easyread import journey
from easyread.content import Library, load_library
from easyread.model import Chapter, Interpreter, Step, Visit
from easyread.pictures import Pictures
from easyread.settings import Paths

AT = datetime(2026, 3, 4, tzinfo=UTC)
PRESENCE = (
    "nobody advocate interpreter support-worker family partner social-worker friend nurse-doctor police"
    " manager someone-else"
).split()
NEVER_SAFE = [who for who in PRESENCE if who not in ("nobody", "advocate", "interpreter")]


def visit(*presence: str) -> Visit:
    return Visit(id="v", at=AT, presence=presence)


def interpreter(kind: str = "registered", ok: Any = "yes") -> Interpreter:
    return Interpreter(id="i", kind=kind, language="pl", ok=ok, at=AT)


def step(name: str, **changes: Any) -> Step:
    return Step(**{"id": name, "kind": "words", "picture": "me", "question": name, **changes})


A, B, C, D = (step(name) for name in ("a", "b", "c", "d"))
HELD = step("h", held=True)


@pytest.fixture(scope="module")
def library() -> Library:
    paths = Paths(Path("/nowhere"))
    return load_library(paths, Pictures(paths.static, "openmoji"))


def test_the_matrix_below_covers_every_choice_of_the_page(library: Library) -> None:
    assert [choice.id for choice in library.steps["who-is-here"].choices] == PRESENCE


def test_the_kinds_of_interpreter_are_choices_of_the_page(library: Library) -> None:
    offered = {choice.id for choice in library.steps["interpreter"].choices}
    # Deaf relay and deafblind interpreters may be added to the page later; they are professionals too.
    assert journey.PROFESSIONAL_INTERPRETERS - offered <= {"deaf-relay", "deafblind"}
    assert offered - journey.PROFESSIONAL_INTERPRETERS == {"bilingual-worker", "volunteer", "family-friend"}


@pytest.mark.parametrize(
    ("who", "private"),
    [(who, who in ("nobody", "advocate", "interpreter")) for who in PRESENCE],
)
def test_one_person_here(who: str, private: bool) -> None:
    assert journey.is_private_company(visit(who), interpreter()) is private


@pytest.mark.parametrize("who", NEVER_SAFE)
def test_somebody_who_may_be_the_worry_holds_back_whoever_else_is_here(who: str) -> None:
    for others in itertools.chain(*(itertools.combinations(PRESENCE, count) for count in (1, 2))):
        assert not journey.is_private_company(visit(who, *others), interpreter())
        assert not journey.is_private_company(visit(*others, who), interpreter())


def test_advocate_and_professional_interpreter_together_are_private_company() -> None:
    assert journey.is_private_company(visit("advocate", "interpreter"), interpreter())


@pytest.mark.parametrize("who", [None, Visit(id="v", at=AT), visit()])
def test_unknown_presence_holds_back(who: Visit | None) -> None:
    assert not journey.is_private_company(who, None)
    assert not journey.is_private_company(who, interpreter())


@pytest.mark.parametrize("who", ["", "nobody ", "Nobody", "stranger"])
def test_an_unknown_name_holds_back(who: str) -> None:
    assert not journey.is_private_company(visit(who), None)


@pytest.mark.parametrize("kind", sorted(journey.PROFESSIONAL_INTERPRETERS))
def test_a_professional_interpreter_who_is_ok_holds_nothing_back(kind: str) -> None:
    assert journey.is_private_company(visit("interpreter"), interpreter(kind))


@pytest.mark.parametrize("kind", ["bilingual-worker", "volunteer", "family-friend", "", "other"])
def test_any_other_interpreter_holds_back(kind: str) -> None:
    assert not journey.is_private_company(visit("interpreter"), interpreter(kind))


@pytest.mark.parametrize("ok", ["unsure", "no", "rather-not", ""])
def test_an_interpreter_who_is_not_said_to_be_ok_holds_back(ok: str) -> None:
    assert not journey.is_private_company(visit("interpreter"), interpreter(ok=ok))


def test_an_interpreter_whom_nobody_has_recorded_holds_back() -> None:
    assert not journey.is_private_company(visit("interpreter"), None)


def test_an_interpreter_who_has_left_does_not_hold_back() -> None:
    assert journey.is_private_company(visit("nobody"), interpreter("family-friend", "no"))


def test_only_held_steps_are_held_back() -> None:
    assert journey.find_held([A, HELD, B], visit("partner"), None) == {"h"}
    assert journey.find_held([A, HELD, B], visit("nobody"), None) == frozenset()


OF_COMPANY, OF_INTERPRETER = (step(after, held=True, after=after) for after in ("company", "interpreter"))
ABOUT_WHO_WAS_HERE = [OF_COMPANY, OF_INTERPRETER]


def list_asked(now: Visit, before: Visit | None = None) -> set[str]:
    held = journey.find_held(ABOUT_WHO_WAS_HERE, now, interpreter(), before)
    return {one.id for one in ABOUT_WHO_WAS_HERE} - held


@pytest.mark.parametrize("who", PRESENCE)
def test_questions_about_those_who_have_gone_are_asked_alone_or_with_an_advocate(who: str) -> None:
    here = replace(visit(who), met=("family",), interpreter="i")
    expected = {"nobody": {"company", "interpreter"}, "advocate": {"interpreter"}}
    assert list_asked(here) == expected.get(who, set())


def test_only_if_they_were_here_in_this_visit_or_the_one_before() -> None:
    nobody, family, named = visit("nobody"), visit("family"), replace(visit("nobody"), interpreter="i")
    assert list_asked(nobody) == list_asked(nobody, nobody) == set()
    assert list_asked(nobody, family) == list_asked(nobody, replace(nobody, met=("family",))) == {"company"}
    assert list_asked(named) == list_asked(nobody, named) == {"interpreter"}
    assert list_asked(Visit(id="v", at=AT), replace(family, interpreter="i")) == set()


def test_an_answer_about_those_who_have_gone_stays_as_long_as_nobody_is_here() -> None:
    def is_held(who: str) -> bool:
        return "company" in journey.find_held([OF_COMPANY], visit(who), interpreter(), answered={"company"})

    assert [who for who in PRESENCE if not is_held(who)] == ["nobody"]


def test_pages_leave_out_what_is_held_what_comes_before_and_the_list_itself() -> None:
    before, today = step("x", before=True), step("t", kind="today")
    assert journey.list_pages([before, A, HELD, today, B], frozenset({"h"})) == (A, B)
    assert journey.list_pages([A, HELD, B], frozenset()) == (A, HELD, B)


@pytest.mark.parametrize(
    ("answered", "held", "progress"),
    [
        (set(), set(), (0, 3, "not-started")),
        ({"a"}, set(), (1, 3, "started")),
        ({"a", "b"}, {"h"}, (2, 2, "done")),
        ({"a", "b", "h"}, {"h"}, (2, 2, "done")),  # a held-back answer counts for nothing
        ({"h"}, {"h"}, (0, 2, "not-started")),
        ({"a", "b", "h"}, set(), (3, 3, "done")),
        ({"elsewhere"}, set(), (0, 3, "not-started")),
    ],
)
def test_progress_leaves_no_gap(answered: set[str], held: set[str], progress: tuple[int, int, str]) -> None:
    chapter = Chapter(id="k", title="k", picture="me", steps=(A, HELD, B))
    assert journey.measure_progress(chapter, frozenset(answered), frozenset(held)) == progress


def test_the_first_page_is_the_first_without_an_answer() -> None:
    assert journey.find_first([A, B, C], frozenset("a")) == B
    assert journey.find_first([A, B], frozenset("ab")) is None
    assert journey.find_first([], frozenset()) is None


def test_previous_is_the_page_before_and_nothing_before_the_first() -> None:
    assert journey.find_previous([A, B, C], "c") == B
    assert journey.find_previous([A, B, C], "a") is None
    assert journey.find_previous([A, B, C], "elsewhere") is None


@pytest.mark.parametrize("answered", [set(c) for n in range(5) for c in itertools.combinations("abcd", n)])
@pytest.mark.parametrize("current", [A, B, C, D])
def test_next_only_leads_forward_and_asks_nothing_twice(current: Step, answered: set[str]) -> None:
    pages = [A, B, C, D]
    ahead = pages[pages.index(current) + 1 :]
    following = journey.find_next(pages, current.id, frozenset(answered))
    assert following is None or following in ahead
    open_ahead = [page for page in ahead if page.id not in answered]
    assert following == next(iter(open_ahead or ahead), None)


def test_an_empty_answer_is_no_trap() -> None:
    walked: list[Step] = []
    page: Step | None = A
    while page:
        walked.append(page)
        page = journey.find_next([A, B, C, D], page.id, frozenset())
    assert walked == [A, B, C, D]


def test_a_page_that_is_asked_each_time_does_not_lead_through_old_answers() -> None:
    who = step("who", each_time=True)
    assert journey.find_next([who, A, B], "who", frozenset({"who", "a", "b"})) is None
    assert journey.find_next([who, A, B], "who", frozenset({"who", "a"})) == B


def test_a_page_off_the_path_leads_to_the_first_open_page() -> None:
    assert journey.find_next([A, B], "elsewhere", frozenset("a")) == B

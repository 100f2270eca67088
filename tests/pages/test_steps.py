"""Each step can be seen, answered, skipped and changed; what was said is kept once and shown again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from easyread.book.store import Store
from easyread.book.vault import NotKept
from easyread.content import Library, load_library
from easyread.kinds import KINDS
from easyread.model import Statement, Step
from easyread.pictures import Pictures
from easyread.settings import Paths
from easyread.web.open_books import OpenBooks
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import (
    MARKER,
    NAME,
    SAFE,
    WORRIED,
    count_kept,
    fill,
    page_of,
    said_on,
    text_of,
    words_on,
)


def read_library() -> Library:
    paths = Paths(Path())
    return load_library(paths, Pictures(paths.static, "openmoji"))


LIBRARY = read_library()
ELSEWHERE = {name for name, kind in KINDS.items() if kind.page}
STEPS = [step for step in LIBRARY.steps.values() if not step.before and step.kind not in ELSEWHERE]
NO_STATEMENT = ("information", "interpreter", "interpreter-ok", "remember")
ANSWERED = [step for step in STEPS if step.kind not in NO_STATEMENT and not step.each_time]
WORDS = "\n  Chcę 🏠 <b>&amp;\u202eabc\u202c e\u0301\u0323\n"


def test_nobody_together_with_somebody_is_asked_again_and_nothing_is_kept(open_client: PageClient) -> None:
    answer = open_client.send(page_of(open_client, "who-is-here"), choice=["nobody", "family"])
    assert answer.status_code == 422
    shown = text_of(answer)
    assert "These answers do not go together. Look at them again." in shown
    assert shown.count(" checked") == 2
    assert " checked" not in text_of(open_client.get(page_of(open_client, "who-is-here")))


def answer_to(step: Step) -> dict[str, Any]:
    """The last thing that can be tapped on a step, and words where they are offered."""
    fields: dict[str, Any] = {}
    if step.kind == "scale":
        fields["choice"] = [step.points[-1].id]
    elif step.kind == "sort":
        fields = {f"sort-{step.choices[-1].id}": step.points[-1].id}
    elif step.choices:
        fields["choice"] = [[one for one in step.choices if not one.alone][-1].id]
    if step.own:
        fields["words"] = WORDS
    return fields


def let_go(client: PageClient, step: Step) -> None:
    """An interpreter was here and has gone, if the step asks about those who were."""
    if step.after:
        book.be_with(client, "interpreter")
        book.name_interpreter(client, "registered")
        book.be_with(client, "nobody")


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_every_step_keeps_an_answer_of_its_kind_and_shows_it_again(alone: PageClient, step: Step) -> None:
    sent = answer_to(step) if step.kind != "information" else {}
    let_go(alone, step)
    empty = alone.get(f"/p/{step.code}")
    assert empty.status_code == 200
    assert "checked" not in text_of(empty) or step.private or step.id == "who-is-here"
    answer = alone.send(f"/p/{step.code}", **sent)
    assert (answer.status_code, answer.location != f"/p/{step.code}") == (303, True)
    again = alone.get(f"/p/{step.code}")
    shown = book.fields_of(again)
    if step.kind == "interpreter-ok":  # all that is shown nowhere
        sent = {}
        assert "choice" not in shown
    for name, value in sent.items():
        expected = [value] if isinstance(value, str) else value
        assert words_on(again) == value if name == "words" else shown[name] == expected


@pytest.mark.parametrize("step", ANSWERED, ids=lambda step: step.id)
def test_what_was_tapped_on_any_step_and_comes_after_the_lock_is_not_lost(
    alone: PageClient, step: Step
) -> None:
    let_go(alone, step)
    fields = book.fields_of(alone.get(f"/p/{step.code}")) | answer_to(step)
    open_books: OpenBooks = alone.application.extensions["easyread"].open_books
    open_books.lock_all()
    assert alone.post("/draft", data=fields).status_code == 202
    alone.open_book(alone.opened)
    book.be_with(alone, "nobody")
    alone.get("/")  # it takes them in
    with book.book_of(alone) as store:
        (late,) = store.late()
    assert (
        late.fields.items()
        >= {
            name: value if isinstance(value, list) else [value] for name, value in answer_to(step).items()
        }.items()
    )


def test_what_is_kept_is_exactly_what_was_said_and_who_was_here(alone: PageClient) -> None:
    for step in ANSWERED:
        let_go(alone, step)
        sent = answer_to(step)
        alone.send(f"/p/{step.code}", **sent)
        said = said_on(alone, step.id)
        assert said
        assert list(said.choices) == sent.get("choice", [])
        assert said.words == sent.get("words", "")
        assert said.sorted == {n.removeprefix("sort-"): v for n, v in sent.items() if n.startswith("sort-")}
        assert (said.presence, said.number, said.language) == (("nobody",), 1, "en-GB")
        assert said.question_version == step.version


@pytest.mark.parametrize("skip", ["unsure", "rather-not"])
def test_not_knowing_and_not_saying_are_answers_of_their_own(alone: PageClient, skip: str) -> None:
    for step in ANSWERED:
        let_go(alone, step)
        alone.send(f"/p/{step.code}", skip=skip, **answer_to(step))
        said = said_on(alone, step.id)
        assert said
        assert (said.skip, said.choices, said.sorted, said.words) == (skip, (), {}, "")


def test_what_was_remembered_is_kept_and_a_way_to_skip_remembers_nothing(alone: PageClient) -> None:
    page = page_of(alone, "remember")
    for sent, remembered in (({}, ("badly-hurt", "nosy")), ({"skip": "unsure"}, ())):
        alone.send(page, choice=["nosy", "badly-hurt"], **sent)
        with book.book_of(alone) as store:
            assert store.explained()[-1].remembered == remembered


def test_ask_me_later_keeps_no_answer_but_the_half_written_words(alone: PageClient) -> None:
    answer = alone.send(page_of(alone, SAFE), skip="later", words=MARKER)
    assert answer.location == page_of(alone, "safe-today")
    assert said_on(alone, SAFE) is None
    assert words_on(alone.get(page_of(alone, SAFE))) == MARKER
    with book.book_of(alone) as store:
        assert store.step_states().get(SAFE) == "later"


@pytest.mark.parametrize("skip", ["unsure", "rather-not", "later", "skip"])
def test_half_written_words_outlive_every_way_to_skip(alone: PageClient, skip: str) -> None:
    alone.send(page_of(alone, SAFE), skip=skip, words=WORDS)
    assert words_on(alone.get(page_of(alone, SAFE))) == WORDS


def test_not_saying_who_is_here_is_not_being_alone(open_client: PageClient) -> None:
    open_client.send(page_of(open_client, "who-is-here"), skip="rather-not", choice=["nobody"])
    assert open_client.get(page_of(open_client, "who-not")).status_code == 404


def test_next_without_an_answer_goes_on_and_keeps_nothing(alone: PageClient) -> None:
    before = count_kept(alone)
    assert alone.send(page_of(alone, SAFE)).location == page_of(alone, "safe-today")
    assert count_kept(alone) == before


def test_yes_now_leads_to_the_numbers(alone: PageClient) -> None:
    assert alone.send(page_of(alone, "help-now"), choice="yes-now").location == "/help"
    assert alone.send(page_of(alone, "help-now"), choice="no").location == page_of(alone, WORRIED)
    assert "999" in text_of(alone.get("/help"))


@pytest.mark.parametrize("kind", sorted(ELSEWHERE))
def test_pages_of_their_own_keep_no_answer_here(alone: PageClient, kind: str) -> None:
    step = next(step for step in LIBRARY.steps.values() if step.kind == kind)
    before = count_kept(alone)
    there = alone.get(f"/p/{step.code}").location
    sent = alone.send(page_of(alone, SAFE), f"/p/{step.code}", words=MARKER)
    assert (sent.status_code, sent.location) == (303, there)
    assert count_kept(alone) == before


@pytest.mark.parametrize(
    ("step", "sent"),
    [
        (WORRIED, {"choice": ["hurts", "foreign"], "words": MARKER}),
        ("safe-today", {"choice": "hurts", "words": MARKER}),
        ("going-well", {"sort-home": "foreign", "words": MARKER}),
        ("who-helps", {"choice": "stranger"}),
        ("who-is-here", {"choice": ["nobody", "stranger"]}),
        ("interpreter", {"choice": "stranger", "tongue": MARKER}),
        ("remember", {"choice": "stranger"}),
    ],
)
def test_a_foreign_choice_is_a_kind_page_and_nothing_is_kept(
    open_client: PageClient, step: str, sent: dict[str, Any]
) -> None:
    book.be_with(open_client, "nobody")
    before = count_kept(open_client)
    answer = open_client.send(page_of(open_client, step), **sent)
    assert answer.status_code == 404
    assert "That page is not here." in text_of(answer)
    assert count_kept(open_client) == before


def test_a_double_tap_keeps_one_version(alone: PageClient) -> None:
    fields = fill(alone, SAFE, words=MARKER)
    locations = {alone.post(page_of(alone, SAFE), data=fields).location for _ in range(3)}
    assert locations == {page_of(alone, SAFE) + "/back"}
    assert versions(alone) == [MARKER]


def test_back_and_send_again_keeps_one_and_other_words_as_well(alone: PageClient) -> None:
    fields = fill(alone, SAFE, words=MARKER)
    for words in (MARKER, MARKER, "Other words.", "Other words."):
        alone.post(page_of(alone, SAFE), data={**fields, "words": words})
    assert versions(alone) == [MARKER, "Other words."]


def test_both_versions_of_two_tabs_are_there(alone: PageClient) -> None:
    first, second = (fill(alone, SAFE, words=words) for words in ("From one.", "From two."))
    for fields in (first, second, first):
        alone.post(page_of(alone, SAFE), data=fields)
    assert versions(alone) == ["From one.", "From two."]


def test_an_empty_old_tab_does_not_take_back_newer_words(alone: PageClient) -> None:
    old = fill(alone, SAFE, words="")
    alone.send(page_of(alone, SAFE), words=MARKER)
    alone.post(page_of(alone, SAFE), data=old)
    alone.post("/go", data={**old, "to": "/"})
    assert words_on(alone.get(page_of(alone, SAFE))) == MARKER


def test_an_answer_that_was_emptied_is_taken_back_and_stays_among_the_versions(alone: PageClient) -> None:
    alone.send(page_of(alone, SAFE), words=MARKER)
    alone.send(page_of(alone, SAFE), words="")
    assert said_on(alone, SAFE) is None
    assert words_on(alone.get(page_of(alone, SAFE))) == ""
    assert versions(alone) == [MARKER]


def versions(client: PageClient, step: str = SAFE) -> list[str]:
    with book.book_of(client) as store:
        return [said.words for said in store.versions(step)]


def test_no_room_on_the_disk_leaves_the_words_on_the_page(
    alone: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> Statement:
        raise NotKept

    monkeypatch.setattr(Store, "keep", fail)
    answer = alone.send(page_of(alone, SAFE), words=WORDS)
    assert answer.status_code == 507
    assert "Your words are not kept yet." in text_of(answer)
    assert words_on(answer) == WORDS
    monkeypatch.undo()
    alone.post(page_of(alone, SAFE), data={**book.fields_of(answer), "words": WORDS})
    assert versions(alone) == [WORDS]


@pytest.mark.parametrize("field", ["words", "english", "note"])
def test_too_many_words_stay_on_the_page_and_through_the_language_switch(
    alone: PageClient, field: str
) -> None:
    book.be_with(alone, "interpreter")
    long = "ja " * 16_667
    answer = alone.send(page_of(alone, SAFE), **{"words": "Ja.", field: long})
    assert answer.status_code == 413
    assert words_on(answer, field) == long
    assert "That is too long to keep in one go." in text_of(answer)
    alone.post("/language", data={**book.fields_of(answer), field: long, "language": "pl"})
    assert words_on(alone.get(page_of(alone, SAFE)), field) == long


def test_a_step_page_without_a_book_shows_the_doors(client: PageClient) -> None:
    for step in (SAFE, "who-not", NAME):
        assert client.get(page_of(client, step)).location == "/"
    assert client.get("/p/00000000").location == "/"
    assert client.get("/q").location == "/"

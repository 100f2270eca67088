"""Is this interpreter OK? Asked when they have gone; nothing shows the answer, and a yes is for one only."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import WHO_NOT, page_of, skeleton, step_of, text_of

QUIET, NAMED, ABOUT_COMPANY = "interpreter-ok", "interpreter", "ok-with-people"
ANSWERS: tuple[dict[str, str], ...] = (
    {"choice": "yes"}, {"choice": "unsure"}, {"choice": "no"}, {"skip": "unsure"}, {"skip": "rather-not"}, {},
)  # fmt: skip


def look_of(answer: TestResponse) -> str:
    """A page without all that is random on it."""
    return re.sub(r'name="once" value="[0-9a-f]{32}"', "", skeleton(answer))


def name_interpreter(client: PageClient, kind: str = "registered", **more: str) -> None:
    """The interpreter comes, and types their own details."""
    book.be_with(client, "interpreter")
    client.send(page_of(client, NAMED), choice=kind, tongue="Polski", **more)


def answer(client: PageClient, ok: str, *who: str) -> None:
    """The interpreter goes, the person answers, and the interpreter is back."""
    book.be_with(client, *(who or ("nobody",)))
    assert client.send(page_of(client, QUIET), choice=ok).status_code == 303
    book.be_with(client, "interpreter")


def is_asked(client: PageClient, step: str = WHO_NOT) -> bool:
    return client.get(page_of(client, step)).status_code == 200


def test_the_page_of_the_interpreter_neither_asks_it_nor_takes_it(open_client: PageClient) -> None:
    name_interpreter(open_client, ok="yes")
    assert not is_asked(open_client)
    page = text_of(open_client.get(page_of(open_client, NAMED)))
    assert 'name="ok"' not in page
    assert step_of(open_client, QUIET).question not in page


@pytest.mark.parametrize(
    ("who", "asked"),
    [
        (("nobody",), True),
        (("advocate",), True),
        (("interpreter",), False),
        (("advocate", "interpreter"), False),
        (("partner",), False),
        (("advocate", "family"), False),
    ],
)
def test_it_is_asked_when_the_interpreter_has_gone(
    open_client: PageClient, who: tuple[str, ...], asked: bool
) -> None:
    name_interpreter(open_client)
    book.be_with(open_client, *who)
    assert is_asked(open_client, QUIET) is asked
    assert (
        step_of(open_client, QUIET).code in text_of(open_client.get("/"))
    ) is False  # the way there is Next


def test_it_is_not_asked_even_beside_an_interpreter_who_is_ok(open_client: PageClient) -> None:
    name_interpreter(open_client)
    answer(open_client, "yes")
    assert is_asked(open_client)
    assert not is_asked(open_client, QUIET)


def test_without_an_interpreter_it_is_not_there(alone: PageClient) -> None:
    assert not is_asked(alone, QUIET)


def test_it_is_asked_of_the_interpreter_of_the_last_visit_and_no_older_one(open_client: PageClient) -> None:
    name_interpreter(open_client)
    for asked in (True, False):
        open_client.open_book(open_client.opened)
        assert not is_asked(open_client, QUIET)  # nobody has said who is here
        book.be_with(open_client, "nobody")
        assert is_asked(open_client, QUIET) is asked


def test_an_opening_in_which_nobody_said_who_was_here_is_no_last_visit(open_client: PageClient) -> None:
    name_interpreter(open_client)
    for _ in range(2):
        open_client.open_book(open_client.opened)
    book.be_with(open_client, "nobody")
    assert is_asked(open_client, QUIET)


@pytest.mark.parametrize("ok", ["yes", "unsure", "no"])
def test_only_a_yes_opens_what_is_held_back(open_client: PageClient, ok: str) -> None:
    name_interpreter(open_client)
    assert not is_asked(open_client)
    answer(open_client, ok, "advocate")
    assert is_asked(open_client) is (ok == "yes")


@pytest.mark.parametrize("kind", ["family-friend", "volunteer", "bilingual-worker"])
def test_a_yes_opens_nothing_beside_one_who_is_not_trained(open_client: PageClient, kind: str) -> None:
    name_interpreter(open_client, kind)
    answer(open_client, "yes")
    assert not is_asked(open_client)


def test_the_newest_answer_counts_and_an_empty_page_changes_none(open_client: PageClient) -> None:
    name_interpreter(open_client)
    for ok, opens in (("yes", True), ("no", False), ("yes", True)):
        answer(open_client, ok)
        assert is_asked(open_client) is opens
        book.be_with(open_client, "nobody")
        open_client.send(page_of(open_client, QUIET))
        book.be_with(open_client, "interpreter")
        assert is_asked(open_client) is opens


def test_a_yes_is_for_the_interpreter_who_named_themselves_and_for_this_visit(
    open_client: PageClient,
) -> None:
    name_interpreter(open_client)
    answer(open_client, "yes")
    name_interpreter(open_client)  # the same details once more
    assert is_asked(open_client)
    open_client.send(page_of(open_client, NAMED), choice="registered", tongue="Polski", dialect="Warszawa")
    assert not is_asked(open_client)
    answer(open_client, "yes")
    assert is_asked(open_client)
    open_client.open_book(open_client.opened)
    name_interpreter(open_client)
    assert not is_asked(open_client)


def test_an_interpreter_cannot_undo_the_no(open_client: PageClient) -> None:
    name_interpreter(open_client)
    answer(open_client, "no")
    for sent in ({"choice": "registered", "ok": "yes"}, {"choice": "agency"}, {"skip": "rather-not"}):
        open_client.send(page_of(open_client, NAMED), **sent)
        open_client.post(page_of(open_client, QUIET), data={"choice": "yes"})
        assert not is_asked(open_client)


def test_an_answer_from_an_old_page_is_not_for_who_came_since(open_client: PageClient) -> None:
    name_interpreter(open_client)
    book.be_with(open_client, "nobody")
    old = {**book.fields_of(open_client.get(page_of(open_client, QUIET))), "choice": "yes"}
    name_interpreter(open_client, "agency")
    book.be_with(open_client, "nobody")
    open_client.post(page_of(open_client, QUIET), data=old)
    book.be_with(open_client, "interpreter")
    assert not is_asked(open_client)


def test_a_tick_that_was_not_sent_is_not_for_who_came_since(open_client: PageClient) -> None:
    name_interpreter(open_client)
    book.be_with(open_client, "nobody")
    open_client.send(page_of(open_client, QUIET), "/go", choice="yes")
    assert " checked" in text_of(open_client.get(page_of(open_client, QUIET)))
    name_interpreter(open_client, "agency")
    book.be_with(open_client, "nobody")
    assert " checked" not in text_of(open_client.get(page_of(open_client, QUIET)))


def test_after_each_answer_and_after_none_comes_the_same_page_and_nothing_shows_which(
    open_client: PageClient,
) -> None:
    name_interpreter(open_client)
    book.be_with(open_client, "nobody")
    asked = page_of(open_client, QUIET)
    first, ways = look_of(open_client.get(asked)), set()
    for sent in ANSWERS:
        to = open_client.send(asked, **sent).location
        ways.add((to, look_of(open_client.get(to))))
        assert " checked" not in text_of(open_client.get(asked))
        assert look_of(open_client.get(asked)) == first
    [(to, page)] = ways
    for way in ("Go on", "Another interpreter", "Stop for today"):
        assert way in page
    assert step_of(open_client, QUIET).question not in page
    assert page_of(open_client, NAMED) in text_of(open_client.get(to))
    book.be_with(open_client, "interpreter")
    assert open_client.get(to).status_code == 404


@pytest.mark.parametrize("ok", ["unsure", "no"])
def test_nothing_else_shows_the_answer(open_client: PageClient, ok: str) -> None:
    name_interpreter(open_client)
    pages = ("/", "/w", "/s/all", page_of(open_client, NAMED), page_of(open_client, "who-is-here"))
    before = [look_of(open_client.get(page, follow_redirects=True)) for page in pages]
    answer(open_client, ok)
    assert [look_of(open_client.get(page, follow_redirects=True)) for page in pages] == before


def test_what_the_interpreter_wrote_stays_theirs_after_the_answer(open_client: PageClient) -> None:
    name_interpreter(open_client)
    with book.book_of(open_client) as store:
        [named] = store.interpreters()
    answer(open_client, "yes")
    with book.book_of(open_client) as store:
        [now] = store.interpreters()
    assert (now.id, now.kind, now.language, now.at, now.ok) == (
        named.id, named.kind, named.language, named.at, "yes",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("who", "asked"),
    [((), False), (("nobody",), False), (("partner", "nobody"), True), (("advocate", "nobody"), True),
     (("advocate",), False), (("partner",), False), (("partner", "advocate"), False)],
)  # fmt: skip
def test_whether_the_people_were_ok_is_asked_alone_and_only_if_somebody_was_here(
    open_client: PageClient, who: tuple[str, ...], asked: bool
) -> None:
    for one in who:
        book.be_with(open_client, one)
    assert is_asked(open_client, ABOUT_COMPANY) is asked


def test_of_the_people_of_the_last_visit_too(open_client: PageClient) -> None:
    for who in ("partner", "nobody"):
        book.be_with(open_client, who)
    open_client.open_book(open_client.opened)
    book.be_with(open_client, "nobody")
    assert is_asked(open_client, ABOUT_COMPANY)

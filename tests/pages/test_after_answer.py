"""After some answers: names for people, own words read back, the pictures of "may tell" once more."""

from __future__ import annotations

import pytest

from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import MARKER, NAME, SAFE, page_of, said_on, step_of, text_of, words_on

HELPS = "who-helps"


def names_of(client: PageClient) -> dict[str, str]:
    with book.book_of(client) as store:
        return {person.role: person.name for person in store.people()}


def choose(client: PageClient, *roles: str) -> str:
    """Choose people, and give the page that asks for their names."""
    return client.send(page_of(client, HELPS), choice=list(roles)).location


def test_a_name_is_asked_for_each_person_and_kept_as_written(alone: PageClient) -> None:
    page = choose(alone, "advocate", "friend")
    assert page == page_of(alone, HELPS) + "/names"
    after = alone.send(page, **{"name-advocate": " Zażółć 👍🏿\u200f", "name-friend": "", "name-police": "X"})
    assert after.location == page_of(alone, "who-not")
    assert names_of(alone) == {"advocate": " Zażółć 👍🏿\u200f", "friend": ""}
    assert 'value=" Zażółć 👍🏿\u200f"' in text_of(alone.get(page))


def test_a_name_stays_the_same_person_when_it_is_changed(alone: PageClient) -> None:
    page = choose(alone, "friend")
    alone.send(page, **{"name-friend": "Basia"})
    with book.book_of(alone) as store:
        (before,) = store.people()
    alone.send(choose(alone, "friend", "advocate"), **{"name-friend": "B."})
    with book.book_of(alone) as store:
        after = {person.role: person for person in store.people()}
    assert (after["friend"].id, after["friend"].at, after["friend"].name) == (before.id, before.at, "B.")


def test_nobody_is_no_person(alone: PageClient) -> None:
    page = choose(alone, "nobody")
    assert alone.get(page).location == page_of(alone, HELPS)
    assert names_of(alone) == {}


def test_names_from_an_older_tab_leave_a_newer_name_alone(alone: PageClient) -> None:
    page = choose(alone, "friend", "advocate")
    old = book.fields_of(alone.get(page))
    alone.send(page, **{"name-friend": "Basia", "name-advocate": "Farah"})
    alone.post(page, data={**old, "name-friend": "B."})
    assert names_of(alone) == {"friend": "B.", "advocate": "Farah"}


@pytest.mark.parametrize("other", [SAFE, "safe-today", "worried-about", HELPS])
def test_names_sent_to_another_step_take_nobody_away(alone: PageClient, other: str) -> None:
    alone.send(choose(alone, "friend"), **{"name-friend": "Basia"})
    alone.send(page_of(alone, HELPS), choice=["nobody"])
    target = page_of(alone, other)
    sent = alone.send("/", target + "/names", **{"name-friend": "X"})
    assert (sent.status_code, sent.location) == (303, target)
    assert names_of(alone) == {"friend": "Basia"}


def test_half_written_names_are_kept_and_a_cleared_name_stays_cleared(alone: PageClient) -> None:
    page = choose(alone, "friend", "family")
    alone.send(page, **{"name-friend": "Basia", "name-family": "Mum"})
    alone.send(page, "/go", **{"name-friend": "", "name-family": "M"})
    text = text_of(alone.get(page))
    assert 'value="M"' in text
    assert "Basia" not in text
    assert names_of(alone) == {"friend": "Basia", "family": "Mum"}


def test_own_words_are_read_back_and_agreed(alone: PageClient) -> None:
    back = alone.send(page_of(alone, SAFE), words=MARKER).location
    assert back == page_of(alone, SAFE) + "/back"
    page = text_of(alone.get(back))
    assert MARKER in page
    assert "Is this what you mean?" in page
    assert alone.send(back, agree="yes").location == page_of(alone, "safe-today")
    said = said_on(alone, SAFE)
    assert said
    assert said.read_back
    assert alone.send(page_of(alone, SAFE), words=MARKER).location == page_of(alone, "safe-today")


@pytest.mark.parametrize("sent", [{}, {"agree": "no"}, {"next": "yes"}])
def test_going_on_without_yes_agrees_to_nothing(alone: PageClient, sent: dict[str, str]) -> None:
    back = alone.send(page_of(alone, SAFE), words=MARKER).location
    assert alone.send(back, **sent).location == page_of(alone, "safe-today")
    said = said_on(alone, SAFE)
    assert said
    assert said.read_back is None


def test_yes_to_words_on_the_page_is_no_yes_to_newer_words(alone: PageClient) -> None:
    back = alone.send(page_of(alone, SAFE), words="Old words.").location
    fields = book.fields_of(alone.get(back))
    alone.send(page_of(alone, SAFE), words="New words.")
    alone.post(back, data={**fields, "agree": "yes"})
    with book.book_of(alone) as store:
        assert [said.read_back for said in store.versions(SAFE)] == [None, None]


@pytest.mark.parametrize("step", [SAFE, NAME, "worried-about"])
def test_nothing_said_is_not_read_back(alone: PageClient, step: str) -> None:
    page = page_of(alone, step)
    assert alone.get(page + "/back").location == page
    alone.send("/", page + "/back", agree="yes")
    assert said_on(alone, step) is None


def test_a_name_to_use_is_not_read_back(alone: PageClient) -> None:
    assert not alone.send(page_of(alone, NAME), words="Ania").location.endswith("/back")
    assert "<bdi>Ania</bdi>" in text_of(alone.get("/"))


def test_the_pictures_come_once_more_after_the_teach_back(alone: PageClient) -> None:
    page = page_of(alone, "remember")
    again = alone.send(page, choice=["nosy", "badly-hurt"]).location
    assert again == page + "/again"
    text = text_of(alone.get(again))
    for choice in step_of(alone, "remember").choices:
        assert (choice.text in text) is choice.true
    with book.book_of(alone) as store:
        assert store.explained()[-1].remembered == ("badly-hurt", "nosy")


def test_only_the_teach_back_has_pictures_once_more(alone: PageClient) -> None:
    for step in (SAFE, HELPS, "people-may-tell"):
        assert alone.get(page_of(alone, step) + "/again").status_code == 404


def test_the_five_minute_path_goes_on_through_pages_that_follow(alone: PageClient) -> None:
    path, page = list[str](), alone.get("/q").location
    while page != "/" and len(path) < 30:
        path.append(page)
        kind = page.removesuffix("?q=1")
        fields = {"choice": ["friend"]} if kind == page_of(alone, HELPS) else {"words": "Ja."}
        page = alone.send(page, page, **fields).location if page.startswith("/p/") else "/"
    quick = [step for step in book.library_of(alone).steps.values() if step.quick]
    visited = {page.partition("?")[0] for page in path}
    for step in quick:
        if step.kind in ("words", "people", "information"):
            assert f"/p/{step.code}" in visited
    assert page_of(alone, HELPS) + "/names?q=1" in path


def test_english_written_beside_the_words_is_kept_once_and_beside_them(alone: PageClient) -> None:
    book.be_with(alone, "advocate", "interpreter")
    alone.send("/l", language="pl", two="yes")
    fields = book.fields_of(alone.get(page_of(alone, SAFE)))
    for _ in range(2):
        alone.post(page_of(alone, SAFE), data={**fields, "words": "Klucz.", "english": "A key.", "note": "?"})
    with book.book_of(alone) as store:
        (rendering,) = store.renderings()
    said = said_on(alone, SAFE)
    assert said
    assert (said.words, said.language) == ("Klucz.", "pl")
    assert (rendering.statement, rendering.words, rendering.note) == (said.id, "A key.", "?")


@pytest.mark.parametrize("skip", [{}, {"skip": "unsure"}])
def test_english_without_words_waits_on_the_page_and_belongs_to_no_answer(
    alone: PageClient, skip: dict[str, str]
) -> None:
    alone.send(page_of(alone, SAFE), english="A key.", **skip)
    with book.book_of(alone) as store:
        assert store.renderings() == []
    assert words_on(alone.get(page_of(alone, SAFE)), "english") == "A key."

"""The page of numbers: the one for danger first, and of each other what is known of it."""

from __future__ import annotations

from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import text_of

NOT_CHECKED = "Nobody has checked this number yet."


def test_the_number_for_danger_stands_first_and_without_a_doubt(client: PageClient) -> None:
    first, *others = text_of(client.get("/help")).split('<div class="statement')[1:]
    danger, asks_for_help = first.split('<div class="show-it">')
    assert "Danger now: police, fire or ambulance" in danger
    assert NOT_CHECKED not in danger
    assert "Please help me. I need to talk to someone safe." in asks_for_help
    assert all(NOT_CHECKED in other for other in others)


def test_who_has_no_number_is_not_on_the_page(client: PageClient) -> None:
    contacts = book.library_of(client).places["england"].contacts
    shown = text_of(client.get("/help"))
    assert {bool(contact.number) for contact in contacts} == {True, False}
    for contact in contacts:
        assert (contact.text in shown) is bool(contact.number), contact.id

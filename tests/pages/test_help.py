"""The page of numbers says of each what is known: who has checked it, or that there is none."""

from __future__ import annotations

import re

from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import text_of


def test_where_there_is_no_number_the_page_says_so_and_speaks_of_no_check(client: PageClient) -> None:
    contacts = book.library_of(client).places["england"].contacts
    shown = text_of(client.get("/help")).split('<div class="statement">')[1:]
    assert len(shown) == len(contacts)
    assert {bool(contact.number) for contact in contacts} == {True, False}
    for contact, text in zip(contacts, shown, strict=True):
        lines = re.findall(r'<p class="meta">(?:<[^>]*>)*([^<]*)', text)
        wanted = "Nobody has checked this number yet." if contact.number else "There is no number here."
        assert lines[0] == wanted, contact.id

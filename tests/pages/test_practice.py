"""The practice book: what `easyread practice` says opens it, and everything in it can be seen and shown."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image

from easyread.kinds import kind_of
from easyread.practice import make_practice_book
from easyread.speech import NoVoice
from easyread.web.open_books import COOKIE
from easyread.web.services import Services
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import SAFE, page_of, text_of


def make_book(app: Flask) -> str:
    """As the command does; gives what it says."""
    with app.app_context():
        return make_practice_book(app.extensions["easyread"])


def open_practice(client: PageClient, told: str) -> None:
    """By the door and the PIN that the command says, as a trainer would."""
    services: Services = client.application.extensions["easyread"]
    shown, pin = re.findall(r"(?:Door|PIN): (.+)", told)
    door = next(choice.id for choice in services.library.doors if choice.text == shown)
    assert client.send("/", "/open", door=door, kind="pin", pin=pin).status_code == 303
    book.be_with(client, "nobody")


def attached_on(page: str) -> list[str]:
    return re.findall(r'src="(/m/[0-9a-f]{32})"', page)


def test_what_the_command_says_opens_a_book_that_says_something(app: Flask, client: PageClient) -> None:
    open_practice(client, make_book(app))
    book.be_with(client, "nobody")
    words = text_of(client.get("/w"))
    for part in ("mieć swój klucz", "my own key", "Mój dom i mój klucz.", "Basia"):
        assert part in words or part in text_of(client.get("/s/all")), part
    drawing, voice = attached_on(words)
    assert Image.open(BytesIO(client.get(drawing).data)).size == (1200, 900)
    assert client.get(voice).mimetype == "audio/mpeg"
    assert attached_on(text_of(client.get(page_of(client, SAFE)))) == [drawing]


def test_she_has_answered_everything(app: Flask, client: PageClient) -> None:
    services: Services = app.extensions["easyread"]
    open_practice(client, make_book(app))
    cookie = client.get_cookie(COOKIE)
    assert cookie
    opened = services.open_books.find(cookie.value)
    assert opened
    with opened.store() as store:
        answered = {said.step for said in store.statements()}
    steps = services.library.steps.values()
    asked = {step.id for step in steps if not (step.before or step.each_time or step.held)}
    assert {
        step for step in asked - answered if kind_of(services.library.steps[step]).keeps == "statement"
    } == set()


def test_its_card_can_be_seen_printed_and_handed_over(app: Flask, client: PageClient) -> None:
    open_practice(client, make_book(app))
    (card,) = set(re.findall(r'value="(/c/[0-9a-f]{32})"', text_of(client.get("/c/made"))))
    then = text_of(client.get(f"{card}/then"))
    assert "Mój dom i mój klucz." in then
    assert "paper-mark" not in then
    for text in book.texts_of(client, card):
        assert "Mój dom i mój klucz." in text


def test_without_a_voice_for_her_language_she_has_her_words_and_her_drawing(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def say_nothing(*_: object) -> None:
        raise NoVoice

    services: Services = app.extensions["easyread"]
    monkeypatch.setattr(services.speech, "say_private", say_nothing)
    open_practice(client, make_book(app))
    assert len(attached_on(text_of(client.get("/w")))) == 1

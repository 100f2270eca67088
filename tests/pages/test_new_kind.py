"""A new kind of question is one module, one template and one line in the table: it is then on every page."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader

from easyread.content import ContentError, load_library
from easyread.kinds import KINDS
from easyread.pictures import Pictures
from easyread.settings import Paths
from tests.books import DOOR, PIN
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.new_kind.rather import Rather
from tests.pages.step_pages import page_of, said_on, text_of

HERE = Path(__file__).parent / "new_kind"
STEP = """
  - id: rather
    kind: rather
    picture: home
    question: "Which would you rather have?"
    hint: "Wait and count to 10."
    card: want
    card_title: "What I would rather have"
    choices:
      - {id: visit, picture: home, text: "A visit"}
      - {id: call, picture: phone, text: "A phone call"}
      - {id: early, picture: clock, text: "In the morning"}
      - {id: late, picture: sleep, text: "In the evening"}
"""


@pytest.fixture
def paths(paths: Paths, tmp_path: Path) -> Paths:
    """The content with a step of the new kind, in the last place of its chapter."""
    shutil.copytree(paths.content, tmp_path / "content")
    with (tmp_path / "content" / "chapters" / "60-want.yaml").open("a", encoding="utf-8") as file:
        file.write(STEP)
    return Paths(paths.instance, content=tmp_path / "content")


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "rather", Rather())


@pytest.fixture
def app(table: None, app: Flask) -> Flask:
    assert app.jinja_loader
    app.jinja_loader = ChoiceLoader([app.jinja_loader, FileSystemLoader(HERE / "templates")])
    return app


def mistakes_in(paths: Paths) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load_library(paths, Pictures(paths.static))
    return [mistake.message for mistake in caught.value.mistakes]


def test_content_is_checked_by_what_the_kind_says(paths: Paths, table: None) -> None:
    chapter = paths.content / "chapters" / "60-want.yaml"
    last = '      - {id: late, picture: sleep, text: "In the evening"}\n'
    chapter.write_text(chapter.read_text("utf-8").removesuffix(last), "utf-8")
    assert "step 'rather': 'rather' needs its choices in pairs" in mistakes_in(paths)


def test_a_kind_that_is_not_in_the_table_is_a_mistake(paths: Paths) -> None:
    assert mistakes_in(paths) == ["step 'rather': there is no kind 'rather'"]


def test_its_answer_goes_all_the_way_from_the_page_to_the_card(person: PageClient) -> None:
    page = page_of(person, "rather")
    assert 'class="rather"' in text_of(person.get(page))
    assert person.send(page, choice=["late", "visit"]).status_code == 303
    said = said_on(person, "rather")
    assert said is not None
    assert (said.kind, said.choices) == ("rather", ("visit", "late"))
    assert book.fields_of(person.get(page))["choice"] == ["visit", "late"]  # it comes back onto the page
    words = text_of(person.get("/w"))
    assert ("In the evening" in words, "In the morning" in words) == (True, False)
    assert "In the evening" in text_of(person.get(book.ask_page("rather")))

    card = book.make_card(person, said)
    assert "In the evening" not in text_of(person.get(f"{card}/text"))
    book.allow(person, said)
    assert "I would rather have: In the evening" in text_of(person.get(f"{card}/text"))
    assert all("In the evening" in text for text in book.texts_of(person, card))


def test_it_is_in_the_copy_to_take_along(person: PageClient) -> None:
    person.send(page_of(person, "rather"), choice="early")
    lock = person.send("/k/w/o", door=DOOR)
    person.post("/k/w/o", data={**book.fields_of(lock), "kind": "pin", "pin": PIN})
    read = text_of(person.get("/k/w/html"))
    data = json.loads(text_of(person.get("/k/w/json")))
    assert ("In the morning" in read, "A phone call" in read) == (True, False)
    assert [one["choices"] for one in data["Statement"] if one["kind"] == "rather"] == [["early"]]


def test_half_given_it_is_a_draft_and_comes_back(person: PageClient) -> None:
    page = page_of(person, "rather")
    person.send(page, "/language", choice=["call", "early"])
    assert said_on(person, "rather") is None
    assert book.fields_of(person.get(page))["choice"] == ["call", "early"]

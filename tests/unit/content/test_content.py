from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest
from babel.messages.extract import extract as babel_extract

from easyread.content import Library, extract, load_library
from easyread.pictures import Pictures
from easyread.settings import Paths

SHIPPED = Paths(instance=Path("unused"))
PICTURES = Pictures(SHIPPED.static)


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(SHIPPED, PICTURES)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    shutil.copytree(SHIPPED.content, tmp_path / "content")
    return Paths(instance=tmp_path / "instance", content=tmp_path / "content")


def test_the_journey_begins_with_being_safe_and_ends_with_the_card(library: Library) -> None:
    steps = list(library.steps)
    assert steps[:6] == ["good-time", "exit-practice", "in-charge", "people-may-tell", "name", "today"]
    assert steps[-3:] == ["share", "remember", "card"]


DECISION = (Path(__file__).parents[3] / "docs" / "decisions" / "held-back.md").read_text(encoding="utf-8")


def test_the_decision_says_of_every_question_whether_it_is_held_back(library: Library) -> None:
    said = dict(re.findall(r"^\| `([a-z0-9-]+)` \| (held|stays|alone only) \|", DECISION, re.MULTILINE))
    ways = {
        step.id: "alone only" if step.after else "held" if step.held else "stays"
        for step in library.steps.values()
    }
    assert said == ways


def test_what_tells_of_harm_or_of_others_is_held_back(library: Library) -> None:
    telling = {"hurt", "touch", "scared", "shouting", "stealing", "controlling", "not-safe", "thumbs-down"}
    for step in library.steps.values():
        pictures = {one.picture for one in (*step.choices, *step.points)}
        assert step.held or not telling & pictures, step.id


def test_people_may_tell_is_explained_before_the_first_own_words(library: Library) -> None:
    steps = list(library.steps.values())
    explained = next(i for i, step in enumerate(steps) if step.id == "people-may-tell")
    own_words = next(i for i, step in enumerate(steps) if step.own)
    assert explained < own_words
    assert steps[explained].help[-1] == "They should tell you first, if they can."
    quick = [step for step in steps if step.quick]
    assert quick[0].id == "people-may-tell"


def test_teach_back_has_six_true_pictures_of_nine(library: Library) -> None:
    told = library.steps["remember"].choices
    assert [choice.true for choice in told].count(True) == 6
    assert len(told) == 9


def test_no_step_shows_the_same_picture_twice(library: Library) -> None:
    for step in library.steps.values():
        for shown in (step.choices, step.points):
            pictures = [choice.picture for choice in shown]
            assert len(set(pictures)) == len(pictures), step.id


def test_no_number_claims_a_check_that_nobody_made(library: Library) -> None:
    contacts = [contact for place in library.places.values() for contact in place.contacts]
    assert contacts
    assert all(contact.checked_on is None for contact in contacts)


def test_jersey_does_not_promise_999_in_bsl(library: Library) -> None:
    assert any("BSL" in contact.text for contact in library.places["england"].contacts)
    assert not any("BSL" in contact.text for contact in library.places["jersey"].contacts)


def test_steps_and_chapters_are_found_by_their_neutral_codes(library: Library) -> None:
    want = library.steps["want"]
    assert library.step_by_code(want.code) is want
    assert library.step_by_code("00000000") is None
    chapter = library.chapter_of("want")
    assert want in chapter.steps
    with pytest.raises(KeyError):
        library.chapter_of("no-such-step")


def test_yes_and_no_stay_words_without_quotes(paths: Paths) -> None:
    welcome = paths.content / "chapters" / "00-welcome.yaml"
    quoted = '{id: "yes", picture: "yes", text: "Yes"}'
    text = welcome.read_text("utf-8")
    assert quoted in text
    welcome.write_text(text.replace(quoted, "{id: yes, picture: yes, no: true, text: no}"), "utf-8")
    choice = load_library(paths, PICTURES).steps["good-time"].choices[0]
    assert (choice.id, choice.picture, choice.text, choice.no) == ("yes", "yes", "no", True)


def test_a_new_step_of_a_known_kind_needs_no_code(paths: Paths) -> None:
    new = """
  - id: safe-places
    kind: one
    picture: home
    question: "Where do you feel safe?"
    hint: "Wait and count to 10."
    choices:
      - {id: home, picture: home, text: "At home"}
      - {id: outside, picture: outside, text: "Outside"}
"""
    with (paths.content / "chapters" / "20-safe.yaml").open("a", encoding="utf-8") as file:
        file.write(new)
    library = load_library(paths, PICTURES)
    assert library.steps["safe-places"].choices[1].text == "Outside"
    assert library.chapter_of("safe-places").id == "safe"


# --- lines for translators ---------------------------------------------------


def test_each_line_for_translators_has_its_true_line_number() -> None:
    for path in (*SHIPPED.content.glob("chapters/*.yaml"), *SHIPPED.content.glob("places/*.yaml")):
        source = path.read_text("utf-8").splitlines()
        with path.open("rb") as file:
            found = list(extract(file, [], [], {}))
        assert found
        for line, function, text, _notes in found:
            assert function == "gettext"
            assert f'"{text}"' in source[line - 1], f"{path.name}:{line}"


def test_every_line_that_people_read_reaches_the_translators(library: Library) -> None:
    given = set()
    for path in SHIPPED.content.glob("**/*.yaml"):
        with path.open("rb") as file:
            given |= {text for _line, _function, text, _notes in extract(file, [], [], {})}
    shown = {choice.text for choice in (*library.doors, *library.sharing.readers)}
    for chapter in library.chapters:
        shown.add(chapter.title)
    for step in library.steps.values():
        shown |= {step.question, *step.help, step.hint or step.question, step.card_title or step.question}
        for choice in (*step.choices, *step.points):
            shown |= {choice.text, choice.card or choice.text}
    for place in library.places.values():
        shown |= {place.title, *place.words.values(), *(contact.text for contact in place.contacts)}
    assert shown <= given
    assert not any(
        "someone who helps you say what you want" in text for text in given
    )  # words.yaml is for us


def test_translators_are_told_where_a_line_stands_and_what_it_means() -> None:
    source = b"""id: a
title: "T"
steps:
  - id: b
    kind: many
    picture: talk
    question: "Q?"
    card: talk
    choices:
      - {id: c, picture: "no", text: "BSL", card: "I use BSL.", note: "British Sign Language"}
"""
    assert list(extract(io.BytesIO(source), [], [], {})) == [
        (2, "gettext", "T", ["a: title. Picture: -."]),
        (7, "gettext", "Q?", ["a/b: question. Picture: talk."]),
        (10, "gettext", "BSL", ["a/b/c: choice. Picture: no.", "British Sign Language"]),
        (10, "gettext", "I use BSL.", ["a/b/c: card line. Picture: no.", "British Sign Language"]),
    ]


def test_babel_reads_the_content_with_our_extractor() -> None:
    with (SHIPPED.content / "chapters" / "20-safe.yaml").open("rb") as file:
        found = list(babel_extract(extract, file))  # type: ignore[arg-type]  # Babel asks an extractor for its own rows
    assert any(text == "How safe do you feel today?" for _line, text, _notes, _context in found)

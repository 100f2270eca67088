from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from easyread.content import ContentError, load_library, needed
from easyread.pictures import Pictures
from easyread.settings import Paths

SHIPPED = Paths(instance=Path("unused"))
PICTURES = Pictures(SHIPPED.static)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    shutil.copytree(SHIPPED.content, tmp_path / "content")
    return Paths(instance=tmp_path / "instance", content=tmp_path / "content")


def edit(paths: Paths, file: str, old: str, new: str) -> None:
    """Put ``new`` in the place of the only ``old``, so that a changed file cannot make a test say nothing."""
    path = paths.content / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), "utf-8")


def line_with(paths: Paths, file: str, text: str) -> int:
    lines = (paths.content / file).read_text("utf-8").splitlines()
    found = [number for number, line in enumerate(lines, 1) if text in line]
    assert len(found) == 1, f"{text!r} stands on the lines {found} of {file}"
    return found[0]


def mistakes_in(paths: Paths) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load_library(paths, PICTURES)
    return [str(mistake) for mistake in caught.value.mistakes]


class Planted(NamedTuple):
    """A mistake put into a copy of our content: ``at`` is on the line that must be reported."""

    file: str
    old: str
    new: str
    at: str
    says: str


W, P, S, D = "chapters/00-welcome.yaml", "chapters/10-with-me.yaml", "chapters/20-safe.yaml", "doors.yaml"
PLANTED = {
    "unknown field": Planted(W, 'title: "Welcome"', 'title: "Welcome"\ntitel: "x"', "id: welcome", "titel"),
    "bad id": Planted(W, "id: exit-practice", "id: Exit", "id: Exit", "regex"),
    "unknown kind": Planted(
        "chapters/40-working.yaml", "kind: sort", "kind: stars", "kind: stars", "'stars'"
    ),
    "unknown picture": Planted(W, "picture: quick-exit", "picture: ladder", "ladder", "no picture 'ladder'"),
    "unknown choice picture": Planted(
        "chapters/60-want.yaml", "picture: sleep", "picture: asleep", "asleep", "no picture 'asleep'"
    ),
    "unknown chapter picture": Planted(
        W, "picture: easy-read", "picture: easy", "picture: easy", "no picture 'easy'"
    ),
    "unknown choice field": Planted(P, 'text: "Signing"', 'txt: "Signing"', "txt:", "txt"),
    "line too long": Planted(W, "You are in charge of this.", "a" * 121, "a" * 121, "length <= 120"),
    "line empty": Planted(W, '"You can start anywhere."', '""', '""', "length >= 1"),
    "number instead of a line": Planted(W, '"You can start anywhere."', "999", "- 999", "Expected `str`"),
    "step id twice": Planted(S, "id: safe-when", "id: safe-means # again", "# again", "is there already"),
    "step id in two files": Planted(P, "id: time-alone", "id: name # also", "# also", "is there already"),
    "chapter id twice": Planted(S, "id: safe\n", "id: welcome\n", "id: welcome", "is there already"),
    "choice id twice": Planted(P, "id: drawing", "id: writing", "picture: draw,", "used twice"),
    "too few points": Planted(
        S,
        '      - {id: between, picture: ok, text: "In between", card: "I feel in between."}\n',
        "",
        "id: safe-today",
        "3 or 5 points, not 4",
    ),
    "refusal without a cross": Planted(
        P, 'messages", "no": true', 'messages"', "no-messages", "needs 'no: true'"
    ),
    "no card sentence": Planted(P, ', card: "I draw."', "", "picture: draw,", "needs a card sentence"),
    "no card title": Planted(
        S,
        'card: safe\n    card_title: "I feel safe when"',
        "card: safe # bare",
        "# bare",
        "needs a card_title",
    ),
    "no hint": Planted(
        "chapters/60-want.yaml",
        '    hint: "Ask what else, then wait."\n',
        "",
        "id: want-these",
        "needs a hint",
    ),
    "per cent": Planted(W, "You are in charge of this.", "All 100% yours.", "100%", "must not hold %"),
    "unknown page": Planted(W, "to: rest", "to: moon", "to: moon", "no page 'moon'"),
    "true without quotes": Planted(
        "chapters/90-sharing.yaml",
        'wants to know.", "true"',
        'wants to know.", true',
        "wants to know",
        "write 'true' in quotes",
    ),
    "about who was here, but asked before them": Planted(
        P,
        "held: true\n    after: company",
        "after: company",
        "after: company",
        "must be held back",
    ),
    "the quiet question while the interpreter is here": Planted(
        P,
        "held: true\n    after: interpreter",
        "held: true",
        "id: interpreter-ok",
        "when the interpreter has gone",
    ),
    "an answer to the quiet question that is none": Planted(
        P,
        "    points: # the ways on",
        '      - {id: maybe, picture: "yes", text: "Maybe"}\n    points: # the ways on',
        "id: interpreter-ok",
        "no such answer: maybe",
    ),
    "choice that is a word": Planted(
        P,
        '      - {id: "no", picture: "no", text: "No", card: "I do',
        '      - x\n      - {id: nope, picture: "no", text: "No", card: "I do',
        "- x",
        "must have fields",
    ),
    "door twice": Planted(
        D, "{id: bus, picture: bus, ", "{id: bus, picture: heart, ", "id: bus", "this picture"
    ),
    "door id twice": Planted(
        D, "{id: bus, picture: bus, ", "{id: star, picture: bus, ", "picture: bus", "used twice"
    ),
    "bad date": Planted(
        "places/jersey.yaml",
        'number: "999", checked_on: null',
        'number: "999", checked_on: soon',
        "checked_on: soon",
        "checked_on",
    ),
    "number without quotes": Planted("places/england.yaml", '"101"', "101", "number: 101", "Expected `str`"),
    "law word missing": Planted(
        "places/england.yaml", '  law: "Care Act 2014"\n', "", "words:", "missing: law"
    ),
    "unknown contact picture": Planted(
        "places/england.yaml", "picture: type", "picture: typing", "picture: typing", "no picture 'typing'"
    ),
    "unknown reader picture": Planted(
        "sharing.yaml",
        'picture: police, text: "Police"',
        'picture: cop, text: "Police"',
        "picture: cop",
        "no picture 'cop'",
    ),
    "no colour": Planted("drawing.yaml", '"#c81e1e"', '"red"', "id: red", "regex"),
    "unknown stamp picture": Planted(
        "drawing.yaml", "picture: bus", "picture: coach", "picture: coach", "no picture 'coach'"
    ),
    "colour twice": Planted("drawing.yaml", '"#1b7a35"', '"#1557b0"', "colours:", "look the same"),
    "not YAML": Planted(S, "steps:\n", "steps: [\n", "- id: safe-means", "not YAML"),
}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_a_mistake_is_reported_with_its_file_and_line(paths: Paths, planted: Planted) -> None:
    edit(paths, planted.file, planted.old, planted.new)
    line = line_with(paths, planted.file, planted.at)
    found = [text for text in mistakes_in(paths) if planted.says in text]
    assert found, mistakes_in(paths)
    assert found[0].startswith(f"content/{planted.file}:{line}: "), found


def test_every_mistake_of_every_file_comes_at_once(paths: Paths) -> None:
    # "not YAML" hides its whole file, and these share a place with another one of the list
    apart = PLANTED.keys() - {
        "not YAML",
        "per cent",
        "choice that is a word",
        "chapter id twice",
        "door id twice",
    }
    apart -= {"number instead of a line", "unknown chapter picture"}
    for name in sorted(apart):
        edit(paths, *PLANTED[name][:3])
    found = mistakes_in(paths)
    assert len(apart) >= 20
    for name in apart:
        planted = PLANTED[name]
        start = f"content/{planted.file}:{line_with(paths, planted.file, planted.at)}: "
        assert any(text.startswith(start) and planted.says in text for text in found), (name, found)


@pytest.mark.parametrize("file", [S, D, "sharing.yaml", "drawing.yaml", "places/jersey.yaml"])
@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "just words", "7", "- 1\n- 2\n", "steps: 3\nreaders: 4\ncontacts: 5\n"]
)
def test_a_file_of_the_wrong_shape_is_a_mistake_and_no_crash(paths: Paths, file: str, text: str) -> None:
    (paths.content / file).write_text(text, "utf-8")
    assert any(found.startswith(f"content/{file}:1: ") for found in mistakes_in(paths))


def test_a_missing_file_and_a_file_in_another_encoding_are_mistakes(paths: Paths) -> None:
    (paths.content / D).unlink()
    (paths.content / S).write_bytes('title: "Très sûr"'.encode("latin-1"))
    found = mistakes_in(paths)
    assert f"content/{D}:1: this file is missing" in found
    assert any(text.startswith(f"content/{S}:1: this is not YAML in UTF-8") for text in found)


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("places/jersey.yaml", "id: a\ntitle: A\nwords: {advocate: a, board: b, law: c}\n", "`contacts`"),
        ("sharing.yaml", "readers: []\npurposes: []\n", "`untils`"),
        ("drawing.yaml", "colours: []\n", "`stamps`"),
        ("drawing.yaml", "colours: []\nstamps: []\n", "needs a colour"),
        (S, "id: safe\ntitle: Safe\npicture: safe\n", "`steps`"),
        (S, "id: safe\ntitle: Safe\npicture: safe\nsteps: []\n", "needs a step"),
        (S, "id: safe\ntitle: Safe\npicture: safe\nsteps: 5\n", "needs a step"),
    ],
)
def test_a_file_without_its_list_is_a_mistake(paths: Paths, file: str, text: str, says: str) -> None:
    (paths.content / file).write_text(text, "utf-8")
    assert any(found.startswith(f"content/{file}:") and says in found for found in mistakes_in(paths))


def test_no_chapter_at_all_is_a_mistake(paths: Paths) -> None:
    shutil.rmtree(paths.content / "chapters")
    assert "content/chapters:1: there is no chapter" in mistakes_in(paths)


class Renamed(NamedTuple):
    """Something that the code asks for by name, called otherwise in a copy of our content."""

    file: str
    old: str
    says: str


RENAMED = {
    "who is here": Renamed(P, "- id: who-is-here\n", "a step 'who-is-here'"),
    "good time": Renamed(W, "- id: good-time\n", "a step 'good-time'"),
    "good time later": Renamed(W, "{id: later,", "needs the choices: later"),
    "good time not sure": Renamed(W, "{id: not-sure,", "needs the choices: not-sure"),
    "exit practice": Renamed(W, "- id: exit-practice\n", "a step 'exit-practice'"),
    "my name": Renamed(W, "- id: name\n", "a step 'name'"),
    "who helps": Renamed("chapters/50-people.yaml", "- id: who-helps\n", "a step 'who-helps'"),
    "danger now": Renamed("places/jersey.yaml", "{id: emergency,", "'jersey' needs a contact 'emergency'"),
    "how they help": Renamed(P, "- id: how-helping\n", "a step 'how-helping'"),
    "may tell": Renamed(W, "- id: people-may-tell\n", "a step 'people-may-tell'"),
    "sharing": Renamed("chapters/90-sharing.yaml", "kind: share\n", "of the kind 'share'"),
    "card": Renamed("chapters/95-card.yaml", "kind: card\n", "of the kind 'card'"),
    "chapters": Renamed("chapters/00-welcome.yaml", "kind: today\n", "of the kind 'today'"),
    "nobody": Renamed(P, "{id: nobody,", "needs the choices: nobody"),
    "registered interpreter": Renamed(P, "{id: registered,", "needs the choices: registered"),
    "only me": Renamed("sharing.yaml", '{id: me, picture: me, text: "Only me"', "a reader 'me'"),
    "social worker": Renamed(
        "sharing.yaml", "{id: social-worker, picture: social", "a reader 'social-worker'"
    ),
    "time alone": Renamed(P, "- id: time-alone\n", "a step 'time-alone'"),
    "an advocate": Renamed("chapters/50-people.yaml", "- id: advocate\n", "a step 'advocate'"),
    "until I say stop": Renamed("sharing.yaml", "{id: stop,", "how long: stop"),
    "change it": Renamed("chapters/90-sharing.yaml", "{id: change,", "needs the choices: change"),
}


@pytest.mark.parametrize("renamed", RENAMED.values(), ids=RENAMED)
def test_what_the_code_asks_for_by_name_is_there_or_told_at_the_start(paths: Paths, renamed: Renamed) -> None:
    kind, colon, name = renamed.old.partition(": ")
    other = "words" if name in ("card\n", "today\n") else "one"  # they have no choices
    new = f"kind: {other}\n" if kind == "kind" else f"{kind}{colon}x-{name}"
    edit(paths, renamed.file, renamed.old, new)
    assert any(renamed.says in text for text in mistakes_in(paths)), mistakes_in(paths)


def test_each_name_that_the_code_asks_for_is_tried_above() -> None:
    asked = {value for name, value in vars(needed).items() if name.isupper() and isinstance(value, str)}
    assert asked <= {re.findall(r"\w[\w-]*", renamed.old)[1] for renamed in RENAMED.values()}


def test_a_private_question_without_a_card_is_told_at_the_start(paths: Paths) -> None:
    edit(paths, P, '    card: people\n    card_title: "How I feel about', '    card_title: "How I feel about')
    assert any("'ok-with-people' is private, so it needs a card" in text for text in mistakes_in(paths))


def test_an_emergency_contact_without_its_number_is_told_at_the_start(paths: Paths) -> None:
    edit(paths, "places/jersey.yaml", 'ambulance", number: "999"', 'ambulance", number: ""')
    assert any("a contact 'emergency' with its number" in text for text in mistakes_in(paths))


def test_only_two_pages_come_before_there_is_a_book(paths: Paths) -> None:
    edit(paths, W, "  - id: in-charge\n", "  - id: in-charge\n    before: true\n")
    assert any("'before' is for 'exit-practice' and 'good-time'" in text for text in mistakes_in(paths))


def test_only_the_questions_of_an_opening_are_asked_each_time(paths: Paths) -> None:
    edit(paths, P, "  - id: time-alone\n", "  - id: time-alone\n    each_time: true\n")
    assert any("'each_time' is for" in text for text in mistakes_in(paths))

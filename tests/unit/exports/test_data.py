import json

import msgspec
import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from easyread.card import Card
from easyread.card.phrases import HEADINGS
from easyread.exports.data import ABOUT_ME, CardData, write_data
from tests.unit.card import people
from tests.unit.card.nasty import NASTY, make_nasty
from tests.unit.card.samples import SCHEMA_FILE

VERSIONS = (
    "Version 2 added Line.attached: a drawing or photo (base64), or the words beside a voice. "
    "Version 3 added Text.pieces: a sentence with a name in it, part by part. "
    'Version 4 added Text.under: what others wrote, one under the other, with what they noted ("remark"); '
    'the origin "app" and the part "app" (it was "share"): what nobody said or chose.'
)
SCHEMA = Draft202012Validator(json.loads(SCHEMA_FILE.read_bytes()))


@pytest.mark.parametrize(
    "made",
    [
        people.make_asha(),
        people.make_tom(),
        people.make_margaret(),
        make_nasty(),
        people.make_ania(),
    ],
    ids=["asha", "tom", "margaret", "nasty", "ania"],
)
def test_every_card_keeps_to_the_schema_beside_the_code(made: Card) -> None:
    written = write_data(made)
    SCHEMA.validate(json.loads(written))
    assert msgspec.json.decode(written, type=CardData).languages == made.languages


def test_the_schema_refuses_another_form() -> None:
    other = json.loads(write_data(people.make_tom())) | {"schema": "my-words-card/3"}
    with pytest.raises(ValidationError):
        SCHEMA.validate(other)


def test_the_shipped_schema_is_that_of_the_records() -> None:
    """``schema.json`` is written by hand from what this makes of the records."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "My words card, version 4",
        "$comment": VERSIONS,
        **msgspec.json.schema(CardData),
    }
    made = msgspec.json.format(msgspec.json.encode(schema), indent=2)
    assert SCHEMA_FILE.read_text("utf-8") == f"{made.decode()}\n"


def test_own_words_are_the_same_to_the_letter() -> None:
    data = json.loads(write_data(make_nasty()))
    own = [
        text["words"]
        for section in data["sections"]
        for line in section["lines"]
        for text in line["texts"]
        if text["origin"] == "own"
    ]
    assert own == list(NASTY)


def test_sections_say_where_they_belong_in_about_me() -> None:
    data = json.loads(write_data(people.make_asha()))
    headings = {section["id"]: section["about_me"] for section in data["sections"]}
    assert headings["talk"] == ["How I communicate and how to communicate with me"]
    assert headings["people"] == ["People who are important to me"]
    assert headings["app"] == []
    assert ABOUT_ME.keys() == HEADINGS.keys()


def test_a_rendering_is_marked_as_one_with_its_stamp() -> None:
    data = json.loads(write_data(people.make_asha()))
    texts = [t for section in data["sections"] for line in section["lines"] for t in line["texts"]]
    [rendered] = [text for text in texts if text["origin"] == "rendering"]
    assert rendered["language"] == "en-GB"
    assert rendered["note"].startswith("English by: Registered interpreter.")

"""A voice, a drawing or a photo on a card: in every form it says something, and only what was shared."""

from __future__ import annotations

import io
import json
from base64 import b64decode
from typing import Any

import pypdf
import pytest
from jsonschema import Draft202012Validator
from pypdf.generic import DictionaryObject

from easyread.card import Card, Line, Media, phrases
from easyread.exports.data import write_data
from easyread.exports.pdf import write_pdf
from easyread.exports.text import write_text
from easyread.languages import ENGLISH
from easyread.model import ReadBack, Rendering, Statement
from tests.unit.card.media import make_media, widths_in
from tests.unit.card.samples import HERE, NOW, SCHEMA_FILE, SomePictures, card, statement, step
from tests.unit.card.test_html import parse, render

WANT = step("want", "want", "words", card_title="My wish")
DRAWING, PHOTO = make_media("drawing", "my garden", 1), make_media("photo", "", 2)
VOICE = make_media("voice", "", 3)
URDU: dict[str, Any] = {"language": "ur", "direction": "rtl"}


def hold(*media: Media, **more: Any) -> Statement:
    return statement(WANT, attached=tuple(one.attachment.id for one in media), **more)


def make(said: Statement, *media: Media, codes: tuple[str, ...] = (ENGLISH,), **more: Any) -> Card:
    return card([(WANT, said)], *codes, media=media, **more)


def line_of(made: Card, end: str) -> Line:
    (found,) = [line for line in made.lines if line.id.endswith(f".{end}")]
    return found


def write_down(said: Statement, **more: Any) -> Rendering:
    given: dict[str, Any] = {"statement": said.id, "words": "I want my key.", "role": "advocate", "at": NOW}
    return Rendering(**given | {"id": "r", "voice": VOICE.attachment.id} | more)


def words_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_drawing_alone_is_a_line_with_its_title_its_sentence_and_the_words_about_it() -> None:
    line = line_of(make(hold(DRAWING), DRAWING), "drawing")
    assert (line.title[0].words, line.texts[0].words) == ("My wish", "I made a drawing.")
    assert line.attached
    assert (line.attached.alt.words, line.attached.data) == ("my garden", DRAWING.data)
    assert [text.origin for text in line.attached.words] == ["own"]
    assert not line.missing


def test_a_voice_whose_only_english_is_not_what_i_mean_is_not_in_english() -> None:
    said = hold(VOICE)
    no = ReadBack(id="b", rendering="r", agrees=False, at=NOW)
    line = line_of(make(said, VOICE, renderings=[write_down(said)], read_backs=[no]), "voice")
    assert line.attached
    assert [text.words for text in line.attached.words] == [phrases.DISPUTED]
    assert line.missing


def test_a_photo_without_words_is_called_my_photo() -> None:
    line = line_of(make(hold(PHOTO, words="home"), PHOTO), "photo")
    assert line.attached
    assert (line.attached.alt.words, line.attached.words, line.title) == ("My photo", (), ())


def test_words_about_a_picture_that_are_in_no_english_say_so() -> None:
    drawn = make_media("drawing", "میرا باغ")
    line = line_of(make(hold(drawn, **URDU), drawn, codes=("ur", ENGLISH)), "drawing")
    assert line.attached
    assert line.attached.alt.direction == "rtl"
    assert [text.origin for text in line.attached.words] == ["own", "missing"]
    assert line.missing


def test_a_voice_is_a_line_and_its_sound_is_on_no_card() -> None:
    line = line_of(make(hold(VOICE), VOICE), "voice")
    assert line.attached
    assert line.texts[0].words == "I said this with my voice."
    assert line.attached.data == b""
    assert [text.words for text in line.attached.words] == ["Nobody has written it down yet."]
    assert line.missing


def test_what_somebody_wrote_down_of_a_voice_stands_beside_it_with_who_and_when() -> None:
    said = hold(VOICE, **URDU)
    older = write_down(said, words="old", id="o")
    renderings = [
        older,
        write_down(said, replaces="o"),
        write_down(said, words="میری چابی", id="u", language="ur", role="me"),
    ]
    steps = {WANT.id: WANT, HERE.id: HERE}
    made = make(said, VOICE, codes=("ur", ENGLISH), renderings=renderings, steps=steps)
    line = line_of(made, "voice")
    assert line.attached
    urdu, english = line.attached.words
    assert (urdu.words, urdu.direction, english.words) == ("میری چابی", "rtl", "I want my key.")
    assert english.note == "Written down by: Advocate. 21 November 2026. Not yet checked with the person."
    assert not line.missing


def test_a_rendering_of_the_words_and_one_of_the_voice_never_change_places() -> None:
    said = hold(VOICE, words="میرا گھر", **URDU)
    english = write_down(said, voice=None, words="My home", id="e")
    made = make(said, VOICE, codes=("ur", ENGLISH), renderings=[english, write_down(said)])
    assert line_of(made, "words").texts[1].words == "My home"
    spoken = line_of(made, "voice").attached
    assert spoken
    assert [text.words for text in spoken.words] == ["I want my key."]
    assert line_of(make(said, VOICE, codes=("ur", ENGLISH), renderings=[write_down(said)]), "words").missing


def test_the_small_print_says_that_what_was_written_down_is_not_the_voice() -> None:
    said = hold(VOICE)
    feet = [
        [text.words for rule in made.foot for text in rule]
        for made in (make(said, VOICE), make(said, VOICE, renderings=[write_down(said)]))
    ]
    assert [any("beside the person’s words" in rule for rule in foot) for foot in feet] == [False, True]


def test_an_attachment_that_is_not_in_the_book_any_more_makes_no_line() -> None:
    assert [line.id for line in make(hold(PHOTO, words="home")).lines if line.statement] == [
        f"{hold().id}.words"
    ]


def test_the_text_says_what_there_is() -> None:
    said = hold(DRAWING, PHOTO, VOICE)
    text = write_text(make(said, DRAWING, PHOTO, VOICE, renderings=[write_down(said, role="gone")]))
    assert "- My wish:\n  I made a drawing.\n  It shows: “my garden”\n" in text
    assert "\n- I took a photo.\n" in text
    assert (
        "- I said this with my voice.\n  ‘I want my key.’\n"
        "  [Written down by: not said. 21 November 2026. Not yet checked with the person.]\n"
    ) in text


def test_the_data_holds_the_pictures_and_keeps_to_the_schema() -> None:
    data = json.loads(write_data(make(hold(DRAWING, VOICE), DRAWING, VOICE)))
    Draft202012Validator(json.loads(SCHEMA_FILE.read_bytes())).validate(data)
    lines = [line for section in data["sections"] for line in section["lines"] if line["attached"]]
    drawn, spoken = (line["attached"] for line in lines)
    assert (drawn["type"], b64decode(drawn["data"])) == ("image/png", DRAWING.data)
    assert (spoken["type"], spoken["data"]) == ("audio/mpeg", "")


def test_the_page_shows_pictures_with_their_words_and_a_player_for_a_voice() -> None:
    made = make(hold(DRAWING, PHOTO, VOICE), DRAWING, PHOTO, VOICE)
    figures = parse(made).findall(".//div[@class='paper-attached']")
    drawn, photo = (figure.find("img") for figure in figures[:2])
    assert (drawn.get("alt"), photo.get("alt")) == ("my garden", "My photo")
    assert drawn.get("src") == f"/m/{DRAWING.attachment.id}"
    assert figures[2].find("audio").get("src") == f"/m/{VOICE.attachment.id}"
    assert figures[2].find("audio").get("aria-label") == "What I said with my voice"


@pytest.mark.parametrize("codes", [(ENGLISH,), ("ur",), ("ur", ENGLISH), ("pl", ENGLISH)])
def test_the_pages_to_print_hold_the_picture_with_its_words(codes: tuple[str, ...]) -> None:
    pdf = write_pdf(make(hold(DRAWING, words="home"), DRAWING, codes=codes), SomePictures())
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 1
    assert widths_in(pdf) == {1001}
    assert "my garden" in words_of(pdf)
    assert "my garden" in alts_in(pdf)


def alts_in(pdf: bytes) -> set[str]:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    found = (reader.get_object(number) for number in range(1, len(reader.xref[0]) + 500))
    return {str(one["/Alt"]) for one in found if isinstance(one, DictionaryObject) and "/Alt" in one}


def test_many_pictures_take_more_pages_and_none_is_lost() -> None:
    steps = [step(f"s{n}", "safe", "words") for n in range(9)]
    media = [make_media("photo", f"number {n}", n) for n in range(9)]
    answers = [
        (at, statement(at, attached=(one.attachment.id,))) for at, one in zip(steps, media, strict=True)
    ]
    pdf = write_pdf(card(answers, media=media), SomePictures())
    assert widths_in(pdf) == {1000 + n for n in range(9)}


def test_the_same_card_gives_the_same_bytes() -> None:
    made = make(hold(DRAWING), DRAWING)
    assert write_pdf(made, SomePictures()) == write_pdf(made, SomePictures())


@pytest.mark.parametrize("data", [b"", b"no picture"], ids=["none", "words"])
def test_bytes_that_are_no_picture_do_not_stop_the_card(data: bytes) -> None:
    broken = Media(PHOTO.attachment, data)
    assert "I took a photo." in words_of(write_pdf(make(hold(broken), broken), SomePictures()))


def test_words_about_a_picture_that_look_like_code_are_only_words() -> None:
    nasty = make_media("drawing", '"><script>&lt; #panic("x") {{ 7*7 }}')
    made = make(hold(nasty), nasty)
    page = render(made)
    assert "<script" not in page
    assert parse(made).find(".//div[@class='paper-attached']/img").get("alt") == nasty.attachment.about
    assert '#panic("x")' in words_of(write_pdf(made, SomePictures()))
    assert nasty.attachment.about in write_text(made)

import html
import re
from pathlib import Path
from typing import Any, get_args

import html5lib
import jinja2
import pytest

from easyread.card import Card
from easyread.card.records import Part
from easyread.languages import ENGLISH
from easyread.model import Rendering
from easyread.web.own_words import show_text, show_words
from tests.unit.card import people
from tests.unit.card.nasty import NASTY, make_nasty
from tests.unit.card.samples import NAME, NOW, card, statement, step

ROOT = Path(__file__).parents[3]
CARDS = {name: getattr(people, f"make_{name}")() for name in ("asha", "tom", "margaret", "ania")} | {
    "nasty": make_nasty()
}


TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(ROOT / "easyread" / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
)
TEMPLATES.filters.update(shown=show_words, told=show_text)


class Pieces:
    """In the place of the pieces of a page: it notes what can be heard."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.own: set[str] = set()  # what somebody wrote: a voice of the device says it only after a yes

    def aloud_shown(self, text: str, language: str, own: bool = False) -> str:
        self.heard.append((language, text))
        self.own |= {text} if own else set()
        return ""


PIECES = TEMPLATES.globals["m"] = Pieces()


def make_noted(*codes: str) -> Card:
    """A name, and words with somebody's English that has a note under it."""
    at = step("want", "want", "words", card_title="Wish")
    said = statement(at, words="میرا گھر", language="ur", direction="rtl")
    english = Rendering(
        id="r", statement=said.id, words="My home", role="advocate", note="Or: my family", at=NOW
    )
    return card([(NAME, statement(NAME, words="Asha")), (at, said)], *codes, renderings=[english])


def render(made: Card) -> str:
    return TEMPLATES.get_template("card/body.html").render(
        card=made,
        picture=lambda name: f"/static/pictures/openmoji/{name}.svg",
        attached_url=lambda name: f"/m/{name}",
    )


def parse(made: Card) -> Any:  # html5lib has no types
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(f"<!doctype html><title>My words</title>{render(made)}")


@pytest.mark.parametrize("name", CARDS)
def test_a_card_is_valid_html_with_one_title_and_a_heading_for_each_section(name: str) -> None:
    made = CARDS[name]
    tree = parse(made)
    assert len(tree.findall(".//h1")) == 1
    assert len(tree.findall(".//h2")) == len(made.sections) + bool(made.talk)
    assert len(tree.findall(".//li")) == len(made.lines)


@pytest.mark.parametrize("name", CARDS)
def test_pictures_stand_beside_their_words_and_are_not_read_twice(name: str) -> None:
    images = parse(CARDS[name]).findall(".//img")
    assert images
    for image in images:
        assert image.get("alt") == ""
        assert (ROOT / image.get("src").lstrip("/")).is_file()


@pytest.mark.parametrize("name", CARDS)
def test_all_words_say_their_language_and_direction_and_nothing_is_styled_inline(name: str) -> None:
    page = render(CARDS[name])
    assert " style=" not in page
    assert "<script" not in page
    for tag in re.findall(r"<(?:blockquote|p class=\"paper-(?:missing|note)\")[^>]*>", page):
        assert re.search(r' lang="[\w-]+" dir="(?:ltr|rtl)"', tag)


def test_own_words_are_the_same_to_the_letter() -> None:
    page = html.unescape(re.sub(r"</?bdi[^>]*>", "", render(CARDS["nasty"])))
    for words in NASTY:
        assert f"“{words}”</blockquote>" in page


def test_urdu_words_run_from_right_to_left_beside_their_english() -> None:
    page = render(CARDS["asha"])
    assert '<blockquote class="paper-own" lang="ur" dir="rtl">“میں چاہتی' in page
    assert '<blockquote class="paper-rendering" lang="en-GB" dir="ltr">‘I want my son' in page
    assert '<span class="paper-draft">مسودہ · draft</span>' in page
    assert '<p class="paper-missing" lang="en-GB" dir="ltr">Not in English yet.' in page


@pytest.mark.parametrize("name", CARDS)
def test_all_of_a_card_can_be_heard_each_language_in_its_own_voice(name: str) -> None:
    PIECES.heard.clear()
    render(CARDS[name])
    made, heard = CARDS[name], set(PIECES.heard)
    shown = [*made.title, *made.made_for, *(text for fact in made.facts for text in fact.label + fact.value)]
    shown += [text for texts in made.foot for text in texts]
    lines = made.lines
    shown += [text for line in lines for text in (line.title or ()) + line.texts if text.origin != "missing"]
    shown += [line.original for line in lines if line.original]
    assert {(text.language, text.words) for text in shown if text.origin != "missing"} <= heard
    assert ("en-GB", made.credit) in heard


def test_what_stands_under_words_is_heard_in_the_order_in_which_it_is_read() -> None:
    PIECES.heard.clear()
    render(make_noted("ur", ENGLISH))
    heard = [text for _, text in PIECES.heard]
    under = ["My home", "A note by who wrote this:", "Or: my family"]
    assert [text for text in heard if text in under] == under


def test_that_words_are_not_there_is_heard_too() -> None:
    PIECES.heard.clear()
    render(make_noted("ur", "pl"))
    assert (ENGLISH, "Not in this language yet. Ask an interpreter.") in PIECES.heard


def test_what_somebody_wrote_waits_for_a_yes_to_a_voice_of_the_device() -> None:
    PIECES.own.clear()
    render(make_noted("ur", ENGLISH))
    assert {"میرا گھر", "My home", "Or: my family", "Asha – my words"} <= PIECES.own
    assert "A note by who wrote this:" not in PIECES.own


def test_a_refusal_and_a_sorted_choice_carry_their_badge() -> None:
    assert "/badge-no.svg" in render(CARDS["tom"])
    assert "/thumbs-down.svg" in render(CARDS["margaret"])


def test_under_a_page_title_the_headings_go_one_deeper() -> None:
    source = '{% set card_level = 2 %}{% include "card/body.html" %}'
    shown = TEMPLATES.from_string(source).render(card=CARDS["tom"], picture=str, attached_url=str)
    assert "<h1" not in shown
    assert (shown.count("<h2"), shown.count("<h3")) == (1, len(CARDS["tom"].sections) + 1)


def test_every_colour_pair_of_the_card_has_a_contrast_of_seven_to_one() -> None:
    css = (ROOT / "static" / "card.css").read_text("utf-8")
    pairs = re.findall(r"--tone: (#\w+); --tint: (#\w+)", css)
    note = re.search(r"--note-ink: (#\w+)", css)
    assert note is not None
    assert len(pairs) == len(get_args(Part))
    for tone, tint in pairs:
        assert contrast(tone, "#ffffff") >= 7
        assert contrast(note[1], tint) >= 7
        assert contrast("#111111", tint) >= 7


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(sign * 2 for sign in colour[1:])
    parts = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

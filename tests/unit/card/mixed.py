"""A person whose words mix English, Urdu, Polish, numbers and emoji. Nobody here is real."""

from __future__ import annotations

from easyread.card import Card
from easyread.languages import ENGLISH
from easyread.model import Person, Rendering
from tests.unit.card.samples import NAME, NOW, card, choice, statement, step

NAMES = {"ur": "فاطمہ خان", "pl": "Żaneta Ćwik", "he": "דוד"}
URDU = "میری دوست Renée اور José García (Example) ہیں۔ میرا نمبر 07700 900123 ہے 🙂"
POLISH = "Moja żona Małgorzata 👩‍👩‍👧. Numer: +44 7700 900124. اپنا گھر 07700 900125."
ENGLISH_WORDS = "Ring 07700 900126 07700 900127 not my son 1️⃣, but my sister فاطمہ (school) 07700 900128"
# What is in them, in order, in every form of a card.
PIECES = (
    *("میری دوست", "Renée", "اور", "José García (Example)", "ہیں۔ میرا نمبر", "07700 900123", "ہے"),
    *("My friends", "Renée and José", "07700 900123"),
    *("Siân Ó Néill 07700 900129", "فاطمہ خان"),
    *("Małgorzata", "+44 7700 900124", "اپنا گھر", "07700 900125"),
    *("07700 900126", "07700 900127", "1️⃣", "my sister", "فاطمہ", "(school)", "07700 900128"),
    *("Zoë", "שלום", "SW1A 1AA"),
)


def make_mixed(name: str = "ur", *codes: str) -> Card:
    want = step("want", "want", "words", card_title="My wish")
    helps = step("who-helps", "people", "people", choice("Friend", "friend"), choice("Sister", "sister"))
    safe, working = step("safe", "safe", "words"), step("work", "working", "words")
    worry = step("worry", "worry", "words")
    wish = statement(want, words=URDU, language="ur", direction="rtl")
    direction = "ltr" if name == "pl" else "rtl"
    answers = [
        (NAME, statement(NAME, words=NAMES[name], language=name, direction=direction)),
        (want, wish),
        (helps, statement(helps, "Friend", "Sister")),
        (safe, statement(safe, words=POLISH, language="pl")),
        (working, statement(working, words=ENGLISH_WORDS)),
        (worry, statement(worry, words="Zoë – שלום (SW1A 1AA)")),
    ]
    english = Rendering(
        id="r",
        statement=wish.id,
        words="My friends are Renée and José. My number is 07700 900123.",
        role="advocate",
        at=NOW,
    )
    people = [
        Person(id="p1", role="friend", name="Siân Ó Néill 07700 900129", at=NOW),
        Person(id="p2", role="sister", name=NAMES["ur"], at=NOW),
    ]
    return card(answers, *(codes or ("ur", ENGLISH)), people=people, renderings=[english])

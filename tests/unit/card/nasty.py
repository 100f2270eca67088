"""Words that look like code, turn the line round, or are very long."""

from __future__ import annotations

from easyread.card import Card
from easyread.languages import ENGLISH
from tests.unit.card.samples import NAME, card, statement, step

NASTY = (
    (
        '#import "/etc/passwd" #read("/etc/passwd") $x^2$ *bold* _it_ `code` // comment \\ back'
        " @ref <label> [x] = Head"
    ),
    "I like 🐶 and 👍🏽 and 🙂 🫶 👩‍👩‍👧 ❤️ and \u202eevil rtl\u202c and a\tb\nnew line ﷽ " + "W" * 90,
    "<script>alert(1)</script> {{ 7*7 }} {name} {date} &amp; “quotes” 'and' \"more\"",
    "e" + "\u0301" * 300 + " 漢字かな مرحبا 07700 900123",
)


def make_nasty() -> Card:
    """Words that look like code, turn the line round, or are very long."""
    answers = [(NAME, statement(NAME, words='#panic("x") $a$ <x>'))]
    for place, words in enumerate(NASTY):
        at = step(f"want-{place}", "want", "words", picture="stop")
        answers.append((at, statement(at, words=words)))
    return card(answers, ENGLISH)

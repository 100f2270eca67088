"""Statements + grants + a reader -> a Card: sections and lines, no layout.

``records`` are what a card is made of, ``phrases`` the fixed sentences, ``lines`` turns one thing said
into lines, ``attachments`` a voice or a picture, ``renderings`` what others wrote beside them, ``making``
puts a card together.
"""

from easyread.card.attachments import Media
from easyread.card.making import make_card
from easyread.card.records import Attached, Card, CardSection, Fact, Line, Piece, Text, Texts, quoted

__all__ = [
    "Attached",
    "Card",
    "CardSection",
    "Fact",
    "Line",
    "Media",
    "Piece",
    "Text",
    "Texts",
    "make_card",
    "quoted",
]

"""Statements + grants + a reader -> a Card: sections and lines, no layout.

``records`` are what a card is made of, ``phrases`` the fixed sentences, ``lines`` turns one statement
into lines, ``making`` puts a card together.
"""

from easyread.card.making import make_card
from easyread.card.records import Card, CardSection, Fact, Line, Text, Texts, quoted

__all__ = ["Card", "CardSection", "Fact", "Line", "Text", "Texts", "make_card", "quoted"]

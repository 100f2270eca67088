"""A line as any voice can say it in its language: numbers, short forms, codes, addresses, emoji."""

from easyread.speech.speakable.line import Speakable
from easyread.speech.speakable.number_words import NumberWords

__all__ = ["NumberWords", "Speakable"]

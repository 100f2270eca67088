"""What the book may answer instead of doing as asked. Texts are fixed: they never hold a person's words."""

from __future__ import annotations


class Refusal(Exception):
    """Base of all that the book refuses: answers that a page turns into a sentence, not faults."""

    text = ""

    def __init__(self) -> None:
        super().__init__(self.text)


class WrongSecret(Refusal):
    """No book opens with this door and lock, or with this code. It never says which part was wrong."""

    text = "that did not open a book"


class MustWait(Refusal):
    """Too many tries: nothing was tried. ``seconds`` is how long until the next try."""

    text = "too many tries, wait first"

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


class LockTaken(Refusal):
    """This door and lock already open a book; people are told what a weak lock is told."""

    text = "choose another lock"


class BookDamaged(Refusal):
    """The book's file is missing, cut short or changed by something else. It was left as it is."""

    text = "the book cannot be read"


class BookTooNew(Refusal):
    """A newer version of the program wrote this book. It was left as it is."""

    text = "a newer version wrote this book"


class NotKept(Refusal):
    """Nothing was stored: the disk is full, read only, busy or broken."""

    text = "nothing was stored"


class NoLocksNow(NotKept):
    """The device's secret is out of reach now. No lock opens; one that was made now never would again."""

    text = "no lock opens now"


class RoomForWordsOnly(NotKept):
    """The last room of a full disk is for words and counters: a big file is not kept there."""


class BookBusy(Refusal):
    """Another request holds the book, and this one does not wait for it."""

    text = "the book is in use"


class NoCopy(Refusal):
    """This file is not a whole copy of a book. Nothing was changed."""

    text = "this is not a whole copy"


class BookHere(Refusal):
    """The book is on this device already, and what is here may be newer. Nothing was changed."""

    text = "the book here may be newer"

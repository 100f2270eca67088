"""What stands in an address. It is meant to tell an onlooker nothing: inside, the same thing is a word.

A converter looks only at how its part is written (``request_limits.py`` has no app to ask). Whether what it
names is there, is for the view.
"""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import BaseConverter, Map

Codes = tuple[str, ...]

_DIGITS = 8  # of a code
# What can be done with the whole book -> its letter in addresses. Those of one way alone are spelled in the
# rules of views/backup.py, change_lock.py and my_book.py: they change together.
_LETTERS = {
    "change_lock": "l",
    "renew": "r",  # somebody knows the lock
    "new_code": "n",
    "gone": "h",  # somebody who was here: what only others may see waits for the lock
    "copy": "c",
    "words": "w",
    "delete": "d",
    "after_code": "f",  # a new lock, because the old one was forgotten
}


class IdConverter(BaseConverter):
    """The id of something that is kept: 32 hex digits."""

    regex = "[0-9a-f]{32}"


class CodeConverter(BaseConverter):
    """The neutral name of something of the content (``easyread.model.Step.code``): 8 hex digits."""

    regex = "[0-9a-f]{8}"


class CodesConverter(BaseConverter):
    """So many codes on end, as a tuple: ``<codes(3):plan>``."""

    def __init__(self, map: Map, count: int) -> None:  # noqa: A002  # so called by werkzeug
        super().__init__(map)
        self.regex = f"[0-9a-f]{{{_DIGITS * count}}}"

    def to_python(self, value: str) -> Codes:
        return tuple(value[at : at + _DIGITS] for at in range(0, len(value), _DIGITS))

    def to_url(self, value: Codes) -> str:
        return "".join(value)


class WayConverter(BaseConverter):
    """One of the named things that can be done with the book: ``<way(words, delete):way>``."""

    def __init__(self, map: Map, *ways: str) -> None:  # noqa: A002  # so called by werkzeug
        super().__init__(map)
        self._ways = {_LETTERS[way]: way for way in ways}
        self.regex = f"[{''.join(self._ways)}]"

    def to_python(self, value: str) -> str:
        return self._ways[value]

    def to_url(self, value: str) -> str:
        return _LETTERS[value]


def install(app: Flask) -> None:
    """Before any view is added."""
    app.url_map.converters |= {
        "id": IdConverter,
        "code": CodeConverter,
        "codes": CodesConverter,
        "way": WayConverter,
    }

"""What is kept in memory for browsers, so that nobody's crowd pushes out somebody who has proved a book.

Newcomers are bounded apart from who came back, and both apart from what belongs to a book, of which few are
kept for each: there only who can open that book pushes anything out.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")

_NEW, _BACK = "new", "back"


class FairCache(Generic[Value]):
    """Token -> value. Each crowd forgets first who came longest ago. Not safe to share between threads.

    ``new``, ``back``: how many newcomers are kept, and how many who came back; ``of_a_book``: for each book.
    """

    def __init__(self, new: int, back: int, of_a_book: int) -> None:
        self._most = {_NEW: new, _BACK: back}
        self._of_a_book = of_a_book
        self._crowds: dict[str, OrderedDict[str, Value]] = {}
        self._crowd_of: dict[str, str] = {}  # token -> crowd

    def __contains__(self, token: str) -> bool:
        return token in self._crowd_of

    def __len__(self) -> int:
        return len(self._crowd_of)

    def put(self, token: str, value: Value, book: str = "") -> None:
        """Keep it as the newest. ``book``: the one that it belongs to, whose lock or code was given."""
        crowd = book or (_BACK if token in self._crowd_of else _NEW)
        self.pop(token)
        kept = self._crowds.setdefault(crowd, OrderedDict())
        kept[token], self._crowd_of[token] = value, crowd
        while len(kept) > self._most.get(crowd, self._of_a_book):
            self.pop(next(iter(kept)))

    def find(self, token: str) -> Value | None:
        """What is kept, and that it came back."""
        crowd = self._crowd_of.get(token)
        if crowd is None:
            return None
        value = self._crowds[crowd][token]
        self.put(token, value, "" if crowd == _NEW else crowd)
        return value

    def pop(self, token: str) -> None:
        if crowd := self._crowd_of.pop(token, None):
            del self._crowds[crowd][token]
            if not self._crowds[crowd]:
                del self._crowds[crowd]

    def forget(self, is_over: Callable[[Value], bool]) -> None:
        for kept in list(self._crowds.values()):
            for token in [token for token, value in kept.items() if is_over(value)]:
                self.pop(token)

"""The kinds of question: one line each, and a module that says all about it.

Pure rules: a kind knows steps and what was said to them; no request, no file, no page.
"""

from __future__ import annotations

from easyread.kinds.choosing import Many, One
from easyread.kinds.elsewhere import Card, Share, Today
from easyread.kinds.information import Information
from easyread.kinds.interpreter import Interpreter, InterpreterOk
from easyread.kinds.kind import AT_ONCE, Keeps, Kind, Pick
from easyread.kinds.people import People
from easyread.kinds.remember import Remember
from easyread.kinds.scale import Scale
from easyread.kinds.sort import Sort
from easyread.kinds.words import Words
from easyread.model import Step

__all__ = ["AT_ONCE", "KINDS", "Keeps", "Kind", "Pick", "is_about_now", "kind_of"]

# By the name that a step has in content, and its template under templates/steps/.
KINDS: dict[str, Kind] = {
    "information": Information(),
    "one": One(),
    "many": Many(),
    "scale": Scale(),
    "sort": Sort(),
    "words": Words(),
    "people": People(),
    "share": Share(),
    "remember": Remember(),
    "interpreter": Interpreter(),
    "interpreter-ok": InterpreterOk(),
    "card": Card(),
    "today": Today(),
}
_UNKNOWN = Kind()  # only of words from before: content with a kind that is not in the table is refused


def kind_of(step: Step) -> Kind:
    """What a step's kind says of itself."""
    return KINDS.get(step.kind, _UNKNOWN)


def is_about_now(step: Step) -> bool:
    """Is its answer about who is here now? It holds for one opening of the book."""
    return step.each_time or kind_of(step).about_now

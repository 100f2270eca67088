"""What a page was given in its fields: so what somebody changed on it is told from what stood there before.

The page carries a mark of each value in one hidden field, made from its own HTML: no view and no template has
to think of it. A mark is a short hash. So no words are on a page twice, and what comes back is compared with
what *that* page showed, however old it is and whatever is kept by now. It works without a script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from easyread.changes import mark_values
from easyread.model import Fields
from easyread.web.draft_fields import find_form
from easyread.web.forms import clean_words

GIVEN = "given"  # the name of the field
LIFE = "life"  # the field for the id of one load of a page: 32 hex digits

# A "<" and a quote of a value are escaped.
_CONTROLS = re.compile(r"<(input|textarea)\b([^>]*)>(?:\n?([^<]*)</textarea>)?")
_VALUE = re.compile(r'"[^"]*"')
_SAYS = re.compile(r'\s(name|type|value)="([^"]*)"')
_FIELD = re.compile(r"[a-z0-9-]{1,100}(\.[0-9a-f]{16}){0,500}")
_LIFE = re.compile("[0-9a-f]{32}")


def write_given(page: str, html: str) -> str:
    """What the form of a page gives, as :func:`read_given` takes it. ``html``: all that is in the form."""
    given: dict[str, list[str]] = {}
    for name, value in _list_controls(page, html):
        given.setdefault(name, []).extend([value] if value else [])
    return " ".join(".".join((name, *mark_values(values))) for name, values in given.items())


def read_given(sent: str) -> Fields:
    """Field name -> marks. What no page of ours wrote is left out."""
    found = (one.split(".") for one in sent.split(" ") if _FIELD.fullmatch(one))
    return {name: sorted(marks) for name, *marks in found}


def read_life(sent: str) -> str:
    """The id of a page's load; empty: it said none."""
    return sent if _LIFE.fullmatch(sent) else ""


def _list_controls(page: str, html: str) -> Iterator[tuple[str, str]]:
    """Each field that a person can change or a draft may have, with the value that it would send untouched.

    A box that is not ticked: empty. What is given to open something is never marked.
    """
    form = find_form(page)
    for tag, attributes, words in _CONTROLS.findall(html):
        says = dict(_SAYS.findall(attributes))
        name, kind = says.get("name", ""), says.get("type", "text")
        flags = _VALUE.sub("", attributes).split()  # not the same words in a value
        if not name or "disabled" in flags:
            continue
        if tag == "textarea":
            yield name, clean_words(unescape(words))
        elif kind in ("radio", "checkbox"):
            yield name, unescape(says.get("value", "")) if "checked" in flags else ""
        elif form and form.find_kind(name) and kind in ("hidden", "text"):
            yield name, clean_words(unescape(says.get("value", ""))).replace("\n", "")

"""Which numbers a page shows that none of its sounds says.

A page's Listen (``data-read-all``) reads every ``data-listen`` of the page: the line, or the value, in its
hidden words. A number is heard if what it stands in is said so. The second language of a line (``two``) is in
the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

_NOT_SEEN = {"script", "style", "template", "noscript", "textarea", "option", "title"}


def find_unheard(root: Element) -> Iterator[str]:
    """Each text with a number, in digits of any script, that nobody hears. The neutral page has no form."""
    main = next(iter(root.iter("main")), None)
    if main is None or not any(form.get("id") == "page" for form in root.iter("form")):
        return
    parents = {child: parent for parent in main.iter() for child in parent}
    sounds = [one for one in main.iter() if one.get("data-listen") is not None]
    said = {words for one in sounds for words in _list_said(one)}
    numbers = [text for text in _list_texts(main) if any(sign.isnumeric() for sign in text[1])]
    for element, text in numbers:
        above = list(_climb(element, parents))
        if not (
            said & {_join(one) for one in above}
            or _is_heard_as_own(above, main)
            or _is_said_beside(above, text, said)
        ):
            yield f"nobody hears the number in {text!r}"
    if numbers and not any(one.get("data-read-all") is not None for one in main.iter()):
        yield "a page with numbers needs a button that reads all of it"


def _list_texts(element: Element) -> Iterator[tuple[Element, str]]:
    """Each piece of text that is seen, with the element that it stands in."""
    classes = (element.get("class") or "").split()
    hidden = element.get("hidden") is not None or {"visually-hidden", "two"} & {*classes}
    if callable(element.tag) or element.tag in _NOT_SEEN or hidden:  # callable: a comment
        return
    if any(child.get("role") == "timer" for child in element):
        return  # it runs while the microphone is on, which would hear it
    if element.text:
        yield element, element.text.strip()
    for child in element:
        yield from _list_texts(child)
        if child.tail:
            yield element, child.tail.strip()


def _climb(element: Element, parents: dict[Element, Element]) -> Iterator[Element]:
    yield element
    while (parent := parents.get(element)) is not None:
        yield parent
        element = parent


def _join(element: Element) -> str:
    """Its words without blanks: a code's groups stand in a list."""
    return _shut("".join(element.itertext()))


def _shut(text: str) -> str:
    return "".join(text.split())


def _list_said(sound: Element) -> Iterator[str]:
    """The words that a sound says by itself, as the page's script finds them."""
    for hidden in sound.iter():
        if "visually-hidden" in (hidden.get("class") or "").split():
            yield from (
                _join(one) for one in hidden if not {"word", "two"} & {*(one.get("class") or "").split()}
            )


def _is_heard_as_own(above: list[Element], main: Element) -> bool:
    """Kept words: the next sound of kept words behind them, before any others, is theirs."""
    quotation = next((one for one in above if one.tag == "blockquote"), None)
    if quotation is None:
        return False
    order = list(main.iter())
    for one in order[order.index(quotation) + 1 :]:
        if one.get("data-listen") is not None and one.get("name") == "statement":
            return True
        if one.tag == "blockquote" and one not in quotation.iter():
            return False
    return False


def _is_said_beside(above: list[Element], text: str, said: set[str]) -> bool:
    """A number in a picture (``aria-hidden``), whose choice says it in its own line."""
    if not any(one.get("aria-hidden") == "true" for one in above):
        return False
    choice = next((one for one in above if "choice" in (one.get("class") or "").split()), None)
    lines = {words for one in (choice.iter() if choice is not None else ()) for words in _list_said(one)}
    return any(text in re.findall(r"\d+", words) for words in lines & said)

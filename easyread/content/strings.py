"""The lines of a content file that a person reads or hears, with their true line numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO, Any, NamedTuple

from ruamel.yaml import YAML

from easyread.content.reader import line_of

_PLAIN_TEXT = {
    "title": "title",
    "question": "question",
    "hint": "hint for the helper",
    "card_title": "card title",
}
_TEXT_OF = {
    "choices": "choice",
    "points": "point",
    "contacts": "contact",
    "readers": "reader",
    "purposes": "purpose",
    "untils": "how long",
    "doors": "door",
    "colours": "colour",
    "stamps": "picture to draw with",
}


class ContentLine(NamedTuple):
    """One line: where it is, its text, its role, the ids that lead to it, its picture and its notes."""

    line: int
    text: str
    role: str
    where: str
    picture: str
    note: str


def content_lines(tree: Any) -> Iterator[ContentLine]:
    """Every line of a chapter, a place, the sharing words, the doors, the drawing; of no other file."""
    if isinstance(tree, list):
        yield from _records(tree, "doors", "doors", "door")
    elif isinstance(tree, dict) and not tree.keys().isdisjoint({"steps", "contacts", "readers", "stamps"}):
        name = "drawing" if "stamps" in tree else "sharing"
        yield from _record(tree, str(tree.get("id", name)), "title")


def _record(node: Mapping[str, Any], where: str, role: str) -> Iterator[ContentLine]:
    picture, note = str(node.get("picture", "-")), str(node.get("note") or "")
    for key, value in node.items():
        for line, text, its_role in _own_lines(node, key, value, role):
            yield ContentLine(line, text, its_role, where, picture, note)
        if key == "steps" and isinstance(value, list):
            yield from _records(value, where, key, "step")
        elif key in _TEXT_OF and isinstance(value, list):
            sentences = key == "choices" and node.get("kind") in {"information", "remember"}
            yield from _records(value, where, key, "picture card" if sentences else _TEXT_OF[key])


def _own_lines(node: Any, key: str, value: Any, role: str) -> Iterator[tuple[int, str, str]]:
    """Line, text and role of what one field shows by itself."""
    if key == "help" and isinstance(value, list):
        yield from ((line_of(value, index), str(text), "help line") for index, text in enumerate(value))
    elif key == "words" and isinstance(value, dict):
        yield from ((line_of(value, name), str(text), "law word") for name, text in value.items())
    elif isinstance(value, str) and value:
        if key == "text":
            yield line_of(node, key), value, role
        elif key == "card" and "text" in node:  # on a step, card names a part of the card
            yield line_of(node, key), value, "card line"
        elif key in _PLAIN_TEXT:
            yield line_of(node, key), value, _PLAIN_TEXT[key]


def _records(nodes: list[Any], where: str, key: str, role: str) -> Iterator[ContentLine]:
    inside = where if key in {"steps", "choices", "points", "doors"} else f"{where}/{key}"
    for node in nodes:
        if isinstance(node, dict):
            yield from _record(node, f"{inside}/{node.get('id', '-')}", role)


def extract(
    fileobj: IO[bytes], keywords: object, comment_tags: object, options: object
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Babel's extractor for ``content/**.yaml``: line, function, English, notes for the translator."""
    del keywords, comment_tags, options  # Babel gives them to every extractor; our lines need none
    tree = YAML(typ="rt").load(fileobj.read().decode("utf-8"))
    for found in content_lines(tree):
        notes = [f"{found.where}: {found.role}. Picture: {found.picture}."]
        yield found.line, "gettext", found.text, [*notes, found.note] if found.note else notes

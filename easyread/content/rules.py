"""What content must hold beyond its fields. Each rule keeps its mistakes in the file, at the line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from easyread.content.reader import YamlFile, line_of
from easyread.content.strings import content_lines
from easyread.kinds import KINDS, Kind, kind_of
from easyread.model import Choice, Colour, Contact, Place, Step
from easyread.pictures import Pictures

Shown = TypeVar("Shown", Choice, Contact)
MOST_CHOICES = 12
DOORS = 24
PLACE_WORDS = ("advocate", "board", "law")
PAGES = frozenset({"help", "pressure", "rest"})  # where a choice may lead
_REFUSAL = re.compile(r"(?:do not|never|no)\s", re.IGNORECASE)


def check_step(file: YamlFile, node: Any, step: Step) -> None:
    """Everything that one step must hold by itself."""
    if step.kind not in KINDS:
        file.wrong(line_of(node, "kind"), f"step {step.id!r}: there is no kind {step.kind!r}")
        return  # what such a step must hold nobody knows
    kind = kind_of(step)
    for problem in kind.find_problems(step):
        file.wrong(line_of(node), f"step {step.id!r}: {problem}")
    if len(step.choices) > MOST_CHOICES:
        too_many = f"{len(step.choices)} choices are too many: {MOST_CHOICES} at most"
        file.wrong(line_of(node), f"step {step.id!r}: {too_many}")
    if not step.hint:
        file.wrong(line_of(node), f"step {step.id!r} needs a hint, for who sits beside the person")
    if step.after and not step.held:
        file.wrong(
            line_of(node, "after"), f"step {step.id!r} is about who was here, so it must be held back too"
        )
    if step.card:
        _check_card(file, node, step, kind)
    elif step.private:
        file.wrong(line_of(node, "private"), f"step {step.id!r} is private, so it needs a card to be told on")


def _check_card(file: YamlFile, node: Any, step: Step, kind: Kind) -> None:
    """What a card says of the answer: its title, and each choice or point as a sentence."""
    if kind.keeps == "statement" and not step.card_title:
        file.wrong(line_of(node, "card"), f"step {step.id!r} lands on a card, so it needs a card_title")
    if kind.tells_choices:
        _check_card_lines(file, node.get("choices"), step.choices)
    _check_card_lines(file, node.get("points"), step.points)


def check_choices(file: YamlFile, nodes: Any, choices: Sequence[Choice], pictures: Pictures) -> None:
    """Pictures, ids used once, and the red cross on every refusal. ``nodes`` may hold bad ones too."""
    seen: set[str] = set()
    for line, node, choice in _good(nodes, choices):
        if choice.id in seen:
            file.wrong(line, f"the id {choice.id!r} is used twice")
        seen.add(choice.id)
        check_picture(file, node, choice.picture, pictures)
        if choice.to is not None and choice.to not in PAGES:
            file.wrong(line, f"there is no page {choice.to!r} to go to")
        crossed = choice.no or choice.alone or choice.picture in pictures.crossed
        if _REFUSAL.match(choice.text) and not crossed:
            file.wrong(
                line, f"{choice.text!r} is a refusal: it needs 'no: true', so that its picture is crossed"
            )


def _check_card_lines(file: YamlFile, nodes: Any, choices: Sequence[Choice]) -> None:
    for line, _node, choice in _good(nodes, choices):
        if not choice.card:
            file.wrong(line, f"choice {choice.id!r} lands on a card, so it needs a card sentence")


def _good(nodes: Any, records: Sequence[Shown]) -> Iterator[tuple[int, Any, Shown]]:
    """Line, node and record of each one that could be read. ``records`` lacks those that could not."""
    left = list(records)
    for index, node in enumerate(nodes if isinstance(nodes, list) else ()):
        same = (
            isinstance(node, dict)
            and left
            and (node.get("id"), node.get("text")) == (left[0].id, left[0].text)
        )
        if same:
            yield line_of(nodes, index), node, left.pop(0)


def check_picture(file: YamlFile, node: Any, picture: object, pictures: Pictures) -> None:
    """Is there such a picture? What is no word at all is the schema's business."""
    if isinstance(picture, str) and picture not in pictures.names:
        file.wrong(line_of(node, "picture"), f"there is no picture {picture!r}")


def check_lines(file: YamlFile) -> None:
    """No per cent sign in any line: gettext would take it for a place holder."""
    for found in content_lines(file.tree):
        if "%" in found.text:
            file.wrong(found.line, "a line must not hold %: write the words")


def check_contacts(file: YamlFile, nodes: Any, contacts: Sequence[Contact], pictures: Pictures) -> None:
    """Pictures, and ids used once."""
    seen: set[str] = set()
    for line, node, contact in _good(nodes, contacts):
        check_picture(file, node, contact.picture, pictures)
        if contact.id in seen:
            file.wrong(line, f"the id {contact.id!r} is used twice")
        seen.add(contact.id)


def check_place(file: YamlFile, place: Place) -> None:
    """The law words that pages ask for."""
    if missing := [word for word in PLACE_WORDS if word not in place.words]:
        file.wrong(line_of(file.tree, "words"), f"these words are missing: {', '.join(missing)}")


def check_doors(file: YamlFile) -> None:
    """Exactly 24 doors, each with its own picture and word."""
    nodes = file.tree if isinstance(file.tree, list) else []
    if len(nodes) != DOORS:
        file.wrong(1, f"there must be {DOORS} doors, not {len(nodes)}")
    for name in ("picture", "text"):
        seen: set[object] = set()
        for index, node in enumerate(nodes):
            value = node.get(name) if isinstance(node, dict) else None
            if value in seen:
                file.wrong(line_of(nodes, index), f"another door has this {name}: {value!r}")
            seen.add(value)


def check_colours(file: YamlFile, colours: Sequence[Colour]) -> None:
    """A pen needs a colour, and two that look the same have no two names."""
    if not colours:
        file.wrong(line_of(file.tree, "colours"), "a pen needs a colour")
    elif len({colour.value for colour in colours}) < len(colours):
        file.wrong(line_of(file.tree, "colours"), "two colours look the same")

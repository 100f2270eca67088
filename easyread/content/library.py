"""All content, read once and checked as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Literal

import msgspec

from easyread.content import needed, rules
from easyread.content.reader import ContentError, Mistake, YamlFile, line_of, read_yaml
from easyread.model import STEP_PAGE, Chapter, Choice, Colour, Contact, Place, Record, Step
from easyread.pictures import Pictures
from easyread.settings import Paths


class SharingWords(Record, frozen=True, kw_only=True):
    """Who a card can be for, what for, and for how long."""

    readers: tuple[Choice, ...]
    purposes: tuple[Choice, ...]
    untils: tuple[Choice, ...]


class DrawingTools(Record, frozen=True, kw_only=True):
    """What the page to draw on offers, the first colour chosen."""

    colours: tuple[Colour, ...]
    stamps: tuple[Choice, ...]


class Library(Record, frozen=True, kw_only=True, dict=True):
    """Everything that can be asked or shown, in order."""

    chapters: tuple[Chapter, ...]
    places: dict[str, Place]
    sharing: SharingWords
    doors: tuple[Choice, ...]
    drawing: DrawingTools

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """Every step by its id, in the order of the journey."""
        return {step.id: step for chapter in self.chapters for step in chapter.steps}

    def step_by_code(self, code: str) -> Step | None:
        """The step that an address names, or ``None``."""
        return self._steps_by_code.get(code)

    def step_of_page(self, page: str) -> Step | None:
        """The step that a page asks (see :attr:`.Step.page`); ``None`` for every other page."""
        found = re.fullmatch(STEP_PAGE, page)
        return self.step_by_code(found[1]) if found else None

    def chapter_of(self, step_id: str) -> Chapter:
        """The chapter that holds a step. Raises ``KeyError`` for an unknown step."""
        return self._chapters_by_step[step_id]

    @property
    def good_time(self) -> Step:
        """The first question of all. It is there, as :mod:`.needed` makes sure, and so are the next."""
        return self.steps[needed.GOOD_TIME]

    @property
    def exit_practice(self) -> Step:
        """The page that says what Exit does, before there is a book."""
        return self.steps[needed.EXIT_PRACTICE]

    @property
    def who_is_here(self) -> Step:
        """The step that asks who is here."""
        return self.steps[needed.WHO_IS_HERE]

    @property
    def own_name(self) -> Step:
        """The step that asks what to call the person."""
        return self.steps[needed.NAME]

    @property
    def may_tell(self) -> Step:
        """The step that says when people may tell others without asking."""
        return self.steps[needed.MAY_TELL]

    def find_emergency(self, place: str) -> str:
        """The number to call in danger there. Raises ``KeyError`` for an unknown place."""
        return self.places[place].emergency.number

    def only(self, kind: Literal["share", "card", "today"]) -> Step:
        """The one step of a kind that there is once."""
        return next(step for step in self.steps.values() if step.kind == kind)

    def find_only(self, kind: Literal["interpreter", "remember"]) -> Step | None:
        """The one step of a kind that there is at most once."""
        return next((step for step in self.steps.values() if step.kind == kind), None)

    @cached_property
    def telling_lines(self) -> frozenset[str]:
        """English lines of which it would tell something that they were heard.

        All of steps that are not for everybody's eyes; and all that a person can have chosen, for My words
        reads out only what they chose.
        """
        after_opening = [step for step in self.steps.values() if not step.before]
        held = (line for step in after_opening if step.held or step.after for line in _list_lines(step))
        return frozenset((*held, *(line for step in after_opening for line in _list_choices(step))))

    @cached_property
    def _steps_by_code(self) -> dict[str, Step]:
        return {step.code: step for step in self.steps.values()}

    @cached_property
    def _chapters_by_step(self) -> dict[str, Chapter]:
        return {step.id: chapter for chapter in self.chapters for step in chapter.steps}


def _list_lines(step: Step) -> Iterator[str]:
    yield from filter(None, (step.question, step.hint, step.card_title, *step.help))
    yield from _list_choices(step)


def _list_choices(step: Step) -> Iterator[str]:
    for one in (*step.choices, *step.points):
        yield from filter(None, (one.text, one.card))


def load_library(paths: Paths, pictures: Pictures) -> Library:
    """Read and check ``content/``. Raises :class:`ContentError` with every mistake of every file."""
    root = paths.content.parent
    chapter_files = [read_yaml(path, root) for path in sorted((paths.content / "chapters").glob("*.yaml"))]
    place_files = [read_yaml(path, root) for path in sorted((paths.content / "places").glob("*.yaml"))]
    sharing_file = read_yaml(paths.content / "sharing.yaml", root)
    doors_file = read_yaml(paths.content / "doors.yaml", root)
    drawing_file = read_yaml(paths.content / "drawing.yaml", root)

    chapters = [_read_chapter(file, pictures) for file in chapter_files]
    places = [_read_place(file, pictures) for file in place_files]
    sharing = _read_sharing(sharing_file, pictures)
    doors = _read_doors(doors_file, pictures)
    drawing = _read_drawing(drawing_file, pictures)

    _check_ids_across(chapter_files)
    files = (*chapter_files, *place_files, sharing_file, doors_file, drawing_file)
    mistakes = [mistake for file in files for mistake in file.mistakes]
    if not chapters:
        mistakes.append(Mistake(file=f"{paths.content.name}/chapters", line=1, message="there is no chapter"))
    if mistakes or sharing is None or drawing is None:
        raise ContentError(mistakes)
    library = Library(
        chapters=tuple(chapter for chapter in chapters if chapter is not None),
        places={place.id: place for place in places if place is not None},
        sharing=sharing,
        doors=doors,
        drawing=drawing,
    )
    # Only of content that can be read: what is missing from a file with mistakes may be there.
    missing = needed.find_missing(library.steps, sharing.readers, sharing.untils, library.places.values())
    if lines := list(missing):
        raise ContentError([Mistake(file=paths.content.name, line=1, message=each) for each in lines])
    return library


def _read_chapter(file: YamlFile, pictures: Pictures) -> Chapter | None:
    if file.mistakes:
        return None
    tree = file.tree
    steps = []
    nodes = tree.get("steps") if isinstance(tree, dict) else None
    for node in file.records(nodes) if isinstance(nodes, list) else ():
        step = _read_step(file, node, pictures)
        if step is not None:
            rules.check_step(file, node, step)
            steps.append(step)
    chapter = file.convert(tree, Chapter, _without(tree, "steps"))
    rules.check_lines(file)
    if chapter is None:
        return None
    rules.check_picture(file, tree, chapter.picture, pictures)
    if not steps:
        file.wrong(line_of(tree, "steps"), "a chapter needs a step")
    return msgspec.structs.replace(chapter, steps=tuple(steps))


def _read_step(file: YamlFile, node: dict[str, Any], pictures: Pictures) -> Step | None:
    choices, points = file.listed(node, "choices", Choice), file.listed(node, "points", Choice)
    rules.check_picture(file, node, node.get("picture"), pictures)
    rules.check_choices(file, node.get("choices"), choices, pictures)
    rules.check_choices(file, node.get("points"), points, pictures)
    step = file.convert(node, Step, _without(node, "choices", "points"))
    return step and msgspec.structs.replace(step, choices=choices, points=points)


def _read_place(file: YamlFile, pictures: Pictures) -> Place | None:
    if file.mistakes:
        return None
    tree = file.tree
    contacts = file.listed(tree, "contacts", Contact)
    rules.check_lines(file)
    place = file.convert(tree, Place, _without(tree, "contacts"))
    if place is None:
        return None
    rules.check_contacts(file, tree.get("contacts"), contacts, pictures)
    rules.check_place(file, place)
    return msgspec.structs.replace(place, contacts=contacts)


def _read_sharing(file: YamlFile, pictures: Pictures) -> SharingWords | None:
    if file.mistakes:
        return None
    lists = {name: file.listed(file.tree, name, Choice) for name in SharingWords.__struct_fields__}
    if file.convert(file.tree, SharingWords, _without(file.tree, *lists)) is None:
        return None
    for name, choices in lists.items():
        rules.check_choices(file, file.tree.get(name, ()), choices, pictures)
    rules.check_lines(file)
    return SharingWords(**lists)


def _read_doors(file: YamlFile, pictures: Pictures) -> tuple[Choice, ...]:
    if file.mistakes:
        return ()
    doors = file.listed({"doors": file.tree}, "doors", Choice)
    rules.check_choices(file, file.tree, doors, pictures)
    rules.check_doors(file)
    rules.check_lines(file)
    return doors


def _read_drawing(file: YamlFile, pictures: Pictures) -> DrawingTools | None:
    if file.mistakes:
        return None
    tree = file.tree
    colours, stamps = file.listed(tree, "colours", Colour), file.listed(tree, "stamps", Choice)
    if file.convert(tree, DrawingTools, _without(tree, "colours", "stamps")) is None:
        return None
    rules.check_choices(file, tree.get("stamps", ()), stamps, pictures)
    rules.check_colours(file, colours)
    rules.check_lines(file)
    return DrawingTools(colours=colours, stamps=stamps)


def _without(tree: Any, *lists: str) -> Any:
    """``tree`` with these lists empty: their records are converted one by one, so that all mistakes show."""
    return {**tree, **{name: [] for name in lists if name in tree}} if isinstance(tree, dict) else tree


def _check_ids_across(files: list[YamlFile]) -> None:
    """No chapter id and no step id twice: answers are kept by step id."""
    seen: dict[tuple[str, str], str] = {}
    for file in files:
        tree = file.tree if isinstance(file.tree, dict) else {}
        nodes = [("chapter", tree), *(("step", node) for node in _step_nodes(file))]
        for what, node in nodes:
            name, here = node.get("id"), f"{file.name}:{line_of(node, 'id')}"
            if isinstance(name, str) and seen.setdefault((what, name), here) != here:
                file.wrong(
                    line_of(node, "id"), f"the {what} {name!r} is there already, in {seen[what, name]}"
                )


def _step_nodes(file: YamlFile) -> list[dict[str, Any]]:
    nodes = file.tree.get("steps") if isinstance(file.tree, dict) else None
    return [node for node in nodes if isinstance(node, dict)] if isinstance(nodes, list) else []

"""What a kind of question says of itself, and what holds for most of them.

A form sends what was chosen in the fields ``choice``, and for each choice that was put onto a point
``sort-<choice>``: these two shapes are what a statement keeps, a draft holds and a page gives back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple

from easyread.model import AnythingSaid, Choice, Statement, Step

AT_ONCE = 6  # pictures of choices on a page: design and field agree that more are not seen
# What an answer becomes: a statement; a mark that the page was seen; who interprets;
# whether they are OK; what was remembered.
Keeps = Literal["statement", "seen", "interpreter", "interpreter-ok", "remembered", "nothing"]


class Pick(NamedTuple):
    """One thing that an answer chose."""

    choice: Choice
    point: Choice | None = None  # where it was put
    lead: str = ""  # a fixed line: what it is about, where it would say nothing alone


class Kind:
    """The defaults are those of a question whose answer is one of its choices, with own words beside it."""

    # --- what content must give it
    fewest = 2  # choices
    shows_choices = True
    shows_points = False
    takes_alone = False  # may a choice say that it stands alone?
    tells_choices = True  # is each choice a sentence on the card?
    once = False  # is there one step of it at most?
    needs: frozenset[str] = frozenset()  # choices and points that mean something to the code

    # --- its page and its form: ``templates/steps/<name>.html``
    page = ""  # the endpoint of the pages that it has instead of one of its own
    listed = True  # is it among the pages of its chapter?
    many = False  # can more than one be chosen?
    sorts = False  # is each choice put onto a point?
    fields: tuple[str, ...] = ("choice",)  # in which ids of choices are sent, beside ``sort-<choice>``
    texts: tuple[str, ...] = ()  # fields to write in, beside the own words
    only_words = False  # is there nothing to choose?
    skips = True  # are there ways to skip?

    # --- what it keeps
    keeps: Keeps = "statement"
    about_now = False  # is it about this opening of the book only?

    def find_problems(self, step: Step) -> Iterator[str]:
        """What its content lacks, or has for nothing; one line each."""
        if len(step.choices) < self.fewest:
            yield f"{step.kind!r} needs {self.fewest} choices or more"
        if step.choices and not self.shows_choices:
            yield f"{step.kind!r} shows no choices"
        if step.points and not self.shows_points:
            yield f"{step.kind!r} shows no points"
        if not self.takes_alone and any(choice.alone for choice in step.choices):
            yield f"'alone' means nothing for {step.kind!r}"

    def takes_words(self, step: Step) -> bool:
        """Can the person say it in their own words, or without writing?"""
        return step.own

    def offer(self, step: Step) -> tuple[Choice, ...]:
        """What can be chosen, in order."""
        return step.choices

    def list_picks(self, said: AnythingSaid, step: Step) -> Iterator[Pick]:
        """What was chosen, as My words, a card and the own copy show it."""
        for choice in self.offer(step):
            if choice.id in said.choices:
                yield Pick(choice)

    def list_people(self, step: Step, chosen: Collection[str]) -> list[Choice]:
        """Those among the chosen who can be given a name."""
        return []

    def find_after(self, step: Step, kept: Statement | None) -> str:
        """The endpoint of a page of its own after an answer. Empty: straight on."""
        return ""

"""The page of a step: its address, and back.

Written out here and not asked of Flask: attachments and drafts carry it, also where no request is under way.
"""

from __future__ import annotations

import re

from easyread.content import Library
from easyread.kinds import kind_of
from easyread.model import Step

FORM = "/p/([0-9a-f]{8})"  # a pattern for the whole of an address: :attr:`easyread.model.Step.code`


def page_of_step(step: Step) -> str:
    """The address of the page that asks a step."""
    return f"/p/{step.code}"


def step_of_page(library: Library, page: str) -> Step | None:
    """The step that a page asks; ``None`` for every other page."""
    found = re.fullmatch(FORM, page)
    return library.step_by_code(found[1]) if found else None


def step_to_attach(library: Library, page: str) -> Step | None:
    """The step that a page asks, if it is one on which something can be attached."""
    step = step_of_page(library, page)
    return step if step and kind_of(step).takes_words(step) and not step.before else None

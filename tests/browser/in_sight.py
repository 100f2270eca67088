"""Exit now in sight: the rule that holds at every size, zoom and text size, asked of a page as it stands."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

_LOOK = Path(__file__).with_name("in_sight.js").read_text("utf-8")


def find_exit_faults(page: Page, *, focus: bool = False, scroll: bool = True) -> list[str]:
    """Where Exit is off the screen, covered, cut off or too small. None on a page that has no Exit.

    ``focus``: also what it hides of each thing that can have the focus, if that fits on the screen beside it
    (WCAG 2.2, 2.4.12). ``scroll``: at the top, in the middle and at the end; else just as the page stands.
    """
    faults: list[str] = page.evaluate(_LOOK, [focus, scroll])
    return faults

"""What more than one page says: when it cannot do what was asked for, and when another tab was faster."""

from __future__ import annotations

from flask import flash

from easyread.visit.drafts import Told
from easyread.web.i18n import N_

WRONG = N_("That did not open it. Try again.")
TOO_LONG = N_("That is too long to keep in one go.")
NOT_KEPT = N_("Your words are not kept yet.")
_OF_TABS: dict[Told, tuple[str, ...]] = {
    "both": (N_("You answered here on two pages."), N_("Both are kept. The newest one counts.")),
    "stays": (N_("You changed this on another page."), N_("What you said there stays.")),
    "": (),
}


def tell_of_tabs(told: Told) -> None:
    """On the next page: what became of an answer that two tabs gave."""
    for line in _OF_TABS[told]:
        flash(line)

"""What more than one page says when it cannot do what was asked for."""

from __future__ import annotations

from easyread.web.i18n import N_

WRONG = N_("That did not open it. Try again.")
TOO_LONG = N_("That is too long to keep in one go.")
NOT_KEPT = N_("Your words are not kept yet.")

"""What the pages after a private answer say. That somebody heard a line of it would tell of the answer."""

from __future__ import annotations

from easyread.web.i18n import N_

WORDS = {
    "offer": N_("Would one of these help you now?"),
    "time-alone": N_("Time alone"),
    "advocate": N_("An advocate"),
    "help": N_("Help now"),
    "nothing": N_("Nothing now"),
    "ask": N_("Do you want to tell someone?"),
    "trust": N_("A person I trust"),
    "worker": N_("My social worker"),
    "not-now": N_("Not now"),
    "not-now-means": N_("We ask you once more later."),
    "never": N_("Never"),
    "never-means": N_("We do not ask you again."),
    "who": N_("Who do you want to tell?"),
    "how-long": N_("For how long can they see this?"),
    "told": N_("They will see this on a card."),
    "told-means": N_("They see it when you give them a card."),
    "only-me": N_("Only I can see this."),
    "only-me-and": N_("Only for me and:"),
    "only-me-now": N_("This is only for you now."),
}
LINES = frozenset(WORDS.values())

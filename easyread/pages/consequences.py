"""What comes of it: what can be done with the whole book, said before it is done; and what nobody undoes."""

from __future__ import annotations

from typing import NamedTuple

from easyread.web.i18n import N_


class Way(NamedTuple):
    """Something to do with the whole book."""

    picture: str
    text: str
    says: tuple[str, ...]
    warn: tuple[str, ...] = ()


WAYS = {
    "change_lock": Way(
        "door-lock",
        N_("Change my lock"),
        (N_("You choose a door and a lock again."), N_("Your recovery code stays the same.")),
    ),
    "renew": Way(
        "risk",
        N_("Someone knows my lock"),
        (
            N_("You get a new lock and a new code."),
            N_("The old lock and the old code stop."),
            N_("All your words stay."),
        ),
        (N_("Old copies still open with the old code."),),
    ),
    "new_code": Way(
        "keys",
        N_("Get a new recovery code"),
        (N_("First you see the new code."), N_("When you have kept it, the old code stops.")),
        (N_("Old copies still open with the old code."),),
    ),
    "copy": Way(
        "save",
        N_("Keep a copy of my book"),
        (
            N_("The copy is one file. It is locked."),
            N_("It opens with the recovery code you have today."),
            N_("New words are not in an old copy."),
        ),
        (
            N_("Anyone with the copy and the code can read it."),
            N_("Do not keep the code with the copy."),
            N_("We cannot delete a copy for you."),
        ),
    ),
    "words": Way(
        "write",
        N_("Take all my words with me"),
        (N_("You get a file to read on any computer."), N_("It holds everything. Private answers too.")),
        (N_("The file has no lock. Anyone can read it."), N_("Save it only on a device that is yours.")),
    ),
    "delete": Way(
        "delete",
        N_("Delete my book"),
        (N_("All your words in this book go away."), N_("You can keep a copy first.")),
    ),
}
# Not among them: it comes by itself, after a book was opened by its recovery code.
AFTER_CODE = Way(
    "door-lock",
    N_("Now choose a new lock."),
    (N_("Then all your words open."), N_("The code that you used works no more.")),
)
# After what is shared no more.
GIVEN_AWAY = N_("Cards you gave away stay with the people who have them.")

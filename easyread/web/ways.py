"""What can be done with the whole book: the lines that each way's page says, before anything is done."""

from __future__ import annotations

from typing import NamedTuple

from easyread.web.lines import mark


class Way(NamedTuple):
    """Something to do with the whole book."""

    picture: str
    text: str
    says: tuple[str, ...]
    warn: tuple[str, ...] = ()


WAYS = {
    "l": Way(
        "door-lock",
        mark("Change my lock"),
        (mark("You choose a door and a lock again."), mark("Your recovery code stays the same.")),
    ),
    "r": Way(
        "risk",
        mark("Someone knows my lock"),
        (
            mark("You get a new lock and a new code."),
            mark("The old lock and the old code stop."),
            mark("All your words stay."),
        ),
        (mark("Old copies still open with the old code."),),
    ),
    "n": Way(
        "keys",
        mark("Get a new recovery code"),
        (mark("First you see the new code."), mark("When you have kept it, the old code stops.")),
        (mark("Old copies still open with the old code."),),
    ),
    "c": Way(
        "save",
        mark("Keep a copy of my book"),
        (
            mark("The copy is one file. It is locked."),
            mark("It opens with the recovery code you have today."),
            mark("New words are not in an old copy."),
        ),
        (
            mark("Anyone with the copy and the code can read it."),
            mark("Do not keep the code with the copy."),
            mark("We cannot delete a copy for you."),
        ),
    ),
    "w": Way(
        "write",
        mark("Take all my words with me"),
        (mark("You get a file to read on any computer."), mark("It holds everything. Private answers too.")),
        (mark("The file has no lock. Anyone can read it."), mark("Save it only on a device that is yours.")),
    ),
    "d": Way(
        "delete",
        mark("Delete my book"),
        (mark("All your words in this book go away."), mark("You can keep a copy first.")),
    ),
}
# Not among them: it comes by itself, after a book was opened by its recovery code.
AFTER_CODE = Way(
    "door-lock",
    mark("Now choose a new lock."),
    (mark("Then all your words open."), mark("The code that you used works no more.")),
)

"""All that is killed. A new action is one class and one line in :data:`ACTIONS`."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from tests.soak.action import Action
from tests.soak.keeping import KeepAnswer, Migrate, Speak, Write, WriteOnFullDisk
from tests.soak.leaving import ComeLate, LockOnFullDisk
from tests.soak.locking import ChangeLock, Renew, UseCode
from tests.soak.moving import BringBack, BringBackOver, Delete, MakeCopy

ACTIONS: dict[str, type[Action]] = {
    "writing": Write,
    "keeping an answer": KeepAnswer,
    "writing, disk full": WriteOnFullDisk,
    "locking, disk full": LockOnFullDisk,
    "words that come late": ComeLate,
    "recording": Speak,
    "changing the lock": ChangeLock,
    "re-keying": Renew,
    "using up the code": UseCode,
    "making a copy": MakeCopy,
    "restoring, clean": BringBack,
    "restoring, over": BringBackOver,
    "deleting": Delete,
    "migrating": Migrate,
}


def main(name: str, home: str, times: str) -> None:
    """Do an action some times, a line for each: what :mod:`.order` traces."""
    action = ACTIONS[name](Path(home))
    ends = (line for line in action.work(action.start()) if line.part == "after" and line.promise)
    for _ in itertools.islice(ends, int(times)):
        print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

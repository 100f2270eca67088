"""What is emptied after a lock: once for several, later than the answer, and whatever else fails."""

from __future__ import annotations

import time

from easyread.tidying import Tidying


def test_several_locks_are_one_tidying_and_a_later_one_is_another() -> None:
    done: list[float] = []
    tidying = Tidying(lambda: done.append(time.monotonic()))
    began = time.monotonic()
    for _ in range(5):
        tidying.soon()
    assert done == []
    wait_for(done, 1)
    assert done[0] - began >= 0.4
    tidying.soon()
    wait_for(done, 2)
    assert len(done) == 2


def wait_for(done: list[float], count: int) -> None:
    last = time.monotonic() + 10
    while len(done) < count and time.monotonic() < last:
        time.sleep(0.05)


def test_one_that_fails_keeps_none_of_the_others_from_forgetting() -> None:
    done: list[str] = []

    def fail() -> None:
        raise OSError("words")

    Tidying(fail, lambda: done.append("voice"), fail, lambda: done.append("cards")).tidy()
    assert done == ["voice", "cards"]

"""The short form of the voice's part of ``make soak``, and that it would notice a swapped line."""

from __future__ import annotations

import contextlib
from itertools import combinations

from easyread.speech.client import Client
from tests.soak.voice import RATE, TEXTS, is_same, speak_under_fire


def test_300_lines_among_crashes_and_hangs_are_each_heard_as_their_own() -> None:
    tally = speak_under_fire(300, blows=9)
    assert tally.held, str(tally)
    assert tally.blows >= 4


def test_swapped_line_would_be_noticed() -> None:
    with contextlib.closing(Client()) as client:
        takes = [client.speak(text, voice, RATE) for voice, text in TEXTS]
        assert all(is_same(client.speak(text, voice, RATE), take)
                   for (voice, text), take in zip(TEXTS, takes, strict=True))  # fmt: skip
    assert not any(is_same(one, other) for one, other in combinations(takes, 2))

"""How loud a sound is: is there anything to be heard in it?

Standard library only, because the child process runs this file by its path.
"""

from __future__ import annotations

from typing import Literal

Trouble = Literal["", "silent", "clipped"]

# Of 32,768. A muted microphone gives 0 or the last bits of its converter, a whisper across a room hundreds.
_QUIETEST = 33
_LOUDEST = 32_000
# Root mean square of a moment that is cut off nearly all the time. A sine that just fits has 0.71. Three of
# our voices, made 50 times too loud, had it in 55 to 70 of a hundred moments that were heard, and are taken.
_CUT_OFF = 0.8 * 32_767
_NEARLY_ALL = 0.9
_MOMENTS = 50  # a second
_A_CLICK = 3  # moments that a plug or a button makes a noise in


class Levels:
    """Listens to 16-bit samples, in pieces of any size. ``rate``: samples a second, all channels together."""

    def __init__(self, rate: int) -> None:
        self._size = max(2, rate // _MOMENTS)
        self._left = b""
        self._moments = self._heard = self._cut_off = 0

    def add(self, pcm: bytes) -> None:
        """Listen to the next samples."""
        step = 2 * self._size
        data = self._left + pcm
        end = len(data) - len(data) % step
        samples = memoryview(data)[:end].cast("h")
        for begin in range(0, len(samples), self._size):
            self._listen(samples[begin : begin + self._size])
        self._left = data[end:]

    def judge(self) -> Trouble:
        """What is wrong with all of it: nothing to be heard but clicks, or cut off from beginning to end."""
        if len(self._left) >= 2 and not self._moments:
            self._listen(memoryview(self._left[: len(self._left) & ~1]).cast("h"))
        if self._heard < min(_A_CLICK, self._moments) or not self._moments:
            return "silent"
        return "clipped" if self._cut_off >= _NEARLY_ALL * self._heard else ""

    def _listen(self, moment: memoryview[int]) -> None:
        self._moments += 1
        lowest, highest = min(moment), max(moment)
        highest = max(highest, -lowest)
        if highest < _QUIETEST:
            return
        self._heard += 1
        if highest >= _LOUDEST:
            some = moment[::5]
            self._cut_off += sum(one * one for one in some) >= _CUT_OFF**2 * len(some)

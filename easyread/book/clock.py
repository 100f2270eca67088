"""The clock of waits and locks: nobody can set it."""

from __future__ import annotations

import time


def seconds_here() -> float:
    """Seconds that also pass while the lid is closed and the device sleeps, where the system can tell."""
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):  # Linux, macOS; Windows has neither and counts sleep
        if (clock := getattr(time, name, None)) is not None:
            return time.clock_gettime(clock)
    return time.monotonic()

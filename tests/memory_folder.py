"""A folder that needs no disk, where there is one with room: most of what tests wait for is a disk."""

from __future__ import annotations

import shutil
from pathlib import Path

_FOLDER = Path("/dev/shm")  # Linux
_ROOM = 2**30  # bytes that a run may need there


def find_memory() -> Path | None:
    """The folder; ``None``: this system has none, or no room in it."""
    return _FOLDER if _FOLDER.is_dir() and shutil.disk_usage(_FOLDER).free > _ROOM else None

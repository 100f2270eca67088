"""How a program of ours is run as a child process: what it may load, and no words in its arguments."""

from __future__ import annotations

import site
import sys
from pathlib import Path


def command_of(script: Path) -> list[str]:
    """By file path, so that a checkout and a wheel work alike; nothing of its folder can be imported."""
    user_site = [] if site.ENABLE_USER_SITE else ["-s"]  # where a person's own pip puts packages
    return [sys.executable, "-B", "-E", "-P", *user_site, str(script)]

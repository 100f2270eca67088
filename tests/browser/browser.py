"""Which Chromium the tests and screenshots use: the one that is here, else one that gets installed.

Most tests use its headless shell where there is one, as Playwright does by itself: it draws the same pages
with three quarters of the work. It has no back-forward cache and no microphone, and is no measure of speed.

Run as ``python -m tests.browser.browser`` to install it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

SHELL = "chromium-headless-shell"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (  # nothing that speaks to the outside by itself
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-pings",
)
ONE_PROCESS = "--renderer-process-limit=1"  # for all pages: to start another takes longer than most tests


@cache
def find(*names: str) -> str | None:
    """The first of these on PATH that really starts (some distributions ship one that only prints a hint)."""
    for path in filter(None, map(shutil.which, names)):
        if subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
            return path
    return None


def launch(
    playwright: Playwright,
    *,
    whole: bool = False,
    back_cache: bool = False,
    trust: str = "",
    heard: Path | None = None,
) -> Browser:
    """A headless browser. ``whole``: all that a person's browser is, not its shell.

    ``back_cache``: keep the back-forward cache, which Playwright turns off.
    ``trust``: the base64 SHA-256 of a public key; its certificate is taken as if an authority had signed it.
    ``heard``: a WAV file that its microphone hears, over and over; pages still need the permission.
    """
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    whole = whole or back_cache or heard is not None
    microphone = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-audio-capture={heard}")
    return playwright.chromium.launch(
        executable_path=find(*NAMES) if whole else find(SHELL, *NAMES),
        channel="chromium" if whole and not find(*NAMES) else None,  # Playwright's own, but not its shell
        args=[
            *QUIET,
            *([] if whole else [ONE_PROCESS]),
            *(["--no-sandbox"] if root else []),
            *([f"--ignore-certificate-errors-spki-list={trust}"] if trust else []),
            *(microphone if heard else []),
        ],
        ignore_default_args=["--disable-back-forward-cache"] if back_cache else None,
    )


def install() -> None:
    """Make sure that a browser is there: from the system, from Debian when root, else Playwright's own."""
    if find(*NAMES) is None:
        _install_from_debian("chromium")
    if find(*NAMES) is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    elif find(SHELL) is None:
        _install_from_debian(SHELL)
    with sync_playwright() as playwright, launch(playwright) as browser:
        sys.stdout.write(f"Browser for the tests: Chromium {browser.version}\n")


def _install_from_debian(package: str) -> None:
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", package]):
            subprocess.run(["apt-get", "-q", *command], check=False, env=environment)
        find.cache_clear()


if __name__ == "__main__":
    install()

"""What is true of every page as it is seen and used: axe with all rules, nothing cut off, big targets."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

SMALLEST_TARGET = 60  # CSS pixels, both ways

_TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_OFF_BY_DEFAULT = (
    "color-contrast-enhanced",
    "identical-links-same-purpose",
    "meta-refresh-no-exceptions",
    "target-size",
)
_OPTIONS: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": _TAGS},
    "rules": {rule: {"enabled": True} for rule in _OFF_BY_DEFAULT},
    "resultTypes": ["violations"],
}
_AXE = Axe().axe_script
_RUN_AXE = "options => axe.run(options).then(({ violations }) => violations)"

_LAYOUT = Path(__file__).with_name("looks.js").read_text("utf-8")
_SHAPE = Path(__file__).with_name("shape.js").read_text("utf-8")


def check_page(page: Page) -> None:
    """All that a person can stumble over on this page. Fails with a list of every fault."""
    faults = find_axe_faults(page) + find_layout_faults(page)
    assert not faults, f"{page.url}\n" + "\n".join(faults)


def find_axe_faults(page: Page) -> list[str]:
    """Violations of any WCAG A, AA or AAA rule or good practice that axe knows."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    violations = page.evaluate(_RUN_AXE, _OPTIONS)
    return [
        f"axe {violation['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
        for violation in violations
        for node in violation["nodes"]
    ]


def find_axe_faults_by_size(
    page: Page, sizes: Mapping[str, ViewportSize], judged: set[tuple[str, str]]
) -> list[str]:
    """Axe at the first of ``sizes``; at the others only where an element changed as none of ``judged`` did.

    Each change is added to ``judged``: most pages change in the same few ways, as by a shorter bar.
    What axe judges of an element is in ``shape.js``.
    """
    first, *others = sizes
    page.set_viewport_size(sizes[first])
    faults = [f"{first}: {fault}" for fault in find_axe_faults(page)]
    before = page.evaluate(_SHAPE)
    for size in others:
        page.set_viewport_size(sizes[size])
        pairs = zip_longest(before, page.evaluate(_SHAPE), fillvalue="")
        changes = {(old, new) for old, new in pairs if old != new}
        if not changes <= judged:
            faults += [f"{size}: {fault}" for fault in find_axe_faults(page)]
            judged |= changes
    return faults


def find_layout_faults(page: Page) -> list[str]:
    """Sideways scrolling, text that is cut off, and things too small to tap."""
    faults: list[str] = page.evaluate(_LAYOUT, SMALLEST_TARGET)
    return faults

"""What is true of every page as it is seen and used: axe with all rules, nothing cut off, big targets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

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
# A bar that stays may cover a part of what the page is scrolled to: each thing is looked at in its own place.
# That nothing is covered where it has the focus is another test (test_keyboard.py).
_RUN_AXE = """async (options) => {
  const bars = document.querySelectorAll(".bar, .foot");
  for (const bar of bars) bar.style.position = "static";
  const { violations } = await axe.run(options);
  for (const bar of bars) bar.style.position = "";
  return violations;
}"""

_LAYOUT = Path(__file__).with_name("looks.js").read_text("utf-8")


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


def find_layout_faults(page: Page) -> list[str]:
    """Sideways scrolling, text that is cut off, and things too small to tap."""
    faults: list[str] = page.evaluate(_LAYOUT, SMALLEST_TARGET)
    return faults

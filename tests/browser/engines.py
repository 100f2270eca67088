"""``make engines``: what four engines say of every kind of page, in three looks. It has to be nothing.

axe and the Nu checker come as Python packages, and are in the tests too. HTML_CodeSniffer, IBM's engine and
a newer Nu checker come by npm, in the versions of ``npm/package-lock.json``. What engines ask and cannot tell
is answered in ``engine_answers.toml``, for the elements that it is about; any other question is a finding.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.browser.browser import launch
from tests.browser.looks import find_axe_faults
from tests.browser.nu import Pages, find_nu_faults
from tests.browser.shots import LOOKS, WORDS, Look, walk_everywhere
from tests.browser.site import run_site

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / "build" / "engines"
MODULES = FOLDER / "node_modules"
WANTED = ("tablet", "polish", "urdu")
SMALL: ViewportSize = {"width": 320, "height": 640}
_OPEN = """() => {
  window.folded = document.querySelectorAll("details:not([open])");
  folded.forEach(one => one.open = true);
}"""
_FOLD = "() => folded.forEach(one => one.open = false)"

Answers = list[tuple[str, str, str]]


class Finding(NamedTuple):
    """What an engine says is wrong, and the element that it is about."""

    engine: str
    rule: str
    said: str
    html: str


def fetch() -> None:
    """The engines of npm, each checked by the sum that the lock file has. No script of theirs is run."""
    if shutil.which("npm") is None:
        sys.exit("make engines: npm is missing, so nothing was looked at. Debian: apt-get install npm")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file in (HERE / "npm").iterdir():
        shutil.copy(file, FOLDER)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=FOLDER, check=True)


def read_answers() -> Answers:
    """Engine, rule, and the elements of which the question is answered."""
    told = tomllib.loads((HERE / "engine_answers.toml").read_text("utf-8"))
    return [
        (engine, rule, one["where"]) for engine, all_ in told.items() for one in all_ for rule in one["rules"]
    ]


class Engines:
    """The engines that look at a page in a browser."""

    def __init__(self) -> None:
        sources = ("html_codesniffer/build/HTMLCS.js", "accessibility-checker-engine/ace.js")
        self._sources = [(MODULES / source).read_text("utf-8") for source in sources]
        self._run = (HERE / "engines.js").read_text("utf-8")
        self._answers = read_answers()

    def look_at(self, page: Page) -> Iterator[Finding]:
        """The page as it came, with all that is folded open, and so on a small phone."""
        size = page.viewport_size
        yield from self._ask(page)
        page.evaluate(_OPEN)
        if page.evaluate("folded.length"):
            yield from self._ask(page)
        page.set_viewport_size(SMALL)
        yield from self._ask(page)
        page.evaluate(_FOLD)
        if size:
            page.set_viewport_size(size)

    def _ask(self, page: Page) -> Iterator[Finding]:
        if not page.evaluate("'ace' in window"):
            for source in self._sources:
                page.evaluate(f"{source}\n;0")
        for engine, rule, said, html in page.evaluate(self._run, self._answers):
            yield Finding(engine, rule, said, html)
        for fault in find_axe_faults(page):
            yield Finding("axe", fault.split()[1], fault, "")


def find_all(browser: Browser, engines: Engines, look: Look) -> dict[Finding, list[str]]:
    """Everything that is said of one look, and on which pages."""
    found: dict[Finding, list[str]] = {}
    size: ViewportSize = {"width": look.width, "height": look.height}
    with (
        tempfile.TemporaryDirectory() as instance,
        run_site(Path(instance)) as site,
        browser.new_context(viewport=size, has_touch=True) as context,
    ):
        pages = Pages(site.app, Path(instance) / "pages")
        page = context.new_page()
        site.speak(context, look.first, look.second)
        for name in walk_everywhere(page, site, WORDS[look.first]):
            for finding in engines.look_at(page):
                found.setdefault(finding, []).append(name)
        for file, said, html in find_nu_faults(pages.folder, jar=MODULES / "vnu-jar/build/dist/vnu.jar"):
            found.setdefault(Finding("nu", "", said, html), []).append(file)
        print(f"{look.name}: {pages.count} pages, {len(found)} findings", flush=True)
    return found


def main() -> None:
    fetch()
    engines, said = Engines(), 0
    with sync_playwright() as playwright, launch(playwright) as browser:
        for look in LOOKS:
            found = find_all(browser, engines, look) if look.name in WANTED else {}
            for (engine, rule, fault, html), names in found.items():
                print(f"{engine} {rule}: {fault}\n    {html[:200]!r}\n    on {', '.join(names)}")
            said += len(found)
    if said:
        sys.exit(f"make engines: {said} findings")


if __name__ == "__main__":
    main()

"""A step page: the server's time beside a bare page behind the same server, and what a browser loads."""

from __future__ import annotations

import gzip
import http.client
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask, render_template
from playwright.sync_api import sync_playwright

from benchmarks.table import Row
from easyread.book.vault import BookHandle
from easyread.model import Step
from easyread.server import Server
from easyread.settings import resources
from easyread.web.open_books import COOKIE
from tests.browser.browser import launch
from tests.browser.site import Site, run_site

ROUNDS = 300


def measure() -> list[Row]:
    """Rows of the step page; needs a browser."""
    with tempfile.TemporaryDirectory() as folder, run_site(Path(folder) / "instance") as site:
        made = site.services.vault.make_book("star", "pin", "482915")
        opened = BookHandle(made.book, made.key)
        step = _find_step(site)
        return [_measure_time(site, opened, step), *_measure_load(site, opened, step)]


def _find_step(site: Site) -> Step:
    """A usual page: one picture for the question and six for the choices."""
    return next(
        step
        for step in site.services.library.steps.values()
        if step.kind == "many" and len(step.choices) >= 6 and not step.held
    )


def _measure_time(site: Site, opened: BookHandle, step: Step) -> Row:
    bare = Server(_make_bare(step), 0)
    bare.start()
    try:
        cookie = {"Cookie": f"{COOKIE}={site.services.open_books.open(opened)}; {_find_session(site)}"}
        ours = _reader(site.url(), f"/p/{step.code}", cookie)
        floor = _reader(bare.address, "/", {})
        times = [(ours(), floor()) for _ in range(ROUNDS + 20)][20:]
    finally:
        bare.stop(lambda: None)
    ours_p50, floor_p50 = (median(column) * 1000 for column in zip(*times, strict=True))
    return Row("step page, server time p50", ours_p50, "ms", 3.2, floor_p50, most=3.0)


def _find_session(site: Site) -> str:
    """The cookie of a browser that has seen the first page, as every browser at a step has."""
    with urllib.request.urlopen(site.url()) as answer:
        cookies: list[str] = answer.headers.get_all("Set-Cookie")
    return next(cookie for cookie in cookies if cookie.startswith("session=")).partition(";")[0]


def _make_bare(step: Step) -> Flask:
    """Flask and Jinja and nothing else: the same pictures and lines, from a list in memory."""
    app = Flask("bare", template_folder=str(Path(__file__).parent))

    @app.get("/")
    def show() -> str:
        return render_template("bare.html", step=step)

    return app


def _reader(address: str, path: str, headers: dict[str, str]) -> Callable[[], float]:
    """A function that gets one page over a connection that stays open, and gives the seconds it took."""
    host = address.removeprefix("http://").split("/", 1)[0]
    connection = http.client.HTTPConnection(host)

    def read() -> float:
        began = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        return time.perf_counter() - began

    return read


def _measure_load(site: Site, opened: BookHandle, step: Step) -> list[Row]:
    """What a browser that has nothing yet loads for one step page in English."""
    sizes: list[float] = []

    def add(event: dict[str, Any]) -> None:
        sizes.append(event["encodedDataLength"])

    with (
        sync_playwright() as playwright,
        launch(playwright, whole=True) as browser,
        browser.new_context(viewport={"width": 810, "height": 1080}) as context,
    ):
        site.open_book(context, opened)
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.on("Network.loadingFinished", add)
        page.goto(site.url(f"/p/{step.code}"), wait_until="networkidle")
    return [
        Row("step page cold, bytes", sum(sizes) / 1000, "kB", 70),
        Row("step page cold, requests", len(sizes), "", 16),
        Row("JavaScript in all, as written", sum(map(_size, _list_scripts())) / 1000, "kB", 30),
        Row("JavaScript in all, as sent", sum(map(_size_sent, _list_scripts())) / 1000, "kB", 12),
    ]


def _list_scripts() -> list[Path]:
    return sorted(resources("static").rglob("*.js"))


def _size(file: Path) -> int:
    return file.stat().st_size


def _size_sent(file: Path) -> int:
    """Bytes on the way to a browser that takes gzip: the app packs its own files."""
    return len(gzip.compress(file.read_bytes(), 9, mtime=0))

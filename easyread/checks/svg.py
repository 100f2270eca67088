"""Is every shipped picture safe to show: readable, without script or link, without a protected sign?"""

from __future__ import annotations

import itertools
import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from easyread.content import Mistake
from easyread.settings import Paths


def check_pictures(paths: Paths) -> list[Mistake]:
    """Every picture can be read, runs nothing, and shows no red cross on white (a protected sign)."""
    mistakes = []
    for path in sorted((paths.static / "pictures").glob("*/*.svg")):
        name = path.relative_to(paths.static.parent).as_posix()
        mistakes += [Mistake(file=name, line=1, message=message) for message in _svg_problems(path)]
    return mistakes


def _svg_problems(path: Path) -> Iterator[str]:
    text = path.read_text("utf-8", errors="replace")
    if re.search(
        r"<!DOCTYPE|<!ENTITY|<script|\son\w+=|<foreignObject|(?:href|src)=[\"'](?!#)", text, re.IGNORECASE
    ):
        yield "a picture must hold no script, no link and no document type"
        return
    try:
        root = ET.fromstring(text)  # noqa: S314 - document types, and so entities, are refused above
    except ET.ParseError:
        yield "this is not an SVG picture"
        return
    if has_red_cross(root):
        yield "a red cross is a protected sign (Geneva Conventions Act 1957, section 6): recolour it"


def has_red_cross(root: ET.Element) -> bool:
    """Is there a red upright cross: one outline of 12 corners, or two red bars that cross in the middle?

    A diagonal cross ("no") is no such sign. Turned and skewed groups are not followed, nor crosses that are
    put together from other pieces: people look at every new picture too.
    """
    bars: list[_Box] = []
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        if _is_red(element.get("fill", "")):
            if tag in {"polygon", "path"} and _is_cross_outline(_corners(element)):
                return True
            if tag == "rect":
                bars.append(_Box(*(_number(element.get(key)) for key in ("x", "y", "width", "height"))))
        elif _is_red(element.get("stroke", "")) and tag in {"line", "path", "polyline"}:
            bars += _strokes(element)
    return any(one.crosses(other) for one in bars for other in bars)


class _Box(NamedTuple):
    x: float
    y: float
    width: float
    height: float

    def crosses(self, other: _Box) -> bool:
        """Is this a lying bar and ``other`` a standing bar with the same middle?"""
        apart = math.dist(
            (self.x + self.width / 2, self.y + self.height / 2),
            (other.x + other.width / 2, other.y + other.height / 2),
        )
        return self.width > 1.5 * self.height and other.height > 1.5 * other.width and apart < self.width / 6


_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


def _is_red(colour: str) -> bool:
    if colour.lower() == "red":
        return True
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    if not re.fullmatch(r"[0-9a-fA-F]{6}", digits):
        return False
    red, green, blue = (int(digits[i : i + 2], 16) for i in (0, 2, 4))
    return red > 150 and green < 110 and blue < 110


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def _corners(element: ET.Element) -> list[tuple[float, float]]:
    """The corners of a polygon, or of a path of straight pieces; none for a path with curves."""
    if points := element.get("points"):
        numbers = [float(number) for number in _NUMBER.findall(points)]
        return list(zip(numbers[::2], numbers[1::2], strict=False))
    return [corner for piece in _straight_pieces(element.get("d", "")) for corner in piece]


def _straight_pieces(path: str) -> list[list[tuple[float, float]]]:
    """The pieces of a path made of M, L, H, V and Z only, each a list of corners; none for any other path."""
    if re.search(r"[csqta]", path, re.IGNORECASE):
        return []
    pieces: list[list[tuple[float, float]]] = [[]]
    x = y = 0.0
    for command, rest in re.findall(r"([MLHV])([^MLHVZ]*)", path, re.IGNORECASE):
        if command in "Mm":
            pieces.append([])
        numbers = [float(number) for number in _NUMBER.findall(rest)]
        pairs: Iterable[tuple[float, float]] = zip(numbers[::2], numbers[1::2], strict=False)
        if command in "Hh":
            pairs = ((number, 0.0 if command == "h" else y) for number in numbers)
        elif command in "Vv":
            pairs = ((0.0 if command == "v" else x, number) for number in numbers)
        for right, down in pairs:
            x, y = (x + right, y + down) if command.islower() else (right, down)
            pieces[-1].append((x, y))
    return pieces


def _is_cross_outline(corners: list[tuple[float, float]]) -> bool:
    """12 corners, every side upright or level, and no corner where the outline of a box would have one."""
    if corners and corners[0] == corners[-1]:
        corners = corners[:-1]
    if len(corners) != 12:
        return False
    sides = zip(corners, [*corners[1:], corners[0]], strict=True)
    if any(min(abs(a[0] - b[0]), abs(a[1] - b[1])) > 0.2 for a, b in sides):
        return False
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    box = {(x, y) for x in (min(xs), max(xs)) for y in (min(ys), max(ys))}
    return box.isdisjoint(corners)


def _strokes(element: ET.Element) -> list[_Box]:
    """The straight strokes of a line or path, each as the bar that it paints."""
    wide = _number(element.get("stroke-width")) or 1.0
    if element.tag.endswith("line") and element.get("x1") is not None:
        ends = [tuple(_number(element.get(key)) for key in pair) for pair in (("x1", "y1"), ("x2", "y2"))]
        pieces = [[(ends[0][0], ends[0][1]), (ends[1][0], ends[1][1])]]
    elif element.get("d"):
        pieces = _straight_pieces(element.get("d", ""))
    else:
        pieces = [_corners(element)]
    return [_bar(a, b, wide) for piece in pieces for a, b in itertools.pairwise(piece)]


def _bar(a: tuple[float, float], b: tuple[float, float], wide: float) -> _Box:
    level = abs(a[1] - b[1]) < 0.2
    x, y = min(a[0], b[0]), min(a[1], b[1])
    if level:
        return _Box(x, y - wide / 2, abs(a[0] - b[0]), wide)
    return _Box(x - wide / 2, y, max(wide, abs(a[0] - b[0])), abs(a[1] - b[1]))

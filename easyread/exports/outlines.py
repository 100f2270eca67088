"""What is drawn of words in two layers, as outlines: shapes, of which no reader makes letters.

Typst has no outlines of text, so they are put into the PDF that it made; and the letters that nobody sees
are made as wide as what is drawn. See :mod:`easyread.exports.word_layers`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

import regex
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

from easyread.exports.pdf_objects import OtherForm, PdfObjects, make_stream
from easyread.exports.word_layers import APART, END, FONT

_NUMBER = r"[-\d.]+"
# A text of Typst: where it is on the page, its colour, its runs.
_TEXT = regex.compile(
    rf"^q 1 0 0 -1 (?P<left>{_NUMBER}) {_NUMBER} cm[^\n]*\n(?P<runs>BT.*?^ET\n)".encode(),
    regex.DOTALL | regex.MULTILINE,
)
# A run: where it is in its text; its glyphs, in strings, with moves between them.
_RUN = regex.compile(
    (
        rf"0 Tr/(?P<font>f\d+) (?P<size>{_NUMBER}) Tf 1 0 0 -1 (?P<x>{_NUMBER}) (?P<y>{_NUMBER}) Tm"
        rf"\[?(?:(?P<string>\((?:[^\\()]|\\.|(?P<inner>\((?:[^\\()]|\\.|(?&inner))*\)))*\)|<[0-9A-F]*>)|(?P<move>{_NUMBER}))*\]?TJ?"
    ).encode(),
    regex.DOTALL,
)
_ESCAPE = regex.compile(rb"\\([0-7]{1,3}|.)", regex.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_MEANING = regex.compile(rb"^<([0-9A-F]{4})> <([0-9A-F]{4})>$", regex.MULTILINE)
_FONTS = regex.compile(rb"/Font<<(?:/(\w+) (\d+) 0 R)*>>")
_PICTURES = regex.compile(rb"(?:/XObject<<(.*?)>>)?(?=/Font<<)")
_OF_OTHERS = b"\xff\xff"  # a glyph begins so that is put together of others
_SEEN, _UNSEEN = b"0 Tr", b"3 Tr"
_FROM_LEFT = regex.compile(r"[\p{Bidi_Class=L}\p{Bidi_Class=EN}\p{Bidi_Class=AN}]")
_LETTER = 0.5  # the width of each unseen letter, in em


def draw_words(pdf: bytes, letters: Mapping[str, str]) -> bytes:
    """The PDF with its words in layers as they should be: codes are letters, what is drawn is outlines.

    ``letters``: what each code stands for (:attr:`WordLayers.letters`). With none, the PDF as it is.
    Raises :class:`OtherForm` if Typst did not write what is looked for.
    """
    if not letters:
        return pdf
    objects = PdfObjects(pdf)
    fonts = objects.find(rb"/Subtype/Type0/BaseFont/[A-Z]+\+%s/" % FONT.replace(" ", "").encode())
    if len(fonts) != 1:
        raise OtherForm
    meanings = _name_letters(objects, fonts[0], letters)
    forms = _Forms(objects)
    for page in objects.find(rb"/Type/Page/"):
        _Page(objects, page, forms, fonts[0], meanings).draw()
    for number in objects.find(rb"/Type/Catalog/"):
        # Chromium turns each line of a document round that runs from the right, whatever language it is in.
        objects.say(number, objects.said(number).replace(b"/Direction/R2L", b"/Direction/L2R"))
    return objects.write()


def _name_letters(objects: PdfObjects, font: int, letters: Mapping[str, str]) -> dict[bytes, str]:
    """Write down what the glyphs of the unseen letters mean. Returns it: letters, END or APART."""
    meanings: dict[bytes, str] = {}

    def name(found: regex.Match[bytes]) -> bytes:
        code = chr(int(found[2], 16))
        meanings[bytes.fromhex(found[1].decode())] = letters.get(code, code)
        return b"<%s> <%s>" % (found[1], letters.get(code, " ").encode("utf-16-be").hex().upper().encode())

    table = objects.follow(font, b"ToUnicode")
    objects.put(table, _MEANING.sub(name, objects.data(table)))
    return meanings


class _Word:
    """A word in layers: its unseen letters, and how far what is drawn of it reaches."""

    def __init__(self, text: regex.Match[bytes], run: regex.Match[bytes], letters: str) -> None:
        self._left, self._run = float(text["left"]), run
        self._reversed = not _FROM_LEFT.search(letters)
        self.edges: list[float] = []

    def stretch(self) -> bytes:
        """The letters from the left edge of what is drawn to its right one."""
        (string,) = self._run.captures("string")
        size = float(self._run["size"])
        left, right = min(self.edges), max(self.edges)
        wide = len(_read_string(string)) / 2 * _LETTER * size
        stretch = max((right - left) / wide * 100, 1)
        at = left - self._left
        begun = b"%s %.2f Tz/%s %s Tf" % (_UNSEEN, stretch, self._run["font"], self._run["size"])
        shown = b"%s 1 0 0 -1 %.3f %s Tm%sTj" % (begun, at, self._run["y"], string)
        return b"BT/ReversedChars BMC %s\nEMC\nET\n" % shown if self._reversed else b"BT %s\nET\n" % shown


class _Page:
    """One page: what follows a text of unseen letters is drawn, up to the sign that ends it."""

    def __init__(
        self, objects: PdfObjects, page: int, forms: _Forms, unseen: int, meanings: Mapping[bytes, str]
    ) -> None:
        self._objects, self._forms, self._unseen, self._meanings = objects, forms, unseen, meanings
        self._content = objects.follow(page, b"Contents")
        self._resources = objects.follow(page, b"Resources")
        names = _FONTS.search(objects.said(self._resources))
        if names is None:
            raise OtherForm
        self._fonts = dict(zip(names.captures(1), map(int, names.captures(2)), strict=True))
        self._used: dict[bytes, int] = {}
        self._word: _Word | None = None
        self._place = 0  # of the word's letters in the parts

    def draw(self) -> None:
        """Write the page again, with its outlines."""
        self._objects.put(self._content, b"".join(self._parts()))
        names = b"".join(b"/%s %d 0 R" % pair for pair in self._used.items())
        said = self._objects.said(self._resources)
        said = _PICTURES.sub(lambda old: b"/XObject<<%s%s>>" % (old[1] or b"", names), said, count=1)
        self._objects.say(self._resources, said)

    def _parts(self) -> list[bytes]:
        content, at = self._objects.data(self._content), 0
        parts: list[bytes] = []
        for text in _TEXT.finditer(content):
            start, stop = text.span("runs")
            parts.append(content[at:start])
            at = stop
            runs = list(_RUN.finditer(text["runs"]))
            if not runs:
                raise OtherForm
            if self._fonts[runs[0]["font"]] == self._unseen:
                self._read(text, runs[0], parts)
            elif self._word:
                parts += self._draw(text, runs, self._word.edges)
            else:
                parts.append(text["runs"])
        if self._word:
            raise OtherForm
        return [*parts, content[at:]]

    def _read(self, text: regex.Match[bytes], run: regex.Match[bytes], parts: list[bytes]) -> None:
        """A text of unseen letters begins a word, ends it, or parts columns."""
        string = _read_string(run["string"])
        letters = "".join(self._meanings[string[at : at + 2]] for at in range(0, len(string), 2))
        if letters == APART:
            parts.append(text["runs"].replace(_SEEN, _UNSEEN, 1))
        elif letters != END:
            self._word, self._place = _Word(text, run, letters), len(parts)
            parts.append(b"")
        elif self._word:
            parts[self._place] = self._word.stretch()
            self._word = None

    def _draw(
        self, text: regex.Match[bytes], runs: Sequence[regex.Match[bytes]], edges: list[float]
    ) -> Iterator[bytes]:
        """The outlines of a text; its left and right edge on the page go to ``edges``."""
        for run in runs:
            font, size, at = self._fonts[run["font"]], float(run["size"]), float(run["x"])
            face = self._forms.face(font)
            scale = size / face.units
            edges.append(float(text["left"]) + at)
            for code in _read_run(run):
                if isinstance(code, float):
                    at -= code * size / 1000
                    continue
                if form := self._forms.find(font, code):
                    name = b"w%d" % form
                    self._used[name] = form
                    yield b"q %.5g 0 0 %.5g %.3f %s cm/%s Do Q\n" % (scale, -scale, at, run["y"], name)
                at += face.widths[code] * scale
            edges.append(float(text["left"]) + at)


class _Forms:
    """The outlines of a PDF, each once, by font and glyph."""

    def __init__(self, objects: PdfObjects) -> None:
        self._objects = objects
        self.face = cache(self._read_face)
        self.find = cache(self._add)

    def _read_face(self, font: int) -> _Face:
        described = self._objects.follow(self._objects.follow(font, b"DescendantFonts"), b"FontDescriptor")
        return _Face(self._objects.data(self._objects.follow(described, b"FontFile2")))

    def _add(self, font: int, code: int) -> int:
        """The number of the outline of a glyph; 0 if it has none, as a space."""
        form = self.face(font).draw(code)
        return self._objects.add(form) if form else 0


class _Face:
    """A TrueType font: the widths of its glyphs, and their outlines."""

    def __init__(self, file: bytes) -> None:
        font = TTFont(io.BytesIO(file), lazy=True)
        self._names = font.getGlyphOrder()
        self._glyphs: Any = font["glyf"]
        self.units: int = font["head"].unitsPerEm
        self.widths = [font["hmtx"][name][0] for name in self._names]

    def draw(self, code: int) -> bytes:
        """A glyph as an object of a PDF; nothing for a space."""
        data = getattr(self._glyphs.glyphs[self._names[code]], "data", b"")
        if data and not data.startswith(_OF_OTHERS):
            return _draw_shape(data)
        glyph = self._glyphs[self._names[code]]
        return _make_form(glyph, self._glyphs) if glyph.numberOfContours else b""


@lru_cache(maxsize=2048)  # shapes, whosever words they were in; each card has some hundred of the same ones
def _draw_shape(data: bytes) -> bytes:
    glyph = Glyph(data)
    glyph.expand(None)
    return _make_form(glyph, None)


def _make_form(glyph: Any, glyphs: Any) -> bytes:
    """The outline of a glyph as a form of a PDF. ``glyphs``: those that it may be put together of."""
    points, ends, flags = glyph.getCoordinates(glyphs)
    lines: list[bytes] = []
    for start, end in pairwise([0, *(end + 1 for end in ends)]):
        lines += _trace(points[start:end], flags[start:end])
    box = (glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax)
    said = b"/Type/XObject/Subtype/Form/BBox[%d %d %d %d]/Resources<<>>" % box
    return make_stream(said, b"\n".join([*lines, b"f"]))


def _trace(points: Sequence[tuple[float, float]], flags: Sequence[int]) -> Iterator[bytes]:
    """A line around a shape, in the words of PDF.

    A point that is not on the line bends it; between two such points there is one on it.
    """
    around: list[tuple[tuple[float, float], bool]] = []
    for place, point in enumerate(points):
        on, was_on = flags[place] & 1, flags[place - 1] & 1
        if not on and not was_on:
            around.append((_between(points[place - 1], point, 1 / 2), True))
        around.append((point, bool(on)))
    first = next(place for place, (_, on) in enumerate(around) if on)
    around = around[first:] + around[: first + 1]
    at, bend = around[0][0], None
    yield b"%d %d m" % at
    for point, on in around[1:]:
        if not on:
            bend = point
            continue
        if bend is None:
            yield b"%d %d l" % point
        else:
            yield b"%d %d %d %d %d %d c" % (*_between(at, bend, 2 / 3), *_between(point, bend, 2 / 3), *point)
        at, bend = point, None
    yield b"h"


def _between(one: tuple[float, float], other: tuple[float, float], part: float) -> tuple[int, int]:
    return round(one[0] + (other[0] - one[0]) * part), round(one[1] + (other[1] - one[1]) * part)


def _read_run(run: regex.Match[bytes]) -> Iterator[int | float]:
    """The glyphs of a run, and the moves between them as floats, in order."""
    parts = dict(zip(run.starts("move"), run.captures("move"), strict=True))
    strings = dict(zip(run.starts("string"), run.captures("string"), strict=True))
    for start, part in sorted((parts | strings).items()):
        if start not in strings:
            yield float(part)
            continue
        codes = _read_string(part)
        yield from (int.from_bytes(codes[place : place + 2]) for place in range(0, len(codes), 2))


def _read_string(text: bytes) -> bytes:
    """A string of PDF."""
    if text.startswith(b"<"):
        return bytes.fromhex(text[1:-1].decode())
    unescaped: bytes = _ESCAPE.sub(_unescape, text[1:-1])
    return unescaped


def _unescape(sign: regex.Match[bytes]) -> bytes:
    return bytes([int(sign[1], 8)]) if sign[1].isdigit() else _ESCAPED.get(sign[1], sign[1])

"""The objects of a PDF as Typst writes it: each stands apart, and a stream begins on a line of its own."""

from __future__ import annotations

import re
import zlib
from itertools import pairwise

_TRAILER = re.compile(rb"trailer\s+<<(.*)>>\s+startxref\s+(\d+)\s+%%EOF\s*$", re.DOTALL)
_REFERENCE = re.compile(rb"(\d+) 0 R\b")
_STREAM, _END = b"\nstream\n", b"\nendstream"
_SAID_OF_DATA = re.compile(rb"/(?:Length \d+|Filter/FlateDecode)")


class OtherForm(Exception):
    """Typst writes a PDF in another form than it did."""


class PdfObjects:
    """Objects by number, to read, change and write again. Only what the document uses is written."""

    def __init__(self, pdf: bytes) -> None:
        trailer = _TRAILER.search(pdf, pdf.rindex(b"trailer"))
        if trailer is None:
            raise OtherForm
        self._head, self._trailer, table = pdf[: pdf.index(b"\n1 0 obj")], trailer[1], int(trailer[2])
        offsets = [int(line[:10]) for line in pdf[table:].splitlines()[3:] if line.endswith(b" n")]
        self._bodies = [_body(pdf[start:end]) for start, end in pairwise([*offsets, table])]

    def find(self, pattern: bytes) -> list[int]:
        """The numbers of the objects whose first line says that."""
        return [number for number in range(1, len(self._bodies) + 1) if re.search(pattern, self.said(number))]

    def said(self, number: int) -> bytes:
        """An object without its data."""
        return self._bodies[number - 1].split(_STREAM, 1)[0]

    def data(self, number: int) -> bytes:
        """The data of a stream."""
        said, data = self._bodies[number - 1].split(_STREAM, 1)
        data = data.removesuffix(_END)
        return zlib.decompress(data) if b"/FlateDecode" in said else data

    def follow(self, number: int, name: bytes) -> int:
        """The object that ``name`` of this one refers to."""
        found = re.search(rb"/%s[ \[]?(\d+) 0 R" % name, self.said(number))
        if found is None:
            raise OtherForm
        return int(found[1])

    def say(self, number: int, said: bytes) -> None:
        """Another object with that number: one without data."""
        self._bodies[number - 1] = said

    def put(self, number: int, data: bytes) -> None:
        """Other data for a stream."""
        said = _SAID_OF_DATA.sub(b"", self.said(number)).removeprefix(b"<<").removesuffix(b">>")
        self._bodies[number - 1] = make_stream(said, data)

    def add(self, body: bytes) -> int:
        """The number of a new object."""
        self._bodies.append(body)
        return len(self._bodies)

    def write(self) -> bytes:
        """The PDF."""
        used = self._find_used()
        parts, offsets, at = [self._head + b"\n"], [], len(self._head) + 1
        for number, body in enumerate(self._bodies, start=1):
            parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body if number in used else b"null"))
            offsets.append(at)
            at += len(parts[-1])
        size = len(offsets) + 1
        lines = b"".join(b"%010d 00000 n\r\n" % offset for offset in offsets)
        trailer = re.sub(rb"/Size \d+", b"/Size %d" % size, self._trailer)
        parts.append(b"xref\n0 %d\n0000000000 65535 f\r\n%strailer\n<<%s>>\n" % (size, lines, trailer))
        return b"".join([*parts, b"startxref\n%d\n%%%%EOF" % at])

    def _find_used(self) -> set[int]:
        used: set[int] = set()
        waiting = [int(number) for number in _REFERENCE.findall(self._trailer)]
        while waiting:
            number = waiting.pop()
            if number not in used:
                used.add(number)
                waiting.extend(map(int, _REFERENCE.findall(self.said(number))))
        return used


def make_stream(said: bytes, data: bytes) -> bytes:
    """An object with data, and what is said of it."""
    packed = zlib.compress(data)
    return b"<</Length %d/Filter/FlateDecode%s>>%s%s%s" % (len(packed), said, _STREAM, packed, _END)


def _body(text: bytes) -> bytes:
    return text.split(b" 0 obj\n", 1)[1].rsplit(b"\nendobj", 1)[0]

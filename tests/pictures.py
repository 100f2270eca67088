"""Pictures as cameras and strangers make them, for tests."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

PLACE = b"QXPLACE51.5074N"  # what a camera writes beside the picture: none of it may be kept
_GPS, _MAKER, _MODEL = 0x8825, 0x010F, 0x0110
_PNG = b"\x89PNG\r\n\x1a\n"
# The seven passes of an interlaced PNG: left, top, across, down.
_ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def make_photo(size: tuple[int, int] = (400, 300), kind: str = "JPEG", turn: int = 1, **how: Any) -> bytes:
    """A photo whose left half is red and right half blue, as the camera's own rows lie."""
    image = Image.new("RGB", size, (200, 20, 20))
    image.paste((20, 20, 200), (size[0] // 2, 0, *size))
    exif = Image.Exif()
    exif[0x0112] = turn
    exif[_MAKER], exif[_MODEL] = PLACE.decode(), PLACE.decode()
    place = {1: "N", 2: (51.0, 30.0, 26.6), 3: "W", 4: (0.0, 7.0, 39.9), 29: PLACE.decode()}
    exif.get_ifd(_GPS).update(place)
    return _save(image, kind, exif=exif, **how)


def make_full_photo() -> bytes:
    """A JPEG with everything a camera or a program can hide in one: GPS, XMP, profile, comment, tail."""
    plain = make_photo(
        comment=PLACE, xmp=b"<x:xmpmeta>" + PLACE + b"</x:xmpmeta>", icc_profile=b"\0" * 128 + PLACE
    )
    return plain + PLACE


def make_bomb(side: int = 10_000, kind: bytes = b"\x00") -> bytes:
    """A PNG of ``side`` x ``side`` pixels in a few kilobytes: one colour, well packed."""
    rows = zlib.compressobj(9)
    data = b"".join(rows.compress(b"\0" + kind * (side // 8 + 1)) for _ in range(side)) + rows.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return _PNG + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def make_empty_sheet() -> bytes:
    """What the page to draw on sends when all was taken away."""
    return _save(Image.new("RGB", (40, 30), "white"), "PNG")


def make_huge_jpeg(width: int = 10_000, height: int = 10_000) -> bytes:
    """A JPEG whose head says 100 megapixels, with hardly anything behind it."""
    data = make_photo()
    place = data.index(b"\xff\xc0") + 5
    return data[:place] + struct.pack(">HH", height, width) + data[place + 4 :]


def open_picture(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _save(image: Image.Image, kind: str, **how: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def make_png(width: int, height: int, depth: int, colour: int, interlaced: bool = False) -> bytes:
    """A PNG of any kind (PNG specification, 11.2.1): all black, and see-through where it can be."""
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    rows = zlib.compressobj(1)
    data = b""
    for left, top, across, down in _ADAM7 if interlaced else [(0, 0, 1, 1)]:
        wide, high = -(-(width - left) // across), -(-(height - top) // down)
        data += b"".join(rows.compress(bytes(1 + -(-wide * depth * samples // 8))) for _ in range(high))
    data += rows.flush()
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    palette = _chunk(b"PLTE", bytes(768)) + _chunk(b"tRNS", bytes(range(256))) if colour == 3 else b""
    return _PNG + _chunk(b"IHDR", head) + palette + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def make_noise(size: tuple[int, int], kind: str, mode: str = "RGB", **how: Any) -> bytes:
    """A picture that packs badly."""
    tile = Image.effect_noise((256, 256), 80)
    image = Image.new("L", size)
    for left in range(0, size[0], 256):
        for top in range(0, size[1], 256):
            image.paste(tile, (left, top))
    return _save(image.convert("RGB").convert(mode), kind, **how)


def make_animation(size: tuple[int, int]) -> bytes:
    """A WebP of three pictures, see-through."""
    pictures = [Image.new("RGBA", size, (shade, 0, 0, 99)) for shade in (0, 100, 200)]
    return _save(pictures[0], "WEBP", save_all=True, append_images=pictures[1:])


def add_chunk(png: bytes, name: bytes, data: bytes) -> bytes:
    """A PNG with one more chunk, after its head."""
    return png[:33] + _chunk(name, data) + png[33:]

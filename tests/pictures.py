"""Pictures as cameras and strangers make them, for tests."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
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


# --- pictures whose numbers mean something else than most ---

_WIDE, _HIGH = 64, 48
Pixel = Callable[[int, int], Sequence[int]]


def paint_png(depth: int, colour: int, pixel: Pixel, *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG of any depth and kind of colour, 64x48. ``pixel``: the samples of (across, down)."""
    rows = bytearray()
    for down in range(_HIGH):
        samples = [value for across in range(_WIDE) for value in pixel(across, down)]
        bits = "".join(format(value, f"0{depth}b") for value in samples)
        rows += b"\0" + int(bits, 2).to_bytes(len(bits) // 8, "big")
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", _WIDE, _HIGH, depth, colour, 0, 0, 0))
    more = b"".join(_chunk(name, data) for name, data in chunks)
    return _PNG + head + more + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _numbers(*values: int) -> bytes:
    return struct.pack(f">{len(values)}H", *values)


_RAMP = b"".join(bytes([step * 16, 255 - step * 16, step * 53 % 256]) for step in range(16))
_LINEAR = (b"gAMA", struct.pack(">I", 100_000))


def make_gradient(mode: str = "RGB") -> Image.Image:
    image = Image.new("RGB", (_WIDE, _HIGH))
    image.putdata([(across * 4, down * 5, 120) for down in range(_HIGH) for across in range(_WIDE)])
    return image.convert(mode)


def make_profile(columns: Sequence[tuple[float, float, float]], gamma: float) -> bytes:
    """A colour profile (ICC.1): what red, green and blue are in XYZ; without any, of grey."""

    def fix(*values: float) -> bytes:
        return b"".join(struct.pack(">i", round(value * 65_536)) for value in values)

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    white = (0.9642, 1.0, 0.8249)
    text = b"desc\0\0\0\0" + struct.pack(">I", 2) + b"x\0" + bytes(78)
    tags = [(b"wtpt", b"XYZ \0\0\0\0" + fix(*white)), (b"desc", text), (b"cprt", b"text\0\0\0\0x\0\0\0")]
    tags += [(b"kTRC", curve)] if not columns else []
    for letter, column in zip("rgb", columns, strict=False):
        name = letter.encode()
        tags += [(name + b"XYZ", b"XYZ \0\0\0\0" + fix(*column)), (name + b"TRC", curve)]
    place, table, body = 132 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for tag, data in tags:
        table += tag + struct.pack(">II", place + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    kind = b"RGB " if columns else b"GRAY"
    head = struct.pack(">I4sI4s4s4s", place + len(body), b"lcms", 0x02400000, b"mntr", kind, b"XYZ ")
    return (head + bytes(12) + b"acsp" + bytes(28) + fix(*white)).ljust(128, b"\0") + table + body


_DISPLAY_P3 = ((0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407))
# Its red is our blue: whoever leaves out the profile sees at once that it does.
_BLUE_FOR_RED = ((0.14307, 0.06061, 0.7141), (0.38515, 0.71687, 0.09708), (0.43607, 0.22249, 0.01392))


def make_odd_colours() -> dict[str, bytes]:
    """Pictures that only show right to who reads what the file says of its numbers."""
    p3, swapped, linear = (
        make_profile(_DISPLAY_P3, 2.2),
        make_profile(_BLUE_FOR_RED, 2.2),
        make_profile((), 1.0),
    )
    see_through = make_gradient("RGBA")
    see_through.putalpha(128)
    red, blue, green = (Image.new("RGB", (_WIDE, _HIGH), name) for name in ("red", "blue", "green"))
    moving: dict[str, Any] = {"save_all": True, "append_images": [blue]}
    return {
        "grey, 16 bits": paint_png(16, 0, lambda x, y: [x * 1000 + y * 30]),
        "grey, 16 bits, dark": paint_png(16, 0, lambda x, _: [x * 40]),
        "grey, 16 bits, linear": paint_png(16, 0, lambda x, _: [x * 1000], _LINEAR),
        "grey, 16 bits, one see-through": paint_png(
            16, 0, lambda x, _: [40_000 if x < 32 else 40_001], (b"tRNS", _numbers(40_000))
        ),
        "grey, 16 bits, alpha": paint_png(16, 4, lambda x, y: [x * 1000, y * 1300]),
        "colours, 16 bits": paint_png(16, 2, lambda x, y: [x * 1000, y * 1300, 30_000]),
        "colours, 16 bits, alpha": paint_png(16, 6, lambda x, y: [x * 1000, y * 1300, 30_000, x * 1020]),
        "one bit": paint_png(1, 0, lambda x, _: [x // 8 % 2]),
        "one bit, white see-through": paint_png(1, 0, lambda x, _: [x // 8 % 2], (b"tRNS", _numbers(1))),
        "two bits, one see-through": paint_png(2, 0, lambda x, _: [x // 8 % 4], (b"tRNS", _numbers(1))),
        "four bits": paint_png(4, 0, lambda x, _: [x // 4]),
        "four bits, one see-through": paint_png(4, 0, lambda x, _: [x // 4], (b"tRNS", _numbers(5))),
        "grey, one see-through": paint_png(8, 0, lambda x, _: [x // 4 * 16], (b"tRNS", _numbers(16))),
        "palette, see-through": paint_png(
            4, 3, lambda x, _: [x // 4], (b"PLTE", _RAMP), (b"tRNS", bytes([0, 128, 255]))
        ),
        "palette, one bit": paint_png(1, 3, lambda x, _: [x // 8 % 2], (b"PLTE", _RAMP[:6])),
        "colours, one see-through": paint_png(
            8, 2, lambda x, _: [x * 4, 10, 10] if x > 32 else [1, 2, 3], (b"tRNS", _numbers(1, 2, 3))
        ),
        "linear": paint_png(8, 2, lambda x, _: [x * 4, 128, 60], _LINEAR),
        "CMYK": _save(make_gradient("CMYK"), "JPEG", quality=95),
        "grey JPEG": _save(make_gradient("L"), "JPEG"),
        "RGB JPEG": _save(make_gradient(), "JPEG", keep_rgb=True, quality=95),
        "wide colours": _save(make_gradient(), "JPEG", icc_profile=p3, quality=95),
        "wide colours, PNG": _save(make_gradient(), "PNG", icc_profile=p3),
        "blue for red": _save(make_gradient(), "JPEG", icc_profile=swapped, quality=95),
        "blue for red, WebP": _save(make_gradient(), "WEBP", icc_profile=swapped, lossless=True),
        "blue for red, palette": _save(make_gradient("P"), "PNG", icc_profile=swapped),
        "blue for red, alpha": _save(see_through, "PNG", icc_profile=swapped),
        "blue for red, big": _save(make_gradient().resize((3400, 2600)), "PNG", icc_profile=swapped),
        "linear grey": _save(make_gradient("L"), "PNG", icc_profile=linear),
        "profile that is none": _save(make_gradient(), "PNG", icc_profile=b"x" * 200),
        "moving PNG": _save(red, "PNG", **moving),
        "moving PNG with another for others": _save(green, "PNG", **moving, default_image=True),
        "moving WebP": _save(red, "WEBP", **moving, lossless=True),
    }

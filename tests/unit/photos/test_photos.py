"""Photos and drawings made safe to keep: upright, small, and with nothing beside the picture."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageFile

from easyread.photos import LARGEST, LONGEST_SIDE, BadPicture, clean_drawing, clean_photo, decoder
from tests.pictures import PLACE, make_bomb, make_full_photo, make_huge_jpeg, make_photo, open_picture

RED, BLUE = (200, 20, 20), (20, 20, 200)
_JPEG_PARTS = {0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDD}  # JFIF head, tables, frame: nothing that says anything


def is_like(found: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(found, tuple)
    return all(abs(one - other) < 40 for one, other in zip(found, wanted, strict=True))


def list_parts(jpeg: bytes) -> set[int]:
    """The kinds of part that stand before a JPEG's picture data."""
    place, parts = 2, set[int]()
    while jpeg[place + 1] != 0xDA:
        parts.add(jpeg[place + 1])
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
    return parts


def test_nothing_but_the_picture_is_left_of_a_camera_s_file() -> None:
    given = make_full_photo()
    assert given.count(PLACE) >= 6
    kept = clean_photo(given)
    assert PLACE not in kept
    assert list_parts(kept) <= _JPEG_PARTS
    assert not open_picture(kept).getexif()


# The upper left corner of the red half, after the camera was turned in each of the eight ways.
@pytest.mark.parametrize(
    ("turn", "size", "red"),
    [
        (1, (400, 300), (10, 150)), (2, (400, 300), (390, 150)), (3, (400, 300), (390, 150)),
        (4, (400, 300), (10, 150)), (5, (300, 400), (150, 10)), (6, (300, 400), (150, 10)),
        (7, (300, 400), (150, 390)), (8, (300, 400), (150, 390)),
    ],
)  # fmt: skip
def test_a_photo_is_turned_upright(turn: int, size: tuple[int, int], red: tuple[int, int]) -> None:
    kept = open_picture(clean_photo(make_photo(turn=turn)))
    assert kept.size == size
    assert is_like(kept.getpixel(red), RED)
    assert is_like(kept.getpixel((size[0] - 1 - red[0], size[1] - 1 - red[1])), BLUE)


@pytest.mark.parametrize(
    ("kind", "size"), [("JPEG", (4000, 3000)), ("PNG", (4000, 3000)), ("WEBP", (3200, 2400))]
)
def test_a_big_photo_of_each_kind_gets_small_and_a_jpeg(kind: str, size: tuple[int, int]) -> None:
    kept = open_picture(clean_photo(make_photo(size, kind, turn=6)))
    assert (kept.format, kept.size) == ("JPEG", (1200, LONGEST_SIDE))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("size", [(20_000, 5), (1, 20_000), (1601, 1), (3199, 7)])
def test_a_long_thin_picture_is_kept(kind: str, size: tuple[int, int]) -> None:
    assert max(open_picture(clean_photo(make_photo(size, kind))).size) == LONGEST_SIDE


def test_a_small_photo_is_not_blown_up() -> None:
    assert open_picture(clean_photo(make_photo((30, 20)))).size == (30, 20)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_colour_can_be_kept(mode: str) -> None:
    out = BytesIO()
    Image.new(mode, (40, 30)).save(out, "PNG")
    assert open_picture(clean_photo(out.getvalue())).mode == "RGB"


def test_a_see_through_drawing_stands_on_white() -> None:
    out = BytesIO()
    drawing = Image.new("RGBA", (40, 30), (0, 0, 0, 0))
    drawing.putpixel((9, 9), (0, 0, 0, 255))
    drawing.save(out, "PNG")
    kept = open_picture(clean_drawing(out.getvalue()))
    assert (kept.format, kept.getpixel((5, 5))) == ("PNG", (255, 255, 255))


@pytest.mark.parametrize(
    ("dot", "kept"), [((255, 255, 255), False), ((254, 255, 255), True), ((255, 255, 0), True)]
)
def test_an_empty_sheet_is_no_drawing_and_one_dot_is(dot: tuple[int, int, int], kept: bool) -> None:
    out = BytesIO()
    sheet = Image.new("RGB", (1200, 900), "white")
    sheet.putpixel((1199, 899), dot)
    sheet.save(out, "PNG")
    assert bool(clean_drawing(out.getvalue())) is kept


BAD = {
    "nothing": (b"", "unknown"),
    "words": (b"These are words, no photo.", "unknown"),
    "gif": (b"GIF89a\x01\x00\x01\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02;", "unknown"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "unknown"),
    "html behind gif": (b"GIF89a/*<html><script>*/=1;</script>", "unknown"),
    "html": (b"<!doctype html><script>alert(1)</script>", "unknown"),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "unknown"),
    "truncated": (make_photo()[:-300], "broken"),
    "only a head": (make_photo()[:400], "unknown"),
    "100 megapixels": (make_huge_jpeg(), "large"),
    "300 megapixels": (make_huge_jpeg(20_000, 15_000), "large"),
    "long thin line": (make_huge_jpeg(60_000, 10), "large"),
    "bomb": (make_bomb(), "large"),
    "too many bytes": (make_photo() + b"\0" * LARGEST, "large"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_photo_is_refused_with_its_reason(name: str) -> None:
    data, reason = BAD[name]
    for clean in (clean_photo, clean_drawing):
        with pytest.raises(BadPicture) as told:
            clean(data)
        assert told.value.reason == reason
        assert told.value.__cause__ is None
        assert str(told.value) == reason


def test_what_is_too_big_is_never_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded = list[object]()
    monkeypatch.setattr(ImageFile.ImageFile, "load", decoded.append)
    for data in (make_bomb(20_000), make_huge_jpeg()):
        with pytest.raises(decoder.Refused, match="large"):
            decoder.clean_photo(data)
    assert decoded == []


def test_a_page_hidden_in_a_photo_does_not_come_along() -> None:
    given = make_photo(comment=b"<script>alert(1)</script>") + b"<script>alert(1)</script>"
    assert b"script" not in clean_photo(given)

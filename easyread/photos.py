"""Pictures from outside, made safe to keep: upright, small, and with nothing in them but what they show.

A picture is decoded and drawn anew on an empty one. So no place, time, camera, comment, profile, small
preview or hidden file comes along. In and out are bytes in memory; the kind is found from the content.
"""

from __future__ import annotations

from io import BytesIO
from typing import Literal

from PIL import Image, ImageFile
from PIL.Image import DecompressionBombError, DecompressionBombWarning, Resampling, Transpose

LARGEST = 12 * 2**20  # bytes of a file
LONGEST_SIDE = 1600  # pixels: sharp on a tablet and on half a page, about 300 kB
_QUALITY = 80
# Pixels. Telephones make JPEGs of up to 50 million, and those get smaller while they are decoded. Other kinds
# are decoded whole, at four bytes a pixel: 24 million are a screen picture of any tablet, in 96 MB.
_MOST_JPEG, _MOST_OTHER = 64_000_000, 24_000_000
_LONGEST_GIVEN = 20_000  # pixels of a side: a JPEG that is a long thin line does not get smaller by itself
_ORIENTATION = 0x0112
# How the camera was held (EXIF) -> how to turn it back.
_TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}

Image.MAX_IMAGE_PIXELS = _MOST_JPEG  # Pillow's own guard, behind ours

Reason = Literal["unknown", "broken", "large"]


class BadPicture(Exception):
    """These bytes cannot become a picture. ``reason``: no such picture, a part of one, or too much."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


def clean_photo(data: bytes) -> bytes:
    """A JPEG of at most :data:`LONGEST_SIDE` pixels, upright. Raises :class:`BadPicture`."""
    return _save(_decode(_open(data)), "JPEG", quality=_QUALITY)


def clean_drawing(data: bytes) -> bytes:
    """A PNG of at most :data:`LONGEST_SIDE` pixels, on white; nothing for an empty sheet.

    Raises :class:`BadPicture`.
    """
    drawing = _decode(_open(data))
    is_empty = drawing.getextrema() == ((255, 255),) * 3
    return b"" if is_empty else _save(drawing, "PNG")


def _open(data: bytes) -> ImageFile.ImageFile:
    """Read the head only, and refuse what would be too much to decode."""
    if len(data) > LARGEST:
        raise BadPicture("large")
    try:
        image = Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP"))
    except (DecompressionBombError, DecompressionBombWarning):
        raise BadPicture("large") from None
    except Exception:  # noqa: BLE001  # a reader that is fed with anything fails in any way
        raise BadPicture("unknown") from None
    width, height = image.size
    most = _MOST_JPEG if image.format in ("JPEG", "MPO") else _MOST_OTHER
    if width * height > most or max(width, height) > _LONGEST_GIVEN:
        raise BadPicture("large")
    return image


def _decode(image: ImageFile.ImageFile) -> Image.Image:
    """What it shows, and nothing else: a new picture on white, small and upright."""
    try:
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        image.load()
        bare = Image.new("RGB", image.size, "white")
        if image.has_transparency_data:
            seen = image.convert("RGBA")
            bare.paste(seen, mask=seen.getchannel("A"))
        else:
            bare.paste(image.convert("RGB"))
        bare.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Resampling.LANCZOS)
        turn = _find_turn(image)
        return bare.transpose(turn) if turn is not None else bare
    except Exception:  # noqa: BLE001  # as above; what is missing at its end is noticed here
        raise BadPicture("broken") from None


def _find_turn(image: Image.Image) -> Transpose | None:
    try:
        return _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001  # a photo with a broken note about itself is still a photo
        return None


def _save(image: Image.Image, kind: str, **how: int) -> bytes:
    out = BytesIO()
    image.save(out, kind, optimize=True, **how)
    return out.getvalue()

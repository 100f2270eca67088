"""One picture from outside, decoded and drawn anew in a process of its own.

It is drawn on an empty one, so no place, time, camera, comment, profile, small preview or hidden file comes
along. The kind is found from the content. A picture can be made to take all memory, all time, or to crash
the libraries that read it: none of that may reach the server, and what they print could quote the file.

Run by file path, with nothing of ours importable: standard library, Pillow, ``colours.py``, ``limits.py`` and
``decoder_child.py``.

- Argument: "photo" or "drawing". stdin: the file, up to its end.
- stdout: "fine", a line end, and the new file (nothing for an empty sheet); or "unknown", "broken", "large".
"""

from __future__ import annotations

import runpy
import sys
import warnings
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageFile
from PIL.Image import DecompressionBombError, DecompressionBombWarning, Resampling, Transpose

_HERE = Path(__file__)
_answer = runpy.run_path(str(_HERE.parents[1] / "decoder_child.py"))["answer"]
_limits = runpy.run_path(str(_HERE.with_name("limits.py")))
_Colours = runpy.run_path(str(_HERE.with_name("colours.py")))["Colours"]
LONGEST_SIDE: int = _limits["LONGEST_SIDE"]
MOST: dict[str, int] = _limits["MOST"]

_QUALITY = 80
_AT_ONCE = 500_000  # pixels that are put on white
_ORIENTATION = 0x0112
_SCAN = b"\xff\xda"  # begins each pass of a JPEG
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

Image.MAX_IMAGE_PIXELS = max(MOST.values())  # Pillow's own guard, behind ours


class Refused(Exception):
    """These bytes cannot become a picture; the message is the word that says why."""


def clean_photo(data: bytes) -> bytes:
    """A JPEG. Raises :class:`Refused`."""
    return _save(_decode(_open(data)), "JPEG", quality=_QUALITY)


def clean_drawing(data: bytes) -> bytes:
    """A PNG on white; nothing for an empty sheet. Raises :class:`Refused`."""
    drawing = _decode(_open(data))
    is_empty = drawing.getextrema() == ((255, 255),) * 3
    return b"" if is_empty else _save(drawing, "PNG")


def _open(data: bytes) -> ImageFile.ImageFile:
    """Read the head only, and refuse what would be too much to decode."""
    try:
        image = Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP"))
    except (DecompressionBombError, DecompressionBombWarning):
        raise Refused("large") from None
    except Exception:  # noqa: BLE001  # a reader that is fed with anything fails in any way
        raise Refused("unknown") from None
    width, height = image.size
    if width * height > MOST[_kind_of(image)] or max(width, height) > _limits["LONGEST_GIVEN"]:
        raise Refused("large")
    if data.count(_SCAN) > _limits["SCANS"]:
        raise Refused("large")
    return image


def _kind_of(image: ImageFile.ImageFile) -> str:
    if image.format in ("JPEG", "MPO"):
        return "progressive JPEG" if image.info.get("progressive") else "JPEG"
    return str(image.format)


def _decode(image: ImageFile.ImageFile) -> Image.Image:
    """What it shows, and nothing else: a new picture on white, small and upright."""
    try:
        longest = max(image.size)
        if longest > LONGEST_SIDE:  # a JPEG gets smaller while it is decoded
            wide, high = (max(1, side * LONGEST_SIDE // longest) for side in image.size)
            image.draft("RGB", (wide, high))
        if getattr(image, "default_image", False):  # a moving PNG may have one for who shows none of it
            image.seek(1)
        colours = _Colours(image)
        image.load()
        bare = _shrink(image, colours)
        bare.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Resampling.LANCZOS)
        turn = _find_turn(image)
        return bare.transpose(turn) if turn is not None else bare
    except MemoryError:
        raise Refused("large") from None
    except Exception:  # noqa: BLE001  # as above; what is missing at its end is noticed here
        raise Refused("broken") from None


def _shrink(image: Image.Image, colours: Any) -> Image.Image:
    """On white, and down to less than twice what is kept, some rows at a time: never two of it in memory."""
    step = max(1, max(image.size) // LONGEST_SIDE)
    small = Image.new("RGB", (-(-image.width // step), -(-image.height // step)), "white")
    rows_at_once = max(1, _AT_ONCE // (image.width * step))
    for row in range(0, small.height, rows_at_once):
        lowest = min((row + rows_at_once) * step, image.height)
        rows = image.crop((0, row * step, image.width, lowest))
        small.paste(colours.show(rows, step), (0, row))
    return small


def _find_turn(image: Image.Image) -> Transpose | None:
    try:
        return _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001  # a photo with a broken note about itself is still a photo
        return None


def _save(image: Image.Image, kind: str, **how: int) -> bytes:
    out = BytesIO()
    image.save(out, kind, optimize=True, **how)
    return out.getvalue()


def main() -> None:
    """Answer for the one picture that comes in."""
    warnings.simplefilter("ignore")  # Pillow's can quote the file
    clean = {"photo": clean_photo, "drawing": clean_drawing}[sys.argv[1]]
    _answer(lambda data: b"fine\n" + clean(data), Refused, int(_limits["WORK_SECONDS"]), _limits["MEMORY"])


if __name__ == "__main__":
    main()

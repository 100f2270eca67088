"""What the numbers of a picture mean as colours: depth, the colour that is see-through, gamma, and profile.

A picture is shown as a browser would show it: PNG specification 4.3 and 11.3 (gAMA, iCCP, tRNS), ICC.1.
Run by file path from the decoder, with nothing of ours importable: standard library and Pillow.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image, ImageChops, ImageCms

_BITS = {"1": 1, "L;2": 2, "L;4": 4}  # of grey, by Pillow's name of how the file has it
_USUAL_GAMMA = (0.44, 0.47)  # 1 / 2.2, which is sRGB's own but for its darkest parts


class Colours:
    """Of one picture. It is made before the picture is loaded, which forgets its depth."""

    def __init__(self, image: Image.Image) -> None:
        self._key = _find_key(image)
        self._curve = _make_curve(image)
        self._profile = image.info.get("icc_profile")
        self._to_srgb: dict[str, Any] = {}

    def show(self, part: Image.Image, step: int) -> Image.Image:
        """A part of it, ``step`` times smaller: RGB, on white."""
        seen = self._read(part).reduce(step)
        if seen.mode not in ("LA", "RGBA"):
            return self._translate(seen)
        bare = self._translate(seen.convert(seen.mode[:-1]))
        shown = Image.new("RGB", bare.size, "white")
        shown.paste(bare, mask=seen.getchannel("A"))
        return shown

    def _read(self, part: Image.Image) -> Image.Image:
        """L, LA, RGB, RGBA or CMYK, with eight bits."""
        if part.mode.startswith("I;16"):
            return self._read_deep(part)
        if part.mode in ("1", "L"):
            grey = part.convert("L")
            if self._key is not None:
                grey.putalpha(_differs(grey, self._key))
            return grey
        if part.mode in ("LA", "RGBA", "CMYK"):
            return part
        return part.convert("RGBA" if part.has_transparency_data else "RGB")

    def _read_deep(self, part: Image.Image) -> Image.Image:
        """Of 16 bits the upper eight: Pillow would take all but the darkest for white."""
        data = part.tobytes("raw", "I;16")
        high = Image.frombytes("L", part.size, data[1::2])
        if self._key is not None:
            low = Image.frombytes("L", part.size, data[::2])
            differs = ImageChops.lighter(_differs(high, self._key >> 8), _differs(low, self._key & 255))
            high.putalpha(differs)
        return high

    def _translate(self, part: Image.Image) -> Image.Image:
        """From the picture's own colours to sRGB."""
        if self._profile:
            if part.mode not in self._to_srgb:
                self._to_srgb[part.mode] = _make_transform(self._profile, part.mode)
            if transform := self._to_srgb[part.mode]:
                translated: Image.Image | None = ImageCms.applyTransform(part, transform)
                return translated or part.convert("RGB")
        bare = part.convert("RGB")
        return bare.point(self._curve * 3) if self._curve else bare


def _find_key(image: Any) -> int | None:
    """The grey that is see-through (tRNS), as the loaded picture has it."""
    key = image.info.get("transparency")
    if not isinstance(key, int) or image.mode not in ("1", "L", "I;16"):
        return None
    layout = image.tile[0].args if image.tile else ""
    bits = _BITS.get(layout[0] if isinstance(layout, tuple) else layout, 0)
    return key * 255 // (2**bits - 1) if bits else key


def _differs(grey: Image.Image, key: int) -> Image.Image:
    """White where it is not ``key``."""
    return grey.point([0 if value == key else 255 for value in range(256)])


def _make_curve(image: Image.Image) -> list[int]:
    """The sRGB value of each value, where the file tells another gamma. A profile tells more (PNG, 4.3)."""
    gamma = image.info.get("gamma") or 0.0
    if not 0.01 < gamma < 10 or {"srgb", "icc_profile"} & image.info.keys():
        return []
    if _USUAL_GAMMA[0] <= gamma <= _USUAL_GAMMA[1]:
        return []
    return [round(255 * _brighten((value / 255) ** (1 / gamma))) for value in range(256)]


def _brighten(light: float) -> float:
    """IEC 61966-2-1: from light to sRGB, both 0 to 1."""
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def _make_transform(profile: bytes, mode: str) -> Any:
    """``None`` for a profile that is none, or is of other colours."""
    try:
        own, srgb = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        return ImageCms.buildTransform(own, srgb, mode, "RGB", ImageCms.Intent.RELATIVE_COLORIMETRIC)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None

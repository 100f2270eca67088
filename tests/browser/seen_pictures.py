"""Every picture that means something is seen: 3:1 against its ground, also where a browser changes colours.

WCAG 2.2, 1.4.11. Forced colours leave a picture and change what is under it: dark lines can end on black.
A picture is measured once in each place that looks alike; the person's own pictures are as they are.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator

from PIL import Image
from playwright.sync_api import Page

LEAST = 3.0  # contrast
SHARE = 0.02  # of a picture's box: a thin arrow has more
_LIST = """() => [...document.images].filter(one => one.complete && one.naturalWidth && one.checkVisibility()
    && one.getAttribute("src").startsWith("/static/"))
  .map(one => [one, one.getBoundingClientRect()]).filter(([, box]) => box.width > 9 && box.height > 9)
  .map(([one, { x, y, width, height }]) => [
    [one.getAttribute("src"), one.className, one.parentElement.className].join(" "),
    [x + scrollX, y + scrollY, x + scrollX + width, y + scrollY + height].map(Math.round),
  ])"""


def find_dim_pictures(page: Page, measured: set[str]) -> list[str]:
    """Pictures that are not seen in forced colours, dark or light, or where a browser makes pages dark.

    ``measured``: the places that were measured before; those of this page are added.
    """
    places = {place for place, _ in page.evaluate(_LIST)} - measured
    if not places:
        return []
    measured |= places
    return [f"{way}: {fault}" for way in _each_way(page) for fault in _measure(page, places)]


def _each_way(page: Page) -> Iterator[str]:
    """Put the page into each way of colours in turn, in a window as high as the page, and back at the end."""
    size = page.viewport_size
    assert size is not None
    for scheme in ("dark", "light"):
        page.emulate_media(forced_colors="active", color_scheme=scheme)
        yield f"forced colours, {scheme}"
    page.emulate_media(forced_colors="none", color_scheme="dark")
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setAutoDarkModeOverride", {"enabled": True})
    yield "made dark"
    session.send("Emulation.setAutoDarkModeOverride", {"enabled": False})
    session.detach()
    page.emulate_media(forced_colors="none", color_scheme="light")
    page.set_viewport_size(size)


def _measure(page: Page, places: set[str]) -> list[str]:
    size = page.viewport_size
    assert size is not None
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    boxes = {place: box for place, box in page.evaluate(_LIST) if place in places}
    assert boxes.keys() == places, "a picture went, or came late"
    shares = {place: find_share(shot.crop((box[0], box[1], box[2], box[3]))) for place, box in boxes.items()}
    return [f"{share:.1%} of {place} has {LEAST}:1" for place, share in shares.items() if share < SHARE]


def find_share(picture: Image.Image) -> float:
    """How much of a picture stands out from what lies around it: 0 to 1."""
    width, height = picture.size
    around = Counter[tuple[int, ...]]()
    right, end = width - 1, height - 1
    for side in ((0, 0, width, 1), (0, end, width, height), (0, 0, 1, height), (right, 0, width, height)):
        around += _count(picture.crop(side))
    ground = _lightness(around.most_common(1)[0][0])
    seen = [
        count for colour, count in _count(picture).items() if _contrast(_lightness(colour), ground) >= LEAST
    ]
    return sum(seen) / (width * height)


def _count(picture: Image.Image) -> Counter[tuple[int, ...]]:
    """How often each colour is in a picture of the mode RGB."""
    colours = picture.getcolors(picture.width * picture.height) or []
    return Counter({colour: count for count, colour in colours if isinstance(colour, tuple)})


def _contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _lightness(colour: tuple[int, ...]) -> float:
    """Relative luminance, as WCAG 2.2 defines it: 0 to 1."""
    parts = [sign / 255 for sign in colour]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

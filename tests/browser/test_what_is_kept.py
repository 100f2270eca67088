"""What is kept of a photo has its colours in a browser, and what is kept of a sound plays in it."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any, cast

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from easyread.media import clean_recording, clean_sound
from easyread.photos import clean_drawing, clean_photo
from tests.media import make_film, make_sound
from tests.pictures import make_odd_colours, open_picture

CASE = Path(__file__).parents[1] / "cases" / "grey16-photo.png"
ODD = make_odd_colours() | {"scan": CASE.read_bytes()}
ACROSS, DOWN = 8, 6
Places = list[tuple[int, ...]]
_ROUNDING, _JPEG = 2, 32  # of 255; a JPEG has one colour for four pixels, so of it the mean counts

# The colours of 48 places of a picture, on white.
LOOK = f"""async (file) => {{
  const bytes = Uint8Array.from(atob(file), (one) => one.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes]));
  const sheet = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
  sheet.fillStyle = "white";
  sheet.fillRect(0, 0, picture.width, picture.height);
  sheet.drawImage(picture, 0, 0);
  const place = (part, parts, side) => Math.floor((part + 0.5) * side / parts);
  const found = [];
  for (let down = 0; down < {DOWN}; down++) for (let across = 0; across < {ACROSS}; across++) {{
    const at = [place(across, {ACROSS}, picture.width), place(down, {DOWN}, picture.height)];
    found.push([...sheet.getImageData(...at, 1, 1).data.slice(0, 3)]);
  }}
  return found;
}}"""

PLAY = """async ([kind, file]) => {
  const player = document.createElement(kind.split("/")[0]);
  player.muted = true;
  player.src = `data:${kind};base64,${file}`;
  await player.play();
  await new Promise((done, fail) => { player.ontimeupdate = done; player.onerror = fail; });
  return player.error === null && player.readyState >= 2;
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Any:
    with browser.new_context() as context:
        yield context.new_page()


def look(image: Image.Image) -> Places:
    wide, high = image.size
    return [
        cast(
            "tuple[int, ...]", image.getpixel((int((x + 0.5) * wide / ACROSS), int((y + 0.5) * high / DOWN)))
        )
        for y in range(DOWN)
        for x in range(ACROSS)
    ]


def differ(one: Places, other: Places) -> int:
    return max(
        abs(a - b) for left, right in zip(one, other, strict=True) for a, b in zip(left, right, strict=True)
    )


@pytest.mark.parametrize("name", ODD)
def test_a_picture_is_kept_as_a_browser_shows_it(page: Page, name: str) -> None:
    shown = page.evaluate(LOOK, base64.b64encode(ODD[name]).decode())
    assert differ(look(open_picture(clean_drawing(ODD[name]))), shown) <= _ROUNDING
    photo = look(open_picture(clean_photo(ODD[name])))
    apart = [differ([one], [other]) for one, other in zip(photo, shown, strict=True)]
    assert sum(apart) / len(apart) <= _JPEG


SOUNDS = [
    ("mp4", "aac"), ("mp3", ""), ("ogg", ""), ("webm", ""), ("wav", "pcm_s16le"), ("wav", "pcm_u8"),
    ("wav", "pcm_s24le"), ("wav", "pcm_s32le"), ("wav", "pcm_f32le"), ("wav", "pcm_alaw"),
    ("wav", "pcm_mulaw"),
]  # fmt: skip


@pytest.mark.parametrize(("container", "codec"), SOUNDS)
def test_a_sound_that_is_kept_plays(page: Page, container: str, codec: str) -> None:
    kept = clean_sound(make_sound(container, codec, tags=True), 181)
    assert page.evaluate(PLAY, [kept.type, base64.b64encode(kept.data).decode()])


@pytest.mark.parametrize(
    ("container", "codec"), [("webm", "libvpx"), ("webm", "libvpx-vp9"), ("mp4", "libx264")]
)
def test_a_film_that_is_kept_plays(page: Page, container: str, codec: str) -> None:
    kept = clean_recording(make_film(container, codec, tags=True))
    assert page.evaluate(PLAY, [kept.type, base64.b64encode(kept.data).decode()])

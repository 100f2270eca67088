from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from easyread.pictures import Pictures, PicturesError
from easyread.settings import resources

STATIC = resources("static")


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A copy of the pictures with a small set of a service's own."""
    shutil.copytree(STATIC / "pictures" / "openmoji", tmp_path / "pictures" / "openmoji")
    own = tmp_path / "pictures" / "own"
    own.mkdir()
    own.joinpath("set.yaml").write_text(
        "set: own\nlicence: ours\ncredit: Pictures by us.\npictures: {home: house2.png}\ncrossed: [phone]\n",
        "utf-8",
    )
    for name in ("house2.png", "phone.svg", "touch.svg"):
        own.joinpath(name).write_bytes(b"picture")
    return tmp_path


def test_every_picture_has_a_file_and_an_address() -> None:
    pictures = Pictures(STATIC)
    assert pictures.names == {file.stem for file in (STATIC / "pictures" / "openmoji").glob("*.svg")}
    assert pictures.url("home") == "/static/pictures/openmoji/home.svg"
    for name in pictures.names:
        assert pictures.file(name).is_file()
        assert pictures.url(name) == f"/static/pictures/openmoji/{name}.svg"


def test_the_credit_names_the_set_and_its_licence_lies_beside_it() -> None:
    assert "OpenMoji" in Pictures(STATIC).credit
    assert "CC BY-SA 4.0" in Pictures(STATIC).credit
    folder = STATIC / "pictures" / "openmoji"
    assert "Attribution-ShareAlike 4.0" in (folder / "LICENSE").read_text("utf-8")
    assert "changed: recoloured, combined, trimmed" in (folder / "CREDITS.md").read_text("utf-8").lower()


def test_the_pictures_stay_small_enough_for_a_slow_tablet() -> None:
    sizes = [file.stat().st_size for file in (STATIC / "pictures" / "openmoji").glob("*.svg")]
    assert sum(sizes) < 450_000
    assert max(sizes) < 20_000


def test_an_unknown_picture_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Pictures(STATIC).url("no-such-picture")


def test_a_service_set_comes_first_and_the_default_set_fills_its_gaps(static: Path) -> None:
    pictures = Pictures(static, "own")
    assert pictures.url("home") == "/static/pictures/own/house2.png"
    assert pictures.url("phone") == "/static/pictures/own/phone.svg"
    assert pictures.url("star") == "/static/pictures/openmoji/star.svg"
    assert pictures.credit.startswith("Pictures by us. Pictures: OpenMoji")


def test_what_is_crossed_goes_with_the_picture_that_is_shown(static: Path) -> None:
    pictures = Pictures(static, "own")
    assert "phone" in pictures.crossed  # the service says so
    assert "touch" not in pictures.crossed  # its own picture holds no cross
    assert "no" in pictures.crossed  # from the default set


@pytest.mark.parametrize("name", ["../openmoji", "Own", "", "own/", "missing"])
def test_a_set_that_is_not_there_is_refused(static: Path, name: str) -> None:
    with pytest.raises(PicturesError):
        Pictures(static, name)


@pytest.mark.parametrize(
    "about",
    [
        "set: own\n",
        "set: own\nlicence: x\ncredit: x\npictures: {home: ../../secret.svg}\n",
        "set: own\nlicence: x\ncredit: x\npictures: {home: gone.svg}\n",
        "set: own\nlicence: x\ncredit: x\nunknown: 1\n",
        "set: [\n",
    ],
)
def test_a_set_with_a_broken_list_is_refused(static: Path, about: str) -> None:
    static.parent.joinpath("secret.svg").write_text("<svg/>", "utf-8")
    (static / "pictures" / "own" / "set.yaml").write_text(about, "utf-8")
    with pytest.raises(PicturesError, match=r"set\.yaml"):
        Pictures(static, "own")

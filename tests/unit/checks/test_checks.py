from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from easyread.checks import Line, check_everything, check_lines, check_wording
from easyread.checks.pictures import LOOKED_AT, check_pictures
from easyread.settings import Paths
from easyread.wording import load_words

SHIPPED = Paths(instance=Path("unused"))
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 72">{}</svg>'
OUTLINE = (
    '<polygon fill="{}" points="43,23 38,23 38,18 33,18 33,23 28,23 28,28 33,28 33,33 38,33 38,28 43,28"/>'
)


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """The file of the only picture."""
    folder = tmp_path / "static" / "pictures" / "own"
    folder.mkdir(parents=True)
    return folder / "star.svg"


def problems(drawn: Path) -> list[str]:
    static = drawn.parents[2]
    return [str(mistake) for mistake in check_pictures(Paths(instance=static, static=static))]


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    shutil.copytree(SHIPPED.content, tmp_path / "content")
    shutil.copytree(SHIPPED.static / "pictures", tmp_path / "static" / "pictures")
    return Paths(instance=tmp_path / "instance", content=tmp_path / "content", static=tmp_path / "static")


def found(paths: Paths) -> list[str]:
    return [str(mistake) for mistake in check_everything(paths)]


def edit(path: Path, old: str, new: str) -> int:
    """Put ``new`` in the place of the only ``old``; gives the line that ``new`` is on."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_what_we_ship_has_no_mistake() -> None:
    assert check_everything(SHIPPED) == []


def test_content_wording_and_pictures_are_reported_together(paths: Paths) -> None:
    want = paths.content / "chapters" / "60-want.yaml"
    hard = edit(want, "Think about a normal day.", "Participate in the assessment.")
    lost = edit(want, "picture: sleep", "picture: asleep")
    (paths.static / "pictures" / "openmoji" / "star.svg").write_text(SVG.format(OUTLINE.format("#D22F27")))
    report = found(paths)
    assert any(f"content/chapters/60-want.yaml:{hard}: jargon: assessment" in text for text in report)
    assert any(f"content/chapters/60-want.yaml:{hard}: jargon: participate" in text for text in report)
    assert any(
        f"content/chapters/60-want.yaml:{lost}: there is no picture 'asleep'" in text for text in report
    )
    assert any("static/pictures/openmoji/star.svg:1: nobody has looked" in text for text in report)
    assert len([text for text in report if "make strings" not in text]) == 4


@pytest.mark.parametrize(
    "place",
    ["help", "hint", "question", "choice", "card", "place", "door"],
)
def test_every_kind_of_content_line_is_read_for_its_wording(paths: Paths, place: str) -> None:
    file, old, new = {
        "help": ("chapters/60-want.yaml", "Think about a normal day.", "Think about your wellbeing."),
        "hint": ("chapters/60-want.yaml", "Ask what else, then wait.", "Ask for every outcome."),
        "question": ("chapters/60-want.yaml", "Do you want any of these?", "Which outcomes do you want?"),
        "choice": ("chapters/60-want.yaml", "People ask me first", "People seek my consent"),
        "card": ("chapters/60-want.yaml", "It works if people ask me first.", "People seek my consent."),
        "place": ("places/jersey.yaml", "Adult social care, for help to stay safe", "Safeguard referral"),
        "door": ("doors.yaml", '"Trolley"', '"Referral"'),
    }[place]
    line = edit(paths.content / file, old, new)
    assert any(text.startswith(f"content/{file}:{line}: jargon: ") for text in found(paths))


def test_a_comment_beside_a_line_allows_one_rule_only(paths: Paths) -> None:
    want = paths.content / "chapters" / "60-want.yaml"
    line = edit(
        want, '"Think about a normal day."', '"Say what happened in Kathmandu." # easyread: allow rare-word'
    )
    report = found(paths)
    assert [text for text in report if "rare-word" in text] == []
    assert any(f":{line}: never: what happened" in text for text in report)


def test_warnings_are_kept_apart_from_mistakes(paths: Paths) -> None:
    want = paths.content / "chapters" / "60-want.yaml"
    line = edit(want, "Think about a normal day.", "Think about six good days.")
    assert [text for text in found(paths) if "make strings" not in text] == []
    warnings = [str(mistake) for mistake in check_wording(paths, "warning")]
    assert any(f"60-want.yaml:{line}: digits: six" in text for text in warnings)


def test_broken_lists_and_a_missing_set_are_mistakes_too(paths: Paths) -> None:
    (paths.content / "words.yaml").unlink()
    report = [str(mistake) for mistake in check_everything(paths, "missing-set")]
    assert any(text.startswith("content/words.yaml:1: ") for text in report)
    assert any(text.startswith("static/pictures/missing-set:1: ") for text in report)


def test_interface_strings_can_be_checked_like_content() -> None:
    words = load_words(SHIPPED.content)
    lines = [
        Line("translations/messages.pot", 7, "Exit now", "interface"),
        Line("translations/messages.pot", 9, "Please enter your PIN.", "interface"),
        Line("translations/messages.pot", 11, "Click here", "interface", frozenset({"easier-word"})),
    ]
    assert [str(mistake) for mistake in check_lines(lines, words)] == [
        "translations/messages.pot:9: never: please enter, in 'Please enter your PIN.'"
    ]


RED_CROSS = SVG.format(OUTLINE.format("#D22F27"))


@pytest.mark.parametrize("name", ["star.svg", "star.png", "star.webp"])
def test_a_new_picture_is_refused_until_somebody_looked_for_a_red_cross(drawn: Path, name: str) -> None:
    picture = drawn.with_name(name)
    picture.write_text(RED_CROSS)
    (mistake,) = problems(drawn)
    assert mistake.startswith(f"static/pictures/own/{name}:1: nobody has looked at this picture")
    assert "red cross" in mistake
    line = mistake.rpartition(f"add this line to {LOOKED_AT}: ")[2]
    drawn.with_name(LOOKED_AT).write_text(f"{line}\n")
    assert problems(drawn) == []


def test_a_red_cross_drawn_into_a_picture_that_was_looked_at_is_refused(paths: Paths) -> None:
    shipped = paths.static / "pictures" / "openmoji" / "hospital.svg"
    edit(shipped, "</svg>", OUTLINE.format("red") + "</svg>")
    assert [text.partition(": does")[0] for text in found(paths)] == [
        "static/pictures/openmoji/hospital.svg:1: nobody has looked at this picture"
    ]


@pytest.mark.parametrize(
    "text",
    [
        SVG.format("<script>1</script>"),
        SVG.format('<rect onload="x()"/>'),
        SVG.format('<image href="http://example.org/x.png"/>'),
        '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&amp;"),
        "<svg",
        "\0\1",
    ],
)
def test_a_picture_with_a_script_or_a_link_or_no_shape_is_refused(drawn: Path, text: str) -> None:
    drawn.write_text(text)
    drawn.with_name(LOOKED_AT).write_text(sha256(drawn.read_bytes()).hexdigest())
    assert [line.startswith("static/pictures/own/star.svg:1: ") for line in problems(drawn)] == [True]

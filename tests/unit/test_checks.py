from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from easyread.checks import Line, check_everything, check_lines, check_wording
from easyread.checks.svg import check_pictures
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
    assert any("static/pictures/openmoji/star.svg:1: a red cross" in text for text in report)
    assert len(report) == 4


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
    assert found(paths) == []
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


RED_CROSSES = {
    "outline": OUTLINE.format("#EA5A47"),
    "outline in a short colour": OUTLINE.format("#d22"),
    "outline as a path": '<path fill="red" d="M43 23h-5v-5h-5v5h-5v5h5v5h5v-5h5z"/>',
    "two bars": '<rect x="10" y="30" width="52" height="12" fill="#D22F27"/>'
    '<rect x="30" y="10" width="12" height="52" fill="#D22F27"/>',
    "two strokes": '<path d="M57 52 v10 M52 57 h10" fill="none" stroke="#D22F27" stroke-width="3"/>',
    "two lines": '<line x1="10" x2="60" y1="36" y2="36" stroke="#D22F27" stroke-width="4"/>'
    '<line x1="35" x2="35" y1="10" y2="62" stroke="#D22F27" stroke-width="4"/>',
}
NO_RED_CROSSES = {
    "green outline": OUTLINE.format("#1B7F3B"),
    "diagonal": '<path d="M10 10 L62 62 M62 10 L10 62" stroke="#D22F27" stroke-width="5"/>',
    "bars side by side": '<rect x="10" y="10" width="52" height="12" fill="#D22F27"/>'
    '<rect x="0" y="10" width="8" height="52" fill="#D22F27"/>',
    "red box": '<rect x="10" y="10" width="52" height="52" fill="#D22F27"/>',
    "curves": '<path d="M10 10 c1 1 2 2 3 3 z" fill="#D22F27"/>',
}


@pytest.mark.parametrize("drawing", RED_CROSSES.values(), ids=RED_CROSSES)
def test_a_red_cross_is_found_however_it_is_drawn(drawn: Path, drawing: str) -> None:
    drawn.write_text(SVG.format(drawing))
    assert [text.partition(" is ")[0] for text in problems(drawn)] == [
        "static/pictures/own/star.svg:1: a red cross"
    ]


@pytest.mark.parametrize("drawing", NO_RED_CROSSES.values(), ids=NO_RED_CROSSES)
def test_other_drawings_are_no_red_cross(drawn: Path, drawing: str) -> None:
    drawn.write_text(SVG.format(drawing))
    assert problems(drawn) == []


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
    assert [line.startswith("static/pictures/own/star.svg:1: ") for line in problems(drawn)] == [True]

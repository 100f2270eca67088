"""A person who cannot read does the whole journey by listening and tapping alone, and makes a card."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from easyread.model import Step
from easyread.visit.sharing_terms import code
from tests.browser.conftest import TABLET
from tests.browser.listener import SILENT, Listener
from tests.browser.site import Site
from tests.browser.walk import go
from tests.browser.watch import Watch

DOOR = "heart"
LOCK = ("bus", "star", "food", "pet")
# The picture that she taps on a step; on any other step it is the first one.
PICTURES = {"help-now": "no", "going-well": "thumbs-up", "interpreter-needed": "interpreter"}
SPOKEN = ("safe-means", "want")  # what she says with her voice
SKIPPED = {"name": "private", "safe-when": "not-sure"}  # what she does not, and the picture that says so
END = "no-end"  # the picture of "Until I say stop"
SHARED = {"safe", "what-i-want", "talk"}  # what she says yes to, by its picture


@pytest.fixture
def listener(ears: Browser, site: Site) -> Iterator[Listener]:
    with ears.new_context(viewport=TABLET, has_touch=True) as context:
        context.grant_permissions(["microphone"], origin=site.url().rstrip("/"))
        watch = Watch(context, urlsplit(site.url()).netloc)
        yield Listener(context.new_page(), site)
        assert watch.mistakes == []


def _make_book(her: Listener) -> None:
    assert her.go("write") == "I am new here"
    assert her.hear_question() == "Is this a good time to use this?"
    assert her.go("yes") == "Yes"
    her.hear_question()
    her.go_on()
    her.go(DOOR)
    assert her.go("star") == "With 5 pictures in order"
    for question in ("Tap 5 pictures, one after the other.", "Tap the same pictures again."):
        assert her.hear_question() == question
        for picture in LOCK:
            her.go(picture, place=-1)  # those tapped before stand above
        assert her.go_on() == "I am ready"
    assert her.hear_question() == "This is your recovery code."
    assert her.go_on() == "I have kept it"


def _say_everything(her: Listener) -> list[str]:
    """Every step that is shown, until sharing or until there is no more; gives the steps."""
    steps: list[str] = []
    for _ in range(80):
        if not her.page.locator("main .go-on").count() and not her.path.startswith("/p/"):
            return steps
        if her.path == "/":
            assert her.go("next") == "Go on where I stopped"
        elif her.path.endswith(("/names", "/again")):
            her.hear_question()
            her.go_on()
        elif her.path.endswith("/back"):
            assert her.hear_question() == "Is this what you mean?"
            her.go("yes")
        elif her.path.endswith("/on"):
            her.hear_question()
            assert her.go("next") == "Go on"
        elif her.path.endswith("/then"):
            assert her.hear_question() == "Do you want to tell someone?"
            assert her.go("clock") == "Not now"
        else:
            steps.append(_answer_step(her))
    raise AssertionError(f"the journey does not end: {her.path}")


def _answer_step(her: Listener) -> str:
    step = her.site.services.library.step_by_code(her.path.removeprefix("/p/"))
    assert step
    assert her.hear_question() == step.question
    if step.id in SKIPPED:
        assert her.go(SKIPPED[step.id]) in {"I do not know", "I do not want to say"}
        return step.id
    if step.id in SPOKEN:
        her.say()
    elif step.kind != "information":
        _choose(her, step)
    her.go_on()
    return step.id


def _choose(her: Listener, step: Step) -> None:
    """Tap a picture. What she heard is what the form now holds."""
    said = her.tap(PICTURES.get(step.id, ""))
    if step.kind == "sort":
        expect(her.page.locator(".put li")).to_have_count(1)
    taken = her.page.locator("main li input:checked:not([name=private]), #mat > input").first.get_attribute(
        "value"
    )
    [meant] = [one for one in (*step.choices, *step.points) if one.id == taken]
    assert said == meant.text


def _make_card(her: Listener) -> tuple[int, str]:
    """Of some of it, by the picture of each; gives to how many lines she said yes, and the card's page."""
    ways = (("social-worker", "Social worker"), ("what-i-want", "Say what I want"), (END, "Until I say stop"))
    for picture, line in ways:
        her.hear_question()
        assert her.go(picture) == line
    shared, private = 0, {code(one.id) for one in her.site.services.library.steps.values() if one.private}
    while her.hear_question() == "Can they see this?":
        is_private = her.path.removeprefix("/so/")[:8] in private  # asked once more, after the others
        if not is_private and her.find_shown("main .said") in SHARED:
            assert her.go("yes") == "Yes"
            shared += 1
        else:
            assert her.go("dont-share") == "No"
    assert her.go_on() == "Make my card"
    return shared, her.path


def _check_heard(her: Listener) -> None:
    """She tapped nothing unheard but the pictures of her door and her lock, and no sound was empty."""
    unheard = [tap for tap in her.taps if not tap.heard]
    assert {tap.path for tap in unheard} == {"/n/d", "/n/l"}
    assert [tap.picture for tap in unheard] == [DOOR, *LOCK, *LOCK]
    assert min(her.measure_sounds().values()) > SILENT
    assert {tap.heard for tap in her.taps} >= {"Next", "I am ready", "Say it", "Make my card"}


def _check_card(her: Listener, card: str) -> None:
    """What she said with her voice is on it, and can be heard; so is the picture that she tapped."""
    book = her.site.open_books()[0]
    with book.store() as store:
        said = {one.step: one for one in store.statements()}
    voices = [voice for step in SPOKEN for voice in said[step].attached]
    assert len(voices) == len(SPOKEN)
    assert not any(one.words for one in said.values())  # nothing was written, by anybody
    page = her.page.context.request.get(her.site.url(card)).text()
    for voice in voices:
        assert f'src="/m/{voice}"' in page
        sound = her.page.context.request.get(her.site.url(f"/m/{voice}"))
        assert sound.headers["content-type"] == "audio/mpeg"
        assert len(sound.body()) > SILENT
    assert "I talk." in page
    assert "My worries" not in page


def test_a_person_who_cannot_read_makes_a_card_by_listening_and_tapping_alone(
    listener: Listener, site: Site
) -> None:
    her = listener
    _make_book(her)
    steps = _say_everything(her)
    shared, card = _make_card(her)
    assert shared == len(SHARED)
    her.page.goto(her.site.url("/"))
    steps += _say_everything(her)  # what comes after sharing: the teach-back
    assert {*steps} >= {
        step.id
        for step in site.services.library.steps.values()
        if not (step.before or step.after) and step.kind not in ("today", "interpreter", "share", "card")
    }
    _check_card(her, card)
    _check_heard(her)


@pytest.fixture
def touching(page: Page, site: Site) -> Page:
    """A page of somebody who wants to hear what they touch."""
    page.goto(site.url("/v"))
    page.click("label[for=on-touch]")
    go(page, ".go .next")
    return page


@pytest.mark.parametrize(
    ("path", "button"),
    [("/n/x", ".go .next"), ("/n/x", ".go [name=to]"), ("/n/d", ".doorpic")],
    ids=["next", "back", "door"],
)
def test_a_button_is_read_when_it_is_reached_and_reading_is_no_stop_on_the_way(
    touching: Page, site: Site, path: str, button: str
) -> None:
    if path == "/n/d":
        touching.goto(site.url("/n/x"))
        go(touching, ".go .next")
    else:
        touching.goto(site.url(path))
    wanted = touching.locator(button).first
    line = wanted.locator("xpath=following-sibling::a").get_attribute("href") or ""
    with touching.expect_response(site.url(line)) as heard:
        wanted.focus()
    assert heard.value.status == 200
    assert touching.locator(".aloud").evaluate_all(
        "all => all.every(one => { one.focus(); return document.activeElement !== one; })"
    )


def test_the_pictures_of_a_lock_are_never_told_to_the_room(touching: Page, site: Site) -> None:
    touching.goto(site.url("/"))
    go(touching, "button[name=door]")
    go(touching, "[name=kind][value=pictures]")
    asked: list[str] = []
    touching.on("request", lambda request: asked.append(request.url))
    touching.locator(".doorpic").nth(3).focus()
    for _ in range(2):
        go(touching, "button[name=tap]")
    assert [address for address in asked if "/listen/" in address] == []

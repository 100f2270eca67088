"""What a screen reader finds: the roles, the names, and the order of a page, and what it says by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from easyread.model import Step
from tests.browser.site import Site
from tests.browser.walk import be_alone

# One step of each kind that has a page of its own.
STEPS = (
    "in-charge", "name", "who-is-here", "help-now", "going-well", "safe-today", "who-helps", "interpreter",
    "safe-means",
)  # fmt: skip
ROLES = {
    "alert", "button", "checkbox", "combobox", "DisclosureTriangle", "heading", "image", "link", "main",
    "navigation", "radio", "status", "textbox",
}  # fmt: skip
FOCUSED = {"button", "checkbox", "combobox", "DisclosureTriangle", "link", "radio", "textbox"}
Heard = tuple[str, str]


def listen_to(page: Page) -> list[Heard]:
    """Role and name of all that matters on the page, in the order of the accessibility tree."""
    session = page.context.new_cdp_session(page)
    tree = session.send("Accessibility.getFullAXTree")["nodes"]
    for _ in range(100):  # a busy browser gives the tree of the page before for a moment
        if _find_url(tree[0]) == page.url:
            break
        page.wait_for_timeout(50)
        tree = session.send("Accessibility.getFullAXTree")["nodes"]
    assert _find_url(tree[0]) == page.url
    nodes = {node["nodeId"]: node for node in tree}
    return [heard for heard in _walk(nodes, tree[0]) if heard[0] in ROLES]


def _find_url(root: dict[str, Any]) -> str | None:
    return next((each["value"].get("value") for each in root["properties"] if each["name"] == "url"), None)


def _walk(nodes: dict[str, dict[str, Any]], node: dict[str, Any]) -> Iterator[Heard]:
    if not node["ignored"]:
        name = " ".join(node.get("name", {}).get("value", "").split())
        yield node["role"]["value"], name.replace(" :", ":")
    for child in node.get("childIds", ()):
        yield from _walk(nodes, nodes[child])


def _list_choices(step: Step, say: Any) -> list[Heard]:
    """The boxes of a step by the names that they should have, without those behind "More pictures"."""
    if step.kind == "information":
        return [("button", f"{say('Listen')}: {say(choice.text)}") for choice in step.choices]
    role = "checkbox" if step.kind in ("many", "people") else "radio"
    if step.kind == "sort":
        return [("button", say(point.text)) for point in step.points]
    return [(role, say(choice.text)) for choice in step.choices[:6]]


def _is_in_order(wanted: list[Heard], heard: list[Heard]) -> bool:
    left = iter(heard)
    return all(one in left for one in wanted)


@pytest.mark.parametrize("language", ["en-GB", "ur"])
@pytest.mark.parametrize("name", STEPS)
def test_a_page_is_read_from_its_question_to_its_answers_to_the_way_on(
    open_page: Page, context: BrowserContext, site: Site, name: str, language: str
) -> None:
    step = site.services.library.steps[name]

    def say(text: str) -> str:
        return site.services.languages.say(language, text, critical=step.critical).text

    def word(text: str) -> str:
        return site.services.languages.say(language, text).text

    be_alone(open_page, site)
    site.speak(context, language)
    open_page.goto(site.url(f"/p/{step.code}"))
    heard = listen_to(open_page)
    [far] = [one for one in heard if one[0] == "image" and one[1].startswith(word("How far you are"))]
    wanted = [
        ("link", word("Go to the main part")),
        ("navigation", word("Tools")),
        ("button", word("My page")),
        ("button", word("Exit now")),
        ("main", ""),
        far,
        ("heading", say(step.question)),
        *_list_choices(step, say),
    ]
    if step.kind == "words":
        wanted.append(("textbox", word("Say it in your own words")))
    elif step.own:
        wanted.append(("DisclosureTriangle", word("My own way")))
    if step.kind != "information":
        wanted.append(("button", word("I do not know")))
    wanted += [("button", word("Back")), ("button", word("Next"))]
    for place in range(1, len(wanted) + 1):
        assert _is_in_order(wanted[:place], heard), f"{wanted[place - 1]} is not there in its place: {heard}"
    assert [one for one in heard if one[0] in FOCUSED and not one[1]] == []
    assert sum(role == "heading" and said == say(step.question) for role, said in heard) == 1


def test_every_listen_is_a_button_that_says_what_it_reads(open_page: Page, site: Site) -> None:
    step = site.services.library.steps["who-is-here"]
    open_page.goto(site.url(f"/p/{step.code}"))
    names = {name for role, name in listen_to(open_page) if role == "button"}
    lines = {step.question, *(choice.text for choice in step.choices[:6])}
    assert {f"Listen: {line}" for line in lines} <= names


def test_trouble_with_the_voice_is_said_by_itself_and_politely(open_page: Page, site: Site) -> None:
    open_page.goto(site.url(f"/p/{site.services.library.steps['who-is-here'].code}"))
    assert ("status", "") in listen_to(open_page)
    open_page.route("**/listen/**", lambda route: route.fulfill(status=200, body=""))  # no sound
    open_page.locator("main a[data-read-all]").click()
    expect(open_page.locator("#say-status")).not_to_be_empty()
    status = open_page.get_by_role("status").filter(has_text="The voice is not working now.")
    assert status.count() == 1
    # Nothing says otherwise, so it is polite and said whole, as its role is.
    assert status.evaluate("one => one.closest('[aria-live], [aria-atomic]')") is None

"""What lies on the disk of all that was heard: no sound of which it would tell something that it was."""

from __future__ import annotations

import re

from easyread.languages import Languages
from easyread.settings import Paths
from tests.client import PageClient
from tests.pages import sharing_book as book


def test_no_sound_that_tells_what_somebody_chose_is_left_on_the_disk(
    open_client: PageClient, paths: Paths
) -> None:
    library = open_client.application.extensions["easyread"].library
    book.be_with(open_client, "nobody")
    book.say(open_client, "take-part", choices=(library.steps["take-part"].choices[0].id,), words="")
    page = open_client.get("/w").get_data(as_text=True)
    links = set(re.findall(r'href="(/listen/en-GB/[\w-]+)"', page))
    choices = [one for step in library.steps.values() for one in (*step.choices, *step.points)]
    told = {text for one in choices for text in (one.text, one.card)}
    kept = {library_line(open_client, link) for link in links if leaves_sound(open_client, link, paths)}
    assert kept
    assert not kept & told
    assert {library_line(open_client, link) for link in links} & told


def leaves_sound(client: PageClient, link: str, paths: Paths) -> bool:
    before = set(paths.sounds.glob("*/*"))
    assert client.get(link).status_code == 200
    return set(paths.sounds.glob("*/*")) != before


def library_line(client: PageClient, link: str) -> str | None:
    languages: Languages = client.application.extensions["easyread"].languages
    return languages.fixed_line(link.rsplit("/", 1)[1])

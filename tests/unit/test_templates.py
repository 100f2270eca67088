"""What templates name has to be there: a page that is seldom shown must not be the one that fails."""

from __future__ import annotations

import re

from flask import Flask

from easyread.settings import PACKAGE

_NAMED = re.compile(r"""url_for\(\s*["']([^"']+)["']""")


def test_every_page_that_a_template_leads_to_exists(app: Flask) -> None:
    folder = PACKAGE / "templates"
    named = {name for file in folder.rglob("*.html") for name in _NAMED.findall(file.read_text("utf-8"))}
    assert len(named) > 20
    of_the_room = {name for name in named if name.startswith("lan.")}  # its pages come with --lan
    assert named - of_the_room - app.view_functions.keys() == set()

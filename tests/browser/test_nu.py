"""The Nu checker itself, as the tests run it: a good page passes, and what it knows is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.nu import find_nu_faults

GOOD = """<!doctype html><html lang="en"><head><title>My page</title></head>
<body><main><h1>What helps?</h1><table><tr><td>Words</td></tr></table></main></body></html>"""


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", []),
        ("<table>", "<table role=table>", ["The “table” role is unnecessary for element “table”."]),
        ("Words", "<meter></meter>", ["Element “meter” is missing required attribute “value”."]),
    ],
)
def test_what_the_checker_says_of_a_page_is_told(
    tmp_path: Path, old: str, new: str, found: list[str]
) -> None:
    (tmp_path / "page.html").write_text(GOOD.replace(old, new), "utf-8")
    assert [said.fault for said in find_nu_faults(tmp_path)] == found

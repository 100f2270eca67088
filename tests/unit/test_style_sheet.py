"""The style sheets: every rule in a layer, and each size of screen in one place."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from easyread.settings import resources

SHEETS = ("my-words.css", "card.css", "draw.css")
OLD = "@supports not ((accent-color: auto) and (text-emphasis: none))"  # for a browser without layers
ORDER = re.compile(r"@layer ([\w, ]+);")


def list_blocks(css: str) -> list[tuple[str, str]]:
    """Head and body of each block at the top of ``css``, comments and statements left out."""
    css = re.sub(r"/\*.*?\*/|@layer [\w, ]+;", "", css, flags=re.DOTALL)
    blocks, begin, body, depth = [], 0, 0, 0
    for at, sign in enumerate(css):
        if sign == "{":
            depth += 1
            body = at if depth == 1 else body
        elif sign == "}":
            depth -= 1
            if depth == 0:
                blocks.append((css[begin:body].strip(), css[body + 1 : at]))
                begin = at + 1
    return blocks


def find_faults(css: str) -> list[str]:
    """What stands outside the layers, and what asks for the same size of screen twice."""
    faults = []
    heads = Counter(head for head, _ in list_blocks(css) if head.startswith("@media"))
    faults += [f"{head} stands {count} times" for head, count in heads.items() if count > 1]
    for head, body in list_blocks(css):
        if head == OLD:
            continue
        inside = list_blocks(body) if head.startswith("@media") else []
        rules = [one for one, _ in inside or [(head, body)]]
        faults += [f"{rule} is in no layer" for rule in rules if not rule.startswith(("@layer ", "@page"))]
    return faults


def read(name: str) -> str:
    return (resources("static") / name).read_text("utf-8")


@pytest.mark.parametrize("name", SHEETS)
def test_every_rule_is_in_a_layer_and_each_size_of_screen_stands_once(name: str) -> None:
    assert find_faults(read(name)) == []


def test_no_layer_is_used_that_has_no_place_in_the_order() -> None:
    order = ORDER.search(read("my-words.css"))
    assert order is not None
    used = {name for sheet in SHEETS for name in re.findall(r"@layer (\w+) \{", read(sheet))}
    assert used == set(order[1].split(", "))


def test_what_stands_outside_or_twice_is_found() -> None:
    small = "@media (max-width: 40rem) { @layer parts { .a { color: red; } } }"
    assert find_faults(small) == []
    assert find_faults(small * 2) == ["@media (max-width: 40rem) stands 2 times"]
    assert find_faults(".a { color: red; }" + small) == [".a is in no layer"]
    assert find_faults("@media print { .a { color: red; } }") == [".a is in no layer"]

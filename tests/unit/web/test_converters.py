"""What stands in an address: hex and letters outside, words and codes inside."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.routing import MapAdapter

from easyread.web import converters


@pytest.fixture
def addresses() -> MapAdapter:
    app = Flask(__name__)
    converters.install(app)
    for rule in ("/i/<id:said>", "/c/<code:who>", "/c/<codes(3):plan>", "/k/<way(words, delete):way>"):
        app.add_url_rule(rule, endpoint=rule)
    return app.url_map.bind("")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/i/" + "0f" * 16, {"said": "0f" * 16}),
        ("/c/0123abcd", {"who": "0123abcd"}),
        ("/c/" + "aaaaaaaabbbbbbbbcccccccc", {"plan": ("aaaaaaaa", "bbbbbbbb", "cccccccc")}),
        ("/k/w", {"way": "words"}),
        ("/k/d", {"way": "delete"}),
    ],
)
def test_an_address_is_read_and_written_the_same(
    addresses: MapAdapter, path: str, value: dict[str, object]
) -> None:
    endpoint, found = addresses.match(path)
    assert found == value
    assert addresses.build(endpoint, found) == path


@pytest.mark.parametrize(
    "path",
    [
        "/i/" + "0F" * 16,
        "/i/" + "0f" * 15,
        "/c/0123abcg",
        "/c/" + "a" * 16,
        "/c/" + "a" * 25,
        "/k/l",
        "/k/words",
    ],
)
def test_what_is_written_otherwise_is_no_address(addresses: MapAdapter, path: str) -> None:
    with pytest.raises(NotFound):
        addresses.match(path)

"""A form of hundreds of thousands of fields is refused before it costs anybody a second."""

from __future__ import annotations

import time

import pytest

from easyread.web.security import FIELDS, FORM_BYTES

FORM = "application/x-www-form-urlencoded"


def make_form(fields: int) -> bytes:
    return "&".join(f"{number}=" for number in range(fields)).encode()


@pytest.mark.parametrize("path", ["/leave", "/lock", "/go", "/open"])
def test_a_form_of_very_many_fields_is_refused_at_once(client, path):
    body = make_form(250_000)
    assert len(body) < FORM_BYTES
    begun = time.thread_time()
    answer = client.post(path, data=body, content_type=FORM)
    assert answer.status_code == (303 if path == "/leave" else 413)  # who leaves, leaves
    assert time.thread_time() - begun < 0.1


def test_a_form_of_as_many_fields_as_are_allowed_is_read(app):
    with app.test_request_context("/", method="POST", data=make_form(FIELDS), content_type=FORM) as context:
        assert len(context.request.form) == FIELDS

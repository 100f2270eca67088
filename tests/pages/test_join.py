"""The pages of joining: on this device for the helper, on the tablet for everybody."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import segno
from cryptography import x509
from flask import Flask
from werkzeug.test import TestResponse

from easyread.lan.certificate import Certificate, own_certificate
from easyread.lan.entry import JOINED, Entry, take_prefix
from easyread.lan.joining import Joining
from easyread.lan.pages import install
from easyread.settings import Paths
from tests.client import PageClient, come_by

SIGN = "Other tablets can join"


@pytest.fixture
def certificate(paths: Paths) -> Certificate:
    return own_certificate(paths.instance / "lan")


@pytest.fixture
def entry(app: Flask, certificate: Certificate) -> Entry:
    entry = Entry(app, "localhost", 443, Joining())  # the name that a test client asks for
    install(app, entry, certificate)
    return entry


@pytest.fixture
def tablet(app: Flask, entry: Entry) -> PageClient:
    """A browser that came in by the other way."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    come_by(client, entry)
    return client


def test_without_lan_there_is_no_such_page_and_no_sign(client: PageClient) -> None:
    for path in ("/j", "/j/host", "/j/host/square", "/j/host/trust"):
        assert client.get(path).status_code == 404
    assert SIGN not in client.get("/").text


@pytest.mark.parametrize("path", ["/", "/l", "/help", "/n", "/forgot", "/no-such-page", "/j/host"])
def test_while_others_can_join_every_page_says_so(client: PageClient, entry: Entry, path: str) -> None:
    assert SIGN in client.get(path).text


def test_the_neutral_page_stays_neutral(client: PageClient, entry: Entry) -> None:
    assert SIGN not in client.get("/rest").text


def test_the_sign_leads_to_the_helpers_page_on_this_device_only(
    client: PageClient, tablet: PageClient, entry: Entry
) -> None:
    assert 'value="/j/host"' in client.get("/").text
    tablet.set_cookie(JOINED, entry.joining.join(entry.joining.invite().token) or "")
    page = tablet.get("/")
    assert page.status_code == 200
    assert SIGN in page.text
    assert "/j/host" not in page.text


def test_the_helper_sees_a_square_picture_and_a_short_code_after_asking(
    client: PageClient, entry: Entry
) -> None:
    assert "/j/host/square" not in client.get("/j/host").text
    assert client.get("/j/host/square").status_code == 404
    assert client.send("/j/host").status_code == 303
    page = client.get("/j/host").text
    made = entry.joining.invitation()
    assert made
    assert made.code[:4] in page
    assert made.code[4:] in page
    assert made.token not in page
    assert f"{entry.address}j" in page


def test_the_square_picture_holds_the_address_with_the_token_behind_its_fragment(
    client: PageClient, entry: Entry
) -> None:
    made = entry.joining.invite()
    answer = client.get("/j/host/square")
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "no-store"
    expected = segno.make(f"{entry.address}j#{made.token}", error="m", micro=False)
    drawn = re.search(r'd="([^"]+)"', expected.svg_inline(scale=8))
    assert drawn
    assert drawn[1] in answer.text
    assert made.token not in answer.text


def test_the_helper_gets_the_file_for_the_tablet_and_its_signs(
    client: PageClient, entry: Entry, certificate: Certificate
) -> None:
    answer = client.get("/j/host/trust")
    assert answer.mimetype == "application/x-x509-ca-cert"
    assert 'filename="my-words.crt"' in answer.headers["Content-Disposition"]
    authority = x509.load_der_x509_certificate(answer.data)
    assert authority.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert b"PRIVATE" not in answer.data
    assert " ".join(certificate.fingerprint) in client.get("/j/host").text


@pytest.mark.parametrize("device", ["iPad", "Android", "Windows"])
def test_each_device_is_told_how_to_add_the_file_and_how_to_remove_it(
    client: PageClient, entry: Entry, device: str
) -> None:
    page = client.get("/j/host").text
    part = page[page.index(f">{device}</summary>") :].partition("</details>")[0]
    assert "Add the file" in part
    assert "Remove the file" in part


def test_with_a_services_own_certificate_nothing_is_to_be_installed(
    app: Flask, client: PageClient, certificate: Certificate
) -> None:
    own = Certificate("words.example", certificate.chain, certificate.key, None)
    install(app, Entry(app, own.name, 443, Joining()), own)
    page = client.get("/j/host").text
    assert "my-words.crt" not in page
    assert client.get("/j/host/trust").status_code == 404


def test_the_helper_sees_who_joined_and_can_send_them_away(
    client: PageClient, tablet: PageClient, entry: Entry
) -> None:
    reference = entry.joining.join(entry.joining.invite().token) or ""
    tablet.set_cookie(JOINED, reference)
    assert "Send the other tablets away" in client.get("/j/host").text
    assert client.send("/j/host", "/j/host/away").status_code == 303
    assert "Send the other tablets away" not in client.get("/j/host").text
    assert tablet.get("/").status_code == 403


def test_too_many_wrong_codes_are_told_to_the_helper(client: PageClient, entry: Entry) -> None:
    entry.joining.invite()
    for _ in range(5):
        entry.joining.join("wrong")
    assert "Somebody typed wrong codes." in client.get("/j/host").text


def test_this_device_needs_not_to_join(client: PageClient, entry: Entry) -> None:
    assert client.get("/j").location == "/j/host"
    assert client.send("/j/host", "/j", code="x").location == "/j/host"


@pytest.mark.parametrize("path", ["/j/host", "/j/host/square", "/j/host/trust"])
def test_the_helpers_pages_are_not_there_for_a_tablet_that_joined(
    tablet: PageClient, entry: Entry, path: str
) -> None:
    tablet.set_cookie(JOINED, entry.joining.join(entry.joining.invite().token) or "")
    entry.joining.invite()
    assert tablet.get(path).status_code == 404


def test_the_tablet_joins_by_the_typed_code(tablet: PageClient, entry: Entry) -> None:
    assert tablet.get("/").status_code == 403
    code = entry.joining.invite().code
    assert tablet.send("/j", code=f"{code[:4]} {code[4:]}".lower()).location == "/"
    assert tablet.get("/").status_code == 200
    assert tablet.get("/j").location == "/"


def test_without_a_script_the_page_says_that_the_picture_does_not_work(tablet: PageClient) -> None:
    page = tablet.get("/j").text
    told = re.search(r'<noscript><p class="told">(.*?)</p></noscript>', page)
    assert told
    assert "The square picture does not work in this browser." in told[1]
    assert "Type the short code." in told[1]
    assert f'src="{tablet.application.static_url_path}/join.js"' in page


def test_a_wrong_code_is_told_and_shown_nowhere(tablet: PageClient, entry: Entry) -> None:
    entry.joining.invite()
    answer = tablet.send("/j", code="WRONGCODE")
    assert answer.status_code == 403
    assert "That code does not work now." in answer.text
    assert "WRONGCODE" not in answer.text


@pytest.mark.parametrize(
    "ask",
    [
        lambda tablet: tablet.get("/l"),
        lambda tablet: tablet.get("/rest"),
        lambda tablet: tablet.send("/j", "/language", language="pl"),
        lambda tablet: tablet.send("/j", "/leave"),
        lambda tablet: tablet.send("/l", language="pl"),
    ],
)
def test_exit_and_languages_work_before_joining(
    tablet: PageClient, ask: Callable[[PageClient], TestResponse]
) -> None:
    assert ask(tablet).status_code in (200, 303)


def test_only_cookies_of_the_secure_host_are_read() -> None:
    assert take_prefix("place=a; __Host-place=b; x=__Host-y; __Host-joined=c") == "place=b; joined=c"
    assert take_prefix("") == ""

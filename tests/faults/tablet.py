"""Another tablet in the room: a browser's part of TLS, cookies and forms, over a real connection."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from contextlib import closing
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode

from easyread.lan.certificate import Certificate
from tests.books import DOOR, PIN

HERE = "127.0.0.1"


class Answer(NamedTuple):
    status: int
    text: str
    headers: http.client.HTTPMessage


class Tablet:
    """It trusts one authority only, and knows where the name is: on this device."""

    def __init__(self, certificate: Certificate, port: int) -> None:
        self.name, self.port = certificate.name, port
        self.cookies: dict[str, str] = {}
        self.authority = certificate.authority or b""
        self.context = trusting(certificate)

    @property
    def origin(self) -> str:
        return f"https://{self.name}:{self.port}"

    def connect(self) -> ssl.SSLSocket:
        plain = socket.create_connection((HERE, self.port), timeout=15)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as browsers do
        return self.context.wrap_socket(plain, server_hostname=self.name)

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> Answer:
        """One request, on a connection of its own."""
        with closing(self.open_connection()) as connection:
            return self.ask_over(connection, method, path, body, **headers)

    def open_connection(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection(self.name, self.port, timeout=15)
        connection.sock = self.connect()
        return connection

    def ask_over(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        body: str | None = None,
        **headers: str,
    ) -> Answer:
        """One request of many on the same connection, as a browser sends them."""
        sent = {"Host": f"{self.name}:{self.port}"} | {key.replace("_", "-"): headers[key] for key in headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        self._keep_cookies(answer.headers)
        return Answer(answer.status, answer.read().decode(), answer.headers)

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def send(self, path: str, page: str | None = None, **fields: str) -> Answer:
        """Get ``page``, then post its form token and the fields as its form would."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get(page or path).text)
        assert token
        return self.ask(
            "POST",
            path,
            urlencode({"csrf_token": token[1], "here": page or path, **fields}),
            Content_Type="application/x-www-form-urlencoded",
            Origin=self.origin,
            Referer=self.origin + path,
            Sec_Fetch_Site="same-origin",
        )

    def join(self, code: str) -> Answer:
        return self.send("/j", code=code)

    def open_book(self) -> Answer:
        return self.send("/open", "/", door=DOOR, kind="pin", pin=PIN)

    def _keep_cookies(self, headers: http.client.HTTPMessage) -> None:
        for line in headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value


class Visitor(Tablet):
    """A browser on this device itself: without TLS, and nothing to join."""

    def __init__(self, port: int) -> None:  # it trusts nobody and need not
        self.name, self.port, self.authority = HERE, port, b""
        self.cookies = {}

    @property
    def origin(self) -> str:
        return f"http://{self.name}:{self.port}"

    def connect(self) -> socket.socket:  # type: ignore[override]  # it needs no TLS
        plain = socket.create_connection((HERE, self.port), timeout=60)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return plain


def trusting(certificate: Certificate) -> ssl.SSLContext:
    """A client that trusts the certificate's authority, and nobody else."""
    assert certificate.authority
    context = ssl.create_default_context(cadata=certificate.authority)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def make_upload(length: int) -> bytes:
    """A form with one file of so many bytes."""
    head = b"--x\r\nContent-Disposition: form-data; name=copy; filename=x.book\r\n\r\n"
    return head + b"w" * length + b"\r\n--x--\r\n"

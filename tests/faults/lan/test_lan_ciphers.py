"""Every cipher suite that a tablet could offer: only those that seal, with a key of this one connection."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from easyread.lan.certificate import own_certificate

EVERY = "ALL:COMPLEMENTOFALL:@SECLEVEL=0"


def list_suites() -> dict[str, bool]:
    """The suites of TLS 1.2 and older that this OpenSSL can offer, and whether one is good enough."""
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.set_ciphers(EVERY)
    old = [suite for suite in client.get_ciphers() if suite["protocol"] != "TLSv1.3"]
    return {suite["name"]: suite["aead"] and "ecdhe" in suite["kea"] for suite in old}


def shake_hands(server: ssl.SSLContext, client: ssl.SSLContext) -> tuple[str, str]:
    """The suite and the version that both agree on, without a network. Raises ``ssl.SSLError``."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    here = client.wrap_bio(to_client, to_server)
    there = server.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for side in (here, there):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    suite = there.cipher()
    assert suite
    return suite[0], there.version() or ""


def make_client(suites: str, newest: ssl.TLSVersion) -> ssl.SSLContext:
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    client.maximum_version = newest
    client.set_ciphers(f"{suites}:@SECLEVEL=0")
    return client


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    return own_certificate(Path(tmp_path_factory.mktemp("lan"))).context()


def test_the_list_has_the_suites_that_are_to_be_refused() -> None:
    weak = [name for name, good in list_suites().items() if not good]
    assert len(weak) > 20
    assert {"ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA"} <= set(weak)


def test_each_suite_that_only_scrambles_is_refused(server: ssl.SSLContext) -> None:
    taken = []
    for name in [name for name, good in list_suites().items() if not good]:
        try:
            shake_hands(server, make_client(name, ssl.TLSVersion.TLSv1_2))
            taken.append(name)
        except ssl.SSLError:
            continue
    assert taken == []


@pytest.mark.parametrize(
    "name",
    ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"],
)
def test_a_tablet_that_knows_tls_1_2_only_gets_a_good_one(server: ssl.SSLContext, name: str) -> None:
    assert shake_hands(server, make_client(name, ssl.TLSVersion.TLSv1_2)) == (name, "TLSv1.2")


def test_tls_1_3_is_spoken_where_both_can(server: ssl.SSLContext) -> None:
    assert shake_hands(server, make_client(EVERY, ssl.TLSVersion.TLSv1_3))[1] == "TLSv1.3"

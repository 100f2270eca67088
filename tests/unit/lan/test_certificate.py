"""The certificate: one name and nothing else, a key that only we read, an authority that signs no more."""

from __future__ import annotations

import socket
import ssl
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from easyread.book.files import atomic_write
from easyread.lan.certificate import (
    LIFE,
    Certificate,
    CertificateUnusable,
    make_authority,
    own_certificate,
    service_certificate,
    sign_leaf,
)
from easyread.settings import SettingsError, load_settings
from tests.faults.tablet import trusting

NOW = datetime.now(UTC)


def shake_hands(certificate: Certificate, name: str) -> str | None:
    """A TLS handshake in memory's own socket pair, asking for ``name``; gives the TLS version."""
    here, there = socket.socketpair()

    def serve() -> None:
        try:
            with certificate.context().wrap_socket(there, server_side=True) as served:
                served.recv(1)
        except OSError:
            there.close()

    server = threading.Thread(target=serve)
    server.start()
    try:
        with trusting(certificate).wrap_socket(here, server_hostname=name) as tablet:
            return tablet.version()
    finally:
        here.close()
        server.join()


def leaf_of(certificate: Certificate) -> x509.Certificate:
    return x509.load_pem_x509_certificates(certificate.chain.read_bytes())[0]


def forge(folder: Path, *, limited_to: str, name: str) -> Certificate:
    """What somebody could make who had kept the authority's key."""
    signer, authority = make_authority(limited_to, NOW)
    key = ec.generate_private_key(ec.SECP256R1())
    leaf = sign_leaf(authority, signer, key.public_key(), name, NOW)
    file = folder / "forged.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(secret + leaf.public_bytes(Encoding.PEM))
    return Certificate(name, file, file, authority.public_bytes(Encoding.DER))


def test_a_tablet_that_trusts_it_talks_over_tls_1_2_or_newer(tmp_path: Path) -> None:
    made = own_certificate(tmp_path)
    assert shake_hands(made, made.name) == "TLSv1.3"
    assert made.context().minimum_version == ssl.TLSVersion.TLSv1_2


def test_the_same_authority_vouches_for_no_other_name(tmp_path: Path) -> None:
    assert shake_hands(forge(tmp_path, limited_to="a.local", name="a.local"), "a.local")
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        shake_hands(forge(tmp_path, limited_to="a.local", name="bank.example"), "bank.example")


def test_the_same_authority_vouches_for_no_address(tmp_path: Path) -> None:
    _, authority = make_authority("a.local", NOW)
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    assert limits.value.permitted_subtrees == [x509.DNSName("a.local")]
    assert {str(each.value) for each in limits.value.excluded_subtrees or ()} == {"0.0.0.0/0", "::/0"}


def test_the_name_is_random_and_tells_nothing(tmp_path: Path) -> None:
    names = {own_certificate(tmp_path / str(number)).name for number in range(3)}
    assert len(names) == 3
    assert all(name.startswith("tablet-") and name.endswith(".local") for name in names)


def test_only_the_leafs_key_is_kept_and_nobody_else_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "lan"
    made = own_certificate(folder)
    (kept,) = folder.iterdir()
    assert kept.read_bytes().count(b"BEGIN PRIVATE KEY") == 1
    key = load_pem_private_key(kept.read_bytes(), None).public_key()
    assert key == leaf_of(made).public_key()
    assert key != x509.load_der_x509_certificate(made.authority or b"").public_key()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert leaf_of(made).not_valid_after_utc - leaf_of(made).not_valid_before_utc == LIFE
    assert timedelta(days=397) == LIFE


def test_the_same_certificate_is_used_again_so_that_tablets_go_on_trusting_it(tmp_path: Path) -> None:
    assert own_certificate(tmp_path).fingerprint == own_certificate(tmp_path).fingerprint


@pytest.mark.parametrize("days", [380, 500, -2])
def test_near_its_end_or_with_a_wrong_clock_it_is_made_anew(tmp_path: Path, days: int) -> None:
    first = own_certificate(tmp_path)
    second = own_certificate(tmp_path, now=NOW + timedelta(days=days))
    assert first.fingerprint != second.fingerprint
    assert (
        second.name
        == leaf_of(second)
        .extensions.get_extension_for_class(x509.SubjectAlternativeName)
        .value.get_values_for_type(x509.DNSName)[0]
    )


@pytest.mark.parametrize("damage", [b"", b"-----BEGIN", b"\xff" * 9])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    made = own_certificate(tmp_path)
    made.chain.write_bytes(damage)
    again = own_certificate(tmp_path)
    assert shake_hands(again, again.name)


def test_another_wanted_name_makes_another_certificate(tmp_path: Path) -> None:
    first = own_certificate(tmp_path, "words.local")
    assert own_certificate(tmp_path, "words.local").fingerprint == first.fingerprint
    assert own_certificate(tmp_path, "other.local").name == "other.local"


def test_what_a_killed_start_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".new-left").write_bytes(b"half a key")
    own_certificate(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["certificate.pem"]


def test_the_fingerprint_is_what_a_tablet_shows(tmp_path: Path) -> None:
    made = own_certificate(tmp_path)
    assert len(made.fingerprint) == 32
    assert all(len(pair) == 2 and pair == pair.upper() for pair in made.fingerprint)


def test_a_services_own_certificate_is_taken(tmp_path: Path) -> None:
    kept = own_certificate(tmp_path, "words.service.example")
    found = service_certificate(kept.chain, kept.key, "words.service.example")
    assert found.authority is None
    assert found.fingerprint == ()


def test_a_services_certificate_that_does_not_fit_is_told(tmp_path: Path) -> None:
    kept = own_certificate(tmp_path / "a", "words.service.example")
    other = own_certificate(tmp_path / "b", "words.service.example")
    atomic_write(tmp_path / "leaf.pem", leaf_of(kept).public_bytes(Encoding.PEM))
    with pytest.raises(CertificateUnusable, match="lan_name"):
        service_certificate(kept.chain, kept.key, "other.example")
    with pytest.raises(CertificateUnusable, match="do not fit"):
        service_certificate(tmp_path / "leaf.pem", other.key, "words.service.example")
    with pytest.raises(CertificateUnusable, match="cannot be read"):
        service_certificate(tmp_path / "none.pem", other.key, "words.service.example")


def test_a_services_certificate_that_is_out_of_date_is_told(tmp_path: Path) -> None:
    old = own_certificate(tmp_path, "words.example", NOW - timedelta(days=500))
    with pytest.raises(CertificateUnusable, match="out of date"):
        service_certificate(old.chain, old.key, "words.example")


@pytest.mark.parametrize(
    "text",
    [
        'lan_name = "Words.local"',
        'lan_name = "words"',
        'lan_name = "words.local/x"',
        "lan_port = 65536",
        'lan_certificate = "a.pem"\nlan_key = "a.key"',
        'lan_certificate = "a.pem"\nlan_name = "words.example"',
    ],
)
def test_settings_that_cannot_be_meant_stop_the_app(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError, match="lan_"):
        load_settings(tmp_path)


def test_settings_of_a_service_are_read(tmp_path: Path) -> None:
    text = 'lan_certificate = "a.pem"\nlan_key = "a.key"\nlan_name = "words.service.example"'
    (tmp_path / "settings.toml").write_text(text, "utf-8")
    assert load_settings(tmp_path).lan_name == "words.service.example"

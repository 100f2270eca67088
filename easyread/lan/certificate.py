"""The certificate of this device's own name, signed by an authority that no longer exists.

The authority's key is thrown away as soon as it has signed one leaf, and its name constraints allow one
name and no address: a tablet that trusts it trusts this app and nothing else, whoever steals the disk
(RFC 5280 4.2.1.10). Key, leaf and authority lie in one file, so that they can never disagree.
"""

from __future__ import annotations

import ipaddress
import secrets
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from easyread.book.files import atomic_write, make_private, sweep
from easyread.small_files import DAMAGE, Unreadable, read_small

LIFE = timedelta(days=397)  # the longest that browsers take from public authorities; tablets may ask the same
_FRESH = timedelta(days=30)  # a certificate nearer to its end is made anew
_SUITES = "ECDHE+AESGCM:ECDHE+CHACHA20"  # of TLS 1.2; all of TLS 1.3 are such
_EARLIER = timedelta(hours=1)  # for tablets whose clock is a little slow
# What reading a damaged certificate raises, or one of somebody's own making.
_DAMAGE = (
    OSError, Unreadable, UnsupportedAlgorithm, InvalidSignature, x509.ExtensionNotFound,
    x509.DuplicateExtension, x509.UnsupportedGeneralNameType, x509.InvalidVersion, *DAMAGE,
)  # fmt: skip
_EVERY_ADDRESS = ("0.0.0.0/0", "::/0")


class CertificateUnusable(Exception):
    """The certificate of the settings cannot be used; the message says which setting and why."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the front shows. ``authority``: DER, for tablets to install; ``None``: they trust it already."""

    name: str
    chain: Path
    key: Path
    authority: bytes | None

    def context(self) -> ssl.SSLContext:
        """TLS 1.2 or newer, only suites that seal (AEAD), with a key made for each connection.

        Raises OSError (``ssl.SSLError`` too) when key and certificate do not fit.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(_SUITES)
        context.set_alpn_protocols(["http/1.1"])
        context.load_cert_chain(self.chain, self.key)
        return context

    @property
    def fingerprint(self) -> tuple[str, ...]:
        """SHA-256 of the authority as tablets show it: 32 pairs of signs. Empty for one of a service."""
        if self.authority is None:
            return ()
        digest = x509.load_der_x509_certificate(self.authority).fingerprint(hashes.SHA256())
        return tuple(f"{byte:02X}" for byte in digest)


def own_certificate(folder: Path, name: str = "", now: datetime | None = None) -> Certificate:
    """This device's own certificate: the kept one while it lasts, else a new one with a new authority.

    ``name``: the only name that it is good for; empty: a random one. Raises OSError when it cannot be kept.
    """
    now = now or datetime.now(UTC)
    file = folder / "certificate.pem"
    kept = _read(file, name, now)
    if kept is None:
        make_private(folder)
        sweep([folder])  # what a killed start left can hold a key
        atomic_write(file, _make(name or f"tablet-{secrets.token_hex(4)}.local", now))
        kept = _read(file, name, now)
    if kept is None:
        raise OSError("the certificate could not be kept")
    return kept


def service_certificate(chain: Path, key: Path, name: str) -> Certificate:
    """A certificate that a service brings itself. Raises :class:`CertificateUnusable`."""
    try:
        leaf = x509.load_pem_x509_certificates(read_small(chain))[0]
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        found = Certificate(name, chain, key, None)
        found.context()
        lasts = leaf.not_valid_after_utc
    except _DAMAGE:
        raise CertificateUnusable("lan_certificate and lan_key cannot be read, or do not fit") from None
    if not {name, "*." + name.partition(".")[2]}.intersection(names.get_values_for_type(x509.DNSName)):
        raise CertificateUnusable("lan_certificate is not for lan_name")
    if lasts < datetime.now(UTC):
        raise CertificateUnusable("lan_certificate is out of date")
    return found


def make_authority(name: str, now: datetime) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """An authority that may vouch for ``name`` and for nothing else."""
    key = ec.generate_private_key(ec.SECP256R1())
    nowhere = [x509.IPAddress(ipaddress.ip_network(every)) for every in _EVERY_ADDRESS]
    usage = x509.KeyUsage(
        key_cert_sign=True,
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        _begin(name, name, now)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints([x509.DNSName(name)], nowhere), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return key, builder.sign(key, hashes.SHA256())


def sign_leaf(
    authority: x509.Certificate,
    signer: ec.EllipticCurvePrivateKey,
    public: ec.EllipticCurvePublicKey,
    name: str,
    now: datetime,
) -> x509.Certificate:
    """A server's certificate for ``name``."""
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    subject = authority.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    builder = (
        _begin(f"{name} leaf", str(subject), now)
        .public_key(public)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(issuer, critical=False)
    )
    return builder.sign(signer, hashes.SHA256())


def _begin(subject: str, issuer: str, now: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_common_name(subject))
        .issuer_name(_common_name(issuer))
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(now - _EARLIER + LIFE)
    )


def _common_name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _make(name: str, now: datetime) -> bytes:
    """Key, leaf and authority as PEM. The authority's key ends with this call."""
    signer, authority = make_authority(name, now)
    key = ec.generate_private_key(ec.SECP256R1())
    leaf = sign_leaf(authority, signer, key.public_key(), name, now)
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return secret + leaf.public_bytes(Encoding.PEM) + authority.public_bytes(Encoding.PEM)


def _read(file: Path, name: str, now: datetime) -> Certificate | None:
    """The kept certificate; ``None``: there is none, it is damaged, for another name, or near its end."""
    try:
        leaf, authority = x509.load_pem_x509_certificates(read_small(file))
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        (kept,) = names.get_values_for_type(x509.DNSName)
        for signed in (leaf, authority):
            signed.verify_directly_issued_by(authority)
        found = Certificate(kept, file, file, authority.public_bytes(Encoding.DER))
        found.context()
        lasts = leaf.not_valid_before_utc <= now <= leaf.not_valid_after_utc - _FRESH
    except _DAMAGE:
        return None
    return found if lasts and name in ("", kept) else None

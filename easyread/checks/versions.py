"""What stands behind the app: the versions that decide how safe it is."""

from __future__ import annotations

import platform
import ssl
from importlib import metadata

from cryptography.hazmat.backends.openssl import backend

from easyread import __version__
from easyread.book.cipher import read_version

_PACKAGES = ("sqlite-utils", "argon2-cffi", "waitress", "flask", "pillow", "espeakng-loader")


def list_versions() -> list[str]:
    """One line each: ours, Python's, and those of the libraries that seal, send and decode."""
    return [
        f"My words {__version__}",
        f"Python {platform.python_version()}",
        f"{ssl.OPENSSL_VERSION} (other tablets)",
        f"{backend.openssl_version_text()} (keys; cryptography {metadata.version('cryptography')})",
        f"{read_version()} (books; sqlcipher3 {metadata.version('sqlcipher3')})",
        *(f"{name} {metadata.version(name)}" for name in _PACKAGES),
    ]

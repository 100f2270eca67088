"""The system's own keyring: Windows, macOS, or a Secret Service (GNOME, KDE). The only import of ``keyring``.

Only keyrings of the system itself count. The package also has ones that write a plain file, that forget
everything, or that others have added: those are none. What somebody told the package by its own settings
(``PYTHON_KEYRING_BACKEND``, ``keyring --disable``) is obeyed.

A program without a screen must not wait for somebody to type a password: a keyring that would ask is taken
for a locked one where that can be known, and one that does not answer within ten seconds always is.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "my-words"
PATIENCE = 10.0  # seconds for one answer
T = TypeVar("T")

_SECRET_SERVICE = "keyring.backends.SecretService.Keyring"  # noqa: S105  the name of a class
_SAFE = ("keyring.backends.Windows.WinVaultKeyring", "keyring.backends.macOS.Keyring", _SECRET_SERVICE)


class KeyringAway(Exception):
    """The keyring cannot be read or written now. It may work later."""


class SystemKeyring:
    """A keyring that holds secrets of 32 bytes, each under a random name that tells nothing."""

    def __init__(self, backend: KeyringBackend) -> None:
        self._backend = backend

    def read(self, name: str) -> bytes | None:
        """``None``: the keyring works, and has no such secret. Raises :class:`KeyringAway`."""
        found = self._ask(lambda: self._backend.get_password(SERVICE, name))
        try:
            secret = bytes.fromhex(found or "")
        except ValueError:
            return None
        return secret if len(secret) == 32 else None

    def keep(self, secret: bytes) -> str | None:
        """The name under which the secret is now, and was read back; ``None``: it could not be kept."""
        name = secrets.token_hex(16)
        try:
            self._ask(lambda: self._backend.set_password(SERVICE, name, secret.hex()))
            return name if self.read(name) == secret else None
        except KeyringAway:
            return None

    def forget(self, name: str) -> None:
        """As far as the keyring lets us: what is left there is of no use without the folder."""
        with suppress(KeyringAway):
            self._ask(lambda: self._backend.delete_password(SERVICE, name))

    def _ask(self, question: Callable[[], T]) -> T:
        def ask() -> T:
            if _would_open_a_window(self._backend):
                raise KeyringAway
            return question()

        return _in_time(ask)


def find_keyring() -> SystemKeyring | None:
    """The keyring of this system; ``None`` when there is none that is safe."""
    try:
        backend = _in_time(_find_backend)
    except KeyringAway:  # a broken D-Bus, a broken file of settings
        return None
    return SystemKeyring(backend) if backend else None


def _find_backend() -> KeyringBackend | None:
    import keyring  # noqa: PLC0415  a device without a keyring starts without it, and so do tests
    from keyring.backends.chainer import ChainerBackend  # noqa: PLC0415

    chosen = keyring.get_keyring()
    those = chosen.backends if isinstance(chosen, ChainerBackend) else [chosen]
    return next((each for each in those if _name(each) in _SAFE), None)


def _in_time(question: Callable[[], T]) -> T:
    """Its answer, in a thread that nobody waits for in the end. Raises :class:`KeyringAway`."""
    answers: list[T] = []

    def ask() -> None:
        with suppress(Exception):  # each system's keyring has errors of its own
            answers.append(question())

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(PATIENCE)
    if not answers:
        raise KeyringAway
    return answers[0]


def _name(backend: KeyringBackend) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _would_open_a_window(backend: KeyringBackend) -> bool:
    """A Secret Service that is locked, or has no keyring yet, asks for a password. Others do not tell."""
    if _name(backend) != _SECRET_SERVICE:
        return False
    import secretstorage  # noqa: PLC0415

    with closing(secretstorage.dbus_init()) as bus:
        return bool(secretstorage.get_collection_by_alias(bus, "default").is_locked())

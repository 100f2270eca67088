"""What this machine adds to every lock: its own salt, its cost of a try, and a secret of 32 bytes.

``device.key`` holds salt and cost, and the secret itself, or the name under which the system's keyring holds
it. So who copies the folder, or takes the disk out, cannot even begin to guess where there is a keyring.

- A secret moves in one order: into its new place, read back, and only then the file is replaced in one step.
  A kill at any moment leaves a file that leads to the secret.
- A keyring that is locked or fails may work tomorrow: nothing is made anew and nothing is set aside. No lock
  opens until then, and none can be made, for it would never open again.
- A file that is damaged, or that names what a working keyring no longer has, is set aside, never written
  over. A new secret is made; books of before open by their recovery code.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import msgspec

from easyread.book import files
from easyread.book.errors import NoLocksNow
from easyread.book.system_keyring import KeyringAway, SystemKeyring
from easyread.small_files import OutOfReach, Unreadable, read_json

NAME = "device.key"
Bytes32 = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Kept = Literal["file", "keyring", "out of reach"]
FindKeyring = Callable[[], SystemKeyring | None]


class Cost(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one try costs. Bounded when read, because a planted file could ask for 100 GiB."""

    passes: Annotated[int, msgspec.Meta(ge=1, le=20)]
    memory: Annotated[int, msgspec.Meta(ge=8 * 1024, le=512 * 1024)]  # KiB
    lanes: Annotated[int, msgspec.Meta(ge=1, le=4)]


DEVICE_COST = Cost(passes=3, memory=64 * 1024, lanes=1)  # about 0.2 s on a small laptop


class Device(NamedTuple):
    """What every try needs: a copied book alone cannot be guessed at elsewhere."""

    salt: bytes
    secret: bytes
    cost: Cost

    def __repr__(self) -> str:  # the secret must not be in a traceback
        return "Device()"


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """``device.key`` (JSON, bytes as base64): the secret, or its name in the keyring."""

    version: Literal[1, 2]
    salt: Bytes32
    cost: Cost
    secret: Bytes32 | None = None
    keyring: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")] | None = None

    def __post_init__(self) -> None:
        if (self.secret is None, self.keyring is None) != {1: (False, True), 2: (True, False)}[self.version]:
            raise ValueError("the secret is in one place")


class DeviceKey:
    """The device's own file and its secret. Made once, at a start; safe to share between threads.

    ``in_keyring``: whether the secret should lie in the keyring; else it is taken back into the file.
    """

    def __init__(
        self, instance: Path, cost: Cost, find_keyring: FindKeyring = lambda: None, *, in_keyring: bool = True
    ) -> None:
        self._file, self._cost = instance / NAME, cost
        self._find_keyring, self._in_keyring = find_keyring, in_keyring
        self._guard = threading.Lock()
        self._device: Device | None = None
        self.kept: Kept = "out of reach"
        self._read()

    def secret(self) -> bytes | None:
        """``None`` as long as it is out of reach."""
        return self._device.secret if self._device else None

    def get(self) -> Device:
        """Raises :class:`NoLocksNow`, after another look: somebody may have opened the keyring meanwhile."""
        with self._guard:
            if self._device is None:
                self._read()
            if self._device is None:
                raise NoLocksNow
            return self._device

    def _read(self) -> None:
        try:
            self._device, self.kept = self._look()
        except (OSError, KeyringAway, OutOfReach):
            self._device, self.kept = None, "out of reach"

    def _look(self) -> tuple[Device, Kept]:
        """Raises OSError, :class:`KeyringAway`, :class:`OutOfReach`: what there is was left as it is."""
        try:
            found = read_json(self._file, _File)
        except FileNotFoundError:
            return self._make()
        except OutOfReach:
            raise
        except Unreadable:
            return self._make_anew("damaged")
        secret = found.secret or self._ask_keyring(found.keyring or "")
        if secret is None:
            return self._make_anew("lost")
        kept: Kept = "file" if found.secret else "keyring"
        if self._in_keyring != (kept == "keyring"):
            kept = self._move(found, secret)
        return Device(found.salt, secret, found.cost), kept

    def _ask_keyring(self, name: str) -> bytes | None:
        """``None``: the keyring works, and does not have it any more."""
        keyring = self._find_keyring()
        if keyring is None:
            raise KeyringAway
        return keyring.read(name)

    def _make_anew(self, why: str) -> tuple[Device, Kept]:
        self._file.replace(self._file.with_name(f"device-{secrets.token_hex(4)}.{why}"))
        return self._make()

    def _make(self) -> tuple[Device, Kept]:
        device = Device(secrets.token_bytes(32), secrets.token_bytes(32), self._cost)
        return device, self._keep(device)

    def _move(self, found: _File, secret: bytes) -> Kept:
        """Move the secret to where it should be. Where that cannot be, it stays where it is."""
        try:
            kept = self._keep(Device(found.salt, secret, found.cost))
        except OSError:
            return "file" if found.secret else "keyring"
        if found.keyring and kept == "file" and (keyring := self._find_keyring()):
            keyring.forget(found.keyring)
        return kept

    def _keep(self, device: Device) -> Kept:
        """Keep the secret in the keyring if it should and can be there, else in the file. Raises OSError."""
        keyring = self._find_keyring() if self._in_keyring else None
        name = keyring.keep(device.secret) if keyring else None
        if name:
            file = _File(version=2, salt=device.salt, cost=device.cost, keyring=name)
        else:
            file = _File(version=1, salt=device.salt, cost=device.cost, secret=device.secret)
        try:
            files.replace_secret(self._file, msgspec.json.encode(file))
        except OSError:
            if keyring and name:
                keyring.forget(name)
            raise
        return "keyring" if name else "file"

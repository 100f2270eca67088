"""The device's secret in the system's keyring: moved, locked, failing, lost, and killed at any moment."""

from __future__ import annotations

import json
import os
import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.backends.fail import Keyring as FailKeyring
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import KeyringError

from easyread.book import files, system_keyring
from easyread.book.device import DeviceKey
from easyread.book.errors import MustWait, NoLocksNow, NotKept, Refusal, WrongSecret
from easyread.book.system_keyring import KeyringAway, SystemKeyring, find_keyring
from easyread.book.vault import BookHandle, Made, Vault
from easyread.settings import Paths
from tests.books import PIN, QUICK, Clock, Lock, make_statement
from tests.client import PageClient
from tests.pages.step_pages import text_of

LOCK: Lock = ("boat", "pin", "482915")


class MemoryKeyring(KeyringBackend):
    """A keyring as the system's, in memory. ``locked``: it fails, as a locked one does."""

    priority = 5

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}
        self.locked = False
        super().__init__()  # type: ignore[no-untyped-call]  # keyring gives it no types

    def _look(self) -> dict[tuple[str, str], str]:
        if self.locked:
            raise KeyringError("locked")
        return self.held

    def get_password(self, service: str, username: str) -> str | None:
        return self._look().get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._look()[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self._look()[service, username]


@pytest.fixture
def ring() -> MemoryKeyring:
    return MemoryKeyring()


def start(tmp_path: Path, ring: MemoryKeyring | None, clock: Clock | None = None, **changes: Any) -> Vault:
    paths = Paths(instance=tmp_path / "instance")
    return Vault(paths, QUICK, clock or Clock(), lambda: SystemKeyring(ring) if ring else None, **changes)


def read_file(tmp_path: Path) -> dict[str, Any]:
    return dict(json.loads((tmp_path / "instance" / "device.key").read_bytes()))


def outcome(vault: Vault, lock: Lock = LOCK) -> type:
    try:
        return type(vault.open_book(*lock))
    except Refusal as refusal:
        return type(refusal)


def secrets_on_disk(tmp_path: Path, ring: MemoryKeyring) -> list[str]:
    """The files that hold a secret of the keyring, in any spelling that we write."""
    spelled = [held.encode() for held in ring.held.values()]
    raw = [bytes.fromhex(held) for held in ring.held.values()]
    spelled += [*raw, *map(b64encode, raw)]
    found = (path for path in tmp_path.rglob("*") if path.is_file())
    return [path.name for path in found if any(secret in path.read_bytes() for secret in spelled)]


# --- where it is kept ---


def test_a_new_device_keeps_its_secret_in_the_keyring_and_in_no_file(
    tmp_path: Path, ring: MemoryKeyring
) -> None:
    vault = start(tmp_path, ring)
    vault.make_book(*LOCK)
    assert vault.secret_place == "keyring"
    assert [service for service, _ in ring.held] == ["my-words"]
    assert secrets_on_disk(tmp_path, ring) == []
    assert outcome(start(tmp_path, ring)) is BookHandle


def test_without_a_keyring_the_file_has_it(tmp_path: Path) -> None:
    vault = start(tmp_path, None)
    vault.make_book(*LOCK)
    assert vault.secret_place == "file"
    assert outcome(start(tmp_path, None)) is BookHandle


def test_a_secret_in_the_file_is_moved_at_a_start_and_every_lock_still_opens(
    tmp_path: Path, ring: MemoryKeyring
) -> None:
    start(tmp_path, None).make_book(*LOCK)
    before = tmp_path / "before"
    before.hardlink_to(tmp_path / "instance" / "device.key")  # the old bytes on the disk
    moved = start(tmp_path, ring)
    assert moved.secret_place == "keyring"
    assert secrets_on_disk(tmp_path, ring) == []
    assert "secret" not in read_file(tmp_path)
    assert outcome(moved) is outcome(start(tmp_path, ring)) is BookHandle


def test_by_the_setting_it_goes_back_into_the_file_and_out_of_the_keyring(
    tmp_path: Path, ring: MemoryKeyring
) -> None:
    start(tmp_path, ring).make_book(*LOCK)
    assert start(tmp_path, ring, in_keyring=False).secret_place == "file"
    assert ring.held == {}
    assert outcome(start(tmp_path, None)) is BookHandle  # on another machine, with the stick in it


def test_a_keyring_that_takes_nothing_or_keeps_something_else_leaves_it_in_the_file(
    tmp_path: Path, ring: MemoryKeyring
) -> None:
    start(tmp_path, None).make_book(*LOCK)
    ring.locked = True
    assert start(tmp_path, ring).secret_place == "file"
    ring.locked, ring.held = False, _Liar()
    assert start(tmp_path, ring).secret_place == "file"
    assert outcome(start(tmp_path, None)) is BookHandle


class _Liar(dict[tuple[str, str], str]):
    """Takes everything and gives back another thing."""

    def __setitem__(self, key: tuple[str, str], value: str) -> None:
        super().__setitem__(key, value[::-1])


@pytest.mark.parametrize("way", ["into the keyring", "into the file"])
def test_a_kill_at_any_moment_of_the_move_leaves_a_secret_that_opens_every_lock(
    tmp_path: Path, ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """Killed before and after each step that changes the keyring or the disk."""

    class Killed(BaseException):
        pass

    into_keyring = way == "into the keyring"
    start(tmp_path, None if into_keyring else ring).make_book(*LOCK)
    steps = [(MemoryKeyring, "set_password"), (MemoryKeyring, "get_password"), (files, "atomic_write")]
    steps += [(files, "_overwrite"), (MemoryKeyring, "delete_password")]
    killed = 0
    for owner, name in steps:
        for late in (False, True):
            real = getattr(owner, name)

            def kill(*given: Any, real: Any = real, late: bool = late) -> None:
                if late:
                    real(*given)
                raise Killed

            # The keyring is asked in a thread of its own: there a kill is what stops all that follows.
            with monkeypatch.context() as patch:
                patch.setattr(owner, name, kill)
                patch.setattr(system_keyring, "_in_time", lambda question: question())
                try:
                    DeviceKey(
                        tmp_path / "instance", QUICK, lambda: SystemKeyring(ring), in_keyring=into_keyring
                    )
                except Killed:
                    killed += 1
            assert outcome(start(tmp_path, ring)) is BookHandle, (name, late)
            if not into_keyring:
                assert start(tmp_path, ring).secret_place == "keyring"
            else:
                assert start(tmp_path, ring, in_keyring=False).secret_place == "file"
    assert killed >= 6


# --- locked, failing, or not there now ---


@pytest.fixture
def made(tmp_path: Path, ring: MemoryKeyring) -> Made:
    """A book with one statement, on a device whose secret is in the keyring."""
    vault = start(tmp_path, ring)
    book = vault.make_book(*LOCK)
    with vault.open_store(BookHandle(book.book, book.key)) as store:
        store.keep(make_statement(words="marker-elderflower"))
    return book


@pytest.mark.parametrize("there", [True, False], ids=["locked", "none"])
def test_while_the_keyring_is_out_of_reach_only_codes_open_and_nothing_is_made_anew(
    tmp_path: Path, ring: MemoryKeyring, made: Made, there: bool
) -> None:
    ring.locked = True
    device = (tmp_path / "instance" / "device.key").read_bytes()
    mark = next(tmp_path.rglob("*.mark")).read_bytes()
    vault = start(tmp_path, ring if there else None)
    assert vault.secret_place == "out of reach"
    assert outcome(vault) is outcome(vault, ("tree", "none", "")) is NoLocksNow
    opened = vault.open_with_code(made.recovery_code)
    with vault.open_store(opened) as store:
        store.keep(make_statement(words="more"))
    for refused in (vault.change_lock, vault.renew):
        with pytest.raises(NotKept):
            refused(opened, "tree", "pin", "730284")
    with pytest.raises(NotKept):
        vault.make_book("tree", "pin", "730284")
    assert (tmp_path / "instance" / "device.key").read_bytes() == device
    assert next(tmp_path.rglob("*.mark")).read_bytes() == mark  # it lags, and is not written over
    assert not list(tmp_path.rglob("device-*"))
    ring.locked = False
    assert outcome(start(tmp_path, ring)) is BookHandle


def test_a_keyring_that_is_unlocked_while_the_app_runs_opens_every_lock_again(
    tmp_path: Path, ring: MemoryKeyring, made: Made
) -> None:
    ring.locked = True
    vault = start(tmp_path, ring)
    assert outcome(vault) is NoLocksNow
    ring.locked = False
    assert outcome(vault) is BookHandle
    assert vault.secret_place == "keyring"


def test_a_keyring_that_never_answers_is_a_locked_one(
    tmp_path: Path, ring: MemoryKeyring, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_keyring, "PATIENCE", 0.2)
    monkeypatch.setattr(MemoryKeyring, "get_password", lambda *_: time.sleep(5))
    began = time.monotonic()
    assert start(tmp_path, ring).secret_place == "out of reach"
    assert time.monotonic() - began < 3


def test_a_device_file_that_cannot_be_read_now_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(tmp_path, None).make_book(*LOCK)

    real = os.open

    def fail(name: str, *given: Any) -> int:
        if str(name).endswith("device.key"):
            raise PermissionError(13, "Permission denied")
        return real(name, *given)

    with monkeypatch.context() as patch:
        patch.setattr("easyread.small_files._open_at_once", fail)
        assert start(tmp_path, None).secret_place == "out of reach"
    assert outcome(start(tmp_path, None)) is BookHandle


# --- lost ---


def test_a_lost_entry_leaves_the_recovery_code_and_a_new_lock_can_be_made(
    tmp_path: Path, ring: MemoryKeyring, made: Made
) -> None:
    before = (tmp_path / "instance" / "device.key").read_bytes()
    ring.held.clear()
    vault = start(tmp_path, ring)
    assert outcome(vault) is WrongSecret
    opened = vault.open_with_code(made.recovery_code)
    vault.change_lock(opened, "tree", "pin", "730284")
    assert outcome(start(tmp_path, ring), ("tree", "pin", "730284")) is BookHandle
    assert [left.read_bytes() for left in tmp_path.rglob("device-*.lost")] == [before]


@pytest.mark.parametrize("held", ["", "zz", "00" * 31, "ü"])
def test_an_entry_that_holds_something_else_is_a_lost_one(
    tmp_path: Path, ring: MemoryKeyring, made: Made, held: str
) -> None:
    ring.held = dict.fromkeys(ring.held, held)
    vault = start(tmp_path, ring)
    assert outcome(vault) is WrongSecret
    assert vault.open_with_code(made.recovery_code).key == made.key


def test_no_wait_ends_because_the_secret_was_taken_away_and_put_back(
    tmp_path: Path, ring: MemoryKeyring, made: Made, clock: Clock
) -> None:
    """With another secret the right lock does not open, so there is nothing to be guessed."""
    vault = start(tmp_path, ring, clock)
    for wrong in ("0001", "0002", "0003", "0004"):
        assert outcome(vault, ("boat", "pin", wrong)) is WrongSecret
    held, device = dict(ring.held), (tmp_path / "instance" / "device.key").read_bytes()
    ring.held.clear()
    without = start(tmp_path, ring, clock)
    assert outcome(without) is WrongSecret  # no wait, and no guess: not even the right one opens
    without.make_book(*LOCK)  # nor does making one tell that it is right
    ring.held = held
    (tmp_path / "instance" / "device.key").write_bytes(device)
    with pytest.raises(MustWait) as wait:
        start(tmp_path, ring, clock).open_book(*LOCK)
    assert wait.value.seconds == 15


def test_whatever_becomes_of_the_secret_the_right_code_never_waits(
    tmp_path: Path, ring: MemoryKeyring, made: Made, clock: Clock
) -> None:
    for lose in (ring.held.clear, (tmp_path / "instance" / "device.key").unlink):
        lose()
        vault = start(tmp_path, ring, clock)
        for _ in range(10):
            with pytest.raises(WrongSecret):
                vault.open_with_code("AAAA-" * 5 + "AAAA")
        assert vault.open_with_code(made.recovery_code).key == made.key


# --- which keyrings count ---


class _Plain(MemoryKeyring):
    """Somebody's own back end, which the package would take."""


def pretend(kind: type[KeyringBackend]) -> KeyringBackend:
    """A back end with the name of one of the system's."""
    module, _, name = "keyring.backends.macOS.Keyring".rpartition(".")
    named: type[KeyringBackend] = type(name, (kind,), {"__module__": module})
    return named()


@pytest.fixture
def registered() -> Iterator[None]:
    """Classes of back ends register themselves; those of a test must not stay."""
    classes = KeyringBackend._classes.copy()  # noqa: SLF001
    yield
    KeyringBackend._classes = classes  # noqa: SLF001


@pytest.mark.parametrize("backend", [NullKeyring, FailKeyring, _Plain])
def test_a_back_end_that_is_not_the_systems_own_is_none(
    monkeypatch: pytest.MonkeyPatch, backend: type[KeyringBackend]
) -> None:
    monkeypatch.setattr(keyring, "get_keyring", backend)
    assert find_keyring() is None


def test_of_several_only_the_systems_own_counts(monkeypatch: pytest.MonkeyPatch, registered: None) -> None:
    chosen = ChainerBackend()
    own = pretend(MemoryKeyring)
    monkeypatch.setattr(keyring, "get_keyring", lambda: chosen)
    for members, found in (([_Plain(), NullKeyring()], False), ([], False), ([_Plain(), own], True)):
        monkeypatch.setattr(ChainerBackend, "backends", members)
        assert (find_keyring() is not None) is found


def test_a_package_that_fails_is_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("no D-Bus")

    monkeypatch.setattr(keyring, "get_keyring", fail)
    assert find_keyring() is None


def test_no_test_reaches_the_keyring_of_whoever_runs_it() -> None:
    assert isinstance(keyring.get_keyring(), NullKeyring)
    assert find_keyring() is None


def test_a_secret_service_that_would_open_a_window_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, registered: None
) -> None:
    asked = []
    secret_service = type("Keyring", (MemoryKeyring,), {"__module__": "keyring.backends.SecretService"})()
    secret_service.get_password = lambda *_: asked.append(1)

    class Locked:
        def is_locked(self) -> bool:
            return True

    class Bus:
        def close(self) -> None:
            pass

    monkeypatch.setattr("secretstorage.dbus_init", Bus)
    monkeypatch.setattr("secretstorage.get_collection_by_alias", lambda *_: Locked())
    with pytest.raises(KeyringAway):
        SystemKeyring(secret_service).read("a")
    assert asked == []


# --- what a person sees ---


@pytest.fixture
def paths(paths: Paths) -> Paths:
    """A device whose secret is in a keyring that is not there now."""
    file = paths.instance / "device.key"
    kept = {name: value for name, value in json.loads(file.read_bytes()).items() if name != "secret"}
    file.write_text(json.dumps({**kept, "version": 2, "keyring": "0" * 32}), "utf-8")
    return paths


def test_a_person_is_told_at_every_door_that_their_code_opens_and_it_leads_to_their_page(
    client: PageClient, made_once: tuple[Path, Made]
) -> None:
    doors = [door.id for door in client.application.extensions["easyread"].library.doors]
    for door in doors:
        answer = client.send("/", "/open", door=door, kind="pin", pin=PIN)
        assert answer.status_code == 503
        assert "Your recovery code opens your book." in text_of(answer)
    for _ in range(2):  # nothing else opens it, so it stays good
        answer = client.send("/forgot", code=made_once[1].recovery_code)
        assert answer.status_code == 303
        assert not answer.location.startswith("/k/")
        assert client.get(answer.location).status_code == 200
        assert client.send("/break", "/lock").status_code == 303

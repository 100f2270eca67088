"""From a secret to a book's key."""

from __future__ import annotations

import base64
import json
import stat
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from easyread.book import keys
from easyread.book.device import DEVICE_COST, Device, DeviceKey
from easyread.book.errors import BookDamaged
from easyread.book.locks import LockKind
from tests.books import QUICK

BOOK = "0123456789abcdef" * 2
OTHER = "f" * 32
KEY = bytes(range(32))


@pytest.fixture
def device(tmp_path: Path) -> Device:
    return DeviceKey(tmp_path, QUICK).get()


def test_the_same_door_and_lock_unwrap_the_key(device: Device) -> None:
    slot = keys.wrap(keys.stretch(device, "boat", "pin", "482915"), "pin", BOOK, KEY)
    assert keys.unwrap(keys.stretch(device, "boat", "pin", "482915"), slot, BOOK) == KEY
    assert KEY not in slot.sealed


@pytest.mark.parametrize(
    ("door", "kind", "secret"),
    [
        ("tree", "pin", "482915"),
        ("boat", "pictures", "482915"),
        ("boat", "pin", "482916"),
        ("boat", "pin", ""),
    ],
)
def test_another_door_kind_or_secret_does_not(device: Device, door: str, kind: LockKind, secret: str) -> None:
    slot = keys.wrap(keys.stretch(device, "boat", "pin", "482915"), "pin", BOOK, KEY)
    assert keys.unwrap(keys.stretch(device, door, kind, secret), slot, BOOK) is None


@pytest.mark.parametrize("kind", [*get_args(LockKind), "gesture"])
def test_every_lock_counts_but_no_lock(kind: keys.SlotKind) -> None:
    slots = tuple(keys.wrap(bytes(64), each, BOOK, KEY) for each in ("recovery", kind))
    assert keys.has_lock(keys.KeyFile(book=BOOK, slots=slots)) is (kind != "none")


def test_a_slot_moved_to_another_book_or_kind_opens_nothing(device: Device) -> None:
    material = keys.stretch(device, "boat", "pin", "482915")
    slot = keys.wrap(material, "pin", BOOK, KEY)
    assert keys.unwrap(material, slot, OTHER) is None
    assert keys.unwrap(material, msgspec.structs.replace(slot, kind="recovery"), BOOK) is None


def test_any_changed_byte_of_a_slot_opens_nothing(device: Device) -> None:
    material = keys.stretch(device, "boat", "pin", "482915")
    slot = keys.wrap(material, "pin", BOOK, KEY)
    for field in ("salt", "nonce", "sealed"):
        value = getattr(slot, field)
        changed = msgspec.structs.replace(slot, **{field: bytes([value[0] ^ 1]) + value[1:]})
        assert keys.unwrap(material, changed, BOOK) is None


def test_two_slots_of_one_key_share_no_bytes(device: Device) -> None:
    material = keys.stretch(device, "boat", "pin", "482915")
    first, second = (keys.wrap(material, "pin", BOOK, KEY) for _ in range(2))
    assert first.salt != second.salt
    assert first.sealed != second.sealed


def test_another_device_derives_another_key(device: Device, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = DeviceKey(tmp_path / "other", QUICK).get()
    same_salt = other._replace(salt=device.salt)
    slot = keys.wrap(keys.stretch(device, "boat", "pin", "482915"), "pin", BOOK, KEY)
    assert keys.unwrap(keys.stretch(same_salt, "boat", "pin", "482915"), slot, BOOK) is None


def test_the_device_file_is_made_once_and_private(device: Device, tmp_path: Path) -> None:
    assert DeviceKey(tmp_path, DEVICE_COST).get() == device  # the cost that locks were made with stays
    assert stat.S_IMODE((tmp_path / "device.key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "cost",
    [
        {"passes": 1, "memory": 100 * 1024 * 1024, "lanes": 1},
        {"passes": 1_000_000, "memory": 8192, "lanes": 1},
        {"passes": 1, "memory": 8, "lanes": 1},
        {"passes": 1, "memory": 8192, "lanes": 1000},
    ],
)
def test_a_device_file_that_asks_for_too_much_is_set_aside_not_lost(
    device: Device, tmp_path: Path, cost: dict[str, int]
) -> None:
    file = tmp_path / "device.key"
    planted = json.dumps(json.loads(file.read_bytes()) | {"cost": cost}).encode()
    file.write_bytes(planted)
    assert DeviceKey(tmp_path, QUICK).get().secret != device.secret
    assert [left.read_bytes() for left in tmp_path.glob("*.damaged")] == [planted]


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"book": "../../etc"},
        {"extra": 1},
        {"slots": [{"kind": "pin", "salt": "", "nonce": "", "sealed": ""}]},
        {"slots": [{"kind": "magic"}]},
    ],
)
def test_a_strange_key_file_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    file = tmp_path / "keys.json"
    salt, nonce, sealed = (base64.b64encode(bytes(size)).decode() for size in (32, 12, 48))
    slot = {"kind": "pin", "salt": salt, "nonce": nonce, "sealed": sealed}
    good = {"version": 1, "book": BOOK, "slots": [slot]}
    file.write_text(json.dumps(good))
    assert keys.read_key_file(file).slots[0].kind == "pin"
    file.write_text(json.dumps(good | change))
    with pytest.raises(BookDamaged):
        keys.read_key_file(file)


def test_the_device_cost_is_the_one_that_was_chosen() -> None:
    assert (DEVICE_COST.passes, DEVICE_COST.memory, DEVICE_COST.lanes) == (3, 65536, 1)

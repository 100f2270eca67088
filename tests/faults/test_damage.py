"""One bad byte, a cut, or a foreign file in any place: one book is refused, and nobody else notices."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from easyread import create_app
from easyread.book import files
from easyread.book.errors import BookDamaged, NotKept, WrongSecret
from easyread.book.reserve import SIZE
from easyread.lan.certificate import own_certificate
from easyread.languages import Languages, line_id, text_mark
from easyread.settings import Paths, SettingsError, load_settings
from easyread.speech.cache import Cache, sound_key
from easyread.speech.encode import Clip
from easyread.speech.media_types import FILMS, SOUNDS, find_type
from easyread.speech.service_recordings import About, read_about
from tests.damaged import BAD, OTHER, OURS, WORDS, Device, each_byte, each_cut, find_memory, make_cheap, read

PAGE = 4096
SMALL = ("keys", "tries", "device", "mark", "settings", "certificate")
OF_THE_VAULT = SMALL[:4]
DEEP = b"[" * 60_000


@pytest.fixture(scope="module")
def device() -> Iterator[Device]:
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory(dir=find_memory()) as folder:
        make_cheap(patch)
        yield Device(Path(folder))


@pytest.fixture(autouse=True)
def whole(device: Device) -> Iterator[None]:
    yield
    device.repair()


@pytest.mark.parametrize("name", OF_THE_VAULT)
def test_a_bad_byte_anywhere_in_a_small_file_keeps_nobody_else_out(device: Device, name: str) -> None:
    file = device.small[name]
    for data in each_byte(device.whole(file)):
        with device.damaged(file, data):
            device.check(by_lock=name != "device")  # without the device's secret, codes open


@pytest.mark.parametrize("name", OF_THE_VAULT)
def test_with_a_bad_byte_anywhere_a_book_is_made_and_a_copy_comes_back(device: Device, name: str) -> None:
    file = device.small[name]
    for place, data in enumerate(each_byte(device.whole(file), (0x80,))):
        if place % 16 == 0:
            with device.damaged(file, data):
                device.check_making()


@pytest.mark.parametrize("name", OF_THE_VAULT)
def test_a_small_file_that_is_cut_anywhere_keeps_nobody_else_out(device: Device, name: str) -> None:
    file = device.small[name]
    for data in each_cut(device.whole(file)):
        with device.damaged(file, data):
            device.check(by_lock=name != "device")


@pytest.mark.parametrize("name", OF_THE_VAULT)
def test_a_foreign_file_in_the_place_of_a_small_one_keeps_nobody_else_out(device: Device, name: str) -> None:
    file = device.small[name]
    foreign = [device.whole(other) for other in device.small.values() if other != file]
    foreign += [device.whole(device.folder_of(made) / "keys.json") for made in (device.other, device.ours)]
    foreign += [device.whole(device.folder_of(device.other) / "book.db"), DEEP, b"9" * 9000, b" " * 100_000]
    for data in foreign:
        with device.damaged(file, data):
            device.check(by_lock=name != "device")
            device.check_making()


@pytest.mark.parametrize("name", OF_THE_VAULT)
@pytest.mark.parametrize("kind", ["a folder", "a pipe", "a link to nowhere", "nothing"])
def test_what_is_no_file_in_the_place_of_a_small_one_keeps_nobody_else_out(
    device: Device, name: str, kind: str
) -> None:
    file = device.small[name]
    file.unlink()
    if kind == "a folder":
        file.mkdir()
    elif kind == "a pipe":
        os.mkfifo(file)
    elif kind == "a link to nowhere":
        file.symlink_to("nowhere")
    device.check(by_lock=name != "device")
    if (name, kind) == ("tries", "a folder"):  # no try can be written down, so no lock can be chosen
        with pytest.raises(NotKept):
            device.check_making()
    else:
        device.check_making()


def test_the_keys_of_another_book_are_never_kept_as_this_ones(device: Device) -> None:
    """Written back with a new lock, they would take the other book's codes away."""
    ours, other = (device.folder_of(made) / "keys.json" for made in (device.ours, device.other))
    with device.damaged(ours, device.whole(other)):
        vault = device.start()
        vault.change_lock(vault.open_book(*OTHER), "sun", "pin", "193746")
        restarted = device.start()
        assert restarted.open_with_code(device.other.recovery_code).book == device.other.book
        assert restarted.open_book("sun", "pin", "193746").book == device.other.book
        assert ours.read_bytes() == device.whole(other)


def test_an_older_key_file_that_is_put_back_never_lets_the_newest_words_be_shredded(device: Device) -> None:
    vault = device.start()
    before = (device.folder_of(device.ours) / "keys.json").read_bytes()
    made = vault.renew(vault.open_book(*OURS), "sun", "pin", "193746")
    after = (device.folder_of(device.ours) / "keys.json").read_bytes()
    (device.folder_of(device.ours) / "keys.json").write_bytes(before)
    device.check()
    (device.folder_of(device.ours) / "keys.json").write_bytes(after)
    restarted = device.start()
    assert read(restarted, restarted.open_with_code(made.recovery_code)) == WORDS


def test_a_bad_byte_in_any_page_of_a_book_keeps_nobody_else_out(device: Device) -> None:
    """At the head, in the middle, in the seal and at the end. Every byte of it: ``make soak``."""
    file = device.folder_of(device.ours) / "book.db"
    data = device.whole(file)
    for start in range(0, len(data), PAGE):
        for place in (0, 16, 2000, PAGE - 70, PAGE - 1):
            changed = bytearray(data)
            changed[start + place] ^= 0x80
            with device.damaged(file, bytes(changed)):
                device.check()


def test_a_damaged_certificate_is_made_anew_and_never_stops_the_program(device: Device) -> None:
    file = device.small["certificate"]
    whole = device.whole(file)
    name = own_certificate(file.parent).name
    rest = (0x00, 0xE9, 0xFF)
    some = (data for place, data in enumerate(each_byte(whole, rest)) if place // len(rest) % 16 == 0)
    for data in chain(each_byte(whole, (0x80,)), some, islice(each_cut(whole), 0, None, 8)):
        with device.damaged(file, data):
            assert own_certificate(file.parent).authority
    assert own_certificate(file.parent).name == name
    for other in [DEEP, *(device.whole(other) for other in device.small.values() if other != file)]:
        with device.damaged(file, other):
            own_certificate(file.parent).context()  # it can be used


def test_settings_are_used_or_refused_with_a_sentence(device: Device) -> None:
    file = device.small["settings"]
    whole = device.whole(file)
    strange = [b"a = " + DEEP, b"port = " + b"9" * 5000, b"port = 99999", b"a = 2020-99-99", b" " * 100_000]
    strange += [device.whole(other) for other in device.small.values() if other != file]
    for data in chain(each_byte(whole), each_cut(whole), strange):
        with device.damaged(file, data), suppress(SettingsError):
            load_settings(device.instance)
    for data in strange:
        with device.damaged(file, data), pytest.raises(SettingsError, match=r"settings\.toml: "):
            load_settings(device.instance)
    file.unlink()
    file.mkdir()
    with pytest.raises(SettingsError):
        load_settings(device.instance)


def test_a_damaged_sound_is_made_again(tmp_path: Path) -> None:
    clip, key = Clip("audio/mpeg", b"\xff\xf3" + b"sound\n" * 10, [50, 230]), sound_key("1")
    cache = Cache(tmp_path, 10**6)
    cache.find_or_make(key, lambda: clip)
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    whole = file.read_bytes()
    for data in chain(each_byte(whole), each_cut(whole), [DEEP + b"\n", b'{"times":' + DEEP]):
        file.write_bytes(data)
        assert cache.find_or_make(key, lambda: clip).data == clip.data


def test_what_stands_beside_a_recording_is_read_or_none(tmp_path: Path) -> None:
    file = tmp_path / "line.json"
    whole = b'{"text":"0a1b","who":"a voice","times":[0,120]}'
    file.write_bytes(whole)
    assert read_about(file) == About(text="0a1b", who="a voice", times=(0, 120))
    for data in chain(each_byte(whole), each_cut(whole), [DEEP, b'{"times":' + DEEP]):
        file.write_bytes(data)
        assert read_about(file) is None


def test_a_damaged_ledger_makes_every_line_a_draft(tmp_path: Path) -> None:
    folder = tmp_path / "pl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text('msgid ""\nmsgstr ""\n\nmsgid "Home"\nmsgstr "Dom"\n', "utf-8")
    ledger = folder / "checked.json"
    whole = f'{{"{line_id("Home")}":{{"text":"{text_mark("Dom")}"}}}}'.encode()
    ledger.write_bytes(whole)
    assert Languages(tmp_path).say("pl", "Home").status == "checked"
    for data in chain(each_byte(whole), each_cut(whole), [DEEP, b"[]", b'{"a": 1}']):
        ledger.write_bytes(data)
        assert Languages(tmp_path).say("pl", "Home").status == "draft"


@pytest.mark.parametrize("name", SMALL)
def test_the_app_starts_and_answers_whatever_a_small_file_holds(
    device: Device, name: str, read_once: None
) -> None:
    file = device.small[name]
    whole = device.whole(file)
    middle = len(whole) // 2
    foreign = [device.whole(other) for other in device.small.values() if other != file]
    bad = [whole[:middle] + bytes([value]) + whole[middle + 1 :] for value in BAD]
    for data in (b"", whole[:middle], DEEP, *bad, *foreign):
        with device.damaged(file, data):
            try:
                settings = load_settings(device.instance)
            except SettingsError:  # told in a sentence, and the program ends
                assert name == "settings"
                continue
            app = create_app(settings, Paths(device.instance))
            try:
                app.config["HOSTS"] = ("localhost",)
                assert app.test_client().get("/").status_code == 200
                code = {"code": device.other.recovery_code, "csrf_token": ""}
                assert app.test_client().post("/forgot", data=code).status_code < 500
            finally:
                app.extensions["easyread"].speech.close()


# --- what is no file of ours, in any place: nobody waits for a pipe, or for 4 GiB of nothing

ODD = ("a pipe", "a hole of 4 GiB")
HOLE = 4 * 2**30  # bytes, of which none is on the disk


def put_odd(file: Path, kind: str) -> None:
    file.unlink(missing_ok=True)
    if kind == "a pipe":
        os.mkfifo(file)
    else:
        with file.open("wb") as stream:
            stream.truncate(HOLE)


def ends_soon(do: Callable[[], object]) -> None:
    """It ends within seconds, and without a fault. In a thread: one that hangs at a pipe hears no signal."""
    ended: list[BaseException | None] = []

    def run() -> None:
        try:
            do()
            ended.append(None)
        except BaseException as fault:  # noqa: BLE001  it is the test's to see
            ended.append(fault)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(20)
    assert ended == [None]


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize(
    "name",
    ["book.db", "book.db-journal", "book.db-wal", "book.db-shm", "book.db.before", "book-2.db", "keys.json",
     ".new-left", "../{book}.mark", "../../../reserve", "../../../.new-reserve", "../../../tries.json",
     "../../../device.key", "../../../settings.toml"],
)  # fmt: skip
def test_what_is_no_file_of_ours_in_any_place_lets_nobody_wait(device: Device, name: str, kind: str) -> None:
    folder = device.folder_of(device.ours)
    put_odd(folder / name.format(book=folder.name), kind)
    ends_soon(lambda: device.check(by_lock="device" not in name))


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("name", ["book.db-wal", "book-3.db", ".new-book-2.db-journal", "notes", ".new-left"])
def test_what_lies_beside_a_book_keeps_nobody_from_renewing_or_deleting_it(
    device: Device, name: str, kind: str
) -> None:
    vault = device.start()
    opened = vault.open_with_code(device.ours.recovery_code)
    put_odd(device.folder_of(device.ours) / name, kind)

    def renew_and_delete() -> None:
        with suppress(BookDamaged):
            vault.renew(opened, "sun", "pin", "193746")
        with suppress(BookDamaged, WrongSecret):
            vault.delete(vault.open_book("sun", "pin", "193746"))

    ends_soon(renew_and_delete)
    ends_soon(device.check)


@pytest.mark.parametrize("kind", ODD)
def test_a_reserve_that_cannot_be_given_up_is_none_and_is_made_anew(device: Device, kind: str) -> None:
    vault = device.start()
    for name in ("reserve", ".new-reserve"):
        put_odd(device.instance / name, kind)
    reserve = vault._reserve  # noqa: SLF001
    assert reserve.left == 0
    ends_soon(reserve.refill)
    assert reserve.left == SIZE


@pytest.mark.parametrize("kind", ODD)
def test_a_sound_or_a_recording_that_is_none_is_made_anew_or_passed_over(tmp_path: Path, kind: str) -> None:
    key, clip = sound_key("Hello."), Clip("audio/wav", b"sound", [])
    cache = Cache(tmp_path / "sounds", 2**40)
    (tmp_path / "sounds" / key[:2]).mkdir(parents=True)
    put_odd(tmp_path / "sounds" / key[:2] / key, kind)
    found: list[Clip] = []
    ends_soon(lambda: found.append(cache.find_or_make(key, lambda: clip)))
    assert found == [clip]
    for kinds in (SOUNDS, FILMS):
        for ending in kinds.values():
            put_odd(tmp_path / f"line{ending}", kind)
            with (tmp_path / f"line{ending}").open("r+b", buffering=0) as stream:
                stream.write(b"ID3" if kinds is SOUNDS else b"....ftyp")
                ends_soon(partial(find_type, tmp_path / f"line{ending}", kinds))
                assert find_type(tmp_path / f"line{ending}", kinds) is None


def test_a_hole_is_shredded_without_filling_the_disk_and_all_that_is_there_is_overwritten(
    tmp_path: Path,
) -> None:
    file, beside = tmp_path / "secret", tmp_path / "other name of it"
    with file.open("wb") as stream:
        stream.write(b"marker-at-the-start")
        stream.seek(HOLE)
        stream.write(b"marker-at-the-end")
    beside.hardlink_to(file)
    ends_soon(lambda: files.shred(file))
    with beside.open("rb") as stream:
        assert b"marker" not in stream.read(4096)
        stream.seek(HOLE)
        assert b"marker" not in stream.read()
    assert beside.stat().st_blocks * 512 < 2**20
    assert not file.exists()


def test_a_link_in_the_place_of_a_file_is_taken_away_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    (tmp_path / "not ours").write_bytes(b"theirs")
    (tmp_path / "link").symlink_to("not ours")
    files.shred(tmp_path / "link")
    assert (tmp_path / "not ours").read_bytes() == b"theirs"
    assert not (tmp_path / "link").is_symlink()

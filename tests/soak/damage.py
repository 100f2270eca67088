"""Each byte of a book's file changed, one after the other: its words are refused or whole, and nobody else's.

python -m tests.soak.damage FOLDER EVERY: exit code 0 when all held. ``EVERY``: one byte of so many.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from easyread.book import cipher
from easyread.book.errors import BookDamaged
from easyread.book.vault import BookHandle
from easyread.lan.certificate import own_certificate
from tests.damaged import OTHER_WORDS, WORDS, Device, each_byte, make_cheap, read

BIT = 0x80
FULL_CHECK = 997  # every so many bytes the doors, the codes and a new start are tried too


class Harm(NamedTuple):
    """How many bytes were changed; how often the book was refused, and how often its words were whole."""

    changed: int = 0
    refused: int = 0
    whole: int = 0

    def __str__(self) -> str:
        return (
            f"{self.changed:,} bytes changed, one at a time: "
            f"refused {self.refused:,} times, words whole {self.whole:,} times, never changed or in part"
        )


def change_each_byte(folder: Path, every: int = 1) -> Harm:
    """Raises AssertionError at the first byte that lets through what it should not, or harms another book."""
    device, harm = Device(folder), Harm()
    vault, ours, other = device.start(), BookHandle(*device.ours[:2]), BookHandle(*device.other[:2])
    file = device.folder_of(device.ours) / "book.db"
    data = device.whole(file)
    with file.open("r+b", buffering=0) as stream:
        for place in range(0, len(data), every):
            _put(stream.fileno(), place, data[place] ^ BIT)
            try:
                assert read(vault, ours) == WORDS, place
                harm = harm._replace(whole=harm.whole + 1)
            except BookDamaged:
                harm = harm._replace(refused=harm.refused + 1)
            harm = harm._replace(changed=harm.changed + 1)
            with pytest.raises(BookDamaged):  # a page that nobody has read yet is found as well
                cipher.check_file(file, ours.key)
            if harm.changed % FULL_CHECK == 0:
                assert read(vault, other) == OTHER_WORDS, place
                device.check()
            _put(stream.fileno(), place, data[place])
    assert read(vault, ours) == WORDS
    return harm


def change_certificate(folder: Path) -> int:
    """Every byte of the device's certificate, with each bad value: it is used whole, or made anew."""
    device = Device(folder)
    file = device.small["certificate"]
    bad = list(each_byte(device.whole(file)))
    for data in bad:
        with device.damaged(file, data):
            own_certificate(file.parent).context()  # it can be used
    return len(bad)


def _put(handle: int, place: int, value: int) -> None:
    os.pwrite(handle, bytes([value]), place)


def main(folder: str, every: str = "1") -> int:
    with pytest.MonkeyPatch.context() as patch:
        make_cheap(patch)
        try:
            print("a book:", change_each_byte(Path(folder) / "book", int(every)), flush=True)
            bad = change_certificate(Path(folder) / "certificate")
            print(f"a certificate: {bad:,} bad bytes, each time whole or made anew", flush=True)
        except AssertionError as broken:
            print("DAMAGE WAS NOT HELD:", broken, flush=True)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

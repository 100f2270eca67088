"""Somebody knows the lock: a new key, a new file, a new lock and a new code, switched in one step.

Changing the lock alone would not do. Who saw the old lock may have the old key file (a copy of the disk, old
bytes on flash), and with it the key. So all words are copied into a file with a new key, and one atomic
replace of ``keys.json``, which names the file, switches both. A kill before it leaves the old book, a kill
after it the new one. The file from before is shredded, at once or at the next start. A file has its name,
with a higher number, only when it is whole: one with a higher number than the key file names is never
shredded at a start. Either a kill came between the name and the switch, or an older key file was put back.
"""

from __future__ import annotations

from contextlib import suppress

from easyread.book import cipher, files
from easyread.book.folders import Folders
from easyread.book.keys import KeyFile, Slot, key_id_of


def renew_file(folders: Folders, book: str, key: bytes, new_key: bytes, slots: tuple[Slot, ...]) -> None:
    """Give a book another key and these slots. Nobody else may use the book meanwhile.

    Raises :class:`BookDamaged`, :class:`NotKept`, OSError: the book is as it was.
    """
    fresh = folders.new_file(book)
    try:
        db = cipher.open_file(folders.file_of(book), key)
        try:
            cipher.export_file(db, fresh, new_key)
        finally:
            db.close()
        cipher.check_file(fresh, new_key)
        fresh = folders.give_name(fresh)
        folders.switch(KeyFile(book=book, slots=slots, file=fresh.name, key_id=key_id_of(new_key, book)))
    except Exception:
        with suppress(OSError):
            files.shred(fresh)
        raise

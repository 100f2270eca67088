"""What a crash, another program of the same user, and a look after Exit find in the memory of the program."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from easyread.photos.child import COMMAND as PICTURES
from tests.faults import remains

REAL = ("-m", "easyread", "serve", "--port", "0")
# With room for a core dump of any size that the machine lets us have.
UNLIMITED = ("sh", "-c", 'ulimit -c "$(ulimit -H -c)" && exec "$@"', "sh")
# The same without the guard, to see that the look sees.
OPEN = ("-c", remains.COMMAND, "serve", "--port", "0")
# An ordinary user, who may yet read our files wherever they lie: in root's own folder, when root tests.
CAPABILITY = "+dac_read_search"
ORDINARY = (
    ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", f"--inh-caps={CAPABILITY}",
     f"--ambient-caps={CAPABILITY}")
    if os.geteuid() == 0 else ()
)  # fmt: skip
CORE, MEMORY = "Max core file size", "Max address space"  # as /proc/<pid>/limits calls them
# Another program of that user: does it get the memory, by the system's file and as a debugger (PTRACE_SEIZE)?
READER = """
import ctypes, sys
pid = sys.argv[1]
try:
    open(f"/proc/{pid}/mem", "rb").close()
    print("read")
except PermissionError:
    print("refused")
print("read" if ctypes.CDLL(None).ptrace(0x4206, int(pid), None, None) == 0 else "refused")
"""


@contextmanager
def run(folder: Path, command: Sequence[str], user: Sequence[str] = ()) -> Iterator[tuple[int, str]]:
    """The server as a child, by that user, in a folder of its own: its process and its address."""
    folder.mkdir()
    if user:
        os.chown(folder, 65534, 65534)
    with subprocess.Popen(
        [*UNLIMITED, *user, sys.executable, *command],
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={**os.environ, "EASYREAD_INSTANCE": str(folder), "PYTHONPATH": str(remains.ROOT)},
    ) as process:
        try:
            assert process.stdout
            found = re.search(r"http://\S+", process.stdout.readline())
            assert found
            yield process.pid, found[0]
        finally:
            process.kill()


def crash(folder: Path, command: Sequence[str], how: signal.Signals) -> tuple[bool, list[str]]:
    """Did the system dump its memory, anywhere; and the files in its folder that could be one."""
    with run(folder, command) as (pid, _):
        os.kill(pid, how)
        _, status = os.waitpid(pid, 0)
    assert os.WTERMSIG(status) == how
    return os.WCOREDUMP(status), [file.name for file in folder.iterdir() if file.name.startswith("core")]


def dumps_here(folder: Path, how: signal.Signals) -> bool:
    """Does this machine dump a program that allows it? Where its hard limit is 0, nobody can."""
    command = [*UNLIMITED, "sh", "-c", f"kill -{how.value} $$"]
    with subprocess.Popen(command, cwd=folder) as process:
        _, status = os.waitpid(process.pid, 0)
    return os.WCOREDUMP(status)


@pytest.mark.parametrize("how", [signal.SIGABRT, signal.SIGSEGV])
def test_a_crash_leaves_no_core_dump(tmp_path: Path, how: signal.Signals) -> None:
    assert crash(tmp_path / "real", REAL, how) == (False, [])
    assert crash(tmp_path / "open", OPEN, how)[0] == dumps_here(tmp_path, how)


def hear_a_line(address: str) -> None:
    with urlopen(address, timeout=20) as page:
        line = re.search(r'href="(/listen/[^"]+)"', page.read().decode())
    assert line
    urlopen(address.rstrip("/") + line[1], timeout=20).close()


def find_limits(pid: int, name: str) -> list[tuple[str, str]]:
    """The two limits of that name of the system, as it writes them."""
    limits = Path(f"/proc/{pid}/limits").read_text("ascii")
    return re.findall(rf"{name}\s+(\S+)\s+(\S+)", limits)


def test_no_process_of_ours_may_dump_and_none_can_take_that_back(tmp_path: Path) -> None:
    with run(tmp_path / "real", REAL) as (pid, address):
        hear_a_line(address)
        voice = psutil.Process(pid).children(recursive=True)
        assert len(voice) == 1
        assert [find_limits(each, CORE) for each in (pid, voice[0].pid)] == [[("0", "0")]] * 2


def ask_reader(pid: int) -> list[str]:
    """What another program of the same user gets."""
    command = [*ORDINARY, sys.executable, "-c", READER, str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout.split()


def test_another_program_of_the_same_user_cannot_read_the_memory(tmp_path: Path) -> None:
    with run(tmp_path / "open", OPEN, ORDINARY) as (pid, _):
        assert ask_reader(pid) == ["read", "read"]
    with run(tmp_path / "real", REAL, ORDINARY) as (pid, address):
        hear_a_line(address)
        voice = psutil.Process(pid).children(recursive=True)
        assert [ask_reader(each) for each in (pid, voice[0].pid)] == [["refused", "refused"]] * 2


def test_another_program_cannot_read_the_pictures_that_are_decoded(tmp_path: Path) -> None:
    command = [*ORDINARY, *PICTURES, "photo"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        last = time.monotonic() + 20
        # It is still loading, and has no picture yet. Its memory is limited last of all.
        # A first "refused" tells nothing: until setpriv has worked, the process is another user's.
        while find_limits(process.pid, MEMORY) == [("unlimited", "unlimited")] and time.monotonic() < last:
            time.sleep(0.02)
        assert find_limits(process.pid, MEMORY) != [("unlimited", "unlimited")]
        assert ask_reader(process.pid) == ["refused", "refused"]
        assert find_limits(process.pid, CORE) == [("0", "0")]
        process.kill()


@pytest.mark.parametrize("way", ["/leave", "/lock"])
def test_after_exit_and_lock_no_word_no_pin_and_no_key_is_left(tmp_path: Path, way: str) -> None:
    """Words that were typed, kept, read aloud, shown and printed; the number as a book is made and opened."""
    with remains.run_place(tmp_path / "instance") as place:
        visitor = remains.Visitor(place.address)
        remains.make_book(visitor)
        remains.say_all(place, visitor)
        visitor.close()
        visitor = remains.Visitor(place.address)
        remains.open_book(visitor)
        remains.say_all(place, visitor)
        remains.make_card(place, visitor)
        key = remains.find_key(place).key
        there = remains.count([place.process.pid], remains.look_for_key(key))
        assert sum(there.values()) >= 1  # the look sees
        assert visitor.send("/", way)[0] == 303
        visitor.close()
        remains.settle()
        looks = [remains.look_for(remains.WORD), remains.look_for(remains.PIN), remains.look_for_key(key)]
        left = [remains.count(place.pids(), look) for look in looks]
    assert [sum(each.values()) for each in left] == [0, 0, 0], left

"""What others can learn from this program's memory: a crash's dump, another program, what was freed.

Standard library only, because the child processes run this file by its path. What each measure leaves is
measured in ``benchmarks/remains.py``; the figures stand in docs/decisions/storage.md.
"""

from __future__ import annotations

import ctypes
import os
import sys

if sys.platform != "win32":
    import resource

_PR_SET_DUMPABLE = 4  # linux/prctl.h
_PT_DENY_ATTACH = 31  # macOS, sys/ptrace.h
_SEM_NO_REPORT = 0x0001 | 0x0002  # Windows, SetErrorMode: no critical-error and no fault box, so no report

# Does the system's C library fill what is freed, when its environment says so? glibc does (mallopt(3)).
FILLS_FREED = sys.platform == "linux" and "CS_GNU_LIBC_VERSION" in os.confstr_names
# tcache: small pieces that each thread keeps aside, which are not filled. PYTHONMALLOC: CPython's own small
# pieces are never given back to the C library, so they would not be filled either.
_FILLING = {
    "GLIBC_TUNABLES": "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0",
    "PYTHONMALLOC": "malloc",
}
_AGAIN = "EASYREAD_STARTED_AGAIN"


def fill_freed() -> None:
    """Start this program anew, so that memory is overwritten when it is freed. Returns the second time.

    The C library reads its environment before any code of ours runs. What was set goes again at once: a
    browser that we open must not be slowed by it.
    """
    if not FILLS_FREED:
        return
    if _AGAIN in os.environ:
        for name in (_AGAIN, *_FILLING):
            os.environ.pop(name, None)
        return
    environment = {**os.environ, **_FILLING, _AGAIN: "yes"}
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)  # noqa: S606  # ourselves


def refuse_readers() -> None:
    """No core dump of this process and its children, and no other program of this user reads its memory.

    Linux: neither /proc/<pid>/mem nor ptrace, and no dump by a handler either, which asks for no limit.
    macOS: no debugger. Windows: no error report; other programs of the user can read its memory there.
    """
    if sys.platform == "win32":
        ctypes.WinDLL("kernel32").SetErrorMode(_SEM_NO_REPORT)
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    system = ctypes.CDLL(None)
    if sys.platform == "linux":
        system.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    elif sys.platform == "darwin":
        system.ptrace(_PT_DENY_ATTACH, 0, None, 0)


def give_back() -> None:
    """Give free pages back to the system, which empties them. Some milliseconds; nothing outside glibc."""
    if FILLS_FREED:
        ctypes.CDLL(None).malloc_trim(0)

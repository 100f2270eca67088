"""Connections that say nothing keep nobody out: when the server is full, the longest silence makes room.

waitress stops taking connections when it has its limit, until a silent one has timed out half a minute later.
Here the newcomer always comes in, as at the front of the room (``lan/front.py``).
"""

from __future__ import annotations

import socket
import sys
import time
from contextlib import suppress
from typing import Any

from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer

from easyread.dispatcher import Dispatcher

if sys.platform != "win32":
    import resource

CONNECTIONS = 200  # at once; above it the silent ones go
_NEWCOMERS = 40  # of them, who need not have spoken yet
_JUST_CAME = 1.0  # seconds
_WITH_WORK = 400  # waitress takes no more when so many are there that nobody can be sent away
_FILES = 4096  # open files that are enough: two servers, a front, books


class Waitress(TcpWSGIServer):  # type: ignore[misc]  # waitress has no types
    """waitress on a listener of ours, with room for every newcomer."""

    def __init__(
        self, application: object, listener: socket.socket, dispatcher: Dispatcher, **options: Any
    ) -> None:
        # poll() knows no highest file number; select() fails above 1,023, and with it the server.
        options |= {"connection_limit": _WITH_WORK, "asyncore_use_poll": True}
        adjusted = Adjustments(sockets=[listener], **options)
        about = (listener.family, listener.type, listener.proto, listener.getsockname())
        super().__init__(
            application,
            {},
            _sock=listener,
            dispatcher=dispatcher,
            adj=adjusted,
            sockinfo=about,
            bind_socket=False,
        )

    def accept(self) -> Any:
        """Take the next connection. Raises OSError: there are too many open files, and one fewer now."""
        try:
            taken = super().accept()
        except OSError:
            self._send_one_away()
            raise
        # Not before: the newcomer would get the number of the file just closed, and what the system has still
        # to tell of that one would be taken for the newcomer's.
        if taken and len(self.active_channels) >= CONNECTIONS:
            self._send_one_away()
        return taken

    def _send_one_away(self) -> None:
        """Close the longest silence: those who never spoke, then those who got an answer and asked no more.

        Half a request is the last to go: there may be words in it. A few who have just come stay: their first
        word is on its way.
        """
        idle = [channel for channel in self.active_channels.values() if not channel.requests]
        silent = [channel for channel in idle if not channel.total_outbufs_len]
        new = [channel for channel in silent if channel.last_activity == channel.creation_time]
        spoke = [channel for channel in silent if channel.last_activity != channel.creation_time]
        late = any(channel.creation_time < time.time() - _JUST_CAME for channel in new)
        if going := new if late or len(new) > _NEWCOMERS else spoke:
            min(going, key=lambda one: (one.request is not None, one.last_activity)).handle_close()


def allow_files() -> None:
    """Let this process have as many open files as its connections need, where the system says fewer."""
    if sys.platform == "win32":  # there is no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < enough:
        with suppress(OSError, ValueError):  # it goes on with what there is
            resource.setrlimit(resource.RLIMIT_NOFILE, (enough, hard))

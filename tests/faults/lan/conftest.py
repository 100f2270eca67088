"""A room over real TLS, bound to this device only, and tablets that may come in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from easyread.lan.certificate import own_certificate
from easyread.server import Room, Server
from easyread.settings import Paths
from tests.faults.tablet import HERE, Tablet


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    server = Server(app, 0)
    server.start()
    yield server
    server.stop(app.extensions["easyread"].open_books.lock_all)


@pytest.fixture
def room(app: Flask, server: Server, paths: Paths) -> Iterator[Room]:
    room = Room(app, HERE, 0, own_certificate(paths.instance / "lan"))
    room.start()
    yield room
    room.stop()


@pytest.fixture
def tablet(room: Room, paths: Paths) -> Tablet:
    return Tablet(own_certificate(paths.instance / "lan"), room.port)


@pytest.fixture
def joined(room: Room, tablet: Tablet) -> Tablet:
    assert tablet.join(room.entry.joining.invite().token).status == 303
    return tablet

"""The parts of the app that every view uses, in one frozen record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from flask import current_app

from easyread.book.vault import Vault
from easyread.content import Library
from easyread.languages import Languages
from easyread.pictures import Pictures
from easyread.settings import Paths, Settings
from easyread.speech import Speech
from easyread.web.open_books import OpenBooks
from easyread.web.own_tries import OwnTries
from easyread.web.setups import Setups


@dataclass(frozen=True, slots=True)
class Services:
    """Built once by ``create_app``; found by views through :func:`services`."""

    settings: Settings
    paths: Paths
    library: Library
    pictures: Pictures
    languages: Languages
    vault: Vault
    speech: Speech
    open_books: OpenBooks
    setups: Setups
    own_tries: OwnTries = field(default_factory=OwnTries)


def services() -> Services:
    """The parts of the app that answers this request."""
    return cast("Services", current_app.extensions["easyread"])

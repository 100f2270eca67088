"""Flask, without what this app never needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask


class App(Flask):
    """Flask, without asking at every request whether each of our functions is asynchronous: none is."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func

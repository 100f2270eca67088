"""What a service has not filled in of its place. None of it is a mistake: it is missing from a page."""

from __future__ import annotations

from collections.abc import Iterator

from easyread.model import Place


def list_unfilled(place: Place) -> Iterator[str]:
    """What a service has not filled in, one line each: people see no contact without a number."""
    file = f"content/places/{place.id}.yaml"
    for one in place.contacts:
        if not one.number:
            yield f"{file}: {one.id} has no number, so nobody sees it"
        elif not one.checked_on:
            yield f"{file}: nobody has checked the number of {one.id}"

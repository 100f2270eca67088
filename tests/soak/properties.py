"""The property tests of sharing and of provenance, with as many random books and histories as asked for."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from tests.unit import test_provenance_property as provenance
from tests.unit import test_sharing_property as shared


def main(cases: int) -> None:
    began = time.monotonic()
    seen = _share(cases)
    unseen = "nothing unshared, unasked or out of date seen"
    print(f"sharing property: {seen:,} random books in {_since(began)} s, {unseen}", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        told = provenance.try_histories(Path(folder), cases)
    counted = ", ".join(f"{count:,} {name}" for name, count in told.items())
    unseen = "no author, company or read-back claimed that was not"
    print(f"provenance property: {cases:,} histories in {_since(began)} s ({counted}), {unseen}", flush=True)


def _share(cases: int) -> int:
    property_test = shared.test_nothing_unshared_is_in_the_page_or_a_file
    seen = 0

    def count_and_check(book: tuple[object, ...]) -> None:
        nonlocal seen
        seen += 1
        property_test.hypothesis.inner_test(book)  # type: ignore[attr-defined]  # given() adds it

    settings(max_examples=cases, deadline=None, database=None, suppress_health_check=list(HealthCheck))(
        given(shared.books)(count_and_check)
    )()
    return seen


def _since(began: float) -> int:
    return round(time.monotonic() - began)


if __name__ == "__main__":
    main(int(sys.argv[1]))

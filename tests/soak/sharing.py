"""The sharing property of ``tests/unit/test_sharing_property.py``, with as many random books as asked for."""

from __future__ import annotations

import sys
import time

from hypothesis import HealthCheck, given, settings

from tests.unit import test_sharing_property as shared


def main(cases: int) -> None:
    property_test = shared.test_nothing_unshared_is_in_the_page_or_a_file
    seen = 0

    def count_and_check(book: tuple[object, ...]) -> None:
        nonlocal seen
        seen += 1
        property_test.hypothesis.inner_test(book)  # type: ignore[attr-defined]  # given() adds it

    began = time.monotonic()
    settings(max_examples=cases, deadline=None, database=None, suppress_health_check=list(HealthCheck))(
        given(shared.books)(count_and_check)
    )()
    took = time.monotonic() - began
    unseen = "nothing unshared, unasked or out of date seen"
    print(f"sharing property: {seen:,} random books in {took:.0f} s, {unseen}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))

"""The table of ``make bench``: a broken limit is seen."""

from benchmarks.table import Row, write_table


def test_a_limit_on_a_figure_is_judged() -> None:
    assert Row("start", 1.4, "s", 1.5).ok
    assert not Row("start", 1.6, "s", 1.5).ok


def test_a_limit_on_a_ratio_is_judged_by_the_floor() -> None:
    assert Row("page", 2.9, "ms", bound=3, floor=1.0).ok
    assert not Row("page", 3.1, "ms", bound=3, floor=1.0).ok
    assert not Row("page", 3.1, "ms", bound=3.2, floor=1.0, most=3).ok
    assert not Row("page", 2.9, "ms", bound=3.2, floor=0.9, most=3).ok
    assert Row("page", 2.9, "ms", bound=3.2, floor=1.0, most=3).ok


def test_the_table_shows_every_column_and_marks_what_is_too_much() -> None:
    table = write_table(
        [Row("page", 3.1, "ms", 3, 1.0), Row("start", 1.25, "s", 1.5), Row("size", 1234, "kB")]
    )
    assert table.splitlines() == [
        "what   value  unit  floor  ratio  at most   ok",
        "page    3.10  ms        1  3.10x       3x   NO",
        "start   1.25  s                       1.5  yes",
        "size   1,234  kB",
    ]

"""``make bench``: measure everything that has a limit, print one table, fail if a limit is broken."""

from __future__ import annotations

import sys

from benchmarks import busy, card, listen, page, pictures, remains, speech, start
from benchmarks import exit as exit_now
from benchmarks.table import write_table


def main() -> int:
    parts = (page, exit_now, busy, start, speech, listen, card, pictures, remains)
    rows = [row for part in parts for row in part.measure()]
    print(write_table(rows))
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())

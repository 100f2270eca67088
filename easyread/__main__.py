"""The ``easyread`` command, and ``python -m easyread``."""

import sys

from easyread import memory


def main() -> int:
    """Run the command that was given, in a process whose freed memory is overwritten."""
    memory.fill_freed()
    from easyread.cli import main as run  # after that: its imports take half a second

    return run()


if __name__ == "__main__":
    sys.exit(main())

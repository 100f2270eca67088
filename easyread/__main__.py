"""``python -m easyread``: the same as the ``easyread`` command."""

import sys

from easyread.cli import main

sys.exit(main())

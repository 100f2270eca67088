"""Picture cards to read and hear; nothing to answer."""

from easyread.kinds.kind import Kind
from easyread.model import Step


class Information(Kind):
    """It is kept that the page was seen."""

    fewest = 0
    skips = False
    keeps = "seen"

    def takes_words(self, step: Step) -> bool:
        return False

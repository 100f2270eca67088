"""Own words only."""

from easyread.kinds.kind import Kind
from easyread.model import Statement, Step


class Words(Kind):
    """What was said is read back: "Is this what you mean?". The name at the top of a card is not."""

    fewest = 0
    shows_choices = False
    only_words = True

    def takes_words(self, step: Step) -> bool:
        return True

    def find_after(self, step: Step, kept: Statement | None) -> str:
        told = kept is not None and (kept.words or kept.attached) and kept.read_back is None
        return "after_answer.read_back" if told and step.card != "me" else ""

"""Steps that stand for pages of their own: sharing, the card, and the list of chapters."""

from typing import get_args

from easyread.kinds.kind import Kind
from easyread.model import Consent


class Share(Kind):
    """Can a reader see each statement? Its choices are the answers: who has not decided just goes on."""

    once = True
    needs = frozenset(get_args(Consent)) - {"undecided"} | {"change"}
    page = "agreement.start"
    keeps = "nothing"


class Card(Kind):
    """The card comes at the end of sharing."""

    fewest = 0
    once = True
    page = "agreement.start"
    keeps = "nothing"


class Today(Kind):
    """The list of chapters itself."""

    fewest = 0
    once = True
    page = "doors.first_page"
    listed = False
    keeps = "nothing"

"""Who interprets, for which language, and is it OK?"""

from easyread.kinds.kind import Kind

UNTRAINED = "family-friend"  # who interprets: may help to say hello; not to interpret this
SIGNING = frozenset({"bsl", "deaf-relay", "deafblind"})  # they put signs into words


class Interpreter(Kind):
    """Its choices are kinds of interpreter; its points answer "Is this interpreter OK for you?"."""

    shows_points = True
    once = True
    # Others may be there or not: one that the code does not know holds back, which is the safer mistake.
    needs = frozenset({"registered", UNTRAINED, "yes"})
    texts = ("tongue", "dialect")
    keeps = "interpreter"
    about_now = True

"""Choose one, or any: pictures, six at a time."""

from easyread.kinds.kind import Kind


class One(Kind):
    """Choose one."""


class Many(Kind):
    """Choose any."""

    many = True
    takes_alone = True

"""Choose people, and give each a name or initials if wanted."""

from collections.abc import Collection

from easyread.kinds.choosing import Many
from easyread.model import Choice, Statement, Step


class People(Many):
    """Names are asked on the page after it."""

    def list_people(self, step: Step, chosen: Collection[str]) -> list[Choice]:
        """ "Nobody" is no person."""
        return [choice for choice in step.choices if choice.id in chosen and not choice.alone]

    def find_after(self, step: Step, kept: Statement | None) -> str:
        return "after_answer.show_names" if kept and kept.choices else ""

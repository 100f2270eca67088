"""Choose one of 3 or 5 points in order."""

from collections.abc import Iterator

from easyread.kinds.kind import Kind, Pick
from easyread.model import AnythingSaid, Choice, Step


class Scale(Kind):
    """Its points are what can be chosen."""

    fewest = 0
    shows_choices = False
    shows_points = True

    def find_problems(self, step: Step) -> Iterator[str]:
        yield from super().find_problems(step)
        if len(step.points) not in (3, 5):
            yield f"a scale has 3 or 5 points, not {len(step.points)}"

    def offer(self, step: Step) -> tuple[Choice, ...]:
        return step.points

    def list_picks(self, said: AnythingSaid, step: Step) -> Iterator[Pick]:
        """A point without a sentence of its own says nothing without its question."""
        for pick in super().list_picks(said, step):
            yield pick if pick.choice.card else pick._replace(lead=step.card_title or step.question)

"""The mat: each choice is put under one of a few places."""

from collections.abc import Iterator

from easyread.kinds.kind import Kind, Pick
from easyread.model import AnythingSaid, Statement, Step

FEWEST, MOST = 2, 5  # places side by side on a tablet


class Sort(Kind):
    """Each choice stands with the point, its place, that it was put under."""

    shows_points = True
    tells_choices = False  # its points are: "At home: it goes well"
    sorts = True

    def find_problems(self, step: Step) -> Iterator[str]:
        yield from super().find_problems(step)
        if not FEWEST <= len(step.points) <= MOST:
            yield f"{step.kind!r} has {FEWEST} to {MOST} points, not {len(step.points)}"

    def list_picks(self, said: AnythingSaid, step: Step) -> Iterator[Pick]:
        points = {point.id: point for point in step.points}
        placed = said.sorted if isinstance(said, Statement) else {}
        for choice in step.choices:
            if point := points.get(placed.get(choice.id, "")):
                yield Pick(choice, point)

"""Put each choice on a scale."""

from collections.abc import Iterator

from easyread.kinds.kind import Kind, Pick
from easyread.model import AnythingSaid, Statement, Step


class Sort(Kind):
    """Each choice stands with the point that it was put on."""

    shows_points = True
    tells_choices = False  # its points are: "At home: it goes well"
    sorts = True

    def find_problems(self, step: Step) -> Iterator[str]:
        yield from super().find_problems(step)
        if len(step.points) < 2:
            yield f"{step.kind!r} needs points"

    def list_picks(self, said: AnythingSaid, step: Step) -> Iterator[Pick]:
        points = {point.id: point for point in step.points}
        placed = said.sorted if isinstance(said, Statement) else {}
        for choice in step.choices:
            if point := points.get(placed.get(choice.id, "")):
                yield Pick(choice, point)

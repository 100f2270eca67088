from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from easyread.additions import Additions, list_fingerprints
from easyread.model import Choice, Grant, NotTold, ReadBack, Rendering, ToldNo
from easyread.sharing import (
    cover,
    decision,
    find_told,
    is_new_to_ask,
    list_private_open,
    live_grant,
    may_see,
    newest,
    shareable,
)
from tests.unit.card.media import make_media
from tests.unit.card.samples import NOW, PURPOSE, TODAY, WORKER, grant, statement, step

STEP = step("want", "want", "words")
SAID = statement(STEP, words="my words")
PRIVATE = replace(SAID, id="e" * 32, private=True)
MAY = (WORKER.id, PURPOSE.id, TODAY)
NOBODY_HELD: frozenset[str] = frozenset()
NOTHING = Additions()


def test_nothing_is_seen_without_an_ok() -> None:
    assert not may_see(SAID, [], *MAY, NOBODY_HELD)
    assert decision(SAID, [], *MAY, NOTHING) == "undecided"


def test_a_yes_lets_that_reader_see_it_for_that_purpose() -> None:
    yes = [grant(SAID)]
    assert may_see(SAID, yes, *MAY, NOBODY_HELD)
    assert decision(SAID, yes, *MAY, NOTHING) == "yes"
    assert not may_see(SAID, yes, "police", PURPOSE.id, TODAY, NOBODY_HELD)
    assert not may_see(SAID, yes, WORKER.id, "health", TODAY, NOBODY_HELD)


@pytest.mark.parametrize("answer", ["ask", "no", "undecided"])
def test_every_other_answer_keeps_it_back_and_shows_in_the_grid(answer: str) -> None:
    grants = [grant(SAID, answer=answer)]
    assert not may_see(SAID, grants, *MAY, NOBODY_HELD)
    assert decision(SAID, grants, *MAY, NOTHING) == answer


def test_words_that_were_taken_back_are_never_seen() -> None:
    assert not may_see(replace(SAID, taken_back=NOW), [grant(SAID)], *MAY, NOBODY_HELD)


def test_what_is_private_is_seen_by_who_was_told_and_by_nobody_else() -> None:
    yes = [grant(PRIVATE)]
    assert may_see(PRIVATE, yes, *MAY, NOBODY_HELD)
    assert decision(PRIVATE, yes, *MAY, NOTHING) == "yes"
    assert find_told(PRIVATE, yes, TODAY, NOTHING) == {MAY[:2]}
    assert not may_see(PRIVATE, yes, "police", PURPOSE.id, TODAY, NOBODY_HELD)
    assert not may_see(PRIVATE, yes, WORKER.id, "health", TODAY, NOBODY_HELD)
    assert not may_see(PRIVATE, yes, *MAY, frozenset({STEP.id}))
    changed = replace(PRIVATE, id="f" * 32, number=2)
    assert not may_see(changed, yes, *MAY, NOBODY_HELD)


def test_a_held_back_step_is_not_seen_while_it_is_held() -> None:
    assert not may_see(SAID, [grant(SAID)], *MAY, frozenset({STEP.id}))


@pytest.mark.parametrize(
    "answers",
    [
        [],
        [{"answer": "ask"}],
        [{"answer": "no"}],
        [{"answer": "undecided"}],
        [{"withdrawn": NOW}],
        [{"until": TODAY - timedelta(days=1)}],
        [{}, {"answer": "undecided"}],
        [{"reader": "police"}],
        [{"purpose": "health"}],
    ],
    ids=repr,
)
def test_what_is_private_stays_so_after_every_answer_but_a_live_yes(answers: list[dict[str, object]]) -> None:
    grants = [grant(PRIVATE, **changes) for changes in answers]
    assert decision(PRIVATE, grants, *MAY, NOTHING) == "private"
    assert not may_see(PRIVATE, grants, *MAY, NOBODY_HELD)


def test_sharing_asks_once_more_about_what_is_private_and_not_told() -> None:
    def is_open(*answers: ToldNo, grants: Sequence[Grant] = ()) -> bool:
        no = [NotTold(id=str(n), said=PRIVATE.id, answer=one, at=NOW) for n, one in enumerate(answers)]
        return list_private_open([SAID, PRIVATE], no, grants, *MAY[:2]) == [PRIVATE]

    assert is_open()
    assert is_open("not-now")
    assert not is_open("not-now", "not-now")
    assert not is_open("never")
    assert is_open(grants=[grant(PRIVATE, reader="police"), grant(PRIVATE, purpose="health")])
    assert not is_open(grants=[grant(PRIVATE, answer="undecided")])
    assert not is_open(grants=[grant(PRIVATE, withdrawn=NOW)])


def test_an_answer_is_about_one_version_of_what_is_private() -> None:
    never = [NotTold(id="n", said=PRIVATE.id, answer="never", at=NOW)]
    changed = replace(PRIVATE, id="f" * 32, number=2)
    assert list_private_open([changed], never, [grant(PRIVATE)], *MAY[:2]) == [changed]
    assert is_new_to_ask(changed, never, [grant(PRIVATE)])
    assert not is_new_to_ask(PRIVATE, never, ())
    assert not is_new_to_ask(PRIVATE, (), [grant(PRIVATE, answer="no")])
    assert not is_new_to_ask(SAID, (), ())


def test_a_withdrawn_ok_is_a_no_and_brings_no_older_yes_back() -> None:
    old = grant(SAID, at=NOW - timedelta(days=2))
    stopped = grant(SAID, withdrawn=NOW)
    assert not may_see(SAID, [old, stopped], *MAY, NOBODY_HELD)
    assert decision(SAID, [stopped, old], *MAY, NOTHING) == "no"


def test_the_last_answer_counts_whatever_the_order_of_the_list() -> None:
    early, late = grant(SAID, at=NOW - timedelta(hours=1)), grant(SAID, answer="no")
    assert not may_see(SAID, [late, early], *MAY, NOBODY_HELD)
    assert live_grant([late, early], SAID.id, *MAY) is late


def test_of_two_answers_in_the_same_moment_the_one_kept_later_counts() -> None:
    assert not may_see(SAID, [grant(SAID), grant(SAID, answer="no")], *MAY, NOBODY_HELD)


@pytest.mark.parametrize(
    ("until", "seen"), [(TODAY, True), (TODAY + timedelta(days=1), True), (TODAY - timedelta(days=1), False)]
)
def test_an_ok_holds_through_its_last_day(until: date, seen: bool) -> None:
    grants = [grant(SAID, until=until)]
    assert may_see(SAID, grants, *MAY, NOBODY_HELD) is seen
    assert decision(SAID, grants, *MAY, NOTHING) == ("yes" if seen else "undecided")


def test_new_words_need_a_new_ok() -> None:
    changed = statement(STEP, words="other words", number=2, replaces=SAID.id)
    assert not may_see(changed, [grant(SAID)], *MAY, NOBODY_HELD)


def test_taking_back_the_newest_words_brings_no_older_words_back() -> None:
    changed = statement(STEP, words="other", number=2, replaces=SAID.id)
    assert newest([SAID, changed]) == [changed]
    assert newest([changed, SAID]) == [changed]
    assert newest([SAID, replace(changed, taken_back=NOW)]) == []


def test_the_sharing_pages_ask_only_about_what_a_card_can_carry() -> None:
    no_section, late = step("mood", None, "words"), step("safe", "safe", "words")
    first = step("first", "talk", "many", Choice(id="slow", picture="talk", text="Slow"))
    skipped, empty = step("skipped", "want"), step("empty", "want")
    steps = {at.id: at for at in (first, STEP, no_section, skipped, empty, late)}
    said = [
        statement(late, words="I am safe"),
        replace(SAID, private=True),
        statement(no_section, words="fine"),
        statement(skipped, skip="unsure"),
        statement(empty),
        statement(first, "Slow"),
    ]
    assert [one.step for one in shareable(said, steps, NOBODY_HELD, alone=True)] == ["first", "want", "safe"]
    assert [one.step for one in shareable(said, steps, frozenset({"safe"}), alone=True)] == ["first", "want"]
    assert [one.step for one in shareable(said, steps, NOBODY_HELD, alone=False)] == ["first", "safe"]


# --- what stands beside a statement ---

POLISH = statement(STEP, words="moje słowa", language="pl")
ENGLISH_OF_IT = Rendering(id="r", statement=POLISH.id, words="my words", role="registered", at=NOW)


def cover_with(yes: Grant, *renderings: Rendering) -> list[Rendering]:
    return list(cover(Additions((), renderings), [POLISH], [yes], *MAY).renderings)


def test_a_yes_covers_what_stood_beside_the_words_and_nothing_newer() -> None:
    there = Additions((), [ENGLISH_OF_IT])
    yes = grant(POLISH, covers=list_fingerprints(POLISH, there))
    assert cover_with(yes, ENGLISH_OF_IT) == [ENGLISH_OF_IT]
    assert decision(POLISH, [yes], *MAY, there) == "yes"
    better = replace(ENGLISH_OF_IT, id="s", words="my own words", replaces=ENGLISH_OF_IT.id)
    assert cover_with(yes, ENGLISH_OF_IT, better) == []
    other = replace(ENGLISH_OF_IT, id="s", words="my own words")
    assert cover_with(yes, ENGLISH_OF_IT, other) == [ENGLISH_OF_IT]
    assert decision(POLISH, [yes], *MAY, Additions((), [ENGLISH_OF_IT, better])) == "new"


@pytest.mark.parametrize("answer", ["ask", "no", "undecided"])
def test_only_a_yes_covers_and_only_a_yes_is_asked_about_again(answer: str) -> None:
    shown = list_fingerprints(POLISH, Additions((), [ENGLISH_OF_IT]))
    assert cover_with(grant(POLISH, answer=answer, covers=shown), ENGLISH_OF_IT) == []
    assert decision(POLISH, [grant(POLISH, answer=answer)], *MAY, Additions((), [ENGLISH_OF_IT])) == answer


@pytest.mark.parametrize(
    "change",
    [
        {"words": "my word"},
        {"role": "family-friend"},
        {"note": "I was not sure."},
        {"mode": "signed"},
        {"source": "pl"},
        {"at": NOW + timedelta(days=1)},
        {"language": "en-US"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_a_card_prints_of_the_english_is_part_of_what_was_agreed(change: dict[str, object]) -> None:
    yes = grant(POLISH, covers=list_fingerprints(POLISH, Additions((), [ENGLISH_OF_IT])))
    assert cover_with(yes, replace(ENGLISH_OF_IT, **change)) == []


@pytest.mark.parametrize("agrees", [True, False])
def test_what_the_person_says_of_the_english_needs_a_new_ok(agrees: bool) -> None:
    yes = grant(POLISH, covers=list_fingerprints(POLISH, Additions((), [ENGLISH_OF_IT])))
    read = ReadBack(id="b", rendering=ENGLISH_OF_IT.id, agrees=agrees, at=NOW)
    there = Additions((), [ENGLISH_OF_IT], (), [read])
    assert list(cover(there, [POLISH], [yes], *MAY).renderings) == []


def test_what_is_never_printed_needs_no_new_ok() -> None:
    yes = grant(POLISH, covers=list_fingerprints(POLISH, Additions((), [ENGLISH_OF_IT])))
    beside = replace(ENGLISH_OF_IT, id="s", visit="v", presence=("advocate",))
    assert cover_with(yes, beside) == [beside]


def test_words_about_a_picture_wait_but_the_picture_is_part_of_the_statement() -> None:
    drawing = make_media("drawing", "my garden").attachment
    said = statement(STEP, attached=(drawing.id,))
    seen = cover(Additions((), (), [drawing]), [said], [grant(said)], *MAY)
    assert seen.attachments == [replace(drawing, about="")]
    assert cover(Additions((), (), [drawing]), [SAID], [grant(SAID)], *MAY).attachments == []

"""Joining: one invitation, one tablet, two minutes; and nobody who guesses."""

from __future__ import annotations

import threading

import pytest

from easyread.lan.joining import LASTS, MOST_TRIES, Joining


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def joining(clock: Clock) -> Joining:
    return Joining(clock)


def test_a_token_lets_one_tablet_join_once(joining: Joining) -> None:
    made = joining.invite()
    reference = joining.join(made.token)
    assert joining.has_joined(reference)
    assert joining.join(made.token) is None
    assert joining.join(made.code) is None
    assert joining.count() == 1


def test_the_short_code_can_be_typed_in_many_ways(joining: Joining) -> None:
    for write in (str.lower, lambda code: f" {code[:4]}-{code[4:]} ", lambda code: code.replace("0", "o")):
        assert joining.join(write(joining.invite().code))


def test_a_token_has_128_bits_and_a_code_40(joining: Joining) -> None:
    made = joining.invite()
    assert (len(made.token), len(made.code)) == (22, 8)
    assert len({joining.invite().token for _ in range(50)}) == 50


def test_two_minutes_later_it_is_over(joining: Joining, clock: Clock) -> None:
    made = joining.invite()
    clock.now += LASTS - 1
    assert joining.seconds_left(made) == 1
    assert joining.invitation() == made
    clock.now += 1
    assert joining.seconds_left(made) == 0
    assert joining.invitation() is None
    assert joining.join(made.token) is None
    assert LASTS == 120


def test_a_new_invitation_ends_the_one_before(joining: Joining) -> None:
    old, new = joining.invite(), joining.invite()
    assert joining.join(old.token) is None
    assert joining.join(new.token)


def test_a_second_tablet_needs_its_own_and_both_stay(joining: Joining) -> None:
    first, second = joining.join(joining.invite().token), joining.join(joining.invite().code)
    assert first != second
    assert joining.has_joined(first)
    assert joining.has_joined(second)


def test_guessing_ends_the_short_code_but_not_the_picture(joining: Joining) -> None:
    made = joining.invite()
    for _ in range(MOST_TRIES):
        assert joining.join("00000000") is None
    assert joining.join(made.code) is None
    assert joining.join("") is None
    assert joining.join(made.token)


def test_a_new_invitation_begins_with_all_its_tries(joining: Joining) -> None:
    joining.invite()
    for _ in range(MOST_TRIES - 1):
        joining.join("wrong")
    made = joining.invite()
    joining.join("wrong")
    assert joining.join(made.code)


@pytest.mark.parametrize("reference", [None, "", "anything"])
def test_who_has_not_joined_has_not(joining: Joining, reference: str | None) -> None:
    joining.join(joining.invite().token)
    assert not joining.has_joined(reference)


@pytest.mark.parametrize("said", ["", " ", "-", "é" * 22, "\0"])
def test_nothing_joins_without_an_invitation_or_with_nonsense(joining: Joining, said: str) -> None:
    assert joining.join(said) is None
    joining.invite()
    assert joining.join(said) is None


def test_sent_away_means_all_of_them_and_the_open_invitation(joining: Joining) -> None:
    reference, made = joining.join(joining.invite().token), joining.invite()
    joining.send_away()
    assert not joining.has_joined(reference)
    assert joining.join(made.token) is None
    assert joining.count() == 0


def test_of_many_at_the_same_time_only_one_joins(joining: Joining) -> None:
    made, joined = joining.invite(), list[str | None]()
    start = threading.Barrier(16)

    def try_it() -> None:
        start.wait()
        joined.append(joining.join(made.token))

    threads = [threading.Thread(target=try_it) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(joined) == 16
    assert sum(reference is not None for reference in joined) == 1

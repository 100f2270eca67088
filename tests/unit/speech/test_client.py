"""Workers that crash, hang and never start; the caller always gets sound or a plain refusal, in time."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from easyread.speech.client import Client, SpeechDown, Take
from easyread.speech.voice_table import NoVoice

LINE = "What makes you feel safe and happy at home today?"
HANGS = (sys.executable, "-c", "import time; time.sleep(60)")
READY = """
import struct, sys, time

def send(header, claimed=0):
    sys.stdout.buffer.write(struct.pack("<II", claimed or len(header), 0) + header)
    sys.stdout.buffer.flush()

send(b'{"samples": 22050}')
"""
READY_THEN_HANGS = (sys.executable, "-c", READY + "time.sleep(60)")
DIES = (sys.executable, "-c", "raise SystemExit(1)")


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def client() -> Iterator[Client]:
    with contextlib.closing(Client()) as client:
        yield client


def speak(client: Client, text: str = LINE) -> Take:
    return client.speak(text, "gmw/en", 140)


def seconds(take: Take) -> float:
    return len(take.pcm) / 2 / take.samples


def pid_of(client: Client) -> int:
    assert client.pid is not None
    return client.pid


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_nothing_starts_before_the_first_line() -> None:
    client = Client()
    assert client.pid is None
    client.close()


def test_one_worker_serves_line_after_line(client: Client) -> None:
    assert seconds(speak(client)) > 3
    first = client.pid
    assert seconds(speak(client)) > 3
    assert client.pid == first


@pytest.mark.parametrize("blow", [signal.SIGSEGV, signal.SIGKILL])
def test_line_after_a_crash_while_idle_is_spoken(client: Client, blow: signal.Signals) -> None:
    speak(client)
    dead = pid_of(client)
    os.kill(dead, blow)
    assert seconds(speak(client)) > 3
    assert client.pid != dead


@pytest.mark.parametrize("blow", [signal.SIGSEGV, signal.SIGKILL])
def test_crash_in_the_middle_of_a_line_is_not_noticed_by_the_caller(
    client: Client, blow: signal.Signals
) -> None:
    speak(client)
    dead, takes = pid_of(client), []
    os.kill(dead, signal.SIGSTOP)
    caller = threading.Thread(target=lambda: takes.append(speak(client)))
    caller.start()
    time.sleep(0.1)
    os.kill(dead, blow)
    os.kill(dead, signal.SIGCONT)
    caller.join(5)
    assert [seconds(take) > 3 for take in takes] == [True]
    assert client.pid != dead


def test_hanging_worker_is_replaced_and_the_line_spoken() -> None:
    with contextlib.closing(Client(seconds=0.4)) as client:
        speak(client)
        stuck, began = pid_of(client), time.monotonic()
        os.kill(stuck, signal.SIGSTOP)
        assert seconds(speak(client)) > 3
        assert 0.4 <= time.monotonic() - began < 3
        assert not is_running(stuck)


def test_worker_that_always_hangs_is_given_up_in_time() -> None:
    with contextlib.closing(Client(READY_THEN_HANGS, seconds=0.2)) as client:
        began = time.monotonic()
        with pytest.raises(SpeechDown):
            speak(client)
        assert time.monotonic() - began < 3
        assert client.pid is None


def test_others_do_not_wait_for_ever_behind_a_hanging_line() -> None:
    with contextlib.closing(Client(READY_THEN_HANGS, seconds=0.3)) as client:
        ends: list[float] = []

        def try_it() -> None:
            with contextlib.suppress(SpeechDown):
                speak(client)
            ends.append(time.monotonic())

        began, callers = time.monotonic(), [threading.Thread(target=try_it) for _ in range(6)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join(10)
        assert len(ends) == 6
        assert max(ends) - began < 4


def test_three_deaths_in_a_minute_rest_the_voice_for_a_minute() -> None:
    clock = Clock()
    with contextlib.closing(Client(DIES, clock=clock)) as client:
        with pytest.raises(SpeechDown):
            speak(client)  # two deaths
        clock.now += 10
        with pytest.raises(SpeechDown):
            speak(client)  # the third: it rests
        clock.now += 20
        began = time.monotonic()
        with pytest.raises(SpeechDown) as down:
            speak(client)
        assert time.monotonic() - began < 0.01  # nothing was started
        assert down.value.seconds == 40


def test_voice_comes_back_after_its_rest() -> None:
    clock = Clock()
    with contextlib.closing(Client(clock=clock)) as client:
        speak(client)
        for _ in range(3):
            os.kill(pid_of(client), signal.SIGKILL)
            with contextlib.suppress(SpeechDown):
                speak(client)
        with pytest.raises(SpeechDown):
            speak(client)
        clock.now += 60
        assert seconds(speak(client)) > 3


def test_deaths_that_are_far_apart_do_not_rest_the_voice() -> None:
    clock = Clock()
    with contextlib.closing(Client(clock=clock)) as client:
        speak(client)
        for _ in range(4):
            clock.now += 40
            os.kill(pid_of(client), signal.SIGKILL)
            assert seconds(speak(client)) > 3


def test_program_that_is_not_there_is_a_voice_that_is_down() -> None:
    with pytest.raises(SpeechDown):
        speak(Client(("/no/such/program",)))


@pytest.mark.parametrize(
    "answer",
    [
        """send(b'{"number": 41, "words": [], "cut": false}')""",
        """send(b'{"words": [], "cut": false}')""",
        "send(b'[]')",
        "send(b'{')",
        "send(b'\\xff\\xfe')",
        "send(b'{}', claimed=4_000_000_000)",
    ],
    ids=["another-line", "no-number", "no-record", "half", "no-text", "too-large"],
)
def test_answer_that_is_not_of_this_line_is_never_heard(answer: str) -> None:
    command = (sys.executable, "-c", f"{READY}{answer}\ntime.sleep(60)")
    with contextlib.closing(Client(command, seconds=30)) as client:
        began = time.monotonic()
        with pytest.raises(SpeechDown):
            speak(client)
        assert time.monotonic() - began < 25  # it was known at once, not by the time-out
        assert client.pid is None


def test_line_that_was_broken_off_does_not_answer_the_next_one(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the server runs out of memory between the question and its answer."""
    speak(client)
    old = pid_of(client)
    with monkeypatch.context() as patch:
        patch.setattr("easyread.speech.worker_process.json.loads", raise_memory_error)
        with pytest.raises(MemoryError):
            speak(client, "Yes.")
    assert seconds(speak(client)) > 3
    assert client.pid != old


def raise_memory_error(_: bytes) -> None:
    raise MemoryError


def test_more_than_a_few_lines_at_once_are_told_to_come_back() -> None:
    with contextlib.closing(Client(READY_THEN_HANGS, seconds=1.0)) as client:
        told: list[float] = []

        def ask() -> None:
            began = time.monotonic()
            with contextlib.suppress(SpeechDown):
                speak(client)
            told.append(time.monotonic() - began)

        callers = [threading.Thread(target=ask) for _ in range(40)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join(30)
        assert len(told) == 40
        assert sum(seconds < 0.5 for seconds in told) >= 20  # there was no room: they did not wait at all
        assert max(told) < 15


def test_voice_that_the_library_lacks_is_no_voice(client: Client) -> None:
    with pytest.raises(NoVoice):
        client.speak(LINE, "no/such", 140)
    assert seconds(speak(client)) > 3


def test_five_threads_get_their_own_lines(client: Client) -> None:
    texts = {number: "word " * (2 * number + 1) for number in range(5)}
    alone = {number: seconds(speak(client, text)) for number, text in texts.items()}
    heard: list[tuple[int, float]] = []

    def read_aloud(number: int) -> None:
        heard.extend((number, seconds(speak(client, texts[number]))) for _ in range(10))

    callers = [threading.Thread(target=read_aloud, args=(number,)) for number in texts]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert len(heard) == 50
    assert all(length == pytest.approx(alone[number], rel=0.01) for number, length in heard)


def test_closing_ends_the_worker(client: Client) -> None:
    speak(client)
    pid = pid_of(client)
    client.close()
    assert not is_running(pid)


def test_forgotten_client_leaves_no_worker_behind() -> None:
    client = Client()
    speak(client)
    pid = pid_of(client)
    del client
    gc.collect()
    assert not is_running(pid)


def test_refusals_hold_no_words() -> None:
    with pytest.raises(SpeechDown) as down:
        Client(DIES).speak("marker-word", "gmw/en", 140)
    assert "marker-word" not in str(down.value)
    assert down.value.__cause__ is None

"""One text that the voice dies of: it is tried cleaned, told plainly else, and everybody else hears on."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from easyread.speech.bad_texts import BadTexts, list_forms
from easyread.speech.client import Client, SpeechDown, Take, Unspeakable
from easyread.speech.worker_process import WorkerProcess

CASE = (Path(__file__).parents[2] / "cases" / "voice-crash.txt").read_text("utf-8")
GOOD = "What makes you feel safe and happy at home today?"
# Each ends eSpeak NG 1.52 (SIGABRT), in these voices.
KILLERS = {
    "case": (CASE, "gmw/en"),
    "without-its-end": (CASE[:160], "gmw/en"),
    "capitals": (CASE.upper(), "gmw/en"),
    "curly": (CASE.replace("'", "’"), "gmw/en"),
    "among-words": (f"I like {CASE} and tea.", "gmw/en"),
    "the-other-way-round": ("'s" * 160, "gmw/en"),
    "mixed": ("s'S'" * 100, "gmw/en"),
    "soft-hyphens": ("s\u00ad'" * 120, "gmw/en"),
    "urdu-voice": (CASE, "inc/ur"),
    "arabic-voice": (CASE, "sem/ar"),
    "bengali-voice": (CASE, "inc/bn"),
}
# A worker that speaks but for what it is told to die of, as long as a line goes.
FRAGILE = """
import json, os, struct, sys, time
read, write = sys.stdin.buffer, sys.stdout.buffer
def send(reply, sound=b""):
    head = json.dumps(reply).encode()
    write.write(struct.pack("<II", len(head), len(sound)) + head + sound)
    write.flush()
send({"samples": 22050})
while len(length := read.read(4)) == 4:
    asked = json.loads(read.read(*struct.unpack("<I", length)))
    if "die" in asked["text"]: os.abort()
    if "stop" in asked["text"]: time.sleep(60)
    if "refuse" in asked["text"]: send({"number": asked["number"], "problem": "sound"}); continue
    send({"number": asked["number"], "words": [], "cut": False}, b"1")
"""


@pytest.fixture
def client() -> Iterator[Client]:
    with contextlib.closing(Client()) as client:
        yield client


@pytest.fixture
def fragile() -> Iterator[Client]:
    with contextlib.closing(Client((sys.executable, "-c", FRAGILE), seconds=0.5)) as client:
        yield client


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes of the voice, one after the other."""
    pids: list[int] = []

    class Counted(WorkerProcess):
        def wait_until_ready(self) -> None:
            super().wait_until_ready()
            pids.append(self.process.pid)

    monkeypatch.setattr("easyread.speech.client.WorkerProcess", Counted)
    return pids


def speak(client: Client, text: str = GOOD, voice: str = "gmw/en") -> Take:
    return client.speak(text, voice, 140)


def seconds(take: Take) -> float:
    return len(take.pcm) / 2 / take.samples


@pytest.mark.parametrize(("text", "voice"), KILLERS.values(), ids=KILLERS)
def test_text_that_kills_is_heard_cleaned_and_kills_once(
    client: Client, started: list[int], text: str, voice: str
) -> None:
    speak(client)
    for _ in range(4):
        assert seconds(speak(client, text, voice)) > 3
        assert seconds(speak(client)) > 3
    assert len(started) == 2


def test_twenty_texts_that_kill_silence_nobody(client: Client) -> None:
    for number in range(20):
        assert seconds(speak(client, f"{number} {CASE}")) > 3
        assert seconds(speak(client)) > 3


def test_what_kills_cleaned_too_is_told_and_everybody_else_hears_on(
    fragile: Client, started: list[int]
) -> None:
    for number in range(10):
        with pytest.raises(Unspeakable):
            speak(fragile, f"die, {number % 3}!")
        assert speak(fragile).pcm
    assert len(started) == 1 + 3 * 3  # each of the three twice as it is, and once cleaned


@pytest.mark.parametrize("text", ["die", "refuse", "stop"])
def test_what_has_no_cleaner_form_is_told_at_once_from_then_on(
    fragile: Client, started: list[int], text: str
) -> None:
    for _ in range(5):
        with pytest.raises(Unspeakable):
            speak(fragile, text)
    assert len(started) <= 3
    assert speak(fragile).pcm


def test_the_same_text_in_another_voice_is_another_matter(client: Client, started: list[int]) -> None:
    speak(client, CASE)
    assert seconds(speak(client, CASE, "zlw/pl")) > 3  # the Polish voice can say it as it is
    assert len(started) == 2


def test_others_that_wait_behind_it_are_heard(client: Client) -> None:
    heard: list[float] = []

    def ask(text: str) -> None:
        heard.append(seconds(speak(client, text)))

    callers = [threading.Thread(target=ask, args=(text,)) for text in (CASE, GOOD, CASE + "s", GOOD, GOOD)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(20)
    assert len(heard) == 5
    assert min(heard) > 3


def test_voice_that_dies_of_every_text_is_down_and_no_text_is_blamed() -> None:
    dies = FRAGILE.replace('"die" in asked["text"]', "True")
    with contextlib.closing(Client((sys.executable, "-c", dies))) as client:
        for _ in range(4):
            with pytest.raises(SpeechDown):
                speak(client)


def test_word_times_of_the_cleaned_text_are_those_of_the_text(client: Client) -> None:
    take = speak(client, f"I like {CASE} and tea.")
    starts = [place for place, *_ in take.words]
    assert starts[:2] == [0, 2]
    assert starts[-1] == len(f"I like {CASE} and ")


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("yes", ["yes", "yes"]),
        ("Yes, I don't.", ["Yes, I don't.", "Yes, I don't.", "Yes  I don t "]),
        ("میں، ۹۹۹", ["میں، ۹۹۹", "میں، ۹۹۹", "میں  ۹۹۹"]),
        ("मैं।", ["मैं।", "मैं।", "मैं "]),
        (
            "I’m " + "s's" * 20 + ".",
            ["I’m " + "s's" * 20 + ".", "I’m " + "s s" * 20 + " ", "I m " + "s s" * 20 + " "],
        ),
        ("?!", ["?!", "?!"]),
    ],
)
def test_cleaned_form_has_bare_words_at_their_places(text: str, forms: list[str]) -> None:
    assert list_forms(text) == forms


def test_what_is_remembered_holds_no_words_and_is_another_in_another_process() -> None:
    first, second = BadTexts(), BadTexts()
    for one in (first, second):
        one.add("gmw/en", "marker-word")
        assert one.has("gmw/en", "marker-word")
        assert not one.has("zlw/pl", "marker-word")
    assert "marker-word" not in repr(vars(first))
    assert set(first._marks).isdisjoint(second._marks)  # noqa: SLF001 (what stays in memory)

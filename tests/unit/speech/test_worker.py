"""The worker, driven through its pipes as the client drives it."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from easyread.speech.client import WORKER
from easyread.speech.voice_table import VOICES

LINE = "What makes you feel safe and happy at home today?"
LINES = {  # one or two easy words each
    "gmw/en": "I am safe.",
    "zlw/pl": "Czuję się dobrze.",
    "inc/ur": "میں محفوظ ہوں۔",
    "inc/pa": "ਮੈਂ ਸੁਰੱਖਿਅਤ ਹਾਂ",
    "sem/ar": "أنا بخير",
    "sit/cmn": "我很安全",
    "sem/ti": "ሰላም ኣለኹ",
    "dra/ta": "நான் நலம்",
    "cel/cy": "Rwy'n ddiogel.",
    "zle/uk": "Я в безпеці.",
}


class Pipes:
    """A worker and its two pipes."""

    def __init__(self) -> None:
        command = [sys.executable, "-B", "-E", "-P", str(WORKER)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.samples: int = self.read()[0]["samples"]

    def read(self) -> tuple[dict[str, Any], bytes]:
        assert self.process.stdout
        head, sound = struct.unpack("<II", self.process.stdout.read(8))
        return json.loads(self.process.stdout.read(head)), self.process.stdout.read(sound)

    def say(self, text: str, voice: str = "gmw/en", rate: int = 140) -> tuple[dict[str, Any], float]:
        """The reply and the seconds of sound."""
        asked = json.dumps({"number": 7, "text": text, "voice": voice, "rate": rate}).encode()
        assert self.process.stdin
        self.process.stdin.write(struct.pack("<I", len(asked)) + asked)
        self.process.stdin.flush()
        reply, sound = self.read()
        return reply, len(sound) / 2 / self.samples

    def close(self) -> int:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        return self.process.wait(5)


@pytest.fixture(scope="module")
def worker() -> Iterator[Pipes]:
    pipes = Pipes()
    yield pipes
    pipes.close()


def test_line_is_spoken_with_one_rising_time_for_each_word(worker: Pipes) -> None:
    reply, seconds = worker.say(LINE)
    words = [LINE[start : start + length] for start, length, _ in reply["words"]]
    times = [time for *_, time in reply["words"]]
    assert words == LINE.rstrip("?").split()
    assert times == sorted(set(times))
    assert times[-1] < 1000 * seconds
    assert 3 < seconds < 6
    assert not reply["cut"]


def test_slower_rate_takes_longer(worker: Pipes) -> None:
    assert worker.say(LINE, rate=100)[1] > 1.3 * worker.say(LINE, rate=170)[1]


def test_300_lines_of_mixed_languages_are_all_heard(worker: Pipes) -> None:
    lost = [
        (number, voice)
        for number in range(30)
        for voice, line in LINES.items()
        if worker.say(f"{line} {number}", voice)[1] < 0.3
    ]
    assert lost == []


def test_positions_are_code_points_in_every_script(worker: Pipes) -> None:
    text = "میں 😀 گھر میں ہوں"
    reply, _ = worker.say(text, "inc/ur")
    spoken = [text[start : start + length] for start, length, _ in reply["words"]]
    assert {"گھر", "ہوں"} <= set(spoken)


@pytest.mark.parametrize(
    "voice", ["no-such-voice", "", "en-gb", "../../etc/passwd", "gmw/en\0x", "gmw/en\ud800"]
)
def test_unknown_voice_is_refused_and_the_old_one_does_not_go_on(worker: Pipes, voice: str) -> None:
    assert worker.say(LINE, voice) == ({"number": 7, "problem": "voice"}, 0)
    assert worker.say(LINE)[1] > 3


@pytest.mark.parametrize(
    "text",
    [
        "before \0 after, and more words",
        "a lone surrogate \ud800 here",
        "e" + "\u0301" * 300,
        "donaudampfschiff" * 6,
        "left \u202e right \u2066 there",
        '<speak><audio src="/etc/passwd">read me</audio></speak> [[h@loU]]',
        "\U0010ffff 😀👍🏽 good",
    ],
    ids=["nul", "surrogate", "300-marks", "96-letter-word", "bidi", "markup", "emoji"],
)
def test_hostile_text_is_spoken_and_the_next_line_too(worker: Pipes, text: str) -> None:
    reply, seconds = worker.say(text)
    assert "problem" not in reply
    assert seconds > 0.3
    assert worker.say(LINE)[1] > 3


def test_text_after_a_nul_is_heard(worker: Pipes) -> None:
    assert worker.say("\0" + LINE)[1] > 3


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_blank_text_is_silence(worker: Pipes, text: str) -> None:
    reply, seconds = worker.say(text)
    assert reply["words"] == []
    assert seconds < 0.3


@pytest.mark.parametrize("text", ["word " * 10_000, "x" * 50_000])
def test_50_000_characters_stop_at_the_longest_sound(worker: Pipes, text: str) -> None:
    reply, seconds = worker.say(text)
    assert reply["cut"]
    assert 240 <= seconds < 241
    assert worker.say(LINE)[1] > 3


@pytest.mark.parametrize("voice", sorted({voice.id for voice in VOICES.values() if voice.id}))
def test_library_has_every_voice_of_the_table(worker: Pipes, voice: str) -> None:
    reply, seconds = worker.say("1 2 3", voice)
    assert "problem" not in reply
    assert seconds > 0.3


def test_worker_ends_when_its_input_does() -> None:
    assert Pipes().close() == 0


def test_worker_can_leave_no_core_file(worker: Pipes) -> None:
    assert psutil.Process(worker.process.pid).rlimit(psutil.RLIMIT_CORE) == (0, 0)


LOUD = """
import os, runpy, sys
worker = runpy.run_path(sys.argv[1])
say = worker["Voice"].say

def say_loudly(*asked):
    print("printed", flush=True)
    os.system("echo echoed")
    return say(*asked)

worker["Voice"].say = say_loudly
worker["main"]()
"""


def test_nothing_that_prints_reaches_the_frames() -> None:
    """The worker's own stdout is moved away before the library loads; descriptor 1 is then stderr."""
    asked = json.dumps({"number": 7, "text": LINE, "voice": "gmw/en", "rate": 140}).encode()
    done = subprocess.run(
        [sys.executable, "-c", LOUD, str(WORKER)],
        input=struct.pack("<I", len(asked)) + asked,
        capture_output=True,
        check=True,
        timeout=20,
    )
    assert b"printed" in done.stderr
    assert b"echoed" in done.stderr
    assert b"printed" not in done.stdout
    assert b"echoed" not in done.stdout

"""The command: one line with the address, a stop without noise, plain sentences for what went wrong."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from easyread.cli import main
from tests.books import open_vault


def start(instance: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "easyread", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "EASYREAD_INSTANCE": str(instance)},
    )


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_it_prints_one_line_and_stops_without_noise(tmp_path: Path, name: str) -> None:
    with start(tmp_path, "serve", "--port", "0") as process:
        assert process.stdout
        first = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", first)
        assert address
        with urlopen(address[0], timeout=10) as answer:
            assert answer.status == 200
        process.send_signal(getattr(signal, name))
        rest, errors = process.communicate(timeout=10)
    assert (rest, errors, process.returncode) == ("", "", 0)


def test_a_taken_port_is_told_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with start(tmp_path, "serve", "--port", str(port)) as process:
            out, errors = process.communicate(timeout=20)
    assert process.returncode == 1
    assert out == ""
    assert errors.startswith(f"Port {port} cannot be used.")
    assert "Traceback" not in errors


def test_a_mistake_in_the_settings_is_told_with_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EASYREAD_INSTANCE", str(tmp_path))
    (tmp_path / "settings.toml").write_text("plaice = 'jersey'", "utf-8")
    assert main(["serve"]) == 2
    assert str(tmp_path / "settings.toml") in capsys.readouterr().err


def test_our_own_content_pictures_and_strings_have_no_mistakes(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["check"])
    assert (code, capsys.readouterr().err) == (0, "")


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["serve", "--port", port])
    assert stopped.value.code == 2
    assert "port" in capsys.readouterr().err


def test_too_many_practice_books_in_a_day_are_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EASYREAD_INSTANCE", str(tmp_path / "instance"))
    open_vault(tmp_path)  # so that a lock of this device is quick to make
    codes = [main(["practice"]) for _ in range(7)]
    assert codes == [0] * 6 + [1]
    assert "Many locks were chosen on this device." in capsys.readouterr().err

"""The command: one line with the address, a stop without noise, plain sentences for what went wrong."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
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
def test_it_prints_its_address_and_where_the_secret_is_and_stops_without_noise(
    tmp_path: Path, name: str
) -> None:
    with start(tmp_path, "serve", "--port", "0") as process:
        assert process.stdout
        first = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", first)
        assert address
        with urlopen(address[0], timeout=10) as answer:
            assert answer.status == 200
        assert process.stdout.readline() == (
            "The secret of this device is in a file beside the books: device.key.\n"
        )
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
    told = capsys.readouterr()
    assert (code, told.err) == (0, "")
    assert "content/places/england.yaml: council has no number, so nobody sees it\n" in told.out
    assert "content/places/england.yaml: nobody has checked the number of emergency\n" in told.out


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["serve", "--port", port])
    assert stopped.value.code == 2
    assert "port" in capsys.readouterr().err


def test_it_says_what_seals_sends_and_decodes(tmp_path: Path) -> None:
    with start(tmp_path, "--version") as process:
        out, errors = process.communicate(timeout=20)
    assert (errors, process.returncode) == ("", 0)
    for name in ("My words", "Python", "OpenSSL", "SQLCipher 4", "SQLite 3", "cryptography", "pillow"):
        assert name in out
    assert not list(tmp_path.iterdir())


def test_a_browser_that_is_opened_is_not_told_how_we_use_memory(tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f"#!/bin/sh\nenv > {tmp_path}/told.new && mv {tmp_path}/told.new {tmp_path}/told\n")
    browser.chmod(0o700)
    os.environ["BROWSER"] = f"{browser} %s"
    try:
        process = start(tmp_path / "instance", "serve", "--port", "0", "--open")
    finally:
        del os.environ["BROWSER"]
    with process:
        assert process.stdout
        process.stdout.readline()
        last = time.monotonic() + 10
        while not (tmp_path / "told").exists() and time.monotonic() < last:
            time.sleep(0.05)
        process.terminate()
        process.communicate(timeout=20)
    told = (tmp_path / "told").read_text("utf-8")
    assert "EASYREAD_INSTANCE" in told
    assert not [name for name in ("GLIBC_TUNABLES", "PYTHONMALLOC", "STARTED_AGAIN") if name in told]


def test_too_many_practice_books_in_a_day_are_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EASYREAD_INSTANCE", str(tmp_path / "instance"))
    open_vault(tmp_path)  # so that a lock of this device is quick to make
    codes = [main(["practice"]) for _ in range(7)]
    assert codes == [0] * 5 + [1] * 2
    assert "Many locks were chosen on this device." in capsys.readouterr().err

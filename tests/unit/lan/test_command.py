"""``easyread serve`` with and without ``--lan``: who listens where, plain sentences for what went wrong."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from easyread.cli import main
from tests.faults.remains import COMMAND
from tests.faults.tablet import HERE


def listening(process: psutil.Process) -> set[tuple[str, int]]:
    return {
        (each.laddr.ip, each.laddr.port)
        for each in process.net_connections("inet")
        if each.status == psutil.CONN_LISTEN or each.type == socket.SOCK_DGRAM
    }


def start(instance: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, "serve", "--port", "0", *arguments],  # which lets us look
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "EASYREAD_INSTANCE": str(instance)},
    )


def test_without_lan_one_port_of_this_device_listens_and_no_page_tells_of_joining(tmp_path: Path) -> None:
    with start(tmp_path) as process:
        assert process.stdout
        address = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stdout.readline())
        assert address
        assert process.stdout.readline().startswith("The secret of this device ")
        with urlopen(address[0], timeout=10) as answer:
            assert b"Other tablets can join" not in answer.read()
        places = listening(psutil.Process(process.pid))
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=10)
    assert places == {(HERE, int(address[1]))}
    assert rest == ""
    assert not (tmp_path / "lan").exists()


def test_with_lan_it_says_so_listens_where_told_and_stops_without_noise(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("lan_port = 0", "utf-8")
    with start(tmp_path, "--lan", "--lan-address", HERE) as process:
        assert process.stdout
        address = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
        assert address
        assert f"{address[0]}j/host" in process.stdout.readline()
        assert process.stdout.readline().startswith("The secret of this device ")
        with urlopen(f"{address[0]}j/host", timeout=10) as answer:
            assert b"Let another tablet join." in answer.read()
        places = listening(psutil.Process(process.pid))
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=10)
    assert {host for host, _ in places} == {HERE}
    assert len(places) == 3
    assert (rest, process.returncode) == ("", 0)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('lan_certificate = "a.pem"\nlan_key = "a.key"\nlan_name = "words.example"', "lan_certificate"),
        ('lan_name = "no name"', "lan_name"),
    ],
)
def test_settings_that_do_not_work_are_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    monkeypatch.setenv("EASYREAD_INSTANCE", str(tmp_path))
    (tmp_path / "settings.toml").write_text(text, "utf-8")
    assert main(["serve", "--lan", "--lan-address", HERE]) == 2
    assert told in capsys.readouterr().err


def test_a_taken_port_of_the_room_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EASYREAD_INSTANCE", str(tmp_path))
    with socket.create_server((HERE, 0)) as other:
        port = other.getsockname()[1]
        (tmp_path / "settings.toml").write_text(f"lan_port = {port}", "utf-8")
        assert main(["serve", "--port", "0", "--lan", "--lan-address", HERE]) == 1
    assert f"Port {port} cannot be used." in capsys.readouterr().err


def test_in_no_private_network_it_asks_for_an_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EASYREAD_INSTANCE", str(tmp_path))
    monkeypatch.setattr("easyread.cli.find_address", lambda: None)
    assert main(["serve", "--lan"]) == 1
    assert "--lan-address" in capsys.readouterr().err

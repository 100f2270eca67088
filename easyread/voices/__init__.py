"""``easyread voices``: what is to be recorded, what was, what must be recorded again, and nicer voices.

Recordings that come with the app lie in ``content/audio`` and ``content/signed``. What a service adds lies in
``audio`` and ``signed`` of its instance folder, is looked at first, and stays there when the app is renewed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from easyread.languages import LANGUAGES
from easyread.settings import Paths, Settings
from easyread.speech.script import find_stale, read_script
from easyread.speech.service_recordings import Recordings
from easyread.voices.adding import CannotAdd, add_recording
from easyread.voices.checking import check_folder, count_recorded, recordings_of
from easyread.voices.engines import CannotRender, open_kokoro, open_piper
from easyread.voices.rendering import render, show_progress

FINE, FAILED, MISTAKES = 0, 1, 2


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Give ``easyread voices`` its own commands."""
    commands = parser.add_subparsers(required=True, metavar="command")
    command = commands.add_parser("record-list", help="print the lines that nobody has recorded yet")
    command.add_argument("language", choices=[language.code for language in LANGUAGES])
    command.add_argument(
        "--signed", action="store_true", help="lines to be signed: those on which a page shows a film"
    )
    command.add_argument("--all", action="store_true", help="the recorded lines too")
    command.set_defaults(command=_list)
    command = commands.add_parser("check", help="find recordings that are old, broken or of no line")
    command.set_defaults(command=_check)
    command = commands.add_parser("add", help="take in a sound or film of a line")
    command.add_argument("language", choices=[language.code for language in LANGUAGES])
    command.add_argument("line", help="its id, as record-list prints it")
    command.add_argument("file", type=Path, help="MP3, M4A or WAV; a film of signing: MP4 or WebM")
    command.add_argument("--who", default="not told", help="who speaks or signs: a role, not a name")
    command.set_defaults(command=_add)
    command = commands.add_parser("render", help="speak all lines beforehand with a nicer voice")
    command.add_argument("language", choices=[language.code for language in LANGUAGES])
    voice = command.add_mutually_exclusive_group(required=True)
    voice.add_argument("--nicer", action="store_true", help="the British voice of the extra [nicer-voice]")
    voice.add_argument("--piper", type=Path, metavar="VOICE.onnx", help="a Piper voice that you bring")
    command.add_argument("--most", type=int, metavar="LINES", help="stop after so many lines")
    command.set_defaults(command=_render)


def _list(_settings: Settings, paths: Paths, options: argparse.Namespace) -> int:
    recordings: Recordings = recordings_of(paths, "signed" if options.signed else "audio")
    script = read_script(paths, options.language, signed=options.signed)
    missing = [line for line in script if not recordings.find(options.language, line.id, line.text)]
    for line in script if options.all else missing:
        print(line.id, line.text, line.where, sep="\t")
    print(f"{len(script) - len(missing)} of {len(script)} lines are recorded.", file=sys.stderr)
    return _tell_stale(paths)


def _tell_stale(paths: Paths) -> int:
    """Say what was edited in content and not gathered yet: no other language has it, and nobody hears it."""
    stale = find_stale(paths)
    for mistake in stale:
        print(mistake, file=sys.stderr)
    return MISTAKES if stale else FINE


def _check(_settings: Settings, paths: Paths, _options: argparse.Namespace) -> int:
    findings = [
        finding
        for root in (paths.content, paths.instance)
        for place in ("audio", "signed")
        for finding in check_folder(paths, root / place)
    ]
    for finding in findings:
        print(f"{finding.file}: {finding.what}")
    for count in count_recorded(paths):
        print(count)
    stale = _tell_stale(paths)
    return MISTAKES if any(finding.bad for finding in findings) else stale


def _add(_settings: Settings, paths: Paths, options: argparse.Namespace) -> int:
    try:
        print(add_recording(paths, options.language, options.line, options.file, options.who))
    except CannotAdd as why:
        print(why, file=sys.stderr)
        return MISTAKES
    return FINE


def _render(_settings: Settings, paths: Paths, options: argparse.Namespace) -> int:
    folder = paths.instance / "nicer"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        opened = (
            open_piper(options.language, options.piper)
            if options.piper
            else open_kokoro(options.language, folder)
        )
        with opened as engine:
            for done, of in render(paths, options.language, engine, options.most):
                show_progress(done, of)
    except CannotRender as why:
        print(why, file=sys.stderr)
        return FAILED
    except OSError as why:
        print(f"{folder} cannot be written: {why.strerror}", file=sys.stderr)
        return FAILED
    return FINE

"""The ``easyread`` command. It parses, calls and prints; it decides nothing."""

from __future__ import annotations

import argparse
import sys
import webbrowser
from collections.abc import Sequence

from flask import Flask

from easyread import create_app, memory
from easyread.checks import check_everything
from easyread.checks.places import list_unfilled
from easyread.closed_pipe import outlive_readers
from easyread.content import ContentError, load_library
from easyread.instance_lock import RunsAlready, hold_folder
from easyread.lan.certificate import Certificate, CertificateUnusable, own_certificate, service_certificate
from easyread.lan.names import find_address
from easyread.pictures import Pictures
from easyread.server import PortTaken, Room, serve
from easyread.settings import Paths, Settings, SettingsError, find_instance, load_settings
from easyread.voices import add_commands as add_voice_commands
from easyread.web.services import Services

FINE, FAILED, MISTAKES = 0, 1, 2


# What `serve` says about the secret that this device adds to every lock.
_SECRET_IS = {
    "keyring": "The secret of this device is in the keyring of its system.",
    "file": "The secret of this device is in a file beside the books: device.key.",
    "out of reach": "The secret of this device is out of reach now: only recovery codes open a book.\n"
    "Unlock the keyring of this device, or let the app read and write its own folder.",
}


_RUNS_ALREADY = (
    "My words runs already with this folder. Stop that one first: two at once would harm the books.\n"
    "Perhaps its page is still open in the browser."
)


class CannotJoin(Exception):
    """Other tablets cannot join now; the message says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns its exit code: 0 fine, 1 failed, 2 mistakes in settings or content."""
    with outlive_readers():
        return _run(arguments)


def _run(arguments: Sequence[str] | None) -> int:
    options = _parser().parse_args(arguments)
    paths = Paths(find_instance())
    try:
        return int(options.command(load_settings(paths.instance), paths, options))
    except RunsAlready:
        return _complain(_RUNS_ALREADY, FAILED)
    except SettingsError as mistake:
        return _complain(str(mistake), MISTAKES)
    except ContentError as error:
        return _complain("\n".join(map(str, error.mistakes)), MISTAKES)
    except KeyboardInterrupt:
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="easyread", description="My words: your own words, easy to read.")
    parser.add_argument("--version", action=_ShowVersions, nargs=0, help="say what it is made of")
    commands = parser.add_subparsers(required=True, metavar="command")
    command = commands.add_parser("serve", help="start the app on this device")
    command.add_argument("--port", type=_port, help="a port number; 0 takes any free one")
    command.add_argument("--open", action="store_true", help="open the first page in the browser")
    command.add_argument("--lan", action="store_true", help="let other tablets in this room join")
    command.add_argument("--lan-address", metavar="ADDRESS", help="the address of this device that they see")
    command.set_defaults(command=_serve)
    command = commands.add_parser("check", help="find every mistake in content, pictures and strings")
    command.set_defaults(command=_check)
    command = commands.add_parser("practice", help="make a practice book, to try the app and to train with")
    command.set_defaults(command=_practice)
    add_voice_commands(commands.add_parser("voices", help="list, check and add recordings of lines"))
    return parser


class _ShowVersions(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from easyread.checks.versions import list_versions

        print("\n".join(list_versions()))
        parser.exit()


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return number


def _serve(settings: Settings, paths: Paths, options: argparse.Namespace) -> int:
    memory.refuse_readers()
    with hold_folder(paths.instance):
        return _serve_alone(settings, paths, options)


def _serve_alone(settings: Settings, paths: Paths, options: argparse.Namespace) -> int:
    port = settings.port if options.port is None else options.port
    app = create_app(settings, paths)
    services: Services = app.extensions["easyread"]

    def ready(address: str) -> None:
        print(f"My words is at {address} on this device. To stop it, press Ctrl-C.", flush=True)
        if room:
            print(f"Other tablets can join. How: {address}j/host on this device.", flush=True)
        print(_SECRET_IS[services.vault.secret_place], flush=True)
        if options.open:
            webbrowser.open(address)

    def lock() -> None:
        services.open_books.lock_all()
        services.vault.keep_time(now=True)
        services.speech.close()

    try:
        room = _open_room(app, settings, paths, options) if options.lan else None
        serve(app, port, ready=ready, lock=lock, room=room)
    except PortTaken as taken:
        return _complain(_tell_port(taken.port, port), FAILED)
    except CannotJoin as why:
        return _complain(str(why), FAILED)
    return FINE


def _open_room(app: Flask, settings: Settings, paths: Paths, options: argparse.Namespace) -> Room:
    """The way in for other tablets. Raises :class:`CannotJoin`, SettingsError and PortTaken."""
    address = options.lan_address or find_address()
    if address is None:
        raise CannotJoin("This device is in no private network. Say its address: --lan-address ADDRESS")
    try:
        return Room(app, address, settings.lan_port, _find_certificate(settings, paths))
    except CertificateUnusable as mistake:
        raise SettingsError(f"{paths.instance / 'settings.toml'}: {mistake}") from None
    except OSError:
        raise CannotJoin("The certificate for other tablets cannot be kept or read.") from None


def _find_certificate(settings: Settings, paths: Paths) -> Certificate:
    if not settings.lan_certificate:
        return own_certificate(paths.instance / "lan", settings.lan_name)
    chain, key = paths.instance / settings.lan_certificate, paths.instance / settings.lan_key
    return service_certificate(chain, key, settings.lan_name)


def _tell_port(taken: int, port: int) -> str:
    what = f"Port {taken} cannot be used. Another program may use it.\nStop that, or "
    if taken != port:
        return what + "set another lan_port in settings.toml, or another --lan-address."
    return what + f"take another port: easyread serve --port {port % 65535 + 1}"


def _check(settings: Settings, paths: Paths, _options: argparse.Namespace) -> int:
    mistakes = check_everything(paths, settings.pictures)
    if mistakes:
        return _complain("\n".join(map(str, mistakes)), MISTAKES)
    print("No mistakes in content, pictures and strings.")
    library = load_library(paths, Pictures(paths.static, settings.pictures))
    for line in list_unfilled(library.places[settings.place]):
        print(line)
    return FINE


def _practice(settings: Settings, paths: Paths, _options: argparse.Namespace) -> int:
    memory.refuse_readers()
    with hold_folder(paths.instance):
        return _make_practice_book(settings, paths)


def _make_practice_book(settings: Settings, paths: Paths) -> int:
    from easyread.book.vault import MustWait
    from easyread.practice import make_practice_book

    app = create_app(settings, paths)
    services: Services = app.extensions["easyread"]
    try:
        with app.app_context():
            print(make_practice_book(services))
    except MustWait as wait:
        return _complain(_tell_wait(wait.seconds), FAILED)
    finally:
        services.speech.close()
    return FINE


def _tell_wait(seconds: int) -> str:
    hours = -(-seconds // 3600)
    return f"Many locks were chosen on this device. Start the app, and leave it on for {hours} hours first."


def _complain(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code

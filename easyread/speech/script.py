"""The script: every fixed line of the app, as it is said in a language, and where it is used."""

from __future__ import annotations

from typing import NamedTuple

from babel.messages.pofile import read_po

from easyread.languages import ENGLISH, Languages, line_id
from easyread.settings import Paths


class Line(NamedTuple):
    """One line: its id, its text in the language, and where people meet it."""

    id: str
    text: str
    where: str


def read_script(paths: Paths, language: str) -> list[Line]:
    """The lines that have a text in ``language``, in the order of the pages.

    Lines with a place for a name or a number in them are left out: nobody can say them beforehand.
    """
    languages, script = Languages(paths.translations), {}
    with (paths.translations / "messages.pot").open("rb") as stream:
        messages = [message for message in read_po(stream) if message.id]
    for message in messages:
        english = str(message.id)
        said = languages.say(language, english, message.context)
        if "{" not in english and (language == ENGLISH or said.status in {"checked", "draft"}):
            name = line_id(english, message.context)
            places = [*message.auto_comments, *(place for place, _ in message.locations)]
            script[name] = Line(name, said.text, places[0] if places else "")
    return list(script.values())

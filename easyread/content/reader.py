"""YAML 1.2 into records. One wrong record hides no other: all mistakes of a file are kept.

YAML 1.2 (ruamel.yaml) because in YAML 1.1 the words ``yes`` and ``no`` turn into true and false.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from easyread.model import Record
from easyread.small_files import DAMAGE

T = TypeVar("T")
_PATH = re.compile(r"\.([a-z_]+)|\[(\d+)\]")


class Mistake(Record, frozen=True, kw_only=True, order=True):
    """Something to put right: the file beside ``content/``'s folder, the line from 1, and what is wrong."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class ContentError(Exception):
    """The content cannot be used. ``mistakes`` has every mistake of every file, in order."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = sorted(set(mistakes))
        super().__init__("\n".join(map(str, self.mistakes)))


class YamlFile:
    """One file: its tree with line numbers, and the mistakes found in it so far."""

    def __init__(self, name: str, tree: Any, mistakes: list[Mistake]) -> None:
        self.name = name
        self.tree = tree
        self.mistakes = mistakes

    def wrong(self, line: int, message: str) -> None:
        """Keep a mistake."""
        self.mistakes.append(Mistake(file=self.name, line=line, message=message))

    def convert(self, node: Any, type_: type[T], instead: Any = None) -> T | None:
        """``node`` as a record, or ``None`` with the mistake kept. ``instead`` is converted in its place."""
        unquoted = [key for key in node if not isinstance(key, str)] if isinstance(node, dict) else []
        for key in unquoted:
            self.wrong(
                line_of(node, key), f"write {str(key).lower()!r} in quotes: without them it is not a word"
            )
        if unquoted:
            return None
        try:
            return msgspec.convert(node if instead is None else instead, type_)
        except msgspec.ValidationError as error:
            message, _, path = str(error).partition(" - at `")
            keys = [key or int(index) for key, index in _PATH.findall(path)]
            where = f" ({'.'.join(map(str, keys))})" if keys else ""
            self.wrong(line_of(node, *keys), message + where)
            return None

    def listed(self, owner: Any, field: str, type_: type[T]) -> tuple[T, ...]:
        """The good records of the list ``owner[field]``; each bad one leaves its mistake."""
        nodes = owner.get(field) if isinstance(owner, dict) else None
        if nodes is None:
            return ()
        if not isinstance(nodes, list):
            self.wrong(line_of(owner, field), f"{field} must be a list")
            return ()
        found = (self.convert(node, type_) for node in self.records(nodes))
        return tuple(record for record in found if record is not None)

    def records(self, nodes: Any) -> Iterator[CommentedMap]:
        """The items of a list that have fields; any other item leaves its mistake."""
        for index, node in enumerate(nodes):
            if isinstance(node, CommentedMap):
                yield node
            else:
                self.wrong(line_of(nodes, index), "this must have fields, as the others of its list")


def read_yaml(path: Path, root: Path) -> YamlFile:
    """Read one file. A file that is missing or is no YAML has no tree and one mistake."""
    file = YamlFile(path.relative_to(root).as_posix(), None, [])
    try:
        file.tree = YAML(typ="rt").load(path.read_text("utf-8"))
    except FileNotFoundError:
        file.wrong(1, "this file is missing")
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        file.wrong(mark.line + 1 if mark else 1, f"this is not YAML: {error.problem}")
    except (YAMLError, OSError, *DAMAGE) as error:
        file.wrong(1, f"this is not YAML in UTF-8: {type(error).__name__}")
    return file


def line_of(node: Any, *path: str | int | bool) -> int:
    """The line, from 1, of what ``path`` leads to inside ``node``; as near as the tree can say."""
    line = node.lc.line + 1 if isinstance(node, CommentedMap | CommentedSeq) else 1
    for step in path:
        try:
            place = node.lc.key(step) if isinstance(node, CommentedMap) else node.lc.item(step)
            line, node = place[0] + 1, node[step]
        except (KeyError, IndexError, AttributeError, TypeError):
            break
    return line

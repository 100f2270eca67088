"""A record as a table row and back: times as ISO text with their zone, lists and maps as JSON text."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from easyread.book.errors import BookDamaged
from easyread.model import Record
from easyread.small_files import DAMAGE, Unreadable, decode_json

Value = str | int | None
Row = dict[str, Value]
R = TypeVar("R", bound=Record)


def write_moment(at: datetime) -> str:
    """ISO 8601 with zone. A time without one is refused: read elsewhere, it would be another time."""
    if at.tzinfo is None:
        raise ValueError("a time needs its zone")
    return str(msgspec.to_builtins(at))


def to_row(record: Record) -> Row:
    """One column for each field."""
    for value in msgspec.structs.asdict(record).values():
        if isinstance(value, datetime):
            write_moment(value)
    return {name: _to_column(value) for name, value in msgspec.to_builtins(record).items()}


def from_row(kind: type[R], row: dict[str, Any]) -> R:
    """Read a row back; columns that are not fields are left out. Raises :class:`BookDamaged`."""
    lists, yes_no = _columns(kind)
    try:
        return msgspec.convert(
            {name: _from_column(row[name], name in lists, name in yes_no) for name in kind.__struct_fields__},
            kind,
        )
    except (KeyError, Unreadable, *DAMAGE):
        raise BookDamaged from None  # the library's message would quote the value


def _to_column(value: Any) -> Value:
    if isinstance(value, list | tuple | dict):
        return msgspec.json.encode(value).decode("utf-8")
    return int(value) if isinstance(value, bool) else value


def _from_column(value: Any, is_list: bool, is_yes_no: bool) -> Any:
    if value is None:
        return None
    if is_list:
        return decode_json(value, object)
    return bool(value) if is_yes_no else value


@cache
def _columns(kind: type[Record]) -> tuple[frozenset[str], frozenset[str]]:
    """The names of the fields that are lists or maps, and of those that are yes or no."""
    lists, yes_no = set(), set()
    described = inspect.type_info(kind)
    assert isinstance(described, inspect.StructType)  # noqa: S101  for the type checker: a Record is one
    for field in described.fields:
        types = field.type.types if isinstance(field.type, inspect.UnionType) else (field.type,)
        if any(isinstance(each, inspect.VarTupleType | inspect.DictType) for each in types):
            lists.add(field.name)
        if any(isinstance(each, inspect.BoolType) for each in types):
            yes_no.add(field.name)
    return frozenset(lists), frozenset(yes_no)

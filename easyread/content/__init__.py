"""The only reader of ``content/``: chapters, places, sharing words, doors, and their lines for translators.

``reader`` turns YAML into records and keeps every mistake, ``rules`` says what a record must hold beyond its
fields, ``strings`` lists the lines that people read.
"""

from easyread.content.library import Library, SharingWords, load_library
from easyread.content.reader import ContentError, Mistake, YamlFile, read_yaml
from easyread.content.strings import ContentLine, content_lines, extract

__all__ = [
    "ContentError",
    "ContentLine",
    "Library",
    "Mistake",
    "SharingWords",
    "YamlFile",
    "content_lines",
    "extract",
    "load_library",
    "read_yaml",
]

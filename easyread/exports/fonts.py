"""The fonts of a printed card. None come from the system, so a card looks the same on every machine."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import typst
import weblate_fonts

# Noto Nastaliq Urdu, the hand that Urdu readers expect; Noto Emoji, for what people type.
FOLDER = Path(__file__).with_name("fonts")
KURINTO = Path(weblate_fonts.__file__).parent / "static" / "weblate_fonts" / "kurinto" / "ttf"


@cache
def load_fonts() -> typst.Fonts:
    """All faces by name; a face's outlines are read only when a card uses it."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER, KURINTO])

"""What an emoji or a sign is called: CLDR's short names, in ``content/spoken/emoji/<language>.txt``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

_SIGN = (
    "[\u00a2-\u00a9\u00ac\u00ae-\u00b1\u00b4-\u00b8×÷\u058f\u060b\u09f3\u0e3f\u17db\ufdfc\u207a-\u207c\u2030-\u205f\u20a0-\u20cf\u2100-\u25a0\u2600-\u27ff\u2900-\u2bff\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001f1e5\U0001f200-\U0001faff]"
)
_TONE, _STYLE = "\U0001f3fb-\U0001f3ff", "\ufe0e\ufe0f"
_ONE = f"{_SIGN}[{_STYLE}{_TONE}]*[\U000e0020-\U000e007f]*"
EMOJI = f"[\U0001f1e6-\U0001f1ff]{{2}}|{_ONE}(?:\u200d{_ONE})*"  # a flag; or one with tones, or joined ones
_STYLES, _TONES = re.compile(f"[{_STYLE}]"), re.compile(f"[{_TONE}]")


def read_names(file: Path) -> Mapping[str, str]:
    """The names of a language; none, if we have no file for it."""
    if not file.exists():
        return {}
    return dict(line.split("\t", 1) for line in file.read_text("utf-8").splitlines())


def name_emoji(emoji: str, names: Mapping[str, str]) -> str | None:
    """CLDR's name, put together where it is of several; nothing for a sign without a name."""
    bare = _STYLES.sub("", emoji)
    if whole := names.get(bare):
        return whole
    tones = [names[tone] for tone in dict.fromkeys(_TONES.findall(bare)) if tone in names]
    bare = _TONES.sub("", bare)
    parts = (
        [names[bare]] if bare in names else [names[part] for part in bare.split("\u200d") if part in names]
    )
    return ", ".join([*parts, *tones]) or None

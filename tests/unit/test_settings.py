"""Settings: every key is explained, a mistake is refused with its file and reason."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from easyread.settings import Settings, SettingsError, find_instance, load_settings

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


def read_documented() -> dict[str, str]:
    """Key -> default, from the table in docs/settings.md."""
    return dict(re.findall(r"^\| `(\w+)` \| `([^`]*)` \|", DOCS.read_text("utf-8"), re.MULTILINE))


def test_every_setting_is_documented_with_its_default() -> None:
    # JSON writes these values as TOML does
    assert read_documented() == {
        field.name: msgspec.json.encode(field.default).decode() for field in msgspec.structs.fields(Settings)
    }


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings()


def test_a_file_changes_what_it_names(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('place = "jersey"\nlanguages = ["en-GB", "pl"]\n', "utf-8")
    assert load_settings(tmp_path) == Settings(place="jersey", languages=("en-GB", "pl"))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("plaice = 'jersey'", "plaice"),
        ("idle_minutes = 'five'", "idle_minutes"),
        ("idle_minutes = 0.5", "from 1 to 20"),
        ("idle_minutes = 30", "from 1 to 20"),
        ("longest_hours = 0", "at most 24"),
        ("longest_hours = 25", "at most 24"),
        ("place = ", "Invalid value"),
        ("place = '\xff'", "utf-8"),
    ],
)
def test_a_mistake_is_refused_with_its_file_and_reason(tmp_path: Path, text: str, why: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text, "latin-1")
    with pytest.raises(SettingsError, match=why) as caught:
        load_settings(tmp_path)
    assert str(file) in str(caught.value)


def test_the_environment_names_the_instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EASYREAD_INSTANCE", str(tmp_path / "here"))
    assert find_instance() == tmp_path / "here"


def test_a_checkout_keeps_its_own_instance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EASYREAD_INSTANCE", raising=False)
    assert find_instance() == DOCS.parents[1] / "instance"

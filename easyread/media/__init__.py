"""Sounds and films from outside: what is kept was decoded, and holds nothing but what plays."""

from easyread.media.child import BadMedia, Medium, Reason, clean_recording, clean_sound
from easyread.media.forms import find_form
from easyread.media.levels import Levels

__all__ = ["BadMedia", "Levels", "Medium", "Reason", "clean_recording", "clean_sound", "find_form"]

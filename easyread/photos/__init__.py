"""Pictures from outside, made safe to keep: upright, small, and with nothing in them but what they show."""

from easyread.photos.child import BadPicture, Reason, clean_drawing, clean_photo
from easyread.photos.limits import LARGEST, LONGEST_SIDE

__all__ = ["LARGEST", "LONGEST_SIDE", "BadPicture", "Reason", "clean_drawing", "clean_photo"]

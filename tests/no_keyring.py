"""Imported by whatever starts the app for a test: none of it may reach the keyring of who runs it."""

from __future__ import annotations

import os

os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"  # what a test starts inherits it

"""My words: an easy-read app that belongs to an adult at risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a start that begins anew (see memory.py) must not load all of it twice
    from flask import Flask

    from easyread.settings import Paths, Settings

__version__ = "0.1.0"


def create_app(settings: Settings, paths: Paths) -> Flask:
    """Wire everything; decide nothing."""
    import secrets

    from flask import Flask

    from easyread import views
    from easyread.book.system_keyring import find_keyring
    from easyread.book.vault import Vault
    from easyread.content import load_library
    from easyread.exports.pdf import forget_cards
    from easyread.languages import Languages
    from easyread.pictures import Pictures
    from easyread.speech import Speech
    from easyread.tidying import Tidying
    from easyread.web import assets, i18n, security
    from easyread.web.open_books import OpenBooks
    from easyread.web.services import Services
    from easyread.web.setups import Setups

    app = Flask(__name__, static_folder=str(paths.static), static_url_path=assets.name_folder(paths.static))
    pictures = Pictures(paths.static, settings.pictures, f"{app.static_url_path}/")
    vault = Vault(paths, find_keyring=find_keyring, in_keyring=settings.keyring)
    speech = Speech(paths, settings)
    app.extensions["easyread"] = Services(
        settings=settings,
        paths=paths,
        library=load_library(paths, pictures),
        pictures=pictures,
        languages=Languages(paths.translations, settings.languages, settings.draft_languages),
        vault=vault,
        speech=speech,
        open_books=OpenBooks(
            vault,
            settings.idle_minutes * 60,
            settings.longest_hours * 3600,
            after_lock=Tidying(speech.close, forget_cards).soon,
        ),
        setups=Setups(),
    )
    # A new key at each start: a restart locks every book, so no form needs to outlive it.
    app.config.update(SECRET_KEY=secrets.token_bytes(32), WTF_CSRF_TIME_LIMIT=None)
    security.install(app)
    assets.install(app)
    i18n.install(app)
    views.install(app)
    return app

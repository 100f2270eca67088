"""A page on which a rendering is written -> the book: English of own words, or a voice written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from easyread.book.store import Store
from easyread.model import Draft, Statement
from easyread.visit.drafts import Told, drop_sent, keep_draft, merge
from easyread.visit.renderings import SentRendering, keep_rendering
from easyread.visit.situation import Situation
from easyread.web.forms import LONGEST_WORDS, TooLong


def keep_written(
    store: Store,
    situation: Situation,
    said: Statement,
    sent: Draft,
    read: Callable[[Mapping[str, str]], SentRendering],
) -> tuple[bool, Told]:
    """Keep what was sent: were there any words? All else stays a draft without them.

    ``read``: makes of the page's fields, as they are now, what is kept. Raises :class:`TooLong`.
    """
    merged = merge(store, situation, sent)
    made = read({name: values[0] for name, values in merged.fields.items() if values})
    if max(len(made.words), len(made.note)) > LONGEST_WORDS:
        raise TooLong
    if not made.words.strip():  # nothing to stand beside what was said
        keep_draft(store, situation.library, sent)
        return False, ""
    with store.together():
        if merged.changed:
            keep_rendering(store, situation, said, made)
        drop_sent(store, sent)
    return True, merged.told

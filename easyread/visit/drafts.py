"""Half-given answers: every way off a page keeps what somebody changed on it.

The one form of a page travels with every button, so the language switch, a break, Exit and the
lock all arrive here with the fields that the person has filled in (read by ``views/sent_page.py``).

Each load of a page has a draft of its own. Its form says what the page was given, beside whom it was shown,
and which draft it showed. So what nobody changed is no draft; and what is kept takes the place of the draft
that the page showed, if that is still as it was, and of no other: a page says nothing about what it did not
show.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from msgspec.structs import replace

from easyread.book.store import Store
from easyread.changes import list_changed, mark_values
from easyread.content import Library
from easyread.languages import Language
from easyread.model import Draft, Fields
from easyread.own_language import find_language
from easyread.visit.kept import list_changes, read_kept
from easyread.visit.situation import Situation
from easyread.web.draft_fields import COMPANY, SHOWN

# What a page that another has overtaken has to tell: both have changed the same; or it said nothing, and the
# other's stays.
Told = Literal["both", "stays", ""]


class Merged(NamedTuple):
    """What a page says now, after all that other tabs kept since it was loaded.

    ``changed``: the fields in which somebody changed something. ``replaced``: those of them that another tab
    changed as well.
    """

    fields: Fields
    changed: list[str]
    replaced: list[str]
    told: Told


def has_words(fields: Fields) -> bool:
    """Would something be lost if these fields were dropped?"""
    return any(
        value.strip()
        for name, values in fields.items()
        if name not in ("was", COMPANY, SHOWN)
        for value in values
    )


def keep_draft(store: Store, library: Library, sent: Draft) -> None:
    """Keep what was changed on a page, in the place of the draft of this load of it and of the one it showed.

    A page that nobody changed keeps nothing and drops nothing. A page that was emptied is a draft too: else
    the old words would come back. ``sent.language``: of the page, for words that are new.
    """
    own, shown = find_own(store, sent), _find_shown(store, sent)
    if own is None and sent.place not in store.unkept and not list_changed(sent.fields, sent.given):
        return
    draft = rebase(store, sent)
    if not list_changes(draft):
        drop_sent(store, sent)
    elif own is None or own.fields != draft.fields or sent.place in store.unkept:
        language = find_draft_language(store, library, draft, draft.fields.get("words", [""])[0])
        store.keep_draft(replace(draft, language=language.code, replaces=shown.key if shown else None))


def drop_sent(store: Store, sent: Draft) -> None:
    """What a page sent is kept as it should be: what was half written of it is no draft any more."""
    shown = _find_shown(store, sent)
    for key in (sent.key, *([shown.key] if shown else [])):
        store.drop_draft(sent.page, key)


def rebase(store: Store, sent: Draft) -> Draft:
    """What a page sent, as changes of what was *kept* when it was loaded.

    Those of the draft that it showed are among them.
    """
    if own := find_own(store, sent):
        return replace(sent, given=sent.given | own.given)
    if shown := _find_shown(store, sent):
        before = {name: shown.given.get(name, []) for name in list_changes(shown)}
        return replace(sent, given=sent.given | before)
    return sent


def merge(store: Store, situation: Situation, sent: Draft) -> Merged:
    """What a page says now."""
    kept, draft = read_kept(store, situation, sent.page), rebase(store, sent)
    changed, overtaken = list_changes(draft), kept.list_overtaken(draft)
    replaced = [name for name in overtaken if any(draft.fields.get(name, [])) and kept.fields.get(name)]
    stays = not changed and kept.is_older(draft)
    return Merged(kept.lay_over(draft), changed, replaced, "both" if replaced else "stays" if stays else "")


def find_own(store: Store, sent: Draft) -> Draft | None:
    """The draft that this load of a page has on the disk."""
    return next((one for one in store.drafts(sent.page, waiting=False) if one.key == sent.key), None)


def _find_shown(store: Store, sent: Draft) -> Draft | None:
    """The draft that the page showed, if nobody has changed it since."""
    drafts = store.drafts(sent.page, waiting=False) if sent.replaces is not None else ()
    return next((one for one in drafts if one.key == sent.replaces and _is_as_shown(one, sent.given)), None)


def _is_as_shown(draft: Draft, given: Fields) -> bool:
    """Did a page that was given this show all of the draft? What is kept beside it may stand there too."""
    for name in list_changes(draft):
        marks, there = mark_values(draft.fields.get(name, [])), given.get(name, [])
        if marks != there and not (marks and set(marks) <= set(there)):
            return False
    return True


def find_draft_language(store: Store, library: Library, draft: Draft, words: str) -> Language:
    """The language of own words: by their letters, and by the page they were first written on.

    That page counts while half of the words still stand, so that what somebody said of their language is not
    lost with a slip that is corrected; it is so also where a service does not offer that language any more.
    The draft's is that of new words.
    """
    step = library.step_of_page(draft.page)
    said = next((one for one in store.statements() if step and one.step == step.id), None)
    earlier = [(said.words, said.language)] if said else []
    newest_first = sorted(store.drafts(draft.page), key=lambda one: one.at, reverse=True)
    earlier += [(one.fields.get("words", [""])[0], one.language) for one in newest_first]
    page = next((code for old, code in earlier if _still_stands(old, words)), draft.language)
    return find_language(words, page)


def _still_stands(old: str, words: str) -> bool:
    before = set(old.split())
    half = 2 * len(before.intersection(words.split())) >= len(before) > 0
    return old == words or half or bool(before and old in words)

"""Words that stand beside what is on their page, until they are used or taken away.

Some came after the book was locked. Anybody who had a page on the screen may have sent them: so they are
never a draft, never lead to a page, and nothing of them is seen while somebody is here who may be the worry.
Others are half written in another tab, on a page that shows something newer
(:func:`.half_written.list_beside`).
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from msgspec.structs import replace

from easyread.book.store import Store
from easyread.book.vault import BookHandle, NotKept
from easyread.changes import list_changed
from easyread.content import Library
from easyread.kinds import is_about_now, kind_of
from easyread.languages import Language
from easyread.model import Draft, Fields, LateWords, Statement, Step
from easyread.own_language import find_language
from easyread.visit.answers import has_own_language
from easyread.visit.attachments import FIELD, find_voice, is_on_page, read_page
from easyread.visit.drafts import keep_draft
from easyread.visit.half_written import list_beside
from easyread.visit.kept import give_back
from easyread.visit.situation import Situation, new_id
from easyread.web.draft_fields import find_texts
from easyread.web.sealed_words import SealedWords


class Late(NamedTuple):
    """What stands beside one page, as it is shown.

    ``chosen``: fixed lines. ``has_place``: its page is there now, with a box for all of it; else it stands on
    the page of late words only, until it is taken away. ``draft``: of another tab; ``None``: it came after
    the lock.
    """

    words: LateWords
    step: Step
    texts: list[str]
    chosen: list[str]
    language: Language
    has_place: bool
    draft: Draft | None = None


def receive_late(store: Store, library: Library, waiting: SealedWords, opened: BookHandle) -> None:
    """Put what waits in memory into the book. What is there already came twice; with no room it waits on."""
    for sealed, draft in waiting.read_late(opened).items():
        late = LateWords(
            id=new_id(),
            page=draft.page,
            fields=_leave_out_old(draft),
            language=draft.language,
            at=draft.at,
        )
        try:
            if _says_something(store, library, late) and not _is_there(store, library, late):
                store.keep_late(late)
        except NotKept:
            return
        waiting.drop_late(opened.book, sealed)


def list_late(store: Store, situation: Situation, page: str = "") -> list[Late]:
    """All that may be seen now, oldest first; of one ``page``, if one is named."""
    found = (_show(store, situation, words) for words in store.late() if page in ("", words.page))
    pages = [page] if page else dict.fromkeys(draft.page for draft in store.drafts())
    beside = (draft for one in pages for draft in list_beside(store, situation, one))
    return [one for one in (*found, *(_show_draft(store, situation, draft) for draft in beside)) if one]


def tell_late(store: Store, situation: Situation) -> bool:
    """Is there something that my page has to tell of? It is told once."""
    untold = [one.words.id for one in list_late(store, situation) if not one.words.told]
    for each in untold:
        store.set_late_told(each)
    return bool(untold)


def have_no_page(store: Store, situation: Situation) -> bool:
    """Are there words of another tab that stand on the page of late words only?"""
    return any(one.draft and not one.has_place for one in list_late(store, situation))


def use_late(store: Store, situation: Situation, late: Late, sent: Draft | None) -> None:
    """Add the words to what is written on their page. ``sent``: what that page holds now, if it sent it."""
    before = sent or read_page(store, situation, late.words.page, late.words.language)
    with store.together():
        added = replace(before, fields=add_fields(late.step, before.fields, late.words))
        keep_draft(store, situation.library, added)
        drop_late(store, late)


def drop_late(store: Store, late: Late) -> None:
    """They are used, or taken away; a recording or a picture with them, unless something else holds it."""
    if late.draft:
        with store.together():
            store.drop_draft(late.draft.page, late.draft.key)
            for one in store.attachments(late.draft.fields.get(FIELD, [])):
                if not is_on_page(store, one):
                    store.drop_attachment(one.id)
    else:
        store.drop_late(late.words.id)


def add_fields(step: Step, before: Fields, late: LateWords) -> Fields:
    """What is written, with the late words behind it. Nothing that was said is replaced."""
    texts = _list_names(late)
    added = dict(before)
    for name, values in late.fields.items():
        if name not in texts and is_about_now(step):
            continue
        if name in texts:
            added[name] = ["\n".join(_without_repeats([*before.get(name, []), *values]))]
        elif name == FIELD or (name == "choice" and kind_of(step).many):
            added[name] = list(dict.fromkeys([*before.get(name, []), *values]))
        elif name != "was" and not any(before.get(name, [])):
            added[name] = values
    return added


def _without_repeats(texts: list[str]) -> list[str]:
    kept: list[str] = []
    for text in texts:
        if text.strip() and not any(text in one for one in kept):
            kept.append(text)
    return kept


def _show(store: Store, situation: Situation, words: LateWords) -> Late | None:
    step, statement = _find_step(store, situation.library, words.page)
    if step is None or step.before or step.id in situation.held:
        return None
    if not situation.alone or (statement and not situation.may_show(statement)):
        return None  # nobody knows who was here when they were written
    texts = [text for _, text in find_texts(words.page, words.fields)]
    language = find_language("\n".join(texts), words.language)
    has_place = _list_names(words) <= _list_boxes(store, situation, words.page, step)
    return Late(words, step, texts, _list_chosen(step, words), language, has_place)


def _show_draft(store: Store, situation: Situation, draft: Draft) -> Late | None:
    """What another tab holds, by the rules of drafts."""
    step, _ = _find_step(store, situation.library, draft.page)
    texts = [text for _, text in find_texts(draft.page, draft.fields)]
    name = hashlib.sha256(" ".join(draft.place).encode()).hexdigest()[:32]
    words = LateWords(
        id=name, page=draft.page, fields=draft.fields, language=draft.language, told=True, at=draft.at
    )
    chosen = _list_chosen(step, words) if step else []
    if step is None or not (texts or chosen or draft.fields.get(FIELD)):
        return None
    has_place = _list_names(words) <= _list_boxes(store, situation, words.page, step)
    language = find_language("\n".join(texts), words.language)
    return Late(words, step, texts, chosen, language, has_place, draft)


def _leave_out_old(draft: Draft) -> Fields:
    """What was changed on a page; and whether it was only for the person, which says who may see it."""
    changed = {*list_changed(draft.fields, draft.given), "private"}
    return {name: values for name, values in draft.fields.items() if name in changed}


def _list_names(words: LateWords) -> set[str]:
    return {name for name, _ in find_texts(words.page, words.fields)}


def _list_boxes(store: Store, situation: Situation, page: str, step: Step) -> set[str]:
    """The fields for words that a page has now. A page about an answer goes with that answer."""
    if page == step.page:
        own = {"words", "english", "note"} if kind_of(step).takes_words(step) else set[str]()
        return own.union(kind_of(step).texts)
    said = situation.statement_of(step)
    if said and page == f"{step.page}/names":
        return {f"name-{one.id}" for one in kind_of(step).list_people(step, said.choices)}
    if said and page == f"/w/{said.id}/english" and has_own_language(said):
        return {"english", "note"}
    if said and page == f"/w/{said.id}/said" and find_voice(store, said):
        return {"words"}
    return set()


def _list_chosen(step: Step, words: LateWords) -> list[str]:
    """What was ticked on a step's own page; of a "sort", the pictures that were put somewhere."""
    fields = words.fields
    if is_about_now(step) or words.page != step.page:
        return []
    chosen = {name.removeprefix("sort-") for name, values in fields.items() if any(values)}
    for name in kind_of(step).fields:
        chosen |= {*fields.get(name, [])}
    return [one.text for one in (*step.choices, *step.points) if one.id in chosen]


def _find_step(store: Store, library: Library, page: str) -> tuple[Step | None, Statement | None]:
    """The step of a page, or of the statement that the page is about."""
    kind, _, code = page.strip("/").partition("/")
    code, _, end = code.partition("/")
    if kind == "p":
        step = library.step_by_code(code)
        if step and kind_of(step).page:
            return None, None  # it has no page where words could be
        # What follows an answer is about it.
        answer = next((one for one in store.statements() if end and step and one.step == step.id), None)
        return step, answer
    statement = store.statement(code)
    return library.steps.get(statement.step) if statement else None, statement


def _says_something(store: Store, library: Library, late: LateWords) -> bool:
    step, _ = _find_step(store, library, late.page)
    texts = find_texts(late.page, late.fields)
    return step is not None and bool(texts or late.fields.get(FIELD) or _list_chosen(step, late))


def _is_there(store: Store, library: Library, late: LateWords) -> bool:
    """Has the book all of it already, half written, late or kept?"""
    there = [one.fields for one in store.drafts(late.page)]
    there += [one.fields for one in store.late() if one.page == late.page]
    step = library.step_of_page(late.page)
    there += [give_back(said, step) for said in store.statements() if step and said.step == step.id]
    given = {name: values for name, values in late.fields.items() if any(values) and name != "was"}
    return any(all(sorted(fields.get(name, [])) == sorted(given[name]) for name in given) for fields in there)

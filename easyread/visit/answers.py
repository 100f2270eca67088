"""An answer -> the book. Who was here and who helped travel with every statement."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import msgspec

from easyread.book.store import Store
from easyread.content.needed import WHO_IS_HERE
from easyread.kinds import kind_of
from easyread.languages import ENGLISH, Language
from easyread.model import Explained, Interpreter, Rendering, Statement, Step
from easyread.visit.answered_again import find_hidden, note_again
from easyread.visit.attachments import find_here
from easyread.visit.descriptions import keep_abouts
from easyread.visit.drafts import find_language
from easyread.visit.recordings import end_recordings
from easyread.visit.situation import Situation, now
from easyread.visit.step_pages import page_of_step
from easyread.web.forms import LONGEST_NAME, Refused, SubmittedAnswer, clean_words
from easyread.web.i18n import page_languages


def new_id() -> str:
    """A random id: 32 hex digits."""
    return secrets.token_hex(16)


def has_own_language(statement: Statement) -> bool:
    """Are there own words in another language than English? Choices need no interpreter."""
    english, _, _ = ENGLISH.partition("-")
    return bool(statement.words) and statement.language.partition("-")[0] != english


def keep_answer(
    store: Store, situation: Situation, step: Step, answer: SubmittedAnswer, sent: Mapping[str, str]
) -> Statement | None:
    """Keep one answer where it belongs; ``None`` when nothing was said or it is not a statement.

    All that belongs to it is kept at once, or nothing.
    """
    with store.together():
        return _keep_answer(store, situation, step, answer, sent)


def _keep_answer(
    store: Store, situation: Situation, step: Step, answer: SubmittedAnswer, sent: Mapping[str, str]
) -> Statement | None:
    store.unmark(step.id)
    if answer.skip:  # a way to skip stands alone: what is half given beside it is a draft
        answer = SubmittedAnswer(skip=answer.skip, private=answer.private)
    keeps = kind_of(step).keeps
    if keeps == "seen":
        _keep_seen(store, situation, step)
    elif step.each_time:
        _keep_visit(store, situation, step, answer)
    elif keeps == "interpreter":
        _keep_interpreter(store, situation, step, answer, sent)
    elif keeps == "remembered":
        _keep_remembered(store, situation, step, answer)
    else:
        return _keep_statement(store, situation, step, answer, sent)
    return None


def make_statement(
    situation: Situation, step: Step, answer: SubmittedAnswer, language: Language
) -> Statement:
    """The statement that an answer is, with its provenance. ``language`` is that of the own words."""
    return Statement(
        id=new_id(),
        step=step.id,
        question_version=step.version,
        kind=step.kind,
        choices=answer.choices,
        sorted=answer.sorted,
        words=answer.words,
        attached=answer.attached,
        language=language.code,
        direction=language.direction,
        skip=answer.skip,
        private=answer.private,
        presence=situation.visit.presence,
        helping=situation.visit.helping or (),
        interpreter=situation.visit.interpreter,
        at=now(),
    )


def _keep_statement(
    store: Store, situation: Situation, step: Step, answer: SubmittedAnswer, sent: Mapping[str, str]
) -> Statement | None:
    attached = keep_abouts(store, find_here(store, page_of_step(step), answer.attached), sent)
    answer = msgspec.structs.replace(answer, attached=attached)
    end_recordings(store, answer.attached)
    if not answer.says_something:
        said = situation.statement_of(step)
        if said and sent.get("was") == said.id and not answer.english:
            store.take_back(said.id, now())  # the page showed this answer, and the person emptied it
        return None
    language = find_language(store, page_of_step(step), answer.words)
    hidden = find_hidden(store, situation, step.id)
    kept = _keep_once(store, make_statement(situation, step, answer, language), sent.get("once", ""))
    if hidden and kept.replaces == hidden.id:
        note_again(store, step.id)
    if answer.english:
        _keep_rendering(store, situation, kept, answer)
    return kept


def _keep_once(store: Store, statement: Statement, once: str) -> Statement:
    """A double tap keeps one version. A page that was sent again with other words keeps those too."""
    kept = store.keep(statement, once)
    return kept if kept.repeats(statement) else store.keep(statement)


def _keep_seen(store: Store, situation: Situation, step: Step) -> None:
    store.mark(step.id, "seen", now())
    if step.critical:
        _keep_explained(store, situation, ())


def _keep_explained(store: Store, situation: Situation, remembered: tuple[str, ...]) -> None:
    language, _ = page_languages()
    store.keep_explained(
        Explained(
            id=new_id(),
            at=now(),
            language=language.code,
            remembered=remembered,
            presence=situation.visit.presence,
        )
    )


def _keep_remembered(store: Store, situation: Situation, step: Step, answer: SubmittedAnswer) -> None:
    _keep_explained(store, situation, answer.choices)
    store.mark(step.id, "seen", now())


def _keep_visit(store: Store, situation: Situation, step: Step, answer: SubmittedAnswer) -> None:
    """Who is here, and how they help, belong to this opening of the book."""
    if step.id == WHO_IS_HERE:
        changed = msgspec.structs.replace(situation.visit, presence=answer.choices)
    else:
        changed = msgspec.structs.replace(situation.visit, helping=answer.choices)
    store.keep_visit(changed)


def _keep_interpreter(
    store: Store, situation: Situation, step: Step, answer: SubmittedAnswer, sent: Mapping[str, str]
) -> None:
    ok = sent.get("ok", "")
    if ok and ok not in {point.id for point in step.points}:
        raise Refused
    if not answer.choices:
        store.mark(step.id, "seen", now())
        return
    before = situation.interpreter
    if not ok and before and (before.kind == answer.choices[0] or before.ok != "yes"):
        ok = before.ok  # the quiet answer is not shown again, and correcting a name must not undo it
    interpreter = msgspec.convert(
        {
            "id": new_id(),
            "kind": answer.choices[0],
            "language": clean_words(sent.get("tongue", ""))[:LONGEST_NAME],
            "dialect": clean_words(sent.get("dialect", ""))[:LONGEST_NAME],
            "ok": ok,
            "at": now(),
        },
        Interpreter,
    )
    store.keep_interpreter(interpreter)
    store.keep_visit(msgspec.structs.replace(situation.visit, interpreter=interpreter.id))


def _keep_rendering(store: Store, situation: Situation, kept: Statement, answer: SubmittedAnswer) -> None:
    if any(
        (one.statement, one.words, one.note) == (kept.id, answer.english, answer.note)
        for one in store.renderings()
    ):
        return  # a double tap
    store.keep_rendering(
        Rendering(
            id=new_id(),
            statement=kept.id,
            words=answer.english,
            role=situation.interpreter.kind if situation.interpreter else "not-said",
            note=answer.note,
            at=now(),
        )
    )

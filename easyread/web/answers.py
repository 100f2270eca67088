"""An answer -> the book. Who was here and who helped travel with every statement."""

from __future__ import annotations

import secrets

import msgspec
from werkzeug.datastructures import MultiDict

from easyread.book.store import Store
from easyread.model import Explained, Interpreter, Rendering, Statement, Step
from easyread.web.forms import LONGEST_NAME, Answer, Refused, clean_words
from easyread.web.lines import page_languages
from easyread.web.situation import Situation, now


def new_id() -> str:
    """A random id: 32 hex digits."""
    return secrets.token_hex(16)


def keep_answer(
    store: Store, situation: Situation, step: Step, answer: Answer, sent: MultiDict[str, str]
) -> Statement | None:
    """Keep one answer where it belongs; ``None`` when nothing was said or it is not a statement."""
    store.unmark(step.id)
    if step.kind == "information":
        _keep_seen(store, situation, step)
    elif step.each_time:
        _keep_visit(store, situation, step, answer)
    elif step.kind == "interpreter":
        _keep_interpreter(store, situation, step, answer, sent)
    elif step.kind == "remember":
        _keep_remembered(store, situation, step, answer)
    elif answer.says_something:
        kept = store.keep(make_statement(situation, step, answer), once=sent.get("once", ""))
        if answer.english:
            _keep_rendering(store, situation, kept, answer)
        return kept
    return None


def make_statement(situation: Situation, step: Step, answer: Answer) -> Statement:
    """The statement that an answer is, with its provenance. A way to skip stands alone."""
    language, _ = page_languages()
    said = Answer(skip=answer.skip, private=answer.private) if answer.skip else answer
    return Statement(
        id=new_id(),
        step=step.id,
        question_version=step.version,
        kind=step.kind,
        choices=said.choices,
        sorted=said.sorted,
        words=said.words,
        language=language.code,
        direction=language.direction,
        skip=said.skip,
        private=said.private,
        presence=situation.visit.presence,
        helping=situation.visit.helping or (),
        interpreter=situation.visit.interpreter,
        at=now(),
    )


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


def _keep_remembered(store: Store, situation: Situation, step: Step, answer: Answer) -> None:
    _keep_explained(store, situation, answer.choices)
    store.mark(step.id, "seen", now())


def _keep_visit(store: Store, situation: Situation, step: Step, answer: Answer) -> None:
    """Who is here, and how they help, belong to this opening of the book."""
    if step.id == "who-is-here":
        changed = msgspec.structs.replace(situation.visit, presence=answer.choices)
    else:
        changed = msgspec.structs.replace(situation.visit, helping=answer.choices)
    store.keep_visit(changed)


def _keep_interpreter(
    store: Store, situation: Situation, step: Step, answer: Answer, sent: MultiDict[str, str]
) -> None:
    ok = sent.get("ok", "")
    if ok and ok not in {point.id for point in step.points}:
        raise Refused
    if not answer.choices:
        store.mark(step.id, "seen", now())
        return
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


def _keep_rendering(store: Store, situation: Situation, kept: Statement, answer: Answer) -> None:
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

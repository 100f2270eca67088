"""An answer -> the book. Who was here and who helped travel with every statement."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from easyread.book.store import Store
from easyread.content.needed import MYSELF, WHO_IS_HERE
from easyread.kinds import is_about_now, kind_of
from easyread.kinds.interpreter import SIGNING
from easyread.languages import ENGLISH, Language
from easyread.model import Draft, Explained, Interpreter, Statement, Step, SubmittedAnswer
from easyread.own_language import find_language, same_language
from easyread.visit.answered_again import note_again, set_aside
from easyread.visit.attachments import find_here
from easyread.visit.company import refuse_more, say_who_is_here
from easyread.visit.descriptions import keep_abouts
from easyread.visit.drafts import Told, drop_sent, find_draft_language, keep_draft, merge
from easyread.visit.half_written import may_show
from easyread.visit.kept import SIGNED
from easyread.visit.put_together import put_together
from easyread.visit.recordings import end_recordings
from easyread.visit.renderings import INTERPRETER, NOT_SAID, SentRendering, keep_rendering
from easyread.visit.situation import Situation, new_id, now, read_situation
from easyread.visit.telling import find_page
from easyread.visit.way_through import find_following

_HELP_NOW = "every_page.help_now"


class Outcome(NamedTuple):
    """What a view has to know of what was kept, and where to go next: plain values, and no address yet."""

    new_company: bool  # was it kept who is here?
    step: Step | None  # whose page is next
    page: str = ""  # the endpoint of another page, about ``step``; without both: my page
    told: Told = ""  # what the person has to hear of another tab


def has_own_language(statement: Statement) -> bool:
    """Are there own words in another language than English, or in signs? Choices need no interpreter."""
    return bool(statement.words) and not (statement.is_exact and same_language(statement.language, ENGLISH))


def keep_answer(
    store: Store, situation: Situation, step: Step, answer: SubmittedAnswer, sent: Draft
) -> Outcome:
    """Keep what a page sent where it belongs, all at once or nothing, and say where to go next.

    ``sent``: the same page as half given. It is kept while it is no answer; with the answer, its draft ends.

    Raises :class:`.company.SomebodyWent`; then nothing is kept.
    """
    if not may_show(store, situation, sent):
        keep_draft(store, situation.library, sent)  # somebody came in: nothing is shown, and nothing is lost
        return Outcome(False, step)
    merged = merge(store, situation, sent)
    whole = put_together(store, step, answer, merged)
    if step.id == WHO_IS_HERE and not whole.later:
        # As it was sent, it holds where nothing can be kept.
        refuse_more(situation, whole.choices, answer.choices)
    with store.together():
        kept = _keep_or_leave(store, situation, step, whole, sent)
        unsaid = answer.english and not kept  # an interpreter's English of words that are not there yet
        goes_one_way = kind_of(step).keeps == "interpreter-ok"  # nothing shows if it was answered
        is_over = goes_one_way or not (answer.skip or answer.later or unsaid)
        if is_over:
            drop_sent(store, sent)
        else:  # half-written words must outlive a skip
            keep_draft(store, situation.library, sent)
    page = _find_page_after(step, answer, kept) if is_over else ""
    new_company = is_about_now(step) and not answer.later
    told: Told = merged.told if is_over else ""
    if page:
        return Outcome(new_company, None if page == _HELP_NOW else step, page, told)
    changed = read_situation(store, situation.library, situation.visit)
    if is_over and (page := find_page(store, changed, step, answered=bool(merged.changed))):
        return Outcome(new_company, step, page, told)
    return Outcome(new_company, find_following(step, store, changed, answer.quick), told=told)


def keep_seen(store: Store, situation: Situation, step: Step, language: str) -> None:
    """A page without an answer was seen; and in which ``language``, where that matters."""
    with store.together():
        store.mark(step.id, "seen", now())
        if step.critical:
            _keep_explained(store, situation, (), language)


def _find_page_after(step: Step, answer: SubmittedAnswer, kept: Statement | None) -> str:
    """Some answers have a page of their own after them: help, names, the pictures again, read back."""
    if any(choice.to == "help" for choice in step.choices if choice.id in answer.choices):
        return _HELP_NOW
    return kind_of(step).find_after(step, kept)


def _keep_or_leave(
    store: Store, situation: Situation, step: Step, answer: SubmittedAnswer, sent: Draft
) -> Statement | None:
    """The statement that an answer is; ``None`` when nothing was said or it is something else."""
    if answer.later:
        store.mark(step.id, "later", now())
        return None
    store.unmark(step.id)
    if answer.skip:  # a way to skip stands alone: what is half given beside it is a draft
        answer = SubmittedAnswer(skip=answer.skip, private=answer.private, was=answer.was, once=answer.once)
    keeps = kind_of(step).keeps
    if keeps == "seen":
        keep_seen(store, situation, step, sent.language)
    elif step.each_time:
        _keep_visit(store, situation, step, answer)
    elif keeps in {"interpreter", "interpreter-ok"}:
        keep = _keep_interpreter if keeps == "interpreter" else _keep_interpreter_ok
        keep(store, situation, step, answer)
    elif keeps == "remembered":
        _keep_explained(store, situation, answer.choices, sent.language)
        store.mark(step.id, "seen", now())
    else:
        return _keep_statement(store, situation, step, answer, sent)
    return None


def _make_statement(
    situation: Situation, step: Step, answer: SubmittedAnswer, language: Language, writer: str
) -> Statement:
    """The statement that an answer is, with its provenance; ``language`` and ``writer`` of the words."""
    return Statement(
        id=new_id(),
        step=step.id,
        question_version=step.version,
        kind=step.kind,
        choices=answer.choices,
        sorted=answer.sorted,
        words=answer.words,
        written_by=writer,
        attached=answer.attached,
        language=language.code,
        direction=language.direction,
        skip=answer.skip,
        private=answer.private,
        presence=situation.visit.presence,
        helping=situation.visit.helping or (),
        interpreter=situation.visit.interpreter,
        visit=situation.visit.id,
        at=now(),
    )


def _find_writer(situation: Situation, answer: SubmittedAnswer, said: Statement | None) -> str:
    """Who wrote the words: asked beside a sign language interpreter, and kept while the words stay."""
    who, same = situation.interpreter, said is not None and said.words == answer.words
    if not answer.words:
        return ""
    if who is None or who.kind not in SIGNING or (same and "by" not in answer.changed):
        return said.written_by if said and same else ""
    return {SIGNED: who.kind, MYSELF: MYSELF}.get(answer.by, NOT_SAID)


def _keep_statement(
    store: Store, situation: Situation, step: Step, answer: SubmittedAnswer, sent: Draft
) -> Statement | None:
    said = situation.statement_of(step)
    if said and not answer.changed and not answer.skip:
        return said  # nobody changed anything on the page
    end_recordings(store, sent.page, answer.attached)
    attached = keep_abouts(store, find_here(store, sent.page, answer.attached), answer.about)
    answer = msgspec.structs.replace(answer, attached=attached)
    if not answer.says_something:
        if said and answer.was == said.id and not answer.english:
            store.take_back(said.id, now())  # the page showed this answer, and the person emptied it
        return None
    writer = _find_writer(situation, answer, said)
    language = find_draft_language(store, situation.library, sent, answer.words)
    if writer in SIGNING:  # the interpreter puts signs into English, whatever the page is in
        language = find_language(answer.words, ENGLISH)
    made = set_aside(store, situation, _make_statement(situation, step, answer, language, writer))
    kept = _keep_once(store, made, answer.once)
    if kept.aside:
        note_again(store, step.id)
    if answer.english:
        page_showed = "".join(sent.fields.get("words", ())) == kept.words
        said = None if page_showed else store.statement(answer.was)  # other words came meanwhile
        sent_english = SentRendering(answer.english, INTERPRETER, ENGLISH, note=answer.note)
        keep_rendering(store, situation, said or kept, sent_english)
    return kept


def _keep_once(store: Store, statement: Statement, once: str) -> Statement:
    """A double tap keeps one version. A page that was sent again with other words keeps those too."""
    kept = store.keep(statement, once)
    return kept if kept.repeats(statement) else store.keep(statement)


def _keep_explained(store: Store, situation: Situation, remembered: tuple[str, ...], language: str) -> None:
    store.keep_explained(
        Explained(
            id=new_id(),
            at=now(),
            language=language,
            remembered=remembered,
            presence=situation.visit.presence,
        )
    )


def _keep_visit(store: Store, situation: Situation, step: Step, answer: SubmittedAnswer) -> None:
    """Who is here, and how they help, belong to this opening of the book."""
    if step.id == WHO_IS_HERE:
        changed = say_who_is_here(situation.visit, answer.choices)
    else:
        changed = msgspec.structs.replace(situation.visit, helping=answer.choices)
    store.keep_visit(changed)


def _keep_interpreter(store: Store, situation: Situation, step: Step, answer: SubmittedAnswer) -> None:
    if not answer.choices:
        store.mark(step.id, "seen", now())
        return
    before, named = situation.interpreter, (answer.choices[0], answer.tongue, answer.dialect)
    if before and named == (before.kind, before.language, before.dialect):
        return  # the same again is the same interpreter, with the quiet answer about them
    kind, language, dialect = named
    interpreter = Interpreter(id=new_id(), kind=kind, language=language, dialect=dialect, at=now())
    store.keep_interpreter(interpreter)
    store.keep_visit(msgspec.structs.replace(situation.visit, interpreter=interpreter.id))


def _keep_interpreter_ok(store: Store, situation: Situation, _step: Step, answer: SubmittedAnswer) -> None:
    """The quiet answer. Nothing tapped is no answer: what was answered before stays."""
    ok = answer.skip or "".join(answer.choices)
    asked_of = situation.last_interpreter
    # Another one may have been named since the page was shown.
    if ok and asked_of and answer.was == asked_of.id:
        store.keep_interpreter_ok(asked_of.id, ok)

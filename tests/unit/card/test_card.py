import re
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from easyread.card import Card, Line, Texts, quoted
from easyread.exports.text import write_text
from easyread.languages import ENGLISH
from easyread.model import Person, ReadBack, Rendering, Section, Statement, Step
from tests.unit.card.people import make_asha
from tests.unit.card.samples import (
    NAME,
    NOW,
    TODAY,
    card,
    choice,
    grant,
    statement,
    step,
)

WANT = step(
    "want", "want", "many", choice("Stay home", "home", card="I want to stay in my home."), card_title="Wish"
)
URDU_WORDS: dict[str, Any] = {"words": "میرا گھر", "language": "ur", "direction": "rtl"}


def lines_of(made: Card, section: str) -> list[Line]:
    sections = (*made.sections, *((made.talk,) if made.talk else ()))
    return [line for part in sections if part.id == section for line in part.lines]


def words_of(line: Line) -> list[str]:
    return [text.words for text in line.texts]


def told(texts: Texts) -> list[str]:
    return [text.words for text in texts]


def rendering(of: Statement, **more: Any) -> Rendering:
    given: dict[str, Any] = {
        "id": "r",
        "statement": of.id,
        "words": "My home",
        "role": "registered-interpreter",
        "at": NOW,
    } | more
    return Rendering(**given)


def test_a_choice_becomes_its_whole_sentence_and_own_words_stay_as_said() -> None:
    made = card([(WANT, statement(WANT, "Stay home", words="  me, here!\n "))])
    ready, own = lines_of(made, "want")
    assert words_of(ready) == ["I want to stay in my home."]
    assert ready.texts[0].origin == "ready"
    assert words_of(own) == ["  me, here!\n "]
    assert own.texts[0].origin == "own"
    assert quoted(own.texts[0]) == "“  me, here!\n ”"
    assert quoted(ready.texts[0]) == "I want to stay in my home."
    assert own.title[0].words == "Wish"


def test_a_title_that_only_repeats_the_heading_is_left_out() -> None:
    at = step("want", "want", "words", card_title="What I want")
    assert lines_of(card([(at, statement(at, words="home"))]), "want")[0].title == ()


def test_sections_stand_in_the_order_of_what_harms_most_if_lost() -> None:
    kinds: list[Section] = ["worry", "working", "safe", "people", "not", "want", "talk"]
    steps = [step(f"s-{kind}", kind, "words") for kind in kinds]
    made = card([(at, statement(at, words=at.id)) for at in steps])
    assert made.talk is not None
    assert [part.id for part in made.sections] == [
        "want",
        "not",
        "app",
        "people",
        "safe",
        "working",
        "worry",
    ]


def test_every_card_says_for_whom_its_ok_is_and_its_limit_as_the_app() -> None:
    made = card([])
    assert [words_of(line)[0] for line in lines_of(made, "app")] == [
        "This OK is only for: Social worker. Others need a new OK.",
        "You may have to tell others, to keep people safe. If it is safe, tell the person first.",
    ]


def test_what_nobody_said_is_the_apps_own_by_its_origin_its_part_and_its_voice() -> None:
    made = make_asha()
    of_the_person = [line for line in made.lines if line.statement]
    of_the_app = [line for line in made.lines if not line.statement]
    assert [line.id for line in of_the_app] == [line.id for line in lines_of(made, "app")]
    assert {text.origin for line in of_the_person for text in line.texts} <= {
        "own",
        "ready",
        "rendering",
        "missing",
    }
    small = [text for texts in (made.made_for, *made.foot) for text in texts]
    notes = [text.note for line in of_the_person for text in line.texts if text.origin == "rendering"]
    assert notes
    assert not re.search(r"\b(I|me|my)\b", " ".join(notes))
    for text in (*small, *(text for line in of_the_app for text in line.texts)):
        assert text.origin in {"app", "missing"}
        if text.language == ENGLISH:
            assert not re.search(r"\b(I|me|my|mine)\b", text.words, re.IGNORECASE), text.words


def test_ask_me_first_stands_on_a_card_only_where_it_was_chosen() -> None:
    asks = choice("People ask me first", "ask-me-first", card="It works if people ask me first.")
    notice = step("notice", "want", "many", asks, choice("I sleep well", "sleep"), card_title="Signs")
    for chosen, times in (("People ask me first", 1), ("I sleep well", 0)):
        made = card([(notice, statement(notice, chosen))])
        words = " ".join(text.words for line in made.lines for text in line.texts)
        assert words.lower().count("ask me first") == times
        assert [line.picture for line in made.lines].count("ask-me-first") == times


def test_own_words_about_what_is_not_wanted_stand_under_the_question_they_answer() -> None:
    at = step("no", "not", "many", choice("Police", "police"), card_title="Limits")
    made = card([(at, statement(at, words="Living there."))])
    assert [text.words for text in lines_of(made, "not")[0].title] == ["Asked: What do you say?"]


def test_a_refusal_carries_its_cross() -> None:
    at = step("no", "not", "many", choice("Do not phone.", "phone", no=True), choice("Be slow.", "talk"))
    made = card([(at, statement(at, "Do not phone.", "Be slow."))])
    assert [line.no for line in lines_of(made, "not")] == [True, False]


@pytest.mark.parametrize("skip", ["unsure", "rather-not"])
def test_a_skip_makes_no_line(skip: str) -> None:
    made = card([(WANT, statement(WANT, skip=skip))])
    assert lines_of(made, "want") == []
    assert made.said == ()


@pytest.mark.parametrize("kind", ["information", "interpreter", "remember", "share", "card", "today"])
def test_pages_that_explain_or_lead_on_make_no_line(kind: Any) -> None:
    at = step("page", "want", kind, choice("Yes", "yes"))
    assert card([(at, statement(at, "Yes", words="words"))]).said == ()


def test_a_scale_and_a_sort_become_sentences() -> None:
    well, bad = choice("Going well", "thumbs-up"), choice("Not going well", "thumbs-down")
    mat = step(
        "mat", "working", "sort", choice("My home", "home"), choice("My money", "money"), points=(well, bad)
    )
    feel = step("feel", "safe", "scale", points=(choice("Safe", "happy", card="I feel safe."),))
    near = step("near", "want", "scale", points=(choice("Half way", "ok"),), card_title="How near I am")
    made = card(
        [
            (mat, statement(mat, sorted={"my-money": "not-going-well", "gone": "going-well"})),
            (feel, statement(feel, "Safe")),
            (near, statement(near, "Half way")),
        ]
    )
    money = lines_of(made, "working")[0]
    assert (words_of(money), money.picture, money.point) == (
        ["My money: Not going well"],
        "money",
        "thumbs-down",
    )
    assert len(lines_of(made, "working")) == 1
    assert words_of(lines_of(made, "safe")[0]) == ["I feel safe."]
    assert words_of(lines_of(made, "want")[0]) == ["How near I am: Half way"]


def test_people_stand_with_first_name_and_role_only_through_their_own_step() -> None:
    helps = step(
        "who-helps", "people", "people", choice("Friend", "friend", card="I want a friend to help me.")
    )
    other = step("who-is-good", "people", "people", choice("Friend", "friend"))
    sam = Person(id="p", role="friend", name="Sam", at=NOW)
    named = card([(helps, statement(helps, "Friend"))], people=[sam])
    assert words_of(lines_of(named, "people")[0]) == ["Friend: Sam"]
    assert words_of(lines_of(card([(helps, statement(helps, "Friend"))]), "people")[0]) == [
        "I want a friend to help me."
    ]
    elsewhere = card([(other, statement(other, "Friend"))], people=[sam])
    assert words_of(lines_of(elsewhere, "people")[0]) == ["Friend"]


def test_an_interpreters_english_stands_beside_the_words_with_its_stamp() -> None:
    said = statement(WANT, **URDU_WORDS)
    newer = rendering(
        said, id="s", words="My house", at=NOW + timedelta(hours=1), note="a doubt", replaces="r"
    )
    read = ReadBack(id="b", rendering="s", agrees=True, at=NOW)
    made = card([(WANT, said)], "ur", ENGLISH, renderings=[rendering(said), newer], read_backs=[read])
    own, english = lines_of(made, "want")[0].texts
    assert (own.words, own.origin, own.direction) == ("میرا گھر", "own", "rtl")
    assert (english.words, english.origin) == ("My house", "rendering")
    by = "English by: Registered interpreter. 21 November 2026."
    assert english.note == f"{by} Read back to the person. They agreed."
    [remark] = english.under
    assert (remark.words, remark.origin, remark.note) == ("a doubt", "remark", "A note by who wrote this:")


def test_two_authors_english_stands_one_under_the_other_and_what_i_agreed_with_first() -> None:
    said = statement(WANT, **URDU_WORDS)
    other = rendering(said, id="s", words="My house", role="agency", mode="signed", source="ur")
    reads = [ReadBack(id="b", rendering="s", agrees=True, at=NOW)]
    made = card([(WANT, said)], "ur", ENGLISH, renderings=[rendering(said), other], read_backs=reads)
    english = lines_of(made, "want")[0].texts[1]
    assert (english.words, [under.words for under in english.under]) == ("My house", ["My home"])
    assert "From signs." in english.note
    assert "Not yet checked with the person." in english.under[0].note


def test_english_that_i_said_is_not_what_i_mean_is_not_printed_and_the_card_says_so() -> None:
    said = statement(WANT, **URDU_WORDS)
    reads = [ReadBack(id=id_, rendering="r", agrees=id_ == "b", at=NOW) for id_ in "bc"]
    made = card([(WANT, said)], "ur", ENGLISH, renderings=[rendering(said, note="x")], read_backs=reads)
    line = lines_of(made, "want")[0]
    assert line.missing
    assert "My home" not in repr(made)
    assert line.texts[1].words.endswith("The person said: That is not what I mean. Ask an interpreter.")


def test_a_mark_of_another_author_is_told_in_the_small_print_whatever_language_the_words_are_in() -> None:
    made = card([(WANT, statement(WANT, words="Mój dom", language="pl", written_by="bsl"))])
    assert lines_of(made, "want")[0].original is not None
    assert any(rule[0].words.startswith("‘ ’ = someone else wrote this.") for rule in made.foot)


def test_a_page_has_letters_for_a_note_under_the_english_of_a_second_author() -> None:
    said = statement(WANT, words="Mój dom", language="pl")
    other = rendering(said, id="s", words="My house", role="agency", note="میرا گھر")
    made = card([(WANT, said)], renderings=[rendering(said), other])
    [remark] = lines_of(made, "want")[0].texts[0].under[0].under
    assert (remark.words, remark.language) == ("میرا گھر", "ur")
    assert "ur" in made.tongues


def test_a_rendering_that_was_not_read_back_says_so() -> None:
    said = statement(WANT, **URDU_WORDS)
    made = card([(WANT, said)], "ur", ENGLISH, renderings=[rendering(said, role="stranger")])
    note = lines_of(made, "want")[0].texts[1].note
    assert note == "English by: not said. 21 November 2026. Not yet checked with the person."


def test_words_without_english_say_so_and_are_not_translated() -> None:
    made = card([(WANT, statement(WANT, **URDU_WORDS))], "ur", ENGLISH)
    line = lines_of(made, "want")[0]
    assert line.missing
    assert line.texts[1].origin == "missing"
    assert line.texts[1].words == "Not in English yet. Ask an interpreter. Do not guess."


def test_own_words_stand_on_a_card_in_another_language_too() -> None:
    said = statement(WANT, **URDU_WORDS)
    line = lines_of(card([(WANT, said)], renderings=[rendering(said)]), "want")[0]
    assert line.original is not None
    assert line.original.words == "میرا گھر"
    assert line.original.origin == "own"
    assert not line.missing
    assert words_of(line) == ["My home"]


def test_english_words_need_no_rendering_and_have_none_in_the_other_language() -> None:
    line = lines_of(card([(WANT, statement(WANT, words="my home"))], "pl", ENGLISH), "want")[0]
    assert [text.origin for text in line.texts] == ["missing", "own"]
    assert not line.missing


def test_draft_lines_are_marked_and_the_small_print_says_what_it_means() -> None:
    at = step("s", "safe", "many", choice("I can lock my room.", "door-lock"))
    made = card([(at, statement(at, "I can lock my room."))], "ur", ENGLISH)
    urdu, english = lines_of(made, "safe")[0].texts
    assert (urdu.draft, urdu.note) == (True, "مسودہ · draft")
    assert (english.draft, english.note) == (False, "")
    assert any("nobody has checked" in text.words for texts in made.foot for text in texts)


def test_a_line_with_no_translation_says_only_in_english_beside_it() -> None:
    at = step("s", "safe", "many", choice("A sentence nobody translated.", "heart"))
    texts = lines_of(card([(at, statement(at, "A sentence nobody translated."))], "pl", ENGLISH), "safe")[
        0
    ].texts
    assert [text.origin for text in texts] == ["missing", "ready"]
    assert texts[0].words == "Only in English. Ask an interpreter."
    assert texts[1].words == "A sentence nobody translated."


def test_a_checked_translation_stands_without_a_mark() -> None:
    limit = lines_of(card([], "pl", ENGLISH), "app")[1].texts
    assert [(text.origin, text.draft, text.note) for text in limit] == [("app", False, "")] * 2


def test_a_critical_line_is_never_shown_as_a_draft() -> None:
    limit = lines_of(make_asha(), "app")[1].texts
    assert limit[0].origin == "missing"
    assert limit[1].words.startswith("You may have to tell others")


def test_a_card_in_one_language_falls_back_to_english_line_by_line() -> None:
    at = step("s", "safe", "many", choice("A sentence nobody translated.", "heart"))
    text = lines_of(card([(at, statement(at, "A sentence nobody translated."))], "pl"), "safe")[0].texts[0]
    assert (text.words, text.language, text.direction) == ("A sentence nobody translated.", ENGLISH, "ltr")


def test_the_name_heads_the_card_only_when_it_is_shared() -> None:
    named = statement(NAME, words=" Asha ")
    assert card([(NAME, named)]).title[0].words == "Asha – my words"
    assert card([(NAME, named)]).said == (named.id,)
    kept = card([(NAME, named)], grants=[])
    assert (kept.name, kept.title[0].words) == ("", "My words")


def test_a_name_that_the_person_would_rather_not_say_is_no_title() -> None:
    assert card([(NAME, statement(NAME, words="Asha", skip="rather-not"))]).title[0].words == "My words"


def test_a_very_long_name_stands_as_a_line_not_as_the_title() -> None:
    made = card([(NAME, statement(NAME, words="a name " * 20))])
    assert made.title[0].words == "My words"
    assert words_of(lines_of(made, "me")[0]) == ["a name " * 20]


def test_braces_in_a_name_are_only_letters() -> None:
    assert card([(NAME, statement(NAME, words="{date} {name}"))]).title[0].words == "{date} {name} – my words"


def test_facts_say_who_was_here_by_label_and_when_the_ok_ends() -> None:
    said = statement(WANT, "Stay home", presence=("advocate", "unknown"), helping=("typing-my-words",))
    made = card(
        [(WANT, said)], grants=[grant(said, until=TODAY)], number=3, previous=TODAY - timedelta(days=1)
    )
    facts = {fact.id: fact.value[0].words for fact in made.facts}
    assert facts == {
        "made-on": "21 November 2026",
        "purpose": "Keep me safe",
        "until": "Until 21 November 2026",
        "language": "English",
        "here": "Advocate",
        "helping": "Typing my words",
        "number": "3. Last one: 20 November 2026.",
    }


def test_who_was_here_for_words_that_are_not_shared_is_not_told() -> None:
    shared, kept = statement(WANT, "Stay home"), statement(NAME, words="Asha", presence=("advocate",))
    made = card([(WANT, shared), (NAME, kept)], grants=[grant(shared)])
    [here] = [fact for fact in made.facts if fact.id == "here"]
    assert [(text.words, text.origin) for text in here.value] == [("not said", "app")]


def test_who_was_here_is_told_of_each_company_with_its_days() -> None:
    first = statement(WANT, "Stay home", presence=("advocate",))
    later = replace(
        statement(NAME, words="Asha", presence=("interpreter",)), id="later", at=NOW + timedelta(days=3)
    )
    made = card([(WANT, first), (NAME, later)], "ur", ENGLISH)
    assert [fact.id for fact in made.facts if fact.id == "helping"] == []
    [here] = [fact for fact in made.facts if fact.id == "here"]
    assert told(here.value)[1] == "Advocate: 21 November 2026; Interpreter: 24 November 2026"
    [line] = [line for line in write_text(made).splitlines() if "Advocate" in line]
    assert " / Interpreter" not in line  # that sign stands between languages


def test_who_was_not_told_of_is_told_once_whether_it_was_asked_or_not() -> None:
    first = statement(WANT, "Stay home", presence=())
    later = replace(statement(NAME, words="Asha"), id="later", at=NOW + timedelta(days=3))
    [here] = [fact for fact in card([(WANT, first), (NAME, later)]).facts if fact.id == "here"]
    assert told(here.value) == ["not said"]


def test_only_picked_lines_are_on_the_card() -> None:
    said = statement(WANT, "Stay home", words="me")
    other = step("other", "safe", "words")
    answers: list[tuple[Step, Statement]] = [(WANT, said), (other, statement(other, words="you"))]
    by_line = card(answers, picked=frozenset({f"{said.id}.words"}))
    assert [line.id for line in by_line.lines if line.statement] == [f"{said.id}.words"]
    by_statement = card(answers, picked=frozenset({said.id}))
    assert by_statement.said == (said.id,)
    assert card(answers, picked=frozenset()).said == ()


def test_an_answer_to_an_unknown_step_or_choice_makes_no_line() -> None:
    gone = step("gone", "want", "words")
    assert card([(gone, statement(gone, words="x"))], steps={}).said == ()
    odd = replace(statement(WANT), choices=("no-such-choice",))
    assert card([(WANT, odd)]).said == ()


def test_a_card_has_one_or_two_languages() -> None:
    with pytest.raises(ValueError, match="one or two"):
        card([], languages=())

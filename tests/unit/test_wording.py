from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from easyread.settings import resources
from easyread.wording import Kind, Words, WordsError, check_line, load_words

CONTENT = resources("content")

# Lines that a group of readers could be given as they are.
GOOD = """\
I want to stay in my home.
You do not have to answer.
You can change your mind later.
Tap as many as you like.
Who do you want to help you?
Someone took my money.
I feel safe with my sister.
Please come back tomorrow.
Nobody can open my purse.
I go to the mosque on Friday.
I use a wheelchair.
My support worker helps me wash.
Is it OK to leave a message?
What is the date today?
Do not phone my house.
Please read this to me in Urdu.
I use BSL.
Call 01534 444440.
You are not in trouble.
I was scared.
Your words stay on this tablet.
They typed my words."""

# Each bad line, and the rule that must catch it as an error.
BAD = {
    "You can say what you want to happen and who you want to help you do it.": "long",
    "Stop here. Have a break.": "one-sentence",
    "You can stop here": "end",
    "What outcome do you want?": "jargon",
    "We will ask for your consent.": "jargon",
    "Tell us what happened.": "never",
    "Please enter your name.": "never",
    "Is this abuse?": "never",
    "Your answer is invalid.": "never",
    "Why did you go there?": "never",
    "My carer helps me.": "easier-word",
    "Click the picture.": "easier-word",
    "Ask the IMCA.": "initials",
    "This is contemptuous.": "rare-word",
    "You don't have to say.": "short-form",
    "It's your choice.": "short-form",
    "You’ll see it later.": "short-form",
}

# Lines to look at again: no error, but a warning of this rule.
DOUBTFUL = {
    "My money was taken from my bag.": "passive",
    "You can speak up here.": "idiom",
    "Wait for two minutes.": "digits",
    "Tap yes/no now.": "hard-mark",
    "You will never be without help.": "two-nots",
    "Tell us when it is cold and if you want to go.": "two-ideas",
    "I like the trampoline.": "rare-word",
    "You can ask a person you trust to sit here.": "long",
}


@pytest.fixture(scope="module")
def words() -> Words:
    return load_words(CONTENT)


def rules(text: str, words: Words, level: str, kind: Kind = "line") -> set[str]:
    return {finding.rule for finding in check_line(text, kind, words) if finding.level == level}


@pytest.mark.parametrize("text", GOOD.splitlines())
def test_a_good_line_has_no_error(text: str, words: Words) -> None:
    assert rules(text, words, "error") == set()


@pytest.mark.parametrize(("text", "rule"), BAD.items())
def test_a_bad_line_is_caught(text: str, rule: str, words: Words) -> None:
    assert rule in rules(text, words, "error")


@pytest.mark.parametrize(("text", "rule"), DOUBTFUL.items())
def test_a_doubtful_line_is_a_warning_only(text: str, rule: str, words: Words) -> None:
    kind: Kind = "question" if rule == "long" else "line"
    assert rule in rules(text, words, "warning", kind)
    assert rules(text, words, "error") == set()


def test_12_words_pass_and_13_do_not(words: Words) -> None:
    twelve = "We can go out to see the park and the big old house."
    assert len(twelve.split()) == 13
    assert "long" in rules(twelve, words, "error")
    assert "long" not in rules(twelve.replace("big ", ""), words, "error")


def test_a_label_needs_no_full_stop_and_a_question_needs_a_mark(words: Words) -> None:
    assert rules("Phone call", words, "error", "label") == set()
    assert "end" in rules("Do you want help", words, "error", "question")
    assert rules("Do you want help", words, "error", "interface") == set()


def test_the_name_of_a_law_may_hold_hard_words(words: Words) -> None:
    law = "Capacity and Self-Determination (Jersey) Law 2016"
    assert check_line(law, "name", words) == []
    assert rules(law, words, "error", "label")
    assert "long" in rules(" ".join(["law"] * 13), words, "error", "name")


def test_place_holders_and_tags_are_no_words(words: Words) -> None:
    assert rules("Made on %(date)s for %(reader)s.", words, "error") == set()
    assert rules("Press <strong>Next</strong>.", words, "error") == set()


def test_feelings_and_states_are_no_passive(words: Words) -> None:
    assert "passive" not in rules("I am worried about my money.", words, "warning")
    assert "passive" in rules("You are asked a question.", words, "warning")


def test_our_own_lists_do_not_contradict_each_other(words: Words) -> None:
    banned = {*words.twins, *words.jargon, *words.never, *words.idioms}
    assert banned.isdisjoint(words.allowed)
    assert banned.isdisjoint(words.twins.values())


def test_every_easy_meaning_is_itself_easy(words: Words) -> None:
    for word, meaning in words.explained.items():
        assert rules(meaning, words, "error", "label") == set(), word


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("words.yaml", "explained: {}\n", "names"),
        ("words.yaml", "a: [\n", "words.yaml"),
        ("words.yaml", None, "words.yaml"),
        ("common-words.txt", "the of and\n", "two groups"),
        ("common-words.txt", "== common\nthe of\n", "two groups"),
        ("common-words.txt", None, "common-words.txt"),
    ],
)
def test_broken_lists_are_refused_with_the_name_of_the_file(
    tmp_path: Path, file: str, text: str | None, says: str
) -> None:
    for name in ("words.yaml", "common-words.txt"):
        shutil.copy(CONTENT / name, tmp_path / name)
    if text is None:
        (tmp_path / file).unlink()
    else:
        (tmp_path / file).write_text(text, "utf-8")
    with pytest.raises(WordsError, match=says):
        load_words(tmp_path)

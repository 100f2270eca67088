"""The fixed sentences of a card, in English. Each is said in the card's languages when a card is made."""

from __future__ import annotations

from easyread.card.records import Part
from easyread.languages import N_
from easyread.model import Mode

TITLE = N_("{name} – my words")
TITLE_WITHOUT_NAME = N_("My words")
MADE_FOR = N_("This card is for: {reader}.")

# A heading says no "not": with "Do not call the police." under it the two would be read as one, the wrong way
# round (tests/unit/content/test_headings.py).
# Fixed order = harm if lost: what spills to page 2 is never what the person wants or who may see it.
HEADINGS: dict[Part, str] = {
    "me": N_("About me"),
    "talk": N_("Safe ways to talk with me"),
    "want": N_("What I want"),
    "not": N_("My limits: please keep to them"),
    "app": N_("From the app"),
    "people": N_("My people"),
    "safe": N_("Being safe"),
    "working": N_("How things are going"),
    "worry": N_("What worries me"),
}
ORDER = tuple(section for section in HEADINGS if section != "talk")  # this one stands above them all

# What the app itself says: never as the person, and in a part of its own.
APP_READER = N_("This OK is only for: {reader}. Others need a new OK.")
APP_LIMITS = N_("You may have to tell others, to keep people safe. If it is safe, tell the person first.")

# Own words that answer what somebody does not want stand under the question: "living there" alone says yes.
ASKED = N_("Asked: {question}")

NOT_IN_ENGLISH = N_("Not in English yet. Ask an interpreter. Do not guess.")
NOT_IN_LANGUAGE = N_("Not in this language yet. Ask an interpreter.")
ONLY_ENGLISH = N_("Only in English. Ask an interpreter.")
DRAFT = N_("draft")
RENDERED = N_("{language} by: {who}. {date}.")
PUT_FROM: dict[Mode, str] = {
    "written": N_("From words in writing."),
    "spoken": N_("From words aloud."),
    "signed": N_("From signs."),
}
READ_BACK = N_("Read back to the person. They agreed.")
NOT_READ_BACK = N_("Not yet checked with the person.")
UNTRAINED = N_("Family and friends are not trained interpreters.")
SIGNED = N_("Said in signs. {language} by: {who}. {date}.")
WORDS_NOT_SAID = N_("Nobody said who wrote this. A sign language interpreter was here.")
DISPUTED = N_(
    "Someone put it into other words. The person said: That is not what I mean. Ask an interpreter."
)
REMARK = N_("A note by who wrote this:")
NOT_SAID = N_("not said")

# What was said without writing is a line of its own, so that it says something on paper and as text too.
SAID_ALOUD = N_("I said this with my voice.")
MADE_DRAWING = N_("I made a drawing.")
TOOK_PHOTO = N_("I took a photo.")
MY_VOICE = N_("What I said with my voice")
MY_DRAWING = N_("My drawing")
MY_PHOTO = N_("My photo")
SHOWS = N_("It shows:")
WRITTEN = N_("Written down by: {who}. {date}.")
NOT_WRITTEN = N_("Nobody has written it down yet.")
ME = N_("Me")

PERSON = "{role}: {name}"
ANSWER = "{what}: {answer}"

MADE_ON = N_("Made on")
COPY_FROM = N_("This copy is from")
WHAT_FOR = N_("What for")
MY_OK = N_("My OK")
UNTIL = N_("Until {date}")
UNTIL_STOP = N_("Until I say stop")
LANGUAGE = N_("Language")
WHO_WAS_HERE = N_("Who was here")
HOW_HELPED = N_("How they helped")
INTERPRETER = N_("Interpreter")
NUMBER = N_("Card number")
AFTER = N_("{number}. Last one: {date}.")

OWN_WORDS = N_("“ ” = the person’s own words. No marks = a ready sentence that they chose.")
DRAFT_MEANS = N_("Draft = nobody has checked this translation. It may be wrong.")
RENDERING_MEANS = N_("‘ ’ = someone else wrote this. It is beside the person’s words, not instead of them.")
DO_NOT_CHANGE = N_("Please do not change the person’s words. The person can change their mind.")
NOT_A_TEST = N_("This card does not decide if someone can make a choice. It is not a referral.")
DANGER = N_("In danger now: call {number}.")

PAGE = N_("Page {page} of {pages}")
TURN_OVER = N_("turn over")

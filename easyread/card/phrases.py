"""The fixed sentences of a card, in English. Each is said in the card's languages when a card is made."""

from __future__ import annotations

from easyread.languages import N_
from easyread.model import Mode, Section

TITLE = N_("{name} – my words")
TITLE_WITHOUT_NAME = N_("My words")
MADE_FOR = N_("I made this for: {reader}. Please read it before you talk with me.")

# Fixed order = harm if lost: what spills to page 2 is never what the person wants or who may see it.
HEADINGS: dict[Section, str] = {
    "me": N_("About me"),
    "talk": N_("Safe ways to talk with me"),
    "want": N_("What I want"),
    "not": N_("Please do not"),
    "share": N_("Who can see this"),
    "people": N_("My people"),
    "safe": N_("What helps me feel safe"),
    "working": N_("What goes well and what does not"),
    "worry": N_("What worries me"),
}
ORDER = tuple(section for section in HEADINGS if section != "talk")  # this one stands above them all

SHARE_READER = N_("I made this card for: {reader}.")
SHARE_ASK_FIRST = N_("Ask me first before anyone else.")
SHARE_LIMITS = N_("If someone may be badly hurt, you may have to tell. Tell me first if it is safe.")

NOT_IN_ENGLISH = N_("Not in English yet. Ask an interpreter. Do not guess.")
NOT_IN_LANGUAGE = N_("Not in this language yet. Ask an interpreter.")
ONLY_ENGLISH = N_("Only in English. Ask an interpreter.")
DRAFT = N_("draft")
RENDERED = N_("{language} by: {who}. {date}.")
RENDERED_NOT_SAID = N_("{language} by: not said. {date}.")
PUT_FROM: dict[Mode, str] = {
    "written": N_("From my words in writing."),
    "spoken": N_("From my words aloud."),
    "signed": N_("From my words in signs."),
}
READ_BACK = N_("Read back to me, and I agreed.")
NOT_READ_BACK = N_("Nobody has read this back to me.")
SIGNED = N_("I signed this. {language} by: {who}. {date}.")
WORDS_NOT_SAID = N_("Nobody said who wrote this. A sign language interpreter was here.")
DISPUTED = N_("Someone put it into other words. I said: That is not what I mean. Ask an interpreter.")
REMARK = N_("A note by who wrote this:")

# What was said without writing is a line of its own, so that it says something on paper and as text too.
SAID_ALOUD = N_("I said this with my voice.")
MADE_DRAWING = N_("I made a drawing.")
TOOK_PHOTO = N_("I took a photo.")
MY_VOICE = N_("What I said with my voice")
MY_DRAWING = N_("My drawing")
MY_PHOTO = N_("My photo")
SHOWS = N_("It shows:")
WRITTEN = N_("Written down by: {who}. {date}.")
WRITTEN_NOT_SAID = N_("Written down by: not said. {date}.")
NOT_WRITTEN = N_("Nobody has written it down yet.")
ME = N_("Me")

PERSON = "{role}: {name}"
ANSWER = "{what}: {answer}"

MADE_ON = N_("Made on")
WHAT_FOR = N_("What for")
MY_OK = N_("My OK")
UNTIL = N_("Until {date}")
UNTIL_STOP = N_("Until I say stop")
LANGUAGE = N_("Language")
WHO_WAS_HERE = N_("Who was here")
NOT_SAID = N_("I did not say")
HOW_HELPED = N_("How they helped")
NUMBER = N_("Card number")
AFTER = N_("{number}. Last one: {date}.")

OWN_WORDS = N_("“ ” = my own words. No marks = I chose a ready sentence.")
DRAFT_MEANS = N_("Draft = nobody has checked this translation. It may be wrong.")
RENDERING_MEANS = N_("‘ ’ = someone else wrote this. It is beside my words, not instead of them.")
DO_NOT_CHANGE = N_("These are my words. Please do not change them. I can change my mind.")
NOT_A_TEST = N_("This card does not decide if I can make a choice. It is not a referral.")
DANGER = N_("In danger now: call {number}.")

PAGE = N_("Page {page} of {pages}")
TURN_OVER = N_("turn over")

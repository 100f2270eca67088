"""The fixed sentences of a card, in English. Each is said in the card's languages when a card is made."""

from __future__ import annotations

from easyread.model import Section


def mark(text: str) -> str:
    """Mark a line for the string extractor; the line itself is said later."""
    return text


TITLE = mark("{name} – my words")
TITLE_WITHOUT_NAME = mark("My words")
MADE_FOR = mark("I made this for: {reader}. Please read it before you talk with me.")

HEADINGS: dict[Section, str] = {
    "me": mark("About me"),
    "talk": mark("Safe ways to talk with me"),
    "want": mark("What I want"),
    "not": mark("Please do not"),
    "share": mark("Who can see this"),
    "people": mark("My people"),
    "safe": mark("What helps me feel safe"),
    "working": mark("What goes well and what does not"),
    "worry": mark("What worries me"),
}
# Fixed order = harm if lost: what spills to page 2 is never what the person wants or who may see it.
ORDER: tuple[Section, ...] = ("me", "want", "not", "share", "people", "safe", "working", "worry")

SHARE_READER = mark("I made this card for: {reader}.")
SHARE_ASK_FIRST = mark("Ask me first before anyone else.")
SHARE_LIMITS = mark("If someone may be badly hurt, you may have to tell. Tell me first if it is safe.")

NOT_IN_ENGLISH = mark("Not in English yet. Ask an interpreter. Do not guess.")
NOT_IN_LANGUAGE = mark("Not in this language yet. Ask an interpreter.")
ONLY_ENGLISH = mark("Only in English. Ask an interpreter.")
DRAFT = mark("draft")
RENDERED = mark("{language} by: {who}. {date}.")
READ_BACK = mark("Read back to me.")
NOT_READ_BACK = mark("Not yet checked with me.")
SOMEBODY = mark("an interpreter")

# What was said without writing is a line of its own, so that it says something on paper and as text too.
SAID_ALOUD = mark("I said this with my voice.")
MADE_DRAWING = mark("I made a drawing.")
TOOK_PHOTO = mark("I took a photo.")
MY_VOICE = mark("What I said with my voice")
MY_DRAWING = mark("My drawing")
MY_PHOTO = mark("My photo")
SHOWS = mark("It shows:")
WRITTEN = mark("Written down by: {who}. {date}.")
NOT_WRITTEN = mark("Nobody has written it down yet.")
WRITER = mark("somebody")
ME = mark("Me")

PERSON = "{role}: {name}"
ANSWER = "{what}: {answer}"

MADE_ON = mark("Made on")
WHAT_FOR = mark("What for")
MY_OK = mark("My OK")
UNTIL = mark("Until {date}")
UNTIL_STOP = mark("Until I say stop")
LANGUAGE = mark("Language")
WHO_WAS_HERE = mark("Who was here")
HOW_HELPED = mark("How they helped")
NUMBER = mark("Card number")
AFTER = mark("{number}. Last one: {date}.")

OWN_WORDS = mark("“ ” = my own words. No marks = I chose a ready sentence.")
DRAFT_MEANS = mark("Draft = nobody has checked this translation. It may be wrong.")
RENDERING_MEANS = mark("An interpreter’s English is beside my words, not instead of them.")
WRITTEN_MEANS = mark("What somebody wrote down is beside my voice, not instead of it.")
DO_NOT_CHANGE = mark("These are my words. Please do not change them. I can change my mind.")
NOT_A_TEST = mark("This card does not decide if I can make a choice. It is not a referral.")
DANGER = mark("In danger now: call {number}.")

PAGE = mark("Page {page} of {pages}")
TURN_OVER = mark("turn over")

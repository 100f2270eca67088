"""Made-up people and their cards, for tests and measures. Nobody here is real."""

from __future__ import annotations

from datetime import date

from easyread.card import Card
from easyread.languages import ENGLISH
from easyread.model import Person, Rendering, Section
from tests.unit.card.samples import NAME, NOW, card, choice, statement, step


def make_asha() -> Card:
    """Urdu and English, drafts, one line with an interpreter's English and one with none."""
    talk = step(
        "contact",
        "talk",
        "many",
        choice("Urdu interpreter. A woman. Not my family.", "interpreter"),
        choice("Text only. Between 10 and 2.", "mobile-phone"),
        choice("No letters to my home.", "letter", no=True),
        choice("A quiet room. My son not there.", "quiet-place"),
    )
    want = step(
        "want",
        "want",
        "many",
        choice("I want to stay in my home.", "home"),
        choice("I want my bank card back.", "bank-card"),
        picture="talk",
        card_title="What I want",
    )
    no = step(
        "do-not",
        "not",
        "many",
        choice("Do not phone my house.", "phone", no=True),
        choice("Do not tell my son what I said.", "shouting", no=True),
    )
    people = step(
        "who-helps",
        "people",
        "people",
        choice("Sister", "sister"),
        choice("Advocate", "advocate", card="I want my advocate to help me."),
    )
    safe = step(
        "safe",
        "safe",
        "many",
        choice("My sister comes on Sundays.", "sister"),
        choice("I can lock my room.", "door-lock"),
        picture="mosque",
    )
    with_them = {
        "presence": ("advocate", "interpreter"),
        "helping": ("typing-my-words",),
        "language": "ur",
        "direction": "rtl",
    }
    wants = statement(
        want,
        *(c.text for c in want.choices),
        words="میں چاہتی ہوں کہ میرے بیٹے کو مدد ملے۔ میں نہیں چاہتی کہ وہ جیل جائے۔",
        **with_them,
    )
    english = Rendering(
        id="r1",
        statement=wants.id,
        words="I want my son to get help. I do not want him to go to prison.",
        role="registered-interpreter",
        at=NOW,
    )
    answers = [
        (NAME, statement(NAME, words="Asha")),
        (talk, statement(talk, *(c.text for c in talk.choices), **with_them)),
        (want, wants),
        (no, statement(no, *(c.text for c in no.choices), **with_them)),
        (people, statement(people, "Sister", "Advocate", **with_them)),
        (
            safe,
            statement(
                safe,
                *(c.text for c in safe.choices),
                words="جمعہ کو مسجد جانا مجھے سکون دیتا ہے۔",
                **with_them,
            ),
        ),
    ]
    nadia = Person(id="p1", role="sister", name="Nadia", at=NOW)
    return card(
        answers, "ur", ENGLISH, renderings=[english], people=[nadia], number=2, previous=date(2026, 11, 14)
    )


def make_tom() -> Card:
    """English, short: big print."""
    talk = step(
        "contact",
        "talk",
        "many",
        choice("Talk slowly.", "talk"),
        choice("Show me pictures.", "point-at-picture"),
        choice("Phone me after 4.", "mobile-phone"),
        choice("My dog comes too.", "pet"),
    )
    want = step(
        "want",
        "want",
        "many",
        choice("I want the shouting to stop.", "stop"),
        choice("I want to stay in my flat.", "home"),
    )
    safe = step("safe", "safe", "many", choice("My dog.", "pet"), choice("Music in my room.", "music"))
    no = step(
        "do-not",
        "not",
        "many",
        choice("Do not tell the other people in my house.", "dont-share"),
        choice("Do not send long letters.", "letter", no=True),
    )
    people = step("who-helps", "people", "people", choice("Friend", "friend"))
    alone = {"presence": ("nobody-just-me",)}
    answers = [(NAME, statement(NAME, words="Tom"))]
    answers += [
        (at, statement(at, *(c.text for c in at.choices), **alone)) for at in (talk, want, no, people, safe)
    ]
    return card(answers, people=[Person(id="p1", role="friend", name="Sam", at=NOW)])


def make_margaret() -> Card:
    """English, long own words and many lines: two pages."""
    spoken = """I want to go back to my own bed. I have slept in it for 40 years. I know where the light is.
I want to choose when I eat.
I want someone to tell me what the meeting decided, on paper, in big letters.
I want my bank letters to come to me. Not to my nephew.
I want to see my garden every day, even when it rains; I can use the walking frame.
I want my rings back – the gold one and my mother's one with the green stone.
I want people to knock.""".splitlines()
    answers = [(NAME, statement(NAME, words="Margaret Elizabeth"))]
    for place, (words, drawn) in enumerate(
        zip(spoken, ("sleep", "food", "big-print", "letter", "garden", "stealing", "door-lock"), strict=True)
    ):
        at = step(f"want-{place}", "want", "words", picture=drawn)
        answers.append((at, statement(at, words=words)))
    lists: list[tuple[Section, tuple[tuple[str, str], ...]]] = [
        (
            "talk",
            (
                ("Talk slowly.", "talk"),
                ("Show me pictures.", "point-at-picture"),
                ("Phone me after 4.", "mobile-phone"),
            ),
        ),
        (
            "not",
            (
                ("Do not talk to me when my hearing aid is out.", "hearing-aid"),
                ("No meetings after 3 in the afternoon.", "evening"),
                ("Do not talk over me to my daughter.", "ignored"),
                ("Do not pull my arm.", "touch"),
            ),
        ),
        (
            "people",
            (
                ("Ceri, my daughter.", "who-to-involve"),
                ("Reverend Jones.", "church"),
                ("Anne, my nurse.", "nurse"),
                ("Mrs Patel next door.", "neighbour"),
            ),
        ),
        (
            "safe",
            (
                ("Being in the garden.", "garden"),
                ("Hymns on the radio.", "music"),
                ("The neighbour’s dog visits.", "pet"),
                ("My hearing aids are in.", "hearing-aid"),
                ("My glasses are clean.", "glasses"),
                ("A light on at night.", "light"),
            ),
        ),
        (
            "worry",
            (
                ("Things go missing from my room.", "stealing"),
                ("The night man opens the door and does not speak.", "scared"),
                ("I signed a paper. I did not have my glasses.", "money"),
                ("New tablets make me sleep all day.", "medicine"),
            ),
        ),
    ]
    for section, lines in lists:
        at = step(
            section, section, "many", *(choice(text, drawn, no=section == "not") for text, drawn in lines)
        )
        answers.append((at, statement(at, *(text for text, _ in lines))))
    well, bad = choice("Going well", "thumbs-up"), choice("Not going well", "thumbs-down")
    mat = step(
        "going",
        "working",
        "sort",
        choice("My home", "home"),
        choice("My support", "support-worker"),
        choice("My money", "money"),
        points=(well, bad),
    )
    answers.append(
        (
            mat,
            statement(
                mat,
                sorted={"my-home": "going-well", "my-support": "going-well", "my-money": "not-going-well"},
            ),
        )
    )
    return card(answers)


def make_ania() -> Card:
    """Polish and English, checked lines, own words without English, said in Polish."""
    want = step(
        "want",
        "want",
        "many",
        choice("I want to stay in my home.", "home"),
        picture="what-i-want",
        card_title="What I want to happen",
    )
    feel = step(
        "feel",
        "safe",
        "scale",
        points=(
            choice("Unsafe", "worried", card="I feel unsafe."),
            choice("Safe", "happy", card="I feel safe."),
        ),
    )
    answers = [
        (NAME, statement(NAME, words="Ania", language="pl")),
        (
            want,
            statement(
                want,
                *(c.text for c in want.choices),
                words="Chcę, żeby siostra była przy mnie. Numer: +44 7700 900123.",
                language="pl",
            ),
        ),
        (feel, statement(feel, "Safe", language="pl")),
    ]
    return card(answers, "pl", ENGLISH)

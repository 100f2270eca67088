"""Made-up people and small steps, for the tests and measures of cards. Nobody here is real."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from easyread.card import Card, make_card
from easyread.languages import ENGLISH, LANGUAGES, Language, Said
from easyread.model import Choice, Grant, Person, Rendering, Section, Statement, Step, StepKind

STATIC = Path(__file__).parents[2] / "static"
NOW = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
BY_CODE = {language.code: language for language in LANGUAGES}
WORKER = Choice(id="social-worker", picture="social-worker", text="Social worker")
PURPOSE = Choice(id="keep-me-safe", picture="safe", text="Keep me safe")


class SomePictures:
    """The committed pictures, by name."""

    def file(self, name: str) -> Path:
        return STATIC / "pictures" / "openmoji" / f"{name}.svg"


def choice(text: str, picture: str, **more: Any) -> Choice:
    name = "".join(sign for sign in text.lower().replace(" ", "-") if sign.isalnum() or sign == "-")
    return Choice(id=name[:40].strip("-"), picture=picture, text=text, **more)


def step(name: str, section: Section | None, kind: StepKind = "many", *choices: Choice, **more: Any) -> Step:
    more.setdefault("picture", "heart")
    return Step(id=name, kind=kind, question="What do you say?", card=section, choices=choices, **more)


def statement(at: Step, *chosen: str, **more: Any) -> Statement:
    """An answer to ``at``: choices by their text, and whatever else it should hold."""
    ids = tuple(one.id for one in (*at.choices, *at.points) if one.text in chosen)
    more.setdefault("language", ENGLISH)
    more.setdefault("id", f"{at.id}-{more.get('number', 1)}".encode().hex()[:32].ljust(32, "0"))
    return Statement(step=at.id, question_version="1", kind=at.kind, choices=ids, at=NOW, **more)


def grant(of: Statement, **more: Any) -> Grant:
    given = {"reader": WORKER.id, "purpose": PURPOSE.id, "answer": "yes", "at": NOW} | more
    return Grant(id=f"g{of.id}", statement=of.id, **given)


def say(code: str, text: str, context: str | None = None, *, critical: bool = False) -> Said:
    """Urdu drafts and Polish checked lines for the samples; English where there are none."""
    found = {"ur": URDU, "pl": POLISH}.get(code, {}).get(text)
    if code == ENGLISH:
        return Said(text, ENGLISH, "ltr", "source")
    if found is None or (critical and code == "ur"):
        return Said(text, ENGLISH, "ltr", "english")
    return Said(found, code, BY_CODE[code].direction, "draft" if code == "ur" else "checked")


def format_date(code: str, day: date) -> str:
    return f"{day.day} {'نومبر' if code == 'ur' else 'November'} {day.year}"


def card(answers: list[tuple[Step, Statement]], *codes: str, **more: Any) -> Card:
    """A card of all these answers, each shared with the social worker to keep the person safe."""
    given: dict[str, Any] = {
        "statements": [answer for _, answer in answers],
        "grants": [grant(answer) for _, answer in answers],
        "renderings": [],
        "people": [],
        "steps": {at.id: at for at, _ in answers} | {HERE.id: HERE, HELPING.id: HELPING, INTERPRETER.id: INTERPRETER},
        "say": say,
        "format_date": format_date,
        "reader": WORKER,
        "purpose": PURPOSE,
        "languages": languages(*(codes or (ENGLISH,))),
        "on": TODAY,
        "held": frozenset(),
        "credit": "Pictures: OpenMoji, changed, CC BY-SA 4.0.",
    }
    return make_card(**(given | more))


def languages(*codes: str) -> tuple[Language, ...]:
    return tuple(BY_CODE[code] for code in codes)


HERE = step("who-is-here", None, "many", choice("Nobody, just me", "me"), choice("Advocate", "advocate"), choice("Interpreter", "interpreter"))
HELPING = step("how-helping", None, "many", choice("Typing my words", "type"), choice("Reading to me", "read-aloud"))
INTERPRETER = step("interpreter", None, "interpreter", choice("Registered interpreter", "interpreter"))
NAME = step("name", "me", "words", card_title="My name")


def make_asha() -> Card:
    """Urdu and English, drafts, one line with an interpreter's English and one with none."""
    talk = step(
        "contact", "talk", "many",
        choice("Urdu interpreter. A woman. Not my family.", "interpreter"), choice("Text only. Between 10 and 2.", "mobile-phone"),
        choice("No letters to my home.", "letter", no=True), choice("A quiet room. My son not there.", "quiet-place"),
    )
    want = step("want", "want", "many", choice("I want to stay in my home.", "home"), choice("I want my bank card back.", "bank-card"), picture="talk", card_title="What I want")
    no = step("do-not", "not", "many", choice("Do not phone my house.", "phone", no=True), choice("Do not tell my son what I said.", "shouting", no=True))
    people = step("who-helps", "people", "people", choice("Sister", "sister"), choice("Advocate", "advocate", card="I want my advocate to help me."))
    safe = step("safe", "safe", "many", choice("My sister comes on Sundays.", "sister"), choice("I can lock my room.", "door-lock"), picture="mosque")
    with_them = {"presence": ("advocate", "interpreter"), "helping": ("typing-my-words",), "language": "ur", "direction": "rtl"}
    wants = statement(want, *(c.text for c in want.choices), words="میں چاہتی ہوں کہ میرے بیٹے کو مدد ملے۔ میں نہیں چاہتی کہ وہ جیل جائے۔", **with_them)
    english = Rendering(id="r1", statement=wants.id, words="I want my son to get help. I do not want him to go to prison.", role="registered-interpreter", read_back=True, at=NOW)
    answers = [
        (NAME, statement(NAME, words="Asha")),
        (talk, statement(talk, *(c.text for c in talk.choices), **with_them)),
        (want, wants),
        (no, statement(no, *(c.text for c in no.choices), **with_them)),
        (people, statement(people, "Sister", "Advocate", **with_them)),
        (safe, statement(safe, *(c.text for c in safe.choices), words="جمعہ کو مسجد جانا مجھے سکون دیتا ہے۔", **with_them)),
    ]
    nadia = Person(id="p1", role="sister", name="Nadia", at=NOW)
    return card(answers, "ur", ENGLISH, renderings=[english], people=[nadia], number=2, previous=date(2026, 11, 14))


def make_tom() -> Card:
    """English, short: big print."""
    talk = step("contact", "talk", "many", choice("Talk slowly.", "talk"), choice("Show me pictures.", "point-at-picture"), choice("Phone me after 4.", "mobile-phone"), choice("My dog comes too.", "pet"))
    want = step("want", "want", "many", choice("I want the shouting to stop.", "stop"), choice("I want to stay in my flat.", "home"))
    safe = step("safe", "safe", "many", choice("My dog.", "pet"), choice("Music in my room.", "music"))
    no = step("do-not", "not", "many", choice("Do not tell the other people in my house.", "dont-share"), choice("Do not send long letters.", "letter", no=True))
    people = step("who-helps", "people", "people", choice("Friend", "friend"))
    alone = {"presence": ("nobody-just-me",)}
    answers = [(NAME, statement(NAME, words="Tom"))]
    answers += [(at, statement(at, *(c.text for c in at.choices), **alone)) for at in (talk, want, no, people, safe)]
    return card(answers, people=[Person(id="p1", role="friend", name="Sam", at=NOW)])


def make_margaret() -> Card:
    """English, long own words and many lines: two pages."""
    spoken = """I want to go back to my own bed. I have slept in it for 40 years and I know where the light is in the dark.
I want to choose when I eat.
I want someone to tell me what the meeting decided, on paper, in big letters.
I want my bank letters to come to me. Not to my nephew.
I want to see my garden every day, even when it rains; I can use the walking frame.
I want my rings back – the gold one and my mother's one with the green stone.
I want people to knock.""".splitlines()
    answers = [(NAME, statement(NAME, words="Margaret Elizabeth"))]
    for place, (words, drawn) in enumerate(zip(spoken, ("sleep", "food", "big-print", "letter", "garden", "stealing", "door-lock"), strict=True)):
        at = step(f"want-{place}", "want", "words", picture=drawn)
        answers.append((at, statement(at, words=words)))
    lists: list[tuple[Section, tuple[tuple[str, str], ...]]] = [
        ("talk", (("Talk slowly.", "talk"), ("Show me pictures.", "point-at-picture"), ("Phone me after 4.", "mobile-phone"))),
        ("not", (("Do not talk to me when my hearing aid is out.", "hearing-aid"), ("No meetings after 3 in the afternoon.", "evening"), ("Do not talk over me to my daughter.", "ignored"), ("Do not pull my arm.", "touch"))),
        ("people", (("Ceri, my daughter.", "who-to-involve"), ("Reverend Jones.", "church"), ("Anne, my nurse.", "nurse"), ("Mrs Patel next door.", "neighbour"))),
        ("safe", (("Being in the garden.", "garden"), ("Hymns on the radio.", "music"), ("The neighbour’s dog visits.", "pet"), ("My hearing aids are in.", "hearing-aid"), ("My glasses are clean.", "glasses"), ("A light on at night.", "light"))),
        ("worry", (("Things go missing from my room.", "stealing"), ("The night man opens the door and does not speak.", "scared"), ("I signed a paper. I did not have my glasses.", "money"), ("New tablets make me sleep all day.", "medicine"))),
    ]
    for section, lines in lists:
        at = step(section, section, "many", *(choice(text, drawn, no=section == "not") for text, drawn in lines))
        answers.append((at, statement(at, *(text for text, _ in lines))))
    well, bad = choice("Going well", "thumbs-up"), choice("Not going well", "thumbs-down")
    mat = step("going", "working", "sort", choice("My home", "home"), choice("My support", "support-worker"), choice("My money", "money"), points=(well, bad))
    answers.append((mat, statement(mat, sorted={"my-home": "going-well", "my-support": "going-well", "my-money": "not-going-well"})))
    return card(answers)


NASTY = (
    '#import "/etc/passwd" #read("/etc/passwd") $x^2$ *bold* _it_ `code` // comment \\ back @ref <label> [x] = Head',
    "I like 🐶 and 👍🏽 and \u202eevil rtl\u202c and a\tb\nnew line ﷽ " + "W" * 90,
    "<script>alert(1)</script> {{ 7*7 }} {name} {date} &amp; “quotes” 'and' \"more\"",
    "e" + "\u0301" * 300 + " 漢字かな مرحبا 07700 900123",
)


def make_nasty() -> Card:
    """Words that look like code, turn the line round, or are very long."""
    answers = [(NAME, statement(NAME, words='#panic("x") $a$ <x>'))]
    for place, words in enumerate(NASTY):
        at = step(f"want-{place}", "want", "words", picture="stop")
        answers.append((at, statement(at, words=words)))
    return card(answers, ENGLISH)


def make_ania() -> Card:
    """Polish and English, checked lines, own words without English, said in Polish."""
    want = step("want", "want", "many", choice("I want to stay in my home.", "home"), picture="what-i-want", card_title="What I want to happen")
    feel = step("feel", "safe", "scale", points=(choice("Unsafe", "worried", card="I feel unsafe."), choice("Safe", "happy", card="I feel safe.")))
    answers = [
        (NAME, statement(NAME, words="Ania", language="pl")),
        (want, statement(want, *(c.text for c in want.choices), words="Chcę, żeby siostra była przy mnie. Numer: +44 7700 900123.", language="pl")),
        (feel, statement(feel, "Safe", language="pl")),
    ]
    return card(answers, "pl", ENGLISH)


URDU = {
    "{name} – my words": "{name} – میرے الفاظ",
    "Safe ways to talk with me": "مجھ سے بات کرنے کے محفوظ طریقے",
    "What I want": "میں کیا چاہتی ہوں",
    "Please do not": "براہِ مہربانی یہ نہ کریں",
    "Who can see this": "یہ کون دیکھ سکتا ہے",
    "My people": "میرے لوگ",
    "What helps me feel safe": "مجھے محفوظ محسوس کرنے میں کیا مدد دیتا ہے",
    "Urdu interpreter. A woman. Not my family.": "اردو مترجم۔ خاتون۔ میرے خاندان سے نہیں۔",
    "Text only. Between 10 and 2.": "صرف میسج۔ 10 سے 2 بجے تک۔",
    "No letters to my home.": "گھر پر خط نہ بھیجیں۔",
    "A quiet room. My son not there.": "پرسکون کمرہ۔ بیٹا وہاں نہ ہو۔",
    "I want to stay in my home.": "میں اپنے گھر میں رہنا چاہتی ہوں۔",
    "I want my bank card back.": "مجھے اپنا بینک کارڈ واپس چاہیے۔",
    "Do not phone my house.": "میرے گھر فون نہ کریں۔",
    "Do not tell my son what I said.": "میرے بیٹے کو نہ بتائیں کہ میں نے کیا کہا۔",
    "I made this card for: {reader}.": "میں نے یہ کارڈ بنایا ہے: {reader}۔",
    "Social worker": "سوشل ورکر",
    "Ask me first before anyone else.": "کسی اور کو دکھانے سے پہلے مجھ سے پوچھیں۔",
    "Sister": "بہن",
    "I want my advocate to help me.": "میں چاہتی ہوں کہ میری وکیل میری مدد کرے۔",
    "My sister comes on Sundays.": "میری بہن اتوار کو آتی ہے۔",
    "I can lock my room.": "میں اپنا کمرہ بند کر سکتی ہوں۔",
    "draft": "مسودہ",
    "Only in English. Ask an interpreter.": "صرف انگریزی میں۔ مترجم سے پوچھیں۔",
}
POLISH = {
    "{name} – my words": "{name} – moje słowa",
    "What I want": "Czego chcę",
    "I want to stay in my home.": "Chcę zostać w swoim domu.",
    "Who can see this": "Kto może to zobaczyć",
    "I made this card for: {reader}.": "Ta karta jest dla: {reader}.",
    "Social worker": "Pracownik socjalny",
    "Ask me first before anyone else.": "Najpierw zapytajcie mnie.",
    "If someone may be badly hurt, you may have to tell. Tell me first if it is safe.": "Jeśli komuś grozi poważna krzywda, może trzeba będzie to powiedzieć. Najpierw powiedzcie mnie, jeśli to bezpieczne.",
    "What helps me feel safe": "Co pomaga mi czuć się bezpiecznie",
    "I feel safe.": "Czuję się bezpiecznie.",
}

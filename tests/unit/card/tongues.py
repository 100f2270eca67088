"""Own words in eight languages and five scripts. Nobody here is real, and no native speaker has read them."""

from __future__ import annotations

from easyread.card import Card
from easyread.languages import ENGLISH, Direction
from tests.unit.card.samples import card, statement, step

# With what is hard in each: letters with dots and tails, a ligature (la), stacked and reordered signs.
TONGUES: dict[str, tuple[str, Direction]] = {
    ENGLISH: ("I want my bank card back, and a lock on my door.", "ltr"),
    "pl": ("Chcę, żeby mój syn nie krzyczał. Łatwiej mi w środę.", "ltr"),
    "ur": (
        "میں چاہتی ہوں کہ میرے بیٹے کو مدد ملے۔ میں نہیں چاہتی کہ وہ جیل جائے۔ مجھے پیسے، گھر چاہیے۔",
        "rtl",
    ),
    "ar": ("أريد أن أبقى في بيتي مع أختي، ولا أريد أن يصرخ أحد. الحمد لله لا بأس.", "rtl"),
    "pa": ("ਮੈਂ ਆਪਣੇ ਘਰ ਵਿੱਚ ਰਹਿਣਾ ਚਾਹੁੰਦੀ ਹਾਂ। ਮੇਰੀ ਭੈਣ ਨੂੰ ਫ਼ੋਨ ਕਰੋ।", "ltr"),
    "pa-Arab": ("میں اپݨے گھر وچ رہݨا چاہندی ہاں۔ میری بھین نوں فون کرو۔", "rtl"),
    "bn": ("আমি আমার বাড়িতে থাকতে চাই। আমার ছেলে যেন চিৎকার না করে। কৃষ্ণ ক্ষমা।", "ltr"),
    "gu": ("હું મારા ઘરમાં રહેવા માંગુ છું. મારી બહેનને ફોન કરો. શ્રી ક્ષમા.", "ltr"),
}


def make_tongues(*codes: str) -> Card:
    """A card in these languages, with a line of own words in each of ``TONGUES``."""
    answers = []
    for number, (code, (words, direction)) in enumerate(TONGUES.items()):
        at = step(f"s{number}", "want" if number < 4 else "worry", "words")
        answers.append((at, statement(at, words=words, language=code, direction=direction)))
    return card(answers, *codes)

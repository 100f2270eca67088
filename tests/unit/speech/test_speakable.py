"""Numbers, short forms, codes and emoji, compared sound by sound with the same in words."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from easyread.digit_groups import find_numbers
from easyread.settings import Paths
from easyread.speech import tokens
from easyread.speech.pronunciation import Spoken
from easyread.speech.speakable import NumberWords
from easyread.speech.speakable.digits import fold_digits
from easyread.speech.speakable.emoji_names import read_names
from easyread.speech.speakable.telephones import Telephones
from easyread.web.word_times import list_heard
from tests.unit.speech.phonemes import list_sounds
from tests.unit.test_digit_groups import ROWS

CASES = Path(__file__).parents[2] / "cases"
FOLDER = Paths(Path()).content / "spoken"
SPOKEN = Spoken(FOLDER)
ENGLISH = {
    "999": "nine nine nine",
    "Call 999.": "call nine nine nine",
    "call 101 or 111, or 112": "call one zero one or one one one or one one two",
    "9️⃣9️⃣9️⃣": "nine nine nine",
    "９９９": "nine nine nine",
    "𝟗𝟗𝟗": "nine nine nine",
    "٩٩٩": "nine nine nine",
    "18000": "one eight zero zero zero",
    "116 123": "one one six one two three",
    "room 101": "room one zero one",
    "101 people": "one hundred and one people",
    "999 times": "nine hundred and ninety nine times",
    "112.5": "one hundred and twelve point five",
    "999,000": "nine hundred and ninety nine thousand",
    "999bsl.co.uk": "nine nine nine B S L dot co dot U K",
    "07700 900123": "zero seven seven zero zero nine zero zero one two three",
    "07700900123": "zero seven seven zero zero nine zero zero one two three",
    "(01534) 612612.": "zero one five three four six one two six one two",
    "+44 7700 900123": "plus four four seven seven zero zero nine zero zero one two three",
    "601 234 567 602 345 678": "six zero one two three four five six seven six zero two three four five "
    "six seven eight",
    "999 07700 900123": "nine nine nine zero seven seven zero zero nine zero zero one two three",
    "999 101 112": "nine nine nine one zero one one one two",
    "020-7946-0018": "zero two zero seven nine four six zero zero one eight",
    "NHS number 943 476 5919": "N H S number nine four three four seven six five nine one nine",
    "my PIN is 4829": "my pin is four eight two nine",
    "text 61016": "text six one zero one six",
    "sort code 12-34-56": "sort code one two three four five six",
    "ref AB12345": "ref eh B one two three four five",
    "ring 12": "ring twelve",
    "I want 2 or 3 cups": "I want two or three cups",
    "in 2019": "in two thousand and nineteen",
    "1,000": "one thousand",
    "12,500": "twelve thousand five hundred",
    "1 000 000": "one million",
    "1000000": "one million",
    "3.5": "three point five",
    "1/2": "a half",
    "3½ hours": "three and a half hours",
    "1st": "first",
    "21st": "twenty first",
    "5/10": "five slash ten",
    "5 / 10": "five out of ten",
    "14 / 3": "fourteen slash three",
    "24/7": "twenty four seven",
    "1:1 support": "one to one support",
    "10-12 people": "ten to twelve people",
    "10–12": "ten to twelve",
    "-5": "minus five",
    "a -5 °C night": "a minus five degrees celsius night",
    "half past 3": "half past three",
    "3.30pm": "three thirty P M",
    "at 3.30 I go": "at three thirty I go",
    "9am-5pm": "nine eh M to five P M",
    "9.30-5pm": "nine thirty to five P M",
    "from 9.00 to 5.30": "from nine o'clock to five thirty",
    "10:00": "ten o'clock",
    "9:05": "nine oh five",
    "15:30": "three thirty P M",
    "15:00": "three P M",
    "15:05": "three oh five P M",
    "09:00": "nine o'clock",
    "12:00": "twelve o'clock",
    "12:00 at night": "twelve o'clock at night",
    "12am": "twelve eh M",
    "00:00": "midnight",
    "24:00": "midnight",
    "00:15": "twelve fifteen eh M",
    "13:00-17:30": "one P M to five thirty P M",
    "from 20.00 to 21.15": "from eight P M to nine fifteen P M",
    "15:00pm": "three P M",
    "I am 3": "I am three",
    "£12.50": "twelve pounds fifty pence",
    "£1,250.50": "one thousand two hundred and fifty pounds fifty pence",
    "£5": "five pounds",
    "£1": "one pound",
    "£0.50": "fifty pence",
    "5p": "five pence",
    "1p": "one penny",
    "£3m": "three million pounds",
    "£1.5bn": "one point five billion pounds",
    "3 million euros": "three million euros",
    "5k €": "five thousand euros",
    "£10-£20": "ten pounds to twenty pounds",
    "10%": "ten per cent",
    "5kg": "five kilograms",
    "10 mg": "ten milligrams",
    "2x a day": "two times a day",
    "07.11.2026": "seven november two thousand and twenty six",
    "21/11/26": "twenty one november two thousand and twenty six",
    "2026-11-28": "twenty eight november two thousand and twenty six",
    "7/21/2026": "twenty one july two thousand and twenty six",
    "16 Oct": "sixteen october",
    "SE1 7PB": "S E one seven P B",
    "je2 3ab": "J E two three eh B",
    "B12": "B twelve",
    "No. 5": "number five",
    "no.5": "number five",
    "house no. 12": "house number twelve",
    "it is a no.": "it is a no",
    "I said no. 5 of us": "I said no. five of us",
    "No. 5 people came": "no. five people came",
    "there is no 5": "there is no five",
    "Dr. No": "doctor no",
    "Dr Smith": "doctor smith",
    "St Mary's St": "saint mary's street",
    "St John St, St Helier": "saint john street saint helier",
    "Station Rd.": "station road",
    "Ms Smith": "miz smith",
    "GP": "G P",
    "two GPs": "two G P's",
    "the OT and ASC": "the O T and eh S C",
    "MCA, DoLS, UC, NHS": "M C eh, dols, U C, N H S",
    "PIP or ESA": "pip or E S eh",
    "A&E": "eh and E",
    "tea & cake": "tea and cake",
    "COVID-19": "covid nineteen",
    "🙂": "slightly smiling face",
    "I am 😢 today": "I am crying face today",
    "👍🏽": "thumbs up, medium skin tone",
    "👨‍👩‍👧": "family: man, woman, girl",
    "🇵🇱": "flag poland",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿": "flag england",
    "❤️": "red heart",
    "©": "copyright",
}
# In digits: a voice says its own numbers better than what somebody guesses of their spelling.
POLISH = {
    "112": "1 1 2",
    "tel. 600 123 456": "telefon 6 0 0 1 2 3 4 5 6",
    "godz. 15:30": "godzina piętnasta 30",
    "o 15.30": "o piętnastej 30",
    "15:00": "piętnasta",
    "o 15:00": "o piętnastej",
    "o 9:05": "o dziewiątej 0 5",
    "09:00": "dziewiąta",
    "12:00": "dwunasta",
    "o 00:00": "o północy",
    "00:15": "0 15",
    "od 9:00 do 17:30": "od dziewiątej do siedemnastej 30",
    "9:00-17:00": "dziewiąta do siedemnastej",
    "przed 15:00": "przed piętnastą",
    "o 3pm": "o trzeciej po południu",
    "3 / 14": "3 z 14",
    "3 mln zł": "3 miliony złotych",
    "5 tys. zł": "5 tysięcy złotych",
    "12,50 zł": "12 złotych 50 groszy",
    "1 zł": "1 złoty",
    "22 zł": "22 złote",
    "1000 zł": "1000 złotych",
    "£5": "5 funtów",
    "3,5": "3 przecinek 5",
    "1 000": "tysiąc",
    "-5": "minus 5",
    "10-12 osób": "10 do 12 osób",
    "ul. Długa": "ulica długa",
    "nr 5": "numer 5",
    "07.11.2026": "siódmego listopada dwa tysiące 26",
    "7 listopada": "siódmego listopada",
    "00-950 Warszawa": "0 0 9 5 0 warszawa",
    "5 kg": "5 kilogramów",
    "🙂": "lekko uśmiechnięta twarz",
}
URDU = {
    "۹۹۹": "9 9 9",
    "٩٩٩": "9 9 9",
    "فون ۹۹۹ کریں": "فون 9 9 9 کریں",
    "میں ۳ بجے آؤں گی": "میں 3 بجے آؤں گی",
    "۳:۳۰": "3 بج کر 30 منٹ",
    "۳:۳۰ بجے": "3 بج کر 30 منٹ",
    "15:00": "دوپہر 3 بجے",
    "۱۵:۰۵": "دوپہر 3 بج کر 5 منٹ",
    "18:30 بجے": "شام 6 بج کر 30 منٹ",
    "شام 18:30": "شام 6 بج کر 30 منٹ",
    "09:00": "9 بجے",
    "12:00": "12 بجے",
    "00:00": "رات 12 بجے",
    "3pm": "دوپہر 3 بجے",
    "9am": "صبح 9 بجے",
    "3 / 14": "14 میں سے 3",
    "£3m": "3 ملین پاؤنڈ",
    "۰۷۷۰۰ ۹۰۰۱۲۳": "0 7 7 0 0 9 0 0 1 2 3",
    "£۱۲": "12 پاؤنڈ",
    "۱٬۰۰۰": "1000",
    "۱۰-۱۲ لوگ": "10 سے 12 لوگ",
    "-۵": "منفی 5",
    "۲۱.۱۱.۲۰۲۶": "21 نومبر 2026",
    "MCA": "ایم سی اے",
    "❤": "سرخ دل",
}
LINES = [
    *(("en-GB", *pair) for pair in ENGLISH.items()),
    *(("pl", *pair) for pair in POLISH.items()),
    *(("ur", *pair) for pair in URDU.items()),
]


def hear(text: str, language: str = "en-GB") -> str:
    return "".join(SPOKEN.hear(text, language))


@pytest.mark.parametrize(("language", "written", "words"), LINES, ids=[f"{row[0]} {row[1]}" for row in LINES])
def test_written_line_sounds_as_it_does_in_words(language: str, written: str, words: str) -> None:
    assert list_sounds(hear(written, language), language) == list_sounds(words, language)


@pytest.mark.parametrize(
    ("name", "language", "words"),
    [
        (
            "read-aloud-numbers",
            "en-GB",
            """call one zero one or zero one five three four six one two six one two at three thirty P M
            saint john street twelve pounds fifty pence
            twenty one november two thousand and twenty six M C eh""",
        ),
        ("urdu-digits-silent", "ur", "میں 3 بجے آؤں گی۔ فون 9 9 9 کریں"),
    ],
)
def test_cases_are_said_in_words(name: str, language: str, words: str) -> None:
    text = (CASES / f"{name}.txt").read_text("utf-8")
    assert list_sounds(hear(text, language), language) == list_sounds(words, language)


@pytest.mark.parametrize(("words", "numbers"), ROWS)
def test_what_is_one_number_for_the_eye_is_one_for_the_ear(words: str, numbers: list[str]) -> None:
    text, spell = fold_digits(words), Telephones(NumberWords())
    assert [text[start:end] for start, end in find_numbers(text)] == [fold_digits(one) for one in numbers]
    said = [(start, spell.say(text, start)) for start, _ in find_numbers(text)]
    assert [text[start : one.end] for start, one in said if one] == [fold_digits(one) for one in numbers]


def test_word_is_marked_as_it_was_written() -> None:
    text = "Call 01534 612612 at 3.30pm, 🙂 now."
    heard = SPOKEN.hear(text, "en-GB")
    assert heard == [
        "Call ",
        "0 1 5 3 4, 6 1 2, 6 1 2",
        " ",
        "at ",
        "3 30 P M, ",
        "slightly smiling face, ",
        "now.",
    ]
    starts = [0, *accumulate(map(len, heard))]
    events = [(start, 1, 100 * place) for place, start in enumerate(starts[:-1]) if heard[place].strip()]
    times = tokens.snap(heard, events)
    marked = [text[start:end] for _, start, end in list_heard(text.replace("🙂", "x"), "en-GB", times)]
    assert marked == ["Call", "01534 612612", "at", "3.30pm,", "🙂", "now."]


@pytest.mark.parametrize(
    "text",
    ["no number here", "We met, he said.", "It's me!", "a-b", "he/she", "mid-20s", "5'4", "3-bed", "10a"],
)
def test_what_a_voice_says_right_by_itself_is_left_alone(text: str) -> None:
    assert hear(text) == text


def test_every_decimal_digit_of_unicode_is_heard() -> None:
    digits = [chr(code) for code in range(0x110000) if chr(code).isdecimal()]
    assert len(digits) > 600
    assert {fold_digits(digit) for digit in digits} == set("0123456789")


@pytest.mark.parametrize("language", ["ar", "fa", "hi", "bn", "pa", "gu", "ne", "ta", "zh", "ti", "xx"])
def test_language_without_words_of_its_own_still_says_its_digits_one_by_one(language: str) -> None:
    assert hear("٩٩٩", language) == "9 9 9"
    assert hear("०७७०० ९००१२३", language) == "0 7 7 0 0, 9 0 0, 1 2 3"


@pytest.mark.parametrize("language", ["en-GB", "pl", "ur"])
def test_emoji_have_names(language: str) -> None:
    names = read_names(FOLDER / "emoji" / f"{language}.txt")
    assert len(names) > 2000
    assert all(name.strip() for name in names.values())
    for emoji, name in names.items():
        if emoji in {"−", "🔟"}:  # a minus, and a number
            continue
        assert hear(emoji, language).startswith(name), emoji


@settings(deadline=None)
@given(
    st.text(st.sampled_from("0123456789 .,:/-–+()£$€%½۳٩pamStNoDrxkgABCé🙂🏽\u200d\ufe0f🇬🇧'"), max_size=30)
)
def test_any_mixture_has_as_many_tokens_said_as_written(text: str) -> None:
    for language in ("en-GB", "pl", "ur"):
        try:
            heard = SPOKEN.hear(text, language)
        except tokens.NothingToSay:
            return
        assert len(heard) == len(tokens.split(text))
        digits = sum(sign.isdecimal() for sign in text)
        assert not digits or any(map(str.isalnum, "".join(heard)))

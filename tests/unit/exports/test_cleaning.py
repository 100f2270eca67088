"""Words fitted to paper: a place to break is where the script has one, and numbers and signs stay whole."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pypdf
import pytest
import regex
import typst
from PIL import Image

from easyread.card import Card
from easyread.exports.cleaning import clean, count_letters
from easyread.exports.fonts import load_fonts
from easyread.exports.pdf import prepare, read_source, write_pdf
from easyread.languages import ENGLISH
from tests.unit.card.samples import SomePictures, card, statement, step

CASES = Path(__file__).parents[2] / "cases"
ROW = (CASES / "phones-in-a-row.txt").read_text("utf-8").strip()
HINDI = "क्षत्रियस्त्रीप्रार्थनाविश्वविद्यालयकार्यक्रमराष्ट्रीय"
URDU = "میریبہنکےگھرمیںرہناچاہتیہوںاورکہیںنہیں"
GLUED = [
    HINDI,
    URDU,
    "বিশ্ববিদ্যালয়েরশিক্ষার্থীদেরজন্যপ্রয়োজনীয়",
    "ਮੈਂਆਪਣੀਭੈਣਦੇਘਰਰਹਿਣਾਚਾਹੁੰਦੀਹਾਂਅਤੇਹੋਰਕਿਤੇਨਹੀਂ",
    "ക്ഷത്രിയവിദ്യാർത്ഥികൾക്ക്സ്വാതന്ത്ര്യംവേണമെന്ന്",
    "1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣9️⃣0️⃣" * 3,
    "é́é́" * 20,
    "żółć" * 12,
    "Call07700900123and07700900456or07700900789now",
    "first.second.name@an-organisation.example.co.uk",
]


@pytest.mark.parametrize("word", GLUED)
def test_no_letter_is_cut_and_none_is_lost(word: str) -> None:
    pieces = clean(word).strip("\u2067\u2066\u2069").split("\u200b")
    whole = clean(word).strip("\u2067\u2066\u2069").replace("\u200b", "")
    assert [letter for piece in pieces for letter in regex.findall(r"\X", piece)] == regex.findall(
        r"\X", whole
    )
    assert max(map(count_letters, pieces)) <= 24


def test_a_long_urdu_word_is_parted_where_its_letters_are_apart() -> None:
    pieces = clean(URDU).strip("\u2067\u2069").split("\u200b")
    assert len(pieces) > 2
    assert all(piece[-1] in "اآدڈذرڑزژوےں" for piece in pieces[:-1])
    assert "".join(pieces) == URDU


def test_letters_that_must_be_parted_keep_their_joined_shapes() -> None:
    laughing = clean("ہ" * 40).strip("\u2067\u2069")
    assert laughing.count("\u200d\u200b\u200d") == laughing.count("\u200b") == 3


def test_hindi_is_parted_between_letters_as_they_are_seen() -> None:
    pieces = clean(HINDI).split("\u200b")
    assert len(pieces) > 2
    assert not any(piece.endswith("\u094d") or regex.match(r"\p{M}", piece) for piece in pieces)


def test_a_number_inside_a_long_word_stays_whole() -> None:
    assert clean("Call07700900123and07700900456or07700900789now").split("\u200b")[:3] == [
        "Call",
        "07700900123",
        "and07700900456",
    ]


def test_a_number_stays_whole_and_a_row_of_numbers_does_not() -> None:
    assert clean(ROW) == (
        "Ring 07700\u00a0900123 07700\u00a0900456 07700\u00a0900789 07700\u00a0900012 not my son"
    )
    assert clean("+44 (0)7700 900123 +48 601 234 567") == (
        "+44\u00a0(0)7700\u00a0900123 +48\u00a0601\u00a0234\u00a0567"
    )


ROWS = [
    ROW,
    "+44 (0)7700 900123 +44 (0)7700 900456 +44 (0)7700 900789",
    "601 234 567 602 345 678 603 456 789 604 567 890",
    "۰۷۷۰۰ ۹۰۰۱۲۳ ۰۷۷۰۰ ۹۰۰۴۵۶ ۰۷۷۰۰ ۹۰۰۷۸۹ ۰۷۷۰۰ ۹۰۰۰۱۲",
    "07700-900123 07700-900456 07700-900789 07700-900012",
    HINDI,
    "1️⃣" * 40,
    "😀" * 40,
    "👩‍👩‍👧🇬🇧👍🏽❤️" * 12,
    "W" * 60,
]


@pytest.mark.parametrize("words", ROWS)
@pytest.mark.parametrize("codes", [("ur", ENGLISH), (ENGLISH,), ("pl", ENGLISH)])
def test_nothing_runs_out_of_its_box(words: str, codes: tuple[str, ...]) -> None:
    at = step("want", "want", "words")
    made = card([(at, statement(at, words=words))], *codes)
    assert margins_of(made) == {(255, 255, 255)}


def margins_of(made: Card) -> set[object]:
    """The colours of both margins of its first page, drawn in the biggest print."""
    job = prepare(made, SomePictures())
    data = msgspec.json.encode(job.data | {"size": 18.0, "check": "none"}).decode()
    compiler = typst.Compiler(
        read_source(), root=job.root, font_paths=load_fonts(), sys_inputs={"data": data}
    )
    pages = compiler.compile(format="png", ppi=72)
    first = pages[0] if isinstance(pages, list) else pages
    assert isinstance(first, bytes)
    page = Image.open(io.BytesIO(first)).convert("RGB")
    sides = [page.crop((0, 0, 28, page.height)), page.crop((page.width - 28, 0, *page.size))]
    return {colour for side in sides for _, colour in side.getcolors(1 << 20) or []}


def test_a_keycap_is_one_sign_of_one_face() -> None:
    at = step("want", "want", "words")
    made = write_pdf(card([(at, statement(at, words="1️⃣"))], ENGLISH), SomePictures())
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in pypdf.PdfReader(io.BytesIO(made)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert any("NotoEmoji" in name for name in fonts)

"""The test of a card's PDF is whether its words are found, not what a checker of PDFs says of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache, partial

import msgspec
import pypdfium2
import pytest
import typst
from PIL import Image, ImageChops, ImageFilter, ImageStat

from easyread.card import Card
from easyread.exports import fitting, outlines, pdf
from easyread.exports.fonts import load_fonts
from easyread.exports.pdf import CardNotMade, prepare, read_source, write_pdf
from easyread.exports.pdf_objects import OtherForm
from easyread.languages import ENGLISH
from tests.pdf_readers import BY_ORDER, BY_PLACE, bare, list_words, read_as_chromium
from tests.unit.card import people
from tests.unit.card.mixed import make_mixed
from tests.unit.card.samples import SomePictures, card, statement, step
from tests.unit.card.tongues import TONGUES, make_tongues

CODES = [(ENGLISH,), ("ur", ENGLISH), ("pl", ENGLISH), ("ur",)]


@cache
def make_pdf(codes: tuple[str, ...]) -> bytes:
    return write_pdf(make_tongues(*codes), SomePictures())


@cache
def read(reader: str, codes: tuple[str, ...]) -> str:
    return (BY_PLACE | BY_ORDER)[reader](make_pdf(codes))


@pytest.mark.parametrize("codes", CODES)
@pytest.mark.parametrize("reader", BY_PLACE)
def test_each_word_is_found_whole_in_each_language(reader: str, codes: tuple[str, ...]) -> None:
    found = set(list_words(read(reader, codes)))
    missed = {tongue: set(list_words(words)) - found for tongue, (words, _) in TONGUES.items()}
    assert not any(missed.values()), missed


@pytest.mark.parametrize("codes", CODES)
def test_own_words_are_copied_in_their_order(codes: tuple[str, ...]) -> None:
    copied = " ".join(bare(read("chromium", codes)).split())
    assert [tongue for tongue, (words, _) in TONGUES.items() if words not in copied] == []


@pytest.mark.parametrize("codes", CODES)
@pytest.mark.parametrize("reader", BY_ORDER)
def test_words_stand_in_the_file_in_their_order(reader: str, codes: tuple[str, ...]) -> None:
    written = "".join(list_words(read(reader, codes)))
    assert [
        tongue for tongue, (words, _) in TONGUES.items() if "".join(list_words(words)) not in written
    ] == []


@pytest.mark.parametrize("reader", BY_PLACE)
@pytest.mark.parametrize(
    "make", [people.make_asha, people.make_ania, make_mixed, lambda: make_mixed("ur", "ur")]
)
def test_every_word_of_a_card_is_found(reader: str, make: Callable[[], Card]) -> None:
    made = make()
    found = set(list_words(BY_PLACE[reader](write_pdf(made, SomePictures()))))
    sections = [*([made.talk] if made.talk else []), *made.sections]
    lines = [line for section in sections for line in section.lines]
    printed = [
        *(*made.title, made.at_desk(made.made_for)),
        *(made.at_desk(texts) for fact in made.facts for texts in (fact.label, fact.value)),
        *(text for section in sections for text in section.title),
        *(
            text
            for line in lines
            for text in line.title + line.texts + ((line.original,) if line.original else ())
        ),
    ]
    words = {word for text in printed if text.origin != "missing" for word in list_words(text.words)}
    assert words - found <= {"👩‍👩‍👧", "1️⃣", "🙂"}  # readers differ in signs of several signs


def test_english_beside_urdu_is_copied_in_its_order() -> None:
    copied = " ".join(bare(read_as_chromium(write_pdf(people.make_asha(), SomePictures()))).split())
    for line in (
        "Safe ways to talk with me",
        "I want my bank card back.",
        "This card is for: Social worker.",
    ):
        assert line in copied


def test_a_broken_word_is_in_pieces_of_letters() -> None:
    at = step("want", "want", "words")
    made = card([(at, statement(at, words="استقلالیت" * 6, language="ur", direction="rtl"))], "ur", ENGLISH)
    assert "استقلالیت" * 6 in "".join(list_words(read_as_chromium(write_pdf(made, SomePictures()))))


@pytest.mark.parametrize(
    "make", [people.make_asha, lambda: make_tongues("ur", ENGLISH), lambda: make_tongues("ur"), make_mixed]
)
def test_what_is_drawn_looks_as_typst_draws_it_and_the_letters_are_not_seen(make: Callable[[], Card]) -> None:
    made = make()
    job = prepare(made, SomePictures())
    size = fitting.fit(
        made, partial(pdf.count_too_big, job), lambda size: (pdf.compile_job(job, size), size)[1]
    )
    page = pypdfium2.PdfDocument(write_pdf(made, SomePictures()))[0]
    seen, drawn = (
        image.convert("L").resize((298, 421), Image.Resampling.BOX).filter(ImageFilter.BoxBlur(1))
        for image in (page.render(scale=2).to_pil(), _draw(job, size))
    )
    difference = ImageStat.Stat(ImageChops.difference(seen, drawn)).mean[0]
    assert (
        difference < 1.5
    )  # of 255; 0.7 to 0.9, for two programs drew. Without words 2.6, with letters seen 8.5


def _draw(job: pdf.Job, size: fitting.Try) -> Image.Image:
    """The first page as Typst draws it, with no unseen letters."""
    source = read_source().replace(b"#let unseen(", b"#let unseen(codes, dy: 0pt) = none\n#let left-out(")
    data = msgspec.json.encode(job.data | size._asdict()).decode()
    compiler = typst.Compiler(source, root=job.root, font_paths=load_fonts(), sys_inputs={"data": data})
    pages = compiler.compile(format="png", ppi=144)
    first = pages[0] if isinstance(pages, list) else pages
    assert isinstance(first, bytes)
    return Image.open(io.BytesIO(first))


def test_a_pdf_of_another_form_is_no_card(monkeypatch: pytest.MonkeyPatch) -> None:
    def find_nothing(*given: object) -> bytes:
        raise OtherForm

    monkeypatch.setattr(pdf, "draw_words", find_nothing)
    with pytest.raises(CardNotMade) as caught:
        write_pdf(people.make_asha(), SomePictures())
    assert caught.value.__suppress_context__


def test_what_typst_writes_in_another_way_is_noticed() -> None:
    job = prepare(people.make_asha(), SomePictures())
    made = pdf.compile_job(job, fitting.Try(12.0, "none"))
    for there, other in ((b"+WordLayer", b"+WordLazer"), (b"trailer\n<<", b"trailer\n[[")):
        with pytest.raises(OtherForm):
            outlines.draw_words(made.replace(there, other), job.letters)

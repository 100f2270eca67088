import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pypdf
import pytest

from easyread.card import Card
from easyread.exports import fitting, pdf
from easyread.exports.cleaning import clean
from easyread.exports.outlines import draw_words
from easyread.exports.pdf import CardNotMade, compile_job, prepare, write_pdf
from easyread.exports.text import write_text
from tests.unit.card import people
from tests.unit.card.nasty import make_nasty
from tests.unit.card.samples import STATIC, SomePictures, card, choice, statement, step


def read(made: Card) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(write_pdf(made, SomePictures())))


def words_of(reader: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_a_short_card_fills_its_page_in_the_biggest_print() -> None:
    made = people.make_tom()
    reader = read(made)
    assert len(reader.pages) == 1
    assert "I want the shouting to stop." in words_of(reader)
    assert "Page 1 of 1" in words_of(reader)


def test_a_long_card_takes_two_pages_and_page_one_says_turn_over() -> None:
    made = people.make_margaret()
    pages = [" ".join(page.extract_text().split()) for page in read(made).pages]
    assert len(pages) == 2
    assert "Page 1 of 2 – turn over" in pages[0]
    assert "Page 2 of 2" in pages[1]
    assert "turn over" not in pages[1]
    assert "You may have to tell others" in pages[0]


def test_what_the_app_says_is_never_parted_from_its_heading_by_the_end_of_a_page() -> None:
    at = step("want", "want", "words", picture="heart")
    for times in range(140, 170, 2):  # from where it stands on the first page to where it stands on the next
        made = card([(at, statement(at, words="I want to be at home. " * times))])
        file = compile_job(prepare(made, SomePictures()), fitting.Try(12.0, "none"))
        pages = [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(file)).pages]
        [whole] = [page for page in pages if "From the app" in page]
        assert "tell the person first." in whole, times


def test_print_is_never_smaller_than_the_least_however_much_there_is() -> None:
    at = step("want", "want", "words", picture="heart")
    many = [(at, statement(at, words="I want to be at home. " * 700))]
    made = card(many)
    job = prepare(made, SomePictures())
    assert write_pdf(made, SomePictures()) == compile_job(job, fitting.Try(12.0, "none"))
    assert len(read(made).pages) > 3
    assert min(fitting.ONE_LANGUAGE) == 12
    assert min(fitting.TWO_LANGUAGES) == 11


def test_two_languages_fit_one_page_with_the_nastaliq_hand() -> None:
    reader = read(people.make_asha())
    assert len(reader.pages) == 1
    fonts = {str(font["/BaseFont"]).split("+")[-1] for font in fonts_of(reader)}
    assert any(name.startswith("NotoNastaliqUrdu") for name in fonts)
    assert "Not in English yet. Ask an interpreter. Do not guess." in words_of(reader)
    assert (
        "English by: Registered interpreter. 21 November 2026. Not yet checked with the person."
        in words_of(reader)
    )


def part(of: object, *names: str) -> Any:
    """What lies under these names of a PDF, one in the other."""
    found: Any = of
    for name in names:
        found = found[name]
    return found


def fonts_of(reader: pypdf.PdfReader) -> list[pypdf.generic.DictionaryObject]:
    return [font.get_object() for page in reader.pages for font in part(page, "/Resources", "/Font").values()]


@pytest.mark.parametrize("make", [make_nasty, people.make_ania, people.make_asha])
def test_the_plain_text_travels_inside_with_the_exact_words(make: Callable[[], Card]) -> None:
    made = make()
    assert read(made).attachments["words.txt"] == [write_text(made).encode()]


def test_words_that_look_like_code_are_printed_as_words() -> None:
    printed = words_of(read(make_nasty())).replace("\u200b", "")
    assert '#import "/etc/passwd"' in printed.replace("/ ", "/")
    assert "*bold* _it_ `code` // comment" in printed
    assert "root:" not in printed
    assert "evil rtl" in printed


def test_a_pdf_names_nobody_in_its_title_and_is_marked_as_accessible() -> None:
    reader = read(people.make_asha())
    assert reader.metadata is not None
    assert reader.metadata.title == "My words"
    assert reader.metadata.author is None
    assert part(reader.trailer, "/Root", "/MarkInfo", "/Marked")
    assert b"pdfuaid:part" in part(reader.trailer, "/Root", "/Metadata").get_data()


def test_the_same_card_gives_the_same_bytes() -> None:
    made = people.make_tom()
    assert write_pdf(made, SomePictures()) == write_pdf(made, SomePictures())


def test_nothing_is_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("TMPDIR", "HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    write_pdf(people.make_asha(), SomePictures())
    assert list(tmp_path.iterdir()) == []


def test_a_missing_picture_is_told_without_a_word_of_the_person() -> None:
    made = people.make_tom()

    class NoPictures:
        def file(self, name: str) -> Path:
            return STATIC / f"{name}.svg"

    with pytest.raises(CardNotMade) as caught:
        write_pdf(made, NoPictures())
    assert str(caught.value) == "the pages of the card could not be made"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_size_that_is_too_big_for_one_page_is_told() -> None:
    job = prepare(people.make_asha(), SomePictures())
    with pytest.raises(fitting.TooBig):
        compile_job(job, fitting.Try(18.0, "one-page"))


@pytest.mark.parametrize("biggest", [*fitting.TWO_LANGUAGES, 0.0])
@pytest.mark.parametrize("measured", [0, 3])
def test_the_biggest_size_is_found_whichever_it_is(biggest: float, measured: int) -> None:
    """Also where what was measured is smaller than what is laid out."""
    tried: list[fitting.Try] = []

    def lay_out(size: fitting.Try) -> fitting.Try:
        tried.append(size)
        if size.check == "one-page" and size.size > biggest:
            raise fitting.TooBig
        return size

    def count_too_big(sizes: Sequence[float]) -> int:
        return max(sum(size > biggest for size in sizes) - measured, 0)

    found = fitting.fit(people.make_asha(), count_too_big, lay_out)
    assert found == (fitting.Try(biggest, "one-page") if biggest else fitting.Try(15.0, "two-pages"))
    assert len(tried) <= measured + (1 if biggest else 2)


@pytest.mark.parametrize(
    "make", [people.make_tom, people.make_asha, people.make_margaret, people.make_ania, make_nasty]
)
def test_no_bigger_size_of_all_would_fit(make: Callable[[], Card]) -> None:
    made = make()
    job = prepare(made, SomePictures())
    sizes = fitting.ONE_LANGUAGE if len(made.languages) == 1 else fitting.TWO_LANGUAGES
    attempts = [fitting.Try(size, "one-page") for size in sizes]
    attempts += [fitting.Try(size, "two-pages") for size in fitting.TWO_PAGES]
    biggest = next((attempt for attempt in attempts if _fits(job, attempt)), fitting.Try(12.0, "none"))
    assert write_pdf(made, SomePictures()) == draw_words(compile_job(job, biggest), job.letters)


def _fits(job: pdf.Job, attempt: fitting.Try) -> bool:
    try:
        compile_job(job, attempt)
    except fitting.TooBig:
        return False
    return True


def test_a_card_in_urdu_alone_is_laid_out_from_the_right() -> None:
    at = step("safe", "safe", "many", choice("I can lock my room.", "door-lock"))
    made = card([(at, statement(at, "I can lock my room."))], "ur")
    assert prepare(made, SomePictures()).data["rtl"] is True
    assert len(read(made).pages) == 1


def test_cleaning_drops_what_turns_the_line_and_breaks_long_words() -> None:
    assert clean("a\u202eb\u202c\u0000c\td\r\ne") == "abc d\ne"
    assert clean("W" * 30) == "W" * 12 + "\u200b" + "W" * 12 + "\u200b" + "W" * 6
    assert clean("call 07700 900123 now") == "call 07700\u00a0900123 now"
    assert clean("e" + "\u0301" * 300) == "é" + "\u0301" * 4
    assert clean("👍🏽") == "👍"


def test_latin_words_in_right_to_left_text_stay_in_one_piece() -> None:
    assert clean("صديقي Tom Smith (07700 900123).", "rtl") == (
        "صديقي \u2066Tom Smith (07700\u00a0900123)\u2069."
    )
    assert clean("صديقي Tom", "ltr") == "صديقي Tom"


def test_the_typst_file_and_fonts_lie_in_the_package() -> None:
    folder = Path(pdf.__file__).parent
    assert {"card.typ", "schema.json"} <= {file.name for file in folder.iterdir()}
    assert {file.name for file in (folder / "fonts").glob("LICENSE-*")} == {
        "LICENSE-NotoEmoji.txt",
        "LICENSE-NotoNastaliqUrdu.txt",
    }

"""A card as PDF: our call beside the bare Typst compile of the same data, at the size that fits.

Typst remembers layouts it has seen, so every call gets a card with other words in it: nothing is measured
from memory. Ours and the bare compile take turns in one run, so that other work on the machine hits both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from string import ascii_letters
from time import perf_counter

import msgspec
import typst

from benchmarks.table import Row
from easyread.card import Card, CardSection, Text
from easyread.exports import fitting
from easyread.exports.fonts import load_fonts
from easyread.exports.pdf import Job, compile_job, count_too_big, prepare, read_source, write_pdf
from tests.unit.card import people
from tests.unit.card.samples import SomePictures

BOUND, MOST = 6, 300  # times one bare compile (four layouts, or six for two pages), and milliseconds
ROUNDS = 15


def measure() -> list[Row]:
    """Milliseconds a card, the median of 15; the bare compile as floor."""
    makers = {
        "card PDF, short, English": people.make_tom,
        "card PDF, one page, Urdu and English": people.make_asha,
        "card PDF, two pages, English": people.make_margaret,
    }
    return [_measure(name, make()) for name, make in makers.items()]


def _measure(name: str, card: Card) -> Row:
    pictures = SomePictures()
    fresh = _vary(card)
    size = _find_size(next(fresh))  # the first call also reads the fonts
    ours, bare = [], []
    for _ in range(ROUNDS):
        ours.append(_time(partial(write_pdf, next(fresh), pictures)))
        bare.append(_time(partial(_compile_barely, prepare(next(fresh), pictures), size)))
    return Row(name, median(ours) * 1000, "ms", floor=median(bare) * 1000, bound=BOUND, most=MOST)


def _compile_barely(job: Job, size: fitting.Try) -> None:
    data = msgspec.json.encode(job.data | size._asdict()).decode()
    compiler = typst.Compiler(
        read_source(), root=job.root, font_paths=load_fonts(), sys_inputs={"data": data}
    )
    compiler.compile(format="pdf", pdf_standards="ua-1")


def _find_size(card: Card) -> fitting.Try:
    job = prepare(card, SomePictures())

    def lay_out(size: fitting.Try) -> fitting.Try:
        compile_job(job, size)
        return size

    return fitting.fit(card, partial(count_too_big, job), lay_out)._replace(check="none")


def _vary(card: Card) -> Iterator[Card]:
    """The same card with the last sign of every line changed, each time to another one."""
    for sign in ascii_letters:
        yield msgspec.structs.replace(
            card,
            talk=_change(card.talk, sign) if card.talk else None,
            sections=tuple(_change(section, sign) for section in card.sections),
        )


def _change(section: CardSection, sign: str) -> CardSection:
    lines = tuple(
        msgspec.structs.replace(line, texts=tuple(_end_with(text, sign) for text in line.texts))
        for line in section.lines
    )
    return msgspec.structs.replace(section, lines=lines)


def _end_with(text: Text, sign: str) -> Text:
    return msgspec.structs.replace(text, words=text.words[:-1] + sign)


def _time(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start

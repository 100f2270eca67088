"""Where the pages of sharing are: of one line, of the summary, and of the next line to be asked about."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for

from easyread.model import Statement
from easyread.pages.sharing_lines import Line
from easyread.visit.sharing_terms import Agreement, code


def page_of(said: Statement, agreement: Agreement, one: str | None = None) -> str:
    """The page that asks about a line: about its newest version, whichever that is."""
    return url_for("sharing.ask", about=(code(said.series), *agreement.codes), one=one)


def page_of_summary(agreement: Agreement) -> str:
    """What goes on the card, before it is made."""
    return url_for("sharing.summary", plan=agreement.codes)


def page_of_first_open(lines: Iterable[Line], agreement: Agreement) -> str:
    """The page of the first line that is to be asked about; when there is none, the summary."""
    following = next((line for line in lines if line.is_open), None)
    return page_of(following.said, agreement) if following else page_of_summary(agreement)

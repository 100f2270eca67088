"""What is true of every page that a test fetches: valid HTML, labels, neutral titles, strict headers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.wrappers import Response

from easyread.web.security import HEADERS
from tests.pages.html_rules import find_faults
from tests.pages.unheard import find_unheard

TITLES = {"My page", "Moja strona", "میرا صفحہ"}
DAY = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}")  # the neutral page has the day for its title
CONTROLS = ("input", "select", "textarea")
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
LANDMARKS = {"header", "nav", "main", "footer", "aside"}
# What is written in a field stays as it is and goes to nobody: no correction, no suggestion, no online spell
# check, no translation, no list of what was typed before.
EXACT = {
    "autocomplete": {"off"},
    "autocapitalize": {"off", "characters"},
    "autocorrect": {"off"},
    "spellcheck": {"false"},
    "writingsuggestions": {"false"},
    "translate": {"no"},
}
# A password manager has a word of its own for a field that is none of its business.
LOCK = EXACT | {
    "data-1p-ignore": {""},
    "data-bwignore": {""},
    "data-lpignore": {"true"},
    "data-form-type": {"other"},
}
# A browser offers to save what stands in any field for a password, but not a code that is used once.
PASSWORD = LOCK | {"autocomplete": {"one-time-code"}}
WRITTEN = {"text", "password", "search", "email", "tel", "url", "number"}
# Different each time a page is made: random ids, tokens, the seconds until the lock, when it was opened.
RANDOM = re.compile(
    r'\b[0-9a-f]{32}\b|(?<=value=")[\w.=-]{24,}(?=")|(?<=content=")\d+(?=;)|(?<=data-company=")\d+'
)
LOCAL = re.compile(r"[/#?](?!/)|tel:")  # our own pages, and a number to call


class BadPage(AssertionError):
    """A page broke a rule that all pages keep. The message lists every broken rule."""


def check_answer(answer: Response, *, voice: bool = True) -> None:
    """Check one answer of the app. ``voice``: it has one. Raises :class:`BadPage` with all that is wrong."""
    mistakes = list(_check_headers(answer))
    saved = answer.headers.get("Content-Disposition", "").startswith("attachment")  # a file is no page
    if answer.mimetype == "text/html" and not saved and not 300 <= answer.status_code < 400:
        mistakes += _check_once(_number_random(answer.get_data(as_text=True)), voice)
    if mistakes:
        raise BadPage("\n".join(mistakes))


def _number_random(text: str) -> str:
    """The page with a number in the place of each random thing: the same thing has the same number."""
    numbers: dict[str, str] = {}
    return RANDOM.sub(lambda found: numbers.setdefault(found[0], f"{len(numbers):032x}"), text)


@cache
def _check_once(text: str, voice: bool) -> tuple[str, ...]:
    """Of ten pages of a run seven are as one that was checked before, and to read one takes long."""
    return tuple(check_html(text, voice=voice))


def check_html(text: str, *, voice: bool = False) -> list[str]:
    """Everything that is wrong with a page; html5lib 1.1 reads newer elements as it should."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(text)
    mistakes = [
        f"line {place[0]}: {html5lib.constants.E[code] % details}" for place, code, details in parser.errors
    ]
    for rule in (*RULES, find_unheard) if voice else RULES:
        mistakes += rule(root)
    return mistakes


def text_of(element: Element) -> str:
    """What a screen reader says for an element: its text and its pictures' words."""
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return ""
    return _words_in(element)


def _words_in(element: Element) -> str:
    own = element.get("aria-label") or element.get("alt") or element.text or ""
    return " ".join(" ".join([own, *(text_of(child) + (child.tail or "") for child in element)]).split())


def _check_headers(answer: Response) -> Iterator[str]:
    for name, value in HEADERS.items():
        if answer.headers.get(name) != value:
            yield f"header {name} is {answer.headers.get(name)!r}"
    if answer.mimetype == "text/html" and "no-store" not in answer.headers.get("Cache-Control", ""):
        yield "a page has to say Cache-Control: no-store"


def _check_frame(root: Element) -> Iterator[str]:
    if not root.get("lang"):
        yield "<html> has no lang"
    if root.get("dir") not in ("ltr", "rtl"):
        yield "<html> has no dir"
    title = "".join(element.text or "" for element in root.iter("title"))
    if title not in TITLES and not DAY.fullmatch(title):
        yield f"the title is not neutral: {title!r}"
    headings = [text_of(element) for element in root.iter("h1")]
    if len(headings) != 1 or not headings[0]:
        yield f"there has to be one h1 with words, not {headings}"
    if len(list(root.iter("main"))) != 1:
        yield "there has to be one <main>"


def _check_names(root: Element) -> Iterator[str]:
    ids = [name for element in root.iter() if (name := element.get("id")) is not None]
    for name, count in Counter(ids).items():
        if count > 1 or not name or re.search(r"\s", name):
            yield f"id {name!r} stands {count} times, or is no id"
    for element in root.iter():
        for attribute in ("for", "form", "aria-labelledby", "aria-describedby", "aria-controls", "headers"):
            for name in (element.get(attribute) or "").split():
                if name not in ids:
                    yield f"<{element.tag} {attribute}={name!r}> points at nothing"
        if (link := element.get("href", "")).startswith("#") and link[1:] not in ids:
            yield f"the link {link} leads nowhere"


def _check_controls(root: Element) -> Iterator[str]:
    parents = {child: parent for parent in root.iter() for child in parent}
    labels = {name: text_of(one) for one in root.iter("label") if (name := one.get("for"))}
    for element in root.iter():
        named = (
            element.get("aria-label") or labels.get(element.get("id", "")) or _is_wrapped(element, parents)
        )
        if element.tag in CONTROLS and element.get("type") not in ("hidden", "submit") and not named:
            yield f"<{element.tag} name={element.get('name')!r}> has no label"
        # A hidden button too: pressing Enter is a tap on the first one of a form.
        if element.tag in ("button", "a", "summary") and not _words_in(element):
            yield f"<{element.tag}> has no words"
        if element.get("hidden") is not None and element.get("aria-label"):
            yield f"<{element.tag}> is hidden, and what it says has to be its text"
        if element.tag == "img" and element.get("alt") is None:
            yield f"<img src={element.get('src')!r}> has no alt"


def _check_parts(root: Element) -> Iterator[str]:
    """Who goes from part to part with a screen reader comes to every word of the page."""
    for body in root.iter("body"):
        for child in body:
            if child.tag not in LANDMARKS and text_of(child):
                yield f"<{child.tag}> says {text_of(child)!r} outside of the parts of the page"
    for article in root.iter("article"):
        if not any(one.tag in HEADINGS for one in article.iter()):
            yield "<article> has no heading"


def _check_groups(root: Element) -> Iterator[str]:
    """Who comes to a choice hears what it is about."""
    groups: dict[str, list[Element | None]] = {}
    for element, group in _list_grouped(root, None):
        if element.tag == "fieldset" and not any(map(text_of, element.findall("legend"))):
            yield "<fieldset> has no legend with words"
        if element.get("type") in ("radio", "checkbox"):
            groups.setdefault(element.get("name", ""), []).append(group)
    for name, found in groups.items():
        if len(found) > 1 and (None in found or len(set(found)) > 1):
            yield f"the {len(found)} choices named {name!r} do not stand in one <fieldset>"


def _list_grouped(element: Element, group: Element | None) -> Iterator[tuple[Element, Element | None]]:
    """Every element within, each with the closest fieldset around it."""
    for child in element:
        yield child, group
        yield from _list_grouped(child, child if child.tag == "fieldset" else group)


def _check_forms(root: Element) -> Iterator[str]:
    for form in root.iter("form"):
        if not form.get("action"):
            yield "a form has no action"
        fields = {element.get("name") for element in form.iter("input")}
        if form.get("method") == "post" and "csrf_token" not in fields:
            yield f"the form {form.get('action')} has no csrf_token"


def _is_wrapped(element: Element, parents: dict[Element, Element]) -> bool:
    while (parent := parents.get(element)) is not None:
        if parent.tag == "label":
            return bool(text_of(parent))
        element = parent
    return False


def _check_helpers(root: Element) -> Iterator[str]:
    """What a browser's translator, spell check and password manager are told of a page and of each field."""
    fields = {element.get("name") for element in root.iter("input")}
    notes = {(element.get("name"), element.get("content")) for element in root.iter("meta")}
    told = root.get("translate") == "no" and ("google", "notranslate") in notes
    if "reference" in fields and not told:
        yield "a page of an open book has to say that nobody translates it"
    for element in root.iter():
        kind = element.get("type", "text") if element.tag == "input" else element.tag
        if kind == "textarea" or kind in WRITTEN:
            name = element.get("name")
            rules = PASSWORD if kind == "password" else LOCK if name == "code" else EXACT
            for attribute, values in rules.items():
                if element.get(attribute) not in values:
                    yield f"<{element.tag} name={name!r}> has to say {attribute}={max(values)!r}"


def _check_links(root: Element) -> Iterator[str]:
    for element in root.iter():
        for attribute in ("href", "src", "action", "formaction", "data-rest"):
            link = element.get(attribute)
            if link is not None and not LOCAL.match(link):
                yield f"<{element.tag} {attribute}={link!r}> leads outside"


def _check_inline(root: Element) -> Iterator[str]:
    for element in root.iter():
        if element.tag == "style" or element.get("style") is not None:
            yield f"<{element.tag}> has inline style"
        if element.tag == "script" and not element.get("src"):
            yield "there is an inline script"
        for name in element.attrib:
            if str(name).startswith("on"):
                yield f"<{element.tag}> has the inline handler {name}"


RULES = (
    find_faults,
    _check_frame,
    _check_names,
    _check_controls,
    _check_parts,
    _check_groups,
    _check_forms,
    _check_helpers,
    _check_links,
    _check_inline,
)

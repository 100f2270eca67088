"""The part of the HTML standard that our pages use: elements, attributes, and what may stand in what.

From the element index of https://html.spec.whatwg.org/ . html5lib finds what is wrong with the
*syntax*; these tables find what is wrong with the *content model*. An element or attribute that is
not listed here is a mistake until somebody adds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

GLOBAL = {
    "id",
    "class",
    "lang",
    "dir",
    "title",
    "hidden",
    "tabindex",
    "role",
    "translate",
    "inert",
    "autocapitalize",
    "autocorrect",
    "spellcheck",
    "writingsuggestions",
}

_PHRASING = """
    a abbr audio b bdi bdo br button canvas cite code data datalist dfn em i img input kbd label mark meter
    output picture progress q s samp select small span strong sub sup svg template textarea time u var video
    wbr
"""
_FLOW = """
    address article aside blockquote details dialog div dl fieldset footer form h1 h2 h3 h4 header hr
    main nav noscript ol p pre search section table ul
"""
PHRASING = frozenset(_PHRASING.split())
FLOW = PHRASING | frozenset(_FLOW.split())
INTERACTIVE = frozenset({"a", "button", "details", "input", "label", "select", "textarea", "summary"})

_INPUT = """
    accept autocomplete capture checked dirname disabled enterkeyhint form inputmode max maxlength min name
    pattern placeholder readonly required size step type value
"""
# element -> (its own attributes, what it may hold; None: nothing)
_TEXT: frozenset[str] = frozenset()
ELEMENTS: dict[str, tuple[str, frozenset[str] | None]] = {
    "html": ("", frozenset({"head", "body"})),
    "head": ("", frozenset({"meta", "title", "link", "script", "noscript"})),
    "body": ("", FLOW | {"script", "template"}),
    "template": ("", FLOW),
    "noscript": ("", FLOW | {"link", "meta"}),  # those two only in the head
    "meta": ("charset name content http-equiv", None),
    "title": ("", _TEXT),
    "link": ("rel href type media sizes", None),
    "script": ("src type defer async blocking", _TEXT),
    "form": ("action method enctype autocomplete novalidate", FLOW),
    "fieldset": ("disabled name", FLOW | {"legend"}),
    "legend": ("", PHRASING | {"h1", "h2", "h3", "h4"}),
    "label": ("for", PHRASING),
    "input": (_INPUT, None),
    "button": ("type name value disabled form formaction formenctype formmethod formnovalidate", PHRASING),
    "select": ("name form autocomplete disabled", frozenset({"option", "optgroup"})),
    "optgroup": ("label", frozenset({"option"})),
    "option": ("value selected disabled", _TEXT),
    "textarea": (
        "name rows cols maxlength form autocomplete readonly placeholder dirname",
        _TEXT,
    ),
    "output": ("for form name", PHRASING),
    "progress": ("value max", PHRASING),
    "meter": ("value min max low high optimum", PHRASING),
    "a": ("href download rel hreflang type", FLOW),
    "img": ("src alt width height loading decoding srcset sizes fetchpriority", None),
    "picture": ("", frozenset({"source", "img"})),
    "source": ("src srcset type media", None),
    "video": ("src controls preload playsinline width height", _TEXT),
    "canvas": ("width height", PHRASING),
    "audio": ("src controls preload", PHRASING | {"source"}),
    "details": ("open name", FLOW | {"summary"}),
    "summary": ("", PHRASING | {"h1", "h2", "h3", "h4"}),
    "dialog": ("open", FLOW),
    "ul": ("", frozenset({"li"})),
    "ol": ("start reversed type", frozenset({"li"})),
    "li": ("value", FLOW),
    "dl": ("", frozenset({"dt", "dd", "div"})),
    "dt": ("", FLOW),
    "dd": ("", FLOW),
    "table": ("", frozenset({"caption", "thead", "tbody", "tfoot", "tr", "colgroup"})),
    "caption": ("", FLOW),
    "colgroup": ("span", frozenset({"col"})),
    "col": ("span", None),
    "thead": ("", frozenset({"tr"})),
    "tbody": ("", frozenset({"tr"})),
    "tfoot": ("", frozenset({"tr"})),
    "tr": ("", frozenset({"th", "td"})),
    "th": ("scope colspan rowspan headers abbr", FLOW),
    "td": ("colspan rowspan headers", FLOW),
    "blockquote": ("cite", FLOW),
    "time": ("datetime", PHRASING),
    "data": ("value", PHRASING),
    "br": ("", None),
    "wbr": ("", None),
    "hr": ("", None),
}
_BLOCKS = "div main nav header footer section article aside search address"
_INLINES = (
    "p h1 h2 h3 h4 pre span b i em strong small mark bdi bdo q cite code kbd samp var sub sup s u abbr dfn"
)
ELEMENTS |= dict.fromkeys(_BLOCKS.split(), ("", FLOW))
ELEMENTS |= dict.fromkeys(_INLINES.split(), ("", PHRASING))
ELEMENTS["div"] = ("", FLOW | {"dt", "dd"})  # in a list of terms, each term may have a box of its own


# What a table and its parts are by themselves: the standard (ARIA in HTML) forbids to say it again.
TABLE = frozenset({"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"})
# element, attribute -> has it to be there, and what it may say
VALUES: dict[tuple[str, str], tuple[bool, re.Pattern[str]]] = {
    ("button", "type"): (True, re.compile(r"submit|button")),
    ("meter", "value"): (True, re.compile(r"\d+(\.\d+)?")),
    ("input", "capture"): (False, re.compile(r"user|environment")),
}
REFRESH = re.compile(r"\d+(; url=\S+)?")


def _is_comment(element: Element) -> bool:
    return not isinstance(element.tag, str)


def find_faults(root: Element) -> Iterator[str]:
    """Every element and attribute that the standard does not allow where it stands."""
    for parent in root.iter():
        if _is_comment(parent):
            continue
        yield from _find_attribute_faults(parent)
        for child in parent:
            if not _is_comment(child) and not _may_hold(parent.tag, child.tag):
                yield f"<{child.tag}> may not stand in <{parent.tag}>"
    yield from _find_nested(root, "")
    yield from _find_misplaced_first(root)


def _may_hold(parent: str, child: str) -> bool:
    if parent not in ELEMENTS:
        return parent.startswith("{")  # inside an inline SVG
    allowed = ELEMENTS[parent][1] or frozenset()
    return child in allowed or child.startswith("{")


def _find_attribute_faults(element: Element) -> Iterator[str]:
    if element.tag.startswith("{"):
        return
    if element.tag not in ELEMENTS:
        yield f"<{element.tag}> is no element of our pages"
        return
    known = GLOBAL | set(ELEMENTS[element.tag][0].split())
    for name in element.attrib:
        if name not in known and not str(name).startswith(("data-", "aria-")):
            yield f"<{element.tag}> has no attribute {name}"
    yield from _find_value_faults(element)


def _find_value_faults(element: Element) -> Iterator[str]:
    for (tag, name), (needed, pattern) in VALUES.items():
        value = element.get(name)
        if element.tag == tag and (needed if value is None else not pattern.fullmatch(value)):
            yield f"<{tag}> may not say {name}={value!r}"
    role = element.get("role")
    if role is not None and (element.tag in TABLE or role == element.tag):
        yield f"<{element.tag}> has a role of its own, and may not say role={role!r}"
    if element.get("http-equiv") == "refresh" and not REFRESH.fullmatch(element.get("content", "")):
        yield f"<meta> may not refresh with {element.get('content')!r}"


def _find_nested(element: Element, within: str) -> Iterator[str]:
    """Something to tap inside something to tap."""
    for child in element:
        if _is_comment(child):
            continue
        hidden = child.tag == "input" and child.get("type") == "hidden"
        taps = child.tag in INTERACTIVE and not hidden and (child.tag != "a" or child.get("href") is not None)
        labelled = within == "label" and child.tag in ("input", "select", "textarea", "button")
        if taps and within and not labelled:
            yield f"<{child.tag}> stands inside <{within}>: one tap cannot mean two things"
        holds = taps and child.tag in ("a", "button", "label", "summary")
        yield from _find_nested(child, child.tag if holds else within)


def _find_misplaced_first(root: Element) -> Iterator[str]:
    """A legend or summary has to come first."""
    for parent, first in (("fieldset", "legend"), ("details", "summary")):
        for element in root.iter(parent):
            tags = [child.tag for child in element if not _is_comment(child)]
            if first in tags[1:] or (parent == "details" and tags[:1] != ["summary"]):
                yield f"<{first}> has to stand first in <{parent}>, once"

"""The page check itself: a good page passes, and each kind of mistake is found."""

from __future__ import annotations

import pytest
from werkzeug.wrappers import Response

from easyread.web.security import HEADERS
from tests.pages.page_check import BadPage, check_answer, check_html

GOOD = """<!doctype html>
<html lang="ur" dir="rtl" translate="no">
<head><meta name="google" content="notranslate">
<meta charset="utf-8">
<noscript><meta http-equiv="refresh" content="299; url=/rest"></noscript>
<title>My page</title><link rel="stylesheet" href="/static/a.css">
<script type="module" src="/static/a.js"></script></head>
<body>
<button type="submit" form="page" hidden>Next</button>
<header><a class="skip" href="#main">Go on</a><nav aria-label="Tools">
<button type="submit" form="page" formaction="/go"><img src="/a.svg" alt=""> Home</button></nav></header>
<main id="main">
<form id="page" method="post" action="/p/1" data-page><input type="hidden" name="csrf_token" value="1">
<input type="hidden" name="reference" value="1">
<fieldset><legend><h1>What helps?</h1></legend>
<ul><li><input type="checkbox" id="c" name="c"><label for="c"><img src="/b.svg" alt=""> Home</label></li></ul>
<label>Your words <textarea name="words" autocomplete="off" autocapitalize="off" autocorrect="off"
spellcheck="false" writingsuggestions="false" translate="no"></textarea></label></fieldset>
<details><summary>More</summary><p>Words</p></details>
<table><tr><th scope="row">What</th><td>Words</td></tr></table>
<meter value="0" max="1" aria-label="Loud"></meter>
<label>Sound <input type="file" name="sound" capture="user"></label>
</form>
<blockquote lang="pl" dir="ltr">Moje</blockquote>
<a href="tel:999">Call</a>
</main></body></html>"""
CHOICE = '<fieldset><legend>More</legend><label><input type="checkbox" name="c">Work</label></fieldset>'


def answer(page: str) -> Response:
    return Response(page, headers={**HEADERS, "Cache-Control": "no-store"}, mimetype="text/html")


def test_a_good_page_passes() -> None:
    assert check_html(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("<!doctype html>", "", "DOCTYPE"),
        ("</legend>", "", "legend"),
        ("</p></details>", "</p></span></details>", "span"),
        ('alt=""> Home</label>', 'alt="" alt=""> Home</label>', "duplicate"),
        (' lang="ur"', "", "lang"),
        (' dir="rtl"', "", "dir"),
        ("<title>My page", "<title>What safe means", "neutral"),
        ("<h1>What helps?</h1>", "What helps?", "h1"),
        ("</fieldset>", "<h1>Two</h1></fieldset>", "h1"),
        ("What helps?", " ", "h1"),
        ('<main id="main">', '<main id="main"><p id="main">x</p>', "stands 2 times"),
        ('for="c"', 'for="d"', "points at nothing"),
        ('<label for="c"><img src="/b.svg" alt=""> Home</label>', "", "has no label"),
        ("<label>Your words", "<label>", "has no label"),
        ('<img src="/a.svg" alt=""> Home', '<img src="/a.svg" alt="">', "has no words"),
        ('src="/b.svg" alt=""', 'src="/b.svg"', "has no alt"),
        ('<input type="hidden" name="csrf_token" value="1">', "", "csrf_token"),
        (' action="/p/1"', "", "no action"),
        ('href="#main"', 'href="#none"', "leads nowhere"),
        ('href="/static/a.css"', 'href="https://fonts.test/a.css"', "outside"),
        ('src="/b.svg"', 'src="//cdn.test/b.svg"', "outside"),
        ('href="tel:999"', 'href="javascript:x()"', "outside"),
        ("<ul>", '<ul style="color: red">', "inline style"),
        ("</head>", "<style>p{}</style></head>", "inline style"),
        ("</head>", "<script>x()</script></head>", "inline script"),
        ("<ul>", '<ul onclick="x()">', "inline handler"),
        ("<ul><li>", "<ul><div></div><li>", "<div> may not stand in <ul>"),
        ("> Home</button>", "><p>Home</p></button>", "<p> may not stand in <button>"),
        (
            '<a href="tel:999">',
            '<a href="tel:999"><button type="button">x</button>',
            "one tap cannot mean two things",
        ),
        ("<ul>", "<ul disabled>", "has no attribute disabled"),
        ("<p>Words</p>", "<p>Words</p><marquee>x</marquee>", "no element of our pages"),
        ("<summary>More</summary>", "<p>x</p><summary>More</summary>", "has to stand first"),
        ("hidden>Next<", "hidden><", "<button> has no words"),
        ("hidden>Next<", 'hidden aria-label="Next"><', "<button> is hidden, and what it says"),
        ("<header>", '<a href="#main">Go on</a><header>', "<a> says 'Go on' outside of the parts"),
        ("</legend>", "</legend></fieldset><fieldset>", "<fieldset> has no legend"),
        ("<h1>What helps?</h1></legend>", "</legend><h1>What helps?</h1>", "<fieldset> has no legend"),
        ("<details>", f"{CHOICE}<details>", "the 2 choices named 'c' do not stand in one <fieldset>"),
        ("</ul>", f"</ul></fieldset>{CHOICE}", "the 2 choices named 'c' do not stand in one <fieldset>"),
        ("<p>Words</p>", "<article>Words</article>", "<article> has no heading"),
        ("<details>", "<figure></figure><details>", "<figure> is no element of our pages"),
        ('<button type="submit" form', "<button form", "may not say type=None"),
        ('type="submit"', 'type="menu"', "may not say type='menu'"),
        ('type="submit"', 'type="submit" role="button"', "has a role of its own"),
        ("<table>", '<table role="table">', "has a role of its own"),
        ("<tr>", '<tr role="row">', "has a role of its own"),
        ('<th scope="row"', '<th scope="row" role="rowheader"', "has a role of its own"),
        ("<td>", '<td role="cell">', "has a role of its own"),
        ('value="0" max', "max", "<meter> may not say value=None"),
        ('capture="user"', "capture", "may not say capture=''"),
        ("299; url", "299;url", "may not refresh"),
        (' translate="no"', "", "nobody translates it"),
        ('<meta name="google" content="notranslate">', "", "nobody translates it"),
        ('spellcheck="false"', "", "has to say spellcheck='false'"),
        ('spellcheck="false"', 'spellcheck="true"', "has to say spellcheck='false'"),
        ('autocorrect="off"', "", "has to say autocorrect='off'"),
        ('autocapitalize="off"', 'autocapitalize="words"', "has to say autocapitalize='off'"),
        ('writingsuggestions="false"', "", "has to say writingsuggestions='false'"),
        ('translate="no"></textarea>', "></textarea>", "has to say translate='no'"),
        (
            "<details>",
            '<label>Name <input name="n"></label><details>',
            "has to say autocomplete",
        ),
        ("<details>", '<label>PIN <input type="password" name="p"></label><details>', "'one-time-code'"),
        ("<details>", '<label>Code <input name="code"></label><details>', "has to say data-lpignore='true'"),
    ],
)
def test_each_mistake_is_found(old: str, new: str, found: str) -> None:
    assert old in GOOD
    with pytest.raises(BadPage) as bad:
        check_answer(answer(GOOD.replace(old, new, 1)))
    assert found in str(bad.value)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('for="{}"', 'for="{}"', "points at nothing"),
        ('<main id="main">', '<main id="{1}">', "stands 2 times"),
    ],
)
def test_a_mistake_of_random_ids_is_found_after_a_page_that_differs_by_them_only(
    old: str, new: str, found: str
) -> None:
    one, other = "a1" * 16, "b2" * 16
    good = GOOD.replace('id="c"', f'id="{one}"').replace('for="c"', f'for="{one}"')
    check_answer(answer(good))
    bad = good.replace(old.format(one), new.format(other, one), 1)
    assert bad != good
    with pytest.raises(BadPage, match=found):
        check_answer(answer(bad))


SAYS = '<a data-listen href="/listen/1"><span class="visually-hidden">: <span>{}</span></span></a>'
ALL = '<button type="button" data-read-all>Read it all</button>'
KEPT = '<button type="submit" data-listen name="statement" value="1">Listen</button>'


@pytest.mark.parametrize(
    ("seen", "heard"),
    [
        ("<p><span>3 / 14</span></p>", "3 / 14"),
        ("<p><bdi>۱۲</bdi></p>", "۱۲"),  # numerals of every script
        ("<p><span>Ⅳ</span></p>", "Ⅳ"),
        ('<p><span>Room 5</span> <span class="two">Pokój 5</span></p>', "Room 5"),
        ("<ul><li class='choice'><b aria-hidden='true'>5</b> Wait</li></ul>", "5 minutes"),
    ],
)
def test_a_number_that_nobody_hears_is_found(seen: str, heard: str) -> None:
    sound = SAYS.format(heard)
    said = seen.replace("</li>", sound + "</li>") if "</li>" in seen else seen + sound
    page = GOOD.replace("<fieldset>", ALL + "{}<fieldset>", 1)
    assert check_html(page.format(said), voice=True) == []
    for bad in (seen, seen + SAYS.format("6 minutes")):
        assert "nobody hears" in "".join(check_html(page.format(bad), voice=True))
    assert "a button that reads all" in "".join(check_html(page.format(said).replace(ALL, ""), voice=True))
    assert check_html(page.format(seen), voice=False) == []


def test_own_words_with_a_number_need_their_listen() -> None:
    words = "<blockquote>I ring 112</blockquote>"
    page = GOOD.replace("<fieldset>", ALL + "{}<fieldset>", 1)
    assert check_html(page.format(words + KEPT), voice=True) == []
    assert check_html(page.format(words), voice=True) != []
    assert check_html(page.format(words + words + KEPT), voice=True) != []


@pytest.mark.parametrize("missing", [*HEADERS, "Cache-Control"])
def test_a_missing_header_is_found(missing: str) -> None:
    headers = {**HEADERS, "Cache-Control": "no-store"}
    check_answer(Response(GOOD, headers=headers, mimetype="text/html"))
    del headers[missing]
    with pytest.raises(BadPage, match=missing):
        check_answer(Response(GOOD, headers=headers, mimetype="text/html"))

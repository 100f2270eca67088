"""A page that another tab has overtaken: what nobody changed says nothing, what somebody did is kept."""

from __future__ import annotations

import pytest

from easyread.model import Statement
from easyread.visit.sharing_terms import code
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import SAFE, WHO, WORRIED, page_of, said_on, step_of
from tests.pages.tab import Tab
from tests.pages.test_recordings import add_file, make_wav

OLD, NEW = "old words", "newest words"
BOTH = "You answered here on two pages."
STAYS = "You changed this on another page."
ASIDE = "These words are from another page."
WAYS = ("Next", "/go", "/draft", "/language", "/lock", "/leave")
MANY, SORT, PEOPLE = "want-these", "going-well", "who-helps"


def leave(tab: Tab, way: str) -> None:
    """Each way off a page that keeps what is on it."""
    if way == "/draft":
        tab.keep()
    elif way == "Next":
        tab.tap()
    else:
        tab.tap(way, to="/", language="pl")


def open_again(client: PageClient, way: str) -> None:
    if way in ("/lock", "/leave"):
        client.open_book(client.opened)
        book.be_with(client, "nobody")


def words_of(client: PageClient, step: str = SAFE) -> list[str]:
    """The words of all versions of an answer, the oldest first."""
    with book.book_of(client) as store:
        return [one.words for one in store.versions(step)]


def now_of(client: PageClient, step: str = SAFE) -> Statement:
    said = said_on(client, step)
    assert said
    return said


def all_of(client: PageClient) -> str:
    """All that the book holds, as text."""
    with book.book_of(client) as store:
        return repr(store.everything())


@pytest.mark.parametrize("begun", ["half written", "kept"])
@pytest.mark.parametrize("way", WAYS)
def test_an_untouched_page_puts_no_old_words_over_the_newest(alone: PageClient, way: str, begun: str) -> None:
    """``tests/cases/stale-tab.txt``."""
    page = page_of(alone, SAFE)
    first = Tab(alone, page).write("words", OLD)
    leave(first, "/draft" if begun == "half written" else "Next")
    second, first = Tab(alone, page), (first if begun == "half written" else Tab(alone, page))
    assert second.words() == OLD
    first.write("words", NEW).tap()
    leave(second, way)
    open_again(alone, way)
    assert now_of(alone).words == NEW
    assert Tab(alone, page).words() == NEW
    assert words_of(alone) == ([NEW] if begun == "half written" else [OLD, NEW])
    Tab(alone, page).tap()
    assert now_of(alone).words == NEW


@pytest.mark.parametrize("way", WAYS)
def test_half_written_words_of_one_tab_outlive_what_another_keeps(alone: PageClient, way: str) -> None:
    page = page_of(alone, SAFE)
    first, second = Tab(alone, page), Tab(alone, page)
    first.write("words", "half of A").keep()
    leave(second.write("words", "all of B"), way)
    open_again(alone, way)
    shown = Tab(alone, page)
    for words in ("half of A", "all of B"):
        assert words in shown.text
    assert shown.words() == "all of B"


def test_words_on_two_pages_are_two_versions_and_the_page_says_so(alone: PageClient) -> None:
    page = page_of(alone, SAFE)
    Tab(alone, page).write("words", OLD).tap()
    first, second = Tab(alone, page), Tab(alone, page)
    first.write("words", NEW).tap()
    assert BOTH not in first.text
    second.write("words", "and mine").tap()
    assert BOTH in second.text
    assert words_of(alone) == [OLD, NEW, "and mine"]
    assert BOTH not in Tab(alone, "/").text


def test_an_untouched_old_page_says_that_the_newer_words_stay(alone: PageClient) -> None:
    page = page_of(alone, SAFE)
    second = Tab(alone, page)
    Tab(alone, page).write("words", NEW).tap()
    assert STAYS in second.tap().text


def test_what_was_typed_and_taken_away_again_is_no_change(alone: PageClient) -> None:
    page = page_of(alone, SAFE)
    Tab(alone, page).write("words", OLD).tap()
    first, second = Tab(alone, page), Tab(alone, page)
    second.write("words", f"{OLD} x").keep()
    second.write("words", OLD).keep()
    first.write("words", NEW).tap()
    second.tap()
    assert words_of(alone) == [OLD, NEW]


def test_choices_ticked_off_in_one_tab_stay_off(alone: PageClient) -> None:
    page = page_of(alone, MANY)
    one, two, three = (choice.id for choice in step_of(alone, MANY).choices[:3])
    Tab(alone, page).write("choice", one, two).tap()
    first, second = Tab(alone, page), Tab(alone, page)
    first.write("choice", two).tap()
    second.write("words", "mine").tap()
    assert (now_of(alone, MANY).choices, now_of(alone, MANY).words) == ((two,), "mine")
    third, fourth = Tab(alone, page), Tab(alone, page)
    third.write("choice", one, two).tap()
    fourth.write("choice", two, three).tap()
    assert now_of(alone, MANY).choices == (one, two, three)


def test_one_choice_of_an_old_page_does_not_come_back(alone: PageClient) -> None:
    page = page_of(alone, "safe-today")
    low, middle = (point.id for point in step_of(alone, "safe-today").points[:2])
    Tab(alone, page).write("choice", low).tap()
    first, second = Tab(alone, page), Tab(alone, page)
    first.write("choice", middle).tap()
    second.write("words", "because").tap()
    assert (now_of(alone, "safe-today").choices, now_of(alone, "safe-today").words) == ((middle,), "because")


def test_what_was_put_elsewhere_stays_there(alone: PageClient) -> None:
    page = page_of(alone, SORT)
    step = step_of(alone, SORT)
    (one, two), (well, badly) = (each.id for each in step.choices[:2]), (each.id for each in step.points[:2])
    Tab(alone, page).write(f"sort-{one}", well).tap()
    first, second = Tab(alone, page), Tab(alone, page)
    first.write(f"sort-{one}", badly).tap()
    second.write(f"sort-{two}", well).tap()
    assert now_of(alone, SORT).sorted == {one: badly, two: well}


def test_a_private_tick_of_one_tab_is_not_taken_off_by_another(alone: PageClient) -> None:
    page = page_of(alone, MANY)
    one, two = (choice.id for choice in step_of(alone, MANY).choices[:2])
    Tab(alone, page).write("choice", one).tap()
    second = Tab(alone, page)
    with book.book_of(alone) as store:
        said = now_of(alone, MANY)
    book.say(alone, MANY, words="", choices=said.choices, private=True, presence=("nobody",))
    with book.book_of(alone) as store:
        assert store.statements()[-1].private
    second.write("choice", one, two).tap()
    assert now_of(alone, MANY).private
    worried, old = Tab(alone, page_of(alone, WORRIED)), Tab(alone, page_of(alone, WORRIED))
    assert worried.words("private") == "yes"
    worried.write("words", "mine").write("private").tap()
    assert not now_of(alone, WORRIED).private
    old.write("words", "more").tap()
    assert not now_of(alone, WORRIED).private


def test_an_emptied_old_page_does_not_empty_newer_words(alone: PageClient) -> None:
    page = page_of(alone, SAFE)
    Tab(alone, page).write("words", OLD).tap()
    first, second = Tab(alone, page), Tab(alone, page)
    first.write("words", NEW).tap()
    second.write("words", "").tap()
    assert now_of(alone).words == NEW
    Tab(alone, page).write("words", "").tap()
    assert said_on(alone, SAFE) is None


@pytest.mark.parametrize("way", ["unsure", "rather-not", "later"])
def test_a_way_to_skip_on_an_old_page_brings_no_old_words_back(alone: PageClient, way: str) -> None:
    page = page_of(alone, SAFE)
    Tab(alone, page).write("words", OLD).keep()
    second = Tab(alone, page)
    Tab(alone, page).write("words", NEW).tap()
    second.tap(skip=way)
    assert words_of(alone)[0] == NEW
    assert OLD not in words_of(alone)
    assert Tab(alone, page).words() in (NEW, "")
    with book.book_of(alone) as store:
        assert store.drafts(page) == []


def test_who_is_here_is_not_taken_back_by_an_old_page(alone: PageClient) -> None:
    page = page_of(alone, WHO)
    first, second = Tab(alone, page), Tab(alone, page)
    first.write("choice", "partner").tap()
    second.tap()
    assert Tab(alone, page).fields["choice"] == ["partner"]


def test_who_interprets_is_not_taken_back_by_an_old_page(alone: PageClient) -> None:
    page = page_of(alone, "interpreter")
    Tab(alone, page).write("choice", "registered").write("tongue", "Polski").tap()
    first, second = Tab(alone, page), Tab(alone, page)
    first.write("tongue", "Urdu").tap()
    second.write("dialect", "north").tap()
    with book.book_of(alone) as store:
        last = store.interpreters()[-1]
    assert (last.kind, last.language, last.dialect) == ("registered", "Urdu", "north")


@pytest.fixture
def friends(alone: PageClient) -> PageClient:
    """A friend and a family member of no name yet."""
    Tab(alone, page_of(alone, PEOPLE)).write("choice", "friend", "family").tap()
    return alone


def names_of(client: PageClient) -> dict[str, str]:
    with book.book_of(client) as store:
        return {one.role: one.name for one in store.people()}


@pytest.mark.parametrize("way", ["Next", "/go", "/draft"])
def test_names_of_two_tabs_stand_together(friends: PageClient, way: str) -> None:
    page = f"{page_of(friends, PEOPLE)}/names"
    Tab(friends, page).write("name-friend", "Al").tap()
    first, second = Tab(friends, page), Tab(friends, page)
    first.write("name-friend", "Ola").tap()
    leave(second.write("name-family", "Ewa"), way)
    Tab(friends, page).tap()
    assert names_of(friends) == {"friend": "Ola", "family": "Ewa"}


def test_a_name_that_says_disabled_or_checked_is_a_name_like_others(friends: PageClient) -> None:
    page = f"{page_of(friends, PEOPLE)}/names"
    Tab(friends, page).write("name-friend", "my disabled brother").write("name-family", "checked Al").tap()
    first, second = Tab(friends, page), Tab(friends, page)
    first.write("name-friend", "Ola").write("name-family", "Ewa").tap()
    second.tap()
    assert names_of(friends) == {"friend": "Ola", "family": "Ewa"}


def test_a_name_that_another_tab_gave_stands_beside_the_newest(friends: PageClient) -> None:
    page = f"{page_of(friends, PEOPLE)}/names"
    first, second = Tab(friends, page), Tab(friends, page)
    first.write("name-friend", "Ola").tap()
    second.write("name-friend", "Ewa").tap()
    assert BOTH in second.text
    assert names_of(friends)["friend"] == "Ewa"
    shown = Tab(friends, page)
    assert shown.words("name-friend") == "Ewa"
    assert "Ola" in shown.text
    assert ASIDE in shown.text


def test_a_name_for_somebody_who_was_taken_off_is_not_lost(friends: PageClient) -> None:
    names, again = (Tab(friends, f"{page_of(friends, PEOPLE)}/names") for _ in range(2))
    Tab(friends, page_of(friends, PEOPLE)).write("choice", "family").tap()
    names.write("name-friend", "Ola").tap()
    assert names_of(friends) == {"family": ""}
    assert "Ola" in all_of(friends)
    Tab(friends, page_of(friends, PEOPLE)).write("choice", "nobody").tap()
    again.write("name-friend", "Olaf").tap()
    assert "Olaf" in all_of(friends)


@pytest.fixture
def polish(alone: PageClient) -> PageClient:
    """Words that an interpreter can put into English."""
    book.say(alone, SAFE, words="Mój klucz.", language="pl", presence=("nobody",))
    return alone


def english_of(client: PageClient) -> list[tuple[str, str]]:
    with book.book_of(client) as store:
        return [(one.words, one.note) for one in store.renderings()]


@pytest.mark.parametrize("way", ["Next", "/go", "/draft"])
def test_an_old_page_for_english_puts_no_older_english_last(polish: PageClient, way: str) -> None:
    book.name_interpreter(polish, "registered")
    page = f"/w/{now_of(polish).id}/english"
    Tab(polish, page).write("english", OLD).tap()
    first, second = Tab(polish, page), Tab(polish, page)
    first.write("english", NEW).tap()
    leave(second, way)
    assert [words for words, _ in english_of(polish)] == [OLD, NEW]
    assert Tab(polish, page).words("english") == NEW


def test_a_note_of_one_tab_stands_with_the_english_of_another(polish: PageClient) -> None:
    book.name_interpreter(polish, "registered")
    page = f"/w/{now_of(polish).id}/english"
    Tab(polish, page).write("english", OLD).tap()
    first, second = Tab(polish, page), Tab(polish, page)
    first.write("english", NEW).tap()
    second.write("note", "not sure").tap()
    assert english_of(polish)[-1] == (NEW, "not sure")


def test_english_of_words_that_were_changed_meanwhile_stands_beside_those(polish: PageClient) -> None:
    before = now_of(polish)
    english = Tab(polish, f"/w/{before.id}/english")
    half = Tab(polish, f"/w/{before.id}/english")
    Tab(polish, page_of(polish, SAFE)).write("words", "Nowe.").tap()
    english.write("english", "My key.").tap()
    half.write("english", "Only half").keep()
    with book.book_of(polish) as store:
        assert [(one.statement, one.words) for one in store.renderings()] == [(before.id, "My key.")]
    assert "Only half" in Tab(polish, "/a").text


def test_english_on_an_old_page_of_the_question_stands_beside_the_words_it_was_for(
    polish: PageClient,
) -> None:
    book.be_with(polish, "interpreter")
    book.name_interpreter(polish, "registered", "yes")
    Tab(polish, "/l").write("language", "pl").tap()
    page = page_of(polish, SAFE)
    before = now_of(polish)
    first, second = Tab(polish, page), Tab(polish, page)
    first.write("words", "Nowe.").tap()
    second.write("english", "My key.").tap()
    assert now_of(polish).words == "Nowe."
    with book.book_of(polish) as store:
        assert [(one.statement, one.words) for one in store.renderings()] == [(before.id, "My key.")]


@pytest.fixture
def spoken(open_client: PageClient) -> PageClient:
    """An answer of a voice alone."""
    book.be_with(open_client, "advocate")
    add_file(open_client, make_wav(2))
    Tab(open_client, page_of(open_client, SAFE)).tap()
    return open_client


@pytest.mark.parametrize("way", ["Next", "/go", "/draft"])
def test_a_voice_written_down_is_not_put_back(spoken: PageClient, way: str) -> None:
    page = f"/w/{now_of(spoken).id}/said"
    Tab(spoken, page).write("words", OLD).write("who", "me").tap()
    first, second = Tab(spoken, page), Tab(spoken, page)
    first.write("words", NEW).write("who", "advocate").tap()
    leave(second, way)
    Tab(spoken, page).tap()
    with book.book_of(spoken) as store:
        last = store.renderings()[-1]
    assert (last.words, last.role) == (NEW, "advocate")


def sharing(client: PageClient) -> str:
    book.say(client, SAFE)
    book.explain(client)
    return book.ask_page(SAFE)


def answers_of(client: PageClient) -> list[str]:
    """What was decided, the latest of each reader and purpose; ended ones are "over"."""
    with book.book_of(client) as store:
        return ["over" if one.withdrawn else one.answer for one in store.grants()]


@pytest.mark.parametrize("answer", ["", "yes"])
def test_an_ok_that_was_ended_is_not_put_back_by_an_old_page(alone: PageClient, answer: str) -> None:
    page = sharing(alone)
    Tab(alone, page).tap(answer="yes")
    first, second = Tab(alone, page), Tab(alone, page)
    first.tap("/s/stop", stop=f"{now_of(alone).id} {code(book.READER)}")
    second.tap(**({"answer": answer} if answer else {}))
    assert answers_of(alone) == ["over"]
    assert (STAYS in second.text) is bool(answer)


def test_a_no_of_another_tab_is_not_taken_back_by_an_old_yes(alone: PageClient) -> None:
    page = sharing(alone)
    Tab(alone, page).tap(answer="yes")
    first, second, third = Tab(alone, page), Tab(alone, page), Tab(alone, page)
    first.tap(answer="no")
    assert STAYS in second.tap(answer="yes").text
    assert answers_of(alone) == ["no"]
    third.tap(answer="ask")
    assert answers_of(alone) == ["ask"]
    assert BOTH in third.text


def test_old_pages_of_settings_change_nothing_back(alone: PageClient) -> None:
    first, second, third = Tab(alone, "/l"), Tab(alone, "/l"), Tab(alone, "/l")
    first.write("language", "pl").write("two", "no").tap()
    second.tap()
    assert (Tab(alone, "/l").words("language"), Tab(alone, "/l").words("two")) == ("pl", "no")
    third.write("two", "no").tap()
    assert Tab(alone, "/l").words("language") == "pl"
    first, second = Tab(alone, "/o"), Tab(alone, "/o")
    first.write("choice", "1").tap()
    second.tap()
    assert Tab(alone, "/o").words("choice") == "1"
    first, second, third = Tab(alone, "/v"), Tab(alone, "/v"), Tab(alone, "/v")
    first.write("choice", "slow").write("on", "touch").tap()
    second.tap()
    third.write("on", "follow").write("voice", "device").tap()
    now = Tab(alone, "/v")
    assert (now.words("choice"), now.fields["on"], now.fields["voice"]) == ("slow", ["touch"], ["device"])

"""How it is read to me: a choice that holds at once, at the door and in the book, and on every page."""

from __future__ import annotations

from html import unescape

import msgspec
import pytest

from easyread.languages import line_id
from easyread.settings import Paths, Settings
from easyread.speech.service_recordings import About, mark_text
from easyread.web.hearing import Hearing, read_hearing
from tests.books import DOOR, PIN
from tests.client import PageClient
from tests.pages.step_pages import text_of

QUESTION = "How it is read to me"
SOUND = f'href="/listen/en-GB/{line_id(QUESTION)}'
DEVICE = 'data-device="en-GB"'


def hearing_of(client: PageClient) -> str:
    return text_of(client.get("/break")).split('data-hearing="')[1].split('"')[0]


def kept_in_book(client: PageClient) -> str | None:
    with client.application.extensions["easyread"].vault.open_store(client.opened) as store:
        return str(store.setting("hearing"))


def test_until_somebody_chooses_words_are_marked_at_the_usual_speed(client: PageClient) -> None:
    assert hearing_of(client) == "usual follow"
    page = text_of(client.get("/v"))
    assert 'value="usual" checked' in page
    assert 'value="follow" checked' in page
    assert page.count(" checked") == 2


def test_a_choice_holds_without_a_book(client: PageClient) -> None:
    assert client.send("/v?from=help", to="/v", choice="slow", on=["touch"]).location == "/"
    assert hearing_of(client) == "slow touch"


def test_a_choice_in_an_open_book_comes_back_with_it(open_client: PageClient) -> None:
    open_client.send("/v", choice="quick", on=["follow"], voice=["device", "mine"])
    assert kept_in_book(open_client) == "quick follow device mine"
    open_client.send("/", "/lock")
    assert hearing_of(open_client) == "usual follow"
    open_client.send("/", "/open", door=DOOR, kind="pin", pin=PIN)
    assert hearing_of(open_client) == "quick follow device mine"


def test_a_voice_of_the_device_is_for_each_person_to_say_yes_to(client: PageClient) -> None:
    client.send("/v", choice="slow", on=["touch"], voice=["device", "mine"])
    client.send("/", "/open", door=DOOR, kind="pin", pin=PIN)
    assert hearing_of(client) == "slow touch"


@pytest.mark.parametrize("kept", ["", "nonsense", "slow slow", "usual\n", "device", " "])
def test_what_cannot_be_read_is_read_as_something_that_works(kept: str) -> None:
    found = read_hearing(kept)
    assert read_hearing(str(found)) == found
    assert not found.mine


@pytest.mark.parametrize("choice", ["", "faster", "SLOW", "<b>"])
def test_what_is_not_offered_is_the_usual_speed(client: PageClient, choice: str) -> None:
    client.send("/v", choice=choice, on=["nothing"])
    assert hearing_of(client) == "usual"


def test_every_choice_can_be_written_and_read() -> None:
    chosen = Hearing(pace="slow", follow=False, touch=True, device=True, mine=True)
    assert read_hearing(str(chosen)) == chosen


def test_the_way_through_the_languages_leads_back_to_where_the_person_was(open_client: PageClient) -> None:
    token = {"csrf_token": text_of(open_client.get("/w")).split('csrf_token" value="')[1].split('"')[0]}
    assert open_client.post("/go", data={**token, "here": "/w", "to": "/l"}).location == "/l?from=%2Fw"
    from_languages = {**token, "here": "/l", "from": "/w", "to": "/v"}
    assert open_client.post("/go", data=from_languages).location == "/v?from=%2Fw"
    assert open_client.send("/v?from=%2Fw", to="/v").location == "/w"


def test_each_speed_has_its_own_address_and_its_own_sound(client: PageClient) -> None:
    lengths = []
    for pace, address in (("slow", "?pace=slow"), ("usual", ""), ("quick", "?pace=quick")):
        client.send("/v", choice=pace)
        assert f'{SOUND}{address}"' in text_of(client.get("/v"))
        lengths.append(len(client.get(f"/listen/en-GB/{line_id(QUESTION)}{address}").data))
    assert lengths == sorted(lengths, reverse=True)
    assert len(set(lengths)) == 3


def test_each_speed_on_the_page_is_heard_as_fast_as_it_says(client: PageClient) -> None:
    client.send("/v", choice="quick")
    page = text_of(client.get("/v"))
    for line, pace in (("Read slowly to me", "?pace=slow"), ("Read at the usual speed", "")):
        assert f'/listen/en-GB/{line_id(line)}{pace}"' in page


def test_read_it_all_is_hidden_by_a_style_where_there_is_no_script(client: PageClient) -> None:
    page = text_of(client.get("/help"))
    assert page.count("data-read-all") == 1
    sheet = f"{client.application.static_url_path}/no-script.css"
    assert f'<noscript><link rel="stylesheet" href="{sheet}"></noscript>' in page
    style = client.get(sheet)
    with style:
        assert "[data-read-all] { display: none; }" in text_of(style)


def test_rough_voice_says_so_and_a_good_one_does_not(client: PageClient) -> None:
    rough = client.application.extensions["easyread"].languages.say(
        "ur", "This voice is a computer. It may say some words wrong."
    )
    client.send("/l", language="ur")
    assert rough.text in unescape(text_of(client.get("/help")))
    client.send("/l", language="pl")
    assert rough.text not in unescape(text_of(client.get("/help")))


class TestWithoutVoice:
    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(voice=False)

    def test_there_is_no_button_and_one_plain_sentence(self, client: PageClient) -> None:
        page = text_of(client.get("/v"))
        assert "data-listen" not in page
        assert "data-read-all" not in page
        assert "You can ask someone to read it with you." in page

    def test_a_voice_of_the_device_is_offered_only_after_a_yes(self, client: PageClient) -> None:
        assert DEVICE not in text_of(client.get("/v"))
        client.send("/v", voice=["mine"])
        assert DEVICE not in text_of(client.get("/v"))
        client.send("/v", voice=["device"])
        page = text_of(client.get("/v"))
        assert f"data-listen {DEVICE} hidden" in page
        assert f"data-read-all {DEVICE} hidden" in page

    def test_own_words_need_a_yes_of_their_own(self, open_client: PageClient) -> None:
        library = open_client.application.extensions["easyread"].library
        step = next(step for step in library.steps.values() if step.kind == "words" and not step.held)
        for on, offered in (([], False), (["mine"], False), (["device"], False), (["device", "mine"], True)):
            open_client.send("/v", voice=on)
            page = text_of(open_client.get(f"/p/{step.code}"))
            assert (f'data-listen {DEVICE} name="field"' in page) == offered, on


def test_a_device_voice_never_stands_in_for_ours(client: PageClient) -> None:
    client.send("/v", voice=["device", "mine"])
    assert "data-device" not in text_of(client.get("/v"))


# --- sign language ------------------------------------------------------------


def film(paths: Paths, text: str) -> bytes:
    """A film beside the mark of the text that it says, as a service brings it."""
    folder = paths.instance / "signed" / "en-GB"
    folder.mkdir(parents=True)
    data = b"\x00\x00\x00\x18ftypmp42" + bytes(500)
    (folder / f"{line_id(QUESTION)}.mp4").write_bytes(data)
    about = About(text=mark_text(text), who="A signer")
    (folder / f"{line_id(QUESTION)}.json").write_bytes(msgspec.json.encode(about))
    return data


def test_question_in_sign_language_stands_beside_it_with_controls(client: PageClient, paths: Paths) -> None:
    data = film(paths, QUESTION)
    page = text_of(client.get("/v"))
    video = page.split("<video")[1].split(">")[0]
    assert f'src="/signed/en-GB/{line_id(QUESTION)}"' in video
    assert " controls" in video
    assert f'aria-label="In sign language: {QUESTION}"' in video
    assert "autoplay" not in page
    with client.get(f"/signed/en-GB/{line_id(QUESTION)}", headers={"Range": "bytes=4-11"}) as answer:
        assert (answer.status_code, answer.mimetype, answer.data) == (206, "video/mp4", data[4:12])


def test_film_of_older_words_is_not_shown(client: PageClient, paths: Paths) -> None:
    film(paths, "How it was read to me")
    assert "<video" not in text_of(client.get("/v"))
    assert client.get(f"/signed/en-GB/{line_id(QUESTION)}").status_code == 404


@pytest.mark.parametrize("path", ["/signed/en-GB/0123456789abcdef", "/signed/xx/" + line_id(QUESTION)])
def test_film_that_is_not_there_is_not_here(client: PageClient, path: str) -> None:
    assert client.get(path).status_code == 404

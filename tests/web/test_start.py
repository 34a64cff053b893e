"""The start, the look of all pages, codes, and the next person."""

import gzip
import re

import pytest

from api.web import static
from api.web.start import code_of
from tests.web import scenes
from tests.web.conftest import Browser


def test_the_start_says_what_this_is_and_has_one_button(browser: Browser) -> None:
    """Three lines and one way on (AT-C1)."""
    page = browser.get("/")
    assert page.h1 == "Kiểm tra hồ sơ trước khi nộp"
    (start,) = page.marked("start")
    assert (start.text, start.attributes["href"]) == ("Bắt đầu kiểm tra", "/k/new")
    assert "Đây là bước kiểm tra sơ bộ." in page.all("main")[0].text


def test_the_start_weighs_little(browser: Browser) -> None:
    """At most 100 KB with all that it loads, compressed, the font included (AT-C23)."""
    html = browser.client.get("/").text
    wanted = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', html))
    parts = [html.encode(), *(browser.client.get(address).content for address in wanted)]
    weight = sum(len(gzip.compress(part)) for part in parts)
    if static.has_fonts():
        weight += sum(path.stat().st_size for name, path in static.files().items() if name.startswith("fonts/"))
    assert weight <= 100_000


@pytest.mark.parametrize(("size", "name"), [("1", "chu-1"), ("2", "chu-2"), ("3", "chu-3"), ("9", "chu-1")])
def test_the_size_of_letters_is_a_link_and_is_remembered(browser: Browser, size: str, name: str) -> None:
    """It works without scripts, on every page that follows (AT-C15)."""
    assert name in (browser.get(f"/?chu={size}").all("html")[0].attributes["class"] or "")
    assert name in (browser.get("/tro-giup").all("html")[0].attributes["class"] or "")


def test_the_language_is_a_link_to_this_very_page(browser: Browser) -> None:
    """What was searched for stays."""
    page = browser.get("/k/new?q=khai+sinh")
    (english,) = page.all("a", hreflang="en")
    assert english.attributes["href"] == "/k/new?q=khai+sinh&lang=en"
    assert browser.get(english.attributes["href"] or "").all("html")[0].attributes["lang"] == "en"
    assert browser.get("/").h1 == "Check your papers before you submit"


@pytest.mark.parametrize("typed", ["KT-7M4K-92QX", " kt7m4k 92qx ", "7m4k92qx", "kt.7m4k.92qx"])
def test_a_code_is_understood_as_people_type_it(typed: str) -> None:
    """Case, spaces and dashes do not matter."""
    assert code_of(typed) == "KT-7M4K-92QX"


@pytest.mark.parametrize("typed", ["", "KT", "KT-0000-0000", "KT-7M4K-92QXX", "000.00.00.H49-261123-0001"])
def test_what_is_no_code_is_none(typed: str) -> None:
    """Nor does the official code of a dossier open anything."""
    assert code_of(typed) is None


def test_a_code_opens_the_check_only_where_it_was_made(browser: Browser) -> None:
    """Elsewhere the private link is asked for, whether the code exists or not."""
    view = browser.holds(scenes.ready())
    assert browser.goes(f"/ma?ma={view.code.lower()}") == f"/k/{view.code}"
    browser.client.cookies.clear()
    known = browser.get(f"/ma?ma={view.code}", status=404)
    unknown = browser.get("/ma?ma=KT-2222-3333", status=404)
    assert known.marked("trouble")[0].text.replace(view.code, "") == unknown.marked("trouble")[0].text.replace(
        "KT-2222-3333", ""
    )


def test_the_square_code_shows_nothing_of_the_check(browser: Browser) -> None:
    """Without an officer's login: one sentence, whatever the code (AT-C20)."""
    view = browser.holds(scenes.to_mend())
    seen = browser.get(f"/q/{view.code}")
    assert seen.h1 == "Mã này dành cho cán bộ Trung tâm"
    other = browser.get("/q/KT-2222-3333")
    assert seen.all("main")[0].text == other.all("main")[0].text


def test_the_next_person_finds_nothing_of_the_former(browser: Browser) -> None:
    """The cookies of checks, language and size are gone; that somebody helps stays (AT-C14)."""
    browser.client.get("/?giup=1&lang=en&chu=3")
    browser.holds(scenes.sent())
    answer = browser.post("/nguoi-tiep-theo")
    assert answer.headers["location"] == "/?giup=1&moi=1"
    assert answer.headers["clear-site-data"] == '"storage"'
    left = {name for name in browser.client.cookies if name != "sp_csrf"}
    assert left == {"giup"}
    page = browser.get("/?giup=1&moi=1")
    (button, *_) = page.marked("next-person")
    assert button.text == "Người tiếp theo"
    assert page.all("html")[0].attributes["lang"] == "vi"


def test_a_team_is_remembered_without_anything_that_is_no_code(browser: Browser) -> None:
    """For statistics only."""
    browser.post("/doi-giup", doi="Đội <b>T-12</b>")
    assert browser.client.cookies["doi"] == "ibT-12b"
    browser.post("/doi-giup", doi="")
    assert "doi" not in browser.client.cookies


def test_pages_that_do_not_exist_are_told_in_the_house_style(browser: Browser) -> None:
    """Unknown, deleted and somebody else's look alike (AT-S4)."""
    elsewhere = browser.get("/khong-co", status=404)
    unknown = browser.get("/k/KT-2222-3333", status=404)
    view = browser.desk.put(scenes.ready())
    foreign = browser.get(f"/k/{view.code}/kq", status=404)
    assert elsewhere.h1 == unknown.h1 == foreign.h1 == "Không tìm thấy trang"
    assert "Mã có thể đã được xóa theo lịch" in foreign.all("main")[0].text

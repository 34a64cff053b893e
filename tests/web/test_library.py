"""Forms to download, and files that pages load."""

import re

import pytest

from api.web import static
from tests.web.conftest import Browser


def test_every_form_of_the_catalogue_is_listed(browser: Browser) -> None:
    """With the day from which its edition is in force."""
    page = browser.get("/mau")
    links = {e.attributes["href"] for e in page.all("a", class_="row")}
    assert {"/mau/ct01", "/mau/hkd_registration"} <= links
    assert "Áp dụng từ 01/07/2026" in page.marked("library")[0].text


def test_a_form_tells_its_editions_and_what_changed(browser: Browser) -> None:
    """Newest first, with dates; the printed labels of the lines that changed."""
    page = browser.get("/mau/ct01")
    assert page.h1 == "Tờ khai thay đổi thông tin cư trú"
    names = [e.text for e in page.all("h3")]
    assert names[0] == "Thông tư 116/2026/TT-BCA"
    assert len(names) == 4
    assert "Khác gì so với mẫu trước" in page.marked("editions")[0].text
    assert browser.get("/mau/khong_co", status=404).h1 == "Không tìm thấy trang"


def test_the_current_blank_is_a_pdf_with_a_name(browser: Browser) -> None:
    """For everybody, without a check (AT-C10)."""
    answer = browser.client.get("/mau/ct01/hien-hanh.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert "ct01.pdf" in answer.headers["content-disposition"]
    assert browser.client.get("/mau/khong_co/hien-hanh.pdf").status_code == 404


def test_files_are_kept_for_ever_under_their_digest(browser: Browser) -> None:
    """An address of an older release still answers, but is not kept."""
    address = static.address("app.css")
    assert static.digest() in address
    assert "immutable" in browser.client.get(address).headers["cache-control"]
    old = browser.client.get("/static/000000000000/app.css")
    assert old.status_code == 200
    assert old.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "name", ["../app.py", "..%2f..%2fapp.py", "%2e%2e/ui.yaml", "js/", "fonts/../../app.py", "x.css"]
)
def test_nothing_else_is_served(browser: Browser, name: str) -> None:
    """Only what was found in the folder at the start."""
    assert browser.client.get(f"/static/{static.digest()}/{name}").status_code == 404
    with pytest.raises(KeyError):
        static.address("app.py")


def test_the_sheets_ask_for_nothing_from_elsewhere() -> None:
    """No import, no foreign address, and each file they name is there when its font is."""
    for name, path in static.files().items():
        if not name.endswith((".css", ".js")):
            continue
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?://", text), name
        assert "@import" not in text
        assert "innerHTML =" not in text
        for asked in re.findall(r'url\("([^"]+)"\)', text):
            assert asked in static._FONTS or asked.removeprefix("fonts/") in static._FONTS
        for asked in re.findall(r'from "\./([^"]+)"', text):
            assert f"{name.rpartition('/')[0]}/{asked}" in static.files()

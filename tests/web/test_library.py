"""Forms to download, and files that pages load."""

import datetime as dt
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from api.web import static
from scanpipe.intake.law import law_of
from scanpipe.intake.library import blank
from tests.web.conftest import Browser
from tests.web.next_edition import BLANK, DOCX, with_next


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
        # The namespace of SVG is a name: nobody goes there.
        assert not re.search(r"https?://", text.replace("http://www.w3.org/2000/svg", "")), name
        assert "@import" not in text
        assert "innerHTML =" not in text
        for asked in re.findall(r'url\("([^"]+)"\)', text):
            assert asked in static._FONTS or asked.removeprefix("fonts/") in static._FONTS
        for asked in re.findall(r'from "\./([^"]+)"', text):
            assert f"{name.rpartition('/')[0]}/{asked}" in static.files()


def test_the_editions_are_drawn_and_the_table_says_the_same(browser: Browser) -> None:
    """One link of the drawing and one row of the table for each, both leading to what it changed."""
    page = browser.get("/mau/ct01")
    drawn = [e for e in page.all("a") if "svg" in e.inside]
    rows = [e for e in page.all("a") if "table" in e.inside]
    assert [e.attributes["href"] for e in drawn] == [e.attributes["href"] for e in reversed(rows)]
    assert all("căn cứ Thông tư" in str(e.attributes["aria-label"]) for e in drawn)
    places = {e.attributes.get("id") for e in page.all("li")}
    assert {str(e.attributes["href"])[1:] for e in drawn} <= places
    assert "từ 01/07/2026" in page.marked("times")[0].text


def test_what_is_new_stands_beside_the_download(browser: Browser) -> None:
    """The sentence of the two editions, where nobody wrote another."""
    news = browser.get("/mau/ct01").marked("news")[0].text
    assert "Hai mẫu có cùng các mục (16); chỉ khác phần căn cứ và ghi chú." in news


class Coming:
    """The library before and after a new edition takes effect."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser = browser
        self.law = law_of(folder)
        self.at(dt.datetime(2027, 2, 28, 16, 59, 59, tzinfo=dt.UTC))

    def at(self, moment: dt.datetime) -> None:
        """Have it be that moment."""
        self.browser.desk.desk = SimpleNamespace(law=self.law, now=lambda: moment)
        self.browser.desk.blank = lambda form, on: blank(self.law, form, on)  # type: ignore[assignment]


@pytest.fixture(scope="module")
def forms_to_come(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_next(tmp_path_factory.mktemp("forms") / "forms")


@pytest.fixture
def coming(browser: Browser, forms_to_come: Path) -> Coming:
    return Coming(browser, forms_to_come)


def test_an_edition_to_come_is_announced_with_its_day(coming: Coming) -> None:
    """With what it changes; the download is still that of today."""
    page = coming.browser.get("/mau/ct01")
    told = " ".join(page.marked("coming")[0].text.split())
    assert told.startswith("Từ ngày 01/03/2027 áp dụng mẫu mới theo Thông tư 99/2027/TT-BCA.")
    assert "Thêm mục số điện thoại." in told
    assert not page.marked("download-docx")
    assert "Mẫu mới áp dụng từ 01/03/2027" in coming.browser.get("/mau").marked("library")[0].text
    assert coming.browser.client.get("/mau/ct01/hien-hanh.docx").status_code == 404


def test_at_midnight_the_download_is_the_official_file(coming: Coming) -> None:
    """The file of the instrument as it was published, and the operator's words on what is new (AT-P7)."""
    before = coming.browser.client.get("/mau/ct01/hien-hanh.pdf")
    coming.at(dt.datetime(2027, 2, 28, 17, 0, tzinfo=dt.UTC))
    after = coming.browser.client.get("/mau/ct01/hien-hanh.pdf", headers={"If-None-Match": before.headers["ETag"]})
    assert after.content == BLANK != before.content
    assert after.headers["Cache-Control"] == "public, no-cache"
    again = coming.browser.client.get("/mau/ct01/hien-hanh.pdf", headers={"If-None-Match": after.headers["ETag"]})
    assert again.status_code == 304
    assert coming.browser.client.get("/mau/ct01/hien-hanh.docx").content == DOCX
    page = coming.browser.get("/mau/ct01")
    assert "Thêm mục số điện thoại." in page.marked("news")[0].text
    assert "Đây là tệp mẫu kèm theo văn bản ban hành." in page.all("main")[0].text
    assert not page.marked("coming")

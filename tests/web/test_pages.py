"""What holds for every page: one heading, its language, labels, nothing inline, nothing from elsewhere."""

import re
from dataclasses import replace

import pytest

from scanpipe.intake.views import CheckView
from tests.web import scenes
from tests.web.conftest import Browser, Html, read

CODES = {
    "begun": "KT-BEGN-2222", "running": "KT-RNNG-2222", "to_mend": "KT-MEND-2222", "unreadable": "KT-NREA-2222",
    "ready": "KT-READ-2222", "doubtful": "KT-DTFB-2222", "unsure": "KT-NSRE-2222", "sent": "KT-SENT-2222",
}  # fmt: skip
PAGES = [
    "/", "/?giup=1", "/?xoa=1", "/k/new", "/k/new?q=ho+kinh+doanh", "/k/new?q=khong+co", "/ma", "/ma?ma=abc",
    "/ma?ma=KT-2345-6789", "/rieng-tu", "/tro-giup", "/q/KT-7M4K-92QX", "/mau", "/mau/ct01", "/mau/hkd_registration",
    "/k/KT-NEWW-2222/dong-y", "/k/KT-NEWW-2222/khong-dong-y", "/khong-co-trang-nay",
    "/k/KT-BEGN-2222", "/k/KT-BEGN-2222?giay=can_cuoc", "/k/KT-MEND-2222", "/k/KT-NSRE-2222", "/k/KT-MEND-2222?bo=2",
    "/k/KT-MEND-2222?them=pg_1", "/k/KT-BEGN-2222/thu-tuc", "/k/KT-RNNG-2222", "/k/KT-RNNG-2222/tien-do",
    "/k/KT-MEND-2222/p/pg_1", "/k/KT-MEND-2222/p/pg_1?xem=goc", "/k/KT-MEND-2222/p/pg_2?thay=1",
    "/k/KT-RNNG-2222/p/pg_4", "/k/KT-MEND-2222/kq", "/k/KT-MEND-2222/kq?da_tra_loi=1", "/k/KT-NREA-2222/kq",
    "/k/KT-READ-2222/kq", "/k/KT-DTFB-2222/kq", "/k/KT-NSRE-2222/kq", "/k/KT-SENT-2222/phieu", "/k/KT-MEND-2222/in",
    "/k/KT-MEND-2222/xoa",
]  # fmt: skip


@pytest.fixture
def full(browser: Browser) -> Browser:
    """A browser that holds a check of every sort."""
    for scene, code in CODES.items():
        view: CheckView = getattr(scenes, scene)()
        browser.holds(replace(view, code=code, id="chk_" + scene.ljust(26, "x")))
    browser.holds(replace(scenes.begun(), code="KT-NEWW-2222", consented=False))
    return browser


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole(full: Browser, path: str, lang: str) -> None:
    """One h1 that the title begins with, labels, unique ids, and nothing that a strict policy would stop."""
    answer = full.client.get(path, headers={"Cookie": f"lang={lang}; " + _cookies(full)})
    assert answer.status_code in (200, 404, 422)
    page = read(answer.text)
    assert page.all("html")[0].attributes["lang"] == lang
    assert len(page.all("h1")) == 1
    heading = re.sub(r"^[✓✎↻◐] ", "", page.h1)
    assert page.title.startswith((heading, "Lỗi: ", "Error: "))
    _nothing_inline(page)
    _everything_is_named(page)
    ids = [e.attributes["id"] for e in page.elements if e.attributes.get("id")]
    assert len(ids) == len(set(ids)), sorted(i for i in ids if ids.count(i) > 1)
    assert "{" not in "".join(e.text for e in page.all("body"))


def test_english_pages_hold_no_vietnamese_of_ours(full: Browser) -> None:
    """All visible strings come from the English column; codes and dates stay (AT-C16)."""
    for path in ("/", "/k/new", "/rieng-tu", "/tro-giup", "/ma", "/k/KT-BEGN-2222", "/k/KT-MEND-2222/kq"):
        page = read(full.client.get(path, headers={"Cookie": "lang=en; " + _cookies(full)}).text)
        seen = [e for e in page.all("main")[0].text.splitlines() if re.search("[ạảấầẩẫậắằẳẵặẹẻẽếềểễệđ]", e)]
        allowed = ("Trung tâm xã Thử", "“079")
        assert not [line for line in seen if not any(word in line for word in allowed)], path


def test_what_a_file_is_called_is_only_text(full: Browser) -> None:
    """A name that is markup is shown, not obeyed (AT-S1)."""
    answer = full.client.get("/k/KT-RNNG-2222/tien-do")
    assert "<img src=x" not in answer.text
    assert "&lt;img src=x onerror" in answer.text


def test_personal_pages_are_kept_by_nobody(full: Browser) -> None:
    """No store, no referrer, no index (AT-S2)."""
    for path in PAGES:
        if path.startswith("/k/KT-"):
            headers = full.client.get(path).headers
            assert headers["cache-control"] == "no-store", path
            assert headers["referrer-policy"] == "no-referrer"
            assert "noindex" in headers["x-robots-tag"]
            assert "unsafe-inline" not in headers["content-security-policy"]


def _cookies(browser: Browser) -> str:
    return "; ".join(f"{name}={value}" for name, value in browser.client.cookies.items())


def _nothing_inline(page: Html) -> None:
    for element in page.elements:
        assert not [name for name in element.attributes if name == "style" or name.startswith("on")], element
        assert element.tag != "style"
        if element.tag == "script":
            assert element.attributes["src"]
            assert not element.text.strip()
        for name in ("src", "href", "action"):
            address = element.attributes.get(name) or "/"
            assert re.match(r"/(?!/)|#", address), address


def _everything_is_named(page: Html) -> None:
    labelled = {e.attributes.get("for") for e in page.all("label")}
    for element in page.elements:
        a = element.attributes
        if element.tag in ("input", "select") and a.get("type") != "hidden":
            assert a["id"] in labelled, a
        if element.tag == "img":
            assert "alt" in a
        if element.tag in ("a", "button"):
            assert element.text.strip() or a.get("aria-label"), a
        if element.tag == "form" and a.get("method") == "post":
            assert a["action"]
    for name in ("aria-labelledby", "aria-describedby"):
        for element in page.elements:
            for target in (element.attributes.get(name) or "").split():
                assert [e for e in page.elements if e.attributes.get("id") == target], target

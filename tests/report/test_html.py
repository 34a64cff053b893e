"""The report as one HTML file."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from scanpipe.model import Report, UploadFile
from scanpipe.report.html import to_html
from scanpipe.report.names import Names
from scanpipe.report.pictures import page_pictures
from scanpipe.settings import Settings


class _Outline(HTMLParser):
    """The tags of a page with their attributes; complains about what is not closed."""

    VOID = frozenset({"meta", "img", "br", "hr", "input", "link"})

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _outline(html: str) -> _Outline:
    outline = _Outline()
    outline.feed(html)
    assert outline.open == []
    return outline


@pytest.fixture
def html(report: Report, names: Names, upload: tuple[UploadFile, ...]) -> str:
    return to_html(report, lang="vi", names=names, pictures=page_pictures(report, upload, Settings()))


def test_the_page_is_well_formed_and_says_its_language(html: str) -> None:
    """One h1, headings that skip no level, a language, a title, a viewport."""
    tags = _outline(html).tags
    assert ("html", {"lang": "vi"}) in tags
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch(r"h\d", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert "<title>Cần bổ sung" in html


def test_the_page_needs_nothing_from_outside(html: str) -> None:
    """No script, no address, and pictures inside."""
    assert not re.search(r"<script|https?://|src=\"(?!data:)|url\(", html)
    assert html.count("data:image/jpeg;base64,") == 4  # three places cut out, one page


def test_every_picture_has_words(html: str) -> None:
    """The page's picture says which findings stand where."""
    pictures = [attrs for tag, attrs in _outline(html).tags if tag == "img"]
    assert all(attrs.get("alt") for attrs in pictures)
    assert any("2. Chưa thấy chữ ký ở phần NGƯỜI KÊ KHAI (góc dưới phải)" in (a["alt"] or "") for a in pictures)


def test_links_lead_somewhere_and_ids_are_unique(html: str) -> None:
    """Each finding leads to the picture of its page."""
    tags = _outline(html).tags
    ids = [attrs["id"] for _, attrs in tags if "id" in attrs]
    links = [attrs["href"] for tag, attrs in tags if tag == "a"]
    assert len(ids) == len(set(ids))
    assert links
    assert {link.lstrip("#") for link in links if link} <= set(ids)
    labelled = [attrs["aria-labelledby"] for _, attrs in tags if "aria-labelledby" in attrs]
    assert set(labelled) <= set(ids)


def test_what_people_wrote_is_only_shown(html: str) -> None:
    """Text and file names are escaped."""
    assert "NGUYỄN VĂN A &amp; &lt;b&gt;" in html
    assert "&lt;khóa&gt;.pdf" in html


def test_first_what_to_do_then_the_papers(html: str) -> None:
    """The reader meets the verdict, the list, the pages and the readings in this order."""
    marks = ["<h1>", "Việc cần làm", "Các trang", "Giấy tờ trong hồ sơ", "Nội dung đọc được"]
    assert [html.index(mark) for mark in marks] == sorted(html.index(mark) for mark in marks)


def test_a_paper_without_findings_has_nothing_to_do(clean: Report, names: Names) -> None:
    """The English page of a good paper, without pictures."""
    html = to_html(clean, lang="en", names=names)
    _outline(html)
    assert "There is nothing to do." in html
    assert '<html lang="en">' in html
    assert "<img" not in html

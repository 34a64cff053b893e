"""Where a finding is, in words."""

from dataclasses import replace

import pytest

from scanpipe.findings import rule
from scanpipe.imaging.annotate import Style
from scanpipe.model import Box, EditionStatus, Finding, Report, Verdict
from scanpipe.report.order import corner, fine, headline, numbered, open_points, paper_headline, place, style_of


@pytest.mark.parametrize(
    ("box", "said"),
    [
        (Box(0.55, 0.04, 0.4, 0.03), "góc trên phải"),
        (Box(0.0, 0.0, 0.2, 0.1), "góc trên trái"),
        (Box(0.1, 0.04, 0.8, 0.03), "phía trên"),
        (Box(0.4, 0.45, 0.2, 0.1), "giữa trang"),
        (Box(0.05, 0.45, 0.9, 0.1), "giữa trang"),
        (Box(0.8, 0.5, 0.1, 0.1), "bên phải"),
        (Box(0.7, 0.8, 0.2, 0.1), "góc dưới phải"),
    ],
)
def test_a_place_is_named_by_its_ninth_of_the_page(box: Box, said: str) -> None:
    """A box across the whole page is neither left nor right."""
    assert corner(box, "vi") == said


def test_a_finding_without_a_page_has_no_place() -> None:
    """A file that does not open is nowhere; a page without a box is only a page."""
    assert place(rule(Finding("file.empty", params={"name": "a"}), accuses=True), "vi") == ""
    assert place(rule(Finding("quality.blurry", page=3), accuses=True), "en") == "page 3"


def test_how_a_finding_is_drawn() -> None:
    """Solid for what has to be put right, dashed for a question, dotted for what could not be read."""

    def drawn(code: str, confidence: float = 1.0) -> Style | None:
        return style_of(rule(Finding(code, confidence, page=1, params={"label": "x", "label_a": "a"}), accuses=True))

    assert drawn("sign.signature_missing") is Style.MUST
    assert drawn("sign.signature_missing", 0.4) is Style.CHECK
    assert drawn("quality.blurry") is Style.UNREADABLE
    assert drawn("field.unclear") is Style.UNREADABLE
    assert drawn("quality.auto_rotated") is None


def test_numbers_and_counts(report: Report) -> None:
    """Numbers run from 1 without a gap; a line with a finding or unclear ink is not counted as fine."""
    assert list(numbered(report)) == [1, 2, 3, 4, 5]
    assert open_points(report) == 4
    assert fine(report) == 2


def test_nothing_is_called_ready_of_which_nothing_is_known(report: Report) -> None:
    """`review` says so when no paper was recognised at all."""
    known, stranger = report.documents[0], replace(report.documents[0], form=None, verdict=Verdict.REVIEW)
    mixed = replace(report, verdict=Verdict.REVIEW, documents=(known, stranger))
    assert headline(mixed, "vi") == "Chờ cán bộ xem"
    assert headline(replace(mixed, documents=(stranger,)), "vi") == "Chưa nhận ra giấy tờ"
    assert paper_headline(stranger, "en") == "Not recognised"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (EditionStatus.CURRENT, "Đạt"),
        (EditionStatus.GRACE, "Đạt"),
        (EditionStatus.OUTDATED, "Chờ cán bộ xem"),
        (EditionStatus.NOT_YET, "Chờ cán bộ xem"),
        (EditionStatus.MIXED, "Chờ cán bộ xem"),
        (EditionStatus.UNKNOWN, "Chờ cán bộ xem"),
    ],
)
def test_a_paper_that_may_be_refused_is_not_called_ready(report: Report, status: EditionStatus, said: str) -> None:
    """An old form that is only asked about waits for an officer; a question about a form in force does not."""
    asked = replace(report.documents[0], edition_status=status, verdict=Verdict.REVIEW)
    assert paper_headline(asked, "vi") == said
    assert headline(replace(report, verdict=Verdict.REVIEW, documents=(asked,)), "vi") == said


def test_a_supporting_paper_has_no_edition_to_doubt(report: Report) -> None:
    """An identity card beside a good form, or alone, is recognised, and keeps nobody from being ready."""
    good = replace(report.documents[0], edition_status=EditionStatus.CURRENT)
    card = replace(good, form=None, edition=None, edition_status=EditionStatus.UNKNOWN, kind="identity_card")
    asked = [replace(d, verdict=Verdict.REVIEW) for d in (good, card)]
    for documents in (asked, asked[1:]):
        assert headline(replace(report, verdict=Verdict.REVIEW, documents=tuple(documents)), "vi") == "Đạt"
    assert paper_headline(asked[1], "vi") == "Đạt"

"""The pictures of a report come from the upload itself."""

import numpy as np

from scanpipe.model import Report, UploadFile
from scanpipe.report.pictures import page_pictures
from scanpipe.report.words import legend
from scanpipe.settings import Settings


def test_a_lying_photo_is_shown_upright(report: Report, upload: tuple[UploadFile, ...]) -> None:
    """A page photographed on its side is turned, and its top bar is at the top."""
    (page,) = page_pictures(report, upload, Settings())
    assert page.picture.shape[:2] == (1000, 700)
    assert page.picture[45].mean() < 100 < page.picture[500].mean()


def test_marks_follow_the_page(report: Report, upload: tuple[UploadFile, ...]) -> None:
    """The signature's place, bottom right of the page, is drawn at the bottom right of the turned picture."""
    (page,) = page_pictures(report, upload, Settings())
    drawn = page.annotated("vi", long_side_px=1000)
    red = (drawn[..., 2].astype(int) - drawn[..., 1] > 120) & (drawn[..., 2] > 150)
    rows, columns = np.nonzero(red)
    assert drawn.shape == (1000, 700, 3)
    assert rows.max() > 850
    assert columns.max() > 580
    strip = page.annotated("vi", long_side_px=1000, legend=legend("vi"))
    assert strip.shape[0] > 1000
    assert strip.shape[1] == 700


def test_only_findings_with_a_place_are_cut_out(report: Report, upload: tuple[UploadFile, ...]) -> None:
    """Numbers are those of the list; what only informs is not drawn."""
    (page,) = page_pictures(report, upload, Settings())
    assert [number for number, _ in page.crops()] == [1, 2, 4]


def test_a_file_that_is_gone_bad_costs_only_its_own_pictures(report: Report, upload: tuple[UploadFile, ...]) -> None:
    """A page that cannot be decoded again is passed over."""
    broken = (UploadFile("a.png", b"not a picture"), upload[1])
    assert list(page_pictures(report, broken, Settings())) == []

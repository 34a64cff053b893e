"""The blank of an edition: the file that was published with it, or one that is typeset."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from scanpipe.intake.errors import NotFoundError
from scanpipe.intake.law import law_of
from scanpipe.intake.library import blank, editable
from tests.web.next_edition import BEGIN, BLANK, DOCX, with_next


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_next(tmp_path_factory.mktemp("blank") / "forms", news=False)


def test_the_published_file_is_given_from_its_day_on(forms: Path) -> None:
    """Its very bytes; the day before, the blank of the edition before."""
    law = law_of(forms)
    found = blank(law, "ct01", BEGIN)
    assert (found.pdf, found.sha256, found.official) == (BLANK, hashlib.sha256(BLANK).hexdigest(), True)
    assert found.file_name == "ct01-tt99_2027.pdf"
    assert editable(law, "ct01", BEGIN) == DOCX
    before = blank(law, "ct01", BEGIN - dt.timedelta(days=1))
    assert before.edition == "tt116_2026"
    assert not before.official
    assert editable(law, "ct01", BEGIN - dt.timedelta(days=1)) is None


def test_a_file_that_is_not_what_was_published_is_given_to_nobody(forms: Path) -> None:
    """A blank is typeset instead, and the log says so."""
    (forms / "ct01" / "tt99_2027.pdf").write_bytes(b"%PDF-1.7 something else")
    with capture_logs() as told:
        found = blank(law_of(forms), "ct01", BEGIN)
    assert found.pdf.startswith(b"%PDF-")
    assert len(found.pdf) > 10_000
    assert not found.official
    assert [(one["event"], one["edition"]) for one in told] == [("blank.not_as_published", "tt99_2027")]


def test_a_form_without_an_edition_has_no_blank(forms: Path) -> None:
    """Nor has one that nobody knows."""
    with pytest.raises(NotFoundError):
        blank(law_of(forms), "no_form", BEGIN)
    with pytest.raises(NotFoundError):
        blank(law_of(forms), "ct01", dt.date(1999, 1, 1))

"""What of a paper of no known edition is told to the operator: print at its head, and nothing that somebody wrote."""

import datetime as dt

import pytest

from scanpipe.catalog.blank import typeset
from scanpipe.examine_paper import Circumstances
from scanpipe.findings import rule
from scanpipe.model import (
    IDENTITY,
    Candidate,
    Document,
    EditionStatus,
    Finding,
    MadeWith,
    Page,
    Readability,
    Rect,
    Report,
    Upload,
    UploadFile,
    Verdict,
    Word,
)
from scanpipe.pages import Clock, open_upload
from scanpipe.pipeline import DEFAULT_LIMITS, concluded, records
from scanpipe.rows import Row, make_rows
from scanpipe.spool import Spool
from scanpipe.unknown_papers import printed_title, unknown_papers
from tests.scripted import CATALOG, CrashingEngine, without

MIDDLE = 105.0


def line(text: str, top: float, *, middle: float = MIDDLE, high: float = 4.0, sure: float = 0.95) -> list[Word]:
    """A printed line around the middle of the sheet."""
    left = middle - len(text) * 1.25
    found = []
    for word in text.split():
        found.append(Word(word, Rect(left, top, left + 2.4 * len(word), top + high), sure))
        left += 2.4 * len(word) + 2.0
    return found


def page(*lines: list[Word]) -> tuple[Row, ...]:
    """The rows of a page."""
    return make_rows([word for one in lines for word in one])


HEAD = (
    line("Mẫu CT01 ban hành kèm theo Thông tư số 77/2027/TT-BCA", 10),
    line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 20),
    line("Độc lập - Tự do - Hạnh phúc", 26),
)


def test_a_title_over_two_lines() -> None:
    """Capitals in the middle, beginning as titles do; the motto is none."""
    rows = page(*HEAD, line("TỜ KHAI ĐĂNG KÝ", 40), line("THAY ĐỔI THÔNG TIN CƯ TRÚ", 46), line("Kính gửi:", 60))
    assert printed_title(rows, 210) == "TỜ KHAI ĐĂNG KÝ THAY ĐỔI THÔNG TIN CƯ TRÚ"


@pytest.mark.parametrize(
    "written",
    [
        line("NGUYỄN VĂN MẪU", 46),
        line("ĐẶNG THỊ MẪU", 46),
        line("HA VAN MAU", 46),
        line("SINH NGÀY 01/02/1990", 46),
        line("MẪU VĂN VIẾT", 46, high=7.0),
        line("MẪU VĂN VIẾT", 46, sure=0.5),
        line("MẪU VĂN VIẾT", 46, middle=160.0),
        line("Mẫu Văn Viết", 46),
        line("MẪU VĂN VIẾT", 70),
    ],
)
def test_what_somebody_wrote_below_a_title_is_no_part_of_it(written: list[Word]) -> None:
    """A name, a date, letters higher than the title's, badly read, aside, or far below."""
    rows = page(*HEAD, line("TỜ KHAI ĐĂNG KÝ CƯ TRÚ", 40), written)
    assert printed_title(rows, 210) == "TỜ KHAI ĐĂNG KÝ CƯ TRÚ"


@pytest.mark.parametrize(
    "title",
    [
        "NGUYỄN VĂN MẪU",
        "ĐƠN CỦA NGUYỄN VĂN MẪU",
        "ỦY BAN NHÂN DÂN XÃ THỬ",
        "Tờ khai đăng ký cư trú",
        "TỜ KHAI SỐ 079190000123",
    ],
)
def test_what_is_not_surely_a_title_is_left_out(title: str) -> None:
    """Rather nothing than a name or a number."""
    assert printed_title(page(*HEAD, line(title, 40)), 210) is None


def document(edition: str | None = None, **more: object) -> Document:
    """A paper of the report, of one page."""
    told = {"form": "ct01", "kind": None, "pages": (1,), "runner_up": Candidate("ct01", "tt116_2026", 0.83), **more}
    return Document(
        edition=edition,
        edition_status=EditionStatus.UNKNOWN,
        effective_from=None,
        superseded_by=None,
        confidence=0.5,
        evidence=(),
        verdict=Verdict.REVIEW,
        readings=(),
        **told,  # type: ignore[arg-type]
    )


def report(paper: Document, *found: Finding) -> Report:
    """A report on one paper."""
    sheet = Page(1, 0, 1, Readability.OK, 0, 0.0, {}, IDENTITY, 210.0, 297.0)
    rulings = tuple(rule(one, accuses=True) for one in found)
    made = MadeWith("0", "test", "sha256:0", 0.0)
    return Report(Verdict.REVIEW, dt.date(2027, 1, 5), made, (), (sheet,), (paper,), rulings)


def unknown(reason: str = "unknown_edition", read: str | None = "77/2027/TT-BCA") -> Finding:
    """That nobody knows its edition."""
    return Finding("edition.unknown", 1.0, 0, 1, params={"reason": reason, "read": read, "nearest": ["tt116_2026"]})


def test_a_paper_of_an_unknown_instrument_is_described() -> None:
    """Instrument, code, title, and the edition that it looks most like."""
    rows = page(*HEAD, line("TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ", 40))
    found = unknown_papers(report(document(), unknown()), lambda number: rows)
    assert len(found) == 1
    told = found[0]
    assert (told.citation, told.code) == ("77/2027/TT-BCA", "Mẫu CT1")
    assert told.title == "TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ"
    assert (told.form, told.edition, told.likeness, told.pages) == ("ct01", "tt116_2026", 0.83, 1)


def test_a_paper_of_no_form_is_described_by_what_was_read_on_it() -> None:
    """The citation is looked for on the page itself; where nothing was read only its shape is told."""
    nobody = document(form=None, runner_up=None)
    told = unknown_papers(report(nobody, Finding("page.unknown", 1.0, 0, 1)), lambda _: page(*HEAD))[0]
    assert (told.citation, told.form, told.likeness) == ("77/2027/TT-BCA", None, 0.0)
    empty = unknown_papers(report(nobody, Finding("page.unknown", 1.0, 0, 1)), lambda _: ())[0]
    assert (empty.citation, empty.code, empty.title, empty.shape) == (None, None, None, "tall 1p 0+ rows")


@pytest.mark.parametrize(
    ("paper", "found"),
    [
        (document("tt116_2026"), Finding("edition.unknown", 1.0, 0, 1)),
        (document(), unknown("tie", None)),
        (document(kind="identity_card", form=None), Finding("page.unknown", 1.0, 0, 1)),
        (document(form=None), Finding("quality.blurry", 1.0, page=1)),
    ],
)
def test_a_paper_that_is_known_or_could_not_be_read_is_not(paper: Document, found: Finding) -> None:
    """An edition in its month, two that nothing tells apart, a card, a page that is too dark."""
    assert unknown_papers(report(paper, found), lambda _: page(*HEAD)) == ()


def test_a_blank_that_the_catalogue_does_not_have_is_told_by_its_head() -> None:
    """From its bytes to what the operator sees: the instrument that no edition has, and the nearest one."""
    edition = CATALOG.edition("ct01", "tt116_2026")
    upload = Upload((UploadFile("ct01.pdf", typeset(edition).pdf),))
    engine, clock = CrashingEngine(()), Clock()
    with Spool() as spool:
        opened = open_upload(upload, engine, DEFAULT_LIMITS, spool, clock)
        under = Circumstances(dt.date(2026, 11, 26), without(edition), engine, spool, clock)
        told = unknown_papers(concluded(opened, records(upload.files, opened), under), spool.rows)
    assert [(one.citation, one.code, one.form, one.edition) for one in told] == [
        ("116/2026/TT-BCA", "Mẫu CT1", "ct01", "tt53_2025")
    ]
    assert told[0].title == "TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ"
    assert told[0].likeness > 0.8

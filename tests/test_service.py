"""What a door calls: the day, the catalogue, the engine, and what the caller got wrong."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanpipe import service
from scanpipe.catalog.blank import fill
from scanpipe.errors import FormDataError, UsageError
from scanpipe.model import Report, UploadFile
from scanpipe.ocr.engine import ENGINES
from scanpipe.settings import Settings
from tests.scripted import FORMS, ScriptedEngine, blank_of


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Settings of a machine with a scripted engine."""
    monkeypatch.setitem(ENGINES, "scripted", lambda timeout_s: ScriptedEngine([]))
    service.engine_of.cache_clear()
    yield Settings(forms_dir=FORMS, engine="scripted")
    service.engine_of.cache_clear()


def pdf() -> UploadFile:
    blank = blank_of("marital_status_certificate", "tt04_2024")
    return UploadFile("to-khai.pdf", fill(blank.pdf, {"requester_full_name": "NGUYỄN THỊ HOA"}))


def check(settings: Settings, *files: UploadFile, **more: object) -> Report:
    given = {"as_of": dt.date(2026, 11, 20), "form": None, "province": None, **more}
    return service.check(files, settings=settings, **given)  # type: ignore[arg-type]


@pytest.mark.poppler
def test_a_paper_is_examined_under_the_law_of_the_day_given(settings: Settings) -> None:
    """The same report as the line itself gives."""
    report = check(settings, pdf(), as_of=dt.date(2024, 8, 15))
    assert report.as_of == dt.date(2024, 8, 15)
    assert report.documents[0].edition_status.value == "not_yet"


def test_without_a_day_it_is_today_in_vietnam(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new law begins at midnight there, wherever the server stands."""
    assert check(settings, as_of=None).as_of == service.today()

    class Late(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:
            """30 June 2026, 17:30 in Greenwich: past midnight in Hà Nội."""
            return dt.datetime(2026, 6, 30, 17, 30, tzinfo=dt.UTC).astimezone(tz)

    monkeypatch.setattr(service.dt, "datetime", Late)
    assert service.today() == dt.date(2026, 7, 1)


def test_a_form_that_nobody_knows_is_the_callers_mistake(settings: Settings) -> None:
    """Said before any work is done, with the command that lists the forms."""
    with pytest.raises(UsageError, match="ct99"):
        check(settings, form="ct99")


def test_an_engine_that_nobody_knows_is_the_callers_mistake(settings: Settings) -> None:
    """With the engines there are."""
    with pytest.raises(UsageError, match="pytesseract"):
        check(settings.model_copy(update={"engine": "crystal_ball"}))


def test_a_procedure_that_nobody_knows_is_the_callers_mistake(settings: Settings) -> None:
    """The sentence tells how to see which there are."""
    with pytest.raises(UsageError, match="scanpipe procedures list"):
        check(settings, procedure="9.999999")


def test_a_procedure_is_known_by_key_and_number(settings: Settings) -> None:
    """The checklist stands in the report, in the order of the procedure's file."""
    by_key, by_number = (check(settings, procedure=name).checklist for name in ("birth_registration", "1.001193"))
    assert by_key is not None
    assert by_key == by_number
    assert by_key.lines


def test_a_broken_catalogue_is_the_operators_to_mend(settings: Settings, tmp_path: Path) -> None:
    """A folder whose files are no forms."""
    (tmp_path / "ct01").mkdir()
    (tmp_path / "ct01" / "form.yaml").write_text("form: [", encoding="utf-8")
    with pytest.raises(FormDataError):
        check(settings.model_copy(update={"forms_dir": tmp_path}))


def test_a_province_without_forms_of_its_own_is_no_mistake(settings: Settings) -> None:
    """Sixty-odd provinces use the country's forms."""
    assert check(settings, province="Cà Mau").verdict is check(settings, province=None).verdict


def test_the_catalogue_is_read_once(settings: Settings) -> None:
    """Every request would read forty files otherwise."""
    assert service.catalog_of(FORMS) is service.catalog_of(FORMS)
    assert service.engine_of("scripted", 60.0) is service.engine_of("scripted", 60.0)


def test_limits_of_the_settings_are_kept(settings: Settings) -> None:
    """A file larger than the machine allows is refused, and told."""
    small = settings.model_copy(update={"max_file_mb": 1})
    report = check(small, UploadFile("groß.pdf", b"%PDF-1.7" + bytes(1_200_000)))
    assert [r.finding.code for r in report.findings] == ["file.too_large"]

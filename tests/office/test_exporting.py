"""Accepted dossiers are handed on: to whom, what of them, and that it is written down."""

import csv
import hashlib
import io
import json

import pytest
from jsonschema import Draft202012Validator
from pypdf import PdfReader

from scanpipe.intake.errors import NotFoundError, StateError
from scanpipe.kept_reading import pack
from scanpipe.model import IDENTITY, Page, Readability, Rect, Word
from scanpipe.office.errors import NotAllowedError
from scanpipe.office.export_json import schema
from scanpipe.office.exports import MOST, Exported, Exports
from scanpipe.office.people import EVERY_UNIT, Actor, Role
from scanpipe.office.review import Reviews
from scanpipe.pages import FileRead, ReadPage
from scanpipe.rows import Row
from scanpipe.spool import Spool
from scanpipe.store import artefacts, audit, pages
from scanpipe.store.ids import new_blob_key
from scanpipe.store.rows import Artefact, CheckRow, State
from tests.conftest import ROOT
from tests.office.center import OTHER_UNIT, Center
from tests.office.paper import NAME, Said
from tests.office.reviewing import LOOKED_MS, point_of, settle

FORMATS = ("json", "csv", "pdf")
CODE = "H29.35-261124-0007"


@pytest.fixture
def exports(center: Center) -> Exports:
    return Exports(center.desk)


@pytest.fixture
def reviews(center: Center) -> Reviews:
    return Reviews(center.desk, second_every=0)


@pytest.fixture
def accepted(center: Center, reviews: Reviews, officer: Actor) -> CheckRow:
    """A dossier with one value typed, one finding set aside, and the code of the authority's own system."""
    check = center.dossier()
    view = reviews.open(officer, check.id)
    number = point_of(view, "declarant_personal_id")
    reviews.decide(officer, check.id, number.id, "edit", value="079190000124", seen_ms=LOOKED_MS)
    settle(reviews, officer, check.id)
    reviews.accept(officer, check.id, official_code=CODE)
    return center.row(check.id)


def export(exports: Exports, form: str, actor: Actor, check_id: str) -> Exported:
    match form:
        case "json":
            return exports.json(actor, check_id)
        case "csv":
            return exports.csv(actor, [check_id])
    return exports.pdf(actor, check_id)


def table(data: bytes) -> list[list[str]]:
    text = data.decode("utf-8")
    assert text.startswith("\ufeff")
    assert text.count("\n") == text.count("\r\n")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


# ---- json ----------------------------------------------------------------------------------------------------------


def test_json_is_the_report_with_what_holds_and_fits_its_schema(
    exports: Exports, officer: Actor, accepted: CheckRow, center: Center
) -> None:
    """Typed values with who typed them, findings set aside with their reasons, the official code."""
    handed = exports.json(officer, accepted.id)
    assert (handed.file_name, handed.media_type) == (f"{accepted.code}.json", "application/json")
    told = json.loads(handed.data)
    Draft202012Validator.check_schema(schema())
    assert list(Draft202012Validator(schema()).iter_errors(told)) == []
    assert told["report"] == json.loads(center.desk.store.blobs.get(accepted.report_blob or ""))
    assert (told["dossier"]["code"], told["dossier"]["official_code"]) == (accepted.code, CODE)
    fields = {(one["document"], one["key"]): one for one in told["fields_final"]}
    typed = fields[0, "declarant_personal_id"]
    assert (typed["value"], typed["read"], typed["state"]) == ("079190000124", "079190000123", "edited")
    assert (typed["source"], typed["by"], typed["page"]) == ("human", "ng.hoa", 1)
    read = fields[0, "declarant_gender"]
    assert (read["value"], read["source"], read["by"], read["state"]) == ("Nữ", "ocr", None, "open")
    (override,) = told["overrides"]
    assert (override["code"], override["reason"], override["by"]) == (
        "sign.signature_missing",
        "original_seen",
        "ng.hoa",
    )


def test_the_schema_refuses_what_is_no_export() -> None:
    """A schema that takes everything would prove nothing; that of the report is held as well."""
    validator = Draft202012Validator(schema())
    assert list(validator.iter_errors({"schema": "scanpipe.export/v1"}))
    whole = {"schema": "scanpipe.export/v1", "exported_at": "2026-11-24T03:10:00Z", "dossier": {}, "fields_final": []}
    wrong = {*(tuple(e.absolute_path) for e in validator.iter_errors({**whole, "report": {}, "overrides": []}))}
    assert wrong == {("report",), ("dossier",)}


def test_the_schema_that_people_read_is_that_of_the_code() -> None:
    """docs/export.schema.json, with the report's within it."""
    assert json.loads((ROOT / "docs/export.schema.json").read_text("utf-8")) == schema()


# ---- csv -----------------------------------------------------------------------------------------------------------


def test_a_row_for_each_dossier(exports: Exports, officer: Actor, accepted: CheckRow) -> None:
    """One column for each field of each paper."""
    handed = exports.csv(officer, [accepted.id])
    assert (handed.file_name, handed.media_type) == (f"{accepted.code}.csv", "text/csv; charset=utf-8")
    head, row = table(handed.data)
    told = dict(zip(head, row, strict=True))
    assert told["code"] == accepted.code
    assert told["official_code"] == CODE
    assert told["accepted_at"] == "2026-11-23 09:00"
    assert told["0.ct01.declarant_personal_id"] == "079190000124"
    assert told["1.paper.full_name"] == "Nguyễn Thị Mẫu"
    assert told["0.ct01.declarant_phone"] == ""


def test_a_row_for_each_field(exports: Exports, officer: Actor, accepted: CheckRow) -> None:
    """With what was read, what holds and who says so."""
    head, *rows = table(exports.csv(officer, [accepted.id], per="field").data)
    told = [dict(zip(head, row, strict=True)) for row in rows]
    assert {one["code"] for one in told} == {accepted.code}
    (number,) = (one for one in told if one["key"] == "declarant_personal_id")
    assert (number["read"], number["value"], number["by"]) == ("079190000123", "079190000124", "ng.hoa")


@pytest.mark.parametrize("name", ["=1+1", "+84 912 345 678", "@SUM(A1)", "-2", "＝1+1"])
def test_what_somebody_wrote_is_never_a_formula(
    center: Center, exports: Exports, reviews: Reviews, officer: Actor, name: str
) -> None:
    """AT-O9: a cell that would be one begins with an apostrophe, in both tables."""
    check = center.dossier(Said(name=name))
    reviews.open(officer, check.id)
    for per in ("dossier", "field"):
        cells = [cell for row in table(exports.csv(officer, [check.id], per=per).data) for cell in row]  # type: ignore[arg-type]
        assert f"'{name}" in cells
        assert name not in cells


def test_a_table_of_all_that_were_accepted(
    center: Center, exports: Exports, reviews: Reviews, officer: Actor, accepted: CheckRow
) -> None:
    """The longest accepted first; what is open, and another Center's, is not in it."""
    center.dossier()
    center.dossier(unit=OTHER_UNIT)
    center.later(days=1)
    second = center.dossier(verdict="submit")
    settle(reviews, officer, second.id)
    reviews.accept(officer, second.id)
    ids = exports.accepted(officer)
    assert ids == (accepted.id, second.id)
    _, *rows = table(exports.csv(officer, ids).data)
    assert [row[0] for row in rows] == [accepted.code, second.code]
    assert exports.accepted(officer, since=center.desk.now()) == (second.id,)
    assert exports.accepted(officer, until=center.desk.now()) == (accepted.id,)
    everywhere = center.actor("tat.ca", Role.OFFICER, unit=EVERY_UNIT)
    assert exports.accepted(everywhere) == ids


def test_a_table_has_bounds(exports: Exports, officer: Actor) -> None:
    """An empty one has its head alone; too many dossiers are refused before any is read."""
    assert len(table(exports.csv(officer, []).data)) == 1
    with pytest.raises(StateError, match="at most"):
        exports.csv(officer, [f"chk_{n}" for n in range(MOST + 1)])


# ---- pdf -----------------------------------------------------------------------------------------------------------


def test_the_archive_has_every_page_with_its_values(exports: Exports, officer: Actor, accepted: CheckRow) -> None:
    """Where no words were kept, the fields that were read can be searched."""
    handed = exports.pdf(officer, accepted.id)
    document = PdfReader(io.BytesIO(handed.data))
    first, second = (page.extract_text() for page in document.pages)
    assert NAME in first
    assert "Nguyễn Thị Mẫu" in second
    assert document.metadata is not None
    assert document.metadata.title == accepted.code


def _keep_words(center: Center, check_id: str, text: str) -> None:
    """What the examiner keeps of the first file: a pack with these words."""
    store = center.desk.store
    page = Page(1, 0, 1, Readability.OK, 0, 0.0, {}, IDENTITY, 210.0, 297.0)
    words = tuple(Word(w, Rect(20 + 25 * n, 30, 42 + 25 * n, 35), 0.9) for n, w in enumerate(text.split()))
    file = center.folder / "a.pack"
    with Spool() as spool:
        spool.put_rows(1, [Row(0, words, 30, 35)])
        pack(FileRead((ReadPage(page, read=True),), ()), spool, file)
    with store.database.writing() as session:
        first = pages.pages_of(session, check_id)[0].file_id
        key = new_blob_key(check_id, "kept")
        store.blobs.put(key, file.read_bytes())
        old = [a.key for a in artefacts.artefacts_of(session, check_id, kind="kept", about=first)]
        artefacts.drop(session, old)
        artefacts.keep(session, check_id, Artefact(key, "kept", first), now=center.desk.now())


def test_the_archive_has_every_word_that_was_kept(
    center: Center, exports: Exports, officer: Actor, accepted: CheckRow
) -> None:
    """The printed ones too."""
    _keep_words(center, accepted.id, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA")
    document = PdfReader(io.BytesIO(exports.pdf(officer, accepted.id).data))
    assert document.pages[0].extract_text().strip() == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA"


def test_no_page_is_left_out_of_the_archive(
    center: Center, exports: Exports, officer: Actor, accepted: CheckRow
) -> None:
    """Not straightened: as it was handed in. No picture at all: the page says so."""
    store = center.desk.store
    with store.database.writing() as session:
        straight = artefacts.artefacts_of(session, accepted.id, kind="straight")
        artefacts.drop(session, [one.key for one in straight])
        last = pages.pages_of(session, accepted.id)[-1].id
        photos = artefacts.artefacts_of(session, accepted.id, kind="original-picture", about=last)
        artefacts.drop(session, [one.key for one in photos])
    document = PdfReader(io.BytesIO(exports.pdf(officer, accepted.id).data))
    assert len(document.pages) == 2
    assert "/XObject" in document.pages[0]["/Resources"]  # type: ignore[operator]
    assert "không mở được ảnh" in document.pages[1].extract_text()


# ---- who, when, and what stays -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
def test_the_first_export_ends_the_dossier_and_each_is_written_down(
    center: Center, exports: Exports, officer: Actor, accepted: CheckRow, form: str
) -> None:
    """Format, hash of the bytes, official code, edition and engine."""
    assert accepted.state is State.RECEIVED
    handed = export(exports, form, officer, accepted.id)
    assert center.row(accepted.id).state is State.DONE
    export(exports, form, officer, accepted.id)
    assert center.row(accepted.id).state is State.DONE
    with center.desk.store.database.reading() as session:
        keys = center.desk.store.keys
        notes = [line.note for line in audit.lines(session, keys, check_id=accepted.id)]
        assert audit.verify(session, keys).broken_at is None
    first, _ = (note for note in notes if note.action == "exported")
    assert (first.actor, first.about, first.edition) == (officer.id, form, "ct01/tt116_2026")
    assert first.engine == "scanpipe 0, clerk"
    assert first.detail is not None
    assert first.detail["after"] == {"sha256": hashlib.sha256(handed.data).hexdigest(), "official_code": CODE}


@pytest.mark.parametrize("form", FORMATS)
def test_before_acceptance_only_its_holder_may_take_a_copy(
    center: Center, exports: Exports, reviews: Reviews, officer: Actor, colleague: Actor, form: str
) -> None:
    """While they have it open; and that changes nothing of the dossier."""
    check = center.dossier()
    with pytest.raises(StateError):
        export(exports, form, officer, check.id)
    reviews.open(officer, check.id)
    assert export(exports, form, officer, check.id).data
    assert center.row(check.id).state is State.REVIEWING
    with pytest.raises(StateError):
        export(exports, form, colleague, check.id)
    center.later(hours=1)
    with pytest.raises(StateError):
        export(exports, form, officer, check.id)


@pytest.mark.parametrize("form", FORMATS)
def test_others_get_nothing(
    center: Center, exports: Exports, accepted: CheckRow, stranger: Actor, auditor: Actor, officer: Actor, form: str
) -> None:
    """Another Center's officer does not find it, who has no right is told so, a draft is not at the Center."""
    with pytest.raises(NotFoundError):
        export(exports, form, stranger, accepted.id)
    with pytest.raises(NotAllowedError):
        export(exports, form, auditor, accepted.id)
    with pytest.raises(NotAllowedError):
        exports.accepted(auditor)
    draft = center.intake.create(lang="vi", procedure=None, as_of=None, helper=False, team=None)
    for unknown in (draft.id, "chk_0", accepted.code):
        with pytest.raises(NotFoundError):
            export(exports, form, officer, unknown)
    assert center.row(accepted.id).state is State.RECEIVED

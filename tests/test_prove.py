"""Whether an edition can be read: its empty prints go through the whole line, and what fails is named."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from scanpipe import prove as house
from scanpipe.catalog import Catalog, Edition, FieldSpec
from scanpipe.catalog.blank import HEIGHT_MM, OFFICIAL, RETYPED, WIDTH_MM, Blank, Manner, Zone, typeset
from scanpipe.cli import app
from scanpipe.console.proving import chosen, line_to_paste, problems
from scanpipe.errors import EngineError, UsageError
from scanpipe.imaging import pdf_geometry
from scanpipe.imaging.pdf_content import Fonts, content_of
from scanpipe.imaging.pdf_words import words_of
from scanpipe.model import Rect, Word
from scanpipe.ocr.engine import engine
from scanpipe.prove import PRINTS, Proof, Trial, filing_day, prove
from tests.scripted import CATALOG, PRINTED, PageWords, ScriptedEngine, name_of, without

run = CliRunner()

CT01 = CATALOG.edition("ct01", "tt116_2026")
MARRIAGE = CATALOG.edition("marriage_registration", "tt04_2024")
NOTHING: frozenset[str] = frozenset()


def printed_words(blank: Blank) -> PageWords:
    """Every word on the pages of a print, as a perfect engine reads them."""
    reader, fonts = PdfReader(io.BytesIO(blank.pdf)), Fonts()
    pages = []
    for page in reader.pages:
        sheet = pdf_geometry.sheet_of(page)
        pages.append(words_of(content_of(page, reader, sheet, fonts).glyphs, sheet))
    return tuple(pages)


def perfect(edition: Edition) -> ScriptedEngine:
    """The engine that reads both prints of an edition without a mistake."""
    return ScriptedEngine([page for manner in PRINTS.values() for page in printed_words(typeset(edition, manner))])


def known_as(edition: Edition) -> Catalog:
    """The catalogue with this edition in the place of the one of its id."""
    form = CATALOG.forms[edition.form]
    editions = tuple(edition if e.edition == edition.edition else e for e in form.editions)
    return Catalog({**CATALOG.forms, edition.form: replace(form, editions=editions)}, "changed")


def proof_of(edition: Edition, **failed: object) -> Proof:
    """A proof in which the retyping failed so."""
    sound = Trial("official", 1, True, (), NOTHING, NOTHING)
    return Proof(edition, (sound, replace(sound, name="retyped", **failed)))


# The proof


@pytest.mark.poppler
def test_an_edition_that_is_read_well_has_nothing_unproven() -> None:
    """Recognised twice, every field found and blank."""
    proof = prove(CT01, CATALOG, perfect(CT01))
    assert [trial.name for trial in proof.trials] == ["official", "retyped"]
    assert (proof.unidentified, proof.unlocated, proof.not_blank, proof.unproven) == ((), NOTHING, NOTHING, ())


@pytest.mark.poppler
def test_a_field_whose_label_is_not_printed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes a label that the paper does not have learns which."""
    planted = FieldSpec(key="guarantor", label="12. Hộ chiếu của thương nhân bảo lãnh quốc tế:")
    before = next(i for i, line in enumerate(CT01.lines) if isinstance(line, FieldSpec) and line.key == "head_consent")
    wrong = CT01.model_copy(update={"lines": (*CT01.lines[:before], planted, *CT01.lines[before:])})
    monkeypatch.setattr(house, "typeset", lambda _, manner: typeset(CT01, manner))
    proof = prove(wrong, known_as(wrong), perfect(CT01))
    assert proof.unproven == ("guarantor",)
    assert proof.unlocated == {"guarantor"}


@pytest.mark.poppler
def test_a_field_that_does_not_look_blank_is_named_with_its_print() -> None:
    """Words in a writing place of the retyping only: that field, and that print."""
    zone = typeset(CT01, RETYPED).of("request_content")[-1].rect
    stray = Word("thường", Rect(zone.left + 20, zone.top + 1, zone.left + 34, zone.bottom - 1), 0.95)
    reader = perfect(CT01)
    pages = [*reader.pages[:-1], (*reader.pages[-1], stray)]
    proof = prove(CT01, CATALOG, ScriptedEngine(pages))
    assert [(t.unlocated, t.not_blank) for t in proof.trials] == [(NOTHING, NOTHING), (NOTHING, {"request_content"})]


@pytest.mark.poppler
def test_a_field_found_elsewhere_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blank paper beside the place proves nothing: here the print is said to have the applicant's name elsewhere."""

    def moved(edition: Edition, manner: Manner) -> Blank:
        blank = typeset(edition, manner)
        return replace(blank, zones=tuple(lowered(z) if z.key == "declarant_full_name" else z for z in blank.zones))

    def lowered(zone: Zone) -> Zone:
        return replace(zone, rect=Rect(zone.rect.left, zone.rect.top + 30, zone.rect.right, zone.rect.bottom + 30))

    monkeypatch.setattr(house, "typeset", moved)
    assert prove(CT01, CATALOG, perfect(CT01)).unlocated == {"declarant_full_name"}


@pytest.mark.poppler
def test_editions_that_nothing_tells_apart_are_proven_by_their_form() -> None:
    """The report names the form and no edition; the fields are the same."""
    proof = prove(MARRIAGE, CATALOG, perfect(MARRIAGE))
    assert (proof.unidentified, proof.unlocated) == ((), NOTHING)


@pytest.mark.poppler
def test_a_print_that_is_not_recognised_is_said_of_the_whole() -> None:
    """Without its edition in the catalogue nothing can be said of its fields one by one."""
    proof = prove(CT01, without(CT01), perfect(CT01))
    assert proof.unidentified == ("official", "retyped")
    assert [(t.strange, t.unlocated) for t in proof.trials] == [((1,), NOTHING), ((1,), NOTHING)]


@pytest.mark.parametrize("edition", PRINTED, ids=name_of)
def test_a_print_is_filed_while_its_edition_is_in_force(edition: Edition) -> None:
    """Not before its first day and not after its last."""
    day, last = filing_day(edition, CATALOG), CATALOG.ended_on(edition)
    assert edition.effective_from is None or edition.effective_from <= day
    # An edition that was replaced on its first day has a last day before it.
    assert last is None or day <= last or (edition.effective_from or day) > last


@pytest.mark.tesseract
@pytest.mark.poppler
@pytest.mark.slow
@pytest.mark.parametrize("edition", [CT01, CATALOG.edition("birth_registration", "tt04_2024")], ids=name_of)
def test_editions_are_proven_by_the_real_engine(edition: Edition) -> None:
    """What stands in forms/ is what a scan of the print shows."""
    proof = prove(edition, CATALOG, engine("pytesseract", 60.0))
    assert list(problems(proof)) == []


# The retyping


@pytest.mark.parametrize("edition", [CT01, MARRIAGE], ids=name_of)
def test_a_retyping_says_the_same_elsewhere(edition: Edition) -> None:
    """The same places to write in, all on the sheet, and none where the official blank has it."""
    official, retyped = typeset(edition, OFFICIAL), typeset(edition, RETYPED)
    assert official == typeset(edition)
    assert {(z.key, z.kind, z.column) for z in retyped.zones} == {(z.key, z.kind, z.column) for z in official.zones}
    sheet = Rect(10, 10, WIDTH_MM - 10, HEIGHT_MM - 10)
    assert all(zone.rect.union(sheet) == sheet for zone in retyped.zones)
    labels = [[z.rect for z in blank.zones if z.kind == "label"] for blank in (official, retyped)]
    assert not set(labels[0]) & set(labels[1])


def test_underscores_are_lines_and_not_dots() -> None:
    """The retyping has no dashed stroke; the official blank has."""

    def dashed(manner: Manner) -> bool:
        contents = [page.get_contents() for page in PdfReader(io.BytesIO(typeset(CT01, manner).pdf)).pages]
        return any(b"] 0 d" in content.get_data() for content in contents if content is not None)

    assert (dashed(OFFICIAL), dashed(RETYPED)) == (True, False)


# What lint says about it


def test_what_is_not_proven_has_to_be_named_in_the_edition() -> None:
    """An error a field, saying on which print and how; the line to paste names them in printed order."""
    failed = proof_of(CT01, unlocated=frozenset({"members"}), not_blank=frozenset({"addressee"}))
    told = [(p.code, p.severity, p.key, "not found" in p.message) for p in problems(failed)]
    assert told == [("F014", "error", "addressee", False), ("F014", "error", "members", True)]
    assert all("retyped" in p.message and "official" not in p.message for p in problems(failed))
    assert line_to_paste(failed) == "unproven: [addressee, members]"


def test_what_is_proven_should_not_be_named_any_more() -> None:
    """Only a warning: such a field is asked about needlessly, and nobody is accused."""
    listed = CT01.model_copy(update={"unproven": ("addressee", "members")})
    told = list(problems(proof_of(listed, unlocated=frozenset({"members"}))))
    assert [(p.code, p.severity, p.key) for p in told] == [("F015", "warning", "addressee")]
    assert line_to_paste(proof_of(listed, unlocated=frozenset({"members", "addressee"}))) is None


def test_a_print_taken_for_something_else_is_an_error() -> None:
    """Named by its print and the pages."""
    (told,) = problems(proof_of(CT01, identified=False, strange=(2, 3)))
    assert (told.code, told.severity, told.key) == ("F014", "error", None)
    assert "retyped" in told.message
    assert "page 2, 3" in told.message


def test_what_to_prove_is_named_by_form_or_edition() -> None:
    """All editions with fields unless named; each once."""
    assert chosen(CATALOG, ()) == list(PRINTED)
    assert chosen(CATALOG, ("ct01@tt116_2026", "ct01")) == [CT01, *CATALOG.forms["ct01"].editions[:-1]]
    for wrong in ("ct99", "ct01@tt1_1999", "htx_registration@tt09_2024"):
        with pytest.raises(UsageError):
            chosen(CATALOG, (wrong,))


# The command

Answer = Callable[[Edition, Catalog, object], Proof]


@pytest.mark.parametrize(("failed", "code"), [({}, 0), ({"unlocated": frozenset({"members"})}, 1)])
def test_the_command_fails_when_something_is_not_proven(
    failed: dict[str, frozenset[str]], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 0 when all is proven; 1 with the field and the line to paste when not."""
    answer: Answer = lambda edition, catalog, engine: proof_of(edition, **failed)  # noqa: E731
    monkeypatch.setattr(house, "prove", answer)
    result = run.invoke(app, ["forms", "lint", "--prove", "ct01@tt116_2026"])
    assert result.exit_code == code
    assert ("F014  ct01/tt116_2026/members" in result.stdout) == bool(code)
    assert ("unproven: [members]" in result.stdout) == bool(code)
    assert "ct01 tt116_2026" in result.stderr


def test_lint_without_proof_needs_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fast, on any machine; and names of forms mean nothing to it."""

    def missing(name: str, timeout_s: float) -> None:
        raise EngineError("Tesseract was not found")

    monkeypatch.setattr("scanpipe.service.engine_of", missing)
    assert run.invoke(app, ["forms", "lint"]).exit_code == 0
    assert run.invoke(app, ["forms", "lint", "ct01"]).exit_code == 2
    assert run.invoke(app, ["forms", "lint", "--prove", "ct99"]).exit_code == 2
    broken = run.invoke(app, ["forms", "lint", "--prove", "ct01"])
    assert (broken.exit_code, broken.stderr) == (1, "scanpipe: Tesseract was not found\n")

"""The dossier as a whole: what may be among the papers that nobody could read is asked for, never demanded."""

import datetime as dt
from dataclasses import replace

import pytest

from scanpipe.catalog.kinds_schema import load_kinds
from scanpipe.catalog.procedures import load_procedures
from scanpipe.dossier import Asked, across, may_hold_anything, papers_of, sides_asked, sides_mixed_up
from scanpipe.errors import EngineError
from scanpipe.findings import rule
from scanpipe.model import Document, Finding, Severity, Upload, UploadFile
from scanpipe.pipeline import examine
from tests.cross.papers import card, ct01, paper, written
from tests.scripted import CATALOG, FORMS, ScriptedEngine, filled

NOW = dt.date(2026, 11, 20)
KINDS = load_kinds(FORMS)
PROCEDURES = load_procedures(FORMS)
BIRTH = Asked(PROCEDURES.by_key["birth_registration"], PROCEDURES.facts)
SIGNED_BY_A_STRANGER = {
    "requester_full_name": "LÊ QUANG VINH",
    "relationship": "người được ủy quyền",
    "child_full_name": "TRẦN MINH KHÔI",
    "mother_full_name": "NGUYỄN THỊ THU NGHIÊM",
    "father_full_name": "TRẦN VĂN PHÚC",
}
STRANGER = replace(ct01(), form=None, edition=None, confidence=0.0)
"""A page that nobody recognised."""


def musts(findings: list[Finding]) -> set[str]:
    """The codes of what is demanded."""
    return {f.code for f in findings if rule(f, accuses=True).severity is Severity.MUST}


def one_side(side: str) -> Finding:
    """A card that lacks a side."""
    return Finding("doc.id_one_side", 0.9, 0, 1, params={"side_vi": side, "side_en": side})


def test_a_form_of_another_procedure_is_said_to_be_one() -> None:
    """Where everything that was handed in is known."""
    _, found = papers_of([ct01()], BIRTH, CATALOG, NOW, hidden=False)
    assert "form.wrong_procedure" in musts(found)


@pytest.mark.parametrize(("documents", "hidden"), [([ct01(), STRANGER], False), ([ct01()], True)])
def test_nothing_is_demanded_that_an_unread_paper_may_be(documents: list[Document], hidden: bool) -> None:
    """The right form may be the page that was not recognised, or in the file that does not open."""
    assert may_hold_anything(documents, hidden=hidden)
    _, found = papers_of(documents, BIRTH, CATALOG, NOW, hidden=hidden)
    assert found
    assert musts(found) == set()


@pytest.mark.parametrize("stranger", [False, True])
def test_an_unread_paper_may_be_the_authorisation(stranger: bool) -> None:
    """A stranger's signature is held against the papers that are known."""
    form = paper(
        "birth_registration",
        "tt04_2024",
        *(written(key, text) for key, text in SIGNED_BY_A_STRANGER.items()),
    )
    documents = [form, STRANGER] if stranger else [form]
    found = across(documents, CATALOG, KINDS, BIRTH, lambda _, __: [], hidden=False)
    assert ("cross.authority_missing" in musts(found)) is not stranger
    assert "cross.authority_missing" in {f.code for f in found}


def test_a_side_that_may_be_here_is_asked_for() -> None:
    """One card lacks the front and another one the back: the number on one of them may be misread."""
    assert sides_mixed_up([one_side("front"), one_side("back")])
    assert not sides_mixed_up([one_side("back"), one_side("back")])
    assert musts([one_side("front")]) == {"doc.id_one_side"}
    assert musts(sides_asked([one_side("front")])) == set()


@pytest.mark.poppler
def test_what_papers_differ_in_is_as_sure_as_the_edition_by_which_they_were_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A number that was looked for by an edition nobody is sure of accuses nobody."""
    scan = filled("ct01", "tt116_2026")
    said = Finding("cross.id_differs", 0.99, 0, 1, params=dict.fromkeys(("a", "b", "label", "doc", "doc_b"), "x"))
    monkeypatch.setattr("scanpipe.pipeline.across", lambda *_, **__: [said])
    for known in (True, False):
        monkeypatch.setattr("scanpipe.examine_paper.Answer.accuses", known)
        report = examine(scan.upload, as_of=NOW, catalog=CATALOG, engine=scan.engine)
        ruling = next(r for r in report.findings if r.finding.code == "cross.id_differs")
        assert (ruling.severity is Severity.MUST) is known


@pytest.mark.poppler
def test_an_engine_that_fails_at_a_second_look_costs_no_dossier(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read at first stays; nothing more is confirmed."""

    def failing(*_: object) -> object:
        raise EngineError("took too long")

    scan = filled("ct01", "tt116_2026")
    monkeypatch.setattr("scanpipe.read.worth_it", lambda *_: True)
    for name in ("read_again", "look_again", "closer_look"):
        monkeypatch.setattr(f"scanpipe.examine_paper.{name}", failing)
    report = examine(scan.upload, as_of=NOW, catalog=CATALOG, engine=scan.engine)
    assert report.documents[0].form == "ct01"
    assert not [r for r in report.findings if r.severity is Severity.MUST]


def test_a_dossier_of_nothing_that_opens_is_asked_again() -> None:
    """The file is told; no paper is demanded that may be in it."""
    upload = Upload((UploadFile("ảnh.jpg", b"\xff\xd8 this is no picture"),))
    engine = ScriptedEngine([])
    report = examine(upload, as_of=NOW, catalog=CATALOG, engine=engine, kinds=KINDS, asked=BIRTH)
    demanded = {r.finding.code.split(".")[0] for r in report.findings if r.severity is Severity.MUST}
    assert demanded == {"file"}


def test_a_card_is_compared_without_a_procedure() -> None:
    """Cards whose holder is nobody's only ask."""
    found = across(
        [ct01(), card("LÊ QUANG VINH", "001085004567")], CATALOG, KINDS, None, lambda _, __: [], hidden=False
    )
    assert musts(found) == set()

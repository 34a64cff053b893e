"""Facts of a dossier: told by fields that were read well, and by nothing else."""

import unicodedata
from pathlib import Path

import pytest

from scanpipe.catalog import load_catalog
from scanpipe.catalog.procedures import load_procedures
from scanpipe.dossier_facts import READ_WELL, facts_told
from scanpipe.model import Document, EditionStatus, Ink, Reading, Verdict

FORMS = Path(__file__).resolve().parents[1] / "forms"
FACTS = load_procedures(FORMS).facts


def paper(form: str, key: str, text: str | None, *, confidence: float = 0.95, ink: Ink = Ink.WRITTEN) -> Document:
    """A paper of that form with one reading."""
    reading = Reading(key, 1, None, ink, text, confidence)
    status = EditionStatus.CURRENT
    return Document(form, "x", status, None, None, (1,), 0.9, None, (), Verdict.SUBMIT, (reading,))


@pytest.mark.parametrize(
    ("form", "key", "text", "told"),
    [
        ("hkd_registration", "founder_type", "Các thành viên hộ gia đình", {"household_members": True}),
        ("hkd_registration", "founder_type", "Cá nhân", {"household_members": False}),
        ("hkd_registration", "founder_type", "Cá nhân; Các thành viên hộ gia đình", {}),
        ("birth_registration", "relationship", "Mẹ", {"by_kin": False, "by_proxy": False}),
        ("birth_registration", "relationship", "Bà ngoại", {"by_kin": True}),
        ("birth_registration", "relationship", "BÀ NỘI", {"by_kin": True}),
        ("birth_registration", "relationship", "ba", {}),
        ("birth_registration", "relationship", "Người được uỷ quyền", {"by_proxy": True}),
        ("birth_registration", "relationship", "mẹ (bà Lan)", {"by_proxy": False}),
        ("death_registration", "relationship", "Con ruột", {"by_proxy": False}),
        ("marital_status_certificate", "relationship", "Bản thân", {"by_proxy": False}),
        (
            "marital_status_certificate",
            "marital_status",
            "Đã ly hôn theo Quyết định số 5",
            {"divorced_or_widowed": True},
        ),
        ("marital_status_certificate", "marital_status", "Chưa kết hôn", {"divorced_or_widowed": False}),
        ("marital_status_certificate", "marital_status", "Đã ly hôn, hiện chưa kết hôn với ai", {}),
        ("ct01", "relationship", "Mẹ", {}),
        ("ct01", "request_content", "Đăng ký thường trú tại nhà thuê của ông Nam", {"rents_home": True}),
        ("ct01", "request_content", "Đăng ký thường trú cùng gia đình", {}),
    ],
)
def test_what_is_written_tells(form: str, key: str, text: str, told: dict[str, bool]) -> None:
    """Whole words with their tones; what says both or neither tells nothing."""
    assert facts_told([paper(form, key, text)], FACTS) == told
    assert facts_told([paper(form, key, unicodedata.normalize("NFD", text))], FACTS) == told


@pytest.mark.parametrize(
    "doubtful",
    [
        paper("hkd_registration", "founder_type", "Cá nhân", confidence=READ_WELL - 0.01),
        paper("hkd_registration", "founder_type", "Cá nhân", ink=Ink.UNCLEAR),
        paper("hkd_registration", "founder_type", None),
        paper("hkd_registration", "founder_type", None, ink=Ink.BLANK),
    ],
    ids=["read with doubt", "smudged", "written and not read", "blank"],
)
def test_what_was_not_read_well_tells_nothing(doubtful: Document) -> None:
    """A paper may be demanded because of it."""
    assert facts_told([doubtful], FACTS) == {}


def test_papers_that_contradict_each_other_tell_nothing() -> None:
    """Two of one form in a dossier: an officer looks."""
    one = paper("hkd_registration", "founder_type", "Cá nhân")
    other = paper("hkd_registration", "founder_type", "Các thành viên hộ gia đình")
    assert facts_told([one, other], FACTS) == {}
    assert facts_told([one, one], FACTS) == {"household_members": False}


def test_an_option_that_tells_a_fact_is_printed_on_the_form() -> None:
    """A misspelt option would make every paper say no."""
    catalog = load_catalog(FORMS)
    for fact in FACTS.values():
        for told in fact.told_by:
            fields = [f for e in catalog.forms[told.form].editions for f in e.fields if f.key == told.field]
            assert fields
            if told.is_ is not None:
                assert any(told.is_ in f.options for f in fields)
                assert all(told.is_ in f.options for f in fields if f.options)

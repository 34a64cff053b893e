"""Somebody signs for somebody else: an authorisation is missing only where the procedure needs one."""

import pytest

from scanpipe.cross.authority import authority_missing
from scanpipe.findings import FINDINGS, missing_parameters
from scanpipe.model import Document
from tests.cross.papers import catalog, paper, written

MUST = FINDINGS["cross.authority_missing"].threshold


def request(
    signer: str = "Lý Quốc Đạt", subject: str = "Trần Thị Hòa", kinship: str | None = "Người được ủy quyền"
) -> Document:
    """Somebody asks for the certificate of a person."""
    readings = [written("requester_full_name", signer), written("subject_full_name", subject)]
    readings += [written("relationship", kinship)] if kinship else []
    return paper("marital_status_certificate", "tt04_2024", *readings)


def confidences(form: Document, *present: str, needed: bool | None = True) -> list[float]:
    """How sure each finding is; each complete."""
    found = authority_missing([form], catalog(), present=present, needed=needed)
    assert all(not missing_parameters(f) for f in found)
    return [f.confidence for f in found]


def test_a_stranger_without_an_authorisation_is_told() -> None:
    """With the name of the owner."""
    (sure,) = confidences(request())
    assert sure >= MUST
    (finding,) = authority_missing([request()], catalog(), present=[], needed=True)
    assert finding.params["owner"] == "TRẦN THỊ HÒA"


@pytest.mark.parametrize("needed", [False, None])
def test_where_the_procedure_does_not_need_one_nothing_is_missing(needed: bool | None) -> None:
    """Unknown is not needed."""
    assert confidences(request(), needed=needed) == []


def test_an_authorisation_among_the_papers_is_enough() -> None:
    """Its kind is enough; what it says is for the officer."""
    assert confidences(request(), "identity_card", "authorisation") == []


def test_who_signs_for_themselves_needs_none() -> None:
    """Also when the other place of the form has the other custom of tones."""
    assert confidences(request("Trần Thị Hoà")) == []


@pytest.mark.parametrize("kinship", ["Con ruột", "Chồng", "Bản thân", "Người giám hộ", "Đại diện theo pháp luật", None])
def test_kin_are_only_asked(kinship: str | None) -> None:
    """Proof of kinship may be enough; and what is not said is not known."""
    (sure,) = confidences(request(kinship=kinship))
    assert sure < MUST


@pytest.mark.parametrize(("kinship", "found"), [("Bà ngoại", 0), (None, 0), ("Hàng xóm", 1)])
def test_kin_may_register_a_birth(kinship: str | None, found: int) -> None:
    """A neighbour may not without an authorisation; what is not said is not held against anybody."""
    readings = [written("requester_full_name", "Lê Thị Sáu"), written("mother_full_name", "Trần Thị Hòa")]
    readings += [written("relationship", kinship)] if kinship else []
    assert len(confidences(paper("birth_registration", "tt04_2024", *readings))) == found

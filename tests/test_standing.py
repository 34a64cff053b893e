"""How a page without a title stands to a form."""

import pytest

from scanpipe.standing import continues, standing, tail_standing
from tests.scripted import CATALOG, lines, paper
from tests.sorting import form_pages, kind_pages


@pytest.mark.parametrize(("form", "edition"), [("land_registration", "nd151_2025"), ("hkd_registration", "tt68_2025")])
def test_later_pages_carry_the_labels_of_their_form(form: str, edition: str) -> None:
    """Enough to be known although the first page did not come, and from further down the form."""
    second = paper([form_pages(form, edition, 2)[1]])
    found = standing(second, form, CATALOG)
    assert found is not None
    assert continues(found, alone=True)
    assert 0.3 < found.first < found.last <= 1.0


@pytest.mark.parametrize("kind", ["land_use_certificate", "authorisation", "house_contract", "court_decision"])
def test_overleaves_of_certificates_are_of_no_form(kind: str) -> None:
    """They ask for names and numbers too."""
    for page in kind_pages(kind)[1:]:
        assert not any(continues(standing(paper([page]), form, CATALOG)) for form in CATALOG.forms)


def test_notes_and_signatures_are_known_as_the_forms_own() -> None:
    """CT01 of 2023 prints its notes overleaf; the last page of a household business is signed only."""
    notes = paper([form_pages("ct01", "tt66_2023", 1)[1]])
    assert tail_standing(notes, "ct01", CATALOG) is not None
    assert tail_standing(notes, "land_registration", CATALOG) is None
    signed = paper([form_pages("hkd_registration", "tt68_2025", 1)[2]])
    assert tail_standing(signed, "hkd_registration", CATALOG) is not None


def test_a_letter_stands_to_no_form() -> None:
    """Nothing of it is printed anywhere."""
    letter = lines("Kính gửi anh Ba", "Tôi gửi anh ít hàng, mong anh nhận giúp")
    assert not continues(standing(letter, "ct01", CATALOG))
    assert tail_standing(letter, "ct01", CATALOG) is None

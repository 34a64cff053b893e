"""Signatures: missing, unclear, and the day beside them."""

import pytest

from scanpipe.catalog.schema import Grade
from tests.checks.hand_made import blank, codes, edition, line, paper, rulings, unclear, unlocated, weights, written

SIGN = line("declarant_signature", "NGƯỜI KÊ KHAI (6)", kind="signature", required="yes")
DAY = line("place_date", "……, ngày … tháng … năm …", kind="place_date", required="yes")
CONSENT = line("owner_consent", "Ý KIẾN CỦA CHỦ SỞ HỮU", kind="signature", required={"note": "khi ở nhà thuê"})


def test_an_unsigned_paper_has_to_be_signed() -> None:
    """With the caption under which to sign."""
    given = paper(edition(SIGN), blank("declarant_signature"))
    assert codes(given) == [("sign.signature_missing", "declarant_signature")]
    (ruling,) = rulings(given)
    assert (ruling.severity, ruling.action) == ("must", "sign")
    assert "NGƯỜI KÊ KHAI" in ruling.title["vi"]


@pytest.mark.parametrize("reading", [unclear("declarant_signature"), unlocated("declarant_signature")])
def test_a_signature_that_cannot_be_told_is_asked(reading: object) -> None:
    """A place not found is not a place unsigned."""
    given = paper(edition(SIGN), reading)
    assert weights(given) == {"sign.unclear": "check"}


def test_a_signed_paper_is_right() -> None:
    """Ink is enough; nobody reads signatures."""
    assert codes(paper(edition(SIGN, DAY), written("declarant_signature"), written("place_date"))) == []


def test_consent_that_is_needed_only_sometimes_is_not_demanded() -> None:
    """A condition in words accuses nobody."""
    assert codes(paper(edition(CONSENT), blank("owner_consent"))) == []
    assert codes(paper(edition(CONSENT), unclear("owner_consent"))) == []


def test_a_date_line_left_empty_is_pointed_out() -> None:
    """It can be written at the counter, so it never stops anybody."""
    assert weights(paper(edition(DAY), blank("place_date"))) == {"sign.date_missing": "check"}
    assert codes(paper(edition(DAY), unclear("place_date"))) == []


def test_a_missing_signature_is_one_fault_and_not_two() -> None:
    """It is not reported as an empty field as well."""
    given = paper(edition(SIGN, DAY), blank("declarant_signature"), blank("place_date"))
    assert codes(given) == [("sign.signature_missing", "declarant_signature"), ("sign.date_missing", "place_date")]


@pytest.mark.parametrize(
    ("form", "confidence"),
    [
        (edition(SIGN, grade=Grade.C), 1.0),
        (edition(SIGN, grade=Grade.D), 1.0),
        (edition(SIGN, unproven=("declarant_signature",)), 1.0),
        (edition(SIGN), 0.5),
    ],
)
def test_doubt_about_a_signature_asks(form: object, confidence: float) -> None:
    """An edition not read from a real form, a place not proven, a margin too thin."""
    given = paper(form, blank("declarant_signature", confidence))
    assert weights(given) == {"sign.signature_missing": "check"}

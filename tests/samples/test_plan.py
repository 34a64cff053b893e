"""What is left out or planted is recorded, and nothing else is wrong."""

import datetime as dt
from random import Random

import pytest

from samples.people import cast
from samples.plan import CODES, VALUE_FAULTS, Plan, plan
from samples.stage import scene
from scanpipe.catalog.catalog import Catalog
from scanpipe.catalog.schema import Edition, Kind
from scanpipe.findings import FINDINGS

FILED = dt.date(2026, 11, 1)


def planned(edition: Edition, seed: int, **wrong: object) -> Plan:
    rng = Random(seed)
    return plan(edition, scene(edition, cast(rng, filed=FILED), rng), rng, **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(4))
def test_a_paper_without_faults_lacks_nothing(catalog: Catalog, seed: int) -> None:
    """Everything required is answered on every form, whatever the conditions say."""
    for edition in catalog.editions():
        content = planned(edition, seed)
        assert all(entry.answer is not None for entry in content.entries if entry.required), edition.edition
        assert content.expected(hand=False) == ()


def test_every_answer_of_a_choice_is_one_of_its_options(catalog: Catalog) -> None:
    """A tick stands in a box that is there."""
    for edition in catalog.editions():
        for entry in planned(edition, 5).entries:
            if entry.spec.kind == Kind.CHOICE and entry.answer is not None:
                assert all(0 <= option < len(entry.spec.options) for option in entry.answer.options)


def test_what_is_left_out_must_be_found(catalog: Catalog) -> None:
    """Two required fields left out are two findings at just these fields."""
    edition = catalog.edition("ct01", "tt116_2026")
    content = planned(edition, 3, leave_out=2)
    empty = {entry.spec.key for entry in content.entries if entry.required and entry.answer is None}
    assert len(empty) == 2
    assert {one.key for one in content.expected(hand=True)} == empty


def test_an_unsigned_paper_must_be_found(catalog: Catalog) -> None:
    """The signature that the form requires is the one that is gone."""
    edition = catalog.edition("birth_registration", "tt04_2024")
    (found,) = planned(edition, 1, unsigned=True).expected(hand=True)
    assert (found.code, found.key, found.legible) == ("sign.signature_missing", "requester_signature", True)


@pytest.mark.parametrize(
    ("fault", "form", "edition"),
    [
        ("short_number", "ct01", "tt116_2026"),
        ("impossible_date", "marital_status_certificate", "tt04_2024"),
        ("future_date", "birth_registration", "tt04_2024"),
        ("amounts_differ", "hkd_registration", "tt68_2025"),
        ("two_ticks", "birth_registration", "tt04_2024"),
        ("sex_differs", "ct01", "tt116_2026"),
    ],
)
def test_a_planted_fault_brings_its_finding(catalog: Catalog, fault: str, form: str, edition: str) -> None:
    """One fault, one finding; in handwriting a wrong value cannot be demanded."""
    content = planned(catalog.edition(form, edition), 2, fault=fault)
    (typed,) = content.expected(hand=False)
    assert typed.code == CODES[fault]
    assert typed.legible
    (written,) = content.expected(hand=True)
    assert written.legible == (fault == "two_ticks")


def test_all_value_faults_are_tried() -> None:
    """A new fault needs its case above and its code."""
    assert set(VALUE_FAULTS) <= set(CODES)


def test_a_date_in_words_follows_a_date_that_was_moved(catalog: Catalog) -> None:
    """Only one fault is planted: figures and words still agree."""
    content = planned(catalog.edition("birth_registration", "tt04_2024"), 2, fault="future_date")
    by_key = {entry.spec.key: entry.answer for entry in content.entries}
    moved = by_key["child_dob"]
    words = by_key["child_dob_words"]
    if moved is not None and words is not None and moved.parts[2] != str(FILED.year):
        assert str(FILED.year)[-1] not in words.text
        assert words.text.startswith("Ngày")


def test_codes_are_codes_of_the_findings_table() -> None:
    """What samples expect is what scanpipe can say."""
    assert set(CODES.values()) <= set(FINDINGS)

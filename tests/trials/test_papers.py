"""Which papers an edition is tried with."""

from collections import Counter

import pytest

from scanpipe.catalog import Edition
from scanpipe.trials.papers import CLEAN, MANNERS, leaving_out, only_in_words, required_keys, wish
from scanpipe.trials.report import Kind
from scanpipe.trials.walk import day_in_force, predecessor
from tests.scripted import CATALOG, PRINTED, name_of

CT01 = CATALOG.edition("ct01", "tt116_2026")
OF_MANY_PAGES = CATALOG.edition("hkd_registration", "tt68_2025")


@pytest.mark.parametrize("edition", PRINTED, ids=name_of)
def test_each_required_field_is_left_out_once_and_is_missed_there(edition: Edition) -> None:
    """On its paper it is blank and required, and so are all that are left out beside it."""
    wished = wish(edition, CATALOG, on=day_in_force(edition, CATALOG))
    papers = [paper for paper in wished.papers if paper.kind is Kind.LEFT_OUT]
    counted = Counter(key for paper in papers for key in paper.keys)
    assert set(counted) | set(wished.untried) == set(required_keys(edition))
    assert set(counted.values()) <= {1}
    for paper in papers:
        blank = {e.spec.key for e in paper.plan.entries if e.answer is None and e.required and e.faults}
        assert set(paper.keys) == blank
    # What always has to be filled in can always be left out.
    assert all(edition.field(key).required != "yes" for key in wished.untried)


def test_complete_papers_have_every_required_field() -> None:
    """All that is demanded of them would be wrong."""
    for paper in wish(CT01, CATALOG, on=day_in_force(CT01, CATALOG)).papers:
        if paper.kind is Kind.POSITIVE:
            assert not [e.spec.key for e in paper.plan.entries if e.required and e.answer is None]


def test_the_same_edition_is_tried_with_the_same_papers() -> None:
    """A gate that closed yesterday closes today."""
    on = day_in_force(CT01, CATALOG)
    assert wish(CT01, CATALOG, on=on) == wish(CT01, CATALOG, on=on)


def test_long_forms_are_tried_with_fewer_papers_in_all_four_ways() -> None:
    """Typed and written, scanned and photographed: two papers have seen all."""
    short = [p.manner for p in wish(CT01, CATALOG, on=day_in_force(CT01, CATALOG)).papers if p.kind is Kind.POSITIVE]
    long = [
        p.manner
        for p in wish(OF_MANY_PAGES, CATALOG, on=day_in_force(OF_MANY_PAGES, CATALOG)).papers
        if p.kind is Kind.POSITIVE
    ]
    assert (len(short), len(long)) == (4, 2)
    assert ({m.typed for m in long}, {m.photo for m in long}) == ({True, False}, {True, False})


def test_the_other_editions_and_a_form_much_like_it_are_its_negatives() -> None:
    """Each other edition of the form that can be drawn, once."""
    birth = CATALOG.edition("birth_registration", "tt04_2024")
    negatives = [
        p.edition for p in wish(birth, CATALOG, on=day_in_force(birth, CATALOG)).papers if p.kind is Kind.NEGATIVE
    ]
    own = [e for e in CATALOG.forms["birth_registration"].editions if e.edition != birth.edition and e.fields]
    assert [e for e in negatives if e.form == birth.form] == own
    assert "birth_reregistration" in {e.form for e in negatives}


def test_every_edition_has_a_negative() -> None:
    """A form with one edition is held against the form that is most like it."""
    for edition in PRINTED:
        papers = wish(edition, CATALOG, on=day_in_force(edition, CATALOG)).papers
        assert any(p.kind is Kind.NEGATIVE for p in papers), name_of(edition)


def test_fields_that_hang_on_each_other_are_left_out_on_different_papers() -> None:
    """Without the one nobody asks for the other."""
    keys = ("amount", "words")
    lines = [
        {"key": "amount", "label": "Vốn:", "required": "yes"},
        {"key": "words", "label": "Bằng chữ:", "required": {"written": ["amount"]}},
    ]
    edition = Edition.model_validate({**CT01.model_dump(by_alias=True), "lines": lines, "unproven": ()})
    papers, untried = leaving_out(edition, keys, MANNERS[:2], on=day_in_force(CT01, CATALOG))
    assert sorted(paper.keys for paper in papers) == [("amount",), ("words",)]
    assert untried == ()
    alone, untried = leaving_out(edition, keys, (CLEAN,), on=day_in_force(CT01, CATALOG))
    assert ([p.keys for p in alone], untried) == ([("amount",)], ("words",))


def test_a_condition_in_words_is_known() -> None:
    """Nobody is ever accused of such a field."""
    assert [key for key in required_keys(CT01) if only_in_words(CT01.field(key))] == [
        "members", "head_consent", "owner_consent", "guardian_consent",
    ]  # fmt: skip


def test_it_is_tried_on_a_day_on_which_it_is_in_force() -> None:
    """Its first; a month later where only its month is known."""
    for edition in PRINTED:
        status = CATALOG.status(edition, on=day_in_force(edition, CATALOG)).value
        never = CATALOG.successor(edition)
        superseded_at_once = never is not None and never.effective_from == edition.effective_from
        assert status == "current" or superseded_at_once, name_of(edition)
    assert predecessor(CT01, CATALOG) == CATALOG.edition("ct01", "tt53_2025")

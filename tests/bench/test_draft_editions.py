"""A draft is held against its edition by where its fields lie, not by what they are called."""

import dataclasses

from scanpipe.bench.draft_editions import Held, held, table
from scanpipe.catalog.blank import typeset
from tests.drafting.blanks import catalog, draft_of


def ct01(**changes: object) -> Held:
    """The draft of CT01 of 2026 from the edition before, with these values in the field of its date of birth."""
    truth, draft = catalog().edition("ct01", "tt116_2026"), draft_of("ct01", "tt116_2026", "tt53_2025")
    lines = tuple(
        line.model_copy(update=changes) if getattr(line, "key", "") == "declarant_dob" else line
        for line in draft.edition.lines
    )
    changed = dataclasses.replace(draft, edition=draft.edition.model_copy(update={"lines": lines}))
    return held(truth, changed, typeset(truth), catalog().edition("ct01", "tt53_2025"))


def test_the_new_ct01_is_right_in_every_field() -> None:
    """All keys, types and rules, title and citation; nothing is invented."""
    found = ct01()
    assert found.fields == found.placed == found.keys == found.types == found.required == found.carried == 16
    assert (found.strangers, found.invented, found.title, found.citation) == ((), (), True, True)


def test_what_is_wrong_is_counted() -> None:
    """The key of another field is a stranger; a place that is nobody's is invented, and the field is missed."""
    assert ct01(key="declarant_birthday").keys == 15
    assert ct01(key="declarant_dob", type="text", required="no").types == 15
    assert ct01(required="no").required == 15
    moved = ct01(box_mm=(5.0, 5.0, 20.0, 10.0))
    assert (moved.placed, moved.invented) == (15, ("2. Ngày, tháng, năm sinh:",))


def test_the_table_adds_up() -> None:
    """One row a draft and one for all of a kind."""
    rows = table([ct01(), ct01(required="no")]).splitlines()
    assert len(rows) == 5
    assert rows[-1].startswith("| **all with an edition before** |  | 32 | 32 (100 %) | 32 (100 %)")
    assert "| 31 (97 %) |" in rows[-1]

"""Values carried into the new blank: surely read, undoubted, of the right kind; the rest is asked, never invented."""

import datetime as dt
import io
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from samples.people import cast
from samples.plan import plan
from samples.stage import scene
from scanpipe.catalog import Edition, load_catalog
from scanpipe.catalog.carry import Handover, Why, carry, filled, threshold
from scanpipe.catalog.schema import Kind
from scanpipe.model import Box, Ink, Reading, Source
from scanpipe.settings import Settings

CATALOG = load_catalog(Settings().forms_dir)
DAY = dt.date(2026, 11, 20)
OLD, NEW = CATALOG.edition("ct01", "tt66_2023"), CATALOG.edition("ct01", "tt116_2026")
NAME = Reading("declarant_full_name", 1, Box(0.2, 0.2, 0.4, 0.02), Ink.WRITTEN, "Lê Thị Hòa", 0.97, Source.OCR)
OUTDATED = [
    (e, new)
    for e in CATALOG.editions()
    if e.fields and (new := CATALOG.in_force(e.form, on=DAY, province=e.province)) and new.fields and new is not e
]


def written(edition: Edition, seed: int = 1) -> list[Reading]:
    """Everything that a careful citizen writes on that edition, read surely."""
    rng = random.Random(seed)
    content = plan(edition, scene(edition, cast(rng, filed=DAY), rng), rng)
    readings = []
    for entry in content.entries:
        if (said := entry.answer) is not None:
            ticked = "; ".join(entry.spec.options[i] for i in said.options if entry.spec.options)
            text = said.text or ticked or ("x" if said.options else None)
            readings.append(Reading(entry.spec.key, 1, None, Ink.WRITTEN, text, 0.99, Source.OCR))
    return readings


def one(reading: Reading, **changes: object) -> Handover:
    """What becomes of one reading."""
    return carry(OLD, NEW, [replace(reading, **changes)], on=DAY)


def said_by(pdf: bytes) -> dict[str, str]:
    """What stands in the form fields of a PDF."""
    fields = PdfReader(io.BytesIO(pdf)).get_fields() or {}
    return {name: str(f.get("/V", "")) for name, f in fields.items() if str(f.get("/V", "")) not in ("", "/Off")}


def test_a_value_comes_with_where_it_was_read() -> None:
    """Page, box, source and confidence are those of the reading."""
    (value,) = one(NAME).values
    assert (value.text, value.reading, value.new.key) == ("Lê Thị Hòa", NAME, "declarant_full_name")


@pytest.mark.parametrize(("old", "new"), OUTDATED, ids=lambda e: f"{e.form}-{e.edition}")
def test_what_is_carried_stands_in_the_new_blank(old: Edition, new: Edition) -> None:
    """Every carried text is found in the form fields of the PDF, and nothing else is."""
    handover = carry(old, new, written(old), on=DAY)
    assert handover.values
    said = said_by(filled(handover))
    shown = "".join(said.values()).replace(" ", "")
    for value in handover.values:
        if value.new.kind not in (Kind.CHOICE, Kind.CHECKBOX):
            assert all(part in shown for part in value.text.replace(" ", "").split("/")), value.new.key
    keys = {value.new.key for value in handover.values}
    assert {name for name in said if not any(name == k or name.startswith((f"{k}_", f"{k}.")) for k in keys)} == set()


@pytest.mark.parametrize(("old", "new"), OUTDATED, ids=lambda e: f"{e.form}-{e.edition}")
def test_nothing_of_a_signature_or_of_the_day_of_signing_is_carried(old: Edition, new: Edition) -> None:
    """The citizen signs the new paper, on the day it is signed."""
    handover = carry(old, new, written(old), on=DAY)
    signed = {f.key for f in old.fields if f.kind in (Kind.SIGNATURE, Kind.PLACE_DATE)}
    assert not signed & {value.old.key for value in handover.values}
    assert all(left.why is Why.SIGNED_ANEW for left in handover.left if left.old.key in signed)


@given(st.sampled_from([f for f in OLD.fields if f.kind is Kind.LINE]), st.floats(0, 1), st.sampled_from(Source))
def test_nothing_below_the_threshold_is_carried(spec: object, confidence: float, source: Source) -> None:
    """However good the text looks."""
    key, kind = spec.key, spec.type  # type: ignore[attr-defined]
    handover = one(NAME, key=key, confidence=confidence, source=source)
    assert not handover.values or confidence >= threshold(kind, source)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"confidence": 0.89}, Why.UNSURE),
        ({"text": None}, Why.UNREAD),
        ({"ink": Ink.UNCLEAR, "text": "Lê"}, Why.UNREAD),
        ({"text": "12345"}, Why.UNFIT),
        ({"key": "declarant_personal_id", "text": "07919000012"}, Why.UNFIT),
        ({"key": "addressee", "text": "3"}, Why.UNSURE),
        ({"key": "members", "text": None}, Why.UNREAD),
        ({"key": "declarant_signature", "text": "Lê Thị Hòa"}, Why.SIGNED_ANEW),
    ],
)
def test_why_a_value_is_left_for_the_citizen(changes: dict[str, object], why: Why) -> None:
    """Asked, with the reason, never filled in."""
    handover = one(NAME, **changes)
    assert handover.values == ()
    assert [left.why for left in handover.left] == [why]


def test_a_value_that_a_finding_doubts_is_asked() -> None:
    """A number that disagrees with the card is not copied on."""
    handover = carry(OLD, NEW, [NAME], doubted={NAME.key}, on=DAY)
    assert (handover.values, [left.why for left in handover.left]) == ((), [Why.DOUBTED])


def test_what_is_blank_is_no_question() -> None:
    """Nothing was written, so nothing is missing in the new blank that was in the old."""
    handover = one(NAME, ink=Ink.BLANK, text=None)
    assert (handover.values, handover.left) == ((), ())


def test_units_that_were_merged_are_asked_anew() -> None:
    """Beside a district that is gone, commune and province have new names; the street keeps its own."""
    old, new = CATALOG.edition("hkd_registration", "tt02_2023"), CATALOG.edition("hkd_registration", "tt68_2025")
    handover = carry(old, new, written(old), on=DAY)
    why = {left.old.key: left.why for left in handover.left}
    assert (why["premises_commune"], why["premises_province"]) == (Why.OLD_UNIT, Why.OLD_UNIT)
    assert "premises_street" in {value.old.key for value in handover.values}


def test_an_address_with_a_district_is_asked_anew() -> None:
    """Since 01/07/2025 there are none."""
    birth_old, birth = (
        CATALOG.edition("birth_registration", "tt04_2020"),
        CATALOG.edition("birth_registration", "tt04_2024"),
    )
    place = replace(
        NAME, key="requester_residence", text="Số 5 phố Huế, phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh"
    )
    handover = carry(birth_old, birth, [place], on=DAY)
    assert [left.why for left in handover.left] == [Why.OLD_UNIT]


def test_a_choice_that_the_new_form_does_not_offer_is_asked() -> None:
    """The options are those of the new edition; two ticks where one may be are none."""
    edition = CATALOG.edition("birth_registration", "tt04_2024")
    spec = edition.field("copy_requested")
    tick = replace(NAME, key=spec.key, text=spec.options[0])
    assert [v.text for v in carry(edition, edition, [tick], on=DAY).values] == [spec.options[0]]
    for text in ("Có thể", "; ".join(spec.options)):
        assert not carry(edition, edition, [replace(tick, text=text)], on=DAY).values

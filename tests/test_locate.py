"""Every field of every blank is found from its printed words; what is not found is unclear, never missing."""

import pytest

from scanpipe.catalog import Edition, Kind
from scanpipe.identify import identify
from scanpipe.locate import locate
from scanpipe.model import Ink, Rect
from scanpipe.places.place import How, Place
from tests.scripted import (
    CATALOG,
    PRINTED,
    TIED,
    PageWords,
    blank_of,
    degraded,
    drawn,
    name_of,
    paper,
    said_differently,
    seen,
    sheet_of,
    words_on,
)

pytestmark = pytest.mark.poppler

TOLD_APART = [e for e in PRINTED if (e.form, e.edition) not in TIED]
every_edition = pytest.mark.parametrize("edition", TOLD_APART, ids=name_of)
FOUND_BAR = 0.92
"""Share of the fields of a form that have to be located."""


def accusing(place: Place) -> bool:
    """Whether an empty place would be a fault."""
    return place.spec.required == "yes" and place.spec.kind is not Kind.PLACE_DATE


def parts(place: Place) -> list[Rect]:
    return [*place.regions, *(c for c in place.cells if c), *(c for row in place.grid for c in row)]


@every_edition
def test_every_required_field_of_a_blank_is_found(edition: Edition) -> None:
    """Those of which a fault may be said are all located, nearly all others too."""
    asked = seen(edition.form, edition.edition).asked
    assert [p.spec.key for p in asked if accusing(p) and not p.located] == []
    assert sum(p.located for p in asked) >= FOUND_BAR * len(asked)
    assert [p.spec.key for p in asked] == [f.key for f in edition.fields if f.key in {p.spec.key for p in asked}]


@every_edition
def test_a_place_covers_where_people_write(edition: Edition) -> None:
    """Most of every line, box and signature space of a required field lies inside the place that was found."""
    blank = blank_of(edition.form, edition.edition)
    for place in seen(edition.form, edition.edition).asked:
        wanted = ("signature",) if place.spec.kind is Kind.SIGNATURE else ("value", "cell", "option", "table_cell")
        zones = [z for z in blank.of(place.spec.key) if z.kind in wanted]
        if not accusing(place) or not zones:
            continue
        assert {z.page for z in zones if z.page == place.page + 1}, place.spec.key
        own = [z.rect for z in zones if z.page == place.page + 1]
        area = sum(r.width * r.height for r in own)
        covered = sum(r.overlap(p) for r in own for p in parts(place))
        assert covered > 0.6 * area, place.spec.key


@every_edition
def test_places_stay_on_their_sheet(edition: Edition) -> None:
    """Millimetres of the paper, nothing beyond its edges."""
    for place in seen(edition.form, edition.edition).places:
        for part in parts(place):
            assert -0.5 <= part.left <= part.right <= 210.5, place.spec.key
            assert -0.5 <= part.top <= part.bottom <= 297.5, place.spec.key


@every_edition
def test_lines_of_two_fields_do_not_lie_over_each_other(edition: Edition) -> None:
    """Ink belongs to one of them: else a neighbour's answer would fill an empty line."""
    lined = [p for p in seen(edition.form, edition.edition).asked if p.spec.kind is Kind.LINE and accusing(p)]
    for i, one in enumerate(lined):
        for other in lined[i + 1 :]:
            if one.page == other.page:
                shared = sum(a.overlap(b) for a in one.regions for b in other.regions)
                smaller = min(sum(r.width * r.height for r in p.regions) for p in (one, other))
                assert shared <= 0.35 * smaller, (one.spec.key, other.spec.key)


@every_edition
def test_what_is_not_located_is_unclear_and_never_blank(edition: Edition) -> None:
    """Only a place that was looked at can be empty."""
    for reading in seen(edition.form, edition.edition).readings:
        if not reading.located:
            assert (reading.ink, reading.box) == (Ink.UNCLEAR, None)
        if reading.ink is Ink.BLANK:
            assert reading.located


CT01 = ("ct01", "tt116_2026")


def located(words: PageWords) -> tuple[Place, ...]:
    text = paper(words)
    found = identify(text, CATALOG)
    assert found.fit is not None
    return locate(found.fit, text, [sheet_of(p).structure for p in drawn(*CT01)[: len(words)]])


def test_a_label_that_was_read_badly_costs_certainty() -> None:
    """What is left of a scratched label still finds its field, but not as surely as a clean one."""
    clean = {p.spec.key: p for p in located(words_on(*CT01))}["declarant_gender"]
    bad = {"Giới": "Gix", "tính:": "lình"}
    scratched = located(said_differently(words_on(*CT01), lambda t: bad.get(t, t)))
    place = {p.spec.key: p for p in scratched}["declarant_gender"]
    assert place.label_score < clean.label_score
    if place.rect and clean.rect:
        assert place.rect.overlap(clean.rect) > 0


def test_a_label_that_is_gone_leaves_its_field_unlocated() -> None:
    """A stain over "Giới tính" does not make the sex missing, and moves nobody else."""
    gone = {"Giới", "tính:"}
    before = {p.spec.key: p for p in located(words_on(*CT01))}
    after = {p.spec.key: p for p in located(said_differently(words_on(*CT01), lambda t: "" if t in gone else t))}
    lost = {key for key, place in after.items() if before[key].located and not place.located}
    assert lost <= {"declarant_gender"}
    for key in ("declarant_full_name", "declarant_dob", "declarant_personal_id", "head_full_name", "head_personal_id"):
        was, now = before[key].rect, after[key].rect
        assert was is not None
        assert now is not None
        assert now.overlap(was) > 0.5 * now.width * now.height


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_poor_reading_moves_no_field_to_another(seed: int) -> None:
    """With a twentieth of the words lost and letters confused, a place is where it was or nowhere."""
    before = {p.spec.key: p for p in located(words_on(*CT01))}
    poor = degraded(words_on(*CT01), seed=seed, lost=0.05, confused=0.2, toneless=False)
    moved = []
    for place in located(poor):
        truth = before[place.spec.key]
        lined = place.spec.kind is Kind.LINE and place.how is How.LABEL
        if lined and place.rect and truth.rect and place.rect.overlap(truth.rect) == 0:
            moved.append(place.spec.key)
    assert moved == []

"""When which edition is in force, as bars, and what an operator is warned of."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.catalog import Catalog, Edition, Form, FormFile, load_catalog
from scanpipe.catalog import timeline_words as words
from scanpipe.catalog.catalog import in_order
from scanpipe.catalog.timeline import Bar, Lane, Standing, timeline
from scanpipe.catalog.timeline_warnings import Code, Warned, blank_of, warned
from scanpipe.model import EditionStatus

CATALOG = load_catalog(Path(__file__).resolve().parents[2] / "forms")
DAY = dt.date(2026, 11, 26)
STATUS = {
    Standing.ENDED: EditionStatus.OUTDATED,
    Standing.GRACE: EditionStatus.GRACE,
    Standing.IN_FORCE: EditionStatus.CURRENT,
    Standing.SCHEDULED: EditionStatus.NOT_YET,
    Standing.UNSURE: EditionStatus.UNKNOWN,
}


def edition(key: str, begin: str | None, **more: object) -> Edition:
    """An edition of an invented form that nothing is the matter with."""
    return Edition.model_validate(
        {
            "form": "leave",
            "edition": key,
            "title": "Đơn xin nghỉ",
            "citation": {"instrument": f"Thông tư {key}", "number": key},
            "effective_from": begin,
            "pages": 1,
            "provenance": {"grade": "A", "verified_on": "2026-10-01", "text": "written for a test"},
            **more,
        }
    )


def catalog_of(*editions: Edition) -> Catalog:
    """A catalogue of one form."""
    about = FormFile(form="leave", name={"vi": "Đơn xin nghỉ"}, domain="work")
    return Catalog({"leave": Form(about, in_order(list(editions)))}, "sha256:0")


def bars(*editions: Edition, on: dt.date = DAY) -> dict[str, Bar]:
    """The bars of a form by the keys of its editions."""
    return {b.edition.edition: b for b in timeline(catalog_of(*editions), on=on).forms[0].bars()}


def warnings(*editions: Edition, on: dt.date = DAY, folder: Path | None = None) -> list[Warned]:
    """What an operator of these editions is warned of."""
    return list(warned(timeline(catalog_of(*editions), on=on), folder))


@given(day=st.dates(dt.date(2019, 1, 1), dt.date(2028, 12, 31)))
def test_a_bar_stands_where_the_catalogue_says(day: dt.date) -> None:
    """Every edition has one bar; it is in force exactly when the catalogue takes it for current."""
    shown = timeline(CATALOG, on=day)
    found = [bar for form in shown.forms for bar in form.bars()]
    assert sorted(id(b.edition) for b in found) == sorted(id(e) for e in CATALOG.editions())
    assert all(CATALOG.status(b.edition, on=day) is STATUS[b.standing] for b in found)
    first, last = shown.span
    assert first <= day <= last
    assert all(first <= b.begin <= last for b in found if b.begin)


@given(day=st.dates(dt.date(2021, 1, 1), dt.date(2028, 12, 31)))
def test_bars_of_a_lane_follow_each_other_without_a_hole(day: dt.date) -> None:
    """The real catalogue has no gap: the day after the end of one is the first of the next."""
    for form in timeline(CATALOG, on=day).forms:
        for lane in form.lanes:
            ends = [b.end for b in lane.bars[:-1]]
            begins = [b.begin for b in lane.bars[1:]]
            assert [e + dt.timedelta(days=1) for e in ends if e] == begins


def test_the_four_standings_of_one_form() -> None:
    """Ended, taken beside the new one until its day, in force, and to come."""
    found = bars(
        edition("a", "2020-01-01"),
        edition("b", "2023-01-01", accepted_until="2026-12-31"),
        edition("c", "2026-11-01"),
        edition("d", "2027-03-01"),
    )
    assert [b.standing.value for b in found.values()] == ["ended", "grace", "in_force", "scheduled"]
    assert found["b"].end == dt.date(2026, 10, 31)
    assert found["b"].taken_until == dt.date(2026, 12, 31)
    assert found["d"].end is None


def test_what_is_not_known_to_the_day_is_not_drawn_as_if_it_were() -> None:
    """No first day, a month only, and the end that such a month makes."""
    found = bars(edition("a", None), edition("b", "2026-07-01", effective_precision="month"))
    assert found["a"].begin is None
    assert not found["a"].end_exact
    assert not found["b"].exact
    assert words.days(found["a"], "vi") == "không rõ từ ngày nào đến khoảng tháng 06/2026"
    assert words.begins(found["b"], "vi") == "từ tháng 07/2026, không rõ ngày"


def test_a_province_has_a_lane_of_its_own() -> None:
    """Its edition ends nothing of the country's, and the country's name comes first."""
    form = timeline(CATALOG, on=DAY, form="land_change").forms[0]
    assert [lane.province for lane in form.lanes] == [None, "Bắc Ninh", "Thanh Hóa"]
    assert form.current is not None
    assert form.current.edition.edition == "nd151_2025"
    name = words.full_name(form.lanes[1].bars[0], form, form.lanes[1], "vi")
    assert name.endswith("(Bắc Ninh)")
    with pytest.raises(KeyError):
        timeline(CATALOG, on=DAY, form="no_such_form")


def test_what_was_replaced_before_it_began_was_never_in_force() -> None:
    """Two editions of one day, of which the second replaces the first."""
    found = bars(edition("a", "2025-07-01"), edition("b", "2025-07-01", supersedes="a"))
    assert found["a"].never
    assert not found["b"].never
    assert warnings(edition("a", "2025-07-01"), edition("b", "2025-07-01", supersedes="a")) == []


def test_the_whole_name_of_a_bar() -> None:
    """What somebody hears who does not see it."""
    bar = bars(edition("b", "2025-07-01"))["b"]
    name = words.full_name(bar, None, Lane(None, (bar,)), "vi")
    assert name == "Mẫu áp dụng từ 01/07/2025, đang áp dụng, căn cứ Thông tư b"


def test_a_good_catalogue_is_not_warned_of() -> None:
    """Editions one after the other, all known and looked after."""
    assert warnings(edition("a", "2020-01-01"), edition("b", "2026-01-01")) == []


@pytest.mark.parametrize(
    ("editions", "expected"),
    [
        ([edition("a", "2027-01-01")], Code.NONE_IN_FORCE),
        ([edition("a", "2020-01-01", withdrawn_on="2021-01-01"), edition("b", "2022-01-01")], Code.GAP),
        ([edition("a", "2020-01-01", withdrawn_on="2023-01-01"), edition("b", "2022-01-01")], Code.OVERLAP),
        ([edition("a", "2020-01-01"), edition("b", "2020-01-01")], Code.OVERLAP),
        ([edition("a", "2020-01-01", withdrawn_on="2026-12-10")], Code.ENDS_SOON),
        ([edition("a", "2020-01-01", accepted_until="2026-12-10")], Code.ENDS_SOON),
        ([edition("a", "2020-01-01", provenance={"grade": "C", "verified_on": "2026-10-01", "text": "t"})],
         Code.LOW_GRADE),
        ([edition("a", "2020-01-01", provenance={"grade": "A", "verified_on": "2025-10-01", "text": "t"})],
         Code.UNVERIFIED),
        ([edition("a", "2020-01-01", citation={"instrument": "Thông tư"})], Code.NO_INSTRUMENT),
    ],
)  # fmt: skip
def test_an_operator_is_warned_of(editions: list[Edition], expected: Code) -> None:
    """One thing at a time, told in both languages."""
    found = warnings(*editions)
    assert [one.code for one in found] == [expected]
    assert words.warning(found[0], "vi") != words.warning(found[0], "en")


def test_a_gap_names_its_days() -> None:
    """From the day of withdrawal to the day before the next begins."""
    found = warnings(edition("a", "2020-01-01", withdrawn_on="2021-01-01"), edition("b", "2022-01-01"))
    assert words.warning(found[0], "vi") == "Từ 01/01/2021 đến 31/12/2021 không có mẫu nào áp dụng"


def test_an_overlap_with_a_day_is_no_trouble() -> None:
    """The time in which both are taken was written down."""
    old = edition("a", "2020-01-01", withdrawn_on="2023-01-01", accepted_until="2022-12-31")
    assert warnings(old, edition("b", "2022-01-01")) == []


@pytest.mark.parametrize("withdrawn", ["2027-01-20", "2026-11-20"])
def test_an_end_far_off_or_long_past_is_not_soon(withdrawn: str) -> None:
    """Within thirty days from today, and no other."""
    found = warnings(edition("a", "2020-01-01", withdrawn_on=withdrawn))
    assert Code.ENDS_SOON not in {one.code for one in found}


def test_what_ended_is_looked_after_by_nobody() -> None:
    """Grade and instrument of an edition that nobody takes any more trouble nobody."""
    old = edition("a", "2020-01-01", provenance={"grade": "D", "verified_on": "2020-10-01", "text": "t"})
    assert warnings(old, edition("b", "2022-01-01")) == []


def test_a_blank_is_the_file_that_was_published(tmp_path: Path) -> None:
    """Its hash tells; a file that is gone or was changed is told, and given to nobody."""
    data = b"%PDF-1.7 blank"
    own = edition("a", "2020-01-01", blank={"file": "a.pdf", "sha256": hashlib.sha256(data).hexdigest()})
    home = tmp_path / "leave"
    home.mkdir()
    assert [one.code for one in warnings(own, folder=tmp_path)] == [Code.BLANK_MISSING]
    (home / "a.pdf").write_bytes(data)
    assert warnings(own, folder=tmp_path) == []
    assert blank_of(own, tmp_path) == data
    (home / "a.pdf").write_bytes(data + b"!")
    assert [one.code for one in warnings(own, folder=tmp_path)] == [Code.BLANK_CHANGED]
    assert blank_of(own, tmp_path) is None
    assert blank_of(edition("b", "2020-01-01"), tmp_path) is None

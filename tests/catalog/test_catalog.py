"""Which edition is in force on a day: properties of the real catalogue, and the rare cases drawn by hand."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.catalog import Catalog, Edition, Form, FormFile, load_catalog
from scanpipe.catalog.catalog import in_order
from scanpipe.model import EditionStatus

CATALOG = load_catalog(Path(__file__).resolve().parents[2] / "forms")
FORMS = sorted(CATALOG.forms)

ORDER = [EditionStatus.NOT_YET, EditionStatus.CURRENT, EditionStatus.GRACE, EditionStatus.OUTDATED]
days = st.dates(dt.date(2019, 1, 1), dt.date(2028, 12, 31))
forms = st.sampled_from(FORMS)


def national(form: str) -> list[Edition]:
    """The editions of the whole country, oldest first."""
    return [e for e in CATALOG.forms[form].editions if e.province is None]


def edition(key: str, begin: str | None, **more: object) -> Edition:
    """An edition of an invented form."""
    return Edition.model_validate(
        {
            "form": "leave",
            "edition": key,
            "title": "Đơn xin nghỉ",
            "citation": {"instrument": "Thông tư", "number": key},
            "effective_from": begin,
            "pages": 1,
            "provenance": {"grade": "A", "verified_on": "2026-01-01", "text": "written for a test"},
            **more,
        }
    )


def catalog_of(*editions: Edition) -> Catalog:
    """A catalogue of one form."""
    about = FormFile(form="leave", name={"vi": "Đơn xin nghỉ"}, domain="work")
    return Catalog({"leave": Form(about, in_order(list(editions)))}, "sha256:0")


@given(form=forms, day=days)
def test_at_most_one_edition_is_in_force_nationally(form: str, day: dt.date) -> None:
    """Two editions are never current on one day, and the one that is current is the one in force."""
    current = [e for e in national(form) if CATALOG.status(e, on=day) is EditionStatus.CURRENT]
    assert len(current) <= 1
    if current:
        assert CATALOG.in_force(form, on=day) == current[0]


@given(form=forms, day=days)
def test_from_the_first_dated_edition_on_exactly_one_is_in_force(form: str, day: dt.date) -> None:
    """There is no gap between editions: from the first known day on a citizen can always hand in some form."""
    first = min(e.effective_from for e in national(form) if e.effective_from)
    if day >= first:
        in_force = CATALOG.in_force(form, on=day)
        assert in_force is not None
        assert CATALOG.status(in_force, on=day) is EditionStatus.CURRENT
    elif all(e.effective_from for e in national(form)):
        assert CATALOG.in_force(form, on=day) is None


@given(form=forms, day=days, later=days, data=st.data())
def test_an_edition_only_grows_older(form: str, day: dt.date, later: dt.date, data: st.DataObject) -> None:
    """Along the days its status goes not yet, current, grace, outdated, and never back."""
    one = data.draw(st.sampled_from(CATALOG.forms[form].editions))
    day, later = sorted((day, later))
    before, after = CATALOG.status(one, on=day), CATALOG.status(one, on=later)
    if EditionStatus.UNKNOWN not in (before, after):
        assert ORDER.index(before) <= ORDER.index(after)


@given(form=forms, day=days, data=st.data())
def test_an_edition_is_outdated_exactly_after_its_last_day(form: str, day: dt.date, data: st.DataObject) -> None:
    """What `ended_on` says and what `status` says agree."""
    one = data.draw(st.sampled_from(CATALOG.forms[form].editions))
    last = CATALOG.ended_on(one)
    outdated = CATALOG.status(one, on=day) is EditionStatus.OUTDATED
    assert outdated == (last is not None and day > last)


@given(form=forms, day=days, province=st.sampled_from(["Thanh Hóa", "Bắc Ninh", "Hà Nội"]))
def test_a_province_without_a_form_of_its_own_uses_that_of_the_country(form: str, day: dt.date, province: str) -> None:
    """Only a province's own edition takes precedence, and only from its first day."""
    in_force = CATALOG.in_force(form, on=day, province=province)
    own = [e for e in CATALOG.forms[form].editions if e.province == province and e.effective_from <= day]
    assert in_force == (own[-1] if own else CATALOG.in_force(form, on=day))


@pytest.mark.parametrize(
    ("form", "day", "expected"),
    [
        ("ct01", "2023-12-31", "tt56_2021"),
        ("ct01", "2024-01-01", "tt66_2023"),
        ("ct01", "2025-06-30", "tt66_2023"),
        ("ct01", "2025-07-01", "tt53_2025"),
        ("ct01", "2026-07-01", "tt116_2026"),
        ("birth_registration", "2024-08-15", "tt04_2020"),
        ("birth_registration", "2024-08-16", "tt04_2024"),
        ("hkd_registration", "2020-06-01", "tt02_2019"),
        ("hkd_registration", "2025-06-30", "tt02_2023"),
        ("hkd_registration", "2025-07-01", "tt68_2025"),
        ("land_change", "2024-07-31", "tt24_2014"),
        ("land_change", "2026-11-23", "nd151_2025"),
    ],
)
def test_the_edition_in_force_on_days_that_matter(form: str, day: str, expected: str) -> None:
    """The days before and after the law changed."""
    in_force = CATALOG.in_force(form, on=dt.date.fromisoformat(day))
    assert in_force is not None
    assert in_force.edition == expected


def test_nothing_is_in_force_before_the_first_edition() -> None:
    """CT01 did not exist before July 2021."""
    assert CATALOG.in_force("ct01", on=dt.date(2021, 6, 30)) is None


def test_a_month_of_which_the_day_is_unknown_is_not_judged() -> None:
    """Thanh Hóa changed its form some day in July 2026: before it is not yet, after it is current, within unknown."""
    own = CATALOG.edition("land_registration", "thanhhoa_2026")
    statuses = [CATALOG.status(own, on=dt.date(2026, month, 15)) for month in (6, 7, 8)]
    assert statuses == [EditionStatus.NOT_YET, EditionStatus.UNKNOWN, EditionStatus.CURRENT]


def test_the_edition_before_an_unsure_month_is_not_judged_either() -> None:
    """Nobody knows on which day of the month the old one ended."""
    catalog = catalog_of(edition("a", "2020-01-01"), edition("b", "2021-05-01", effective_precision="month"))
    old = catalog.edition("leave", "a")
    assert catalog.status(old, on=dt.date(2021, 4, 30)) is EditionStatus.CURRENT
    assert catalog.status(old, on=dt.date(2021, 5, 20)) is EditionStatus.UNKNOWN
    assert catalog.status(old, on=dt.date(2021, 6, 1)) is EditionStatus.OUTDATED


def test_grace_ends_on_its_last_day() -> None:
    """An old form is accepted through `accepted_until`, beside the new one."""
    catalog = catalog_of(edition("a", "2020-01-01", accepted_until="2021-06-30"), edition("b", "2021-05-01"))
    old = catalog.edition("leave", "a")
    by_day = {
        "2021-04-30": EditionStatus.CURRENT,
        "2021-05-01": EditionStatus.GRACE,
        "2021-06-30": EditionStatus.GRACE,
        "2021-07-01": EditionStatus.OUTDATED,
    }
    for day, status in by_day.items():
        assert catalog.status(old, on=dt.date.fromisoformat(day)) is status
    assert catalog.ended_on(old) == dt.date(2021, 6, 30)


def test_what_a_withdrawn_edition_replaced_does_not_come_back() -> None:
    """After a form is abolished none is in force, not the one before it."""
    catalog = catalog_of(edition("a", "2020-01-01"), edition("b", "2021-01-01", withdrawn_on="2022-01-01"))
    in_force = catalog.in_force("leave", on=dt.date(2021, 12, 31))
    assert in_force is not None
    assert in_force.edition == "b"
    assert catalog.in_force("leave", on=dt.date(2022, 1, 1)) is None
    assert catalog.status(catalog.edition("leave", "b"), on=dt.date(2022, 1, 1)) is EditionStatus.OUTDATED
    assert catalog.ended_on(catalog.edition("leave", "b")) == dt.date(2021, 12, 31)


@given(st.permutations("zyx"))
def test_editions_of_one_day_stand_in_the_order_of_succession(names: list[str]) -> None:
    """Neither the names nor the order of the files decide, nor what came later."""
    first, second, third = names
    chain = [
        edition(third, "2021-01-01", supersedes=second),
        edition(second, "2020-01-01", supersedes=first),
        edition(first, "2020-01-01"),
    ]
    assert [e.edition for e in in_order(chain)] == names


def test_an_edition_without_a_date_is_older_than_every_dated_one() -> None:
    """Nobody knows any more when it began."""
    assert [e.edition for e in in_order([edition("b", "2020-01-01"), edition("a", None)])] == ["a", "b"]


def test_a_circle_of_succession_still_has_an_order() -> None:
    """Lint will name it; the loader must not hang."""
    circle = [edition("a", "2020-01-01", supersedes="b"), edition("b", "2020-01-01", supersedes="a")]
    assert len(in_order(circle)) == 2


def test_an_unknown_form_or_edition_is_a_key_error() -> None:
    """Callers look keys up that they got from the catalogue."""
    with pytest.raises(KeyError):
        CATALOG.edition("ct01", "tt1_1900")
    with pytest.raises(KeyError):
        CATALOG.edition("ct99", "tt66_2023")

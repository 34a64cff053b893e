"""The edition on the day of filing: outdated, in grace, not yet, current."""

import datetime as dt

import pytest

from scanpipe.catalog import Edition
from scanpipe.catalog.schema import Citation, Grade
from scanpipe.model import EditionStatus
from tests.checks.hand_made import codes, edition, findings, line, paper, rulings, weights
from tests.scripted import CATALOG

NAME = line("full_name")
OLD = edition(
    NAME,
    edition="tt01_2021",
    effective_from=dt.date(2021, 1, 1),
    citation=Citation(instrument="Thông tư 01/2021/TT-BCA"),
)
NEW = edition(NAME, supersedes="tt01_2021")


def held(form: Edition, day: dt.date, *others: Edition, **more: object):
    """The paper with the standing that the catalogue gives it on that day."""
    given = paper(form, as_of=day, editions=others, **more)
    status = given.catalog.status(form, on=day)
    return paper(form, as_of=day, editions=others, status=status, **more)


def test_the_edition_in_force_is_nothing_to_talk_about() -> None:
    """On its first day already."""
    assert codes(held(NEW, dt.date(2026, 1, 1), OLD)) == []
    assert codes(held(OLD, dt.date(2025, 12, 31), NEW)) == []


def test_an_old_edition_is_outdated_from_the_first_day_of_the_new_one() -> None:
    """Since when, until when, and by which instrument: what the citizen and the officer need."""
    given = held(OLD, dt.date(2026, 1, 1), NEW)
    (ruling,) = rulings(given)
    assert (ruling.finding.code, ruling.severity, ruling.action) == ("edition.outdated", "must", "newform")
    assert ruling.finding.params["until"] == dt.date(2025, 12, 31)
    assert ruling.finding.params["since"] == dt.date(2026, 1, 1)
    assert ruling.finding.params["from"] == dt.date(2026, 1, 1)
    assert ruling.finding.params["edition"] == "tt01_2026"
    assert ruling.finding.basis == "Thông tư 01/2026/TT-BCA"
    assert "01/01/2026" in ruling.title["vi"]


def test_in_the_time_of_grace_the_paper_is_only_pointed_at() -> None:
    """Accepted until that day, outdated on the next."""
    graced = edition(NAME, edition="tt01_2021", effective_from=dt.date(2021, 1, 1), accepted_until=dt.date(2026, 3, 31))
    given = held(graced, dt.date(2026, 3, 31), NEW)
    assert weights(given) == {"edition.grace": "check"}
    assert findings(given)[0].params["accept_until"] == dt.date(2026, 3, 31)
    assert weights(held(graced, dt.date(2026, 4, 1), NEW)) == {"edition.outdated": "must"}


def test_an_edition_of_tomorrow_is_not_yet_accepted() -> None:
    """With the day from which it will be."""
    given = held(NEW, dt.date(2025, 12, 31), OLD)
    assert weights(given) == {"edition.not_yet": "must"}
    assert findings(given)[0].params["from"] == dt.date(2026, 1, 1)


@pytest.mark.parametrize("grade", [Grade.C, Grade.D])
def test_an_edition_that_is_hardly_known_is_not_called_void(grade: Grade) -> None:
    """It identifies, it does not accuse."""
    old = edition(NAME, edition="tt01_2021", effective_from=dt.date(2021, 1, 1), grade=grade)
    assert weights(held(old, dt.date(2026, 1, 1), NEW)) == {"edition.outdated": "check"}


@pytest.mark.parametrize("confidence", [0.5, 0.7, 0.85])
def test_an_unsure_edition_is_not_called_void(confidence: float) -> None:
    """To call a whole paper void needs more certainty than anything else."""
    given = held(OLD, dt.date(2026, 1, 1), NEW, confidence=confidence)
    assert weights(given) == {"edition.outdated": "check"}


def test_within_a_month_that_is_all_we_know_nothing_is_judged() -> None:
    """ "From July" decides nothing on 15 July."""
    vague = edition(NAME, effective_from=dt.date(2026, 7, 1), effective_precision="month")
    assert weights(held(vague, dt.date(2026, 7, 15), OLD)) == {"edition.unknown": "check"}
    assert weights(held(OLD, dt.date(2026, 7, 15), vague)) == {"edition.unknown": "check"}
    assert codes(held(vague, dt.date(2026, 8, 1), OLD)) == []


def test_an_edition_that_was_not_known_is_reported_once() -> None:
    """Identification has said so already; the check adds nothing."""
    assert codes(paper(NEW, status=EditionStatus.UNKNOWN, known=False)) == []


LAND = CATALOG.edition("land_registration", "nd151_2025")


@pytest.mark.parametrize(("province", "told"), [(None, True), ("Thanh Hóa", False)])
def test_where_provinces_issue_their_own_the_citizen_is_told(province: str | None, told: bool) -> None:
    """Unless somebody said where the paper is filed."""
    given = paper(LAND, status=EditionStatus.CURRENT, province=province)
    real = type(given)(
        **{name: getattr(given, name) for name in given.__dataclass_fields__ if name != "catalog"}, catalog=CATALOG
    )
    assert ("edition.by_province" in weights(real)) is told
    if told:
        assert weights(real)["edition.by_province"] == "info"

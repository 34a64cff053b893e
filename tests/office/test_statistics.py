"""Statistics against what is known of every dossier that was counted (AT-O12)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import pytest

from scanpipe.errors import UsageError
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.errors import NotAllowedError
from scanpipe.office.people import Actor, Role
from scanpipe.office.statistics.figures import Statistics, Wish
from scanpipe.office.statistics.series import Bound, Series
from scanpipe.office.statistics.small_cells import Manner, Share, Told
from scanpipe.service import VIETNAM
from tests.office.center import OTHER_UNIT, Center, opened
from tests.office.counted import Happened, count, weeks_of

FIRST = dt.date(2026, 9, 7)
WEEKS, A_WEEK = 8, 25
PERIOD = Wish(FIRST, FIRST + dt.timedelta(days=7 * WEEKS - 1))
PASSING = ("submit", "review")


@pytest.fixture(scope="module")
def happened() -> list[Happened]:
    return weeks_of(7, FIRST, WEEKS, A_WEEK)


@pytest.fixture(scope="module")
def counted(happened: list[Happened], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Center]:
    """A Center where all that has happened; for looking at only."""
    made = opened(tmp_path_factory.mktemp("counted"))
    count(made.desk, happened, catalog=made.desk.law.catalog)
    count(made.desk, weeks_of(3, FIRST, 2, 20, unit=OTHER_UNIT))
    yield made
    made.desk.store.close()


def _series(center: Center, actor: Actor, key: str, wish: Wish = PERIOD, **more: str) -> Series:
    desk = Statistics(center.desk)
    found = desk.series(desk.shown(actor, wish), key, **more)
    assert found is not None
    return found


def _exact(share: object) -> float:
    assert isinstance(share, Share)
    assert share.manner is Manner.EXACT, share
    return share.value


def test_right_at_once_equals_what_the_seed_says(counted: Center, happened: list[Happened], lead: Actor) -> None:
    """Computed from the dossiers one by one, and from counters: week by week and for the whole period."""
    told = _series(counted, lead, "first")
    for week, row in enumerate(told.rows):
        monday = FIRST + dt.timedelta(days=7 * week)
        own = [one for one in happened if monday <= one.checked < monday + dt.timedelta(days=7)]
        assert row.name == monday.isoformat()
        assert _exact(row.cells[2]) == pytest.approx(sum(one.first in PASSING for one in own) / len(own))
    assert told.whole is not None
    right = sum(one.first in PASSING for one in happened)
    assert [getattr(cell, "n", None) for cell in told.whole.cells[:2]] == [right, len(happened)]
    assert _exact(told.whole.cells[2]) == pytest.approx(right / len(happened))


def test_passed_when_sent_equals_what_the_seed_says(counted: Center, happened: list[Happened], lead: Actor) -> None:
    """Only what was sent counts, by its verdict then."""
    sent = [one for one in happened if one.at_sent]
    told = _series(counted, lead, "sent").whole
    assert told is not None
    assert isinstance(told.cells[1], Told)
    assert told.cells[1].n in range(len(sent) - 2, len(sent) + 3)
    assert isinstance(told.cells[2], Share)
    assert told.cells[2].value == pytest.approx(sum(one.at_sent in PASSING for one in sent) / len(sent), abs=0.006)


def test_mends_have_the_median_of_the_dossiers(counted: Center, happened: list[Happened], lead: Actor) -> None:
    """Replaced pages of dossiers that passed when sent, each number a row."""
    mends = sorted(one.mends for one in happened if one.at_sent in PASSING)
    told = _series(counted, lead, "mends")
    assert told.whole is not None
    assert told.whole.cells[1] == Bound(float(mends[(len(mends) + 1) // 2 - 1]), "times")
    rows = {row.name: getattr(row.cells[0], "n", 0) for row in told.rows}
    assert rows.keys() == {str(n) for n in mends}
    assert all(abs(rows[str(n)] - many) <= 2 for n, many in Counter(mends).items())


def test_faults_go_down_to_form_and_field(counted: Center, happened: list[Happened], lead: Actor) -> None:
    """The most frequent first, each a number of dossiers; one code on one form in one field is the same dossiers."""
    by_code = Counter(code for one in happened for code in {code for code, _ in one.faults})
    told = _series(counted, lead, "faults")
    assert [row.name for row in told.rows] == [code for code, _ in by_code.most_common()]
    for row in told.rows:
        assert isinstance(row.cells[0], Told)
        assert abs(row.cells[0].n - by_code[row.name]) <= 2
    code = told.rows[0].name
    forms = _series(counted, lead, "faults", code=code)
    assert [(row.name, row.cells) for row in forms.rows] == [("ct01", told.rows[0].cells)]
    fields = _series(counted, lead, "faults", code=code, form="ct01")
    assert [row.cells for row in fields.rows] == [told.rows[0].cells]


def test_outdated_forms_are_followed_from_the_day_of_the_new_one(center: Center, lead: Actor) -> None:
    """CT01 changed on 1 July 2026: nobody is late before, everybody is late a week after, in this world."""
    day = dt.date(2026, 7, 1)
    early = [Happened(day - dt.timedelta(days=n % 14 + 1), "submit") for n in range(28)]
    late = [Happened(day + dt.timedelta(days=8), "correct", outdated=True) for _ in range(6)]
    count(center.desk, [*early, *late], catalog=center.desk.law.catalog)
    told = _series(center, lead, "outdated", Wish(dt.date(2026, 6, 1), dt.date(2026, 8, 30)))
    shares = {row.name: row.cells[2] for row in told.rows}
    assert [getattr(shares[days], "value", None) for days in ("-14..-8", "-7..-1", "7..13")] == [0.0, 0.0, 1.0]
    assert shares["0..6"] is None
    assert [row.name for row in told.rows][-1] == "56..60"


def test_waits_and_late_answers(counted: Center, happened: list[Happened], lead: Actor) -> None:
    """Hours are told by the edge of their bucket; late is late."""
    sent = [one for one in happened if one.at_sent]
    late = _series(counted, lead, "late").whole
    assert late is not None
    assert isinstance(late.cells[2], Share)
    assert late.cells[2].value == pytest.approx(sum(one.late for one in sent) / len(sent), abs=0.03)
    waits = _series(counted, lead, "waits").rows
    assert all(row.cells[1] in (Bound(edge, "h") for edge in (0.25, 1.5, 4.0, 8.0, 24.0)) for row in waits)


def test_what_nobody_has_set_is_not_told(counted: Center, happened: list[Happened], lead: Actor) -> None:
    """Time saved needs minutes; then it is dossiers times minutes."""
    without, given = Statistics(counted.desk), Statistics(counted.desk, 30)
    assert without.series(without.shown(lead, PERIOD), "saved") is None
    mended = sum(one.at_sent in PASSING and one.first not in PASSING for one in happened)
    told = given.series(given.shown(lead, PERIOD), "saved")
    assert told is not None
    assert told.whole is not None
    assert isinstance(told.whole.cells[0], Told)
    assert abs(told.whole.cells[0].n - mended) <= 2
    assert told.whole.cells[1:] == (30, 30 * told.whole.cells[0].n)


def test_a_week_of_three_is_hidden_and_the_whole_rounded(center: Center, lead: Actor) -> None:
    """Three dossiers are not what is left of the sum."""
    small = [Happened(FIRST, "submit") for _ in range(3)]
    count(center.desk, [*weeks_of(1, FIRST + dt.timedelta(days=7), 2, 15), *small])
    told = _series(center, lead, "first", Wish(FIRST, FIRST + dt.timedelta(days=20)))
    assert told.rows[0].cells[1] == Told(Manner.BELOW, 5)
    assert isinstance(told.rows[0].cells[2], Share)
    assert told.rows[0].cells[2].manner is Manner.HIDDEN
    assert told.whole is not None
    assert told.whole.cells[1] == Told(Manner.ABOUT, 35)


def test_two_series_of_the_same_dossiers_do_not_give_each_other_away(center: Center, lead: Actor) -> None:
    """Three passed in one week, which is hidden: replaced pages do not add up to all that passed."""
    small = [Happened(FIRST, "submit", "submit") for _ in range(3)]
    large = [Happened(FIRST + dt.timedelta(days=7), "submit", "submit") for _ in range(11)]
    count(center.desk, [*small, *large])
    told = _series(center, lead, "mends", Wish(FIRST, FIRST + dt.timedelta(days=13)))
    assert told.whole is not None
    assert [row.cells[0] for row in (*told.rows, told.whole)] == [Told(Manner.ABOUT, 15)] * 2


def test_a_view_with_a_filter_is_rounded(counted: Center, happened: list[Happened], lead: Actor) -> None:
    """All procedures less one are not the other."""
    told = _series(counted, lead, "first", Wish(PERIOD.first, PERIOD.last, procedure="birth_registration")).whole
    own = sum(one.procedure == "birth_registration" for one in happened)
    assert told is not None
    assert isinstance(told.cells[1], Told)
    assert told.cells[1].manner is Manner.ABOUT
    assert abs(told.cells[1].n - own) <= 2


def test_nobody_sees_the_numbers_of_another_center(counted: Center, lead: Actor) -> None:
    """Whoever works for all Centers sees all; a lead sees their own and is told nothing of others."""
    everybody = counted.actor("moi.noi", Role.LEAD, unit="*")
    desk = Statistics(counted.desk)
    own, every = desk.shown(lead, PERIOD), desk.shown(everybody, PERIOD)
    assert own.units == ()
    assert every.units == ("hx", OTHER_UNIT)
    first = [desk.series(shown, "first") for shown in (own, every)]
    assert [one.whole.cells[1] for one in first if one and one.whole] == [
        Told(Manner.EXACT, WEEKS * A_WEEK),
        Told(Manner.EXACT, WEEKS * A_WEEK + 40),
    ]
    with pytest.raises(NotFoundError):
        desk.shown(lead, Wish(unit=OTHER_UNIT))
    other = desk.series(desk.shown(everybody, Wish(PERIOD.first, PERIOD.last, unit=OTHER_UNIT)), "first")
    assert other is not None
    assert other.whole is not None
    assert other.whole.cells[1] == Told(Manner.ABOUT, 40)


def test_who_may_not_see_statistics_sees_none(center: Center, officer: Actor) -> None:
    """An officer without the right is refused."""
    with pytest.raises(NotAllowedError):
        Statistics(center.desk).shown(officer, Wish())


def test_periods_are_whole_weeks(center: Center, lead: Actor) -> None:
    """Two periods never differ by a day; without a wish it is twelve weeks up to this one."""
    desk = Statistics(center.desk)
    period = desk.shown(lead, Wish(dt.date(2026, 11, 4), dt.date(2026, 11, 12))).period
    assert (period.first, period.last) == (dt.date(2026, 11, 2), dt.date(2026, 11, 15))
    today = center.desk.now().astimezone(VIETNAM).date()
    assert len(desk.shown(lead, Wish()).period.weeks) == 12
    assert desk.shown(lead, Wish()).period.first <= today <= desk.shown(lead, Wish()).period.last
    backwards = Wish(dt.date(2026, 11, 12), dt.date(2026, 11, 4))
    for wish in (backwards, Wish(last=dt.date.max), Wish(last=dt.date.min), Wish(first=dt.date.min)):
        with pytest.raises(UsageError):
            desk.shown(lead, wish)
    with pytest.raises(NotFoundError):
        desk.series(desk.shown(lead, Wish()), "nothing")

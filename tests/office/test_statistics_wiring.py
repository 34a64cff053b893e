"""A dossier from its first check to its acceptance, counted at every step by those who do the steps."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from scanpipe.intake.intake import Intake
from scanpipe.jobs.run import LEASE_S, Shop, run_claim
from scanpipe.office.office import connected, examined
from scanpipe.office.people import Actor, Role
from scanpipe.office.review import Reviews
from scanpipe.office.statistics import counting
from scanpipe.office.statistics.figures import Statistics, Wish
from scanpipe.office.steering import Steering
from scanpipe.store import counters, work
from scanpipe.store.counters import Count
from tests.intake.conftest import photo
from tests.office.center import MONDAY, Center, opened
from tests.office.paper import Said
from tests.office.reviewing import accept_all_but_faults, point_of


@pytest.fixture
def house(tmp_path: Path) -> Center:
    """A Center whose desk tells what happens, as the server's does."""
    made = opened(tmp_path)
    desk = connected(made.desk)
    return replace(made, desk=desk, intake=Intake(desk))


def _work(house: Center) -> None:
    store = house.desk.store
    with store.database.writing() as session:
        claim = work.claim(session, "test", now=house.desk.now(), lease_s=LEASE_S)
    assert claim is not None
    shop = Shop(store, house.desk.settings, house.desk.bell, house.desk.now, examined(house.desk))
    run_claim(shop, claim, house.clerk, house.folder / "work", cancelled=lambda: False)  # type: ignore[arg-type]


def _counts(house: Center, name: str) -> tuple[Count, ...]:
    with house.desk.store.database.reading() as session:
        return counters.counts(session, name)


def test_a_dossier_is_counted_where_things_happen(house: Center) -> None:
    """Checked with a fault, mended, checked again, sent twice: one first check, one sending, one replaced page."""
    new = house.intake.create(lang="vi", procedure="permanent_residence", as_of=None, helper=False, team=None)
    key = house.intake.open(new.id, new.token)
    house.intake.consent(key)
    house.intake.add(key, [photo("1"), photo("2")])
    house.clerk.said = Said("correct")
    _work(house)
    page = house.intake.view(key).pages[0]
    house.intake.replace(key, page.id, photo("3"))
    house.clerk.said = Said("submit")
    _work(house)
    house.intake.send(key)
    house.later(minutes=1)
    house.intake.send(key)
    (first,) = _counts(house, counting.FIRST)
    assert (first.n, first.labels["verdict"], first.day) == (1, "correct", dt.date(2026, 11, 23))
    (fault,) = _counts(house, counting.FAULT_FIELD)
    assert (fault.labels["code"], fault.labels["form"]) == ("sign.signature_missing", "ct01")
    (sent,) = _counts(house, counting.SENT)
    assert (sent.n, sent.labels["first"], sent.labels["verdict"]) == (1, "correct", "submit")
    (mends,) = _counts(house, counting.MENDS)
    assert mends.labels["times"] == "1"
    assert sum(count.n for count in _counts(house, counting.PAGES)) >= 2


def test_an_officer_who_answers_is_counted(house: Center) -> None:
    """Opened after two hours, a fault set aside as misread, accepted: each once, however often they look."""
    officer = house.actor("ng.hoa", Role.OFFICER)
    reviews = Reviews(house.desk, second_every=0)
    check = house.dossier(verdict="correct")
    house.later(hours=2)
    view = accept_all_but_faults(reviews, officer, check.id)
    fault = point_of(view, "declarant_signature")
    reviews.decide(officer, check.id, fault.id, "override", reason="misread")
    house.later(hours=1)
    reviews.open(officer, check.id)
    reviews.accept(officer, check.id)
    (opened_once,) = _counts(house, counting.OPENED)
    assert (opened_once.n, opened_once.labels["h"]) == (1, "2")
    (answered,) = _counts(house, counting.ANSWERED)
    assert answered.n == 1
    outcomes = {(c.labels["code"], c.labels["outcome"]): c.n for c in _counts(house, counting.SETTLED)}
    assert outcomes["sign.signature_missing", "misread"] == 1


def test_what_asks_instead_goes_with_every_order(house: Center) -> None:
    """A lead has a finding ask: the next examination is told so."""
    lead: Actor = house.actor("tr.lan", Role.LEAD)
    Steering(house.desk).ask_instead(lead, "sign.signature_missing", "Chữ ký nhạt")
    house.dossier()
    assert house.clerk.orders[-1].ask_instead == ("sign.signature_missing",)


def test_the_page_of_an_untouched_center_tells_nothing(house: Center) -> None:
    """No week has a number, and no share is made of none."""
    lead = house.actor("tr.lan", Role.LEAD)
    desk = Statistics(house.desk)
    told = desk.series(desk.shown(lead, Wish(MONDAY.date(), MONDAY.date())), "first")
    assert told is not None
    assert [row.cells[2] for row in told.rows] == [None]

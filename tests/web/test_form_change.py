"""A form changed after the check: the person is told on the result and on the receipt, with what to do."""

import datetime as dt
from dataclasses import replace

import pytest

from scanpipe.intake.views import CheckState, CheckView, FormChangeView
from tests.web import scenes
from tests.web.conftest import Browser
from tests.web.desk import both

CHANGE = FormChangeView(
    at=dt.datetime(2027, 2, 28, 17, 2, tzinfo=dt.UTC),
    effect="new_form",
    form="ct01",
    name=both("Tờ khai CT01", "Declaration CT01"),
    edition="tt116_2026",
    status="outdated",
    since=dt.date(2027, 3, 1),
    until=dt.date(2027, 2, 28),
    document=0,
    current_blank=True,
    can_carry=True,
)


def _changed(**changes: object) -> CheckView:
    return replace(scenes.to_mend(), form_change=replace(CHANGE, **changes))  # type: ignore[arg-type]


def test_the_result_says_since_when_and_offers_the_form_filled_in(browser: Browser) -> None:
    """On top, before the list of what is to be done."""
    view = browser.holds(_changed())
    page = browser.get(f"/k/{view.code}/kq")
    (told,) = page.marked("form-change")
    assert "Mẫu đã đổi từ 01/03/2027" in told.text
    assert "được nhận đến hết ngày 28/02/2027" in told.text
    assert "đã kiểm tra lại ngày 01/03/2027" in told.text
    assert page.marked("change-blank")[0].attributes["href"] == "/mau/ct01/hien-hanh.pdf"
    assert page.marked("change-carried")[0].attributes["href"] == f"/k/{view.code}/mau/0.pdf"
    assert "The form changed on 01/03/2027" in browser.get(f"/k/{view.code}/kq?lang=en").marked("form-change")[0].text


def test_the_receipt_says_it_too(browser: Browser) -> None:
    """It is looked at again days later."""
    view = browser.holds(replace(_changed(), state=CheckState.SENT))
    page = browser.get(f"/k/{view.code}/phieu")
    assert "Mẫu đã đổi từ 01/03/2027" in page.marked("form-change")[0].text
    assert page.all("a", href=f"/k/{view.code}/kq")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": "grace", "until": dt.date(2027, 3, 31)}, "còn được nhận đến hết ngày 31/03/2027"),
        ({"status": "not_yet"}, "chưa đến ngày áp dụng"),
        ({"status": "unknown", "edition": None}, "Quy định về mẫu đã thay đổi"),
        ({"effect": "look"}, "Quy định về mẫu đã thay đổi"),  # nobody is accused of that edition
        ({"current_blank": False, "since": None, "until": None}, "Mẫu đã hết áp dụng"),
    ],
)
def test_each_way_a_paper_can_stand_has_its_words(browser: Browser, changes: dict[str, object], said: str) -> None:
    """Only who has to fill in another form is sent to one."""
    view = browser.holds(_changed(**changes))
    page = browser.get(f"/k/{view.code}/kq")
    assert said in page.marked("form-change")[0].text
    assert page.marked("change-blank") == []


def test_a_form_that_is_taken_again_needs_nothing(browser: Browser) -> None:
    """After a roll back; and who was touched by no change is told nothing."""
    view = browser.holds(replace(scenes.ready(), form_change=replace(CHANGE, status="current")))
    assert "không phải làm lại" in browser.get(f"/k/{view.code}/kq").marked("form-change")[0].text
    view = browser.holds(scenes.ready())
    assert browser.get(f"/k/{view.code}/kq").marked("form-change") == []

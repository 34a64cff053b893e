"""The review of a dossier: opened, held, seen by whom it may be, left; the same whoever looks in between."""

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanpipe.intake.errors import NotFoundError
from scanpipe.office.errors import DecisionError, HeldError, NotAllowedError
from scanpipe.office.people import EVERY_UNIT, Actor, Role
from scanpipe.office.review import Reviews
from scanpipe.store import audit
from tests.office.center import Center
from tests.office.reviewing import LOOKED_MS, point_of

NAME_POINT = "v:0:declarant_full_name"


@pytest.fixture
def reviews(center: Center) -> Reviews:
    return Reviews(center.desk)


ACTS: dict[str, Callable[[Reviews, Actor, str], object]] = {
    "open": lambda r, a, c: r.open(a, c),
    "view": lambda r, a, c: r.view(a, c),
    "decide": lambda r, a, c: r.decide(a, c, NAME_POINT, "accept", seen_ms=LOOKED_MS),
    "undo": lambda r, a, c: r.undo(a, c),
    "accept": lambda r, a, c: r.accept(a, c),
    "official_code": lambda r, a, c: r.set_official_code(a, c, "H1"),
    "release": lambda r, a, c: r.release(a, c),
    "postpone": lambda r, a, c: r.postpone(a, c, dt.timedelta(hours=4), "chờ"),
    "reveal": lambda r, a, c: r.reveal(a, c, "v:1:personal_id"),
    "final_fields": lambda r, a, c: r.final_fields(a, c),
}


@pytest.mark.parametrize("act", ACTS)
def test_another_center_finds_nothing(center: Center, reviews: Reviews, stranger: Actor, act: str) -> None:
    """Alike for a dossier that is not there; and nothing is written."""
    check = center.dossier()
    for ref in (check.id, "chk_unknown"):
        with pytest.raises(NotFoundError):
            ACTS[act](reviews, stranger, ref)
    with center.desk.store.database.reading() as session:
        assert list(audit.lines(session, center.desk.store.keys, check_id=check.id)) == []
    assert center.row(check.id) == check


@pytest.mark.parametrize("act", ACTS)
def test_whose_role_is_another_may_not(center: Center, reviews: Reviews, administrator: Actor, act: str) -> None:
    """An administrator keeps accounts and reads no dossier."""
    with pytest.raises(NotAllowedError):
        ACTS[act](reviews, administrator, center.dossier().id)


def test_a_dossier_that_was_not_sent_is_not_at_the_center(center: Center, reviews: Reviews, officer: Actor) -> None:
    """However well somebody knows its code."""
    new = center.intake.create(lang="vi", procedure=None, as_of=None, helper=False, team=None)
    for ref in (new.id, new.code):
        with pytest.raises(NotFoundError):
            reviews.open(officer, ref)


def test_a_dossier_is_opened_by_its_code_however_it_is_typed(center: Center, reviews: Reviews, officer: Actor) -> None:
    """With or without dashes, or as the address of a QR."""
    check = center.dossier()
    for ref in (check.id, check.code, check.code.replace("-", " ").lower(), f"https://example.vn/q/{check.code}"):
        assert reviews.open(officer, ref).id == check.id


def test_opening_holds_and_the_next_one_reads(
    center: Center, reviews: Reviews, officer: Actor, colleague: Actor
) -> None:
    """They see who has it open; what they write is refused until it is left."""
    check = center.dossier()
    first = reviews.open(officer, check.id)
    assert (first.may_write, first.held_by, first.state) == (True, None, "reviewing")
    second = reviews.open(colleague, check.id)
    assert (second.may_write, second.held_by) == (False, officer.login)
    for act in ("decide", "undo", "accept", "official_code", "postpone"):
        with pytest.raises(HeldError):
            ACTS[act](reviews, colleague, check.id)
    reviews.release(officer, check.id)
    assert reviews.open(colleague, check.id).may_write


def test_the_first_opening_is_told_once(center: Center, officer: Actor, colleague: Actor) -> None:
    """Whoever opens it again, and however often."""
    told: list[str] = []
    reviews = Reviews(replace(center.desk, tell=lambda _session, event, _check_id: told.append(event)))
    check = center.dossier()
    for actor in (officer, officer, colleague):
        reviews.open(actor, check.id)
        reviews.release(actor, check.id)
    assert told == ["dossier.opened"]


def test_a_hold_ends_by_itself(center: Center, reviews: Reviews, officer: Actor, colleague: Actor) -> None:
    """After ten minutes without an act."""
    check = center.dossier()
    reviews.open(officer, check.id)
    center.later(minutes=9)
    reviews.decide(officer, check.id, NAME_POINT, "accept", seen_ms=LOOKED_MS)
    center.later(minutes=9)
    assert not reviews.open(colleague, check.id).may_write
    center.later(minutes=2)
    assert reviews.open(colleague, check.id).may_write
    assert reviews.view(officer, check.id).held_by == colleague.login


def test_two_officers_at_once_have_one_dossier_once(
    center: Center, reviews: Reviews, officer: Actor, colleague: Actor
) -> None:
    """Both open and decide at the same moment: one of them may, and every decision that was taken is theirs."""
    check = center.dossier()
    gate = threading.Barrier(2)
    may: dict[str, bool] = {}
    refused: list[str] = []

    def work(actor: Actor) -> None:
        gate.wait()
        may[actor.login] = reviews.open(actor, check.id).may_write
        for n in range(5):
            try:
                reviews.decide(actor, check.id, NAME_POINT, "edit", value=f"{actor.login} {n}")
            except HeldError:
                refused.append(actor.login)

    threads = [threading.Thread(target=work, args=(actor,)) for actor in (officer, colleague)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winner = next(login for login, won in may.items() if won)
    assert sorted(may.values()) == [False, True]
    assert refused == [login for login, won in may.items() if not won] * 5
    view = reviews.view(officer, check.id)
    assert point_of(view, "declarant_full_name").value == f"{winner} 4"
    with center.desk.store.database.reading() as session:
        keys = center.desk.store.keys
        assert audit.verify(session, keys).broken_at is None
        assert [line.note.action for line in audit.lines(session, keys, check_id=check.id)].count("edited") == 5


def test_who_works_for_all_centers_sees_all(center: Center, reviews: Reviews) -> None:
    """Their unit is every unit."""
    everybody = center.actor("tinh.ha", Role.OFFICER, unit=EVERY_UNIT)
    assert reviews.open(everybody, center.dossier().id).may_write


def test_every_number_that_was_revealed_is_written_down(center: Center, reviews: Reviews, officer: Actor) -> None:
    """Who, when and which; not the number."""
    check = center.dossier()
    reviews.open(officer, check.id)
    number = reviews.reveal(officer, check.id, "v:1:personal_id")
    with center.desk.store.database.reading() as session:
        line = list(audit.lines(session, center.desk.store.keys, check_id=check.id))[-1]
    assert (line.note.action, line.note.about, line.note.actor) == ("revealed", "v:1:personal_id", officer.id)
    assert number not in repr(line)
    for point in ("v:0:declarant_phone", "v:0:none", "f_000000000000"):
        with pytest.raises(NotFoundError):
            reviews.reveal(officer, check.id, point)


def test_a_revealed_number_is_masked_again_for_the_next_one(
    center: Center, reviews: Reviews, officer: Actor, colleague: Actor
) -> None:
    """It was revealed to one officer, for as long as they have the dossier open."""
    check = center.dossier()
    reviews.open(officer, check.id)
    reviews.reveal(officer, check.id, "v:1:personal_id")
    for view in (reviews.view(colleague, check.id), _again(center, reviews, officer, check.id)):
        assert next(p for p in view.fields if p.id == "v:1:personal_id").kept


def _again(center: Center, reviews: Reviews, actor: Actor, check_id: str):  # type: ignore[no-untyped-def]
    reviews.release(actor, check_id)
    center.later(minutes=1)
    return reviews.open(actor, check_id)


def test_putting_off_says_until_when_and_why(center: Center, reviews: Reviews, officer: Actor) -> None:
    """A moment to come, and not for ever."""
    check = center.dossier()
    reviews.open(officer, check.id)
    now = center.desk.now()
    for until, why in (
        (dt.timedelta(hours=4), "  "),
        (now, "chờ bản chính"),
        (dt.timedelta(days=40), "chờ bản chính"),
    ):
        with pytest.raises(DecisionError):
            reviews.postpone(officer, check.id, until, why)
    reviews.postpone(officer, check.id, dt.timedelta(hours=4), "chờ bản chính")
    assert center.row(check.id).postponed_until == now + dt.timedelta(hours=4)


def test_the_view_compares_with_the_card(center: Center, reviews: Reviews, officer: Actor) -> None:
    """With the value that holds: what is typed is compared at once."""
    check = center.dossier()
    view = reviews.open(officer, check.id)
    numbers = {one.key: (one.outcome, one.told["vi"]) for one in view.comparison}
    assert numbers["number"] == ("differs", "khác 1 chữ số, vị trí 12")
    assert numbers["name"][0] == numbers["date_of_birth"][0] == numbers["sex"][0] == "same"
    point = point_of(view, "declarant_personal_id")
    view = reviews.decide(officer, check.id, point.id, "edit", value="079190000124")
    assert next(one.outcome for one in view.comparison if one.key == "number") == "same"


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.permutations(
        [
            ("declarant_full_name", "edit", "NGUYỄN THỊ MẬU"),
            ("declarant_dob", "accept", None),
            ("declarant_gender", "not_applicable", None),
            ("request_content", "illegible", None),
        ]
    ),
    st.lists(st.booleans(), min_size=4, max_size=4),
)
def test_who_looks_in_between_changes_nothing(
    center: Center, decisions: list[tuple[str, str, str | None]], looks: list[bool]
) -> None:
    """The same decisions in any order, with any looks between them, give the same final values."""
    reviews = Reviews(center.desk)
    officer, reader = center.actor("ng.hoa", Role.OFFICER), center.actor("tr.lan", Role.LEAD)
    check = center.dossier()
    reviews.open(officer, check.id)
    for (key, kind, value), look in zip(decisions, looks, strict=True):
        if look:
            reviews.open(reader, check.id)
            reviews.view(officer, check.id)
        reviews.decide(officer, check.id, f"v:0:{key}", kind, value=value, seen_ms=LOOKED_MS)
    final = {one.key: (one.value, one.source, one.by) for one in reviews.final_fields(officer, check.id)}
    assert final["declarant_full_name"] == ("NGUYỄN THỊ MẬU", "human", "ng.hoa")
    assert final["declarant_dob"] == ("05/09/1990", "ocr", "ng.hoa")
    assert final["declarant_gender"] == (None, "human", "ng.hoa")
    assert final["request_content"] == (None, "human", "ng.hoa")
    assert final["declarant_personal_id"] == ("079190000123", "ocr", None)

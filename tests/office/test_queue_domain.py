"""The list of dossiers: who sees which, in what order, and how one is found."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.intake.errors import NotFoundError
from scanpipe.office.calendar_file import OfficeTime
from scanpipe.office.errors import HeldError, NotAllowedError
from scanpipe.office.people import EVERY_UNIT, Actor, Role
from scanpipe.office.queue import Queue, code_in
from scanpipe.office.views import Filter, QueueView, Sort, Tab
from scanpipe.store import checks, ids
from scanpipe.store.office_tables import SecondEntry
from scanpipe.store.rows import CheckRow, State
from scanpipe.store.tables import Dossier
from tests.office.center import MONDAY, OTHER_UNIT, Center
from tests.office.paper import NAME, NUMBER, Said
from tests.office.test_calendar import CENTER as HOURS


@pytest.fixture
def queue(center: Center, monkeypatch: pytest.MonkeyPatch) -> Queue:
    """The queue, with eight working hours for every answer."""
    monkeypatch.setattr(Queue, "time", OfficeTime(HOURS, {None: dt.timedelta(hours=8)}))
    return Queue(center.desk)


def codes(view: QueueView) -> list[str]:
    """The codes of a list in its order."""
    return [line.code for line in view.lines]


def put(center: Center, row: CheckRow, **values: object) -> None:
    """Set columns that other rooms of the house set."""
    with center.desk.store.database.writing() as session:
        dossier = session.get_one(Dossier, row.id)
        for name, value in values.items():
            setattr(dossier, name, value)


def test_each_center_sees_its_own_dossiers(center: Center, queue: Queue, officer: Actor, stranger: Actor) -> None:
    """Neither in the list nor by code nor in the counts does another Center's dossier appear."""
    ours, theirs = center.dossier(), center.dossier(unit=OTHER_UNIT)
    assert codes(queue.view(officer, Filter())) == [ours.code]
    assert codes(queue.view(stranger, Filter())) == [theirs.code]
    assert queue.view(officer, Filter()).tabs[Tab.WAITING] == 1
    with pytest.raises(NotFoundError):
        queue.find(officer, theirs.code)


def test_who_works_for_every_center_sees_all(center: Center, queue: Queue) -> None:
    """A lead of the province, say."""
    center.dossier(), center.dossier(unit=OTHER_UNIT)
    lead = center.actor("tinh", Role.LEAD, unit=EVERY_UNIT)
    assert queue.view(lead, Filter()).total == 2


def test_a_draft_is_nobody_elses(center: Center, queue: Queue, officer: Actor) -> None:
    """What a citizen has not sent is neither listed nor found."""
    new = center.intake.create(lang="vi", procedure=None, as_of=None, helper=False, team=None)
    assert queue.view(officer, Filter()).total == 0
    with pytest.raises(NotFoundError):
        queue.find(officer, new.code)


def test_the_list_takes_the_right_to_read(queue: Queue, administrator: Actor, auditor: Actor) -> None:
    """Who keeps accounts, or audits, has no business with the list."""
    for somebody in (administrator, auditor):
        with pytest.raises(NotAllowedError):
            queue.view(somebody, Filter())
        with pytest.raises(NotAllowedError):
            queue.find(somebody, "KT-2222-2222")


def test_the_list_names_nobody(center: Center, queue: Queue, officer: Actor) -> None:
    """No name and no number of a person is in it, masked or not."""
    center.dossier()
    told = repr(queue.view(officer, Filter()))
    assert NUMBER not in told
    assert NAME not in told


def test_the_nearest_deadline_comes_first(center: Center, queue: Queue, officer: Actor) -> None:
    """What is due next stands on top; what has no deadline comes last, what was put off after that."""
    late, soon, never, off = (center.dossier() for _ in range(4))
    put(center, late, due_at=MONDAY + dt.timedelta(hours=30))
    put(center, soon, due_at=MONDAY + dt.timedelta(hours=1))
    put(center, off, due_at=MONDAY, postponed_until=MONDAY + dt.timedelta(days=1))
    assert codes(queue.view(officer, Filter())) == [soon.code, late.code, never.code, off.code]
    falling = queue.view(officer, Filter(falling=True))
    assert codes(falling) == [late.code, soon.code, never.code, off.code]
    center.later(days=2)
    assert codes(queue.view(officer, Filter()))[0] == off.code  # its time has come


def test_a_line_says_how_much_working_time_is_left(center: Center, queue: Queue, officer: Actor) -> None:
    """Sent on Friday at four with eight hours: by Monday at nine six and a half have passed (Saturday counts)."""
    friday = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
    row = center.dossier(sent_at=friday)
    put(center, row, due_at=queue.due(friday, "permanent_residence"))
    line = queue.view(officer, Filter()).lines[0]
    assert line.left == dt.timedelta(hours=1.5)
    assert line.age == MONDAY - friday
    center.later(hours=4)
    line = queue.view(officer, Filter()).lines[0]
    assert line.left == dt.timedelta(hours=-1)  # due at half past ten, and at noon nobody works
    assert queue.left(line.due_at) == line.left


@pytest.mark.parametrize(("sort", "order"), [(Sort.AGE, "cab"), (Sort.POINTS, "bca"), (Sort.CODE, "abc")])
def test_the_list_is_put_in_order(center: Center, queue: Queue, officer: Actor, sort: Sort, order: str) -> None:
    """By age (the youngest first), points or code; falling turns it round."""
    made = {
        "a": center.dossier(sent_at=MONDAY - dt.timedelta(hours=2), points=9),
        "b": center.dossier(sent_at=MONDAY - dt.timedelta(hours=3), points=1),
        "c": center.dossier(sent_at=MONDAY - dt.timedelta(hours=1), points=4),
    }
    for name, row in made.items():
        put(center, row, code=f"KT-2222-222{name.upper()}")
    wanted = [f"KT-2222-222{name.upper()}" for name in order]
    assert codes(queue.view(officer, Filter(sort=sort))) == wanted
    assert codes(queue.view(officer, Filter(sort=sort, falling=True))) == wanted[::-1]


def test_every_part_of_the_filter_narrows_the_list(center: Center, queue: Queue, officer: Actor) -> None:
    """One dossier fits all of it, each of the others fails in one part."""
    fits = center.dossier(Said(outdated=True), verdict="correct")
    others = [
        center.dossier(Said(outdated=True), verdict="submit"),
        center.dossier(Said(outdated=True), procedure="birth_registration"),
        center.dossier(),
        center.dossier(Said(outdated=True), sent_at=MONDAY - dt.timedelta(days=9)),
        center.dossier(Said(outdated=True)),
    ]
    for row in (fits, *others[:-1]):
        queue.take(officer, row.id)
    day = MONDAY.date()
    whole = Filter(
        verdicts=frozenset({"correct"}),
        procedure="permanent_residence",
        group="Residence",
        form="ct01",
        old_form=True,
        sent_from=day,
        sent_to=day,
        officer=officer.login,
    )
    assert codes(queue.view(officer, whole)) == [fits.code]
    parts = {
        "verdicts": frozenset(),
        "procedure": None,
        "old_form": False,
        "sent_from": None,
        "officer": None,
    }
    for part, none in parts.items():
        wider = replace(whole, **{part: none}, **({"group": None} if part == "procedure" else {}))
        assert queue.view(officer, wider).total == 2, part
    assert queue.view(officer, replace(whole, form="hkd_change")).total == 0
    assert queue.view(officer, replace(whole, group="Land")).total == 0
    assert queue.view(officer, replace(whole, officer="nobody")).total == 0


def test_days_of_the_filter_are_those_of_vietnam(center: Center, queue: Queue, officer: Actor) -> None:
    """Sent at half past midnight in Vietnam, which is the day before in UTC."""
    center.dossier(sent_at=dt.datetime(2026, 11, 22, 17, 30, tzinfo=dt.UTC))
    day = dt.date(2026, 11, 23)
    assert queue.view(officer, Filter(sent_from=day, sent_to=day)).total == 1
    assert queue.view(officer, Filter(sent_to=day - dt.timedelta(days=1))).total == 0


def test_days_that_nobody_means_do_not_break_the_list(center: Center, queue: Queue, officer: Actor) -> None:
    """Anybody can write the first and the last day of all into the address."""
    center.dossier()
    asked = Filter(sent_from=dt.date.min, sent_to=dt.date.max, page=10**12)
    assert queue.view(officer, asked).total == 1


def test_verdicts_are_counted_beside_those_that_are_shown(center: Center, queue: Queue, officer: Actor) -> None:
    """Ticking one does not make the others look empty."""
    for verdict in ("correct", "correct", "submit", "rescan"):
        center.dossier(verdict=verdict)
    view = queue.view(officer, Filter(verdicts=frozenset({"correct"})))
    assert (view.total, len(view.lines)) == (2, 2)
    assert view.verdicts == {"submit": 1, "correct": 2, "rescan": 1, "review": 0}


def test_long_lists_come_in_pages(
    center: Center, queue: Queue, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each dossier is on one page; a page behind the last is the last."""
    monkeypatch.setattr("scanpipe.office.queue.PAGE_LINES", 2)
    rows = [center.dossier() for _ in range(5)]
    views = [queue.view(officer, Filter(page=n)) for n in (1, 2, 3)]
    assert sorted(code for view in views for code in codes(view)) == sorted(row.code for row in rows)
    assert [len(view.lines) for view in views] == [2, 2, 1]
    behind = queue.view(officer, Filter(page=7))
    assert (behind.filter.page, codes(behind)) == (3, codes(views[2]))


def test_the_heaps(center: Center, queue: Queue, officer: Actor, colleague: Actor) -> None:
    """Waiting, mine, asked, second entries and done, each with its count."""
    waiting, mine, asked, done = (center.dossier() for _ in range(4))
    queue.take(officer, mine.id)
    put(center, asked, state=State.SUPPLEMENT_REQUESTED.value, officer_id=officer.id)
    put(center, done, state=State.RECEIVED.value)
    with center.desk.store.database.writing() as session:
        session.add(SecondEntry(check_id=done.id, first_id=officer.id, asked_at=MONDAY))
    view = queue.view(officer, Filter())
    assert view.tabs == {Tab.WAITING: 2, Tab.MINE: 1, Tab.ASKED: 1, Tab.SECOND: 0, Tab.DONE: 1}
    assert set(codes(view)) == {waiting.code, mine.code}
    assert codes(queue.view(officer, Filter(tab=Tab.MINE))) == [mine.code]
    assert codes(queue.view(officer, Filter(tab=Tab.ASKED))) == [asked.code]
    assert codes(queue.view(officer, Filter(tab=Tab.DONE))) == [done.code]
    # Who accepted it does not type it a second time.
    assert codes(queue.view(officer, Filter(tab=Tab.SECOND))) == []
    assert codes(queue.view(colleague, Filter(tab=Tab.SECOND))) == [done.code]
    assert queue.view(colleague, Filter()).tabs[Tab.SECOND] == 1


def test_waiting_dossiers_on_old_forms_are_counted(center: Center, queue: Queue, officer: Actor) -> None:
    """Those that were decided do not count."""
    center.dossier(Said(outdated=True))
    put(center, center.dossier(Said(outdated=True)), state=State.DONE.value)
    center.dossier()
    assert queue.view(officer, Filter()).changed_forms == 1


# ---- finding -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    ["{code}", " {lower} ", "{plain}", "{bare}", "https://kiemtra.example.vn/q/{code}", "http://x/q/{lower}/?lang=en"],
)
def test_a_code_is_found_however_it_was_typed(center: Center, queue: Queue, officer: Actor, written: str) -> None:
    """With dashes or without, in small letters, or as the address in the QR."""
    row = center.dossier()
    plain = row.code.replace("-", "")
    text = written.format(code=row.code, lower=row.code.lower(), plain=plain, bare=plain[2:])
    assert queue.find(officer, text) == row.id


def test_a_dossier_is_found_by_the_authoritys_own_code(center: Center, queue: Queue, officer: Actor) -> None:
    """As it was noted, in any case."""
    row = center.dossier()
    put(center, row, official_code="H49.15-261123-0042")
    assert queue.find(officer, "h49.15-261123-0042 ") == row.id


@pytest.mark.parametrize("text", ["", "   ", "KT-0000-0000", "KT-", "%", "' OR 1=1 --", "https://x/q/", "\x00"])
def test_what_is_no_code_finds_nothing(center: Center, queue: Queue, officer: Actor, text: str) -> None:
    """A dossier without an official code is not found by an empty one."""
    center.dossier()
    with pytest.raises(NotFoundError):
        queue.find(officer, text)


@given(st.text(st.sampled_from(ids.CODE_LETTERS), min_size=8, max_size=8), st.sampled_from(["", "-", " ", " – "]))
def test_every_code_is_read_from_its_letters(drawn: str, between: str) -> None:
    """Also those that begin like the mark before them."""
    code = f"KT-{drawn[:4]}-{drawn[4:]}"
    assert code_in(f"{drawn[:4]}{between}{drawn[4:]}".lower()) == code
    assert code_in(between.join(("kt", drawn[:4], drawn[4:]))) == code


# ---- holding -----------------------------------------------------------------------------------------------------


def test_opening_takes_a_dossier_and_others_wait(
    center: Center, queue: Queue, officer: Actor, colleague: Actor
) -> None:
    """It is under review, it is theirs, and the colleague is told who has it."""
    row = center.dossier()
    taken = queue.take(officer, row.id)
    assert (taken.state, taken.officer_id, taken.opened_at) == (State.REVIEWING, officer.id, MONDAY)
    with pytest.raises(HeldError) as held:
        queue.take(colleague, row.id)
    assert held.value.by == officer.login
    assert queue.view(colleague, Filter()).lines[0].held_by == officer.login


def test_a_hold_is_renewed_and_runs_out(center: Center, queue: Queue, officer: Actor, colleague: Actor) -> None:
    """Ten minutes after the last sign of life somebody else may take over; the first opening stays noted."""
    row = center.dossier()
    queue.take(officer, row.id)
    center.later(minutes=9)
    queue.take(officer, row.id)
    center.later(minutes=9)
    with pytest.raises(HeldError):
        queue.take(colleague, row.id)
    center.later(minutes=1)
    taken = queue.take(colleague, row.id)
    assert (taken.officer_id, taken.opened_at) == (colleague.id, MONDAY)
    with pytest.raises(HeldError):
        queue.take(officer, row.id)


def test_leaving_lets_others_in_at_once(center: Center, queue: Queue, officer: Actor, colleague: Actor) -> None:
    """It stays the officer's own until somebody takes it; leaving twice, or what one does not have, does no harm."""
    row = center.dossier()
    queue.take(officer, row.id)
    queue.leave(officer, row.id)
    left = center.row(row.id)
    assert (left.held_until, left.officer_id) == (None, officer.id)
    queue.take(colleague, row.id)
    queue.leave(officer, row.id)
    assert center.row(row.id).held_until is not None


def test_putting_off_lets_a_dossier_sink(center: Center, queue: Queue, officer: Actor, colleague: Actor) -> None:
    """Nobody holds it; whoever opens it takes it up again. While somebody else has it, it cannot be put off."""
    row = center.dossier()
    queue.take(officer, row.id)
    until = MONDAY + dt.timedelta(hours=5)
    with pytest.raises(HeldError):
        queue.postpone(colleague, row.id, until, "bận")
    queue.postpone(officer, row.id, until, "đợi bản chính")
    line = queue.view(officer, Filter()).lines[0]
    assert (line.postponed_until, line.held_by) == (until, None)
    queue.take(colleague, row.id)
    assert queue.view(officer, Filter()).lines[0].postponed_until is None


def test_a_supplement_that_was_asked_for_stays_asked_for(center: Center, queue: Queue, officer: Actor) -> None:
    """Looking into it meanwhile does not say that it came."""
    row = center.dossier()
    put(center, row, state=State.SUPPLEMENT_REQUESTED.value)
    assert queue.take(officer, row.id).state is State.SUPPLEMENT_REQUESTED


def test_nobody_holds_what_is_not_theirs(
    center: Center, queue: Queue, officer: Actor, stranger: Actor, auditor: Actor
) -> None:
    """Another Center's dossier, a draft and an unknown one are alike; without the right to review it is refused."""
    row = center.dossier()
    draft = center.intake.create(lang="vi", procedure=None, as_of=None, helper=False, team=None)
    put(center, center.dossier(), unit=OTHER_UNIT)
    with center.desk.store.database.writing() as session:
        session.get_one(Dossier, draft.id).unit = officer.unit
    for somebody, check_id in ((stranger, row.id), (officer, draft.id), (officer, "chk_0")):
        for act in (queue.take, queue.leave):
            with pytest.raises(NotFoundError):
                act(somebody, check_id)
        with pytest.raises(NotFoundError):
            queue.postpone(somebody, check_id, MONDAY, "")
    with pytest.raises(NotAllowedError):
        queue.take(auditor, row.id)
    with center.desk.store.database.reading() as session:
        found = checks.by_id(session, draft.id)
    assert found is not None
    assert found.officer_id is None

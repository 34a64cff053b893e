"""An operator proposes, a publisher approves; what they do is in the audit, and the law is taken up at once."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scanpipe.intake.errors import NotFoundError
from scanpipe.model import EditionStatus
from scanpipe.office.catalogue.bundles import Bundles
from scanpipe.office.catalogue.publishing import Publishing
from scanpipe.office.errors import NotAllowedError
from scanpipe.office.people import Actor
from scanpipe.publishing.drafts import Drafts
from scanpipe.publishing.proposals import proposed
from scanpipe.publishing.release_file import Release
from scanpipe.publishing.releases import GateError
from scanpipe.publishing.tree import law_id
from scanpipe.publishing.words import PublishError
from tests.office.publishing_desk import Shop, shop
from tests.publishing.counter import BEFORE, KEY

ON = dt.date(2026, 11, 24)
"""The day after that of the Center's clock."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Shop]:
    made = shop(tmp_path)
    yield made
    made.desk.store.close()


@pytest.fixture
def told() -> list[tuple[Release, Actor]]:
    """Of which releases somebody was told."""
    return []


@pytest.fixture
def room(desk: Shop, told: list[tuple[Release, Actor]]) -> Publishing:
    return Publishing(desk.desk, would=lambda *_: 7, changed=lambda release, actor: told.append((release, actor)))


def publish(desk: Shop, room: Publishing) -> Release:
    """An proposes for tomorrow, Binh approves."""
    room.propose(desk.an, "ct01", KEY, on=ON, until=None, etag=desk.draft().etag)
    return room.approve(desk.binh, "ct01", KEY, days=(ON, None), etag=desk.draft().etag)


def test_two_people_publish_for_tomorrow(desk: Shop, room: Publishing, told: list[tuple[Release, Actor]]) -> None:
    """The catalogue has it at once; tomorrow it is in force without anything happening."""
    release = publish(desk, room)
    assert told == [(release, desk.binh)]
    lines = {one.edition.edition: one.status for one in room.form(desk.an, "ct01").editions}
    assert (lines[KEY], lines[BEFORE]) == (EditionStatus.NOT_YET, EditionStatus.CURRENT)
    desk.center.later(days=1)
    lines = {one.edition.edition: one.status for one in room.form(desk.an, "ct01").editions}
    assert (lines[KEY], lines[BEFORE]) == (EditionStatus.CURRENT, EditionStatus.OUTDATED)
    assert desk.told() == [
        ("law_proposed", f"ct01@{KEY}", "2026-11-24", desk.an.id),
        ("law_published", f"ct01@{KEY}", "#1 2026-11-24", desk.binh.id),
    ]


def test_the_page_is_told_what_it_needs(desk: Shop, room: Publishing) -> None:
    """Gates, who may approve, the edition before, how many dossiers; after a proposal its day."""
    view = room.view(desk.an, "ct01", KEY)
    assert (view.on, view.proposal, view.ready, view.may_approve) == (None, None, False, False)
    assert [gate.name for gate in view.gates if not gate.ok] == ["date"]
    assert room.view(desk.binh, "ct01", KEY, on=ON).ready
    until = ON + dt.timedelta(days=30)
    room.propose(desk.an, "ct01", KEY, on=ON, until=until, etag=view.draft.etag)
    view = room.view(desk.binh, "ct01", KEY)
    assert (view.on, view.until, view.ready, view.may_approve, view.rechecks) == (ON, until, True, True, 7)
    assert view.before is not None
    assert view.before.edition == BEFORE


def test_another_day_voids_what_was_looked_at(desk: Shop, room: Publishing) -> None:
    """Who approves does so for the days that they saw."""
    etag = desk.draft().etag
    room.propose(desk.an, "ct01", KEY, on=ON, until=None, etag=etag)
    room.propose(desk.an, "ct01", KEY, on=ON + dt.timedelta(days=30), until=None, etag=etag)
    with pytest.raises(PublishError, match="now for 24/12/2026"):
        room.approve(desk.binh, "ct01", KEY, days=(ON, None), etag=etag)


def test_a_changed_draft_voids_the_proposal(desk: Shop, room: Publishing) -> None:
    """What was proposed is what is approved."""
    etag = desk.draft().etag
    room.propose(desk.an, "ct01", KEY, on=ON, until=None, etag=etag)
    text = desk.draft().text.replace("note: residence", "note: the residence")
    Drafts(desk.forms).save("ct01", KEY, text, etag=etag, by="vh.an")
    for shown in (etag, desk.draft().etag):
        with pytest.raises(PublishError, match="changed"):
            room.approve(desk.binh, "ct01", KEY, days=(ON, None), etag=shown)
    view = room.view(desk.binh, "ct01", KEY)
    assert (view.proposal, view.stale) == (None, True)
    with pytest.raises(PublishError, match="changed"):
        room.propose(desk.an, "ct01", KEY, on=ON, until=None, etag=etag)


def test_who_drafted_it_may_not_approve_it(desk: Shop, room: Publishing) -> None:
    """Even with the right to publish; one person alone only where that is set, and it is written down."""
    both = replace(desk.an, rights=desk.binh.rights)
    room.propose(both, "ct01", KEY, on=ON, until=None, etag=desk.draft().etag)
    assert not room.view(both, "ct01", KEY).may_approve
    with pytest.raises(GateError, match="made or edited"):
        room.approve(both, "ct01", KEY, days=(ON, None), etag=desk.draft().etag)
    with pytest.raises(PublishError, match="SCANPIPE_PUBLISH_ALONE"):
        room.approve(both, "ct01", KEY, days=(ON, None), etag=desk.draft().etag, alone=True)


def test_only_who_has_the_right_may(desk: Shop, room: Publishing) -> None:
    """Operators propose, publishers approve, officers neither."""
    room.propose(desk.an, "ct01", KEY, on=ON, until=None, etag=desk.draft().etag)
    for act in (
        lambda: room.approve(desk.an, "ct01", KEY, days=(ON, None), etag=""),
        lambda: room.approve_back(desk.an, "ct01"),
        lambda: room.view(desk.hoa, "ct01", KEY),
        lambda: room.propose(desk.hoa, "ct01", KEY, on=ON, until=None, etag=""),
        lambda: room.form(desk.hoa, "ct01"),
        lambda: room.releases(desk.hoa),
        lambda: Bundles(desk.desk).export(desk.hoa, None),
        lambda: Bundles(desk.desk).preview(desk.an, b""),
        lambda: Bundles(desk.desk).take(desk.an, "0" * 64),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_what_is_not_there_is_not_found(desk: Shop, room: Publishing) -> None:
    """A draft, a form, a name that spells a path."""
    for act in (
        lambda: room.view(desk.an, "ct01", "nothing"),
        lambda: room.view(desk.an, "..", ".."),
        lambda: room.form(desk.an, "nothing"),
        lambda: Bundles(desk.desk).take(desk.binh, "0" * 64),
        lambda: Bundles(desk.desk).arrived(desk.binh, "../x"),
    ):
        with pytest.raises(NotFoundError):
            act()


def test_a_proposal_can_be_taken_back(desk: Shop, room: Publishing) -> None:
    """Then nobody can approve it."""
    room.propose(desk.an, "ct01", KEY, on=ON, until=None, etag=desk.draft().etag)
    room.withdraw(desk.an, "ct01", KEY)
    assert proposed(desk.draft()) is None
    assert [line[0] for line in desk.told()] == ["law_proposed", "law_withdrawn"]
    with pytest.raises(PublishError, match="Nobody has proposed"):
        room.approve(desk.binh, "ct01", KEY, days=(ON, None), etag=desk.draft().etag)


def test_a_day_that_cannot_be_is_not_proposed(desk: Shop, room: Publishing) -> None:
    """The edition before is taken at least until the day before."""
    with pytest.raises(PublishError, match="Choose a later day"):
        room.propose(desk.an, "ct01", KEY, on=ON, until=ON - dt.timedelta(days=2), etag=desk.draft().etag)


def test_two_people_roll_back(desk: Shop, room: Publishing, told: list[tuple[Release, Actor]]) -> None:
    """One asks with a reason, another does it; the history shows both, and the draft is there again."""
    before = law_id(desk.forms)
    first = publish(desk, room)
    assert [one.edition.edition for one in room.form(desk.an, "ct01").earlier] == [BEFORE]
    with pytest.raises(PublishError, match="why"):
        room.ask_back(desk.an, "ct01", BEFORE, " ")
    with pytest.raises(PublishError, match=BEFORE):
        room.ask_back(desk.an, "ct01", "tt53_2025", "sai")
    room.ask_back(desk.chi, "ct01", BEFORE, "mục 7 sai chữ")
    with pytest.raises(PublishError, match="may not approve"):
        room.approve_back(desk.chi, "ct01")
    release = room.approve_back(desk.binh, "ct01")
    assert law_id(desk.forms) == before == desk.desk.law.id
    view = room.form(desk.an, "ct01")
    assert (view.releases, view.asked) == ((release, first), None)
    assert [draft.key for draft in view.drafts] == [KEY]
    assert told[-1] == (release, desk.binh)
    assert desk.told()[-1] == ("law_rolled_back", f"ct01@{BEFORE}", "#2 2026-11-23 mục 7 sai chữ", desk.binh.id)


def test_what_was_asked_before_another_release_is_void(desk: Shop, room: Publishing) -> None:
    """And it can be taken back."""
    publish(desk, room)
    room.ask_back(desk.an, "ct01", BEFORE, "sai")
    room.ask_back(desk.an, "ct01", BEFORE, "sai mục 7")
    room.withdraw_back(desk.an, "ct01")
    with pytest.raises(PublishError, match="two people"):
        room.approve_back(desk.binh, "ct01")
    room.ask_back(desk.an, "ct01", BEFORE, "sai")
    room.approve_back(desk.binh, "ct01")
    room.ask_back(desk.an, "ct01", KEY, "đúng rồi")
    room.approve_back(desk.binh, "ct01")
    assert room.form(desk.an, "ct01").editions[0].edition.edition == KEY


def test_a_bundle_is_shown_before_it_is_taken(desk: Shop, room: Publishing) -> None:
    """What this Center exported is all here already; a changed file is a conflict until it is said to be replaced."""
    bundles = Bundles(desk.desk)
    own, trusted = bundles.keys(desk.an)
    assert (own.name, trusted) == ("hx", ())
    data = bundles.export(desk.an, ["ct01"])
    path = desk.forms / "ct01" / f"2026-07-01_{BEFORE}.yaml"
    path.write_text(path.read_text("utf-8") + "# mine\n", "utf-8")
    arrived = bundles.preview(desk.binh, data)
    assert arrived.plan.conflicts == (f"ct01/{path.name}",)
    assert bundles.arrived(desk.binh, arrived.sha256).plan == arrived.plan
    with pytest.raises(PublishError, match="another one here"):
        bundles.take(desk.binh, arrived.sha256)
    release = bundles.take(desk.binh, arrived.sha256, replace=True)
    assert not path.read_text("utf-8").endswith("# mine\n")
    with pytest.raises(NotFoundError):
        bundles.take(desk.binh, arrived.sha256, replace=True)
    assert room.releases(desk.an) == (release,)
    assert [line[:2] for line in desk.told()] == [("law_exported", "ct01"), ("law_imported", "ct01")]

"""The timeline of a dossier and the lines of a Center: readable, masked, and only for those whom they concern."""

import pytest

from scanpipe.intake.errors import NotFoundError
from scanpipe.office.errors import NotAllowedError
from scanpipe.office.people import EVERY_UNIT, Actor, Role
from scanpipe.office.queue import Queue
from scanpipe.office.trail import Trail, exported
from scanpipe.office.trail_lines import By, TrailLine
from scanpipe.store import audit, findings
from scanpipe.store.audit import Note
from scanpipe.store.rows import Answer, CheckRow
from tests.office.center import OTHER_UNIT, UNIT, Center
from tests.office.paper import CARD_NUMBER, NUMBER

FIELD = "v:0:declarant_personal_id"
MASKED, CARD_MASKED = "079•••••0123", "079•••••0124"


@pytest.fixture
def trail(center: Center) -> Trail:
    """The trail of the Center."""
    return Trail(center.desk)


def note(center: Center, actor: Actor, action: str, row: CheckRow | None = None, **more: object) -> None:
    """A line of the audit, as other rooms of the house write them."""
    told = Note(actor.id, action, unit=row.unit if row else actor.unit, check_id=row.id if row else None, **more)  # type: ignore[arg-type]
    with center.desk.store.database.writing() as session:
        audit.write(session, center.desk.store.keys, told, at=center.desk.now())


def finding_of(center: Center, row: CheckRow, code: str) -> str:
    """The id of a dossier's finding."""
    with center.desk.store.database.reading() as session:
        return next(f.id for f in findings.findings_of(session, center.desk.store.keys, row.id) if f.code == code)


def plain(line: TrailLine) -> tuple[str, str, str, str | None, str | None]:
    """Who did what about what, before and after."""
    return (line.who or line.by.value, line.action, line.about["vi"], line.told.get("before"), line.told.get("after"))


def test_the_timeline_tells_what_machine_citizen_and_officer_did(center: Center, trail: Trail, officer: Actor) -> None:
    """Newest first, each with who, what and what it was about, as on the page of the product."""
    row = center.dossier()
    asked = finding_of(center, row, "field.confirm_value")
    center.later(minutes=2)
    with center.desk.store.database.writing() as session:
        findings.answer(session, center.desk.store.keys, row.id, asked, Answer.YES, now=center.desk.now())
    center.later(minutes=3)
    Queue(center.desk).take(officer, row.id)
    center.later(minutes=1)
    detail = {"before": NUMBER, "after": CARD_NUMBER, "note": f"thẻ ghi {CARD_NUMBER}"}
    note(center, officer, "edited", row, about=FIELD, reason="original_seen", edition="ct01/tt116_2026", detail=detail)
    center.later(minutes=1)
    note(center, officer, "revealed", row, about=FIELD)
    lines = trail.of(officer, row.id).lines
    label = "4. Số định danh cá nhân"
    assert [plain(line) for line in lines[:4]] == [
        ("ng.hoa", "revealed", label, None, None),
        ("ng.hoa", "edited", label, MASKED, CARD_MASKED),
        ("ng.hoa", "opened", "", None, None),
        ("citizen", "answered_yes", label, None, None),
    ]
    before = {plain(line) for line in lines[4:]}
    assert ("machine", "read", label, None, MASKED) in before
    assert {"examined", "begun", "sent"} <= {line.action for line in lines[4:]}
    assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)
    edited = lines[1]
    assert (edited.reason, edited.edition, edited.told["note"]) == (
        "original_seen",
        "ct01/tt116_2026",
        f"thẻ ghi {CARD_MASKED}",
    )


def test_no_number_of_a_person_stands_in_a_timeline(center: Center, trail: Trail, officer: Actor) -> None:
    """Whoever typed it, however it was spaced, also within a finding's sentence."""
    row = center.dossier()
    Queue(center.desk).take(officer, row.id)
    spaced = "079 190 000 123"
    note(
        center,
        officer,
        "overridden",
        row,
        about=finding_of(center, row, "field.confirm_value"),
        detail={"note": spaced},
    )
    told = "".join(str((line.about, line.told)) for line in trail.of(officer, row.id).lines)
    assert NUMBER not in told
    assert spaced not in told
    assert MASKED in told


def test_the_machine_is_told_of_fields_only_that_somebody_spoke_of(
    center: Center, trail: Trail, officer: Actor
) -> None:
    """A timeline is no second copy of the papers."""
    row = center.dossier(verdict="submit")
    Queue(center.desk).take(officer, row.id)
    assert not [line for line in trail.of(officer, row.id).lines if line.action == "read"]
    note(center, officer, "accepted_value", row, about="v:0:declarant_full_name")
    read = [line for line in trail.of(officer, row.id).lines if line.action == "read"]
    assert [line.about["vi"] for line in read] == ["1. Họ, chữ đệm và tên khai sinh"]


def test_a_finding_without_a_field_is_named_by_its_sentence(center: Center, trail: Trail, officer: Actor) -> None:
    """And a page by its number."""
    row = center.dossier(verdict="rescan")
    Queue(center.desk).take(officer, row.id)
    note(center, officer, "overridden", row, about=finding_of(center, row, "quality.blurry"))
    about = trail.of(officer, row.id).lines[0].about
    assert about == {
        "vi": "Ảnh trang 1 bị mờ, chưa đọc được chữ.",
        "en": "Page 1 is blurred and cannot be read.",
    }


def test_a_point_keeps_the_name_that_it_had_when_somebody_decided(center: Center, trail: Trail, officer: Actor) -> None:
    """A later examination may not have it any more; lists and groups of a detail are not poured out."""
    row = center.dossier()
    Queue(center.desk).take(officer, row.id)
    detail = {"label": f"Số {NUMBER}", "after": ["a", "b"], "points": {"open": 1}, "deadline": "2026-12-01"}
    note(center, officer, "overridden", row, about="f_000000000000", detail=detail)
    note(center, officer, "exported", row, about="csv", detail={"before": None, "after": {"sha256": "0"}})
    first, second, *_ = trail.of(officer, row.id).lines
    assert (first.about["vi"], first.told) == ("CSV", {})
    assert (second.about["vi"], second.told) == (f"Số {MASKED}", {"deadline": "2026-12-01"})


def test_who_reads_a_timeline_that_is_not_theirs_is_written_in_it(
    center: Center, trail: Trail, officer: Actor, auditor: Actor
) -> None:
    """Its officer opened the dossier, which is a line already."""
    row = center.dossier()
    Queue(center.desk).take(officer, row.id)
    trail.of(officer, row.id)
    assert "trail_read" not in [line.action for line in trail.of(officer, row.id).lines]
    read = trail.of(auditor, row.id).lines[0]
    assert (read.action, read.who) == ("trail_read", auditor.login)
    assert [line.action for line in trail.audit_of(auditor, row.id)] == ["opened", "trail_read", "trail_read"]


def test_each_center_reads_its_own_trail(
    center: Center, trail: Trail, officer: Actor, stranger: Actor, administrator: Actor
) -> None:
    """Another Center's dossier is like an unknown one; who only keeps accounts reads none."""
    row = center.dossier()
    draft = center.intake.create(lang="vi", procedure=None, as_of=None, helper=False, team=None)
    for somebody, check_id in ((stranger, row.id), (officer, draft.id), (officer, "chk_0")):
        with pytest.raises(NotFoundError):
            trail.of(somebody, check_id)
        with pytest.raises(NotFoundError):
            trail.audit_of(somebody, check_id)
    with pytest.raises(NotAllowedError):
        trail.of(administrator, row.id)
    assert trail.audit_of(center.actor("tinh", Role.LEAD, unit=EVERY_UNIT), row.id)


def test_the_lines_of_a_center_take_the_right_to_audit(
    center: Center, trail: Trail, officer: Actor, auditor: Actor
) -> None:
    """In pages, without particulars, and only those of the Center."""
    row, other = center.dossier(), center.dossier(unit=OTHER_UNIT)
    for n in range(5):
        note(center, officer, "edited", row, about=FIELD, detail={"after": str(n)})
        note(center, officer, "edited", other, about=FIELD)
    with pytest.raises(NotAllowedError):
        trail.lines(officer)
    with pytest.raises(NotAllowedError):
        trail.newest(officer)
    first = trail.lines(auditor, limit=3)
    rest = trail.lines(auditor, after=first.next or 0, limit=3)
    assert [line.seq for line in (*first.lines, *rest.lines)] == [1, 3, 5, 7, 9]
    assert rest.next is None
    assert {(line.unit, line.dossier, line.who, line.by, *line.told) for line in first.lines} == {
        (UNIT, row.id, officer.login, By.OFFICER)
    }
    newest = trail.newest(auditor, limit=2)
    older = trail.newest(auditor, before=newest.next, limit=2)
    oldest = trail.newest(auditor, before=older.next, limit=2)
    assert [line.seq for page in (newest, older, oldest) for line in page.lines] == [9, 7, 5, 3, 1]
    assert oldest.next is None


def test_who_acted_is_told_by_name_as_long_as_there_is_one(center: Center, trail: Trail, auditor: Actor) -> None:
    """An officer by their login, the machine as itself, and who is gone by their id."""
    gone = Actor("off_gone", "x", "x", UNIT, frozenset())
    note(center, gone, "opened")
    note(center, Actor("machine", "", "", UNIT, frozenset()), "webhook_changed")
    note(center, auditor, "logged_in", about=f"{auditor.id} officer → lead")
    assert trail.newest(auditor).lines[0].subject == f"{auditor.login} officer → lead"
    told = [(line.by, line.who) for line in trail.lines(auditor).lines]
    assert told == [(By.OFFICER, "off_gone"), (By.MACHINE, ""), (By.OFFICER, auditor.login)]


def test_an_export_holds_every_line_and_words_only_when_asked_for(center: Center, officer: Actor) -> None:
    """The chain's hashes are in it, so that it can be held against the store."""
    row = center.dossier()
    note(center, officer, "edited", row, about=FIELD, detail={"after": NUMBER})
    note(center, officer, "logged_in")
    told = list(exported(center.desk.store, details=False))
    assert [(line["seq"], line["who"], line["action"]) for line in told] == [
        (1, officer.login, "edited"),
        (2, officer.login, "logged_in"),
    ]
    assert NUMBER not in str(told)
    with center.desk.store.database.reading() as session:
        assert told[-1]["hash"] == audit.verify(session, center.desk.store.keys).head
    assert next(exported(center.desk.store, details=True))["detail"] == {"after": NUMBER}

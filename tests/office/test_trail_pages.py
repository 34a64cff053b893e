"""The timeline on the page and as JSON: sentences for people, members for programs, no number of a person in either."""

import re
import warnings
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from api.app import create_app
from api.office import trail as pages
from api.staff import staff
from api.v1 import PREFIX
from api.v1 import audit as resources
from api.words import keys, say
from scanpipe.office.people import Actor
from scanpipe.office.queue import Queue
from scanpipe.office.trail import Trail
from scanpipe.office.views import OverrideReason
from scanpipe.store import audit
from scanpipe.store.audit import Note
from scanpipe.store.rows import CheckRow
from tests.office.center import Center
from tests.office.paper import CARD_NUMBER, NUMBER

with warnings.catch_warnings():
    # Starlette would rather have httpx2, which says nothing about how it works with httpx.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

As = Callable[[Actor], TestClient]


@pytest.fixture
def logged_in(center: Center) -> As:
    """A browser in which somebody has logged in."""
    app = create_app(center.desk.settings, center.intake, limited=False)
    app.state.office = SimpleNamespace(trail=Trail(center.desk))
    app.include_router(pages.router)
    app.include_router(resources.router, prefix=PREFIX)

    def as_(actor: Actor) -> TestClient:
        app.dependency_overrides[staff] = lambda: actor
        return TestClient(app)

    return as_


@pytest.fixture
def row(center: Center, officer: Actor) -> CheckRow:
    """A dossier whose number an officer changed by the card, an hour after it was sent."""
    made = center.dossier()
    center.later(hours=1)
    Queue(center.desk).take(officer, made.id)
    detail = {"before": NUMBER, "after": CARD_NUMBER, "note": "<b>thẻ</b>"}
    about = {"about": "v:0:declarant_personal_id", "reason": "original_seen"}
    told = Note(officer.id, "edited", unit=made.unit, check_id=made.id, detail=detail, **about)
    with center.desk.store.database.writing() as session:
        audit.write(session, center.desk.store.keys, told, at=center.desk.now())
    return made


def said(html: str) -> list[str]:
    """The lines of the table as somebody hears them."""
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in body.split("</tr>")[:-1]]


def test_the_page_tells_each_act_in_a_sentence(row: CheckRow, logged_in: As, officer: Actor) -> None:
    """Newest first: when, who, what was done to which field, before and after, why."""
    answer = logged_in(officer).get(f"/cb/h/{row.id}/nk")
    assert answer.status_code == 200
    first, second, *_ = said(answer.text)
    assert first.replace(" :", ":") == (
        "23/11/2026 10:00 ng.hoa sửa 4. Số định danh cá nhân: “079•••••0123” thành “079•••••0124”. "
        "Lý do: đã đối chiếu bản chính. Ghi chú: “&lt;b&gt;thẻ&lt;/b&gt;”. 2"
    )
    assert second.startswith("23/11/2026 10:00 ng.hoa mở hồ sơ")
    assert NUMBER not in answer.text
    assert CARD_NUMBER not in answer.text
    assert f'href="/cb/h/{row.id}"' in answer.text


def test_the_page_speaks_english_too(row: CheckRow, logged_in: As, officer: Actor) -> None:
    """Labels stay as printed: forms are Vietnamese."""
    html = logged_in(officer).get(f"/cb/h/{row.id}/nk?lang=en").text
    assert "ng.hoa changed 4. Số định danh cá nhân" in said(html)[0]
    assert "applicant sent the dossier to the Center." in " ".join(said(html))


def test_the_centers_page_tells_acts_without_what_papers_say(row: CheckRow, logged_in: As, auditor: Actor) -> None:
    """From each line it is one step to the dossier's own trail."""
    answer = logged_in(auditor).get("/cb/nk")
    first, second = said(answer.text)
    assert (first, second) == (
        f"23/11/2026 10:00 ng.hoa sửa. Lý do: đã đối chiếu bản chính. {row.code} 2",
        f"23/11/2026 10:00 ng.hoa mở hồ sơ. {row.code} 1",
    )
    assert f'href="/cb/h/{row.id}/nk"' in answer.text
    assert "079" not in "".join(said(answer.text))
    assert said(logged_in(auditor).get("/cb/nk?truoc=2").text) == [second]


def test_an_erased_dossier_is_said_to_be_gone(center: Center, row: CheckRow, logged_in: As, auditor: Actor) -> None:
    """Its lines stay and lead nowhere."""
    center.intake.erase(center.keys[row.id])
    answer = logged_in(auditor).get("/cb/nk")
    assert said(answer.text)[1] == "23/11/2026 10:00 ng.hoa mở hồ sơ. Hồ sơ đã xóa. 1"
    assert row.id not in answer.text


def test_roles_are_told_in_words(center: Center, logged_in: As, auditor: Actor) -> None:
    """Of the account whose they are."""
    told = Note("console", "role_changed", unit=auditor.unit, about=f"{auditor.id} officer → auditor")
    with center.desk.store.database.writing() as session:
        audit.write(session, center.desk.store.keys, told, at=center.desk.now())
    (line,) = said(logged_in(auditor).get("/cb/nk").text)
    assert line.startswith("23/11/2026 09:00 máy chủ đổi vai trò của kt.minh Cán bộ → Giám sát")


def test_programs_get_the_same_as_members(row: CheckRow, logged_in: As, auditor: Actor) -> None:
    """Particulars with a dossier's lines only, and masked."""
    client = logged_in(auditor)
    told = client.get(f"/api/v1/dossiers/{row.id}/audit").json()["lines"]
    assert [line["action"] for line in told] == ["opened", "edited", "trail_read"]
    assert told[1]["told"] == {"before": "079•••••0123", "after": "079•••••0124", "note": "<b>thẻ</b>"}
    page = client.get("/api/v1/audit?limit=2").json()
    assert [(line["seq"], line["told"]) for line in page["lines"]] == [(1, {}), (2, {})]
    assert [line["seq"] for line in client.get(f"/api/v1/audit?after={page['next']}").json()["lines"]] == [3]


@pytest.mark.parametrize("path", ["/cb/h/{id}/nk", "/api/v1/dossiers/{id}/audit"])
def test_another_centers_dossier_is_not_found(row: CheckRow, logged_in: As, stranger: Actor, path: str) -> None:
    """As one that never was."""
    client = logged_in(stranger)
    theirs, unknown = (client.get(path.format(id=check_id)) for check_id in (row.id, "chk_" + "0" * 26))
    assert (theirs.status_code, unknown.status_code) == (404, 404)


@pytest.mark.parametrize("path", ["/cb/nk", "/api/v1/audit"])
def test_the_lines_of_the_center_are_for_those_who_audit(logged_in: As, officer: Actor, path: str) -> None:
    """An officer is told that it takes another role."""
    assert logged_in(officer).get(path).status_code == 403


def test_every_reason_to_set_a_finding_aside_has_words() -> None:
    """And so has every act that the design names."""
    acts = (
        "official_code_set logged_out officer_added officer_reset officer_closed officer_reopened sessions_ended "
        "opened revealed accepted_value edited overridden illegible not_applicable retake_asked undone released "
        "postponed slip_given accepted exported second_entry logged_in login_failed locked password_set role_changed "
        "key_made key_revoked steered webhook_made webhook_changed"
    )
    wanted = {f"trail.a_{act}" for act in acts.split()} | {f"trail.r_{reason.value}" for reason in OverrideReason}
    assert wanted <= keys()
    assert say("trail.a_edited", "vi") == "sửa"

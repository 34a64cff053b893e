"""Every route of the Center, whatever room it is in: nobody, the wrong scope, a forged form, another Center."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from fastapi import FastAPI

from api.app import create_app
from api.staff import STAFF_COOKIE
from scanpipe.office.accounts import Accounts
from scanpipe.office.office import office_of
from scanpipe.office.passwords import Passwords
from scanpipe.office.people import Right, Role
from scanpipe.store import audit, pages
from scanpipe.store.findings import findings_of
from tests.api.staff_house import StaffHouse
from tests.office.center import OTHER_UNIT, opened

PUBLIC = ("/cb/vao", "/cb/ra", "/cb/moi", "/cb/oidc", "/cb/oidc/ve")
"""What somebody needs before they have logged in, and to log out."""
OF_ONESELF = ("/cb/toi", "/cb/toi/mat-khau", "/cb/toi/phim", "/cb/toi/phien")
"""What everybody who logged in may do, and no program can."""
CENTER = ("/cb/", "/api/v1/dossiers", "/api/v1/audit", "/api/v1/statistics", "/api/v1/webhooks", "/api/v1/catalogue")
VALUES = {"kind": "pdf", "form": "json"}
"""Parameters of a path that are one of a few words."""
FORMS = ("POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Door:
    """One route by method and path, with its parameters as they are written."""

    method: str
    path: str

    def at(self, **values: str) -> str:
        """The path of something real; what is not named is `1`."""
        return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: (VALUES | values).get(found[1], "1"), self.path) + (
            "?o=0.1,0.1,0.1,0.1" if self.path.endswith("/cat") else ""
        )


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffHouse]:
    """The whole service over one Center."""
    center = opened(tmp_path_factory.mktemp("routes"))
    accounts = Accounts(center.desk, Passwords(rounds=1, memory_kib=8))
    office = replace(office_of(center.desk), accounts=accounts)
    app = create_app(center.desk.settings, center.intake, office, limited=False)
    house = StaffHouse(center, accounts, app)
    house.joined("xa", *Role, unit=OTHER_UNIT)
    yield house
    center.desk.store.close()


def doors(app: FastAPI) -> list[Door]:
    """Every route of the Center's."""
    found = []
    for included in app.routes:
        contexts = getattr(included, "effective_route_contexts", None)
        for one in contexts() if contexts else ():
            if one.path.startswith(CENTER):
                found += [Door(method, one.path) for method in sorted(one.methods or ())]
    return found


def test_the_walk_sees_the_rooms(house: StaffHouse) -> None:
    """A test over no routes would prove nothing."""
    seen = doors(house.app)
    assert len(seen) > 90
    for path in ("/cb/h/{dossier}", "/cb/nguoi", "/cb/tk", "/api/v1/dossiers/{dossier}/accept", "/api/v1/audit"):
        assert path in [door.path for door in seen]


def test_nobody_gets_through_any_door(house: StaffHouse) -> None:
    """A page leads to the login, a program is told 401, before anything else is looked at."""
    client = house.browser().client
    for door in doors(house.app):
        if door.path in PUBLIC:
            continue
        answer = client.request(door.method, door.at(), follow_redirects=False)
        if door.path.startswith("/api/"):
            assert (answer.status_code, answer.json()["code"]) == (401, "access.login_missing"), door
        else:
            assert answer.status_code == 303, door
            assert answer.headers["location"].startswith("/cb/vao?di=%2Fcb%2F"), door


def test_a_key_with_another_scope_is_refused_at_every_door(house: StaffHouse) -> None:
    """403 whatever it asks for; what belongs to a person is not there for a program."""
    client, key, other = house.browser().client, house.key(Right.PUBLISH), house.key(Right.WEBHOOKS)
    for door in doors(house.app):
        if door.path in PUBLIC:
            continue
        headers = other if door.path.startswith(("/cb/mau", "/api/v1/catalogue")) else key
        answer = client.request(door.method, door.at(), headers=headers, follow_redirects=False)
        expected = 404 if door.path in OF_ONESELF else 403
        assert answer.status_code == expected, (door, answer.text[:300])


def test_no_form_of_another_site_gets_through_any_door(house: StaffHouse) -> None:
    """The cookie of somebody who may do everything is not enough to change anything."""
    browser = house.browser()
    browser.log_in("xa")
    for door in doors(house.app):
        if door.method in FORMS:
            answer = browser.client.request(door.method, door.at(), follow_redirects=False)
            assert answer.status_code == 403, (door, answer.text[:300])
    assert browser.client.get("/cb/toi").status_code == 200


def test_another_centers_dossier_is_at_no_door(house: StaffHouse) -> None:
    """Every right there is, but elsewhere: nothing is shown, nothing is changed, nothing is written down of it."""
    center = house.center
    row = center.dossier()
    with center.desk.store.database.reading() as session:
        finding = findings_of(session, center.desk.store.keys, row.id)[0]
        page = pages.pages_of(session, row.id)[0]
    before = center.row(row.id)
    browser = house.browser()
    browser.log_in("xa")
    token = browser.token()
    real = {"dossier": row.id, "point": finding.id, "page": page.id, "field": finding.id}
    for door in doors(house.app):
        if "{dossier}" not in door.path:
            continue
        for ref in (row.id, row.code):
            answer = browser.client.request(
                door.method,
                door.at(**{**real, "dossier": ref}),
                headers={"X-CSRF-Token": token},
                follow_redirects=False,
            )
            # A form that lacks something may be refused for that first.
            expected = (404,) if door.method == "GET" else (404, 422, 428)
            assert answer.status_code in expected, (door, answer.status_code, answer.text[:300])
            assert row.code not in answer.text.replace(f"/{row.code}", ""), door
    assert center.row(row.id) == before
    with center.desk.store.database.reading() as session:
        assert list(audit.lines(session, center.desk.store.keys, check_id=row.id)) == []
    assert row.code not in browser.client.get("/cb/").text
    assert row.id not in browser.client.get("/api/v1/dossiers").text
    assert row.id not in browser.client.get("/api/v1/audit").text


def test_the_square_code_leads_an_officer_on_and_tells_others_nothing(house: StaffHouse) -> None:
    """Who has not logged in is led to the login and then on; the page is the same whether the dossier exists or not."""
    client = house.browser().client
    pages = [client.get(f"/q/{code}", follow_redirects=False).text for code in ("KT-2222-22QX", "KT-3333-33QX")]
    assert pages[0].replace("2222-22QX", "3333-33QX") == pages[1]
    assert "/cb/vao?di=%2Fcb%2Ftim%3Fma%3DKT-2222-22QX" in pages[0]
    client.cookies.set(STAFF_COOKIE, "whatever")
    answer = client.get("/q/KT-2222-22QX", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/cb/tim?ma=KT-2222-22QX")

"""The doors through which dossiers are handed on: JSON for programs, links for officers."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from api.v1 import exports
from scanpipe.office.export_json import schema
from scanpipe.office.exports import Exports
from scanpipe.office.people import Right, Role
from scanpipe.office.review import Reviews
from scanpipe.store.rows import CheckRow, State
from tests.api.conftest import TestClient
from tests.api.staff_house import StaffHouse, open_house
from tests.office.center import OTHER_UNIT
from tests.office.reviewing import settle

KINDS = {"json": "application/json", "csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[StaffHouse]:
    made = open_house(tmp_path)
    made.app.state.office.exports = Exports(made.center.desk)
    yield made
    made.center.desk.store.close()


@pytest.fixture
def accepted(house: StaffHouse) -> CheckRow:
    """A dossier that was accepted."""
    reviews = Reviews(house.center.desk, second_every=0)
    actor = house.center.actor("ng.hoa", Role.OFFICER)
    check = house.center.dossier()
    settle(reviews, actor, check.id)
    reviews.accept(actor, check.id, official_code="H29.35-261124-0007")
    return check


@pytest.fixture
def program(house: StaffHouse) -> TestClient:
    """A program with the scope that exports need."""
    return TestClient(house.app, headers=house.key(Right.EXPORT))


@pytest.mark.parametrize("form", KINDS)
def test_a_program_fetches_each_kind(house: StaffHouse, program: TestClient, accepted: CheckRow, form: str) -> None:
    """As a file that nobody on the way keeps; the dossier is done with it."""
    told = program.get(f"/api/v1/dossiers/{accepted.id}/export.{form}")
    assert told.status_code == 200, told.text
    assert told.headers["content-type"] == KINDS[form]
    assert told.headers["content-disposition"] == f'attachment; filename="{accepted.code}.{form}"'
    assert told.headers["cache-control"] == "no-store"
    assert told.headers["x-content-type-options"] == "nosniff"
    assert house.center.row(accepted.id).state is State.DONE


def test_json_fits_the_schema_that_is_published(program: TestClient, accepted: CheckRow) -> None:
    """AT-O9: at the address that the documents name."""
    published = program.get("/api/v1/schemas/export.v1.json")
    assert published.headers["content-type"] == "application/schema+json"
    assert published.json() == schema()
    told = program.get(f"/api/v1/dossiers/{accepted.id}/export.json").json()
    assert list(Draft202012Validator(published.json()).iter_errors(told)) == []
    assert told["dossier"]["official_code"] == "H29.35-261124-0007"


def test_the_example_of_an_export_is_one() -> None:
    """Against the same schema."""
    assert list(Draft202012Validator(schema()).iter_errors(exports.EXPORT)) == []


def test_a_list_of_what_was_accepted(house: StaffHouse, program: TestClient, accepted: CheckRow) -> None:
    """All of them, those of some days, or those that are named; by dossier or by field."""
    open_one = house.center.dossier()

    def rows(**query: str) -> list[list[str]]:
        told = program.get("/api/v1/dossiers/export.csv", params=query)
        assert told.status_code == 200, told.text
        assert told.content.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(told.content.decode("utf-8-sig"), newline="")))[1:]

    assert [row[0] for row in rows()] == [accepted.code]
    assert len(rows(per="field")) > 5
    assert [row[0] for row in rows(id=accepted.id)] == [accepted.code]
    assert [row[0] for row in rows(since="2026-11-23", until="2026-11-23")] == [accepted.code]
    assert rows(since="2026-11-24") == rows(until="2026-11-22") == []
    assert program.get("/api/v1/dossiers/export.csv", params={"id": open_one.id}).status_code == 409
    assert program.get("/api/v1/dossiers/export.csv", params={"per": "page"}).status_code == 422


@pytest.mark.parametrize("form", KINDS)
def test_who_may_not_gets_nothing(house: StaffHouse, accepted: CheckRow, form: str) -> None:
    """No key 401, too small a scope 403, another Center's key 404, before acceptance 409: each a problem."""
    url = f"/api/v1/dossiers/{accepted.id}/export.{form}"
    open_url = f"/api/v1/dossiers/{house.center.dossier().id}/export.{form}"
    others = [
        ({}, url, 401),
        ({"Authorization": "Bearer nonsense"}, url, 401),
        (house.key(Right.READ, Right.REVIEW), url, 403),
        (house.key(Right.EXPORT, unit=OTHER_UNIT), url, 404),
        (house.key(Right.EXPORT), "/api/v1/dossiers/chk_0/export.json", 404),
        (house.key(Right.EXPORT), open_url, 409),
    ]
    for headers, address, status in others:
        told = TestClient(house.app).get(address, headers=headers)
        assert told.status_code == status, told.text
        assert told.headers["content-type"] == "application/problem+json"
        assert accepted.code not in told.text
    assert house.center.row(accepted.id).state is State.RECEIVED


@pytest.mark.parametrize("form", KINDS)
def test_an_officer_follows_a_link(house: StaffHouse, accepted: CheckRow, form: str) -> None:
    """And keeps a file."""
    browser = house.logged_in("hoa", Role.OFFICER)
    told = browser.client.get(f"/cb/h/{accepted.id}/xuat/{form}")
    assert told.status_code == 200
    assert told.headers["content-type"] == KINDS[form]
    assert told.headers["content-disposition"].startswith("attachment")


def test_a_link_on_somebody_elses_page_hands_nothing_on(house: StaffHouse, accepted: CheckRow) -> None:
    """The browser says where it comes from."""
    browser = house.logged_in("hoa", Role.OFFICER)
    for site in ("cross-site", "same-site"):
        told = browser.client.get(f"/cb/h/{accepted.id}/xuat/json", headers={"Sec-Fetch-Site": site})
        assert told.status_code == 403
    assert house.center.row(accepted.id).state is State.RECEIVED
    assert browser.client.get(f"/cb/h/{accepted.id}/xuat/json", headers={"Sec-Fetch-Site": "same-origin"}).is_success


def test_nobody_else_follows_it(house: StaffHouse, accepted: CheckRow) -> None:
    """Not logged in: to the login; another Center: not there; a kind that there is not: neither."""
    link = f"/cb/h/{accepted.id}/xuat/json"
    assert house.browser().goes(link).startswith("/cb/vao?di=")
    assert house.logged_in("khac", Role.OFFICER, unit=OTHER_UNIT).client.get(link).status_code == 404
    assert house.logged_in("so", Role.AUDITOR).client.get(link).status_code == 403
    assert house.logged_in("hoa", Role.OFFICER).client.get(f"/cb/h/{accepted.id}/xuat/exe").status_code in (404, 422)
    assert json.loads(house.center.desk.store.blobs.get(house.center.row(accepted.id).report_blob or ""))

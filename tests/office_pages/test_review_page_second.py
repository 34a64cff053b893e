"""The second entry as a page: pictures and empty boxes, nothing of the first."""

from __future__ import annotations

import warnings
from pathlib import Path

from tests.office.paper import BORN, NAME, NUMBER
from tests.office_pages.review_desk import Desk, review_desk
from tests.web.conftest import read

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient


def test_the_second_officer_sees_pictures_and_no_value(tmp_path: Path) -> None:
    """What was typed first is not on the page; an empty box is asked for again; it is told how many differ."""
    house = review_desk(tmp_path, second_every=1)
    first, second = house.officer("ng.hoa"), house.officer("le.binh")
    check = house.center.dossier(verdict="review")
    for point in house.reviews.open(first, check.id).points:
        house.reviews.decide(first, check.id, point.id, "accept", seen_ms=400)
    house.reviews.accept(first, check.id)
    with TestClient(house.app, headers={"Accept": "text/html"}) as client:
        desk = Desk(client, "ng.hoa")
        assert desk.client.get(f"/cb/qa/{check.id}").status_code == 404
        desk = Desk(client, "le.binh")
        assert check.code in desk.get("/cb/qa")
        html = desk.get(f"/cb/qa/{check.id}")
        assert not [value for value in (NAME, NUMBER, BORN) if value in html]
        page = read(html)
        boxes = [e for e in page.all("input", type="text") if (e.attributes.get("name") or "").startswith("gt:")]
        pictures = [e for e in page.all("img") if "/anh/" in (e.attributes["src"] or "")]
        assert len(boxes) == len(pictures) > 2
        assert client.get(pictures[0].attributes["src"] or "").status_code == 200
        names = {str(e.attributes["name"]): "" for e in boxes}
        asked = desk.post(f"/cb/qa/{check.id}", html, **names)
        assert (asked.status_code, "Còn ô chưa gõ" in asked.text) == (422, True)
        told = {name: _right(name) for name in names} | {"gt:v:0:declarant_personal_id": "079190000999"}
        way = desk.post(f"/cb/qa/{check.id}", html, **told).headers["location"]
        assert way == f"/cb/qa?muc={len(names)}&khac=1"
        assert "1 mục khác" in desk.get(way)
    assert second.id != first.id
    house.close()


def _right(name: str) -> str:
    by_key = {"full_name": NAME, "dob": BORN, "personal_id": NUMBER, "gender": "Nữ"}
    return next((value for key, value in by_key.items() if name.endswith(key)), "?")

"""Publications, rollbacks and bundles for programs: the same two people, the same refusals."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from scanpipe.office.people import Actor
from scanpipe.publishing.tree import law_id
from tests.office_pages.publish_desk import Room, room_in
from tests.publishing.counter import BEFORE, KEY

BASE = "/api/v1/catalogue"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """The door, once for all tests here."""
    with room_in(tmp_path_factory.mktemp("releases")) as made:
        yield made


@pytest.fixture
def room(opened: Room) -> Room:
    return opened.afresh()


def asked(room: Room, actor: Actor, path: str, body: dict[str, Any], status: int = 201) -> Any:
    """What somebody's POST is answered with."""
    told = room.now(actor).client.post(f"{BASE}{path}", json=body)
    assert told.status_code == status, told.text
    return told.json()


def published(room: Room) -> Any:
    """Proposed by the operator, approved by the publisher."""
    days = {"on": "2026-11-24", "accepted_until": "2026-12-31"}
    draft = {"form": "ct01", "edition": KEY, "etag": room.shop.draft().etag} | days
    asked(room, room.shop.an, "/proposals", draft)
    return asked(room, room.shop.binh, "/publications", draft)


def test_two_people_publish_and_roll_back(room: Room) -> None:
    """Each answer is the release; the list has both, the newest first."""
    before = law_id(room.shop.forms)
    release = published(room)
    assert (release["kind"], release["by"], release["author"], release["on"]) == (
        "published",
        "cb.binh",
        "vh.an",
        "2026-11-24",
    )
    assert release["accepted_until"] == "2026-12-31"
    assert f"ct01/2026-11-24_{KEY}.yaml" in release["files"]
    back = {"form": "ct01", "to": BEFORE, "reason": "mục 7 in sai chữ"}
    assert asked(room, room.shop.an, "/rollbacks", back)["by"] == "vh.an"
    rolled = asked(room, room.shop.chi, "/rollbacks/ct01/approval", {})
    assert law_id(room.shop.forms) == before == rolled["law_after"]
    listed = room.now(room.shop.an).client.get(f"{BASE}/releases?form=ct01").json()["releases"]
    assert listed == [rolled, release]
    assert room.client.get(f"{BASE}/releases?form=nothing").json() == {"releases": []}


def test_a_refusal_says_why_in_both_languages(room: Room) -> None:
    """As a problem that keeps its code."""
    body = {"form": "ct01", "edition": KEY, "on": "2026-11-24", "etag": room.shop.draft().etag}
    told = asked(room, room.shop.binh, "/publications", body, 409)
    assert told["code"] == "law.refused"
    assert "Chưa có ai đề nghị" in told["messages"]["vi"]["f"]
    assert "Nobody has proposed" in told["messages"]["en"]["f"]
    asked(room, room.shop.an, "/publications", body, 403)
    asked(room, room.shop.hoa, "/proposals", body | {"on": "2026-11-24"}, 403)
    asked(room, room.shop.an, "/proposals", body | {"on": "soon"}, 422)
    asked(room, room.shop.an, "/proposals", body | {"edition": "nothing", "on": "2026-11-24"}, 404)


def test_a_publication_that_is_sent_twice_is_done_once(room: Room) -> None:
    """The same key gives the first answer again."""
    draft = {"form": "ct01", "edition": KEY, "on": "2026-11-24", "etag": room.shop.draft().etag}
    asked(room, room.shop.an, "/proposals", draft)
    room.now(room.shop.binh)
    headers = {"Idempotency-Key": "0123456789abcdef"}
    first, second = (room.client.post(f"{BASE}/publications", json=draft, headers=headers) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second.headers["Idempotency-Replayed"] == "true"


def test_a_bundle_is_fetched_checked_and_imported(room: Room) -> None:
    """What differs is named; it is replaced when that is said."""
    data = room.client.get(f"{BASE}/bundle?form=ct01").content
    path = room.shop.forms / "ct01" / f"2026-07-01_{BEFORE}.yaml"
    path.write_text(path.read_text("utf-8") + "# mine\n", "utf-8")
    room.now(room.shop.binh)
    told = room.client.post(f"{BASE}/bundles", files={"file": ("x.scanform.zip", data)})
    assert told.status_code == 201, told.text
    bundle = told.json()
    assert (bundle["conflicts"], bundle["added"], bundle["signer"]) == ([f"ct01/{path.name}"], [], "*")
    asked(room, room.shop.binh, f"/bundles/{bundle['sha256']}/import", {}, 409)
    release = asked(room, room.shop.binh, f"/bundles/{bundle['sha256']}/import", {"replace": True})
    assert (release["kind"], release["files"]) == ("imported", [f"ct01/{path.name}"])
    asked(room, room.shop.binh, f"/bundles/{bundle['sha256']}/import", {}, 404)
    assert room.client.post(f"{BASE}/bundles", files={"file": ("x.zip", b"x")}).json()["code"] == "law.refused"


def test_the_examples_fit_their_schemas(room: Room) -> None:
    """What the document shows is what it describes."""
    document = room.client.app.openapi()
    seen = 0
    for path, item in document["paths"].items():
        if not path.startswith(BASE):
            continue
        for operation in item.values():
            for response in operation["responses"].values():
                for media in response.get("content", {}).values():
                    if "example" in media:
                        whole = {**media["schema"], "components": document["components"]}
                        example = media["example"]
                        value = json.loads(example) if isinstance(example, str) else example
                        assert list(Draft202012Validator(whole).iter_errors(value)) == []
                        seen += 1
    assert seen >= 7

"""A check over HTTP: from its beginning to its end."""

from __future__ import annotations

import pytest

from tests.api.conftest import Person, TestClient, begin
from tests.api.desk import JPEG, PDF, REPORT, Desk


def _photo(name: str = "to-khai.jpg", data: bytes = JPEG) -> tuple[str, tuple[str, bytes, str]]:
    return "file", (name, data, "image/jpeg")


def _upload(client: TestClient, person: Person, *files: tuple[str, tuple[str, bytes, str]], **more: object) -> dict:
    told = client.post(f"{person.url}/pages", files=list(files) or [_photo()], headers=person.auth, **more)
    assert told.status_code in (200, 201), told.text
    return told.json()


def test_a_check_begins_with_its_token_told_once(client: TestClient) -> None:
    """201, where it is, its code and its key."""
    told = client.post("/api/v1/checks", json={"procedure": "birth_registration", "lang": "en"})
    body = told.json()
    assert told.status_code == 201
    assert told.headers["location"] == f"/api/v1/checks/{body['id']}" == body["url"]
    seen = client.get(body["url"], headers={"Authorization": f"Bearer {body['token']}"})
    assert (seen.json()["lang"], seen.json()["procedure"]["key"]) == ("en", "birth_registration")
    assert body["token"] not in seen.text


def test_the_code_opens_the_same_check_as_the_id(client: TestClient, person: Person) -> None:
    """With the token of the check; the code alone opens nothing."""
    by_code = client.get(f"/api/v1/checks/{person.code}", headers=person.auth)
    assert by_code.json()["id"] == person.id
    assert client.get(f"/api/v1/checks/{person.code}").status_code == 401


def test_no_file_is_taken_before_consent(client: TestClient) -> None:
    """403 not-allowed, until PATCH says that the person agrees."""
    shy = begin(client, consented=False)
    refused = client.post(f"{shy.url}/pages", files=[_photo()], headers=shy.auth)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/not-allowed")
    assert client.patch(shy.url, json={"consented": True}, headers=shy.auth).json()["consented"] is True
    assert client.post(f"{shy.url}/pages", files=[_photo()], headers=shy.auth).status_code == 201


def test_the_same_bytes_twice_are_one_page(client: TestClient, person: Person) -> None:
    """201, then 200 with the same page."""
    first, second = _upload(client, person), _upload(client, person)
    assert (first["new"], second["new"]) == (True, False)
    assert first["pages"] == second["pages"]
    assert len(client.get(person.url, headers=person.auth).json()["pages"]) == 1


def test_several_files_keep_their_order(client: TestClient, person: Person) -> None:
    """As they stand in the form."""
    _upload(client, person, _photo("b.jpg", JPEG + b"b"), _photo("a.jpg", JPEG + b"a"))
    pages = client.get(person.url, headers=person.auth).json()["pages"]
    assert [page["file_name"] for page in pages] == ["b.jpg", "a.jpg"]


def test_the_whole_view_is_told(client: TestClient, person: Person) -> None:
    """Pages, papers, findings with words in both languages and their place."""
    _upload(client, person)
    check = client.get(person.url, headers=person.auth).json()
    assert (check["state"], check["verdict"], check["examined"]) == ("needs_supplement", "correct", True)
    assert check["pages"][0]["seen_as"]["status"] == "outdated"
    finding = check["findings"][0]
    assert finding["title"] == {"vi": "Tờ khai này dùng mẫu cũ.", "en": "This paper is on an old form."}
    assert finding["box"] == [0.5, 0.04, 0.4, 0.03]
    assert check["documents"][0]["can_carry"] is True


def test_a_page_is_replaced_and_removed(client: TestClient, person: Person) -> None:
    """PUT gives it another picture, DELETE takes it away; twice is as good as once."""
    page = _upload(client, person)["pages"][0]["id"]
    put = client.put(f"{person.url}/pages/{page}/image", files=[_photo(data=JPEG + b"2")], headers=person.auth)
    new = put.json()["pages"][0]["id"]
    assert put.status_code == 200
    unknown = client.put(f"{person.url}/pages/{page}/image", files=[_photo(data=JPEG)], headers=person.auth)
    assert unknown.status_code == 404
    for _ in range(2):
        assert client.delete(f"{person.url}/pages/{new}", headers=person.auth).status_code == 204
    assert client.get(person.url, headers=person.auth).json()["pages"] == []


def test_what_is_left_out_of_a_change_stays(client: TestClient, person: Person, desk: Desk) -> None:
    """PATCH changes what it names."""
    page = _upload(client, person)["pages"][0]["id"]
    change = {
        "as_of": "2025-01-02",
        "pages": [{"id": page, "paper": "declaration"}],
        "papers": [{"paper": "birth_notice", "needed": False}],
    }
    check = client.patch(person.url, json=change, headers=person.auth).json()
    assert (check["as_of"], check["lang"]) == ("2025-01-02", "vi")
    assert check["pages"][0]["said_to_be"] == "declaration"
    assert ("not_needed", ("birth_notice", False)) in desk.calls


def test_an_unknown_procedure_cannot_be_chosen(client: TestClient, person: Person) -> None:
    """422, and nothing of what was sent comes back."""
    refused = client.patch(person.url, json={"procedure": "no_such"}, headers=person.auth)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/validation")
    assert "no_such" not in refused.text


def test_answers_and_disagreement_are_kept(client: TestClient, person: Person) -> None:
    """Yes confirms, disagreement is for an officer, and it can be taken back."""
    _upload(client, person)
    url = f"{person.url}/findings/f_5b1c09aa7e42/answer"
    assert client.post(url, json={"answer": "yes"}, headers=person.auth).json()["state"] == "confirmed_ok"
    assert client.post(url, json={"disagree": True}, headers=person.auth).json()["state"] == "disputed"
    assert client.post(url, json={"disagree": False}, headers=person.auth).json()["state"] == "open"
    for wrong in ({}, {"answer": "yes", "disagree": True}, {"answer": "perhaps"}, {"answer": "yes", "more": 1}):
        assert client.post(url, json=wrong, headers=person.auth).status_code == 422
    unknown = client.post(f"{person.url}/findings/f_0/answer", json={"answer": "yes"}, headers=person.auth)
    assert unknown.status_code == 404


def test_the_report_is_given_as_it_is(client: TestClient, person: Person) -> None:
    """Byte for byte; before an examination there is none."""
    early = client.get(f"{person.url}/report.json", headers=person.auth)
    assert (early.status_code, early.json()["type"]) == (409, "/problems/in-progress")
    _upload(client, person)
    told = client.get(f"{person.url}/report.json", headers=person.auth)
    assert told.content == REPORT
    assert told.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("report.html?lang=en", "text/html; charset=utf-8"),
        ("checklist.pdf", "application/pdf"),
        ("receipt.pdf?lang=en", "application/pdf"),
        ("report.pdf?lang=en", "application/pdf"),
        ("documents/1/blank.pdf", "application/pdf"),
        ("pages/pg_0/image?view=annotated&w=400", "image/jpeg"),
        ("findings/f_5b1c09aa7e42/crop.png", "image/png"),
        ("report.json", "application/json"),
    ],
)
def test_what_can_be_taken_away_has_a_tag_and_is_not_kept(
    client: TestClient, person: Person, path: str, media_type: str
) -> None:
    """Each artefact: its type, an ETag that spares sending it again, and no trace in a cache."""
    _upload(client, person)
    told = client.get(f"{person.url}/{path}", headers=person.auth)
    assert told.status_code == 200, told.text
    assert told.headers["content-type"] == media_type
    assert told.headers["cache-control"] == "no-store"
    again = client.get(f"{person.url}/{path}", headers=person.auth | {"If-None-Match": told.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{person.url}/{path}").status_code == 401


def test_the_page_for_keeping_is_not_shown_in_place(client: TestClient, person: Person) -> None:
    """It has styles of its own, which our policy forbids."""
    _upload(client, person)
    told = client.get(f"{person.url}/report.html", headers=person.auth)
    assert told.headers["content-disposition"].startswith("attachment")


def test_polling_costs_nothing_until_something_changes(client: TestClient, person: Person) -> None:
    """ETag and If-None-Match on the check."""
    tag = client.get(person.url, headers=person.auth).headers["etag"]
    same = client.get(person.url, headers=person.auth | {"If-None-Match": f'"x", W/{tag}'})
    assert (same.status_code, same.headers["etag"]) == (304, tag)
    _upload(client, person)
    other = client.get(person.url, headers=person.auth | {"If-None-Match": tag})
    assert other.status_code == 200
    assert other.headers["etag"] != tag


def test_it_is_handed_over_and_examined_again_only_with_pages(client: TestClient, person: Person) -> None:
    """409 wrong-state before, 202 and 200 after."""
    for what in ("run", "send"):
        refused = client.post(f"{person.url}/{what}", headers=person.auth)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/wrong-state")
    _upload(client, person, _photo("a.pdf", PDF))
    assert client.post(f"{person.url}/run", headers=person.auth).status_code == 202
    assert client.post(f"{person.url}/send", headers=person.auth).json()["state"] == "sent"


def test_after_erasing_nothing_is_found(client: TestClient, person: Person) -> None:
    """204; afterwards every address of it is as if it had never been."""
    _upload(client, person)
    assert client.delete(person.url, headers=person.auth).status_code == 204
    for path in ("", "/report.json", "/pages/pg_0/image", "/findings/f_5b1c09aa7e42/crop.png", "/receipt.pdf"):
        assert client.get(person.url + path, headers=person.auth).status_code == 404
    assert client.delete(person.url, headers=person.auth).status_code == 404


def test_unknown_erased_and_not_yours_look_alike(client: TestClient, person: Person) -> None:
    """The same status and the same body, but for the id of the request and the path."""
    other, gone = begin(client), begin(client)
    client.delete(gone.url, headers=gone.auth)
    urls = [(other.url, person.auth), (gone.url, gone.auth), ("/api/v1/checks/chk_nothing", person.auth)]
    urls += [("/api/v1/checks/KT-2222-2222", person.auth), ("/api/v1/checks/%00%ff", person.auth)]
    bodies = []
    for url, auth in urls:
        told = client.get(url, headers=auth)
        assert told.status_code == 404
        bodies.append({k: v for k, v in told.json().items() if k not in ("request_id", "instance")})
    assert all(body == bodies[0] for body in bodies)
    assert client.get("/api/v1/checks/chk_nothing").status_code == client.get(person.url).status_code == 401

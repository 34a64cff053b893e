"""What protects people at a screen: headers, other people's checks, forms that come from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest

from tests.screens.conftest import Visiting
from tests.service.caller import Dossier, begin

Finished = Callable[[str], Dossier]


def test_results_are_kept_by_nobody_and_load_nothing_foreign(visit: Visiting, finished: Finished) -> None:
    """AT-S2: no-store, a policy without unsafe-inline, nosniff, no-referrer: pages and pictures alike."""
    dossier = finished("unsigned")
    person = visit()
    person.open_check(dossier)
    page_id = dossier.view()["pages"][0]["id"]
    for path in ("", "/kq", f"/p/{page_id}", f"/anh/{page_id}", "/in", "/xoa"):
        headers = person.page.request.get(f"{person.address}/k/{dossier.code}{path}").headers
        assert "no-store" in headers["cache-control"], path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("path", ["", "/kq", "/phieu", "/xoa", "/tien-do"])
def test_other_peoples_checks_look_like_none(visit: Visiting, finished: Finished, path: str) -> None:
    """AT-S4: without the key a check that exists answers as one that never was."""
    stranger = visit()
    stranger.told = {404}
    code = finished("unsigned").code
    there = stranger.page.request.get(f"{stranger.address}/k/{code}{path}")
    nowhere = stranger.page.request.get(f"{stranger.address}/k/KT-2222-2222{path}")
    assert there.status == nowhere.status == 404
    assert _same(there.text(), code) == _same(nowhere.text(), "KT-2222-2222")


def test_another_persons_token_opens_nothing(http: httpx.Client, finished: Finished) -> None:
    """AT-S4: 404 in the API, the same body as for a check that never was."""
    mine, other = begin(http), finished("unsigned")
    there = http.get(other.url, headers=mine.auth)
    nowhere = http.get("/api/v1/checks/chk_00000000000000000000000000", headers=mine.auth)
    assert there.status_code == nowhere.status_code == 404
    assert {**there.json(), "instance": "", "request_id": ""} == {**nowhere.json(), "instance": "", "request_id": ""}


def test_a_form_from_elsewhere_changes_nothing(visit: Visiting, http: httpx.Client, finished: Finished) -> None:
    """A post without the token of our own page is refused, whatever cookie the browser sends along."""
    dossier = begin(http)
    person = visit()
    person.open_check(dossier)
    answer = person.page.request.post(f"{person.address}/k/{dossier.code}/xoa", form={"csrf": "0" * 64})
    assert answer.status == 403
    assert dossier.get().status_code == 200


def _same(page: str, code: str) -> str:
    """A page without what differs anyway: its own address and the token of its forms."""
    return re.sub(r'name="csrf" value="[0-9a-f]+"', "", page.replace(code, "KT"))

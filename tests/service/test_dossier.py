"""A dossier from the first file to the last trace, over HTTP and with the real service."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.service import papers
from tests.service.caller import Dossier, begin, checked
from tests.service.served import ROOT, Served

GOOD_FOUR = (papers.GOOD, papers.GOOD_PHOTO, papers.GOOD_BIRTH, papers.GOOD_MARITAL)


@pytest.mark.tesseract
def test_the_report_is_that_of_the_command_line(http: httpx.Client) -> None:
    """The same files in the same order: the same bytes, the seconds of its stages aside."""
    files = [papers.OUTDATED, papers.BLURRED]
    dossier = checked(http, files)
    answer = dossier.get("/report.json")
    assert answer.headers["content-type"] == "application/json"
    command = [sys.executable, "-m", "scanpipe", "check", "--format", "json", *map(str, files)]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=120)
    assert b'"edition.outdated"' in answer.content
    assert _timeless(answer.content) == _timeless(printed.stdout), printed.stderr


def _timeless(report: bytes) -> bytes:
    """The report without its measured seconds; everything else in its very bytes."""
    return re.sub(rb'"seconds": [\d.]+,\s+"stages": \{[^}]*\}', b"", report).strip()


@pytest.mark.tesseract
def test_replacing_a_page_leaves_the_others_alone(http: httpx.Client) -> None:
    """Ids, findings and verdict of the page that stayed; only the new picture goes through the stages."""
    dossier = checked(http, [papers.UNSIGNED, papers.BLURRED])
    before = dossier.view()
    first, second = before["pages"]
    seen = dossier.events()[-1]["id"]
    answer = dossier.replace(second["id"], papers.GOOD_PHOTO)
    assert answer.status_code == 200
    (new,) = answer.json()["pages"]
    after = dossier.pictured()
    assert [page["id"] for page in after["pages"]] == [first["id"], new["id"]]
    assert _of(after, first["id"]) == _of(before, first["id"])
    told = [one for one in dossier.events(after=int(seen)) if first["id"] in one["data"]]
    assert [one["event"] for one in told if one["event"] == "page.stage"] == []
    assert dossier.get(f"/pages/{second['id']}/image").status_code == 404


def _of(view: dict[str, Any], page_id: str) -> list[tuple[str, str, str]]:
    """What is said of one page."""
    return [(f["id"], f["code"], f["severity"]) for f in view["findings"] if f["page_id"] == page_id]


@pytest.mark.tesseract
def test_the_place_where_a_photo_was_taken_is_served_to_nobody(http: httpx.Client, house: Served) -> None:
    """AT-S3: EXIF with GPS and camera is in no picture that is served, and in no file that is kept readable."""
    name, data = papers.located(papers.BLURRED)
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(0x8825)
    assert papers.CAMERA.encode() in data
    dossier = checked(http, [(name, data)])
    (page,) = dossier.view()["pages"]
    for view in ("original", "straight", "annotated"):
        served = dossier.get(f"/pages/{page['id']}/image", params={"view": view})
        assert served.status_code == 200, view
        assert len(Image.open(io.BytesIO(served.content)).getexif()) == 0
        assert papers.CAMERA.encode() not in served.content
    assert not _holding(house.data, papers.CAMERA.encode())


@pytest.mark.tesseract
def test_erasing_leaves_no_trace_in_the_data_folder(http: httpx.Client, house: Served) -> None:
    """Neither id, code, token, file name nor what was read: not in the database, its log, or any file."""
    dossier = checked(http, [("ho-khau-cua-toi.jpg", papers.UNSIGNED.read_bytes())])
    page_id = dossier.view()["pages"][0]["id"]
    traces = [dossier.id, dossier.code, dossier.token, page_id, "ho-khau-cua-toi"]
    assert _holding(house.data, dossier.id.encode())
    assert not _holding(house.data, b"ho-khau-cua-toi"), "names are sealed while they are kept"
    assert not _holding(house.data, dossier.token.encode()), "tokens are never kept"
    assert dossier.erase().status_code == 204
    for trace in traces:
        assert not _holding(house.data, trace.encode()), trace
    assert dossier.get().status_code == 404
    assert not any(trace in house.text for trace in (dossier.token, "ho-khau-cua-toi"))


def _holding(folder: Path, text: bytes) -> list[str]:
    """The files below a folder that hold the text, in their bytes or their name."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    named = [path.as_posix() for path in files if text.decode() in path.relative_to(folder).as_posix()]
    return named + [path.as_posix() for path in files if text in path.read_bytes()]


@pytest.mark.shared
@pytest.mark.tesseract
@pytest.mark.poppler
def test_bad_files_harm_nobody_beside_them(http: httpx.Client, shared_data: Path) -> None:
    """Every bad file with four good uploads beside it: no 5xx, the good ones as without, and an end for everything."""
    alone = checked(http, GOOD_FOUR).view()
    together = begin(http)
    taken = [together.send(file) for file in GOOD_FOUR]
    assert [answer.status_code for answer in taken] == [201] * 4
    bad = sorted((shared_data / "bad-inputs").iterdir())
    assert bad
    for file in bad:
        answer = together.send(file)
        assert answer.status_code < 500, file.name
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"].startswith("file."), file.name
            assert answer.json()["messages"]["vi"]["t"]
    view = together.finished()
    assert all(page["state"] == "done" for page in view["pages"])
    good = [page["id"] for page in view["pages"][:4]]
    assert good == [page["id"] for answer in taken for page in answer.json()["pages"]]
    for here, there in zip(good, [page["id"] for page in alone["pages"]], strict=True):
        assert _said(view, here) == _said(alone, there)
    for path in ("", "/report.json", "/report.html", "/checklist.pdf"):
        assert together.get(path).status_code == 200


def _said(view: dict[str, Any], page_id: str) -> tuple[Any, ...]:
    (page,) = [page for page in view["pages"] if page["id"] == page_id]
    return page["verdict"], page["seen_as"], sorted(f["code"] for f in view["findings"] if f["page_id"] == page_id)


def test_a_stranger_learns_nothing(http: httpx.Client) -> None:
    """AT-S4: unknown, erased and somebody else's answer alike."""
    mine, other, gone = begin(http), begin(http), begin(http)
    gone.erase()
    stranger = {"Authorization": f"Bearer {mine.token}"}
    unknown = Dossier(http, "chk_" + "0" * 26, "KT-2222-2222", mine.token)
    said = [http.get(one.url, headers=stranger).json() for one in (other, gone, unknown)]
    assert [one | {"instance": "", "request_id": ""} for one in said[1:]] == [
        said[0] | {"instance": "", "request_id": ""}
    ] * 2

"""What is taken is finished, once: when an examiner dies, when the power fails, when too much comes at a time."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.service import papers
from tests.service.caller import Dossier, begin
from tests.service.served import Served, served

pytestmark = [pytest.mark.tesseract, pytest.mark.usefixtures("tesseract")]
PAUSES = (0.3, 1.4)
"""Seconds into the examination at which something dies: `./run bench` takes more of them, at random."""


def sent(house: Served) -> Dossier:
    """Two pages handed in, one in a request."""
    with httpx.Client(base_url=house.address, timeout=30) as http:
        dossier = begin(http)
        assert dossier.send(papers.GOOD_PHOTO).status_code == 201
        assert dossier.send(papers.BLURRED).status_code == 201
        return dossier


def after_all(house: Served, dossier: Dossier) -> None:
    """Every page that was taken is done, once, in the check as in its report."""
    with httpx.Client(base_url=house.address, timeout=30) as http:
        again = Dossier(http, dossier.id, dossier.code, dossier.token)
        view = again.finished()
        assert [page["state"] for page in view["pages"]] == ["done", "done"]
        report = again.get("/report.json").json()
        assert Counter((page["file"], page["file_page"]) for page in report["pages"]) == {(0, 1): 1, (1, 1): 1}
        ids = [finding["id"] for finding in view["findings"]]
        assert len(ids) == len(set(ids))
        assert {finding["code"] for finding in view["findings"]} >= {"quality.blurry"}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory):
    """A service that may be killed."""
    with served(tmp_path_factory.mktemp("killed") / "data") as house:
        yield house


@pytest.mark.parametrize("pause_s", PAUSES)
def test_an_examiner_that_is_killed_loses_no_page(own: Served, pause_s: float) -> None:
    """`kill -9` of everything below the server while a page is examined."""
    dossier = sent(own)
    time.sleep(pause_s)
    for pid in reversed(own.examiners()):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    after_all(own, dossier)


@pytest.mark.parametrize("pause_s", PAUSES)
def test_a_server_that_is_killed_goes_on_where_it_was(own: Served, pause_s: float) -> None:
    """`kill -9` of the server: started again over the same folder, it finishes what was taken."""
    dossier = sent(own)
    time.sleep(pause_s)
    left = own.examiners()
    own.kill()
    own.start()
    after_all(own, dossier)
    assert not any(_alive(pid) for pid in left), "no examiner outlives its server"


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_too_much_at_a_time_is_asked_to_come_back(tmp_path: Path) -> None:
    """Beyond the bound 429 with Retry-After and a sentence; what was taken before is finished."""
    with (
        served(tmp_path / "data", most_waiting_pages="3") as house,
        httpx.Client(base_url=house.address, timeout=30) as http,
    ):
        with house.held_up():
            taken, refused = [], []
            for number in range(6):
                dossier = begin(http)
                answer = dossier.send(papers.small(papers.GOOD, 300 + number))
                (taken if answer.status_code == 201 else refused).append((dossier, answer))
            ready = http.get("/readyz")
        assert 3 <= len(taken) <= 4  # one may have left the queue for the examiner
        for _, answer in refused:
            assert answer.status_code == 429
            assert int(answer.headers["Retry-After"]) >= 1
            assert answer.json()["code"] == "system.crowded"
            assert answer.json()["messages"]["vi"]["f"]
        assert ready.status_code == 503
        for dossier, _ in taken:
            assert [page["state"] for page in dossier.finished()["pages"]] == ["done"]
        (first, _), *_ = refused
        assert first.view()["pages"] == []
        assert first.send(papers.small(papers.GOOD)).status_code == 201

"""The service is measured over HTTP: what its tools see, what its rows count, and one small run from end to end."""

import http.server
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

import scanpipe.bench
from samples.sources import open_sources
from scanpipe.bench.bars import SERVICE_BARS, rows
from scanpipe.bench.options import Options, parse
from scanpipe.bench.papers import Bench
from scanpipe.bench.results import Results, to_json
from scanpipe.bench.score import Tally
from scanpipe.bench.service_client import HandedIn, Phone
from scanpipe.bench.service_judged import finished_pages, held_pages
from scanpipe.bench.service_overload import _Crowd, _tried
from scanpipe.bench.service_papers import MOST_PAGES, Handful, handfuls, photos
from scanpipe.bench.service_processes import Process, examiners, family, pss_bytes, rss_bytes
from scanpipe.bench.service_results import (
    EDITION,
    EXAMINER_KILLED,
    FINISHED,
    HELD,
    RESULT,
    SERVER_KILLED,
    Block,
    Moment,
    Overload,
    ServiceResults,
)
from scanpipe.bench.table import markdown
from scanpipe.catalog import Catalog
from scanpipe.errors import UsageError
from scanpipe.imaging.load import Limits, load_pages
from scanpipe.model import UploadFile
from scanpipe.settings import Settings
from tests.scripted import CrashingEngine

MB = 1_000_000


# What is asked


def test_a_service_is_measured_when_asked_for() -> None:
    """All parts of it, or those that were named."""
    assert parse([]).service == 0
    told = parse(["--service", "40", "--service-part", "wait", "--service-part", "kills", "--service-part", "wait"])
    assert (told.service, told.service_parts) == (40, ("wait", "kills"))
    with pytest.raises(UsageError, match="--service-part"):
        parse(["--service-part", "speed"])


# Its processes


def test_nurseries_and_children_are_told_from_the_walls_around_them() -> None:
    """A wall carries the words of what it holds; a child is a copy of its nursery."""
    nursery = ("/venv/bin/python3.11", "-m", "scanpipe.jobs.nursery")
    processes = [
        Process(1, 0, ("/venv/bin/python", "-m", "scanpipe", "serve")),
        Process(2, 1, ("/usr/bin/bwrap", "--unshare-all", "--", *nursery)),
        Process(3, 2, ("/usr/bin/bwrap", "--unshare-all", "--", *nursery)),
        Process(4, 3, nursery),
        Process(5, 4, nursery),
        Process(6, 5, ("tesseract", "stdin")),
        Process(7, 1, nursery),
    ]
    seen = examiners(processes)
    assert seen.nurseries == (4, 7)
    assert seen.children == (5,)


@pytest.mark.skipif(not Path("/proc/self/statm").is_file(), reason="needs /proc")
def test_a_family_is_a_process_with_all_it_started() -> None:
    """Also what its children started; and nothing of it is left when they are gone."""
    inner = "import time; time.sleep(30)"
    outer = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', '{inner}']).wait()"
    with subprocess.Popen([sys.executable, "-c", outer]) as process:
        until = time.monotonic() + 20
        while len(found := family(process.pid)) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        assert found[0].pid == process.pid
        assert found[1].parent == process.pid
        assert 1 * MB < pss_bytes(process.pid) <= rss_bytes(process.pid) < 200 * MB
        for one in found:
            os.kill(one.pid, 9)
    assert family(process.pid) == ()
    assert rss_bytes(process.pid) == pss_bytes(process.pid) == 0


# A phone


@dataclass
class Desk:
    """A service that says what it was told to say, and notes what it hears."""

    streams: list[list[bytes]]
    examined: list[bool]
    asked: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    refuse: bool = False


@pytest.fixture
def desk() -> Iterator[tuple[Desk, int]]:
    told = Desk([], [])

    class Door(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def answer(self, status: int, body: bytes, **headers: str) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            told.asked.append(f"{self.path} {self.headers.get('Authorization')} {self.client_address[0]}")
            told.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path.endswith("/checks"):
                self.answer(201, b'{"id": "chk_1", "token": "secret"}')
            elif told.refuse:
                self.answer(429, b"{}", Retry_After="7")
            else:
                self.answer(201, b'{"pages": [{"id": "pg_1"}, {"id": "pg_2"}], "new": true}')

        def do_GET(self) -> None:
            told.asked.append(f"{self.path} {self.headers.get('Authorization')}")
            if "/events" in self.path:
                self.send_response(200)
                self.end_headers()
                for part in told.streams.pop(0):
                    self.wfile.write(part)
                return  # and the line breaks
            self.answer(200, json.dumps({"examined": told.examined.pop(0)}).encode())

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield told, server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def _event(seq: int, kind: str, **data: object) -> bytes:
    return f"id: {seq}\nevent: {kind}\ndata: {json.dumps(data)}\n\n".encode()


def test_a_phone_hands_files_in_with_its_own_key_and_address(desk: tuple[Desk, int]) -> None:
    """Each part of the form is a file under its name, byte for byte."""
    told, port = desk
    phone = Phone(port, 251)
    assert phone.begin() == 201
    answer = phone.hand_in([UploadFile("a.jpg", b"\xff\xd8one\r\n--x"), UploadFile("b.jpg", b"two")])
    assert answer == HandedIn(201, ("pg_1", "pg_2"))
    assert answer.accepted
    assert told.asked[1] == "/api/v1/checks/chk_1/pages Bearer secret 127.1.1.2"
    parts = told.bodies[1].split(b"\r\n")
    edge = parts[0]
    assert told.bodies[1].split(edge)[1].endswith(b"\r\n\r\n\xff\xd8one\r\n--x\r\n")
    assert b'name="file"; filename="b.jpg"' in told.bodies[1].split(edge)[2]
    assert told.bodies[1].endswith(edge + b"--\r\n")


def test_a_refused_phone_knows_when_to_come_back(desk: tuple[Desk, int]) -> None:
    """Nothing was accepted then."""
    told, port = desk
    told.refuse = True
    phone = Phone(port, 1)
    phone.begin()
    assert phone.hand_in([UploadFile("a.jpg", b"x")]) == HandedIn(429, (), 7.0)


def test_a_broken_stream_is_taken_up_where_it_ended(desk: tuple[Desk, int]) -> None:
    """Nothing is heard twice; the end of an examination is not the end while something is left to do."""
    told, port = desk
    told.streams[:] = [
        [b"retry: 3000\n: scanpipe\n\n", _event(1, "page.received", page_id="pg_1"), _event(2, "check.done")],
        [_event(3, "page.done", verdict="submit"), b": still here\n\n", _event(4, "check.done")],
    ]
    told.examined[:] = [False, False, True]
    phone = Phone(port, 1)
    phone.begin()
    heard = list(phone.follow(20))
    assert [(one.seq, one.type) for one in heard] == [
        (1, "page.received"),
        (2, "check.done"),
        (3, "page.done"),
        (4, "check.done"),
    ]
    assert heard[2].data == {"verdict": "submit"}
    assert [line.split()[0] for line in told.asked if "/events" in line] == [
        "/api/v1/checks/chk_1/events?after=0",
        "/api/v1/checks/chk_1/events?after=2",
    ]


def test_a_phone_does_not_follow_for_ever(desk: tuple[Desk, int]) -> None:
    """What was never examined ends with the patience."""
    _, port = desk
    assert list(Phone(port + 1 if port < 65535 else 1, 1).follow(0.4)) == []


# What is right


def _page(page_id: str, number: int, **changes: object) -> dict[str, object]:
    return {"id": page_id, "number": number, "state": "done", "verdict": "submit", **changes}


def _reported(*places: tuple[int, int]) -> dict[str, object]:
    pages = [{"number": n, "file": file, "file_page": page} for n, (file, page) in enumerate(places, start=1)]
    return {"pages": pages}


VIEW = {"examined": True, "pages": [_page("pg_1", 1), _page("pg_2", 2)]}


def test_a_page_is_finished_when_the_report_has_it_once() -> None:
    """Both of two."""
    assert held_pages(VIEW) == finished_pages(VIEW, _reported((0, 1), (1, 1))) == {"pg_1", "pg_2"}


@pytest.mark.parametrize(
    ("view", "report"),
    [
        (VIEW | {"examined": False}, _reported((0, 1), (1, 1))),
        (VIEW, _reported((0, 1), (0, 1))),
        (VIEW, _reported((0, 1), (1, 1), (1, 2))),
        (VIEW, _reported((0, 1))),
        (VIEW, {}),
        ({}, {}),
    ],
)
def test_what_is_lost_twice_or_unfinished_is_not_right(view: dict, report: dict) -> None:
    """Still at work, twice in the report, more or fewer pages than were handed in, no report at all."""
    assert finished_pages(view, report) == frozenset()


def test_a_page_without_a_verdict_is_not_finished() -> None:
    """The other one is."""
    view = {"examined": True, "pages": [_page("pg_1", 1, verdict=None), _page("pg_2", 2)]}
    assert finished_pages(view, _reported((0, 1), (1, 1))) == {"pg_2"}


class _Scripted:
    """A phone that is answered as planned."""

    def __init__(self, *answers: HandedIn) -> None:
        self.answers = list(answers)
        self.begun = 0

    def begin(self) -> int:
        self.begun += 1
        return 201

    def hand_in(self, files: object) -> HandedIn:
        return self.answers.pop(0)


def test_who_is_refused_comes_back_and_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """After as long as was told, with the same check."""
    slept: list[float] = []
    monkeypatch.setattr("scanpipe.bench.service_overload.time.sleep", slept.append)
    phone, crowd = _Scripted(HandedIn(429, (), 9.0), HandedIn(201, ("pg_1",))), _Crowd()
    answer = _tried(phone, Handful("x", ()), crowd, time.monotonic() + 60)  # type: ignore[arg-type]
    assert answer == HandedIn(201, ("pg_1",))
    assert (phone.begun, crowd.refused, crowd.retry_s, slept, crowd.broken) == (1, 1, [9.0], [9.0], [])


@pytest.mark.parametrize("answer", [HandedIn(500, ()), HandedIn(429, ())])
def test_an_answer_that_does_not_help_is_broken(answer: HandedIn) -> None:
    """An error of the server, and a refusal that does not say when to come back."""
    crowd = _Crowd()
    assert _tried(_Scripted(answer), Handful("x", ()), crowd, time.monotonic() + 60) is None  # type: ignore[arg-type]
    assert crowd.broken == [str(answer.status)]


# The rows


def _moments(later: int) -> tuple[Moment, ...]:
    quiet = [Moment(float(at), 100 * MB, 500 * MB, 400 * MB, 9) for at in range(46)]
    busy = [Moment(float(at), 110 * MB, 600 * MB, later * MB, 99) for at in range(46, 180)]
    return (*quiet, *busy, Moment(200.0, 110 * MB, 600 * MB, 900 * MB, 0))


def _measured(later: int = 440) -> Results:
    tally = Tally()
    tally.numbers |= {RESULT: [2.0] * 38 + [3.9, 9.0], EDITION: [1.4] * 40}
    for name, tries in ((HELD, 200), (FINISHED, 200), (EXAMINER_KILLED, 40), (SERVER_KILLED, 40)):
        for _ in range(tries):
            tally.count(name, True)
    load = Overload(180, 160.0, 100, 480, 200, 33, 0, (5.0, 12.0, 7.0), 61.0, _moments(later))
    blocks = (Block(30, 40.0, 44.0, 60.0), Block(40, 50.0, 46.0, 60.0))
    return Results(
        0, 70, tally, service=ServiceResults((150 * MB, 480 * MB, 300 * MB), blocks, load, "bubblewrap", 2, ())
    )


def _table(results: Results) -> dict[str, tuple[float | None, int, bool | None]]:
    return {row.bar.what: (row.value, row.n, row.met) for row in rows(results)}


def test_rows_of_a_service_say_what_was_measured() -> None:
    """Seconds by percentile, paces over all blocks, memory before and after the first quarter."""
    table = _table(_measured())
    assert set(table) == {bar.what for bar in SERVICE_BARS}
    assert table["upload to the result of a clear photo, idle, p50"] == (2.0, 40, True)
    assert table["upload to the edition told, idle, p50"] == (1.4, 40, True)
    assert table["pages a minute against the batch command, dossier by dossier"] == (1.0, 70, True)
    assert table["pages a minute against the batch command, page by page"] == (0.75, 70, False)
    assert table["memory later against the first quarter, overload"] == (pytest.approx(1.1), 180, True)
    assert _table(_measured(500))["memory later against the first quarter, overload"][2] is False


@pytest.mark.parametrize("name", [HELD, FINISHED, EXAMINER_KILLED, SERVER_KILLED])
def test_one_page_that_is_lost_is_one_too_many(name: str) -> None:
    """It changes its own row, and only that."""
    before, wrong = _table(_measured()), _measured()
    wrong.tally.count(name, False, "pg_1")
    after = _table(wrong)
    (changed,) = {what for what in before if before[what] != after[what]}
    assert before[changed][2] is True
    assert after[changed][2] is False


def test_the_page_of_a_service_is_its_own() -> None:
    """Its tables and none of the papers'; every table is one; the JSON keeps every moment."""
    page = markdown(_measured(), command="scanpipe bench --service 40", day="2026-11-25", machine={"memory": "24 GiB"})
    assert "A service with 2 workers; its examiners are held by bubblewrap." in page
    assert "| 1 | 30 | 40.0 s | 44.0 s | 60.0 s | 45.0 / 40.9 / 30.0 |" in page
    assert "| Retry-After | 5 to 12 s, median 7 s |" in page
    assert "| the server | 150 MB |" in page
    assert "Wrong accusations" not in page
    for block in re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE):
        assert len({line.count("|") for line in block.splitlines()}) == 1
    told = to_json(_measured())["service"]
    assert len(told["overload"]["moments"]) == 181
    assert told["blocks"][1]["singly_s"] == 60.0
    json.dumps(told)


# What is handed in


@pytest.mark.poppler
def test_papers_are_pages_in_order_and_the_same_for_a_seed(catalog: Catalog) -> None:
    """One to three files a paper, each a picture that can be opened; photos are photos."""
    limits = Limits.of(Settings.model_construct())
    options = Options(7, 1, "develop", ("typeset",), 0, 0, (), service=2)
    bench = Bench(options, open_sources(["typeset"]), catalog, CrashingEngine({}), limits, (), lambda *_: None)
    (paper,) = handfuls(bench, 1)
    assert 1 <= len(paper.files) <= MOST_PAGES
    assert [file.name.rpartition(".")[0] for file in paper.files] == [
        f"paper-0000-{n}" for n in range(1, len(paper.files) + 1)
    ]
    assert [file.data for file in next(handfuls(bench, 1)).files] == [file.data for file in paper.files]
    (photo,) = photos(bench, 1)
    (page,) = load_pages(photo, limits)
    assert max(page.image.shape) >= 3264  # type: ignore[union-attr]
    other = replace(bench, options=replace(options, seed=8))
    assert next(photos(other, 1)).data != photo.data


@pytest.mark.tesseract
@pytest.mark.poppler
@pytest.mark.slow
def test_a_small_run_waits_for_a_real_service(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One photo handed in over HTTP: its result comes, and every step before it in its order."""
    numbers = tmp_path / "bench.json"
    options = Options(4, 1, "develop", ("typeset",), json=numbers, service=1, service_parts=("idle", "wait"))
    assert scanpipe.bench.run_with(options) == 0
    told = json.loads(numbers.read_text(encoding="utf-8"))
    assert told["service"]["parts"] == ["idle", "wait"]
    assert 50 * MB < told["service"]["idle_bytes"][0] < told["service"]["idle_bytes"][1] < 2000 * MB
    assert "Memory before the first paper" in capsys.readouterr().out
    if RESULT in told["numbers"]:  # a photo that was refused is not timed
        steps = [values[0] for name, values in told["numbers"].items() if name.startswith("seconds after")]
        assert steps == sorted(steps)
        assert 0 < told["numbers"][RESULT][0] < 60

"""Whatever happens inside an examiner, its server gets a result, and nothing stays behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanpipe.errors import EngineError
from scanpipe.jobs.examiner import Examiner, Failed, Reported, taken
from scanpipe.jobs.order import TEMPORARY, Budgets
from scanpipe.jobs.outcome import Outcome
from scanpipe.jobs.sandbox import sandbox_here
from scanpipe.settings import Settings
from tests.jobs.orders import BARE, ROOT, SCAN, SMALL, Heard, gone, order, processes_of, troubled

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["bare", "walls"])
def work(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an examiner with or without walls; its name says which."""
    if request.param == "walls" and sandbox_here().bwrap is None:
        pytest.skip(sandbox_here().why)
    return tmp_path_factory.mktemp(f"{request.param}-") / "work"


@pytest.fixture(scope="module")
def examiner(work: Path) -> Iterator[Examiner]:
    """One examiner for all tests: it has to survive them."""
    one = troubled(work, BARE if "bare-" in str(work) else sandbox_here())
    one.start()
    yield one
    one.stop()
    assert gone(work)


def nothing(_: object) -> None:
    """Hear nothing."""


def test_a_good_file_gets_a_report_and_pictures(examiner: Examiner, work: Path) -> None:
    """And what was put aside on the way is deleted."""
    given, heard = order(work), Heard()
    result = examiner.examine(given, heard)
    assert isinstance(result, Reported)
    stages = ["file.begun", *["page.stage"] * 3, "file.read", "page.read", "reported", "pictured"]
    assert heard.types() == stages
    assert [e.data["stage"] for e in heard.of("page.stage")] == ["straightening", "reading", "matching"]
    outcome = Outcome.from_json(taken(Path(given.folder), result.outcome.name))
    assert [(p.file, p.file_page, p.number) for p in outcome.pages] == [(0, 1, 1)]
    assert outcome.stages_cpu_s["straighten"] > 0
    left = {p.name for p in Path(given.folder).iterdir()}
    pictures = {"p-0-1-original.jpg", "p-0-1-straight.jpg"}
    assert left == {"0.bin", "kept-0.pack", "report.json", "outcome.json", *pictures}
    assert result.cpu_s > 0
    assert result.memory_mb > 10


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ("aborts", "crash"),
        ("exits", "crash"),
        ("is killed", "crash"),
        ("fails", "crash"),
        ("eats", "out_of_memory"),
        ("spins", "cpu"),
    ],
)
def test_a_file_that_kills_its_examiner_is_named(examiner: Examiner, work: Path, trouble: str, reason: str) -> None:
    """With the reason; the next order is examined as if nothing had been."""
    budgets = Budgets(cpu_s=3 if trouble == "spins" else 60, wall_s=60, memory_mb=700)
    result = examiner.examine(order(work, [SCAN], trouble=trouble, budgets=budgets), nothing)
    assert isinstance(result, Failed)
    assert (result.reason, result.file) == (reason, 0)
    assert isinstance(examiner.examine(order(work), nothing), Reported)


def test_an_engine_that_refuses_is_a_finding_of_the_report(examiner: Examiner, work: Path) -> None:
    """Not a failure of the examiner."""
    assert isinstance(examiner.examine(order(work, trouble="refuses"), nothing), Reported)


@pytest.mark.parametrize("trouble", ["hangs", "calls"])
def test_a_file_that_hangs_is_given_up_with_what_it_called(examiner: Examiner, work: Path, trouble: str) -> None:
    """After the time of the order, and at once when nobody wants it any more; the nursery lives on."""
    nursery = processes_of(work)
    begin = time.monotonic()
    result = examiner.examine(order(work, trouble=trouble, budgets=Budgets(wall_s=6)), nothing)
    assert result == Failed("time", 0)
    assert time.monotonic() - begin < 12
    given = order(work, trouble=trouble)
    read = threading.Event()
    result = examiner.examine(given, lambda e: read.set() if e.data.get("stage") else None, cancelled=read.is_set)
    assert result == Failed("cancelled", 0)
    assert not (Path(given.folder) / TEMPORARY).exists()
    time.sleep(0.2)
    assert sorted(processes_of(work)) == sorted(nursery)


@pytest.mark.parametrize("trouble", ["kills the nursery", "stops the nursery"])
def test_the_nursery_may_die(examiner: Examiner, work: Path, trouble: str) -> None:
    """Its order fails, and another nursery takes the next one."""
    result = examiner.examine(order(work, trouble=trouble, budgets=Budgets(wall_s=8)), nothing)
    assert isinstance(result, Failed)
    assert result.reason in ("crash", "time")
    assert isinstance(examiner.examine(order(work), nothing), Reported)


def test_a_listener_that_fails_ends_the_order(examiner: Examiner, work: Path) -> None:
    """What it raised comes out, and nobody works on for nothing."""

    def fail(_: object) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        examiner.examine(order(work, trouble="hangs"), fail)
    assert isinstance(examiner.examine(order(work), nothing), Reported)


def test_a_file_that_was_given_up_is_not_opened(examiner: Examiner, work: Path) -> None:
    """It is a finding; the others are read as ever."""
    heard = Heard()
    given = order(work, [SCAN, SMALL / "ct01-good-hand-phone.jpg"], given_up=["file.corrupt"])
    result = examiner.examine(given, heard)
    assert isinstance(result, Reported)
    assert {e.data["file"] for e in heard.of("file.begun")} == {1}
    outcome = Outcome.from_json(result.outcome.read_bytes())
    assert [(p.file, p.number) for p in outcome.pages] == [(1, 1)]
    assert ("file.corrupt", "must") in {(f.code, f.severity) for f in outcome.findings}


def test_a_pack_that_is_too_large_is_said_to_be(examiner: Examiner, work: Path) -> None:
    """The limit on files is kept."""
    result = examiner.examine(order(work, budgets=Budgets(file_mb=1)), nothing)
    assert isinstance(result, Failed)
    assert result.reason == "disk"


def test_what_the_server_got_wrong_is_told_apart(examiner: Examiner, work: Path) -> None:
    """A procedure that nobody knows is no fault of a file."""
    result = examiner.examine(order(work, procedure="no-such"), nothing)
    assert isinstance(result, Failed)
    assert (result.reason, result.file) == ("order", None)


def test_stop_ends_the_order_in_hand_at_once(work: Path, tmp_path: Path) -> None:
    """From another thread, with all that was called."""
    own = tmp_path / "work"
    one = troubled(own, BARE if "bare-" in str(work) else sandbox_here())
    one.start()
    timer = threading.Timer(3.0, one.stop)
    timer.start()
    result = one.examine(order(own, trouble="calls"), nothing)
    timer.join()
    assert isinstance(result, Failed)
    assert result.reason == "cancelled"
    assert gone(own, within_s=5)
    assert one.examine(order(own), nothing) == Failed("cancelled", None)


def test_a_nursery_is_replaced_after_its_share_of_orders(work: Path, tmp_path: Path) -> None:
    """The new one is ready by the next order, and the old one is gone."""
    own = tmp_path / "work"
    one = troubled(own, BARE if "bare-" in str(work) else sandbox_here(), orders_per_nursery=1)
    one.start()
    first = processes_of(own)
    assert isinstance(one.examine(order(own), nothing), Reported)
    assert not set(first) & set(processes_of(own))
    assert isinstance(one.examine(order(own), nothing), Reported)
    one.stop()
    assert gone(own)


_SERVER = """
import sys
from pathlib import Path
from scanpipe.jobs.sandbox import sandbox_here
from tests.jobs.orders import BARE, order, troubled
work = Path(sys.argv[2])
one = troubled(work, BARE if sys.argv[1] == "bare" else sandbox_here())
one.start()
one.examine(order(work, trouble="calls"), lambda e: print(e.data.get("stage"), flush=True))
"""


def test_nothing_outlives_a_server_that_is_killed(work: Path, tmp_path: Path) -> None:
    """Neither nursery nor child nor what the child called."""
    own = tmp_path / "work"
    how = "bare" if "bare-" in str(work) else "walls"
    command = [sys.executable, "-c", _SERVER, how, str(own)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert any(line.strip() == "reading" for line in server.stdout)
        time.sleep(0.5)
        assert len(processes_of(own)) >= 4  # the server itself, nursery, child and what it calls
        os.kill(server.pid, signal.SIGKILL)
    assert gone(own)


def test_an_examiner_that_cannot_start_says_why(tmp_path: Path) -> None:
    """The sentence that tells the administrator, not a hanging server."""
    one = Examiner(Settings(engine="no-such"), tmp_path / "work", sandbox=BARE)
    with pytest.raises(EngineError, match="no-such"):
        one.start()


def test_only_plain_files_are_taken(tmp_path: Path) -> None:
    """A link may point at what only the server may read; a pipe would never end."""
    (tmp_path / "plain").write_bytes(b"1")
    (tmp_path / "link").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "pipe")
    assert taken(tmp_path, "plain") == b"1"
    for name in ("link", "pipe", "none"):
        with pytest.raises(OSError, match=r".+"):
            taken(tmp_path, name)

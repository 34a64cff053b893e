"""What a program can and cannot do within the walls."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from socket import create_server

import pytest

from scanpipe.doctor import examine
from scanpipe.jobs.nursery_process import environment
from scanpipe.jobs.sandbox import Sandbox, _tried, sandbox_here
from scanpipe.settings import Settings


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def walls() -> Iterator[Sandbox]:
    """The sandbox of this machine; it must not be missing where every component has to be there."""
    if sandbox_here().bwrap is None:
        if os.environ.get("SCANPIPE_REQUIRE_ALL"):
            pytest.fail(f"{sandbox_here().why}, and a skip counts as a failure here")
        pytest.skip(sandbox_here().why)
    return sandbox_here()


def says(walls: Sandbox, work: Path, code: str) -> str:
    """What a piece of Python prints within the walls."""
    command = walls.command([sys.executable, "-c", code], work)
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment(work))
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_there_is_no_network(walls: Sandbox, work: Path) -> None:
    """Not even this machine's own."""
    with create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = f"import socket; print(socket.socket().connect_ex(('127.0.0.1', {port})))"
        assert says(walls, work, code) != "0"


def test_nothing_can_be_written_outside_of_the_folder(walls: Sandbox, work: Path) -> None:
    """Not even by root; the folder itself can."""
    code = f"""
import pathlib, sys
own = pathlib.Path({str(work)!r})
(own / "inside").write_text("1")
import scanpipe
for place in ("/usr", "/etc", pathlib.Path(scanpipe.__file__).parent, sys.prefix, own.parent, "/tmp", "/dev/shm"):
    try:
        (pathlib.Path(place) / "scanpipe-was-here").write_text("1")
    except OSError:
        print("refused")
"""
    assert says(walls, work, code).split() == ["refused"] * 7
    assert (work / "inside").is_file()
    assert {p.name for p in work.parent.iterdir()} == {"work"}


def test_files_of_others_are_not_there(walls: Sandbox, work: Path) -> None:
    """Neither what lies beside the folder, nor homes, nor anything of the server's."""
    (work.parent / "secret").write_text("1")
    code = (
        "import os, sys; print(*(os.path.exists(p) for p in sys.argv[1:] or "
        + repr([str(work.parent / "secret"), "/home", "/etc/passwd", "/var", "/srv", "/root/.ssh"])
        + "))"
    )
    assert set(says(walls, work, code).split()) == {"False"}


def test_other_processes_are_not_seen(walls: Sandbox, work: Path) -> None:
    """A process can only signal what it sees."""
    code = f"import os; print(os.path.exists('/proc/{os.getpid()}/environ'), os.getpid() < 10)"
    assert says(walls, work, code) == "False True"


def test_the_environment_is_not_the_servers(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What opens the database may stand there."""
    monkeypatch.setenv("SCANPIPE_SECRET", "geheim")
    monkeypatch.setenv("HOME", "/root")
    assert "geheim" not in environment(work).values()
    assert environment(work)["HOME"] != "/root"


@pytest.mark.tesseract
@pytest.mark.poppler
def test_the_programs_that_read_run_within(walls: Sandbox, work: Path) -> None:
    """With the Vietnamese data."""
    code = """
import subprocess
print(b"vie" in subprocess.run(["tesseract", "--list-langs"], capture_output=True).stdout)
print(subprocess.run(["pdftoppm", "-v"], capture_output=True).returncode)
"""
    assert says(walls, work, code).split() == ["True", "0"]


def test_without_bubblewrap_the_program_is_started_as_it_is() -> None:
    """Limits have to do then."""
    assert Sandbox(None, "none").command(["x", "y"], Path("/work")) == ["x", "y"]


def test_a_bubblewrap_that_may_not_work_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In many containers it is installed and forbidden."""
    forbidden = tmp_path / "bwrap"
    forbidden.write_text("#!/bin/sh\nexit 1\n")
    forbidden.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    _tried.cache_clear()
    try:
        assert sandbox_here().bwrap is None
        assert "cannot run" in sandbox_here().why
        forbidden.unlink()
        _tried.cache_clear()
        assert sandbox_here().why == "bubblewrap is not installed"
    finally:
        _tried.cache_clear()


def test_the_doctor_says_which_walls_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """And how to get better ones; a service without them works, so it is no fault."""
    monkeypatch.setenv("PATH", "")
    _tried.cache_clear()
    try:
        told = {result.name: result for result in examine(Settings())}["sandbox"]
    finally:
        _tried.cache_clear()
    assert told.ok
    assert "limits of CPU, memory and files alone" in told.found
    assert "apt-get install -y --no-install-recommends bubblewrap" in told.found


def test_the_doctor_names_the_walls_that_stand(walls: Sandbox) -> None:
    """By their version."""
    told = {result.name: result for result in examine(Settings())}["sandbox"]
    assert told.ok
    assert told.found.startswith("bubblewrap ")

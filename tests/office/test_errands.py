"""Errands: commands in the background, bounded, told apart by name, and gone with the server."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scanpipe.office.catalogue.errands import Errand, Errands, State, environment
from scanpipe.settings import Settings
from tests.office.center import Center

PYTHON = (sys.executable, "-S", "-E", "-c")
"""A stand-in for scanpipe: the code is its first argument."""


@pytest.fixture
def errands(center: Center) -> Iterator[Errands]:
    made = Errands(center.desk, program=PYTHON)
    yield made
    made.close()


def until(fits: Callable[[], bool]) -> None:
    for _ in range(1000):
        if fits():
            return
        time.sleep(0.01)
    raise AssertionError("it never came to that")


def ended(errands: Errands, name: str) -> Errand:
    until(lambda: (one := errands.of(name)) is not None and one.state.over)
    errand = errands.of(name)
    assert errand is not None
    return errand


def running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_an_errand_tells_its_progress_its_words_and_its_output(errands: Errands, tmp_path: Path) -> None:
    """What it writes to stderr is progress or words, what it writes to stdout is kept."""
    code = "import sys; print('out'); print('[1/4] first', file=sys.stderr); print('thế à', file=sys.stderr)"
    errands.start("a", [code + "; sys.exit(1)"], tmp_path)
    errand = ended(errands, "a")
    assert (errand.state, errand.code) == (State.FAILED, 1)
    assert (errand.progress, errand.step) == (0.25, "first")
    assert errand.told == ("thế à",)
    assert errand.output == "out\n"
    assert errand.ended_at is not None


def test_what_ends_well_is_done(errands: Errands, tmp_path: Path) -> None:
    """Its exit code is 0; it worked in the folder it was given, and its standard input is empty."""
    errands.start("a", ["import os, sys; print(os.getcwd())"], tmp_path)
    errand = ended(errands, "a")
    assert (errand.state, errand.code, errand.progress) == (State.DONE, 0, 1.0)
    assert errand.output == f"{tmp_path}\n"


def test_nothing_is_read_by_a_shell(errands: Errands, tmp_path: Path) -> None:
    """An argument is an argument, whatever stands in it."""
    errands.start("a", ["import sys; print(sys.argv[1:])", "; touch x", "$(id)", "a b"], tmp_path)
    assert ended(errands, "a").output == "['; touch x', '$(id)', 'a b']\n"
    assert not list(tmp_path.glob("x"))


def test_a_button_pressed_twice_is_one_errand(errands: Errands, tmp_path: Path) -> None:
    """While it runs, it is the answer; afterwards it can be done again."""
    first = errands.start("a", ["import time; time.sleep(60)"], tmp_path)
    assert errands.start("a", ["print(2)"], tmp_path).args == first.args
    errands.stop("a")
    assert ended(errands, "a").state is State.STOPPED
    assert errands.start("a", ["print(2)"], tmp_path).state is State.WAITING
    assert ended(errands, "a").output == "2\n"


def test_only_so_many_run_at_once(errands: Errands, tmp_path: Path) -> None:
    """The next waits; who waits can be stopped without ever having run."""
    errands.start("a", ["import time; time.sleep(60)"], tmp_path)
    until(lambda: (one := errands.of("a")) is not None and one.state is State.RUNNING)
    errands.start("b", ["print(2)"], tmp_path)
    errands.start("c", ["print(3)"], tmp_path)
    errands.stop("b")
    stopped = errands.of("b")
    assert stopped is not None
    assert (stopped.state, stopped.started_at) == (State.STOPPED, None)
    errands.stop("a")
    assert ended(errands, "c").output == "3\n"
    assert [one.name for one in errands.all()] == ["c", "b", "a"]


def test_it_ends_with_all_that_it_called(errands: Errands, tmp_path: Path) -> None:
    """A program that an errand started does not work on for nobody."""
    code = (
        "import subprocess, sys; p = subprocess.Popen(['sleep', '60']);"
        "print(p.pid, file=sys.stderr, flush=True); p.wait()"
    )
    errands.start("a", [code], tmp_path)
    until(lambda: (one := errands.of("a")) is not None and bool(one.told))
    errand = errands.of("a")
    assert errand is not None
    errands.close()
    until(lambda: not running(int(errand.told[0])))
    assert ended(errands, "a").state is State.STOPPED
    assert errands.start("b", ["print(1)"], tmp_path).state is State.STOPPED  # the server ends


def test_what_takes_too_long_is_ended(center: Center, tmp_path: Path) -> None:
    """It failed; its program was killed."""
    errands = Errands(center.desk, most_s=0.1, program=PYTHON)
    errands.start("a", ["import time; time.sleep(60)"], tmp_path)
    errand = ended(errands, "a")
    assert (errand.state, errand.code) == (State.FAILED, -9)


def test_much_output_is_cut_and_stops_nobody(errands: Errands, tmp_path: Path) -> None:
    """A pipe that nobody empties would hold the errand for ever."""
    code = "import sys; sys.stdout.write('x' * 3_000_000); sys.stderr.write('y' * 1_000_000)"
    errands.start("a", [code], tmp_path)
    errand = ended(errands, "a")
    assert errand.state is State.DONE
    assert len(errand.output) == 200_000
    assert sum(map(len, errand.told)) <= 200 * 500


def test_a_folder_that_is_gone_is_told(errands: Errands, tmp_path: Path) -> None:
    """Nothing was started, and who looks reads why."""
    errands.start("a", ["print(1)"], tmp_path / "gone")
    errand = ended(errands, "a")
    assert (errand.state, errand.code) == (State.FAILED, None)
    assert errand.told == ("No such file or directory",)


def test_an_errand_hears_of_places_and_limits_but_of_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key of the store stays with the server."""
    monkeypatch.setenv("SCANPIPE_SECRET", "00" * 32)
    monkeypatch.setenv("SCANPIPE_DATABASE_URL", "postgresql+psycopg://u:p@h/d")
    told = environment(Settings(forms_dir=tmp_path, max_pages=7))
    ours = {key for key in told if key.startswith("SCANPIPE_")}
    assert told["SCANPIPE_FORMS_DIR"] == str(tmp_path)
    assert told["SCANPIPE_MAX_PAGES"] == "7"
    assert not ours & {"SCANPIPE_SECRET", "SCANPIPE_DATABASE_URL"}


def test_the_program_is_scanpipe_and_dies_with_its_server(center: Center, tmp_path: Path) -> None:
    """
    A command runs as at a terminal, whatever somebody laid into the folder that it works in; when the pipe that holds
    it breaks, it is killed.
    """
    (tmp_path / "scanpipe.py").write_text("raise SystemExit(9)")
    errands = Errands(center.desk)
    errands.start("a", ["--version"], tmp_path)
    errand = ended(errands, "a")
    assert errand.code == 0, errand.told
    assert errand.output.startswith("scanpipe ")
    errands.close()
    code = "import runpy, time; runpy.run_module = lambda *_, **__: time.sleep(60);"
    code += "from scanpipe.office.catalogue.errand_process import main; print(1, flush=True); main()"
    held = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    with held:
        assert held.stdout is not None
        assert held.stdin is not None
        assert held.stdout.read(1) == b"1"
        held.stdin.close()
        assert held.wait(timeout=10) == -9

"""Limits hold, for a process and for what it calls."""

import os
import signal
import subprocess
import sys
import time

import pytest

_BUDGETS = "from scanpipe.jobs.order import Budgets; from scanpipe.jobs import limits; import os, resource, sys"


def ends(code: str) -> subprocess.CompletedProcess[bytes]:
    """A piece of Python at its end."""
    return subprocess.run([sys.executable, "-c", f"{_BUDGETS}\n{code}"], capture_output=True, timeout=60, check=False)


def test_memory_is_limited_beyond_what_was_loaded() -> None:
    """Python says so, and goes on."""
    code = "limits.lower(Budgets(memory_mb=200)); bytearray(100_000_000); bytearray(300_000_000)"
    done = ends(code)
    assert b"MemoryError" in done.stderr


@pytest.mark.parametrize("ignored", ["", "import signal; signal.signal(signal.SIGXCPU, signal.SIG_IGN)"])
def test_processor_time_is_limited(ignored: str) -> None:
    """For a process that hangs in a loop, also when it will not hear of it."""
    done = ends(f"limits.lower(Budgets(cpu_s=1))\n{ignored}\nwhile True: pass")
    assert done.returncode in (-signal.SIGXCPU, -signal.SIGKILL)


def test_what_is_called_has_its_limits_too() -> None:
    """An engine that runs mad is ended without anybody watching."""
    code = "import subprocess; limits.lower(Budgets(cpu_s=1))\n"
    code += "print(subprocess.run([sys.executable, '-c', 'while True: pass']).returncode)"
    assert ends(code).stdout.strip() in (b"-24", b"-9")


def test_files_are_limited(tmp_path: object) -> None:
    """A decompression bomb does not fill the disk."""
    done = ends(f"limits.lower(Budgets(file_mb=1)); open({str(tmp_path)!r} + '/f', 'wb').write(bytes(2_000_000))")
    assert b"File too large" in done.stderr


def test_no_core_is_left() -> None:
    """It would hold what people wrote."""
    done = ends("limits.lower(Budgets()); print(resource.getrlimit(resource.RLIMIT_CORE))")
    assert done.stdout.strip() == b"(0, 0)"


def test_limits_that_are_lower_already_stay() -> None:
    """Only root could raise them."""
    code = "resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000)); limits.lower(Budgets(file_mb=9))\n"
    assert ends(code + "print(resource.getrlimit(resource.RLIMIT_FSIZE))").stdout.strip() == b"(5000, 5000)"


def test_a_process_ends_with_its_parent() -> None:
    """Killed without a word to anybody."""
    child = f"{_BUDGETS}; import time; limits.die_with_parent(); print(os.getpid(), flush=True); time.sleep(60)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        process.kill()
    assert _ended(pid)


def test_a_tethered_group_ends_when_the_other_end_is_gone() -> None:
    """With what it had called, though it sits in a call of its own."""
    code = "import subprocess; os.setpgid(0, 0); limits.end_with(0)\n"
    code += "called = subprocess.Popen(['sleep', '60']); print(called.pid, flush=True); called.wait()"
    with subprocess.Popen(
        [sys.executable, "-c", f"{_BUDGETS}\n{code}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        called = int(process.stdout.readline())
        process.stdin.close()
        assert process.wait(20) == -signal.SIGKILL
    assert _ended(called)


def _ended(pid: int) -> bool:
    """Whether the process ends soon; one that nobody buries counts as dead."""
    for _ in range(200):
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
                if stat.read().rsplit(")", 1)[1].split()[0] == "Z":
                    return True
        except OSError:
            return True
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    return False

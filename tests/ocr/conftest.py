"""A `tesseract` program that does what a test says, in place of the real one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

_SCRIPT = """#!/bin/sh
if [ "$1" = --version ]; then {version}; exit; fi
out=$2
echo "$@" >> "{folder}/calls"
{body}
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """
    Put a program of that name on an otherwise empty PATH: `program(body, version=…)`, both lines of shell.

    In the body `$out.tsv` is the file that Tesseract would write. Returns a file with the arguments of all calls.
    """
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def write(body: str, *, version: str = "echo tesseract 5.3.0") -> Path:
        path = folder / "tesseract"
        path.write_text(_SCRIPT.format(version=version, folder=tmp_path, body=body), encoding="utf-8")
        path.chmod(0o755)
        return tmp_path / "calls"

    return write


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which temporary files are made while the test runs."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder

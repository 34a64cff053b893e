"""A publication that is killed is finished or undone by whoever comes next."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scanpipe.errors import FormDataError
from scanpipe.publishing import journal
from scanpipe.publishing.journal import settled, unfinished
from scanpipe.publishing.snapshots import Snapshots
from scanpipe.publishing.tree import law_id
from tests.publishing.counter import BEFORE, FORMS, KEY, ON, drafted, published, tree

ROOT = FORMS.parent


def test_killed_anywhere_it_is_whole_or_not_at_all(tmp_path: Path) -> None:
    """Before every seventh step that touches the disk: the law is the old one or the new one, the draft fits to it."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.publishing.kills", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    rows = [line.split() for line in done.stdout.splitlines()]
    old, new = rows[0][1], rows[-1][1]
    assert old != new
    assert len(rows) > 5
    assert {row[1] for row in rows} == {old, new}
    assert [row[1] for row in rows] == sorted((row[1] for row in rows), key=[old, new].index), "once it counts, it does"
    for row in rows:
        assert row[2] == (KEY if row[1] == old else "-")
        assert row[4:] == ["False", "-"]
    assert any(row[3] == "True" for row in rows), "some were killed in the middle of forms/"


class KilledError(BaseException):
    """As good as a kill for what comes after."""


@pytest.fixture
def stopped(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A publication that stopped after the first file of forms/."""
    written = []
    whole = journal.write_whole

    def write(path: Path, data: bytes) -> None:
        if len(written) == 1:
            raise KilledError
        written.append(path)
        whole(path, data)

    monkeypatch.setattr(journal, "write_whole", write)
    with pytest.raises(KilledError):
        published(folder, drafted(folder), accepted_until=ON)
    monkeypatch.undo()
    return folder


def test_the_next_one_finishes_it(stopped: Path) -> None:
    """And then there is nothing left to do."""
    assert unfinished(stopped)
    with settled(stopped):
        assert not unfinished(stopped)
        assert (stopped / "ct01" / f"{ON}_{KEY}.yaml").is_file()
    after = tree(stopped)
    with settled(stopped):
        pass
    assert tree(stopped) == after


def test_a_hand_that_was_faster_is_not_overwritten(stopped: Path) -> None:
    """The file is named, with where both of its states lie."""
    path = stopped / "ct01" / f"2026-07-01_{BEFORE}.yaml"
    path.write_text("# a hand was here\n" + path.read_text("utf-8"), "utf-8")
    before = law_id(stopped)
    with (
        pytest.raises(FormDataError, match=f"{BEFORE}.yaml: was changed by hand .* history/0001/before"),
        settled(stopped),
    ):
        pass
    assert law_id(stopped) == before


def test_a_service_takes_up_no_half_of_it(stopped: Path, tmp_path: Path) -> None:
    """Whoever looks first finishes it: the law in use is that of the whole publication."""
    taken = Snapshots(tmp_path / "law").take(stopped)
    assert not unfinished(stopped)
    assert (taken.folder / "ct01" / f"{ON}_{KEY}.yaml").is_file()
    assert taken.id == law_id(stopped)

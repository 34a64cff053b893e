"""What belongs to a dossier, what is litter, and what is refused before a file is opened."""

import os
from pathlib import Path

import pytest

from scanpipe.batch import Dossier, DossierError, dossiers_in
from scanpipe.batch.dossier import dossier
from scanpipe.errors import UsageError


def test_an_empty_folder_a_folder_inside_and_a_pipe_are_refused(tmp_path: Path) -> None:
    """Each with its own sentence; a pipe would be waited for without end."""
    for name in ("empty", "nested/inner", "pipe"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "nested" / "a.jpg").touch()
    os.mkfifo(tmp_path / "pipe" / "a.jpg")
    found = {}
    for name in ("empty", "nested", "pipe", "absent"):
        with pytest.raises(DossierError) as refusal:
            dossier(tmp_path, name, 20)
        found[name] = refusal.value.trouble.code
    assert found == {
        "empty": "dossier.no_file",
        "nested": "dossier.nested",
        "pipe": "dossier.not_a_file",
        "absent": "dossier.unreadable",
    }


def test_files_go_by_name_and_litter_is_no_page(tmp_path: Path) -> None:
    """What systems leave behind in folders is passed over, folders with a dot too."""
    home = tmp_path / "a"
    (home / ".thumbnails").mkdir(parents=True)
    for name in ("2.jpg", "10.jpg", "1.jpg", ".DS_Store", "Thumbs.db", "desktop.ini"):
        (home / name).touch()
    assert dossier(tmp_path, "a", 20) == Dossier("a", (home / "1.jpg", home / "10.jpg", home / "2.jpg"))


def test_loose_files_are_counted_and_no_dossier_is_an_error(tmp_path: Path) -> None:
    """A heap of photos is not a heap of dossiers."""
    (tmp_path / "a.jpg").touch()
    with pytest.raises(UsageError, match="folder of its own"):
        dossiers_in(tmp_path)
    (tmp_path / "b").mkdir()
    (tmp_path / "A").mkdir()
    assert dossiers_in(tmp_path) == (("A", "b"), 1)

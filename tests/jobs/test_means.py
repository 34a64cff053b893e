"""What an examiner loads once is there for all its children."""

import subprocess
import sys
from importlib import resources

import pytest

from scanpipe.jobs.means import TABLES
from tests.jobs.orders import SMALL

_SCRIPT = """
import datetime as dt, sys
from pathlib import Path
from scanpipe.jobs.means import load_means
from scanpipe.model import Upload, UploadFile
from scanpipe.pipeline import examine
from scanpipe.settings import Settings

means = load_means(Settings())
loaded = set(sys.modules)
file = Path(sys.argv[1])
examine(
    Upload((UploadFile(file.name, file.read_bytes()),)),
    as_of=dt.date(2026, 11, 20),
    catalog=means.catalog,
    engine=means.engine,
    limits=means.limits,
    kinds=means.kinds,
)
print(*sorted(name for name in set(sys.modules) - loaded if not name.startswith("encodings.")))
"""


def test_every_official_list_is_read_beforehand() -> None:
    """A list that is added has to be named: each child would read it again."""
    data = resources.files("scanpipe.validators").joinpath("data")
    assert sorted(TABLES) == sorted(f.name.removesuffix(".yaml") for f in data.iterdir() if f.name.endswith(".yaml"))


@pytest.mark.tesseract
def test_a_child_has_nothing_left_to_import() -> None:
    """Not for a photo: it is what most children examine."""
    photo = str(SMALL / "ct01-good-hand-phone.jpg")
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, photo], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.split() == []

"""An examiner works under the law that its order names, also when that changed since it was started."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scanpipe.jobs.examiner import Examiner, Failed, Reported, taken
from scanpipe.jobs.outcome import Outcome
from scanpipe.jobs.sandbox import sandbox_here
from scanpipe.publishing.candidate import with_value
from scanpipe.settings import Settings
from tests.jobs.orders import BARE, ROOT, order

pytestmark = [pytest.mark.slow, pytest.mark.tesseract]


def states(root: Path) -> tuple[Path, Path, Path]:
    """The law as it is; with an edition that ended the scan's a few days before; and one that cannot be read."""
    old, new, broken = (root / name for name in ("old", "new", "broken"))
    for folder in (old, new):
        shutil.copytree(ROOT / "forms", folder)
    text = (new / "ct01/2026-07-01_tt116_2026.yaml").read_text("utf-8")
    for key, value in (("edition", "tt9_2026"), ("supersedes", "tt116_2026"), ("effective_from", "2026-11-01")):
        text = with_value(text, key, value)
    text = text.replace("116/2026/TT-BCA", "9/2026/TT-BCA")
    (new / "ct01/2026-11-01_tt9_2026.yaml").write_text(text, "utf-8")
    broken.mkdir()
    return old, new, broken


@pytest.mark.parametrize("walls", [False, True])
def test_the_law_changes_between_two_orders(tmp_path: Path, walls: bool) -> None:
    """The same nursery, the same paper: in force, then outdated; under a law that is gone no paper is to blame."""
    if walls and sandbox_here().bwrap is None:
        pytest.skip(sandbox_here().why)
    root, work = tmp_path / "law", tmp_path / "work"
    old, new, broken = states(root)
    one = Examiner(
        Settings(forms_dir=ROOT / "nowhere"), work, sandbox=sandbox_here() if walls else BARE, forms=lambda: old
    )
    one.start()
    try:
        statuses = []
        for folder in (old, new, old):
            given = order(work, forms_dir=str(folder))
            result = one.examine(given, lambda _: None)
            assert isinstance(result, Reported)
            outcome = Outcome.from_json(taken(Path(given.folder), result.outcome.name))
            statuses.append([d.edition_status for d in outcome.documents])
        assert statuses == [["current"], ["outdated"], ["current"]]
        result = one.examine(order(work, forms_dir=str(broken)), lambda _: None)
        assert isinstance(result, Failed)
        assert (result.reason, result.file) == ("order", None)
        assert isinstance(one.examine(order(work, forms_dir=str(old)), lambda _: None), Reported)
    finally:
        one.stop()

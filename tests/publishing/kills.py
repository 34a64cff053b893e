"""
Publishes again and again, each time killed before another step that touches the disk, and settles what is left.

    python -m tests.publishing.kills FOLDER    writes one line a kill: the step, and what forms/ was after settling

A process of its own, because it forks.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scanpipe.publishing.drafts import Drafts
from scanpipe.publishing.journal import settled, unfinished
from scanpipe.publishing.tree import law_id
from tests.publishing.counter import KEY, ON, drafted, forms_with, published

_KILLED = 9


def _counted(limit: int) -> None:
    """Have every step that touches the disk counted, and the process die before that many."""
    left = [limit]

    def before(act: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                os._exit(_KILLED)
            return act(*args, **named)

        return step

    for name in ("rename", "replace", "unlink", "mkdir", "fsync"):
        setattr(os, name, before(getattr(os, name)))


def _dies(folder: Path, step: int) -> bool:
    child = os.fork()
    if child == 0:
        draft = Drafts(folder).get("ct01", KEY)
        _counted(step)
        published(folder, draft, accepted_until=ON)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == _KILLED


def main(home: Path) -> None:
    """Kill at every seventh step until one gets through."""
    whole = forms_with(home)
    drafted(whole)
    step, dies = 0, True
    while dies:
        folder = home / f"killed-{step}" / "forms"
        shutil.copytree(whole, folder)
        dies = _dies(folder, step)
        waiting = unfinished(folder)
        with settled(folder):
            pass
        rest = [path.name for path in (folder / "history").glob(".*")] + [p.name for p in (folder / "ct01").glob(".*")]
        drafts = [draft.key for draft in Drafts(folder).all()]
        print(step, law_id(folder), ",".join(drafts) or "-", waiting, unfinished(folder), ",".join(rest) or "-")  # noqa: T201
        step += 7


if __name__ == "__main__":
    main(Path(sys.argv[1]))

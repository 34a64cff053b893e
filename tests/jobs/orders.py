"""What tests of examiners share: examiners with and without walls, and orders to give to them."""

import datetime as dt
import itertools
import os
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from scanpipe.jobs.events import Event
from scanpipe.jobs.examiner import Examiner
from scanpipe.jobs.order import Budgets, Order, OrderFile, OrderPage
from scanpipe.jobs.sandbox import Sandbox
from scanpipe.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "samples" / "small"
SCAN = SMALL / "ct01-good-scan.jpg"
BARE = Sandbox(None, "a test")
DAY = dt.date(2026, 11, 20)
_COUNT = itertools.count()


def troubled(work: Path, sandbox: Sandbox, *, orders_per_nursery: int = 200) -> Examiner:
    """An examiner whose engine does what a test wants; the work folder marks its processes."""
    program = (sys.executable, str(Path(__file__).with_name("trouble.py")), str(work))
    box = Sandbox(sandbox.bwrap, sandbox.why, (ROOT / "tests",))
    settings = Settings(engine="trouble")
    return Examiner(settings, work, sandbox=box, program=program, orders_per_nursery=orders_per_nursery)


def order(
    work: Path,
    files: Sequence[Path] = (SCAN,),
    *,
    trouble: str | None = None,
    pages: Sequence[tuple[int, int | None]] | None = None,
    kept: Sequence[Path | None] = (),
    given_up: Sequence[str | None] = (),
    budgets: Budgets | None = None,
    **more: object,
) -> Order:
    """An order with its files laid out in a folder of its own."""
    folder = work / f"order-{next(_COUNT)}"
    folder.mkdir(mode=0o700)
    laid = []
    for i, file in enumerate(files):
        shutil.copy(file, folder / f"{i}.bin")
        pack = kept[i] if i < len(kept) else None
        if pack is not None:
            shutil.copy(pack, folder / f"{i}.kept")
        code = given_up[i] if i < len(given_up) else None
        laid.append(OrderFile(file.name, f"{i}.bin", f"{i}.kept" if pack else None, code))
    if trouble:
        (folder / "trouble").write_text(trouble, encoding="utf-8")
    named = pages if pages is not None else [(i, None) for i in range(len(files))]
    return Order(
        folder.name,
        str(folder),
        tuple(laid),
        tuple(OrderPage(*p) for p in named),
        more.pop("as_of", DAY),  # type: ignore[arg-type]
        budgets=budgets or Budgets(),
        **more,  # type: ignore[arg-type]
    )


class Heard(list[Event]):
    """Every event of an order, in order."""

    def __call__(self, event: Event) -> None:
        self.append(event)

    def types(self) -> list[str]:
        return [e.type for e in self]

    def of(self, type_: str) -> list[Event]:
        return [e for e in self if e.type == type_]


def processes_of(work: Path) -> list[int]:
    """Processes, not yet dead, that name the folder on their command line."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal() or int(folder.name) == os.getpid():
            continue
        try:
            named = str(work).encode() in (folder / "cmdline").read_bytes()
            if named and (folder / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z":
                found.append(int(folder.name))
        except (OSError, IndexError):
            continue
    return found


def gone(work: Path, *, within_s: float = 15.0) -> bool:
    """Whether all processes of the folder end within that time."""
    until = time.monotonic() + within_s
    while processes_of(work):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True

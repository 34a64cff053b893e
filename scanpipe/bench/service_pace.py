"""Pages a minute: people who hand in one dossier after the other, and the batch command on the same pages."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from scanpipe.bench.cost import costed
from scanpipe.bench.score import Tally
from scanpipe.bench.service_client import Phone
from scanpipe.bench.service_papers import Handful
from scanpipe.bench.service_results import Block
from scanpipe.bench.service_server import WORKERS, Server, environment
from scanpipe.errors import EngineError
from scanpipe.model import UploadFile

CLIENTS = 2 * WORKERS
"""People at a time: while two are examined, two more wait."""
_PATIENCE_S = 600.0
_LOOK_S = 0.05
CPU_A_PAGE = "CPU a page, seconds:"

HandIn = Callable[[Phone, Sequence[UploadFile]], None]


def together(phone: Phone, files: Sequence[UploadFile]) -> None:
    """All pages in one request. Raises EngineError when they are not taken."""
    answer = phone.hand_in(files)
    if not answer.accepted:
        raise EngineError(f"An upload was answered with {answer.status}.")


def singly(phone: Phone, files: Sequence[UploadFile]) -> None:
    """Page by page, as a phone does: the next one as soon as the one before was taken."""
    for file in files:
        together(phone, [file])


def block(server: Server, papers: Sequence[Handful], number: int, tally: Tally) -> Block:
    """
    The papers examined in all three ways; who begins changes from block to block, as the state of a machine does. What
    they cost is noted.
    """
    pages = sum(len(paper.files) for paper in papers)

    def batch() -> float:
        took_s, cost_s = costed(lambda: batch_s(papers))
        tally.note(f"{CPU_A_PAGE} the batch command", cost_s / pages)
        return took_s

    def served(hand_in: HandIn, name: str) -> float:
        before = server.cpu_s()
        took_s, own_s = costed(lambda: closed_loop_s(server, papers, hand_in))
        names = ("the server", "its examiners")
        for who, begin_s, end_s in zip(names, before, server.cpu_s(), strict=True):
            tally.note(f"{CPU_A_PAGE} {who}, {name}", (end_s - begin_s) / pages)
        tally.note(f"{CPU_A_PAGE} the people, {name}", own_s / pages)
        return took_s

    ways: list[Callable[[], float]] = [
        batch,
        lambda: served(together, "dossier by dossier"),
        lambda: served(singly, "page by page"),
    ]
    took: dict[int, float] = {}
    for way in sorted(range(len(ways)), key=lambda way: (way + number) % len(ways)):
        server.wait_until_warm()
        took[way] = ways[way]()
    return Block(pages, took[0], took[1], took[2])


def batch_s(papers: Sequence[Handful]) -> float:
    """The seconds that `scanpipe check --batch` takes with as many processes. Raises EngineError when it fails."""
    with TemporaryDirectory(prefix="scanpipe-bench-") as name:
        home, out = Path(name) / "papers", Path(name) / "out"
        for paper in papers:
            folder = home / paper.name
            folder.mkdir(parents=True)
            for file in paper.files:
                (folder / file.name).write_bytes(file.data)
        command = [sys.executable, "-m", "scanpipe", "check", "--batch", str(home), "-j", str(WORKERS)]
        begin = time.monotonic()
        done = subprocess.run(
            [*command, "--out", str(out), "--fail-on", "never"],
            capture_output=True,
            text=True,
            check=False,
            env=environment(),
        )
        took_s = time.monotonic() - begin
        reports = len(list(out.glob("*/report.json")))
    if done.returncode != 0 or reports != len(papers):
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise EngineError(f"scanpipe check --batch failed: {last}")
    return took_s


def closed_loop_s(server: Server, papers: Sequence[Handful], hand_in: HandIn) -> float:
    """
    The seconds until all papers are examined and their pictures are drawn, CLIENTS people at a time: whoever has a
    result takes the next paper. Raises EngineError when one is not examined.
    """
    waiting: queue.SimpleQueue[tuple[int, Handful]] = queue.SimpleQueue()
    for item in enumerate(papers):
        waiting.put(item)
    failed: list[str] = []

    def person() -> None:
        while not failed:
            try:
                number, paper = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                _examined(server.phone(number), paper, hand_in)
            except Exception as error:  # told by the one who waits for all of them
                failed.append(f"{paper.name}: {type(error).__name__}: {error}")

    begin = time.monotonic()
    people = [threading.Thread(target=person, daemon=True) for _ in range(min(CLIENTS, len(papers)))]
    for one in people:
        one.start()
    for one in people:
        one.join()
    if failed:
        raise EngineError(failed[0])
    while server.examiners().children:  # the pictures of the last ones are being drawn
        time.sleep(_LOOK_S)
    return time.monotonic() - begin


def _examined(phone: Phone, paper: Handful, hand_in: HandIn) -> None:
    phone.begin()
    hand_in(phone, paper.files)
    for _ in phone.follow(_PATIENCE_S):
        pass
    if not phone.look().get("examined"):
        raise EngineError("it was not examined")

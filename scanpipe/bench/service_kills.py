"""Examiners and whole servers killed at random moments while documents are examined: nothing accepted may be lost."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from scanpipe.bench.score import Tally
from scanpipe.bench.service_client import BROKEN, Phone
from scanpipe.bench.service_judged import judged
from scanpipe.bench.service_papers import Handful
from scanpipe.bench.service_processes import family
from scanpipe.bench.service_results import EXAMINER_KILLED, SERVER_KILLED
from scanpipe.bench.service_server import WORKERS, Server
from scanpipe.model import UploadFile

RECOVERED = "seconds from the kill of the server until everything was examined"
LEFT = "process left behind by a killed server"
_PATIENCE_S = 180.0
_LATEST = 0.85
"""A kill falls within this share of the time that the same papers took unharmed."""
_ENDING_S = 3.0
_LOOK_S = 0.02
_TRIES = 4
"""Rounds for each kill that is wanted: one that came too late proves nothing, and is not counted."""


@dataclass(slots=True)
class _Person:
    """Somebody with a paper: what is not accepted yet is handed in again, page by page."""

    phone: Phone
    files: tuple[UploadFile, ...]
    accepted: dict[str, str] = field(default_factory=dict)
    """File → its page."""

    def hand_in(self) -> None:
        """Go on where it ended; ends quietly when the service is gone."""
        with suppress(*BROKEN):
            for file in self.files:
                if file.name not in self.accepted:
                    answer = self.phone.hand_in([file])
                    if not answer.accepted:
                        return
                    self.accepted[file.name] = answer.pages[0]


def examiners_killed(server: Server, papers: Sequence[Handful], kills: int, seed: int, tally: Tally) -> int:
    """Kill children and nurseries in turn, one in each dossier, until `kills` fell mid-document; how many did."""
    rng = random.Random(f"examiners-{seed}")
    done = 0
    for number in range(kills * _TRIES):
        if done == kills:
            break
        paper = papers[number % len(papers)]
        server.wait_until_warm()
        unharmed_s = _examined_s(server.phone(2 * number), paper)
        server.wait_until_warm()
        phone = server.phone(2 * number + 1)
        phone.begin()
        pages = phone.hand_in(paper.files).pages
        time.sleep(rng.uniform(0, _LATEST) * unharmed_s)
        what = "nursery" if done % 2 else "child"
        if not _kill_examiner(server, what) or phone.look().get("examined"):
            continue
        done += 1
        for _ in phone.follow(_PATIENCE_S):
            pass
        tally.count(f"{what} killed mid-document, its check examined", bool(phone.look().get("examined")), paper.name)
        judged(phone, pages, tally, EXAMINER_KILLED, f"kill {done} of a {what}, {paper.name}")
    return done


def _examined_s(phone: Phone, paper: Handful) -> float:
    begin = time.monotonic()
    phone.begin()
    phone.hand_in(paper.files)
    for _ in phone.follow(_PATIENCE_S):
        pass
    return time.monotonic() - begin


def _kill_examiner(server: Server, what: str) -> bool:
    """Kill the child that examines, or its nursery; False when there is none."""
    until = time.monotonic() + 0.5  # between upload and fork there is a moment without a child
    while time.monotonic() < until:
        processes = server.processes()
        seen = server.examiners()
        if seen.children:
            child = seen.children[0]
            parent = next((p.parent for p in processes if p.pid == child), None)
            target = child if what == "child" else parent
            if target in seen.nurseries or target == child:
                with suppress(ProcessLookupError):
                    os.kill(target, signal.SIGKILL)
                    return True
        time.sleep(_LOOK_S)
    return False


def servers_killed(server: Server, papers: Sequence[Handful], kills: int, seed: int, tally: Tally) -> int:
    """
    Kill the server while as many people as it has workers, and one more, hand in page by page; start it again; they go
    on. Counts every page; how many kills fell mid-document.
    """
    rng = random.Random(f"servers-{seed}")
    done = 0
    unharmed_s = max(_examined_s(server.phone(n), papers[n % len(papers)]) for n in range(2))
    for number in range(kills * _TRIES):
        if done == kills:
            break
        first = number * (WORKERS + 1)
        people = [
            _Person(server.phone(1000 + first + n), papers[(first + n) % len(papers)].files) for n in range(WORKERS + 1)
        ]
        for one in people:
            one.phone.begin()
        handing_in = [threading.Thread(target=one.hand_in, daemon=True) for one in people]
        for thread in handing_in:
            thread.start()
        time.sleep(rng.uniform(0, _LATEST) * unharmed_s)
        examined = all(one.phone.look().get("examined") and len(one.accepted) == len(one.files) for one in people)
        _restarted(server, tally)
        killed = time.monotonic()
        for thread in handing_in:
            thread.join()
        _finish(people)
        if not examined:
            done += 1
            tally.note(RECOVERED, time.monotonic() - killed)
            all_done = all(one.phone.look().get("examined") for one in people)
            tally.count("server killed mid-document, all checks examined", all_done, f"kill {done}")
            for one in people:
                story = f"kill {done} of the server"
                tally.count(f"{SERVER_KILLED}: handed in", len(one.accepted) == len(one.files), story)
                judged(one.phone, list(one.accepted.values()), tally, SERVER_KILLED, story)
    return done


def _restarted(server: Server, tally: Tally) -> None:
    """Kill it, look that its examiners end with it, and start it again."""
    before = [p.pid for p in server.processes()]
    server.kill()
    until = time.monotonic() + _ENDING_S
    while (left := [pid for pid in before if family(pid)]) and time.monotonic() < until:
        time.sleep(_LOOK_S)
    tally.count(f"no {LEFT}", not left, f"{len(left)} processes after {_ENDING_S:g} s")
    server.start()


def _finish(people: Sequence[_Person]) -> None:
    """Whoever was cut off hands in the rest; all wait for their results."""
    for one in people:
        one.hand_in()
    for one in people:
        for _ in one.phone.follow(_PATIENCE_S):
            pass

"""Many times more uploads than can be examined, for minutes: what is accepted, lost and refused, and the memory."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from scanpipe.bench.score import Tally
from scanpipe.bench.service_client import BROKEN, HandedIn, Phone
from scanpipe.bench.service_judged import finished_pages, held_pages
from scanpipe.bench.service_papers import Handful
from scanpipe.bench.service_results import FINISHED, HELD, Moment, Overload
from scanpipe.bench.service_server import Server

TIMES = 4.0
_REFUSED = (429, 503)
_SAMPLE_S = 1.0
_SHORTEST_RETRY_S = 1.0
_WAITS_S = "wait under overload, seconds from accepted to finished"


@dataclass(slots=True)
class _Crowd:
    """What all people who come have seen so far."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    offered: int = 0
    refused: int = 0
    broken: list[str] = field(default_factory=list)
    retry_s: list[float] = field(default_factory=list)
    accepted: dict[Phone, tuple[str, ...]] = field(default_factory=dict)
    waited_s: list[float] = field(default_factory=list)
    finished: int = 0


def overloaded(
    server: Server,
    papers: Sequence[Handful],
    *,
    pages_a_minute: float,
    lasting_s: float,
    bound: int,
    seed: int,
    tally: Tally,
) -> Overload:
    """
    People come TIMES as fast as `pages_a_minute`, whatever the service says to those before them; who is refused comes
    back when told to, until the time is over. Counts every accepted page as kept and as finished.
    """
    crowd, until = _Crowd(), time.monotonic() + lasting_s
    mean_pages = sum(len(p.files) for p in papers) / len(papers)
    gap_s = 60 * mean_pages / (TIMES * pages_a_minute)
    patience_s = 60 + 3 * 60 * (bound + 4 * lasting_s / 60 * mean_pages) / pages_a_minute
    moments: list[Moment] = []
    ended = threading.Event()
    watching = threading.Thread(target=_watch, args=(server, crowd, ended, moments), daemon=True)
    watching.start()
    people = _come(server, papers, crowd, until=until, gap_s=gap_s, patience_s=patience_s, seed=seed)
    over = time.monotonic()
    for one in people:
        one.join(max(0.0, over + patience_s - time.monotonic()))
    drained_s = time.monotonic() - over
    ended.set()
    watching.join()
    _judge(crowd, tally)
    return Overload(
        lasting_s=lasting_s,
        rate=TIMES * pages_a_minute,
        bound=bound,
        offered=crowd.offered,
        accepted=sum(map(len, crowd.accepted.values())),
        refused=crowd.refused,
        broken=len(crowd.broken),
        retry_s=tuple(crowd.retry_s),
        drained_s=drained_s,
        moments=tuple(moments),
    )


def _come(
    server: Server,
    papers: Sequence[Handful],
    crowd: _Crowd,
    *,
    until: float,
    gap_s: float,
    patience_s: float,
    seed: int,
) -> list[threading.Thread]:
    """Everybody who comes until the time is over, a thread each."""
    rng = random.Random(f"overload-{seed}")
    people: list[threading.Thread] = []
    due = time.monotonic()
    while (due := due + rng.expovariate(1 / gap_s)) < until:
        time.sleep(max(0.0, due - time.monotonic()))
        number = len(people)
        task = (server.phone(number), papers[number % len(papers)], crowd, until, patience_s)
        people.append(threading.Thread(target=_person, args=task, daemon=True))
        people[-1].start()
    time.sleep(max(0.0, until - time.monotonic()))
    return people


def _person(phone: Phone, paper: Handful, crowd: _Crowd, until: float, patience_s: float) -> None:
    with crowd.lock:
        crowd.offered += len(paper.files)
    try:
        answer = _tried(phone, paper, crowd, until)
        if answer is None:
            return
        begin = time.monotonic()
        with crowd.lock:
            crowd.accepted[phone] = answer.pages
        for _ in phone.follow(patience_s):
            pass
        with crowd.lock:
            crowd.waited_s.append(time.monotonic() - begin)
            crowd.finished += len(answer.pages)
    except BROKEN as error:
        with crowd.lock:
            crowd.broken.append(type(error).__name__)


def _tried(phone: Phone, paper: Handful, crowd: _Crowd, until: float) -> HandedIn | None:
    """The pages handed in; again after each refusal, when told to. None when the time was over before."""
    began = False
    while time.monotonic() < until:
        if not began:
            status = phone.begin()
            answer = HandedIn(status, ())
            began = status == 201
        if began:
            answer = phone.hand_in(paper.files)
            if answer.accepted:
                return answer
        with crowd.lock:
            if answer.status not in _REFUSED or answer.retry_s is None:
                crowd.broken.append(str(answer.status))
                return None
            crowd.refused += 1
            crowd.retry_s.append(answer.retry_s)
        time.sleep(max(0.0, min(max(_SHORTEST_RETRY_S, answer.retry_s), until - time.monotonic())))
    return None


def _watch(server: Server, crowd: _Crowd, ended: threading.Event, moments: list[Moment]) -> None:
    begin = time.monotonic()
    while not ended.wait(_SAMPLE_S):
        memory = server.memory()
        with crowd.lock:
            waiting = sum(map(len, crowd.accepted.values())) - crowd.finished
        moments.append(Moment(time.monotonic() - begin, *memory, waiting))


def _judge(crowd: _Crowd, tally: Tally) -> None:
    for phone, pages in crowd.accepted.items():
        view, report = phone.look(), phone.report()
        held, finished = held_pages(view), finished_pages(view, report)
        for page in pages:
            tally.count(HELD, page in held, page)
            tally.count(FINISHED, page in finished, f"{page} {view.get('state')} examined {view.get('examined')}")
    for seconds in crowd.waited_s:
        tally.note(_WAITS_S, seconds)
    tally.count("request under overload answered as it should", not crowd.broken, ", ".join(crowd.broken[:20]))

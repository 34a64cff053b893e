"""
`scanpipe bench --publication`: editions are published and rolled back while people use the service.

Two states of the law take turns in forms/. Every answer has to be that of the one or of the other, whole; every report
has to say the status that follows from the law which it names.
"""

from __future__ import annotations

import itertools
import json
import shutil
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import samples
from scanpipe.bench.service_client import BROKEN, fetched
from scanpipe.bench.service_server import Server, served
from scanpipe.catalog.load import load_catalog, read_file
from scanpipe.catalog.schema import Edition
from scanpipe.console.terminal import write
from scanpipe.errors import EngineError
from scanpipe.model import UploadFile
from scanpipe.publishing.candidate import put, with_value
from scanpipe.publishing.lock import changing
from scanpipe.service import today

FORM, NEWEST, ADDED = "ct01", "2026-07-01_tt116_2026.yaml", "tt9_bench"
PER_SECOND = 50
_HANDS = 10
"""Clients at once; each has its share of the requests."""
_FLIP_S = 2.0
_OTHER_CITATION = ("116/2026/TT-BCA", "9/2026/TT-BCA")


@dataclass(slots=True)
class Seen:
    """What the clients saw, added up. `wrong` are answers that belong to neither law."""

    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    reports: Counter[str] = field(default_factory=Counter)
    flips: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, what: str, took_s: float, wrong: str | None = None) -> None:
        """One answer."""
        with self.lock:
            self.answers[what] += 1
            self.seconds.append(took_s)
            if wrong is not None:
                self.wrong.append(wrong)


@dataclass(frozen=True, slots=True)
class Law:
    """One of the two states: its digest, what the editions of the form are told to be, and the status of the paper."""

    digest: str
    editions: tuple[tuple[str, str], ...]
    paper: str


class Turns:
    """forms/ in a folder of its own, and the two states that it can be in."""

    def __init__(self, source: Path, folder: Path) -> None:
        self.forms = folder / "forms"
        shutil.copytree(source, self.forms, ignore=shutil.ignore_patterns("drafts", "history", ".*"))
        self._text = (self.forms / FORM / NEWEST).read_text("utf-8")
        for key, value in (("edition", ADDED), ("supersedes", "tt116_2026"), ("effective_from", str(today()))):
            self._text = with_value(self._text, key, value)
        self._text = self._text.replace(*_OTHER_CITATION)
        (folder / "edition.yaml").write_text(self._text, "utf-8")
        self._edition = read_file(folder / "edition.yaml", Edition)
        self.without = self._state()
        self.publish()
        self.with_it = self._state()
        self.take_back()

    def publish(self) -> None:
        """The new edition is in force from today."""
        with changing(self.forms):
            put(self.forms, self._text, self._edition)

    def take_back(self) -> None:
        """What was live before is live again."""
        with changing(self.forms):
            next((self.forms / FORM).glob(f"*_{ADDED}.yaml")).unlink()

    def of(self, digest: str) -> Law | None:
        """The state with that digest."""
        return next((law for law in (self.without, self.with_it) if law.digest == digest), None)

    def _state(self) -> Law:
        catalog, day = load_catalog(self.forms), today()
        newest_first = reversed(catalog.forms[FORM].editions)
        editions = tuple((e.edition, catalog.status(e, on=day).value) for e in newest_first)
        paper = catalog.status(catalog.edition(FORM, "tt116_2026"), on=day).value
        return Law(catalog.digest, editions, paper)


def good_paper() -> UploadFile:
    """A paper of the edition that the other one ends, without a fault. Raises EngineError outside of a checkout."""
    path = Path(samples.__file__).parent / "small" / "ct01-good-scan.jpg"
    if not path.is_file():
        raise EngineError(f"{path} is missing: this measurement needs the samples of a checkout.")
    return UploadFile(path.name, path.read_bytes())


def bench_publication(forms: Path, paper: UploadFile, seconds: float) -> int:
    """Run it and print what was seen; 1 when an answer belongs to neither law."""
    seen = measure_publication(forms, paper, seconds)
    total = sum(seen.answers.values())
    write(f"{total} requests in {seconds:.0f} s ({total / seconds:.0f} a second), {seen.flips} publications\n")
    p95 = statistics.quantiles(seen.seconds, n=20)[-1] if len(seen.seconds) > 1 else 0.0
    write(f"p50 {statistics.median(seen.seconds) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms\n")
    write(f"{'answers':<24}{', '.join(f'{what} {n}' for what, n in sorted(seen.answers.items()))}\n")
    write(f"{'reports by law':<24}{', '.join(f'{what} {n}' for what, n in sorted(seen.reports.items())) or 'none'}\n")
    write(f"{'of neither law':<24}{len(seen.wrong)}\n")
    for one in seen.wrong[:10]:
        write(f"  {one}\n")
    return 1 if seen.wrong else 0


def measure_publication(forms: Path, paper: UploadFile, seconds: float, *, flip_s: float = _FLIP_S) -> Seen:
    """Clients ask for `seconds` while the law changes every `flip_s`. Raises EngineError without a service."""
    seen = Seen()
    with TemporaryDirectory(prefix="scanpipe-bench-forms-") as folder:
        turns = Turns(forms, Path(folder))
        with served({"SCANPIPE_FORMS_DIR": str(turns.forms)}) as server:
            until = time.monotonic() + seconds
            hands = [threading.Thread(target=_ask, args=(server, turns, n, until, seen)) for n in range(_HANDS)]
            hands.append(threading.Thread(target=_examine, args=(server, turns, paper, until, seen)))
            for hand in hands:
                hand.start()
            _flip(turns, until, flip_s, seen)
            for hand in hands:
                hand.join()
    return seen


def _flip(turns: Turns, until: float, flip_s: float, seen: Seen) -> None:
    for change in itertools.cycle((turns.publish, turns.take_back)):
        if time.monotonic() + flip_s >= until:
            return
        time.sleep(flip_s)
        change()
        seen.flips += 1


def _ask(server: Server, turns: Turns, number: int, until: float, seen: Seen) -> None:
    """One hand's share of the requests: the editions of the form, its blank, checks begun and looked at."""
    ways = itertools.cycle(_ways(server, turns, number, seen))
    pause_s = _HANDS / PER_SECOND
    next_at = time.monotonic() + pause_s * number / _HANDS
    while (now := time.monotonic()) < until:
        if now < next_at:
            time.sleep(min(next_at - now, 0.2))
            continue
        next_at += pause_s
        name, way = next(ways)
        begin = time.monotonic()
        try:
            wrong = way()
        except BROKEN as error:
            wrong = f"{name}: {type(error).__name__}"
        seen.add(name, time.monotonic() - begin, wrong)


def _ways(server: Server, turns: Turns, number: int, seen: Seen) -> Iterator[tuple[str, Callable[[], str | None]]]:
    people = itertools.count(number * 10_000)
    phone = server.phone(next(people))

    def begin() -> str | None:
        nonlocal phone
        phone = server.phone(next(people))
        status = phone.begin()
        return None if status == HTTPStatus.CREATED else f"check: status {status}"

    def editions() -> str | None:
        told = _json(server.port, f"/api/v1/forms/{FORM}/editions")
        got = tuple((e["edition"], e["status"]) for e in told.get("editions", ()))
        return None if got in (turns.without.editions, turns.with_it.editions) else f"editions: {got}"

    def blank() -> str | None:
        answer = fetched(server.port, f"/api/v1/forms/{FORM}/current/blank.pdf")
        return None if answer.startswith(b"%PDF") else "blank: no PDF"

    def look() -> str | None:
        return None if phone.look() else "check: gone"

    yield from (("check", begin), ("editions", editions), ("look", look), ("editions", editions), ("blank", blank))


def _examine(server: Server, turns: Turns, paper: UploadFile, until: float, seen: Seen) -> None:
    """One person after the other hands in the same good paper; the report has to fit the law that it names."""
    for number in itertools.count(500_000):
        if time.monotonic() >= until:
            return
        phone = server.phone(number)
        phone.begin()
        begin = time.monotonic()
        phone.hand_in([paper])
        for _ in phone.follow(60):
            pass
        report = phone.report()
        law = turns.of(str(_digest(report)))
        status = [d.get("edition_status") for d in report.get("documents", ())]
        right = law is not None and status == [law.paper]
        seen.add("examined", time.monotonic() - begin, None if right else f"report: {status} under {_digest(report)}")
        with seen.lock:
            seen.reports[status[0] if right else "wrong"] += 1


def _digest(report: dict[str, Any]) -> object:
    return report.get("made_with", {}).get("forms")


def _json(port: int, path: str) -> dict[str, Any]:
    try:
        told = json.loads(fetched(port, path))
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}

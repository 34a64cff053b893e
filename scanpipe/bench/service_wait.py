"""How long one person waits: one clear photo after the other, each handed in to a service with nothing else to do."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from scanpipe.bench.score import Tally
from scanpipe.bench.service_client import Phone, Told
from scanpipe.bench.service_results import EDITION, RESULT, STARTED
from scanpipe.bench.service_server import Server, served
from scanpipe.model import UploadFile

STEP = "seconds after the upload began:"
CLEAR = "clear photo let in"
TOLD_FIRST = "edition told before the result"
_PATIENCE_S = 60.0
_LOOK_S = 0.02
_REST_S = 0.5


def started(times: int, tally: Tally) -> tuple[int, int, int]:
    """Start services in fresh folders and note how long each takes; the memory of the last before its first paper."""
    memory = (0, 0, 0)
    for number in range(times + 1):
        with served() as server:
            memory = server.memory()
            if number:  # the first start compiles the programs
                tally.note(STARTED, server.started_s)
    return memory


def waited(server: Server, photos: Sequence[UploadFile], tally: Tally) -> None:
    """Hand in the photos, each in a check of its own, and note when what was told. The first one is not counted."""
    for number, photo in enumerate([photos[0], *photos]):
        _one(server.phone(number), photo, tally if number else Tally())
        server.wait_until_warm()
        time.sleep(_REST_S)


def _one(phone: Phone, photo: UploadFile, tally: Tally) -> None:
    phone.begin()
    heard: list[Told] = []
    listening = threading.Thread(target=lambda: heard.extend(phone.follow(_PATIENCE_S)), daemon=True)
    listening.start()
    time.sleep(_REST_S)  # the page that a person sees listens before there is anything to hear
    begin = time.monotonic()
    phone.hand_in([photo])
    taken_s = time.monotonic() - begin
    listening.join(_PATIENCE_S)
    page = _pictured(phone, begin + _PATIENCE_S)
    drawn_s = time.monotonic() - begin
    clear = bool(page) and page["readability"] != "unreadable"
    tally.count(CLEAR, clear, photo.name)
    at_s = {_step(told): told.at_s - begin for told in reversed(heard)}
    # A picture that is refused is done soon: it would flatter us.
    if not clear or "page.done" not in at_s:
        return
    tally.note(RESULT, at_s["page.done"])
    told_first = at_s.get("document.recognised", _PATIENCE_S) < at_s["page.done"]
    tally.count(TOLD_FIRST, told_first, f"{photo.name}: {page['seen_as']}")
    if told_first:
        tally.note(EDITION, at_s["document.recognised"])
    steps = {"1 upload answered": taken_s, **_named(at_s), "7 pictures drawn": drawn_s}
    for step, seconds in steps.items():
        tally.note(f"{STEP} {step}", seconds)


def _step(told: Told) -> str:
    return str(told.data["stage"]) if told.type == "page.stage" else told.type


def _named(at_s: dict[str, float]) -> dict[str, float]:
    names = {
        "straightening": "2 straightening",
        "reading": "3 reading its words",
        "document.recognised": "4 edition told",
        "matching": "5 held against its edition",
        "page.done": "6 result told",
    }
    return {name: at_s[step] for step, name in names.items() if step in at_s}


def _pictured(phone: Phone, until: float) -> dict[str, object]:
    """The page once its pictures are there."""
    while time.monotonic() < until:
        pages = phone.look().get("pages", [])
        if pages and pages[0]["has_picture"]:
            return dict(pages[0])
        time.sleep(_LOOK_S)
    return {}

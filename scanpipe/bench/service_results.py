"""What was measured of the service besides counts and seconds: blocks of the pace, and memory under load."""

from __future__ import annotations

from dataclasses import dataclass

EDITION = "edition told, seconds after the upload began"
RESULT = "result of the page, seconds after the upload began"
STARTED = "started, seconds to the first answered request"
HELD = "accepted page kept under overload"
FINISHED = "accepted page finished under overload"
EXAMINER_KILLED = "page finished and once in the report, its examiner killed"
SERVER_KILLED = "page finished and once in the report, the server killed"


@dataclass(frozen=True, slots=True)
class Block:
    """The same pages three times: seconds of the batch command, handed in dossier by dossier, and page by page."""

    pages: int
    batch_s: float
    together_s: float
    singly_s: float


@dataclass(frozen=True, slots=True)
class Moment:
    """
    Memory at one moment under load, in bytes: of the server alone, of all processes added up, and of all with what
    they share counted once. `waiting` pages were accepted and not finished.
    """

    at_s: float
    server: int
    added_up: int
    together: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Overload:
    """
    Uploads at a steady rate, many times what can be examined, for `lasting_s` seconds. Pages: `offered` (each once,
    however often it was tried), `accepted`; requests: `refused` with the seconds after which to come back, `broken`
    (any other answer, or none). `drained_s`: from the last upload until everything was examined.
    """

    lasting_s: float
    rate: float
    bound: int
    offered: int
    accepted: int
    refused: int
    broken: int
    retry_s: tuple[float, ...]
    drained_s: float
    moments: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceResults:
    """
    The parts that are not numbers of the tally. Bytes of a service that waits for its first paper: of the server
    alone, of all processes added up, and with what they share counted once.
    """

    idle_bytes: tuple[int, int, int] | None = None
    blocks: tuple[Block, ...] = ()
    overload: Overload | None = None
    walls: str = ""
    workers: int = 0
    parts: tuple[str, ...] = ()

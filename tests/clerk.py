"""An examiner that opens nothing: it reports the same of every dossier, as if it had read the files it was given."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from scanpipe.findings import rule
from scanpipe.imaging.encode import jpeg
from scanpipe.jobs.events import Event
from scanpipe.jobs.examiner import Failed, Reported, Result
from scanpipe.jobs.order import OUTCOME, REPORT, Order
from scanpipe.jobs.outcome import outcome_of
from scanpipe.model import (
    IDENTITY,
    Box,
    Document,
    EditionStatus,
    FileRecord,
    Finding,
    Ink,
    MadeWith,
    Page,
    Readability,
    Reading,
    Report,
    Verdict,
)
from scanpipe.report.json import dumps
from scanpipe.report.parse import report_of

PICTURE = jpeg(np.full((400, 280, 3), 230, np.uint8))


@dataclass
class Clerk:
    """Answers every order with a report on an unsigned CT01; `fails` are answers to give first."""

    outdated: bool = False
    readability: str = "ok"
    fails: list[Failed] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    before_report: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Nothing to start."""

    def stop(self) -> None:
        """Nothing to stop."""

    def examine(
        self, order: Order, on_event: Callable[[Event], None], *, cancelled: Callable[[], bool] = lambda: False
    ) -> Result:
        """Events as of an examiner, then the report."""
        self.orders.append(order)
        if self.fails:
            return self.fails.pop(0)
        folder = Path(order.folder)
        fresh = [i for i, file in enumerate(order.files) if file.kept is None]
        for i in fresh:
            on_event(Event("page.stage", {"file": i, "file_page": 1, "stage": "reading"}))
            (folder / f"{i}.pack").write_bytes(b"pack")
            on_event(Event("file.read", {"file": i, "pages": 1, "kept": f"{i}.pack"}))
            on_event(Event("page.read", {"file": i, "file_page": 1, "readability": self.readability}))
        self.before_report()
        data = self.report(len(order.pages))
        (folder / REPORT).write_bytes(data)
        report = report_of(data)
        (folder / OUTCOME).write_bytes(outcome_of(report, [IDENTITY for _ in report.pages]).to_json())
        on_event(Event("reported", {"report": REPORT, "outcome": OUTCOME}))
        for i in fresh:
            for name in (f"p-{i}-1-original.jpg", f"p-{i}-1-straight.jpg"):
                (folder / name).write_bytes(PICTURE)
            told = {"original": f"p-{i}-1-original.jpg", "straight": f"p-{i}-1-straight.jpg"}
            on_event(Event("pictured", {"file": i, "file_page": 1, **told}))
        return Reported(folder / REPORT, folder / OUTCOME)

    def report(self, pages: int) -> bytes:
        """A report on one paper of CT01 with as many pages as there are files: unsigned, or of an old edition too."""
        status = EditionStatus.OUTDATED if self.outdated else EditionStatus.CURRENT
        missing = Finding(
            "sign.signature_missing",
            document=0,
            page=1,
            key="declarant_signature",
            box=Box(0.6, 0.7, 0.3, 0.1),
            params={"label": "NGƯỜI KÊ KHAI(7)", "page": 1},
        )
        found = [rule(missing, accuses=True)]
        if self.outdated:
            days = {"since": dt.date(2025, 7, 1), "until": dt.date(2025, 6, 30), "from": dt.date(2026, 7, 1)}
            old = Finding("edition.outdated", document=0, page=1, params={"doc": "CT01", "basis": "–", **days})
            found.append(rule(old, accuses=True))
        shape = (Readability.OK, 0, 0.0, {}, IDENTITY, 210.0, 297.0)
        document = Document(
            form="ct01",
            edition="tt66_2023" if self.outdated else "tt116_2026",
            edition_status=status,
            effective_from=dt.date(2024, 1, 1),
            superseded_by=None,
            pages=tuple(range(1, pages + 1)),
            confidence=0.99,
            runner_up=None,
            evidence=("CT01",),
            verdict=Verdict.CORRECT,
            readings=(Reading("declarant_full_name", 1, Box(0.3, 0.2, 0.5, 0.02), Ink.WRITTEN, "VŨ THỊ MẪU", 0.97),),
        )
        report = Report(
            verdict=Verdict.CORRECT,
            as_of=dt.date(2026, 11, 25),
            made_with=MadeWith("0", "clerk", "sha256:0", 0.0),
            files=tuple(FileRecord(f"{n}.jpg", "0" * 64, 1) for n in range(pages)),
            pages=tuple(Page(n + 1, n, 1, *shape) for n in range(pages)),
            documents=(document,),
            findings=tuple(found),
        )
        return dumps(report).encode()

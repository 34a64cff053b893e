"""The pages of a draft over a real Center: overview, lint and test, comparison, a new draft; with errands that wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from api.office.catalogue import check, compare, draft, new
from api.staff import STAFF_COOKIE as STAFF_COOKIE
from scanpipe.office.catalogue.beginning import Beginning
from scanpipe.office.catalogue.checking import Checking
from scanpipe.office.catalogue.comparing import Comparing
from scanpipe.office.catalogue.errands import Errand, State
from scanpipe.trials.report import Gate, Kind, Outcome, Row, TrialReport
from tests.office.center import MONDAY
from tests.office_pages.editor_desk import EDITION, FORM, EditorDesk, editor_desk

HOME = f"/cb/mau/n/{FORM}/{EDITION}"
TRIED = f"{FORM}@{EDITION}"


class StandInErrands:
    """Errands that run until a test says how they ended."""

    def __init__(self) -> None:
        self.started: dict[str, Errand] = {}
        self.folders: dict[str, Path] = {}

    def start(self, name: str, args: Sequence[str], folder: Path) -> Errand:
        self.started[name] = Errand(name, tuple(args), State.RUNNING, MONDAY, progress=0.4, step="page 1")
        self.folders[name] = folder
        return self.started[name]

    def of(self, name: str) -> Errand | None:
        return self.started.get(name)

    def all(self) -> tuple[Errand, ...]:
        return tuple(self.started.values())

    def end(self, name: str, state: State, *told: str) -> None:
        self.started[name] = replace(self.started[name], state=state, told=told)


@dataclass
class DraftDesk:
    """The editor's desk, with more rooms."""

    editor: EditorDesk
    errands: StandInErrands
    comparing: Comparing
    checking: Checking
    beginning: Beginning

    def close(self) -> None:
        self.editor.close()


def draft_desk(folder: Path) -> DraftDesk:
    """A Center with the draft of the editor, and its pages."""
    editor = editor_desk(folder)
    drafting, errands = editor.drafting, StandInErrands()
    comparing = Comparing(drafting.desk, drafting)
    checking = Checking(drafting.desk, drafting, comparing, errands)  # type: ignore[arg-type]
    beginning = Beginning(drafting.desk, errands)  # type: ignore[arg-type]
    catalogue = editor.app.state.office.catalogue
    catalogue.comparing, catalogue.checking, catalogue.beginning = comparing, checking, beginning
    catalogue.errands = errands
    served = {getattr(route, "path", "") for route in editor.app.routes}
    for room in (new, draft, check, compare):
        if not {getattr(route, "path", "") for route in room.router.routes} <= served:
            editor.app.include_router(room.router)
    return DraftDesk(editor, errands, comparing, checking, beginning)


def report_of(etag: str, *, wrong: bool = True) -> TrialReport:
    """The report of a trial in which one expectation was wrong, or none."""
    told = {"vi": "Mục bỏ trống không được báo.", "en": "The field that was left out was not told."}
    row = Row(sample="typed-01.png", kind=Kind.POSITIVE, manner="typed scan", edition=TRIED, found=(TRIED,),
              outcome=Outcome.OK, fields=14, read=14, pages=1, residual_mm=0.4, seconds=1.2)  # fmt: skip
    left = row.model_copy(
        update={"kind": Kind.LEFT_OUT, "key": "declarant_phone", "expected": ("field.required_empty declarant_phone",)}
    )
    rows = [row, left.model_copy(update={"got": left.expected})]
    if wrong:
        rows.append(left.model_copy(update={"outcome": Outcome.WRONG, "told": told, "sample": "hand-02.jpg"}))
    other = {"kind": Kind.NEGATIVE, "edition": f"{FORM}@tt116_2026", "found": (f"{FORM}@tt116_2026",)}
    rows.append(row.model_copy(update={**other, "sample": "tt116_2026.png"}))
    open_, shut = (
        {"vi": "Cả 1 tờ đúng.", "en": "All 1 papers are right."},
        {"vi": "1 dòng sai.", "en": "1 row is wrong."},
    )
    gates = (
        Gate(name="complete", ok=True, told=open_),
        Gate(name="left_out", ok=not wrong, told=shut if wrong else open_),
        Gate(name="negatives", ok=True, told=open_),
    )
    return TrialReport(
        form=FORM, edition=EDITION, etag=etag, law="sha256:0", made_at=MONDAY, as_of=dt.date(2027, 3, 1), scanpipe="0",
        engine="scripted", rows=tuple(rows), matrix=(), gates=gates, ok=not wrong,
        unproven=("declarant_phone",) if wrong else (), line="unproven: [declarant_phone]" if wrong else None,
        seconds=4.8, pages=4,
    )  # fmt: skip

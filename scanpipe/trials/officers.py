"""Officers' cases of the form (`scanpipe cases export`), read once more: no edition may make them worse."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scanpipe.bench.cases import Replayed, replay
from scanpipe.catalog import Catalog
from scanpipe.ocr.engine import OcrEngine
from scanpipe.trials.report import Kind, Outcome, Row
from scanpipe.trials.words import say


def cases(folder: Path, form: str, catalog: Catalog, before: Catalog | None, engine: OcrEngine) -> list[Row]:
    """
    The row of each case of the form. A case is there because it was misread once: one that is still misread is excused,
    unless it is read rightly in the catalogue `before` the edition came in. Raises UsageError for a folder of no cases.
    """
    now = replay(folder, catalog, engine, _quiet, form=form)
    had: dict[str, Replayed] = {}
    if before is not None and form in before.forms and not all(map(_right, now)):
        had = {one.case.id: one for one in replay(folder, before, engine, _quiet, form=form)}
    return [_row(one, had.get(one.case.id)) for one in now]


def _row(now: Replayed, had: Replayed | None) -> Row:
    case = now.case
    row = Row(
        sample=case.id,
        kind=Kind.CASE,
        edition=f"{case.form}@{case.edition}",
        found=(f"{case.form}@{case.edition}" if now.recognised else "?",),
        key=case.key,
        expected=(case.ink,),
        outcome=Outcome.OK,
        pages=1,
    )
    if _right(now):
        return row.model_copy(update={"got": (case.ink,)})
    worse = had is not None and _right(had)
    told = say("case_worse" if worse else "case_wrong", what=", ".join(_missed(now)))
    return row.model_copy(update={"outcome": Outcome.WRONG if worse else Outcome.EXCUSED, "told": told})


def _right(one: Replayed) -> bool:
    return one.recognised and one.located and one.ink and one.words is not False


def _missed(one: Replayed) -> Sequence[str]:
    """What differs, never what somebody wrote."""
    seen = {"form": one.recognised, "place": one.located, "ink": one.ink, "words": one.words is not False}
    return [what for what, right in seen.items() if not right]


def _quiet(_part: str, _done: int, _of: int) -> None:
    """A trial tells its own progress."""

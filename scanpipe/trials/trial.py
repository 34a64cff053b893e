"""The trial of one edition: papers made, examined on a day on which it is in force, judged, and the gates drawn."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import scanpipe
from samples.recipe import printed_alike
from scanpipe.catalog import Catalog, Edition
from scanpipe.console.proving import line_to_paste
from scanpipe.errors import UsageError
from scanpipe.prove import Proof, prove
from scanpipe.prove import Trial as Printed
from scanpipe.trials.empty import official_print, rows_of
from scanpipe.trials.gates import confusion, failed, gates
from scanpipe.trials.judging import Trial, named
from scanpipe.trials.made_by_hand import hand_made, tried
from scanpipe.trials.making import hands_here
from scanpipe.trials.officers import cases
from scanpipe.trials.papers import only_in_words, wish
from scanpipe.trials.report import TrialReport, Words
from scanpipe.trials.walk import Ground, Progress, Walk, day_in_force, predecessor
from scanpipe.trials.words import say


def run(edition: Edition, ground: Ground, *, now: dt.datetime, progress: Progress | None = None) -> TrialReport:
    """
    Try an edition; `now` is written into the report. The same edition in the same catalogue gives the same rows.

    Raises UsageError for an edition without fields, FormDataError for broken expectations, EngineError, OSError or
    SubprocessError where a program or a font is missing.
    """
    if not edition.fields:
        raise UsageError(f"{named(edition)} is known for identification only: it has no fields to try.")
    begin = time.perf_counter()
    trial = Trial(edition, ground.catalog, day_in_force(edition, ground.catalog))
    walk = Walk(trial, ground, progress or _tell_nobody)
    papers = wish(edition, ground.catalog, on=trial.on)
    made_rows = walk.through(papers.papers)
    made_rows += walk.second_chance(made_rows)
    walk.step("empty prints")
    proof = prove(edition, ground.catalog, ground.engine)
    previous = predecessor(edition, ground.catalog)
    official = official_print(edition, ground.catalog, ground.engine, ground.forms_dir, on=trial.on)
    made_rows += [*rows_of(proof), *([official.row] if official else ())]
    made_rows += walk.before(made_rows, previous)
    walk.step("samples and cases")
    if ground.samples is not None:
        made_rows += tried(hand_made(ground.samples), walk.examined, update=ground.update_expect)
    if ground.cases is not None:
        made_rows += cases(ground.cases, edition.form, ground.catalog, ground.before, ground.engine)
    walk.step("gates")
    matrix = confusion(made_rows, edition.form, _alike(edition.form, ground.catalog))
    gated = gates(made_rows, matrix, has_previous=previous is not None)
    misplaced = official.elsewhere if official else frozenset()
    wrong = _with_failed(proof, [key for key in failed(made_rows) if key not in misplaced])
    return TrialReport(
        form=edition.form,
        edition=edition.edition,
        etag=ground.etag,
        law=ground.catalog.digest,
        made_at=now,
        as_of=trial.on,
        scanpipe=scanpipe.__version__,
        engine=ground.engine.name,
        rows=tuple(made_rows),
        matrix=matrix,
        gates=gated,
        unproven=tuple(key for key in wrong.unproven if key not in edition.unproven),
        line=line_to_paste(wrong),
        notes=tuple(_notes(trial, ground, papers.untried)),
        pages=sum(r.pages for r in {row.sample: row for row in made_rows}.values()),
        seconds=round(time.perf_counter() - begin, 1),
        ok=all(gate.ok for gate in gated),
    )


def _with_failed(proof: Proof, keys: Sequence[str]) -> Proof:
    """The proof with what failed on filled-in papers counted too."""
    filled = Printed("filled in", 0, True, (), frozenset(keys), frozenset())
    return replace(proof, trials=(*proof.trials, filled))


def _alike(form: str, catalog: Catalog) -> frozenset[str]:
    return frozenset(named(one) for one in catalog.forms[form].editions if printed_alike(one, catalog))


def _notes(trial: Trial, ground: Ground, untried: Sequence[str]) -> Iterator[Words]:
    edition = trial.edition
    if ground.undated:
        yield say("note_undated", on=f"{trial.on:%d/%m/%Y}")
    if edition.blank is None or not any(spec.box_mm for spec in edition.fields):
        yield say("note_typeset")
    if not hands_here():
        yield say("note_typed")
    on_condition = [key for key in untried if not only_in_words(edition.field(key))]
    if on_condition:
        yield say("note_untried", keys=", ".join(on_condition))
    bare = [e.edition for e in trial.catalog.forms[edition.form].editions if not e.fields]
    if bare:
        yield say("note_no_fields", editions=", ".join(bare))


def _tell_nobody(_done: int, _of: int, _words: str) -> None:
    """Nobody listens."""

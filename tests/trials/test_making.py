"""Papers of a trial, really made and really read: the one test of trials that has pictures in it."""

import hashlib
import sys
from functools import reduce
from pathlib import Path

import pytest

from samples.truth import Ink
from scanpipe.catalog import Catalog, Edition, FieldSpec
from scanpipe.catalog.blank import typeset
from scanpipe.catalog.schema import BlankFile
from scanpipe.model import Rect
from scanpipe.service import engine_of
from scanpipe.trials.judging import Trial
from scanpipe.trials.making import Maker
from scanpipe.trials.papers import CLEAN, MANNERS, Wanted, honest, leaving_out
from scanpipe.trials.report import Kind, Outcome
from scanpipe.trials.walk import Ground, Walk, day_in_force
from tests.scripted import CATALOG, FORMS

EDITION = CATALOG.edition("civil_status_extract_copy", "tt04_2024")


def complete(edition: Edition, manner: int = 0) -> Wanted:
    """A paper with nothing left out."""
    name = "complete-1"
    plan = honest(edition, day_in_force(edition, CATALOG), name)
    return Wanted(name, Kind.POSITIVE, edition, MANNERS[manner], plan)


def with_blank(folder: Path) -> Edition:
    """The edition with an official blank of its own, on which every place is measured."""
    blank = typeset(EDITION)
    (folder / EDITION.form).mkdir()
    (folder / EDITION.form / "official.pdf").write_bytes(blank.pdf)
    lines = []
    for line in EDITION.lines:
        zones = [z for z in blank.of(line.key) if z.kind != "label"] if isinstance(line, FieldSpec) else []
        if zones:
            box = reduce(Rect.union, [zone.rect for zone in zones])
            line = line.model_copy(update={"box_mm": (box.left, box.top, box.right, box.bottom)})
        lines.append(line)
    file = BlankFile(file="official.pdf", sha256=hashlib.sha256(blank.pdf).hexdigest())
    return EDITION.model_copy(update={"lines": tuple(lines), "blank": file})


@pytest.mark.poppler
def test_the_same_paper_is_made_of_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tomorrow, too: a trial can be repeated. Nothing that only developers have is needed for it."""
    for name in ("sklearn", "fontTools"):
        monkeypatch.setitem(sys.modules, name, None)
    maker, boxed = Maker(FORMS), CATALOG.edition("ct01", "tt116_2026")
    first, second = (maker.make(complete(boxed, manner=3)) for _ in range(2))
    assert first.files == second.files
    assert first.unplaced == ()
    assert {f.key for f in first.fields if f.required and f.state is Ink.BLANK} == set()


@pytest.mark.poppler
def test_an_official_blank_is_what_is_filled_in(tmp_path: Path) -> None:
    """Its places are those that somebody measured; a place that is wanting is told."""
    edition, maker = with_blank(tmp_path), Maker(tmp_path)
    unseen = FieldSpec(key="nickname", label="Biệt danh:", required="yes")
    wanting = edition.model_copy(update={"lines": (*edition.lines, unseen)})
    made = maker.make(complete(wanting))
    assert maker.blank(wanting).source == "official"
    assert made.unplaced == (("field.required_empty", "nickname"),)


@pytest.mark.tesseract
@pytest.mark.poppler
def test_what_is_left_out_is_found_and_what_is_written_is_not_accused(tmp_path: Path) -> None:
    """On the official blank, through the whole line: each page within a millimetre."""
    edition = with_blank(tmp_path)
    form = CATALOG.forms[EDITION.form]
    editions = tuple(edition if e == EDITION else e for e in form.editions)
    catalog = Catalog({**CATALOG.forms, EDITION.form: type(form)(form.about, editions)}, "tried")
    on = day_in_force(edition, catalog)
    trial = Trial(edition, catalog, on)
    walk = Walk(trial, Ground(catalog, engine_of("auto", 60.0), tmp_path), lambda *_: None)
    keys = [spec.key for spec in edition.fields if spec.required == "yes"][::2]
    papers, untried = leaving_out(edition, keys, (CLEAN,), on=on)
    rows = walk.through([complete(edition), *papers])
    assert untried == ()
    assert len(rows) == 1 + len(keys)
    assert {row.outcome for row in rows} <= {Outcome.OK, Outcome.EXCUSED}, [row.told for row in rows]
    assert all(row.residual_mm is not None and row.residual_mm < 1.0 for row in rows)

"""The official blank, empty, through the whole line: what the editor still has to mend is named."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import reduce
from pathlib import Path

import pytest

from samples.sources.printed_text import labels_not_printed
from scanpipe.catalog import Catalog, Edition, FieldSpec
from scanpipe.catalog.schema import BlankFile
from scanpipe.model import Rect
from scanpipe.trials.empty import OfficialPrint, official_print
from scanpipe.trials.report import Outcome
from scanpipe.trials.walk import day_in_force
from tests.scripted import CATALOG, ScriptedEngine, blank_of, words_on

pytestmark = pytest.mark.poppler

FORM, KEY = "civil_status_extract_copy", "tt04_2024"
EDITION = CATALOG.edition(FORM, KEY)


def measured(**changes: Mapping[str, object]) -> Edition:
    """The edition with its blank, measured as an operator would; then single fields changed."""
    blank, lines = blank_of(FORM, KEY), []
    for line in EDITION.lines:
        zones = [z for z in blank.of(line.key) if z.kind != "label"] if isinstance(line, FieldSpec) else []
        if zones:
            box = reduce(Rect.union, [zone.rect for zone in zones])
            line = line.model_copy(update={"box_mm": (box.left, box.top, box.right, box.bottom)})
        if isinstance(line, FieldSpec):
            line = line.model_copy(update=changes.get(line.key, {}))
        lines.append(line)
    file = BlankFile(file="official.pdf", sha256=hashlib.sha256(blank.pdf).hexdigest())
    return EDITION.model_copy(update={"lines": tuple(lines), "blank": file})


def printed(edition: Edition, folder: Path) -> OfficialPrint | None:
    """The official blank of that edition, read without a mistake."""
    (folder / FORM).mkdir()
    (folder / FORM / "official.pdf").write_bytes(blank_of(FORM, KEY).pdf)
    form = CATALOG.forms[FORM]
    editions = tuple(edition if e == EDITION else e for e in form.editions)
    catalog = Catalog({**CATALOG.forms, FORM: replace(form, editions=editions)}, "tried")
    engine = ScriptedEngine(words_on(FORM, KEY))
    return official_print(edition, catalog, engine, folder, on=day_in_force(edition, catalog))


def test_a_blank_that_is_as_its_edition_says_is_right(tmp_path: Path) -> None:
    """Every field in its measured place, and blank."""
    found = printed(measured(), tmp_path)
    assert found is not None
    assert (found.row.outcome, found.row.told, found.elsewhere) == (Outcome.OK, None, frozenset())
    assert found.row.sample == "empty-official-blank"


def test_a_box_on_another_line_is_named(tmp_path: Path) -> None:
    """It is mended in the editor: `unproven` would only hide it."""
    other = measured().field("subject_dob").box_mm
    found = printed(measured(subject_full_name={"box_mm": other}), tmp_path)
    assert found is not None
    assert found.elsewhere == {"subject_full_name"}
    assert found.row.outcome is Outcome.WRONG
    assert found.row.told is not None
    assert "subject_full_name" in found.row.told["en"]


def test_a_label_that_is_not_printed_is_named() -> None:
    """By the text of the PDF; captions and footnote marks are not asked for."""
    pdf = blank_of(FORM, KEY).pdf
    assert labels_not_printed(measured(), pdf) == []
    wrong = measured(subject_dob={"label": "Nơi làm việc hiện nay:"})
    assert labels_not_printed(wrong, pdf) == ["subject_dob"]


def test_without_measured_places_there_is_no_official_print(tmp_path: Path) -> None:
    """Our own typesetting is tried all the same."""
    assert printed(EDITION, tmp_path) is None

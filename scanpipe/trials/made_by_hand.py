"""
Pictures that somebody put beside a draft, with what they must bring about: `samples/NAME.jpg` and
`samples/NAME.expect.yaml`.

    edition: ct01@tt116_2026        what it is taken for: "ct01@?" for a tie, "?" for no form that is known, and
                                    "ct01@tt116_2026, identity_card" for two papers
    must:                           what is demanded, as "code key" or "code"; nothing when the list is empty
      - field.required_empty declarant_dob
    as_of: 2026-07-05               the day of filing, if not that of the trial
    files: [a.jpg, b.jpg]           the pages, if not all pictures called NAME.… and NAME-1.…, NAME-2.…
"""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scanpipe.catalog.load import read_file
from scanpipe.catalog.strict import Strict, Text
from scanpipe.catalog.write import yaml_of
from scanpipe.errors import FormDataError
from scanpipe.model import Report, Upload, UploadFile
from scanpipe.trials.judging import found, musts
from scanpipe.trials.report import Kind, Outcome, Row
from scanpipe.trials.words import say

FOLDER, ENDING = "samples", ".expect.yaml"
_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".pdf", ".tif", ".tiff", ".heic", ".webp"})
_NUMBERED = re.compile(r"(.+)-(\d{1,3})")
_MOST_SAMPLES = 50
"""So many are tried: more would be a measurement, not a test before publishing."""


class Expectation(Strict):
    """What one sample must bring about."""

    edition: Text
    must: tuple[Text, ...] = ()
    as_of: dt.date | None = None
    files: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class HandMade:
    """One sample: its pages in order, and what is expected; None where nobody has said so yet."""

    name: str
    pages: tuple[Path, ...]
    beside: Path
    expectation: Expectation | None = field(repr=False)


def hand_made(folder: Path) -> tuple[HandMade, ...]:
    """The samples in a folder by name. Raises FormDataError for a broken expectation or a picture it names in vain."""
    if not folder.is_dir():
        return ()
    pictures = [p for p in sorted(folder.iterdir()) if p.suffix.lower() in _PICTURES and p.is_file()]
    expected = {p.name.removesuffix(ENDING): p for p in sorted(folder.glob(f"*{ENDING}"))}
    told = {name: read_file(path, Expectation) for name, path in expected.items()}
    named = {file for one in told.values() for file in one.files}
    by_name: dict[str, list[Path]] = {name: [] for name in told}
    for picture in pictures:
        if picture.name not in named:
            by_name.setdefault(_name_of(picture.stem, told), []).append(picture)
    samples = tuple(_sample(folder, name, own, told.get(name)) for name, own in sorted(by_name.items()))
    if len(samples) > _MOST_SAMPLES:
        raise FormDataError(f"{folder}: {len(samples)} samples; keep at most {_MOST_SAMPLES}.")
    return samples


def tried(
    samples: tuple[HandMade, ...], examined: Callable[[Upload, dt.date | None], Report], *, update: bool
) -> Iterator[Row]:
    """The row of each sample; with `update` what came out is written down as what is expected, whatever it is."""
    for sample in samples:
        begin = time.perf_counter()
        said = sample.expectation
        upload = Upload(tuple(UploadFile(page.name, page.read_bytes()) for page in sample.pages))
        report = examined(upload, said.as_of if said else None)
        if update:
            said = _updated(sample, report)
        yield _row(sample, said, report, seconds=round(time.perf_counter() - begin, 2))


def _row(sample: HandMade, said: Expectation | None, report: Report, *, seconds: float) -> Row:
    taken, demanded = found(report), musts(report)
    row = Row(
        sample=sample.name,
        kind=Kind.MADE,
        edition=said.edition if said else "?",
        found=taken,
        expected=tuple(sorted(said.must)) if said else (),
        got=demanded,
        outcome=Outcome.OK,
        pages=len(report.pages),
        seconds=seconds,
    )
    if said is None:
        return row.model_copy(update={"outcome": Outcome.SKIPPED, "told": say("no_expectation")})
    if ", ".join(taken) != said.edition or row.got != row.expected:
        told = say("expected_other", expected=_shown((said.edition,), row.expected), got=_shown(taken, demanded))
        return row.model_copy(update={"outcome": Outcome.WRONG, "told": told})
    return row


def _updated(sample: HandMade, report: Report) -> Expectation:
    said = sample.expectation or Expectation(edition="?")
    now = said.model_copy(update={"edition": ", ".join(found(report)), "must": musts(report)})
    if now != sample.expectation:
        sample.beside.write_text(yaml_of(now), encoding="utf-8")
    return now


def _sample(folder: Path, name: str, own: list[Path], said: Expectation | None) -> HandMade:
    beside = folder / f"{name}{ENDING}"
    pages = [folder / Path(file).name for file in said.files] if said and said.files else sorted(own, key=_in_order)
    if gone := [page.name for page in pages if not page.is_file()]:
        raise FormDataError(f"{beside}: {', '.join(gone)} is not there; correct `files`, or put the picture there.")
    if not pages:
        raise FormDataError(f"{beside}: no picture is called {name}; put it there, or name the pages in `files`.")
    return HandMade(name, tuple(pages), beside, said)


def _name_of(stem: str, told: dict[str, Expectation]) -> str:
    """NAME-2.jpg is the second page of NAME, unless it has an expectation of its own."""
    numbered = _NUMBERED.fullmatch(stem)
    return numbered[1] if numbered and stem not in told else stem


def _in_order(path: Path) -> tuple[int, str]:
    numbered = _NUMBERED.fullmatch(path.stem)
    return (int(numbered[2]) if numbered else 0), path.name


def _shown(taken: tuple[str, ...], codes: tuple[str, ...]) -> str:
    return " + ".join((*taken, *codes))

"""Hundreds of invented dossiers as engines read them: what was planted is found, matching papers are left in peace."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from samples.cross import Dossier, dossiers
from samples.slips import HAND, reader
from scanpipe.closer_look import Look
from scanpipe.cross.cross import cross_findings
from scanpipe.findings import FINDINGS, missing_parameters
from scanpipe.model import Finding, Reading, Severity, Source
from tests.cross.papers import NAMES, catalog

COUNT = 500
TOLD = {
    "name": "cross.name_differs",
    "number": "cross.id_differs",
    "dob": "cross.dob_differs",
    "sex": "cross.sex_differs",
}
TOLD["card"] = "cross.card_unmatched"


def judged(dossier: Dossier, rng: Random) -> list[Finding]:
    """What is asked or said about a dossier, with somebody at hand who looks again; information left out."""

    def again(document: int, reading: Reading) -> list[Look]:
        look = reader(dossier.written[document, reading.key], reading.text or "", rng)
        return [look() for _ in range(4)]

    found = cross_findings(dossier.documents, catalog(), kind_names=NAMES, again=again)
    return [f for f in found if f.code not in FINDINGS or FINDINGS[f.code].severity is not Severity.INFO]


def about(dossier: Dossier, found: list[Finding]) -> Iterator[Finding]:
    """The findings that speak of what was planted: of that person, or of a card that is nobody's."""
    assert dossier.planted
    people = catalog().forms[dossier.documents[0].form or ""].about.people
    spec = people.get(dossier.planted.role)
    own = {key for keys in spec.said().values() for key in keys} if spec else set()
    yield from (f for f in found if f.key in own or f.code in ("cross.card_unmatched", TOLD[dossier.planted.part]))


def test_matching_dossiers_are_left_in_peace() -> None:
    """At most one in a hundred is asked about, and nobody is accused."""
    rng = Random(5)
    alarms = [judged(d, rng) for d in dossiers(5, COUNT, catalog(), faulty=False)]
    assert sum(bool(found) for found in alarms) <= COUNT / 100
    musts = [f for found in alarms for f in found if f.code == "cross.id_differs"]
    assert [f for f in musts if f.confidence >= FINDINGS["cross.id_differs"].threshold] == []


def test_planted_disagreements_are_found() -> None:
    """All of them where the characters are known; ninety-seven in a hundred where an engine reads typed print."""
    rng = Random(6)
    hits: dict[Source, list[bool]] = {}
    for dossier in dossiers(6, COUNT, catalog(), faulty=True):
        found = judged(dossier, rng)
        assert not any(missing_parameters(f) for f in found if f.code in FINDINGS)
        if dossier.manner.name != "faint copy":
            hits.setdefault(dossier.manner.source, []).append(any(about(dossier, found)))
    assert all(hits[Source.ACROFORM] + hits[Source.TEXT_LAYER])
    assert sum(hits[Source.OCR]) / len(hits[Source.OCR]) >= 0.97


@pytest.mark.parametrize("seed", range(3))
def test_handwriting_is_never_accused(seed: int) -> None:
    """What a person wrote by hand and an engine guessed at."""
    rng = Random(seed)
    for dossier in dossiers(seed, 60, catalog(), faulty=False, manners=(HAND,)):
        assert [f for f in judged(dossier, rng) if f.confidence >= 0.9 and f.code == "cross.id_differs"] == []

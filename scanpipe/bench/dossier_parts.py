"""
The crafts of the dossier measured one by one, over fresh values: cards, heaps of pages, papers held against each other,
and what is missing.

Words of a card's page come from the truth (its code, zone and values are read from the picture): reading them takes ten
times as long, and whole dossiers read them. Whether its picture is let in at all is counted
beside. Heaps and disagreements are words and values without pictures.
"""

from __future__ import annotations

from random import Random

from samples.cards.generate import Device
from samples.cards.generate import make as make_cards
from samples.cards.measure import measure as read_cards
from samples.cross import Dossier, dossiers
from samples.drawn import FILED, drawn
from samples.kinds.heap import Heap, heaps
from samples.pictures.picture import Picture
from samples.slips import reader
from scanpipe.bench.papers import Bench, Sum
from scanpipe.catalog import Catalog
from scanpipe.checklist import ReceivedPaper, checklist, missing
from scanpipe.closer_look import Look
from scanpipe.cross.cross import cross_findings
from scanpipe.findings import rule
from scanpipe.imaging.load import SourcePage, load_pages
from scanpipe.imaging.quality import assess, readability
from scanpipe.imaging.straighten import straighten
from scanpipe.model import Finding, Readability, Reading, Severity, UploadFile
from scanpipe.papers import sort_pages
from scanpipe.rows import make_rows
from scanpipe.spool import Spool

MISSING_FOUND = "truly missing paper found"
ASKED_RIGHTLY = "paper asked for that is missing and required"
SORTED = "pages sorted into the right paper and order"
CODES = {"scans": "code of the card read, scans of 250 dpi and more", "photos": "code of the card read, photos"}
ZONES = "zone of the card read with all check digits right, scans"
KEPT = "good picture of a card kept"
AGREED = "card whose code, zone and print agree left in peace"
DISAGREED = "planted disagreement found"
LEFT_IN_PEACE = "matching dossier left in peace"
DRAWN_A_DOSSIER, HEAPS_A_DOSSIER, READ_A_DOSSIER = 20, 5, 20
"""How many of what costs little are made for each whole dossier that was asked for."""
_DEVICES: tuple[tuple[Device, str], ...] = (("scan250", "scans"), ("scan300", "scans"), ("photo", "photos"))
_TOLD = {
    **{"name": "cross.name_differs", "number": "cross.id_differs", "dob": "cross.dob_differs"},
    **{"sex": "cross.sex_differs", "card": "cross.card_unmatched"},
}


# Cards


def judged_cards(bench: Bench, device: int) -> Sum:
    """As many cards as dossiers, taken by one device (its number in the list of them)."""
    total, asked = Sum(), bench.options
    taken, group = _DEVICES[device]
    cards = make_cards(asked.seed * len(_DEVICES) + device, asked.dossiers, device=taken)
    for sample in cards:
        told = read_cards([sample], bench.engine, given_words=True)
        story = f"{taken} {'; '.join(told.misses)}"
        refused = _refusal(sample.picture, bench)
        total.tally.count(KEPT, refused is None, f"{sample.name} {taken} {sample.card.layout}: {refused}")
        if told.codes:
            total.tally.count(CODES[group], told.codes_read == told.codes, story)
        if told.zones and group == "scans":
            total.tally.count(ZONES, told.zones_exact == told.zones, story)
        total.tally.count(AGREED, told.conflicts == 0, story)
        total.tally.count("values of the card right where they are sure", told.wrong_values == 0, story)
    return total


def _refusal(picture: Picture, bench: Bench) -> str | None:
    """What a good picture of a card is refused for, as the line does before it reads a word; None: it is kept."""
    upload = UploadFile(f"card.{picture.suffix}", picture.encoded())
    page = next(p for p in load_pages(upload, bench.limits) if isinstance(p, SourcePage))
    quality = assess(page.image, straighten(page.image))
    if readability(quality) is not Readability.UNREADABLE:
        return None
    return " ".join(fault.code for fault in quality.faults)


DEVICES = len(_DEVICES)


# Heaps


def judged_heaps(bench: Bench) -> Sum:
    """Pages of mixed heaps sorted into papers: a page is right when its paper has all its pages, in order."""
    total, asked = Sum(), bench.options
    for heap in heaps(asked.seed, asked.dossiers * HEAPS_A_DOSSIER, bench.catalog):
        right = {n for pages in heap.truth & _sorted(heap, bench) for n in pages}
        for page in heap.pages:
            story = f"heap {heap.name}: page {page.number} of {len(heap.pages)}"
            total.tally.count(SORTED, page.number in right, story)
    return total


def _sorted(heap: Heap, bench: Bench) -> frozenset[tuple[int, ...]]:
    with Spool() as spool:
        for page, leaf in zip(heap.pages, heap.leaves, strict=True):
            spool.put_rows(page.number, make_rows(leaf.words))
        return frozenset(p.pages for p in sort_pages(heap.pages, bench.catalog, bench.kinds, spool))


# Across papers


def judged_readings(bench: Bench) -> Sum:
    """Papers as engines read them, slips included: disagreements found, matching ones left in peace."""
    total, asked = Sum(), bench.options
    rng = Random(asked.seed)
    for faulty in (True, False):
        for number, dossier in enumerate(
            dossiers(asked.seed, asked.dossiers * READ_A_DOSSIER, bench.catalog, faulty=faulty)
        ):
            found = _said(dossier, bench, rng)
            codes = " ".join(sorted({f.code for f in found}))
            where = f"readings {number} {dossier.documents[0].form} ({dossier.manner.name})"
            if dossier.planted is None:
                total.tally.count(LEFT_IN_PEACE, not found, f"{where} {codes}")
            else:
                told = any(_about(f, dossier, bench.catalog) for f in found)
                total.tally.count(DISAGREED, told, f"{where} {dossier.planted.fault}: {codes or 'nothing'}")
                total.tally.count(f"{DISAGREED}, {dossier.manner.name}", told)
    return total


def _said(dossier: Dossier, bench: Bench, rng: Random) -> list[Finding]:
    """What is asked or said about it, with somebody at hand who looks again; information left out."""

    def again(document: int, reading: Reading) -> list[Look]:
        look = reader(dossier.written[document, reading.key], reading.text or "", rng)
        return [look() for _ in range(4)]

    found = cross_findings(dossier.documents, bench.catalog, kind_names=bench.kinds.names, again=again)
    return [f for f in found if rule(f, accuses=True).severity is not Severity.INFO]


def _about(finding: Finding, dossier: Dossier, catalog: Catalog) -> bool:
    """Whether it speaks of what was planted: of that person, or of a card that is nobody's."""
    planted = dossier.planted
    if planted is None:
        return False
    spec = catalog.forms[dossier.documents[0].form or ""].about.people.get(planted.role)
    own = {key for keys in spec.said().values() for key in keys} if spec else set()
    return finding.key in own or finding.code in ("cross.card_unmatched", _TOLD[planted.part])


# What is missing


def judged_checklists(bench: Bench) -> Sum:
    """Drawn dossiers of every procedure: what is truly missing is demanded, and nothing else."""
    total, asked = Sum(), bench.options
    procedures = [bench.procedures[key] for key in sorted(bench.procedures)]
    for case in drawn(asked.seed, asked.dossiers * DRAWN_A_DOSSIER, procedures):
        split = [name.split(":") for name in case.papers]
        received = [
            ReceivedPaper(i, form=name if what == "form" else None, kind=name if what == "kind" else None)
            for i, (what, name) in enumerate(split)
        ]
        found = missing(checklist(case.procedure, FILED, received, case.told), case.procedure)
        musts = {str(f.key) for f in found if rule(f, accuses=True).severity is Severity.MUST}
        where = f"{case.procedure.procedure} with {' '.join(case.papers) or 'nothing'}, told {dict(case.told)}"
        for need in case.missing:
            total.tally.count(MISSING_FOUND, bool(need & musts), f"{where}: {' or '.join(sorted(need))}")
        for paper in sorted({str(f.key) for f in found}):
            total.tally.count(ASKED_RIGHTLY, paper in case.needed, f"{where}: {paper}")
    return total

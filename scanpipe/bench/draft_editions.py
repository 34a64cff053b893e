"""
How much of an edition a draft from its own blank gets right: keys, types, what is required, carried over or guessed.

The blank of each edition is typeset as a printer driver would leave it and read back; then it is drafted, once with the
edition that it supersedes and once without any. A field of the draft is that of the edition in whose writing place it
lies, whatever its label and key say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from scanpipe.catalog import Catalog, Edition
from scanpipe.catalog.blank import OFFICIAL, Blank, typeset
from scanpipe.catalog.schema import Condition, FieldSpec
from scanpipe.catalog.typeset.compose import compose
from scanpipe.catalog.typeset.render import render
from scanpipe.drafting.edition import Drafted, drafted
from scanpipe.drafting.read import read_blank
from scanpipe.drafting.sheet import Sheet
from scanpipe.imaging.load import Limits
from scanpipe.model import Rect
from scanpipe.ocr.engine import OcrEngine

Tell = Callable[[str, int, int], None]
_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Held:
    """
    A draft held against its edition. `fields` of the edition, `placed` of them found on the blank; of those `keys`,
    `types` and `required` are right. `known` were in the edition before and are placed: `carried` of them got their
    key back. `strangers` got the key of another field, `invented` are no field of the edition at all.
    """

    name: str
    previous: str | None
    fields: int
    placed: int
    keys: int
    types: int
    required: int
    known: int
    carried: int
    strangers: tuple[str, ...]
    invented: tuple[str, ...]
    title: bool
    citation: bool


def held(truth: Edition, draft: Drafted, blank: Blank, previous: Edition | None) -> Held:
    """One draft held against the edition whose blank it was drafted from."""
    pairs, invented = _pairs(truth, draft, blank)
    before = {spec.key for spec in previous.fields} if previous else set()
    known = [(a, b) for a, b in pairs if a.key in before]
    return Held(
        name=f"{truth.form}@{truth.edition}",
        previous=previous.edition if previous else None,
        fields=len(truth.fields),
        placed=len(pairs),
        keys=sum(a.key == b.key for a, b in pairs),
        types=sum(a.type == b.type for a, b in pairs),
        required=sum(_demand(a) == _demand(b) for a, b in pairs),
        known=len(known),
        carried=sum(a.key == b.key for a, b in known),
        strangers=tuple(f"{a.key} got {b.key}" for a, b in pairs if a.key != b.key and b.key in before),
        invented=invented,
        title=truth.title == draft.edition.title,
        citation=not truth.citation.printed or truth.citation.number == draft.edition.citation.number,
    )


def measured(
    catalog: Catalog, engine: OcrEngine, limits: Limits, tell: Tell, forms: Sequence[str] = ()
) -> Iterator[Held]:
    """Every edition with fields (of these forms, all unless given), with the one that it supersedes and without."""
    asked = [e for e in catalog.editions() if e.fields and (not forms or e.form in forms)]
    for done, edition in enumerate(asked, start=1):
        blank = typeset(edition)
        pdf = render(compose(edition, OFFICIAL).pages, title=edition.title, subject="")
        sheet = read_blank(pdf, f"{edition.form}.pdf", engine, limits)
        before = catalog.edition(edition.form, edition.supersedes) if edition.supersedes else None
        for previous in (before, None) if before is not None and before.fields else (None,):
            yield held(edition, _draft(edition, sheet, previous), blank, previous)
        tell("drafts", done, len(asked))


def _draft(edition: Edition, sheet: Sheet, previous: Edition | None) -> Drafted:
    return drafted(
        sheet,
        form=edition.form,
        edition=edition.edition,
        effective_from=edition.effective_from,
        previous=previous,
        read_on=edition.provenance.verified_on,
    )


def table(found: Sequence[Held]) -> str:
    """The shares as a table in Markdown, one row a draft and one for all of a kind."""
    lines = [
        "| Draft of | From | Fields | Placed | Key | Type | Required | Known, carried | Key of another | Invented |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for kind, own in (("with", [h for h in found if h.previous]), ("without", [h for h in found if not h.previous])):
        lines += [_row(h.name, h.previous or "–", [h]) for h in own]
        if own:
            lines.append(_row(f"**all {kind} an edition before**", "", own))
    return "\n".join(lines) + "\n"


def _row(name: str, previous: str, own: Sequence[Held]) -> str:
    placed = sum(h.placed for h in own)
    known = sum(h.known for h in own)
    shares = [
        _share(placed, sum(h.fields for h in own)),
        _share(sum(h.keys for h in own), placed),
        _share(sum(h.types for h in own), placed),
        _share(sum(h.required for h in own), placed),
        _share(sum(h.carried for h in own), known) if known else "–",
    ]
    counts = [str(sum(len(h.strangers) for h in own)), str(sum(len(h.invented) for h in own))]
    return f"| {' | '.join([name, previous, str(sum(h.fields for h in own)), *shares, *counts])} |"


def _share(part: int, whole: int) -> str:
    return f"{part} ({100 * part / whole:.0f} %)" if whole else "–"


def _pairs(truth: Edition, draft: Drafted, blank: Blank) -> tuple[list[tuple[FieldSpec, FieldSpec]], tuple[str, ...]]:
    """Each field of the edition with that of the draft where it is written, and the labels that are nobody's."""
    left = list(draft.edition.fields)
    pairs: list[tuple[FieldSpec, FieldSpec]] = []
    zones = {s.key: [(z.page, z.rect) for z in blank.of(s.key) if z.kind != "label"] for s in truth.fields}
    for spec in truth.fields:
        best = max(left, key=lambda one: _common(one, zones[spec.key]), default=None)
        if best is not None and _common(best, zones[spec.key]) > _SHARE:
            pairs.append((spec, best))
            left.remove(best)
    everywhere = [zone for own in zones.values() for zone in own]
    return pairs, tuple(one.label for one in left if _common(one, everywhere) <= _SHARE)


def _common(spec: FieldSpec, zones: Sequence[tuple[int, Rect]]) -> float:
    """The greatest share of the smaller of the two that the field and a zone have in common."""
    if spec.box_mm is None:
        return 0.0
    box = Rect(*spec.box_mm)
    areas = [(rect.overlap(box), min(_area(rect), _area(box))) for page, rect in zones if page == spec.page]
    return max((common / smaller for common, smaller in areas), default=0.0)


def _area(rect: Rect) -> float:
    return max(1e-6, rect.width * rect.height)


def _demand(spec: FieldSpec) -> str:
    """Yes, no, or the test of the condition; the words of a note are no matter."""
    if not isinstance(spec.required, Condition):
        return spec.required
    return f"if {spec.required.model_dump(exclude={'note'}, exclude_defaults=True)}"

"""
Where each field of an edition is on a paper: from the printed labels around it.

Citizens retype forms, print them with other margins and photograph them bent, so no coordinate of the blank is
needed. Where an edition has been measured, a label that was not found is placed by registration to its neighbours,
behind a guard. A field that cannot be located is unclear: never missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scanpipe.catalog import FieldSpec, Kind
from scanpipe.fit import Fit
from scanpipe.imaging.register import affine
from scanpipe.imaging.sheet import Structure
from scanpipe.labels import FLOOR, Hit, align
from scanpipe.model import Rect
from scanpipe.places.choice import checkbox_place, choice_place
from scanpipe.places.line import boxes_place, continued_lines, line_place
from scanpipe.places.place import How, Place, Surroundings, surroundings
from scanpipe.places.place_date import date_mark, letterhead_date_place, place_date_place
from scanpipe.places.signature import continued_signature, find_captions, signature_place
from scanpipe.places.table import cell_place, continued_table, table_over, table_place
from scanpipe.rows import Stream, stream

_GAP_FLOOR = 52.0
"""Similarity (0–100) that is enough for a missing label looked for only between its two neighbours."""

_BESIDE_SIGNATURE = 5

_PLACERS = {
    Kind.LINE: line_place,
    Kind.MULTILINE: line_place,
    Kind.BOXES: boxes_place,
    Kind.CHOICE: choice_place,
    Kind.CHECKBOX: checkbox_place,
    Kind.TABLE: table_place,
}


def locate(fit: Fit, paper: Stream, structures: Sequence[Structure]) -> tuple[Place, ...]:
    """
    A place for every field of the edition, in printed order. `structures` are those of the paper's pages.

    A field that was not found has a place without regions. A table that goes on on the next page has two places.
    """
    lines = fit.printed.edition.lines
    hits, how = _filled_gaps(fit, paper)
    signing = [i for i, x in enumerate(lines) if isinstance(x, FieldSpec) and x.kind is Kind.SIGNATURE]
    # Some forms print the last questions beside the signature, so the last few labels may stand behind its caption.
    after = [max((h.end for h in hits[: max(0, i - _BESIDE_SIGNATURE)] if h), default=0) for i in signing]
    labels = {at for h in hits if h and h.score >= FLOOR for at in paper.words(h.begin, h.end)}
    captions = find_captions([_spec(lines[i]) for i in signing], paper, after, labels)
    for i, hit in zip(signing, captions, strict=True):
        hits[i] = hit
    _share_row_labels(fit, hits)
    found = [h for h in hits if h]
    around = [surroundings(i, paper, s, found) for i, s in enumerate(structures)]
    dated = _letterhead_date(fit, hits, paper, around)
    if dated and dated.located:
        mark = date_mark(dated, around[dated.page])
        around[dated.page] = surroundings(
            dated.page, paper, structures[dated.page], [*found, *([mark] if mark else [])]
        )
    signed = [h for h in captions if h]
    places = []
    for i, line in enumerate(lines):
        if isinstance(line, FieldSpec):
            next_found = _next_found(fit, hits, i)
            own = dated if dated and dated.spec is line else None
            place = own or _place(line, hits[i], how[i], next_found, paper, around, signed)
            places += [place, *_over(place, around)]
    return _registered(fit, tuple(places), len(structures))


def _letterhead_date(
    fit: Fit, hits: Sequence[Hit | None], paper: Stream, around: Sequence[Surroundings]
) -> Place | None:
    """The place of a date line that is printed before most labels; None when the edition has none."""
    ordered = [o and bool(c) for o, c in zip(fit.printed.ordered, fit.printed.cores, strict=True)]
    for i, line in enumerate(fit.printed.edition.lines):
        if isinstance(line, FieldSpec) and line.kind is Kind.PLACE_DATE and sum(ordered[:i]) < sum(ordered[i:]):
            following = next((h for h, o in zip(hits[i:], ordered[i:], strict=True) if h and o), None)
            page = paper.rows[following.row].page if following else 0
            return letterhead_date_place(line, around[page], following)
    return None


def _spec(line: object) -> FieldSpec:
    if not isinstance(line, FieldSpec):
        raise TypeError("a signature is a field")
    return line


def _filled_gaps(fit: Fit, paper: Stream) -> tuple[list[Hit | None], list[How]]:
    """A label missing between two found ones is looked for again, at a lower similarity and only there."""
    hits = list(fit.hits)
    how = [How.LABEL if h else How.NOT_FOUND for h in hits]
    index = [i for i, (o, c) in enumerate(zip(fit.printed.ordered, fit.printed.cores, strict=True)) if o and c]
    for k, i in enumerate(index):
        if hits[i]:
            continue
        before = next((hits[j] for j in reversed(index[:k]) if hits[j]), None)
        after = next((hits[j] for j in index[k + 1 :] if hits[j]), None)
        hit = _between(fit.printed.cores[i], before, after, paper)
        if hit:
            hits[i], how[i] = hit, How.GAP
    return hits, how


def _between(text: str, before: Hit | None, after: Hit | None, paper: Stream) -> Hit | None:
    if before is None and after is None:
        return None
    first = before.row if before else max(0, after.row - 3) if after else 0
    final = after.row if after else min(len(paper.rows) - 1, first + 3)
    part = stream(paper.rows[first : final + 1])
    hit = align([text], part, floor=_GAP_FLOOR)[0]
    if hit is None:
        return None
    moved = _moved(hit, part, paper, first)
    clear_before = before is None or moved.begin >= before.end
    clear_after = after is None or moved.end <= after.begin
    return moved if clear_before and clear_after else None


def _moved(hit: Hit, part: Stream, paper: Stream, rows: int) -> Hit:
    """A hit in a part of the paper as a hit in the whole."""
    shift = paper.start[(rows, 0)] - part.start[(0, 0)]
    first, last = (hit.first[0] + rows, hit.first[1]), (hit.last[0] + rows, hit.last[1])
    return replace(hit, begin=hit.begin + shift, end=hit.end + shift, first=first, last=last)


def _share_row_labels(fit: Fit, hits: list[Hit | None]) -> None:
    """Let the two cells behind one printed label ("Dân tộc | Bên nữ", "Dân tộc | Bên nam") share its hit."""
    previous: tuple[str, Hit | None] = ("", None)
    for i, line in enumerate(fit.printed.edition.lines):
        if isinstance(line, FieldSpec) and " | " in line.label:
            row = line.label.split(" | ")[0]
            if row == previous[0] and hits[i] is None:
                hits[i] = previous[1]
            previous = (row, hits[i])


def _next_found(fit: Fit, hits: Sequence[Hit | None], i: int) -> bool:
    """Whether the label after this one was found: if not, ink behind this label may be that label."""
    for j in range(i + 1, len(hits)):
        if fit.printed.ordered[j] and fit.printed.cores[j]:
            return hits[j] is not None
    return True


def _place(
    spec: FieldSpec,
    hit: Hit | None,
    how: How,
    next_found: bool,
    paper: Stream,
    around: Sequence[Surroundings],
    captions: Sequence[Hit],
) -> Place:
    if spec.kind is Kind.PLACE_DATE:
        dated = [place_date_place(spec, a, captions) for a in around]
        return next((p for p in reversed(dated) if p.located), dated[-1])
    if hit is None:
        return Place(spec, min(spec.page, len(around)) - 1, How.NOT_FOUND)
    page = around[paper.rows[hit.row].page]
    if spec.kind is Kind.SIGNATURE:
        signed = signature_place(spec, hit, page, captions)
        if not signed.located and page.page + 1 < len(around):
            return continued_signature(signed, hit, around[page.page + 1])
        return signed
    if " | " in spec.label:
        return cell_place(spec, spec.label.split(" | ")[1], hit, page, how, next_found)
    placer = _PLACERS.get(spec.kind)
    if placer is None:
        return Place(spec, page.page, How.NOT_FOUND, label=hit.rect)
    place = placer(spec, hit, page, how, next_found)
    last = page.page + 1 < len(around) and not page.below(hit)
    if last and spec.kind is Kind.TABLE and not place.grid:
        return continued_table(place, around[page.page + 1])
    if last and spec.kind is Kind.MULTILINE and not place.bounded:
        return continued_lines(place, around[page.page + 1])
    return place


def _over(place: Place, around: Sequence[Surroundings]) -> list[Place]:
    """The part of a table on the next page, when nothing else is printed below it on its own."""
    if place.spec.kind is not Kind.TABLE or not place.grid or place.page + 1 >= len(around):
        return []
    bottom = place.grid[-1][0].bottom
    if any(h.rect.top > bottom for h in around[place.page].hits):
        return []
    over = table_over(place, around[place.page + 1])
    return [over] if over else []


def _registered(fit: Fit, places: tuple[Place, ...], pages: int) -> tuple[Place, ...]:
    """Places of measured fields whose label was not found, from the labels that were, where the guard allows it."""
    out = list(places)
    for page in range(pages):
        pairs = [
            ((p.spec.label_mm[0], p.spec.label_mm[1]), (p.label.left, p.label.top))
            for p in places
            if p.page == page and p.label and p.spec.label_mm and p.how is How.LABEL and p.spec.page == page + 1
        ]
        onto_page = affine([a for a, _ in pairs], [b for _, b in pairs])
        if onto_page is None:
            continue
        for i, place in enumerate(out):
            if place.located or place.spec.box_mm is None or place.spec.page != page + 1:
                continue
            left, top, right, bottom = place.spec.box_mm
            corners = [onto_page(left, top), onto_page(right, bottom)]
            rect = Rect(corners[0][0], corners[0][1], corners[1][0], corners[1][1])
            out[i] = replace(place, page=page, how=How.REGISTRATION, regions=(rect,), label_score=0.8)
    return tuple(out)

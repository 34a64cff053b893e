"""Dotted lines: from the end of the label to the next printed thing, and the further lines below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from scanpipe.catalog import FieldSpec, Kind
from scanpipe.labels import Hit, tails
from scanpipe.model import Rect
from scanpipe.places.between import without_print
from scanpipe.places.cells import cell_beside, wall_hides_more
from scanpipe.places.place import How, Place, Surroundings
from scanpipe.text import base_letters

_FOOTNOTE = re.compile(r"\(\s*(?:\d{1,2}[a-z]?|\*+)\s*\)")
# What an engine makes of a raised footnote mark "(1)" and a colon.
_MARK = re.compile(r"^[\(\[{<®©°*'\"“”.,:;\d\)\]}>oO£€@G?!']{1,6}$")
_MOST_LINES = 5
_DRAWN_MM = 8.0
_LOWER_MM = 2.5
"""What is typed in the cell beside a label may stand this much lower than the label."""
_TOP_MM = 32.0
"""Writing that goes on on the next page begins above this."""
UNIT_MM = 14.0
"""A printed unit reaches no further than this behind the leader."""


def line_place(spec: FieldSpec, hit: Hit, around: Surroundings, how: How, next_found: bool) -> Place:
    """The writing place that begins behind a label."""
    begin = _behind_marks(spec, hit, around)
    cell = cell_beside(hit, around)
    if cell is not None:
        value = cell.rect
        own = Rect(begin + 0.5, value.top, value.left - 1, value.bottom)
        regions = [value] if own.width < 4 else [own, value]
        return _place(spec, hit, around, how, next_found, regions, bounded=cell.whole)
    end, ends_at_print = _end_of_line(hit, begin, around)
    end = _before_unit(spec, hit, begin, end, around)
    top, bottom = _band(hit, begin, end, around)
    regions = [Rect(begin + 0.5, top, end, bottom)] if end - begin > 4 else []
    if not around.beside(hit) and spec.kind in (Kind.LINE, Kind.MULTILINE):
        regions += _further_lines(hit, bottom, end, around, most=_MOST_LINES if spec.kind is Kind.MULTILINE else 3)
    regions = without_print(regions, spec, hit, around)
    bounded = (ends_at_print or len(regions) > 1) and not wall_hides_more(hit, around)
    return _place(spec, hit, around, how, next_found, regions, bounded=bounded)


def _place(
    spec: FieldSpec,
    hit: Hit,
    around: Surroundings,
    how: How,
    next_found: bool,
    regions: Sequence[Rect],
    *,
    bounded: bool,
) -> Place:
    return Place(
        spec,
        around.page,
        how,
        regions=tuple(regions),
        label=hit.rect,
        label_score=hit.score / 100 if hit.ends else 0.7,
        bounded=bounded,
        next_found=next_found and hit.ends,
    )


def boxes_place(spec: FieldSpec, hit: Hit, around: Surroundings, how: How, next_found: bool) -> Place:
    """The row of digit boxes behind a label or below it; a dotted line where a retyped form has no boxes."""
    nearest = around.below(hit)
    floor = nearest[0].rect.top if nearest else hit.rect.bottom + 2.2 * around.pitch_mm
    for ladder in around.structure.ladders:
        middle = ladder.rect.center[1]
        beside = hit.rect.top - 4 < middle < hit.rect.bottom + 4 and ladder.rect.left > hit.rect.right - 2
        under = hit.rect.bottom < ladder.rect.top and ladder.rect.bottom < floor + 1.5
        if beside or under:
            return Place(
                spec,
                around.page,
                how,
                regions=(ladder.rect,),
                cells=ladder.cells,
                label=hit.rect,
                label_score=hit.score / 100,
                bounded=True,
                next_found=next_found,
            )
    return line_place(spec, hit, around, how, next_found)


def _behind_marks(spec: FieldSpec, hit: Hit, around: Surroundings) -> float:
    """Where writing may begin: behind the footnote mark and the colon."""
    noted = has_footnote_mark(spec.label)
    base, edge = min(hit.rect.bottom, hit.rect.top + 6), hit.rect.right
    reach = 7.5 if noted else 2.5
    last = around.paper.word(hit.last)
    if noted and is_footnote_mark(last.text.partition(":")[2]) and last.rect.right < edge + reach:
        edge = max(edge, last.rect.right)  # "thân:(3)" read as one word
    near = [
        w
        for _, row in around.rows
        for w in row.words
        if hit.rect.right - 2 < w.rect.left
        and w.rect.right < hit.rect.right + 8.5
        and w.rect.bottom > hit.rect.top - 2
        and w.rect.top < base
    ]
    for word in sorted(near, key=lambda w: w.rect.left):
        raised = word.rect.bottom < base - 0.9 and word.rect.height < 3.2
        is_mark = (
            (is_footnote_mark(word.text) or (raised and bool(_MARK.match(word.text))))
            if noted
            else bool(_MARK.match(word.text)) and not base_letters(word.text)
        )
        if word.rect.left - edge < 2.2 and word.rect.right < hit.rect.right + reach and is_mark:
            edge = max(edge, word.rect.right)
    return edge


def has_footnote_mark(label: str) -> bool:
    """Whether a mark such as "(1)" or "(*)" is printed in a label; "(nếu có)" is none."""
    return bool(_FOOTNOTE.search(label))


def is_footnote_mark(text: str) -> bool:
    """Whether a word may be a raised "(1)" as an engine reads it: a few signs, not a number that somebody wrote."""
    return bool(_MARK.match(text)) and (not text[:1].isdigit() or not base_letters(text))


def _end_of_line(hit: Hit, begin: float, around: Surroundings) -> tuple[float, bool]:
    """Where the place ends on the label's own line, and whether print says so."""
    base = min(hit.rect.bottom, hit.rect.top + 6)
    following = [h.rect.left for h in around.beside(hit)]
    leaders = [x for x in around.structure.leaders if abs(x.baseline - base) < 2.2 and x.right > begin]
    rules = [
        r for r in around.writing_rules() if abs(r.bottom - base) < 2.5 and r.right > begin + 4 and r.left < begin + 25
    ]
    printed_ends = [x.right for x in leaders] + [r.right for r in rules]
    cell = [u.left for u in around.structure.upright if u.top < base - 1 and u.bottom > base - 1 and u.left > begin + 3]
    if following:
        end = min(following) - 0.6
        return end, bool([e for e in printed_ends if e <= end + 2]) or end - begin < 60
    if printed_ends:
        end = max(printed_ends)
        beyond = any(
            w.rect.left > end and hit.rect.top - 1 < w.rect.center[1] < base + _LOWER_MM
            for _, row in around.rows
            for w in row.words
        )
        reach = end + 2 if end < around.right_mm - 8 and not beyond else max(end, around.right_mm)
        reach = min([reach, *cell])
        drawn = sum(x.right - max(x.left, begin) for x in leaders) + sum(r.right - max(r.left, begin) for r in rules)
        # A few specks in a row look like a leader: what bounds a line is drawn along a good part of it.
        return reach, drawn >= min(_DRAWN_MM, 0.3 * (reach - begin))
    if cell:
        return min(cell) - 0.4, True
    return around.right_mm, False


def _before_unit(spec: FieldSpec, hit: Hit, begin: float, end: float, around: Surroundings) -> float:
    """Where the leader ends, when a printed unit stands behind it: "… m2", "… bản", "… VNĐ"."""
    if not tails(spec):
        return end
    base = min(hit.rect.bottom, hit.rect.top + 6)
    ends = [
        x.right for x in around.structure.leaders if abs(x.baseline - base) < 2.2 and begin + 4 < x.right < end + 0.5
    ]
    return max(ends) + 0.3 if ends and end - max(ends) < UNIT_MM else end


def _band(hit: Hit, begin: float, end: float, around: Surroundings) -> tuple[float, float]:
    """Top and bottom of the label's own writing line: high enough for capitals, low enough for the leader."""
    base = min(hit.rect.bottom, hit.rect.top + 6)
    letters_top = _top_of_letters(hit, around)
    top = letters_top - 0.45 * around.pitch_mm
    for index, row in around.rows:
        crosses = any(w.rect.right > begin and w.rect.left < end for w in row.words)
        if index < hit.row and crosses and row.bottom < letters_top:
            top = max(top, row.bottom + 0.4)
    for leader in around.structure.leaders:
        # What is written on the line above hangs below its leader by the tail of a letter, its middle does not.
        if leader.right > begin and leader.left < end and base - 14 < leader.baseline < letters_top - 0.5:
            top = max(top, leader.baseline + 0.3)
    for rule in around.structure.horizontal:
        if rule.right > begin and rule.left < end and letters_top - 4 < rule.bottom < letters_top + 0.5:
            top = max(top, rule.bottom + 0.2)
    return top, base + 0.28 * around.pitch_mm


def _top_of_letters(hit: Hit, around: Surroundings) -> float:
    """The usual top of the label's words on its last row: one word read too tall does not lift the line."""
    begin = hit.first[1] if hit.first[0] == hit.row else 0
    tops = sorted(w.rect.top for w in around.paper.rows[hit.row].words[begin : hit.last[1] + 1])
    return max(hit.rect.top, tops[len(tops) // 2]) if len(tops) > 2 else hit.rect.top


def continued_lines(place: Place, following: Surroundings) -> Place:
    """The same place when its label is the last thing on its page: the writing lines at the top of the next page."""
    pitch = following.pitch_mm
    floor = min((h.rect.top for h in following.hits), default=following.structure.height_mm)
    lines = _lines_between(0.0, floor, following.right_mm, following)
    own: list[Rect] = []
    for line in lines[:_MOST_LINES]:
        if line.bottom > _TOP_MM + (len(own) + 1) * 1.6 * pitch:
            break
        own.append(line)
    # The label stays on its own page, so it does not come along.
    return replace(place, page=following.page, regions=tuple(own), label=None, bounded=True) if own else place


def _further_lines(hit: Hit, bottom: float, end: float, around: Surroundings, *, most: int) -> list[Rect]:
    """The writing lines between this label and the next one."""
    base, pitch = min(hit.rect.bottom, hit.rect.top + 6), around.pitch_mm
    nearest = around.below(hit)
    floor = nearest[0].rect.top if nearest else min(around.structure.height_mm, base + 2.2 * pitch)
    return _lines_between(base + 0.5 * pitch, floor, end, around)[: most - 1]


def _lines_between(top: float, floor: float, end: float, around: Surroundings) -> list[Rect]:
    """Leaders and rules between two heights, each with the band of writing above it."""
    pitch = around.pitch_mm
    lines = [
        x.baseline
        for x in around.structure.leaders
        if top < x.baseline < floor - 0.1 * pitch
        and x.right - x.left > 8
        and (x.left < around.left_mm + 25 or x.right > around.right_mm - 12)
        and not any(abs(h.rect.bottom - x.baseline) < 3.0 for h in around.hits)
    ]
    lines += [r.bottom for r in around.writing_rules() if top < r.bottom < floor - 0.1 * pitch and r.width > 60]
    out: list[Rect] = []
    for y in sorted(lines):
        if not out or y - out[-1].bottom + 0.28 * pitch > 0.45 * pitch:
            out.append(Rect(around.left_mm, y - 0.72 * pitch, max(around.right_mm, end), y + 0.28 * pitch))
    return out

"""
A blank as the draft of an edition: what is printed, what is filled in, and everything that was only guessed.

With the edition before, its fields are found again on the blank and keep their keys, so that rules, statistics and
the people of the form go on; without it keys and types come from what labels usually mean. Nothing is left out for
being doubtful: a guess has a confidence, and a person looks at each once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scanpipe.catalog.diff import name_of
from scanpipe.catalog.schema import BlankFile, Edition, FieldSpec, Grade, Kind, Line, Print, Provenance
from scanpipe.drafting.alignment import Pair, aligned, words_alike
from scanpipe.drafting.carry_over import carried_over, same_print, with_living_conditions
from scanpipe.drafting.clearing import cleared
from scanpipe.drafting.fields import Guessed, keys_of, name_of_label
from scanpipe.drafting.lines import Body, body_of
from scanpipe.drafting.neighbours import named_by_neighbours
from scanpipe.drafting.sheet import Sheet
from scanpipe.drafting.whole import said_of, told_apart_by
from scanpipe.publishing.draft_file import Guess
from scanpipe.text import base_letters

_LEGIBLE = 0.9
"""Mean confidence (0-1) of the print from which on a scan counts as read, not as guessed."""

_HARDLY, _LEAST_LETTERS = 0.45, 3
_SAME_CAPTION = 0.85


@dataclass(frozen=True, slots=True)
class Drafted:
    """
    The draft of an edition. `carried` are the fields that the edition before had too, `dropped` those of it that were
    not found again, by their keys there.
    """

    edition: Edition
    guesses: tuple[Guess, ...]
    carried: tuple[str, ...]
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of the draft with their guesses; `carried` by the keys of the edition before."""

    lines: tuple[Line, ...]
    guesses: tuple[Guess, ...]
    carried: tuple[str, ...]


def drafted(
    sheet: Sheet,
    *,
    form: str,
    edition: str,
    effective_from: dt.date | None,
    previous: Edition | None,
    read_on: dt.date,
    source: str = "the blank",
    instrument: str | None = None,
    blank: BlankFile | None = None,
    supersedes: str | None = None,
) -> Drafted:
    """
    The draft of edition `edition` of a form from its blank.

    `previous` is the edition from which keys and rules are carried over, `read_on` the day on which the blank was
    read, `source` what it is, for people ("ct01.pdf"), `instrument` the law that issues it where a person named it,
    `supersedes` the edition that it follows where nothing is carried over from that.
    Raises ValueError when the blank has no page, or more than the twenty of an edition.
    """
    body = body_of(sheet, keys_of(previous.fields if previous else ()))
    exact = sheet.source == "text"
    found = _carried(body, previous, exact=exact) if previous else _new(body)
    values, guesses = said_of(body.head, previous, instrument)
    day = effective_from.isoformat() if effective_from else "?"
    guesses.append(Guess(what="date", says=day, confidence=0.9 if effective_from else 0.0))
    guesses.append(Guess(what="text", says=str(_prints(found.lines)), confidence=round(body.print_confidence, 2)))
    if body.footnotes:
        guesses.append(Guess(what="footnotes", says=", ".join(body.footnotes), confidence=0.7))
    dropped = [spec.key for spec in previous.fields if spec.key not in found.carried] if previous else []
    guesses += [Guess(what="gone", says=key, confidence=0.5) for key in dropped]
    whole = Edition(
        **values,
        form=form,
        edition=edition,
        effective_from=effective_from,
        supersedes=previous.edition if previous else supersedes,
        province=previous.province if previous else None,
        pages=len(sheet.pages),
        procedure_codes=previous.procedure_codes if previous else (),
        blank=blank,
        footnotes=body.footnotes,
        provenance=_provenance(sheet, source, read_on),
        lines=cleared(found.lines),
    )
    whole = whole.model_copy(update={"tell_apart": told_apart_by(whole, previous)})
    return Drafted(whole, (*guesses, *found.guesses), found.carried, tuple(dropped))


def _new(body: Body) -> _Lines:
    lines = tuple(line.spec if isinstance(line, Guessed) else line for line in body.lines)
    return _Lines(lines, tuple(g for line in body.lines if isinstance(line, Guessed) for g in line.guesses), ())


def _carried(body: Body, previous: Edition, *, exact: bool) -> _Lines:
    """The lines of the blank, each with what the same line of the edition before knows of it."""
    seen = _new(body)
    pairs = {pair.new: pair for pair in aligned(previous.lines, seen.lines)}
    lines: list[Line] = []
    guesses: list[Guess] = []
    carried: list[str] = []
    for number, line in enumerate(body.lines):
        pair = pairs.get(number)
        old = previous.lines[pair.old] if pair else None
        if isinstance(line, Print):
            lines.append(_printed(line, old, exact=exact))
        elif pair is None or not isinstance(old, FieldSpec):
            if _is_no_field(line, previous):
                continue
            lines.append(line.spec)
            guesses += [Guess(key=line.spec.key, what="added", says=line.spec.label, confidence=0.5), *line.guesses]
        else:
            spec = carried_over(old, line.spec, exact=exact)
            lines.append(spec)
            guesses += _of_a_carried(old, spec, line, pair)
            carried.append(old.key)
    named = named_by_neighbours(lines, carried, [spec.key for spec in previous.fields])
    lines = [named.get(line.key, line) if isinstance(line, FieldSpec) else line for line in lines]
    guesses = [_renamed(guess, named) for guess in guesses]
    lines, mended = _with_living_conditions(lines, previous)
    return _Lines(tuple(lines), (*guesses, *mended), tuple(carried))


def _is_no_field(line: Guessed, previous: Edition) -> bool:
    """
    Whether a place that the edition before did not have is none: hardly seen and without words, or what is printed
    under a signature ("Họ và tên:") and was a caption so far.
    """
    name = name_of(line.spec)
    if line.guesses[0].confidence < _HARDLY and len(base_letters(name)) < _LEAST_LETTERS:
        return True
    captions = [caption for spec in previous.fields if spec.kind is Kind.SIGNATURE for caption in spec.captions]
    written = line.spec.kind is Kind.LINE and "ngay" not in base_letters(name)
    return written and any(words_alike(name_of_label(caption), name) >= _SAME_CAPTION for caption in captions)


def _renamed(guess: Guess, named: Mapping[str, FieldSpec]) -> Guess:
    """The guess about a new field that got another key since."""
    spec = named.get(guess.key or "")
    if spec is None:
        return guess
    return guess.model_copy(update={"key": spec.key, "says": spec.key if guess.what == "key" else guess.says})


def _printed(line: Print, old: Line | None, *, exact: bool) -> Print:
    """A printed line, in the style and the quotation of the edition before where it is the same print."""
    if not isinstance(old, Print):
        return line
    text = old.text if same_print(old.text, line.text, exact=exact) else line.text
    return line.model_copy(update={"style": old.style, "text": text})


def _of_a_carried(old: FieldSpec, spec: FieldSpec, line: Guessed, pair: Pair) -> list[Guess]:
    """What is to be looked at once of a field that was carried over: that it is the same, and what changed on paper."""
    place = line.guesses[0]
    out = [
        Guess(key=spec.key, what="carried", says=old.label, confidence=pair.sure),
        place.model_copy(update={"key": spec.key, "says": spec.label}),
    ]
    if spec.kind is not old.kind and {spec.kind, old.kind} != {Kind.LINE, Kind.MULTILINE}:
        out.append(Guess(key=spec.key, what="kind", says=spec.kind, confidence=place.confidence / 2))
    if spec.type != old.type:
        out.append(Guess(key=spec.key, what="type", says=spec.type, confidence=0.7))
    if spec.options != old.options:
        out.append(Guess(key=spec.key, what="options", says=" / ".join(spec.options), confidence=0.6))
    if spec.columns != old.columns:
        out.append(Guess(key=spec.key, what="columns", says=" / ".join(c.header for c in spec.columns), confidence=0.6))
    return out


def _with_living_conditions(lines: Sequence[Line], previous: Edition) -> tuple[list[Line], list[Guess]]:
    kept = {line.key: line for line in lines if isinstance(line, FieldSpec)}
    names = {spec.key: spec.label for spec in previous.fields}
    out: list[Line] = []
    guesses: list[Guess] = []
    for line in lines:
        if isinstance(line, FieldSpec):
            mended, guess = with_living_conditions(line, kept, names)
            out.append(mended)
            guesses += [guess] if guess else []
        else:
            out.append(line)
    return out, guesses


def _prints(lines: Sequence[Line]) -> int:
    return sum(isinstance(line, Print) for line in lines)


def _provenance(sheet: Sheet, source: str, read_on: dt.date) -> Provenance:
    """Where the facts come from. What was read from a clear blank may accuse, once a person has looked through it."""
    if sheet.source == "text":
        return Provenance(grade=Grade.B, verified_on=read_on, text=f"Read from the text of {source}.")
    sure = sum(line.confidence for line in sheet.lines) / max(1, len(sheet.lines))
    grade = Grade.B if sure >= _LEGIBLE else Grade.C
    return Provenance(grade=grade, verified_on=read_on, text=f"Read by OCR from a scan, {source}.")

"""What the rows of a trial mean for publishing: the gates, and how editions were told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from scanpipe.trials.judging import doubted, main
from scanpipe.trials.report import Confusion, Gate, GateName, Kind, Outcome, Row
from scanpipe.trials.residual import LOST
from scanpipe.trials.words import say

MOST_RESIDUAL_MM = 2.0
_DRAWN = (Kind.POSITIVE, Kind.LEFT_OUT, Kind.NEGATIVE)
"""Papers whose edition is known because we made them."""


def gates(rows: Sequence[Row], matrix: Sequence[Confusion], *, has_previous: bool) -> tuple[Gate, ...]:
    """Every gate, in the order in which a person would look at them."""
    found = [
        _share("complete", [r for r in rows if r.kind is Kind.POSITIVE], needed=True),
        _share("empty", [r for r in rows if r.kind is Kind.EMPTY], needed=True),
        _left_out([r for r in rows if r.kind is Kind.LEFT_OUT]),
        _share("negatives", [r for r in rows if r.kind is Kind.NEGATIVE], needed=True),
        _matrix(matrix),
        _registration([r for r in rows if r.kind in (Kind.POSITIVE, Kind.LEFT_OUT)]),
        _regression([r for r in rows if r.kind is Kind.REGRESSION], has_previous),
    ]
    for name, kind in (("made", Kind.MADE), ("cases", Kind.CASE)):
        if own := [r for r in rows if r.kind is kind]:
            found.append(_share(name, own, needed=False))  # type: ignore[arg-type]
    return tuple(found)


def confusion(rows: Iterable[Row], form: str, alike: frozenset[str]) -> tuple[Confusion, ...]:
    """
    Which edition the papers of the form were taken for, each paper once; `alike` are the editions, "form@edition", of
    which nothing printed tells which they are: for them the tie is the right answer.
    """
    papers = {r.sample: r for r in rows if r.kind in _DRAWN and r.edition.partition("@")[0] == form}
    counted = Counter((row.edition, main(row)) for row in papers.values())
    return tuple(
        Confusion(
            edition=edition,
            found=found,
            papers=n,
            ok=found == (f"{form}@?" if edition in alike else edition),
            alike=edition in alike,
        )
        for (edition, found), n in sorted(counted.items())
    )


def _share(name: GateName, rows: Sequence[Row], *, needed: bool) -> Gate:
    good = sum(row.ok for row in rows)
    return Gate(
        name=name, ok=good == len(rows) and (bool(rows) or not needed), told=say(name, good=good, all=len(rows))
    )


def _left_out(rows: Sequence[Row]) -> Gate:
    """Fields are counted once, by their worst row: one that is only asked at first has another."""
    by_key: dict[str, list[Row]] = {}
    for row in rows:
        if row.key is not None:
            by_key.setdefault(row.key, []).append(row)
    good = [own for own in by_key.values() if all(row.ok for row in own)]
    demanded = sum(any(row.outcome is Outcome.OK for row in own) for own in good)
    told = say("left_out", good=len(good), all=len(by_key), demanded=demanded, asked=sum(map(_asked, good)))
    return Gate(name="left_out", ok=len(good) == len(by_key), told=told)


def _asked(rows: Sequence[Row]) -> bool:
    return bool(rows[-1].got) and all(row.outcome in (Outcome.ASKED, Outcome.EXCUSED) for row in rows)


def _matrix(matrix: Sequence[Confusion]) -> Gate:
    papers, good = sum(c.papers for c in matrix), sum(c.papers for c in matrix if c.ok)
    tied = sum(c.papers for c in matrix if c.ok and c.alike)
    words = say("matrix", good=good, all=papers, ties="")
    if tied:
        words = {
            "vi": f"{words['vi'][:-1]} ({tied} bài không phân biệt được theo chữ in).",
            "en": f"{words['en'][:-1]} ({tied} of them cannot be told apart by what is printed).",
        }
    return Gate(name="matrix", ok=bool(matrix) and good == papers, told=words)


def _registration(rows: Sequence[Row]) -> Gate:
    measured = [row for row in rows if row.residual_mm is not None]
    lost = dict.fromkeys(row.sample for row in measured if row.residual_mm == LOST)
    worst = max((row.residual_mm or 0.0 for row in measured), default=None)
    if worst is None:
        told = say("registration_none")
    elif lost:
        told = say("registration_lost", samples=", ".join(lost))
    else:
        told = say("registration", worst=f"{worst:.1f}", most=f"{MOST_RESIDUAL_MM:.0f}")
    return Gate(name="registration", ok=worst is not None and worst <= MOST_RESIDUAL_MM, told=told)


def _regression(rows: Sequence[Row], has_previous: bool) -> Gate:
    bad = sum(not row.ok for row in rows)
    told = say("regression", bad=bad) if bad else say("regression_none" if has_previous else "regression_first")
    return Gate(name="regression", ok=not bad, told=told)


def not_found(rows: Sequence[Row]) -> tuple[str, ...]:
    """The fields that a trial missed when they were left out, whether they are excused or not."""
    missed = (r for r in rows if r.kind is Kind.LEFT_OUT and r.expected and not r.got and r.outcome in _MISSED)
    return tuple(dict.fromkeys(r.key for r in missed if r.key))


def failed(rows: Sequence[Row]) -> tuple[str, ...]:
    """
    The fields that are wrong on one row or another: left out and not found, or filled in and called blank. Where the
    whole paper is doubted, no field is at fault.
    """
    return tuple(dict.fromkeys(_failed(rows)))


def _failed(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        if row.outcome is not Outcome.WRONG or doubted(row):
            continue
        if row.kind is Kind.LEFT_OUT and row.key is not None:
            yield row.key
        elif row.kind is Kind.POSITIVE:
            codes = (code.partition(" ") for code in row.got if code not in row.expected)
            yield from (key for name, _, key in codes if key and name in _SAYS_BLANK)


_MISSED = (Outcome.WRONG, Outcome.EXCUSED)
_SAYS_BLANK = frozenset({"field.required_empty", "field.choice_none", "sign.signature_missing"})

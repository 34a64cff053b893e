"""
Whether forms/procedures/ makes sense, beyond being well formed: each rule names the file that has to be mended.

P001  a paper or a fact that rests on a form or field which forms/ does not have
P002  a paper that is a kind which kinds.yaml does not have
P003  a condition that cannot be followed: in a circle, or naming neither a fact nor a condition
P004  a condition that always holds, or never
P005  a code that stands in two files
P006  a fact or a named condition that nothing uses
P007  a paper that is neither a form nor a kind and so cannot be recognised (for information)
P008  a paper of several cases that is another thing in each; a case that only a person can choose
P009  days out of order: known, seen, verified, decided
P012  a text that is not in Unicode NFC
P013  facts that nobody has read: they ask and never accuse

An error is wrong whatever the procedure is; a warning may be right and deserves a look. There is no clock here. The
loader has already refused what the schema refuses, and circles too: they are looked for again because a procedure
may come from elsewhere.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from itertools import product
from typing import Any, Final

from scanpipe.catalog.lint import Problem, Severity
from scanpipe.catalog.procedure_conditions import When, circle, names, truth
from scanpipe.catalog.procedure_schema import Paper, Procedure, Status
from scanpipe.catalog.procedures import FACTS_FILE, Procedures
from scanpipe.catalog.strict import texts

_MANY_FACTS: Final = 12
"""A condition over more facts than this is not tried out: 4096 trials are enough."""


def lint_procedures(
    procedures: Procedures,
    *,
    forms: Mapping[str, Collection[str]] | None = None,
    kinds: Collection[str] | None = None,
) -> Iterator[Problem]:
    """
    Every problem that can be found by reading, file by file.

    `forms` are the keys of the catalogue's forms, each with the keys of its fields, `kinds` those of kinds.yaml;
    without them papers are not held against the catalogue.
    """
    codes: dict[str, str] = {}
    for procedure in procedures.by_key.values():
        yield from _conditions(procedure, procedures)
        for paper in procedure.every_paper():
            yield from _recognised(procedure, paper, forms, kinds)
        yield from _cases(procedure)
        yield from _days(procedure)
        yield from _unread(procedure)
        yield from _not_nfc(procedure.procedure, procedure.model_dump())
        first = codes.setdefault(procedure.code, procedure.procedure)
        if first != procedure.procedure:
            yield _problem("P005", "error", procedure, f"{procedure.code} is already the code of {first}")
    yield from _facts(procedures, forms)


def _conditions(procedure: Procedure, procedures: Procedures) -> Iterator[Problem]:
    if way := circle(procedure.conditions):
        chain = " → ".join((*way, way[0]))
        yield _problem("P003", "error", procedure, f"conditions in a circle ({chain}); break it at one of them")
        return
    used = {name for when in procedure.whens() for name in names(when)}
    for name in sorted(used - set(procedures.facts) - set(procedure.conditions)):
        text = f"{name} is neither a fact of {FACTS_FILE} nor a condition of the file; correct its spelling or add it"
        yield _problem("P003", "error", procedure, text)
    for name in procedure.conditions:
        if name not in used:
            yield _problem("P006", "warning", procedure, f"no paper uses the condition {name}; remove it")
    for when, key in _with_owners(procedure):
        if (always := _always(when, procedure)) is not None:
            text = f"its condition {'always' if always else 'never'} holds; mend it or leave it out"
            yield _problem("P004", "error", procedure, text, key)


def _with_owners(procedure: Procedure) -> Iterator[tuple[When, str]]:
    """Each condition with the name, case or paper that it belongs to."""
    yield from ((when, name) for name, when in procedure.conditions.items())
    yield from ((case.when, case.case) for case in procedure.cases if case.when)
    for paper in procedure.every_paper():
        if paper.when:
            yield paper.when, paper.id
        if paper.replaceable_by_data and paper.replaceable_by_data.unless:
            yield paper.replaceable_by_data.unless, paper.id


def _always(when: When, procedure: Procedure) -> bool | None:
    """True when it always holds, False when it never does, else None."""
    facts: set[str] = set()
    ahead = list(names(when))
    while ahead:
        name = ahead.pop()
        if name in procedure.conditions:
            ahead.extend(names(procedure.conditions[name]))
        else:
            facts.add(name)
    if len(facts) > _MANY_FACTS:
        return None
    trials = product((True, False), repeat=len(facts))
    seen = {truth(when, procedure.conditions, dict(zip(sorted(facts), trial, strict=True))) for trial in trials}
    return seen.pop() if len(seen) == 1 else None


def _recognised(
    procedure: Procedure, paper: Paper, forms: Mapping[str, Collection[str]] | None, kinds: Collection[str] | None
) -> Iterator[Problem]:
    for form in paper.forms:
        if forms is not None and form not in forms:
            yield _problem("P001", "error", procedure, f"there is no form {form} in forms/", paper.id)
    for kind in paper.kinds:
        if kinds is not None and kind not in kinds:
            yield _problem("P002", "error", procedure, f"there is no kind {kind} in kinds.yaml", paper.id)
    if paper.is_paper and not paper.forms and not paper.kinds:
        text = "is neither a form nor a kind and cannot be recognised: asked for, never demanded"
        yield _problem("P007", "info", procedure, text, paper.id)


def _cases(procedure: Procedure) -> Iterator[Problem]:
    first: dict[str, Paper] = {}
    for case in procedure.cases:
        if case.when is None:
            yield _problem(
                "P008", "warning", procedure, "has no when: only a person can say that it applies", case.case
            )
        for paper in case.papers:
            other = first.setdefault(paper.id, paper)
            if (other.forms, other.kinds) != (paper.forms, paper.kinds):
                text = f"is another thing in the case {case.case} than before; give it an id of its own"
                yield _problem("P008", "error", procedure, text, paper.id)


def _days(procedure: Procedure) -> Iterator[Problem]:
    origin = procedure.provenance
    for name, day in (
        ("known_from", origin.known_from),
        ("seen_on", origin.seen_on),
        ("decision_date", procedure.decision_date),
    ):
        if day and day > origin.verified_on:
            yield _problem("P009", "error", procedure, f"{name} {day} lies after verified_on {origin.verified_on}")
    if procedure.decision_date and origin.known_from < procedure.decision_date:
        text = f"known_from {origin.known_from} lies before the decision of {procedure.decision_date}"
        yield _problem("P009", "error", procedure, text)


def _unread(procedure: Procedure) -> Iterator[Problem]:
    if procedure.provenance.status is not Status.READ:
        status = procedure.provenance.status
        yield _problem("P013", "info", procedure, f"its papers are {status}: they are asked for, never demanded")
    for paper in procedure.every_paper():
        if paper.status is not Status.READ:
            yield _problem("P013", "info", procedure, f"is {paper.status}: asked for, never demanded", paper.id)


def _facts(procedures: Procedures, forms: Mapping[str, Collection[str]] | None) -> Iterator[Problem]:
    used = {name for p in procedures.by_key.values() for when in p.whens() for name in names(when)}
    for name, fact in procedures.facts.items():
        if name not in used:
            text = f"no procedure uses the fact {name}; remove it from {FACTS_FILE}"
            yield Problem("P006", "warning", "procedures", None, name, text)
        for told in fact.told_by:
            if forms is not None and told.field not in forms.get(told.form, ()):
                text = f"is told by {told.form}/{told.field}, which forms/ does not have"
                yield Problem("P001", "error", "procedures", None, name, text)
        yield from _not_nfc(name, fact.model_dump())


def _not_nfc(owner: str, value: Any) -> Iterator[Problem]:
    for text in texts(value):
        if not unicodedata.is_normalized("NFC", text):
            message = f"{text!r} is not in Unicode NFC; type it again or save it normalised"
            yield Problem("P012", "error", owner, None, None, message)


def _problem(code: str, severity: Severity, procedure: Procedure, message: str, key: str | None = None) -> Problem:
    return Problem(code, severity, procedure.procedure, None, key, message)

"""
Drawn dossiers of a procedure without any picture: which papers were handed in, what is known about the case, and by
the file of the procedure alone, which papers are truly missing.

The truth knows every fact; who is asked knows some of them. It is worked out here in two values, apart from the
checklist that is judged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from scanpipe.catalog.procedure_conditions import When, names
from scanpipe.catalog.procedure_schema import Case, Need, Paper, Procedure, Role, Status

FILED = dt.date(2026, 11, 20)
HANDED_IN = "online"
"""Papers that are scanned were not filed online."""
_TOLD, _LEFT_OUT = 0.7, 0.35


@dataclass(frozen=True, slots=True)
class Drawn:
    """
    One dossier. `papers` are forms and kinds as "form:ct01", `told` the facts that are known. `missing` holds, for each
    need that is not met although everything it hangs on was told, the ids of the papers that would meet it; `needed`
    are all papers that this case truly needs and that are not here, told or not. What nobody can recognise is not here.
    """

    procedure: Procedure
    papers: tuple[str, ...]
    told: Mapping[str, bool]
    missing: tuple[frozenset[str], ...]
    needed: frozenset[str]


def drawn(seed: int, count: int, procedures: Sequence[Procedure]) -> Iterator[Drawn]:
    """`count` dossiers, procedures in turn."""
    for number in range(count):
        yield _drawn(procedures[number % len(procedures)], Random(f"drawn-{seed}-{number}"))


def _drawn(procedure: Procedure, rng: Random) -> Drawn:
    facts, cases = _case(procedure, rng)
    told = {name: value for name, value in facts.items() if name == HANDED_IN or rng.random() < _TOLD}
    sure = [c for c in cases if c.when and all(n in told for n in _facts(c.when, procedure))]
    papers = [*procedure.papers, *(p for case in cases for p in case.papers)]
    certain = {id(p) for p in (*procedure.papers, *(p for case in sure for p in case.papers))}
    needs = _needs(papers, procedure, facts)
    here: set[str] = set()
    for need in needs:
        able = sorted({name for p in need for name in _names(p)})
        if able and rng.random() >= _LEFT_OUT:
            here.add(rng.choice(able))
    lacking = [need for need in needs if not any(_names(p) & here for p in need)]
    plain = [need for need in lacking if all(p.status is Status.READ and id(p) in certain and _names(p) for p in need)]
    missing = [need for need in plain if all(_known(p, procedure, told) for p in need)]
    needed = {p.id for need in needs for p in need}
    by_id = tuple(frozenset(p.id for p in need) for need in missing)
    return Drawn(procedure, tuple(sorted(here)), told, by_id, frozenset(needed - _met(papers, here)))


def _case(procedure: Procedure, rng: Random) -> tuple[dict[str, bool], list[Case]]:
    """Facts, and the cases of the procedure that apply under them: one at least, where it has cases."""
    every = sorted({n for when in procedure.whens() for n in _facts(when, procedure)})
    while True:
        facts = {name: rng.random() < 0.4 for name in every} | {HANDED_IN: False}
        cases = [c for c in procedure.cases if c.when and _holds(c.when, procedure, facts)]
        if untold := [c for c in procedure.cases if not c.when and not cases]:
            cases = [rng.choice(untold)]
        if cases or not procedure.cases:
            return facts, cases


def _met(papers: Sequence[Paper], here: set[str]) -> set[str]:
    """The papers that are here; where one of several is enough, all of them."""
    groups = {p.group for p in papers if p.group and _names(p) & here}
    return {p.id for p in papers if _names(p) & here or p.group in groups}


def _needs(papers: Sequence[Paper], procedure: Procedure, facts: Mapping[str, bool]) -> list[list[Paper]]:
    """What has to be handed in: each a list of papers of which one is enough."""
    able = [p for p in papers if p.when is None or _holds(p.when, procedure, facts)]
    single = {p.id: p for p in able if p.required in (Need.ALWAYS, Need.CONDITIONAL) and _asked(p, procedure, facts)}
    alone = [[p] for p in single.values()]
    groups = {p.group: [q for q in able if q.group == p.group] for p in able if p.group}
    return [*alone, *(g for g in groups.values() if all(_asked(p, procedure, facts) for p in g))]


def _asked(paper: Paper, procedure: Procedure, facts: Mapping[str, bool]) -> bool:
    """Whether the law lets an officer ask for it on paper."""
    by = paper.replaceable_by_data
    held = by is not None and by.since <= FILED and not (by.unless and _holds(by.unless, procedure, facts))
    return paper.original + paper.copy_ > 0 and not paper.on_portal and paper.role is not Role.PRESENT and not held


def _known(paper: Paper, procedure: Procedure, told: Mapping[str, bool]) -> bool:
    by = paper.replaceable_by_data
    whens = [w for w in (paper.when, by.unless if by else None) if w]
    return all(name in told for when in whens for name in _facts(when, procedure))


def _names(paper: Paper) -> set[str]:
    return {*(f"form:{f}" for f in paper.forms), *(f"kind:{k}" for k in paper.kinds)}


def _facts(when: When, procedure: Procedure) -> Iterator[str]:
    """The facts that a condition hangs on, through the conditions that the file names."""
    for name in names(when):
        if name in procedure.conditions:
            yield from _facts(procedure.conditions[name], procedure)
        else:
            yield name


def _holds(when: When, procedure: Procedure, facts: Mapping[str, bool]) -> bool:
    if when.name:
        named = procedure.conditions.get(when.name)
        return facts[when.name] if named is None else _holds(named, procedure, facts)
    if when.not_:
        return not _holds(when.not_, procedure, facts)
    parts = [_holds(part, procedure, facts) for part in when.parts]
    return all(parts) if when.all_ else any(parts)

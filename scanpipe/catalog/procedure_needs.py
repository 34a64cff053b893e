"""
What a procedure needs of one dossier, from what is known about it: each paper once, with whether it is needed.

The law's side of the checklist; which papers are here is for `scanpipe.checklist` to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scanpipe.catalog.procedure_conditions import Truth, either, truth
from scanpipe.catalog.procedure_schema import Case, Need, Paper, Procedure, Status, Words


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    A paper and whether this dossier needs it: True, False or None for unknown.

    `why` is its condition, or the case that asks for it; None when every dossier needs it. `doubtful` says that
    nobody has read that it is needed.
    """

    paper: Paper
    need: Truth
    why: Words | None
    doubtful: bool


def wanted(procedure: Procedure, facts: Mapping[str, Truth]) -> tuple[Wanted, ...]:
    """Every paper once, in the order of the file. A fact that is absent is unknown."""
    common = (
        Wanted(paper, _need(paper, procedure, facts), paper.condition, paper.status is not Status.READ)
        for paper in procedure.papers
    )
    return (*common, *_of_cases(procedure, facts))


def _need(paper: Paper, procedure: Procedure, facts: Mapping[str, Truth]) -> Truth:
    """Whether the paper is needed where its list applies."""
    if paper.required is Need.IF_ANY:
        return None
    return True if paper.when is None else truth(paper.when, procedure.conditions, facts)


def _of_cases(procedure: Procedure, facts: Mapping[str, Truth]) -> Iterator[Wanted]:
    """
    The papers of the cases.

    Some case applies, even when nobody knows which: what all cases that are still possible need is needed. Several
    may apply at once: what one of these needs is needed. When all are ruled out, the dossier is of a case that the
    file does not know, and nothing is known.
    """
    applies = {c.case: truth(c.when, procedure.conditions, facts) if c.when else None for c in procedure.cases}
    possible = [case for case in procedure.cases if applies[case.case] is not False]
    for paper_id in dict.fromkeys(paper.id for case in procedure.cases for paper in case.papers):
        versions = {case.case: p for case in procedure.cases for p in case.papers if p.id == paper_id}
        needs = {
            case.case: _need(versions[case.case], procedure, facts) if case.case in versions else False
            for case in possible
        }
        need = either(_in_any_case(list(needs.values())), *(n for case, n in needs.items() if applies[case]))
        asking = [case for case in possible if case.case in versions]
        asking = [case for case in asking if applies[case.case]] or asking
        chosen = versions[asking[0].case] if asking else next(iter(versions.values()))
        # Where several cases may be the cause, none is named; and a paper of every case needs no reason.
        cause = None if len(versions) == len(procedure.cases) or not asking else _cause(asking, applies, need)
        doubtful = any(versions[case.case].status is not Status.READ for case in asking)
        yield Wanted(chosen, need, chosen.condition or cause, doubtful)


def _in_any_case(needs: Sequence[Truth]) -> Truth:
    """Whether a paper is needed when any of the possible cases may be the one; unknown when there is none."""
    if needs and all(need is False for need in needs):
        return False
    return True if needs and all(need is True for need in needs) else None


def _cause(asking: Sequence[Case], applies: Mapping[str, Truth], need: Truth) -> Words | None:
    """The name of the case that asks for a paper."""
    sure = applies[asking[0].case] or len(asking) == 1 or need is not True
    return asking[0].name if sure else None

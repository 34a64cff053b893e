"""
The checklist of a dossier: which papers of the procedure are here, and which are truly missing.

    received      a paper of the dossier is it
    replaceable   the authority has to take it from a database, or it is filled in on the portal: never asked for
    conditional   nobody knows whether it is needed, or it is only shown at the counter
    missing       it is needed for certain and nothing here can be it
    not_needed    its condition does not hold, or another paper does instead

Only `missing` becomes a finding. "Missing" must not mean "refused" (Nghị quyết 66.7/2025/NQ-CP, Nghị định
18/2026/NĐ-CP), and an officer may not ask for what the law does not list: what is unknown is never asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from scanpipe.catalog.procedure_conditions import Truth, names, truth
from scanpipe.catalog.procedure_needs import Wanted, wanted
from scanpipe.catalog.procedure_schema import Need, Paper, Procedure, Role, Status, Words
from scanpipe.model import Finding

SURE: Final = 1.0
DOUBT: Final = 0.5
"""Below every threshold of the findings table: such a paper is asked about, never demanded."""

_RECOGNISED = 0.5
"""A paper that was recognised with less confidence (0-1) may be another one as well."""


class State(StrEnum):
    """Where one paper of the procedure stands."""

    RECEIVED = "received"
    REPLACEABLE = "replaceable"
    CONDITIONAL = "conditional"
    MISSING = "missing"
    NOT_NEEDED = "not_needed"


class Reason(StrEnum):
    """Why it stands there."""

    FOUND = "found"
    """A paper of the dossier is it."""
    DATA = "data"
    """A database holds it."""
    PORTAL = "portal"
    """It is filled in on the portal itself."""
    ALWAYS = "always"
    """Every dossier of the procedure needs it."""
    APPLIES = "applies"
    """Its condition holds."""
    APPLIES_NOT = "applies_not"
    """Its condition does not hold."""
    UNKNOWN = "unknown"
    """Nobody knows whether its condition holds."""
    IF_ANY = "if_any"
    """Handed in where somebody has it."""
    ANOTHER = "another"
    """Another paper does in its place."""
    SHOWN = "shown"
    """Shown at the counter; scans need not hold it."""
    MAY_BE_HERE = "may_be_here"
    """It cannot be recognised, and something in the dossier was not: that may be it."""
    INFORMATION = "information"
    """Only details have to be given; no paper is asked for."""


@dataclass(frozen=True, slots=True)
class ReceivedPaper:
    """
    A paper of the dossier: the form or the supporting kind that it is, and how sure that is (0-1).

    `document` is its index in the report. Neither form nor kind means that it was not recognised, or not read: it
    may be anything.
    """

    document: int
    form: str | None = None
    kind: str | None = None
    confidence: float = 1.0

    @property
    def may_be_anything(self) -> bool:
        """Whether it could be a paper that seems to be missing."""
        return (self.form is None and self.kind is None) or self.confidence < _RECOGNISED


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """
    One paper of the procedure and where it stands.

    `words` says more than the reason where the procedure's file has words for it: the condition, the case, or
    what the database holds. `documents` are the indices of the papers that are it. `confidence` (0-1) says how sure
    it is that a missing paper is missing; `name` is what people are told, and for papers of which one is enough the
    name of them all.
    """

    paper: str
    name: Words
    state: State
    reason: Reason
    words: Words | None = None
    documents: tuple[int, ...] = ()
    confidence: float = SURE


@dataclass(frozen=True, slots=True)
class _Dossier:
    """What is known about one dossier."""

    procedure: Procedure
    as_of: dt.date
    received: Sequence[ReceivedPaper]
    facts: Mapping[str, Truth] = field(repr=False)

    def documents(self, paper: Paper) -> tuple[int, ...]:
        """The papers that are it."""
        return tuple(r.document for r in self.received if r.form in paper.forms or r.kind in paper.kinds)

    def has_data(self, paper: Paper) -> bool:
        """Whether a database may stand for the paper on the day of filing."""
        by = paper.replaceable_by_data
        if by is None or self.as_of < by.since:
            return False
        return by.unless is None or truth(by.unless, self.procedure.conditions, self.facts) is not True

    @property
    def has_strangers(self) -> bool:
        """Whether something was handed in that may be any paper."""
        return any(r.may_be_anything for r in self.received)

    @property
    def may_accuse(self) -> bool:
        """Whether the list was read, holds on the day of filing, and everything that was handed in is known."""
        origin = self.procedure.provenance
        return origin.status is Status.READ and self.as_of >= origin.known_from and not self.has_strangers


def checklist(
    procedure: Procedure, as_of: dt.date, received: Sequence[ReceivedPaper], facts: Mapping[str, Truth]
) -> tuple[ChecklistItem, ...]:
    """
    Every paper of the procedure once, in the order of its file, with where it stands on the day of filing.

    A fact that is absent from `facts` is unknown, like None. While the case is unknown, a paper that every possible
    case needs is needed.
    """
    dossier = _Dossier(procedure, as_of, received, facts)
    needs = wanted(procedure, facts)
    items = [_item(need, dossier) for need in needs]
    for group, name in procedure.groups.items():
        members = [i for i, need in enumerate(needs) if need.paper.group == group]
        for i, item in zip(members, _one_of([items[i] for i in members], name), strict=True):
            items[i] = item
    return tuple(items)


def missing(items: Sequence[ChecklistItem], procedure: Procedure) -> list[Finding]:
    """
    `doc.missing` and `doc.missing_conditional` for what is truly missing.

    The key of a finding is the paper's id. `copy_type` is a term of the findings table: original, copy, or
    original_and_copy.
    """
    papers = {paper.id: paper for paper in reversed(list(procedure.every_paper()))}
    return [_finding(i, papers[i.paper], procedure) for i in items if i.state is State.MISSING]


def questions(items: Sequence[ChecklistItem], procedure: Procedure, facts: Mapping[str, Truth]) -> tuple[str, ...]:
    """The unknown facts that would settle the open papers, each once: what a person can be asked."""
    open_papers = {i.paper for i in items if i.state is State.CONDITIONAL and i.reason is Reason.UNKNOWN}
    whens = [p.when for p in procedure.papers if p.id in open_papers]
    for case in procedure.cases:
        own = [p.when for p in case.papers if p.id in open_papers]
        whens += [case.when, *own] if own else []
    ahead = [name for when in whens if when for name in names(when)]
    for name in ahead:
        if name in procedure.conditions:
            ahead.extend(names(procedure.conditions[name]))
    return tuple(dict.fromkeys(n for n in ahead if n not in procedure.conditions and facts.get(n) is None))


def _finding(item: ChecklistItem, paper: Paper, procedure: Procedure) -> Finding:
    kinds = [kind for kind, count in (("original", paper.original), ("copy", paper.copy_)) if count]
    params: dict[str, object] = {
        "doc_vi": item.name.vi,
        "doc_en": item.name.en,
        "copy_type": "_and_".join(kinds),
        "qty": paper.original + paper.copy_,
    }
    code = "doc.missing"
    if item.reason is Reason.APPLIES and item.words:
        code = "doc.missing_conditional"
        params |= {"reason_vi": item.words.vi, "reason_en": item.words.en}
    return Finding(code, item.confidence, key=paper.id, params=params, basis=paper.basis or procedure.decision)


# Where it stands


def _item(one: Wanted, dossier: _Dossier) -> ChecklistItem:
    """Where one paper stands, the others of its group aside."""
    paper, why = one.paper, one.why
    item = ChecklistItem(paper.id, paper.called, State.CONDITIONAL, Reason.UNKNOWN, why)
    if documents := dossier.documents(paper):
        return replace(item, state=State.RECEIVED, reason=Reason.FOUND, words=None, documents=documents)
    if one.need is False:
        return replace(item, state=State.NOT_NEEDED, reason=Reason.APPLIES_NOT)
    if paper.on_portal:
        return replace(item, state=State.REPLACEABLE, reason=Reason.PORTAL) if one.need else item
    if paper.replaceable_by_data and dossier.has_data(paper):
        return replace(item, state=State.REPLACEABLE, reason=Reason.DATA, words=paper.replaceable_by_data.by)
    if paper.required is Need.IF_ANY:
        return replace(item, reason=Reason.IF_ANY)
    if one.need is None:
        return item
    if not paper.is_paper:
        return replace(item, reason=Reason.INFORMATION)
    if paper.role is Role.PRESENT:
        return replace(item, reason=Reason.SHOWN)
    # What is neither a form nor a kind is never recognised: it may be a stranger, or have passed for another's page.
    known = bool(paper.forms or paper.kinds)
    if not known and dossier.has_strangers:
        return replace(item, reason=Reason.MAY_BE_HERE)
    reason = Reason.APPLIES if why and paper.required is not Need.ONE_OF else Reason.ALWAYS
    confidence = SURE if dossier.may_accuse and known and not one.doubtful else DOUBT
    return replace(item, state=State.MISSING, reason=reason, confidence=confidence)


def _one_of(items: Sequence[ChecklistItem], name: Words) -> list[ChecklistItem]:
    """
    Papers of which one is enough. One that is there, or that a database holds, does for all; of several that are
    missing the first stands for all, under the name of the group.
    """
    states = [item.state for item in items]
    if State.RECEIVED in states:
        return [_instead(i, State.NOT_NEEDED) if i.state is not State.RECEIVED else i for i in items]
    if State.REPLACEABLE in states or State.CONDITIONAL in states:
        return [_instead(i, State.CONDITIONAL) if i.state is State.MISSING else i for i in items]
    first = next((n for n, state in enumerate(states) if state is State.MISSING), None)
    return [
        replace(i, name=name) if n == first else _instead(i, State.CONDITIONAL) if i.state is State.MISSING else i
        for n, i in enumerate(items)
    ]


def _instead(item: ChecklistItem, state: State) -> ChecklistItem:
    return replace(item, state=state, reason=Reason.ANOTHER, confidence=SURE)

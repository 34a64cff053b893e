"""
The dossier as a whole: where its papers disagree, and which papers of its procedure are here.

A check knows one paper; this knows them all. It judges nothing: the verdict follows from the findings.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scanpipe.catalog import Catalog
from scanpipe.catalog.kinds_schema import Kinds
from scanpipe.catalog.procedure_conditions import names
from scanpipe.catalog.procedure_schema import Fact, Procedure, Words
from scanpipe.checklist import DOUBT, ChecklistItem, ReceivedPaper, checklist, missing, questions
from scanpipe.cross.authority import AUTHORISATION, authority_missing
from scanpipe.cross.cross import cross_findings
from scanpipe.cross.slips import Again
from scanpipe.dossier_facts import facts_told
from scanpipe.model import Checklist, ChecklistLine, Document, Finding

_HANDED_IN: Mapping[str, bool] = {"online": False}
"""Scans are of papers: a form filled in on the portal would not be among them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The procedure that a dossier is for, and the facts that its conditions speak of."""

    procedure: Procedure
    facts: Mapping[str, Fact]


def may_hold_anything(documents: Sequence[Document], *, hidden: bool) -> bool:
    """
    Whether a paper that seems to be missing may be among what was handed in.

    `hidden`: something was handed in that is no paper of the report, a file that cannot be opened, the second paper of
    a picture, or a paper that may have passed for another's overleaf.
    """
    return hidden or any(r.may_be_anything for r in _received(documents))


def sides_asked(findings: Sequence[Finding]) -> list[Finding]:
    """The sides of cards that are missing only asked about: they may be here, and not have been known for it."""
    return [replace(f, confidence=min(f.confidence, DOUBT)) if f.code == "doc.id_one_side" else f for f in findings]


def sides_mixed_up(findings: Sequence[Finding]) -> bool:
    """Whether one card lacks the side that is all there is of another: the number on one of them may be misread."""
    return len({f.params.get("side_en") for f in findings if f.code == "doc.id_one_side"}) > 1


def across(
    documents: Sequence[Document],
    catalog: Catalog,
    kinds: Kinds,
    asked: Asked | None,
    again: Again,
    *,
    hidden: bool,
) -> list[Finding]:
    """
    Where the papers of a dossier disagree, and who signed for others without being allowed to.

    `again` looks closer at the place of a reading of a paper; `hidden` as in `may_hold_anything`.
    """
    found = cross_findings(documents, catalog, kind_names=kinds.names, again=again)
    if asked is not None:
        present = {d.kind for d in documents if d.kind}
        needed = _asks_for_authority(asked.procedure)
        told = authority_missing(documents, catalog, present=present, needed=needed, kind_names=kinds.names)
        # What nobody could read may be the authorisation.
        sure = DOUBT if may_hold_anything(documents, hidden=hidden) else 1.0
        found += [replace(f, confidence=min(f.confidence, sure)) for f in told]
    return found


def papers_of(
    documents: Sequence[Document], asked: Asked, catalog: Catalog, as_of: dt.date, *, hidden: bool
) -> tuple[Checklist, list[Finding]]:
    """
    The papers of the procedure with where each stands, and a finding for each that is truly missing.

    `hidden` as in `may_hold_anything`.
    """
    procedure = asked.procedure
    facts = {**_HANDED_IN, **facts_told(documents, asked.facts)}
    received = _received(documents)
    if hidden:
        received.append(ReceivedPaper(len(documents)))
    items = checklist(procedure, as_of, received, facts)
    ask = [_both(asked.facts[name].ask) for name in questions(items, procedure, facts) if name in asked.facts]
    told = Checklist(
        procedure=procedure.procedure,
        code=procedure.code,
        title=_both(procedure.name),
        basis=procedure.decision,
        deadline=_deadline(procedure),
        lines=tuple(_line(item) for item in items),
        questions=tuple(ask),
    )
    sure = DOUBT if may_hold_anything(documents, hidden=hidden) else 1.0
    return told, [*missing(items, procedure), *_of_another(documents, procedure, catalog, sure)]


def _received(documents: Sequence[Document]) -> list[ReceivedPaper]:
    return [ReceivedPaper(i, d.form, d.kind, d.confidence) for i, d in enumerate(documents)]


def _of_another(documents: Sequence[Document], procedure: Procedure, catalog: Catalog, at_most: float) -> list[Finding]:
    """Forms that the procedure does not know, where none of its own is here; as sure as `at_most` (0–1)."""
    known = [form for form in procedure.forms if form in catalog.forms]
    if not known or any(d.form in known for d in documents):
        return []
    found = []
    for i, document in enumerate(documents):
        if document.form is not None:
            pair = (("found", document.form), ("expected", known[0]))
            params = {f"{k}_{lang}": name for k, v in pair for lang, name in catalog.forms[v].about.name.items()}
            sure = min(document.confidence, at_most)
            found.append(Finding("form.wrong_procedure", sure, i, document.pages[0], params=params))
    return found


def _line(item: ChecklistItem) -> ChecklistLine:
    why = _both(item.words) if item.words else None
    return ChecklistLine(item.paper, _both(item.name), item.state.value, item.reason.value, why, item.documents)


def _deadline(procedure: Procedure) -> Mapping[str, str] | None:
    due = procedure.deadline
    if due is None:
        return None
    return {"vi": f"{due.days} ngày kể từ {due.from_.vi}", "en": f"{due.days} days from {due.from_.en}"}


def _asks_for_authority(procedure: Procedure) -> bool:
    return any(
        AUTHORISATION in paper.kinds and paper.when is not None and "by_proxy" in names(paper.when)
        for paper in procedure.every_paper()
    )


def _both(words: Words) -> Mapping[str, str]:
    return {"vi": words.vi, "en": words.en}

"""
F011: what has to be put right on a paper and has no formal phrase for the officer's request.

The checks stand above the catalogue, so what they can raise is told here once more, by kind and type of field; a test
holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import scanpipe.findings
from scanpipe.catalog.catalog import Catalog
from scanpipe.catalog.problem import Problem
from scanpipe.catalog.schema import Choose, Edition, FieldSpec, Kind
from scanpipe.findings import Entry
from scanpipe.model import Severity

TABLE = Path(scanpipe.findings.__file__).with_name("findings.yaml")

_OF_ANY_PAPER = ("edition.outdated", "edition.not_yet", "edition.mixed")
_BY_TYPE: Mapping[str, tuple[str, ...]] = {
    "citizen_id": ("field.id_format",),
    "date": ("field.date_impossible", "field.date_future"),
    "money_words": ("field.amount_mismatch",),
}
_NEVER_ASKED = (Kind.PLACE_DATE, Kind.PHOTO, Kind.OFFICE_USE)


def unsaid(catalog: Catalog, findings: Mapping[str, Entry]) -> Iterator[Problem]:
    """One problem for each finding without a phrase, with the forms whose papers can raise it."""
    raised: dict[str, dict[str, None]] = {}
    for edition in catalog.editions():
        for code in raised_by(edition):
            raised.setdefault(code, {})[edition.form] = None
    for code, forms in raised.items():
        entry = findings.get(code)
        if entry is not None and entry.severity is Severity.MUST and entry.slip is None:
            text = f"has to be put right on papers of {', '.join(forms)} and has no slip; write its formal phrase"
            yield Problem("F011", "error", "findings", None, code, text, ("findings", code), TABLE)


def raised_by(edition: Edition) -> dict[str, None]:
    """The codes of findings that have to be put right and that a paper of this edition can raise, in order."""
    codes = dict.fromkeys(_OF_ANY_PAPER)
    if edition.pages > 1:
        codes["page.missing"] = None
    for spec in edition.fields:
        codes |= dict.fromkeys(_BY_TYPE.get(spec.type, ()))
        codes |= dict.fromkeys(_by_kind(spec))
    return codes


def _by_kind(spec: FieldSpec) -> Iterator[str]:
    if spec.kind is Kind.CHOICE and spec.choose is Choose.EXACTLY_ONE:
        yield "field.choice_many"
    if spec.required == "no" or spec.kind in _NEVER_ASKED:
        return
    if spec.kind is Kind.SIGNATURE:
        yield "sign.signature_missing"
    elif spec.kind in (Kind.CHOICE, Kind.CHECKBOX):
        yield "field.choice_none"
    else:
        yield "field.required_empty"

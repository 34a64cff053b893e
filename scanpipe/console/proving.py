"""
`scanpipe forms lint --prove`: what the proof of each edition says about its list `unproven`.

F014  a print that is not taken for its edition; a field that is not proven and would accuse
F015  a field that stands in `unproven` and is proven now
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from scanpipe.catalog.lint import Problem
from scanpipe.errors import UsageError

if TYPE_CHECKING:
    from scanpipe.catalog.catalog import Catalog
    from scanpipe.catalog.schema import Edition
    from scanpipe.prove import Proof


def chosen(catalog: Catalog, names: Sequence[str]) -> list[Edition]:
    """
    The editions named as FORM or FORM@EDITION that have fields; all of them when none is named.

    Raises UsageError for a name that is not in the catalogue, or an edition that has nothing to prove.
    """
    editions: dict[tuple[str, str], Edition] = {}
    for name in names or tuple(catalog.forms):
        form, _, edition = name.partition("@")
        if form not in catalog.forms:
            raise UsageError(f"There is no form {form}; `scanpipe forms list` shows them all.")
        own = [e for e in catalog.forms[form].editions if edition in ("", e.edition)]
        if not own:
            known = ", ".join(e.edition for e in catalog.forms[form].editions)
            raise UsageError(f"{form} has no edition {edition}; it has {known}.")
        with_fields = [e for e in own if e.fields]
        if edition and not with_fields:
            raise UsageError(f"{name} is known for identification only: it has no fields to prove.")
        editions |= {(e.form, e.edition): e for e in with_fields}
    return list(editions.values())


def problems(proof: Proof) -> Iterator[Problem]:
    """Where `unproven` says less than the proof (an error: such a field would accuse) or more (a warning)."""
    edition = proof.edition
    for trial in proof.trials:
        if not trial.identified:
            pages = f" (page {', '.join(map(str, trial.strange))})" if trial.strange else ""
            text = f"its empty {trial.name} print is not taken for one paper of this edition{pages}"
            yield Problem("F014", "error", edition.form, edition.edition, None, text)
    for key in proof.unproven:
        if key not in edition.unproven:
            text = f"is {_failure(proof, key)}; name it in unproven, so that it never accuses"
            yield Problem("F014", "error", edition.form, edition.edition, key, text)
    for key in edition.unproven:
        if key not in proof.unproven:
            text = "stands in unproven and is found and read blank; take it out"
            yield Problem("F015", "warning", edition.form, edition.edition, key, text)


def line_to_paste(proof: Proof) -> str | None:
    """The line `unproven: […]` that the edition's file should hold; None when the one it has is right."""
    if set(proof.unproven) == set(proof.edition.unproven):
        return None
    return f"unproven: [{', '.join(proof.unproven)}]"


def _failure(proof: Proof, key: str) -> str:
    """On which prints it failed and how."""
    how = []
    for trial in proof.trials:
        if key in trial.unlocated:
            how.append(f"not found on the {trial.name} print")
        elif key in trial.not_blank:
            how.append(f"not read blank on the {trial.name} print")
    return " and ".join(how)

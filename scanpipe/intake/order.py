"""The order in which to work through findings: the cheap mends first, and what a new form makes void behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_SEVERITY = {"must": 0, "check": 1, "info": 2}
_NEW_FORM = ("edition.outdated", "edition.mixed", "edition.not_yet", "form.wrong_procedure")
_ON_THE_FORM = ("field.", "sign.", "form.altered")


def rank(code: str, severity: str) -> tuple[int, int]:
    """Retake a photo, add a paper, take another form, fill in or sign, look at what disagrees, the rest."""
    if code.startswith(("quality.", "file.")) or code == "page.two_in_one":
        kind = 0
    elif code.startswith("doc.") or code == "page.missing":
        kind = 1
    elif code.startswith(("edition.", "form.")):
        kind = 2
    elif code.startswith(("field.", "sign.")):
        kind = 3
    elif code.startswith(("cross.", "card.")):
        kind = 4
    else:
        kind = 5
    return _SEVERITY[severity], kind


def moot(findings: Sequence[tuple[str, str, str, int | None]]) -> Mapping[str, str]:
    """
    Which findings another makes void: what is missing on a paper that has to be written anew anyway.

    Each finding is (id, code, severity, paper); the answer maps id to the id of the finding with the new form.
    """
    anew = {paper: one for one, code, severity, paper in reversed(findings) if code in _NEW_FORM and severity == "must"}
    return {
        one: anew[paper]
        for one, code, _, paper in findings
        if paper in anew and paper is not None and code.startswith(_ON_THE_FORM)
    }

"""What a person is told when a form changed after their check: what happened, until when a paper holds, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.web.render import day
from scanpipe.findings import Lang
from scanpipe.intake.views import CheckView, FormChangeView

Said = tuple[str, Mapping[str, object]]
"""Words of ui.yaml with their parameters."""


@dataclass(frozen=True, slots=True)
class Told:
    """A notice: `tone` and `shape` as of a badge, its head, its sentences, and where the form in force is to be had."""

    tone: str
    shape: str
    head: Said
    lines: tuple[Said, ...]
    blank: str | None = None
    carried: str | None = None


def told_of(check: CheckView, home: str, lang: Lang) -> Told | None:
    """What is told above the result and the receipt; None when no form changed."""
    change = check.form_change
    if change is None:
        return None
    again: Said = ("recheck.again", {"paper": change.name[lang], "date": day(change.at)})
    match change.status:
        case "outdated" if change.effect == "new_form":
            return _outdated(change, again, home)
        case "not_yet" if change.effect == "new_form":
            return Told("fix", "!", ("recheck.h_early", {}), (again, ("recheck.ask", {})))
        case "grace" if change.until:
            return Told("look", "◐", _changed(change), (again, ("recheck.is_taken", {"date": day(change.until)})))
        case "current" if check.verdict in ("submit", "review"):
            return Told("ok", "✓", ("recheck.h_taken", {}), (again, ("recheck.nothing", {})))
    return Told("look", "◐", ("recheck.h_look", {}), (again, ("recheck.see", {})))


def _outdated(change: FormChangeView, again: Said, home: str) -> Told:
    was: tuple[Said, ...] = (("recheck.was_taken", {"date": day(change.until)}),) if change.until else ()
    if not change.current_blank:
        return Told("fix", "!", _changed(change), (again, *was, ("recheck.ask", {})))
    return Told(
        "fix",
        "!",
        _changed(change),
        (again, *was, ("recheck.change_fix", {})),
        blank=f"/mau/{change.form}/hien-hanh.pdf",
        carried=f"{home}/mau/{change.document}.pdf" if change.can_carry else None,
    )


def _changed(change: FormChangeView) -> Said:
    return ("recheck.h_changed", {"date": day(change.since)}) if change.since else ("recheck.h_ended", {})

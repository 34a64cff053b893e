"""
What officers decided and what of it stands: a decision holds while the machine says what it said then.

From the decisions follow, for each field, the value that holds, and which findings are settled. A value that was typed
settles the findings about its field, except an accusation that would be made of the typed value as well: that needs
another value, or a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from scanpipe.office.fields import Field, Told
from scanpipe.office.guards import Kind
from scanpipe.store.decisions import DecisionRow

_SAY_A_VALUE = frozenset({Kind.ACCEPT, Kind.EDIT, Kind.ILLEGIBLE, Kind.NOT_APPLICABLE})
_ABOUT_VALUES = ("field.", "cross.", "card.")

OfCard = Callable[[Field, str], bool | None]
"""Whether the identity card says this value of that field; None when no card speaks of it."""


@dataclass(frozen=True, slots=True)
class Value:
    """What holds for a field, where it comes from (a source of reading, citizen or human), and who decided that."""

    text: str | None = field(repr=False)
    source: str
    decision: DecisionRow | None = None


def standing(decisions: Sequence[DecisionRow], seen: Mapping[str, str]) -> Mapping[str, DecisionRow]:
    """The decision that holds for each point: the newest that was not undone, while `seen` is what it was."""
    newest = {d.said.point: d for d in decisions if d.undone_at is None}
    return {point: d for point, d in newest.items() if seen.get(point) == d.said.seen_hash}


def value_of(about: Field, told: Sequence[Told], by_point: Mapping[str, DecisionRow]) -> Value:
    """What holds for a field: what an officer decided last, else what the citizen says, else what was read."""
    own = [by_point[point] for point in (about.id, *(t.view.id for t in told)) if point in by_point]
    said = [d for d in own if d.said.kind in _SAY_A_VALUE]
    answered = next((t.said for t in told if t.said), None)
    if said:
        last = max(said, key=lambda d: d.seq)
        return Value(last.said.value, _source(about, last, answered), last)
    if answered is not None:
        return Value(answered, "citizen")
    return Value(about.reading.text, about.reading.source.value)


def settled(
    about: Field | None, finding: Told, value: Value | None, by_point: Mapping[str, DecisionRow], of_card: OfCard
) -> DecisionRow | None:
    """The decision by which a finding is set aside: its own override, or a typed value that mends it; None for none."""
    own = by_point.get(finding.view.id)
    if own is not None and own.said.kind == Kind.OVERRIDE:
        return own
    if about is None or value is None or value.decision is None or value.text is None:
        return None
    typed = value.source == "human" and value.decision.said.kind in (Kind.EDIT, Kind.ACCEPT)
    if not typed or not finding.view.code.startswith(_ABOUT_VALUES):
        return None
    if finding.view.severity == "must":
        if about.refuses(value.text):
            return None
        if finding.view.code.startswith("cross.") and of_card(about, value.text) is False:
            return None
    return value.decision


def _source(about: Field, decision: DecisionRow, answered: str | None) -> str:
    """Where a decided value comes from: what was accepted as read stays read, what was accepted as said stays said."""
    if decision.said.kind == Kind.ACCEPT:
        if decision.said.value == about.reading.text:
            return about.reading.source.value
        if decision.said.value == answered:
            return "citizen"
    return "human"

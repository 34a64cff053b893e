"""
The points of a dossier, from the report, the citizen's answers and the officers' decisions: pure, and always the same.

To look at, in order of page and place: findings that demand or ask (but not those that a new form makes void), values
that were read with doubt or not at all, and every critical field, however surely it was read. A field of which a
finding speaks is no point of its own: the finding's point shows its value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from scanpipe.intake.views import FindingView
from scanpipe.model import Ink
from scanpipe.office.fields import Field, Told
from scanpipe.office.guards import STATES, unseen
from scanpipe.office.masks import has_number, masked
from scanpipe.office.standing import OfCard, Value, settled, standing, value_of
from scanpipe.office.views import Certainty, Point, PointState
from scanpipe.store.decisions import DecisionRow

_NOT_READ = ("quality.", "field.unclear", "field.illegible", "sign.unclear", "system.")
_NO_PAGE = 10**6
_ROWS = 100
"""Points whose tops lie within a hundredth of the page stand in one row."""


@dataclass(frozen=True, slots=True)
class Facts:
    """
    All that points are made of. `cards` is what the card says for a field, `of_card` whether it says a value; `logins`
    are those of officers by id; `revealed` are the points whose number was revealed to who is looking.
    """

    fields: tuple[Field, ...]
    told: tuple[Told, ...]
    decisions: tuple[DecisionRow, ...]
    cards: Mapping[tuple[int, str], str] = field(default_factory=dict, repr=False)
    of_card: OfCard = field(default=lambda _about, _value: None)
    logins: Mapping[str, str] = field(default_factory=dict)
    revealed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Laid:
    """
    The points to look at and all of them. `seen` is the fingerprint of each, `set_aside` the findings that are settled,
    `values` what holds for each field, `standing` the decision that holds for each point.
    """

    points: tuple[Point, ...]
    all: tuple[Point, ...]
    seen: Mapping[str, str]
    set_aside: frozenset[str]
    values: Mapping[tuple[int, str], Value]
    standing: Mapping[str, DecisionRow]
    moot: frozenset[str]

    @property
    def open_must(self) -> int:
        """How many accusations stand: whoever looked at them, they are neither mended nor set aside."""
        return sum(
            p.certainty is Certainty.MUST and p.number is not None and p.id not in self.set_aside for p in self.points
        )

    @property
    def unseen(self) -> int:
        """How many points nobody has looked at."""
        return unseen(self.points)

    def point(self, point_id: str) -> Point | None:
        """A point by its id."""
        return next((point for point in self.all if point.id == point_id), None)


def lay(facts: Facts) -> Laid:
    """The points as they stand."""
    fields = {one.place: one for one in facts.fields}
    told = [one for one in facts.told if one.view.severity != "info" and one.view.state != "fixed"]
    of_field = {place: [t for t in told if (t.view.document, t.view.key) == place] for place in fields}
    seen = {one.id: one.seen_hash for one in facts.fields}
    seen |= {t.view.id: t.seen_hash(fields.get(_place(t.view))) for t in told}
    by_point = standing(facts.decisions, seen)
    values = {place: value_of(one, of_field[place], by_point) for place, one in fields.items()}
    settling = {t.view.id: settled(*_about(t, fields, values), by_point, facts.of_card) for t in told}
    set_aside = frozenset(one for one, decision in settling.items() if decision is not None)
    moot = frozenset(t.view.id for t in told if t.view.moot_by and t.view.moot_by not in set_aside)
    bench = _Bench(facts, fields, values, by_point, settling, moot)
    found = [bench.of_finding(t) for t in told]
    found += [bench.of_value(one) for place, one in fields.items() if not of_field[place]]
    found.sort(key=_order)
    shown = _numbered(found, frozenset(bench.to_look_at))
    return Laid(
        points=tuple(point for point in shown if point.number is not None),
        all=tuple(_kept(point, fields, facts.revealed) for point in shown),
        seen=seen,
        set_aside=set_aside,
        values=values,
        standing=by_point,
        moot=moot,
    )


class _Bench:
    """What one point is made from; it notes which of them have to be looked at."""

    def __init__(
        self,
        facts: Facts,
        fields: Mapping[tuple[int, str], Field],
        values: Mapping[tuple[int, str], Value],
        by_point: Mapping[str, DecisionRow],
        settling: Mapping[str, DecisionRow | None],
        moot: frozenset[str],
    ) -> None:
        self.facts, self.fields, self.values = facts, fields, values
        self.by_point, self.settling, self.moot = by_point, settling, moot
        self.to_look_at: set[str] = set()

    def of_value(self, about: Field) -> Point:
        """A field of which no finding speaks."""
        doubtful = about.certainty is not Certainty.SURE and not about.wordless and about.reading.box is not None
        agreed = self._agrees(about)
        certainty = Certainty.SURE if agreed and about.certainty is Certainty.LOOK else about.certainty
        on_form = about.form is not None
        if on_form and (about.critical or (doubtful and certainty is not Certainty.SURE)):
            self.to_look_at.add(about.id)
        return self._decided(self._point(about.id, about, certainty), self.by_point.get(about.id))

    def of_finding(self, told: Told) -> Point:
        """A finding, with the value of its field where it is about one."""
        view = told.view
        about = self.fields.get(_place(view))
        critical = about is not None and about.critical
        decision = self.settling.get(view.id) or self.by_point.get(view.id)
        if view.id not in self.moot and (critical or not told.answered or decision is not None):
            self.to_look_at.add(view.id)
        certainty = Certainty.LOOK
        if view.severity == "must":
            certainty = Certainty.MUST
        elif view.code.startswith(_NOT_READ) or (about and about.certainty is Certainty.UNREADABLE):
            certainty = Certainty.UNREADABLE
        point = self._point(view.id, about, certainty)
        point = replace(
            point,
            label=point.label or view.label or view.where["vi"] or view.title["vi"],
            title=view.title,
            code=view.code,
            page_id=view.page_id or point.page_id,
            page_number=view.page_number or point.page_number,
            box=view.box or point.box,
            document=view.document,
            key=view.key,
            probability=view.confidence if about is None else point.probability,
            basis=view.basis,
            disputed=told.disputed,
        )
        if view.answer == "yes":
            point = replace(point, sources=(*(s for s in point.sources if s != "human"), "citizen", *_human(point)))
        return self._decided(point, decision)

    def _point(self, point_id: str, about: Field | None, certainty: Certainty) -> Point:
        value = self.values[about.place] if about else None
        return Point(
            id=point_id,
            number=None,
            state=PointState.OPEN,
            certainty=certainty,
            critical=about is not None and about.critical,
            label=about.label if about else "",
            title={},
            code=None,
            page_id=about.page_id if about else None,
            page_number=about.page_number if about else None,
            box=about.reading.box if about else None,
            document=about.document if about else None,
            key=about.key if about else None,
            read=about.reading.text if about else None,
            value=value.text if value else None,
            card=self.facts.cards.get(about.place) if about else None,
            probability=about.reading.confidence if about else None,
            sources=self._sources(about, value) if about and value else (),
        )

    def _decided(self, point: Point, decision: DecisionRow | None) -> Point:
        if decision is None:
            return point
        state = STATES[decision.said.kind]
        if decision.said.point != point.id:  # settled by the value that was typed at another point of the field
            state = PointState.EDITED
        elif state is PointState.EDITED and point.certainty is Certainty.MUST and not self.settling.get(point.id):
            state = PointState.ACCEPTED  # what was typed is as wrong: the fault is seen, and stays
        by = self.facts.logins.get(decision.said.officer_id, decision.said.officer_id)
        return replace(point, state=state, by=by, reason=decision.said.reason, note=decision.said.note)

    def _sources(self, about: Field, value: Value) -> tuple[str, ...]:
        reading = about.reading
        found = [reading.source.value] if reading.ink is Ink.WRITTEN and (reading.text or about.wordless) else []
        if self._agrees(about):
            found.append("card")
        if about.fits(value.text):
            found.append("rule")
        if value.source == "citizen":
            found.append("citizen")
        if value.decision is not None:
            found.append("human")
        return tuple(found)

    def _agrees(self, about: Field) -> bool:
        text = self.values[about.place].text
        return bool(text) and self.facts.of_card(about, text or "") is True


def _about(
    told: Told, fields: Mapping[tuple[int, str], Field], values: Mapping[tuple[int, str], Value]
) -> tuple[Field | None, Told, Value | None]:
    place = _place(told.view)
    return fields.get(place), told, values.get(place)


def _place(view: FindingView) -> tuple[int, str]:
    return (-1 if view.document is None else view.document), view.key or ""


def _human(point: Point) -> tuple[str, ...]:
    return ("human",) if "human" in point.sources else ()


def _numbered(points: Sequence[Point], to_look_at: frozenset[str]) -> tuple[Point, ...]:
    numbers = iter(range(1, len(points) + 1))
    return tuple(replace(p, number=next(numbers)) if p.id in to_look_at else p for p in points)


def _kept(point: Point, fields: Mapping[tuple[int, str], Field], revealed: frozenset[str]) -> Point:
    """A number of a person that nobody has to look at is masked until somebody asks for it."""
    about = fields.get((-1 if point.document is None else point.document, point.key or ""))
    if point.number is not None or about is None or not about.is_number or point.id in revealed:
        return point
    if not any(text and has_number(text) for text in (point.read, point.value, point.card)):
        return point
    return replace(
        point,
        kept=True,
        read=masked(point.read) if point.read else point.read,
        value=masked(point.value) if point.value else point.value,
        card=masked(point.card) if point.card else point.card,
        title={lang: masked(words) for lang, words in point.title.items()},
    )


def _order(point: Point) -> tuple[int, int, float, int, str]:
    """By page, then down the page row by row; what is about no page comes last."""
    box = point.box
    top, left = (round(box.y * _ROWS), box.x) if box else (0, 0.0)
    return point.page_number or _NO_PAGE, top, left, point.document if point.document is not None else -1, point.id

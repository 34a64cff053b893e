"""Everything that is known of one dossier at one moment, read in one transaction: what reviews are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError
from scanpipe.intake.seeing import Held, view_of
from scanpipe.intake.views import CheckView
from scanpipe.model import Document, Report
from scanpipe.office.alike import likeness
from scanpipe.office.compare import Pair, as_held, card_values, comparisons, pairs_of, part_of
from scanpipe.office.fields import Field, Told, fields_of, hashed
from scanpipe.office.people import Actor
from scanpipe.office.points import Facts, Laid, lay
from scanpipe.office.slips.content import content_from
from scanpipe.office.standing import OfCard
from scanpipe.office.views import Comparison, SlipLine
from scanpipe.report.parse import report_of
from scanpipe.service import VIETNAM
from scanpipe.store import artefacts, checks, decisions, files, findings, pages, rechecks, slips
from scanpipe.store import office as desks
from scanpipe.store.decisions import DecisionRow
from scanpipe.store.erase import expires_at
from scanpipe.store.errors import NotFoundError as GoneError
from scanpipe.store.rows import AT_THE_CENTER, RECEIVED, CheckRow


@dataclass(frozen=True, slots=True)
class Loaded:
    """One dossier: as the citizen sees it, its fields and points, what was decided, who has it open."""

    check: CheckRow
    seen: CheckView
    report: Report | None = field(repr=False)
    fields: tuple[Field, ...] = field(repr=False)
    decisions: tuple[DecisionRow, ...] = field(repr=False)
    laid: Laid = field(repr=False)
    pairs: tuple[Pair, ...] = field(repr=False)
    slips: tuple[SlipLine, ...]
    holder: tuple[str, str] | None
    """Id and login of who has it open."""
    logins: Mapping[str, str]

    @property
    def documents(self) -> tuple[Document, ...]:
        """The papers as the machine read them."""
        return self.report.documents if self.report else ()

    @property
    def etag(self) -> str:
        """Changes with everything that a decision depends on, and not because somebody looks."""
        check = self.check
        decided = [(d.seq, d.undone_at is None) for d in self.decisions]
        state = (check.id, check.wanted, check.done, check.state.value, check.report_blob, check.official_code)
        points = [(p.id, p.state.value, p.number, p.disputed, p.certainty.value) for p in self.laid.all]
        return hashed(state, decided, points, [page.id for page in self.seen.pages], len(self.slips))[:24]

    def comparison(self) -> tuple[Comparison, ...]:
        """The forms as they hold now beside the cards."""
        values = {place: value.text for place, value in self.laid.values.items()}
        return comparisons(self.pairs, as_held(self.documents, values))


def own(session: Any, actor: Actor, check_id: str) -> CheckRow:
    """A dossier at the Center that is theirs to see. Raises NotFoundError, alike for unknown and another Center's."""
    check = checks.by_id(session, check_id)
    if check is None or check.state not in AT_THE_CENTER | RECEIVED or not actor.sees(check.unit):
        raise NotFoundError
    return check


def load(desk: Desk, session: Any, check: CheckRow, actor_id: str | None = None) -> Loaded:
    """All of a dossier; what was revealed to that officer since they opened it is shown."""
    keys = desk.store.keys
    held = _held(desk, session, check)
    report = held.report
    catalog, kinds = desk.law.catalog, desk.law.kinds.names
    decided = decisions.decisions_of(session, keys, check.id)
    numbers = {row.number: (row.id, place) for place, row in enumerate(held.pages, start=1) if row.number is not None}
    documents = report.documents if report else ()
    fields = fields_of(documents, catalog, numbers)
    pairs = pairs_of(documents, catalog, kinds)
    cards = card_values(pairs, documents)
    holder = desks.holder_of(session, check, desk.now())
    logins = desks.logins_of(session, {d.said.officer_id for d in decided} | ({check.officer_id or ""} - {""}))
    seen = view_of(
        held,
        desk.law,
        today=desk.now().astimezone(VIETNAM).date(),
        deleted_on=expires_at(check, desk.retention),
        wait_s=0,
    )
    facts = Facts(
        fields=fields,
        told=_told(held, seen),
        decisions=decided,
        cards=cards,
        of_card=_of_card(pairs, cards),
        logins=logins,
        revealed=_revealed(session, check.id, actor_id),
    )
    given = tuple(
        SlipLine(s.number, s.at, s.by, content_from(s.content).edition.draft)
        for s in slips.slips_of(session, keys, check.id)
    )
    return Loaded(check, seen, report, fields, decided, lay(facts), pairs, given, holder, logins)


def _held(desk: Desk, session: Any, check: CheckRow) -> Held:
    """What the citizen's side shows of it."""
    keys = desk.store.keys
    kept = artefacts.artefacts_of(session, check.id, kind="straight")
    return Held(
        check=check,
        files=files.files_of(session, keys, check.id),
        pages=pages.pages_of(session, check.id),
        findings=findings.findings_of(session, keys, check.id),
        recognised=(),
        pictured=frozenset(one.about for one in kept if one.about),
        not_needed=checks.not_needed(session, check.id),
        report=_report(desk, check),
        position=None,
        rechecked=rechecks.newest_of(session, check.id),
    )


def _report(desk: Desk, check: CheckRow) -> Report | None:
    if check.report_blob is None:
        return None
    try:
        return report_of(desk.store.blobs.get(check.report_blob))
    except GoneError:
        raise NotFoundError from None


def _told(held: Held, seen: CheckView) -> tuple[Told, ...]:
    """The findings with their parameters and the values that the citizen gave."""
    if held.report is None:
        return ()
    rows = {row.id: row for row in held.findings}
    rulings = dict(enumerate(held.report.findings, start=1))
    found = []
    for view in seen.findings:
        row = rows[view.id]
        params = rulings[row.number or 0].finding.params
        found.append(Told(view, params, row.answer_value, row.disputed_at is not None))
    return tuple(found)


def _of_card(pairs: Sequence[Pair], cards: Mapping[tuple[int, str], str]) -> OfCard:
    """Whether the card of its person says a value of a field."""

    def says(about: Field, value: str) -> bool | None:
        part, card = part_of(pairs, about.place), cards.get(about.place)
        if part is None or card is None:
            return None
        return likeness(part, value, card).outcome == "same"

    return says


def _revealed(session: Any, check_id: str, actor_id: str | None) -> frozenset[str]:
    if actor_id is None:
        return frozenset()
    begun = decisions.opened_at(session, check_id, actor_id)
    return decisions.revealed(session, check_id, actor_id, since=begun) if begun else frozenset()

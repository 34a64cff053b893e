"""A Center in a temporary folder: its desk with a clock that the test sets, its people, and dossiers sent to it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from scanpipe.intake import tallies
from scanpipe.intake.desk import Desk, open_desk
from scanpipe.intake.intake import Intake, Key
from scanpipe.jobs.run import LEASE_S, Shop, run_claim
from scanpipe.office.people import Actor, Role, rights_of
from scanpipe.settings import Settings
from scanpipe.store import checks, work
from scanpipe.store.office_tables import Officer
from scanpipe.store.rows import CheckRow, Finish
from scanpipe.store.tables import Dossier
from tests.intake.conftest import photo
from tests.office.paper import PaperClerk, Said

UNIT, OTHER_UNIT = "hx", "khac"
MONDAY = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
"""Monday 23/11/2026, nine in the morning in Vietnam."""


@dataclass
class Center:
    """The desk of the Center, and the intake that its dossiers come through."""

    desk: Desk
    intake: Intake
    clerk: PaperClerk
    folder: Path
    clock: list[dt.datetime]
    keys: dict[str, Key] = field(default_factory=dict)
    """The citizen's key to each dossier, by its id."""

    def actor(self, login: str, *roles: Role, unit: str = UNIT, name: str = "Trần Thị Thử") -> Actor:
        """Somebody who works there, with an account; the same login is the same person."""
        officer_id = f"off_{login.replace('.', '_')}"
        with self.desk.store.database.writing() as session:
            if session.get(Officer, officer_id) is None:
                session.add(self._account(officer_id, login, name, unit, roles))
        return Actor(officer_id, login, name, unit, rights_of(roles))

    def _account(self, officer_id: str, login: str, name: str, unit: str, roles: Sequence[Role]) -> Officer:
        return Officer(
            id=officer_id,
            login=login,
            name_sealed=self.desk.store.keys.sealed_text(name, f"officers.name/{officer_id}"),
            unit=unit,
            roles=[role.value for role in roles],
            active=True,
            failures=0,
            wishes={},
            created_at=self.desk.now(),
        )

    def dossier(
        self,
        said: Said | None = None,
        *,
        unit: str = UNIT,
        verdict: str = "correct",
        sent_at: dt.datetime | None = None,
        procedure: str | None = "permanent_residence",
        may_teach: bool = False,
        pages: int = 2,
        points: int | None = None,
    ) -> CheckRow:
        """
        A dossier that a citizen prepared and sent: a CT01 and an identity card, examined. `verdict` is submit | correct
        | rescan | review; `said` changes what the papers say. Sent at `sent_at`, else now.
        """
        with self.at(sent_at or self.desk.now()):
            key = self._examined(replace(said or Said(), verdict=verdict), procedure, pages)
            self.intake.send(key)
        self.keys[key.id] = key
        with self.desk.store.database.writing() as session:
            row = session.get_one(Dossier, key.id)
            row.unit, row.may_teach = unit, may_teach
            if points is not None:
                row.points = points
            session.flush()
            return checks.row_of(row)

    def _examined(self, said: Said, procedure: str | None, pages: int) -> Key:
        new = self.intake.create(lang="vi", procedure=procedure, as_of=None, helper=False, team=None)
        key = self.intake.open(new.id, new.token)
        self.intake.consent(key)
        self.intake.add(key, [photo(str(n)) for n in range(pages)])
        self.clerk.said = said
        assert self.work() is Finish.DONE
        return key

    def work(self) -> Finish | None:
        """Examine what waits longest; None when nothing does."""
        store = self.desk.store
        with store.database.writing() as session:
            claim = work.claim(session, "test", now=self.desk.now(), lease_s=LEASE_S)
        if claim is None:
            return None
        shop = Shop(store, self.desk.settings, self.desk.bell, self.desk.now, tallies.note)
        return run_claim(shop, claim, self.clerk, self.folder / "work", cancelled=lambda: False)  # type: ignore[arg-type]

    def row(self, check_id: str) -> CheckRow:
        """The dossier as the store has it now."""
        with self.desk.store.database.reading() as session:
            row = checks.by_id(session, check_id)
        assert row is not None
        return row

    def later(self, **delta: float) -> None:
        """Let time pass."""
        self.clock[0] += dt.timedelta(**delta)

    @contextmanager
    def at(self, moment: dt.datetime) -> Iterator[None]:
        """Do something at another time."""
        before, self.clock[0] = self.clock[0], moment
        try:
            yield
        finally:
            self.clock[0] = before


def opened(folder: Path) -> Center:
    """A Center with nothing in it, on Monday morning; close its `desk.store` at the end."""
    clock = [MONDAY]
    settings = Settings(data_dir=folder / "data")
    desk = open_desk(settings, now=lambda: clock[0])
    return Center(desk, Intake(desk), PaperClerk(), folder, clock)

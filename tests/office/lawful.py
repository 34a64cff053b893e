"""A law that a test changes at will, and a clerk who finds papers to stand as that law says."""

import dataclasses
import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Any

from scanpipe.catalog import Catalog
from scanpipe.catalog.catalog import in_order
from scanpipe.findings import rule
from scanpipe.intake.law import Law
from scanpipe.jobs.order import Order
from scanpipe.jobs.run import LEASE_S, Shop, run_claim
from scanpipe.model import Document, EditionStatus, Finding, Report, Verdict
from scanpipe.office.catalogue.affected import standing
from scanpipe.office.office import connected, examined
from scanpipe.report.json import dumps
from scanpipe.report.parse import report_of
from scanpipe.store import work
from scanpipe.store.rows import Finish
from tests.office.center import Center
from tests.office.paper import PaperClerk

NEW = "tt9_2027"
"""An edition of CT01 that nobody has issued."""


@dataclass
class MovingLaw:
    """The law in use: what `law` says now."""

    law: Law
    trouble: str | None = None

    def __call__(self) -> Law:
        return self.law

    def refresh(self) -> bool:
        return False

    def publish(self, begins: dt.date, *, until: dt.date | None = None) -> None:
        """CT01 gets an edition more; the one before is taken until that day."""
        form = self.law.catalog.forms["ct01"]
        last = form.editions[-1].model_copy(update={"accepted_until": until})
        new = last.model_copy(
            update={"edition": NEW, "effective_from": begins, "supersedes": last.edition, "accepted_until": None}
        )
        self._say((*form.editions[:-1], last, new), f"new{until or ''}")

    def roll_back(self) -> None:
        """And loses it again."""
        form = self.law.catalog.forms["ct01"]
        self._say(tuple(e for e in form.editions if e.edition != NEW), "old")

    def _say(self, editions: Any, name: str) -> None:
        forms = dict(self.law.catalog.forms)
        forms["ct01"] = dataclasses.replace(forms["ct01"], editions=in_order(list(editions)))
        catalog = Catalog(forms, f"sha256:{name}")
        self.law = dataclasses.replace(self.law, catalog=catalog, id=hashlib.sha256(name.encode()).hexdigest())


@dataclass
class LawfulClerk(PaperClerk):
    """Says of a form where its edition stands by the law, on the day that the order names."""

    laws: MovingLaw | None = None
    edition: str | None = "tt116_2026"
    editions: dict[str, str | None] = field(default_factory=dict)
    """Of single dossiers, by id."""
    order: str = ""
    as_of: dt.date = dt.date(2026, 11, 23)

    def examine(self, order: Order, *args: Any, **kwargs: Any) -> Any:
        """As the clerk does, on the day of the order."""
        self.as_of, self.order = order.as_of, order.id.partition("-")[0]
        return super().examine(order, *args, **kwargs)

    def report(self, pages: int) -> bytes:
        """The clerk's report, with the standing of its form."""
        assert self.laws is not None
        law = self.laws()
        made = report_of(super().report(pages))
        known = self.editions.setdefault(self.order, self.edition)
        found = standing(law.catalog, "ct01", known, self.as_of)
        bad = found in (EditionStatus.OUTDATED, EditionStatus.NOT_YET)
        verdict = Verdict.CORRECT if bad else made.verdict
        edition = known if found is not None else None
        form: Document = dataclasses.replace(
            made.documents[0], edition=edition, edition_status=found or EditionStatus.UNKNOWN, verdict=verdict
        )
        told = dataclasses.replace(made.made_with, forms=law.catalog.digest)
        days = {"since": self.as_of, "until": self.as_of, "from": self.as_of}
        old = Finding(f"edition.{found}", document=0, page=1, params={"doc": "CT01", "basis": "–", **days})
        more = (rule(old, accuses=True),) if bad else ()
        whole: Report = dataclasses.replace(
            made,
            verdict=verdict,
            as_of=self.as_of,
            made_with=told,
            documents=(form, *made.documents[1:]),
            findings=(*made.findings, *more),
        )
        return dumps(whole).encode()


def lawful(center: Center) -> MovingLaw:
    """The Center under a law that moves; its examinations tell statistics, webhooks and rechecks."""
    laws = MovingLaw(center.desk.law)
    center.desk = connected(dataclasses.replace(center.desk, laws=laws))
    center.intake.desk = center.desk
    center.clerk = LawfulClerk(laws=laws)
    return laws


def examine(center: Center) -> Finish | None:
    """Examine what waits longest, as the service does; None when nothing waits."""
    store, desk = center.desk.store, center.desk
    with store.database.writing() as session:
        claim = work.claim(session, "test", now=desk.now(), lease_s=LEASE_S)
    if claim is None:
        return None
    shop = Shop(store, desk.settings, desk.bell, desk.now, examined(desk))
    return run_claim(shop, claim, center.clerk, center.folder / "work", cancelled=lambda: False)  # type: ignore[arg-type]


def examine_all(center: Center) -> int:
    """Examine until nothing waits; how many examinations there were."""
    count = 0
    while examine(center) is not None:
        count += 1
        assert count < 50, "it does not come to an end"
    return count

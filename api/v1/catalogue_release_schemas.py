"""What programs send and get about publications, rollbacks and bundles, with an example of each."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.v1.schemas import Out

KeyText = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
ETAG = "5f1d2c3b4a" + "0" * 54
RELEASE: dict[str, Any] = {
    "seq": 7,
    "at": "2026-11-26T03:00:00Z",
    "kind": "published",
    "form": "ct01",
    "edition": "tt9_2027",
    "on": "2027-03-01",
    "accepted_until": "2027-03-31",
    "by": "cb.binh",
    "author": "vh.an",
    "alone": False,
    "reason": None,
    "law_before": "1" * 64,
    "law_after": "2" * 64,
    "files": ["ct01/2027-03-01_tt9_2027.yaml", "ct01/tt9_2027.pdf"],
}
PROPOSAL: dict[str, Any] = {
    "by": "vh.an",
    "at": "2026-11-26T02:00:00Z",
    "on": "2027-03-01",
    "accepted_until": "2027-03-31",
    "etag": ETAG,
}
ASKED: dict[str, Any] = {
    "form": "ct01",
    "to": "tt116_2026",
    "reason": "mục 7 in sai chữ",
    "by": "vh.an",
    "at": "2026-11-26T02:00:00Z",
}
BUNDLE: dict[str, Any] = {
    "sha256": "3" * 64,
    "sender": "Trung tâm Thử",
    "made_by": "vh.an",
    "made_at": "2026-11-26T02:00:00Z",
    "signer": "trung-tam-thu",
    "fingerprint": "5f1d 2c3b 4a00 9e81",
    "added": ["ct01/2027-03-01_tt9_2027.yaml"],
    "conflicts": [],
    "gone": [],
    "same": 5,
    "editions": [{"form": "ct01", "edition": "tt9_2027", "what": "new"}],
}


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Propose(_Asked):
    """A draft that is to be published."""

    form: KeyText
    edition: KeyText
    on: dt.date = Field(description="The first day of the edition, from 00:00 in Vietnam.")
    accepted_until: dt.date | None = Field(default=None, description="Last day of the edition before, if it overlaps.")
    etag: str = Field(max_length=64, description="Of the draft that was looked at.")


class Publish(_Asked):
    """Approval of what is proposed: draft and days as they were looked at."""

    form: KeyText
    edition: KeyText
    on: dt.date = Field(description="The first day, as proposed.")
    accepted_until: dt.date | None = Field(default=None, description="The last day of the edition before, as proposed.")
    etag: str = Field(max_length=64, description="Of the draft that was looked at.")
    alone: bool = Field(default=False, description="One made and approves it; only where the Center allows that.")


class AskBack(_Asked):
    """An edition that is to come back."""

    form: KeyText
    to: KeyText = Field(description="The edition that was there before.")
    reason: str = Field(min_length=1, max_length=400)


class Approve(_Asked):
    """Approval of a rollback."""

    alone: bool = Field(default=False, description="One asks and approves; only where the Center allows that.")


class Take(_Asked):
    """Approval of an import."""

    replace: bool = Field(default=False, description="Replace files that are others here.")


class ReleaseOut(Out):
    """One change of the law."""

    seq: int
    at: dt.datetime
    kind: Literal["published", "rolled_back", "imported"]
    form: str | None = Field(description="Null for a bundle of several forms.")
    edition: str | None
    on: dt.date = Field(description="From which day it counts.")
    accepted_until: dt.date | None = Field(description="Last day of the edition before, if it overlaps.")
    by: str = Field(description="Who approved it.")
    author: str = Field(description="Who made the draft, asked for the rollback, or sent the bundle.")
    alone: bool = Field(description="Whether they were one person.")
    reason: str | None
    law_before: str = Field(description="SHA-256 of all that was law.")
    law_after: str
    files: list[str] = Field(description="The files of forms/ that changed.")


class ReleaseList(BaseModel):
    """Releases, the newest first."""

    releases: list[ReleaseOut]


class ProposalOut(Out):
    """What is proposed; it is void as soon as the draft changes."""

    by: str
    at: dt.datetime
    on: dt.date
    accepted_until: dt.date | None
    etag: str


class RollbackOut(Out):
    """What somebody asked for; it is void as soon as the form changes."""

    form: str
    to: str
    reason: str
    by: str
    at: dt.datetime


class EditionChanged(Out):
    """What becomes of one edition."""

    form: str
    edition: str
    what: Literal["new", "changed"]


class BundleOut(Out):
    """What a bundle would change. Paths are from forms/ on."""

    sha256: str = Field(description="Name of the bundle while it waits, for a day.")
    sender: str
    made_by: str
    made_at: dt.datetime
    signer: str = Field(description="What the key is called here; * is that of this Center.")
    fingerprint: str
    added: list[str]
    conflicts: list[str] = Field(description="Files that are others here; replaced only when that is said.")
    gone: list[str] = Field(description="Files of editions that come under another date.")
    same: int = Field(description="How many files are here already.")
    editions: list[EditionChanged]

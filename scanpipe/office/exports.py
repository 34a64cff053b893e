"""
An accepted dossier handed on: as JSON, as a row of a table, as a PDF for the archive.

What is handed on is written down with the hash of it, and who has it once is done with it here. Before acceptance only
the officer who has the dossier open may take a copy, and that changes nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError, StateError
from scanpipe.office import export_csv, export_json
from scanpipe.office.bundle import About, BundlePage, bundle
from scanpipe.office.export_csv import Per
from scanpipe.office.export_json import Final, final_from
from scanpipe.office.loaded import load, own
from scanpipe.office.page_words import PageText, kept_words, read_values
from scanpipe.office.people import EVERY_UNIT, Actor, Right
from scanpipe.store import artefacts, audit, exporting, pages, results
from scanpipe.store.errors import NotFoundError as GoneError
from scanpipe.store.rows import RECEIVED, CheckRow, PageRow, ReadingRow

MOST = 1000
"""How many dossiers one table may have."""

Format: TypeAlias = Literal["json", "csv", "pdf"]
_MEDIA: dict[Format, str] = {"json": "application/json", "csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}


@dataclass(frozen=True, slots=True)
class Exported:
    """What is handed on: bytes, what a browser calls them, and their type."""

    file_name: str
    media_type: str
    data: bytes = field(repr=False)


class Exports:
    """Hands dossiers on."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def json(self, actor: Actor, check_id: str) -> Exported:
        """Report and final values, schema `scanpipe.export/v1`. Raises NotFoundError, StateError, NotAllowedError."""
        final = self._final(actor, check_id)
        data = export_json.dumps(final, self._desk.now())
        return self._written(actor, [final], "json", data, final.check.code)

    def csv(self, actor: Actor, ids: Sequence[str], per: Per = "dossier") -> Exported:
        """A table of these dossiers, in this order. Raises as `json`, for the first that cannot be handed on."""
        if len(ids) > MOST:
            raise StateError(f"A table holds at most {MOST} dossiers: choose fewer, or a shorter time.")
        finals = [self._final(actor, check_id) for check_id in dict.fromkeys(ids)]
        name = finals[0].check.code if len(finals) == 1 else f"dossiers-{self._desk.now():%Y%m%d-%H%M%S}"
        return self._written(actor, finals, "csv", export_csv.to_csv(finals, per), name)

    def pdf(self, actor: Actor, check_id: str) -> Exported:
        """The straightened pages with what was read on them, PDF/A-2b. Raises as `json`."""
        final = self._final(actor, check_id)
        now, code = self._desk.now(), final.check.code
        about = About(
            code, final.check.official_code or code, now, hashlib.sha256(f"{code}{now}".encode()).digest()[:16]
        )
        return self._written(actor, [final], "pdf", bundle(self._pages(check_id), about), code)

    def accepted(
        self, actor: Actor, since: dt.datetime | None = None, until: dt.datetime | None = None
    ) -> tuple[str, ...]:
        """The accepted dossiers of the actor's Center, at most `MOST`, the longest accepted first."""
        actor.need(Right.EXPORT)
        unit = None if actor.unit == EVERY_UNIT else actor.unit
        with self._desk.store.database.reading() as session:
            return exporting.accepted(session, unit=unit, since=since, until=until, limit=MOST)

    # ---- what is handed on ---------------------------------------------------------------------------------------

    def _final(self, actor: Actor, check_id: str) -> Final:
        """The dossier as it stands. Raises NotFoundError, and StateError for one that is not accepted, nor theirs."""
        actor.need(Right.EXPORT)
        desk = self._desk
        with desk.store.database.reading() as session:
            check = own(session, actor, check_id)
            self._expect_ready(actor, check)
            loaded = load(desk, session, check)
        if check.report_blob is None:
            raise StateError("This dossier was not examined yet: wait for its result.")
        return final_from(loaded, self._blob(check.report_blob))

    def _expect_ready(self, actor: Actor, check: CheckRow) -> None:
        held = check.officer_id == actor.id and check.held_until is not None and check.held_until > self._desk.now()
        if check.state not in RECEIVED and not held:
            raise StateError("This dossier was not accepted yet: accept it, then hand it on.")

    def _pages(self, check_id: str) -> list[BundlePage]:
        """Every page in order: straightened, else as it was handed in, else with the words that there is no picture."""
        store = self._desk.store
        with store.database.reading() as session:
            order = pages.pages_of(session, check_id)
            kept = artefacts.artefacts_of(session, check_id)
            readings = results.readings_of(session, store.keys, check_id)
        newest = {(one.kind, one.about): one.key for one in reversed(kept)}
        packs = {p.file_id: newest["kept", p.file_id] for p in order if ("kept", p.file_id) in newest}
        read = {file: kept_words(self._blob(key)) for file, key in packs.items()}
        return [self._page(page, newest, _text_of(page, read, readings)) for page in order]

    def _page(self, page: PageRow, newest: Mapping[tuple[str, str | None], str], text: PageText) -> BundlePage:
        if key := newest.get(("straight", page.id)):
            return BundlePage(self._blob(key), text.width_mm, text.height_mm, text.words)
        if key := newest.get(("original-picture", page.id)):
            return BundlePage(self._blob(key))
        return BundlePage(None, note=f"Trang {page.position}: không mở được ảnh của trang này.")

    def _blob(self, key: str) -> bytes:
        try:
            return self._desk.store.blobs.get(key)
        except GoneError:
            raise NotFoundError from None

    # ---- that it was handed on -----------------------------------------------------------------------------------

    def _written(self, actor: Actor, finals: Sequence[Final], format_: Format, data: bytes, name: str) -> Exported:
        """The bytes, once it is written down for each dossier that they were handed on."""
        desk, now, sha256 = self._desk, self._desk.now(), hashlib.sha256(data).hexdigest()
        try:
            with desk.store.database.writing() as session:
                for final in finals:
                    exporting.handed_on(session, final.check.id, now=now)
                    audit.write(session, desk.store.keys, _note(actor, final, format_, sha256), at=now)
        except GoneError:  # erased while it was drawn: then it is not handed on either
            raise NotFoundError from None
        return Exported(f"{name}.{format_}", _MEDIA[format_], data)


def _text_of(page: PageRow, read: Mapping[str, Mapping[int, PageText]], readings: Sequence[ReadingRow]) -> PageText:
    kept = read.get(page.file_id, {}).get(page.file_page)
    return kept or read_values(readings, page.id)


def _note(actor: Actor, final: Final, format_: Format, sha256: str) -> audit.Note:
    return audit.Note(
        actor.id,
        "exported",
        unit=final.check.unit,
        check_id=final.check.id,
        about=format_,
        edition=", ".join(final.editions)[:160] or None,
        engine=final.engine,
        detail={"before": None, "after": {"sha256": sha256, "official_code": final.check.official_code}},
    )

"""A dossier as JSON for another system, schema `scanpipe.export/v1`: the report, and what holds after people looked."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.accepting import final_of
from scanpipe.office.deciding import edition_of, engine_of
from scanpipe.office.guards import STATES, Kind
from scanpipe.office.loaded import Loaded, load
from scanpipe.office.views import PointState
from scanpipe.report.json import schema as report_schema
from scanpipe.store import checks
from scanpipe.store.rows import CheckRow

Json: TypeAlias = dict[str, Any]

SCHEMA_ID = "scanpipe.export/v1"


@dataclass(frozen=True, slots=True)
class HandedField:
    """
    A value that is handed on: what holds, what the machine read, what became of it at the Center, where it comes from
    and who decided. `page` is the place of its page in the dossier, from 1.
    """

    document: int
    form: str | None
    edition: str | None
    key: str
    label: str
    page: int | None
    value: str | None = field(repr=False)
    read: str | None = field(repr=False)
    state: PointState
    source: str
    by: str | None


@dataclass(frozen=True, slots=True)
class Override:
    """A finding that an officer set aside, with their login."""

    finding: str
    code: str
    reason: str | None
    note: str | None = field(repr=False)
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Final:
    """
    All that is handed on of a dossier: `report` are the very bytes of its report; `editions` and `engine` are what it
    was made with, in short.
    """

    check: CheckRow
    report: bytes = field(repr=False)
    fields: tuple[HandedField, ...] = field(repr=False)
    overrides: tuple[Override, ...]
    editions: tuple[str, ...]
    engine: str | None


def final_from(loaded: Loaded, report: bytes) -> Final:
    """What is handed on of a dossier as it stands."""
    editions = (edition_of(loaded, i) for i, paper in enumerate(loaded.documents) if paper.form)
    return Final(
        check=loaded.check,
        report=report,
        fields=tuple(_fields(loaded)),
        overrides=tuple(_overrides(loaded)),
        editions=tuple(dict.fromkeys(e for e in editions if e)),
        engine=engine_of(loaded),
    )


def values_of(desk: Desk, session: Any, check_id: str) -> Json:
    """The values that hold for a dossier at the Center, for a message to whom is told them. Raises NotFoundError."""
    check = checks.by_id(session, check_id)
    if check is None:
        raise NotFoundError
    return {"fields_final": [_field(one) for one in _fields(load(desk, session, check))]}


def dumps(final: Final, exported_at: dt.datetime) -> bytes:
    """The export as JSON text: two spaces, Vietnamese as it is, a newline at the end."""
    return (json.dumps(to_json(final, exported_at), ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def to_json(final: Final, exported_at: dt.datetime) -> Json:
    """The export as plain dicts, lists, text and numbers; moments in UTC."""
    check = final.check
    return {
        "schema": SCHEMA_ID,
        "exported_at": _moment(exported_at),
        "dossier": {
            "id": check.id,
            "code": check.code,
            "official_code": check.official_code,
            "unit": check.unit,
            "state": check.state.value,
            "procedure": check.procedure,
            "sent_at": _moment(check.sent_at),
            "accepted_at": _moment(check.accepted_at),
        },
        "report": json.loads(final.report),
        "fields_final": [_field(one) for one in final.fields],
        "overrides": [_override(one) for one in final.overrides],
    }


@cache
def schema() -> Json:
    """The JSON Schema (2020-12) that every export validates against, that of the report within it."""
    text = files("scanpipe.office").joinpath("export.schema.json").read_text(encoding="utf-8")
    loaded: Json = json.loads(text)
    report = {name: value for name, value in report_schema().items() if name != "$schema"}
    return {**loaded, "$defs": {**loaded["$defs"], "report": report}}


def _fields(loaded: Loaded) -> Iterator[HandedField]:
    for read, final in zip(loaded.fields, final_of(loaded), strict=True):
        decision = loaded.laid.values[read.place].decision
        yield HandedField(
            document=final.document,
            form=final.form,
            edition=final.edition,
            key=final.key,
            label=final.label,
            page=read.page_number,
            value=final.value,
            read=read.reading.text,
            state=STATES[decision.said.kind] if decision else PointState.OPEN,
            source=final.source,
            by=final.by,
        )


def _overrides(loaded: Loaded) -> Iterator[Override]:
    """The findings that officers set aside, as far as the machine still says them."""
    codes = {finding.id: finding.code for finding in loaded.seen.findings}
    for point, decision in loaded.laid.standing.items():
        if point in codes and decision.said.kind == Kind.OVERRIDE:
            said = decision.said
            by = loaded.logins.get(said.officer_id, said.officer_id)
            yield Override(point, codes[point], said.reason, said.note, by, decision.at)


def _field(one: HandedField) -> Json:
    return {
        "document": one.document,
        "form": one.form,
        "edition": one.edition,
        "key": one.key,
        "label": one.label,
        "page": one.page,
        "value": one.value,
        "read": one.read,
        "state": one.state.value,
        "source": one.source,
        "by": one.by,
    }


def _override(one: Override) -> Json:
    return {
        "finding": one.finding,
        "code": one.code,
        "reason": one.reason,
        "note": one.note,
        "by": one.by,
        "at": _moment(one.at),
    }


def _moment(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")

"""Accepted dossiers as a table: a row for each dossier with a column for each field, or a row for each field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal, TypeAlias

from scanpipe.office.csv_cells import table
from scanpipe.office.export_json import Final, HandedField
from scanpipe.service import VIETNAM

Per: TypeAlias = Literal["dossier", "field"]

_DOSSIER = ("code", "official_code", "unit", "procedure", "state", "verdict", "sent_at", "accepted_at")
_FIELD = ("document", "form", "edition", "key", "label", "page", "value", "read", "field_state", "source", "by")


def to_csv(finals: Sequence[Final], per: Per) -> bytes:
    """The table with its head; times are Vietnam's. Names of columns are the same in every language: programs read."""
    return table(_by_dossier(finals) if per == "dossier" else _by_field(finals))


def _by_dossier(finals: Sequence[Final]) -> list[list[object]]:
    columns = list(dict.fromkeys(_column(one) for final in finals for one in final.fields))
    rows: list[list[object]] = [[*_DOSSIER, *columns]]
    for final in finals:
        values = {_column(one): one.value for one in final.fields}
        rows.append([*_about(final), *(values.get(column) for column in columns)])
    return rows


def _by_field(finals: Sequence[Final]) -> list[list[object]]:
    rows: list[list[object]] = [[*_DOSSIER, *_FIELD]]
    for final in finals:
        about = _about(final)
        rows += [[*about, *_field(one)] for one in final.fields]
    return rows


def _about(final: Final) -> list[object]:
    check = final.check
    return [
        check.code,
        check.official_code,
        check.unit,
        check.procedure,
        check.state.value,
        check.verdict,
        _moment(check.sent_at),
        _moment(check.accepted_at),
    ]


def _field(one: HandedField) -> list[object]:
    return [
        one.document,
        one.form,
        one.edition,
        one.key,
        one.label,
        one.page,
        one.value,
        one.read,
        one.state.value,
        one.source,
        one.by,
    ]


def _column(one: HandedField) -> str:
    """Such as `0.ct01.full_name`: which paper, what it is, which field."""
    return f"{one.document}.{one.form or 'paper'}.{one.key}"


def _moment(moment: dt.datetime | None) -> str | None:
    return None if moment is None else f"{moment.astimezone(VIETNAM):%Y-%m-%d %H:%M}"

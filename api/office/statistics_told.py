"""Words for what is told in statistics: cells, names of rows, tables, files; the same for the page, and for a file."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from api.words import keys, say
from scanpipe.findings import FINDINGS, Lang, plain_label
from scanpipe.intake.law import Law
from scanpipe.office.statistics.buckets import MORE
from scanpipe.office.statistics.series import WEEK, Bound, Cell, Row, Series
from scanpipe.office.statistics.small_cells import Manner, Share, Told

NOTHING = "–"
MINUS = "−"


@dataclass(frozen=True, slots=True)
class Table:
    """A series in words. Rows are (name, cells); `whole` stands at the foot. `numbers` says which rows are drawn."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    whole: tuple[str, tuple[str, ...]] | None


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells in one language, by one law."""

    lang: Lang
    law: Law = field(repr=False)

    def cell(self, cell: Cell) -> str:
        """One cell: "12", "< 5", "≈ 40", "82,4%", "≤ 4 giây"; a dash where there is nothing."""
        match cell:
            case None:
                return NOTHING
            case int():
                return self.number(cell)
            case Told():
                return _MANNERS[cell.manner].format(self.number(cell.n))
            case Share():
                return self._share(cell)
            case Bound():
                return self._bound(cell)

    def number(self, value: float) -> str:
        """A number as it is written in the language: thousands and decimals have each other's mark."""
        text = f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
        return text.translate(_SWAPPED) if self.lang == "vi" else text

    def percent(self, value: float) -> str:
        """A share with one decimal at most."""
        return f"{self.number(round(100 * value, 1))}%"

    def unit(self, value: float, unit: str) -> str:
        """A number with its unit, s | h | times."""
        return say(f"stat.unit_{unit}", self.lang, n=self.number(value))

    def name(self, series: Series, row: Row, fields: Mapping[str, str] | None = None) -> str:
        """What a row is."""
        match series.of:
            case _ if not row.name and row is series.whole:
                return say("stat.whole", self.lang)
            case "week":
                return self.week(dt.date.fromisoformat(row.name))
            case "times":
                return say("stat.more_times", self.lang) if row.name == MORE else row.name
            case "code":
                return self.code(row.name)
            case "form":
                return self.form(row.name)
            case "field":
                return (fields or {}).get(row.name) or row.name or say("stat.no_field", self.lang)
            case "days":
                first, last = (n.replace("-", MINUS) for n in row.name.split(".."))
                return say("stat.days", self.lang, first=first, last=last)
        return row.name

    def week(self, first: dt.date) -> str:
        """Monday to Sunday."""
        return f"{first:%d/%m}–{first + WEEK - dt.timedelta(days=1):%d/%m/%Y}"

    def code(self, code: str) -> str:
        """The short name of a finding; the code itself when it is not known any more."""
        key = f"stat.code.{code}"
        return say(key, self.lang) if code in FINDINGS and key in keys() else code

    def form(self, form: str) -> str:
        """What people call a form."""
        return self.law.form_name(form)[self.lang] if form else say("stat.no_form", self.lang)

    def fields(self, form: str) -> Mapping[str, str]:
        """The printed labels of a form's fields, of the newest edition that has each."""
        known = self.law.catalog.forms.get(form)
        editions = known.editions if known else ()
        return {spec.key: plain_label(spec.label) for edition in editions for spec in edition.fields}

    def table(self, series: Series, title: str, fields: Mapping[str, str] | None = None) -> Table:
        """The whole series in words."""
        columns = tuple(say(f"stat.col.{key}", self.lang) for key in (series.of, *series.columns))
        rows = tuple((self.name(series, row, fields), tuple(map(self.cell, row.cells))) for row in series.rows)
        whole = series.whole
        foot = None if whole is None else (self.name(series, whole), tuple(map(self.cell, whole.cells)))
        return Table(title, columns, rows, foot)

    def _share(self, share: Share) -> str:
        if share.manner is Manner.HIDDEN:
            return say("stat.hidden", self.lang)
        # A bound is told by the whole point on its far side, so that it stays true.
        value = {
            Manner.BELOW: math.ceil(share.value * 100) / 100,
            Manner.ABOVE: math.floor(share.value * 100) / 100,
        }.get(share.manner, share.value)
        return _MANNERS[share.manner].format(self.percent(value))

    def _bound(self, bound: Bound) -> str:
        if bound.unit == "times" and math.isfinite(bound.most):
            return self.number(bound.most)
        if math.isinf(bound.most):
            return f"> {self.unit(_LAST[bound.unit], bound.unit)}"
        return f"≤ {self.unit(bound.most, bound.unit)}"


_MANNERS = {Manner.EXACT: "{}", Manner.ABOUT: "≈ {}", Manner.BELOW: "< {}", Manner.ABOVE: "> {}"}
_SWAPPED = str.maketrans({",": ".", ".": ","})
_LAST = {"s": 128.0, "h": 336.0, "times": 9.0}

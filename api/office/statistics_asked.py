"""What an address of statistics asks for, and the address of something else: a list can be shared."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request

from scanpipe.office.statistics.figures import Wish

HOME = "/cb/tk"
WISHES = ("tu", "den", "tt", "dv", "loi", "mau", "bd", "trang")
"""From, to, procedure, Center, finding, its form, the form of the map and its page."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: period, filters, how far down in the faults, which map."""

    wish: Wish
    code: str | None = None
    form: str | None = None
    map_form: str | None = None
    map_page: int = 1

    def address(self, path: str = HOME, **changes: object) -> str:
        """The address of the same with changes (loi, mau, bd, trang; None leaves one out)."""
        wish = self.wish
        kept: dict[str, object] = {
            "tu": wish.first,
            "den": wish.last,
            "tt": wish.procedure,
            "dv": wish.unit,
            "loi": self.code,
            "mau": self.form,
            "bd": self.map_form,
            "trang": self.map_page if self.map_page > 1 else None,
        } | changes
        said = {name: str(value) for name, value in kept.items() if value is not None}
        return f"{path}?{urlencode(said)}" if said else path


def asked_of(request: Request) -> Asked:
    """What the address says; days that are none are left out."""
    said = request.query_params
    page = said.get("trang", "")
    return Asked(
        Wish(_day(said.get("tu")), _day(said.get("den")), said.get("tt") or None, said.get("dv") or None),
        code=said.get("loi") or None,
        form=said.get("mau") if said.get("loi") else None,
        map_form=said.get("bd") or None,
        map_page=int(page) if page.isascii() and page.isdigit() and 0 < int(page[:4]) < 100 else 1,
    )


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None

"""
The wishes for a list in its address, so that a list can be kept, reloaded and shared: `Filter` ↔ query string.

Whatever somebody types into an address gives a filter: what cannot be is passed over, as if nobody had wished it.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from scanpipe.office.views import Filter, Sort, Tab

VERDICTS = ("submit", "correct", "rescan", "review")
MOST_PAGES = 100_000

_TABS: Mapping[str, Tab] = {
    "cho": Tab.WAITING, "toi": Tab.MINE, "bo-sung": Tab.ASKED, "soat": Tab.SECOND, "xong": Tab.DONE,
}  # fmt: skip
_SORTS: Mapping[str, Sort] = {"han": Sort.DUE, "tuoi": Sort.AGE, "diem": Sort.POINTS, "ma": Sort.CODE}
_VERDICTS: Mapping[str, str] = {"dat": "submit", "bo-sung": "correct", "khong-doc": "rescan", "can-xem": "review"}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LONGEST = 120

_Value = TypeVar("_Value")


def read(pairs: Iterable[tuple[str, str]]) -> Filter:
    """The filter of an address; the last word counts where there are several for one wish."""
    pairs = list(pairs)
    said = dict(pairs)
    order = said.get("xep", "")
    return Filter(
        tab=_TABS.get(said.get("ngan", ""), Tab.WAITING),
        verdicts=frozenset(_VERDICTS[value] for name, value in pairs if name == "kq" and value in _VERDICTS),
        procedure=_text(said.get("thu-tuc")),
        group=_text(said.get("linh-vuc")),
        form=_text(said.get("mau")),
        old_form=said.get("mau-doi") == "1",
        new_form=said.get("can-mau-moi") == "1",
        sent_from=_day(said.get("tu")),
        sent_to=_day(said.get("den")),
        officer=_text(said.get("can-bo")),
        sort=_SORTS.get(order.removeprefix("-"), Sort.DUE),
        falling=order.startswith("-") and order[1:] in _SORTS,
        page=_page(said.get("trang")),
    )


def query(of: Filter) -> str:
    """What an address says of a filter, without "?": only what differs from a list as it is first seen."""
    pairs = [
        ("ngan", _name(_TABS, of.tab) if of.tab is not Tab.WAITING else None),
        *(("kq", name) for name, verdict in _VERDICTS.items() if verdict in of.verdicts),
        ("thu-tuc", of.procedure),
        ("linh-vuc", of.group),
        ("mau", of.form),
        ("mau-doi", "1" if of.old_form else None),
        ("can-mau-moi", "1" if of.new_form else None),
        ("tu", of.sent_from.isoformat() if of.sent_from else None),
        ("den", of.sent_to.isoformat() if of.sent_to else None),
        ("can-bo", of.officer),
        ("xep", order_name(of.sort, of.falling) if of.sort is not Sort.DUE or of.falling else None),
        ("trang", str(of.page) if of.page > 1 else None),
    ]
    return urlencode([(name, value) for name, value in pairs if value is not None])


def address(of: Filter) -> str:
    """The address of the list with that filter."""
    asked = query(of)
    return f"/cb/?{asked}" if asked else "/cb/"


def cleared(of: Filter) -> Filter:
    """The same heap in the same order, with nothing left out."""
    return Filter(tab=of.tab, sort=of.sort, falling=of.falling)


def narrowed(of: Filter) -> bool:
    """Whether the filter leaves anything out of its heap."""
    return cleared(of) != replace(of, page=1)


def kept(of: Filter, *, without: frozenset[str] = frozenset()) -> tuple[tuple[str, str], ...]:
    """What a form carries along unseen: names and values of a filter, its page and the names of `without` left out."""
    return tuple((name, value) for name, value in parse_qsl(query(replace(of, page=1))) if name not in without)


def order_name(sort: Sort, falling: bool) -> str:
    """What an order is called in an address: "han", and "-han" for the other way round."""
    return f"{'-' if falling else ''}{_name(_SORTS, sort)}"


def verdict_name(verdict: str) -> str:
    """What a verdict is called in an address."""
    return _name(_VERDICTS, verdict)


def _name(names: Mapping[str, _Value], value: _Value) -> str:
    return next(name for name, one in names.items() if one == value)


def _text(value: str | None) -> str | None:
    """A key or a login; None when there is none, or what cannot be one."""
    text = unicodedata.normalize("NFC", value or "").strip()
    return text if text and len(text) <= _LONGEST and text.isprintable() else None


def _day(value: str | None) -> dt.date | None:
    return _tried(dt.date.fromisoformat, value) if value and _DATE.fullmatch(value) else None


def _page(value: str | None) -> int:
    number = _tried(int, value) if value and value.isascii() and value.isdigit() and len(value) < 7 else None
    return min(max(number or 1, 1), MOST_PAGES)


def _tried(make: Callable[[str], _Value], text: str) -> _Value | None:
    try:
        return make(text)
    except ValueError:
        return None

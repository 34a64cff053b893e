"""The filter of the list and its address say the same."""

import datetime as dt
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.office import filters
from scanpipe.office.views import Filter, Sort, Tab

_keys = st.from_regex(r"[a-z][a-z0-9_.]{0,30}", fullmatch=True)
_days = st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1))
_filters = st.builds(
    Filter,
    tab=st.sampled_from(Tab),
    verdicts=st.frozensets(st.sampled_from(filters.VERDICTS)),
    procedure=st.none() | _keys,
    group=st.none() | st.sampled_from(["Household business", "Civil status", "Đất đai & nhà ở"]),
    form=st.none() | _keys,
    old_form=st.booleans(),
    new_form=st.booleans(),
    sent_from=st.none() | _days,
    sent_to=st.none() | _days,
    officer=st.none() | _keys,
    sort=st.sampled_from(Sort),
    falling=st.booleans(),
    page=st.integers(1, 9999),
)
_names = st.sampled_from(["ngan", "kq", "thu-tuc", "linh-vuc", "mau", "mau-doi", "tu", "den", "can-bo", "xep", "trang"])
_anything = st.lists(st.tuples(_names | st.text(), st.text() | st.sampled_from(["-", "-han", "bo-sung", "0", "²"])))


def _read(query: str) -> Filter:
    return filters.read(parse_qsl(query))


@given(_filters)
def test_a_filter_survives_its_address(of: Filter) -> None:
    """A list that is reloaded or shared is the same list."""
    assert _read(filters.query(of)) == of


@given(_anything)
def test_any_address_is_some_list(pairs: list[tuple[str, str]]) -> None:
    """Whatever somebody typed gives a filter, and that filter has an address of its own that stays as it is."""
    of = filters.read(pairs)
    assert _read(filters.query(of)) == of


def test_a_list_as_it_is_first_seen_has_a_plain_address() -> None:
    """Only what somebody wished stands in the address."""
    assert filters.address(Filter()) == "/cb/"
    assert filters.address(Filter(verdicts=frozenset({"correct"}), sort=Sort.AGE)) == "/cb/?kq=bo-sung&xep=tuoi"


@pytest.mark.parametrize("query", ["tu=2026-02-30", "tu=1/2/2026", "trang=-1", "trang=0", "xep=ten", "xep=-", "kq=x"])
def test_what_cannot_be_is_passed_over(query: str) -> None:
    """No error page for an address that somebody mistyped."""
    assert _read(query) == Filter()


@given(_filters)
def test_clearing_keeps_heap_and_order(of: Filter) -> None:
    """Without the filter it is the whole heap, in the same order, from its beginning."""
    clear = filters.cleared(of)
    assert (clear.tab, clear.sort, clear.falling, clear.page) == (of.tab, of.sort, of.falling, 1)
    assert not filters.narrowed(clear)
    assert not filters.narrowed(replace(clear, page=3))


@given(_filters)
def test_a_form_carries_what_it_does_not_ask(of: Filter) -> None:
    """Sorting keeps the filter, and begins at the first page."""
    carried = filters.kept(of, without=frozenset({"xep"}))
    again = filters.read([*carried, ("xep", filters.order_name(of.sort, of.falling))])
    assert again == replace(of, page=1)

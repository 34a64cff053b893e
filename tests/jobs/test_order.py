"""Orders, events and outcomes go through a pipe and come out as they were; nothing else comes out."""

import datetime as dt
import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.jobs.events import Event
from scanpipe.jobs.lines import Lines, readable
from scanpipe.jobs.order import Budgets, Order, OrderFile, OrderPage

FILES = st.builds(OrderFile, st.text(), st.text(), st.none() | st.text(), st.none() | st.text())
ORDERS = st.builds(
    Order,
    id=st.text(),
    folder=st.text(),
    files=st.lists(FILES, max_size=3).map(tuple),
    pages=st.lists(st.builds(OrderPage, st.integers(0, 5), st.none() | st.integers(1, 9)), max_size=4).map(tuple),
    as_of=st.dates(),
    procedure=st.none() | st.text(),
    budgets=st.builds(Budgets, st.floats(1, 100), st.floats(1, 100), st.integers(1, 999), st.integers(1, 999)),
)
ORDER = Order("o", "/f", (OrderFile("a.pdf", "0.bin"),), (OrderPage(0),), dt.date(2026, 11, 20))


@given(ORDERS)
def test_an_order_is_one_line_and_comes_back(order: Order) -> None:
    """Whatever people call their files."""
    assert b"\n" not in order.to_json()
    assert Order.from_json(order.to_json()) == order


def test_what_a_file_is_called_is_not_logged() -> None:
    """A name of a file may be the name of a person."""
    assert "a.pdf" not in repr(ORDER)


@given(st.text(), st.dictionaries(st.text().filter(lambda k: k != "type"), st.none() | st.integers() | st.text()))
def test_an_event_is_one_line_and_comes_back(name: str, data: dict[str, object]) -> None:
    """In ASCII, so that no library splits it."""
    line = Event(name, data).to_json()
    assert line.count(b"\n") == 1
    assert Event.from_json(line) == Event(name, data)


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b'{"type": 1}', b"\xff"])
def test_what_is_no_event_is_refused(line: bytes) -> None:
    """It was told by a process that opens files of strangers."""
    with pytest.raises(ValueError, match=r".+"):
        Event.from_json(line)


@pytest.mark.parametrize(
    ("event", "fits"),
    [
        (Event("file.begun", {"file": 0}), True),
        (Event("file.begun", {"file": 1}), False),
        (Event("file.begun", {"file": -1}), False),
        (Event("page.stage", {}), False),
        (Event("file.read", {"file": 0, "kept": "kept-0.pack"}), True),
        (Event("file.read", {"file": 0, "kept": "../keys"}), False),
        (Event("reported", {"report": "report.json", "outcome": "/etc/passwd"}), False),
        (Event("reported", {"report": "report.json"}), False),
    ],
)
def test_an_event_has_to_be_about_its_order(event: Event, fits: bool) -> None:
    """Files that the order has, and names within its folder."""
    assert event.fits(ORDER) is fits


def test_lines_come_one_by_one() -> None:
    """However they were written; then the end."""
    out, into = os.pipe()
    lines = Lines(out)
    os.write(into, b"one\ntwo\nth")
    assert lines.next() == b"one"
    assert lines.waiting
    assert lines.next(0.0) == b"two"
    begin = time.monotonic()
    assert lines.next(0.1) is None
    assert time.monotonic() - begin >= 0.09
    assert readable(out, wait_s=0.0) == set()
    os.write(into, b"ree\n")
    os.close(into)
    assert lines.next(1.0) == b"three"
    with pytest.raises(EOFError):
        lines.next(1.0)
    os.close(out)


def test_a_line_without_end_is_the_end() -> None:
    """Memory does not grow with what a stranger writes."""
    out, into = os.pipe()
    lines = Lines(out, longest=1000)
    os.write(into, b"x" * 2000)
    with pytest.raises(EOFError):
        lines.next(1.0)
    os.close(into)
    os.close(out)

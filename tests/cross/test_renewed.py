"""An old card beside the new one: nobody is told that it has expired."""

import datetime as dt

import pytest

from scanpipe.cross.renewed import EXPIRED, renewed_left_out
from scanpipe.model import Document, Finding, Source
from tests.cross.papers import NUMBER, OTHER_NUMBER, card, catalog, ct01, written

TODAY = dt.date(2026, 11, 25)
FOUND = Finding(EXPIRED, 0.97, 0, 1, "expires_on", None, {"date": dt.date(2025, 3, 15)})
OTHER = Finding("doc.id_one_side", 0.9, 0)


def until(day: str | None, *, issued: str | None = None, number: str = NUMBER, sure: float = 0.99) -> Document:
    """A card with its last day and its day of issue."""
    said = [("expires_on", day), ("issued_on", issued)]
    extra = tuple(written(key, text, sure, Source.MRZ) for key, text in said if text)
    plain = card(number=number)
    return Document(**{**fields(plain), "readings": plain.readings + extra})


def fields(document: Document) -> dict[str, object]:
    """Its fields by name."""
    return {name: getattr(document, name) for name in document.__dataclass_fields__}


def told(*documents: Document) -> list[Finding]:
    """What is left of two findings about the first paper."""
    return renewed_left_out([FOUND, OTHER], documents, catalog(), as_of=TODAY)


@pytest.mark.parametrize("day", ["15/03/2040", "25/11/2026", "Không thời hạn"])
def test_an_expired_card_is_not_told_beside_the_one_in_force(day: str) -> None:
    """The last day counts; the rest of the findings stays."""
    assert told(until("15/03/2025"), ct01(), until(day)) == [OTHER]


@pytest.mark.parametrize(
    "other", [until("15/03/2040", number=OTHER_NUMBER), until("15/03/2026"), until("15/03/2040", sure=0.4), ct01()]
)
def test_the_card_of_another_an_expired_or_an_unread_one_changes_nothing(other: Document) -> None:
    """There has to be a card in force, and of the same person."""
    assert told(until("15/03/2025"), other) == [FOUND, OTHER]


def test_a_card_issued_later_whose_last_day_is_not_known_makes_it_a_question() -> None:
    """Its front has a code, and the code does not say until when."""
    (asked, _) = told(until("15/03/2025", issued="15/03/2021"), until(None, issued="01/02/2025"))
    assert asked.code == EXPIRED
    assert asked.confidence < 0.8
    assert told(until("15/03/2025", issued="15/03/2021"), until(None, issued="15/03/2021")) == [FOUND, OTHER]

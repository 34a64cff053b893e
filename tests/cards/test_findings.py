"""What is said of a card, and what is not."""

import datetime as dt

import pytest

from scanpipe.cards.card import Card, WrongDigits
from scanpipe.cards.findings import card_findings
from scanpipe.cards.values import CardValue
from scanpipe.model import IDENTITY, Finding, Page, Readability, Rect, Source
from tests.cards.pages import read, sample

FILED = dt.date(2026, 11, 20)
PAGES = {1: Page(1, 0, 1, Readability.OK, 0, 0.0, {}, IDENTITY, 210.0, 297.0)}


def found(card: Card) -> list[Finding]:
    """The findings of a card on page 1."""
    return card_findings(card.on_page(1), 0, PAGES, FILED)


def until(day: str, *sources: tuple[Source, float]) -> Card:
    """A card of both sides that ends on a day, as those sources say."""
    told = tuple(CardValue("expires_on", day, s, Rect(10, 10, 30, 14), c) for s, c in sources)
    return Card("old", frozenset({"front", "back"}), told)


@pytest.mark.parametrize("layout", ["old", "2024"])
def test_a_good_card_gives_nothing_to_say(layout: str) -> None:
    """Both sides, in force, all sources one."""
    assert found(read(sample(41, layout))) == []


@pytest.mark.parametrize(("side", "missing"), [("front", ("mặt sau", "back")), ("back", ("mặt trước", "front"))])
def test_one_side_asks_for_the_other(side: str, missing: tuple[str, str]) -> None:
    """And names it in both languages."""
    finding = next(f for f in found(read(sample(42, "old", side))) if f.code == "doc.id_one_side")
    assert (finding.params["side_vi"], finding.params["side_en"]) == missing
    assert finding.confidence >= 0.8


def test_badly_read_print_beside_a_side_only_asks() -> None:
    """It may be the other side."""
    card = Card("old", frozenset({"front"}), (), alone=0.6)
    assert [f.confidence for f in found(card)] == [0.6]


def test_a_card_past_its_day_is_said_with_the_day() -> None:
    """Zone and print agree."""
    finding = found(until("01/02/2025", (Source.MRZ, 0.99), (Source.OCR, 0.9)))[0]
    assert finding.code == "cross.id_card_expired"
    assert finding.params == {"date": dt.date(2025, 2, 1)}
    assert finding.confidence >= 0.8
    assert finding.box is not None


@pytest.mark.parametrize("sources", [[(Source.OCR, 0.97)], [(Source.MRZ, 0.5)]])
def test_a_day_of_one_weak_source_only_asks(sources: list[tuple[Source, float]]) -> None:
    """Nobody is sent home for a digit that print alone says."""
    assert found(until("01/02/2025", *sources))[0].confidence < 0.8


@pytest.mark.parametrize("day", ["20/11/2026", "01/01/2030", "Không thời hạn"])
def test_a_card_in_force_or_without_end_is_not_expired(day: str) -> None:
    """The last day counts."""
    assert found(until(day, (Source.OCR, 0.97))) == []


def test_expiry_is_read_from_a_page() -> None:
    """From pixels to the finding."""
    codes = [f.code for f in found(read(sample(43, "2024", "both", "expired")))]
    assert codes == ["cross.id_card_expired"]


def test_a_foreign_code_is_told_without_what_it_says() -> None:
    """Only its kind: never its text, never as a link."""
    finding = next(f for f in found(read(sample(44, "old", "both", "link_qr"))) if f.code == "card.qr_foreign")
    assert finding.params == {"kind_vi": "một đường dẫn", "kind_en": "a link"}
    assert finding.box is not None


def test_sources_that_differ_are_asked_about_with_both_texts() -> None:
    """The label, what each source says, and which sources they are."""
    findings = [f for f in found(read(sample(45, "old", "both", "qr_of_another"))) if f.code == "card.sources_differ"]
    number = next(f for f in findings if f.key == "personal_id")
    assert number.params["label_vi"] == "Số định danh"
    assert number.params["a"] != number.params["b"]
    assert {number.params["source_a_vi"], number.params["source_b_vi"]} == {"mã QR", "dòng mã ở mặt sau"}


def test_a_forged_check_digit_is_asked_about() -> None:
    """The zone was plainly legible: the card is printed so."""
    finding = next(f for f in found(read(sample(46, "old", "both", "forged_check_digit"))))
    assert finding.code == "card.mrz_check_digit"
    assert finding.confidence > 0.5
    assert finding.box is not None


def test_a_doubtful_zone_is_not_held_against_the_card() -> None:
    """What was hardly read says nothing of the card."""
    card = Card("old", frozenset({"front", "back"}), (), wrong=(WrongDigits(("all",), 0.5, Rect(1, 1, 70, 10)),))
    assert found(card) == []

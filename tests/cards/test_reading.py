"""A page becomes a card: both layouts, one side or two, codes that are no card's, forged digits."""

import cv2
import numpy as np
import pytest

from samples.sheet import PX_PER_MM
from scanpipe.cards.content import CodeKind
from scanpipe.cards.reading import looks_like_card, read_card, read_cards
from scanpipe.model import Rect, Source, Word
from tests.cards.pages import Told, read, sample
from tests.scripted import PRINTED, words_on


@pytest.mark.parametrize("layout", ["old", "2024"])
def test_all_three_sources_of_a_card_are_read_and_agree(layout: str) -> None:
    """Code, zone and print say the same, and say what the card says."""
    of = sample(31, layout)
    card = read(of)
    said = {source: {v.key: v.text for v in card.told if v.source is source} for source in Source}
    born, until = f"{of.card.born:%d/%m/%Y}", f"{of.card.expires_on:%d/%m/%Y}"
    for source in (Source.QR, Source.MRZ, Source.OCR):
        assert said[source]["personal_id"] == of.card.number
        assert said[source]["date_of_birth"] == born
        assert said[source]["sex"] == of.card.sex
    assert said[Source.MRZ]["expires_on"] == said[Source.OCR]["expires_on"] == until
    assert said[Source.QR]["residence"] == of.card.residence
    assert card.sides == {"front", "back"}
    assert card.layout == layout
    assert card.conflicts == ()
    assert card.values["full_name"].source is Source.QR


def test_a_card_that_is_plainly_legible_needs_no_engine() -> None:
    """Shapes and code are enough: the engine is not started."""
    engine = Told()
    read(sample(32), engine)
    assert engine.calls == 0


@pytest.mark.parametrize("layout", ["old", "2024"])
@pytest.mark.parametrize("side", ["front", "back"])
def test_one_side_alone_is_that_side(layout: str, side: str) -> None:
    """Neither side is taken for the other."""
    card = read(sample(33, layout, side))
    assert card.sides == {side}
    assert card.alone == 1.0


@pytest.mark.parametrize(("fault", "kind"), [("payment_qr", CodeKind.PAYMENT), ("link_qr", CodeKind.LINK)])
def test_the_code_of_something_else_gives_no_values(fault: str, kind: CodeKind) -> None:
    """A transfer code stuck on the copy is named by its kind; what it says is nowhere in the card."""
    of = sample(34, "old", "both", fault)
    card = read(of)
    assert [f.kind for f in card.foreign] == [kind]
    assert all(v.source is not Source.QR for v in card.told)
    assert card.values["personal_id"].text == of.card.number
    assert "example" not in repr(card)


def test_a_card_without_a_code_is_read_from_zone_and_print() -> None:
    """The bits of a worn code are missed, nothing else."""
    of = sample(35, "old", "both", "no_qr")
    card = read(of)
    assert card.foreign == ()
    assert card.values["personal_id"].source is Source.MRZ
    assert card.values["personal_id"].text == of.card.number


def test_a_forged_check_digit_is_seen_and_named() -> None:
    """The zone is read as it stands; its day of birth becomes a doubt."""
    of = sample(36, "old", "both", "forged_check_digit")
    # The engine says nothing: the shapes are plain enough.
    card = read(of)
    assert [w.names for w in card.wrong] == [("birth", "all")]
    zone = {v.key: v for v in card.told if v.source is Source.MRZ}
    assert zone["date_of_birth"].confidence <= 0.5
    assert card.values["date_of_birth"].source is Source.QR


def test_the_code_of_somebody_else_is_a_conflict() -> None:
    """Number and name differ between code and zone, and the print speaks against the code."""
    card = read(sample(37, "old", "both", "qr_of_another"))
    assert {"personal_id", "full_name"} <= {c.key for c in card.conflicts}


def test_misread_print_does_not_object_to_code_and_zone() -> None:
    """One digit of the print misread: read again it is something else, so it is no conflict."""
    of = sample(38)
    number = of.card.number
    slipped = number[:-1] + str((int(number[-1]) + 1) % 10)
    words = [w if w.text != number else type(w)(slipped, w.rect, 0.95) for w in of.words]
    card = read_card(of.picture.pixels, words, PX_PER_MM, Told([number]))
    assert card is not None
    assert card.conflicts == ()
    again = read_card(of.picture.pixels, words, PX_PER_MM, Told([slipped]))
    assert again is not None
    assert [c.key for c in again.conflicts] == ["personal_id"]


def test_the_closer_picture_is_asked_for_when_the_page_is_too_coarse() -> None:
    """Straightened pages hold 200 dpi at most; the upload may hold more."""
    of = sample(39)
    asked = []
    blurred = of.picture.pixels.copy()
    place = of.places["qr"]
    left, top, right, bottom = (round(v * PX_PER_MM) for v in (place.left, place.top, place.right, place.bottom))
    blurred[top:bottom, left:right] = 128

    def closer(reach):  # type: ignore[no-untyped-def]
        asked.append(reach)
        at = np.s_[
            round(reach.top * PX_PER_MM) : round(reach.bottom * PX_PER_MM),
            round(reach.left * PX_PER_MM) : round(reach.right * PX_PER_MM),
        ]
        return of.picture.pixels[at], PX_PER_MM

    card = read_card(blurred, of.words, PX_PER_MM, Told(), closer=closer)
    assert card is not None
    assert len(asked) == 1
    code = next(v for v in card.told if v.source is Source.QR)
    assert code.rect is not None
    assert code.rect.overlap(place) > 0.8 * place.width * place.height


@pytest.mark.parametrize("edition", PRINTED, ids=lambda e: f"{e.form}.{e.edition}")
def test_no_form_is_taken_for_a_card(edition) -> None:  # type: ignore[no-untyped-def]
    """Forms ask for identity cards, and are none: no code is looked for on them."""
    for words in words_on(edition.form, edition.edition):
        assert not looks_like_card(words)


def test_an_empty_page_is_no_card() -> None:
    """No words, no card."""
    assert read_card(np.full((400, 300), 255, np.uint8), (), 2.0, Told()) is None


def test_cards_of_two_people_on_one_page_are_two_cards() -> None:
    """A couple lays both cards on the glass: nothing of the one is held against the other."""
    one, other = sample(51), sample(52)
    page = np.full((one.picture.pixels.shape[0] * 2, *one.picture.pixels.shape[1:]), 252, np.uint8)
    page[: one.picture.pixels.shape[0]] = one.picture.pixels
    page[one.picture.pixels.shape[0] :] = other.picture.pixels
    down = one.picture.pixels.shape[0] / PX_PER_MM
    moved = [Word(w.text, Rect(w.rect.left, w.rect.top + down, w.rect.right, w.rect.bottom + down), w.confidence)
             for w in other.words]  # fmt: skip
    cards = read_cards(page, [*one.words, *moved], PX_PER_MM, Told())
    assert [c.values["personal_id"].text for c in cards] == [one.card.number, other.card.number]
    assert all(c.sides == {"front", "back"} and c.conflicts == () for c in cards)
    assert [c.values["expires_on"].text for c in cards] == [f"{s.card.expires_on:%d/%m/%Y}" for s in (one, other)]


@pytest.mark.parametrize(("layout", "side"), [("old", "front"), ("old", "back"), ("2024", "front"), ("2024", "back")])
def test_a_side_that_cannot_be_read_is_still_seen(layout: str, side: str) -> None:
    """A poor copy: the other side lies on the glass, and no word of it was read. Nobody is told that it is missing."""
    of = sample(53, layout)
    other = of.places["back" if side == "front" else "front"]
    words = [w for w in of.words if not other.holds(w.rect)]
    blurred = of.picture.pixels.copy()
    left, top, right, bottom = (round(v * PX_PER_MM) for v in (other.left, other.top, other.right, other.bottom))
    blurred[top:bottom, left:right] = cv2.GaussianBlur(blurred[top:bottom, left:right], (0, 0), 9)
    card = read_card(blurred, words, PX_PER_MM, Told())
    assert card is not None
    assert card.sides == {side}
    assert card.alone < 0.8

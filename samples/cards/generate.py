"""
Pictures of cards: both sides on one A4 page (as copy shops lay them), scanned or photographed; each with its truth.

    python -m samples.cards --seed 3 --count 4 --out out/cards
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

import numpy as np

from samples.cards.canvas import CARD_MM
from samples.cards.data import CardData, Layout, card_of
from samples.cards.sides import Side, back, front
from samples.people import stranger
from samples.pictures.phone import phone
from samples.pictures.picture import SHEET, Picture
from samples.pictures.scanner import flatbed
from samples.sheet import PX_PER_MM
from scanpipe.cards.mrz import compose
from scanpipe.model import Image, Rect, Word

A4_MM = (210.0, 297.0)
Device = Literal["scan250", "scan300", "photo", "flat"]
"""`flat`: the page as drawn, its words where the truth has them."""
Sides = Literal["both", "front", "back"]
Fault = Literal["no_qr", "payment_qr", "link_qr", "forged_check_digit", "qr_of_another", "expired"]

LAYOUTS: tuple[Layout, ...] = ("old", "2024")
DEVICES: tuple[Device, ...] = ("scan250", "scan300", "photo")

PAYMENT = "00020101021238570010A00000072701270006970436011300000000000000208QRIBFTTA53037045802VN6304ABCD"
"""The shape of a bank transfer code (EMVCo merchant-presented); the account does not exist."""
LINK = "https://example.vn/khong-mo-lien-ket-nay"


@dataclass(frozen=True, slots=True)
class CardSample:
    """
    A picture of a card and what is true of it; `places` in millimetres on the sheet: values, "qr" and "mrz". `words`
    are those that a perfect engine would read on the sheet before it was taken.
    """

    name: str
    card: CardData
    sides: tuple[str, ...]
    device: str
    fault: str | None
    picture: Picture = field(repr=False)
    places: dict[str, Rect]
    words: tuple[Word, ...] = field(repr=False)


def make(
    seed: int,
    count: int,
    *,
    device: Device | None = None,
    layout: Layout | None = None,
    sides: Sides = "both",
    fault: Fault | None = None,
    filed: dt.date = dt.date(2026, 11, 20),
) -> Iterator[CardSample]:
    """`count` cards; device and layout drawn by chance where not given. The same seed makes the same pictures."""
    for index in range(count):
        rng, noise = Random(f"card-{seed}-{index}"), np.random.default_rng([seed, index])
        shape: Layout = layout if layout is not None else rng.choice(LAYOUTS)
        taken: Device = device if device is not None else rng.choice(DEVICES)
        card = _spoiled(card_of(stranger(rng, filed=filed), rng, shape, filed), fault, rng, filed)
        chosen = tuple(s for s in ("front", "back") if sides in ("both", s))
        page, places, words = sheet_with([(front if s == "front" else back)(card, noise) for s in chosen], rng)
        picture = _taken(page, taken, noise)
        yield CardSample(f"card-{seed}-{index:03d}", card, chosen, taken, fault, picture, places, words)


def sheet_with(sides: list[Side], rng: Random) -> tuple[Image, dict[str, Rect], tuple[Word, ...]]:
    """An A4 page with the sides below each other, where everything on them stands, and their words."""
    page: Image = np.full((round(A4_MM[1] * PX_PER_MM), round(A4_MM[0] * PX_PER_MM), 3), 252, np.uint8)
    left, top = rng.uniform(25, 100), rng.uniform(25, 60)
    places: dict[str, Rect] = {}
    words: list[Word] = []
    for side in sides:
        y, x = round(top * PX_PER_MM), round(left * PX_PER_MM)
        page[y : y + side.pixels.shape[0], x : x + side.pixels.shape[1]] = side.pixels
        for key, r in side.places.items():
            places[key] = _moved(r, left, top)
        words += [replace(w, rect=_moved(w.rect, left, top)) for w in side.words]
        places[side.name] = Rect(left, top, left + CARD_MM[0], top + CARD_MM[1])
        top += CARD_MM[1] + rng.uniform(8, 30)
    return page, places, tuple(words)


def _moved(r: Rect, right_mm: float, down_mm: float) -> Rect:
    return Rect(r.left + right_mm, r.top + down_mm, r.right + right_mm, r.bottom + down_mm)


def _taken(page: Image, device: Device, noise: np.random.Generator) -> Picture:
    if device == "photo":
        return phone(page, noise)
    if device == "flat":
        return Picture(page, SHEET, "flat", "png", dpi=300)
    skew_deg = float(np.clip(noise.normal(0, 1.1), -3, 3))
    return flatbed(page, noise, dpi=int(device[4:]), colour=bool(noise.random() < 0.5), skew_deg=skew_deg)


def _spoiled(card: CardData, fault: Fault | None, rng: Random, filed: dt.date) -> CardData:
    match fault:
        case "no_qr":
            return replace(card, qr=None)
        case "payment_qr":
            return replace(card, qr=PAYMENT)
        case "link_qr":
            return replace(card, qr=LINK)
        case "qr_of_another":
            return replace(card, qr=card_of(stranger(rng, filed=filed), rng, card.layout, filed).qr)
        case "forged_check_digit":
            first, second, third = card.mrz
            return replace(card, mrz=(first, f"{second[:6]}{(int(second[6]) + 3) % 10}{second[7:]}", third))
        case "expired":
            past = filed - dt.timedelta(days=rng.randint(5, 900))
            return replace(card, expires_on=past, mrz=compose(card.number, card.name, card.born, card.sex, past))
    return card

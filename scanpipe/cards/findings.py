"""
What a card of the dossier gives to say: one side only, past its day, sources that differ, a code that is not its own.

Nothing here doubts the card or its bearer. Sources that differ are a question for the citizen: a copy of somebody
else's back, a stroke over a digit and a slip of reading look alike from here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from scanpipe.cards.card import BOTH, Card
from scanpipe.cards.content import CodeKind
from scanpipe.cards.values import CardValue
from scanpipe.model import Box, Finding, Page, Rect, Source
from scanpipe.validators import date as dates
from scanpipe.validators.refusals import Refusal

_SIDE: Final = MappingProxyType({"front": ("mặt trước", "front"), "back": ("mặt sau", "back")})
_KEY: Final = MappingProxyType(
    {
        "personal_id": ("Số định danh", "personal number"),
        "full_name": ("Họ tên", "name"),
        "date_of_birth": ("Ngày sinh", "date of birth"),
        "sex": ("Giới tính", "sex"),
        "issued_on": ("Ngày cấp", "date of issue"),
        "expires_on": ("Ngày hết hạn", "date of expiry"),
        "old_id": ("Số chứng minh nhân dân cũ", "old identity number"),
    }
)
_SOURCE: Final = MappingProxyType(
    {
        Source.QR: ("mã QR", "the QR code"),
        Source.MRZ: ("dòng mã ở mặt sau", "the code lines on the back"),
        Source.OCR: ("chữ in trên thẻ", "the printed text"),
    }
)
_KIND: Final = MappingProxyType(
    {
        CodeKind.PAYMENT: ("mã thanh toán", "a payment code"),
        CodeKind.LINK: ("một đường dẫn", "a link"),
        CodeKind.OTHER: ("mã khác", "another code"),
    }
)
_PRINTED_DAY: Final = 0.7
"""A day of expiry that only print says is asked for, never held against anybody: below the threshold of the code."""
_SURE_SIDE: Final = 0.9


def card_findings(card: Card, document: int, pages: Mapping[int, Page], as_of: dt.date) -> list[Finding]:
    """
    What is to be said of one card, its parts joined. `document` is its index in the report, `pages` the pages by
    their number, for the boxes.
    """
    found = [
        *_one_side(card, document),
        *_expired(card, document, pages, as_of),
        *_differ(card, document, pages),
    ]
    for foreign in card.foreign:
        vi, en = _KIND[foreign.kind]
        box = _box(foreign.rect, pages.get(foreign.page))
        params = {"kind_vi": vi, "kind_en": en}
        found.append(Finding("card.qr_foreign", 1.0, document, foreign.page or None, None, box, params))
    for wrong in card.wrong:
        # Less sure than this, it is our reading that is wrong.
        if wrong.confidence > 0.5:
            box = _box(wrong.rect, pages.get(wrong.page))
            found.append(Finding("card.mrz_check_digit", wrong.confidence, document, wrong.page or None, None, box))
    return found


def _one_side(card: Card, document: int) -> list[Finding]:
    missing = sorted(BOTH - card.sides)
    if len(missing) != 1:
        return []
    vi, en = _SIDE[missing[0]]
    page = card.pages[-1] if card.pages else None
    confidence = min(_SURE_SIDE, card.alone)
    return [Finding("doc.id_one_side", confidence, document, page, params={"side_vi": vi, "side_en": en})]


def _expired(card: Card, document: int, pages: Mapping[int, Page], as_of: dt.date) -> list[Finding]:
    value = card.values.get("expires_on")
    day = _day(value)
    if value is None or day is None or day >= as_of:
        return []
    said = [v for v in card.told if v.key == "expires_on"]
    if any(_day(v) != day for v in said):
        confidence = 0.5
    else:
        confidence = value.confidence if value.source is not Source.OCR else min(_PRINTED_DAY, value.confidence)
    box = _box(value.rect, pages.get(value.page))
    return [
        Finding("cross.id_card_expired", confidence, document, value.page or None, "expires_on", box, {"date": day})
    ]


def _day(value: CardValue | None) -> dt.date | None:
    """The day that a value says; None for cards without an end."""
    try:
        return None if value is None else dates.parse(value.text).whole
    except Refusal:
        return None


def _differ(card: Card, document: int, pages: Mapping[int, Page]) -> list[Finding]:
    out = []
    conflicts = card.conflicts
    # Another number is another person: that the rest differs too says nothing more.
    for conflict in [c for c in conflicts if c.key == "personal_id"] or conflicts:
        a, b = conflict.a, conflict.b
        (label_vi, label_en), (a_vi, a_en), (b_vi, b_en) = _KEY[a.key], _SOURCE[a.source], _SOURCE[b.source]
        params = {
            "label_vi": label_vi, "label_en": label_en, "a": a.text, "b": b.text,
            "source_a_vi": a_vi, "source_a_en": a_en, "source_b_vi": b_vi, "source_b_en": b_en,
        }  # fmt: skip
        confidence = min(a.confidence, b.confidence)
        box = _box(b.rect, pages.get(b.page))
        out.append(Finding("card.sources_differ", confidence, document, b.page or None, a.key, box, params))
    return out


def _box(rect: Rect | None, page: Page | None) -> Box | None:
    return None if rect is None or page is None else rect.share_of(page.width_mm, page.height_mm)


def readings_of(card: Card) -> Sequence[CardValue]:
    """The best value of every key, in the order of `values.KEYS`: what the report shows of the card."""
    return tuple(card.values.values())

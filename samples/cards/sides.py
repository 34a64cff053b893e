"""The two sides of both layouts: the chip card of 2021 (code in front) and the card of 2024 (code on the back)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from samples.cards.canvas import RED, Canvas, blank_side
from samples.cards.data import CardData
from scanpipe.model import Image, Rect, Word

_LABEL = 2.05
_OLD_TINT, _NEW_TINT = (222, 238, 236), (228, 236, 244)
_PHOTO = Rect(3.5, 19.5, 23.0, 44.0)


@dataclass(frozen=True, slots=True)
class Side:
    """One side as drawn: BGR pixels; where its values, code ("qr"), zone ("mrz") and words stand, in millimetres."""

    name: str
    pixels: Image = field(repr=False)
    places: dict[str, Rect]
    words: tuple[Word, ...]


def front(card: CardData, rng: np.random.Generator) -> Side:
    """The side with the portrait."""
    canvas = blank_side(_OLD_TINT if card.layout == "old" else _NEW_TINT, rng)
    (_old_front if card.layout == "old" else _new_front)(canvas, card)
    return Side("front", canvas.done(), canvas.places, tuple(canvas.words))


def back(card: CardData, rng: np.random.Generator) -> Side:
    """The side with the machine-readable zone."""
    canvas = blank_side(_OLD_TINT if card.layout == "old" else _NEW_TINT, rng)
    (_old_back if card.layout == "old" else _new_back)(canvas, card)
    return Side("back", canvas.done(), canvas.places, tuple(canvas.words))


def _heading(canvas: Canvas, title: str, subtitle: str) -> None:
    canvas.text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (42, 5.6), 2.3, anchor="ms")
    canvas.text("Độc lập - Tự do - Hạnh phúc", (43, 8.6), 2.3, anchor="ms")
    canvas.text("SOCIALIST REPUBLIC OF VIET NAM", (43, 11.2), 1.9, anchor="ms")
    canvas.text("Independence - Freedom - Happiness", (43, 13.6), 1.8, anchor="ms")
    canvas.text(title, (44, 18.6), 3.6, anchor="ms", colour=RED)
    canvas.text(subtitle, (44, 21.4), 2.1, anchor="ms", colour=RED)


def _old_front(canvas: Canvas, card: CardData) -> None:
    _heading(canvas, "CĂN CƯỚC CÔNG DÂN", "Citizen Identity Card")
    canvas.head(_PHOTO)
    if card.qr is not None:
        canvas.code(card.qr, 67.5, 3.2, 15.0)
    canvas.text("Số / No.:", (26, 26.6), _LABEL)
    canvas.value("personal_id", card.number, (35, 26.6), 3.6)
    canvas.text("Họ và tên / Full name:", (26, 29.6), _LABEL)
    canvas.value("full_name", card.name, (26, 33.0))
    canvas.text("Ngày sinh / Date of birth:", (26, 36.4), _LABEL)
    canvas.value("date_of_birth", f"{card.born:%d/%m/%Y}", (50, 36.4))
    canvas.text("Giới tính / Sex:", (26, 39.8), _LABEL)
    canvas.value("sex", card.sex, (41, 39.8))
    canvas.text("Quốc tịch / Nationality:", (49, 39.8), _LABEL)
    canvas.text("Việt Nam", (71, 39.8), 2.7)
    canvas.text("Quê quán / Place of origin:", (26, 43.0), _LABEL)
    canvas.text(card.origin, (26, 46.1), 2.6)
    canvas.text("Nơi thường trú / Place of residence:", (26, 49.2), _LABEL)
    first, rest = canvas.broken(card.residence, 24.5, 2.4)
    canvas.value("residence", first or rest, (60, 49.2) if first else (26, 52.4), 2.4)
    if first:
        canvas.text(rest, (26, 52.4), 2.4)
    canvas.text("Có giá trị đến:", (3.5, 47.2), 1.8)
    canvas.text("Date of expiry:", (3.5, 49.4), 1.8)
    canvas.value("expires_on", f"{card.expires_on:%d/%m/%Y}", (3.5, 52.4), 2.2)


def _old_back(canvas: Canvas, card: CardData) -> None:
    canvas.text("Đặc điểm nhận dạng / Personal identification:", (4, 5), _LABEL)
    canvas.text("Nốt ruồi C: 1cm trên sau đầu lông mày trái", (4, 8.2), 2.5)
    canvas.text("Ngày, tháng, năm / Date, month, year:", (4, 12.6), _LABEL)
    canvas.value("issued_on", f"{card.issued_on:%d/%m/%Y}", (40, 12.6), 2.6)
    canvas.text("CỤC TRƯỞNG CỤC CẢNH SÁT", (24, 16.4), 1.9, anchor="ms")
    canvas.text("QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI", (24, 18.8), 1.9, anchor="ms")
    canvas.text("DIRECTOR GENERAL OF THE POLICE DEPARTMENT", (24, 21.0), 1.5, anchor="ms")
    canvas.text("Ngón trỏ trái / Left index finger", (56, 17), 1.7)
    canvas.text("Ngón trỏ phải / Right index finger", (56, 31), 1.7)
    canvas.mrz(card.mrz, 4.4, 40.4)


def _new_front(canvas: Canvas, card: CardData) -> None:
    _heading(canvas, "CĂN CƯỚC", "IDENTITY CARD")
    canvas.head(_PHOTO)
    canvas.text("Số định danh cá nhân / Personal identification number:", (26, 26), _LABEL)
    canvas.value("personal_id", card.number, (26, 30.2), 3.8)
    canvas.text("Họ, chữ đệm và tên khai sinh / Full name:", (26, 33.8), _LABEL)
    canvas.value("full_name", card.name, (26, 37.4))
    canvas.text("Ngày, tháng, năm sinh / Date of birth:", (26, 41.2), _LABEL)
    canvas.text("Giới tính / Sex:", (64, 41.2), _LABEL)
    canvas.value("date_of_birth", f"{card.born:%d/%m/%Y}", (26, 44.6))
    canvas.value("sex", card.sex, (66, 44.6))
    canvas.text("Quốc tịch / Nationality:", (26, 48.4), _LABEL)
    canvas.text("Việt Nam", (50, 48.4), 2.7)


def _new_back(canvas: Canvas, card: CardData) -> None:
    canvas.text("Nơi cư trú / Place of residence:", (4, 5), _LABEL)
    street, _, rest = card.residence.partition(", ")
    canvas.value("residence", f"{street},", (4, 8.3), 2.6)
    canvas.text(rest, (4, 11.6), 2.6)
    canvas.text("Nơi đăng ký khai sinh / Place of birth:", (4, 15.4), _LABEL)
    canvas.text(card.origin, (4, 18.6), 2.6)
    canvas.text("Ngày, tháng, năm cấp / Date of issue:", (4, 22.6), _LABEL)
    canvas.value("issued_on", f"{card.issued_on:%d/%m/%Y}", (4, 25.8), 2.6)
    canvas.text("Ngày, tháng, năm hết hạn / Date of expiry:", (4, 29.6), _LABEL)
    canvas.value("expires_on", f"{card.expires_on:%d/%m/%Y}", (4, 32.8), 2.6)
    canvas.text("BỘ CÔNG AN / MINISTRY OF PUBLIC SECURITY", (42, 36.0), 1.7)
    if card.qr is not None:
        canvas.code(card.qr, 64.0, 4.0, 18.0)
    canvas.mrz(card.mrz, 4.4, 41.4)

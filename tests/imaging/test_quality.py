"""Quality: what cannot be read is refused with its reason, what can be read never is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from samples.cards.generate import Device, make
from scanpipe.imaging.quality import Quality, assess, readability
from scanpipe.imaging.straighten import straighten
from scanpipe.model import Readability
from tests.imaging.text_pages import draw_page, photographed, scanned

Gray = NDArray[np.uint8]


def _assessed(picture: Gray) -> Quality:
    return assess(picture, straighten(picture))


def _codes(quality: Quality) -> set[str]:
    return {fault.code for fault in quality.faults}


def _noisy(page: NDArray[np.floating] | Gray, spread: float) -> Gray:
    noise = np.random.default_rng(0).normal(0, spread, page.shape)
    return np.clip(page + noise, 0, 255).astype(np.uint8)


def _blurred(page: Gray, px: float) -> Gray:
    return np.asarray(cv2.GaussianBlur(page, (0, 0), px), dtype=np.uint8)


def _resized(page: Gray, width: int) -> Gray:
    size = (width, round(page.shape[0] * width / page.shape[1]))
    return np.asarray(cv2.resize(page, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


ACCEPTABLE = {
    "a flatbed scan": lambda p: scanned(p, 1),
    "150 dpi": lambda p: _resized(scanned(p, 1), 1240),
    "a fax of 200 dpi": lambda p: ((_resized(_blurred(p, 1), 1654) > 150) * 255).astype(np.uint8),
    "a thin bitonal copy": lambda p: ((_resized(_blurred(p, 1), 1654) > 100) * 255).astype(np.uint8),
    "a photocopy": lambda p: _noisy(_blurred(p, 1.2) * 0.75 + 45, 6),
    "a faint copy": lambda p: _noisy(165 + p * 0.33, 3),
    "a soft scan": lambda p: _noisy(_blurred(p, 2.2), 4),
    "a noisy scan": lambda p: _noisy(p, 25),
    "yellow paper": lambda p: (scanned(p, 1)[..., None] * np.array([0.75, 0.93, 1.0])).astype(np.uint8),
    "a photo": lambda p: photographed(p, 61, "wood", (2250, 3000))[0],
    "a dim photo": lambda p: _noisy(photographed(p, 62, "dark", (2250, 3000))[0] * 0.55, 2),
}

SEVERE = {
    "quality.blurry": [
        lambda p: _noisy(_blurred(p, 5), 4),
        lambda p: cv2.filter2D(p, -1, np.full((1, 31), 1 / 31, np.float32)),
        lambda p: _blurred(photographed(p, 63, "wood", (2250, 3000))[0], 5.5),
    ],
    "quality.low_resolution": [lambda p: _resized(p, 579)],
    "quality.too_dark": [lambda p: _noisy(photographed(p, 64, "cloth", (2250, 3000))[0] * 0.17, 4)],
    "quality.too_bright": [
        lambda p: np.clip(photographed(p, 65, "dark", (2250, 3000))[0] * 1.8 + 155, 0, 255).astype(np.uint8)
    ],
    "quality.cut_off": [lambda p: photographed(p, 66, "dark", (2250, 3000), shift=(0.25, 0.0))[0]],
}


@pytest.mark.parametrize("name", ACCEPTABLE)
@pytest.mark.parametrize("kind", ["form", "prose"])
def test_what_can_be_read_is_not_refused(name: str, kind: str) -> None:
    """An old copy or a modest scanner is no reason to send anybody away."""
    quality = _assessed(ACCEPTABLE[name](draw_page(60, kind, 2480)))
    assert readability(quality) is not Readability.UNREADABLE, quality.faults


@pytest.mark.parametrize(("code", "which"), [(code, i) for code, all_ in SEVERE.items() for i in range(len(all_))])
def test_what_cannot_be_read_is_refused_for_its_reason(code: str, which: int) -> None:
    """And the number that broke its limit stands beside it."""
    quality = _assessed(SEVERE[code][which](draw_page(67, "form", 2480)))
    assert readability(quality) is Readability.UNREADABLE
    fault = next(fault for fault in quality.faults if fault.code == code)
    assert fault.confidence >= 0.8
    assert fault.box is not None


def _over_text(corners: NDArray[np.float64]) -> tuple[int, int]:
    """A point of the page's text in a photo: 45 % across, 40 % down."""
    top = corners[0] * 0.55 + corners[1] * 0.45
    bottom = corners[3] * 0.55 + corners[2] * 0.45
    x, y = top * 0.6 + bottom * 0.4
    return int(x), int(y)


def test_a_reflection_over_text_is_glare() -> None:
    """Burnt-out paper where the lines around it go on; the box holds the middle of the spot."""
    photo, corners = photographed(draw_page(68, "prose", 2480), 68, "dark", (2250, 3000))
    spot = np.zeros(photo.shape[:2], np.float32)
    cv2.ellipse(spot, _over_text(corners), (220, 150), 20, 0, 360, 1, -1)
    shone = np.clip(photo + _blur_map(spot)[..., None] * 260, 0, 255).astype(np.uint8)
    assert "quality.glare" not in _codes(_assessed(photo))
    quality = _assessed(shone)
    fault = next(fault for fault in quality.faults if fault.code == "quality.glare")
    assert fault.box is not None
    assert fault.box.x < 0.45 < fault.box.x + fault.box.width
    assert fault.box.y < 0.4 < fault.box.y + fault.box.height
    assert readability(quality) is Readability.UNREADABLE


def _blur_map(spot: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(spot, (0, 0), 18), dtype=np.float32)


def test_a_thumb_on_the_page_covers_it() -> None:
    """Skin over the side of the sheet; the same photo without it has no fault."""
    photo, corners = photographed(draw_page(69, "prose", 2480), 69, "dark", (2250, 3000))
    side = corners[0] * 0.5 + corners[3] * 0.5
    inside = side + (corners.mean(axis=0) - side) * 0.4
    thumb = photo.copy()
    cv2.line(thumb, tuple(int(v) for v in side), tuple(int(v) for v in inside), (105, 140, 200), 180)
    assert "quality.covered" not in _codes(_assessed(photo))
    quality = _assessed(thumb)
    assert "quality.covered" in _codes(quality)
    assert quality.numbers["covered_share"] > 0.012


def test_a_shadow_asks_but_does_not_refuse() -> None:
    """Print in a shadow is still print."""
    photo, _ = photographed(draw_page(70, "form", 2480), 70, "dark", (2250, 3000))
    light = np.ones(photo.shape[:2], np.float32)
    light[1500:, :1300] = 0.45
    shaded = (photo * cv2.GaussianBlur(light, (0, 0), 40)[..., None]).astype(np.uint8)
    quality = _assessed(shaded)
    assert "quality.shadow" in _codes(quality)
    assert readability(quality) is Readability.POOR


def test_a_blank_page_is_blank_and_nothing_else() -> None:
    """Paper, noise and a speck of dust."""
    page = _noisy(np.full((2339, 1654), 245, np.uint8), 3)
    page[900:906, 700:706] = 60
    quality = _assessed(page)
    assert _codes(quality) == {"page.blank"}
    assert readability(quality) is Readability.OK


def _last_page() -> Gray:
    """The end of a form: a sentence, a date line and a signature."""
    page = np.full((3508, 2480), 255, np.uint8)
    print_ = draw_page(72, "form", 2480)
    page[300:420] = print_[900:1020]
    page[500:560, 1300:] = print_[1200:1260, 1180:2360]
    cv2.polylines(page, [np.array([[1700, 700], [1760, 640], [1790, 740], [1850, 650], [1950, 700]])], False, 20, 6)
    return page


@pytest.mark.parametrize(
    "picture",
    [
        lambda p: ((_resized(_blurred(p, 1), 1654) > 140) * 255).astype(np.uint8),
        lambda p: scanned(p, 72),
        lambda p: photographed(p, 72, "dark", (2250, 3000))[0],
    ],
)
def test_a_page_with_little_on_it_is_no_fault(picture: Callable[[Gray], Gray]) -> None:
    """Neither blank nor bright nor faint: what ink there is, is black."""
    assert _codes(_assessed(picture(_last_page()))) == set()


def test_a_bright_page_is_no_glare() -> None:
    """Half of the sheet burnt to white, and all of its print still there."""
    photo, _ = photographed(draw_page(73, "form", 2480), 73, "dark", (2250, 3000))
    light = np.linspace(0.9, 1.5, photo.shape[1])[None, :, None]
    quality = _assessed(np.clip(photo * light, 0, 255).astype(np.uint8))
    assert quality.numbers["glare_share"] == 0
    assert readability(quality) is not Readability.UNREADABLE, quality.faults


@pytest.mark.parametrize("gain", [0.06, 0.09, 0.12])
def test_print_washed_out_everywhere_is_too_bright(gain: float) -> None:
    """A few gray levels between paper and ink are no blank page and no faint copy."""
    photo, _ = photographed(draw_page(74, "form", 2480), 74, "dark", (2250, 3000))
    quality = _assessed(np.clip(225 + photo * gain, 0, 255).astype(np.uint8))
    assert "quality.too_bright" in _codes(quality)
    assert readability(quality) is Readability.UNREADABLE


def test_shares_and_ratios_stay_in_their_range() -> None:
    """Numbers go into the report as they are."""
    numbers = _assessed(photographed(draw_page(71, "form"), 71)[0]).numbers
    for name in ("sharpness", "contrast", "brightness", "ink_share", "clipped_share", "glare_share", "shadow_share"):
        assert 0 <= numbers[name] <= 1, name
    assert numbers["tilt"] >= 1


@pytest.mark.parametrize("shape", [(1, 1), (40, 900), (64, 64, 3)])
def test_any_picture_can_be_assessed(shape: tuple[int, ...]) -> None:
    """Too small for text, but no reason to fail."""
    assert _assessed(np.full(shape, 230, np.uint8)).numbers["ink_share"] == 0


@pytest.mark.shared
def test_real_blanks_are_acceptable(shared_data: Path) -> None:
    """Fax-like scans of ministry forms, with dust and black seals, have no fault at all."""
    for name in sorted((shared_data / "vietnamese-forms").glob("*.png")):
        quality = _assessed(cv2.imread(str(name), cv2.IMREAD_GRAYSCALE))
        assert quality.faults == (), name.name


def test_an_empty_cell_of_bright_paper_beside_a_thin_hand_is_no_glare() -> None:
    """The paper is burnt to white there, but no light falls off around it and print beside it is as black as ever."""
    page = np.full((3508, 2480), 255, np.uint8)
    page[2000:] = draw_page(75, "form", 2480)[1000:2508]
    for top in range(300, 1700, 200):
        cv2.rectangle(page, (240, top), (2240, top + 200), 0, 3)
        cv2.line(page, (900, top), (900, top + 200), 0, 3)
        cv2.putText(page, "Ho va ten", (280, top + 120), cv2.FONT_HERSHEY_COMPLEX, 1.8, 0, 5, cv2.LINE_AA)
        cv2.putText(page, "thu@vi.du", (930, top + 120), cv2.FONT_HERSHEY_SIMPLEX, 1.4, 90, 2, cv2.LINE_AA)
    photo, _ = photographed(page, 75, "dark", (2250, 3000))
    light = np.linspace(1.35, 1.05, photo.shape[1])[None, :, None]
    quality = _assessed(np.clip(photo * light, 0, 255).astype(np.uint8))
    assert "quality.glare" not in _codes(quality)


@pytest.mark.parametrize("seed", [76, 77])
def test_print_smeared_along_its_lines_is_blurred(seed: int) -> None:
    """A hand that moved sideways by three millimetres leaves level edges sharp and no other edges at all."""
    photo, _ = photographed(draw_page(seed, "prose", 2480), seed, "dark", (2250, 3000))
    flat = straighten(photo).image
    smeared = np.asarray(cv2.blur(flat, (31, 1)), dtype=np.uint8)
    quality = _assessed(smeared)
    assert "quality.blurry" in _codes(quality)
    assert readability(quality) is Readability.UNREADABLE


def test_level_rules_alone_are_not_smeared_print() -> None:
    """Lined paper has edges along one axis only, and nothing soft along the other."""
    page = np.full((2339, 1654), 250, np.uint8)
    page[200:2200:60, 100:1550] = 40
    assert "quality.blurry" not in _codes(_assessed(_noisy(page, 2)))


@pytest.mark.parametrize("device", ["scan250", "scan300"])
@pytest.mark.tesseract
def test_a_pale_card_on_a_white_sheet_is_no_glare(device: Device) -> None:
    """Nearly all of the page is burnt to white and carries no print: it is the glass of the scanner."""
    for card in make(77, 5, device=device):
        assert "quality.glare" not in _codes(_assessed(card.picture.pixels)), card.truth

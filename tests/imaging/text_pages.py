"""Pages of Vietnamese print drawn by program, and what flatbeds, copiers and phones make of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Picture
from PIL import ImageDraw, ImageFont

FONTS = Path("/usr/share/fonts/truetype/liberation2")
FACES = ("LiberationSerif-Regular", "LiberationSans-Regular", "LiberationSerif-Italic", "LiberationSerif-Bold")
WORDS = (
    "công dân đăng ký thường trú tạm vắng họ tên người khai giấy tờ tùy thân ngày tháng năm sinh quê quán dân tộc quốc "
    "tịch nơi cư trú số định danh cá nhân cơ quan cấp chủ hộ quan hệ với nội dung đề nghị theo quy định của pháp luật "
    "tôi cam đoan những lời khai trên là đúng sự thật và chịu trách nhiệm trước Ủy ban nhân dân phường xã thành phố "
    "Nguyễn Trần Phạm Hoàng Đặng Quỳnh Thủy Vĩnh Long Nghệ An Bình Phước hợp đồng thuê nhà điện thoại 0912345678 "
)
LABELS = (
    "Họ, chữ đệm và tên:", "Ngày, tháng, năm sinh:", "Giới tính:", "Số định danh cá nhân:", "Nơi thường trú:",
    "Nơi ở hiện tại:", "Dân tộc:", "Quốc tịch:", "Nghề nghiệp:", "Số điện thoại liên hệ:", "Quan hệ với chủ hộ:",
    "Nội dung đề nghị:", "Họ và tên cha:", "Họ và tên mẹ:", "Lý do tạm vắng:",
)  # fmt: skip
KINDS = ("form", "prose", "table", "letter", "capitals")


@cache
def _font(name: str, px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"{name}.ttf"), px)


def draw_page(seed: int, kind: str = "form", width: int = 1654) -> NDArray[np.uint8]:
    """An upright gray A4 page of that width in pixels: a form with leaders, or a page without any."""
    chance = np.random.default_rng(seed)
    height = round(width * 297 / 210)
    page = Picture.new("L", (width, height), 255)
    pen = ImageDraw.Draw(page)
    mm = width / 210
    face = FACES[int(chance.integers(0, 4 if kind == "prose" else 2))]
    font = _font(face, round(chance.uniform(3.9, 4.9) * mm))
    left, right, y, step = 25 * mm, 190 * mm, 22 * mm, font.size * chance.uniform(1.35, 1.7)
    pen.text((width / 2, y), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 0, _font(FACES[3], round(4.6 * mm)), "ma")
    pen.text((width / 2, y + step), "Độc lập - Tự do - Hạnh phúc", 0, _font(FACES[3], round(4.6 * mm)), "ma")
    y += 4 * step
    rows = {"letter": 6, "table": 12}.get(kind, int(chance.integers(18, 27)))
    while y < height - 30 * mm and rows > 0:
        rows -= 1
        if kind == "form":
            label = f"{rows + 1}. {chance.choice(LABELS)} "
            pen.text((left, y), label, 0, font)
            start = left + font.getlength(label)
            pen.text((start, y), "." * int((right - start) / font.getlength(".")), 0, font)
            if chance.random() < 0.4:
                words = " ".join(chance.choice(WORDS.split(), 3))
                pen.text((start + 5 * mm, y - 0.4 * mm), words, 20, font)
        else:
            line = ""
            while font.getlength(line) < right - left - 12 * mm and len(line.split()) < (9 if kind == "table" else 99):
                line += str(chance.choice(WORDS.split())) + " "
            pen.text((left, y), line.upper() if kind == "capitals" and rows % 2 else line, 0, font)
            if kind == "table":
                pen.rectangle((left - 2 * mm, y - 2 * mm, right, y + step), outline=0, width=max(1, round(0.2 * mm)))
        y += step * (1.3 if kind == "table" else 1)
    return np.asarray(page, dtype=np.uint8).copy()


def turn_by(page: NDArray[np.uint8], deg: float, grow: bool = False) -> NDArray[np.uint8]:
    """The page turned clockwise by a small angle on white, on the same canvas or on one that holds all of it."""
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -deg, 1.0)
    size = (width, height)
    if grow:
        c, s = abs(matrix[0, 0]), abs(matrix[0, 1])
        size = (round(height * s + width * c), round(height * c + width * s))
        matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    white = (255, 255, 255)
    return np.asarray(cv2.warpAffine(page, matrix, size, flags=cv2.INTER_CUBIC, borderValue=white), dtype=np.uint8)


def scanned(page: NDArray[np.uint8], seed: int) -> NDArray[np.uint8]:
    """What a flatbed makes of a page: a little blur, noise and gray paper."""
    chance = np.random.default_rng(seed)
    soft = cv2.GaussianBlur(page, (0, 0), chance.uniform(0.5, 1.0)).astype(np.float32)
    soft = soft * 0.93 + chance.normal(8, chance.uniform(2, 6), page.shape[:2]).astype(np.float32)
    return np.clip(soft, 0, 255).astype(np.uint8)


def table_top(kind: str, size: tuple[int, int], seed: int) -> NDArray[np.float32]:
    """A background (width, height): wood grain, cloth, a dark or a light table."""
    chance = np.random.default_rng(seed)
    width, height = size
    if kind == "wood":
        rings = np.cumsum(chance.normal(0, 1, height)) * 0.15 + np.linspace(0, 60, height)
        grain = (110 + 18 * np.sin(rings))[:, None] + cv2.resize(chance.normal(0, 12, (height // 4, 8)), size)
        return np.stack([grain * 0.55, grain * 0.8, grain * 1.1], -1).astype(np.float32)
    level, spread, blur, tint = {
        "cloth": (130, 60, 2.0, (1, 0.8, 0.7)),
        "dark": (45, 30, 2.0, (1, 1, 1)),
        "light": (190, 25, 3.0, (0.93, 0.97, 1)),
    }[kind]
    noise = cv2.GaussianBlur(chance.normal(0, spread, (height, width)).astype(np.float32), (0, 0), blur)
    return np.clip((level + noise)[..., None] * np.array(tint), 0, 255).astype(np.float32)


def photographed(
    page: NDArray[np.uint8],
    seed: int,
    kind: str = "wood",
    size: tuple[int, int] = (1500, 2000),
    tilt: float = 0.06,
    shift: tuple[float, float] = (0.0, 0.0),
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """A phone photo (BGR) of a gray page on a table, and the page's corners in it (clockwise from its top left)."""
    chance = np.random.default_rng(seed)
    width, height = size
    half = 0.5 * np.array([width * chance.uniform(0.78, 0.9), 0.0])
    half[1] = half[0] * page.shape[0] / page.shape[1]
    half *= min(1.0, 0.46 * height / half[1])
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half * (1 - chance.uniform(0, tilt * 2, (4, 1)))
    turn = np.radians(chance.uniform(-7, 7))
    corners = corners @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    fit = min(1.0, 0.48 * width / abs(corners[:, 0]).max(), 0.48 * height / abs(corners[:, 1]).max())
    corners = corners * fit + np.array(size) * (0.5 + np.array(shift))
    flat = np.array([[0, 0], [page.shape[1], 0], [page.shape[1], page.shape[0]], [0, page.shape[0]]], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, corners.astype(np.float32))
    soft = cv2.GaussianBlur(page, (0, 0), 0.8)
    laid = cv2.warpPerspective(soft, matrix, size, flags=cv2.INTER_AREA).astype(np.float32)
    mask = cv2.GaussianBlur(cv2.warpPerspective(np.full_like(page, 255), matrix, size), (0, 0), 0.8)[..., None] / 255.0
    paper = laid[..., None] * np.array([0.88, 0.92, 0.94])
    light = (
        np.linspace(*chance.uniform(0.75, 1.02, 2), width)[None]
        * np.linspace(*chance.uniform(0.8, 1, 2), height)[:, None]
    )
    photo = (table_top(kind, size, seed) * (1 - mask) + paper * mask) * light[..., None]
    photo = np.clip(photo + chance.normal(0, 4, photo.shape), 0, 255).astype(np.uint8)
    coded = cv2.imencode(".jpg", photo, [cv2.IMWRITE_JPEG_QUALITY, 82])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), dtype=np.uint8), corners

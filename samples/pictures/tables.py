"""What a paper lies on when it is photographed: wood, cloth, a dark or a light table top, tiles, other papers."""

from __future__ import annotations

import cv2
import numpy as np

from scanpipe.model import Image

KINDS = ("wood", "cloth", "dark", "light", "tiles", "papers")


def table_top(height: int, width: int, rng: np.random.Generator, kind: str) -> Image:
    """BGR pixels of a table top. Drawn at a quarter of the size: it is out of focus anyway."""
    h, w = height // 4 + 1, width // 4 + 1
    match kind:
        case "wood":
            small = _wood(h, w, rng)
        case "cloth":
            weave = cv2.resize(rng.normal(0, 14, (h // 2, w // 2)).astype(np.float32), (w, h))
            small = _tinted(
                rng.uniform(90, 150) + weave, (0.95, 0.8, 0.72) if rng.random() < 0.5 else (0.7, 0.85, 0.95)
            )
        case "dark":
            small = _tinted(rng.uniform(32, 60) + rng.normal(0, 5, (h, w)), (1.0, 1.0, 1.0))
        case "light":
            small = _tinted(rng.uniform(150, 188) + rng.normal(0, 4, (h, w)), (0.95, 0.98, 1.0))
        case "tiles":
            small = _tiles(h, w, rng)
        case _:
            small = _papers(h, w, rng)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def _tinted(gray: np.ndarray, bgr: tuple[float, float, float]) -> Image:
    return np.asarray(np.clip(gray[..., None] * np.array(bgr), 0, 255), np.uint8)


def _wood(h: int, w: int, rng: np.random.Generator) -> Image:
    across = np.cumsum(rng.normal(0, 1.0, h)) * 0.5
    rings = 14 * np.sin(np.linspace(0, rng.uniform(25, 70), h) + across)
    grain = cv2.resize(rng.normal(0, 9, (h, 6)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
    tint = [(0.45, 0.68, 1.0), (0.3, 0.45, 0.72), (0.62, 0.8, 1.0)][int(rng.integers(3))]
    return _tinted(rng.uniform(105, 165) + rings[:, None] + grain, tint)


def _tiles(h: int, w: int, rng: np.random.Generator) -> Image:
    side = int(rng.integers(min(h, w) // 4, min(h, w) // 2))
    gray = rng.uniform(130, 175) + rng.normal(0, 3, (h, w))
    gray[(np.arange(h) + int(rng.integers(side))) % side < 3] -= 55
    gray[:, (np.arange(w) + int(rng.integers(side))) % side < 3] -= 55
    return _tinted(gray, (0.9, 0.96, 1.0))


def _papers(h: int, w: int, rng: np.random.Generator) -> Image:
    desk = _wood(h, w, rng)
    for _ in range(int(rng.integers(3, 7))):
        middle = (float(rng.uniform(0, w)), float(rng.uniform(0, h)))
        size = (float(rng.uniform(0.15, 0.5) * w), float(rng.uniform(0.1, 0.35) * h))
        corners = cv2.boxPoints((middle, size, float(rng.uniform(-40, 40)))).astype(np.int32)
        cv2.fillConvexPoly(desk, corners, tuple(float(v) for v in rng.uniform(40, 200, 3)), cv2.LINE_AA)
    return desk

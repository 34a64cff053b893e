"""
Where a point of one picture lies in another: homographies, and the one resampling that uses them.

Inside, places are continuous pixel coordinates: the left edge of the first pixel is 0, its centre is 0.5. So a
place scales with the picture, and shares (0–1) are those coordinates divided by width and height.
"""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from scanpipe.model import Image, Transform

Matrix: TypeAlias = NDArray[np.float64]
"""A 3×3 homography on column vectors (x, y, 1)."""

WHITE = 255

SKIPPING = 0.7
"""Below this scale bilinear sampling gives some pixels hardly any weight, and thin strokes flicker."""


def scaling(x: float, y: float) -> Matrix:
    """The homography that multiplies x and y."""
    return np.diag([x, y, 1.0])


def shift(x: float, y: float) -> Matrix:
    """The homography that moves by (x, y)."""
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])


def rotation(deg: float) -> Matrix:
    """The homography that turns clockwise (as seen, y points down) about the origin."""
    c, s = np.cos(np.radians(deg)), np.sin(np.radians(deg))
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def quarter_turn(deg: int, width: float, height: float) -> tuple[Matrix, float, float]:
    """
    A clockwise turn by 0, 90, 180 or 270 degrees of a picture of that size.

    Returns the homography and the width and height after it. Its numbers are exact, so that a page turned by
    quarters is the same page to the last bit.
    """
    if deg == 90:
        return np.array([[0.0, -1.0, height], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]), height, width
    if deg == 180:
        return np.array([[-1.0, 0.0, width], [0.0, -1.0, height], [0.0, 0.0, 1.0]]), width, height
    if deg == 270:
        return np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, width], [0.0, 0.0, 1.0]]), height, width
    return np.eye(3), width, height


def turned(image: Image, deg: int) -> Image:
    """The picture turned clockwise by 0, 90, 180 or 270 degrees, pixel for pixel."""
    return np.ascontiguousarray(np.rot90(image, k=-(deg // 90)))


def inverse(matrix: Matrix) -> Matrix:
    """The homography that undoes another."""
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


def map_points(matrix: Matrix | Transform, points: NDArray[np.floating]) -> NDArray[np.float64]:
    """Points (n, 2) carried through a homography."""
    full = np.column_stack([points, np.ones(len(points))]) @ np.asarray(matrix, dtype=float).T
    return np.asarray(full[:, :2] / full[:, 2:], dtype=float)


def quad_to_rectangle(quad: NDArray[np.floating], width: float, height: float) -> Matrix:
    """The homography that lays four corners (clockwise from the top left) onto a rectangle at the origin."""
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    return np.asarray(cv2.getPerspectiveTransform(quad.astype(np.float32), target), dtype=float)


def as_shares(matrix: Matrix, source: tuple[float, float], target: tuple[float, float]) -> Transform:
    """A homography between pixels of two pictures (width, height) as one between their shares, scaled to [2][2] = 1."""
    shares = scaling(1 / target[0], 1 / target[1]) @ matrix @ scaling(*source)
    shares = shares / shares[2, 2]
    first, second, third = (tuple(float(value) for value in row) for row in shares)
    return (
        (first[0], first[1], first[2]),
        (second[0], second[1], second[2]),
        (third[0], third[1], third[2]),
    )


def resample(image: Image, to_output: Matrix, size: tuple[int, int]) -> Image:
    """
    The picture carried through a homography onto a canvas (width, height) of white.

    Where the picture shrinks to half or less it is halved first: bilinear sampling alone would skip pixels, and thin
    rules would break.
    """
    centre = np.array([[size[0] / 2, size[1] / 2], [size[0] / 2 + 1, size[1] / 2], [size[0] / 2, size[1] / 2 + 1]])
    seen = map_points(inverse(to_output), centre)
    step = min(float(np.hypot(*(seen[1] - seen[0]))), float(np.hypot(*(seen[2] - seen[0]))))
    while step >= 2 and min(image.shape[:2]) >= 2:
        image, step = halved(image), step / 2
        to_output = to_output @ scaling(2, 2)
    # OpenCV counts from pixel centres, we count from edges.
    matrix = shift(-0.5, -0.5) @ to_output @ shift(0.5, 0.5)
    border = (WHITE, WHITE, WHITE)
    out = cv2.warpPerspective(image, matrix, size, flags=cv2.INTER_LINEAR, borderValue=border)
    return np.asarray(out, dtype=np.uint8)


def halved(image: Image) -> Image:
    """The picture at half its size, each pixel the mean of four; an odd last row or column is left out."""
    height, width = (side // 2 for side in image.shape[:2])
    # At exactly one half, bilinear sampling is that mean, and five times faster than INTER_AREA.
    even = image[: 2 * height, : 2 * width]
    return np.asarray(cv2.resize(even, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def shrunk(image: Image, size: tuple[int, int]) -> Image:
    """The picture at a smaller size (width, height) by averaging: halved as often as it goes, then by area."""
    while image.shape[1] >= 2 * size[0] and image.shape[0] >= 2 * size[1]:
        image = halved(image)
    if image.shape[1::-1] == size:
        return image
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def fitted(image: Image, long_side_px: int) -> Image:
    """The picture with its longer side at most so many pixels, by averaging; itself when it is small enough."""
    scale = long_side_px / max(image.shape[:2])
    while scale <= 0.5 and min(image.shape[:2]) >= 2:
        image, scale = halved(image), 2 * scale
    if scale >= 1:
        return image
    if scale < SKIPPING:
        image = np.asarray(cv2.GaussianBlur(image, (3, 3), 0.5), dtype=np.uint8)
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def gray_of(image: Image) -> Image:
    """The picture in gray; itself when it is gray already."""
    return image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), dtype=np.uint8)

"""Resampling: pictures get smaller by averaging, and points keep their place."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from scanpipe.imaging.warp import fitted, halved, resample, scaling


@pytest.mark.parametrize("shape", [(40, 60), (41, 61), (40, 60, 3)])
def test_half_the_size_is_the_mean_of_four(shape: tuple[int, ...]) -> None:
    """No pixel is skipped and none counts twice; an odd last row or column is left out."""
    picture = np.random.default_rng(1).integers(0, 256, shape).astype(np.uint8)
    even = picture[: shape[0] // 2 * 2, : shape[1] // 2 * 2].astype(float)
    mean = (even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]) / 4
    assert np.abs(halved(picture) - mean).max() <= 0.5


@pytest.mark.parametrize("longer", [130, 190, 199, 200, 260, 399])
def test_a_thin_rule_survives_every_size(longer: int) -> None:
    """Wherever it lies: a rule of two pixels keeps at least half of its share of ink."""
    for at in range(100, 110):
        page = np.full((400, 300), 255, np.uint8)
        page[at : at + 2] = 0
        small = fitted(page, longer)
        assert max(small.shape) == longer
        ink = (255 - small.astype(float)).sum(axis=0) / 255
        assert ink.min() >= 0.5 * 2 * longer / 400


def test_a_small_picture_is_left_as_it_is() -> None:
    """Nothing is enlarged."""
    picture = np.zeros((30, 20), np.uint8)
    assert fitted(picture, 50) is picture


@pytest.mark.parametrize("times", [0.9, 0.5, 0.3, 0.11])
def test_a_disc_stays_where_the_homography_says(times: float) -> None:
    """However often the picture was halved before."""
    picture = np.full((1000, 800), 255, np.uint8)
    cv2.circle(picture, (500, 300), 60, 0, -1)
    small = resample(picture, scaling(times, times), (round(800 * times), round(1000 * times)))
    weight = 255 - small.astype(float)
    rows, columns = np.indices(small.shape) + 0.5
    assert (weight * columns).sum() / weight.sum() == pytest.approx(500.5 * times, abs=0.15)
    assert (weight * rows).sum() / weight.sum() == pytest.approx(300.5 * times, abs=0.15)

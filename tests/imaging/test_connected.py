"""Blobs of a mask: the same ones whatever the algorithm, with boxes that need no labels."""

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scanpipe.imaging.connected import connected, outer_boxes
from scanpipe.model import Image

masks = arrays(np.uint8, st.tuples(st.integers(1, 24), st.integers(1, 24)), elements=st.integers(0, 1))


@given(masks)
def test_blobs_are_those_of_the_reference(mask: Image) -> None:
    """Boxes and areas of OpenCV's default algorithm, in any order; labels that fit them."""
    found = connected(mask)
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    assert sorted(found.stats[1:].tolist()) == sorted(stats[1:count].tolist())
    for number, (x, y, w, h, area) in enumerate(found.stats[1:].tolist(), start=1):
        own = found.labels == number
        assert own.sum() == own[y : y + h, x : x + w].sum() == area
        assert mask[own].all()


@given(masks)
def test_every_blob_without_a_hole_around_it_has_its_box(mask: Image) -> None:
    """Blobs inside other blobs are left out; all others are there."""
    boxes = {tuple(b) for b in outer_boxes(mask).tolist()}
    every = {tuple(b) for b in connected(mask).stats[1:, :4].tolist()}
    assert boxes <= every
    assert bool(boxes) == bool(mask.any())
    for box in every - boxes:
        assert any(b[0] < box[0] and b[1] < box[1] and b[2] > box[2] and b[3] > box[3] for b in boxes)


def test_an_empty_mask_has_none() -> None:
    """In a shape that can be indexed all the same."""
    assert outer_boxes(np.zeros((5, 5), np.uint8)).shape == (0, 4)

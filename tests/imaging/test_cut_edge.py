"""What stands at a cut side: print counts, the white beyond the picture does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scanpipe.imaging.cut_edge import edge_strip
from scanpipe.imaging.light import map_light
from scanpipe.imaging.straighten import straighten

# The page reaches a tenth beyond the top of the upload.
BEYOND = ((1.0, 0.0, 0.0), (0.0, 10 / 9, -1 / 9), (0.0, 0.0, 1.0))


@pytest.mark.parametrize(("print_there", "least", "most"), [(False, 0.0, 0.0), (True, 0.05, 1.0)])
def test_print_at_a_cut_side_is_ink_and_the_end_of_the_picture_is_none(
    print_there: bool, least: float, most: float
) -> None:
    """Gray paper beside the white beyond the picture is no print, however much lighter the white is."""
    page = np.full((1188, 840), 180, np.uint8)
    page[:119] = 255
    if print_there:
        page[128:140, 60:780:12] = 30
        page[128:140, 61:780:12] = 30
    straight = replace(straighten(page), image=page, to_upload=BEYOND, width_mm=210.0, height_mm=297.0)
    box, ink = edge_strip("top", straight, map_light(page, 210.0, 297.0))
    assert least <= ink <= most
    assert (box.x, box.y, box.width) == (0, 0, 1)

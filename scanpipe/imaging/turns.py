"""
Which other way up a page may be, for somebody who reads both and keeps the one that makes sense.

On a full page the shapes of letters tell the way up (see `orientation`). On a last page with a signature and a name
they cannot, and say so by their margins.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scanpipe.imaging.page_edges import SIDES
from scanpipe.imaging.straighten import Straightened
from scanpipe.imaging.warp import as_shares, inverse, quarter_turn, turned

SURE_UPRIGHT = 0.6
"""Margin of up against down from which no page was wrong."""

SURE_AXIS = 0.55
"""
Margin of along against across from which no page was wrong: an upright copy of a card on an empty sheet was turned
with 0.37. It is only asked about pages that make little sense when read.
"""


def doubtful_turns(page: Straightened) -> tuple[int, ...]:
    """Further turns in degrees clockwise (180, 90, 270) that the page's own lines do not rule out, likeliest first."""
    upside_down = (180,) if page.upright_margin < SURE_UPRIGHT else ()
    sideways = (90, 270) if page.axis_margin < SURE_AXIS else ()
    return upside_down + sideways


def turned_further(page: Straightened, turn_deg: int) -> Straightened:
    """The same page turned by 90, 180 or 270 degrees clockwise, with its way back to the upload."""
    # Shares of the turned page are those of this one turned within a unit square.
    turn, _, _ = quarter_turn(turn_deg, 1.0, 1.0)
    unit = (1.0, 1.0)
    on_side = turn_deg in (90, 270)
    cut = {SIDES[(SIDES.index(side) + turn_deg // 90) % 4] for side in page.cut_edges}
    return replace(
        page,
        image=turned(page.image, turn_deg),
        to_upload=as_shares(np.asarray(page.to_upload) @ inverse(turn), unit, unit),
        rotation_deg=(page.rotation_deg + turn_deg) % 360,
        cut_edges=tuple(side for side in SIDES if side in cut),
        width_mm=page.height_mm if on_side else page.width_mm,
        height_mm=page.width_mm if on_side else page.height_mm,
    )

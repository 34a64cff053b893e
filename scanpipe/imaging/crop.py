"""One place of a page, cut out of the citizen's own picture: upright, with a margin and an outline."""

from __future__ import annotations

import cv2
import numpy as np

from scanpipe.imaging.annotate import Style, corners, mapped, outline, quad_px, upload_to_px
from scanpipe.model import Box, Image, Transform

MARGIN = 0.12
MIN_MARGIN = 0.025  # of the page's width, 5 mm of A4: a box to tick means nothing without the word beside it
MIN_WIDTH_PX, MAX_WIDTH_PX = 320, 1200
MAX_UPSCALE = 3.0


def crop(picture: Image, to_upload: Transform, box: Box, *, style: Style, page_ratio: float) -> Image:
    """
    The place cut out upright, with a margin of 12 % of its longer side (at least 5 mm of A4) and an outline, as BGR.

    `page_ratio` is width / height of the straightened page. The result is 320 to 1200 px wide; it is never enlarged
    more than three times: a smaller place is shown with more of its surroundings instead.
    """
    colour = cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR) if picture.ndim == 2 else picture
    # Lengths are in shares of the page's width from here on, so that a millimetre is the same both ways.
    box_height = box.height / page_ratio
    px_per_share = _px_across(colour, to_upload, box)
    margin = max(MARGIN * max(box.width, box_height), MIN_MARGIN)
    width = max(box.width + 2 * margin, MIN_WIDTH_PX / MAX_UPSCALE / px_per_share)
    height = box_height + 2 * margin
    natural = width * px_per_share
    out_width = int(min(max(natural, MIN_WIDTH_PX), MAX_WIDTH_PX))
    render_width = max(out_width, round(natural))
    render_height = max(1, round(render_width * height / width))
    left, top = box.x + (box.width - width) / 2, box.y + (box.height - height * page_ratio) / 2
    to_shares = np.array([[width / render_width, 0, left], [0, height * page_ratio / render_height, top], [0, 0, 1]])
    cut = cv2.warpPerspective(
        colour,
        upload_to_px(colour, to_upload) @ to_shares,
        (render_width, render_height),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(255, 255, 255),
    )
    zoom = out_width / render_width
    out: Image = np.asarray(
        cv2.resize(cut, (out_width, max(1, round(render_height * zoom))), interpolation=cv2.INTER_AREA)
    )
    outline(out, [(mapped(np.linalg.inv(to_shares), corners(box)) * zoom, style)], scale=0.75)
    return out


def turned_upright(picture: Image, to_upload: Transform, rotation_deg: int) -> tuple[Image, Transform]:
    """The picture after the quarter turns (clockwise, 0–270) that set it upright, and its transform."""
    turns = rotation_deg // 90 % 4
    quarter = np.array([[0, -1, 1], [1, 0, 0], [0, 0, 1]], dtype=float)  # clockwise: (x, y) becomes (1 - y, x)
    a, b, c = (np.linalg.matrix_power(quarter, turns) @ np.array(to_upload)).tolist()
    return np.ascontiguousarray(np.rot90(picture, -turns)), (tuple(a), tuple(b), tuple(c))


def _px_across(picture: Image, to_upload: Transform, box: Box) -> float:
    """Pixels of the picture for one whole width of the page, measured at the place."""
    quad = quad_px(picture, to_upload, box)
    across = float(np.linalg.norm(quad[[1, 2]].mean(axis=0) - quad[[0, 3]].mean(axis=0)))
    return max(across / max(box.width, 1e-6), 1.0)

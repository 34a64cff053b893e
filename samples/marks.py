"""The light "MẪU THỬ" (sample) that marks the papers kept in the repository, so that nobody takes one for real."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image as Pil
from PIL import ImageDraw

from samples import fonts
from scanpipe.model import Image

SHADE = 236
"""Gray of the mark: a person sees it, thresholds for ink do not."""


def mark_sample(page: Image) -> None:
    """Print the mark across the page, under everything that is darker."""
    height, width = page.shape[:2]
    layer = Pil.new("L", (width, height), 255)
    face = fonts.load(fonts.typed_face("sans"), width // 6)
    ImageDraw.Draw(layer).text((width / 2, height / 2), "MẪU THỬ", font=face, fill=SHADE, anchor="mm")
    turned = np.asarray(layer.rotate(52, Pil.Resampling.BILINEAR, fillcolor=255), np.uint8)
    page[:] = np.minimum(page, cv2.cvtColor(turned, cv2.COLOR_GRAY2BGR))

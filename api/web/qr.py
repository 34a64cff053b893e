"""The square code of a receipt: where an officer finds the check, without a word about anybody."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import zxingcpp

QUIET_MODULES = 4
"""White around the code, as readers need it (ISO/IEC 18004)."""


@dataclass(frozen=True, slots=True)
class Square:
    """The code as one SVG path in modules; `size` includes the quiet zone on both sides."""

    size: int
    path: str


def square(text: str) -> Square:
    """The QR code of a text, with error correction Q: a quarter of it may be dirty."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    modules = np.asarray(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)) < 128
    runs = [
        f"M{x + QUIET_MODULES} {y + QUIET_MODULES}h{length}v1h-{length}z"
        for y, row in enumerate(modules)
        for x, length in _runs("".join("#" if dark else " " for dark in row))
    ]
    return Square(modules.shape[1] + 2 * QUIET_MODULES, "".join(runs))


def _runs(row: str) -> list[tuple[int, int]]:
    """Where dark modules stand side by side: start and length."""
    return [(found.start(), found.end() - found.start()) for found in re.finditer("#+", row)]

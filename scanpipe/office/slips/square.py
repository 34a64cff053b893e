"""The square code of a request: where its dossier is found, without a word about anybody."""

from __future__ import annotations

from typing import Any

from reportlab.graphics.barcode.qr import QrCodeWidget

QUIET_MODULES = 4
"""White around the code, as readers need it (ISO/IEC 18004)."""


def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The QR code of a text, row by row, True where it is dark; error correction M, without the quiet zone."""
    widget: Any = QrCodeWidget(text, barLevel="M")  # its stubs do not name the code that it draws
    code = widget.qr
    code.make()
    size = range(code.getModuleCount())
    return tuple(tuple(bool(code.isDark(row, column)) for column in size) for row in size)

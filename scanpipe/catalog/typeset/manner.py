"""
In which manner a form is printed: face, sizes, margins and leaders. OFFICIAL is that of the law's own papers; RETYPED
is how a citizen sets the same words again, with other line breaks.
"""

from __future__ import annotations

from dataclasses import dataclass

from scanpipe.catalog.typeset.fonts import Face

_SANS = {
    Face.REGULAR: Face.TYPED,
    Face.BOLD: Face.SANS_BOLD,
    Face.ITALIC: Face.SANS_ITALIC,
    Face.BOLD_ITALIC: Face.SANS_BOLD_ITALIC,
}


@dataclass(frozen=True, slots=True)
class Style:
    """Body size, distance of dotted lines and of running text, and the space between parts of the form."""

    body_pt: float
    pitch_mm: float
    leading_mm: float
    gap_mm: float
    note_pt: float
    sign_mm: float
    """Free space for a signature."""


@dataclass(frozen=True, slots=True)
class Manner:
    """
    The edges of the printed part (mm from the top left corner of the sheet), the styles from roomy to tight, whether
    the face has no serifs, and whether leaders are underscores instead of dots.
    """

    left_mm: float
    right_mm: float
    top_mm: float
    bottom_mm: float
    styles: tuple[Style, ...]
    sans: bool = False
    underscores: bool = False

    @property
    def text_mm(self) -> float:
        """The width of the printed part."""
        return self.right_mm - self.left_mm

    def face(self, face: Face) -> Face:
        """The face in which that one is printed."""
        return _SANS.get(face, face) if self.sans else face


OFFICIAL = Manner(
    left_mm=30.0,
    right_mm=190.0,
    top_mm=20.0,
    bottom_mm=281.0,
    styles=(
        Style(13.0, 7.4, 5.8, 3.0, 11.5, 26),
        Style(13.0, 6.9, 5.5, 2.5, 11.0, 25),
        Style(12.5, 6.5, 5.2, 2.0, 10.5, 24),
        Style(12.0, 6.1, 5.0, 1.5, 10.0, 23),
        Style(12.0, 5.7, 4.8, 1.0, 9.5, 22),
        Style(11.5, 5.4, 4.5, 0.7, 9.0, 22),
        Style(11.0, 5.1, 4.3, 0.5, 8.5, 22),
    ),
)
"""Margins of Nghị định 30/2020: left 3 cm, right and top 2 cm, bottom at least 1.5."""

RETYPED = Manner(
    left_mm=20.0,
    right_mm=194.0,
    top_mm=16.0,
    bottom_mm=284.0,
    styles=(
        Style(11.5, 7.8, 5.6, 3.4, 10.5, 26),
        Style(11.0, 7.2, 5.3, 2.8, 10.0, 25),
        Style(10.5, 6.6, 4.9, 2.0, 9.5, 24),
        Style(10.5, 6.0, 4.6, 1.4, 9.0, 23),
        Style(10.0, 5.6, 4.4, 0.9, 8.5, 22),
        Style(9.5, 5.2, 4.2, 0.6, 8.5, 22),
        Style(9.5, 5.0, 4.0, 0.4, 8.0, 22),
    ),
    sans=True,
    underscores=True,
)
"""Narrow margins and a face without serifs, as word processors offer them unasked."""

"""Breaks what is written over the lines that a form offers, as people do: smaller first, then shorter."""

from __future__ import annotations

from collections.abc import Sequence

from samples.pen import Pen


def broken(text: str, widths_mm: Sequence[float], pen: Pen) -> tuple[list[str], float]:
    """
    A text broken over lines of given widths: smaller writing first (down to 0.65), then words are dropped from the
    end, as people shorten what does not fit. Returns the lines and the scale of the writing.
    """
    for scale in (1.0, 0.92, 0.85, 0.78, 0.71, 0.65):
        lines, rest = fitted(text.split(" "), widths_mm, pen, scale)
        if not rest:
            return lines, scale
    if not any(lines):
        # Not even the first word fits: it is squeezed in, as a person would.
        first = text.split(" ")[0]
        widest = max(range(len(widths_mm)), key=lambda i: widths_mm[i])
        scale = min(1.0, widths_mm[widest] / max(0.1, pen.length_mm(first)))
        return [first if i == widest else "" for i in range(len(widths_mm))], max(0.45, scale)
    return lines, 0.65


def fitted(words: list[str], widths_mm: Sequence[float], pen: Pen, scale: float) -> tuple[list[str], list[str]]:
    """As many words as fit on each line at that scale of the writing, and the words left over."""
    lines: list[str] = []
    rest = list(words)
    allowance = 1.06 if pen.hand else 1.0  # jitter makes handwriting a little longer than the face says
    for width in widths_mm:
        line = ""
        while rest and pen.length_mm(f"{line} {rest[0]}".strip(), scale=scale) * allowance <= width:
            line = f"{line} {rest.pop(0)}".strip()
        lines.append(line)
    return lines, rest

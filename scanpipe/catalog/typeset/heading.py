"""The head of a form: code and citation, national motto, title, and the frames for portraits."""

from __future__ import annotations

import re
from dataclasses import replace

from scanpipe.catalog.schema import Edition, FieldSpec
from scanpipe.catalog.typeset.breaking import Measure
from scanpipe.catalog.typeset.fonts import Face, width_mm
from scanpipe.catalog.typeset.inline import words
from scanpipe.catalog.typeset.setting import set_lines
from scanpipe.catalog.typeset.sheet import Rule, Sheets, Text
from scanpipe.model import Rect
from scanpipe.text import base_letters

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
PHOTO_WIDTH_MM, PHOTO_HEIGHT_MM = 27.0, 36.0
"""A frame for a 4 × 6 cm portrait, drawn smaller as the official papers do."""
_RIGHT_BLOCK_MM = 90.0
_FORM_CODE_LENGTH = 20
"""A first line at the right that is no longer is the form's code alone, and bold."""


def set_header_lines(sheets: Sheets, edition: Edition) -> None:
    """Form code and citation, at the right or centred, as printed; nothing when the paper shows none."""
    printed_elsewhere = {base_letters(line) for line in (*MOTTO, edition.title)}
    lines = [line for line in edition.header_lines if base_letters(line) not in printed_elsewhere]
    # "…" in a citation stands for words that nobody has read yet; a citizen's blank does not show it.
    lines = [re.sub(r"\s*…\s*", "", line) for line in lines]
    if edition.header_position == "none" or not lines:
        return
    right = edition.header_position == "right"
    manner = sheets.manner
    size = min(sheets.style.body_pt, 11.5 if right else 13.0)
    parts: list[tuple[str, Face]] = []
    open_bracket = False
    for line in lines:
        # A citation in parentheses is italic to its end, over all its lines.
        open_bracket = open_bracket or line.startswith("(")
        alone = right and not parts and len(line) <= _FORM_CODE_LENGTH
        face = manner.face(Face.ITALIC if open_bracket else Face.BOLD if alone else Face.REGULAR)
        open_bracket = open_bracket and not line.rstrip(".").endswith(")")
        parts += [(part, face) for part in _balanced(line, face, size, _RIGHT_BLOCK_MM if right else manner.text_mm)]
    width = max(width_mm(part, face, size) for part, face in parts) + 0.5 if right else manner.text_mm
    for part, face in parts:
        set_lines(sheets, words(part, face), Measure(manner.right_mm - width, width, size, "center"), size * 0.42)
    sheets.space(1.5)


def set_motto(sheets: Sheets) -> None:
    """The national motto in two bold lines, a short rule under the second (Nghị định 30/2020, Phụ lục I)."""
    size, manner = sheets.style.body_pt, sheets.manner
    for line, extra in zip(MOTTO, (0.0, 1.0), strict=True):
        set_lines(sheets, words(line, Face.BOLD), sheets.measure(size + extra, "center"), size * 0.46)
    half = width_mm(MOTTO[1], manner.face(Face.BOLD), size + 1) / 2
    middle = manner.left_mm + manner.text_mm / 2
    sheets.y += 1.6
    sheets.put(Rule(middle - half, sheets.y, middle + half, sheets.y, 0.7))


def set_title(sheets: Sheets, edition: Edition) -> None:
    """The title in bold capitals, the subtitle under it."""
    size = sheets.style.body_pt + 1
    sheets.space(1.2 * sheets.style.gap_mm + 1)
    start = len(sheets.pages[-1])
    for line in edition.title.upper().splitlines():
        set_lines(sheets, words(line, Face.BOLD), sheets.measure(size, "center"), size * 0.46)
    printed = sheets.pages[-1]
    printed[start:] = [replace(mark, title=True) if isinstance(mark, Text) else mark for mark in printed[start:]]
    for line in (edition.subtitle or "").splitlines():
        face = Face.ITALIC if line.startswith("(") else Face.BOLD
        set_lines(sheets, words(line, face), sheets.measure(size - 1, "center"), size * 0.43)
    sheets.space(sheets.style.gap_mm)


def set_photos(sheets: Sheets, spec: FieldSpec) -> None:
    """Frames for portraits with their captions inside, side by side ("Ảnh bên nữ / Ảnh bên nam")."""
    manner = sheets.manner
    captions = [part.strip() for part in spec.label.split(" / ")]
    sheets.need(PHOTO_HEIGHT_MM + 4)
    top = sheets.y + 2
    for number, caption in enumerate(captions):
        left = manner.left_mm if number == 0 else manner.right_mm - PHOTO_WIDTH_MM
        rect = Rect(left, top, left + PHOTO_WIDTH_MM, top + PHOTO_HEIGHT_MM)
        sheets.frame(rect)
        sheets.y = top + 3
        measure = Measure(left + 1, PHOTO_WIDTH_MM - 2, 10.5, "center")
        set_lines(sheets, words(caption, key=spec.key), measure, 4.4)
        free = Rect(rect.left + 0.5, sheets.y + 2, rect.right - 0.5, rect.bottom - 0.5)
        sheets.add(spec.key, free, "photo", index=number)
    sheets.y = top + PHOTO_HEIGHT_MM


def _balanced(line: str, face: Face, size_pt: float, room_mm: float) -> list[str]:
    """A long line in parts of about the same length; "ngày 17/11/2023" is not torn."""
    whole = width_mm(line, face, size_pt)
    if whole <= room_mm:
        return [line]
    tokens = re.findall(r"(?:Thông tư |Nghị định |Quyết định )?(?:ngày|số|tháng|năm) \d\S*|\S+", line)
    count = -(-whole // room_mm)
    for share in (1.0, 1.1, 1.25, 1.5, 2.0):
        parts = _filled(tokens, face, size_pt, min(room_mm, share * whole / count))
        if len(parts) <= count:
            break
    return parts


def _filled(tokens: list[str], face: Face, size_pt: float, width: float) -> list[str]:
    """The tokens in lines of at most that width (mm)."""
    parts = [""]
    for token in tokens:
        longer = f"{parts[-1]} {token}".strip()
        if parts[-1] and width_mm(longer, face, size_pt) > width:
            parts.append(token)
        else:
            parts[-1] = longer
    return parts

"""A request as plain text, for the box of the national portal (nội dung yêu cầu bổ sung)."""

from __future__ import annotations

from scanpipe.office.slips import printed
from scanpipe.office.slips.content import Content, Row


def to_text(content: Content) -> str:
    """What is asked for, until when, and whom to ask; without the letterhead, which the portal has of its own."""
    words = content.edition.words
    parts = [words.opening]
    if content.rows:
        parts += ["", f"{words.paper}:", *(f"- {_row(content, row)}" for row in content.rows)]
    if content.lines:
        parts += ["", words.reasons]
        parts += [f"{n}) {_with_basis(content, n)}" for n in range(1, len(content.lines) + 1)]
    parts += ["", printed.deadline(content), printed.contact(content)]
    return "\n".join(parts) + "\n"


def _row(content: Content, row: Row) -> str:
    copies = "; ".join(f"{kind}: {count}" for kind, count in printed.copies(content, row.counts))
    return f"{row.text} ({copies})" if copies else row.text


def _with_basis(content: Content, number: int) -> str:
    line = content.lines[number - 1]
    if line.basis is None or line.basis in line.text:
        return line.text
    return f"{line.text} {printed.basis(content, line.basis)}."

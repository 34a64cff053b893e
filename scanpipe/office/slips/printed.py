"""The printed lines of a request, filled in: the same in every way of handing it on."""

from __future__ import annotations

from scanpipe.office.slips.content import Content, Counts

DRAFT_MARK = "BẢN NHÁP – chưa đối chiếu mẫu ban hành"
"""On every page while nobody has compared the edition with the published annex."""
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
DOTS = "………………"
_FEW_DOTS = "………"


def agency(content: Content) -> str:
    """Who the Center belongs to."""
    return content.head.agency or content.edition.words.agency.replace("…", _FEW_DOTS)


def center(content: Content) -> str:
    """The Center."""
    return content.head.center or content.edition.words.center


def number(content: Content) -> str:
    """The number in the office's own register."""
    return content.edition.words.number.format(number=content.head.number or _FEW_DOTS)


def place_and_day(content: Content) -> str:
    """Such as "Phường Thử, ngày 05 tháng 02 năm 2026": a nought before 1 to 9, of months before 1 and 2."""
    day = content.day
    month = f"{day.month:02}" if day.month <= 2 else f"{day.month}"  # Nghị định 30/2020/NĐ-CP, Phụ lục I
    return content.edition.words.place_and_day.format(
        place=content.head.place or _FEW_DOTS, day=f"{day.day:02}", month=month, year=day.year
    )


def citation(content: Content) -> str:
    """Which form this is."""
    edition = content.edition
    return edition.words.citation.format(code=edition.code, legal_basis=edition.legal_basis)


def basis(content: Content, text: str) -> str:
    """What a line rests on."""
    return content.edition.words.basis.format(basis=text)


def deadline(content: Content) -> str:
    """Until when the citizen is asked to bring what is missing."""
    day = content.head.deadline
    return content.edition.words.deadline.format(deadline=f"{day:%d/%m/%Y}" if day else _FEW_DOTS)


def contact(content: Content) -> str:
    """Whom to ask."""
    head = content.head
    return content.edition.words.contact.format(name=head.contact_name or DOTS, phone=head.contact_phone or DOTS)


def copies(content: Content, counts: Counts) -> tuple[tuple[str, int], ...]:
    """What is asked for of a paper: the kind of copy in the words of the form, and how many."""
    words = content.edition.words
    all_kinds = ((words.original, counts.original), (words.certified, counts.certified), (words.photo, counts.photo))
    return tuple((kind, count) for kind, count in all_kinds if count)

"""Checks as people meet them: nothing yet, being examined, to be mended, not readable, ready, sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from scanpipe.intake.views import (
    ChecklistLineView,
    CheckState,
    CheckView,
    DocumentView,
    EditionView,
    FindingView,
    PageState,
)
from scanpipe.model import Box
from tests.web.desk import PROCEDURES, both, empty, page_view

OLD = EditionView(
    "ct01", "tt66_2023", both("Tờ khai thay đổi thông tin cư trú", "Declaration of a change of residence"),
    "outdated", dt.date(2024, 1, 1), current_blank=True,
)  # fmt: skip
CURRENT = replace(
    OLD, form="hkd_registration", edition="tt68_2025", status="current", effective_from=dt.date(2025, 7, 1),
    name=both("Giấy đề nghị đăng ký hộ kinh doanh", "Application to register a household business"),
)  # fmt: skip

LINES = (
    ChecklistLineView(
        "giay_de_nghi", both("Giấy đề nghị đăng ký hộ kinh doanh", "Application to register a household business"),
        "received", both("có trong hồ sơ này", "it is in this dossier"), pages=(1, 2), open_must=2,
    ),
    ChecklistLineView(
        "can_cuoc", both("Căn cước của chủ hộ", "Identity card of the owner"), "received",
        both("có trong hồ sơ này", "it is in this dossier"), pages=(3,),
    ),
    ChecklistLineView(
        "uy_quyen", both("Văn bản ủy quyền thực hiện thủ tục", "Authorisation to file"), "conditional",
        both("người nộp không phải chủ hộ", "the person who files is not the owner"),
    ),
)  # fmt: skip


def finding(number: int, code: str, severity: str, action: str, vi: str, en: str, **changes: object) -> FindingView:
    """A finding with words of its own."""
    view = FindingView(
        id=f"f_{number:012x}", number=number, code=code, severity=severity, action=action, state="open",
        title=both(vi, en), fix=both("Vui lòng làm theo hướng dẫn rồi chụp lại.", "Do this and photograph it again."),
        where=both("Trang 1, phía trên", "Page 1, top"), page_id="pg_1", page_number=1, document=1,
        box=Box(0.1, 0.1 + 0.1 * number, 0.5, 0.04), basis="Thông tư 116/2026/TT-BCA",
    )  # fmt: skip
    return replace(view, **changes)  # type: ignore[arg-type]


FINDINGS = (
    finding(1, "quality.glare", "must", "retake", "Có vệt lóa che chữ ở trang 3.", "Glare covers some text on page 3.",
            page_id="pg_3", page_number=3, document=2, where=both("Trang 3, góc trên phải", "Page 3, top right")),
    finding(2, "doc.missing", "must", "add", "Chưa thấy Văn bản ủy quyền.", "The authorisation was not found.",
            page_id=None, page_number=None, document=None, box=None, where=both("", ""), key="uy_quyen"),
    finding(3, "edition.outdated", "must", "newform", "Tờ khai này dùng mẫu cũ, hết áp dụng từ ngày 30/06/2025.",
            "This form is an old edition, not accepted since 30/06/2025.",
            fix=both("Vui lòng tải mẫu đang áp dụng (từ ngày 01/07/2026), chép lại nội dung, ký tên rồi chụp lại.",
                     "Download the current form, copy your answers, sign and photograph it.")),
    finding(4, "field.required_empty", "must", "fill", "Mục Nơi cư trú còn để trống.", "Residence is empty.",
            moot_by="f_000000000003", label="Nơi cư trú", key="residence"),
    finding(5, "field.confirm_value", "check", "confirm", "Máy đọc mục Số định danh là “079 0•5 012 345”.",
            "The number was read as “079 0•5 012 345”.", label="Số định danh cá nhân", key="personal_id"),
    finding(6, "field.address_old_unit", "check", "fill", "Địa chỉ có ghi cấp huyện.", "The address has a district."),
    finding(7, "quality.auto_rotated", "info", "none", "Trang 2 đã được xoay tự động.", "Page 2 was turned."),
)  # fmt: skip


def begun() -> CheckView:
    """Agreed, a procedure chosen, nothing handed in."""
    nothing = both("", "")
    lines = tuple(
        replace(line, state="none", pages=(), open_must=0, note=nothing if line.pages else line.note) for line in LINES
    )
    return empty(consented=True, procedure=PROCEDURES[0], checklist=lines)


def running() -> CheckView:
    """Four pages on their way; the first is done and its edition is known."""
    pages = (
        page_view(1, "IMG_0001.jpg", verdict="correct", open_must=1, seen_as=OLD),
        page_view(2, "IMG_0002.jpg"),
        page_view(3, "IMG_0003.jpg", state=PageState.MATCHING, seen_as=CURRENT),
        page_view(4, "<img src=x onerror=window.__xss=1>.jpg", state=PageState.READING, has_picture=False),
    )
    return replace(begun(), pages=pages, examined=False, state=CheckState.CHECKING, wait_s=10)


def to_mend() -> CheckView:
    """Three pages with everything that can be said of them."""
    pages = (
        page_view(1, "to-khai-1.jpg", verdict="correct", open_must=2, open_check=2, seen_as=OLD, document=1),
        page_view(2, "to-khai-2.jpg", document=1),
        page_view(3, "can-cuoc.jpg", verdict="rescan", readability="poor", open_must=1, document=2),
    )
    documents = (
        DocumentView(1, OLD.name, "correct", (1, 2), OLD, None, can_carry=True),
        DocumentView(2, both("Căn cước", "Identity card"), "correct", (3,), None, "identity_card", can_carry=False),
    )
    return replace(
        begun(), pages=pages, documents=documents, findings=FINDINGS, checklist=LINES, passed=14,
        state=CheckState.NEEDS_SUPPLEMENT, verdict="correct", headline=both("Cần bổ sung", "Needs more"),
    )  # fmt: skip


def unreadable() -> CheckView:
    """One page of which nothing can be read."""
    blurred = finding(
        1, "quality.blurry", "must", "retake", "Ảnh trang 1 bị mờ, chưa đọc được chữ.", "Page 1 is blurred."
    )
    pages = (page_view(1, "mo.jpg", verdict="rescan", readability="unreadable", open_must=1),)
    return replace(
        begun(), pages=pages, findings=(blurred,), verdict="rescan", state=CheckState.UNREADABLE,
        headline=both("Không đọc được", "Cannot be read"),
    )  # fmt: skip


def ready() -> CheckView:
    """Everything is there and well."""
    pages = (page_view(1, "a.jpg", seen_as=CURRENT, document=1), page_view(2, "b.jpg", document=1))
    documents = (DocumentView(1, CURRENT.name, "submit", (1, 2), CURRENT, None, can_carry=False),)
    lines = (
        replace(LINES[0], pages=(1, 2), open_must=0),
        replace(LINES[1], state="replaceable", pages=()),
        replace(LINES[2], said_not_needed=True),
    )
    return replace(
        begun(), pages=pages, documents=documents, checklist=lines, verdict="submit", state=CheckState.PASS, passed=21,
        headline=both("Đạt", "Ready"),
    )  # fmt: skip


def doubtful() -> CheckView:
    """Nothing to mend, but an officer looks."""
    asked = replace(FINDINGS[4], number=1)
    return replace(ready(), verdict="review", findings=(asked,), pages=(replace(ready().pages[0], verdict="review"),))


def unsure() -> CheckView:
    """No procedure chosen; the papers point to one."""
    return replace(ready(), procedure=None, candidates=(PROCEDURES[0],), checklist=())


def sent() -> CheckView:
    """The code was taken for the Center."""
    return replace(ready(), state=CheckState.SENT)

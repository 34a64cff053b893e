"""The few words of views that are neither a finding's nor a report's, Vietnamese and English."""

from __future__ import annotations

from scanpipe.intake.views import Words
from scanpipe.model import Box
from scanpipe.report.order import corner

FIELDS: dict[str, Words] = {
    "Hộ tịch": {"vi": "Hộ tịch", "en": "Civil status"},
    "Đất đai": {"vi": "Đất đai", "en": "Land"},
    "Đăng ký, quản lý cư trú": {"vi": "Đăng ký, quản lý cư trú", "en": "Residence"},
    "Thành lập và hoạt động doanh nghiệp": {
        "vi": "Thành lập và hoạt động doanh nghiệp",
        "en": "Businesses and household businesses",
    },
    "Thành lập và hoạt động của tổ hợp tác, hợp tác xã": {
        "vi": "Thành lập và hoạt động của tổ hợp tác, hợp tác xã",
        "en": "Cooperatives",
    },
}
"""The fields of procedures as the national catalogue names them."""


def group_of(field: str) -> Words:
    """The field of a procedure in both languages, without the code behind it."""
    plain = field.partition("(")[0].strip()
    return FIELDS.get(plain, {"vi": plain, "en": plain})


def where(page: int | None, label: str | None, box: Box | None) -> Words:
    """Such as "Trang 1, mục Họ và tên" or "Trang 1, góc trên phải"; empty when it is about no page."""
    if page is None:
        return {"vi": "", "en": ""}
    vi, en = f"Trang {page}", f"Page {page}"
    if label:
        return {"vi": f"{vi}, mục {label}", "en": f"{en}, {label}"}
    if box is None:
        return {"vi": vi, "en": en}
    return {"vi": f"{vi}, {corner(box, 'vi')}", "en": f"{en}, {corner(box, 'en')}"}

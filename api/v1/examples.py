"""Examples for the OpenAPI document. A test holds each against its schema; nobody in them exists."""

from __future__ import annotations

from typing import Any

CHECK_ID = "chk_01jd9zp0v6k3m8q4r7t2w5x9ab"
CODE = "KT-7M4K-92QX"
PAGE_ID = "pg_4k7m2q9xw3"
FINDING_ID = "f_5b1c09aa7e42"

NEW_CHECK = {
    "id": CHECK_ID,
    "code": CODE,
    "token": "q0Zr3yJx8dVnTfW5uKc1Lg",
    "url": f"/api/v1/checks/{CHECK_ID}",
}

PROCEDURE = {
    "key": "birth_registration",
    "code": "1.001193",
    "title": {"vi": "Đăng ký khai sinh", "en": "Birth registration"},
    "group": {"vi": "Hộ tịch", "en": "Civil status"},
}

EDITION = {
    "form": "ct01",
    "edition": "tt66_2023",
    "name": {"vi": "Tờ khai thay đổi thông tin cư trú (CT01)", "en": "Declaration of a change of residence (CT01)"},
    "status": "outdated",
    "effective_from": "2024-01-01",
    "current_blank": True,
}

PAGE = {
    "id": PAGE_ID,
    "number": 1,
    "file_name": "to-khai.jpg",
    "state": "done",
    "readability": "ok",
    "verdict": "correct",
    "open_must": 1,
    "open_check": 0,
    "document": 1,
    "seen_as": EDITION,
    "said_to_be": None,
    "has_picture": True,
    "width_mm": 210.0,
    "height_mm": 297.0,
}

FINDING = {
    "id": FINDING_ID,
    "number": 1,
    "code": "edition.outdated",
    "severity": "must",
    "action": "newform",
    "state": "open",
    "title": {"vi": "Tờ khai này dùng mẫu cũ.", "en": "This paper is on an old form."},
    "fix": {
        "vi": "Vui lòng tải mẫu đang áp dụng, điền lại và ký.",
        "en": "Download the current form, fill it in and sign.",
    },
    "where": {"vi": "Trang 1, phía trên", "en": "Page 1, at the top"},
    "confidence": 0.98,
    "page_id": PAGE_ID,
    "page_number": 1,
    "document": 1,
    "key": None,
    "label": None,
    "box": [0.55, 0.04, 0.4, 0.03],
    "basis": "Thông tư 53/2025/TT-BCA",
    "answer": None,
    "moot_by": None,
}

CHECK: dict[str, Any] = {
    "id": CHECK_ID,
    "code": CODE,
    "state": "needs_supplement",
    "lang": "vi",
    "consented": True,
    "may_teach": False,
    "asked": None,
    "form_change": {
        "at": "2026-11-23T02:44:31Z",
        "effect": "new_form",
        "form": "ct01",
        "name": EDITION["name"],
        "edition": "tt66_2023",
        "status": "outdated",
        "since": "2026-07-01",
        "until": "2025-06-30",
        "document": 1,
        "current_blank": True,
        "can_carry": True,
    },
    "helper": False,
    "procedure": PROCEDURE,
    "candidates": [],
    "as_of": "2026-11-23",
    "created_at": "2026-11-23T02:42:10Z",
    "touched_at": "2026-11-23T02:44:31Z",
    "deleted_on": "2026-11-30T02:44:31Z",
    "examined": True,
    "verdict": "correct",
    "headline": {"vi": "Cần bổ sung", "en": "Needs more"},
    "pages": [PAGE],
    "documents": [
        {
            "number": 1,
            "name": EDITION["name"],
            "verdict": "correct",
            "pages": [1],
            "edition": EDITION,
            "kind": None,
            "can_carry": True,
        }
    ],
    "findings": [FINDING],
    "checklist": [
        {
            "paper": "declaration",
            "name": {"vi": "Tờ khai", "en": "Declaration"},
            "state": "received",
            "note": {},
            "pages": [1],
            "open_must": 1,
            "said_not_needed": False,
        }
    ],
    "passed": 11,
    "wait_s": 0,
}

ADDED = {"pages": [{"id": PAGE_ID, "url": f"/api/v1/checks/{CHECK_ID}/pages/{PAGE_ID}/image"}], "new": True}

REPORT: dict[str, Any] = {
    "schema": "scanpipe.report/v1",
    "verdict": "review",
    "as_of": "2026-11-23",
    "made_with": {"scanpipe": "0.1.0", "engine": "tesseract 5.3.0 vie", "forms": "sha256:5f1d", "seconds": 1.9},
    "files": [{"name": "to-khai.jpg", "sha256": "0" * 64, "pages": 1}],
    "pages": [],
    "documents": [],
    "findings": [],
}

FORMS = {"forms": [{"form": "ct01", "name": EDITION["name"], "domain": "residence", "agency": "Công an cấp xã"}]}

FORM_EDITIONS = {
    "form": "ct01",
    "on": "2026-11-23",
    "editions": [
        {
            "edition": "tt53_2025",
            "title": "TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ",
            "form_code": "CT01",
            "instrument": "Thông tư 53/2025/TT-BCA",
            "url": "https://vanban.chinhphu.vn/",
            "effective_from": "2025-07-01",
            "ended_on": None,
            "status": "current",
        }
    ],
}

FINDING_KINDS = {
    "findings": [
        {
            "code": "file.empty",
            "severity": "must",
            "action": "retake",
            "vi": {"title": "Tệp {name} không có nội dung.", "fix": "Vui lòng chụp lại hoặc chọn tệp khác."},
            "en": {"title": "{name} is empty.", "fix": "Take the photo again or choose another file."},
        }
    ]
}

PROBLEM_KINDS = {
    "problems": [
        {
            "code": "file.empty",
            "type": "/problems/file-empty",
            "status": 422,
            "title": "The file is empty",
        }
    ]
}

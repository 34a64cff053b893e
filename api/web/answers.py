"""What a person says to a finding: yes, no, not sure, or that they see it otherwise. The paper itself never changes."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response

from api.web.door import agreed
from api.web.route import PageRoute, away
from scanpipe.text import nfc

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.post("/k/{code}/d/{finding_id}")
def answer(
    request: Request,
    code: str,
    finding_id: str,
    tra_loi: Annotated[Literal["yes", "no", "unsure", "disagree", "agree"], Form()],
    gia_tri: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """An answer to a question, or `disagree` (taken back by `agree`) to any finding."""
    check = agreed(request, code)
    if tra_loi in ("disagree", "agree"):
        check.desk.dispute(check.key, finding_id, disputed=tra_loi == "disagree")
    else:
        value = nfc(gia_tri).strip() if tra_loi == "no" else ""
        check.desk.answer(check.key, finding_id, tra_loi, value or None)
    return away(f"{check.home}/kq?da_tra_loi=1#{finding_id}")


@router.get("/k/{code}/d/{finding_id}")
def answering(request: Request, code: str, finding_id: str) -> Response:
    """Where an answer that did not arrive is asked for again."""
    return away(f"{agreed(request, code).home}/kq#{finding_id}")

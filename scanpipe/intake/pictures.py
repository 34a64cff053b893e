"""Pictures to look at: pages as they were handed in or set straight, with their marks, and cut-outs of findings."""

from __future__ import annotations

import time
from typing import Literal, TypeAlias

from scanpipe.findings import Lang
from scanpipe.imaging.annotate import Mark, annotate
from scanpipe.imaging.crop import crop
from scanpipe.imaging.encode import decoded, jpeg, png, reduced
from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError
from scanpipe.intake.views import FindingView
from scanpipe.model import IDENTITY, Finding, Ruling, Severity
from scanpipe.report.order import style_of
from scanpipe.store import artefacts, pages
from scanpipe.store.errors import NotFoundError as GoneError

View: TypeAlias = Literal["original", "straight", "annotated"]

_DRAWN_WITHIN_S, _LOOK_S = 3.0, 0.1


def page_picture(
    desk: Desk, check_id: str, page_id: str, view: str, width_px: int, lang: Lang, findings: tuple[FindingView, ...]
) -> bytes:
    """
    One page as JPEG, at most `width_px` wide (0: as it is). Raises NotFoundError.

    Nothing is shown but what the examiner drew anew: no byte of an upload comes back, nor what was hidden in it.
    """
    if view not in ("original", "straight", "annotated"):
        raise NotFoundError
    data = _kept(desk, check_id, "original-picture" if view == "original" else "straight", page_id)
    if view != "annotated" and width_px <= 0:
        return data
    picture = decoded(data)
    if view == "annotated":
        own = [(f, ruling) for f in findings if f.page_id == page_id and (ruling := _as_ruling(f))]
        marks = [
            Mark(f.number, f.box, style, caption=f.title[lang])
            for f, ruling in own
            if f.box and (style := style_of(ruling))
        ]
        picture = annotate(picture, IDENTITY, marks)
    if 0 < width_px < picture.shape[1]:
        picture = reduced(picture, round(max(picture.shape[:2]) * width_px / picture.shape[1]))
    return jpeg(picture)


def finding_crop(desk: Desk, check_id: str, finding: FindingView) -> bytes:
    """The place of a finding cut out, as PNG. Raises NotFoundError when it has no place."""
    style = style_of(_as_ruling(finding))
    if finding.page_id is None or finding.box is None or style is None:
        raise NotFoundError
    picture = decoded(_kept(desk, check_id, "straight", finding.page_id))
    ratio = picture.shape[1] / picture.shape[0]
    return png(crop(picture, IDENTITY, finding.box, style=style, page_ratio=ratio))


def _as_ruling(finding: FindingView) -> Ruling:
    return Ruling(Finding(finding.code), Severity(finding.severity), finding.action, finding.title, finding.fix)


def _kept(desk: Desk, check_id: str, kind: str, page_id: str) -> bytes:
    """Pictures are drawn right after the result is told: who asks in that moment waits for them."""
    until = time.monotonic() + _DRAWN_WITHIN_S
    while True:
        with desk.store.database.reading() as session:
            found = artefacts.artefacts_of(session, check_id, kind=kind, about=page_id)
            coming = not found and any(p.id == page_id for p in pages.pages_of(session, check_id))
        if found or not coming or time.monotonic() > until:
            break
        time.sleep(_LOOK_S)
    try:
        if found:
            return desk.store.blobs.get(found[0].key)
    except GoneError:
        pass
    raise NotFoundError

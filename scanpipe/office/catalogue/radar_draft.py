"""
A draft of an edition from a citizen's paper, when nobody has the blank yet: as a start, to be replaced by the blank.

Only from a dossier whose citizen let its papers be learnt from, at the Center of the one who asks. Neither the picture
of the paper nor words that no form prints are kept in the draft (`drafting.filled_in`): it has to be looked at place by
place, beside the blank once that is there.
"""

from __future__ import annotations

import io
import re
import shutil
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

from PIL import Image as Pillow

from scanpipe.errors import UsageError
from scanpipe.intake import pictures
from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.catalogue.beginning import name_of
from scanpipe.office.catalogue.errands import Errand, Errands
from scanpipe.office.catalogue.radar_groups import Group
from scanpipe.office.people import Actor, Right
from scanpipe.report.parse import report_of
from scanpipe.store import audit, checks, pages
from scanpipe.store.sightings import Sighted

MM_PER_INCH = 25.4
SOURCE_NAME = "citizens-paper.pdf"
"""What the source of such a draft is called."""
_KEY = re.compile(r"[a-z][a-z0-9_]{0,78}")
_QUALITY = 90
_LOOK_S, _LOOKS = 1.0, 2400


def draft_from(desk: Desk, errands: Errands, actor: Actor, group: Group, form: str, edition: str) -> Errand:
    """
    Have a draft made in the background from the fullest paper of a group that may be used; how far it is, `Beginning`
    tells as of any draft. The audit of the dossier says so.

    Raises NotAllowedError, NotFoundError when there is no such paper, UsageError for names that cannot be.
    """
    actor.need(Right.CATALOGUE)
    if not _KEY.fullmatch(form) or not _KEY.fullmatch(edition):
        raise UsageError("Name form and edition with small letters, figures and underscores, such as tt86_2026.")
    for sighted in group.to_draft_from:
        if actor.sees(sighted.unit):
            return _begun(desk, errands, actor, sighted, form, edition)
    raise NotFoundError


def _begun(desk: Desk, errands: Errands, actor: Actor, sighted: Sighted, form: str, edition: str) -> Errand:
    data = as_pdf(_pages(desk, sighted))
    note = audit.Note(
        actor.id,
        "draft_from_paper",
        unit=sighted.unit,
        check_id=sighted.check_id,
        about=f"{form}@{edition}",
        detail={"paper": sighted.paper},
    )
    with desk.store.database.writing() as session:
        row = checks.by_id(session, sighted.check_id)
        if row is None or not row.may_teach:  # taken back since
            raise NotFoundError
        audit.write(session, desk.store.keys, note, at=desk.now())
    name, folder = name_of(form, edition), Path(tempfile.mkdtemp(prefix="scanpipe-radar-"))
    (folder / SOURCE_NAME).write_bytes(data)
    about = ["--form", form, "--edition", edition, "--filled-in", "--by", actor.login]
    args = ["forms", "draft", str(folder / SOURCE_NAME), *about]
    if form in desk.law.catalog.forms:
        args.append("--from-previous")
    errand = errands.start(name, args, folder)
    threading.Thread(target=_over, args=(errands, name, folder), name="radar-paper", daemon=True).start()
    return errand


def _over(errands: Errands, name: str, folder: Path) -> None:
    """The copy of the paper is kept no longer than the errand needs it."""
    pause = threading.Event()
    try:
        for _ in range(_LOOKS):
            errand = errands.of(name)
            if errand is None or errand.state.over:
                break
            pause.wait(_LOOK_S)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _pages(desk: Desk, sighted: Sighted) -> list[tuple[bytes, float]]:
    """The straightened pages of a paper as JPEG, each with its width in millimetres. Raises NotFoundError."""
    with desk.store.database.reading() as session:
        row = checks.by_id(session, sighted.check_id)
        own = [p for p in pages.pages_of(session, sighted.check_id) if p.paper == sighted.paper]
    if row is None or row.report_blob is None or not own:
        raise NotFoundError
    widths = {p.number: p.width_mm for p in report_of(desk.store.blobs.get(row.report_blob)).pages}
    own.sort(key=lambda page: page.number or 0)
    return [
        (pictures.page_picture(desk, sighted.check_id, p.id, "straight", 0, "vi", ()), widths.get(p.number or 0, 210.0))
        for p in own
    ]


def as_pdf(sheets: Sequence[tuple[bytes, float]]) -> bytes:
    """Pictures (JPEG, each with its width in mm) as the pages of one PDF, each as wide as its sheet."""
    made = io.BytesIO()
    pictures_ = [Pillow.open(io.BytesIO(data), formats=["JPEG"]).convert("RGB") for data, _ in sheets]
    for number, (picture, (_, width_mm)) in enumerate(zip(pictures_, sheets, strict=True)):
        dpi = picture.width / (width_mm / MM_PER_INCH)
        made.seek(0)
        picture.save(made, "PDF", resolution=dpi, quality=_QUALITY, append=number > 0)
    return made.getvalue()

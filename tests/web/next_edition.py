"""forms/ with a CT01 more, that is to come: what an operator would have published."""

import datetime as dt
import hashlib
from pathlib import Path

from scanpipe.catalog.load import load_catalog
from scanpipe.publishing.candidate import put, with_value
from scanpipe.publishing.tree import copy_law

FORMS = Path(__file__).resolve().parents[2] / "forms"
BEGIN = dt.date(2027, 3, 1)
BLANK = b"%PDF-1.7 the official blank"
DOCX = b"PK the official blank"


def with_next(folder: Path, *, news: bool = True) -> Path:
    """A copy of forms/ in that folder in which edition `tt99_2027` of CT01 is published, with its blank."""
    folder.mkdir()
    copy_law(FORMS, folder)
    own = next((folder / "ct01").glob("*_tt116_2026.yaml")).read_text("utf-8")
    told = own.replace("116/2026/TT-BCA", "99/2027/TT-BCA").replace("53/2025/TT-BCA", "116/2026/TT-BCA")
    for key, value in (("edition", "tt99_2027"), ("effective_from", str(BEGIN)), ("supersedes", "tt116_2026")):
        told = with_value(told, key, value)
    digest = hashlib.sha256(BLANK).hexdigest()
    told = with_value(told, "blank", f"{{file: tt99_2027.pdf, sha256: '{digest}', editable: tt99_2027.docx}}")
    if news:
        told = with_value(told, "news", "{vi: 'Thêm mục số điện thoại.', en: 'Adds a phone number.'}")
    path = folder / "ct01" / f"{BEGIN}_tt99_2027.yaml"
    path.write_text(told, "utf-8")
    edition = load_catalog(folder).edition("ct01", "tt99_2027")
    put(folder, told, edition, files={"tt99_2027.pdf": BLANK, "tt99_2027.docx": DOCX})
    return folder

"""What the tests of publishing share: a small forms/, a new edition in it as a draft, and people who publish."""

import datetime as dt
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

from scanpipe.publishing.draft import Draft
from scanpipe.publishing.draft_file import DraftFile, Guess
from scanpipe.publishing.drafts import Drafts
from scanpipe.publishing.release_file import Release, sha_of
from scanpipe.publishing.releases import publish
from scanpipe.trials.report import Gate as TrialGate
from scanpipe.trials.report import TrialReport

FORMS = Path(__file__).resolve().parents[2] / "forms"
NOW = dt.datetime(2026, 11, 26, 3, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 26)
ON = dt.date(2027, 3, 1)
MAKER, PUBLISHER = "vh.an", "cb.binh"
OLDEST = "2025-07-01_tt53_2025.yaml"
FIELDS = 7
KEY, BEFORE = "tt9_2027", "tt116_2026"
PDF = b"%PDF-1.4\n% a blank that nobody has to open\n"


def forms_with(home: Path, *forms: str) -> Path:
    """A forms/ of the two newest editions of CT01, cut short after a few fields, and of these forms whole."""
    folder = home / "forms"
    (folder / "ct01").mkdir(parents=True)
    for name in ("form.yaml", OLDEST, f"2026-07-01_{BEFORE}.yaml"):
        (folder / "ct01" / name).write_text(_short(name), "utf-8")
    for form in forms:
        shutil.copytree(FORMS / form, folder / form)
    return folder


@cache
def _short(name: str) -> str:
    """A file of CT01 with its first fields only, and what speaks of others left out."""
    text = (FORMS / "ct01" / name).read_text("utf-8")
    if name == "form.yaml":
        return text.partition("\npeople:")[0] + "\n"
    head, _, lines = text.partition("\nlines:\n")
    head = re.sub(r"(?m)^(unproven|footnotes|supersedes):.*\n(?:[ ]+.*\n)*", "", head)
    if name != OLDEST:
        head += "\nsupersedes: tt53_2025"
    kept = re.split(r"(?m)^(?=  - )", lines)[1:FIELDS]
    return f"{head}\nlines:\n{''.join(kept)}"


def text_of(key: str = KEY, number: str = "9/2027/TT-BCA", *, blank: bytes | None = PDF) -> str:
    """The YAML of a CT01 that follows that of 2026, as an operator would have drafted it."""
    text = _short(f"2026-07-01_{BEFORE}.yaml")
    text = text.replace("53/2025/TT-BCA", "116/2026/TT-BCX").replace("116/2026/TT-BCA", number)
    text = text.replace("116/2026/TT-BCX", "116/2026/TT-BCA").replace("issued: 2026-06-29", "issued: 2026-11-01")
    text = text.replace("ngày 29 tháng 6 năm 2026", "ngày 01 tháng 11 năm 2026")
    text = text.replace(f"edition: {BEFORE}", f"edition: {key}").replace(
        "effective_from: 2026-07-01", "effective_from: null"
    )
    text = text.replace("\nsupersedes: tt53_2025", "")
    if blank is not None:
        text += f"blank:\n  file: {key}.pdf\n  sha256: {sha_of(blank)}\n"
    return text


def drafted(folder: Path, key: str = KEY, *, seen: bool = True, tested: bool = True, **changes: Any) -> Draft:
    """The new edition as a draft, looked through and tested unless said otherwise."""
    text = changes.pop("text", None) or text_of(key, **changes)
    guesses = (Guess(key="declarant_dob", what="type", says="date", confidence=0.7, seen=seen),)
    about = DraftFile(form="ct01", edition=key, made_by=MAKER, made_at=NOW, previous=BEFORE, guesses=guesses)
    draft = Drafts(folder).begin(text, about, {"blank.pdf": PDF})
    if tested:
        trial(folder, draft)
    return Drafts(folder).get("ct01", key)


def trial(folder: Path, draft: Draft, *, ok: bool = True, etag: str | None = None) -> None:
    """A report of a test of the draft."""
    told = {"vi": "9 trong 10 mẫu đủ không bị nêu lỗi.", "en": "9 of 10 complete papers are not accused."}
    report = TrialReport(
        form=draft.form,
        edition=draft.key,
        etag=etag or draft.etag,
        law="sha256:0",
        made_at=NOW,
        as_of=TODAY,
        scanpipe="0",
        engine="none",
        rows=(),
        matrix=(),
        gates=(TrialGate(name="complete", ok=ok, told=told),),
        ok=ok,
    )
    Drafts(folder).put_file(draft.form, draft.key, "trial.json", report.to_json().encode())


def published(folder: Path, draft: Draft, **changes: Any) -> Release:
    """The draft published for March by somebody else."""
    how: dict[str, Any] = {"on": ON, "by": PUBLISHER, "now": NOW, "today": TODAY}
    return publish(folder, draft, **(how | changes))


def tree(folder: Path, *, besides: tuple[str, ...] = (".lock",)) -> dict[str, bytes]:
    """Every file below a folder."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in besides)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}

"""
What has to be right before an edition counts, each as a gate that is open or says what to do.

well_formed   the draft can be read, and its blank lies beside it
lint          no error in the form when the edition stands among its neighbours
seen          a person has looked at every guess of the machine
trial         this very draft was tested (trial.json names its etag) and passed
date          it says from which day it counts; the edition before is taken at least until the day before
second        who approves is not who made or edited the draft

A day that has passed is no closed gate: a circular is often in force before a Center has its form. It is told plainly.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from scanpipe.catalog.catalog import Form
from scanpipe.catalog.schema import Edition
from scanpipe.errors import FormDataError
from scanpipe.findings import Lang
from scanpipe.publishing.candidate import put, with_value
from scanpipe.publishing.draft import UNKNOWN, Draft, edition_of
from scanpipe.publishing.lock import reading
from scanpipe.publishing.release_file import sha_of
from scanpipe.publishing.staged import Staged, form_alone, staged
from scanpipe.publishing.words import told
from scanpipe.trials.report import FILE, read_report

Name = Literal["well_formed", "lint", "seen", "trial", "date", "second"]
TRIAL = FILE


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition: whether it is met, and which sentence (`gate.` + `why` in words.yaml) is to be said of it."""

    name: Name
    ok: bool
    why: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def told(self) -> dict[Lang, str]:
        """What is to be said of it, in both languages."""
        return told(f"gate.{self.why}", **self.params)


@dataclass(frozen=True, slots=True)
class Wish:
    """How a draft is to be published: from which day, until when the edition before is taken, and who approves."""

    on: dt.date | None
    accepted_until: dt.date | None = None
    by: str | None = None
    alone: bool = False


def gates(
    forms_dir: Path,
    draft: Draft,
    *,
    on: dt.date | None,
    today: dt.date,
    accepted_until: dt.date | None = None,
    by: str | None = None,
    alone: bool = False,
) -> tuple[Gate, ...]:
    """
    Every gate as it stands. Without `by` the last one says who may not approve; `alone` says that one person may do
    both. The lock of forms/ is not held by the caller.
    """
    wish = Wish(on, accepted_until, by, alone)
    with reading(forms_dir):
        return standing(forms_dir, draft, wish, today=today)[0]


def standing(forms_dir: Path, draft: Draft, wish: Wish, *, today: dt.date) -> tuple[tuple[Gate, ...], Staged | None]:
    """The gates, and forms/ as it would be where it could be read; for who holds the lock."""
    form = form_alone(forms_dir, draft.form)
    made: Staged | None = None
    well = _well_formed(draft, form)
    lint = replace(well, name="lint")
    if well.ok and draft.edition is not None:
        try:
            # Until somebody names the day, the edition is held against its neighbours as if it began now.
            made = would_be(forms_dir, draft, wish if wish.on else replace(wish, on=today))
            lint = _lint(made)
        except FormDataError as error:
            lint = _gate("lint", False, "broken", trouble=str(error))
    return (well, lint, _seen(draft), _trial(draft), _date(draft, wish, form, today), _second(draft, wish)), made


def would_be(forms_dir: Path, draft: Draft, wish: Wish) -> Staged:
    """forms/ with the draft in it as that edition. Raises FormDataError; only for who holds the lock."""
    form = form_alone(forms_dir, draft.form)
    text = published_text(draft, wish.on, before=_before(draft, form, wish.on))
    edition = edition_of(text.encode(), draft.form, draft.key)
    files, until = draft.files(), effective_until(wish)

    def change(folder: Path) -> None:
        put(folder, text, edition, files=files, accepted_until=until)

    return staged(forms_dir, change)


def published_text(draft: Draft, on: dt.date | None, *, before: str | None) -> str:
    """The YAML of a draft as it is published: from that day on, after the edition that it follows."""
    text = draft.text if draft.text.endswith("\n") else f"{draft.text}\n"
    edition = draft.edition
    if on is not None:
        text = with_value(text, "effective_from", on.isoformat())
        if edition is not None and edition.effective_precision == "month":
            text = with_value(text, "effective_precision", "day")
    if edition is not None and edition.supersedes is None and before is not None:
        text = with_value(text, "supersedes", before)
    return text


def effective_until(wish: Wish) -> dt.date | None:
    """What the file of the edition before is to say; nothing where it ends by itself on the day before."""
    if wish.on is not None and wish.accepted_until is not None and wish.accepted_until < wish.on:
        return None
    return wish.accepted_until


def authors(draft: Draft) -> tuple[str, ...]:
    """Who made or edited a draft, in order."""
    return tuple(dict.fromkeys((draft.about.made_by, *draft.about.edited_by)))


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's, however they are typed."""
    return _folded(one) == _folded(other)


def predecessor(editions: Sequence[Edition], edition: Edition, on: dt.date | None) -> Edition | None:
    """
    The one of a form's editions that one in force from `on` follows (the newest for None), of the same reach; None for
    the first.
    """
    begun = [
        other
        for other in editions
        if other.province == edition.province
        and other.edition != edition.edition
        and (on is None or (other.effective_from or dt.date.min) <= on)
    ]
    return begun[-1] if begun else None


def _well_formed(draft: Draft, form: Form | None) -> Gate:
    if draft.edition is None:
        return _gate("well_formed", False, "broken", trouble=draft.trouble or "?")
    blank = draft.edition.blank
    if blank is not None:
        data = draft.files().get(blank.file) or _published_blank(draft, blank.file)
        if data is None:
            return _gate("well_formed", False, "blank_missing", file=blank.file)
        if sha_of(data) != blank.sha256:
            return _gate("well_formed", False, "blank_changed", file=blank.file)
        for other in form.editions if form else ():
            own = {other.blank.file, other.blank.editable} - {None} if other.blank else set()
            if other.edition != draft.key and own & {blank.file, blank.editable}:
                return _gate("well_formed", False, "blank_taken", file=blank.file, edition=other.edition)
    return _gate("well_formed", True, "well_formed")


def _published_blank(draft: Draft, name: str) -> bytes | None:
    """A blank that was published before and is kept."""
    path = draft.folder.parents[2] / draft.form / name
    return path.read_bytes() if path.is_file() else None


def _lint(made: Staged) -> Gate:
    errors = made.errors
    if not errors:
        return _gate("lint", True, "lint_clean")
    first = errors[0]
    where = "/".join(part for part in (first.form, first.edition, first.key) if part)
    return _gate("lint", False, "lint", n=len(errors), code=first.code, where=where, problem=first.message)


def _seen(draft: Draft) -> Gate:
    left = len(draft.about.unseen)
    return _gate("seen", False, "seen", n=left) if left else _gate("seen", True, "seen_all")


def _trial(draft: Draft) -> Gate:
    data = draft.file(TRIAL)
    if data is None:
        return _gate("trial", False, "trial_missing")
    try:
        report = read_report(data)
    except FormDataError:
        return _gate("trial", False, "trial_unread")
    if report.etag != draft.etag:
        return _gate("trial", False, "trial_stale")
    if report.ok:
        return _gate("trial", True, "trial_passed")
    return _gate("trial", False, "trial_failed", because=dict(report.closed[0].told))


def _date(draft: Draft, wish: Wish, form: Form | None, today: dt.date) -> Gate:
    if wish.on is None:
        return _gate("date", False, "date_missing")
    if wish.accepted_until is not None:
        if form is None or _before(draft, form, wish.on) is None:
            return _gate("date", False, "until_nobody")
        least = wish.on - dt.timedelta(days=1)
        if wish.accepted_until < least:
            return _gate("date", False, "until_early", until=wish.accepted_until, least=least)
    if wish.on < today:
        return _gate("date", True, "date_past", on=wish.on, days=(today - wish.on).days)
    return _gate("date", True, "date_ahead", on=wish.on)


def _second(draft: Draft, wish: Wish) -> Gate:
    names = authors(draft)
    if wish.by is None:
        return _gate("second", True, "second_waits", authors=", ".join(names))
    if not any(same_person(wish.by, name) for name in names):
        if names == (UNKNOWN,):
            return _gate("second", wish.alone, "second_alone" if wish.alone else "second_unknown", by=wish.by)
        return _gate("second", True, "second_passed", by=wish.by)
    return _gate("second", wish.alone, "second_alone" if wish.alone else "second", by=wish.by)


def _before(draft: Draft, form: Form | None, on: dt.date | None) -> str | None:
    if draft.edition is None or form is None:
        return None
    if draft.edition.supersedes is not None:
        return draft.edition.supersedes
    found = predecessor(form.editions, draft.edition, on)
    return found.edition if found else None


def _gate(name: Name, ok: bool, why: str, **params: object) -> Gate:
    return Gate(name, ok, why, params)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def shut(all_gates: Sequence[Gate]) -> tuple[Gate, ...]:
    """The gates that are closed."""
    return tuple(gate for gate in all_gates if not gate.ok)

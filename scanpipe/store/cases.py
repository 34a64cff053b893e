"""
What officers teach: a field, where it stands, and what it says, kept with the person's leave as long as the dossier.

A case holds no picture of its own: it names the page, whose straightened picture goes when the dossier goes.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scanpipe.store import artefacts
from scanpipe.store.checks import locked
from scanpipe.store.keys import Keys
from scanpipe.store.office_tables import Case
from scanpipe.store.tables import Dossier, Paper, Reading


@dataclass(frozen=True, slots=True)
class CaseRow:
    """
    One case. `ink` is blank or written: what an officer saw there. `truth` is what is written, None when an officer
    said only that something is (a signature). `picture` is the blob of the straightened page, None when it is gone.
    """

    id: str
    check_id: str
    form: str
    edition: str
    key: str
    ink: str
    page_id: str | None
    truth: str | None = field(repr=False)
    made_at: dt.datetime
    picture: str | None


def keep(
    session: Session, keys: Keys, *, check_id: str, document: int, key: str, truth: str | None, now: dt.datetime
) -> str | None:
    """
    Keep what an officer says of a field of a paper (by its number in the report), and give the case's id.

    `truth` is what is written there: an empty text for nothing, None when something is written that is no text. Nothing
    is kept, and None told, when the person did not allow it, or the paper's edition or the field's page is not known.
    The newest word on a field counts. Raises NotFoundError.
    """
    dossier = locked(session, check_id)
    forget(session, check_id=check_id, document=document, key=key)
    paper = session.get(Paper, (check_id, document))
    if not dossier.may_teach or paper is None or paper.form is None or paper.edition is None:
        return None
    page_id = _page_of(session, check_id, document, key)
    if page_id is None:
        return None
    case_id = f"case_{secrets.token_hex(8)}"
    case = Case(
        id=case_id,
        check_id=check_id,
        form=paper.form,
        edition=paper.edition,
        key=key,
        ink="blank" if truth == "" else "written",
        page_id=page_id,
        truth_sealed=keys.sealed_text(json.dumps(truth or None, ensure_ascii=False), _label(case_id)),
        made_at=now,
    )
    session.add(case)
    session.flush()
    return case_id


def forget(session: Session, *, check_id: str, document: int, key: str) -> None:
    """The officer took it back: nothing is taught of that field."""
    paper = session.get(Paper, (check_id, document))
    if paper is None or paper.form is None:
        return
    same = (Case.check_id == check_id, Case.form == paper.form, Case.key == key, Case.page_id.in_(paper.pages))
    session.execute(delete(Case).where(*same))


def forget_all(session: Session, check_id: str) -> None:
    """The person took their leave back: nothing is taught of this dossier."""
    session.execute(delete(Case).where(Case.check_id == check_id))


def cases(session: Session, keys: Keys) -> Iterator[CaseRow]:
    """All cases whose person still allows it, in the order in which they were made."""
    allowed = select(Dossier.id).where(Dossier.may_teach.is_(True), Dossier.deleted_at.is_(None))
    wanted = select(Case).where(Case.check_id.in_(allowed)).order_by(Case.made_at, Case.id)
    for case in session.scalars(wanted):
        about = case.page_id or ""
        pictures = artefacts.artefacts_of(session, case.check_id, kind="straight", about=about)
        yield CaseRow(
            id=case.id,
            check_id=case.check_id,
            form=case.form,
            edition=case.edition,
            key=case.key,
            ink=case.ink,
            page_id=case.page_id,
            truth=json.loads(keys.opened_text(case.truth_sealed, _label(case.id))),
            made_at=case.made_at,
            picture=pictures[0].key if pictures else None,
        )


def _page_of(session: Session, check_id: str, document: int, key: str) -> str | None:
    same = (Reading.check_id == check_id, Reading.paper == document, Reading.key == key)
    return session.scalar(select(Reading.page_id).where(*same).order_by(Reading.number).limit(1))


def _label(case_id: str) -> str:
    return f"cases.truth/{case_id}"

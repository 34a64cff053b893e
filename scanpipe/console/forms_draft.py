"""`scanpipe forms draft ct01.pdf --form ct01 --edition tt1_2027`: a new edition begun from its blank."""

from __future__ import annotations

import datetime as dt
import getpass
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scanpipe.console.terminal import complain, settings_of_this_machine, told_errors, write
from scanpipe.errors import UploadError

if TYPE_CHECKING:
    from scanpipe.catalog.catalog import Catalog
    from scanpipe.drafting.edition import Drafted
    from scanpipe.publishing.draft import Draft
    from scanpipe.publishing.draft_file import Guess

_SURE = 0.9
"""Guesses from this confidence on are only counted; the others are listed."""
_TOLD_ABOVE = ("added", "gone")
_LONGEST = 60


def forms_draft(
    blank: Annotated[Path, typer.Argument(metavar="BLANK", help="The blank: PDF, DOCX, or a scan (PDF, JPEG, PNG…).")],
    form: Annotated[str, typer.Option(metavar="ID", help="The form, as in `scanpipe forms list`; a new one's id.")],
    edition: Annotated[str, typer.Option(metavar="KEY", help="The new edition's id, such as tt116_2026.")],
    on: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The day on which it takes effect; may be set later."),
    ] = None,
    from_previous: Annotated[
        bool, typer.Option("--from-previous", help="Carry over keys, rules and settings of the newest edition.")
    ] = False,
    instrument: Annotated[
        str | None, typer.Option(metavar="TEXT", help='What issues it, such as "Thông tư 116/2026/TT-BCA".')
    ] = None,
    name_vi: Annotated[str | None, typer.Option(metavar="TEXT", help="A new form's name in Vietnamese.")] = None,
    name_en: Annotated[str | None, typer.Option(metavar="TEXT", help="A new form's name in English.")] = None,
    domain: Annotated[str | None, typer.Option(metavar="KEY", help="A new form's domain, such as residence.")] = None,
    filled_in: Annotated[
        bool, typer.Option("--filled-in", help="It is somebody's paper: neither its picture nor their words are kept.")
    ] = False,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who begins the draft; you, unless given.")] = None,
) -> None:
    """Begin a draft from a blank: what is printed, where to write, and guesses for you to look at."""
    with told_errors():
        from scanpipe.catalog.load import load_catalog
        from scanpipe.drafting.begin import MOST_PAGES, Wish, begin, need_possible
        from scanpipe.imaging.load import Limits
        from scanpipe.publishing.drafts import Drafts
        from scanpipe.service import VIETNAM, engine_of

        settings = settings_of_this_machine()
        catalog, drafts = load_catalog(settings.forms_dir), Drafts(settings.forms_dir)
        wish = Wish(
            form=form,
            edition=edition,
            by=by or getpass.getuser(),
            effective_from=on.date() if on else None,
            carry=from_previous,
            instrument=instrument,
            name_vi=name_vi,
            name_en=name_en,
            domain=domain,
            filled_in=filled_in,
        )
        need_possible(wish, catalog, drafts)
        try:
            data = blank.read_bytes()
        except OSError as error:
            raise UploadError("file.corrupt", f"{blank}: {error.strerror or error}", name=blank.name) from error
        found, draft = begin(
            data,
            blank.name,
            wish,
            catalog=catalog,
            drafts=drafts,
            engine=engine_of(settings.engine, settings.ocr_timeout_s),
            limits=replace(Limits.of(settings), max_pages=MOST_PAGES),
            now=dt.datetime.now(VIETNAM),
        )
        write("\n".join(lines(found, draft, catalog)) + "\n")
        complain(str(draft.folder / "edition.yaml"))


def lines(found: Drafted, draft: Draft, catalog: Catalog) -> Iterator[str]:
    """What was drafted, for the person who has to look at it: the least sure first."""
    edition, unseen = found.edition, draft.about.unseen
    yield f"{edition.form}@{edition.edition}  {edition.title}"
    printed = len(edition.lines) - len(edition.fields)
    yield f"{_count(edition.pages, 'page')}, {_count(len(edition.fields), 'field')}, " + (
        f"{_count(printed, 'printed line')}, {_count(len(edition.footnotes), 'footnote')}. {edition.provenance.text}"
    )
    yield from _carried(found, draft, catalog)
    doubtful = [guess for guess in unseen if guess.confidence < _SURE and guess.what not in _TOLD_ABOVE]
    if doubtful:
        yield ""
        yield "Look at these first:"
        yield from (f"  {_told(guess)}" for guess in doubtful)
    yield ""
    yield f"{_count(len(unseen), 'guess', 'guesses')} in all. Each is seen once before the edition can be published."
    yield from _still_to_do(found, draft)


def _carried(found: Drafted, draft: Draft, catalog: Catalog) -> Iterator[str]:
    """What came over from the edition before, what is new, and what was not found again."""
    from scanpipe.drafting.begin import lost_people

    if draft.about.previous is None:
        return
    total = len(found.edition.fields)
    yield f"Carried over from {draft.about.previous}: {len(found.carried)} of {_count(total, 'field')}."
    for spec in found.edition.fields:
        if spec.key not in found.carried:
            yield f"  new      {spec.key:<28} {_short(spec.label)}"
    yield from (f"  dropped  {key}" for key in found.dropped)
    lost = lost_people(catalog.forms[draft.form].about, found.dropped)
    if lost:
        yield f"  The people of the form lose {', '.join(lost)}; older editions still have them."


def _still_to_do(found: Drafted, draft: Draft) -> Iterator[str]:
    if "form.yaml" in draft.files():
        yield "The form is new: form.yaml lies in the draft and is published with this edition, its first one."
    if found.edition.effective_from is None:
        yield "It has no day yet: write effective_from into the file, or publish it with --on DATE."


def _told(guess: Guess) -> str:
    return f"{guess.confidence:4.0%}  {guess.key or '(the whole)':<28} {guess.what:<9} {_short(guess.says)}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _count(number: int, one: str, several: str | None = None) -> str:
    return f"{number} {one if number == 1 else several or one + 's'}"

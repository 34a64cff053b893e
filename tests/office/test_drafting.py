"""Drafts at the Center's desk: who may, what the audit says, pictures, and who has one open."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from scanpipe.catalog.blank import typeset
from scanpipe.catalog.load import load_catalog
from scanpipe.catalog.write import yaml_of
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.catalogue.drafting import Drafting
from scanpipe.office.errors import NotAllowedError
from scanpipe.office.people import Actor, Role
from scanpipe.publishing.changes import EditError, MoveBox, SetField
from scanpipe.publishing.draft_file import DraftFile, Guess
from scanpipe.publishing.drafts import Conflict, Draft
from scanpipe.store import audit
from tests.office.center import MONDAY, Center

FORMS = Path(__file__).resolve().parents[2] / "forms"
NAME = ("ct01", "tt9_2027")
KEY = "declarant_full_name"


@pytest.fixture(scope="module")
def drafted() -> tuple[str, bytes]:
    """YAML and blank of an edition that follows CT01 of 2025."""
    old = next(e for e in load_catalog(FORMS).forms["ct01"].editions if e.edition == "tt53_2025")
    new = old.model_copy(update={"edition": NAME[1], "supersedes": "tt53_2025", "effective_from": dt.date(2027, 3, 1)})
    return yaml_of(new), typeset(new).pdf


@pytest.fixture
def drafting(center: Center, tmp_path: Path) -> Drafting:
    """Drafts in a folder of forms with one form."""
    copytree(FORMS / "ct01", tmp_path / "forms" / "ct01")
    settings = center.desk.settings.model_copy(update={"forms_dir": tmp_path / "forms"})
    return Drafting(replace(center.desk, settings=settings))


@pytest.fixture
def operator(center: Center) -> Actor:
    return center.actor("vh.mai", Role.OPERATOR)


@pytest.fixture
def draft(drafting: Drafting, operator: Actor, drafted: tuple[str, bytes]) -> Draft:
    guesses = (Guess(key=KEY, what="place", says="line", confidence=0.6), Guess(what="title", says="…", confidence=0.9))
    about = DraftFile(
        form=NAME[0], edition=NAME[1], made_by=operator.login, made_at=MONDAY, previous="tt53_2025", guesses=guesses
    )
    return drafting.begin(operator, drafted[0], about, {"blank.pdf": drafted[1]})


def told(center: Center) -> list[tuple[str, str, str | None]]:
    store = center.desk.store
    with store.database.reading() as session:
        return [(r.note.actor, r.note.action, r.note.about) for r in audit.lines(session, store.keys)]


def moved(by_mm: float) -> MoveBox:
    return MoveBox(key=KEY, to_mm=(20 + by_mm, 60, 190, 67))


def test_a_draft_is_edited_and_taken_back_to_the_byte(drafting: Drafting, operator: Actor, draft: Draft) -> None:
    """Each change is a step; undo gives the very bytes back, redo again."""
    changed = drafting.edit(operator, *NAME, [moved(1.5)], etag=draft.etag)
    assert changed.edition is not None
    assert changed.edition.field(KEY).box_mm == (21.5, 60, 190, 67)
    assert "box_mm: [21.5, 60, 190, 67]" in changed.text
    back = drafting.undo(operator, *NAME, etag=changed.etag)
    assert (back.text, back.etag) == (draft.text, draft.etag)
    assert drafting.redo(operator, *NAME, etag=back.etag).text == changed.text


def test_what_was_changed_was_seen(drafting: Drafting, operator: Actor, draft: Draft) -> None:
    """A guess about a field that somebody set is no open question; those about the whole are."""
    changed = drafting.edit(operator, *NAME, [SetField(key=KEY, values={"key": "name"})], etag=draft.etag)
    assert [guess.what for guess in changed.about.unseen] == ["title"]
    assert changed.edition is not None
    assert changed.edition.field("name").was == KEY
    assert drafting.see(operator, *NAME, [""]).about.unseen == ()


def test_who_comes_second_is_told(drafting: Drafting, operator: Actor, center: Center, draft: Draft) -> None:
    """Nothing of the first is lost."""
    other = center.actor("vh.nam", Role.PUBLISHER)
    first = drafting.edit(operator, *NAME, [moved(1)], etag=draft.etag)
    with pytest.raises(Conflict):
        drafting.edit(other, *NAME, [moved(2)], etag=draft.etag)
    assert drafting.get(other, *NAME).text == first.text


def test_saves_in_a_row_are_one_line_in_ten_minutes(
    drafting: Drafting, operator: Actor, center: Center, draft: Draft
) -> None:
    """Another act, another person or a longer while begin a new line."""
    other = center.actor("vh.nam", Role.PUBLISHER)
    now = draft
    for n in range(5):
        now = drafting.edit(operator, *NAME, [moved(n)], etag=now.etag)
    now = drafting.edit(other, *NAME, [moved(7)], etag=now.etag)
    now = drafting.undo(other, *NAME, etag=now.etag)
    now = drafting.edit(operator, *NAME, [moved(8)], etag=now.etag)
    center.later(minutes=11)
    drafting.edit(operator, *NAME, [moved(9)], etag=now.etag)
    drafting.drop(operator, *NAME)
    about = "ct01@tt9_2027"
    assert told(center) == [
        (operator.id, "draft_begun", about),
        (operator.id, "draft_saved", about),
        (other.id, "draft_saved", about),
        (other.id, "draft_undone", about),
        (operator.id, "draft_saved", about),
        (operator.id, "draft_saved", about),
        (operator.id, "draft_dropped", about),
    ]


def test_what_was_not_done_is_not_told(drafting: Drafting, operator: Actor, center: Center, draft: Draft) -> None:
    """A change that cannot be made, an old etag, a draft that is not there."""
    with pytest.raises(EditError):
        drafting.edit(operator, *NAME, [SetField(key=KEY, values={"label": ""})], etag=draft.etag)
    with pytest.raises(Conflict):
        drafting.undo(operator, *NAME, etag="0" * 64)
    for name in (("ct01", "nothing"), ("../ct01", "x")):
        with pytest.raises(NotFoundError):
            drafting.get(operator, *name)
        with pytest.raises(NotFoundError):
            drafting.drop(operator, *name)
    assert [action for _, action, _ in told(center)] == ["draft_begun"]


def test_a_draft_that_was_broken_by_hand_is_shown_and_not_edited(
    drafting: Drafting, operator: Actor, draft: Draft
) -> None:
    """The page says where; only its YAML can be mended."""
    (draft.folder / "edition.yaml").write_text(draft.text.replace("pages: 2", "pages: zwei"), "utf-8")
    broken = drafting.get(operator, *NAME)
    assert broken.edition is None
    assert "edition.yaml" in (broken.trouble or "")
    with pytest.raises(EditError):
        drafting.edit(operator, *NAME, [moved(1)], etag=broken.etag)
    assert drafting.save(operator, *NAME, draft.text, etag=broken.etag).edition is not None


def test_an_officer_has_no_business_here(drafting: Drafting, officer: Actor, draft: Draft) -> None:
    """Every method needs the right."""
    named: list[Any] = [drafting.get, drafting.drop]
    for act in named:
        with pytest.raises(NotAllowedError):
            act(officer, *NAME)
    at_hand: list[Any] = [drafting.here, drafting.leave, drafting.saver, drafting.pages]
    for act in at_hand:
        with pytest.raises(NotAllowedError):
            act(officer, draft)
    with pytest.raises(NotAllowedError):
        drafting.all(officer)
    with pytest.raises(NotAllowedError):
        drafting.save(officer, *NAME, "", etag=draft.etag)
    with pytest.raises(NotAllowedError):
        drafting.picture(officer, *NAME, 1)


@pytest.mark.poppler
def test_the_pages_of_the_blank_are_pictures(drafting: Drafting, operator: Actor, draft: Draft) -> None:
    """A4 at 150 dpi, with the dotted lines that a box may stand on; there is no page beyond the last."""
    page = drafting.picture(operator, *NAME, 1)
    assert page.png.startswith(b"\x89PNG")
    assert (page.width_mm, page.height_mm) == pytest.approx((210, 297), abs=0.3)
    lines = drafting.lines(operator, *NAME, 1)
    assert len(lines.level) > 8
    assert all(0 <= left < right <= 210 and 0 <= y <= 297 for left, right, y in lines.level)
    assert lines.upright
    for number in (0, 9):
        with pytest.raises(NotFoundError):
            drafting.picture(operator, *NAME, number)


@pytest.mark.poppler
def test_without_a_blank_our_own_is_shown(drafting: Drafting, operator: Actor, draft: Draft) -> None:
    """Typeset from what the draft says."""
    (draft.folder / "blank.pdf").unlink()
    assert drafting.picture(operator, *NAME, 1).width_mm == pytest.approx(210, abs=0.3)


@pytest.fixture
def both(center: Center, operator: Actor) -> tuple[Actor, Actor]:
    return operator, center.actor("vh.nam", Role.PUBLISHER)


def test_two_who_have_it_open_know_of_each_other(
    drafting: Drafting, both: tuple[Actor, Actor], center: Center, draft: Draft
) -> None:
    """Until one leaves, or says nothing for a while; nothing of it is part of the draft."""
    first, second = both
    assert drafting.here(first, draft) == ()
    assert [one.login for one in drafting.here(second, draft)] == ["vh.mai"]
    assert [one.login for one in drafting.here(first, draft)] == ["vh.nam"]
    drafting.leave(second, draft)
    assert drafting.here(first, draft) == ()
    drafting.here(second, draft)
    center.later(minutes=1)
    assert drafting.here(first, draft) == ()
    assert set(draft.files()) <= {"blank.pdf"}

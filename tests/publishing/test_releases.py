"""An edition is published as a whole, by two people, from a day on."""

import datetime as dt
from pathlib import Path

import pytest

from scanpipe.catalog.load import load_catalog
from scanpipe.errors import FormDataError
from scanpipe.model import EditionStatus
from scanpipe.publishing.draft_file import DraftFile
from scanpipe.publishing.drafts import Drafts
from scanpipe.publishing.gates import gates
from scanpipe.publishing.releases import GateError, difference, history, publish
from scanpipe.publishing.rollback import earlier
from scanpipe.publishing.tree import law_id
from scanpipe.publishing.words import PublishError
from tests.publishing.counter import (
    BEFORE,
    KEY,
    MAKER,
    NOW,
    ON,
    PUBLISHER,
    TODAY,
    drafted,
    published,
    text_of,
    tree,
    trial,
)


def test_a_published_edition_takes_effect_by_the_date(folder: Path) -> None:
    """The catalogue has it at once; until its day the one before is current, and then it is not."""
    published(folder, drafted(folder))
    catalog = load_catalog(folder)
    new, old = catalog.edition("ct01", KEY), catalog.edition("ct01", BEFORE)
    assert (new.effective_from, new.supersedes) == (ON, BEFORE)
    eve = ON - dt.timedelta(days=1)
    assert (catalog.status(new, on=eve), catalog.status(old, on=eve)) == (EditionStatus.NOT_YET, EditionStatus.CURRENT)
    assert (catalog.status(new, on=ON), catalog.status(old, on=ON)) == (EditionStatus.CURRENT, EditionStatus.OUTDATED)


def test_the_edition_before_may_be_taken_for_a_while(folder: Path) -> None:
    """Its file says until when, in one line; all else of it stays as it was typed."""
    path = folder / "ct01" / f"2026-07-01_{BEFORE}.yaml"
    typed = path.read_text("utf-8")
    until = ON + dt.timedelta(days=30)
    published(folder, drafted(folder), accepted_until=until)
    assert path.read_text("utf-8").replace(f"accepted_until: {until}\n", "") == typed
    catalog = load_catalog(folder)
    assert catalog.status(catalog.edition("ct01", BEFORE), on=until) is EditionStatus.GRACE


def test_the_day_before_is_no_time_of_grace(folder: Path) -> None:
    """The edition before ends then by itself: its file is not touched."""
    release = published(folder, drafted(folder), accepted_until=ON - dt.timedelta(days=1))
    assert release.accepted_until is None
    assert [one.path for one in release.touched] == [f"ct01/{ON}_{KEY}.yaml", f"ct01/{KEY}.pdf"]


def test_the_history_tells_who_did_what_and_keeps_the_bytes(folder: Path) -> None:
    """One folder a release: before, after, and the draft."""
    before, draft = law_id(folder), drafted(folder)
    release = published(folder, draft, accepted_until=ON)
    assert history(folder) == history(folder, "ct01") == (release,)
    assert history(folder, "marriage_registration") == ()
    assert (release.seq, release.kind, release.by, release.author) == (1, "published", PUBLISHER, MAKER)
    assert (release.law_before, release.law_after) == (before, law_id(folder))
    kept = tree(folder / "history" / "0001")
    assert kept[f"before/ct01/2026-07-01_{BEFORE}.yaml"] != kept[f"after/ct01/2026-07-01_{BEFORE}.yaml"]
    assert kept[f"after/ct01/{ON}_{KEY}.yaml"] == (folder / "ct01" / f"{ON}_{KEY}.yaml").read_bytes()
    assert kept[f"drafts/ct01/{KEY}/edition.yaml"].decode() == draft.text
    assert Drafts(folder).all() == ()


def test_a_dry_run_changes_nothing(folder: Path) -> None:
    """But it tells what would be released."""
    draft = drafted(folder)
    before = tree(folder)
    release = published(folder, draft, dry_run=True)
    assert release.law_after != release.law_before
    assert tree(folder) == before


@pytest.mark.parametrize("by", [MAKER, " VH.An ", "cb.sua"])
def test_who_made_or_edited_it_does_not_publish_it(folder: Path, by: str) -> None:
    """Two people look at every edition, however the name is typed."""
    draft = drafted(folder)
    text = draft.text.replace("note: residence", "note: the residence")
    Drafts(folder).save("ct01", KEY, text, etag=draft.etag, by="cb.sua")
    edited = Drafts(folder).get("ct01", KEY)
    with pytest.raises(GateError, match="made or edited"):
        published(folder, edited, by=by)
    assert history(folder) == ()


def test_one_person_alone_is_written_down(folder: Path) -> None:
    """Where that is allowed, the release says it; somebody else who was allowed to be alone was not."""
    assert published(folder, drafted(folder), by=MAKER, alone=True).alone
    other = drafted(folder, "tt10_2027", number="10/2027/TT-BCA")
    assert not published(folder, other, on=ON + dt.timedelta(days=90), alone=True).alone


def test_a_draft_of_nobody_is_approved_by_nobody(folder: Path) -> None:
    """Laid there by hand, it may be the work of whoever approves it."""
    draft = drafted(folder)
    (draft.folder / "draft.yaml").unlink()
    nameless = Drafts(folder).get("ct01", KEY)
    with pytest.raises(GateError, match="Nobody knows who made"):
        published(folder, nameless)
    edited = Drafts(folder).save("ct01", KEY, f"{draft.text}# mine\n", etag=draft.etag, by=MAKER)
    trial(folder, edited)
    published(folder, Drafts(folder).get("ct01", KEY))


def test_a_day_that_has_passed_is_allowed(folder: Path) -> None:
    """A circular is often in force before a Center has its form."""
    published(folder, drafted(folder), on=TODAY - dt.timedelta(days=10))
    assert load_catalog(folder).in_force("ct01", on=TODAY).edition == KEY  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"seen": False}, "1 guesses"),
        ({"tested": False}, "not been tested"),
        ({"blank": b"another"}, "not the one that was drafted from"),
        ({"text": text_of().replace("type: date", "type: no_such_type", 1)}, "F007"),
    ],
)
def test_a_closed_gate_says_what_to_do(folder: Path, change: dict[str, object], sentence: str) -> None:
    """And nothing was changed."""
    draft = drafted(folder, **change)  # type: ignore[arg-type]
    before = tree(folder)
    with pytest.raises(GateError, match=sentence):
        published(folder, draft)
    assert tree(folder) == before


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(None, "9 of 10 complete"), (b"{", "cannot be read"), (b'{"schema": "scanpipe.trial/v9"}', "cannot be read")],
)
def test_a_test_that_did_not_pass_closes_the_gate(folder: Path, data: bytes | None, sentence: str) -> None:
    """With what it saw; so does a report that nobody can read."""
    draft = drafted(folder)
    trial(folder, draft, ok=False)
    if data is not None:
        Drafts(folder).put_file("ct01", KEY, "trial.json", data)
    with pytest.raises(GateError, match=sentence):
        published(folder, Drafts(folder).get("ct01", KEY))


def test_a_draft_that_changed_meanwhile_is_not_published(folder: Path) -> None:
    """What was looked at is what is published."""
    draft = drafted(folder)
    (draft.folder / "edition.yaml").write_text(draft.text + "# a hand was here\n", "utf-8")
    with pytest.raises(PublishError, match="changed meanwhile"):
        published(folder, draft)


def test_the_same_again_is_nothing_new(folder: Path) -> None:
    """A draft of what is published already is told so."""
    draft = drafted(folder)
    published(folder, draft)
    again = drafted(folder)
    with pytest.raises(PublishError, match="already"):
        published(folder, again)


def test_a_mended_edition_takes_the_place_of_its_own_file(folder: Path) -> None:
    """The same edition under another date leaves no second file."""
    published(folder, drafted(folder))
    later = ON + dt.timedelta(days=14)
    mended = drafted(folder, text=text_of().replace("note: residence", "note: the residence"))
    release = published(folder, mended, on=later)
    assert sorted(p.name for p in (folder / "ct01").glob(f"*_{KEY}.yaml")) == [f"{later}_{KEY}.yaml"]
    assert {one.path for one in release.touched} == {f"ct01/{ON}_{KEY}.yaml", f"ct01/{later}_{KEY}.yaml"}


def test_a_blank_of_another_edition_is_not_overwritten(folder: Path) -> None:
    """Two editions may not share the name of their blank."""
    published(folder, drafted(folder))
    text = text_of("tt10_2027", "10/2027/TT-BCA").replace("file: tt10_2027.pdf", f"file: {KEY}.pdf")
    other = drafted(folder, "tt10_2027", text=text)
    with pytest.raises(GateError, match="in use by"):
        published(folder, other, on=ON + dt.timedelta(days=90))


def test_a_name_is_needed(folder: Path) -> None:
    """Nobody publishes without one."""
    with pytest.raises(PublishError, match="who does this"):
        publish(folder, drafted(folder), on=ON, by="  ", now=NOW, today=TODAY)


def test_broken_forms_stop_it_with_the_file(folder: Path) -> None:
    """A law that cannot be read is not added to."""
    draft = drafted(folder)
    (folder / "ct01" / f"2026-07-01_{BEFORE}.yaml").write_text("form: [", "utf-8")
    with pytest.raises((GateError, FormDataError), match=BEFORE):
        published(folder, draft)


def test_the_difference_is_against_the_edition_before(folder: Path) -> None:
    """The sentence for citizens begins here."""
    found = difference(folder, drafted(folder))
    assert found is not None
    assert (found.old.edition, found.new.edition) == (BEFORE, KEY)


def test_the_first_edition_of_a_new_form_brings_its_form(folder: Path) -> None:
    """form.yaml is published with it; there is nothing that could come back."""
    text = text_of("tt9_2027", blank=None).replace("form: ct01\n", "form: ct09\n")
    about = (folder / "ct01" / "form.yaml").read_text("utf-8").replace("form: ct01", "form: ct09")
    told = DraftFile(form="ct09", edition=KEY, made_by=MAKER, made_at=NOW)
    Drafts(folder).begin(text, told, {"form.yaml": about.encode()})
    trial(folder, Drafts(folder).get("ct09", KEY))
    release = published(folder, Drafts(folder).get("ct09", KEY))
    assert {one.path for one in release.touched} == {"ct09/form.yaml", f"ct09/{ON}_{KEY}.yaml"}
    assert load_catalog(folder).in_force("ct09", on=ON) is not None
    assert earlier(folder, "ct09") == ()


def test_nothing_is_taken_until_a_day_where_nothing_was_before(folder: Path) -> None:
    """A form's first edition has no edition before it."""
    text = text_of("tt9_2027", blank=None).replace("form: ct01\n", "form: ct09\n")
    Drafts(folder).begin(text, DraftFile(form="ct09", edition=KEY, made_by=MAKER, made_at=NOW), {})
    draft = Drafts(folder).get("ct09", KEY)
    found = {gate.name: gate for gate in gates(folder, draft, on=ON, today=TODAY, accepted_until=ON)}
    assert "no edition before" in found["date"].told["en"]
    assert "form.yaml" in found["lint"].told["en"]

"""A draft is files in a folder: whoever changes it, no step is lost, and nobody overwrites another."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanpipe.catalog.load import load_catalog
from scanpipe.errors import FormDataError
from scanpipe.publishing.draft import Draft
from scanpipe.publishing.draft_errors import Conflict, DraftExists, NoDraft, NotAFile
from scanpipe.publishing.draft_file import DraftFile, Guess
from scanpipe.publishing.drafts import Drafts
from scanpipe.publishing.steps import steps_of
from scanpipe.publishing.tree import law_id

TEXT = """\
form: leave
edition: tt2_2026
title: Đơn xin nghỉ
citation:
  instrument: Thông tư 2/2026/TT-X
effective_from: 2026-07-01
pages: 1
blank:
  file: tt2_2026.pdf
  sha256: "{sha}"
provenance: {{grade: B, verified_on: 2026-06-01, text: written for a test}}
lines:
  - key: full_name
    label: "1. Họ và tên:"  # as printed
""".format(sha=hashlib.sha256(b"%PDF").hexdigest())
ABOUT = DraftFile(
    form="leave",
    edition="tt2_2026",
    made_by="an",
    made_at=dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC),
    source_name="Đơn.pdf",
    guesses=(
        Guess(key="full_name", what="type", says="person_name", confidence=0.9),
        Guess(what="title", says="Đơn xin nghỉ", confidence=0.6),
    ),
)
NAME = ("leave", "tt2_2026")


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    """A folder of forms with one form and no draft."""
    (tmp_path / "leave").mkdir()
    (tmp_path / "leave" / "form.yaml").write_text("form: leave\nname: {vi: Đơn, en: Form}\ndomain: work\n", "utf-8")
    return Drafts(tmp_path)


@pytest.fixture
def draft(drafts: Drafts) -> Draft:
    """One draft, just begun."""
    return drafts.begin(TEXT, ABOUT, {"blank.pdf": b"%PDF"})


def said(number: int) -> str:
    """The draft with another title."""
    return TEXT.replace("Đơn xin nghỉ", f"Đơn xin nghỉ {number}")


def test_a_draft_that_was_begun_is_found_whole(drafts: Drafts, draft: Draft) -> None:
    """Its text to the byte, comments too, the edition in it, what is known about it, and its blank."""
    found = drafts.get(*NAME)
    assert drafts.all() == (found,)
    assert found == draft
    assert (found.text, found.etag) == (TEXT, hashlib.sha256(TEXT.encode()).hexdigest())
    assert found.edition is not None
    assert found.edition.title == "Đơn xin nghỉ"
    assert (found.about, found.blank, found.trouble) == (ABOUT, b"%PDF", None)
    assert found.files() == {"tt2_2026.pdf": b"%PDF"}
    assert not found.can_undo
    assert not found.can_redo


def test_a_draft_is_no_law(drafts: Drafts) -> None:
    """The catalogue and what names the law are the same with it and without it."""
    before = law_id(drafts.forms_dir), load_catalog(drafts.forms_dir).digest
    drafts.begin(TEXT, ABOUT, {})
    assert (law_id(drafts.forms_dir), load_catalog(drafts.forms_dir).digest) == before


def test_a_second_draft_of_an_edition_is_refused(drafts: Drafts, draft: Draft) -> None:
    """What the first one says stays."""
    with pytest.raises(DraftExists, match="leave@tt2_2026"):
        drafts.begin(said(2), ABOUT, {})
    assert drafts.get(*NAME) == draft


def test_a_new_form_brings_its_file(drafts: Drafts) -> None:
    """The form's file is published with the first edition, and never over one that is there."""
    new = TEXT.replace("form: leave", "form: rest")
    begun = drafts.begin(new, ABOUT.model_copy(update={"form": "rest"}), {"form.yaml": b"form: rest\n"})
    assert begun.files() == {"form.yaml": b"form: rest\n"}
    assert "form.yaml" not in drafts.begin(TEXT, ABOUT, {"form.yaml": b"x"}).files()


@pytest.mark.parametrize("name", [("leave", "../x"), ("..", "x"), ("leave", "a/b"), ("leave", ""), ("leave", "x\n")])
def test_a_name_that_spells_a_path_names_no_draft(drafts: Drafts, name: tuple[str, str]) -> None:
    """Keys are keys; nothing is looked for, or written, outside the folder of drafts."""
    with pytest.raises(NoDraft):
        drafts.get(*name)
    with pytest.raises(NoDraft):
        drafts.put_file(*name, "trial.json", b"{}")


@pytest.mark.parametrize("name", ["../trial.json", ".lock", "edition.yaml", "draft.yaml", "undo", "a/b", ""])
def test_a_file_lies_beside_the_edition_or_nowhere(drafts: Drafts, draft: Draft, name: str) -> None:
    """A name that is a path, or that of the draft's own files, is refused."""
    with pytest.raises(NotAFile):
        drafts.put_file(*NAME, name, b"x")
    with pytest.raises(NotAFile):
        drafts.begin(TEXT, ABOUT, {name: b"x"})


def test_two_people_who_save_are_told(drafts: Drafts, draft: Draft) -> None:
    """The second one worked on what is no longer there; the first one's words stay."""
    first = drafts.save(*NAME, said(1), etag=draft.etag, by="bình")
    with pytest.raises(Conflict):
        drafts.save(*NAME, said(2), etag=draft.etag, by="chi")
    with pytest.raises(Conflict):
        drafts.undo(*NAME, etag=draft.etag, by="chi")
    assert drafts.get(*NAME) == first
    assert first.about.edited_by == ("bình",)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("form: leave\n  edition: [", "edition.yaml:2"),
        (TEXT.replace("pages: 1", "pages: none"), "edition.yaml:6: pages"),
        (TEXT.replace("edition: tt2_2026", "edition: tt9_2026"), "edition.yaml:2: edition"),
        (TEXT.replace("form: leave", "form: rest"), "edition.yaml:1: form"),
    ],
)
def test_what_is_no_edition_is_not_saved(drafts: Drafts, draft: Draft, text: str, where: str) -> None:
    """File, line and the mend are told, no path of the machine; the draft stays as it was."""
    where = where.replace(":6: pages", f":{TEXT[: TEXT.index('pages')].count(chr(10)) + 1}: pages")
    with pytest.raises(FormDataError) as caught:
        drafts.save(*NAME, text, etag=draft.etag, by="an")
    assert str(caught.value).startswith(where)
    assert drafts.get(*NAME) == draft


def test_undo_and_redo_go_byte_by_byte(drafts: Drafts, draft: Draft) -> None:
    """Three saves, three steps back, three forth; a save after a step back ends the way forth."""
    states = [draft]
    for number in (1, 2, 3):
        states.append(drafts.save(*NAME, said(number), etag=states[-1].etag, by="an"))
    now = states[-1]
    for expected in reversed(states[:-1]):
        now = drafts.undo(*NAME, etag=now.etag, by="an")
        assert now.text == expected.text
    assert not now.can_undo
    assert drafts.undo(*NAME, etag=now.etag, by="an") == now
    for expected in states[1:]:
        now = drafts.redo(*NAME, etag=now.etag, by="an")
        assert now.text == expected.text
    back = drafts.undo(*NAME, etag=now.etag, by="an")
    other = drafts.save(*NAME, said(9), etag=back.etag, by="an")
    assert not other.can_redo
    assert drafts.undo(*NAME, etag=other.etag, by="an").text == back.text


def test_a_save_of_the_same_text_is_no_step(drafts: Drafts, draft: Draft) -> None:
    """Autosave without a change leaves no trace."""
    assert drafts.save(*NAME, TEXT, etag=draft.etag, by="bình") == draft


def test_a_hundred_steps_can_be_undone(tmp_path: Path) -> None:
    """Older ones are let go, and do not fill the disk."""
    states = [f"state {number}".encode() for number in range(106)]
    for state in states:
        steps = steps_of(tmp_path).kept(state)
        steps.moved(steps.states[-1])
    assert len(list((tmp_path / "undo").glob("*.yaml"))) == 101
    now, count = states[-1], 0
    while (back := steps_of(tmp_path).back(now)) is not None:
        now, count = steps_of(tmp_path).bytes_of(back), count + 1
        steps_of(tmp_path).moved(back)
    assert (count, now) == (100, states[5])


def test_a_hand_edit_shows_and_is_a_step(drafts: Drafts, draft: Draft) -> None:
    """Who writes into the file is seen at once; it can be undone and done again like any save."""
    saved = drafts.save(*NAME, said(1), etag=draft.etag, by="an")
    (draft.folder / "edition.yaml").write_text(said(2), "utf-8")
    by_hand = drafts.get(*NAME)
    assert by_hand.text == said(2)
    assert by_hand.can_undo
    with pytest.raises(Conflict):
        drafts.save(*NAME, said(3), etag=saved.etag, by="an")
    back = drafts.undo(*NAME, etag=by_hand.etag, by="an")
    assert back.text == said(1)
    assert drafts.redo(*NAME, etag=back.etag, by="an").text == said(2)


def test_a_hand_edit_is_kept_when_somebody_saves_after_it(drafts: Drafts, draft: Draft) -> None:
    """The step before the save is the hand edit, and the one before that is what it changed."""
    (draft.folder / "edition.yaml").write_text(said(2), "utf-8")
    saved = drafts.save(*NAME, said(3), etag=drafts.get(*NAME).etag, by="an")
    back = drafts.undo(*NAME, etag=saved.etag, by="an")
    assert back.text == said(2)
    assert drafts.undo(*NAME, etag=back.etag, by="an").text == TEXT


@pytest.mark.parametrize(
    "raw", [b"form: leave\nedition: [\n", b"\xff\xfe", b"", TEXT.replace("title", "titel").encode()]
)
def test_a_broken_hand_edit_is_told_and_can_be_undone(drafts: Drafts, draft: Draft, raw: bytes) -> None:
    """No edition, and a sentence with file and line; undo gives back what was there."""
    (draft.folder / "edition.yaml").write_bytes(raw)
    broken = drafts.get(*NAME)
    assert broken.edition is None
    assert broken.trouble is not None
    assert broken.trouble.startswith("edition.yaml:")
    assert broken.files() == {}
    assert drafts.all() == (broken,)
    assert drafts.undo(*NAME, etag=broken.etag, by="an").text == TEXT


def test_what_is_known_about_a_draft_is_not_lost_to_a_broken_file(drafts: Drafts, draft: Draft) -> None:
    """While draft.yaml is broken nothing is written over it, and the draft has no edition to publish."""
    (draft.folder / "draft.yaml").write_text("form: leave\nedition: [\n", "utf-8")
    broken = drafts.get(*NAME)
    assert broken.edition is None
    assert broken.trouble is not None
    assert broken.trouble.startswith("draft.yaml:3")
    with pytest.raises(FormDataError, match=r"draft\.yaml:3"):
        drafts.save(*NAME, said(1), etag=broken.etag, by="an")
    with pytest.raises(FormDataError, match=r"draft\.yaml:3"):
        drafts.see(*NAME, [""], by="an")
    assert drafts.get(*NAME).text == TEXT


def test_a_draft_laid_there_by_hand_is_one(drafts: Drafts) -> None:
    """An edition.yaml in its folder is enough; nobody knows who made it."""
    folder = drafts.forms_dir / "drafts" / "leave" / "tt2_2026"
    folder.mkdir(parents=True)
    (folder / "edition.yaml").write_text(TEXT, "utf-8")
    found = drafts.get(*NAME)
    assert found.about.made_by == "?"
    saved = drafts.save(*NAME, said(1), etag=found.etag, by="an")
    assert saved.about.edited_by == ("an",)
    assert drafts.undo(*NAME, etag=saved.etag, by="an").text == TEXT


def test_guesses_are_seen_one_field_at_a_time(drafts: Drafts, draft: Draft) -> None:
    """The name of a field marks its guesses, the empty name those of the whole; who looked is remembered."""
    assert [guess.says for guess in draft.about.unseen] == ["Đơn xin nghỉ", "person_name"]
    once = drafts.see(*NAME, ["full_name", "unknown"], by="bình")
    assert [guess.says for guess in once.about.unseen] == ["Đơn xin nghỉ"]
    twice = drafts.see(*NAME, [""], by="chi")
    assert twice.about.unseen == ()
    assert twice.about.edited_by == ("bình", "chi")
    assert twice.etag == draft.etag


def test_a_dropped_draft_is_gone(drafts: Drafts, draft: Draft) -> None:
    """With its steps; another may be begun in its place."""
    drafts.put_file(*NAME, "trial.json", b"{}")
    drafts.drop(*NAME, by="an")
    assert drafts.all() == ()
    with pytest.raises(NoDraft):
        drafts.drop(*NAME, by="an")
    assert drafts.begin(TEXT, ABOUT, {}).file("trial.json") is None


moves = st.lists(st.one_of(st.integers(0, 3), st.sampled_from(["undo", "redo", "hand"])), max_size=12)


@settings(max_examples=30, deadline=None)
@given(moves)
def test_steps_are_those_of_a_list(tmp_path_factory: pytest.TempPathFactory, moves: list[int | str]) -> None:
    """Whatever order people save, undo, redo and write by hand in: it is a list with a place in it."""
    drafts = Drafts(tmp_path_factory.mktemp("forms"))
    now = drafts.begin(TEXT, ABOUT, {})
    states, at = [TEXT], 0
    for number, move in enumerate(moves):
        if move == "undo":
            now, at = drafts.undo(*NAME, etag=now.etag, by="an"), max(0, at - 1)
        elif move == "redo":
            now, at = drafts.redo(*NAME, etag=now.etag, by="an"), min(len(states) - 1, at + 1)
        else:
            text = said(100 + number) if move == "hand" else said(int(move))
            if move == "hand":
                (now.folder / "edition.yaml").write_text(text, "utf-8")
                now = drafts.get(*NAME)
                now = drafts.undo(*NAME, etag=now.etag, by="an")
                now = drafts.redo(*NAME, etag=now.etag, by="an")
            else:
                now = drafts.save(*NAME, text, etag=now.etag, by="an")
            if text != states[at]:
                states, at = [*states[: at + 1], text], at + 1
        assert (now.text, now.can_undo, now.can_redo) == (states[at], at > 0, at < len(states) - 1)

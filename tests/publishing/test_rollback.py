"""Back to what was live before: two people, a reason, and nothing is lost."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from scanpipe.catalog.load import load_catalog
from scanpipe.errors import FormDataError
from scanpipe.publishing.drafts import Drafts
from scanpipe.publishing.release_file import Release
from scanpipe.publishing.releases import history
from scanpipe.publishing.rollback import earlier, rollback
from scanpipe.publishing.tree import law_id
from scanpipe.publishing.words import PublishError
from tests.publishing.counter import BEFORE, KEY, MAKER, NOW, OLDEST, ON, PUBLISHER, TODAY, drafted, published, tree

ASKER = "vh.chi"


def back(folder: Path, to: str = BEFORE, **changes: Any) -> Release:
    """Somebody asked for it, and somebody else does it."""
    how = {"reason": "sai mục 7", "by": PUBLISHER, "author": ASKER, "now": NOW, "today": TODAY}
    return rollback(folder, "ct01", to, **(how | changes))


def test_what_was_live_before_is_live_again(folder: Path) -> None:
    """To the byte, the grace of the edition before too; both releases stand in the history."""
    before = law_id(folder)
    first = published(folder, drafted(folder), accepted_until=ON)
    release = back(folder)
    assert law_id(folder) == before == release.law_after
    assert history(folder, "ct01") == (release, first)
    assert (release.kind, release.edition, release.reason) == ("rolled_back", BEFORE, "sai mục 7")
    assert (release.by, release.author, release.alone) == (PUBLISHER, ASKER, False)


def test_the_edition_rolled_back_is_a_draft_again(folder: Path) -> None:
    """The very draft that was published, with its test, so that it can be mended and published anew."""
    draft = drafted(folder)
    kept = tree(draft.folder)
    published(folder, draft)
    back(folder)
    assert tree(Drafts(folder).get("ct01", KEY).folder) == kept


def test_a_draft_that_somebody_began_meanwhile_stays(folder: Path) -> None:
    """It is theirs."""
    published(folder, drafted(folder))
    theirs = drafted(folder, seen=False, tested=False)
    back(folder)
    assert Drafts(folder).get("ct01", KEY) == theirs


def test_forward_and_back_again(folder: Path) -> None:
    """A rollback is a release: it can be rolled back, and so can that."""
    before = law_id(folder)
    published(folder, drafted(folder))
    after = law_id(folder)
    for round_ in range(2):
        back(folder)
        assert law_id(folder) == before
        assert [one.edition.edition for one in earlier(folder, "ct01")] == [KEY]
        back(folder, KEY)
        assert law_id(folder) == after
        assert [one.edition.edition for one in earlier(folder, "ct01")] == [BEFORE]
        assert len(history(folder)) == 3 + 2 * round_


def test_over_two_releases_at_once(folder: Path) -> None:
    """Both editions go, and both are drafts."""
    before = law_id(folder)
    published(folder, drafted(folder))
    published(folder, drafted(folder, "tt10_2027", number="10/2027/TT-BCA"), on=ON + dt.timedelta(days=90))
    assert [one.edition.edition for one in earlier(folder, "ct01")] == [KEY, BEFORE]
    back(folder)
    assert law_id(folder) == before
    assert [draft.key for draft in Drafts(folder).all()] == ["tt10_2027", KEY]


def test_a_mended_edition_goes_back_to_what_it_was(folder: Path) -> None:
    """The same edition before it was mended; the mended one is a draft."""
    published(folder, drafted(folder))
    first = load_catalog(folder).edition("ct01", KEY)
    mended = drafted(folder, text=drafted_text(folder))
    published(folder, mended)
    back(folder, KEY)
    assert load_catalog(folder).edition("ct01", KEY) == first
    assert Drafts(folder).get("ct01", KEY).text == mended.text


def drafted_text(folder: Path) -> str:
    """The published edition with a mended note."""
    text = (folder / "ct01" / f"{ON}_{KEY}.yaml").read_text("utf-8")
    return text.replace("note: residence", "note: the residence")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reason": " "}, "why"),
        ({"by": " "}, "who does this"),
        ({"author": ""}, "two people"),
        ({"by": ASKER.upper()}, "may not approve"),
        ({"to": "tt53_2025"}, BEFORE),
        ({"to": "nothing"}, BEFORE),
    ],
)
def test_what_is_refused_changes_nothing(folder: Path, change: dict[str, str], sentence: str) -> None:
    """Each with its sentence."""
    published(folder, drafted(folder))
    before = tree(folder)
    with pytest.raises(PublishError, match=sentence):
        back(folder, **change)
    assert tree(folder) == before


def test_one_person_alone_is_written_down(folder: Path) -> None:
    """As with a publication."""
    published(folder, drafted(folder))
    assert back(folder, by=MAKER, author=MAKER, alone=True).alone


def test_a_file_changed_by_hand_since_is_named(folder: Path) -> None:
    """Nothing that somebody typed is overwritten."""
    published(folder, drafted(folder), accepted_until=ON)
    path = folder / "ct01" / f"2026-07-01_{BEFORE}.yaml"
    path.write_text(path.read_text("utf-8") + "# mine\n", "utf-8")
    with pytest.raises(PublishError, match=f"{BEFORE}.yaml was changed by hand after release 1"):
        back(folder)
    assert path.read_text("utf-8").endswith("# mine\n")


def test_other_files_may_have_changed_by_hand(folder: Path) -> None:
    """What no release touched is nobody's business here."""
    published(folder, drafted(folder))
    path = folder / "ct01" / OLDEST
    path.write_text(path.read_text("utf-8") + "# mine\n", "utf-8")
    back(folder)
    assert path.read_text("utf-8").endswith("# mine\n")


def test_a_newer_edition_laid_in_by_hand_is_named(folder: Path) -> None:
    """With it there, the edition that was asked for would not be the newest."""
    published(folder, drafted(folder))
    text = (folder / "ct01" / f"{ON}_{KEY}.yaml").read_text("utf-8")
    for old, new in (
        (f"edition: {KEY}", "edition: by_hand"),
        (str(ON), "2027-09-01"),
        ("9/2027/TT-BCA", "11/2027/TT-BCA"),
    ):
        text = text.replace(old, new)
    text = text.replace(f"supersedes: {BEFORE}", f"supersedes: {KEY}").partition("\nblank:")[0] + "\n"
    (folder / "ct01" / "2027-09-01_by_hand.yaml").write_text(text, "utf-8")
    with pytest.raises(PublishError, match=r"2027-09-01_by_hand\.yaml was put there by hand"):
        back(folder)


def test_a_form_broken_by_hand_is_named(folder: Path) -> None:
    """With file and line, not as if nothing had been published."""
    published(folder, drafted(folder))
    (folder / "ct01" / OLDEST).write_text("form: ct01\nedition: [", "utf-8")
    with pytest.raises(FormDataError, match=r"forms/ct01/2025-07-01_tt53_2025.yaml:\d"):
        back(folder)


def test_nothing_was_ever_published(folder: Path) -> None:
    """Then there is nothing to go back to."""
    assert earlier(folder, "ct01") == ()
    with pytest.raises(PublishError, match="nothing to roll back"):
        back(folder)

"""Beginning, comparing and checking drafts: who may, what is written down, and what becomes of the blank."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.catalog.blank import typeset
from scanpipe.intake.errors import NotFoundError
from scanpipe.model import UploadFile
from scanpipe.office.catalogue.beginning import Wish, WishError, edition_key, instrument_of
from scanpipe.office.catalogue.comparing import with_part
from scanpipe.office.catalogue.errands import State
from scanpipe.office.errors import NotAllowedError
from scanpipe.office.people import Actor, Role
from scanpipe.publishing.draft import Draft
from scanpipe.publishing.draft_errors import Conflict
from scanpipe.store import audit
from tests.office_pages.draft_desk import DraftDesk, draft_desk
from tests.office_pages.editor_desk import EDITION, FORM

WISH = Wish(FORM, number="12/2028/TT-BCA", day="2028-03-01")
NAME = f"draft/{FORM}@tt12_2028"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DraftDesk]:
    made = draft_desk(tmp_path_factory.mktemp("rooms"))
    yield made
    made.close()


@pytest.fixture
def house(desk: DraftDesk) -> DraftDesk:
    desk.editor.begin()
    desk.errands.started.clear()
    return desk


@pytest.fixture(scope="module")
def blank(desk: DraftDesk) -> UploadFile:
    """A blank with a name that is no command's argument."""
    pdf = typeset(desk.editor.drafting.desk.law.catalog.edition(FORM, "tt116_2026")).pdf
    return UploadFile("--by Mẫu CT01 (mới).pdf", pdf)


def lines(house: DraftDesk) -> list[tuple[str, str | None]]:
    """What the audit says: action and what about, youngest last."""
    store = house.editor.drafting.desk.store
    with store.database.reading() as session:
        return [(line.note.action, line.note.about) for line in audit.lines(session, store.keys)]


def test_who_begins_a_draft_is_written_down(house: DraftDesk, blank: UploadFile) -> None:
    """And the command is told the name under which the blank lies, whatever it was called."""
    house.beginning.begin(house.editor.operator(), WISH, blank)
    assert ("draft_begun", f"{FORM}@tt12_2028") in lines(house)
    errand, folder = house.errands.started[NAME], house.errands.folders[NAME]
    assert errand.args[2].startswith("./")
    assert [path.name for path in folder.iterdir()] == [errand.args[2][2:]]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert house.beginning.state(house.editor.operator(), FORM, "tt12_2028").drafted is False
    with pytest.raises(WishError, match="underway"):
        house.beginning.begin(house.editor.operator(), WISH, blank)


def test_a_blank_that_was_read_is_taken_away(house: DraftDesk, blank: UploadFile) -> None:
    """With the next one that comes; while something runs only what is old."""
    actor = house.editor.operator()
    house.beginning.begin(actor, WISH, blank)
    first = house.errands.folders[NAME]
    house.beginning.begin(actor, Wish(FORM, edition="tt13_2028"), blank)
    assert first.exists()
    at = house.editor.drafting.desk.now().timestamp() - 7 * 3600
    os.utime(first, (at, at))
    house.beginning.begin(actor, Wish(FORM, edition="tt14_2028"), blank)
    assert not first.exists()
    second = house.errands.folders[f"draft/{FORM}@tt13_2028"]
    for name in house.errands.started:
        house.errands.end(name, State.DONE)
    house.beginning.begin(actor, Wish(FORM, edition="tt15_2028"), blank)
    assert not second.exists()


def test_others_are_not_let_in(house: DraftDesk, blank: UploadFile) -> None:
    """Nothing is laid aside, started or written down for them."""
    officer: Actor = house.editor.operator("ng.hoa", Role.OFFICER)
    before = lines(house)
    acts = (
        lambda: house.beginning.begin(officer, WISH, blank),
        lambda: house.beginning.state(officer, FORM, EDITION),
        lambda: house.checking.overview(officer, FORM, EDITION),
        lambda: house.checking.test(officer, FORM, EDITION, lang="vi"),
        lambda: house.checking.never_accuse(officer, FORM, EDITION, ["declarant_phone"], etag=""),
        lambda: house.comparing.pair(officer, FORM, None, None),
        lambda: house.comparing.take_news(officer, FORM, EDITION, old="tt53_2025", etag=""),
    )
    for act in acts:
        with pytest.raises(NotAllowedError):
            act()
    assert lines(house) == before
    assert house.errands.started == {}


def test_a_test_is_started_once_and_written_down(house: DraftDesk) -> None:
    """By whoever pressed the button."""
    house.checking.test(house.editor.operator(), FORM, EDITION, lang="en")
    assert ("draft_tested", f"{FORM}@{EDITION}") in lines(house)
    assert house.checking.tried(house.editor.operator(), FORM, EDITION).errand is not None
    with pytest.raises(NotFoundError):
        house.checking.test(house.editor.operator(), FORM, "tt1_1999", lang="en")


def test_a_part_is_put_into_the_yaml_without_touching_the_rest(house: DraftDesk) -> None:
    """One line where there is none or one; all is written anew where it stood on several."""
    draft: Draft = house.editor.draft
    assert draft.edition is not None
    once = with_part(draft, draft.edition.model_copy(update={"unproven": ("members",)}), "unproven", ["members"])
    assert [line for line in once.splitlines() if line not in draft.text.splitlines()] == ['unproven: ["members"]']
    actor = house.editor.operator()
    several = once.replace('unproven: ["members"]', "unproven:\n  - members")
    house.editor.drafting.save(actor, FORM, EDITION, several, etag=draft.etag)
    with pytest.raises(Conflict):
        house.checking.never_accuse(actor, FORM, EDITION, ["declarant_phone"], etag=draft.etag)
    after = house.checking.never_accuse(actor, FORM, EDITION, ["declarant_phone"], etag=house.editor.draft.etag)
    assert after.edition is not None
    assert after.edition.unproven == ("declarant_phone", "members")


@given(st.integers(1, 999), st.integers(2000, 2099), st.sampled_from(["TT-BCA", "NĐ-CP", "QĐ-UBND", "TTLT-BTC"]))
def test_an_edition_is_named_after_its_instrument(number: int, year: int, by: str) -> None:
    """As all in forms/ are; in whatever letters the number was typed."""
    typed = f" {number}/{year}/{by.lower()} "
    start = {"TT": "tt", "NĐ": "nd", "QĐ": "qd", "TTLT": "ttlt"}[by.split("-")[0]]
    assert edition_key(typed) == f"{start}{number}_{year}"
    assert instrument_of(typed).endswith(f" {number}/{year}/{by}")


@given(st.text(max_size=30))
def test_what_is_no_number_names_nothing(text: str) -> None:
    """Or something that is a key."""
    assert edition_key(text) == "" or Path(edition_key(text)).name == edition_key(text)
    assert instrument_of(text).strip() == instrument_of(text)

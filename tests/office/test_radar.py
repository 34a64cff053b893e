"""The radar: groups of papers of no known edition, what is set aside, and a draft from one that may be used."""

import datetime as dt
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.catalog import load_catalog
from scanpipe.errors import UsageError
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.catalogue.beginning import name_of
from scanpipe.office.catalogue.instruments import unknown_instruments
from scanpipe.office.catalogue.radar import Radar, edition_key
from scanpipe.office.catalogue.radar_draft import SOURCE_NAME, draft_from
from scanpipe.office.catalogue.radar_groups import fingerprint, group_of, same_kind, seen_of
from scanpipe.office.errors import NotAllowedError
from scanpipe.office.people import EVERY_UNIT, Actor, Role
from scanpipe.store import audit
from scanpipe.unknown_papers import UnknownPaper
from tests.office.center import OTHER_UNIT, Center

NEW = UnknownPaper(
    paper=0,
    pages=2,
    citation="77/2027/TT-BCA",
    code="Mẫu CT01",
    title="TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ",
    form="ct01",
    edition="tt116_2026",
    likeness=0.83,
    shape="tall 2p 36+ rows",
)
SHAPE = replace(NEW, citation=None, code=None, title=None, form=None, edition=None, likeness=0.0)


@pytest.fixture
def operator(center: Center) -> Actor:
    return center.actor("vh.tam", Role.OPERATOR)


@pytest.fixture
def radar(center: Center) -> Radar:
    return Radar(center.desk)


def note(center: Center, check_id: str, *papers: UnknownPaper) -> None:
    """As an examination does."""
    with center.desk.store.database.writing() as session:
        Radar(center.desk).note(session, check_id, papers)


def test_papers_with_the_same_head_are_one_group(center: Center, radar: Radar, operator: Actor) -> None:
    """In two dossiers of two Centers, read a little differently; a paper of another form stays apart."""
    first, second = center.dossier(), center.dossier(unit=OTHER_UNIT)
    note(center, first.id, NEW)
    center.later(days=2)
    note(center, second.id, replace(NEW, title="TỜ KHAI THAY ĐỒI THÔNG TIN CƯ TRU"), replace(SHAPE, paper=1))
    groups = radar.outlook(operator).groups
    assert [(g.citation, g.papers, g.dossiers) for g in groups] == [("77/2027/TT-BCA", 2, 2), (None, 1, 1)]
    assert groups[0].last - groups[0].first == dt.timedelta(days=2)
    assert (groups[0].form, groups[0].edition, groups[0].likeness) == ("ct01", "tt116_2026", 0.83)
    assert not groups[1].named


def test_what_is_known_by_now_is_noted_no_more(center: Center, radar: Radar, operator: Actor) -> None:
    """The edition was published, the dossier examined again."""
    check = center.dossier()
    note(center, check.id, NEW)
    note(center, check.id)
    assert radar.outlook(operator).groups == ()


def test_a_group_is_set_aside_for_all_operators_and_taken_back(center: Center, radar: Radar, operator: Actor) -> None:
    """Each act once in the audit, however often the button is pressed."""
    note(center, center.dossier().id, NEW)
    group = radar.outlook(operator).groups[0].id
    for _ in range(2):
        radar.set_aside(operator, group)
    other = center.actor("vh.hai", Role.OPERATOR, unit=OTHER_UNIT)
    assert [g.id for g in radar.outlook(other).aside] == [group]
    assert radar.outlook(other).groups == ()
    radar.take_back(other, group)
    assert [g.id for g in radar.outlook(operator).groups] == [group]
    with center.desk.store.database.reading() as session:
        told = [(row.note.actor, row.note.action) for row in audit.lines(session, center.desk.store.keys)]
    assert told[-2:] == [(operator.id, "radar_set_aside"), (other.id, "radar_taken_back")]
    with pytest.raises(NotFoundError):
        radar.set_aside(operator, "g_0123456789abcdef")
    with pytest.raises(NotFoundError):
        radar.set_aside(operator, "no group")


def test_only_who_keeps_the_catalogue_sees_it(center: Center, radar: Radar, officer: Actor) -> None:
    """An officer does not."""
    with pytest.raises(NotAllowedError):
        radar.outlook(officer)
    with pytest.raises(NotAllowedError):
        radar.set_aside(officer, "g_0123456789abcdef")


class Errands:
    """Errands that only note what they are asked, and the paper that they are given."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str]]] = []
        self.paper = b""

    def start(self, name: str, args: list[str], folder: Path) -> str:
        self.asked.append((name, args))
        self.paper = (folder / SOURCE_NAME).read_bytes()
        return name

    def of(self, name: str) -> None:
        """It is over at once."""


def test_a_draft_is_made_from_a_paper_that_may_be_used(center: Center, radar: Radar, operator: Actor) -> None:
    """All its pages as one PDF; the audit of the dossier says so; the copy is thrown away."""
    check = center.dossier(may_teach=True, pages=3)
    note(center, check.id, NEW)
    errands: Any = Errands()
    draft_from(center.desk, errands, operator, radar.outlook(operator).groups[0], "ct01", "tt77_2027")
    name, args = errands.asked[0]
    assert name == name_of("ct01", "tt77_2027")
    assert args[:2] == ["forms", "draft"]
    about = ["--form", "ct01", "--edition", "tt77_2027", "--filled-in", "--by", "vh.tam", "--from-previous"]
    assert args[3:] == about
    assert len(pypdf.PdfReader(io.BytesIO(errands.paper)).pages) == 2  # the third is the card
    with center.desk.store.database.reading() as session:
        told = [row.note for row in audit.lines(session, center.desk.store.keys, check_id=check.id)]
    assert (told[-1].action, told[-1].about) == ("draft_from_paper", "ct01@tt77_2027")


@pytest.mark.parametrize(("unit", "may_teach"), [("hx", False), (OTHER_UNIT, True)])
def test_no_draft_from_a_paper_that_may_not(
    center: Center, radar: Radar, operator: Actor, unit: str, may_teach: bool
) -> None:
    """The citizen did not allow it, or it is at another Center; who works for all Centers may use the latter."""
    note(center, center.dossier(may_teach=may_teach, unit=unit).id, NEW)
    group = radar.outlook(operator).groups[0]
    assert group.to_draft_from == ()
    errands: Any = Errands()
    with pytest.raises(NotFoundError):
        draft_from(center.desk, errands, operator, group, "ct01", "tt77_2027")
    everywhere = center.actor("vh.bo", Role.OPERATOR, unit=EVERY_UNIT)
    assert bool(radar.outlook(everywhere).groups[0].to_draft_from) is may_teach


def test_a_draft_has_a_plain_name(center: Center, radar: Radar, operator: Actor) -> None:
    """No path, no option."""
    note(center, center.dossier(may_teach=True).id, NEW)
    group, errands = radar.outlook(operator).groups[0], Errands()
    for name in ("../evil", "CT01", "--help", ""):
        for form, edition in (("ct01", name), (name, "tt77_2027")):
            with pytest.raises(UsageError):
                draft_from(center.desk, errands, operator, group, form, edition)  # type: ignore[arg-type]
    assert errands.asked == []


def test_what_may_soon_be_another_law(center: Center, radar: Radar, operator: Actor) -> None:
    """Instruments read on papers that issue no edition; a year from now nobody has verified anything."""
    note(center, center.dossier().id, NEW)
    found = radar.outlook(operator)
    assert next((one.number, one.papers) for one in found.instruments) == ("77/2027/TT-BCA", 1)
    assert found.unverified == ()
    center.later(days=400)
    assert "ct01" in {one.form for one in radar.outlook(operator).unverified}


def test_instruments_that_issue_an_edition_are_known() -> None:
    """However the number was written in its file."""
    catalog = load_catalog(Path(__file__).resolve().parents[2] / "forms")
    found = unknown_instruments(catalog, ["116/2026/TT-BCA", "9/2027/NĐ-CP", "not a number"])
    numbers = {one.number: one.papers for one in found}
    assert "116/2026/TT-BCA" not in numbers
    assert numbers["9/2027/NĐ-CP"] == 1
    assert not any(one.papers == 0 and not one.editions for one in found)


texts = st.one_of(st.none(), st.sampled_from(["77/2027/TT-BCA", "78/2027/TT-BCA"]))
titles = st.one_of(st.none(), st.sampled_from(["TỜ KHAI CƯ TRÚ", "ĐƠN ĐĂNG KÝ ĐẤT ĐAI"]))
papers = st.builds(
    lambda citation, title, form: replace(NEW, citation=citation, title=title, form=form, code=None),
    texts,
    titles,
    st.sampled_from(["ct01", None]),
)


@given(one=papers, other=papers)
def test_kinship_is_mutual_and_never_joins_two_instruments(one: UnknownPaper, other: UnknownPaper) -> None:
    """Two circulars are two editions, however alike their papers look."""
    a, b = seen_of(one), seen_of(other)
    assert same_kind(a, b) == same_kind(b, a)
    if a.citation and b.citation and a.citation != b.citation:
        assert not same_kind(a, b)
        assert group_of(b, "", [(fingerprint(a, ""), a)]) != fingerprint(a, "")


@pytest.mark.parametrize(
    ("citation", "key"),
    [("86/2026/TT-BCA", "tt86_2026"), ("151/2025/NĐ-CP", "nd151_2025"), (None, "moi_2027"), ("86/2026", "vb86_2026")],
)
def test_an_edition_is_named_after_its_instrument(citation: str | None, key: str) -> None:
    """As those in forms/ are."""
    assert edition_key(citation, 2027) == key

"""The checklist: what is here is never asked for, what nobody knows is never demanded, what is missing is found."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.catalog.procedure_conditions import Truth
from scanpipe.catalog.procedure_schema import Need, Paper, Procedure, Role
from scanpipe.catalog.procedures import load_procedures
from scanpipe.checklist import (
    ChecklistItem,
    Reason,
    ReceivedPaper,
    State,
    checklist,
    missing,
    questions,
)
from scanpipe.findings import missing_parameters, rule, slip
from scanpipe.model import Finding, Severity

SHIPPED = load_procedures(Path(__file__).resolve().parents[1] / "forms")
TODAY = dt.date(2026, 11, 20)
COUNTER: dict[str, Truth] = {"online": False}
"""What is known of every dossier of scanned paper."""


def received(*names: str, unknown: int = 0) -> list[ReceivedPaper]:
    """Papers by form or kind ("form:ct01", "kind:passport"), and some that nobody recognised."""
    papers = [
        ReceivedPaper(i, **{name.split(":")[0]: name.split(":")[1]})  # type: ignore[arg-type]
        for i, name in enumerate(names)
    ]
    return [*papers, *(ReceivedPaper(len(names) + i) for i in range(unknown))]


def asked(
    procedure: str, papers: Sequence[ReceivedPaper], facts: dict[str, Truth] | None = None, on: dt.date = TODAY
) -> dict[str, Finding]:
    """The findings about missing papers, by the id of the paper."""
    chosen = SHIPPED.by_key[procedure]
    items = checklist(chosen, on, papers, {**COUNTER, **(facts or {})})
    return {str(f.key): f for f in missing(items, chosen)}


def states(procedure: str, papers: Sequence[ReceivedPaper], facts: dict[str, Truth] | None = None) -> dict[str, State]:
    """Where each paper stands."""
    items = checklist(SHIPPED.by_key[procedure], TODAY, papers, {**COUNTER, **(facts or {})})
    return {i.paper: i.state for i in items}


def weights(found: dict[str, Finding]) -> dict[str, Severity]:
    """How much each finding weighs after the table was applied."""
    return {key: rule(f, accuses=True).severity for key, f in found.items()}


# What is found


def test_a_missing_form_is_demanded() -> None:
    """Birth registration without its declaration: said once, under the name that people know."""
    found = asked("birth_registration", received("kind:birth_notice", "kind:identity_card"))
    assert list(found) == ["to_khai"]
    finding = found["to_khai"]
    assert (finding.code, finding.confidence) == ("doc.missing", 1.0)
    assert missing_parameters(finding) == frozenset()
    told = rule(finding, accuses=True)
    assert told.severity is Severity.MUST
    assert told.title["vi"] == "Chưa thấy Tờ khai đăng ký khai sinh."
    assert told.title["en"] == "Declaration for birth registration was not found."
    assert "số lượng 1" in (slip(finding) or "")
    assert finding.basis == "163/QĐ-BTP"


def test_a_paper_whose_condition_holds_is_demanded_with_the_reason() -> None:
    """A household business of several members needs their authorisation."""
    found = asked("hkd_registration", received("form:hkd_registration"), {"household_members": True})
    assert list(found) == ["uy_quyen_thanh_vien"]
    told = rule(found["uy_quyen_thanh_vien"], accuses=True)
    assert told.finding.code == "doc.missing_conditional"
    assert told.severity is Severity.MUST
    assert told.title["vi"] == (
        "Trường hợp này cần thêm Văn bản ủy quyền của thành viên hộ gia đình, "
        "vì hộ kinh doanh do các thành viên hộ gia đình đăng ký."
    )
    assert missing_parameters(told.finding) == frozenset()


def test_the_reason_may_be_the_case() -> None:
    """Whoever rents has to hand in the contract, and is told why."""
    found = asked("permanent_residence", received("form:ct01"), {"rents_home": True})
    assert found["hop_dong"].params["reason_vi"] == "thuê, mượn, ở nhờ"
    assert list(asked("permanent_residence", [], {"rents_home": True})) == ["ct01", "hop_dong"]
    assert asked("permanent_residence", [])["ct01"].code == "doc.missing"


def test_of_papers_that_replace_each_other_one_is_enough() -> None:
    """Birth re-registration: the old certificate, or other papers; asked for together when there is none."""
    form = "form:birth_reregistration"
    assert asked("birth_reregistration", received(form, "kind:birth_certificate")) == {}
    assert asked("birth_reregistration", received(form, "kind:household_book")) == {}
    found = asked("birth_reregistration", received(form))
    assert list(found) == ["ban_sao_giay_khai_sinh"]
    assert str(found["ban_sao_giay_khai_sinh"].params["doc_vi"]).endswith("giấy tờ khác có họ tên, ngày sinh")


def test_of_papers_that_replace_each_other_data_for_one_is_enough() -> None:
    """Where a database holds one of them, none is asked for."""
    plain = SHIPPED.by_key["birth_reregistration"].model_dump(by_alias=True, exclude_unset=True)
    (other,) = [p for p in plain["papers"] if p["id"] == "ban_sao_giay_to_khac"]
    by = {"vi": "CSDL", "en": "database"}
    other["replaceable_by_data"] = {"by": by, "basis": ["66.7/2025/NQ-CP"], "since": dt.date(2026, 1, 1)}
    changed = Procedure.model_validate(plain)
    items = checklist(changed, TODAY, received("form:birth_reregistration"), COUNTER)
    assert missing(items, changed) == []
    assert {i.paper: i.state for i in items}["ban_sao_giay_khai_sinh"] is State.CONDITIONAL


def test_every_standing_paper_that_is_left_out_is_found() -> None:
    """Each procedure, each paper that every dossier needs, one left out of an otherwise full dossier."""
    left_out = 0
    for procedure in SHIPPED.by_key.values():
        for paper in procedure.papers:
            if paper.required is not Need.ALWAYS or paper.replaceable_by_data or not (paper.forms or paper.kinds):
                continue
            others = [p for p in procedure.papers if p.id != paper.id]
            names = [f"form:{f}" for p in others for f in p.forms] + [f"kind:{k}" for p in others for k in p.kinds]
            own = {*(f"form:{f}" for f in paper.forms), *(f"kind:{k}" for k in paper.kinds)}
            found = asked(procedure.procedure, received(*(n for n in names if n not in own)))
            assert weights(found)[paper.id] is Severity.MUST, paper.id
            left_out += 1
    assert left_out >= 6


# What is never asked for


def test_what_a_database_holds_is_never_asked_for() -> None:
    """Identity, residence and the birth notice: the authority looks them up (NQ 66.7/2025, NĐ 18/2026)."""
    here = states("birth_registration", received("form:birth_registration"))
    assert here["giay_chung_sinh"] is here["giay_to_tuy_than"] is here["giay_to_cu_tru"] is State.REPLACEABLE
    assert asked("birth_registration", received("form:birth_registration")) == {}


def test_only_when_the_data_is_known_to_be_absent_the_paper_is_needed() -> None:
    """The authority has looked and found nothing."""
    found = asked("birth_registration", received("form:birth_registration"), {"no_birth_data": True})
    assert list(found) == ["giay_chung_sinh"]


def test_what_is_only_shown_is_not_missing_from_scans() -> None:
    """Even when no database holds the identity, the card is shown at the counter (TT 03/2025/TT-VPCP art. 5.2)."""
    facts: dict[str, Truth] = {"no_identity_data": True, "by_post": False}
    chosen = SHIPPED.by_key["marriage_registration"]
    items = checklist(chosen, TODAY, received("form:marriage_registration"), {**COUNTER, **facts})
    (card,) = [i for i in items if i.paper == "giay_to_tuy_than"]
    assert (card.state, card.reason) == (State.CONDITIONAL, Reason.SHOWN)
    assert missing(items, chosen) == []


def test_the_form_of_the_portal_is_not_asked_for_as_paper() -> None:
    """Filed online, the declaration is filled in on the portal; when nobody knows how, nothing is demanded."""
    assert asked("death_registration", [], {"online": True}) == {}
    assert asked("death_registration", [], {"online": None}) == {}
    assert list(asked("death_registration", [], {"online": False})) == ["to_khai"]


def test_a_grandmother_needs_no_authorisation() -> None:
    """Kin register a birth without one (notes of 1.001193); somebody else does not."""
    papers = received("form:birth_registration")
    assert asked("birth_registration", papers, {"by_proxy": True, "by_kin": True}) == {}
    assert asked("birth_registration", papers, {"by_proxy": True}) == {}
    assert list(asked("birth_registration", papers, {"by_proxy": True, "by_kin": False})) == ["van_ban_uy_quyen"]


# What is only asked


@pytest.mark.parametrize(
    "papers",
    [received(unknown=1), [ReceivedPaper(0, kind="birth_notice", confidence=0.3)]],
    ids=["a page that nobody knows", "a paper that is hardly recognised"],
)
def test_what_may_be_the_paper_turns_the_demand_into_a_question(papers: list[ReceivedPaper]) -> None:
    """Any page that was not recognised may be the one that seems to be missing."""
    found = asked("birth_registration", papers)
    assert weights(found) == {"to_khai": Severity.CHECK}


def test_before_the_list_is_known_nothing_is_demanded() -> None:
    """Yesterday's law may have asked for other papers."""
    day = SHIPPED.by_key["hkd_registration"].provenance.known_from
    assert weights(asked("hkd_registration", [], on=day)) == {"giay_de_nghi": Severity.MUST}
    assert weights(asked("hkd_registration", [], on=day - dt.timedelta(days=1))) == {"giay_de_nghi": Severity.CHECK}


def test_what_nobody_has_read_is_asked() -> None:
    """The portal does not list the form when the owner has died; it was inferred from the other cases."""
    others = dict.fromkeys(("changes_details", "changes_owner", "changes_members"), False)
    found = asked("hkd_change", received("kind:death_certificate"), {**others, "owner_lost": True})
    assert weights(found) == {"giay_de_nghi_thay_doi": Severity.CHECK}


def test_a_paper_that_cannot_be_recognised_is_asked() -> None:
    """A list of representatives is no kind that scanpipe knows: its page may have passed for another's."""
    papers = received("form:htx_registration", "kind:charter", "kind:resolution", "kind:member_list")
    assert weights(asked("htx_registration", papers)) == {"danh_sach_dai_dien": Severity.CHECK}
    assert asked("htx_registration", [*papers, ReceivedPaper(4)]) == {}


def test_questions_are_the_facts_that_would_settle_it() -> None:
    """One question for each fact that is open, none for what is known."""
    chosen = SHIPPED.by_key["hkd_registration"]
    facts: dict[str, Truth] = {"household_members": False}
    items = checklist(chosen, TODAY, received("form:hkd_registration"), facts)
    assert questions(items, chosen, facts) == ("by_proxy", "no_e_id")
    assert set(questions(items, chosen, facts)) <= set(SHIPPED.facts)
    cases = SHIPPED.by_key["permanent_residence"]
    assert "rents_home" in questions(checklist(cases, TODAY, [], {}), cases, {})


# Properties

PROCEDURES = st.sampled_from(sorted(SHIPPED.by_key)).map(SHIPPED.by_key.__getitem__)
TRUTHS: st.SearchStrategy[Truth] = st.sampled_from((True, False, None))


@st.composite
def dossiers(draw: st.DrawFn) -> tuple[Procedure, list[ReceivedPaper], dict[str, Truth]]:
    """A procedure, some papers of it and of others, and some facts."""
    procedure = draw(PROCEDURES)
    forms = [("form", f) for f in (*procedure.forms, "land_change")]
    kinds = [("kind", k) for p in procedure.every_paper() for k in p.kinds]
    chosen = draw(st.lists(st.sampled_from([*forms, *kinds, ("", "")]), max_size=6))
    papers = [
        ReceivedPaper(i, name if what == "form" else None, name if what == "kind" else None)
        for i, (what, name) in enumerate(chosen)
    ]
    return procedure, papers, draw(st.dictionaries(st.sampled_from(sorted(SHIPPED.facts)), TRUTHS))


def _papers(procedure: Procedure) -> dict[str, list[Paper]]:
    return {p.id: [q for q in procedure.every_paper() if q.id == p.id] for p in procedure.every_paper()}


def _listed(procedure: Procedure, papers: Sequence[ReceivedPaper], facts: dict[str, Truth]) -> list[ChecklistItem]:
    return list(checklist(procedure, TODAY, papers, facts))


@given(dossiers())
def test_what_is_here_is_received_and_never_missing(
    dossier: tuple[Procedure, list[ReceivedPaper], dict[str, Truth]],
) -> None:
    """Whatever is handed in: each paper stands once, and what is there is not asked for."""
    procedure, papers, facts = dossier
    items = _listed(procedure, papers, facts)
    versions = _papers(procedure)
    assert [i.paper for i in items] == list(versions)
    found = {f.key for f in missing(items, procedure)}
    for item in items:
        here = [r.document for r in papers for p in versions[item.paper][:1] if r.form in p.forms or r.kind in p.kinds]
        assert (item.state is State.RECEIVED) == bool(here) == bool(item.documents)
        assert sorted(item.documents) == sorted(here)
        assert (item.paper in found) == (item.state is State.MISSING)


@given(dossiers())
def test_only_what_is_needed_on_paper_is_ever_asked_for(
    dossier: tuple[Procedure, list[ReceivedPaper], dict[str, Truth]],
) -> None:
    """Never information, never the form of the portal, never what is only shown or handed in if any."""
    procedure, papers, facts = dossier
    for item in _listed(procedure, papers, facts):
        if item.state is State.MISSING:
            for paper in _papers(procedure)[item.paper]:
                assert paper.is_paper
                assert paper.role is not Role.PRESENT
                assert paper.required is not Need.IF_ANY


@given(dossiers(), st.data())
def test_nothing_is_demanded_that_an_unknown_fact_could_make_needless(
    dossier: tuple[Procedure, list[ReceivedPaper], dict[str, Truth]], data: st.DataObject
) -> None:
    """Whatever the unknown facts turn out to be, what was missing stays missing, or was the only case's."""
    procedure, papers, facts = dossier
    before = {i.paper for i in _listed(procedure, papers, facts) if i.state is State.MISSING}
    settled = {name: facts.get(name) for name in SHIPPED.facts}
    for name, value in settled.items():
        if value is None:
            settled[name] = data.draw(st.booleans())
    if procedure.cases and not any(settled[str(c.when.name)] for c in procedure.cases if c.when):
        return  # a dossier of no case that the file knows
    after = {i.paper: i for i in _listed(procedure, papers, settled)}
    groups = {p.id: p.group for p in procedure.every_paper()}
    for paper in before:
        rivals = [i for key, i in after.items() if groups[key] and groups[key] == groups[paper]] or [after[paper]]
        assert any(i.state is State.MISSING for i in rivals)


@given(dossiers(), st.integers(0, 3))
def test_something_unknown_never_demands(
    dossier: tuple[Procedure, list[ReceivedPaper], dict[str, Truth]], more: int
) -> None:
    """An unrecognised paper makes every finding a question, and may be what cannot be recognised at all."""
    procedure, papers, facts = dossier
    clear = {f.key for f in missing(_listed(procedure, papers, facts), procedure)}
    stranger = [*papers, *(ReceivedPaper(len(papers) + i) for i in range(more + 1))]
    found = missing(_listed(procedure, stranger, facts), procedure)
    nameless = {p.id for p in procedure.every_paper() if not p.forms and not p.kinds}
    assert {f.key for f in found} == clear - nameless
    for finding in found:
        assert rule(finding, accuses=True).asked
        assert missing_parameters(finding) == frozenset()


@given(dossiers())
def test_one_more_paper_never_makes_more_missing(
    dossier: tuple[Procedure, list[ReceivedPaper], dict[str, Truth]],
) -> None:
    """Handing something in only ever helps."""
    procedure, papers, facts = dossier
    fewer = {f.key for f in missing(_listed(procedure, papers[:-1], facts), procedure)}
    assert {f.key for f in missing(_listed(procedure, papers, facts), procedure)} <= fewer

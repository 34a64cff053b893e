"""Whatever an engine makes of the ink, comparing papers answers, and its findings can be told."""

from hypothesis import given, settings
from hypothesis import strategies as st

from scanpipe.cross.cross import cross_findings
from scanpipe.findings import FINDINGS, missing_parameters
from scanpipe.model import Document, Source
from tests.cross.papers import card, catalog, looks, paper, written

KEYS = [
    *("requester_full_name", "requester_id_doc", "requester_dob", "requester_residence", "relationship"),
    *("child_full_name", "child_dob", "child_gender", "mother_full_name", "mother_birth_year", "mother_id_doc"),
]
TEXTS = st.one_of(
    st.text(max_size=30),
    st.from_regex(r"\A[0-9 .OIl]{9,16}\Z"),
    st.sampled_from(
        ["Trần Thị Hoa", "TRẦN THỊ HÒA", "15/03/1990", "…/03/1990", "30/02/1990", "Nam", "079190000123", "Ä Ö"]
    ),
)
SURE = st.floats(0, 1)


@st.composite
def forms(draw: st.DrawFn) -> Document:
    """A birth registration in which anything may have been read."""
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True))
    readings = [written(key, draw(TEXTS), draw(SURE), draw(st.sampled_from(Source))) for key in keys]
    return paper("birth_registration", "tt04_2024", *readings)


@settings(deadline=None)  # the first one reads the shipped forms
@given(st.lists(forms(), max_size=2), TEXTS, TEXTS, TEXTS, SURE)
def test_any_text_is_answered(papers: list[Document], name: str, number: str, born: str, sure: float) -> None:
    """Confidences stay between 0 and 1, and every finding belongs to a paper of the dossier."""
    held = card(name, number, born=born, sure=sure)
    dossier = [*papers, held, card()]
    for finding in cross_findings(dossier, catalog(), again=looks(name, number, born, sure=sure)):
        assert 0 <= finding.confidence <= 1
        assert finding.document is not None
        assert 0 <= finding.document < len(dossier)
        if finding.code in FINDINGS:
            assert not missing_parameters(finding)

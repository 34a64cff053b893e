"""The report as JSON keeps its contract."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.findings import FINDINGS, rule
from scanpipe.model import Box, Candidate, Finding, MadeWith, Report, Ruling, Verdict
from scanpipe.report.json import dumps, schema, to_json

ROOT = Path(__file__).resolve().parents[2]
VALIDATOR = jsonschema.Draft202012Validator(schema())


def test_the_schema_is_a_schema_and_is_published() -> None:
    """The schema that ships in the package is the one under docs/."""
    jsonschema.Draft202012Validator.check_schema(schema())
    assert json.loads((ROOT / "docs/report.schema.json").read_text("utf-8")) == schema()


def test_a_report_validates_and_survives_as_text(report: Report, clean: Report) -> None:
    """Numpy's numbers, Vietnamese and dates come back from the text as they went in."""
    for each in (report, clean):
        VALIDATOR.validate(to_json(each))
        assert json.loads(dumps(each)) == to_json(each)
    assert "Chưa thấy chữ ký" in dumps(report)


def test_the_members_are_those_of_the_contract(report: Report) -> None:
    """Exactly these names, in this order."""
    made = to_json(report)

    def members(part: object) -> str:
        return " ".join(part)  # type: ignore[call-overload]

    assert members(made) == "schema verdict as_of made_with files pages documents findings"
    page = "number file file_page document readability rotation_deg skew_deg quality to_upload"
    assert members(made["pages"][0]) == page
    document = "form edition edition_status effective_from superseded_by pages confidence runner_up evidence verdict"
    assert members(made["documents"][0]) == document + " readings"
    assert members(made["documents"][0]["readings"][0]) == "key page box ink text confidence source"
    finding = "code severity document page key box confidence params title fix basis action"
    assert members(made["findings"][0]) == finding


def test_numbers_are_rounded_and_dates_are_iso(report: Report) -> None:
    """Places to four decimals, confidences to three, parameters in plain JSON."""
    made = to_json(report)
    outdated = made["findings"][1]
    assert outdated["confidence"] == 0.984
    assert outdated["params"]["until"] == "2025-06-30"
    assert made["documents"][0]["readings"][0]["confidence"] == 0.935
    assert made["documents"][0]["runner_up"] == {"edition": "tt53_2025", "confidence": 0.41}


def test_a_page_knows_its_paper_and_a_stranger_runner_up_its_form(report: Report) -> None:
    """A page of no paper has none; the second guess names its form only when it is another one."""
    assert to_json(report)["pages"][0]["document"] == 0
    document = replace(report.documents[0], pages=(), runner_up=Candidate("ct02", "tt66_2023", 0.3))
    made = to_json(replace(report, documents=(document,)))
    assert made["pages"][0]["document"] is None
    assert made["documents"][0]["runner_up"]["form"] == "ct02"


shares = st.floats(0, 1)


@given(st.builds(Box, shares, shares, shares, shares), st.sampled_from(sorted(FINDINGS)), shares)
def test_every_finding_of_the_table_validates(box: Box, code: str, confidence: float) -> None:
    """Whatever the place, the code and the confidence: the schema knows it."""
    finding = Finding(code, confidence, page=1, box=box, params=dict.fromkeys(FINDINGS[code].parameters, "X"))
    sketch = _only(rule(finding, accuses=True))
    assert list(VALIDATOR.iter_errors(to_json(sketch))) == []


def _only(ruling: Ruling) -> Report:
    made = MadeWith("0", "none", "sha256:0", 0.0)
    return Report(Verdict.CORRECT, dt.date(2026, 1, 1), made, (), (), (), (ruling,))


@pytest.mark.parametrize("broken", ["verdict", "findings", "as_of"])
def test_the_schema_refuses_a_report_with_a_hole(report: Report, broken: str) -> None:
    """A schema that accepted everything would prove nothing."""
    made = to_json(report)
    del made[broken]
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(made)

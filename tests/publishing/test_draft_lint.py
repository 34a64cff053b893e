"""A draft is held against the rules in its place among the editions; older faults of others are not its own."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scanpipe.catalog.problem import Problem
from scanpipe.cli import app
from scanpipe.errors import FormDataError
from scanpipe.publishing.draft import Draft
from scanpipe.publishing.draft_file import DraftFile
from scanpipe.publishing.draft_lint import lint_draft
from scanpipe.publishing.drafts import Drafts
from scanpipe.trials.report import Kind, Outcome, Row, TrialReport

FORMS = Path(__file__).resolve().parents[2] / "forms"
NEW = "tt9_2027"
PATHS = ("form.yaml", "2025-07-01_tt53_2025.yaml", "2026-07-01_tt116_2026.yaml")
run = CliRunner()


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """A folder of forms in which CT01 has its last two editions."""
    (tmp_path / "forms" / "ct01").mkdir(parents=True)
    for name in PATHS:
        shutil.copy(FORMS / "ct01" / name, tmp_path / "forms" / "ct01" / name)
    return tmp_path / "forms"


def drafted(forms: Path, **changed: str) -> Draft:
    """A draft of the edition after the last one; `changed` replaces texts of its YAML by others."""
    text = (forms / "ct01" / PATHS[-1]).read_text()
    for old, new in {
        "edition: tt116_2026": f"edition: {NEW}",
        "116/2026/TT-BCA": "9/2027/TT-BCA",
        "issued: 2026-06-29": "issued: 2026-12-01",
        "effective_from: 2026-07-01": "effective_from: 2027-03-01",
        "supersedes: tt53_2025": "supersedes: tt116_2026",
        "  must_not_contain:\n": '  must_not_contain:\n    - "116/2026/TT-BCA"\n',
        **{old.replace("__", ": "): new for old, new in changed.items()},
    }.items():
        text = text.replace(old, new)
    about = DraftFile(form="ct01", edition=NEW, made_by="lan", made_at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
    return Drafts(forms).begin(text, about, {})


def with_trial(draft: Draft, *kinds: Kind, etag: str | None = None) -> None:
    """Lay the report of a trial of those kinds of samples beside it."""
    rows = tuple(
        Row(sample=f"{kind}.png", kind=kind, edition=f"ct01@{NEW}", outcome=Outcome.OK, fields=1) for kind in kinds
    )
    at = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    report = TrialReport(
        form="ct01", edition=NEW, etag=etag or draft.etag, law="sha256:0", made_at=at, as_of=at.date(),
        scanpipe="0", engine="scripted", rows=rows, matrix=(), gates=(), ok=True,
    )  # fmt: skip
    (draft.folder / "trial.json").write_text(report.to_json())


def codes(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    """Code and severity of each."""
    return [(problem.code, problem.severity) for problem in problems]


def test_a_sound_draft_that_was_tested_on_both_sides_has_no_problem(forms: Path) -> None:
    """A paper of its own, and one of another edition."""
    draft = drafted(forms)
    with_trial(draft, Kind.POSITIVE, Kind.NEGATIVE)
    assert lint_draft(forms, draft) == ()


def test_problems_stand_in_the_file_of_the_draft(forms: Path) -> None:
    """Not in the copy in which it was tried; F010 beside them."""
    draft = drafted(forms, type__person_name="type: name_of_somebody")
    problem, *others = [p for p in lint_draft(forms, draft) if p.code == "F007"]
    assert problem.file == draft.folder / "edition.yaml"
    assert "name_of_somebody" in draft.text.splitlines()[(problem.line or 0) - 1]
    assert all(p.file == problem.file for p in others)
    answer = run.invoke(app, ["forms", "lint", str(draft.folder), "--format", "json"])
    assert answer.exit_code == 1
    assert '"F007"' in answer.stdout
    assert '"F010"' in answer.stdout


def test_what_a_draft_does_to_another_edition_is_its_problem_too(forms: Path) -> None:
    """The edition before would end after a gap; its file is the one in forms/."""
    draft = drafted(forms)
    with_trial(draft, Kind.POSITIVE, Kind.NEGATIVE)
    before = forms / "ct01" / PATHS[-1]
    before.write_text(before.read_text().replace("supersedes:", "withdrawn_on: 2027-01-01\nsupersedes:"))
    (gap,) = lint_draft(forms, draft)
    assert (gap.code, gap.edition, gap.file) == ("F001", "tt116_2026", before)


def test_what_was_wrong_before_is_not_told_again(forms: Path) -> None:
    """Another edition's unknown type stays its own."""
    other = forms / "ct01" / PATHS[1]
    other.write_text(other.read_text().replace("type: person_name", "type: nobody"))
    draft = drafted(forms)
    with_trial(draft, Kind.POSITIVE, Kind.NEGATIVE)
    assert lint_draft(forms, draft) == ()


def test_samples_of_one_side_prove_nothing(forms: Path) -> None:
    """Never tested and tested before a change are doubts; a test without one side is a mistake."""
    draft = drafted(forms)
    assert codes(lint_draft(forms, draft)) == [("F010", "warning")]
    with_trial(draft, Kind.POSITIVE, Kind.NEGATIVE, etag="0" * 64)
    assert codes(lint_draft(forms, draft)) == [("F010", "warning")]
    with_trial(draft, Kind.POSITIVE)
    (problem,) = lint_draft(forms, draft)
    assert (problem.code, problem.severity, problem.line) == ("F010", "error", 2)
    assert draft.text.splitlines()[1].startswith("edition:")


def test_a_draft_that_was_broken_by_hand_names_its_line(forms: Path) -> None:
    """There is nothing to hold against the rules."""
    draft = drafted(forms)
    (draft.folder / "edition.yaml").write_text(draft.text.replace("pages: 2", "pages: many"))
    with pytest.raises(FormDataError, match=r"edition\.yaml:\d+: pages"):
        lint_draft(forms, Drafts(forms).get("ct01", NEW))

"""Mistakes sown into a folder of forms: `forms lint` tells each once, with its code, its file and its line (AT-P5)."""

import hashlib
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from scanpipe.catalog.lint import CODES, lint
from scanpipe.catalog.lint_phrases import raised_by
from scanpipe.catalog.lint_places import LEAST_LABELS
from scanpipe.catalog.load import load_catalog
from scanpipe.catalog.problem import Problem
from scanpipe.catalog.where import line_of
from scanpipe.cli import app
from scanpipe.findings import FINDINGS
from scanpipe.model import Severity

ROOT = Path(__file__).resolve().parents[2]
run = CliRunner()

BLANK = b"%PDF-1.4 the blank"
SOUND = f"""\
form: leave
edition: tt1_2020
title: "Đơn xin nghỉ"
header_lines: ["Ban hành kèm theo Thông tư số 1/2020/TT-X"]
citation:
  instrument: "Thông tư 1/2020/TT-X"
  number: "1/2020/TT-X"
  issued: 2019-12-01
  printed: true
effective_from: 2020-01-01
pages: 1
tell_apart:
  must_contain: ["1/2020/TT-X"]
  must_not_contain: ["2/2021/TT-X"]
blank:
  file: blank.pdf
  sha256: "{hashlib.sha256(BLANK).hexdigest()}"
provenance: {{grade: A, verified_on: 2026-01-01, text: "written for a test"}}
lines:
  - key: full_name
    label: "Họ và tên:"
    type: person_name
    required: yes
    label_mm: [20, 50, 45, 55]
    box_mm: [46, 48, 190, 56]
  - key: born
    label: "Ngày sinh:"
    type: date
    label_mm: [20, 60, 45, 65]
    box_mm: [46, 58, 90, 66]
  - key: kind
    label: "Loại:"
    label_mm: [120, 60, 135, 65]
    box_mm: [136, 58, 190, 66]
  - key: reason
    label: "Lý do:"
    label_mm: [20, 70, 45, 75]
    box_mm: [46, 68, 190, 76]
"""

NEXT = (
    SOUND.replace("tt1_2020", "tt2_2021")
    .replace("1/2020", "9/9999")
    .replace("2/2021", "1/2020")
    .replace("9/9999", "2/2021")
    .replace("2019-12-01", "2020-12-01")
    .replace("2020-01-01", "2021-01-01\nsupersedes: tt1_2020")
)

SEEDS: dict[str, tuple[str, str, str]] = {
    "F001": ("supersedes: tt1_2020", "supersedes: tt0_1999", "supersedes: tt0_1999"),
    "F002": ('  number: "2/2021/TT-X"\n', "", "citation:"),
    "F003": ("    label_mm: [120, 60, 135, 65]\n", "", "box_mm: [46, 48, 190, 56]"),
    "F004": ("box_mm: [46, 68, 190, 76]", "box_mm: [46, 68, 219, 76]", "box_mm: [46, 68, 219, 76]"),
    "F005": ("key: reason", "key: grounds", "key: grounds"),
    "F006": ('label: "Họ và tên:"', 'label: "………:"', 'label: "………:"'),
    "F007": ("type: date", "type: day", "type: day"),
    "F008": ("file: blank.pdf", "file: gone.pdf", "file: gone.pdf"),
    "F009": ('must_not_contain: ["1/2020/TT-X"]', 'must_not_contain: ["Lý do"]', "must_not_contain"),
    "F012": ('"Loại:"', unicodedata.normalize("NFD", '"Loại:"'), unicodedata.normalize("NFD", '"Loại:"')),
    "F013": ("grade: A", "grade: C", "grade: C"),
}
"""Code: what stands in the newer edition, what is put there instead, and what stands on the line that is told."""


def forms(folder: Path, newer: str = NEXT) -> Path:
    """A folder of forms with one form of two editions, each on the same blank."""
    home = folder / "forms" / "leave"
    home.mkdir(parents=True)
    (home / "form.yaml").write_text('form: leave\nname: {vi: "Đơn xin nghỉ"}\ndomain: work\n')
    (home / "2020-01-01_tt1_2020.yaml").write_text(SOUND)
    (home / "2021-01-01_tt2_2021.yaml").write_text(newer)
    (home / "blank.pdf").write_bytes(BLANK)
    return folder / "forms"


def found(folder: Path, **more: Any) -> list[Problem]:
    """What lint says of it."""
    return list(lint(load_catalog(folder), folder, **more))


def test_what_the_seeds_are_sown_into_is_sound(tmp_path: Path) -> None:
    """Else a seed would prove nothing."""
    assert found(forms(tmp_path)) == []


@pytest.mark.parametrize("code", SEEDS)
def test_each_seed_is_told_once_with_file_and_line(code: str, tmp_path: Path) -> None:
    """One mistake, one problem, at the line that has to be mended."""
    old, new, told = SEEDS[code]
    assert NEXT.count(old) == 1
    sown = NEXT.replace(old, new)
    (problem,) = found(forms(tmp_path, sown))
    assert (problem.code, problem.edition) == (code, "tt2_2021")
    assert problem.file == tmp_path / "forms" / "leave" / "2021-01-01_tt2_2021.yaml"
    assert problem.line is not None
    assert told in sown.splitlines()[problem.line - 1]


def test_a_finding_without_a_phrase_is_told_at_its_place_in_the_table(tmp_path: Path) -> None:
    """F011: what the checks of this form can raise, and nothing else."""
    mute = dict(FINDINGS) | {c: FINDINGS[c].model_copy(update={"slip": None}) for c in ("field.required_empty",)}
    mute |= {"cross.id_differs": FINDINGS["cross.id_differs"].model_copy(update={"slip": None})}
    (problem,) = found(forms(tmp_path), findings=mute)
    assert (problem.code, problem.key) == ("F011", "field.required_empty")
    assert problem.file is not None
    assert problem.file.read_text().splitlines()[(problem.line or 0) - 1] == "  field.required_empty:"


def test_people_are_told_at_their_line_of_the_form(tmp_path: Path) -> None:
    """F014 is of form.yaml."""
    folder = forms(tmp_path)
    about = folder / "leave" / "form.yaml"
    about.write_text(about.read_text() + "people:\n  owner:\n    name: nobody\n  other:\n    name: full_name\n")
    (problem,) = found(folder)
    assert (problem.code, problem.file, problem.line) == ("F014", about, 6)


def test_a_blank_that_was_changed_is_another_blank(tmp_path: Path) -> None:
    """F008 for both editions that name it."""
    folder = forms(tmp_path)
    (folder / "leave" / "blank.pdf").write_bytes(BLANK + b" with a coffee stain")
    assert [(p.code, p.edition, p.at) for p in found(folder)] == [
        ("F008", "tt1_2020", ("blank", "sha256")),
        ("F008", "tt2_2021", ("blank", "sha256")),
    ]


def test_labels_on_one_line_are_doubted(tmp_path: Path) -> None:
    """F003: what lies beside the line could be anywhere."""
    sown = NEXT.replace("label_mm: [120, 60, 135, 65]", "label_mm: [20, 80, 45, 85]")
    assert [(p.code, p.severity) for p in found(forms(tmp_path, sown))] == [("F003", "warning")]


def test_a_page_of_signatures_has_nothing_more_to_measure(tmp_path: Path) -> None:
    """Fewer boxes than labels are asked for: no page could ever be registered by them, and none has to be."""
    lines = NEXT.splitlines(keepends=True)
    dropped = "".join(lines[: next(n for n, line in enumerate(lines) if "key: kind" in line)])
    problems = [p for p in found(forms(tmp_path, dropped)) if p.code == "F003"]
    assert problems == []
    assert LEAST_LABELS == 4


def test_a_field_may_say_what_it_was(tmp_path: Path) -> None:
    """F005 is silent then, and speaks when it names a field that was not there."""
    said = NEXT.replace("  - key: reason\n", "  - key: grounds\n    was: reason\n")
    assert found(forms(tmp_path / "a", said)) == []
    wrong = NEXT.replace("  - key: reason\n", "  - key: reason\n    was: grounds\n")
    (problem,) = found(forms(tmp_path / "b", wrong))
    assert (problem.code, problem.severity, problem.key) == ("F005", "error", "reason")
    assert wrong.splitlines()[(problem.line or 0) - 1] == "    was: grounds"


def test_what_checks_can_raise_is_told_in_the_catalogue_too() -> None:
    """A code of a check that F011 does not know would never be missed on a request."""
    sources = "".join(path.read_text() for path in (ROOT / "scanpipe" / "checks").glob("*.py"))
    raised = {
        code
        for code, entry in FINDINGS.items()
        if entry.severity is Severity.MUST
        and code.startswith(("field.", "sign.", "page.", "edition."))
        and code in sources
    }
    told: dict[str, None] = {}
    for edition in load_catalog(ROOT / "forms").editions():
        told |= raised_by(edition)
    assert raised <= set(told)


def test_every_code_that_is_told_stands_in_the_list() -> None:
    """Operators read words by code."""
    assert {*SEEDS, "F010", "F011", "F014"} == set(CODES)


# The command


def test_the_command_tells_file_and_line_and_exits_with_1(tmp_path: Path) -> None:
    """All mistakes at once, as an editor or a pipeline reads them."""
    sown = NEXT
    for code in ("F002", "F004", "F006", "F007", "F008", "F012"):
        sown = sown.replace(*SEEDS[code][:2])
    folder = forms(tmp_path, sown)
    answer = run.invoke(app, ["forms", "lint", str(folder)])
    assert answer.exit_code == 1
    told = [line.split(": ", 1) for line in answer.stdout.splitlines()]
    assert sorted(words.split()[1] for _, words in told) == ["F002", "F004", "F006", "F007", "F008", "F012"]
    path = folder / "leave" / "2021-01-01_tt2_2021.yaml"
    assert all(place.startswith(f"{path}:") for place, _ in told)
    assert run.invoke(app, ["forms", "lint", str(path.with_name("2020-01-01_tt1_2020.yaml"))]).exit_code == 0
    assert run.invoke(app, ["forms", "lint", str(path)]).exit_code == 1
    assert run.invoke(app, ["forms", "lint", str(tmp_path / "nothing")]).exit_code == 2


def test_other_programs_read_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON, workflow commands of GitHub, SARIF: the same problem at the same place, by its path from here."""
    folder = forms(tmp_path, NEXT.replace(*SEEDS["F007"][:2]))
    monkeypatch.chdir(tmp_path)
    place = ("forms/leave/2021-01-01_tt2_2021.yaml", line_of(NEXT, "born", ("type",)))

    def told(format_: str) -> str:
        answer = run.invoke(app, ["forms", "lint", str(folder), "--format", format_])
        assert answer.exit_code == 1
        return answer.stdout

    (problem,) = json.loads(told("json"))["problems"]
    assert (problem["file"], problem["line"], problem["code"]) == (*place, "F007")
    assert told("github").startswith(
        f"::error file={place[0]},line={place[1]},title=F007 leave/tt2_2021/born::type 'day'"
    )
    (result,) = json.loads(told("sarif"))["runs"][0]["results"]
    where = result["locations"][0]["physicalLocation"]
    assert (where["artifactLocation"]["uri"], where["region"]["startLine"]) == place
    assert (result["ruleId"], result["level"]) == ("F007", "error")


def test_a_line_is_that_of_the_innermost_part_that_is_there() -> None:
    """A key that is missing is missing in the part around it."""
    lines = SOUND.splitlines()
    assert lines[line_of(SOUND, "born", ("label_mm",)) - 1] == "    label_mm: [20, 60, 45, 65]"
    assert lines[line_of(SOUND, "born", ("boxes",)) - 1] == "  - key: born"
    assert lines[line_of(SOUND, None, ("citation", "url")) - 1] == "citation:"
    assert line_of(SOUND, None, ("nothing",)) == 1
    assert yaml.safe_load(SOUND)["form"] == "leave"

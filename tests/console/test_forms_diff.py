"""`forms diff` at the terminal: a sentence, then the lines; JSON for programs; errors that name the mend."""

import json
import re
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from scanpipe.console.forms_diff import forms_diff

FORMS = Path(__file__).resolve().parents[2] / "forms"
run = CliRunner()
app = typer.Typer()
app.command("diff")(forms_diff)


@app.callback()
def _group() -> None:
    """So that the command keeps its name."""


def test_renamed_lines_are_shown_old_and_new() -> None:
    """The sentence counts what the lines show."""
    answer = run.invoke(app, ["diff", "ct01@tt66_2023", "ct01@tt116_2026"])
    assert answer.exit_code == 0
    assert "Mẫu mới đổi tên 4 mục; 12 mục giữ nguyên." in answer.stdout
    assert "  1. Họ, chữ đệm và tên → 1. Họ, chữ đệm và tên khai sinh\n" in answer.stdout


def test_one_edition_is_compared_with_the_one_that_followed_it() -> None:
    """Or with that in force on a day."""
    followed = run.invoke(app, ["diff", "ct01@tt56_2021", "--lang", "en"]).stdout
    assert "→ ct01@tt66_2023  Thông tư 66/2023/TT-BCA, in force from 01/01/2024" in followed
    assert "  7. Họ, chữ đệm và tên chủ hộ: item 11 → item 7\n" in followed
    today = run.invoke(app, ["diff", "ct01@tt56_2021", "--as-of", "2026-11-20"]).stdout
    assert "→ ct01@tt116_2026" in today


def test_editions_with_the_same_lines_are_said_to_be_alike() -> None:
    """No empty lists."""
    answer = run.invoke(app, ["diff", "ct01@tt53_2025", "--lang", "en"]).stdout
    assert answer.endswith("Both forms ask for the same 16 lines; only citation and notes differ.\n")


def test_json_holds_both_languages_and_both_fields() -> None:
    """Null stands for the side on which there is none."""
    told = json.loads(run.invoke(app, ["diff", "ct01@tt56_2021", "ct01@tt66_2023", "--format", "json"]).stdout)
    assert (told["schema"], told["form"], told["old"]["edition"]) == ("scanpipe.forms-diff/v1", "ct01", "tt56_2021")
    assert set(told["summary"]) == {"vi", "en"}
    dropped = [c for c in told["changes"] if c["what"] == "dropped"]
    assert {c["key"] for c in dropped} == {
        "permanent_residence",
        "temporary_residence",
        "current_residence",
        "occupation",
    }
    assert all(c["new"] is None and c["old"]["label"] for c in dropped)
    (moved,) = [c for c in told["changes"] if c["key"] == "head_full_name"]
    assert (moved["old"]["item"], moved["new"]["item"]) == ("11", "7")


def test_what_cannot_be_compared_is_said_in_a_sentence() -> None:
    """Exit code 2, and what would work."""
    for names, said in (
        (["ct01@tt116_2026"], "newest"),
        (["ct01"], "tt56_2021, tt66_2023"),
        (["ct01@tt1"], "no edition tt1"),
        (["ct99@tt1"], "no form ct99"),
        (["ct01@tt66_2023", "hkd_change@tt68_2025"], "different forms"),
        (["htx_registration@tt09_2024"], "identification only"),
        (["ct01@tt116_2026", "--as-of", "2026-11-20"], "in force on that day"),
    ):
        answer = run.invoke(app, ["diff", *names])
        assert answer.exit_code == 2, names
        assert said in answer.stderr, (names, answer.stderr)


@pytest.mark.poppler
def test_pictures_are_written_and_told(tmp_path: Path) -> None:
    """Both blanks, and one laid over the other; the JSON says where only one of them prints something."""
    answer = run.invoke(app, ["diff", "ct01@tt53_2025", "--images", str(tmp_path / "p"), "--format", "json"])
    assert sorted(path.name for path in (tmp_path / "p").iterdir()) == [
        f"page-1-{n}.png" for n in ("both", "new", "old")
    ]
    told = json.loads(answer.stdout)["print"]
    assert [(mark["sign"], mark["text"]) for mark in told][:2] == [("-", "53/2025/TT-BCA"), ("-", "01/7/2025")]
    page = run.invoke(app, ["diff", "ct01@tt53_2025", "--format", "html", "--lang", "en"]).stdout
    assert "<strong>Both forms ask for the same 16 lines; only citation and notes differ.</strong>" in page
    assert page.count("data:image/png;base64,") == 3
    assert "<ins>+ edition: tt116_2026</ins>" in page
    assert not re.search(r"(?:src|href)=.(?!data:)", page)


def test_a_draft_is_compared_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence counts what was changed in it (AT-P4)."""
    forms = tmp_path / "forms"
    shutil.copytree(FORMS / "ct01", forms / "ct01")
    monkeypatch.setenv("SCANPIPE_FORMS_DIR", str(forms))
    text = (FORMS / "ct01" / "2026-07-01_tt116_2026.yaml").read_text()
    folder = forms / "drafts" / "ct01" / "tt9_2027"
    folder.mkdir(parents=True)
    head, lines = text.replace("edition: tt116_2026", "edition: tt9_2027").split("\nlines:\n")
    first, *rest = re.split(r"(?m)^(?=  - )", lines)[1:]
    asked = "".join(rest).replace('label: "5. Số', 'label: "5. Một số', 1)
    (folder / "edition.yaml").write_text(
        f'{head}\nlines:\n{first}  - {{key: zalo, label: "Zalo:"}}\n  - {{key: fax, label: "Fax:"}}\n{asked}'
    )
    answer = run.invoke(app, ["diff", "ct01@tt116_2026", "ct01@nhap:tt9_2027"])
    assert answer.exit_code == 0, answer.stderr
    assert "Mẫu mới thêm 2 mục, đổi tên 1 mục; 15 mục giữ nguyên." in answer.stdout
    assert run.invoke(app, ["diff", "ct01@nhap:tt9_2027"]).exit_code == 2
    assert run.invoke(app, ["diff", "ct01@tt116_2026", "ct01@nhap:tt1"]).exit_code == 2

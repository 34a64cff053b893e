"""`forms diff` at the terminal: a sentence, then the lines; JSON for programs; errors that name the mend."""

import json

import typer
from typer.testing import CliRunner

from scanpipe.console.forms_diff import forms_diff

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

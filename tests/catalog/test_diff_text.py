"""The text of two editions line by line: nothing is lost, nothing is made up, and what stayed is not shown whole."""

from hypothesis import given
from hypothesis import strategies as st

from scanpipe.catalog.diff_text import as_text, text_diff

LINES = st.lists(st.sampled_from(["form: ct01", "pages: 2", "", "  - key: a", "lines:"]), max_size=12)


@given(LINES, LINES)
def test_the_new_text_can_be_made_from_the_old_and_the_difference(old: list[str], new: list[str]) -> None:
    """Take out what is marked, put in what is marked, at the numbers that are told."""
    hunks = text_diff("\n".join(old), "\n".join(new), context=1)
    gone = {line.old for hunk in hunks for line in hunk.lines if line.sign == "-"}
    come = {line.new: line.text for hunk in hunks for line in hunk.lines if line.sign == "+"}
    kept = iter([text for number, text in enumerate("\n".join(old).splitlines(), 1) if number not in gone])
    after = "\n".join(new).splitlines()
    assert [come[n] if n in come else next(kept) for n in range(1, len(after) + 1)] == after
    for line in (line for hunk in hunks for line in hunk.lines if line.sign == " "):
        assert line.text == "\n".join(old).splitlines()[(line.old or 0) - 1] == after[(line.new or 0) - 1]


@given(LINES)
def test_the_same_lines_have_no_difference(lines: list[str]) -> None:
    """Nothing to read."""
    assert text_diff("\n".join(lines), "\n".join(lines)) == ()


def test_far_changes_stand_apart_with_lines_around_them() -> None:
    """As people read it: signs in front, dots where lines are left out."""
    old = [str(n) for n in range(20)]
    new = ["zero", *old[1:10], *old[11:]]
    hunks = text_diff("\n".join(old), "\n".join(new), context=1)
    assert list(as_text(hunks)) == ["- 0", "+ zero", "  1", "…", "  9", "- 10", "  11"]

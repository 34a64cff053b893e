"""What can be asked of the benchmark, and what it says where it cannot run."""

from pathlib import Path

import pytest

import scanpipe.bench
from scanpipe.bench.options import Options, parse
from scanpipe.errors import UsageError


def test_nothing_asked_is_the_real_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fresh papers of the judging half, enough of them for the bars."""
    monkeypatch.delenv("SCANPIPE_SHARED_DATA", raising=False)
    assert parse([]) == Options()
    assert Options().count >= 300
    assert Options().split == "judge"
    assert Options().turned >= 160
    assert 100 in Options().memory_pages


def test_every_option_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the command is kept as it was given."""
    monkeypatch.setenv("SCANPIPE_SHARED_DATA", "/data")
    line = "--seed 7 --count 6 --split develop --source scan --source typeset --source scan --peers 2 --turned 3"
    more = ["--memory-pages", "1,5", "--out", "a b.md", "--json", "b.json", "--keep", "kept"]
    told = parse([*line.split(), *more])
    assert told == Options(
        7, 6, "develop", ("scan", "typeset"), 2, 3, (1, 5), Path("a b.md"), Path("b.json"), Path("kept"), Path("/data")
    )
    assert told.command == f"scanpipe bench {line} --memory-pages 1,5 --out 'a b.md' --json b.json --keep kept"
    assert parse(["--memory-pages", ""]).memory_pages == ()


@pytest.mark.parametrize(
    "wrong",
    [
        ["--count", "0"],
        ["--peers", "-1"],
        ["--split", "all"],
        ["--source", "web"],
        ["--memory-pages", "1,x"],
        ["--nope"],
    ],
)
def test_what_nobody_knows_is_refused(wrong: list[str]) -> None:
    """With the name of the option."""
    with pytest.raises(UsageError, match=wrong[0]):
        parse(wrong)


@pytest.mark.parametrize(("gone", "said"), [("samples", "repository"), ("sklearn", "scikit-learn")])
def test_without_samples_it_says_so(monkeypatch: pytest.MonkeyPatch, gone: str, said: str) -> None:
    """One sentence with the mend; the command line makes exit code 2 of it."""
    monkeypatch.setattr(scanpipe.bench, "find_spec", lambda name: None if name == gone else object())
    with pytest.raises(UsageError, match=said):
        scanpipe.bench.run(["--count", "1"])

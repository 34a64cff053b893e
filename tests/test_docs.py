"""The documents keep up with the code."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from scanpipe.cli import app
from scanpipe.console.catalogue import findings_page
from scanpipe.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
DOCS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}
BESIDES = [ROOT / name for name in ("README.md", "README.vi.md", "CHANGELOG.md")]
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (*BESIDES, *sorted((ROOT / "docs").rglob("*.md")))
}
"""Everything that people are given to read."""


def _commands(command: object, name: str = "scanpipe") -> Iterator[tuple[str, object]]:
    """Every command with its full name, groups left out."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for word, sub in inner.items():
        yield from _commands(sub, f"{name} {word}")


COMMANDS = dict(_commands(get_command(app)))


def test_the_page_of_findings_is_made_from_the_table() -> None:
    """After a change: `scanpipe findings list --format markdown` gives the entries of docs/findings.md."""
    assert DOCS["findings.md"].endswith(findings_page())


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented_with_its_default(name: str) -> None:
    """Variable, default and what it does."""
    (row,) = re.findall(rf"^\| `SCANPIPE_{name.upper()}` \| (.+?) \| .{{10,}} \|$", DOCS["settings.md"], re.MULTILINE)
    default = Settings.model_fields[name].default
    said = "none" if default in (None, "") else f"`{default}`"
    assert row == {"forms_dir": "`forms/` beside the code"}.get(name, said)


def test_no_setting_is_documented_that_does_not_exist() -> None:
    """A renamed setting takes its page along."""
    named = set(re.findall(r"^\| `SCANPIPE_(\w+)`", DOCS["settings.md"], re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented(name: str) -> None:
    """Each command stands in docs/cli.md, with each of its options."""
    page = DOCS["cli.md"]
    assert f"`{name}" in page
    part = page[page.index(f"`{name}") :]
    for param in COMMANDS[name].params:  # type: ignore[attr-defined]
        long = [option for option in param.opts if option.startswith("--")]
        if long and long[0] not in ("--help", "--images"):
            assert long[0] in part or param.opts[-1] in part, f"{name} {long[0]}"


def _shell_lines(text: str) -> Iterator[str]:
    """The commands in the indented and fenced parts of a page."""
    for block in re.findall(r"```(?:sh|bash|console|text)?\n(.*?)```", text, re.DOTALL):
        for line in block.splitlines():
            yield line.removeprefix("$ ").strip()
    yield from re.findall(r"`((?:\./run|scanpipe) [^`]+)`", text)


@pytest.mark.parametrize("page", PAGES)
def test_commands_in_the_documents_exist(page: str) -> None:
    """Whoever copies a command from a page gets that command."""
    run = (ROOT / "run").read_text(encoding="utf-8")
    known = {word for words in COMMANDS for word in (words, words.rsplit(" ", 1)[0])}
    for line in _shell_lines(PAGES[page]):
        words = line.split("|")[0].split()
        if words[:2] == ["./run", "scanpipe"]:
            words = words[1:]
        if words[:1] == ["./run"] and len(words) > 1:
            assert re.search(rf"^ +({words[1]}|.*\| {words[1]} \|.*|{words[1]} \|.*)\)", run, re.MULTILINE), line
        if words[:1] == ["scanpipe"] and len(words) > 1 and words[1].isalpha():
            assert " ".join(words[:2]) in known, line


def test_links_between_documents_lead_somewhere() -> None:
    """A relative link names a file that is there."""
    for name, text in PAGES.items():
        home = (ROOT / name).parent
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert (home / target).exists(), f"{name}: {target}"


def test_the_documents_name_no_machine() -> None:
    """Documents are about the project, not about the place where it was made."""
    for name, text in PAGES.items():
        assert not re.search(r"(?<![\w.])/(?:root|home|Users)/", text), name


def test_the_walk_over_the_commands_finds_them() -> None:
    """An empty list would prove nothing."""
    assert {"scanpipe check", "scanpipe forms lint", "scanpipe findings explain"} <= set(COMMANDS)
    assert {"README.vi.md", "CHANGELOG.md", "docs/decisions/0001-places-in-millimetres.md"} <= set(PAGES)

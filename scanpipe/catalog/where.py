"""Where in forms/ a problem stands: the file of its edition, and the line of the value that is meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import yaml

from scanpipe.catalog.problem import Problem, Steps

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def placed(problems: Iterable[Problem], folder: Path) -> Iterator[Problem]:
    """The same problems with file and line, as far as the folder of forms holds them."""
    trees: dict[Path, yaml.Node | None] = {}
    for problem in problems:
        path = problem.file or _file(folder / problem.form, problem.edition)
        if path is None:
            yield problem
            continue
        if path not in trees:
            trees[path] = yaml.compose(path.read_text("utf-8-sig"), Loader=_LOADER)
        yield replace(problem, file=path, line=_line(trees[path], problem))


def line_of(text: str, key: str | None, at: Steps = ()) -> int:
    """The line (from 1) of a value in the YAML of an edition: of its field `key`, or of the file; the nearest known."""
    return _line(yaml.compose(text, Loader=_LOADER), Problem("", "info", "", None, key, "", at))


def _file(home: Path, edition: str | None) -> Path | None:
    """The file of an edition, of several with its id the last; that of the form where no edition is named."""
    if edition is None:
        about = home / "form.yaml"
        return about if about.is_file() else None
    named = sorted(p for p in home.glob(f"*_{edition}.yaml") if p.name.split("_", 1)[1] == f"{edition}.yaml")
    return named[-1] if named else None


def _line(tree: yaml.Node | None, problem: Problem) -> int:
    if tree is None:
        return 1
    start = _field(tree, problem.key) if problem.key else None
    if problem.key and start is None and problem.edition is None and not problem.at:
        # form.yaml names fields as values: of people, mostly.
        start = _scalar(tree, problem.key)
    return _follow(start or tree, problem.at)


def _field(tree: yaml.Node, key: str) -> yaml.Node | None:
    """The entry of `lines` with that key; it begins where its key stands."""
    lines = _value(tree, "lines")
    if isinstance(lines, yaml.SequenceNode):
        for line in lines.value:
            named = _value(line, "key")
            if isinstance(named, yaml.ScalarNode) and named.value == key:
                return line if isinstance(line, yaml.Node) else None
    return None


def _value(node: yaml.Node, name: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == name), None)
    return None


def _scalar(node: yaml.Node, text: str) -> yaml.Node | None:
    """The first value in the tree that is that text."""
    if isinstance(node, yaml.ScalarNode):
        return node if node.value == text else None
    if isinstance(node, yaml.MappingNode):
        inner = [value for _, value in node.value]
    else:
        inner = list(node.value) if isinstance(node, yaml.SequenceNode) else []
    return next((found for value in inner if (found := _scalar(value, text)) is not None), None)


def _follow(node: yaml.Node, steps: Steps) -> int:
    """The line of the key or entry that the steps lead to, as far as they lead."""
    line = int(node.start_mark.line) + 1
    for step in steps:
        following: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == step:
                    line, following = key.start_mark.line + 1, value
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            following = node.value[step]
            line = following.start_mark.line + 1
        if following is None:
            break
        node = following
    return int(line)

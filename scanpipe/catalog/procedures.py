"""
Reads forms/procedures/: which papers each procedure needs, and the facts in which it says when.

A broken file stops it with file, line and the mend; nothing is half loaded. Two conditions that depend on each
other, and a word that is neither a fact nor a named condition, are refused here: what follows may trust them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from scanpipe.catalog.load import read_file
from scanpipe.catalog.procedure_conditions import circle, names
from scanpipe.catalog.procedure_schema import Fact, FactsFile, Procedure
from scanpipe.errors import FormDataError
from scanpipe.validators import procedure_code

FACTS_FILE = "_facts.yaml"


@dataclass(frozen=True, slots=True, eq=False)
class Procedures:
    """
    All procedures by key, and the facts that they speak of.

    `digest` is the SHA-256 of what was read ("sha256:…"): the catalogue's own does not cover forms/procedures/.
    """

    by_key: Mapping[str, Procedure]
    facts: Mapping[str, Fact]
    digest: str

    def find(self, text: str) -> Procedure | None:
        """
        A procedure by its key or code; None when there is none.

        A code may carry a case and an agency ("1.001193.000.00.00.H49").
        """
        key = text.strip().casefold().replace("-", "_")
        if key in self.by_key:
            return self.by_key[key]
        if not procedure_code.is_valid(text):
            return None
        code = procedure_code.procedure(procedure_code.validate(text))
        return next((p for p in self.by_key.values() if procedure_code.procedure(p.code) == code), None)


def load_procedures(folder: Path) -> Procedures:
    """
    The procedures in the `procedures` folder of a catalogue; empty when there is none.

    Raises FormDataError naming file, line and the mend.
    """
    home = folder / "procedures"
    digest = hashlib.sha256()
    paths = sorted(home.glob("*.yaml"))
    if not paths:
        return Procedures({}, {}, "sha256:" + digest.hexdigest())
    if home / FACTS_FILE not in paths:
        raise FormDataError(f"{home}: {FACTS_FILE} is missing; add it with the facts that conditions may name.")
    facts = read_file(home / FACTS_FILE, FactsFile, digest).facts
    procedures: dict[str, Procedure] = {}
    codes: dict[str, Path] = {}
    for path in paths:
        if path.name == FACTS_FILE:
            continue
        procedure = read_file(path, Procedure, digest)
        _sound(path, procedure, facts)
        if first := codes.get(procedure.code):
            raise FormDataError(f"{_place(path, 'code')}: {procedure.code} is already the code of {first.name}.")
        codes[procedure.code] = path
        procedures[procedure.procedure] = procedure
    return Procedures(procedures, facts, "sha256:" + digest.hexdigest())


def _sound(path: Path, procedure: Procedure, facts: Mapping[str, Fact]) -> None:
    """Refuses what one file cannot say: a name that is not its own, an unknown word, conditions in a circle."""
    if procedure.procedure != path.stem:
        place = _place(path, "procedure")
        raise FormDataError(
            f"{place}: procedure is {procedure.procedure!r} but the file is {path.name}; make them agree."
        )
    if way := circle(procedure.conditions):
        chain = " → ".join((*way, way[0]))
        place = _place(path, "conditions", way[0])
        raise FormDataError(f"{place}: conditions depend on each other in a circle ({chain}); break it at one of them.")
    if shadowed := sorted(set(procedure.conditions) & set(facts)):
        place = _place(path, "conditions", shadowed[0])
        raise FormDataError(f"{place}: {shadowed[0]} is a fact already; give the condition another name.")
    for when in procedure.whens():
        for name in names(when):
            if name not in facts and name not in procedure.conditions:
                raise FormDataError(
                    f"{_word(path, name)}: {name} is neither a fact of {FACTS_FILE} nor a condition of this file; "
                    "correct its spelling or add it."
                )


def _place(path: Path, *keys: str) -> str:
    """The file and the line of a key."""
    node: yaml.Node | None = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    line = 1
    for key in keys:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == key), None)
            if found:
                line, node = found[0].start_mark.line + 1, found[1]
    return f"{path}:{line}"


def _word(path: Path, name: str) -> str:
    """The file and the line of a word within a condition."""
    root = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    return f"{path}:{(root and _line_in(root, name, within=False)) or 1}"


def _line_in(node: yaml.Node, name: str, *, within: bool) -> int | None:
    """The line of a word as a value, once the walk is within a condition."""
    if isinstance(node, yaml.ScalarNode):
        return node.start_mark.line + 1 if within and node.value == name else None
    inner = (
        [(k.value, v) for k, v in node.value] if isinstance(node, yaml.MappingNode) else [("", v) for v in node.value]
    )
    found = (_line_in(v, name, within=within or k in ("when", "unless", "conditions")) for k, v in inner)
    return next((line for line in found if line is not None), None)

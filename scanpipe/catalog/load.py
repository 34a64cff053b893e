"""Reads forms/ into a catalogue. A broken file stops it with file, line and the mend; nothing is half loaded."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scanpipe.catalog.catalog import Catalog, Form, in_order
from scanpipe.catalog.schema import Edition, FormFile
from scanpipe.errors import FormDataError

M = TypeVar("M", bound=BaseModel)

NOT_FORMS = ("procedures", "slips", "drafts", "history")
"""
Folders of forms/ that are no forms: `procedures` and `slips` have loaders of their own, `drafts` are editions that
somebody is at work on, `history` is what was published before.
"""


def load_catalog(folder: Path) -> Catalog:
    """
    The catalogue in a folder: one folder a form, with form.yaml and one file an edition.

    Raises FormDataError naming file, line and the mend.
    """
    if not folder.is_dir():
        raise FormDataError(f"{folder}: no such folder; set SCANPIPE_FORMS_DIR to the folder of forms.")
    digest = hashlib.sha256()
    forms: dict[str, Form] = {}
    for home in sorted(p for p in folder.iterdir() if p.is_dir() and p.name not in NOT_FORMS and p.name[0] != "."):
        form = _load_form(home, digest)
        forms[form.about.form] = form
    if not forms:
        raise FormDataError(f"{folder}: holds no form; expected folders such as ct01/ with a form.yaml.")
    for path in (folder / "kinds.yaml", *sorted((folder / "procedures").glob("*.yaml"))):
        # The law that a report names is all of it, also what has a loader of its own.
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return Catalog(forms, "sha256:" + digest.hexdigest())


def _load_form(home: Path, digest: hashlib._Hash) -> Form:
    if not (home / "form.yaml").is_file():
        raise FormDataError(f"{home}: form.yaml is missing; add it with form, name and domain.")
    about = read_file(home / "form.yaml", FormFile, digest)
    if about.form != home.name:
        raise FormDataError(f"{home / 'form.yaml'}: form is {about.form!r} but the folder is {home.name!r}.")
    editions = []
    for path in sorted(p for p in home.glob("*.yaml") if p.name != "form.yaml"):
        edition = read_file(path, Edition, digest)
        begin = edition.effective_from.isoformat() if edition.effective_from else "undated"
        if edition.form != about.form or path.name != f"{begin}_{edition.edition}.yaml":
            raise FormDataError(
                f"{path}: name and content disagree; expected {about.form}/{begin}_{edition.edition}.yaml."
            )
        editions.append(edition)
    return Form(about, in_order(editions))


def read_file(path: Path, model: type[M], digest: hashlib._Hash | None = None) -> M:
    """One YAML file as a model; FormDataError names file, line and the mend."""
    raw = path.read_bytes()
    if digest is not None:
        digest.update(path.name.encode() + b"\0" + raw + b"\0")
    try:
        text = raw.decode("utf-8-sig")
        node = yaml.compose(text, Loader=_Loader)
        content = yaml.load(text, Loader=_Loader)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FormDataError(f"{path}:{line}: not UTF-8 ({error.reason}); save the file as UTF-8.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        raise FormDataError(f"{where}: not valid YAML: {problem}.") from error
    try:
        return model.model_validate(content)
    except ValidationError as error:
        sentences = [_sentence(path, node, e) for e in error.errors() if not _tried_in_vain(e)]
        raise FormDataError("\n".join(sentences)) from error


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """Safe YAML; a key that stands twice is an error, not a silent overwrite, and every error knows its line."""


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[str] = set()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise yaml.constructor.ConstructorError(None, None, "a key has to be one word", key.start_mark)
        if key.value in seen:
            raise yaml.constructor.ConstructorError(None, None, f"the key {key.value!r} stands twice", key.start_mark)
        seen.add(key.value)
    loader.flatten_mapping(node)
    return dict(loader.construct_pairs(node, deep=True))


def _date(loader: Any, node: yaml.ScalarNode) -> Any:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as error:
        problem = f"{node.value} is no date ({error})"
        raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from error


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _date)


def _tried_in_vain(error: ErrorDetails) -> bool:
    """
    Whether an error only says that `required` is not the other thing it might have been: pydantic reports a failed
    word for every failed condition, and the other way round.
    """
    written = isinstance(error["input"], dict)
    return "required" in error["loc"] and error["type"] == ("literal_error" if written else "model_type")


def _steps(loc: tuple[int | str, ...]) -> list[int | str]:
    """Keys and positions as they stand in the file; pydantic adds the names of the models it tried."""
    steps = list(loc)
    if len(steps) > 2 and steps[0] == "lines":
        del steps[2]
    return [s for s in steps if isinstance(s, int) or ("[" not in s and s != "Condition")]


def _sentence(path: Path, node: yaml.Node | None, error: ErrorDetails) -> str:
    steps = _steps(error["loc"])
    line, found = _line_of(node, steps)
    where = ".".join(str(s) for s in steps) or "the file"
    mend = {
        "extra_forbidden": "unknown key; remove it or correct its spelling",
        "missing": "is required; add it",
    }.get(error["type"], error["msg"].removeprefix("Value error, "))
    return f"{path}:{line}: {where}: {mend}." if found else f"{path}: {where}: {mend}."


def _line_of(node: yaml.Node | None, steps: list[Any]) -> tuple[int, bool]:
    """The line (from 1) of the innermost part of the file that the steps lead to."""
    if node is None:
        return 1, False
    line = node.start_mark.line + 1
    for step in steps:
        following: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            following = next((v for k, v in node.value if k.value == step), None)
            line = next((k.start_mark.line + 1 for k, _ in node.value if k.value == step), line)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            following = node.value[step]
            line = following.start_mark.line + 1
        if following is None:
            break
        node = following
    return line, True

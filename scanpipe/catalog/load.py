"""Reads forms/ into a catalogue. A broken file stops it with file, line and the mend; nothing is half loaded."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from scanpipe.catalog.catalog import Catalog, Form, in_order
from scanpipe.catalog.schema import Edition, FormFile
from scanpipe.errors import FormDataError

M = TypeVar("M", bound=BaseModel)


def load_catalog(folder: Path) -> Catalog:
    """
    The catalogue in a folder: one folder a form, with form.yaml and one file an edition.

    Raises FormDataError naming file, line and the mend.
    """
    if not folder.is_dir():
        raise FormDataError(f"{folder}: no such folder; set SCANPIPE_FORMS_DIR to the folder of forms.")
    digest = hashlib.sha256()
    forms: dict[str, Form] = {}
    for home in sorted(p for p in folder.iterdir() if p.is_dir() and p.name != "procedures"):
        form = _load_form(home, digest)
        forms[form.about.form] = form
    if not forms:
        raise FormDataError(f"{folder}: holds no form; expected folders such as ct01/ with a form.yaml.")
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
        node = yaml.compose(raw, Loader=_Loader)
        content = yaml.load(raw, Loader=_Loader)
    except UnicodeDecodeError as error:
        raise FormDataError(f"{path}: not UTF-8 ({error}); save the file as UTF-8.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error)
        raise FormDataError(f"{path}{line}: not valid YAML: {problem}.") from error
    try:
        return model.model_validate(content)
    except ValidationError as error:
        sentences = [_sentence(path, node, e["loc"], e["msg"], e["type"]) for e in error.errors()]
        raise FormDataError("\n".join(sentences)) from error


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """Safe YAML; a key that stands twice is an error, not a silent overwrite."""


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[str] = set()
    for key, _ in node.value:
        if key.value in seen:
            raise yaml.constructor.ConstructorError(None, None, f"the key {key.value!r} stands twice", key.start_mark)
        seen.add(key.value)
    loader.flatten_mapping(node)
    return dict(loader.construct_pairs(node, deep=True))


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _sentence(path: Path, node: yaml.Node | None, loc: tuple[Any, ...], message: str, kind: str) -> str:
    steps = [step for step in loc if step not in ("field", "print", "Condition")]
    line, found = _line_of(node, steps)
    where = ".".join(str(s) for s in steps) or "the file"
    mend = {
        "extra_forbidden": "unknown key; remove it or correct its spelling",
        "missing": "is required; add it",
    }.get(kind, message)
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

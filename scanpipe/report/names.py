"""What the papers and lines of a report are called, looked up in the few files of forms/ that it mentions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from scanpipe.catalog.kinds_schema import load_kinds
from scanpipe.catalog.load import read_file
from scanpipe.catalog.schema import Edition, FormFile
from scanpipe.errors import FormDataError
from scanpipe.findings import Lang, plain_label
from scanpipe.model import Document, Report
from scanpipe.report.words import say

M = TypeVar("M", FormFile, Edition)


@dataclass(frozen=True, slots=True)
class Names:
    """Names by key. What is not known keeps its key: a report can outlive the files it was made from."""

    forms: Mapping[str, FormFile] = field(default_factory=dict)
    editions: Mapping[tuple[str, str], Edition] = field(default_factory=dict)
    kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Names of supporting papers by language."""

    def paper(self, document: Document, lang: Lang) -> str:
        """The name of the form, or that the paper was not recognised."""
        if document.form is None:
            return self.kinds.get(document.kind or "", {}).get(lang) or document.kind or say("unknown_paper", lang)
        about = self.forms.get(document.form)
        return document.form if about is None else about.name.get(lang) or about.name.get("vi") or document.form

    def edition(self, form: str | None, edition: str | None) -> str | None:
        """The edition as its instrument is cited ("Thông tư … số 66/2023/TT-BCA"), or its key."""
        known = self.editions.get((form or "", edition or ""))
        if known is None:
            return edition
        number = known.citation.number
        return known.citation.instrument if not number or number in known.citation.instrument else number

    def line(self, document: Document, key: str) -> str:
        """The label of a line as printed, without its leaders."""
        known = self.editions.get((document.form or "", document.edition or ""))
        label = next((f.label for f in known.fields if f.key == key), None) if known else None
        return plain_label(label) if label else key


def names_for(report: Report, forms_dir: Path) -> Names:
    """The names that the report needs; a file that is gone or broken is passed over."""
    forms: dict[str, FormFile] = {}
    editions: dict[tuple[str, str], Edition] = {}
    for document in report.documents:
        if document.form is None:
            continue
        home = forms_dir / document.form
        if document.form not in forms and (about := _read(home / "form.yaml", FormFile)):
            forms[document.form] = about
        for key in (document.edition, document.superseded_by):
            path = next(iter(sorted(home.glob(f"*_{key}.yaml"))), None) if key else None
            if key and path and (edition := _read(path, Edition)):
                editions[document.form, key] = edition
    return Names(forms, editions, _kinds(forms_dir) if any(d.kind for d in report.documents) else {})


def _kinds(forms_dir: Path) -> Mapping[str, Mapping[str, str]]:
    try:
        return load_kinds(forms_dir).names
    except (OSError, FormDataError):
        return {}


def _read(path: Path, model: type[M]) -> M | None:
    try:
        return read_file(path, model)
    except (OSError, FormDataError):
        return None

"""
problems.yaml, read and checked once: every code that an error can have, with its status and its words.

The words for files are those of scanpipe/findings.yaml, so that an answer, a report and a screen say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field

from scanpipe.findings import FINDINGS, LANGUAGES, Lang, render
from scanpipe.model import Finding

_TABLE = Path(__file__).with_name("problems.yaml")
_EXAMPLE: Mapping[str, object] = {
    "name": "to-khai.pdf",
    "max_mb": 50,
    "megapixels": 120,
    "max_megapixels": 80,
    "n": 240,
    "max": 200,
    "page": 2,
    "retry_s": 30,
    "by": "ng.hoa",
    "must": 1,
    "unseen": 2,
    "told_vi": "Bản nháp đã thay đổi sau khi được đề nghị.",
    "told_en": "The draft changed meanwhile.",
    "line": 12,
}
_OWN_EXAMPLES: Mapping[str, Mapping[str, object]] = {
    "request.too_many_files": {"max": 20},
    "check.too_many_pages": {"max": 10},
}
_NAMELESS = {"name_vi": "", "name_en": "The file", "page": "?"}

Code = Annotated[str, Field(pattern=r"^[a-z]+\.[a-z_]+$")]
Slug = Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Sentence(_Strict):
    """What happened (`t`), then what to do (`f`)."""

    t: str = Field(min_length=1, description="What happened.")
    f: str = Field(min_length=1, description="What to do.")


class _Kind(_Strict):
    slug: Slug
    status: int = Field(ge=400, le=599)
    title: str = Field(min_length=1)


class _Worded(_Kind):
    vi: Sentence
    en: Sentence


class _Table(_Strict):
    problems: dict[Code, _Worded]
    files: dict[Code, _Kind]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: where its page is, its status, and its short English title."""

    code: str
    slug: str
    status: int
    title: str


def _load(path: Path) -> _Table:
    return _Table.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


_LOADED = _load(_TABLE)

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        code: Kind(code, entry.slug, entry.status, entry.title)
        for code, entry in (*_LOADED.problems.items(), *_LOADED.files.items())
    }
)
"""Every kind of problem by its code, in the order of the table."""


def of_slug(slug: str) -> tuple[Kind, ...]:
    """The kinds of problem whose `type` ends with that slug; empty when nobody knows it."""
    return tuple(kind for kind in KINDS.values() if kind.slug == slug)


def sentences(code: str, params: Mapping[str, object]) -> dict[Lang, Sentence]:
    """What happened and what to do, in both languages. A parameter that is missing leaves its gap unseen."""
    if code in _LOADED.problems:
        entry = _LOADED.problems[code]
        filled = {name: params.get(name, "…") for name in _EXAMPLE}
        worded: dict[Lang, Sentence] = {"vi": entry.vi, "en": entry.en}
        return {
            lang: Sentence(t=words.t.format(**filled), f=words.f.format(**filled)) for lang, words in worded.items()
        }
    finding = Finding(code, params={**({} if params.get("name") else _NAMELESS), **_said(params)})
    wordings = {lang: FINDINGS[code].wording(lang) for lang in LANGUAGES}
    return {
        lang: Sentence(t=render(wording.title, finding, lang), f=render(wording.fix, finding, lang))
        for lang, wording in wordings.items()
    }


def example(code: str) -> dict[Lang, Sentence]:
    """The words as they may look: with the parameters of an example."""
    return sentences(code, {**_EXAMPLE, **_OWN_EXAMPLES.get(code, {})})


def _said(params: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in params.items() if value not in ("", None)}

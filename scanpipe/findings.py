"""
Every finding code and its wording: findings.yaml, read and checked once.

Logic yields a `Finding` (a code with its evidence); `rule` turns it into a `Ruling` (how much it weighs, what to do,
and its words in Vietnamese and English). When we are not sure enough to accuse, a `must` becomes a question.
"""

from __future__ import annotations

import datetime as dt
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal, TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict, Field

from scanpipe.model import Finding, Ruling, Severity

Lang: TypeAlias = Literal["vi", "en"]
LANGUAGES: tuple[Lang, ...] = ("vi", "en")

_TABLE = Path(__file__).with_name("findings.yaml")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")

Code = Annotated[str, Field(pattern=r"^[a-z]+\.[a-z_]+$")]
Words = Annotated[str, Field(min_length=1)]


class MissingParameter(RuntimeWarning):
    """A check left out a parameter that its wording needs: a gap in the sentence, and a failure in the tests."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Wording(_Strict):
    """What happened, then what to do, with `{parameters}`."""

    title: Words
    fix: Words


class Entry(_Strict):
    """One row of the table. `threshold` (0-1) is the confidence below which a `must` is asked, not said."""

    severity: Severity
    action: Literal["retake", "newform", "fill", "sign", "add", "confirm", "none"]
    threshold: float = Field(default=0.8, ge=0, le=1)
    optional: tuple[str, ...] = ()
    vi: Wording
    en: Wording
    slip: Words | None = None

    def wording(self, lang: Lang) -> Wording:
        """The words in that language."""
        return self.vi if lang == "vi" else self.en

    @property
    def parameters(self) -> frozenset[str]:
        """The parameters that title or fix need, in any language, without the optional ones."""
        texts = (self.vi.title, self.vi.fix, self.en.title, self.en.fix)
        return frozenset(name for text in texts for name in _PLACEHOLDER.findall(text)) - set(self.optional)


class _Question(_Strict):
    vi: Wording
    en: Wording


class _Table(_Strict):
    asked: _Question
    terms: dict[str, dict[Lang, Words]]
    findings: dict[Code, Entry]


def _load(path: Path) -> _Table:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser spares every command 0.2 s
    return _Table.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=loader))


_LOADED = _load(_TABLE)

FINDINGS: Mapping[str, Entry] = MappingProxyType(_LOADED.findings)
"""Every finding code, in the order of the table."""


def rule(finding: Finding, *, accuses: bool) -> Ruling:
    """
    The finding with its weight, action and words.

    `accuses` is False for a paper whose edition is not known well enough (provenance below grade B). Then, or when
    the confidence lies below the code's threshold, a `must` becomes a question: `check`, action `confirm`.
    Raises KeyError for a code that the table does not know.
    """
    entry = FINDINGS[finding.code]
    asked = entry.severity is Severity.MUST and not (accuses and finding.confidence >= entry.threshold)
    words = {lang: _words(finding, lang, asked=asked) for lang in LANGUAGES}
    return Ruling(
        finding=finding,
        severity=Severity.CHECK if asked else entry.severity,
        action="confirm" if asked else entry.action,
        title={lang: w.title for lang, w in words.items()},
        fix={lang: w.fix for lang, w in words.items()},
        asked=asked,
    )


def slip(finding: Finding) -> str | None:
    """The formal phrase for an officer's request for supplements (Vietnamese), None where none makes sense."""
    phrase = FINDINGS[finding.code].slip
    return None if phrase is None else render(phrase, finding, "vi")


def missing_parameters(finding: Finding) -> frozenset[str]:
    """The parameters that the wording needs and the finding lacks. Empty for every finding of a correct check."""
    return frozenset(n for n in FINDINGS[finding.code].parameters if _value(finding, n, "vi") is None)


def render(text: str, finding: Finding, lang: Lang) -> str:
    """
    The sentence with its parameters filled in. Never raises: a parameter that is missing leaves a gap and a
    `MissingParameter` warning.
    """
    optional = FINDINGS[finding.code].optional if finding.code in FINDINGS else ()

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        value = _value(finding, name, lang)
        if value is not None:
            return _shown(name, value, lang)
        if name not in optional:
            warnings.warn(f"{finding.code} has no parameter {name}", MissingParameter, stacklevel=3)
        return ""

    return " ".join(_PLACEHOLDER.sub(fill, text).split())


def plain_label(label: str) -> str:
    """
    A printed label as people say it: without leaders, footnote marks, boxes to tick and "(Ký, ghi rõ họ tên)".

    >>> plain_label("4. Số định danh cá nhân (2):……………")
    '4. Số định danh cá nhân'
    >>> plain_label("…, ngày … tháng … năm …")
    'ngày tháng năm'
    >>> plain_label("CHỦ HỘ KINH DOANH (Ký và ghi họ tên)5")
    'CHỦ HỘ KINH DOANH'
    """
    text = re.sub(r"\(\s*ký\b.*$", "", label, flags=re.IGNORECASE | re.DOTALL)
    text = re.sub(r":\s*(…|\.{3,}|_{3,}).*$", "", text, flags=re.DOTALL)
    text = re.sub(r"…+|\.{3,}|_{2,}|[□☐❑¨¹²³⁴⁵⁶⁷⁸⁹⁰]|\s*[(\[]\d{1,2}[)\]]|(?<=\))\d{1,2}", " ", text)
    text = re.sub(r"\s+([,;:.])", r"\1", " ".join(text.split()))
    return text.strip(" ,;:*") or label.strip()


def _words(finding: Finding, lang: Lang, *, asked: bool) -> Wording:
    said = FINDINGS[finding.code].wording(lang)
    title, fix = render(said.title, finding, lang), render(said.fix, finding, lang)
    if asked:
        question = _LOADED.asked.vi if lang == "vi" else _LOADED.asked.en
        title, fix = question.title.replace("{title}", title), question.fix.replace("{fix}", fix)
    return Wording.model_construct(title=title, fix=fix)


def _value(finding: Finding, name: str, lang: Lang) -> object | None:
    """The parameter, in the language's own word where the finding carries one."""
    own = finding.params.get(f"{name}_{lang}")
    value = finding.params.get(name) if own is None else own
    return getattr(finding, name, None) if value is None and name in ("page", "basis") else value


def _shown(name: str, value: object, lang: Lang) -> str:
    """A parameter for people: dates as day/month/year, decimals with the language's mark, labels without leaders."""
    match value:
        case dt.date():
            return f"{value:%d/%m/%Y}"
        case float():
            number = f"{value:.6g}"
            return number.replace(".", ",") if lang == "vi" else number
        case str() if name.startswith("label"):
            return plain_label(value)
        case str() if value in _LOADED.terms:
            return _LOADED.terms[value][lang]
    return str(value)

"""
The formal phrase of a finding, for the paper that an officer gives out: from the `slip` of findings.yaml.

What has no phrase there is asked for in general words; a code never stands in a request.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace

from scanpipe.findings import FINDINGS, plain_label, render
from scanpipe.model import Finding

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_BY_BASIS = re.compile(r"mẫu (?:ban hành )?kèm theo \{basis\}")
"""A form by its instrument, where nobody knows which one that is."""
_RETAKE, _LOOK = "đề nghị chụp hoặc quét lại", "đề nghị kiểm tra lại nội dung"
_WITH_NAME_ONLY = ("doc.missing", "doc.missing_conditional")
"""In the table a paper that is missing stands by its name: what is asked for is said above the table."""
_WHOLE_PAPER = ("edition.", "form.", "page.missing")
"""Findings about a paper as a whole: on which of its pages that was seen is of no use to anybody."""


def phrase(finding: Finding, *, paper: str | None, page: int | None, action: str) -> str:
    """
    What is asked for because of a finding. `paper` is what people call the paper, `page` its place in the dossier now.

    >>> phrase(Finding("sign.signature_missing", page=2, params={"label": "CHỦ HỘ"}), paper="Giấy đề nghị", page=1,
    ...        action="sign")
    'Giấy đề nghị, phần CHỦ HỘ: chưa ký (trang 1).'
    """
    known = _placed(finding, paper, page)
    if known.code in _WITH_NAME_ONLY and _has(known, "doc"):
        return _name(known)
    wording = FINDINGS[known.code].slip if known.code in FINDINGS else None
    if wording is not None and not _has(known, "basis"):
        wording = _BY_BASIS.sub("mẫu hiện hành", wording)
    if wording is None or not all(_has(known, name) for name in _PLACEHOLDER.findall(wording)):
        return in_general(paper, page, _label(known), retake=action == "retake")
    text = render(wording, known, "vi")
    return text if known.code.startswith(_WHOLE_PAPER) else on_page(text, page)


def in_general(paper: str | None, page: int | None, label: str | None, *, retake: bool) -> str:
    """
    What is asked for where there is no phrase: a new photo, or another look.

    >>> in_general("Tờ khai", 3, "Họ và tên", retake=False)
    'Tờ khai, mục Họ và tên: đề nghị kiểm tra lại nội dung (trang 3).'
    """
    if retake and page is not None:
        return f"Trang {page}: {_RETAKE}."
    place = ", ".join(part for part in (paper, f"mục {label}" if label else None) if part)
    if not place:
        place = f"Trang {page}" if page is not None else "Hồ sơ"
    return on_page(f"{place}: {_RETAKE if retake else _LOOK}.", page)


def illegible(paper: str | None, page: int | None, label: str) -> str:
    """What is asked for when an officer could not read a field either."""
    finding = Finding("field.illegible", page=page, params={"label": label})
    return phrase(finding, paper=paper or "Giấy tờ", page=page, action="confirm")


def on_page(text: str, page: int | None) -> str:
    """The phrase with its page, unless it begins with one."""
    if page is None or re.match(r"Trang \d", text):
        return text
    return f"{text.removesuffix('.')} (trang {page})."


def _placed(finding: Finding, paper: str | None, page: int | None) -> Finding:
    """The finding with its page where it is now, its paper by the name that people use, its days as days."""
    params = {name: _told(name, value) for name, value in finding.params.items()}
    if page is not None and "page" in params:
        params["page"] = page
    if paper is not None:
        params |= {"doc": paper, "doc_vi": paper}
    return replace(finding, page=page if page is not None else finding.page, params=params)


def _told(name: str, value: object) -> object:
    """A report keeps a day as text; a label of a table names its row and its column with a stroke between them."""
    if isinstance(value, str) and name.startswith("label"):
        return value.replace(" | ", " – ")
    return dt.date.fromisoformat(value) if isinstance(value, str) and _DAY.match(value) else value


def _name(finding: Finding) -> str:
    text = render("{doc}", finding, "vi")
    name = text[:1].upper() + text[1:]
    if finding.code == "doc.missing_conditional" and _has(finding, "reason"):
        return f"{name} (do {render('{reason}', finding, 'vi')})"
    return name


def _label(finding: Finding) -> str | None:
    label = finding.params.get("label")
    return plain_label(str(label)) if label else None


def _has(finding: Finding, name: str) -> bool:
    params: Mapping[str, object] = finding.params
    own = params.get(f"{name}_vi", params.get(name))
    if own is None and name in ("page", "basis"):
        own = getattr(finding, name, None)
    return own is not None and (name != "basis" or any(letter.isalnum() for letter in str(own)))

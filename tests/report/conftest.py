"""One report made by hand, with invented people, and the picture that it is about."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from scanpipe.catalog.schema import FormFile
from scanpipe.findings import rule
from scanpipe.imaging.encode import png
from scanpipe.model import (
    Box,
    Candidate,
    Document,
    EditionStatus,
    FileRecord,
    Finding,
    Ink,
    MadeWith,
    Page,
    Readability,
    Reading,
    Report,
    UploadFile,
    Verdict,
)
from scanpipe.report.names import Names

LYING = ((0.0, 0.94, 0.03), (-0.95, 0.0, 0.97), (0.0, 0.0, 1.0))
"""A page photographed a quarter turn off: its top stands on the left of the picture."""


def _findings() -> tuple[Finding, ...]:
    day = dt.date(2025, 7, 1)
    return (
        Finding("quality.auto_rotated", document=0, page=1),
        Finding(
            "edition.outdated",
            0.98412,
            document=0,
            page=1,
            box=Box(0.55, 0.04, 0.4, 0.03),
            params={"since": day, "until": dt.date(2025, 6, 30), "from": day, "doc": "Tờ khai CT01"},
            basis="Thông tư 53/2025/TT-BCA",
        ),
        Finding(
            "field.unclear",
            document=0,
            page=1,
            key="phone",
            box=Box(0.1, 0.4, 0.3, 0.03),
            params={"label": "5. Số điện thoại liên hệ:"},
        ),
        Finding(
            "sign.signature_missing",
            np.float64(0.91),  # what a check computes is often numpy's
            document=0,
            page=1,
            key="declarant_signature",
            box=Box(0.7, 0.8, 0.2, 0.1),
            params={"label": "NGƯỜI KÊ KHAI (6)", "doc": "Tờ khai CT01"},
        ),
        Finding("file.password", params={"name": "<khóa>.pdf"}),
    )


def _readings() -> tuple[Reading, ...]:
    return (
        Reading("full_name", 1, Box(0.31, 0.24, 0.55, 0.02), Ink.WRITTEN, "NGUYỄN VĂN A & <b>", 0.93456),
        Reading("sex", 1, Box(0.31, 0.3, 0.1, 0.02), Ink.BLANK),
        Reading("phone", 1, Box(0.1, 0.4, 0.3, 0.03), Ink.UNCLEAR),
        Reading("declarant_signature", 1, None, Ink.BLANK, located=True),
    )


@pytest.fixture
def report() -> Report:
    """An outdated CT01 without a signature, photographed lying on its side, and a second file with a password."""
    page = Page(1, 0, 1, Readability.OK, 90, -1.28, {"sharpness": 0.8, "px_per_mm": 7.9}, LYING, 210.0, 297.0)
    document = Document(
        form="ct01",
        edition="tt66_2023",
        edition_status=EditionStatus.OUTDATED,
        effective_from=dt.date(2024, 1, 1),
        superseded_by="tt53_2025",
        pages=(1,),
        confidence=0.98,
        runner_up=Candidate("ct01", "tt53_2025", 0.41),
        evidence=("66/2023/TT-BCA",),
        verdict=Verdict.CORRECT,
        readings=_readings(),
    )
    return Report(
        verdict=Verdict.CORRECT,
        as_of=dt.date(2026, 11, 23),
        made_with=MadeWith("0.1.0", "tesseract 5.3.0 vie", "sha256:" + "0" * 64, 1.94),
        files=(FileRecord("a.png", "0" * 64, 1), FileRecord("<khóa>.pdf", "1" * 64, 0)),
        pages=(page,),
        documents=(document,),
        findings=tuple(rule(finding, accuses=True) for finding in _findings()),
    )


@pytest.fixture
def clean(report: Report) -> Report:
    """The same paper with nothing to be said about it."""
    document = replace(report.documents[0], verdict=Verdict.SUBMIT, edition_status=EditionStatus.CURRENT)
    return replace(report, verdict=Verdict.SUBMIT, findings=(), documents=(document,), files=report.files[:1])


@pytest.fixture
def names() -> Names:
    """The names of the one form that the report mentions."""
    about = FormFile(form="ct01", name={"vi": "Tờ khai thay đổi thông tin cư trú"}, domain="residence")
    return Names({"ct01": about})


@pytest.fixture
def upload() -> tuple[UploadFile, ...]:
    """The files of the report: a gray picture with a dark bar along the top of the page, and one that is locked."""
    picture = np.full((700, 1000), 230, np.uint8)
    picture[30:670, 30:60] = 40
    return UploadFile("a.png", png(picture)), UploadFile("<khóa>.pdf", b"%PDF-1.7 locked")

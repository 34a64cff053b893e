"""Names of papers and lines, looked up in forms/."""

from pathlib import Path

from scanpipe.model import Report
from scanpipe.report.names import Names, names_for

EDITION = """
form: ct01
edition: tt66_2023
title: TỜ KHAI
citation: {instrument: Thông tư, number: 66/2023/TT-BCA}
effective_from: 2024-01-01
pages: 1
provenance: {grade: A, verified_on: 2026-11-20, text: x}
lines:
  - {key: full_name, label: "1. Họ, chữ đệm và tên:……"}
"""


def test_names_come_from_the_few_files_that_matter(report: Report, tmp_path: Path) -> None:
    """The form, the edition's instrument, the label of a line; what is not known keeps its key."""
    home = tmp_path / "ct01"
    home.mkdir()
    (home / "form.yaml").write_text("form: ct01\nname: {vi: Tờ khai cư trú}\ndomain: residence\n", "utf-8")
    (home / "2024-01-01_tt66_2023.yaml").write_text(EDITION, "utf-8")
    names, document = names_for(report, tmp_path), report.documents[0]
    assert names.paper(document, "en") == "Tờ khai cư trú"
    assert names.edition("ct01", "tt66_2023") == "66/2023/TT-BCA"
    assert names.line(document, "full_name") == "1. Họ, chữ đệm và tên"
    assert names.line(document, "sex") == "sex"
    assert names.edition("ct01", "tt53_2025") == "tt53_2025"


def test_a_catalogue_that_is_gone_leaves_the_keys(report: Report, tmp_path: Path) -> None:
    """A report can outlive the files it was made from."""
    (tmp_path / "ct01").mkdir()
    (tmp_path / "ct01" / "form.yaml").write_text("nothing: good\n", "utf-8")
    assert names_for(report, tmp_path) == Names()
    assert names_for(report, tmp_path).paper(report.documents[0], "vi") == "ct01"

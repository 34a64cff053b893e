"""Editions change while people use the service: nobody is told half of one law and half of another."""

from __future__ import annotations

from scanpipe.bench.publication import good_paper, measure_publication
from scanpipe.settings import Settings


def test_no_request_sees_half_a_catalogue(tesseract: None) -> None:
    """Every answer is that of one law, whole, and both laws were seen; papers are judged by the law they name."""
    seen = measure_publication(Settings().forms_dir, good_paper(), 6.0, flip_s=1.2)
    assert seen.wrong == []
    assert seen.flips >= 3
    assert seen.answers["editions"] >= 10, "how many there are is for the measurement: here the machine is shared"
    assert sum(seen.reports.values()) == seen.answers["examined"] >= 1

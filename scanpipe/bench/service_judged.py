"""Whether everything that a service accepted is finished: held, examined, and once in the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from scanpipe.bench.score import Tally
from scanpipe.bench.service_client import Phone


def judged(phone: Phone, accepted: Sequence[str], tally: Tally, name: str, story: str) -> None:
    """Count each accepted page (by its id): right when it is finished and stands once in the report."""
    view, report = phone.look(), phone.report()
    good = finished_pages(view, report)
    for page in accepted:
        tally.count(name, page in good, f"{story}: {_why(page, view, report)}")


def held_pages(view: dict[str, Any]) -> frozenset[str]:
    """The pages that the check holds."""
    return frozenset(page["id"] for page in view.get("pages", ()))


def finished_pages(view: dict[str, Any], report: dict[str, Any]) -> frozenset[str]:
    """The pages that were examined, when nothing is left to do, and that the report has once."""
    if not view.get("examined"):
        return frozenset()
    told = Counter(page["number"] for page in report.get("pages", ()))
    places = Counter((page["file"], page["file_page"]) for page in report.get("pages", ()))
    if any(n > 1 for n in places.values()) or sum(told.values()) != len(view["pages"]):
        return frozenset()
    return frozenset(
        page["id"]
        for page in view["pages"]
        if page["state"] == "done" and page["verdict"] is not None and told[page["number"]] == 1
    )


def _why(page: str, view: dict[str, Any], report: dict[str, Any]) -> str:
    seen = next((p for p in view.get("pages", ()) if p["id"] == page), None)
    states = f"{seen['state']}, {seen['verdict']}" if seen else "not held"
    examined, pages = view.get("examined"), [(p["file"], p["file_page"]) for p in report.get("pages", ())]
    return f"{page} {states}; examined {examined}, of {len(view.get('pages', ()))} the report has {pages}"

"""How things stand, as a shape and words: colour only repeats what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scanpipe.intake.views import ChecklistLineView, CheckView, EditionView, FindingView, PageState, PageView


@dataclass(frozen=True, slots=True)
class Badge:
    """`tone` is a class of the style sheet, `shape` one character, `key` words of ui.yaml with their parameters."""

    tone: str
    shape: str
    key: str
    params: Mapping[str, object] = field(default_factory=dict)


_NONE = Badge("todo", "○", "st.none")
_RUNNING = Badge("run", "…", "st.running")
_PASSED = Badge("ok", "✓", "st.ok")
_NOT_NEEDED = Badge("na", "–", "st.na")
_LOOK = Badge("look", "◐", "st.review")
_UNREAD = Badge("unread", "↻", "st.unread")
_STAGES = {
    PageState.RECEIVED: "st.received",
    PageState.STRAIGHTENING: "prog.s1",
    PageState.READING: "prog.s2",
    PageState.MATCHING: "prog.s3",
}
_EDITIONS = {
    "current": ("ok", "✓", "st.current"),
    "grace": ("look", "◐", "st.grace"),
    "outdated": ("fix", "!", "st.old"),
    "not_yet": ("fix", "!", "st.not_yet"),
    "mixed": ("fix", "!", "st.mixed"),
    "unknown": ("look", "?", "st.unsure"),
}
_NOT_READ = ("field.unclear", "field.illegible", "sign.unclear", "system.partial", "system.engine_failed")


def of_page(page: PageView) -> Badge:
    """How far a page is, then what came of it."""
    if page.state is not PageState.DONE and page.readability != "unreadable":
        return Badge("run", "…", _STAGES[page.state])
    if page.readability == "unreadable" or page.verdict == "rescan":
        return _UNREAD
    if page.open_must:
        return _to_fix(page.open_must)
    # What a person disputed is no longer theirs to mend, nor is it well: an officer looks.
    return _PASSED if page.verdict == "submit" or page.verdict is None else _LOOK


def of_line(line: ChecklistLineView, check: CheckView) -> Badge:
    """A paper of the procedure: one of five states."""
    pages = [page for page in check.pages if page.number in line.pages]
    if pages and any(page.state is not PageState.DONE for page in pages):
        return _RUNNING
    if line.open_must and pages:
        return _to_fix(line.open_must)
    if line.said_not_needed or line.state in ("not_needed", "replaceable"):
        return _NOT_NEEDED
    if pages or line.state == "received":
        unread = any(page.readability == "unreadable" for page in pages)
        return _UNREAD if unread else _PASSED
    return _NONE


def of_edition(edition: EditionView) -> Badge:
    """Where the edition of a paper stands."""
    return Badge(*_EDITIONS[edition.status])


def mark(finding: FindingView) -> str:
    """How a finding is drawn on its page: must, check or unread."""
    if finding.code.startswith("quality.") or finding.code in _NOT_READ:
        return "unread"
    return "must" if finding.severity == "must" else "check"


def settled(badge: Badge) -> bool:
    """Whether nothing is left to do about it."""
    return badge in (_PASSED, _NOT_NEEDED)


def _to_fix(count: int) -> Badge:
    return Badge("fix", "!", "st.fix", {"n": count})

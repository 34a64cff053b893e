"""The findings of a check in the order of work, each with the one thing that its button does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scanpipe.intake.views import CheckView, DocumentView, FindingView

_SETTLED = ("fixed", "confirmed_ok", "overridden")
_ABOUT_A_PAGE = ("retake", "fill", "sign")


@dataclass(frozen=True, slots=True)
class Button:
    """Words of ui.yaml and where they lead."""

    key: str
    href: str


@dataclass(frozen=True, slots=True)
class BlankLink:
    """The form in force, to download: its address and its size in bytes."""

    href: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Work:
    """
    One finding on screen. `button` is its main action; `blank` stands in its place where a new form is needed, with
    `carried` the same form filled with what was read; `asks` shows the question with its three answers. `moot` are
    the findings that a new form makes void.
    """

    finding: FindingView
    button: Button | None
    blank: BlankLink | None
    carried: str | None
    asks: bool
    moot: tuple[FindingView, ...]


@dataclass(frozen=True, slots=True)
class Sorted:
    """What has to be done, what may be looked at, what was done already, and what the person has settled."""

    must: tuple[Work, ...]
    check: tuple[Work, ...]
    info: tuple[FindingView, ...]
    settled: tuple[Work, ...]

    @property
    def work(self) -> tuple[Work, ...]:
        """Everything that is open, in the order of work."""
        return self.must + self.check


def sort_out(check: CheckView, home: str, size_of: Callable[[str], int | None]) -> Sorted:
    """
    The findings as a person works through them. `size_of` tells the size of the blank of a form in bytes, None when
    there is none.
    """
    shown = [finding for finding in check.findings if not finding.moot_by]
    moot = [finding for finding in check.findings if finding.moot_by]
    works = [_work(finding, check, home, size_of, moot) for finding in sorted(shown, key=lambda f: f.number)]
    open_ = [work for work in works if work.finding.state not in _SETTLED]
    return Sorted(
        must=tuple(work for work in open_ if work.finding.severity == "must"),
        check=tuple(work for work in open_ if work.finding.severity == "check"),
        info=tuple(work.finding for work in open_ if work.finding.severity == "info"),
        settled=tuple(work for work in works if work.finding.state in _SETTLED),
    )


def _work(
    finding: FindingView,
    check: CheckView,
    home: str,
    size_of: Callable[[str], int | None],
    moot: Sequence[FindingView],
) -> Work:
    paper = next((d for d in check.documents if d.number == finding.document), None)
    blank = _blank(finding, paper, size_of)
    return Work(
        finding=finding,
        button=None if blank else _button(finding, home),
        blank=blank,
        carried=f"{home}/mau/{paper.number}.pdf" if blank and paper and paper.can_carry else None,
        asks=finding.action == "confirm" and finding.code != "page.unknown",
        moot=tuple(other for other in moot if other.moot_by == finding.id),
    )


def _blank(finding: FindingView, paper: DocumentView | None, size_of: Callable[[str], int | None]) -> BlankLink | None:
    # A paper of another procedure is not mended by its own newest form.
    if finding.action != "newform" or finding.code == "form.wrong_procedure":
        return None
    if paper is None or paper.edition is None or not paper.edition.current_blank:
        return None
    size = size_of(paper.edition.form)
    return BlankLink(f"/mau/{paper.edition.form}/hien-hanh.pdf", size) if size else None


def _button(finding: FindingView, home: str) -> Button | None:
    page = f"{home}/p/{finding.page_id}" if finding.page_id else None
    if finding.code == "page.unknown" and page:
        return Button("f.sort", f"{page}#loai")
    match finding.action:
        case "newform":
            return Button("app.forms", "/mau")
        case "add":
            wanted = f"?giay={finding.key}" if finding.key and finding.code.startswith("doc.") else ""
            key = "f.add_page" if finding.code == "page.missing" else "f.add"
            return Button(key, f"{home}{wanted}#chup")
        case action if action in _ABOUT_A_PAGE:
            return Button("f.retake", f"{page}#thay" if page else f"{home}#chup")
    return None

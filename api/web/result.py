"""The result: one verdict, then what is to be done in the order of work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter, Request, Response

from api import words
from api.web.door import agreed
from api.web.findings import Sorted, sort_out
from api.web.form_change import told_of
from api.web.library import sizes
from api.web.look import look_of
from api.web.render import show
from api.web.route import PageRoute, away
from scanpipe.findings import Lang
from scanpipe.intake.views import CheckView

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_SHAPES = {"submit": "✓", "correct": "✎", "rescan": "↻", "review": "◐"}
_TONES = {"submit": "ok", "correct": "fix", "rescan": "unread", "review": "look"}


@dataclass(frozen=True, slots=True)
class Head:
    """The verdict in a word or two, with its shape and tone, and the sentence below it (words of ui.yaml)."""

    word: str
    tone: str
    shape: str
    key: str
    params: Mapping[str, object] = field(default_factory=dict)


@router.get("/k/{code}/kq")
def result(request: Request, code: str, da_tra_loi: str | None = None) -> Response:
    """The result of the last examination; while one is going on, its progress."""
    check = agreed(request, code)
    if not check.view.examined or check.view.verdict is None:
        return away(f"{check.home}/tien-do" if check.view.pages else check.home)
    found = sort_out(check.view, check.home, sizes(request, check))
    return show(
        request,
        "result.html.j2",
        check=check.view,
        home=check.home,
        found=found,
        heads={lang: head_of(check.view, found, lang) for lang in ("vi", "en")},
        answered=da_tra_loi is not None,
        change=told_of(check.view, check.home, look_of(request).lang),
    )


def head_of(check: CheckView, found: Sorted, lang: Lang) -> Head:
    """What is told on top. "Cannot tell" is no fourth word for a citizen: they may go, and an officer looks."""
    verdict = check.verdict or "review"
    if verdict == "correct" and not found.must:
        # The person has answered everything; whether they are right is for an officer to see.
        return Head(words.say("res.doubt.h", lang), "look", "◐", "res.review.b", {"n": len(found.work + found.settled)})
    tone, shape = _TONES[verdict], _SHAPES[verdict]
    match verdict:
        case "submit":
            return Head(words.say("res.pass.h", lang), tone, shape, "res.pass.b")
        case "correct":
            counts: dict[str, object] = {"must": len(found.must)}
            if not found.check:
                return Head(words.say("res.fix.h", lang), tone, shape, "res.fix.b_must", counts)
            return Head(words.say("res.fix.h", lang), tone, shape, "res.fix.b", counts | {"check": len(found.check)})
        case "rescan":
            unread = sum(page.readability == "unreadable" or page.verdict == "rescan" for page in check.pages)
            return Head(words.say("res.unread.h", lang), tone, shape, "res.unread.b", {"n": max(1, unread)})
    word = check.headline.get(lang) or words.say("res.review.h", lang)
    return Head(word, tone, shape, "res.review.b", {"n": len(found.work)})

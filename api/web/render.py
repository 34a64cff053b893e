"""From a template to an answer: words, look and addresses that every page has."""

from __future__ import annotations

import datetime as dt
from functools import cache, partial
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api import words
from api.security import csrf_token
from api.web import badges, static
from api.web.house import house_of
from api.web.look import look_of, remember_look
from scanpipe.service import VIETNAM

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
"""What an answer with personal data says: nobody keeps it, nobody is told of it."""


def show(request: Request, template: str, *, status: int = 200, private: bool = True, **context: Any) -> HTMLResponse:
    """The page as an answer. Pages are private unless they are the same for everybody."""
    look = look_of(request)
    house = house_of(request)
    html = (
        templates()
        .get_template(template)
        .render(
            look=look,
            house=house,
            say=partial(words.say, lang=look.lang),
            csrf=partial(csrf_token, request),
            **context,
        )
    )
    # Even a page for everybody holds this browser's choices and its token against forgery.
    headers = PRIVATE if private else {"Cache-Control": "private, no-cache", "Vary": "Cookie"}
    answer = HTMLResponse(html, status_code=status, headers=headers)
    remember_look(answer, look, secure=house.secure)
    return answer


@cache
def templates() -> Environment:
    """All templates; a name that is missing stops the page, and everything is escaped."""
    room = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    room.globals |= {"static": static.address, "has_fonts": static.has_fonts, "badges": badges}
    room.filters |= {"day": day, "clock": clock, "size": file_size}
    return room


def day(date: dt.date) -> str:
    """As people here write it: 23/11/2026. A moment is told in Vietnam's time."""
    return f"{date.astimezone(VIETNAM) if isinstance(date, dt.datetime) else date:%d/%m/%Y}"


def clock(moment: dt.datetime) -> str:
    """The time of day in Vietnam, 24 hours."""
    return f"{moment.astimezone(VIETNAM):%H:%M}"


def file_size(count: int, lang: str) -> str:
    """A number of bytes for people: "180 KB", "1,2 MB"."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} KB"
    text = f"{count / 1_000_000:.1f} MB"
    return text.replace(".", ",") if lang == "vi" else text

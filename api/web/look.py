"""How a person wants the pages: language, size of letters, and whether they help somebody else. Nothing personal."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from scanpipe.findings import Lang

_YEAR_S = 365 * 24 * 3600
_CHOICES = {"lang": ("vi", "en"), "chu": ("1", "2", "3"), "giup": ("0", "1")}
"""What each choice may be, the first being what nobody chose; each is a parameter of any address and a cookie."""
TEAM_COOKIE = "doi"
_TEAM_LETTERS = 20


@dataclass(frozen=True, slots=True)
class Look:
    """`size` 1 to 3 stands for letters of 100, 130 and 160 %. `chosen` is what this request asks to be remembered."""

    lang: Lang
    size: int
    helper: bool
    team: str | None
    path: str
    query: tuple[tuple[str, str], ...]
    chosen: tuple[tuple[str, str], ...]

    def here(self, **choice: object) -> str:
        """The address of this very page with another choice."""
        kept = [(name, value) for name, value in self.query if name not in choice]
        return f"{self.path}?{urlencode([*kept, *((k, str(v)) for k, v in choice.items())])}"


def look_of(request: Request) -> Look:
    """What the address says, else what the cookies say; what is neither is as nobody chose."""
    said = {name: _choice(request.query_params.get(name), name) for name in _CHOICES}
    values = {
        name: said[name] or _choice(request.cookies.get(name), name) or options[0] for name, options in _CHOICES.items()
    }
    return Look(
        lang="en" if values["lang"] == "en" else "vi",
        size=int(values["chu"]),
        helper=values["giup"] == "1",
        team=team_name(request.cookies.get(TEAM_COOKIE)),
        path=request.url.path,
        query=tuple((k, v) for k, v in request.query_params.multi_items() if k not in _CHOICES),
        chosen=tuple((name, value) for name, value in said.items() if value),
    )


def remember_look(response: Response, look: Look, *, secure: bool) -> None:
    """Keeps what was chosen by address for a year."""
    for name, value in look.chosen:
        response.set_cookie(name, value, max_age=_YEAR_S, samesite="lax", secure=secure, httponly=True)


def forget_look(response: Response) -> None:
    """The next person may want it otherwise; that somebody helps stays."""
    for name in ("lang", "chu"):
        response.delete_cookie(name)


def team_name(text: str | None) -> str | None:
    """The code of a team of volunteers: letters, digits and dashes; None when there is none."""
    kept = "".join(c for c in (text or "") if c.isascii() and (c.isalnum() or c == "-"))[:_TEAM_LETTERS]
    return kept or None


def _choice(value: str | None, name: str) -> str | None:
    return value if value in _CHOICES[name] else None

"""Every screen by a name, and the way to it."""

from __future__ import annotations

from collections.abc import Callable

from tests.screens.visit import Visit
from tests.service.caller import Dossier

PUBLIC = {
    "start": "/",
    "start-helper": "/?giup=1",
    "choose": "/k/new",
    "search": "/k/new?q=khai+sinh",
    "search-nothing": "/k/new?q=xin+giay+phep+bay",
    "code": "/ma",
    "code-wrong": "/ma?ma=KT-1",
    "code-elsewhere": "/ma?ma=KT-7M4K-92QX",
    "privacy": "/rieng-tu",
    "help": "/tro-giup",
    "forms": "/mau",
    "form": "/mau/ct01",
    "officer": "/q/KT-7M4K-92QX",
    "not-found": "/k/KT-7M4K-92QX",
}
OF_A_CHECK = {
    "checklist": ("unsigned", ""),
    "capture-for": ("unsigned", "?giay=declaration#chup"),
    "choose-again": ("unsigned", "/thu-tuc"),
    "result": ("unsigned", "/kq"),
    "result-outdated": ("outdated", "/kq"),
    "result-good": ("good", "/kq"),
    "result-unreadable": ("blurred", "/kq"),
    "page": ("unsigned", "/p/{page}"),
    "page-original": ("unsigned", "/p/{page}?xem=goc"),
    "page-outdated": ("outdated", "/p/{page}"),
    "todo": ("unsigned", "/in"),
    "erase": ("unsigned", "/xoa"),
    "receipt": ("sent", "/phieu"),
    "consent": ("fresh", "/dong-y"),
    "refused": ("fresh", "/khong-dong-y"),
}
"""Of which of the finished checks, and where."""


def at(person: Visit, screen: str, checks: Callable[[str], Dossier], **look: object) -> None:
    """Go to a screen by its name, with a choice of language or size of letters."""
    if screen in PUBLIC:
        path = PUBLIC[screen]
    else:
        name, path = OF_A_CHECK[screen]
        dossier = checks(name)
        person.hold(dossier)
        if "{page}" in path:
            path = path.format(page=dossier.view()["pages"][0]["id"])
        path = f"/k/{dossier.code}{path}"
    path, _, place = path.partition("#")
    for key, value in {"lang": "vi", "chu": 1, "giup": 0, **look}.items():
        if f"{key}=" not in path:
            path += f"{'&' if '?' in path else '?'}{key}={value}"
    person.open(path + (f"#{place}" if place else ""))

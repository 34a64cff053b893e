"""
Style sheets, scripts and fonts. Their address holds a digest of all of them, so that a browser may keep them for ever
and a new release is seen at once; a script finds its neighbours beside itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

HOME = Path(__file__).resolve().parents[1] / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
_NPM = Path(__file__).resolve().parents[2] / ".tools" / "npm" / "node_modules"
_FONTS = tuple(
    f"be-vietnam-pro-{part}-{weight}-normal.woff2" for part in ("latin", "vietnamese") for weight in (400, 600)
)
_FOR_EVER = "public, max-age=31536000, immutable"

router = APIRouter()


def fonts_dir() -> Path:
    """Where the font lies when it could be fetched; the pages have a good face without it."""
    return _NPM / "@fontsource" / "be-vietnam-pro" / "files"


@cache
def files() -> Mapping[str, Path]:
    """Everything that may be served, by its name below /static/…/. Nothing else is reachable."""
    own = {p.relative_to(HOME).as_posix(): p for p in sorted(HOME.rglob("*")) if p.suffix in _TYPES and p.is_file()}
    fonts = {f"fonts/{name}": fonts_dir() / name for name in _FONTS}
    return own | (fonts if all(path.is_file() for path in fonts.values()) else {})


def has_fonts() -> bool:
    """Whether the font is there: only then may a page ask for it."""
    return any(name.startswith("fonts/") for name in files())


@cache
def digest() -> str:
    """A digest of all of them, 12 hex digits."""
    seen = hashlib.sha256()
    for name, path in files().items():
        seen.update(name.encode() + b"\0" + path.read_bytes())
    return seen.hexdigest()[:12]


def address(name: str) -> str:
    """The address of a file. Raises KeyError when there is none: a page must not ask for what is not there."""
    if name not in files():
        raise KeyError(name)
    return f"/static/{digest()}/{name}"


@router.get("/static/{release}/{name:path}", include_in_schema=False)
def serve(release: str, name: str) -> Response:
    """One file; kept for ever when it is of this release."""
    path = files().get(name)
    if path is None:
        return Response(status_code=404)
    kept = _FOR_EVER if release == digest() else "no-cache"
    return FileResponse(path, media_type=_TYPES[path.suffix], headers={"Cache-Control": kept})


@router.get("/favicon.ico", include_in_schema=False)
def favicon() -> Response:
    """Browsers ask for it whatever a page says."""
    return FileResponse(files()["icon.svg"], media_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"})

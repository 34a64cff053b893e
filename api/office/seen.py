"""
How long somebody can have had a page before them, by a moment that the page carries and that only we can sign.

A script tells for how long a picture was on screen; a page without scripts cannot. Neither is believed beyond the time
since the page was made.
"""

from __future__ import annotations

import hashlib
import hmac
import time

from starlette.requests import Request

ENOUGH_MS = 300
"""What the guard asks for: product §6.2, guards against rubber-stamping."""
_LONGEST_MS = 24 * 3600 * 1000


def stamp(request: Request, check_id: str) -> str:
    """Now, for this dossier, to be sent back with a form."""
    made_ms = time.time_ns() // 1_000_000
    return f"{made_ms}.{_signed(request, check_id, made_ms)}"


def seen_ms(request: Request, check_id: str, stamped: str, told: int | None) -> int:
    """
    For how many milliseconds the picture can have been looked at, 0 when the moment is not ours.

    `told` is what a script measured; without one (None) a page that was there long enough counts as looked at.
    """
    moment, _, signature = stamped.partition(".")
    if not (moment.isascii() and moment.isdigit()) or len(moment) > 15:
        return 0
    if not hmac.compare_digest(signature.encode(), _signed(request, check_id, int(moment)).encode()):
        return 0
    since_ms = time.time_ns() // 1_000_000 - int(moment)
    if not 0 <= since_ms <= _LONGEST_MS:
        return 0
    if told is not None:
        return max(0, min(told, since_ms))
    return ENOUGH_MS if since_ms >= ENOUGH_MS else since_ms


def _signed(request: Request, check_id: str, made_ms: int) -> str:
    secret: bytes = request.app.state.secret
    return hmac.new(secret, f"seen:{check_id}:{made_ms}".encode(), hashlib.sha256).hexdigest()[:32]

"""Who runs this service, and its limits, as the pages tell them."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from scanpipe.settings import Settings


@dataclass(frozen=True, slots=True)
class House:
    """`base` is the address of this service as people reach it, without a slash at the end."""

    controller: str
    address: str
    phone: str
    help_phone: str
    keep_days: int
    keep_draft_hours: int
    keep_sent_days: int
    max_file_mb: int
    ask_consent: bool
    base: str
    secure: bool


def house_of(request: Request) -> House:
    """From the settings of the server; the address from the request where the settings name none."""
    settings: Settings = request.app.state.settings
    base = settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")
    return House(
        controller=settings.controller_name,
        address=settings.controller_address,
        phone=settings.controller_phone,
        help_phone=settings.help_phone or settings.controller_phone,
        keep_days=settings.keep_days,
        keep_draft_hours=settings.keep_draft_hours,
        keep_sent_days=settings.keep_sent_days,
        max_file_mb=settings.max_file_mb,
        ask_consent=settings.ask_consent,
        base=base,
        secure=base.startswith("https://"),
    )

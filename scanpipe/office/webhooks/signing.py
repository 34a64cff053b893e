"""
How a message is signed, after Standard Webhooks 1.0.0 (https://www.standardwebhooks.com).

    webhook-signature: v1,base64(HMAC-SHA256(secret, webhook-id + "." + webhook-timestamp + "." + body))

The secret is the base64 behind `whsec_`. While a secret is changed there are two signatures, separated by a space: a
receiver that knows one of the secrets is satisfied.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hmac
import secrets
from collections.abc import Mapping, Sequence

PREFIX = "whsec_"
SECRET_BYTES = 32
"""The standard asks for 24 to 64."""
TOLERANCE_S = 300
"""How far the clock of a message may be from that of its receiver."""


class SignatureError(ValueError):
    """A message that its receiver must not believe."""


def new_secret() -> str:
    """A fresh secret, to be shown once."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signature(secret: str, message_id: str, timestamp_s: int, body: bytes) -> str:
    """One signature. Raises SignatureError for a secret that is none."""
    signed = f"{message_id}.{timestamp_s}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(_key(secret), signed, "sha256")).decode()


def headers(message_id: str, held: Sequence[str], at: dt.datetime, body: bytes) -> dict[str, str]:
    """The three headers of a message that is sent at that moment, signed with each of the secrets."""
    timestamp_s = int(at.timestamp())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp_s),
        "webhook-signature": " ".join(signature(secret, message_id, timestamp_s, body) for secret in held),
    }


def verify(secret: str, told: Mapping[str, str], body: bytes, *, now: dt.datetime) -> None:
    """What a receiver does: raises SignatureError unless the message is ours and of these five minutes."""
    sent_s = told.get("webhook-timestamp", "")
    if not (sent_s.isascii() and sent_s.isdecimal()) or abs(now.timestamp() - int(sent_s)) > TOLERANCE_S:
        raise SignatureError("the timestamp is missing or more than five minutes away")
    expected = signature(secret, told.get("webhook-id", ""), int(sent_s), body)
    shown = told.get("webhook-signature", "").split()
    if not any(hmac.compare_digest(expected.encode(), one.encode()) for one in shown):
        raise SignatureError("no signature fits")


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise SignatureError("the secret is not base64") from None

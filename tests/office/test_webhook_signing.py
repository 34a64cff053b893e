"""Signatures of messages, as Standard Webhooks has them."""

import base64
import datetime as dt
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.office.webhooks.signing import (
    SignatureError,
    headers,
    new_secret,
    signature,
    verify,
)
from tests.conftest import ROOT

NOW = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)


def test_the_signature_is_that_of_the_standard() -> None:
    """The example that the libraries of the standard are tested with."""
    assert (
        signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                  b'{"test": 2432232314}')
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )  # fmt: skip


def test_a_secret_is_of_the_length_that_the_standard_asks_for() -> None:
    """24 to 64 bytes, and never the same."""
    secret = new_secret()
    assert secret.startswith("whsec_")
    assert 24 <= len(base64.b64decode(secret.removeprefix("whsec_"))) <= 64
    assert secret != new_secret()


@given(st.binary(max_size=300))
def test_a_receiver_believes_what_was_signed(body: bytes) -> None:
    """Whatever the body, and nothing that was added to it."""
    secret = new_secret()
    told = headers("msg_1", [secret], NOW, body)
    verify(secret, told, body, now=NOW)
    with pytest.raises(SignatureError, match="fits"):
        verify(secret, told, body + b" ", now=NOW)


def test_while_a_secret_changes_both_are_believed() -> None:
    """Two signatures, separated by a space; a third secret is not believed."""
    old, new = new_secret(), new_secret()
    told = headers("msg_1", [new, old], NOW, b"{}")
    assert len(told["webhook-signature"].split(" ")) == 2
    for secret in (old, new):
        verify(secret, told, b"{}", now=NOW)
    with pytest.raises(SignatureError, match="fits"):
        verify(new_secret(), told, b"{}", now=NOW)


@pytest.mark.parametrize("changed", ["webhook-id", "webhook-timestamp", "body"])
def test_a_receiver_believes_nothing_that_was_changed(changed: str) -> None:
    """Neither id nor time nor body."""
    secret = new_secret()
    told, body = headers("msg_1", [secret], NOW, b"{}"), b"{}"
    match changed:
        case "body":
            body = b'{"a":1}'
        case "webhook-id":
            told["webhook-id"] = "msg_2"
        case _:
            told["webhook-timestamp"] = str(int(told["webhook-timestamp"]) + 1)
    with pytest.raises(SignatureError, match="fits"):
        verify(secret, told, body, now=NOW)


@pytest.mark.parametrize("later_s", [-301, 301])
def test_a_message_of_another_time_is_not_believed(later_s: int) -> None:
    """Five minutes either way: what was overheard cannot be sent again tomorrow."""
    secret = new_secret()
    told = headers("msg_1", [secret], NOW, b"{}")
    with pytest.raises(SignatureError, match="timestamp"):
        verify(secret, told, b"{}", now=NOW + dt.timedelta(seconds=later_s))


def test_the_receiver_of_the_documents_believes_us_and_nobody_else() -> None:
    """The code that people are given to copy is run."""
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs/webhooks.md").read_text("utf-8"), re.DOTALL)
    room: dict[str, Callable[..., bool]] = {}
    exec(code, room)
    believed, secret, other = room["believed"], new_secret(), new_secret()
    told, now_s = headers("msg_1", [other, secret], NOW, b"{}"), NOW.timestamp()
    assert believed(secret, told, b"{}", now_s)
    assert believed(other, told, b"{}", now_s + 299)
    assert not believed(secret, told, b"{}", now_s + 301)
    assert not believed(secret, told, b"{} ", now_s)
    assert not believed(new_secret(), told, b"{}", now_s)

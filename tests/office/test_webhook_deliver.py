"""One attempt at one receiver, real sockets on both sides: what counts as delivered, and what does not."""

import datetime as dt
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scanpipe.office.webhooks.deliver import Attempt, Means, Post, deliver, means
from scanpipe.office.webhooks.targets import Allowed
from tests.office import receiver as told
from tests.office.receiver import Behaviour, Receiver, answers

HERE = Allowed.of(["127.0.0.1"])
QUICK_S = 0.6


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Says 204 to everything."""
    made = Receiver(answers(204))
    yield made
    made.close()


def quick(allowed: Allowed = HERE, **more: object) -> Means:
    return Means(allowed, ssl.create_default_context(), timeout_s=QUICK_S, **more)  # type: ignore[arg-type]


def post(url: str) -> Post:
    return Post(url, {"webhook-id": "msg_1", "webhook-timestamp": "1", "webhook-signature": "v1,x"}, b'{"type":"x"}')


def test_a_message_arrives_as_it_was_signed(receiver: Receiver) -> None:
    """Method, path, headers and every byte of the body."""
    assert deliver(post(receiver.url), quick()) == Attempt("taken", 204)
    (got,) = receiver.got
    assert got.line == "POST /scanpipe?to=1 HTTP/1.1"
    assert got.body == b'{"type":"x"}'
    assert got.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert got.headers["content-type"] == "application/json"
    assert got.headers["webhook-signature"] == "v1,x"
    assert "cookie" not in got.headers
    assert got.headers["connection"] == "close"


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_every_2xx_is_a_success(receiver: Receiver, status: int) -> None:
    """And nothing else is."""
    receiver.usual = answers(status)
    assert deliver(post(receiver.url), quick()).taken


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        (answers(300), Attempt("redirect", 300)),
        (answers(400), Attempt("refused", 400)),
        (answers(404), Attempt("refused", 404)),
        (answers(410), Attempt("gone", 410)),
        (answers(500), Attempt("refused", 500)),
        (answers(503, "Retry-After: 120\r\n"), Attempt("refused", 503, 120)),
        (answers(429, "Retry-After: 9999999\r\n"), Attempt("refused", 429, 24 * 3600)),
        (answers(503, "Retry-After: Wed, 21 Oct 2026 07:28:00 GMT\r\n"), Attempt("refused", 503)),
        (told.closes, Attempt("cut")),
        (told.says_ok_and_breaks_off, Attempt("cut")),
        (told.hangs, Attempt("timeout")),
        (told.drips, Attempt("timeout")),
        (told.drips_its_head, Attempt("timeout")),
    ],
)
def test_whatever_else_happens_is_no_success(receiver: Receiver, behaviour: Behaviour, expected: Attempt) -> None:
    """A receiver that fails, hangs or breaks off; and none of them takes longer than it may."""
    receiver.usual = behaviour
    begun = time.monotonic()
    assert deliver(post(receiver.url), quick()) == expected
    assert time.monotonic() - begun < QUICK_S + 0.5


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    """Wherever it points: the receiver that is pointed to hears nothing."""
    other = Receiver(answers(200))
    receiver.usual = answers(307, f"Location: {other.url}\r\n")
    assert deliver(post(receiver.url), quick()) == Attempt("redirect", 307)
    assert other.connections == 0
    other.close()


def test_an_answer_without_end_is_left_after_64_kb(receiver: Receiver) -> None:
    """The status counts; memory and time do not go into what nobody reads."""
    receiver.usual = told.never_ends
    begun = time.monotonic()
    assert deliver(post(receiver.url), quick()) == Attempt("taken", 200)
    assert time.monotonic() - begun < QUICK_S


def test_nobody_there_is_told_so(receiver: Receiver) -> None:
    """A closed port."""
    receiver.close()
    assert deliver(post(receiver.url), quick()) == Attempt("unreachable")


def test_this_machine_is_not_told_unless_it_is_allowed(receiver: Receiver) -> None:
    """Neither by number nor by a name, and no connection is opened."""
    nobody = Allowed()
    assert deliver(post(receiver.url), quick(nobody)) == Attempt("scheme")
    secure = receiver.url.replace("http:", "https:")
    assert deliver(post(secure), quick(nobody)) == Attempt("inside")
    named = secure.replace("127.0.0.1", "hook.example")
    assert deliver(post(named), quick(nobody, resolve=lambda *_: ["93.184.216.34", "127.0.0.1"])) == Attempt("inside")
    assert receiver.connections == 0


def test_a_proxy_of_the_environment_is_not_used(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who set one for other programs does not read our messages."""
    proxy = Receiver(answers(200))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)
    assert deliver(post(receiver.url), quick()).taken
    assert proxy.connections == 0
    proxy.close()


# ---- https ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of hook.example that only who is told so believes, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hook.example")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hook.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "hook.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def secure(receiver: Receiver, certificate: Path) -> Receiver:
    """The same with https."""
    receiver.secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    receiver.secure.load_cert_chain(certificate)
    return receiver


def _by_name(certificate: Path | None, *found: str) -> Means:
    """Finds hook.example, which no name server knows, at these addresses; the loopback network is allowed."""
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        assert len(asked) == 1, "a name is looked up once: what it means later does not count"
        return list(found)

    by = means(["127.0.0.0/8"], certificate)
    return Means(by.allowed, by.trusted, QUICK_S, resolve)


def test_https_goes_to_the_address_that_was_checked(secure: Receiver, certificate: Path) -> None:
    """And the certificate is held against the name."""
    url = f"https://hook.example:{secure.port}/"
    assert deliver(post(url), _by_name(certificate, "127.0.0.1")) == Attempt("taken", 204)
    assert secure.got[0].headers["host"] == f"hook.example:{secure.port}"


def test_the_next_address_is_tried_when_one_is_closed(secure: Receiver, certificate: Path) -> None:
    """Each of them was checked."""
    url = f"https://hook.example:{secure.port}/"
    assert deliver(post(url), _by_name(certificate, "127.0.0.2", "127.0.0.1")).taken


def test_a_certificate_that_nobody_vouches_for_is_refused(secure: Receiver, certificate: Path) -> None:
    """Of an unknown authority, or of another name: nothing is sent."""
    url = f"https://hook.example:{secure.port}/"
    assert deliver(post(url), _by_name(None, "127.0.0.1")) == Attempt("tls")
    assert deliver(post(url.replace("hook.", "other.")), _by_name(certificate, "127.0.0.1")) == Attempt("tls")
    assert secure.got == []

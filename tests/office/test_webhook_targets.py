"""Which addresses may be told."""

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.errors import UsageError
from scanpipe.office.webhooks.targets import Allowed, TargetError, addresses, is_public, parsed

NOBODY = Allowed()
PUBLIC = "93.184.216.34"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
        "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1", "64:ff9b:1::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::1", "2002:a00:1::1",
        "::127.0.0.1",
    ],
)  # fmt: skip
def test_what_lies_inside_is_not_public(address: str) -> None:
    """Loopback, private, link-local, carrier's and every other special network, also wrapped in IPv6."""
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:220:1::1", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_the_open_internet_is_public(address: str) -> None:
    """Plain or wrapped."""
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://hook.example/", "scheme"),
        ("ftp://hook.example/", "url"),
        ("file:///etc/passwd", "url"),
        ("https://", "url"),
        ("hook.example", "url"),
        ("https://user:pass@hook.example/", "url"),
        ("https://hook.example/#a", "url"),
        ("https://hook.example/a b", "url"),
        ("https://hook.example\\@127.0.0.1/", "url"),
        ("https://hook.example:99999/", "url"),
        ("https://hook.example/" + "a" * 500, "url"),
        ("https://hook.example/\r\nX: y", "url"),
        ("https://hook.example/đường", "url"),
        ("https://[::1/", "url"),
    ],
)
def test_what_is_no_address_is_refused(url: str, code: str) -> None:
    """Told why, in a code that the page has words for."""
    with pytest.raises(TargetError) as refused:
        parsed(url, NOBODY)
    assert refused.value.code == code


@given(st.text(max_size=60))
def test_no_text_is_too_strange(text: str) -> None:
    """Whatever somebody types is an address or is refused."""
    try:
        target = parsed(f"https://{text}", NOBODY)
    except TargetError:
        return
    assert target.scheme == "https"
    assert target.host


def test_an_address_keeps_its_port_path_and_query() -> None:
    """As it was written."""
    target = parsed("https://Hook.Example:8443/a/b?c=%20d", NOBODY)
    assert (target.host, target.port, target.path) == ("hook.example", 8443, "/a/b?c=%20d")
    assert parsed("https://hook.example", NOBODY).path == "/"


def test_one_inner_address_among_others_refuses_all() -> None:
    """A name that also leads inside is not told anything."""
    target = parsed("https://hook.example/", NOBODY)
    assert addresses(target, NOBODY, resolve=lambda *_: [PUBLIC]) == (PUBLIC,)
    for inner in ("127.0.0.1", "10.0.0.1", "fe80::1%eth0", "::1", "no address"):
        with pytest.raises(TargetError, match="inside"):
            addresses(target, NOBODY, resolve=lambda *_, inner=inner: [PUBLIC, inner])


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "[::ffff:7f00:1]"])
def test_other_ways_to_write_this_machine_lead_nowhere(host: str) -> None:
    """Whatever the system takes for its own address."""
    with pytest.raises(TargetError):
        addresses(parsed(f"https://{host}/", NOBODY), NOBODY)


def test_a_name_that_is_not_known_is_told_so() -> None:
    """Without an address there is nowhere to send."""

    def unknown(*_: object) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(TargetError) as refused:
        addresses(parsed("https://hook.example/", NOBODY), NOBODY, resolve=unknown)
    assert refused.value.code == "unknown_host"


def test_the_administrator_can_vouch_for_a_host_or_a_network() -> None:
    """A host that is named may lie inside and need not be encrypted; a network only lets its addresses in."""
    named = Allowed.of(["Egov.Noi-Bo.Example", " "])
    target = parsed("http://egov.noi-bo.example:8080/x", named)
    assert addresses(target, named, resolve=lambda *_: ["10.20.0.5"]) == ("10.20.0.5",)
    network = Allowed.of(["10.20.0.0/16", "fd00::/8"])
    for address in ("10.20.0.5", "fd00::1"):
        assert addresses(parsed("https://a.example/", network), network, resolve=lambda *_, a=address: [a]) == (
            address,
        )
    with pytest.raises(TargetError, match="inside"):
        addresses(parsed("https://a.example/", network), network, resolve=lambda *_: ["10.21.0.5"])
    with pytest.raises(TargetError, match="https only"):
        parsed("http://a.example/", network)


def test_a_network_that_is_none_stops_the_start() -> None:
    """A setting that means nothing is not passed over."""
    with pytest.raises(UsageError, match="neither a host nor a network"):
        Allowed.of(["10.20.0.5/16"])

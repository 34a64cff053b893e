"""Logging in through the identity provider: against a real one, and against one that lies."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import httpx
import pytest
from joserfc.jwk import OctKey, RSAKey

from api.office.oidc import Identity, Provider, ProviderError, Question, is_safe, provider_named
from scanpipe.errors import UsageError
from scanpipe.office.accounts import CONSOLE
from scanpipe.office.people import Role
from tests.api.lying_provider import CLIENT, LyingProvider, lying_provider
from tests.api.staff_house import Browser, StaffHouse, open_house
from tests.web.conftest import read

_PROVIDER = """
import json, sys
from oidc_provider_mock import User, run_server_in_thread
people = [User(sub=sub, claims=claims) for sub, claims in json.loads(sys.argv[1]).items()]
with run_server_in_thread(user_claims=people, require_nonce=True) as server:
    print(server.server_port, flush=True)
    sys.stdin.read()
"""
"""It runs by itself: what it imports is on its way out and says so, and here warnings are errors."""
_PEOPLE = {
    "u-hoa": {"preferred_username": "Hoa", "name": "Nguyễn Hoa"},
    "u-binh": {"email": "binh@ubnd.example", "email_verified": True},
    "u-gia": {"email": "an@ubnd.example", "email_verified": False},
    "u-la": {"preferred_username": "nguoi.la"},
}

BACK = "http://testserver/cb/oidc/ve"
QUESTION = Question("state", "nonce", "verifier-of-at-least-forty-three-characters-000")


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A real provider with people in it, at a free port."""
    command = [sys.executable, "-W", "ignore", "-c", _PROVIDER, json.dumps(_PEOPLE)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"},
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        yield f"http://localhost:{int(process.stdout.readline())}"
        process.stdin.close()


@pytest.fixture
def house(tmp_path: Path, issuer: str) -> Iterator[StaffHouse]:
    made = open_house(tmp_path)
    made.app.state.oidc = Provider(issuer, CLIENT, "secret", "Tài khoản dùng chung")
    yield made
    made.center.desk.store.close()


def recognised(address: str, sub: str | None) -> str:
    """What somebody does at the provider: say who they are, or refuse; where the provider sends their browser."""
    form = {"sub": sub} if sub is not None else {"action": "deny"}
    answer = httpx.post(address, data=form, follow_redirects=False)
    assert answer.status_code == 302, answer.text
    return answer.headers["location"].removeprefix("http://testserver")


def log_in(browser: Browser, sub: str | None, *, di: str = "/cb/h/x") -> str:
    """The whole way; where it leads."""
    return browser.goes(recognised(browser.goes(f"/cb/oidc?{urlencode({'di': di})}"), sub))


def refused(browser: Browser, path: str, words: str, status: int = 422) -> None:
    """The login page again, with these words; nobody is let in."""
    page = browser.get(path, status)
    assert page.h1 == "Đăng nhập"
    assert words in page.marked("trouble")[0].text
    assert browser.secret is None
    assert browser.client.cookies.get("sp_oidc") is None


def test_somebody_with_an_account_is_let_in_by_their_name_there(house: StaffHouse) -> None:
    """The button, the provider, and back to where they wanted to go; no password was ever set."""
    house.accounts.add(CONSOLE, login="hoa", name="Hoa", unit="hx", roles=[Role.OFFICER])
    browser = house.browser()
    (button,) = browser.get("/cb/vao?di=/cb/h/x").marked("oidc")
    assert button.text == "Đăng nhập bằng Tài khoản dùng chung"
    assert button.attributes["href"] == "/cb/oidc?di=/cb/h/x"
    assert log_in(browser, "u-hoa") == "/cb/h/x"
    assert browser.client.get("/api/v1/thu/READ").json()["login"] == "hoa"
    assert browser.client.cookies.get("sp_oidc") is None
    assert "hệ thống tài khoản chung" in " ".join(browser.get("/cb/toi").all("main")[0].text.split())
    assert house.accounts.people(CONSOLE)[0].state == "active"


def test_from_then_on_they_are_known_by_who_they_are_and_not_by_a_name(house: StaffHouse, issuer: str) -> None:
    """A name can be changed there, or given to somebody else; the tie stays."""
    house.accounts.add(CONSOLE, login="hoa", name="Hoa", unit="hx", roles=[Role.OFFICER])
    log_in(house.browser(), "u-hoa")
    with httpx.Client(base_url=issuer) as provider:
        provider.put("/users/u-hoa", json={"preferred_username": "hoa.moi"}).raise_for_status()
        provider.put("/users/u-la", json={"preferred_username": "hoa"}).raise_for_status()
        try:
            assert log_in(house.browser(), "u-hoa") == "/cb/h/x"
            stranger = house.browser()
            refused(stranger, recognised(stranger.goes("/cb/oidc"), "u-la"), "Chưa có tài khoản")
        finally:
            provider.put("/users/u-hoa", json={"preferred_username": "Hoa"}).raise_for_status()
            provider.put("/users/u-la", json={"preferred_username": "nguoi.la"}).raise_for_status()


def test_an_address_that_was_verified_is_a_name_as_well(house: StaffHouse) -> None:
    """One that was not is worth nothing: anybody can write it there."""
    for login in ("binh@ubnd.example", "an@ubnd.example"):
        house.accounts.add(CONSOLE, login=login, name="N", unit="hx", roles=[Role.OFFICER])
    assert log_in(house.browser(), "u-binh") == "/cb/h/x"
    browser = house.browser()
    refused(browser, recognised(browser.goes("/cb/oidc"), "u-gia"), "Chưa có tài khoản")


def test_nobody_gets_an_account_by_logging_in_there(house: StaffHouse) -> None:
    """An administrator decides who works at the Center."""
    browser = house.browser()
    refused(browser, recognised(browser.goes("/cb/oidc"), "u-la"), "Chưa có tài khoản")
    assert house.accounts.people(CONSOLE) == ()


def test_a_closed_account_stays_closed(house: StaffHouse) -> None:
    """Also for whom the provider knows, tied or not."""
    house.accounts.add(CONSOLE, login="hoa", name="Hoa", unit="hx", roles=[Role.OFFICER])
    house.accounts.close(CONSOLE, "hoa")
    browser = house.browser()
    refused(browser, recognised(browser.goes("/cb/oidc"), "u-hoa"), "Chưa có tài khoản")
    house.accounts.reopen(CONSOLE, "hoa")
    assert log_in(house.browser(), "u-hoa") == "/cb/h/x"
    house.accounts.close(CONSOLE, "hoa")
    refused(browser, recognised(browser.goes("/cb/oidc"), "u-hoa"), "Chưa có tài khoản")
    assert house.accounts.people(CONSOLE)[0].state == "closed"


def test_who_refuses_there_comes_back_to_the_login(house: StaffHouse) -> None:
    """And may use a password instead."""
    browser = house.browser()
    back = recognised(browser.goes("/cb/oidc"), None)
    # This provider forgets the state when somebody refuses; RFC 6749 4.1.2.1 wants it.
    refused(browser, back, "Lần đăng nhập này đã quá lâu")
    asked = parse_qs(urlsplit(browser.goes("/cb/oidc")).query)
    refused(browser, f"/cb/oidc/ve?error=access_denied&state={asked['state'][0]}", "chưa xác nhận đăng nhập")
    assert browser.get("/cb/vao").marked("login-form")


def test_a_token_for_another_question_is_refused(house: StaffHouse) -> None:
    """The real provider signs another nonce: somebody put their own answer into this browser."""
    house.accounts.add(CONSOLE, login="hoa", name="Hoa", unit="hx", roles=[Role.OFFICER])
    browser = house.browser()
    parts = urlsplit(browser.goes("/cb/oidc"))
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()} | {"nonce": "another"}
    path = recognised(urlunsplit(parts._replace(query=urlencode(asked))), "u-hoa")
    refused(browser, path, "chưa tin cậy được")
    assert browser.goes("/cb/").startswith("/cb/vao")


def test_an_answer_belongs_to_the_browser_that_asked(house: StaffHouse) -> None:
    """A link with somebody else's code logs nobody in; nor does one without a code, or twice."""
    house.accounts.add(CONSOLE, login="hoa", name="Hoa", unit="hx", roles=[Role.OFFICER])
    browser, victim = house.browser(), house.browser()
    path = recognised(browser.goes("/cb/oidc"), "u-hoa")
    refused(victim, path, "Lần đăng nhập này đã quá lâu")
    victim.goes("/cb/oidc")
    refused(victim, path, "Lần đăng nhập này đã quá lâu")
    assert browser.goes(path) == "/cb/"
    refused(victim, path, "Lần đăng nhập này đã quá lâu")
    refused(victim, "/cb/oidc/ve", "Lần đăng nhập này đã quá lâu")


def test_an_answer_that_comes_too_late_is_refused(house: StaffHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten minutes are enough to type a password; a cookie that was changed is no cookie."""
    browser = house.browser()
    path = recognised(browser.goes("/cb/oidc"), "u-hoa")
    now = time.time()
    with monkeypatch.context() as patch:
        patch.setattr("api.office.oidc_login.time.time", lambda: now + 601)
        refused(browser, path, "Lần đăng nhập này đã quá lâu")
    path = recognised(browser.goes("/cb/oidc"), "u-hoa")
    kept = browser.client.cookies.get("sp_oidc") or ""
    browser.client.cookies.delete("sp_oidc")
    browser.client.cookies.set("sp_oidc", f"x{kept[1:]}", domain="testserver.local", path="/cb/oidc")
    page = browser.get(path, 422)
    assert "Lần đăng nhập này đã quá lâu" in page.marked("trouble")[0].text


def test_the_way_there_leads_to_no_other_site_on_the_way_back(house: StaffHouse) -> None:
    """The address to go to afterwards is one of ours, whatever was asked."""
    house.accounts.add(CONSOLE, login="hoa", name="Hoa", unit="hx", roles=[Role.OFFICER])
    assert log_in(house.browser(), "u-hoa", di="https://evil.example/") == "/cb/"


def test_an_answer_of_another_issuer_is_refused(house: StaffHouse) -> None:
    """RFC 9207: two providers cannot be mixed up."""
    browser = house.browser()
    path = recognised(browser.goes("/cb/oidc"), "u-hoa")
    refused(browser, f"{path}&iss=https%3A%2F%2Fevil.example", "Lần đăng nhập này đã quá lâu")
    assert browser.goes("/cb/").startswith("/cb/vao")


def test_without_a_provider_there_is_no_button_and_no_way(tmp_path: Path) -> None:
    """Nothing hints at it."""
    house = open_house(tmp_path)
    assert house.browser().get("/cb/vao").marked("oidc") == []
    for path in ("/cb/oidc", "/cb/oidc/ve?code=x&state=y"):
        assert house.browser().client.get(path).status_code == 404
    house.center.desk.store.close()


def test_a_provider_that_is_down_is_told_in_a_sentence(house: StaffHouse) -> None:
    """Passwords still work."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    house.app.state.oidc = Provider(f"http://127.0.0.1:{port}", CLIENT, "secret", "X")
    answer = house.browser().client.get("/cb/oidc", follow_redirects=False)
    assert answer.status_code == 502
    assert "chưa trả lời" in read(answer.text).marked("trouble")[0].text


# ---- a provider that lies ------------------------------------------------------------------------------------------


@pytest.fixture
def liar() -> Iterator[LyingProvider]:
    with lying_provider() as provider:
        provider.claims["nonce"] = QUESTION.nonce
        yield provider


def ask(liar: LyingProvider) -> Identity:
    return Provider(liar.issuer, CLIENT, "se cret:", "X").identity("code", QUESTION, BACK)


def test_an_honest_token_is_believed(liar: LyingProvider) -> None:
    """Who somebody is becomes a hash; only what can be a login comes with it."""
    liar.claims |= {"preferred_username": "hoa", "email": "a@b.vn", "email_verified": True}
    told = ask(liar)
    assert told.names == ("hoa", "a@b.vn")
    assert told.subject == hashlib.sha256(f"{liar.issuer}\nu1".encode()).hexdigest()
    liar.claims |= {"email_verified": "true", "preferred_username": 7}
    assert ask(liar) == replace(told, names=())


def test_we_prove_that_it_was_us_who_asked(liar: LyingProvider) -> None:
    """The verifier fits the challenge (RFC 7636), and the secret travels as RFC 6749 wants it, not in an address."""
    provider = Provider(liar.issuer, CLIENT, "se cret:", "X")
    asked = parse_qs(urlsplit(provider.address(QUESTION, BACK)).query)
    provider.identity("code", QUESTION, BACK)
    (form,) = liar.asked
    digest = hashlib.sha256(form["code_verifier"].encode()).digest()
    assert asked["code_challenge"] == [base64.urlsafe_b64encode(digest).rstrip(b"=").decode()]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["scope"] == ["openid profile email"]
    assert (asked["nonce"], asked["state"], asked["redirect_uri"]) == (["nonce"], ["state"], [BACK])
    assert (form["code"], form["redirect_uri"], form["grant_type"]) == ("code", BACK, "authorization_code")
    assert base64.b64decode(liar.headers[0].removeprefix("Basic ")) == b"scanpipe:se%20cret%3A"
    liar.about["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    ask(liar)
    assert liar.headers[1] == ""
    assert (liar.asked[1]["client_id"], liar.asked[1]["client_secret"]) == (CLIENT, "se cret:")


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "somebody-else"},
        {"aud": ["somebody-else"]},
        {"aud": [CLIENT, "somebody-else"]},
        {"aud": [CLIENT, "somebody-else"], "azp": "somebody-else"},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": 4_000_000_000},
        {"nbf": 4_000_000_000},
        {"sub": None},
        {"sub": 7},
        {"sub": ""},
    ],
)
def test_a_token_with_a_wrong_claim_is_refused(liar: LyingProvider, claims: dict[str, object]) -> None:
    """For somebody else, from somebody else, too old, too new, or about nobody."""
    liar.claims |= claims
    with pytest.raises(ProviderError) as caught:
        ask(liar)
    assert caught.value.why == "token"


def test_a_token_for_us_among_others_is_believed_when_we_asked(liar: LyingProvider) -> None:
    """OpenID Connect Core 3.1.3.7, points 4 and 5."""
    liar.claims |= {"aud": [CLIENT, "somebody-else"], "azp": CLIENT}
    assert ask(liar).subject


def test_a_token_that_was_signed_by_another_is_refused(liar: LyingProvider) -> None:
    """Under the right key's name, and under its own."""
    for kid in ("one", "two"):
        liar.signing = RSAKey.generate_key(2048, {"kid": kid})
        with pytest.raises(ProviderError) as caught:
            ask(liar)
        assert caught.value.why == "token"


def test_no_token_without_a_signature_of_ours_is_believed(liar: LyingProvider) -> None:
    """Neither `none`, nor a shared secret, nor an algorithm that is not on our list."""
    honest = liar.signed().split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none","kid":"one"}').rstrip(b"=").decode()
    forged = [f"{none}.{honest[1]}.", f"{honest[0]}.{honest[1]}.AAAA", f"{honest[0]}.{honest[1]}", "x", ""]
    liar.header = {"alg": "RS512"}
    forged.append(liar.signed())
    liar.header = {"alg": "HS256"}
    liar.signing = OctKey.import_key("a shared secret that is long enough for it", {"kid": "one"})
    forged.append(liar.signed())
    for token in forged:
        liar.token = token or "."
        with pytest.raises(ProviderError) as caught:
            ask(liar)
        assert caught.value.why == "token"


def test_what_the_provider_tells_of_itself_is_kept_and_new_keys_are_fetched(liar: LyingProvider) -> None:
    """One look an hour; a key that is not among the known ones is looked for, but not with every token."""
    clock = [time.time()]
    provider = Provider(liar.issuer, CLIENT, "s", "X", now=lambda: clock[0])
    for _ in range(3):
        provider.identity("code", QUESTION, BACK)
    assert liar.fetched.count("/keys") == 1
    assert sum(path.endswith("configuration") for path in liar.fetched) == 1
    liar.key = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})
    with pytest.raises(ProviderError):
        provider.identity("code", QUESTION, BACK)
    assert liar.fetched.count("/keys") == 1
    clock[0] += 61
    liar.claims["exp"] = int(clock[0]) + 60
    assert provider.identity("code", QUESTION, BACK)
    assert liar.fetched.count("/keys") == 2
    clock[0] += 3600
    liar.claims |= {"exp": int(clock[0]) + 60, "iat": int(clock[0])}
    provider.identity("code", QUESTION, BACK)
    assert sum(path.endswith("configuration") for path in liar.fetched) == 2


@pytest.mark.parametrize(
    ("about", "status", "raw", "why"),
    [
        ({"issuer": "https://evil.example"}, 200, None, "unusable"),
        ({"token_endpoint": "http://evil.example/token"}, 200, None, "unusable"),
        ({"jwks_uri": None}, 200, None, "unusable"),
        ({}, 200, b"<html>", "unusable"),
        ({}, 200, b"[]", "unusable"),
        ({}, 200, b"\xff\xfe", "unusable"),
        ({}, 500, b"{}", "unusable"),
        ({}, 302, b"{}", "unusable"),
        ({}, 401, b"{}", "refused"),
    ],
)
def test_a_provider_that_does_not_do_as_it_should_is_told(
    liar: LyingProvider, about: dict[str, object], status: int, raw: bytes | None, why: str
) -> None:
    """A sentence, never a crash, and nothing is sent to an open or foreign address."""
    liar.about, liar.status, liar.raw = about, status, raw
    with pytest.raises(ProviderError) as caught:
        ask(liar)
    assert caught.value.why == why
    assert str(caught.value).endswith(".")


def test_what_the_settings_must_name() -> None:
    """All of it or nothing, and no open address but on this machine."""
    assert provider_named("", "", "", "Tên") is None
    named = provider_named("https://id.example.vn/realms/x/", "a", "b", "")
    assert named
    assert named.name == "id.example.vn"
    for half in (("https://id.example.vn", "", ""), ("", "a", "b"), ("https://id.example.vn", "a", "")):
        with pytest.raises(UsageError, match="SCANPIPE_OIDC"):
            provider_named(*half, "")
    with pytest.raises(UsageError, match="https"):
        provider_named("http://id.example.vn", "a", "b", "")
    assert not is_safe("http://[")
    assert not is_safe("https://")

"""
The identity provider of the Center (OpenID Connect Core 1.0): authorization code flow with PKCE (RFC 7636).

What comes back is believed only when it was signed by the provider's own key with an algorithm of ours, is for us, is
still good, and answers the very question that this browser asked (state, nonce). Nothing is fetched but from the
addresses that the provider named by the settings tells of itself.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ConfigDict, ValidationError

from scanpipe.errors import ScanpipeError, UsageError

ALGORITHMS = ("RS256", "PS256", "ES256")
"""How an id token may be signed; a provider must know the first (OpenID Connect Discovery 1.0, section 3)."""
SCOPES = "openid profile email"
TIMEOUT_S = 5.0
LEEWAY_S = 60
_KEPT_S = 3600.0
_AGAIN_S = 60.0
"""How soon the keys are fetched again for one that is not among them."""
_WELL_KNOWN = "/.well-known/openid-configuration"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class ProviderError(ScanpipeError):
    """The provider did not let somebody in. `why`: unreachable | unusable (its answer) | refused | token | state."""

    def __init__(self, why: str, message: str) -> None:
        super().__init__(message)
        self.why = why


@dataclass(frozen=True, slots=True)
class Question:
    """What one browser asked: `state` names it, `nonce` comes back in the token, `verifier` proves that it was us."""

    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)

    @property
    def challenge(self) -> str:
        """What the provider is shown of the verifier (S256)."""
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class Identity:
    """
    Who somebody is. `subject` is a hash of issuer and subject; `names` may be their login here: the name that they log
    in with there, and an e-mail address that the provider has verified.
    """

    subject: str
    names: tuple[str, ...] = field(repr=False)


class _Told(BaseModel):
    """What a provider tells of itself (OpenID Connect Discovery 1.0, section 3)."""

    model_config = ConfigDict(extra="ignore")

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class Provider:
    """One provider and who we are to it. What it tells of itself is asked for again after an hour."""

    def __init__(
        self, issuer: str, client_id: str, client_secret: str, name: str, *, now: Callable[[], float] = time.time
    ) -> None:
        self.name = name
        self._issuer = issuer.rstrip("/")
        self._client_id = client_id
        self._client_secret = client_secret
        self._now = now
        self._lock = threading.Lock()
        self._told: tuple[float, _Told] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def address(self, question: Question, come_back: str) -> str:
        """Where the browser goes to be recognised. Raises ProviderError."""
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": come_back,
            "scope": SCOPES,
            "state": question.state,
            "nonce": question.nonce,
            "code_challenge": question.challenge,
            "code_challenge_method": "S256",
        }
        endpoint = self._about().authorization_endpoint
        return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}"

    def identity(self, code: str, question: Question, come_back: str) -> Identity:
        """Who the code stands for. Raises ProviderError."""
        token = self._token(code, question, come_back)
        claims = self._verified(token, question)
        subject = hashlib.sha256(f"{claims['iss']}\n{claims['sub']}".encode()).hexdigest()
        names = [claims.get("preferred_username")]
        if claims.get("email_verified") is True:
            names.append(claims.get("email"))
        return Identity(subject, tuple(name for name in names if isinstance(name, str) and name.strip()))

    def is_issuer(self, issuer: str) -> bool:
        """Whether an answer that names its issuer (RFC 9207) is this provider's."""
        return issuer == self._about().issuer

    def _token(self, code: str, question: Question, come_back: str) -> str:
        """The id token for a code."""
        told = self._about()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": come_back,
            "code_verifier": question.verifier,
        }
        auth = None
        methods = told.token_endpoint_auth_methods_supported
        if "client_secret_basic" in methods or "client_secret_post" not in methods:
            # RFC 6749, 2.3.1: both are written as in a form before they become a header.
            auth = httpx.BasicAuth(quote(self._client_id, safe=""), quote(self._client_secret, safe=""))
        else:
            form |= {"client_id": self._client_id, "client_secret": self._client_secret}
        answer = self._asked("POST", told.token_endpoint, data=form, auth=auth)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise ProviderError("refused", "The identity provider gave no id token for the code: try again.")
        return token

    def _verified(self, token: str, question: Question) -> Mapping[str, Any]:
        """What the token claims, once it is proven."""
        claimed = jwt.JWTClaimsRegistry(
            now=lambda: int(self._now()),
            leeway=LEEWAY_S,
            iss={"essential": True, "value": self._about().issuer},
            sub={"essential": True},
            aud={"essential": True, "value": self._client_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": question.nonce},
        )
        try:
            claims = self._decoded(token)
            claimed.validate(claims)
        except (JoseError, ValueError, TypeError) as error:
            raise ProviderError("token", "The id token of the identity provider cannot be trusted.") from error
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != self._client_id:
            raise ProviderError("token", "The id token of the identity provider is for somebody else.")
        return claims

    def _decoded(self, token: str) -> dict[str, Any]:
        try:
            return jwt.decode(token, self._key_set(_KEPT_S), algorithms=ALGORITHMS).claims
        except InvalidKeyIdError:
            return jwt.decode(token, self._key_set(_AGAIN_S), algorithms=ALGORITHMS).claims

    def _about(self) -> _Told:
        with self._lock:
            if self._told is not None and self._now() - self._told[0] < _KEPT_S:
                return self._told[1]
            answer = self._asked("GET", self._issuer + _WELL_KNOWN)
            try:
                told = _Told.model_validate(answer)
            except ValidationError as error:
                raise ProviderError(
                    "unusable", "The identity provider does not tell of itself as it should."
                ) from error
            places = (told.authorization_endpoint, told.token_endpoint, told.jwks_uri)
            if told.issuer.rstrip("/") != self._issuer or not all(is_safe(place) for place in places):
                raise ProviderError("unusable", "The identity provider names another issuer, or an unsafe address.")
            self._told = (self._now(), told)
            return told

    def _key_set(self, kept_s: float) -> KeySet:
        told = self._about()
        with self._lock:
            if self._keys is not None and self._now() - self._keys[0] < kept_s:
                return self._keys[1]
            answer = self._asked("GET", told.jwks_uri)
            try:
                rows = [row for row in answer["keys"] if row.get("use", "sig") == "sig" and row["kty"] in ("RSA", "EC")]
                keys = KeySet.import_key_set({"keys": rows})
            except (JoseError, KeyError, TypeError, AttributeError, ValueError) as error:
                raise ProviderError("unusable", "The keys of the identity provider cannot be read.") from error
            self._keys = (self._now(), keys)
            return keys

    def _asked(self, method: str, address: str, **sent: Any) -> dict[str, Any]:
        try:
            with httpx.Client(timeout=TIMEOUT_S, headers={"Accept": "application/json"}) as client:
                answer = client.request(method, address, **sent)
        except httpx.HTTPError as error:
            raise ProviderError("unreachable", "The identity provider does not answer: try again later.") from error
        if answer.status_code in (400, 401, 403):
            raise ProviderError("refused", "The identity provider refused: see its client id, secret and addresses.")
        try:
            told = answer.raise_for_status().json()
        except (httpx.HTTPError, json.JSONDecodeError, UnicodeDecodeError) as error:
            raise ProviderError("unusable", "The identity provider does not answer as it should.") from error
        if not isinstance(told, dict):
            raise ProviderError("unusable", "The identity provider does not answer as it should.")
        return told


def provider_named(issuer: str, client_id: str, client_secret: str, name: str) -> Provider | None:
    """The provider of these settings; None when none is named. Raises UsageError for half a name or an open address."""
    if not (issuer or client_id or client_secret):
        return None
    if not (issuer and client_id and client_secret):
        raise UsageError("An identity provider needs all of SCANPIPE_OIDC_ISSUER, _CLIENT_ID and _CLIENT_SECRET.")
    if not is_safe(issuer):
        raise UsageError("SCANPIPE_OIDC_ISSUER begins with https:// (http:// on this machine only).")
    return Provider(issuer, client_id, client_secret, name or str(urlsplit(issuer).hostname))


def is_safe(address: str) -> bool:
    """
    Whether nobody on the way can read or change what goes there.

    >>> is_safe("https://id.example.vn"), is_safe("http://localhost:9400"), is_safe("http://id.example.vn")
    (True, True, False)
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))

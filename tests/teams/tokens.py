"""The tokens that Microsoft signs for a bot, and every kind that lets nobody in. All of them really signed."""

import base64
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any, Literal, get_args

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from bot.clock import MachineClock

Json = dict[str, Any]

ISSUER = "https://api.botframework.com"
EMULATOR = "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"
OTHER = "99999999-9999-9999-9999-999999999999"
"""Somebody else's app, or directory."""
LEEWAY = 300
"""Seconds by which clocks may differ."""

Bad = Literal[
    "bad signature",
    "expired",
    "never expires",
    "not yet valid",
    "wrong audience",
    "no audience",
    "wrong issuer",
    "no issuer",
    "unknown key",
    "no key id",
    "alg none",
    "HS256 with the public key",
    "not endorsed",
    "endorsed by nobody",
    "wrong service URL",
    "no service URL",
    "of a skill",
    "of the emulator",
    "cut short",
    "garbage",
]
BAD: tuple[Bad, ...] = get_args(Bad)
"""Every kind of token that is refused."""


@cache
def private_key(name: str) -> RSAPrivateKey:
    """A key of its own for each name; made once, because making one takes a while."""
    return generate_private_key(65537, 2048)


@dataclass(frozen=True, slots=True)
class Key:
    """A key that tokens are signed with; `endorsements` are the channels it may speak for."""

    name: str
    endorsements: tuple[str, ...] = ("msteams", "webchat")

    def published(self) -> Json:
        """The key in the list of keys."""
        key: Json = RSAAlgorithm.to_jwk(private_key(self.name).public_key(), as_dict=True)
        return {**key, "use": "sig", "kid": self.name, "x5t": self.name, "endorsements": list(self.endorsements)}


class Tokens:
    """Makes tokens for one bot. `published` are the keys that everybody may read; the first one signs."""

    def __init__(self, app_id: str, service_url: str) -> None:
        self.app_id = app_id
        self.service_url = service_url
        self.published = [Key("key-1"), Key("key-for-webchat", ("webchat",)), Key("key-for-nobody", ())]
        self._rolled = 1

    def roll(self) -> None:
        """Sign with a new key from now on; the old one is published no more."""
        self._rolled += 1
        self.published[0] = Key(f"key-{self._rolled}")

    def good(self, **claims: Any) -> str:
        """A token that lets in; `claims` stand in for its own, None leaves one out."""
        return self.signed(self.published[0].name, self.claims(**claims))

    def claims(self, **other: Any) -> Json:
        """What a good token says."""
        now = int(MachineClock().seconds())
        said = {
            "iss": ISSUER,
            "aud": self.app_id,
            "serviceurl": self.service_url,
            "nbf": now - LEEWAY,
            "exp": now + 3600,
        }
        return {name: value for name, value in (said | other).items() if value is not None}

    def signed(self, key: str, claims: Json, headers: Mapping[str, Any] | None = None) -> str:
        """These claims, signed by RS256 with the key of that name."""
        return jwt.encode(claims, private_key(key), algorithm="RS256", headers={"kid": key, **(headers or {})})

    def bad(self, kind: Bad) -> str:
        """A token of that kind; each is good but for the one thing."""
        now = int(MachineClock().seconds())
        key = self.published[0].name
        makers: dict[Bad, Callable[[], str]] = {
            "bad signature": lambda: self.signed("of-somebody-else", self.claims(), {"kid": key}),
            "expired": lambda: self.good(nbf=now - 7200, exp=now - LEEWAY - 60),
            "never expires": lambda: self.good(exp=None),
            "not yet valid": lambda: self.good(nbf=now + LEEWAY + 60),
            "wrong audience": lambda: self.good(aud=OTHER),
            "no audience": lambda: self.good(aud=None),
            "wrong issuer": lambda: self.good(iss=f"https://sts.windows.net/{OTHER}/"),
            "no issuer": lambda: self.good(iss=None),
            "unknown key": lambda: self.signed("of-somebody-else", self.claims()),
            "no key id": lambda: jwt.encode(self.claims(), private_key(key), algorithm="RS256"),
            "alg none": lambda: _joined({"alg": "none", "typ": "JWT", "kid": key}, self.claims(), b""),
            "HS256 with the public key": self._confused,
            "not endorsed": lambda: self.signed("key-for-webchat", self.claims()),
            "endorsed by nobody": lambda: self.signed("key-for-nobody", self.claims()),
            "wrong service URL": lambda: self.good(serviceurl="https://elsewhere.example/"),
            "no service URL": lambda: self.good(serviceurl=None),
            "of a skill": lambda: self.good(ver="1.0", appid=OTHER),
            "of the emulator": lambda: self.good(iss=EMULATOR, ver="1.0", appid=self.app_id),
            "cut short": lambda: self.good().rpartition(".")[0],
            "garbage": lambda: "n0t.a.t0ken",
        }
        return makers[kind]()

    def _confused(self) -> str:
        """Signed with what everybody may read, for a reader who takes the token's word for the kind of key."""
        key = self.published[0].name
        public = private_key(key).public_key()
        pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        headers = {"alg": "HS256", "typ": "JWT", "kid": key}
        return _joined(headers, self.claims(), hmac.digest(pem, _signable(headers, self.claims()), sha256))


def _joined(headers: Json, claims: Json, signature: bytes) -> str:
    return f"{_signable(headers, claims).decode()}.{_written(signature).decode()}"


def _signable(headers: Json, claims: Json) -> bytes:
    return b".".join(_written(json.dumps(part).encode()) for part in (headers, claims))


def _written(part: bytes) -> bytes:
    return base64.urlsafe_b64encode(part).rstrip(b"=")

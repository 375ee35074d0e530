"""Tokens as the Bot Framework signs them, and every forgery that ours must refuse."""

import base64
import hashlib
import hmac
import json
import random
import time
from collections.abc import Callable
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

APP_ID = "11111111-1111-4111-8111-111111111111"
ISSUER = "https://issuer.test"
KID = "key-1"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def jwk(key: rsa.RSAPrivateKey, kid: str, endorsements: tuple[str, ...] = ("msteams", "webchat")) -> dict[str, Any]:
    """The public half of a key, as the metadata shows it."""
    found: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return found | {"kid": kid, "use": "sig", "endorsements": list(endorsements)}


def claims(service: str, **changes: Any) -> dict[str, Any]:
    """What a good token says; a change of None leaves a claim out."""
    now = time.time()
    good = {"iss": ISSUER, "aud": APP_ID, "serviceurl": service, "nbf": int(now - 10), "exp": int(now + 3_600)}
    return {name: value for name, value in (good | changes).items() if value is not None}


def signed(found: dict[str, Any], key: Any = KEY, kid: str | None = KID, alg: str = "RS256") -> str:
    """The token that says so."""
    return jwt.encode(found, key, algorithm=alg, headers={"kid": kid} if kid else {})


def token(service: str, **changes: Any) -> str:
    """A good token, or one with some claims changed."""
    return signed(claims(service, **changes))


def _encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def _confused(service: str) -> str:
    """HS256 with the public key as the secret, which careless libraries take."""
    public = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    head = f"{_encoded({'alg': 'HS256', 'typ': 'JWT', 'kid': KID})}.{_encoded(claims(service))}"
    mac = hmac.new(public, head.encode(), hashlib.sha256).digest()
    return f"{head}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def _tampered(service: str) -> str:
    head, _, tail = token(service).split(".")
    return f"{head}.{_encoded(claims(service, aud=APP_ID, sub='other'))}.{tail}"


Forge = Callable[[str], str]
# Each gives the whole Authorization header, for a service address.
ATTACKS: dict[str, Forge] = {
    "no_token": lambda _service: "",
    "empty_bearer": lambda _service: "Bearer ",
    "not_bearer": lambda service: f"Basic {token(service)}",
    "garbage": lambda _service: "Bearer garbage",
    "garbage_parts": lambda _service: "Bearer a.b.c",
    "huge": lambda _service: f"Bearer {'a' * 7_000}",
    "alg_none": lambda service: f"Bearer {_encoded({'alg': 'none', 'kid': KID})}.{_encoded(claims(service))}.",
    "hs256_with_public_key": lambda service: f"Bearer {_confused(service)}",
    "expired": lambda service: f"Bearer {token(service, exp=int(time.time()) - 301)}",
    "not_yet_valid": lambda service: f"Bearer {token(service, nbf=int(time.time()) + 400)}",
    "no_expiry": lambda service: f"Bearer {token(service, exp=None)}",
    "unknown_kid": lambda service: f"Bearer {signed(claims(service), kid='nobody')}",
    "no_kid": lambda service: f"Bearer {signed(claims(service), kid=None)}",
    "wrong_key": lambda service: f"Bearer {signed(claims(service), OTHER_KEY)}",
    "tampered": lambda service: f"Bearer {_tampered(service)}",
    "wrong_audience": lambda service: f"Bearer {token(service, aud='22222222-2222-4222-8222-222222222222')}",
    "no_audience": lambda service: f"Bearer {token(service, aud=None)}",
    "wrong_issuer": lambda service: f"Bearer {token(service, iss='https://evil.test')}",
    "emulator_issuer": lambda service: (
        f"Bearer {token(service, iss='https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/', appid=APP_ID, ver='1.0')}"
    ),
    "no_issuer": lambda service: f"Bearer {token(service, iss=None)}",
    "service_url_mismatch": lambda _service: f"Bearer {token('https://evil.test/')}",
    "no_service_url_claim": lambda service: f"Bearer {token(service, serviceurl=None)}",
    "key_not_for_teams": lambda service: f"Bearer {signed(claims(service), OTHER_KEY, 'webchat-only')}",
}


def forgeries(service: str, count: int, seed: int = 1) -> list[str]:
    """So many forged headers: every attack, then good tokens with bytes changed."""
    rng = random.Random(seed)
    known = [forge(service) for forge in ATTACKS.values()]
    found = known[:count]
    while len(found) < count:
        head, body, tail = token(service, jti=str(rng.random())).split(".")
        broken = [_changed(head, rng), _changed(body, rng), _changed(tail, rng)]
        parts = [head, body, tail]
        place = rng.randrange(3)
        parts[place] = broken[place]
        found.append(f"Bearer {'.'.join(parts)}")
    return found


def _changed(text: str, rng: random.Random) -> str:
    """Other bytes: not in the last character, whose low bits decode to nothing."""
    place = rng.randrange(len(text) - 2)
    other = rng.choice([c for c in "ABCDwxyz0189-_" if c != text[place]])
    return text[:place] + other + text[place + 1 :]

"""A Seal keeps the date of an unannounced audit from everybody who does not hold the secret key."""

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12  # bytes, as AES-GCM wants them
_PURPOSE = b"ipdesk: dates of unannounced audits, 1"


class NoKey(RuntimeError):
    """Tell the person, in the words of `key`: unannounced audits need IPDESK_SECRET_KEY."""

    key = "audit.no_key"


class WrongKey(RuntimeError):
    """Tell the operator: what is sealed was sealed with another key, or was tampered with."""


class Seal:
    """AES-256-GCM under a key derived from the secret; what is sealed is bound to the one place that it belongs to."""

    def __init__(self, secret: str) -> None:
        key = HKDF(SHA256(), 32, salt=None, info=_PURPOSE).derive(secret.encode())
        self._cipher = AESGCM(key)

    def close(self, content: bytes, place: str) -> str:
        """Text that says nothing of the content but its length."""
        nonce = secrets.token_bytes(_NONCE)
        return base64.urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, content, place.encode())).decode()

    def open(self, sealed: str, place: str) -> bytes:
        """The content; raises WrongKey."""
        try:
            raw = base64.urlsafe_b64decode(sealed)
            return self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], place.encode())
        except (InvalidTag, ValueError):
            raise WrongKey("an audit date was sealed with another IPDESK_SECRET_KEY, or was changed since") from None
